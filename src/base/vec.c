#include "base/vec.h"

#include <string.h>

enum { VEC_FIRST = 32 }; /* bytes: most have one or two elements */

void *vec_grow(struct arena *arena, const void *at, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t more = *room ? *room * 2 : size < VEC_FIRST ? VEC_FIRST / (uint32_t)size : 1;
    size_t bytes;
    if (*room > UINT32_MAX / 2 || __builtin_mul_overflow((size_t)more, size, &bytes))
        trap_spring(arena->trap, TRAP_MEMORY);
    void *larger = n && arena_extend(arena, at, n * size, bytes) ? (void *)at : arena_alloc(arena, bytes);
    if (n && larger != at)
        memcpy(larger, at, n * size);
    *room = more;
    return larger;
}
