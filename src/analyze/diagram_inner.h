/* The pool as the files diagram*.c see it. */
#ifndef BYLAW_ANALYZE_DIAGRAM_INNER_H
#define BYLAW_ANALYZE_DIAGRAM_INNER_H

#include "analyze/diagram.h"
#include "base/vec.h"

/* Edges of neighbouring cells that lead to the same place: a threshold between a thousand others has two runs, not a thousand edges. */
struct diagram_run {
    uint32_t end; /* the first cell behind it; it begins where the one before ends */
    diagram to;   /* never the same as of the one before */
};

struct diagram_node {
    uint32_t variable;
    uint32_t first, n; /* its runs, in pool->runs */
};

/* What an operation has given: overwritten by whatever falls on the same place. */
struct diagram_memo {
    uint32_t id; /* of the operation, 0: empty */
    diagram a, b, c, result;
};

struct diagrams {
    struct arena *arena;
    VEC(uint32_t) variables; /* cells of each */
    VEC(struct diagram_node) nodes;
    VEC(struct diagram_run) runs;
    diagram *unique; /* open addressing; DIAGRAM_OVER: empty */
    uint32_t n_unique;
    struct diagram_memo *memo;
    uint32_t n_memo;
    VEC(struct diagram_run) stack; /* of the nodes that are being made */
    uint32_t *marks;    /* of nodes, by the walk that last saw them */
    uint64_t *costs;    /* of nodes, for diagram_pick */
    uint32_t n_marks, walk;
    uint32_t most_nodes, most_runs, next_id;
    uint64_t steps, most_steps;
};

/* Of D, a node: its runs, until the next node is made. */
static inline const struct diagram_run *diagram_runs(const struct diagrams *pool, diagram d, uint32_t *n)
{
    *n = pool->nodes.at[d].n;
    return pool->runs.at + pool->nodes.at[d].first;
}

/* Counts a step; false if there are none left. */
static inline bool diagram_step(struct diagrams *pool) { return pool->steps++ < pool->most_steps; }
/* A new walk over nodes: nothing is marked. */
void diagram_walk(struct diagrams *pool);
/* Marks D, a node; false if it was. */
static inline bool diagram_mark(struct diagrams *pool, diagram d)
{
    bool fresh = pool->marks[d] != pool->walk;
    pool->marks[d] = pool->walk;
    return fresh;
}

#endif
