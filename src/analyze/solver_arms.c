/* Values by cases: definitions and columns of tables, with every hit policy; and several tables for one definition. */
#include "analyze/solver_inner.h"

#include "value/decimal.h"

/* An arm: whether it is looked at and its condition came out yes or open. */
struct look {
    smt_node yes, open;
    struct term value;
};

struct looks {
    enum hit hit;
    const struct expr *expr;
    struct doubt guard, unless; /* unless: that it does not hold */
    struct look *at;
    uint32_t n;
    smt_node surely; /* guard and unless */
};

static smt_node left(struct solver *s, const struct look *look)
{
    return OR(s, look->yes, look->open);
}

static void look_at_conditions(struct solver *s, const struct arms *arms, struct looks *looks)
{
    smt_node path = s->path, stopped = s->no;
    for (uint32_t i = 0; i < arms->n; i++) {
        smt_node reached = NOT(s, stopped);
        s->path = AND(s, path, reached);
        struct doubt condition = solver_expr_holds(s, arms->at[i].condition);
        looks->at[i] = (struct look){ .yes = AND(s, reached, condition.yes), .open = AND(s, reached, condition.open) };
        if (arms->hit == HIT_FIRST)
            stopped = OR(s, stopped, OR(s, condition.yes, condition.stuck));
    }
    s->path = path;
}

static void look_at_values(struct solver *s, const struct arms *arms, struct looks *looks)
{
    smt_node path = s->path;
    for (uint32_t i = 0; i < looks->n; i++) {
        s->path = AND(s, path, left(s, &looks->at[i]));
        const struct expr *value = arms->at[i].value;
        looks->at[i].value = value && arms->hit != HIT_COUNT ? solver_expr(s, value) : solver_term_unknown(s, s->no);
    }
    s->path = path;
}

static smt_node any_left(struct solver *s, const struct looks *looks)
{
    smt_node any = s->no;
    for (uint32_t i = 0; i < looks->n; i++)
        any = OR(s, any, left(s, &looks->at[i]));
    return any;
}

static bool compares(enum hit hit)
{
    return hit == HIT_ANY || hit == HIT_HIGHEST || hit == HIT_SMALLEST || hit == HIT_LARGEST;
}

/* Errors of two arms: both yes for `only one`, different for `any`. */
static void refuse_pairs(struct solver *s, const struct looks *looks)
{
    for (uint32_t i = 0; i < looks->n; i++)
        for (uint32_t j = 0; j < i; j++) {
            const struct look *a = &looks->at[i], *b = &looks->at[j];
            smt_node both = AND(s, looks->surely, AND(s, a->yes, b->yes));
            if (smt_is(s->smt, both, false))
                continue;
            struct term same = looks->hit == HIT_ANY ? solver_compare_equal(s, &a->value, &b->value) : solver_term_known(s, s->no);
            solver_expr_fail(s, AND(s, both, solver_compare_not(s, &same)));
        }
}

/* That OTHER, certain, has a known value which LOOK's known value cannot beat. */
static smt_node settles(struct solver *s, const struct looks *looks, const struct look *other, const struct look *look)
{
    const struct term *a = &look->value, *b = &other->value;
    smt_node ready = AND(s, other->yes, AND(s, a->known, b->known));
    if (smt_is(s->smt, ready, false))
        return ready;
    if (looks->hit == HIT_ANY) {
        struct term same = solver_compare_equal(s, a, b);
        return AND(s, ready, solver_compare_yes(s, &same));
    }
    const struct expr *of = looks->expr;
    smt_node beats = looks->hit == HIT_SMALLEST ? solver_compare_less(s, of, a, b) : solver_compare_less(s, of, b, a);
    return AND(s, ready, NOT(s, beats));
}

/* Without the open arms that make no difference. Only certain arms settle others, and those stay. */
static void drop_idle(struct solver *s, struct looks *looks)
{
    for (uint32_t i = 0; i < looks->n; i++) {
        smt_node idle = s->no;
        if (smt_is(s->smt, looks->at[i].open, false))
            continue;
        for (uint32_t j = 0; j < looks->n; j++)
            if (j != i)
                idle = OR(s, idle, settles(s, looks, &looks->at[j], &looks->at[i]));
        looks->at[i].open = AND(s, looks->at[i].open, NOT(s, AND(s, looks->surely, idle)));
    }
}

