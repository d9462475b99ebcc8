/* Arithmetic: integers of millionths, each result narrowed to 64 bits, ties to even. And the functions of the language. */
#include "analyze/solver_inner.h"

#include "base/checked.h"
#include "value/date.h"
#include "value/decimal.h"

#define I(s, i) smt_int((s)->smt, (i))

smt_node solver_math_result(struct solver *s, smt_node exact, smt_node when)
{
    smt_node fits = AND(s, smt_le(s->smt, I(s, INT64_MIN), exact), smt_le(s->smt, exact, I(s, INT64_MAX)));
    solver_expr_fail(s, AND(s, when, NOT(s, fits)));
    return exact;
}

/* A / UNIT for a constant UNIT above 0, ties to even: half up, and one less where that was a tie and is odd. */
static smt_node div_even(struct solver *s, smt_node a, int64_t unit)
{
    struct smt *m = s->smt;
    if (unit == 1)
        return a;
    if (unit % 2 != 0) /* never a tie */
        return smt_div(m, smt_add(m, a, I(s, unit / 2)), unit);
    smt_node up = smt_add(m, a, I(s, unit / 2)), half_up = smt_div(m, up, unit);
    smt_node tie = smt_eq(m, smt_mod(m, up, unit), I(s, 0)), odd = smt_eq(m, smt_mod(m, half_up, 2), I(s, 1));
    return smt_if(m, AND(s, tie, odd), smt_sub(m, half_up, I(s, 1)), half_up);
}

/* A / B for any B but 0: a quotient and a rest of at most half of B are named. */
static smt_node quotient(struct solver *s, smt_node a, smt_node b)
{
    struct smt *m = s->smt;
    smt_node q = smt_free_one(m, SMT_INT), rest = smt_sub(m, a, smt_mul(m, q, b)), zero = I(s, 0), two = I(s, 2);
    smt_node size = smt_if(m, smt_lt(m, b, zero), smt_sub(m, zero, b), b);
    smt_node twice = smt_mul(m, two, smt_if(m, smt_lt(m, rest, zero), smt_sub(m, zero, rest), rest));
    smt_node even = smt_eq(m, smt_mod(m, q, 2), zero);
    smt_node right = OR(s, smt_lt(m, twice, size), AND(s, smt_eq(m, twice, size), even));
    smt_assert(m, OR(s, smt_eq(m, b, zero), right));
    return q;
}

static smt_node divide(struct solver *s, smt_node a, smt_node b, smt_node when)
{
    int64_t by;
    if (smt_is_int(s->smt, b, &by) && by != 0 && by != INT64_MIN)
        return by > 0 ? div_even(s, a, by) : div_even(s, smt_sub(s->smt, I(s, 0), a), -by);
    solver_expr_fail(s, AND(s, when, smt_eq(s->smt, b, I(s, 0))));
    return quotient(s, a, b);
}

/* a * 250000 / 1000000 is a / 4. */
static smt_node times(struct solver *s, smt_node a, smt_node b, smt_node when)
{
    int64_t by, other;
    if (smt_is_int(s->smt, a, &by) && !smt_is_int(s->smt, b, &other))
        return times(s, b, a, when);
    if (smt_is_int(s->smt, b, &by) && by % DECIMAL_ONE == 0)
        return smt_mul(s->smt, a, I(s, by / DECIMAL_ONE));
    return divide(s, smt_mul(s->smt, a, b), I(s, DECIMAL_ONE), when);
}

static smt_node exact(struct solver *s, const struct expr *expr, const struct term *items, smt_node when)
{
    struct smt *m = s->smt;
    smt_node a = items[0].value, b = expr->n > 1 ? items[1].value : NULL;
    switch (expr->op) {
    case EXPR_ADD: return smt_add(m, a, b);
    case EXPR_SUB: return smt_sub(m, a, b);
    case EXPR_MUL: return times(s, a, b, when);
    case EXPR_DIV: return divide(s, smt_mul(m, a, I(s, DECIMAL_ONE)), b, when);
    case EXPR_MUL_DIV: return divide(s, smt_mul(m, a, b), items[2].value, when);
    default: return smt_sub(m, I(s, 0), a);
    }
}

bool solver_math_all_known(const struct term *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i].value == NULL)
            return false;
    return true;
}

