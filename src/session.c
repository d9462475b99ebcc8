#include "session.h"

#include "code/code.h"
#include "quickening.h"
#include "receipts.h"
#include "value/date.h"

#include <string.h>
#include <time.h>

static bool read_clock(struct value *now)
{
    struct timespec clock;
    if (clock_gettime(CLOCK_REALTIME, &clock) != 0)
        return false;
    now->i = (int64_t)clock.tv_sec * DATE_SECOND + clock.tv_nsec / 1000;
    return true;
}

/* --now and --as-of; false with *WHY. */
static bool read_now(struct session *session, const char **why)
{
    struct value now = { .kind = VALUE_MOMENT };
    const char *text = session->options.now, *as_of = session->options.as_of;
    if (text != NULL && as_of != NULL) {
        *why = "--now and --as-of both say when it is: give one of them";
        return false;
    }
    if (as_of != NULL) {
        if (!date_parse(str_from(as_of), &now.i)) {
            *why = "--as-of takes a date such as 2026-03-08";
            return false;
        }
        now.i *= DATE_DAY;
    } else if (text != NULL && strcmp(text, "clock") == 0) {
        if (!read_clock(&now)) {
            *why = "the system's clock cannot be read";
            return false;
        }
    } else if (text != NULL && !moment_parse(str_from(text), &now.i, &now.offset)) {
        *why = "--now takes a moment such as 2026-03-08T02:30:00Z, or the word clock";
        return false;
    }
    session->case_options.has_now = text != NULL || as_of != NULL;
    session->case_options.now = now;
    return true;
}

static bool read_options(struct session *session, const char **why)
{
    const bylaw_options *options = &session->options;
    if (options->id != NULL)
        session->case_options.id = str_from(options->id);
    if (!options->receipt && (options->n_mask > 0 || options->mask_key_length > 0)) {
        *why = "--mask and --mask-key are for receipts: give --receipt too";
        return false;
    }
    for (size_t i = 0; i < options->n_fail_on; i++) {
        bool known = false;
        for (uint32_t k = 0; k < session->policy->code->n_verbs; k++)
            known = known || str_is(session->policy->code->verbs[k].name, options->fail_on[i]);
        if (!known) {
            *why = "--fail-on names an action that the policy does not have";
            return false;
        }
    }
    if (options->native != NULL && (options->engine == BYLAW_REFERENCE || options->explain)) {
        *why = options->explain ? "--explain decides by the reference evaluator, which takes no native code: leave out --native, or --explain"
                                : "--engine=reference takes no native code: leave out --native, or --engine=reference";
        return false;
    }
    if (options->explain && !explaining_can(session->policy, why))
        return false;
    if (options->explain && options->output == BYLAW_CSV) {
        *why = "--explain tells in text or NDJSON, not in CSV";
        return false;
    }
    return read_now(session, why);
}

static enum report_format format_of(bylaw_format format)
{
    return format == BYLAW_TEXT ? REPORT_TEXT : format == BYLAW_CSV ? REPORT_CSV : REPORT_JSON;
}

static void make_contexts(struct session *session)
{
    const struct policy *policy = session->policy;
    session->case_options.figures = session->options.figures || session->options.receipt; /* receipts: for reports over a journal */
    session->case_options.figures_strict = session->options.figures;
    session->json = case_json_new(&session->arena, policy->shape, &session->case_options);
    if (session->options.engine == BYLAW_REFERENCE || session->options.explain)
        session->eval = eval_new(&session->arena, policy->program);
    else
        session->vm = vm_new(&session->arena, policy->code);
    report_init(&session->report, format_of(session->options.output), policy->shape->facts, policy->shape->n_facts,
                &policy->shape->style, &policy->sources, &session->trap);
    session->report.safe = session->options.safe;
    session->report.color = session->options.color;
    if (session->options.explain)
        explaining_open(session);
}

static bylaw_status open_answers(struct session *session, const char **why)
{
    if (session->options.db == NULL && session->options.rows == NULL && session->options.rows_text == NULL)
        return BYLAW_OK;
    bylaw_status status = answering_open(&session->answering, session->policy, &session->options, &session->trap);
    *why = session->answering.why.p;
    if (status == BYLAW_OK)
        session_set_host(session, answering_host(&session->answering));
    return status;
}

static void init(struct session *session, const struct policy *policy)
{
    memset(session, 0, sizeof *session);
    session->policy = policy;
    arena_init(&session->arena, &session->trap);
    buf_init(&session->out, &session->trap);
    buf_init(&session->talk, &session->trap);
    buf_init(&session->line, &session->trap);
}

static void make_all(struct session *session)
{
    make_contexts(session);
    recording_init(&session->recording, &session->arena, session->policy->code->n_lookups);
    session_set_host(session, (struct host){ 0 });
}

/* The VM does with the code alone. */
static bool wants_program(const struct session *session)
{
    const bylaw_options *options = &session->options;
    return options->engine == BYLAW_REFERENCE || options->explain || options->receipt || options->db != NULL;
}

