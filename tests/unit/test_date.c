/* The calendar: every day of its years, month ends, and the ISO texts. */
#include "value/date.h"
#include <criterion/criterion.h>

static struct buf out;

static void set_up(void) { buf_init(&out, NULL); }
static void tear_down(void) { buf_free(&out); }
TestSuite(date, .init = set_up, .fini = tear_down);

#define check_out(expected)                                                                                     \
    do {                                                                                                        \
        cr_assert(str_is((struct str){ out.p, (uint32_t)out.n }, expected), "got %.*s not %s", (int)out.n, out.p, \
                  expected);                                                                                    \
        out.n = 0;                                                                                              \
    } while (0)

static int64_t day_of(const char *text)
{
    int64_t days;
    cr_assert(date_parse(str_from(text), &days), "%s", text);
    return days;
}

/* Counts through the calendar day by day, with the leap rule written out again. */
Test(date, every_day)
{
    static const int lengths[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t expected = day_of("0001-01-01"), days;
    int weekday = 1, y, m, d; /* 0001-01-01 was a Monday */
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            int length = lengths[month] + (month == 2 && leap);
            for (int day = 1; day <= length; day++, expected++, weekday = weekday % 7 + 1) {
                cr_assert(date_from_civil(year, month, day, &days) && days == expected && date_in_range(days));
                date_to_civil(days, &y, &m, &d);
                cr_assert(y == year && m == month && d == day, "%d-%d-%d", year, month, day);
                cr_assert_eq(date_weekday(days), weekday);
                out.n = 0;
                date_write(&out, days);
                cr_assert(date_parse((struct str){ out.p, (uint32_t)out.n }, &days) && days == expected);
            }
            cr_assert(!date_from_civil(year, month, length + 1, &days) && !date_from_civil(year, month, 0, &days));
        }
    cr_expect_eq(expected - 1, day_of("9999-12-31"));
    cr_expect(!date_in_range(expected) && !date_in_range(day_of("0001-01-01") - 1));
}

Test(date, fixed_points)
{
    int64_t days;
    cr_expect_eq(day_of("1970-01-01"), 0);
    cr_expect_eq(day_of("1969-12-31"), -1);
    cr_expect_eq(day_of("2000-03-01"), 11017);
    cr_expect_eq(day_of("2017-08-10"), 17388);
    cr_expect_eq(date_weekday(day_of("2017-08-10")), 4);
    cr_expect_eq(date_weekday(day_of("2024-02-29")), 4);
    cr_expect(!date_from_civil(0, 1, 1, &days) && !date_from_civil(10000, 1, 1, &days) && !date_from_civil(-4, 2, 29, &days));
    cr_expect(!date_from_civil(2017, 13, 1, &days) && !date_from_civil(2017, 0, 1, &days));
    cr_expect(!date_from_civil(2017, -1, 1, &days) && !date_from_civil(2017, 1, -1, &days));
}

static void check_months(const char *from, int64_t months, const char *back, const char *forward)
{
    int64_t days;
    cr_expect(date_add_months(day_of(from), months, false, &days) && days == day_of(back), "%s %lld", from, (long long)months);
    cr_expect(date_add_months(day_of(from), months, true, &days) && days == day_of(forward), "%s %lld", from, (long long)months);
}

Test(date, month_ends)
{
    check_months("2017-01-31", 1, "2017-02-28", "2017-03-01");
    check_months("2016-01-31", 1, "2016-02-29", "2016-03-01");
    check_months("2016-01-29", 1, "2016-02-29", "2016-02-29");
    check_months("2017-01-29", 1, "2017-02-28", "2017-03-01");
    check_months("2016-02-29", 12, "2017-02-28", "2017-03-01");
    check_months("2016-02-29", 48, "2020-02-29", "2020-02-29");
    check_months("2016-02-29", -12, "2015-02-28", "2015-03-01");
    check_months("2017-03-31", -1, "2017-02-28", "2017-03-01");
    check_months("2017-10-31", 1, "2017-11-30", "2017-12-01");
    check_months("2017-08-31", 6, "2018-02-28", "2018-03-01");
    check_months("2017-12-15", 1, "2018-01-15", "2018-01-15");
    check_months("2017-01-15", -1, "2016-12-15", "2016-12-15");
    check_months("2017-05-15", 0, "2017-05-15", "2017-05-15");
    check_months("0001-01-31", 119987, "9999-12-31", "9999-12-31");
    check_months("9999-12-31", -119987, "0001-01-31", "0001-01-31");
}

Test(date, months_stay_in_the_calendar)
{
    int64_t x, first = day_of("0001-01-01"), last = day_of("9999-12-31");
    cr_expect(!date_add_months(first, -1, false, &x) && !date_add_months(last, 1, true, &x));
    cr_expect(!date_add_months(last, INT64_MAX, false, &x) && !date_add_months(first, INT64_MIN, false, &x));
    cr_expect(!date_add_months(first, 9999 * 12, false, &x) && date_add_months(first, 9999 * 12 - 1, false, &x));
}

