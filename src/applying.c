/* bylaw_apply: cases in, decided and carried out one by one, each in a transaction of its own. */
#include "applying.h"
#include "receipts.h"

#include "value/decimal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* How often a case is tried where somebody else holds the database or the connection is lost, how many milliseconds are waited before
 * trying again (twice as long each time), and after how many seconds there is no other try. */
enum { APPLY_OPENINGS = 2, APPLY_ATTEMPTS = 14, APPLY_FIRST_PAUSE = 5, APPLY_LONGEST_PAUSE = 1000, APPLY_SECONDS = 10 };

struct bylaw_applier {
    struct applying applying;
};

void applying_fault(struct applying *applying, struct str subject, const char *format, ...)
{
    va_list list;
    size_t n;
    va_start(list, format);
    const char *text = arena_vprintf(&applying->arena, &n, format, list);
    va_end(list);
    applying->fault = (struct case_error){ .subject = subject, .text = { text, (uint32_t)n } };
    applying->status = DECISION_ERROR;
}

const struct update *applying_update(const struct program *program, struct str sql, bool any_rows)
{
    for (uint32_t i = 0; i < program->n_updates; i++)
        if (program->updates[i].any_rows == any_rows && str_eq(program->updates[i].sql, sql))
            return &program->updates[i];
    return NULL;
}

/* ---- the line that comes out ---- */

void applying_write(struct applying *applying, const struct decision *decision)
{
    struct session *session = &applying->session;
    struct report_case which = { .name = applying->input->name, .input = session->name, .line = applying->input->line };
    applying->decision.n = session->talk.n = 0;
    report_json(&session->report, &applying->decision, &which, decision);
    applying->decision.n--; /* the newline */
    report_error(&session->report, &session->talk, &which, decision);
}

/* The decision with what became of it, behind all else: decisions that others have written may have their keys in any order. */
static void tell(struct applying *applying)
{
    static const char *const words[] = { [OUTCOME_NO] = "no", [OUTCOME_NOW] = "now", [OUTCOME_BEFORE] = "before",
                                         [OUTCOME_WOULD] = "would" };
    struct session *session = &applying->session;
    if (applying->fault.text.n > 0)
        applying_write(applying, &(struct decision){ .status = DECISION_ERROR, .errors = &applying->fault, .n_errors = 1 });
    buf_add(&session->out, applying->decision.p, applying->decision.n - 1);
    buf_printf(&session->out, ",\"applied\":\"%s\"}\n", words[applying->outcome]);
    *buf_need(&session->talk, 1) = '\0';
}

/* Whether the decision has an action of --fail-on. It is only a text where it was decided before; quotes within its texts are escaped. */
static bool fails_on(struct applying *applying)
{
    const bylaw_options *options = &applying->session.options;
    struct str decision = { applying->decision.p, (uint32_t)applying->decision.n };
    for (size_t i = 0; i < options->n_fail_on; i++) {
        applying->scratch.n = 0;
        buf_printf(&applying->scratch, "\"do\":\"%s\"", options->fail_on[i]);
        if (str_find(decision, (struct str){ applying->scratch.p, (uint32_t)applying->scratch.n }) >= 0)
            return true;
    }
    return false;
}

static void count(struct applying *applying, bylaw_stats *stats)
{
    bylaw_apply_stats *apply = applying->stats;
    uint64_t *by_status[] = { &stats->decided, &stats->incomplete, &stats->conflicts, &stats->errors };
    uint64_t *by_outcome[] = { &apply->no, &apply->now, &apply->before, &apply->would };
    stats->cases++;
    stats->failed_on += fails_on(applying);
    ++*by_status[applying->status];
    ++*by_outcome[applying->outcome];
    for (uint32_t i = 0; i < applying->deeds.n && applying->outcome == OUTCOME_NOW; i++)
        ++*(applying->deeds.at[i].update != NULL ? &apply->updates : &apply->posted);
}

/* ---- trying again ---- */

static time_t seconds(void)
{
    struct timespec clock;
    clock_gettime(CLOCK_MONOTONIC, &clock);
    return clock.tv_sec;
}

static void pause_for(unsigned attempt)
{
    unsigned milliseconds = attempt < 8 ? APPLY_FIRST_PAUSE << attempt : APPLY_LONGEST_PAUSE;
    struct timespec clock, time;
    clock_gettime(CLOCK_MONOTONIC, &clock);
    milliseconds += (unsigned)clock.tv_nsec / 1000 % (milliseconds + 1) / 2; /* two that met do not meet again */
    time = (struct timespec){ milliseconds / 1000, milliseconds % 1000 * 1000000L };
    nanosleep(&time, NULL);
}

/* A lost connection is made anew; what has become of a transaction that was being committed the journal tells. */
static enum lookup_status try_once(struct applying *applying, enum lookup_status last)
{
    applying->why.n = 0;
    enum lookup_status status = last == LOOKUP_LOST ? lookup_reconnect(applying->source, &applying->why) : LOOKUP_OK;
    return status == LOOKUP_OK ? applying_attempt(applying) : status == LOOKUP_WRONG ? LOOKUP_LOST : status;
}

