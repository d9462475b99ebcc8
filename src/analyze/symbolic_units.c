/* Which arms fire: steps 1 and 2 of program.h. */
#include "analyze/symbolic_inner.h"

static diagram ask(struct symbolic *s, diagram d, unsigned wanted) { return symbolic_question(s, d, wanted); }
static diagram apply(struct symbolic *s, enum symbols_op op, diagram a, diagram b) { return symbols_apply(s->space, op, a, b); }

/* A no is a no, whatever comes after it. */
static diagram plain(struct symbolic *s, diagram state)
{
    return diagram_if(s->pool, ask(s, state, SYMBOLIC_NOTHING), DIAGRAM_NO, state);
}

diagram symbolic_arm_condition(struct symbolic *s, uint32_t index)
{
    const struct arm *arm = &s->program->arms[index];
    if (s->conditions[index] == NOT_YET) {
        diagram own = apply(s, SYMBOLS_BOTH, symbolic_holds(s, arm->effective), symbolic_holds(s, arm->condition));
        s->conditions[index] = apply(s, SYMBOLS_BOTH, own, symbolic_holds_not(s, arm->unless));
    }
    return s->conditions[index];
}

/* effective and when. */
static diagram guards(struct symbolic *s, const struct unit *unit)
{
    return plain(s, apply(s, SYMBOLS_BOTH, symbolic_holds(s, unit->effective), symbolic_holds(s, unit->when)));
}

diagram symbolic_unit_guard(struct symbolic *s, uint32_t index)
{
    const struct unit *unit = &s->program->units[index];
    if (s->unit_guards[index] == NOT_YET)
        s->unit_guards[index] = plain(s, apply(s, SYMBOLS_BOTH, guards(s, unit), symbolic_holds_not(s, unit->unless)));
    return s->unit_guards[index];
}

static void look_at_arms(struct symbolic *s, const struct unit *unit, diagram *states)
{
    diagram reach = guards(s, unit), holds_not = symbolic_holds_not(s, unit->unless);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        diagram own = symbolic_arm_condition(s, unit->first_arm + i);
        states[i] = plain(s, apply(s, SYMBOLS_BOTH, apply(s, SYMBOLS_BOTH, reach, own), holds_not));
        if (unit->hit == HIT_FIRST)
            reach = apply(s, SYMBOLS_CHAIN, reach, own);
    }
}

/* ---- only one, any ---- */

static diagram error_of_two(struct symbolic *s, const struct unit *unit, enum eval_error error, uint32_t i, uint32_t j)
{
    const struct arm *arms = &s->program->arms[unit->first_arm];
    return diagram_leaf(symbols_error(s->space, error, arms[j].span, arms[i].span));
}

/* Where something is open all arms that are left are unknown, and wait for what any of them waits for. */
static void leave_open(struct symbolic *s, const struct unit *unit, diagram *states, diagram open)
{
    diagram needs = diagram_leaf(SYMBOL_NOTHING);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        needs = apply(s, SYMBOLS_JOIN, needs, apply(s, SYMBOLS_WAITS, states[i], DIAGRAM_NO));
        open = diagram_or(s->pool, open, ask(s, states[i], SYMBOLIC_UNKNOWN));
    }
    needs = diagram_if(s->pool, ask(s, needs, SYMBOLIC_NOTHING), diagram_leaf(symbols_open_state(s->space)), needs);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        diagram left = diagram_and(s->pool, open, ask(s, states[i], SYMBOLIC_YES | SYMBOLIC_UNKNOWN));
        states[i] = diagram_if(s->pool, left, needs, states[i]);
    }
}

static diagram yes(struct symbolic *s, diagram state) { return ask(s, state, SYMBOLIC_YES); }

/* Where two rows are both certain and CLASH of them says so: an error of the first. */
static diagram errors_of_pairs(struct symbolic *s, const struct unit *unit, const diagram *states, enum eval_error error,
                               const diagram *same)
{
    diagram errors = DIAGRAM_NO;
    for (uint32_t i = unit->n_arms; i-- > 0;)
        for (uint32_t j = i; j-- > 0;) {
            if (!diagram_meet(s->pool, yes(s, states[i]), yes(s, states[j])))
                continue;
            diagram clash = diagram_and(s->pool, yes(s, states[i]), yes(s, states[j]));
            if (same)
                clash = diagram_and(s->pool, clash, ask(s, same[i * unit->n_arms + j], SYMBOLIC_NO));
            errors = diagram_if(s->pool, clash, error_of_two(s, unit, error, i, j), errors);
        }
    return errors;
}

static void put_errors(struct symbolic *s, const struct unit *unit, diagram *states, diagram errors)
{
    diagram fails = ask(s, errors, SYMBOLIC_ERROR);
    for (uint32_t i = 0; i < unit->n_arms && fails != DIAGRAM_NO; i++)
        states[i] = diagram_if(s->pool, fails, errors, states[i]);
}

