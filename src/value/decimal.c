#include "value/decimal.h"

static const uint64_t powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
    1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
    1000000000000000000, UINT64_C(10000000000000000000),
};

enum { DIGITS_MOST = 19 /* of the largest int64 */, SHORT_MOST = DIGITS_MOST - DECIMAL_PLACES };

/* No text is that long, so exponents beyond it are all alike. */
#define EXPONENT_MOST INT64_C(100000000000)

/* A number as it is written, its grammar checked. */
struct number {
    bool negative;
    struct str whole, fraction; /* digits */
    int64_t exponent;           /* exact up to EXPONENT_MOST */
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits at the front of *REST, which moves behind them. */
static struct str take_digits(struct str *rest)
{
    uint32_t n = 0;
    while (n < rest->n && digit(rest->p[n]))
        n++;
    struct str digits = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return digits;
}

static bool take(struct str *rest, char a, char b)
{
    if (rest->n == 0 || (rest->p[0] != a && rest->p[0] != b))
        return false;
    *rest = str_slice(*rest, 1, rest->n);
    return true;
}

static bool read_exponent(struct str *rest, int64_t *exponent)
{
    bool negative = take(rest, '-', '-');
    if (!negative)
        take(rest, '+', '+');
    struct str digits = take_digits(rest);
    int64_t size = 0;
    for (uint32_t i = 0; i < digits.n; i++)
        if (size < EXPONENT_MOST)
            size = 10 * size + (digits.p[i] - '0');
    *exponent = negative ? -size : size;
    return digits.n > 0;
}

static bool read_number(struct str s, bool loose, struct number *number)
{
    *number = (struct number){ .negative = take(&s, '-', '-') };
    number->whole = take_digits(&s);
    if (number->whole.n == 0 || (!loose && number->whole.n > 1 && number->whole.p[0] == '0'))
        return false;
    if (take(&s, '.', '.')) {
        number->fraction = take_digits(&s);
        if (number->fraction.n == 0)
            return false;
    }
    if (take(&s, 'e', 'E') && !read_exponent(&s, &number->exponent))
        return false;
    return s.n == 0;
}

static struct str without_zeros_before(struct str digits)
{
    uint32_t from = 0;
    while (from < digits.n && digits.p[from] == '0')
        from++;
    return str_slice(digits, from, digits.n);
}

static struct str without_zeros_behind(struct str digits)
{
    uint32_t to = digits.n;
    while (to > 0 && digits.p[to - 1] == '0')
        to--;
    return str_slice(digits, 0, to);
}

static uint64_t add_digits(uint64_t size, struct str digits)
{
    for (uint32_t i = 0; i < digits.n; i++)
        size = 10 * size + (uint64_t)(digits.p[i] - '0');
    return size;
}

static enum decimal_status narrow(uint64_t size, bool negative, int64_t *out)
{
    if (size > (uint64_t)INT64_MAX + negative)
        return DECIMAL_RANGE;
    *out = (int64_t)(negative ? -size : size);
    return DECIMAL_OK;
}

/* Cuts the zeros off both ends of the digits, wherever the point stands, and moves the exponent instead. What is
 * left are the digits that count: their number decides, however long the text was. */
static enum decimal_status convert(struct number number, int64_t *out)
{
    int64_t exponent = number.exponent + DECIMAL_PLACES;
    number.fraction = without_zeros_behind(number.fraction);
    exponent -= number.fraction.n;
    if (number.fraction.n == 0) {
        struct str cut = without_zeros_behind(number.whole);
        exponent += number.whole.n - cut.n;
        number.whole = cut;
    }
    number.whole = without_zeros_before(number.whole);
    if (number.whole.n == 0)
        number.fraction = without_zeros_before(number.fraction);
    int64_t n = (int64_t)number.whole.n + number.fraction.n;
    if (n == 0)
        return narrow(0, false, out);
    if (exponent < 0)
        return DECIMAL_PLACES_7;
    if (n + exponent > DIGITS_MOST)
        return DECIMAL_RANGE;
    uint64_t size = add_digits(add_digits(0, number.whole), number.fraction) * powers[exponent];
    return narrow(size, number.negative, out);
}

/* Short numbers without an exponent, as nearly all are: one pass. False leaves the number to the long way. */
static bool parse_short(struct str s, bool loose, int64_t *out)
{
    uint32_t i = s.n && s.p[0] == '-', first = i, places = 0;
    uint64_t size = 0;
    if (s.n > SHORT_MOST || first == s.n || (!loose && s.p[first] == '0' && first + 1 < s.n && digit(s.p[first + 1])))
        return false;
    for (; i < s.n && digit(s.p[i]); i++)
        size = 10 * size + (uint64_t)(s.p[i] - '0');
    if (i == first)
        return false;
    if (i + 1 < s.n && s.p[i] == '.')
        for (i++; i < s.n && digit(s.p[i]); i++, places++)
            size = 10 * size + (uint64_t)(s.p[i] - '0');
    if (i < s.n || places > DECIMAL_PLACES)
        return false;
    size *= powers[DECIMAL_PLACES - places]; /* at most 13 digits and six zeros: fits in 64 bits without a sign */
    return narrow(size, first == 1, out) == DECIMAL_OK;
}

enum decimal_status decimal_parse(struct str s, bool loose, int64_t *out)
{
    struct number number;
    if (parse_short(s, loose, out))
        return DECIMAL_OK;
    if (!read_number(s, loose, &number))
        return DECIMAL_SYNTAX;
    return convert(number, out);
}

bool decimal_mul(int64_t a, int64_t b, int64_t *product)
{
    return checked_narrow(checked_div_even((int128)a * b, DECIMAL_ONE), product);
}

bool decimal_div(int64_t a, int64_t b, int64_t *quotient)
{
    return checked_narrow(checked_div_even((int128)a * DECIMAL_ONE, b), quotient);
}

bool decimal_mul_div(int64_t a, int64_t b, int64_t c, int64_t *result)
{
    return checked_narrow(checked_div_even((int128)a * b, c), result);
}

bool decimal_round(int64_t a, int64_t places, int64_t *out)
{
    if (places > DECIMAL_PLACES || places < -12)
        return false;
    int128 unit = (int128)powers[DECIMAL_PLACES - places];
    return checked_narrow(checked_div_even(a, unit) * unit, out);
}

/* A less what is over a whole number below it. */
bool decimal_floor(int64_t a, int64_t *out)
{
    int64_t over = a % DECIMAL_ONE;
    return checked_sub(a, over < 0 ? over + DECIMAL_ONE : over, out);
}

bool decimal_ceil(int64_t a, int64_t *out)
{
    int64_t over = a % DECIMAL_ONE;
    return checked_sub(a, over > 0 ? over - DECIMAL_ONE : over, out);
}

/* Writes the decimals of SIZE, at least LEAST of them, before AT; yields where they begin. */
static char *put_fraction(char *at, uint64_t size, unsigned least)
{
    unsigned fraction = (unsigned)(size % DECIMAL_ONE), places = DECIMAL_PLACES;
    if (least > DECIMAL_PLACES)
        least = DECIMAL_PLACES;
    if (least <= 2 && fraction % 10000 == 0) { /* amounts: cents at most */
        fraction /= 10000;
        places = 2;
    }
    for (; places > least && fraction % 10 == 0; places--)
        fraction /= 10;
    if (places == 0)
        return at;
    for (; places > 0; places--, fraction /= 10)
        *--at = (char)('0' + fraction % 10);
    *--at = '.';
    return at;
}

static char *put_whole(char *at, uint64_t whole, bool grouped)
{
    unsigned left = 3; /* digits before the next comma */
    do {
        if (grouped && left-- == 0) {
            *--at = ',';
            left = 2;
        }
        *--at = (char)('0' + whole % 10);
    } while ((whole /= 10) != 0);
    return at;
}

static void put(struct buf *out, uint64_t size, bool negative, unsigned least, bool grouped)
{
    char text[32], *end = text + sizeof text;
    char *at = put_whole(put_fraction(end, size, least), size / DECIMAL_ONE, grouped);
    if (negative)
        *--at = '-';
    buf_add(out, at, (size_t)(end - at));
}

static uint64_t size_of(int64_t a)
{
    return a < 0 ? -(uint64_t)a : (uint64_t)a;
}

void decimal_write(struct buf *out, int64_t a, unsigned least, bool grouped)
{
    put(out, size_of(a), a < 0, least, grouped);
}

void decimal_write_size(struct buf *out, int64_t a, unsigned least, bool grouped)
{
    put(out, size_of(a), false, least, grouped);
}
