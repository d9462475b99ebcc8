/* Arithmetic in 128 bits, each result narrowed once. Written for itself: the VM has its own. */
#include "eval/eval_inner.h"

#include "value/decimal.h"

struct value eval_math_result(struct eval *eval, const struct expr *expr, int128 exact)
{
    int64_t narrow;
    if (!checked_narrow(exact, &narrow))
        eval_fail(eval, EVAL_OVERFLOW, expr->span);
    return value_int(expr->type->kind == TYPE_DURATION ? VALUE_DURATION : VALUE_NUMBER, narrow);
}

static int128 quotient(struct eval *eval, const struct expr *expr, int128 dividend, int128 divisor)
{
    if (divisor == 0)
        eval_fail(eval, EVAL_DIVISION_BY_ZERO, expr->span);
    return checked_div_even(dividend, divisor);
}

static int128 exact(struct eval *eval, const struct expr *expr, const struct thing *items)
{
    int128 a = items[0].value.i, b = expr->n > 1 ? items[1].value.i : 0;
    switch (expr->op) {
    case EXPR_ADD: return a + b;
    case EXPR_SUB: return a - b;
    case EXPR_MUL: return quotient(eval, expr, a * b, DECIMAL_ONE);
    case EXPR_DIV: return quotient(eval, expr, a * DECIMAL_ONE, b);
    case EXPR_MUL_DIV: return quotient(eval, expr, a * b, items[2].value.i);
    default: return -a;
    }
}

struct thing eval_math(struct eval *eval, const struct expr *expr)
{
    struct strict items;
    eval_expr_strict(eval, expr, &items);
    if (!items.known)
        return items.unknown;
    return eval_thing_known(eval_math_result(eval, expr, exact(eval, expr, items.at)));
}