bylaw_status session_open(struct session *session, const struct policy *policy, const bylaw_options *options, const char **why)
{
    init(session, policy);
    session->options = (bylaw_options){ .input = BYLAW_JSON, .output = BYLAW_JSON };
    if (options != NULL)
        memcpy(&session->options, options, options->size < sizeof *options ? options->size : sizeof *options);
    if (policy->code == NULL) {
        *why = "the policy has errors";
        return BYLAW_UNUSABLE;
    }
    *why = "no memory";
    session->policy = wants_program(session) ? pipeline_whole(policy) : policy;
    if (session->policy == NULL)
        return BYLAW_LIMIT;
    *why = "the image's code is not what its texts make";
    if (session->policy->code == NULL || !read_options(session, why))
        return BYLAW_UNUSABLE;
    if (trap_set(&session->trap) != TRAP_NONE) {
        *why = "no memory";
        return BYLAW_LIMIT;
    }
    make_all(session);
    bylaw_status status = quickening_open(session, why);
    if (status == BYLAW_OK)
        status = open_answers(session, why);
    return status == BYLAW_OK && session->options.receipt ? receipts_open(session, why) : status;
}

bool session_twin(struct session *session, const struct session *model)
{
    const char *why;
    init(session, model->policy);
    session->options = model->options;
    session->case_options = model->case_options; /* one now for all */
    session->name = model->name;
    if (trap_set(&session->trap) != TRAP_NONE)
        return false;
    make_all(session);
    session->jit = session->vm != NULL ? model->jit : NULL;
    session->jit_from = model->jit_from;
    return !session->options.receipt || receipts_open(session, &why) == BYLAW_OK;
}

void session_set_host(struct session *session, struct host host)
{
    session->host = host;
    if (session->options.receipt)
        host = recording_host(&session->recording, host);
    if (session->vm != NULL)
        vm_set_host(session->vm, host);
    if (session->eval != NULL)
        eval_set_host(session->eval, host);
}

void session_close(struct session *session)
{
    case_json_free(session->json);
    if (session->eval != NULL)
        eval_free(session->eval);
    if (session->vm != NULL)
        vm_free(session->vm);
    quickening_close(session);
    if (session->report.style != NULL)
        report_free(&session->report);
    explaining_close(session);
    answering_close(&session->answering);
    buf_free(&session->out);
    buf_free(&session->talk);
    buf_free(&session->line);
    arena_free(&session->arena);
}

static void count(const struct session *session, const struct decision *decision, bylaw_stats *stats)
{
    uint64_t *by_status[] = { &stats->decided, &stats->incomplete, &stats->conflicts, &stats->errors };
    stats->cases++;
    ++*by_status[decision->status];
    for (size_t i = 0; i < session->options.n_fail_on; i++)
        for (uint32_t k = 0; k < decision->n_actions; k++)
            if (str_is(decision->actions[k]->verb, session->options.fail_on[i])) {
                stats->failed_on++;
                return;
            }
}

static const struct decision *consider(struct session *session, const struct case_input *input)
{
    if (input->n_errors == 0 && session->jit != NULL && session->until_look-- == 0)
        return quickening_decide(session, input->facts);
    if (input->n_errors == 0 && session->vm != NULL)
        return vm_decide(session->vm, input->facts, &session->trap);
    if (input->n_errors == 0)
        return eval_decide(session->eval, input->facts, &session->trap);
    session->faulty = (struct decision){ .status = DECISION_ERROR, .errors = input->errors, .n_errors = input->n_errors };
    return &session->faulty;
}

const struct decision *session_consider(struct session *session, const struct case_input *input)
{
    recording_begin(&session->recording);
    const struct decision *decision = consider(session, input);
    answering_end(&session->answering);
    return decision;
}

void session_read(struct session *session, const char *json, size_t n, struct case_input *input)
{
    struct buf *copy = &session->line; /* the reader wants padding behind it */
    copy->n = 0;
    memset(buf_need(copy, n + CASE_JSON_PADDING), ' ', n + CASE_JSON_PADDING);
    memcpy(copy->p, json, n);
    if (n > CASE_MAX_LINE)
        case_json_too_long(session->json, 1, input, &session->trap);
    else
        case_json_read(session->json, copy->p, n, 1, input, &session->trap);
}

const struct decision *session_try(struct session *session, const char *json, size_t n)
{
    struct case_input input;
    session_read(session, json, n, &input);
    return session_consider(session, &input);
}

/* As the last member of the line that is written. */
static void add_receipt(struct session *session, const struct case_input *input)
{
    session->out.n -= strlen("}\n");
    buf_cstr(&session->out, ",\"receipt\":");
    receipts_write(session, input, &session->out);
    buf_cstr(&session->out, "}\n");
}

/* Whether the case of that NAME (as JSON) is the one that is wanted. */
static bool is_named(struct session *session, struct str name)
{
    struct buf *scratch = &session->report.scratch;
    scratch->n = 0;
    report_name(scratch, name);
    return str_eq((struct str){ scratch->p, (uint32_t)scratch->n }, str_from(session->options.only));
}

enum decision_status session_decide(struct session *session, const struct case_input *input, bylaw_stats *stats)
{
    const struct decision *decision = session_consider(session, input);
    struct report_case which = { .name = input->name, .input = session->name, .line = input->line };
    session->talk.n = 0;
    *buf_need(&session->talk, 1) = '\0';
    if (session->options.only != NULL && !is_named(session, input->name))
        return DECISION_DECIDED;
    if (session->options.explain)
        explaining_write(session, &which, decision);
    else
        report_write(&session->report, &session->out, &which, decision);
    if (session->options.receipt)
        add_receipt(session, input);
    if (decision->n_errors > 0)
        report_error(&session->report, &session->talk, &which, decision);
    *buf_need(&session->talk, 1) = '\0';
    count(session, decision, stats);
    return decision->status;
}
