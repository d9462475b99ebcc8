#include "explain/explain_distance.h"

#include "explain/explain_points.h"

static bool is_ordered(struct value value)
{
    return value.kind == VALUE_NUMBER || (value.kind >= VALUE_DATE && value.kind <= VALUE_DURATION);
}

double explain_distance(const struct fact *fact, struct value from, struct value to)
{
    if (!value_known(to))
        return 3;
    if (!value_known(from) && to.kind != VALUE_TEXT)
        return 1 + (is_ordered(to) && to.i < 0);
    if (is_ordered(to)) {
        double a = (double)from.i, b = (double)to.i, size = (a < 0 ? -a : a) + (b < 0 ? -b : b) + 1;
        double apart = (a > b ? a - b : b - a) / size;
        return (to.kind == VALUE_NUMBER ? apart : apart < 1 ? apart : 1) + (to.i < 0 && from.i >= 0);
    }
    if (to.kind == VALUE_SYMBOL && fact->type->ordered)
        return 0.5 + (double)(from.i > to.i ? from.i - to.i : to.i - from.i) / (double)fact->type->n_symbols;
    if (to.kind == VALUE_TEXT)
        return str_is(value_str(to), POINTS_OTHER) ? 1.2 : 1.5;
    return 1;
}

/* ---- what is left in the way ---- */

enum { FAR = DISTANCE_FAR, MOST_DEPTH = 64 };

struct measure {
    struct reach *reach;
    const struct eval_trace *trace;
    unsigned depth;
};

static uint32_t cost(struct measure *m, const struct expr *e, bool wanted);

static uint32_t add(uint32_t a, uint32_t b)
{
    return a + b < FAR ? a + b : FAR;
}

/* An unknown waits for each of its facts. */
static uint32_t missing(const struct measure *m, const struct trace_value *traced)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->reach->n_words && traced->seen && !value_known(traced->value) && traced->needs; i++)
        n += (uint32_t)__builtin_popcountll(traced->needs[i]);
    return n ? n : 1;
}

static uint32_t cost_of_items(struct measure *m, const struct expr *e, bool wanted)
{
    bool all = (e->op == EXPR_AND) == wanted;
    uint32_t sum = 0, least = FAR;
    for (uint32_t i = 0; i < e->n; i++) {
        uint32_t one = cost(m, e->items[i], wanted);
        sum = add(sum, one);
        least = one < least ? one : least;
    }
    return all ? sum : least;
}

static uint32_t cost(struct measure *m, const struct expr *e, bool wanted)
{
    if (!e)
        return wanted ? 0 : FAR;
    const struct trace_value *traced = &m->trace->exprs[e->id];
    if (traced->seen && value_known(traced->value) && (traced->value.i != 0) == wanted)
        return 0;
    if (!explain_reach_depends(m->reach, e))
        return traced->seen ? FAR : 1;
    if (++m->depth > MOST_DEPTH) {
        m->depth--;
        return 1;
    }
    uint32_t all = missing(m, traced);
    if (e->op == EXPR_AND || e->op == EXPR_OR)
        all = cost_of_items(m, e, wanted);
    else if (e->op == EXPR_NOT)
        all = cost(m, e->items[0], !wanted);
    else if (e->op == EXPR_DEFINITION && m->reach->program->definitions[e->index].body->op != EXPR_ARMS)
        all = cost(m, m->reach->program->definitions[e->index].body, wanted);
    m->depth--;
    return all;
}

static uint32_t cost_to_fail(struct measure *m, const struct arm *arm)
{
    const struct unit *unit = &m->reach->program->units[arm->unit];
    const struct expr *const pass[] = { unit->effective, unit->when, arm->effective, arm->condition };
    const struct expr *const block[] = { arm->unless, unit->unless };
    uint32_t least = FAR;
    for (size_t i = 0; i < sizeof pass / sizeof *pass; i++) {
        uint32_t one = pass[i] ? cost(m, pass[i], false) : FAR;
        least = one < least ? one : least;
    }
    for (size_t i = 0; i < sizeof block / sizeof *block; i++) {
        uint32_t one = block[i] ? cost(m, block[i], true) : FAR;
        least = one < least ? one : least;
    }
    return least;
}