static struct term undecided(struct solver *s, const struct looks *looks)
{
    smt_node need = OR(s, looks->guard.open, looks->unless.open);
    for (uint32_t i = 0; i < looks->n; i++) {
        const struct look *look = &looks->at[i];
        smt_node value = AND(s, NOT(s, look->value.known), look->value.need);
        need = OR(s, need, OR(s, look->open, AND(s, left(s, look), value)));
    }
    return solver_term_unknown(s, need);
}

static smt_node all_certain(struct solver *s, const struct looks *looks)
{
    smt_node all = looks->surely;
    for (uint32_t i = 0; i < looks->n; i++) {
        const struct look *look = &looks->at[i];
        smt_node fine = looks->hit == HIT_COUNT ? s->yes : OR(s, NOT(s, look->yes), look->value.known);
        all = AND(s, all, AND(s, NOT(s, look->open), fine));
    }
    return all;
}

/* ---- results, where all that is left is certain and known ---- */

static struct term first(struct solver *s, const struct looks *looks)
{
    struct term value = solver_term_unknown(s, s->no);
    for (uint32_t i = looks->n; i-- > 0;)
        value = solver_term_if(s, looks->at[i].yes, &looks->at[i].value, &value);
    return value;
}

static struct term extreme(struct solver *s, const struct looks *looks)
{
    struct term best = solver_term_unknown(s, s->no);
    smt_node any = s->no;
    for (uint32_t i = 0; i < looks->n; i++) {
        const struct look *look = &looks->at[i];
        smt_node better = looks->hit == HIT_SMALLEST ? solver_compare_less(s, looks->expr, &look->value, &best)
                                                     : solver_compare_less(s, looks->expr, &best, &look->value);
        better = AND(s, look->yes, OR(s, NOT(s, any), better));
        best = solver_term_if(s, better, &look->value, &best);
        any = OR(s, any, look->yes);
    }
    return best;
}

static struct term total(struct solver *s, const struct looks *looks, smt_node when)
{
    struct smt *m = s->smt;
    smt_node all = smt_int(m, 0), zero = all;
    for (uint32_t i = 0; i < looks->n; i++) {
        smt_node one = looks->hit == HIT_COUNT ? smt_int(m, DECIMAL_ONE) : looks->at[i].value.value;
        if (one)
            all = smt_add(m, all, smt_if(m, looks->at[i].yes, one, zero));
    }
    return solver_term_known(s, solver_math_result(s, all, when));
}

/* The list of what is certain: each goes behind those before it. */
static struct term every(struct solver *s, const struct looks *looks)
{
    struct smt *m = s->smt;
    struct term list = solver_term_known(s, NULL), none = solver_term_unknown(s, s->no);
    smt_node zero = smt_int(m, 0), one = smt_int(m, 1);
    list.n = zero;
    list.longer = s->no;
    list.parts = arena_array(&s->scratch, struct term, looks->n);
    list.n_parts = looks->n;
    for (uint32_t i = 0; i < looks->n; i++)
        list.parts[i] = none;
    for (uint32_t i = 0; i < looks->n; i++) {
        for (uint32_t k = 0; k <= i; k++) {
            smt_node here = AND(s, looks->at[i].yes, smt_eq(m, list.n, smt_int(m, k)));
            list.parts[k] = solver_term_if(s, here, &looks->at[i].value, &list.parts[k]);
        }
        list.n = smt_add(m, list.n, smt_if(m, looks->at[i].yes, one, zero));
    }
    return list;
}

/* `any`: lists with unknown parts may make it unknown whether all are the same. */
static struct term alike(struct solver *s, const struct looks *looks)
{
    struct term value = first(s, looks);
    smt_node open = s->no, need = s->no;
    for (uint32_t i = 1; i < looks->n; i++) {
        struct term same = solver_compare_equal(s, &value, &looks->at[i].value);
        smt_node unsure = AND(s, looks->at[i].yes, NOT(s, same.known));
        open = OR(s, open, unsure);
        need = OR(s, need, AND(s, unsure, same.need));
    }
    struct term unknown = solver_term_unknown(s, need);
    return solver_term_if(s, open, &unknown, &value);
}

