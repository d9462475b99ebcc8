/* A growing array in an arena. Use as
 *     VEC(struct rule *) rules = {0};   vec_push(arena, &rules, rule);
 * The old block stays in the arena when it grows (doubling), which is the price
 * for never freeing. */
#ifndef BYLAW_BASE_VEC_H
#define BYLAW_BASE_VEC_H

#include "base/arena.h"

#define VEC(type)            \
    struct {                 \
        type *at;            \
        uint32_t n, room;    \
    }

/* Yields a larger copy of the N elements of SIZE bytes at AT and sets *ROOM. For vec_push only. (The block travels by
 * value: writing a `type *` through a `void **` would break the aliasing rules.) */
void *vec_grow(struct arena *arena, const void *at, uint32_t n, uint32_t *room, size_t size);

#define vec_push(arena, vec, element)                                                            \
    do {                                                                                         \
        if ((vec)->n == (vec)->room)                                                             \
            (vec)->at = vec_grow((arena), (vec)->at, (vec)->n, &(vec)->room, sizeof *(vec)->at); \
        (vec)->at[(vec)->n++] = (element);                                                       \
    } while (0)

#endif
