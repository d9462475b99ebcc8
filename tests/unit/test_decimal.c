/* Decimals against an independent computation in 128 bits: all boundaries with each other, then pseudo-random ones. */
#include "value/decimal.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct buf out;

static void set_up(void) { buf_init(&out, NULL); }
static void tear_down(void) { buf_free(&out); }
TestSuite(decimal, .init = set_up, .fini = tear_down);

/* Numbers where something changes: around zero, one, the halves, the powers of ten, the roots and the limits. */
static int64_t numbers[600];
static unsigned n_numbers;

static void add_around(int128 center)
{
    for (int128 x = center - 2; x <= center + 2; x++)
        if (x >= INT64_MIN && x <= INT64_MAX)
            numbers[n_numbers++] = (int64_t)x;
}

static void make_numbers(void)
{
    static const int64_t centers[] = { 500000, 1500000, 2500000, 250000, 750000, 3037000499, 3037000500, 3037000499976,
                                       INT64_C(9223372036854000000), INT64_C(9223372036854500000), INT64_MAX };
    add_around(0);
    for (unsigned i = 0; i < sizeof centers / sizeof *centers; i++)
        add_around(centers[i]), add_around(-(int128)centers[i]);
    for (int64_t power = 10, i = 1; i <= 18; i++, power *= i <= 18 ? 10 : 1)
        add_around(power), add_around(-power), add_around(power / 2), add_around(-(power / 2));
}

/* N / D, ties to even, by floor and remainder: not the way of checked_div_even. */
static int128 reference(int128 n, int128 d)
{
    if (d < 0)
        n = -n, d = -d;
    int128 floor = n / d;
    if (floor * d > n)
        floor--;
    int128 twice = 2 * (n - floor * d);
    return floor + (twice > d || (twice == d && (floor & 1)));
}

static bool fits(int128 x) { return x >= INT64_MIN && x <= INT64_MAX; }

static void check(bool ok, int64_t got, int128 expected, const char *what, int64_t a, int64_t b)
{
    cr_assert(ok == fits(expected) && (!ok || got == (int64_t)expected), "%s %lld %lld", what, (long long)a, (long long)b);
}

static void check_pair(int64_t a, int64_t b)
{
    int64_t got;
    bool ok = decimal_mul(a, b, &got);
    check(ok, got, reference((int128)a * b, 1000000), "mul", a, b);
    if (b == 0)
        return;
    ok = decimal_div(a, b, &got);
    check(ok, got, reference((int128)a * 1000000, b), "div", a, b);
}

static void check_single(int64_t a)
{
    int64_t got;
    int128 unit = 1000000;
    bool ok = decimal_floor(a, &got);
    int128 floor = (a >= 0 ? a : (int128)a - 999999) / unit * unit;
    check(ok, got, floor, "floor", a, 0);
    ok = decimal_ceil(a, &got);
    check(ok, got, floor == a ? a : floor + unit, "ceil", a, 0);
    unit = 1;
    for (int64_t places = 6; places >= -12; places--, unit *= 10) {
        ok = decimal_round(a, places, &got);
        check(ok, got, reference(a, unit) * unit, "round", a, places);
    }
}

static void check_written(int64_t a, const char *expected, unsigned least, bool grouped)
{
    out.n = 0;
    decimal_write(&out, a, least, grouped);
    cr_assert(str_is((struct str){ out.p, (uint32_t)out.n }, expected), "got %.*s not %s", (int)out.n, out.p, expected);
}

static enum decimal_status parse(const char *text, bool loose, int64_t *number)
{
    *number = 77;
    return decimal_parse(str_from(text), loose, number);
}

static void check_parsed(const char *text, int64_t expected)
{
    int64_t got;
    cr_assert_eq(parse(text, false, &got), DECIMAL_OK, "%s", text);
    cr_assert_eq(got, expected, "%s: %lld", text, (long long)got);
}

static void check_refused(const char *text, enum decimal_status expected)
{
    int64_t got;
    cr_assert_eq(parse(text, false, &got), expected, "'%s'", text);
    cr_assert_eq(got, 77);
}

