/* Dates, times, moments, durations: proleptic Gregorian, years 0001 to 9999. */
#ifndef BYLAW_VALUE_DATE_H
#define BYLAW_VALUE_DATE_H

#include "base/buf.h"
#include "base/checked.h"
#include "value/value.h"

#define DATE_SECOND INT64_C(1000000)
#define DATE_DAY (86400 * DATE_SECOND)

/* Days since 1970-01-01 of a civil date and back (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 * date_from_civil is false where there is no such day (month 13, 30 February, year 0). */
bool date_from_civil(int64_t year, int month, int day, int64_t *days);
void date_to_civil(int64_t days, int *year, int *month, int *day);
bool date_in_range(int64_t days);   /* 0001-01-01 to 9999-12-31 */
bool moment_in_range(int64_t micros);
int date_weekday(int64_t days); /* ISO: 1 Monday to 7 Sunday */
/* Adds calendar months. Past the month's end: its last day, or with FORWARD the first of the next. False outside
 * the years 0001 to 9999. */
bool date_add_months(int64_t days, int64_t months, bool forward, int64_t *out);
/* The same for a moment, by its date at OFFSET, the time of day kept. */
bool moment_add_months(int64_t micros, int32_t offset, int64_t months, bool forward, int64_t *out);
/* The date and the time of day of a moment at its offset. */
int64_t moment_date(int64_t micros, int32_t offset);
int64_t moment_time(int64_t micros, int32_t offset);

/* ISO 8601, all of S; false where it is not one: 2017-08-10; 14:00, 14:00:30.5; 2017-08-10T14:00:00Z or +02:00 (an
 * offset is required, seconds may be left out, at most six decimals); P30D, PT2H, P1DT2H30M, P2W, -PT5M (no months or years). */
bool date_parse(struct str s, int64_t *days);
bool time_parse(struct str s, int64_t *micros);
bool moment_parse(struct str s, int64_t *micros, int32_t *offset);
bool duration_parse(struct str s, int64_t *micros);

void date_write(struct buf *out, int64_t days);
void time_write(struct buf *out, int64_t micros);                      /* 14:00:00, with decimals if there are any */
void moment_write(struct buf *out, int64_t micros, int32_t offset);    /* 2017-08-10T14:00:00Z, or with its offset */
void duration_write(struct buf *out, int64_t micros);                  /* P30D, PT2H, P1DT2H, -PT5M, PT0S */
void duration_show(struct buf *out, int64_t micros);                   /* 30 days, 2 hours, 1 day 2 hours, 0 days */

#endif
