/* Values by cases, with every hit policy; and several tables for one definition: struct arms of program.h. */
#include "analyze/symbolic_inner.h"

struct looks {
    struct symbolic *s;
    const struct expr *expr;
    const struct arms *arms;
    diagram guard, unless;
    diagram *conditions, *values; /* of each arm */
    diagram *yes, *look;          /* where it is certain; where it is not no */
    diagram surely;               /* guard and unless leave no doubt */
};

static diagram ask(const struct looks *l, diagram d, unsigned wanted) { return symbolic_question(l->s, d, wanted); }
static diagram apply(const struct looks *l, enum symbols_op op, diagram a, diagram b) { return symbols_apply(l->s->space, op, a, b); }
static diagram waits(const struct looks *l, diagram d) { return apply(l, SYMBOLS_WAITS, d, DIAGRAM_NO); }
static diagram join(const struct looks *l, diagram a, diagram b) { return apply(l, SYMBOLS_JOIN, a, b); }
static diagram both(const struct looks *l, diagram a, diagram b) { return diagram_and(l->s->pool, a, b); }
static diagram either(const struct looks *l, diagram a, diagram b) { return diagram_or(l->s->pool, a, b); }
static diagram when(const struct looks *l, diagram question, diagram yes, diagram no) { return diagram_if(l->s->pool, question, yes, no); }

/* By a condition's state; an error stays. */
static diagram by_state(const struct looks *l, diagram condition, diagram yes, diagram no, diagram stuck, diagram unknown)
{
    diagram rest = symbols_select(l->s->space, condition, yes, no, unknown);
    return diagram_is_leaf(condition) && diagram_number(condition) <= SYMBOL_YES ? rest
           : when(l, ask(l, condition, SYMBOLIC_NOTHING), stuck, rest);
}

static diagram value_of(struct symbolic *s, const struct arms *arms, uint32_t i)
{
    const struct expr *value = arms->at[i].value;
    if (!value || arms->hit == HIT_COUNT)
        return diagram_leaf(SYMBOL_NOTHING);
    return symbols_apply(s->space, SYMBOLS_VALUE, symbolic_expr(s, value), DIAGRAM_NO);
}

/* ---- first match ---- */

/* The value of the first arm that holds. From the last arm on: FIRST is the result if nothing before was unknown, AFTER what the
 * rest waits for if something was. */
static diagram first_match(const struct looks *l)
{
    diagram first = diagram_leaf(SYMBOL_ABSENT), after = diagram_leaf(SYMBOL_NOTHING);
    for (uint32_t i = l->arms->n; i-- > 0;) {
        diagram condition = l->conditions[i], value = l->values[i], needs = waits(l, value);
        diagram unknown = join(l, join(l, waits(l, condition), needs), after);
        first = by_state(l, condition, value, first, diagram_leaf(SYMBOL_ABSENT), unknown);
        after = by_state(l, condition, needs, after, diagram_leaf(SYMBOL_NOTHING), unknown);
    }
    return first;
}

static diagram errors_over(const struct looks *l, diagram errors, diagram d)
{
    return errors == DIAGRAM_NO ? d : when(l, ask(l, errors, SYMBOLIC_ERROR), errors, d);
}

/* YES where some arm is looked at further, ABSENT where none is. All conditions are evaluated but after a first match: an error stays. */
static diagram any_looked_at(const struct looks *l)
{
    diagram none = diagram_leaf(SYMBOL_ABSENT), first = none, after = DIAGRAM_YES;
    for (uint32_t i = l->arms->n; i-- > 0 && l->arms->hit == HIT_FIRST;) {
        diagram unknown = after;
        first = by_state(l, l->conditions[i], DIAGRAM_YES, first, none, unknown);
        after = by_state(l, l->conditions[i], DIAGRAM_YES, after, DIAGRAM_YES, after);
    }
    for (uint32_t i = l->arms->n; i-- > 0 && l->arms->hit != HIT_FIRST;)
        first = by_state(l, l->conditions[i], DIAGRAM_YES, first, first, DIAGRAM_YES);
    for (uint32_t i = l->arms->n; i-- > 0 && l->arms->hit != HIT_FIRST;)
        first = errors_over(l, l->conditions[i], first);
    return first;
}

/* ---- the other policies ---- */

static diagram error_of_two(const struct looks *l, enum eval_error error, uint32_t i, uint32_t j)
{
    return diagram_leaf(symbols_error(l->s->space, error, l->arms->at[j].span, l->arms->at[i].span));
}

