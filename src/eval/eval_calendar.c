/* Dates and moments. */
#include "eval/eval_inner.h"

#include "value/date.h"

static struct thing date_at(struct eval *eval, const struct expr *expr, int128 days)
{
    int64_t narrow;
    if (!checked_narrow(days, &narrow) || !date_in_range(narrow))
        eval_fail(eval, EVAL_DATE_RANGE, expr->span);
    return eval_thing_known(value_int(VALUE_DATE, narrow));
}

static int128 whole_days(struct eval *eval, const struct expr *expr, struct value duration)
{
    if (duration.i % DATE_DAY != 0)
        eval_fail(eval, EVAL_NOT_WHOLE_DAYS, expr->span);
    return duration.i / DATE_DAY;
}

static struct thing moment_at(struct eval *eval, const struct expr *expr, int128 micros, int32_t offset)
{
    int64_t narrow;
    if (!checked_narrow(micros, &narrow) || !moment_in_range(narrow))
        eval_fail(eval, EVAL_DATE_RANGE, expr->span);
    struct value moment = value_int(VALUE_MOMENT, narrow);
    moment.offset = offset;
    return eval_thing_known(moment);
}

static struct thing date_months(struct eval *eval, const struct expr *expr, struct value date)
{
    int64_t days;
    if (!date_add_months(date.i, (int32_t)expr->index, eval->program->month_ends_forward, &days))
        eval_fail(eval, EVAL_DATE_RANGE, expr->span);
    return date_at(eval, expr, days);
}

static struct thing moment_months(struct eval *eval, const struct expr *expr, struct value moment)
{
    int64_t micros;
    if (!moment_add_months(moment.i, moment.offset, (int32_t)expr->index, eval->program->month_ends_forward, &micros))
        eval_fail(eval, EVAL_DATE_RANGE, expr->span);
    return moment_at(eval, expr, micros, moment.offset);
}

static struct thing duration(struct eval *eval, const struct expr *expr, int128 micros)
{
    return eval_thing_known(eval_math_result(eval, expr, micros));
}

struct thing eval_calendar(struct eval *eval, const struct expr *expr)
{
    struct strict items;
    eval_expr_strict(eval, expr, &items);
    if (!items.known)
        return items.unknown;
    struct value a = items.at[0].value, b = expr->n > 1 ? items.at[1].value : value_unknown();
    switch (expr->op) {
    case EXPR_DATE_ADD: return date_at(eval, expr, (int128)a.i + whole_days(eval, expr, b));
    case EXPR_DATE_SUB: return date_at(eval, expr, (int128)a.i - whole_days(eval, expr, b));
    case EXPR_DATE_DIFF: return duration(eval, expr, ((int128)a.i - b.i) * DATE_DAY);
    case EXPR_MOMENT_ADD: return moment_at(eval, expr, (int128)a.i + b.i, a.offset);
    case EXPR_MOMENT_SUB: return moment_at(eval, expr, (int128)a.i - b.i, a.offset);
    case EXPR_MOMENT_DIFF: return duration(eval, expr, (int128)a.i - b.i);
    case EXPR_DATE_ADD_MONTHS: return date_months(eval, expr, a);
    default: return moment_months(eval, expr, a);
    }
}