/* Every day of eight years by every number of months: the day is kept or is past the month's end. */
Test(date, all_months_of_eight_years)
{
    for (int64_t from = day_of("1896-01-01"); from < day_of("1904-01-01"); from++)
        for (int64_t months = -50; months <= 50; months++) {
            int64_t back, forward;
            int y, m, d, y2, m2, d2;
            cr_assert(date_add_months(from, months, false, &back) && date_add_months(from, months, true, &forward));
            date_to_civil(from, &y, &m, &d);
            date_to_civil(back, &y2, &m2, &d2);
            cr_assert_eq(y2 * 12 + m2, y * 12 + m + months);
            cr_assert(d2 == d ? forward == back : d2 < d && forward == back + 1);
            date_to_civil(forward, &y2, &m2, &d2);
            cr_assert(d2 == d || d2 == 1);
        }
}

static void check_moment(const char *text, const char *written)
{
    int64_t micros;
    int32_t offset;
    cr_assert(moment_parse(str_from(text), &micros, &offset), "%s", text);
    moment_write(&out, micros, offset);
    check_out(written);
}

Test(date, moments)
{
    check_moment("2017-08-10T14:00:00Z", "2017-08-10T14:00:00Z");
    check_moment("2017-08-10T14:00Z", "2017-08-10T14:00:00Z");
    check_moment("2017-08-10T14:00:30.5Z", "2017-08-10T14:00:30.5Z");
    check_moment("2017-08-10T14:00:30.000001Z", "2017-08-10T14:00:30.000001Z");
    check_moment("2017-08-10T14:00:00.000000Z", "2017-08-10T14:00:00Z");
    check_moment("2017-08-10T14:00:00+02:00", "2017-08-10T14:00:00+02:00");
    check_moment("2017-01-01T00:30-05:30", "2017-01-01T00:30:00-05:30");
    check_moment("2017-08-10T14:00:00-00:00", "2017-08-10T14:00:00Z");
    check_moment("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z");
    check_moment("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z");
    check_moment("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z");
}

Test(date, moments_at_their_offset)
{
    int64_t micros, other, months;
    int32_t offset, utc;
    cr_assert(moment_parse(STR("2017-08-10T01:00:00+02:00"), &micros, &offset) && offset == 120);
    cr_assert(moment_parse(STR("2017-08-09T23:00:00Z"), &other, &utc) && other == micros && utc == 0);
    cr_expect_eq(moment_date(micros, offset), day_of("2017-08-10"));
    cr_expect_eq(moment_date(micros, utc), day_of("2017-08-09"));
    cr_expect_eq(moment_time(micros, offset), 3600 * DATE_SECOND);
    cr_expect_eq(moment_time(micros, utc), 23 * 3600 * DATE_SECOND);
    cr_expect_eq(moment_date(-1, 0), -1);
    cr_expect_eq(moment_time(-1, 0), DATE_DAY - 1);
    cr_assert(moment_parse(STR("2017-03-31T01:00:00+02:00"), &micros, &offset));
    cr_assert(moment_add_months(micros, offset, -1, false, &months));
    moment_write(&out, months, offset);
    check_out("2017-02-28T01:00:00+02:00");
    cr_assert(moment_add_months(micros, offset, -1, true, &months));
    moment_write(&out, months, offset);
    check_out("2017-03-01T01:00:00+02:00");
    cr_expect(!moment_add_months(micros, offset, 99999 * 12, false, &months));
    cr_assert(moment_parse(STR("0001-02-01T01:00:00Z"), &micros, &offset));
    cr_expect(moment_add_months(micros, 120, -1, false, &months));
    cr_expect(moment_add_months(micros - 3600 * DATE_SECOND, 120, -1, false, &months));
    cr_expect(!moment_add_months(micros - 2 * 3600 * DATE_SECOND, 120, -1, false, &months));
}

Test(date, moments_at_the_calendar_s_ends)
{
    int64_t last = (day_of("9999-12-31") + 1) * DATE_DAY - 1, first = day_of("0001-01-01") * DATE_DAY;
    cr_expect(moment_in_range(last) && !moment_in_range(last + 1) && moment_in_range(first) && !moment_in_range(first - 1));
    moment_write(&out, last, 60);
    check_out("9999-12-31T23:59:59.999999Z");
    moment_write(&out, first, -60);
    check_out("0001-01-01T00:00:00Z");
    moment_write(&out, last, -60);
    check_out("9999-12-31T22:59:59.999999-01:00");
}

