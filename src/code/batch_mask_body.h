/* The functions of batch_mask.h for vectors of WIDTH words: batch_mask.c compiles this text once for each width, with TARGET before each
 * function and NAME(x) as its name. */

#define VECTOR NAME(vector)
#define UNSIGNED NAME(bits)
typedef int64_t VECTOR __attribute__((vector_size(WIDTH * 8), may_alias));
typedef uint64_t UNSIGNED __attribute__((vector_size(WIDTH * 8), may_alias));

TARGET static void NAME(at_least)(const int64_t *values, uint64_t lanes, const int64_t *bounds, uint32_t n, uint64_t *out)
{
    const VECTOR *all = (const VECTOR *)(const void *)values, *bits = (const VECTOR *)(const void *)lane_bits;
    for (uint32_t i = 0; i < n; i++) {
        VECTOR bound = (VECTOR){ 0 } + bounds[i], reached = { 0 };
        for (uint32_t k = 0; k < BATCH_LANES / WIDTH; k++)
            reached |= (all[k] >= bound) & bits[k];
        uint64_t word = 0;
        for (uint32_t k = 0; k < WIDTH; k++)
            word |= (uint64_t)reached[k];
        out[i] = word & lanes;
    }
}

/* The bits of MASK in HIGH change places with those SHIFT above them in LOW. */
TARGET static inline __attribute__((always_inline)) void NAME(change)(UNSIGNED *low, UNSIGNED *high, uint32_t shift, uint64_t mask)
{
    UNSIGNED moved = (*low >> shift ^ *high) & mask;
    *high ^= moved;
    *low ^= moved << shift;
}

/* The same of all ROWS, eight eights, whose eights are DISTANCE apart: 1, 2 or 4. */
TARGET static inline __attribute__((always_inline)) void NAME(change_rows)(uint64_t *rows, uint32_t distance, uint32_t shift, uint64_t mask)
{
    for (uint32_t i = 0; i < 8; i++)
        for (uint32_t k = 0; k < 8 / WIDTH && (i & distance) == 0; k++)
            NAME(change)((UNSIGNED *)(void *)&rows[i * 8 + k * WIDTH], (UNSIGNED *)(void *)&rows[(i + distance) * 8 + k * WIDTH], shift, mask);
}

TARGET static void NAME(turn)(uint64_t *from, uint64_t *to)
{
    uint64_t rows[BATCH_LANES] __attribute__((aligned(64)));
    NAME(change_rows)(from, 1, 1, UINT64_C(0x5555555555555555));
    NAME(change_rows)(from, 2, 2, UINT64_C(0x3333333333333333));
    NAME(change_rows)(from, 4, 4, UINT64_C(0x0F0F0F0F0F0F0F0F));
    for (uint32_t i = 0; i < 8; i++)
        for (uint32_t k = 0; k < 8; k++)
            rows[i * 8 + k] = from[k * 8 + i];
    NAME(change_rows)(rows, 1, 8, UINT64_C(0x00FF00FF00FF00FF));
    NAME(change_rows)(rows, 2, 16, UINT64_C(0x0000FFFF0000FFFF));
    NAME(change_rows)(rows, 4, 32, UINT64_C(0x00000000FFFFFFFF));
    for (uint32_t i = 0; i < BATCH_LANES; i++)
        to[i] = rows[i];
}

#undef VECTOR
#undef UNSIGNED
#undef WIDTH
#undef TARGET
#undef NAME
