/* An arena: many allocations, one release. One a compilation, one a decision. */
#ifndef BYLAW_BASE_ARENA_H
#define BYLAW_BASE_ARENA_H

#include "base/mem.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first; owned */
    struct arena_chunk *spare;  /* kept by arena_reset for the next round */
    char *at, *end;             /* the free rest of the newest chunk */
    struct trap *trap;          /* where failure goes; borrowed; set by whoever enters the library */
    size_t used;                /* bytes handed out since init or reset */
    size_t limit;               /* bytes that may be handed out; 0: no limit */
};

/* Makes an empty arena (allocates nothing). TRAP may be changed later. */
void arena_init(struct arena *arena, struct trap *trap);

/* Blocks start at multiples of this, which suits any type. */
enum { ARENA_UNIT = 16 };

/* Under the address sanitizer each block is fenced, which only the slow way does. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_FENCED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_FENCED 1
#endif
#endif
#ifndef ARENA_FENCED
#define ARENA_FENCED 0
#endif

/* What arena_alloc does where the newest chunk or the limit does not suffice. */
void *arena_alloc_slow(struct arena *arena, size_t size);

/* SIZE bytes aligned for any type, not cleared. Never NULL: failure springs the trap. */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
    char *block = arena->at;
    size_t room = (size_t)(arena->end - block), taken = (size + !size + ARENA_UNIT - 1) & ~(size_t)(ARENA_UNIT - 1);
    /* The room is a multiple of the unit: where SIZE fits, TAKEN fits and has not wrapped. */
    if (ARENA_FENCED || room == 0 || size > room || (arena->limit && arena->used + taken > arena->limit))
        return arena_alloc_slow(arena, size);
    arena->at = block + taken;
    arena->used += taken;
    return block;
}
/* Makes BLOCK of SIZE bytes MORE bytes long where it stands, the new ones not cleared. False, and nothing done, where it is not the last that
 * was allocated, or has no room behind it. */
bool arena_extend(struct arena *arena, const void *block, size_t size, size_t more);
/* The same as arena_alloc, cleared. COUNT * SIZE is checked for overflow. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size);
/* A copy of SIZE bytes. */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
/* A formatted, NUL-terminated text (printf's formats). */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets all allocations but keeps the memory for the next round, so that a
 * warm context does not call malloc. */
void arena_reset(struct arena *arena);
/* Gives all memory back. The arena is empty and usable afterwards. */
void arena_free(struct arena *arena);

/* The same from a list; *N is set to its length. For str_printf. */
char *arena_vprintf(struct arena *arena, size_t *n, const char *format, va_list list)
    __attribute__((format(printf, 3, 0), nonnull));

/* One, cleared: where SIZE is constant the compiler clears it without a call. */
static inline void *arena_zalloc_one(struct arena *arena, size_t size) { return memset(arena_alloc(arena, size), 0, size); }

#define arena_new(arena, type) ((type *)arena_zalloc_one((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_zalloc((arena), (count), sizeof(type)))

#endif
