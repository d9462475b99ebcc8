/* Kleene's three values, and the choices that look at what is known. */
#include "eval/eval_inner.h"

/* AND stops at the first no, OR at the first yes: DECISIVE. */
static struct thing connect(struct eval *eval, const struct expr *expr, enum truth decisive)
{
    eval_needs needs = NULL;
    bool unknown = false;
    for (uint32_t i = 0; i < expr->n; i++) {
        struct thing item = eval_expr(eval, expr->items[i]);
        if (eval_expr_truth(&item) == decisive)
            return eval_thing_bool(decisive == TRUTH_YES);
        if (eval_expr_truth(&item) != TRUTH_UNKNOWN)
            continue;
        unknown = true;
        needs = eval_thing_join(eval, needs, item.needs);
    }
    return unknown ? eval_thing_unknown(needs) : eval_thing_bool(decisive == TRUTH_NO);
}

static struct thing not(struct eval *eval, const struct expr *expr)
{
    struct thing item = eval_expr(eval, expr->items[0]);
    return value_known(item.value) ? eval_thing_bool(!item.value.i) : eval_thing_unknown(item.needs);
}

static eval_needs needs_if_unknown(const struct thing *thing)
{
    return value_known(thing->value) ? NULL : thing->needs;
}

static struct thing choose(struct eval *eval, const struct expr *expr)
{
    struct thing condition = eval_expr(eval, expr->items[0]);
    enum truth truth = eval_expr_truth(&condition);
    if (truth != TRUTH_UNKNOWN)
        return eval_expr(eval, expr->items[truth == TRUTH_YES ? 1 : 2]);
    struct thing yes = eval_expr(eval, expr->items[1]), no = eval_expr(eval, expr->items[2]);
    eval_needs needs = eval_thing_join(eval, condition.needs, needs_if_unknown(&yes));
    return eval_thing_unknown(eval_thing_join(eval, needs, needs_if_unknown(&no)));
}

static struct thing first_known(struct eval *eval, const struct expr *expr)
{
    eval_needs needs = NULL;
    for (uint32_t i = 0; i < expr->n; i++) {
        struct thing item = eval_expr(eval, expr->items[i]);
        if (value_known(item.value))
            return item;
        needs = eval_thing_join(eval, needs, item.needs);
    }
    return eval_thing_unknown(needs);
}

static struct thing known(struct eval *eval, const struct expr *expr)
{
    struct thing item = eval_expr(eval, expr->items[0]);
    return eval_thing_bool(value_known(item.value));
}

static struct thing certain(struct eval *eval, const struct expr *expr)
{
    struct thing item = eval_expr(eval, expr->items[0]);
    return eval_thing_bool(eval_expr_truth(&item) == TRUTH_YES);
}

struct thing eval_logic(struct eval *eval, const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_AND: return connect(eval, expr, TRUTH_NO);
    case EXPR_OR: return connect(eval, expr, TRUTH_YES);
    case EXPR_NOT: return not(eval, expr);
    case EXPR_IF: return choose(eval, expr);
    case EXPR_FIRST_KNOWN: return first_known(eval, expr);
    case EXPR_KNOWN: return known(eval, expr);
    default: return certain(eval, expr);
    }
}
