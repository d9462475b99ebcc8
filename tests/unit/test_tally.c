/* What figures gather: exact sums, one rounding, what people see. */
#include "report/tally.h"

#include <criterion/criterion.h>

static struct trap trap;

static struct figure figure_of(enum figure_kind kind, enum type_kind type)
{
    return (struct figure){ STR("f"), kind, type_simple(type) };
}

static void expect(const struct tally *tally, const struct figure *figure, const char *shown, const char *json)
{
    struct text_style style = text_style_for(STR("USD"));
    struct buf out;
    bool large;
    const struct type *type;
    cr_assert_eq(trap_set(&trap), TRAP_NONE);
    buf_init(&out, &trap);
    tally_show(&out, tally, figure, &style);
    cr_assert(str_is((struct str){ out.p, (uint32_t)out.n }, shown), "shown %.*s, not %s", (int)out.n, out.p, shown);
    out.n = 0;
    struct value value = tally_value(tally, figure, &type, &large);
    value_json(&out, value, type);
    cr_assert(str_is((struct str){ out.p, (uint32_t)out.n }, json), "value %.*s, not %s", (int)out.n, out.p, json);
    buf_free(&out);
}

static struct tally gather(const struct figure *figure, enum value_kind kind, const int64_t *values, int n)
{
    struct tally tally = { 0 };
    for (int i = 0; i < n; i++)
        tally_add(&tally, figure, value_int(kind, values[i]));
    return tally;
}

#define GATHER(figure, kind, ...) \
    gather(&(figure), (kind), (const int64_t[]){ __VA_ARGS__ }, sizeof((int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

Test(tally, sums_go_beyond_64_bits_and_back)
{
    struct figure sum = figure_of(FIGURE_SUM, TYPE_NUMBER);
    struct tally tally = GATHER(sum, VALUE_NUMBER, INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN, 2 + 1000000);
    expect(&tally, &sum, "1", "1");
    tally = GATHER(sum, VALUE_NUMBER, INT64_MAX, 1);
    expect(&tally, &sum, "too large", "null");
    struct figure average = figure_of(FIGURE_AVERAGE, TYPE_NUMBER);
    expect(&tally, &average, "4611686018427.39", "4611686018427.387904");
}

Test(tally, averages_round_once_ties_to_even)
{
    struct figure average = figure_of(FIGURE_AVERAGE, TYPE_MONEY);
    struct tally tally = GATHER(average, VALUE_NUMBER, 1, 2);
    expect(&tally, &average, "$0.00", "0.000002");
    tally = GATHER(average, VALUE_NUMBER, -1, -2);
    expect(&tally, &average, "$0.00", "-0.000002");
    /* 0.0049995 is $0.00; by way of 0.005000 it would have been a tie. */
    tally = GATHER(average, VALUE_NUMBER, 4999, 5000);
    expect(&tally, &average, "$0.00", "0.005");
    tally = GATHER(average, VALUE_NUMBER, 14999, 15000);
    expect(&tally, &average, "$0.01", "0.015");
}

Test(tally, whole_numbers_have_averages_with_fractions)
{
    struct figure average = figure_of(FIGURE_AVERAGE, TYPE_WHOLE);
    struct tally tally = GATHER(average, VALUE_NUMBER, 1000000, 2000000);
    expect(&tally, &average, "1.5", "1.5");
}

Test(tally, durations_show_two_units)
{
    const int64_t second = 1000000, hour = 3600 * second;
    struct figure average = figure_of(FIGURE_AVERAGE, TYPE_DURATION);
    struct tally tally = GATHER(average, VALUE_DURATION, 51 * hour, 51 * hour + 20 * second);
    expect(&tally, &average, "2 days 3 hours", "\"P2DT3H10S\"");
    tally = GATHER(average, VALUE_DURATION, 90 * second, 91 * second);
    expect(&tally, &average, "1 minute 30 seconds", "\"PT1M30.5S\"");
    tally = GATHER(average, VALUE_DURATION, -hour, -2 * hour);
    expect(&tally, &average, "-1 hour 30 minutes", "\"-PT1H30M\"");
}

Test(tally, shares_and_counts_are_of_what_is_known)
{
    struct figure share = figure_of(FIGURE_SHARE, TYPE_BOOL), count = figure_of(FIGURE_COUNT, TYPE_BOOL);
    struct tally tally = GATHER(share, VALUE_BOOL, 1, 0, 1);
    tally_add(&tally, &share, value_unknown());
    expect(&tally, &share, "66.7%", "0.666667");
    cr_assert_eq(tally.counted, 3);
    cr_assert_eq(tally.skipped, 1);
    expect(&tally, &count, "2", "2");
}

Test(tally, nothing_counted_has_no_average)
{
    struct figure average = figure_of(FIGURE_AVERAGE, TYPE_MONEY), sum = figure_of(FIGURE_SUM, TYPE_MONEY);
    struct tally tally = { 0 };
    tally_add(&tally, &average, value_unknown());
    expect(&tally, &average, "-", "null");
    expect(&tally, &sum, "$0.00", "0.00");
    struct figure largest = figure_of(FIGURE_LARGEST, TYPE_DATE);
    expect(&tally, &largest, "-", "null");
    tally = GATHER(largest, VALUE_DATE, 3, 5, 4);
    expect(&tally, &largest, "1970-01-06", "\"1970-01-06\"");
}
