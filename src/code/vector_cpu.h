/* Which vector instructions the processor has that the program runs on, for code that is there in several widths: each such file
 * lists its own, the widest first, with one of these beside it. */
#ifndef BYLAW_CODE_VECTOR_CPU_H
#define BYLAW_CODE_VECTOR_CPU_H

#include <stdbool.h>

static inline bool vector_cpu_any(void)
{
    return true;
}

#if defined __GNUC__ && defined __x86_64__
#define VECTOR_CPU_X86 /* code for AVX2 can be compiled, and asked for */

static inline bool vector_cpu_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
#endif

#endif