Test(date, bad_dates_and_times)
{
    static const char *const dates[] = { "", "2017-8-10", "2017-08-1", "20170810", "2017/08/10", "2017-02-29", "1900-02-29", "0000-01-01",
                                         "2017-13-01", "2017-00-10", "2017-04-31", "2017-08-10 ", " 2017-08-10", "17-08-10",
                                         "12017-08-10", "-2017-08-10", "2017-08-10T", "2017-08-1x", "+017-08-10", "2017-08-" };
    static const char *const times[] = { "", "14", "14:", "14:0", "1:00", "24:00", "14:60", "14:00:60", "14:00:", "14:00:0", "14:00:00.",
                                         "14:00:00.1234567", "14:00.5", "14:00:00Z", "14-00", " 14:00", "14:00:00,5", "-1:00" };
    static const char *const moments[] = { "", "2017-08-10", "2017-08-10T14:00:00", "2017-08-10 14:00:00Z", "2017-08-10T14:00:00z",
                                           "2017-08-10T14Z", "2017-08-10T14:00:00+0200", "2017-08-10T14:00:00+02", "2017-08-10T14:00:00+24:00",
                                           "2017-08-10T14:00:00+02:60", "2017-08-10T14:00:00ZZ", "2017-08-10T25:00:00Z",
                                           "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2017-02-30T00:00:00Z" };
    int64_t x;
    int32_t offset;
    for (unsigned i = 0; i < sizeof dates / sizeof *dates; i++)
        cr_expect(!date_parse(str_from(dates[i]), &x), "%s", dates[i]);
    for (unsigned i = 0; i < sizeof times / sizeof *times; i++)
        cr_expect(!time_parse(str_from(times[i]), &x), "%s", times[i]);
    for (unsigned i = 0; i < sizeof moments / sizeof *moments; i++)
        cr_expect(!moment_parse(str_from(moments[i]), &x, &offset), "%s", moments[i]);
    cr_expect(!date_parse((struct str){ 0 }, &x) && !duration_parse((struct str){ 0 }, &x));
}

Test(date, times)
{
    static const struct { const char *text, *written; } good[] = {
        { "14:00", "14:00:00" }, { "00:00:00", "00:00:00" }, { "23:59:59.999999", "23:59:59.999999" }, { "14:00:30.5", "14:00:30.5" },
        { "14:00:30.050", "14:00:30.05" },
    };
    int64_t micros;
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        cr_assert(time_parse(str_from(good[i].text), &micros));
        time_write(&out, micros);
        check_out(good[i].written);
    }
}

Test(date, durations)
{
    static const struct { const char *text, *written, *shown; } good[] = {
        { "P30D", "P30D", "30 days" },          { "PT2H", "PT2H", "2 hours" },
        { "P1DT2H30M", "P1DT2H30M", "1 day 2 hours 30 minutes" },
        { "P2W", "P14D", "14 days" },           { "P1W1D", "P8D", "8 days" },
        { "-PT5M", "-PT5M", "-5 minutes" },     { "PT0S", "PT0S", "0 days" },
        { "P0D", "PT0S", "0 days" },            { "-P0D", "PT0S", "0 days" },
        { "PT1S", "PT1S", "1 second" },         { "PT0.5S", "PT0.5S", "0.5 seconds" },
        { "PT1.000001S", "PT1.000001S", "1.000001 seconds" },
        { "PT36H", "P1DT12H", "1 day 12 hours" }, { "PT90M", "PT1H30M", "1 hour 30 minutes" },
        { "P007D", "P7D", "7 days" },           { "P1DT1S", "P1DT1S", "1 day 1 second" },
        { "PT9223372036854.775807S", "P106751991DT4H54.775807S", "106751991 days 4 hours 54.775807 seconds" },
        { "-PT9223372036854.775808S", "-P106751991DT4H54.775808S", "-106751991 days 4 hours 54.775808 seconds" },
    };
    int64_t micros, again;
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        cr_assert(duration_parse(str_from(good[i].text), &micros), "%s", good[i].text);
        duration_write(&out, micros);
        cr_assert(duration_parse((struct str){ out.p, (uint32_t)out.n }, &again) && again == micros);
        check_out(good[i].written);
        duration_show(&out, micros);
        check_out(good[i].shown);
    }
}

Test(date, bad_durations)
{
    static const char *const bad[] = { "", "P", "-P", "PT", "P1", "P1DT", "30D", "P1M", "P1Y", "P1D2W", "PT1M1H", "PT1D", "P1H", "P1D1D",
                                       "P-1D", "--P1D", "+P1D", "P1.5D", "PT1.5H", "PT1.5M", "PT1.S", "PT.5S", "PT1.1234567S", "p1d", "P1D ",
                                       "PT2HT3M", "P1S", "P1 D", "PTS", "P99999999999999999999D", "P106751992D", "PT1S1S",
                                       "PT9223372036854.775808S", "P9223372036854775807WT9223372036854775807H" };
    int64_t x;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(!duration_parse(str_from(bad[i]), &x), "%s", bad[i]);
}
