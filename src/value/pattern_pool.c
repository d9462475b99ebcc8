#include "value/pattern.h"

static uint32_t pool_new(struct pattern_pool *pool, struct arena *arena, struct str text, char error[PATTERN_ERROR_BYTES])
{
    uint32_t at = pool->all.n;
    /* Room first: a compiled pattern is never held while the arena may jump. */
    vec_push(arena, &pool->all, NULL);
    switch (pattern_new(text, &pool->all.at[at], error)) {
    case PATTERN_OK: break;
    case PATTERN_NO_MEMORY: trap_spring(arena->trap, TRAP_MEMORY);
    case PATTERN_BAD: pool->all.n = at; return UINT32_MAX;
    }
    map_put(&pool->index, text, (void *)(uintptr_t)(at + 1));
    return at;
}

uint32_t pattern_pool_add(struct pattern_pool *pool, struct arena *arena, struct str text, char error[PATTERN_ERROR_BYTES])
{
    if (!pool->index.arena)
        map_init(&pool->index, arena);
    uintptr_t found = (uintptr_t)map_get(&pool->index, text);
    return found ? (uint32_t)(found - 1) : pool_new(pool, arena, text, error);
}

void pattern_pool_free(struct pattern_pool *pool)
{
    for (uint32_t i = 0; i < pool->all.n; i++)
        pattern_free(pool->all.at[i]);
    *pool = (struct pattern_pool){ 0 };
}
