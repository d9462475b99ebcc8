/* bylaw_prove: the guarantees of a policy, each for every possible case. */
#include "bylaw.h"

#include "analyze/breach.h"
#include "report/report_why.h"
#include "scenario/scenario_run.h"
#include "session.h"

#include <string.h>

struct proving {
    const struct policy *policy;
    bylaw_prove_options options;
    bylaw_prove_stats *stats;
    struct trap trap;
    struct arena arena;
    struct breach *breach;
    struct expr **assumed;
    struct eval *eval;      /* of the explanation in hand */
    struct explain explain;
    struct report report;
    bool explaining;
    struct buf report_text, json, rows, why, guarantee;
};

static void terminate(struct buf *buf)
{
    *buf_need(buf, 1) = '\0';
}

/* ---- the case, as people feed it to bylaw eval ---- */

static bool stands_by_default(const struct fact *fact, struct value value)
{
    return !value_known(value) || (fact->has_default && value_same(value, fact->default_));
}

static void put_case(struct proving *p, const struct solver_case *found)
{
    const struct program *program = p->policy->program;
    struct scenario_given *givens = arena_array(&p->arena, struct scenario_given, program->n_facts);
    struct scenario scenario = { .givens = givens };
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        if (!stands_by_default(fact, found->facts[i]))
            givens[scenario.n_givens++] = (struct scenario_given){ .path = fact->path, .n_path = fact->n_path, .value = found->facts[i], .type = fact->type };
    }
    scenario_case(&scenario, &p->json);
}

static void put_row(struct buf *out, const struct lookup *lookup, const struct value *params, const struct value *fields)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < lookup->n_params + lookup->n_fields; i++) {
        bool param = i < lookup->n_params;
        uint32_t k = param ? i : i - lookup->n_params;
        buf_cstr(out, i ? "," : "");
        buf_json(out, param ? lookup->params[k].name : lookup->fields[k].name);
        buf_char(out, ':');
        value_json(out, param ? params[k] : fields[k], param ? lookup->params[k].type : lookup->fields[k].type);
    }
    buf_char(out, '}');
}

/* The form of --rows. Of a lookup without a row, an empty list. */
static void put_rows(struct proving *p, const struct solver_case *found)
{
    const struct program *program = p->policy->program;
    for (uint32_t i = 0; i < program->n_lookups; i++) {
        const struct lookup *lookup = &program->lookups[i];
        struct value *params = arena_array(&p->arena, struct value, lookup->n_params), rows = found->rows[i].rows;
        if (!solver_asked(breach_solver(p->breach), found, i, params))
            continue;
        uint32_t n = rows.kind == VALUE_LIST ? rows.list->n : value_known(rows);
        buf_char(&p->rows, p->rows.n ? ',' : '{');
        buf_json(&p->rows, lookup->name);
        buf_cstr(&p->rows, ":[");
        for (uint32_t k = 0; k < n; k++) {
            buf_cstr(&p->rows, k ? "," : "");
            put_row(&p->rows, lookup, params, (rows.kind == VALUE_LIST ? rows.list->at[k] : rows).record);
        }
        buf_char(&p->rows, ']');
    }
    buf_cstr(&p->rows, p->rows.n ? "}" : "");
}

/* ---- its decision ---- */

static void stop_explaining(struct proving *p)
{
    if (p->explaining)
        explain_free(&p->explain);
    if (p->eval)
        eval_free(p->eval);
    p->explaining = false;
    p->eval = NULL;
}

static const struct decision *decide(struct proving *p, const struct program *program, const struct solver_case *found)
{
    struct solver_host *host = arena_new(&p->arena, struct solver_host);
    *host = (struct solver_host){ program, found->rows };
    stop_explaining(p);
    p->eval = eval_new(&p->arena, program);
    eval_set_host(p->eval, solver_host(host));
    eval_trace_start(p->eval);
    return eval_decide(p->eval, found->facts, &p->trap);
}

/* In whose words the case breaks it. */
static void put_breach(struct proving *p, const struct guarantee *guarantee, const struct solver_case *found)
{
    struct program program = *p->policy->program;
    program.guarantees = guarantee;
    program.n_guarantees = 1;
    const struct decision *decision = decide(p, &program, found);
    if (decision->n_errors > 0)
        buf_str(&p->why, decision->errors[0].text);
}