/* The text of A, built with printf, written and read back. */
static void check_text(int64_t a)
{
    char text[80];
    unsigned long long size = a < 0 ? -(unsigned long long)a : (unsigned long long)a;
    int n = snprintf(text, sizeof text, "%s%llu.%06llu", a < 0 ? "-" : "", size / 1000000, size % 1000000);
    check_parsed(text, a);
    check_written(a, text, 6, false);
    check_written(a, text, 99, false);
    while (text[n - 1] == '0')
        text[--n] = '\0';
    if (text[n - 1] == '.')
        text[--n] = '\0';
    check_written(a, text, 0, false);
    check_parsed(text, a);
    snprintf(text, sizeof text, "%s%llue-6", a < 0 ? "-" : "", size);
    check_parsed(text, a);
    snprintf(text, sizeof text, "%s0.0000%020lluE18", a < 0 ? "-" : "", size);
    check_parsed(text, a);
    if (a == 0)
        return; /* 00000 is no number */
    snprintf(text, sizeof text, "%s%llu0000.0000e-00000000000000000000010", a < 0 ? "-" : "", size);
    check_parsed(text, a);
}

Test(decimal, boundaries)
{
    make_numbers();
    cr_assert_gt(n_numbers, 300u);
    for (unsigned i = 0; i < n_numbers; i++) {
        check_single(numbers[i]);
        check_text(numbers[i]);
        for (unsigned j = 0; j < n_numbers; j++)
            check_pair(numbers[i], numbers[j]);
    }
}

Test(decimal, boundaries_of_three)
{
    make_numbers();
    for (unsigned i = 0; i < n_numbers; i += 3)
        for (unsigned j = 0; j < n_numbers; j += 2)
            for (unsigned k = 0; k < n_numbers; k++) {
                int64_t got;
                if (numbers[k] == 0)
                    continue;
                bool ok = decimal_mul_div(numbers[i], numbers[j], numbers[k], &got);
                check(ok, got, reference((int128)numbers[i] * numbers[j], numbers[k]), "mul_div", numbers[i], numbers[j]);
            }
}

static uint64_t seed = 20170810;

/* xorshift64*, cut to a random number of bits, so that all sizes come up. */
static int64_t next_number(void)
{
    seed ^= seed >> 12, seed ^= seed << 25, seed ^= seed >> 27;
    uint64_t random = seed * UINT64_C(2685821657736338717);
    int64_t number = (int64_t)(random >> (seed >> 5) % 64);
    return (seed >> 20) & 1 ? number : (int64_t)-(uint64_t)number;
}

Test(decimal, pseudo_random)
{
    for (int i = 0; i < 400000; i++) {
        int64_t a = next_number(), b = next_number(), c = next_number(), got;
        check_pair(a, b);
        check_single(a);
        check_text(a);
        if (c == 0)
            continue;
        bool ok = decimal_mul_div(a, b, c, &got);
        check(ok, got, reference((int128)a * b, c), "mul_div", a, b);
    }
}

Test(decimal, ties_by_hand)
{
    int64_t x;
    cr_expect(decimal_mul(500000, 1, &x) && x == 0);
    cr_expect(decimal_mul(1500000, 1, &x) && x == 2);
    cr_expect(decimal_mul(2500000, 1, &x) && x == 2);
    cr_expect(decimal_mul(-1500000, 1, &x) && x == -2);
    cr_expect(decimal_mul(-500000, 1, &x) && x == 0);
    cr_expect(decimal_div(1000000, 3000000, &x) && x == 333333);
    cr_expect(decimal_div(2000000, 3000000, &x) && x == 666667);
    cr_expect(decimal_div(-2000000, 3000000, &x) && x == -666667);
    cr_expect(decimal_round(2500000, 0, &x) && x == 2000000);
    cr_expect(decimal_round(3500000, 0, &x) && x == 4000000);
    cr_expect(decimal_round(1005000, 2, &x) && x == 1000000);
    cr_expect(decimal_round(1015000, 2, &x) && x == 1020000);
    cr_expect(decimal_round(-15000000, -1, &x) && x == -20000000);
    cr_expect(!decimal_round(0, 7, &x) && !decimal_round(0, -13, &x) && !decimal_round(0, INT64_MIN, &x));
    cr_expect(!decimal_round(0, INT64_MAX, &x));
}

Test(decimal, reads)
{
    check_parsed("0", 0);
    check_parsed("-0", 0);
    check_parsed("-0.000000", 0);
    check_parsed("35", 35000000);
    check_parsed("1234.50", 1234500000);
    check_parsed("1e2", 100000000);
    check_parsed("1E+2", 100000000);
    check_parsed("1.50e0", 1500000);
    check_parsed("1e-6", 1);
    check_parsed("0.00000100000000000000", 1);
    check_parsed("0e99999999999999999999999999", 0);
    check_parsed("0.000e-99999999999999999999999999", 0);
    check_parsed("10000000000000000000000e-20", 100000000);
    check_parsed("9223372036854.775807", INT64_MAX);
    check_parsed("-9223372036854.775808", INT64_MIN);
    check_parsed("9223372036854775807e-6", INT64_MAX);
    check_parsed("0.9223372036854775807e13", INT64_MAX);
}

