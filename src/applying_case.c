/* One case in one transaction: looking whether it was carried out before, deciding, the updates, the journal, the outbox. */
#include "applying.h"

#include "receipts.h"
#include "value/date.h"

#include <string.h>
#include <time.h>

static struct str case_id(const struct applying *applying)
{
    return (struct str){ applying->case_id.p, (uint32_t)applying->case_id.n };
}

/* ---- what a decision asks for ---- */

static const struct decided_arg *arg_of(const struct decided_action *action, const char *key)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (str_is(action->args[i].key, key))
            return &action->args[i];
    return NULL;
}

/* What was written into the scratch buffer. */
static struct str kept(struct applying *applying)
{
    struct buf *scratch = &applying->scratch;
    struct str text = str_dup(&applying->arena, (struct str){ scratch->p, (uint32_t)scratch->n });
    scratch->n = 0;
    return text;
}

static struct str action_json(struct applying *applying, const struct decided_action *action)
{
    report_json_action(&applying->session.report, &applying->scratch, action);
    return kept(applying);
}

static void take_action(struct applying *applying, const struct decided_action *action)
{
    const struct program *program = applying->session.policy->program;
    struct deed deed = { .verb = action->verb, .rule = action->rules[0], .json = action_json(applying, action) };
    if (program->update_verb < program->n_verbs && str_eq(action->verb, program->verbs[program->update_verb].name)) {
        deed.update = applying_update(program, value_str(arg_of(action, "sql")->value), arg_of(action, "rows") != NULL);
        deed.values = arg_of(action, "values")->value.record;
    }
    vec_push(&applying->arena, &applying->deeds, deed);
}

static struct str receipt(struct applying *applying)
{
    receipts_write(&applying->session, applying->input, &applying->scratch);
    return kept(applying);
}

static void decide(struct applying *applying)
{
    struct session *session = &applying->session;
    const struct case_input *input = applying->input;
    const struct decision *decision = session_consider(session, input);
    uint32_t now = session->policy->shape->now_fact;
    applying->status = decision->status;
    applying_write(applying, decision);
    if (decision->n_errors > 0) /* a lookup's, perhaps: what is said where trying again does not help */
        buf_str(&applying->why, decision->errors[0].text);
    for (uint32_t i = 0; i < decision->n_actions && decision->status == DECISION_DECIDED; i++)
        take_action(applying, decision->actions[i]);
    applying->receipt = receipt(applying);
    applying->now = now < session->policy->shape->n_facts ? input->facts[now] : value_unknown();
}

/* ---- carrying out ---- */

static struct str subject(const struct deed *deed)
{
    return deed->rule.n > 0 ? deed->rule : deed->verb;
}

static void refused(struct applying *applying, const struct deed *deed)
{
    applying_fault(applying, subject(deed), "its update is refused: %.*s", (int)applying->why.n, applying->why.p);
    applying->fault.span = deed->update->span;
    applying->fault.has_span = true;
}

static void check_rows(struct applying *applying, const struct deed *deed, uint64_t touched)
{
    if (touched == 1 || deed->update->any_rows)
        return;
    if (touched == 0)
        applying_fault(applying, subject(deed), "its update touches no row; one is expected, unless the rule says 'any number of rows'");
    else
        applying_fault(applying, subject(deed), "its update touches %llu rows; one is expected, unless the rule says 'any number of rows'",
                       (unsigned long long)touched);
    applying->fault.span = deed->update->span;
    applying->fault.has_span = true;
}

static bool is_refusal(enum lookup_status status)
{
    return status == LOOKUP_REFUSED || status == LOOKUP_UNFIT;
}

/* What the journal says to a case: where it does not take these values (a name that is too long for its index), another case may do well, but
 * a journal that refuses anything else is broken. */
static enum lookup_status by_journal(struct applying *applying, enum lookup_status status)
{
    if (!is_refusal(status))
        return status;
    if (status == LOOKUP_REFUSED)
        return LOOKUP_WRONG;
    applying_fault(applying, STR("database"), "its journal cannot keep the case: %.*s", (int)applying->why.n, applying->why.p);
    return LOOKUP_OK;
}

/* LOOKUP_OK with a fault: the database lives, the case does not. */
static enum lookup_status update(struct applying *applying, const struct deed *deed)
{
    const struct update *update = deed->update;
    uint64_t touched = 0;
    enum lookup_status status =
        lookup_execute(applying->source, update->sql, update->params, update->n_params, deed->values, &touched, &applying->why);
    if (status == LOOKUP_OK)
        check_rows(applying, deed, touched);
    if (!is_refusal(status))
        return status;
    refused(applying, deed);
    return LOOKUP_OK;
}

static void write_moment(struct buf *out, int64_t micros)
{
    int64_t rest = moment_time(micros, 0), seconds = rest / DATE_SECOND;
    date_write(out, moment_date(micros, 0));
    buf_printf(out, "T%02d:%02d:%02d.%06dZ", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60),
               (int)(rest % DATE_SECOND));
}

/* With all six decimals, so that the order of the texts is that of time. */
static struct str moment_text(struct applying *applying, struct value moment)
{
    struct timespec clock = { 0 };
    if (!value_known(moment)) {
        clock_gettime(CLOCK_REALTIME, &clock);
        moment = value_int(VALUE_MOMENT, (int64_t)clock.tv_sec * DATE_SECOND + clock.tv_nsec / 1000);
    }
    write_moment(&applying->scratch, moment.i);
    return kept(applying);
}