/* What is decided where nobody minds the guarantees, and why. */
static void put_decision(struct proving *p, const struct solver_case *found, struct buf *out)
{
    static const struct report_case which = { .name = { "\"counterexample\"", 16 } };
    struct program program = *p->policy->program;
    program.n_guarantees = 0;
    const struct decision *decision = decide(p, &program, found);
    explain_init(&p->explain, &p->arena, &program, &p->policy->sources, p->eval, &p->trap);
    p->explaining = true;
    const struct explanation *why = explain_decision(&p->explain, decision);
    if (p->options.format == BYLAW_JSON)
        report_why_json(&p->report, out, &which, why);
    else
        report_why_body(out, why, 2);
    stop_explaining(p);
}

/* ---- a guarantee, told ---- */

static void tell_text(struct proving *p, const bylaw_proof_result *result, const struct solver_case *found)
{
    static const char *const words[] = { "proved", "BROKEN", "not proved" };
    struct buf *out = &p->report_text;
    buf_printf(out, "%s: ", words[result->proof]);
    buf_text(out, str_from(result->guarantee));
    buf_cstr(out, "  (");
    buf_text(out, str_from(result->file));
    buf_printf(out, ":%u)\n", result->line);
    if (result->proof != BYLAW_BROKEN && *result->why)
        buf_printf(out, "  %s\n", result->why);
    if (result->proof != BYLAW_BROKEN)
        return;
    buf_cstr(out, "  this case breaks it: ");
    buf_text(out, str_from(result->json));
    buf_cstr(out, *result->rows ? "\n  with the rows: " : "");
    buf_text(out, str_from(result->rows));
    buf_char(out, '\n');
    put_decision(p, found, out);
}

static void tell_json(struct proving *p, const bylaw_proof_result *result, const struct solver_case *found)
{
    static const char *const words[] = { "proved", "broken", "open" };
    struct buf *out = &p->report_text;
    buf_cstr(out, "{\"guarantee\":");
    buf_json(out, str_from(result->guarantee));
    buf_cstr(out, ",\"file\":");
    buf_json(out, str_from(result->file));
    buf_printf(out, ",\"line\":%u,\"proof\":\"%s\"", result->line, words[result->proof]);
    if (*result->why) {
        buf_cstr(out, ",\"why\":");
        buf_json(out, str_from(result->why));
    }
    if (result->proof == BYLAW_BROKEN) {
        buf_printf(out, ",\"case\":%s", result->json);
        if (*result->rows)
            buf_printf(out, ",\"rows\":%s", result->rows);
        buf_cstr(out, ",\"decision\":");
        put_decision(p, found, out);
        while (out->n > 0 && out->p[out->n - 1] == '\n')
            out->n--;
    }
    buf_cstr(out, "}\n");
}

static void tell(struct proving *p, const struct guarantee *guarantee, bylaw_proof proof, const struct solver_case *found)
{
    struct place place = span_place(&p->policy->sources, guarantee->span);
    p->guarantee.n = p->report_text.n = 0;
    buf_str(&p->guarantee, guarantee->text);
    terminate(&p->guarantee);
    terminate(&p->why);
    terminate(&p->json);
    terminate(&p->rows);
    bylaw_proof_result result = { .guarantee = p->guarantee.p, .file = place.source->name.p, .line = place.line, .proof = proof,
                                  .why = p->why.p, .json = p->json.p, .rows = p->rows.p };
    if (p->options.format == BYLAW_JSON)
        tell_json(p, &result, found);
    else
        tell_text(p, &result, found);
    terminate(&p->report_text);
    result.report = p->report_text.p;
    if (p->options.result != NULL)
        p->options.result(p->options.context, &result);
}

/* ---- proving ---- */

static enum solver_answer look_for_breach(struct proving *p, const struct guarantee *guarantee, struct solver_case *found)
{
    struct str why;
    enum solver_answer answer = breach_find(p->breach, guarantee, p->assumed, (uint32_t)p->options.n_assume, found, &why);
    p->json.n = p->rows.n = p->why.n = 0;
    if (answer == SOLVER_OPEN)
        buf_str(&p->why, why);
    return answer;
}