static diagram same_arms(struct symbolic *s, uint32_t i, uint32_t j)
{
    const struct arm *a = &s->program->arms[i], *b = &s->program->arms[j];
    diagram all = DIAGRAM_YES;
    if (a->n_actions != b->n_actions)
        return DIAGRAM_NO;
    for (uint32_t k = 0; k < a->n_actions; k++)
        all = apply(s, SYMBOLS_AND, all, symbolic_same(s, &a->actions[k], s, &b->actions[k], false));
    return all;
}

static void settle_any(struct symbolic *s, const struct unit *unit, diagram *states)
{
    uint32_t n = unit->n_arms;
    diagram open = DIAGRAM_NO, *same = arena_array(s->arena, diagram, (size_t)n * n), *left = arena_copy(s->arena, states, n * sizeof *left);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            diagram yes_j = yes(s, states[j]);
            same[i * n + j] = DIAGRAM_YES;
            if (i == j || !diagram_meet(s->pool, ask(s, states[i], SYMBOLIC_YES | SYMBOLIC_UNKNOWN), yes_j))
                continue;
            same[i * n + j] = same_arms(s, unit->first_arm + i, unit->first_arm + j);
            diagram pair = diagram_and(s->pool, yes(s, states[i]), yes_j);
            open = diagram_or(s->pool, open, diagram_and(s->pool, pair, ask(s, same[i * n + j], SYMBOLIC_UNKNOWN | SYMBOLIC_NOTHING)));
            diagram idle = diagram_and(s->pool, ask(s, states[i], SYMBOLIC_UNKNOWN), yes_j);
            idle = diagram_and(s->pool, idle, ask(s, same[i * n + j], SYMBOLIC_YES));
            left[i] = diagram_if(s->pool, idle, DIAGRAM_NO, left[i]);
        }
    diagram errors = errors_of_pairs(s, unit, states, EVAL_ROWS_DISAGREE, same);
    for (uint32_t i = 0; i < n; i++)
        states[i] = left[i];
    leave_open(s, unit, states, open);
    put_errors(s, unit, states, errors);
}

static void settle_only_one(struct symbolic *s, const struct unit *unit, diagram *states)
{
    diagram errors = errors_of_pairs(s, unit, states, EVAL_TWO_ROWS, NULL);
    leave_open(s, unit, states, DIAGRAM_NO);
    put_errors(s, unit, states, errors);
}

/* ---- */

static void settle(struct symbolic *s, uint32_t index)
{
    const struct unit *unit = &s->program->units[index];
    diagram *states = &s->states[unit->first_arm], all = symbolic_unit_guard(s, index), left = DIAGRAM_NO, errors = DIAGRAM_NO;
    look_at_arms(s, unit, states);
    if (unit->hit == HIT_ONLY_ONE)
        settle_only_one(s, unit, states);
    if (unit->hit == HIT_ANY)
        settle_any(s, unit, states);
    for (uint32_t i = unit->n_arms; i-- > 0;) {
        left = diagram_or(s->pool, left, ask(s, states[i], SYMBOLIC_YES | SYMBOLIC_UNKNOWN | SYMBOLIC_ERROR));
        errors = diagram_if(s->pool, ask(s, states[i], SYMBOLIC_ERROR), states[i], errors);
    }
    s->unit_gaps[index] = diagram_and_not(s->pool, ask(s, all, SYMBOLIC_YES), left);
    s->unit_errors[index] = errors;
}

diagram symbolic_arm_state(struct symbolic *s, uint32_t arm)
{
    if (s->states[arm] == NOT_YET)
        settle(s, s->program->arms[arm].unit);
    return s->states[arm];
}

diagram symbolic_unit_gap(struct symbolic *s, uint32_t unit)
{
    if (s->unit_gaps[unit] == NOT_YET)
        settle(s, unit);
    return s->unit_gaps[unit];
}

diagram symbolic_unit_error(struct symbolic *s, uint32_t unit)
{
    if (s->unit_errors[unit] == NOT_YET)
        settle(s, unit);
    return s->unit_errors[unit];
}

diagram symbolic_arm(struct symbolic *s, uint32_t index)
{
    const struct arm *arm = &s->program->arms[index];
    if (s->fires[index] != NOT_YET)
        return s->fires[index];
    diagram fires = symbolic_arm_state(s, index);
    for (uint32_t i = 0; i < arm->n_overridden_by; i++) {
        diagram not = symbols_apply(s->space, SYMBOLS_NOT, symbolic_arm(s, arm->overridden_by[i]), DIAGRAM_NO);
        fires = apply(s, SYMBOLS_BOTH, fires, not);
    }
    s->fires[index] = fires;
    return fires;
}
