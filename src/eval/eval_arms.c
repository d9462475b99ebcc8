/* A value by cases: definitions and columns of tables, with every hit policy; and several tables for one definition. */
#include "eval/eval_inner.h"

/* An arm that is looked at. */
struct look {
    struct doubt condition;
    struct thing value;
    const struct arm_value *arm;
};

struct looks {
    enum hit hit;
    struct doubt guard, unless; /* unless: whether it does NOT hold */
    struct look *at;            /* the arms that are not no */
    uint32_t n;
};

static struct thing absent(void)
{
    return (struct thing){ .value = value_unknown(), .absent = true };
}

static void look_at_conditions(struct eval *eval, const struct arms *arms, struct looks *looks)
{
    for (uint32_t i = 0; i < arms->n; i++) {
        struct doubt condition = eval_expr_holds(eval, arms->at[i].condition);
        if (looks->hit == HIT_FIRST && condition.stuck)
            return;
        if (condition.truth == TRUTH_NO)
            continue;
        looks->at[looks->n++] = (struct look){ .condition = condition, .arm = &arms->at[i] };
        if (looks->hit == HIT_FIRST && condition.truth == TRUTH_YES)
            return;
    }
}

static void look_at_values(struct eval *eval, struct looks *looks)
{
    for (uint32_t i = 0; i < looks->n && looks->hit != HIT_COUNT; i++) {
        const struct expr *value = looks->at[i].arm->value;
        looks->at[i].value = value ? eval_expr(eval, value) : eval_thing_unknown(NULL);
    }
}

static bool certain(const struct look *look)
{
    return look->condition.truth == TRUTH_YES;
}

static bool all_certain(const struct looks *looks)
{
    for (uint32_t i = 0; i < looks->n; i++)
        if (!certain(&looks->at[i]) || (looks->hit != HIT_COUNT && !value_known(looks->at[i].value.value)))
            return false;
    return looks->guard.truth == TRUTH_YES && looks->unless.truth == TRUTH_YES;
}

static struct thing undecided(struct eval *eval, const struct looks *looks)
{
    eval_needs needs = eval_thing_join(eval, looks->guard.needs, looks->unless.needs);
    for (uint32_t i = 0; i < looks->n; i++) {
        const struct look *look = &looks->at[i];
        needs = eval_thing_join(eval, needs, look->condition.needs);
        if (!value_known(look->value.value))
            needs = eval_thing_join(eval, needs, look->value.needs);
    }
    return eval_thing_unknown(needs);
}

static void refuse_two(struct eval *eval, const struct looks *looks)
{
    const struct look *first = NULL;
    for (uint32_t i = 0; i < looks->n; i++) {
        if (!certain(&looks->at[i]))
            continue;
        if (first)
            eval_fail_two(eval, EVAL_TWO_ROWS, first->arm->span, looks->at[i].arm->span);
        first = &looks->at[i];
    }
}

static enum truth same(struct eval *eval, const struct look *a, const struct look *b)
{
    struct thing equal = eval_compare_equal(eval, &a->value, &b->value);
    return eval_expr_truth(&equal);
}

static void refuse_others(struct eval *eval, const struct looks *looks)
{
    for (uint32_t i = 0; i < looks->n; i++)
        for (uint32_t j = 0; j < i; j++)
            if (certain(&looks->at[i]) && certain(&looks->at[j]) && same(eval, &looks->at[i], &looks->at[j]) == TRUTH_NO)
                eval_fail_two(eval, EVAL_ROWS_DISAGREE, looks->at[j].arm->span, looks->at[i].arm->span);
}

/* Whether OTHER, which is certain, has a known value that LOOK's known value cannot beat. */
static bool settles(struct eval *eval, enum hit hit, const struct look *other, const struct look *look)
{
    if (!certain(other) || !value_known(other->value.value) || !value_known(look->value.value))
        return false;
    if (hit == HIT_ANY)
        return same(eval, look, other) == TRUTH_YES;
    int order = eval_compare_order(look->value.value, other->value.value);
    return hit == HIT_SMALLEST ? order >= 0 : order <= 0;
}

static bool makes_no_difference(struct eval *eval, const struct looks *looks, const struct look *look)
{
    for (uint32_t i = 0; i < looks->n; i++)
        if (!certain(look) && settles(eval, looks->hit, &looks->at[i], look))
            return true;
    return false;
}

/* Without the unknown arms that make no difference. Only certain arms settle others, and those stay. */
static struct looks without_idle(struct eval *eval, const struct looks *looks)
{
    struct looks left = *looks;
    left.n = 0;
    left.at = arena_array(&eval->scratch, struct look, looks->n);
    for (uint32_t i = 0; i < looks->n; i++)
        if (!makes_no_difference(eval, looks, &looks->at[i]))
            left.at[left.n++] = looks->at[i];
    return left;
}

static struct thing list(struct eval *eval, const struct looks *looks)
{
    struct thing *things = arena_array(&eval->scratch, struct thing, looks->n);
    for (uint32_t i = 0; i < looks->n; i++)
        things[i] = looks->at[i].value;
    return eval_thing_list(eval, things, looks->n);
}

static struct thing sum(struct eval *eval, const struct expr *expr, const struct looks *looks)
{
    int128 total = 0;
    for (uint32_t i = 0; i < looks->n; i++)
        total += looks->at[i].value.value.i;
    return eval_thing_known(eval_math_result(eval, expr, total));
}

/* WANTED: -1 for the smallest, 1 for the largest; the first of equal ones. */
static struct thing extreme(const struct looks *looks, int wanted)
{
    const struct look *best = &looks->at[0];
    for (uint32_t i = 1; i < looks->n; i++)
        if (eval_compare_order(looks->at[i].value.value, best->value.value) == wanted)
            best = &looks->at[i];
    return best->value;
}

