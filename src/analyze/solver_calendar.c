/* Dates and moments. */
#include "analyze/solver_inner.h"

#include "value/date.h"

#define I(s, i) smt_int((s)->smt, (i))

/* A moment as it is read off a clock at its offset. */
smt_node solver_calendar_local(struct solver *s, const struct term *moment)
{
    smt_node offset = moment->offset ? moment->offset : I(s, 0);
    return smt_add(s->smt, moment->value, smt_mul(s->smt, I(s, 60 * DATE_SECOND), offset));
}

smt_node solver_calendar_day(struct solver *s, const struct expr *of, const struct term *item)
{
    return of->type->kind == TYPE_MOMENT ? smt_div(s->smt, solver_calendar_local(s, item), DATE_DAY) : item->value;
}

/* ---- years, months, days ---- */

static smt_node in_calendar(struct solver *s, smt_node days)
{
    return solver_term_in_range(s, type_simple(TYPE_DATE), days);
}

static smt_node leap(struct solver *s, smt_node year)
{
    struct smt *m = s->smt;
    smt_node zero = I(s, 0), by_4 = smt_eq(m, smt_mod(m, year, 4), zero);
    return AND(s, by_4, OR(s, NOT(s, smt_eq(m, smt_mod(m, year, 100), zero)), smt_eq(m, smt_mod(m, year, 400), zero)));
}

/* One of 12 numbers, by the month. */
static smt_node by_month(struct solver *s, smt_node month, const int64_t numbers[12])
{
    smt_node chosen = I(s, numbers[11]);
    for (int i = 11; i-- > 0;)
        chosen = smt_if(s->smt, smt_eq(s->smt, month, I(s, i + 1)), I(s, numbers[i]), chosen);
    return chosen;
}

static smt_node days_of_month(struct solver *s, smt_node year, smt_node month)
{
    static const int64_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    smt_node leap_day = AND(s, leap(s, year), smt_eq(s->smt, month, I(s, 2)));
    return smt_add(s->smt, by_month(s, month, days), smt_if(s->smt, leap_day, I(s, 1), I(s, 0)));
}

/* Days since 1970-01-01: of the years before, of the months before, of the month. */
static smt_node from_civil(struct solver *s, smt_node year, smt_node month, smt_node day)
{
    enum { DAY_BEFORE_FIRST = -719163 }; /* 0001-01-01 is the day after it */
    static const int64_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    struct smt *m = s->smt;
    smt_node y = smt_sub(m, year, I(s, 1)), leap_day = AND(s, leap(s, year), smt_lt(m, I(s, 2), month));
    smt_node leaps = smt_add(m, smt_sub(m, smt_div(m, y, 4), smt_div(m, y, 100)), smt_div(m, y, 400));
    smt_node of_years = smt_add(m, smt_mul(m, I(s, 365), y), leaps);
    smt_node of_months = smt_add(m, by_month(s, month, before), smt_if(m, leap_day, I(s, 1), I(s, 0)));
    return smt_add(m, smt_add(m, of_years, of_months), smt_add(m, day, I(s, DAY_BEFORE_FIRST)));
}

/* The year, month and day of DAYS are named, and tied to it: easier for the solver than to divide for them. */
static const struct civil *civil_of(struct solver *s, smt_node days)
{
    struct smt *m = s->smt;
    for (uint32_t i = 0; i < s->civils.n; i++)
        if (s->civils.at[i].days == days)
            return &s->civils.at[i];
    struct civil made = { days, smt_free_one(m, SMT_INT), smt_free_one(m, SMT_INT), smt_free_one(m, SMT_INT) };
    smt_node one = I(s, 1), is = smt_eq(m, days, from_civil(s, made.year, made.month, made.day));
    is = AND(s, is, AND(s, smt_le(m, one, made.year), smt_le(m, made.year, I(s, 9999))));
    is = AND(s, is, AND(s, smt_le(m, one, made.month), smt_le(m, made.month, I(s, 12))));
    is = AND(s, is, AND(s, smt_le(m, one, made.day), smt_le(m, made.day, days_of_month(s, made.year, made.month))));
    smt_assert(m, OR(s, NOT(s, in_calendar(s, days)), is));
    vec_push(&s->scratch, &s->civils, made);
    return &s->civils.at[s->civils.n - 1];
}

smt_node solver_calendar_part(struct solver *s, enum builtin part, smt_node days)
{
    const struct civil *civil = civil_of(s, days);
    return part == BUILTIN_YEAR_OF ? civil->year : part == BUILTIN_MONTH_OF ? civil->month : civil->day;
}

static void fail_beyond(struct solver *s, const struct type *type, smt_node value, smt_node when)
{
    solver_expr_fail(s, AND(s, when, NOT(s, solver_term_in_range(s, type, value))));
}

