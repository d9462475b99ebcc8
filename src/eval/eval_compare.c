/* Comparisons. */
#include "eval/eval_inner.h"

static struct thing equal_parts(struct eval *eval, const struct thing *a, const struct thing *b)
{
    eval_needs needs = NULL;
    bool unknown = false;
    if (eval_thing_count(a) != eval_thing_count(b))
        return eval_thing_bool(false);
    for (uint32_t i = 0; i < eval_thing_count(a); i++) {
        struct thing same = eval_compare_equal(eval, &a->parts[i], &b->parts[i]);
        if (eval_expr_truth(&same) == TRUTH_NO)
            return same;
        unknown |= !value_known(same.value);
        needs = eval_thing_join(eval, needs, same.needs);
    }
    return unknown ? eval_thing_unknown(needs) : eval_thing_bool(true);
}

struct thing eval_compare_equal(struct eval *eval, const struct thing *a, const struct thing *b)
{
    if (!value_known(a->value) || !value_known(b->value))
        return eval_thing_unknown(eval_thing_join(eval, a->needs, b->needs));
    if (a->value.kind != b->value.kind)
        return eval_thing_bool(false);
    if (a->value.kind == VALUE_LIST || a->value.kind == VALUE_RECORD)
        return equal_parts(eval, a, b);
    return eval_thing_bool(eval_compare_order(a->value, b->value) == 0);
}

int eval_compare_order(struct value a, struct value b)
{
    if (a.kind == VALUE_TEXT)
        return str_cmp(value_str(a), value_str(b)); /* bytes of UTF-8 are in the order of code points */
    return a.i < b.i ? -1 : a.i > b.i;
}

static bool fits(enum expr_op op, int order)
{
    switch (op) {
    case EXPR_LT: return order < 0;
    case EXPR_LE: return order <= 0;
    case EXPR_GT: return order > 0;
    default: return order >= 0;
    }
}

/* ITEM in LIST: an OR of equalities. */
static struct thing within(struct eval *eval, const struct thing *item, const struct thing *list, struct span span)
{
    eval_needs needs = NULL;
    bool unknown = false;
    for (uint32_t i = 0; i < eval_thing_count(list); i++) {
        eval_step(eval, 1, span);
        struct thing same = eval_compare_equal(eval, item, &list->parts[i]);
        if (eval_expr_truth(&same) == TRUTH_YES)
            return same;
        unknown |= !value_known(same.value);
        needs = eval_thing_join(eval, needs, same.needs);
    }
    return unknown ? eval_thing_unknown(needs) : eval_thing_bool(false);
}

struct thing eval_compare(struct eval *eval, const struct expr *expr)
{
    struct strict items;
    eval_expr_strict(eval, expr, &items);
    if (!items.known)
        return items.unknown;
    const struct thing *a = &items.at[0], *b = &items.at[1];
    if (expr->op == EXPR_IN)
        return within(eval, a, b, expr->span);
    if (expr->op == EXPR_HAS)
        return within(eval, b, a, expr->span);
    if (expr->op != EXPR_EQ && expr->op != EXPR_NE)
        return eval_thing_bool(fits(expr->op, eval_compare_order(a->value, b->value)));
    struct thing same = eval_compare_equal(eval, a, b);
    if (expr->op == EXPR_NE && value_known(same.value))
        same = eval_thing_bool(!same.value.i);
    return same;
}
