#include "check/graph.h"

void graph_init(struct graph *graph, struct arena *arena, uint32_t n)
{
    *graph = (struct graph){ arena, arena_array(arena, struct graph_node, n), n };
}

void graph_add(struct graph *graph, uint32_t from, uint32_t to, struct span span)
{
    vec_push(graph->arena, &graph->nodes[from].edges, ((struct graph_edge){ to, span }));
}

/* A depth-first walk with its own stack. */
struct walk {
    const struct graph *graph;
    enum { FRESH, OPEN, DONE } *state;
    struct level { uint32_t node, edge; } *stack;
    uint32_t depth;
    uint32_t *order, n_order, n_circles;
    graph_circle *circle;
    void *context;
};

static void open_node(struct walk *walk, uint32_t node)
{
    walk->state[node] = OPEN;
    walk->stack[walk->depth++] = (struct level){ node, 0 };
}

/* The edge in hand leads back to TO, which is on the stack. */
static void close_circle(struct walk *walk, uint32_t to)
{
    uint32_t first = walk->depth;
    while (walk->stack[--first].node != to)
        ;
    uint32_t n = walk->depth - first;
    struct graph_step *steps = arena_array(walk->graph->arena, struct graph_step, n);
    for (uint32_t i = 0; i < n; i++) {
        struct level *level = &walk->stack[first + i];
        steps[i] = (struct graph_step){ level->node, walk->graph->nodes[level->node].edges.at[level->edge - 1].span };
    }
    walk->circle(walk->context, steps, n);
}

static void step(struct walk *walk)
{
    struct level *level = &walk->stack[walk->depth - 1];
    const struct graph_node *node = &walk->graph->nodes[level->node];
    if (level->edge == node->edges.n) {
        walk->state[level->node] = DONE;
        walk->order[walk->n_order++] = level->node;
        walk->depth--;
        return;
    }
    uint32_t to = node->edges.at[level->edge++].to;
    if (walk->state[to] == FRESH)
        open_node(walk, to);
    else if (walk->state[to] == OPEN && walk->circle && walk->n_circles++ < GRAPH_MOST_CIRCLES)
        close_circle(walk, to);
}

void graph_order(const struct graph *graph, uint32_t *order, graph_circle *circle, void *context)
{
    struct walk walk = { .graph = graph, .order = order, .circle = circle, .context = context };
    walk.state = arena_zalloc(graph->arena, graph->n, sizeof *walk.state);
    walk.stack = arena_array(graph->arena, struct level, graph->n);
    for (uint32_t i = 0; i < graph->n; i++) {
        if (walk.state[i] == FRESH)
            open_node(&walk, i);
        while (walk.depth)
            step(&walk);
    }
}
