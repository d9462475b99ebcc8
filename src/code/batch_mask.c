#include "code/batch_mask.h"

#include "code/vector_cpu.h"

#include <stddef.h>

#define BIT(i) UINT64_C(1) << (i)
#define EIGHT_BITS(i) BIT(i), BIT((i) + 1), BIT((i) + 2), BIT((i) + 3), BIT((i) + 4), BIT((i) + 5), BIT((i) + 6), BIT((i) + 7)
static const uint64_t lane_bits[BATCH_LANES] __attribute__((aligned(64))) = {
    EIGHT_BITS(0), EIGHT_BITS(8), EIGHT_BITS(16), EIGHT_BITS(24), EIGHT_BITS(32), EIGHT_BITS(40), EIGHT_BITS(48), EIGHT_BITS(56),
};

/* What every processor of this kind has: SSE2 on x86-64, NEON on 64-bit ARM; elsewhere the compiler makes do. */
#define WIDTH 2
#define TARGET
#define NAME(x) any_##x
#include "code/batch_mask_body.h"

#ifdef VECTOR_CPU_X86
#define WIDTH 4
#define TARGET __attribute__((target("avx2")))
#define NAME(x) avx2_##x
#include "code/batch_mask_body.h"

#ifndef __clang__ /* which makes of AVX-512 what is slower than AVX2 */
#define AVX512
#define WIDTH 8
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,prefer-vector-width=512")))
#define NAME(x) avx512_##x
#include "code/batch_mask_body.h"
#endif

#ifdef AVX512
static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw");
}
#endif
#endif

static const struct {
    bool (*is_there)(void);
    struct batch_mask mask;
} masks[] = {
#ifdef AVX512
    { has_avx512, { "AVX-512", avx512_at_least, avx512_turn } },
#endif
#ifdef VECTOR_CPU_X86
    { vector_cpu_avx2, { "AVX2", avx2_at_least, avx2_turn } },
#endif
    { vector_cpu_any, { "any", any_at_least, any_turn } },
};

const struct batch_mask *batch_mask(uint32_t i)
{
    for (uint32_t k = 0; k < sizeof masks / sizeof *masks; k++)
        if (masks[k].is_there() && i-- == 0)
            return &masks[k].mask;
    return NULL;
}