/* All that is left is certain and known. */
static struct thing result(struct eval *eval, const struct expr *expr, const struct looks *looks)
{
    switch (looks->hit) {
    case HIT_EVERY: return list(eval, looks);
    case HIT_SUM: return sum(eval, expr, looks);
    case HIT_COUNT: return eval_thing_known(eval_math_result(eval, expr, (int128)looks->n * 1000000));
    case HIT_SMALLEST: return extreme(looks, -1);
    case HIT_HIGHEST: case HIT_LARGEST: return extreme(looks, 1);
    case HIT_FIRST: case HIT_ONLY_ONE: case HIT_ANY: break;
    }
    return looks->at[0].value;
}

/* Whether all values are the same; lists with unknown parts may make that unknown. */
static struct thing alike(struct eval *eval, const struct looks *looks)
{
    struct thing all = eval_thing_bool(true);
    for (uint32_t i = 1; i < looks->n; i++) {
        struct thing equal = eval_compare_equal(eval, &looks->at[0].value, &looks->at[i].value);
        if (!value_known(equal.value))
            all = eval_thing_unknown(eval_thing_join(eval, all.needs, equal.needs));
    }
    return all;
}

static struct thing settle(struct eval *eval, const struct expr *expr, struct looks *looks)
{
    bool surely = looks->guard.truth == TRUTH_YES && looks->unless.truth == TRUTH_YES;
    if (surely && looks->hit == HIT_ONLY_ONE)
        refuse_two(eval, looks);
    look_at_values(eval, looks);
    if (surely && looks->hit == HIT_ANY)
        refuse_others(eval, looks);
    bool compares = looks->hit == HIT_ANY || looks->hit == HIT_HIGHEST || looks->hit == HIT_SMALLEST || looks->hit == HIT_LARGEST;
    struct looks left = surely && compares ? without_idle(eval, looks) : *looks;
    if (!all_certain(&left))
        return undecided(eval, &left);
    struct thing same = looks->hit == HIT_ANY ? alike(eval, &left) : eval_thing_bool(true);
    return value_known(same.value) ? result(eval, expr, &left) : same;
}

static struct thing by_cases(struct eval *eval, const struct expr *expr)
{
    const struct arms *arms = expr->arms;
    struct looks looks = { .hit = arms->hit, .guard = eval_expr_holds(eval, arms->guard) };
    if (looks.guard.truth == TRUTH_NO)
        return absent();
    looks.at = arena_array(&eval->scratch, struct look, arms->n);
    look_at_conditions(eval, arms, &looks);
    if (looks.n == 0 && arms->hit != HIT_SUM && arms->hit != HIT_COUNT)
        return absent();
    looks.unless = eval_expr_holds_not(eval, arms->unless);
    if (looks.unless.truth == TRUTH_NO)
        return absent();
    return settle(eval, expr, &looks);
}

struct thing eval_arms(struct eval *eval, const struct expr *expr)
{
    struct str subject = eval->subject;
    if (expr->arms->owner.n > 0)
        eval->subject = expr->arms->owner;
    struct thing value = by_cases(eval, expr);
    eval->subject = subject;
    return value;
}

static struct str owner(const struct eval *eval, const struct expr *expr)
{
    if (expr->op == EXPR_ARMS && expr->arms->owner.n > 0)
        return expr->arms->owner;
    return eval->program->definitions[eval->definition].name;
}

static void disagree(struct eval *eval, const struct expr *a, const struct expr *b)
{
    struct str name = eval->program->definitions[eval->definition].name;
    struct disagreement found = { eval->definition,
                                  decision_disagreement(&eval->scratch, owner(eval, a), owner(eval, b), name) };
    found.error.span = a->span;
    found.error.also = b->span;
    found.error.has_span = found.error.has_also = true;
    vec_push(&eval->scratch, &eval->disagreements, found);
}

/* The first known item that is surely not the same as the first known one; false where there is none. */
static bool differ(struct eval *eval, const struct thing *things, uint32_t n, uint32_t *a, uint32_t *b)
{
    for (*a = 0; *a < n && !value_known(things[*a].value);)
        ++*a;
    for (*b = *a + 1; *b < n; ++*b) {
        struct thing same = eval_compare_equal(eval, &things[*a], &things[*b]);
        if (eval_expr_truth(&same) == TRUTH_NO)
            return true;
    }
    return false;
}

/* Nothing is sure to differ: the first known one, unless something is still open. */
static struct thing agreed(struct eval *eval, const struct thing *things, uint32_t n)
{
    struct thing value = absent();
    eval_needs needs = NULL;
    bool open = false;
    for (uint32_t i = 0; i < n; i++) {
        if (things[i].absent)
            continue;
        if (value.absent)
            value = things[i];
        struct thing same = eval_compare_equal(eval, &value, &things[i]);
        open |= !value_known(same.value);
        needs = eval_thing_join(eval, needs, same.needs);
    }
    return open ? eval_thing_unknown(needs) : value;
}

struct thing eval_arms_agree(struct eval *eval, const struct expr *expr)
{
    struct thing *things = arena_array(&eval->scratch, struct thing, expr->n);
    uint32_t a, b;
    for (uint32_t i = 0; i < expr->n; i++)
        things[i] = eval_expr(eval, expr->items[i]);
    if (!differ(eval, things, expr->n, &a, &b))
        return agreed(eval, things, expr->n);
    disagree(eval, expr->items[a], expr->items[b]);
    return eval_thing_unknown(NULL);
}
