#include "vm/need.h"

#include "base/vec.h"

enum { WORD = 64 };

static struct need_node *node_of(need need)
{
    return (struct need_node *)(uintptr_t)(need & (NEED_UNKNOWN - 1));
}

static need handle(const struct need_node *node)
{
    return NEED_NODE | NEED_UNKNOWN | (uintptr_t)node;
}

static bool holds(need whole, need part)
{
    const struct need_node *node = node_of(whole);
    return whole == part || ((whole & NEED_NODE) && node->b != NEED_LEAF && (node->a == part || node->b == part));
}

/* Loops join the same part again and again: that must not grow the tree. */
need need_join_nodes(struct arena *arena, need a, need b)
{
    if (a == 0 || need_hollow(a))
        return b | (a & ~NEED_NODE);
    if (b == 0 || need_hollow(b) || holds(a, b))
        return a;
    if (holds(b, a))
        return b;
    struct need_node *node = arena_alloc(arena, sizeof *node);
    *node = (struct need_node){ .a = a, .b = b };
    return handle(node);
}

need need_leaf(struct need_node *leaf, uint32_t fact)
{
    if (fact < NEED_BITS)
        return NEED_UNKNOWN | UINT64_C(1) << fact;
    *leaf = (struct need_node){ .a = fact, .b = NEED_LEAF };
    return handle(leaf);
}

struct pending {
    VEC(need) all;
};

static void collect_node(struct arena *arena, struct need_node *node, struct pending *pending, uint64_t *set, uint32_t stamp)
{
    if (node->b == NEED_LEAF) {
        set[node->a / WORD] |= UINT64_C(1) << node->a % WORD;
        return;
    }
    if (node->stamp == stamp)
        return;
    node->stamp = stamp;
    vec_push(arena, &pending->all, node->a);
    vec_push(arena, &pending->all, node->b);
}

void need_collect(struct arena *arena, need need, uint64_t *set, uint32_t stamp)
{
    struct pending pending = { 0 };
    for (;;) {
        if (need & NEED_NODE)
            collect_node(arena, node_of(need), &pending, set, stamp);
        else
            set[0] |= need & (NEED_UNKNOWN - 1);
        if (pending.all.n == 0)
            return;
        need = pending.all.at[--pending.all.n];
    }
}