/* Whether JSON has a NUL in a text. */
static bool has_nul(struct str json)
{
    for (uint32_t i = 0; i + 5 < json.n; i++) {
        if (json.p[i] != '\\')
            continue;
        if (memcmp(json.p + i + 1, "u0000", 5) == 0)
            return true;
        i++;
    }
    return false;
}

/* PostgreSQL would keep the journal's row, and then fail every question that takes the receipts apart. */
static bool is_kept(struct applying *applying)
{
    struct str decision = { applying->decision.p, (uint32_t)applying->decision.n };
    if (!lookup_is_postgres(applying->source) || !(has_nul(decision) || has_nul(applying->receipt)))
        return true;
    applying_fault(applying, STR("database"), "the case has a text with a NUL, which PostgreSQL does not keep");
    return false;
}

static enum lookup_status write_down(struct applying *applying)
{
    const struct program *program = applying->session.policy->program;
    struct journal_entry entry = { .case_id = case_id(applying), .policy_hash = str_from(applying->hash),
                                   .policy_name = program->policy_name, .policy_version = program->policy_version,
                                   .decided_at = moment_text(applying, applying->now),
                                   .applied_at = moment_text(applying, value_unknown()),
                                   .decision = { applying->decision.p, (uint32_t)applying->decision.n },
                                   .receipt = applying->receipt };
    enum lookup_status status = journal_write(applying->source, &entry, &applying->why);
    for (uint32_t i = 0; i < applying->deeds.n && status == LOOKUP_OK; i++) {
        const struct deed *deed = &applying->deeds.at[i];
        struct journal_action action = { .place = i + 1, .verb = deed->verb, .json = deed->json };
        if (deed->update == NULL)
            status = journal_post(applying->source, &entry, &action, &applying->why);
    }
    return status;
}

static enum lookup_status carry_out(struct applying *applying)
{
    enum lookup_status status = LOOKUP_OK;
    for (uint32_t i = 0; i < applying->deeds.n && status == LOOKUP_OK && applying->status == DECISION_DECIDED; i++)
        if (applying->deeds.at[i].update != NULL)
            status = update(applying, &applying->deeds.at[i]);
    if (status == LOOKUP_OK && applying->status == DECISION_DECIDED && is_kept(applying))
        status = write_down(applying);
    return by_journal(applying, status);
}

/* ---- the transaction ---- */

static enum lookup_status look_back(struct applying *applying)
{
    enum journal_found found = JOURNAL_NONE;
    if (!applying->journal)
        return LOOKUP_OK;
    struct str hash = str_from(applying->hash);
    enum lookup_status status = journal_find(applying->source, case_id(applying), hash, &found, &applying->decision, &applying->why);
    if (status != LOOKUP_OK)
        return status;
    if (found == JOURNAL_SAME)
        applying->outcome = OUTCOME_BEFORE;
    if (found == JOURNAL_OTHER && !applying->how.again)
        applying_fault(applying, STR("journal"), "the case was carried out before, under another policy or another version of this one; --again carries it out once more");
    return LOOKUP_OK;
}

/* What the journal, the policy and the decision say, before anything is written. */
static enum lookup_status consider(struct applying *applying)
{
    enum lookup_status status = look_back(applying);
    if (status != LOOKUP_OK || applying->outcome == OUTCOME_BEFORE || applying->status == DECISION_ERROR)
        return status;
    if (applying->given != NULL)
        given_take(applying);
    else
        decide(applying);
    enum lookup_status trouble = lookup_trouble(applying->source);
    return trouble == LOOKUP_AGAIN || trouble == LOOKUP_LOST ? trouble : LOOKUP_OK; /* all else is the case's own error */
}

static enum lookup_status attempt_really(struct applying *applying)
{
    enum lookup_status status = journal_begin(applying->source, &applying->why);
    if (status == LOOKUP_OK)
        status = consider(applying);
    status = by_journal(applying, status);
    bool wanted = status == LOOKUP_OK && applying->outcome != OUTCOME_BEFORE && applying->status == DECISION_DECIDED;
    if (wanted)
        status = carry_out(applying);
    wanted = wanted && applying->status == DECISION_DECIDED;
    if (wanted && status == LOOKUP_OK)
        status = lookup_commit(applying->source, &applying->why);
    if (wanted && status == LOOKUP_OK) {
        applying->outcome = OUTCOME_NOW;
        return LOOKUP_OK;
    }
    lookup_rollback(applying->source);
    if (!wanted || !is_refusal(status))
        return status;
    applying_fault(applying, STR("database"), "the case is refused: %.*s", (int)applying->why.n, applying->why.p); /* a constraint that waited */
    return LOOKUP_OK;
}

static enum lookup_status attempt_dry(struct applying *applying)
{
    enum lookup_status status = by_journal(applying, consider(applying));
    if (status == LOOKUP_OK && applying->outcome != OUTCOME_BEFORE && applying->status == DECISION_DECIDED)
        applying->outcome = OUTCOME_WOULD;
    return status;
}

void applying_clear(struct applying *applying)
{
    arena_reset(&applying->arena);
    applying->deeds.at = NULL;
    applying->deeds.n = applying->deeds.room = 0;
    applying->scratch.n = applying->decision.n = applying->why.n = applying->session.talk.n = 0;
    applying->status = DECISION_DECIDED;
    applying->outcome = OUTCOME_NO;
    applying->fault = (struct case_error){ 0 };
}

enum lookup_status applying_attempt(struct applying *applying)
{
    applying_clear(applying);
    enum lookup_status status = applying->how.dry_run ? attempt_dry(applying) : attempt_really(applying);
    lookup_case_end(applying->source);
    return status;
}
