/* Exact decimals: int64 millionths (section 3 of the language: six places, +-9.2e12, never binary floating point). */
#ifndef BYLAW_VALUE_DECIMAL_H
#define BYLAW_VALUE_DECIMAL_H

#include "base/buf.h"
#include "base/checked.h"

enum { DECIMAL_ONE = 1000000, DECIMAL_PLACES = 6 };

enum decimal_status {
    DECIMAL_OK,
    DECIMAL_SYNTAX,   /* not a number */
    DECIMAL_PLACES_7, /* more than six decimal places, trailing zeros aside */
    DECIMAL_RANGE,    /* outside the 64 bits */
};

/* Reads all of S as a JSON number: -?digits[.digits][e[+-]digits], no blanks, no leading +. Leading zeros are
 * allowed only if LOOSE (texts that hold a number keep JSON's grammar: LOOSE is for rules' literals without
 * separators). Exact: 1e2 is 100, 1.50e0 is 1.5; exponents of any size are handled without loops over them. */
enum decimal_status decimal_parse(struct str s, bool loose, int64_t *out);
/* a * b and a / b in millionths, ties to even; false on overflow. B of decimal_div is not 0. */
bool decimal_mul(int64_t a, int64_t b, int64_t *product);
bool decimal_div(int64_t a, int64_t b, int64_t *quotient);
/* a * b / c in 128 bits, rounded once. C is not 0. */
bool decimal_mul_div(int64_t a, int64_t b, int64_t c, int64_t *result);
/* Rounds to PLACES (0 to 6; negative rounds to tens: down to -12) ties to even; false on overflow or a bad PLACES. */
bool decimal_round(int64_t a, int64_t places, int64_t *out);
bool decimal_floor(int64_t a, int64_t *out);
bool decimal_ceil(int64_t a, int64_t *out);
/* Appends the shortest form with at least LEAST decimals; with thousands separators if GROUPED. */
void decimal_write(struct buf *out, int64_t a, unsigned least, bool grouped);
/* The same for |A|, which for the least A is no int64. */
void decimal_write_size(struct buf *out, int64_t a, unsigned least, bool grouped);

#endif
