#include "base/vec.h"

#include <string.h>

enum { VEC_FIRST = 8 };

void *vec_grow(struct arena *arena, const void *at, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t more = *room ? *room : VEC_FIRST / 2;
    size_t bytes;
    if (more > UINT32_MAX / 2 || __builtin_mul_overflow((size_t)more * 2, size, &bytes))
        trap_spring(arena->trap, TRAP_MEMORY);
    void *larger = arena_alloc(arena, bytes);
    if (n)
        memcpy(larger, at, n * size);
    *room = more * 2;
    return larger;
}
