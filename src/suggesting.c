/* bylaw_suggest: scenarios that a policy's own do not have: of each answer of a condition, and of both sides of each bound. */
#include "found_scenario.h"
#include "check/program_text.h"
#include "reaching.h"
#include "scenario/mutate.h"
#include "scenario/scenario_run.h"
#include "session.h"
#include "tested.h"

#include <string.h>

struct suggesting {
    struct session session;
    struct scenario_host host;
    struct arena arena;      /* of the whole */
    struct coverage coverage;
    struct recorder *recorder;
    struct reaching reaching;
    struct buf json, rows, out, scenario;
    VEC(struct scenario) suggested;
};

/* Decides SCENARIO's case, and counts it. */
static const struct decision *try(struct suggesting *s, const struct scenario *scenario)
{
    s->json.n = 0;
    s->host.scenario = scenario;
    scenario_case(scenario, &s->json);
    const struct decision *decision = session_try(&s->session, s->json.p, s->json.n);
    if (decision == &s->session.faulty)
        return NULL;
    coverage_decided(s->recorder, s->session.eval, decision->status);
    return decision;
}

/* ---- one ---- */

static struct scenario as_scenario(struct suggesting *s, const struct witness_case *found, struct str title)
{
    s->rows.n = 0;
    bool rows = witness_rows(s->reaching.witness, &s->rows, found);
    const struct value *facts = arena_copy(&s->arena, found->facts, s->reaching.space->n_facts * sizeof *facts);
    return found_scenario(&s->arena, s->session.policy->program, s->reaching.space, 0, facts, rows, title);
}

static void put(struct suggesting *s, const struct scenario *scenario, const struct decision *decision)
{
    vec_push(&s->arena, &s->suggested, *scenario);
    if (s->suggested.n > 1)
        buf_char(&s->out, '\n');
    scenario_write(s->session.policy->program, scenario, decision, &s->out);
}

static unsigned line_of(const struct suggesting *s, const struct cover_place *place)
{
    return coverage_place(&s->coverage, place->item).line;
}

/* ---- answers ---- */

static void suggest_answer(struct suggesting *s, const struct cover_place *place, enum truth truth)
{
    static const char *const words[] = { "is no", "is yes", "is not known" };
    struct witness_case found;
    if (place->inside || place->item->seen[truth] > 0 || !coverage_can_be(place->item, truth))
        return;
    if (reaching_find(&s->reaching, reaching_telling(&s->reaching, place, truth), &found) != ANSWER_YES
        && reaching_find(&s->reaching, reaching_question(&s->reaching, place, truth), &found) != ANSWER_YES)
        return;
    struct str title = str_printf(&s->arena, "%.*s, line %u: '%.*s' %s", STR_ARG(place->item->rule), line_of(s, place), STR_ARG(place->item->words), words[truth]);
    struct scenario scenario = as_scenario(s, &found, title);
    const struct decision *decision = try(s, &scenario);
    if (decision != NULL && place->item->seen[truth] > 0)
        put(s, &scenario, decision);
}

/* ---- bounds ---- */

static bool gives(const struct scenario *scenario, const struct fact *fact, struct value value)
{
    for (uint32_t i = scenario->n_givens; i-- > 0;) {
        const struct scenario_given *given = &scenario->givens[i];
        bool same = given->n_path == fact->n_path;
        for (uint32_t k = 0; same && k < fact->n_path; k++)
            same = str_eq(given->path[k], fact->path[k]);
        if (same) /* the last one counts */
            return given->value.kind == value.kind && value_same(given->value, value);
    }
    return false;
}

static bool any_gives(const struct suggesting *s, const struct fact *fact, struct value value)
{
    const struct program *program = s->session.policy->program;
    for (uint32_t i = 0; i < program->n_scenarios; i++)
        if (gives(&program->scenarios[i], fact, value))
            return true;
    for (uint32_t i = 0; i < s->suggested.n; i++)
        if (gives(&s->suggested.at[i], fact, value))
            return true;
    return false;
}

static bool find_in_cell(struct suggesting *s, const struct cover_place *place,
                         diagram (*ask)(struct reaching *reaching, const struct cover_place *place, enum truth truth), uint32_t input, uint32_t cell,
                         struct witness_case *found)
{
    struct diagrams *pool = s->reaching.space->pool;
    diagram known = diagram_or(pool, ask(&s->reaching, place, TRUTH_YES), ask(&s->reaching, place, TRUTH_NO));
    return reaching_find(&s->reaching, diagram_and(pool, known, diagram_cell(pool, input, cell)), found) == ANSWER_YES;
}