static smt_node whole_days(struct solver *s, smt_node duration, smt_node when)
{
    solver_expr_fail(s, AND(s, when, NOT(s, smt_eq(s->smt, smt_mod(s->smt, duration, DATE_DAY), I(s, 0)))));
    return smt_div(s->smt, duration, DATE_DAY);
}

/* So many months are so many days, but for a few. It follows from the rest, and spares the solver most of it. */
static void hint_months(struct solver *s, int32_t months, smt_node from, smt_node to)
{
    enum { DAYS_OF_4800_MONTHS = 146097, MOST = 4800 };
    int64_t least = INT64_MAX, most = INT64_MIN, days;
    if (months > MOST || months < -MOST)
        return;
    for (int64_t at = 0; at < DAYS_OF_4800_MONTHS; at++) /* a whole cycle of the calendar, in the middle of it */
        if (date_add_months(at, months, s->program->month_ends_forward, &days)) {
            least = days - at < least ? days - at : least;
            most = days - at > most ? days - at : most;
        }
    smt_node by = smt_sub(s->smt, to, from);
    smt_assert(s->smt, OR(s, NOT(s, in_calendar(s, from)), AND(s, smt_le(s->smt, I(s, least), by), smt_le(s->smt, by, I(s, most)))));
}

/* ---- months ---- */

/* A day, so many months later; fails WHEN that is outside the calendar. */
static smt_node later(struct solver *s, smt_node days, int64_t months, smt_node when)
{
    enum { MONTHS = 12, YEAR_LAST = 9999 };
    struct smt *m = s->smt;
    struct civil from = *civil_of(s, days);
    int64_t more = (months % MONTHS + MONTHS) % MONTHS, years = (months - more) / MONTHS;
    smt_node sum = smt_add(m, from.month, I(s, more)), over = smt_lt(m, I(s, MONTHS), sum);
    smt_node year = smt_add(m, from.year, smt_if(m, over, I(s, years + 1), I(s, years)));
    smt_node month = smt_if(m, over, smt_sub(m, sum, I(s, MONTHS)), sum);
    smt_node last = days_of_month(s, year, month), past = smt_lt(m, last, from.day);
    solver_expr_fail(s, AND(s, when, NOT(s, AND(s, smt_le(m, I(s, 1), year), smt_le(m, year, I(s, YEAR_LAST))))));
    smt_node at_end = from_civil(s, year, month, smt_if(m, past, last, from.day));
    return s->program->month_ends_forward ? smt_if(m, past, smt_add(m, at_end, I(s, 1)), at_end) : at_end;
}

static struct term add_months(struct solver *s, const struct expr *expr, const struct term *items, const struct term *strict)
{
    struct term term = *strict;
    smt_node from = solver_calendar_day(s, expr->items[0], &items[0]);
    term.value = later(s, from, (int32_t)expr->index, term.known);
    hint_months(s, (int32_t)expr->index, from, term.value);
    if (expr->op == EXPR_MOMENT_ADD_MONTHS) {
        term.value = smt_add(s->smt, items[0].value, smt_mul(s->smt, I(s, DATE_DAY), smt_sub(s->smt, term.value, from)));
        term.offset = items[0].offset;
    }
    fail_beyond(s, expr->type, term.value, term.known);
    return term;
}

struct term solver_calendar(struct solver *s, const struct expr *expr)
{
    struct smt *m = s->smt;
    struct term items[2], term = solver_expr_strict(s, expr, items);
    if (!solver_math_all_known(items, expr->n)) {
        term.known = s->no;
        return term;
    }
    if (expr->op == EXPR_DATE_ADD_MONTHS || expr->op == EXPR_MOMENT_ADD_MONTHS)
        return add_months(s, expr, items, &term);
    smt_node a = items[0].value, b = items[1].value;
    switch (expr->op) {
    case EXPR_DATE_ADD: term.value = smt_add(m, a, whole_days(s, b, term.known)); break;
    case EXPR_DATE_SUB: term.value = smt_sub(m, a, whole_days(s, b, term.known)); break;
    case EXPR_DATE_DIFF: term.value = solver_math_result(s, smt_mul(m, I(s, DATE_DAY), smt_sub(m, a, b)), term.known); return term;
    case EXPR_MOMENT_DIFF: term.value = solver_math_result(s, smt_sub(m, a, b), term.known); return term;
    case EXPR_MOMENT_ADD: term.value = smt_add(m, a, b); break;
    default: term.value = smt_sub(m, a, b); break;
    }
    term.offset = items[0].offset;
    fail_beyond(s, expr->type, term.value, term.known);
    return term;
}
