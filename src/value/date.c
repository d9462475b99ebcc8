#include "value/date.h"

enum { MONTHS = 12, YEAR_LAST = 9999, DAY_FIRST = -719162 /* 0001-01-01 */, DAY_LAST = 2932896 /* 9999-12-31 */ };

#define MINUTE (60 * DATE_SECOND)

static bool leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && leap(year));
}

/* Hinnant's days_from_civil: years begin in March, so that the leap day is a year's last. */
bool date_from_civil(int64_t year, int month, int day, int64_t *days)
{
    if (year < 1 || year > YEAR_LAST || month < 1 || month > MONTHS || day < 1 || day > days_of_month(year, month))
        return false;
    int64_t y = year - (month <= 2), era = y / 400, year_of_era = y % 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    *days = era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
    return true;
}

/* Hinnant's civil_from_days. */
void date_to_civil(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

bool date_in_range(int64_t days)
{
    return days >= DAY_FIRST && days <= DAY_LAST;
}

bool moment_in_range(int64_t micros)
{
    return micros >= DAY_FIRST * DATE_DAY && micros < (DAY_LAST + 1) * DATE_DAY;
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return (a - floor_mod(a, b)) / b;
}

int date_weekday(int64_t days)
{
    return (int)floor_mod(days + 3, 7) + 1; /* day 0 was a Thursday */
}

bool date_add_months(int64_t days, int64_t months, bool forward, int64_t *out)
{
    int year, month, day;
    int64_t total;
    date_to_civil(days, &year, &month, &day);
    if (!checked_add((int64_t)year * MONTHS + month - 1, months, &total) || total < MONTHS ||
        total >= (YEAR_LAST + 1) * MONTHS)
        return false;
    int64_t to_year = total / MONTHS;
    int to_month = (int)(total % MONTHS) + 1, last = days_of_month(to_year, to_month);
    bool past = day > last; /* never in December, so the next first is in the same year */
    return date_from_civil(to_year, to_month + (past && forward), past ? (forward ? 1 : last) : day, out);
}

static int64_t local(int64_t micros, int32_t offset)
{
    return micros + offset * MINUTE;
}

int64_t moment_date(int64_t micros, int32_t offset)
{
    return floor_div(local(micros, offset), DATE_DAY);
}

int64_t moment_time(int64_t micros, int32_t offset)
{
    return floor_mod(local(micros, offset), DATE_DAY);
}

bool moment_add_months(int64_t micros, int32_t offset, int64_t months, bool forward, int64_t *out)
{
    int64_t days;
    if (!date_add_months(moment_date(micros, offset), months, forward, &days))
        return false;
    *out = days * DATE_DAY + moment_time(micros, offset) - offset * MINUTE;
    return moment_in_range(*out);
}
