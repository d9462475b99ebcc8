/* Dates, times, moments and durations as texts: read, written, shown. */
#include "value/date.h"

enum { DECIMALS = 6 };

#define MINUTE (60 * DATE_SECOND)
#define HOUR (60 * MINUTE)
#define WEEK (7 * DATE_DAY)

/* What is left of a text that is being read. */
struct reader {
    const char *at, *end;
};

static struct reader reader_of(struct str s)
{
    return (struct reader){ s.p, s.n ? s.p + s.n : s.p };
}

static bool at_digit(const struct reader *reader)
{
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

static bool take(struct reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

/* Exactly COUNT digits. */
static bool take_digits(struct reader *reader, unsigned count, int *number)
{
    for (*number = 0; count > 0; count--) {
        if (!at_digit(reader))
            return false;
        *number = 10 * *number + (*reader->at++ - '0');
    }
    return true;
}

/* A point and one to six decimals, where a point stands; in microseconds. */
static bool take_decimals(struct reader *reader, int64_t *micros)
{
    int64_t unit = DATE_SECOND;
    *micros = 0;
    if (!take(reader, '.'))
        return true;
    while (at_digit(reader) && unit > 1) {
        unit /= 10;
        *micros += unit * (*reader->at++ - '0');
    }
    return unit < DATE_SECOND && !at_digit(reader);
}

static bool take_date(struct reader *reader, int64_t *days)
{
    int year, month, day;
    return take_digits(reader, 4, &year) && take(reader, '-') && take_digits(reader, 2, &month) && take(reader, '-') &&
           take_digits(reader, 2, &day) && date_from_civil(year, month, day, days);
}

static bool take_time(struct reader *reader, int64_t *micros)
{
    int hour, minute, second = 0;
    int64_t decimals = 0;
    if (!take_digits(reader, 2, &hour) || !take(reader, ':') || !take_digits(reader, 2, &minute))
        return false;
    if (take(reader, ':') && (!take_digits(reader, 2, &second) || !take_decimals(reader, &decimals)))
        return false;
    *micros = hour * HOUR + minute * MINUTE + second * DATE_SECOND + decimals;
    return hour < 24 && minute < 60 && second < 60;
}

static bool take_offset(struct reader *reader, int32_t *offset)
{
    int hours, minutes;
    *offset = 0;
    if (take(reader, 'Z'))
        return true;
    bool west = take(reader, '-');
    if (!west && !take(reader, '+'))
        return false;
    if (!take_digits(reader, 2, &hours) || !take(reader, ':') || !take_digits(reader, 2, &minutes))
        return false;
    *offset = (west ? -1 : 1) * (hours * 60 + minutes);
    return hours < 24 && minutes < 60;
}

bool date_parse(struct str s, int64_t *days)
{
    struct reader reader = reader_of(s);
    return take_date(&reader, days) && reader.at == reader.end;
}

bool time_parse(struct str s, int64_t *micros)
{
    struct reader reader = reader_of(s);
    return take_time(&reader, micros) && reader.at == reader.end;
}

bool moment_parse(struct str s, int64_t *micros, int32_t *offset)
{
    struct reader reader = reader_of(s);
    int64_t days, time;
    if (!take_date(&reader, &days) || !take(&reader, 'T') || !take_time(&reader, &time) ||
        !take_offset(&reader, offset) || reader.at != reader.end)
        return false;
    *micros = days * DATE_DAY + time - *offset * MINUTE;
    return moment_in_range(*micros);
}

/* A number of any length, leading zeros aside: false where it is over 64 bits. */
static bool take_count(struct reader *reader, int64_t *count)
{
    *count = 0;
    if (!at_digit(reader))
        return false;
    while (at_digit(reader))
        if (!checked_mul(*count, 10, count) || !checked_add(*count, *reader->at++ - '0', count))
            return false;
    return true;
}

struct unit {
    char letter;
    bool of_time; /* stands behind the T */
    int64_t size;
};

static const struct unit units[] = {
    { 'W', false, WEEK }, { 'D', false, DATE_DAY }, { 'H', true, HOUR }, { 'M', true, MINUTE }, { 'S', true, DATE_SECOND },
};
enum { N_UNITS = sizeof units / sizeof *units };

/* The unit by its letter, one that comes after those before FROM; N_UNITS where there is none. */
static unsigned take_unit(struct reader *reader, unsigned from, bool of_time)
{
    for (unsigned i = from; i < N_UNITS; i++)
        if (units[i].of_time == of_time && take(reader, units[i].letter))
            return i;
    return N_UNITS;
}

/* "30D" and the like behind the units before *FROM; adds it to TOTAL. Only seconds have decimals. */
static bool take_part(struct reader *reader, unsigned *from, bool of_time, int128 *total)
{
    int64_t count, decimals;
    if (!take_count(reader, &count))
        return false;
    bool whole = reader->at == reader->end || *reader->at != '.';
    if (!take_decimals(reader, &decimals))
        return false;
    unsigned unit = take_unit(reader, *from, of_time);
    if (unit == N_UNITS || (!whole && units[unit].size != DATE_SECOND))
        return false;
    *from = unit + 1;
    *total += (int128)count * units[unit].size + decimals; /* five parts under 2^103: never over */
    return true;
}

bool duration_parse(struct str s, int64_t *micros)
{
    struct reader reader = reader_of(s);
    int128 total = 0;
    unsigned from = 0;
    bool negative = take(&reader, '-');
    if (!take(&reader, 'P') || reader.at == reader.end)
        return false;
    while (at_digit(&reader))
        if (!take_part(&reader, &from, false, &total))
            return false;
    if (take(&reader, 'T'))
        do
            if (!take_part(&reader, &from, true, &total))
                return false;
        while (reader.at < reader.end);
    return reader.at == reader.end && checked_narrow(negative ? -total : total, micros);
}

static void put_two(struct buf *out, int64_t number)
{
    buf_char(out, (char)('0' + number / 10 % 10));
    buf_char(out, (char)('0' + number % 10));
}

/* ".5": the decimals of a second, without zeros behind; nothing where there are none. */
static void put_decimals(struct buf *out, uint64_t micros)
{
    char digits[DECIMALS];
    unsigned n = DECIMALS;
    if (micros == 0)
        return;
    for (; micros % 10 == 0; micros /= 10)
        n--;
    for (unsigned i = n; i > 0; i--, micros /= 10)
        digits[i - 1] = (char)('0' + micros % 10);
    buf_char(out, '.');
    buf_add(out, digits, n);
}

void date_write(struct buf *out, int64_t days)
{
    int year, month, day;
    date_to_civil(days, &year, &month, &day);
    put_two(out, year / 100);
    put_two(out, year % 100);
    buf_char(out, '-');
    put_two(out, month);
    buf_char(out, '-');
    put_two(out, day);
}

void time_write(struct buf *out, int64_t micros)
{
    put_two(out, micros / HOUR);
    buf_char(out, ':');
    put_two(out, micros / MINUTE % 60);
    buf_char(out, ':');
    put_two(out, micros / DATE_SECOND % 60);
    put_decimals(out, (uint64_t)(micros % DATE_SECOND));
}

static void put_offset(struct buf *out, int32_t offset)
{
    int32_t size = offset < 0 ? -offset : offset;
    buf_char(out, offset < 0 ? '-' : '+');
    put_two(out, size / 60);
    buf_char(out, ':');
    put_two(out, size % 60);
}

void moment_write(struct buf *out, int64_t micros, int32_t offset)
{
    if (!date_in_range(moment_date(micros, offset)))
        offset = 0; /* in the first or last hours of all, the same moment in UTC */
    date_write(out, moment_date(micros, offset));
    buf_char(out, 'T');
    time_write(out, moment_time(micros, offset));
    if (offset == 0)
        buf_char(out, 'Z');
    else
        put_offset(out, offset);
}

static uint64_t size_of(int64_t micros)
{
    return micros < 0 ? -(uint64_t)micros : (uint64_t)micros;
}

static void put_seconds(struct buf *out, uint64_t micros)
{
    buf_int(out, (int64_t)(micros / DATE_SECOND));
    put_decimals(out, micros % DATE_SECOND);
}

void duration_write(struct buf *out, int64_t micros)
{
    uint64_t size = size_of(micros), time = size % DATE_DAY;
    buf_cstr(out, micros < 0 ? "-P" : "P");
    if (size >= DATE_DAY)
        buf_printf(out, "%lluD", (unsigned long long)(size / DATE_DAY));
    if (time || size == 0)
        buf_char(out, 'T');
    if (time >= HOUR)
        buf_printf(out, "%lluH", (unsigned long long)(time / HOUR));
    if (time % HOUR >= MINUTE)
        buf_printf(out, "%lluM", (unsigned long long)(time % HOUR / MINUTE));
    if (time % MINUTE || size == 0) {
        put_seconds(out, time % MINUTE);
        buf_char(out, 'S');
    }
}

/* "30 days", after a blank where something stands before. */
static void show_part(struct buf *out, uint64_t micros, int64_t unit, const char *name, bool *more)
{
    uint64_t seconds_decimals = unit == DATE_SECOND ? micros % DATE_SECOND : 0, count = micros / (uint64_t)unit;
    if (count == 0 && seconds_decimals == 0)
        return;
    if (*more)
        buf_char(out, ' ');
    buf_int(out, (int64_t)count);
    put_decimals(out, seconds_decimals);
    buf_char(out, ' ');
    buf_cstr(out, name);
    if (count != 1 || seconds_decimals)
        buf_char(out, 's');
    *more = true;
}

void duration_show(struct buf *out, int64_t micros)
{
    uint64_t size = size_of(micros);
    bool more = false;
    if (micros < 0)
        buf_char(out, '-');
    show_part(out, size, DATE_DAY, "day", &more);
    show_part(out, size % DATE_DAY, HOUR, "hour", &more);
    show_part(out, size % HOUR, MINUTE, "minute", &more);
    show_part(out, size % MINUTE, DATE_SECOND, "second", &more);
    if (!more)
        buf_cstr(out, "0 days");
}
