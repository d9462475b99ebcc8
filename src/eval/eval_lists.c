/* Quantifiers and aggregates. */
#include "eval/eval_inner.h"

/* What items[1] is for ELEMENT, or the element itself where there is no items[1]. */
static struct thing about(struct eval *eval, const struct expr *expr, const struct thing *element)
{
    eval_step(eval, 1, expr->span);
    if (expr->n == 1)
        return *element;
    eval->slots[expr->index] = *element;
    return eval_expr(eval, expr->items[1]);
}

/* As AND and OR: DECISIVE stops. */
static struct thing quantify(struct eval *eval, const struct expr *expr, const struct thing *list, enum truth decisive)
{
    eval_needs needs = NULL;
    bool unknown = false;
    for (uint32_t i = 0; i < eval_thing_count(list); i++) {
        struct thing item = about(eval, expr, &list->parts[i]);
        if (eval_expr_truth(&item) == decisive)
            return eval_thing_bool(decisive == TRUTH_YES);
        if (eval_expr_truth(&item) != TRUTH_UNKNOWN)
            continue;
        unknown = true;
        needs = eval_thing_join(eval, needs, item.needs);
    }
    return unknown ? eval_thing_unknown(needs) : eval_thing_bool(decisive == TRUTH_NO);
}

static struct thing no_has(struct eval *eval, const struct expr *expr, const struct thing *list)
{
    struct thing any = quantify(eval, expr, list, TRUTH_YES);
    return value_known(any.value) ? eval_thing_bool(!any.value.i) : any;
}

static int128 count(const struct thing *things, uint32_t n, bool all)
{
    int128 yes = 0;
    for (uint32_t i = 0; i < n; i++)
        yes += all || things[i].value.i;
    return yes * 1000000;
}

static int128 sum(const struct thing *things, uint32_t n)
{
    int128 total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += things[i].value.i;
    return total;
}

/* WANTED: -1 for the smallest, 1 for the largest; the first of equal ones. */
static struct thing extreme(const struct thing *things, uint32_t n, int wanted)
{
    if (n == 0)
        return eval_thing_unknown(NULL);
    struct thing best = things[0];
    for (uint32_t i = 1; i < n; i++)
        if (eval_compare_order(things[i].value, best.value) == wanted)
            best = things[i];
    return best;
}

/* What each element gives; false if one of them is unknown. */
static bool gather(struct eval *eval, const struct expr *expr, const struct thing *list, struct thing *things,
                   struct thing *unknown)
{
    bool known = true;
    *unknown = eval_thing_unknown(NULL);
    for (uint32_t i = 0; i < eval_thing_count(list); i++) {
        things[i] = about(eval, expr, &list->parts[i]);
        if (value_known(things[i].value))
            continue;
        known = false;
        unknown->needs = eval_thing_join(eval, unknown->needs, things[i].needs);
    }
    return known;
}

static struct thing aggregate(struct eval *eval, const struct expr *expr, const struct thing *list)
{
    uint32_t n = eval_thing_count(list);
    if (expr->op == EXPR_COUNT && expr->n == 1)
        return eval_thing_known(eval_math_result(eval, expr, count(NULL, n, true)));
    struct thing unknown, *things = arena_array(&eval->scratch, struct thing, n);
    if (!gather(eval, expr, list, things, &unknown))
        return unknown;
    switch (expr->op) {
    case EXPR_COUNT: return eval_thing_known(eval_math_result(eval, expr, count(things, n, false)));
    case EXPR_SUM: return eval_thing_known(eval_math_result(eval, expr, sum(things, n)));
    default: return extreme(things, n, expr->op == EXPR_SMALLEST ? -1 : 1);
    }
}

struct thing eval_lists(struct eval *eval, const struct expr *expr)
{
    struct thing list = eval_expr(eval, expr->items[0]);
    if (!value_known(list.value))
        return eval_thing_unknown(list.needs);
    switch (expr->op) {
    case EXPR_ANY_HAS: return quantify(eval, expr, &list, TRUTH_YES);
    case EXPR_ALL_HAVE: return quantify(eval, expr, &list, TRUTH_NO);
    case EXPR_NO_HAS: return no_has(eval, expr, &list);
    default: return aggregate(eval, expr, &list);
    }
}
