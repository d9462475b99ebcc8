/* The decision as a whole: its status, guarantees, and where two programs decide differently. */
#include "analyze/symbolic_inner.h"

static diagram ask(struct symbolic *s, diagram d, unsigned wanted) { return symbolic_question(s, d, wanted); }
static diagram certain(struct symbolic *s, diagram state) { return symbolic_state_is(s, state, 1u << ACTION_CERTAIN); }
static diagram fails(struct symbolic *s, diagram d) { return ask(s, d, SYMBOLIC_ERROR); }

/* ---- status ---- */

/* Errors of arguments where the arm may fire, and of reasons where it does. */
static diagram errors_of_arms(struct symbolic *s)
{
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(s, &n);
    diagram errors = DIAGRAM_NO;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < actions[i].verb->n_params; k++)
            if (actions[i].action->args[k]) {
                diagram looked = ask(s, symbolic_arm(s, actions[i].arm), SYMBOLIC_YES | SYMBOLIC_UNKNOWN);
                errors = diagram_or(s->pool, errors, diagram_and(s->pool, looked, fails(s, actions[i].args[k])));
            }
    for (uint32_t i = 0; i < s->program->n_arms; i++)
        if (s->program->arms[i].because) {
            diagram looked = ask(s, symbolic_arm(s, i), SYMBOLIC_YES);
            errors = diagram_or(s->pool, errors, diagram_and(s->pool, looked, fails(s, symbolic_expr(s, s->program->arms[i].because))));
        }
    return errors;
}

diagram symbolic_error(struct symbolic *s)
{
    if (s->errors_of_args != NOT_YET)
        return s->errors_of_args;
    diagram errors = errors_of_arms(s);
    for (uint32_t i = 0; i < s->program->n_units; i++)
        errors = diagram_or(s->pool, errors, fails(s, symbolic_unit_error(s, i)));
    for (uint32_t i = 0; i < s->program->n_definitions; i++)
        if (s->program->definitions[i].output)
            errors = diagram_or(s->pool, errors, fails(s, symbolic_definition(s, i)));
    s->errors_of_args = errors;
    return errors;
}

/* Whether some unit, output or other definition that is evaluated rests on DEFINITION is not asked: see symbolic.h. */
static diagram any_conflict(struct symbolic *s)
{
    uint32_t n;
    diagram any = DIAGRAM_NO;
    const struct symbolic_action *actions = symbolic_actions(s, &n);
    for (uint32_t i = 0; i < n; i++) {
        diagram own = actions[i].verb->once ? symbolic_certain(s, i) : DIAGRAM_NO;
        for (uint32_t k = symbolic_meeting(s, i, own, i); k != UINT32_MAX; k = symbolic_meeting(s, i, own, k))
            any = diagram_or(s->pool, any, symbolic_rivals(s, i, k));
    }
    for (uint32_t i = 0; i < s->program->n_definitions; i++)
        any = diagram_or(s->pool, any, ask(s, symbolic_definition(s, i), SYMBOLIC_CONFLICT));
    return any;
}

diagram symbolic_conflict(struct symbolic *s)
{
    return diagram_and_not(s->pool, any_conflict(s), symbolic_error(s));
}

static diagram equals(void *context, uint32_t a, uint32_t b)
{
    return a == *(const uint32_t *)context + b ? DIAGRAM_YES : DIAGRAM_NO;
}

static diagram leaf_is(struct symbolic *s, diagram d, uint32_t leaf)
{
    struct diagram_op op = { .apply = equals, .context = &leaf, .id = diagram_op_id(s->pool) };
    return diagram_map(s->pool, &op, d);
}

/* Where action I would be undecided without waiting for anything: symbols_open_state. */
static diagram waits_for_nothing(struct symbolic *s, const struct symbolic_action *action)
{
    diagram open = leaf_is(s, symbolic_arm(s, action->arm), symbols_open_state(s->space));
    for (uint32_t i = 0; i < action->verb->n_params && open != DIAGRAM_NO; i++)
        if (action->action->args[i]) {
            diagram whole = symbols_apply(s->space, SYMBOLS_WHOLLY, action->args[i], DIAGRAM_NO);
            open = diagram_and_not(s->pool, open, ask(s, whole, SYMBOLIC_UNKNOWN));
        }
    return open;
}

static diagram any_need(struct symbolic *s)
{
    uint32_t n;
    diagram any = DIAGRAM_NO;
    const struct symbolic_action *actions = symbolic_actions(s, &n);
    for (uint32_t i = 0; i < s->program->n_facts; i++) {
        uint32_t input = cells_input_of_fact(s->space, s->space->fact_of[s->number][i]), cell = cells_missing(s->space, input);
        if (s->program->facts[i].required && cell != UINT32_MAX)
            any = diagram_or(s->pool, any, diagram_cell(s->pool, input, cell));
    }
    for (uint32_t i = 0; i < n; i++) {
        diagram undecided = symbolic_state_is(s, symbolic_settled(s, i), 1u << ACTION_UNDECIDED);
        any = diagram_or(s->pool, any, diagram_and_not(s->pool, undecided, waits_for_nothing(s, &actions[i])));
    }
    return any;
}