static enum lookup_status try_often(struct applying *applying)
{
    unsigned most = applying->down ? 1 : APPLY_ATTEMPTS;
    enum lookup_status status = try_once(applying, applying->lost ? LOOKUP_LOST : LOOKUP_OK);
    time_t begun = seconds();
    for (unsigned attempt = 1; attempt < most && (status == LOOKUP_AGAIN || status == LOOKUP_LOST) && seconds() - begun < APPLY_SECONDS; attempt++) {
        pause_for(attempt - 1);
        status = try_once(applying, status);
    }
    applying->lost = status == LOOKUP_LOST;
    applying->down = status == LOOKUP_AGAIN || status == LOOKUP_LOST;
    return status;
}

/* The database's last word on the case in hand. */
static void give_up(struct applying *applying, enum lookup_status status)
{
    struct str why = { applying->why.p, (uint32_t)applying->why.n };
    applying->outcome = OUTCOME_NO;
    applying->deeds.n = 0;
    applying_fault(applying, STR("database"), "%.*s%s", STR_ARG(why), status == LOOKUP_WRONG ? "" : "; nothing of the case is carried out");
}

/* ---- a case ---- */

/* Whether the policy requires a number that names its cases: then no decided one was named by its line. */
static bool requires_name(const struct applying *applying)
{
    const struct program *program = applying->session.policy->program;
    struct str by = applying->session.case_options.id;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        bool names = by.n > 0 ? str_eq(fact->name, by) : str_is(fact->name, "case_id") || str_is(fact->name, "id");
        if (names && fact->required && type_is_numeric(fact->type))
            return true;
    }
    return false;
}

/* Whether the case's name is a number that may well be but its line's, in decisions of cases that had none. */
static bool is_line(const struct applying *applying)
{
    char line[24];
    int n = snprintf(line, sizeof line, "%llu", (unsigned long long)applying->input->line);
    return applying->given != NULL && str_eq(applying->input->name, (struct str){ line, (uint32_t)n }) && !requires_name(applying);
}

/* A number is the same name however it is written: 7, 7.0, 70e-1. */
static void write_name(struct buf *out, struct str json)
{
    int64_t number;
    if (json.p[0] != '"' && decimal_parse(json, false, &number) == DECIMAL_OK)
        decimal_write(out, number, 0, false);
    else
        report_name(out, json);
}

/* False, with a fault, where the case cannot be known again when it comes again. */
static bool is_fit(struct applying *applying)
{
    const struct case_input *input = applying->input;
    applying->case_id.n = 0;
    if (!input->named || is_line(applying))
        applying_fault(applying, STR("line"), "the case has no name: apply must know it again when it comes again; give it a case_id, or tell with --id which fact names it");
    else
        write_name(&applying->case_id, input->name);
    if (applying->status != DECISION_ERROR && applying->case_id.n == 0)
        applying_fault(applying, STR("line"), "the case's name is empty: whichever comes second would be taken for the first");
    if (applying->case_id.n > 0 && memchr(applying->case_id.p, '\0', applying->case_id.n) != NULL)
        applying_fault(applying, STR("line"), "the case's name has a NUL, which no database keeps");
    return applying->status != DECISION_ERROR;
}

/* A case that cannot be read: its errors, as eval tells them. */
static void take_faulty(struct applying *applying)
{
    const struct case_input *input = applying->input;
    applying_write(applying, &(struct decision){ .status = DECISION_ERROR, .errors = input->errors, .n_errors = input->n_errors });
    applying->status = DECISION_ERROR;
}

static enum decision_status take(void *context, const struct case_input *input, bylaw_stats *stats, const char **why)
{
    struct applying *applying = context;
    applying->input = input;
    applying_clear(applying);
    if (input->n_errors > 0)
        take_faulty(applying);
    else if (is_fit(applying)) {
        enum lookup_status status = try_often(applying);
        if (status != LOOKUP_OK)
            give_up(applying, status);
        if (status == LOOKUP_WRONG)
            *why = "the database cannot be used any more";
    }
    tell(applying);
    count(applying, stats);
    return applying->status;
}

/* ---- beginning and ending ---- */

static const char *said(struct applying *applying)
{
    *buf_need(&applying->why, 1) = '\0';
    return applying->why.p;
}

static bylaw_status status_of(enum lookup_status status)
{
    return status == LOOKUP_OK ? BYLAW_OK : status == LOOKUP_NOT_BUILT ? BYLAW_NOT_BUILT : BYLAW_UNUSABLE;
}

/* The journal, made if need be; others may be about it too. */
static enum lookup_status open_journal(struct applying *applying)
{
    enum journal_there there = JOURNAL_MISSING;
    enum lookup_status status = LOOKUP_AGAIN;
    for (unsigned attempt = 0; attempt < APPLY_ATTEMPTS && status == LOOKUP_AGAIN; attempt++) {
        applying->why.n = 0;
        status = journal_open(applying->source, !applying->how.dry_run, &there, &applying->why);
        if (status == LOOKUP_AGAIN)
            pause_for(attempt);
    }
    applying->journal = there == JOURNAL_THERE;
    return status;
}