Test(decimal, refuses)
{
    static const char *const bad[] = { "", "-", "+1", ".5", "5.", "-.5", "1.e5", "1e", "1e+", "1e-", "01", "-01", "00", "00.5", "1 ",
                                       " 1", "$35", "1,000", "0x10", "NaN", "inf", "1.2.3", "1e5.0", "--1", "1-", "1e5 ", "1_000",
                                       "9999999999999999999999x", "1.0000000000000000000000.", "1e5e5", "\xEF\xBC\x91" };
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        check_refused(bad[i], DECIMAL_SYNTAX);
    check_refused("0.0000001", DECIMAL_PLACES_7);
    check_refused("1.0000001", DECIMAL_PLACES_7);
    check_refused("1e-7", DECIMAL_PLACES_7);
    check_refused("1e-99999999999999999999999999", DECIMAL_PLACES_7);
    check_refused("123456789.1234567", DECIMAL_PLACES_7);
    check_refused("9223372036854.775808", DECIMAL_RANGE);
    check_refused("-9223372036854.775809", DECIMAL_RANGE);
    check_refused("9999999999999", DECIMAL_RANGE);
    check_refused("10000000000000", DECIMAL_RANGE);
    check_refused("18446744073709.551616", DECIMAL_RANGE);
    check_refused("1e13", DECIMAL_RANGE);
    check_refused("1e400", DECIMAL_RANGE);
    check_refused("-1e99999999999999999999999999", DECIMAL_RANGE);
    check_refused("0.1e99999999999999999999999999", DECIMAL_RANGE);
    int64_t x;
    cr_expect_eq(decimal_parse((struct str){ 0 }, false, &x), DECIMAL_SYNTAX);
    cr_expect_eq(decimal_parse(STR("1\0"), false, &x), DECIMAL_SYNTAX);
}

Test(decimal, loose_literals)
{
    int64_t x;
    cr_expect(parse("007", true, &x) == DECIMAL_OK && x == 7000000);
    cr_expect(parse("000000000000000000000000000001.50", true, &x) == DECIMAL_OK && x == 1500000);
    cr_expect(parse("00", true, &x) == DECIMAL_OK && x == 0);
    cr_expect(parse(".5", true, &x) == DECIMAL_SYNTAX);
}

/* Ten thousand digits and ten million: the time is that of one look at each. */
Test(decimal, long_texts, .timeout = 10)
{
    enum { N = 10000000 };
    static char text[N + 3];
    struct str s = { text, N };
    int64_t x;
    memset(text, '9', N);
    cr_expect_eq(decimal_parse(s, false, &x), DECIMAL_RANGE);
    text[1] = '.';
    cr_expect_eq(decimal_parse(s, false, &x), DECIMAL_PLACES_7);
    memset(text + 2, '0', N - 2);
    cr_expect(decimal_parse(s, false, &x) == DECIMAL_OK && x == 9000000);
    text[N - 1] = '1';
    cr_expect_eq(decimal_parse(s, false, &x), DECIMAL_PLACES_7);
    memset(text, '0', N);
    text[0] = '1';
    cr_expect_eq(decimal_parse(s, false, &x), DECIMAL_RANGE);
    memcpy(text + N - 8, "e-9999991", 9);
    s.n = N + 1;
    cr_expect(decimal_parse(s, false, &x) == DECIMAL_OK && x == DECIMAL_ONE);
}

Test(decimal, writes)
{
    check_written(0, "0", 0, false);
    check_written(0, "0.00", 2, true);
    check_written(35000000, "35.00", 2, false);
    check_written(35500000, "35.50", 2, false);
    check_written(35123456, "35.123456", 2, false);
    check_written(-1, "-0.000001", 2, false);
    check_written(1234500000, "1,234.50", 2, true);
    check_written(999000000, "999", 0, true);
    check_written(1000000000, "1,000", 0, true);
    check_written(1000000000000, "1,000,000", 0, true);
    check_written(INT64_MAX, "9,223,372,036,854.775807", 2, true);
    check_written(INT64_MIN, "-9,223,372,036,854.775808", 2, true);
    out.n = 0;
    decimal_write_size(&out, INT64_MIN, 2, false);
    cr_expect(str_is((struct str){ out.p, (uint32_t)out.n }, "9223372036854.775808"));
}