struct term solver_math(struct solver *s, const struct expr *expr)
{
    struct term items[3], term = solver_expr_strict(s, expr, items);
    if (solver_math_all_known(items, expr->n))
        term.value = solver_math_result(s, exact(s, expr, items, term.known), term.known);
    else
        term.known = s->no;
    return term;
}

/* ---- functions ---- */

static smt_node round_to(struct solver *s, const struct expr *expr, const struct term *items)
{
    int64_t places = 0, unit = 1;
    if (expr->n > 1 && !smt_is_int(s->smt, items[1].value, &places))
        return NULL;
    places /= DECIMAL_ONE;
    if (expr->n > 1 && (expr->items[1]->op != EXPR_CONST || expr->items[1]->constant.i % DECIMAL_ONE != 0 || places > DECIMAL_PLACES || places < -12))
        return NULL;
    for (int64_t i = places; i < DECIMAL_PLACES; i++)
        unit *= 10;
    return smt_mul(s->smt, I(s, unit), div_even(s, items[0].value, unit));
}

static smt_node extreme(struct solver *s, const struct expr *expr, const struct term *items, bool largest)
{
    smt_node best = items[0].value;
    for (uint32_t i = 1; i < expr->n; i++) {
        smt_node x = items[i].value, better = largest ? smt_lt(s->smt, best, x) : smt_lt(s->smt, x, best);
        best = smt_if(s->smt, better, x, best);
    }
    return best;
}

static smt_node whole(struct solver *s, smt_node number) { return smt_mul(s->smt, I(s, DECIMAL_ONE), number); }

/* The value, or NULL where it is no formula. */
static smt_node call(struct solver *s, const struct expr *expr, const struct term *items, smt_node when)
{
    struct smt *m = s->smt;
    smt_node a = items[0].value, rest;
    const struct expr *of = expr->items[0];
    switch ((enum builtin)expr->index) {
    case BUILTIN_MIN: return extreme(s, expr, items, false);
    case BUILTIN_MAX: return extreme(s, expr, items, true);
    case BUILTIN_ROUND: rest = round_to(s, expr, items); return rest ? solver_math_result(s, rest, when) : NULL;
    case BUILTIN_FLOOR: return solver_math_result(s, smt_sub(m, a, smt_mod(m, a, DECIMAL_ONE)), when);
    case BUILTIN_CEIL:
        rest = smt_mod(m, smt_sub(m, I(s, 0), a), DECIMAL_ONE);
        return solver_math_result(s, smt_add(m, a, rest), when);
    case BUILTIN_ABS: return solver_math_result(s, smt_if(m, smt_lt(m, a, I(s, 0)), smt_sub(m, I(s, 0), a), a), when);
    case BUILTIN_LENGTH: return s->texts ? whole(s, smt_length(m, a)) : NULL;
    case BUILTIN_DAYS_BETWEEN: return whole(s, smt_sub(m, items[1].value, a));
    case BUILTIN_DATE_OF: return solver_calendar_day(s, of, &items[0]);
    case BUILTIN_TIME_OF: return smt_mod(m, solver_calendar_local(s, &items[0]), DATE_DAY);
    case BUILTIN_WEEKDAY_OF: return whole(s, smt_add(m, smt_mod(m, smt_add(m, solver_calendar_day(s, of, &items[0]), I(s, 3)), 7), I(s, 1)));
    case BUILTIN_YEAR_OF: case BUILTIN_MONTH_OF: case BUILTIN_DAY_OF:
        return whole(s, solver_calendar_part(s, (enum builtin)expr->index, solver_calendar_day(s, of, &items[0])));
    case BUILTIN_TRIM: return s->texts ? solver_texts_trim(s, a) : NULL;
    case BUILTIN_LOWER: case BUILTIN_UPPER: case BUILTIN_COUNT: break;
    }
    return NULL;
}

struct term solver_call(struct solver *s, const struct expr *expr)
{
    struct term *items = arena_array(&s->scratch, struct term, expr->n), term = solver_expr_strict(s, expr, items);
    if (!solver_math_all_known(items, expr->n)) {
        term.known = s->no;
        return term;
    }
    term.value = call(s, expr, items, term.known);
    return term.value ? term : solver_opaque(s, expr, items, &term);
}