/* Errors that two certain arms make together; NO elsewhere. */
static diagram clashes(const struct looks *l)
{
    diagram errors = DIAGRAM_NO;
    bool any = l->arms->hit == HIT_ANY;
    if (!any && l->arms->hit != HIT_ONLY_ONE)
        return errors;
    for (uint32_t i = l->arms->n; i-- > 0;)
        for (uint32_t j = i; j-- > 0;) {
            if (!diagram_meet(l->s->pool, l->yes[i], l->yes[j]))
                continue;
            diagram clash = both(l, l->yes[i], l->yes[j]);
            if (any)
                clash = both(l, clash, ask(l, symbolic_equal(l->s, l->values[i], l->values[j]), SYMBOLIC_NO));
            errors = when(l, clash, error_of_two(l, any ? EVAL_ROWS_DISAGREE : EVAL_TWO_ROWS, i, j), errors);
        }
    return errors;
}

static bool compares(enum hit hit)
{
    return hit == HIT_ANY || hit == HIT_HIGHEST || hit == HIT_SMALLEST || hit == HIT_LARGEST;
}

/* Where arm I is unknown, but arm J settles that it makes no difference. */
static diagram settles(const struct looks *l, uint32_t j, uint32_t i)
{
    enum symbols_op op = l->arms->hit == HIT_ANY ? SYMBOLS_EQ : l->arms->hit == HIT_SMALLEST ? SYMBOLS_GE : SYMBOLS_LE;
    return both(l, l->yes[j], ask(l, apply(l, op, l->values[i], l->values[j]), SYMBOLIC_YES));
}

/* Takes out of LOOK the unknown arms that make no difference. */
static void without_idle(const struct looks *l)
{
    for (uint32_t i = 0; i < l->arms->n && compares(l->arms->hit); i++) {
        diagram unknown = ask(l, l->conditions[i], SYMBOLIC_UNKNOWN), idle = DIAGRAM_NO;
        for (uint32_t j = 0; j < l->arms->n; j++)
            if (j != i && diagram_meet(l->s->pool, unknown, l->yes[j]))
                idle = either(l, idle, settles(l, j, i));
        idle = both(l, both(l, unknown, idle), l->surely);
        l->look[i] = diagram_and_not(l->s->pool, l->look[i], idle);
    }
}

/* What is waited for, and where something is open at all. */
static diagram open_parts(const struct looks *l, diagram *needs)
{
    diagram open = DIAGRAM_NO, nothing = diagram_leaf(SYMBOL_NOTHING);
    *needs = nothing;
    for (uint32_t i = 0; i < l->arms->n; i++) {
        diagram own = join(l, waits(l, l->conditions[i]), waits(l, l->values[i]));
        diagram doubt = ask(l, l->conditions[i], SYMBOLIC_UNKNOWN);
        if (l->arms->hit != HIT_COUNT)
            doubt = either(l, doubt, ask(l, l->values[i], SYMBOLIC_UNKNOWN | SYMBOLIC_NOTHING));
        *needs = join(l, *needs, when(l, l->look[i], own, nothing));
        open = either(l, open, both(l, l->look[i], doubt));
    }
    return open;
}

static diagram zero(const struct looks *l, int64_t n)
{
    enum value_kind kind = l->expr->type->kind == TYPE_DURATION ? VALUE_DURATION : VALUE_NUMBER;
    return diagram_leaf(symbols_value(l->s->space, l->expr->type, value_int(kind, n * 1000000)));
}

/* All arms that are left are certain and known. */
static diagram folded(const struct looks *l)
{
    static const enum symbols_op ops[] = { [HIT_FIRST] = SYMBOLS_AGREED, [HIT_ONLY_ONE] = SYMBOLS_AGREED, [HIT_ANY] = SYMBOLS_AGREED,
                                           [HIT_EVERY] = SYMBOLS_ELEMENT, [HIT_HIGHEST] = SYMBOLS_GREATER, [HIT_SUM] = SYMBOLS_PLUS,
                                           [HIT_SMALLEST] = SYMBOLS_LESSER, [HIT_LARGEST] = SYMBOLS_GREATER, [HIT_COUNT] = SYMBOLS_PLUS };
    enum hit hit = l->arms->hit;
    diagram all = hit == HIT_SUM || hit == HIT_COUNT ? zero(l, 0)
                  : diagram_leaf(hit == HIT_EVERY ? symbols_parts(l->s->space, l->expr->type, NULL, 0) : (uint32_t)SYMBOL_ABSENT);
    for (uint32_t i = 0; i < l->arms->n; i++) {
        diagram own = hit == HIT_COUNT ? zero(l, 1) : l->values[i];
        diagram next = hit == HIT_ONLY_ONE ? own : apply(l, ops[hit], all, own);
        all = when(l, l->yes[i], next, all);
    }
    return all;
}

/* Errors of the results that are looked at. */
static diagram errors_of_values(const struct looks *l)
{
    diagram errors = DIAGRAM_NO;
    for (uint32_t i = l->arms->n; i-- > 0;) {
        diagram fails = ask(l, l->values[i], SYMBOLIC_ERROR);
        if (fails != DIAGRAM_NO)
            errors = when(l, both(l, l->look[i], fails), l->values[i], errors);
    }
    return errors;
}

