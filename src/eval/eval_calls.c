/* The functions of the language. */
#include "eval/eval_inner.h"

#include "base/utf8.h"
#include "value/date.h"
#include "value/decimal.h"

enum { MOST_PLACES = DECIMAL_PLACES, LEAST_PLACES = -12 };

static struct thing whole(int64_t number)
{
    return eval_thing_known(value_int(VALUE_NUMBER, number * DECIMAL_ONE));
}

static struct thing number(struct eval *eval, const struct expr *expr, int128 exact)
{
    return eval_thing_known(eval_math_result(eval, expr, exact));
}

/* WANTED: -1 for min, 1 for max. */
static struct thing extreme(const struct expr *expr, const struct thing *items, int wanted)
{
    struct thing best = items[0];
    for (uint32_t i = 1; i < expr->n; i++)
        if (eval_compare_order(items[i].value, best.value) == wanted)
            best = items[i];
    return best;
}

static int128 round_unit(struct eval *eval, const struct expr *expr, const struct thing *items)
{
    int64_t places = expr->n > 1 ? items[1].value.i : 0;
    if (places % DECIMAL_ONE != 0 || places / DECIMAL_ONE < LEAST_PLACES || places / DECIMAL_ONE > MOST_PLACES)
        eval_fail(eval, EVAL_ROUND_PLACES, expr->span);
    int128 unit = 1;
    for (int64_t i = places / DECIMAL_ONE; i < MOST_PLACES; i++)
        unit *= 10;
    return unit;
}

static struct thing rounded(struct eval *eval, const struct expr *expr, const struct thing *items)
{
    int128 unit = round_unit(eval, expr, items);
    return number(eval, expr, checked_div_even(items[0].value.i, unit) * unit);
}

static int128 floored(int64_t a)
{
    int64_t rest = a % DECIMAL_ONE;
    return (int128)a - (rest < 0 ? rest + DECIMAL_ONE : rest);
}

static struct thing changed(struct eval *eval, const struct expr *expr, struct str text, uint32_t change(uint32_t))
{
    unsigned length;
    char bytes[4];
    eval->text.n = 0;
    for (uint32_t at = 0; at < text.n; at += length) {
        uint32_t code = change(utf8_decode(str_slice(text, at, text.n), &length));
        buf_add(&eval->text, bytes, utf8_encode(code, bytes));
    }
    eval_texts_limit(eval, expr);
    return eval_thing_known(eval_texts_made(eval, expr));
}

static int64_t day_of(struct value when)
{
    return when.kind == VALUE_MOMENT ? moment_date(when.i, when.offset) : when.i;
}

static struct thing part_of_date(const struct expr *expr, struct value when)
{
    int year, month, day;
    date_to_civil(day_of(when), &year, &month, &day);
    switch (expr->index) {
    case BUILTIN_YEAR_OF: return whole(year);
    case BUILTIN_MONTH_OF: return whole(month);
    case BUILTIN_DAY_OF: return whole(day);
    default: return whole(date_weekday(day_of(when)));
    }
}

static struct thing time_of(struct value moment)
{
    return eval_thing_known(value_int(VALUE_TIME, moment_time(moment.i, moment.offset)));
}

static struct thing call(struct eval *eval, const struct expr *expr, const struct thing *items)
{
    struct value a = items[0].value;
    switch ((enum builtin)expr->index) {
    case BUILTIN_MIN: return extreme(expr, items, -1);
    case BUILTIN_MAX: return extreme(expr, items, 1);
    case BUILTIN_ROUND: return rounded(eval, expr, items);
    case BUILTIN_FLOOR: return number(eval, expr, floored(a.i));
    case BUILTIN_CEIL: return number(eval, expr, a.i % DECIMAL_ONE ? floored(a.i) + DECIMAL_ONE : a.i);
    case BUILTIN_ABS: return number(eval, expr, a.i < 0 ? -(int128)a.i : a.i);
    case BUILTIN_LOWER: return changed(eval, expr, value_str(a), builtin_lower);
    case BUILTIN_UPPER: return changed(eval, expr, value_str(a), builtin_upper);
    case BUILTIN_TRIM: return eval_thing_known(value_text(eval_texts_trim(value_str(a))));
    case BUILTIN_LENGTH: return whole(utf8_count(value_str(a)));
    case BUILTIN_DAYS_BETWEEN: return whole(items[1].value.i - a.i);
    case BUILTIN_DATE_OF: return eval_thing_known(value_int(VALUE_DATE, day_of(a)));
    case BUILTIN_TIME_OF: return time_of(a);
    case BUILTIN_YEAR_OF: case BUILTIN_MONTH_OF: case BUILTIN_DAY_OF: case BUILTIN_WEEKDAY_OF: return part_of_date(expr, a);
    case BUILTIN_COUNT: break;
    }
    return eval_thing_unknown(NULL);
}

struct thing eval_calls(struct eval *eval, const struct expr *expr)
{
    struct strict items;
    eval_expr_strict(eval, expr, &items);
    return items.known ? call(eval, expr, items.at) : items.unknown;
}
