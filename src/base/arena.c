#include "base/arena.h"

#include <stdio.h>
#include <string.h>

#if ARENA_FENCED
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

/* The header keeps the data behind it aligned. */
struct arena_chunk {
    _Alignas(ARENA_UNIT) struct arena_chunk *next;
    size_t size; /* of the data, a multiple of ARENA_UNIT */
};

enum {
    HEADER = sizeof(struct arena_chunk),
    CHUNK_FIRST = (4 << 10) - HEADER,
    CHUNK_MOST = 2 * MEM_WIDE - HEADER, /* a block that is larger has a chunk to itself, a big one */
    SPARE_MOST = 4 * CHUNK_MOST,     /* kept by arena_reset */
};

static char *chunk_data(struct arena_chunk *chunk)
{
    return (char *)chunk + HEADER;
}

static bool chunk_big(const struct arena_chunk *chunk)
{
    return chunk->size > CHUNK_MOST;
}

static void chunk_free(struct arena_chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk_data(chunk), chunk->size);
    mem_free(chunk);
}

static struct arena_chunk *chunk_new(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = mem_alloc_wide(HEADER + size);
    if (!chunk)
        trap_spring(arena->trap, TRAP_MEMORY);
    chunk->size = size;
    ASAN_POISON_MEMORY_REGION(chunk_data(chunk), size);
    return chunk;
}

/* The first spare chunk that holds SIZE. Big ones serve big blocks only: so the same load takes the same chunks in
 * the same order again, and a warm arena finds each of them. */
static struct arena_chunk *take_spare(struct arena *arena, size_t size)
{
    for (struct arena_chunk **at = &arena->spare; *at; at = &(*at)->next) {
        struct arena_chunk *chunk = *at;
        if (chunk->size < size || chunk_big(chunk) != (size > CHUNK_MOST))
            continue;
        *at = chunk->next;
        return chunk;
    }
    return NULL;
}

static size_t next_size(const struct arena *arena, size_t size)
{
    size_t twice = arena->chunks ? 2 * (arena->chunks->size + HEADER) - HEADER : CHUNK_FIRST;
    if (twice > CHUNK_MOST)
        twice = CHUNK_MOST;
    return twice < size ? size : twice;
}

static void add_chunk(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = take_spare(arena, size);
    if (!chunk)
        chunk = chunk_new(arena, next_size(arena, size));
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->at = chunk_data(chunk);
    arena->end = arena->at + chunk->size;
}

/* A block of its own goes behind the newest chunk, whose rest stays in use. */
static void *add_big(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = take_spare(arena, size), **place = &arena->chunks;
    if (!chunk)
        chunk = chunk_new(arena, size);
    if (*place && !chunk_big(*place))
        place = &(*place)->next;
    chunk->next = *place;
    *place = chunk;
    return chunk_data(chunk);
}

static void *take(struct arena *arena, size_t size)
{
    if (size > CHUNK_MOST)
        return add_big(arena, size);
    if (size > (size_t)(arena->end - arena->at))
        add_chunk(arena, size);
    char *block = arena->at;
    arena->at += size;
    return block;
}

void *arena_alloc_slow(struct arena *arena, size_t size)
{
    size_t taken = (size + !size + ARENA_UNIT - 1) & ~(size_t)(ARENA_UNIT - 1);
    if (taken < size || taken > PTRDIFF_MAX - HEADER - ARENA_UNIT)
        trap_spring(arena->trap, TRAP_MEMORY);
    if (arena->limit && (arena->used > arena->limit || taken > arena->limit - arena->used))
        trap_spring(arena->trap, TRAP_MEMORY);
    void *block = take(arena, taken + (ARENA_FENCED ? ARENA_UNIT : 0));
    arena->used += taken;
    ASAN_UNPOISON_MEMORY_REGION(block, size);
    return block;
}

bool arena_extend(struct arena *arena, const void *block, size_t size, size_t more)
{
    size_t taken = (size + !size + ARENA_UNIT - 1) & ~(size_t)(ARENA_UNIT - 1), room = (size_t)(arena->end - arena->at);
    if (ARENA_FENCED || (const char *)block + taken != arena->at || more < size || more - taken > room)
        return false;
    size_t added = (more - taken + ARENA_UNIT - 1) & ~(size_t)(ARENA_UNIT - 1);
    if (arena->limit && arena->used + added > arena->limit)
        return false;
    arena->at += added;
    arena->used += added;
    return true;
}

void arena_init(struct arena *arena, struct trap *trap)
{
    *arena = (struct arena){ .trap = trap };
}

void *arena_zalloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        trap_spring(arena->trap, TRAP_MEMORY);
    return memset(arena_alloc(arena, bytes), 0, bytes);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_alloc(arena, size);
    if (size) /* BYTES may be NULL where there are none */
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_vprintf(struct arena *arena, size_t *n, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    if (!text)
        trap_spring(arena->trap, TRAP_MEMORY);
    *n = (size_t)length;
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    size_t n;
    va_list list;
    va_start(list, format);
    char *text = arena_vprintf(arena, &n, format, list);
    va_end(list);
    return text;
}

/* Gives back what is over SPARE_MOST, so that one huge case does not hold its memory for ever. */
static void trim_spare(struct arena *arena)
{
    size_t kept = 0;
    for (struct arena_chunk **at = &arena->spare; *at;) {
        struct arena_chunk *chunk = *at;
        if (chunk->size <= SPARE_MOST - kept) {
            kept += chunk->size;
            at = &chunk->next;
        } else {
            *at = chunk->next;
            chunk_free(chunk);
        }
    }
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *chunk;
    while ((chunk = arena->chunks)) { /* newest first, so the oldest comes to stand in front */
        arena->chunks = chunk->next;
        ASAN_POISON_MEMORY_REGION(chunk_data(chunk), chunk->size);
        chunk->next = arena->spare;
        arena->spare = chunk;
    }
    trim_spare(arena);
    arena->at = arena->end = NULL;
    arena->used = 0;
}

static void free_all(struct arena_chunk *chunk)
{
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        chunk_free(chunk);
        chunk = next;
    }
}

void arena_free(struct arena *arena)
{
    free_all(arena->chunks);
    free_all(arena->spare);
    *arena = (struct arena){ .trap = arena->trap, .limit = arena->limit };
}
