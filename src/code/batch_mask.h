/* Vector code: what a batch of cases asks of all its lanes at once. The same functions, compiled for processors that have more and
 * more to offer; which of them this one has is found out when it runs. */
#ifndef BYLAW_CODE_BATCH_MASK_H
#define BYLAW_CODE_BATCH_MASK_H

#include <stdbool.h>
#include <stdint.h>

/* Cases of a batch: a bit each of a word. */
enum { BATCH_LANES = 64 };

struct batch_mask {
    const char *name; /* "AVX2": what the processor must have; "any" for the last */
    /* OUT[i]: those of LANES whose VALUES (of all lanes, at a multiple of 64 bytes) are at least BOUNDS[i]; N of them. */
    void (*at_least)(const int64_t *values, uint64_t lanes, const int64_t *bounds, uint32_t n, uint64_t *out);
    /* Turns 64 by 64 bits: bit b of FROM[batch_mask_row(a)] becomes bit a of TO[b]. FROM (at a multiple of 64 bytes) is changed. */
    void (*turn)(uint64_t *from, uint64_t *to);
};

/* Where row I of what is to be turned stands: so that vectors are of rows that are eight apart, and need no shuffling at first. */
static inline uint32_t batch_mask_row(uint32_t i)
{
    return i % 8 * 8 + i / 8;
}

/* The best that this processor has is 0, the others follow, slower and slower; NULL: there are no more. */
const struct batch_mask *batch_mask(uint32_t i);

#endif
