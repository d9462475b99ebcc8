/* What rests on what: definitions on definitions, rules on those that override them, actions on those that defeat them.
 * An order in which whatever is rested on comes first, and the circles. Nothing recurs: chains may be long. */
#ifndef BYLAW_CHECK_GRAPH_H
#define BYLAW_CHECK_GRAPH_H

#include "base/vec.h"
#include "source/source.h"

struct graph_edge {
    uint32_t to;
    struct span span; /* where it was written */
};

struct graph_node {
    VEC(struct graph_edge) edges;
};

struct graph {
    struct arena *arena;
    struct graph_node *nodes;
    uint32_t n;
};

/* A node of a circle, and where its edge to the next was written (the last one's leads to the first). */
struct graph_step {
    uint32_t node;
    struct span span;
};
enum { GRAPH_MOST_CIRCLES = 100 }; /* told of: each costs its length, and nobody reads more */
typedef void graph_circle(void *context, const struct graph_step *steps, uint32_t n);

void graph_init(struct graph *graph, struct arena *arena, uint32_t n);
/* FROM rests on TO. */
void graph_add(struct graph *graph, uint32_t from, uint32_t to, struct span span);
/* Fills ORDER with all nodes, each behind those that it rests on, else by number; calls CIRCLE (may be NULL) for
 * each edge that closes one, and goes on as if that edge were none. */
void graph_order(const struct graph *graph, uint32_t *order, graph_circle *circle, void *context);

#endif