static struct term result(struct solver *s, const struct looks *looks, smt_node when)
{
    switch (looks->hit) {
    case HIT_EVERY: return every(s, looks);
    case HIT_SUM: case HIT_COUNT: return total(s, looks, when);
    case HIT_SMALLEST: case HIT_HIGHEST: case HIT_LARGEST: return extreme(s, looks);
    case HIT_ANY: return alike(s, looks);
    case HIT_FIRST: case HIT_ONLY_ONE: break;
    }
    return first(s, looks);
}

static struct term settle(struct solver *s, const struct arms *arms, struct looks *looks)
{
    looks->surely = AND(s, looks->guard.yes, looks->unless.yes);
    if (looks->hit == HIT_ONLY_ONE)
        refuse_pairs(s, looks);
    look_at_values(s, arms, looks);
    if (looks->hit == HIT_ANY)
        refuse_pairs(s, looks);
    if (compares(looks->hit))
        drop_idle(s, looks);
    smt_node decided = all_certain(s, looks);
    struct term open = undecided(s, looks), value = result(s, looks, decided);
    return solver_term_if(s, decided, &value, &open);
}

struct term solver_arms(struct solver *s, const struct expr *expr)
{
    const struct arms *arms = expr->arms;
    struct term absent = solver_term_unknown(s, s->no);
    absent.absent = s->yes;
    smt_node path = s->path;
    struct looks looks = { .hit = arms->hit, .expr = expr, .guard = solver_expr_holds(s, arms->guard), .n = arms->n };
    smt_node there = OR(s, looks.guard.yes, looks.guard.open);
    looks.at = arena_array(&s->scratch, struct look, arms->n);
    s->path = AND(s, path, there);
    look_at_conditions(s, arms, &looks);
    if (arms->hit != HIT_SUM && arms->hit != HIT_COUNT)
        there = AND(s, there, any_left(s, &looks));
    s->path = AND(s, path, there);
    looks.unless = solver_expr_holds_not(s, arms->unless);
    there = AND(s, there, OR(s, looks.unless.yes, looks.unless.open));
    s->path = AND(s, path, there);
    struct term value = settle(s, arms, &looks);
    s->path = path;
    return solver_term_if(s, there, &value, &absent);
}

/* ---- several tables ---- */

/* The first known one, or (where there is none) the first that is not absent. */
static struct term agreed(struct solver *s, const struct term *things, uint32_t n)
{
    struct term value = solver_term_unknown(s, s->no);
    smt_node any = s->no, open = s->no, need = s->no;
    value.absent = s->yes;
    for (uint32_t i = n; i-- > 0;)
        value = solver_term_if(s, things[i].absent, &value, &things[i]);
    for (uint32_t i = 0; i < n; i++) {
        struct term same = solver_compare_equal(s, &value, &things[i]);
        smt_node unsure = AND(s, NOT(s, things[i].absent), NOT(s, same.known));
        open = OR(s, open, unsure);
        need = OR(s, need, AND(s, unsure, same.need));
        any = OR(s, any, NOT(s, things[i].absent));
    }
    struct term unknown = solver_term_unknown(s, need);
    return solver_term_if(s, open, &unknown, &value);
}

/* A known one that surely differs from the first known one. */
static smt_node differ(struct solver *s, const struct term *things, uint32_t n)
{
    smt_node found = s->no, any = s->no;
    struct term reference = solver_term_unknown(s, s->no);
    for (uint32_t i = 0; i < n; i++) {
        struct term same = solver_compare_equal(s, &reference, &things[i]);
        found = OR(s, found, AND(s, any, solver_compare_not(s, &same)));
        reference = solver_term_if(s, any, &reference, &things[i]);
        any = OR(s, any, things[i].known);
    }
    return found;
}

struct term solver_arms_agree(struct solver *s, const struct expr *expr)
{
    struct term *things = arena_array(&s->scratch, struct term, expr->n);
    for (uint32_t i = 0; i < expr->n; i++)
        things[i] = solver_expr(s, expr->items[i]);
    struct term stuck = solver_term_unknown(s, s->no), value = agreed(s, things, expr->n);
    return solver_term_if(s, differ(s, things, expr->n), &stuck, &value);
}