static void suggest_value(struct suggesting *s, const struct cover_place *place, uint32_t fact, struct value value)
{
    const struct program *program = s->session.policy->program;
    struct space *space = s->reaching.space;
    uint32_t own = space->fact_of[0][fact], input = cells_input_of_fact(space, own), cell = cells_find(space, input, value);
    struct witness_case found;
    if (any_gives(s, &program->facts[fact], value) || cell == UINT32_MAX)
        return;
    if (!find_in_cell(s, place, reaching_telling, input, cell, &found) && !find_in_cell(s, place, reaching_question, input, cell, &found))
        return;
    struct value *facts = arena_copy(&s->arena, found.facts, space->n_facts * sizeof *facts);
    facts[own] = value;
    found.facts = facts;
    s->scenario.n = 0;
    program_value(&s->scenario, value, program->facts[fact].type, &program->style);
    struct str title = str_printf(&s->arena, "%.*s, line %u: %.*s = %.*s", STR_ARG(place->item->rule), line_of(s, place),
                                  STR_ARG(program->facts[fact].name), (int)s->scenario.n, s->scenario.p);
    struct scenario scenario = as_scenario(s, &found, title);
    const struct decision *decision = try(s, &scenario);
    if (decision != NULL && gives(&scenario, &program->facts[fact], value))
        put(s, &scenario, decision);
}

/* The bound itself, and the nearest value for which the comparison comes out otherwise. */
static void suggest_bound(struct suggesting *s, const struct cover_place *place)
{
    const struct expr *e = place->expr;
    if (e->op < EXPR_EQ || e->op > EXPR_GE || place->inside)
        return;
    bool left = e->items[0]->op == EXPR_CONST;
    const struct expr *fact = e->items[left], *bound = e->items[!left];
    int64_t step = bound->op == EXPR_CONST ? mutate_step(bound->type, bound->constant.i) : 0;
    if (fact->op != EXPR_FACT || bound->op != EXPR_CONST || step == 0)
        return;
    enum expr_op op = left ? expr_op_mirrored(e->op) : e->op;
    struct value other = bound->constant;
    other.i += op == EXPR_GE || op == EXPR_LT ? -step : step;
    suggest_value(s, place, fact->index, bound->constant);
    suggest_value(s, place, fact->index, other);
}

/* ---- all ---- */

static void suggest_all(struct suggesting *s)
{
    uint32_t n;
    const struct cover_place *places = coverage_places(s->recorder, &n);
    const bool *tested = tested_sources(&s->arena, s->session.policy);
    for (uint32_t i = 0; i < n; i++)
        if (tested[places[i].expr->span.source])
            suggest_bound(s, &places[i]);
    for (uint32_t i = 0; i < n; i++)
        for (unsigned truth = 0; truth < 3 && tested[places[i].expr->span.source]; truth++)
            suggest_answer(s, &places[i], (enum truth)truth);
}

static bylaw_status run(struct suggesting *s, const struct policy *policy, uint64_t *n)
{
    bylaw_options how = { .size = sizeof how, .engine = BYLAW_REFERENCE, .input = BYLAW_JSON, .output = BYLAW_TEXT };
    const char *why;
    bylaw_status status = session_open(&s->session, policy, &how, &why);
    arena_init(&s->arena, &s->session.trap);
    struct buf *bufs[] = { &s->json, &s->rows, &s->out, &s->scenario };
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_init(bufs[i], &s->session.trap);
    if (status != BYLAW_OK)
        return status;
    if (trap_set(&s->session.trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    s->host = (struct scenario_host){ .program = policy->program };
    session_set_host(&s->session, scenario_host(&s->host));
    coverage_init(&s->coverage, &s->arena);
    s->recorder = coverage_recorder(&s->arena, &s->coverage, policy->program, &policy->sources);
    coverage_watch(s->recorder, s->session.eval);
    for (uint32_t i = 0; i < policy->program->n_scenarios; i++)
        try(s, &policy->program->scenarios[i]);
    reaching_open(&s->reaching, &s->arena, policy->program, s->recorder, &s->session.trap);
    suggest_all(s);
    *n = s->suggested.n;
    return BYLAW_OK;
}

static void close_suggesting(struct suggesting *s)
{
    reaching_close(&s->reaching);
    session_close(&s->session);
    buf_free(&s->json);
    buf_free(&s->rows);
    buf_free(&s->out);
    buf_free(&s->scenario);
    arena_free(&s->arena);
    mem_free(s);
}

bylaw_status bylaw_suggest(const bylaw_policy *policy, bylaw_write write, void *context, uint64_t *n)
{
    uint64_t here = 0;
    policy = session_whole(policy);
    if (policy == NULL)
        return BYLAW_LIMIT;
    if (policy->policy.program == NULL)
        return BYLAW_UNUSABLE;
    struct suggesting *s = mem_alloc(sizeof *s);
    if (s == NULL)
        return BYLAW_LIMIT;
    memset(s, 0, sizeof *s);
    bylaw_status status = run(s, &policy->policy, &here);
    if (status == BYLAW_OK && s->out.n > 0 && write(context, s->out.p, s->out.n) != 0)
        status = BYLAW_UNUSABLE;
    close_suggesting(s);
    if (n != NULL)
        *n += here;
    return status;
}