static diagram all_match(struct looks *l)
{
    diagram needs, failing = errors_of_values(l), together = clashes(l);
    without_idle(l);
    diagram open = open_parts(l, &needs);
    diagram unsure = join(l, join(l, waits(l, l->guard), waits(l, l->unless)), needs);
    diagram sure = errors_over(l, together, when(l, open, needs, folded(l)));
    return errors_over(l, failing, when(l, l->surely, sure, unsure));
}

/* ---- together ---- */

static void look(struct looks *l, struct symbolic *s, const struct expr *expr)
{
    uint32_t n = expr->arms->n;
    *l = (struct looks){ .s = s, .expr = expr, .arms = expr->arms };
    l->guard = symbolic_holds(s, expr->arms->guard);
    l->unless = symbolic_holds_not(s, expr->arms->unless);
    l->surely = both(l, ask(l, l->guard, SYMBOLIC_YES), ask(l, l->unless, SYMBOLIC_YES));
    l->conditions = arena_array(s->arena, diagram, n);
    l->values = arena_array(s->arena, diagram, n);
    l->yes = arena_array(s->arena, diagram, n);
    l->look = arena_array(s->arena, diagram, n);
    for (uint32_t i = 0; i < n; i++) {
        l->conditions[i] = symbolic_holds(s, expr->arms->at[i].condition);
        l->values[i] = value_of(s, expr->arms, i);
        l->yes[i] = ask(l, l->conditions[i], SYMBOLIC_YES);
        l->look[i] = ask(l, l->conditions[i], SYMBOLIC_YES | SYMBOLIC_UNKNOWN);
    }
}

/* VALUE under the unless: it is looked at only where an arm is. */
static diagram under_unless(const struct looks *l, diagram value)
{
    diagram absent = diagram_leaf(SYMBOL_ABSENT);
    bool always = l->arms->hit == HIT_SUM || l->arms->hit == HIT_COUNT;
    diagram looked = any_looked_at(l);
    diagram unknown = l->arms->hit == HIT_FIRST ? join(l, l->unless, waits(l, value)) : value;
    diagram kept = by_state(l, l->unless, value, absent, absent, unknown);
    kept = when(l, ask(l, looked, SYMBOLIC_YES), kept, always ? kept : absent);
    return errors_over(l, looked, kept);
}

static diagram under_guard(const struct looks *l, diagram value)
{
    diagram absent = diagram_leaf(SYMBOL_ABSENT);
    diagram unknown = l->arms->hit == HIT_FIRST ? join(l, l->guard, waits(l, value)) : value;
    unknown = when(l, ask(l, value, SYMBOLIC_ABSENT), absent, unknown);
    return by_state(l, l->guard, value, absent, absent, unknown);
}

diagram symbolic_arms_value(struct symbolic *s, const struct expr *expr)
{
    struct looks l;
    look(&l, s, expr);
    bool first = expr->arms->hit == HIT_FIRST;
    diagram value = first ? first_match(&l) : all_match(&l);
    if (!first || expr->arms->unless)
        value = under_unless(&l, value);
    return expr->arms->guard ? under_guard(&l, value) : value;
}

diagram symbolic_arms_agree(struct symbolic *s, const struct expr *expr)
{
    diagram value = diagram_leaf(SYMBOL_ABSENT), known = value;
    for (uint32_t i = 0; i < expr->n; i++) {
        diagram item = symbolic_expr(s, expr->items[i]);
        value = symbols_apply(s->space, SYMBOLS_AGREED, value, item);
        known = symbols_apply(s->space, SYMBOLS_CLASH, known, item);
    }
    diagram conflict = diagram_and_not(s->pool, symbolic_question(s, known, SYMBOLIC_CONFLICT), symbolic_question(s, value, SYMBOLIC_ERROR));
    return diagram_if(s->pool, conflict, diagram_leaf(SYMBOL_CONFLICT), value);
}

diagram symbolic_case(struct symbolic *s, const struct expr *expr, uint32_t index)
{
    struct looks l;
    look(&l, s, expr);
    diagram reach = l.guard, state = DIAGRAM_NO;
    for (uint32_t i = 0; i <= index; i++) {
        state = apply(&l, SYMBOLS_BOTH, reach, l.conditions[i]);
        if (expr->arms->hit == HIT_FIRST)
            reach = apply(&l, SYMBOLS_CHAIN, reach, l.conditions[i]);
    }
    state = apply(&l, SYMBOLS_BOTH, state, l.unless);
    return when(&l, ask(&l, state, SYMBOLIC_NOTHING), DIAGRAM_NO, state);
}
