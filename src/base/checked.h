/* Checked arithmetic: each yields false where the exact result does not fit. */
#ifndef BYLAW_BASE_CHECKED_H
#define BYLAW_BASE_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

static inline bool checked_add(int64_t a, int64_t b, int64_t *sum) { return !__builtin_add_overflow(a, b, sum); }
static inline bool checked_sub(int64_t a, int64_t b, int64_t *difference) { return !__builtin_sub_overflow(a, b, difference); }
static inline bool checked_mul(int64_t a, int64_t b, int64_t *product) { return !__builtin_mul_overflow(a, b, product); }

/* The 128-bit intermediate of a product or a quotient. */
__extension__ typedef __int128 int128;

static inline bool checked_narrow(int128 wide, int64_t *narrow)
{
    *narrow = (int64_t)wide;
    return *narrow == wide;
}

/* WIDE / DIVISOR with ties to even (banker's rounding); DIVISOR is not 0. */
static inline int128 checked_div_even(int128 wide, int128 divisor)
{
    int128 quotient = wide / divisor, rest = wide % divisor;
    int128 twice = (rest < 0 ? -rest : rest) * 2, size = divisor < 0 ? -divisor : divisor;
    if (twice > size || (twice == size && (quotient & 1)))
        quotient += ((wide < 0) != (divisor < 0)) ? -1 : 1;
    return quotient;
}

#endif