/* What is proved because no case comes under it is told of: it rarely is what was meant. */
static void put_emptiness(struct proving *p, const struct guarantee *guarantee)
{
    uint32_t n = (uint32_t)p->options.n_assume;
    struct guarantee always_asked = *guarantee;
    always_asked.when = NULL;
    if (!breach_is_empty(p->breach, guarantee, p->assumed, n))
        return;
    const char *nobody = breach_is_empty(p->breach, &always_asked, p->assumed, n) ? "what is assumed"
                         : breach_is_empty(p->breach, guarantee, NULL, 0) ? "its 'when'" : "both its 'when' and what is assumed";
    buf_printf(&p->why, "no case meets %s: there was nothing to prove", nobody);
}

static void prove(struct proving *p, const struct guarantee *guarantee)
{
    static const bylaw_proof proofs[] = { [SOLVER_YES] = BYLAW_BROKEN, [SOLVER_NO] = BYLAW_PROVED, [SOLVER_OPEN] = BYLAW_NOT_PROVED };
    struct solver_case found;
    bylaw_proof proof = proofs[look_for_breach(p, guarantee, &found)];
    if (proof == BYLAW_BROKEN) {
        solver_shrink(breach_solver(p->breach), guarantee, p->assumed, (uint32_t)p->options.n_assume, &found);
        put_case(p, &found);
        put_rows(p, &found);
        put_breach(p, guarantee, &found);
    }
    if (proof == BYLAW_PROVED)
        put_emptiness(p, guarantee);
    p->stats->proved += proof == BYLAW_PROVED;
    p->stats->broken += proof == BYLAW_BROKEN;
    p->stats->open += proof == BYLAW_NOT_PROVED;
    tell(p, guarantee, proof, &found);
}

static const struct definition *definition_named(const struct program *program, const char *name)
{
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (str_is(program->definitions[i].name, name))
            return &program->definitions[i];
    return NULL;
}

/* False where one of the assumed definitions is none, or no yes/no. */
static bool find_assumed(struct proving *p)
{
    p->assumed = arena_array(&p->arena, struct expr *, p->options.n_assume);
    for (size_t i = 0; i < p->options.n_assume; i++) {
        const struct definition *definition = definition_named(p->policy->program, p->options.assume[i]);
        if (definition == NULL || definition->type->kind != TYPE_BOOL)
            return false;
        p->assumed[i] = definition->body;
    }
    return true;
}

static bylaw_status prove_all(struct proving *p)
{
    const struct program *program = p->policy->program;
    if (trap_set(&p->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    report_init(&p->report, p->options.format == BYLAW_JSON ? REPORT_JSON : REPORT_TEXT, program->facts, program->n_facts, &program->style,
                &p->policy->sources, &p->trap);
    if (!find_assumed(p))
        return BYLAW_UNUSABLE;
    p->breach = breach_new(&p->arena, program, NULL);
    for (uint32_t i = 0; i < program->n_guarantees; i++)
        prove(p, &program->guarantees[i]);
    return p->stats->broken + p->stats->open > 0 ? BYLAW_FAULT : BYLAW_OK;
}

static void open_proving(struct proving *p, const bylaw_policy *policy, const bylaw_prove_options *options)
{
    memset(p, 0, sizeof *p);
    p->policy = &policy->policy;
    if (options != NULL)
        memcpy(&p->options, options, options->size < sizeof *options ? options->size : sizeof *options);
    arena_init(&p->arena, &p->trap);
    struct buf *bufs[] = { &p->report_text, &p->json, &p->rows, &p->why, &p->guarantee };
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_init(bufs[i], &p->trap);
}

static void close_proving(struct proving *p)
{
    stop_explaining(p);
    breach_free(p->breach);
    report_free(&p->report);
    buf_free(&p->report_text);
    buf_free(&p->json);
    buf_free(&p->rows);
    buf_free(&p->why);
    buf_free(&p->guarantee);
    arena_free(&p->arena);
}

bylaw_status bylaw_prove(const bylaw_policy *policy, const bylaw_prove_options *options, bylaw_prove_stats *stats)
{
    bylaw_prove_stats here = { 0 };
    policy = session_whole(policy);
    if (policy == NULL)
        return BYLAW_LIMIT;
    if (policy->policy.program == NULL)
        return BYLAW_UNUSABLE;
    struct proving *p = mem_alloc(sizeof *p);
    if (p == NULL)
        return BYLAW_LIMIT;
    open_proving(p, policy, options);
    p->stats = &here;
    bylaw_status status = prove_all(p);
    close_proving(p);
    mem_free(p);
    if (stats != NULL) {
        stats->proved += here.proved;
        stats->broken += here.broken;
        stats->open += here.open;
    }
    return status;
}