static uint32_t cost_of_rivals(struct measure *m, uint32_t index)
{
    const struct program *program = m->reach->program;
    const struct arm *arm = &program->arms[index];
    uint32_t all = 0;
    for (uint32_t i = 0; i < arm->n_overridden_by; i++)
        if (m->trace->arms[arm->overridden_by[i]].fires != TRUTH_NO)
            all = add(all, cost_to_fail(m, &program->arms[arm->overridden_by[i]]));
    for (uint32_t i = 0; i < m->trace->n_acts; i++) {
        const struct trace_act *act = &m->trace->acts[i];
        bool beaten = act->fate == TRACE_DEFEATED || act->fate == TRACE_THREATENED || act->fate == TRACE_CONTESTED;
        if (act->arm == index && beaten && act->by != UINT32_MAX)
            all = add(all, cost_to_fail(m, &program->arms[m->trace->acts[act->by].arm]));
    }
    return all;
}

static uint32_t cost_to_fire(struct measure *m, uint32_t index)
{
    const struct program *program = m->reach->program;
    const struct arm *arm = &program->arms[index];
    const struct unit *unit = &program->units[arm->unit];
    uint32_t all = add(cost(m, unit->effective, true), cost(m, unit->when, true));
    all = add(all, add(cost(m, arm->effective, true), cost(m, arm->condition, true)));
    all = add(all, arm->unless ? cost(m, arm->unless, false) : 0);
    all = add(all, unit->unless ? cost(m, unit->unless, false) : 0);
    for (uint32_t i = unit->first_arm; i < index && unit->hit == HIT_FIRST; i++)
        if (m->trace->arms[i].state != TRUTH_NO || m->trace->arms[index].state != TRUTH_YES)
            all = add(all, cost_to_fail(m, &program->arms[i]));
    return add(all, cost_of_rivals(m, index));
}

static uint32_t cost_of_args(struct measure *m, const struct action *action)
{
    uint32_t all = 0;
    for (uint32_t i = 0; i < m->reach->program->verbs[action->verb].n_params; i++) {
        const struct trace_value *arg = action->args[i] ? &m->trace->exprs[action->args[i]->id] : NULL;
        struct value wanted = m->reach->goal->actions[0].args[i];
        if (arg && arg->seen && value_known(wanted) && !(value_known(arg->value) && value_same(arg->value, wanted)))
            all = add(all, missing(m, arg));
        else if (arg && arg->seen && !value_known(arg->value))
            all = add(all, missing(m, arg));
    }
    return all;
}

static uint32_t cost_of_value(struct measure *m, const struct expr *e, struct value wanted)
{
    const struct trace_value *traced = &m->trace->exprs[e->id];
    uint32_t before = 0, least = FAR;
    if (traced->seen && value_known(traced->value) && value_same(traced->value, wanted))
        return 0;
    if (e->op == EXPR_DEFINITION)
        return cost_of_value(m, m->reach->program->definitions[e->index].body, wanted);
    if (e->op == EXPR_AGREE) {
        for (uint32_t i = 0; i < e->n; i++) {
            uint32_t one = cost_of_value(m, e->items[i], wanted);
            least = one < least ? one : least;
        }
        return least;
    }
    if (e->op != EXPR_ARMS)
        return e->op == EXPR_CONST ? FAR : missing(m, traced);
    for (uint32_t i = 0; i < e->arms->n; i++) {
        const struct arm_value *arm = &e->arms->at[i];
        uint32_t one = add(add(before, arm->condition ? cost(m, arm->condition, true) : 0), cost(m, e->arms->guard, true));
        one = add(one, arm->value ? cost_of_value(m, arm->value, wanted) : FAR);
        least = one < least ? one : least;
        if (e->arms->hit == HIT_FIRST && arm->condition)
            before = add(before, cost(m, arm->condition, false));
    }
    return least;
}

uint32_t explain_distance_left(struct reach *reach, const struct eval *eval, uint32_t arm)
{
    struct measure m = { .reach = reach, .trace = eval_trace(eval) };
    const struct program *program = reach->program;
    uint32_t least = FAR;
    if (reach->definition != UINT32_MAX)
        return cost_of_value(&m, program->definitions[reach->definition].body, reach->goal->value);
    for (uint32_t i = 0; i < program->n_arms; i++)
        for (uint32_t k = 0; k < program->arms[i].n_actions && (arm == UINT32_MAX || arm == i); k++) {
            const struct action *action = &program->arms[i].actions[k];
            if (!explain_goal_fits(program, reach->goal, action))
                continue;
            uint32_t one = add(cost_to_fire(&m, i), cost_of_args(&m, action));
            least = one < least ? one : least;
        }
    return least;
}
