/* What an unknown waits for: a handle of 64 bits that travels as the unknown value's payload, so that nothing is spent on it
 * while everything is known. Bits 0 to 61 are facts 0 to 61; a set with other facts in it is a tree of nodes in the
 * decision's arena (bit 63 and the node's address). Bit 62 is set in every handle of something unknown; 0 is certain. */
#ifndef BYLAW_VM_NEED_H
#define BYLAW_VM_NEED_H

#include "value/value.h"

typedef uint64_t need;

#define NEED_UNKNOWN (UINT64_C(1) << 62) /* unknown, and alone: needing nothing */
#define NEED_NODE (UINT64_C(1) << 63)
enum { NEED_BITS = 62 };

struct need_node {
    need a, b;      /* a leaf: the fact and NEED_LEAF */
    uint32_t stamp; /* of the case in which it was collected */
};
#define NEED_LEAF (~UINT64_C(0))

need need_join_nodes(struct arena *arena, need a, need b);

static inline need need_join(struct arena *arena, need a, need b)
{
    return (a | b) & NEED_NODE ? need_join_nodes(arena, a, b) : a | b;
}

/* Of an unknown value. */
static inline need need_of(const struct value *unknown)
{
    return (need)unknown->i | NEED_UNKNOWN;
}

static inline struct value need_value(need need)
{
    return (struct value){ .i = (int64_t)need, .kind = VALUE_UNKNOWN };
}

static inline bool need_hollow(need need)
{
    return need == NEED_UNKNOWN;
}

/* The handle of one fact; LEAF is its node, which lives as long as the handle. */
need need_leaf(struct need_node *leaf, uint32_t fact);
/* Adds the facts of NEED to the bits of SET. Nodes that bear STAMP were seen before. */
void need_collect(struct arena *arena, need need, uint64_t *set, uint32_t stamp);

#endif