static enum lookup_status open_source(struct applying *applying)
{
    enum lookup_status status = LOOKUP_AGAIN;
    for (unsigned attempt = 0; attempt < APPLY_OPENINGS && status == LOOKUP_AGAIN; attempt++) {
        applying->why.n = 0;
        applying->source = lookup_open(str_from(applying->how.db), !applying->how.dry_run, &status, &applying->why, &applying->session.trap);
    }
    return status;
}

/* The journal comes before the policy's SQL is held against the database: lookups may ask it. */
static bylaw_status open_database(struct applying *applying, const char **why)
{
    enum lookup_status status = open_source(applying);
    if (status == LOOKUP_OK)
        status = open_journal(applying);
    *why = said(applying);
    if (status != LOOKUP_OK)
        return status_of(status);
    bylaw_status held = answering_hold(&applying->sql, applying->session.policy, applying->source, &applying->session.trap);
    applying->held = true;
    *why = applying->sql.why.p;
    return held;
}

static bylaw_status open_all(struct applying *applying, const char **why)
{
    *why = "apply writes into a database: name it with --db";
    if (applying->how.db == NULL)
        return BYLAW_UNUSABLE;
    if (trap_set(&applying->session.trap) != TRAP_NONE) {
        *why = "no memory";
        return BYLAW_LIMIT;
    }
    pipeline_hash(applying->session.policy, applying->hash);
    bylaw_status status = open_database(applying, why);
    if (status != BYLAW_OK)
        return status;
    session_set_host(&applying->session, lookup_host(applying->source));
    if (applying->how.decisions)
        applying->given = given_new(applying);
    return BYLAW_OK;
}

static bylaw_status blind(struct applying *applying, const char **why)
{
    if (trap_set(&applying->session.trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    *why = receipts_blind(&applying->session);
    return *why == NULL ? BYLAW_OK : BYLAW_UNUSABLE;
}

static bylaw_status open_session(struct applying *applying, const struct policy *policy, const bylaw_options *options, const char **why)
{
    bylaw_options own = { .size = sizeof own };
    if (options != NULL)
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
    own.size = sizeof own;
    own.output = BYLAW_JSON;
    own.db = own.rows = own.rows_text = NULL; /* lookups ask the database that is written, in its transactions */
    own.receipt = 1;
    own.input = applying->how.decisions ? BYLAW_JSON : own.input;
    bylaw_status status = session_open(&applying->session, policy, &own, why);
    struct trap *trap = &applying->session.trap;
    buf_init(&applying->why, trap);
    buf_init(&applying->scratch, trap);
    buf_init(&applying->case_id, trap);
    buf_init(&applying->decision, trap);
    arena_init(&applying->arena, trap);
    if (status == BYLAW_OK && !applying->how.decisions)
        status = blind(applying, why);
    return status;
}

bylaw_status bylaw_applier_new(const bylaw_policy *policy, const bylaw_options *options, const bylaw_apply_options *how,
                               bylaw_applier **applier, const char **why)
{
    const char *unheard;
    why = why != NULL ? why : &unheard;
    *why = "no memory";
    policy = session_whole(policy);
    *applier = policy != NULL ? mem_alloc(sizeof **applier) : NULL;
    if (*applier == NULL)
        return BYLAW_LIMIT;
    memset(*applier, 0, sizeof **applier);
    *why = NULL;
    struct applying *applying = &(*applier)->applying;
    if (how != NULL)
        memcpy(&applying->how, how, how->size < sizeof *how ? how->size : sizeof *how);
    bylaw_status status = open_session(applying, &policy->policy, options, why);
    return status == BYLAW_OK ? open_all(applying, why) : status;
}

bylaw_status bylaw_apply(bylaw_applier *applier, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats,
                         bylaw_apply_stats *applied, const char **why)
{
    struct applying *applying = &applier->applying;
    bylaw_apply_stats unheard_stats = { 0 };
    const char *unheard;
    struct session_way way = { .take = take, .context = applying };
    way.json = applying->given != NULL ? given_reader(applying->given) : NULL;
    applying->stats = applied != NULL ? applied : &unheard_stats;
    applying->session.name = str_from(name);
    bylaw_status status = stream_run(&applying->session, &way, fd, sinks, stats, why != NULL ? why : &unheard);
    lookup_rollback(applying->source); /* where memory ended in the middle of a case */
    return status;
}

const char *bylaw_applier_trouble(const bylaw_applier *applier)
{
    return applier->applying.held ? applier->applying.sql.talk.p : "";
}

void bylaw_applier_free(bylaw_applier *applier)
{
    if (applier == NULL)
        return;
    struct applying *applying = &applier->applying;
    given_free(applying->given);
    applying->sql.db = NULL; /* ours, where memory ended while it was held against it */
    answering_close(&applying->sql);
    lookup_close(applying->source);
    session_close(&applying->session);
    buf_free(&applying->why);
    buf_free(&applying->scratch);
    buf_free(&applying->case_id);
    buf_free(&applying->decision);
    arena_free(&applying->arena);
    mem_free(applier);
}