diagram symbolic_incomplete(struct symbolic *s)
{
    diagram settled = diagram_or(s->pool, symbolic_error(s), any_conflict(s));
    return diagram_and_not(s->pool, any_need(s), settled);
}

/* ---- guarantees ---- */

/* Where the guarantee's action is surely there because of action I; MAY: where it is or may be. */
static diagram there(struct symbolic *s, const struct guarantee *guarantee, uint32_t i, diagram when, bool may)
{
    uint32_t n;
    const struct symbolic_action *action = &symbolic_actions(s, &n)[i];
    if (action->action->verb != guarantee->action->verb)
        return DIAGRAM_NO;
    diagram same = symbolic_same(s, guarantee->action, s, action->action, true);
    if (!may)
        return symbolic_stands(s, i, diagram_and(s->pool, when, ask(s, same, SYMBOLIC_YES)));
    if (same == DIAGRAM_NO)
        return same;
    /* What `once` has taken out may be there, too: all that step 5 has left. */
    diagram left = symbolic_state_is(s, symbolic_undefeated(s, i), 1u << ACTION_CERTAIN | 1u << ACTION_UNDECIDED);
    return diagram_and_not(s->pool, left, ask(s, same, SYMBOLIC_NO));
}

diagram symbolic_breach(struct symbolic *s, const struct guarantee *guarantee)
{
    uint32_t n;
    diagram any = DIAGRAM_NO, when = ask(s, symbolic_holds(s, guarantee->when), SYMBOLIC_YES);
    symbolic_actions(s, &n);
    for (uint32_t i = 0; i < n; i++)
        any = diagram_or(s->pool, any, there(s, guarantee, i, when, guarantee->always));
    diagram broken = guarantee->always ? diagram_and_not(s->pool, when, any) : diagram_and(s->pool, when, any);
    return broken == DIAGRAM_NO ? broken : diagram_and_not(s->pool, broken, symbolic_error(s));
}

/* ---- two programs ---- */

/* Where an action of A is certain that B does not have. */
static diagram only_in(struct symbolic *a, struct symbolic *b)
{
    uint32_t n, m;
    diagram any = DIAGRAM_NO;
    symbolic_actions(a, &n);
    symbolic_actions(b, &m);
    for (uint32_t i = 0; i < n; i++) {
        diagram alone = certain(a, symbolic_settled(a, i));
        for (uint32_t k = 0; k < m && alone != DIAGRAM_NO; k++) {
            diagram other = certain(b, symbolic_settled(b, k));
            if (!diagram_meet(a->pool, alone, other))
                continue;
            diagram same = diagram_and(a->pool, other, ask(a, symbolic_same_action(a, i, b, k), SYMBOLIC_YES));
            alone = diagram_and_not(a->pool, alone, same);
        }
        any = diagram_or(a->pool, any, alone);
    }
    return any;
}

static diagram shown(struct symbolic *s, diagram value)
{
    return ask(s, symbols_apply(s->space, SYMBOLS_WHOLLY, value, DIAGRAM_NO), SYMBOLIC_YES);
}

static int output_by_name(const struct symbolic *s, struct str name)
{
    for (uint32_t i = 0; i < s->program->n_definitions; i++)
        if (s->program->definitions[i].output && str_eq(s->program->definitions[i].name, name))
            return (int)i;
    return -1;
}

/* Where A shows an output that B does not show, or otherwise. */
static diagram other_outputs(struct symbolic *a, struct symbolic *b)
{
    diagram any = DIAGRAM_NO;
    for (uint32_t i = 0; i < a->program->n_definitions; i++) {
        if (!a->program->definitions[i].output)
            continue;
        int other = output_by_name(b, a->program->definitions[i].name);
        diagram value = symbolic_definition(a, i), mine = shown(a, value);
        if (other >= 0) {
            diagram theirs = symbolic_definition(b, (uint32_t)other);
            diagram same = ask(a, symbolic_equal(a, value, theirs), SYMBOLIC_YES);
            mine = diagram_and_not(a->pool, mine, diagram_and(a->pool, same, shown(b, theirs)));
        }
        any = diagram_or(a->pool, any, mine);
    }
    return any;
}

static diagram differ(struct symbolic *s, diagram a, diagram b)
{
    return diagram_or(s->pool, diagram_and_not(s->pool, a, b), diagram_and_not(s->pool, b, a));
}

diagram symbolic_differ(struct symbolic *a, struct symbolic *b)
{
    diagram parts = diagram_or(a->pool, diagram_or(a->pool, only_in(a, b), only_in(b, a)),
                               diagram_or(a->pool, other_outputs(a, b), other_outputs(b, a)));
    diagram error = symbolic_error(a), errors = diagram_and(a->pool, error, symbolic_error(b));
    parts = diagram_or(a->pool, parts, differ(a, symbolic_conflict(a), symbolic_conflict(b)));
    parts = diagram_or(a->pool, parts, differ(a, symbolic_incomplete(a), symbolic_incomplete(b)));
    parts = diagram_and_not(a->pool, parts, errors); /* where both are in error nothing else is in a decision */
    return diagram_or(a->pool, parts, differ(a, error, symbolic_error(b)));
}
