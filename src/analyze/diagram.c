/* The pool: nodes that are unique, and what is remembered of operations on them. */
#include "analyze/diagram_inner.h"

#include <string.h>

enum { FEW_UNIQUE = 1 << 10, FEW_MEMO = 1 << 12, MOST_MEMO = 1 << 20, FIRST_ID = 16, MOST_EDGES = 1 << 28 };

static void clear_unique(struct diagrams *pool, uint32_t n)
{
    pool->unique = arena_alloc(pool->arena, n * sizeof *pool->unique);
    memset(pool->unique, 0xff, n * sizeof *pool->unique);
    pool->n_unique = n;
}

struct diagrams *diagram_pool(struct arena *arena, uint32_t most_nodes, uint64_t most_steps)
{
    struct diagrams *pool = arena_new(arena, struct diagrams);
    pool->arena = arena;
    pool->most_nodes = most_nodes < DIAGRAM_LEAF_BIT ? most_nodes : DIAGRAM_LEAF_BIT;
    pool->most_edges = MOST_EDGES;
    pool->most_steps = most_steps;
    pool->next_id = FIRST_ID;
    clear_unique(pool, FEW_UNIQUE);
    pool->n_memo = FEW_MEMO;
    pool->memo = arena_array(arena, struct diagram_memo, pool->n_memo);
    return pool;
}

uint32_t diagram_count_nodes(const struct diagrams *pool) { return pool->nodes.n; }
uint32_t diagram_count_edges(const struct diagrams *pool) { return pool->edges.n; }
uint64_t diagram_steps(const struct diagrams *pool) { return pool->steps; }
void diagram_allow(struct diagrams *pool, uint64_t more) { pool->most_steps = pool->steps + more; }
uint32_t diagram_n_variables(const struct diagrams *pool) { return pool->variables.n; }
uint32_t diagram_n_cells(const struct diagrams *pool, uint32_t variable) { return pool->variables.at[variable]; }
bool diagram_is_full(const struct diagrams *pool)
{
    return pool->steps >= pool->most_steps || pool->nodes.n >= pool->most_nodes || pool->edges.n + DIAGRAM_MOST_EDGES > pool->most_edges;
}

uint32_t diagram_op_id(struct diagrams *pool) { return pool->next_id++; }

uint32_t diagram_variable(struct diagrams *pool, uint32_t n_cells)
{
    vec_push(pool->arena, &pool->variables, n_cells);
    return pool->variables.n - 1;
}

uint32_t diagram_top(const struct diagrams *pool, diagram d)
{
    return diagram_is_leaf(d) ? UINT32_MAX : pool->nodes.at[d].variable;
}

diagram diagram_edge(const struct diagrams *pool, diagram d, uint32_t cell)
{
    return pool->edges.at[pool->nodes.at[d].first + cell];
}

/* D where VARIABLE, which is not below its top, is in CELL. */
static diagram follow(const struct diagrams *pool, diagram d, uint32_t variable, uint32_t cell)
{
    return diagram_top(pool, d) == variable ? diagram_edge(pool, d, cell) : d;
}

/* A side of an operation at VARIABLE, cell by cell. Cells of a threshold come in long runs of the same edge, for which what became of the
 * cell before is taken again. */
struct side {
    diagram whole; /* DIAGRAM_OVER: it branches at the variable */
    uint32_t first;
    diagram last;
};

static struct side side_of(const struct diagrams *pool, diagram d, uint32_t variable)
{
    bool branches = diagram_top(pool, d) == variable;
    return (struct side){ branches ? (diagram)DIAGRAM_OVER : d, branches ? pool->nodes.at[d].first : 0, DIAGRAM_OVER };
}

/* Goes on to CELL, the one after the last; whether that changes anything. Edges are never DIAGRAM_OVER. */
static bool turn(const struct diagrams *pool, struct side *side, uint32_t cell)
{
    diagram before = side->last;
    side->last = side->whole != DIAGRAM_OVER ? side->whole : pool->edges.at[side->first + cell];
    return side->last != before;
}

/* ---- unique nodes ---- */

static uint32_t mix(uint32_t h, uint32_t more)
{
    h = (h ^ more) * 0x9E3779B1u;
    return h ^ h >> 15;
}

static uint32_t hash_node(uint32_t variable, const diagram *edges, uint32_t n)
{
    uint32_t h = mix(0, variable);
    for (uint32_t i = 0; i < n; i++)
        h = mix(h, edges[i]);
    return h;
}

static const diagram *edges_of(const struct diagrams *pool, diagram d)
{
    return pool->edges.at + pool->nodes.at[d].first;
}

static void grow_unique(struct diagrams *pool)
{
    clear_unique(pool, pool->n_unique * 2);
    for (diagram d = 0; d < pool->nodes.n; d++) {
        uint32_t variable = pool->nodes.at[d].variable;
        uint32_t at = hash_node(variable, edges_of(pool, d), pool->variables.at[variable]) & (pool->n_unique - 1);
        while (pool->unique[at] != UINT32_MAX)
            at = (at + 1) & (pool->n_unique - 1);
        pool->unique[at] = d;
    }
    if (pool->n_memo < MOST_MEMO && pool->n_memo < pool->n_unique * 2) {
        pool->n_memo *= 2;
        pool->memo = arena_array(pool->arena, struct diagram_memo, pool->n_memo);
    }
}

static bool is_node(const struct diagrams *pool, diagram d, uint32_t variable, const diagram *edges, uint32_t n)
{
    return pool->nodes.at[d].variable == variable && memcmp(edges_of(pool, d), edges, n * sizeof *edges) == 0;
}

static diagram find_or_add(struct diagrams *pool, uint32_t variable, const diagram *edges)
{
    uint32_t n = pool->variables.at[variable], mask = pool->n_unique - 1;
    uint32_t at = hash_node(variable, edges, n) & mask;
    for (; pool->unique[at] != UINT32_MAX; at = (at + 1) & mask)
        if (is_node(pool, pool->unique[at], variable, edges, n))
            return pool->unique[at];
    if (pool->nodes.n >= pool->most_nodes || pool->edges.n + n > pool->most_edges)
        return DIAGRAM_OVER;
    struct diagram_node node = { .variable = variable, .first = pool->edges.n };
    pool->unique[at] = pool->nodes.n;
    vec_push(pool->arena, &pool->nodes, node);
    for (uint32_t i = 0; i < n; i++)
        vec_push(pool->arena, &pool->edges, edges[i]);
    if (pool->nodes.n * 2 > pool->n_unique)
        grow_unique(pool);
    return pool->nodes.n - 1;
}

/* EDGES depend on variables after VARIABLE only. */
static diagram make(struct diagrams *pool, uint32_t variable, const diagram *edges)
{
    bool same = true;
    for (uint32_t i = 0; i < pool->variables.at[variable]; i++) {
        if (edges[i] == DIAGRAM_OVER)
            return DIAGRAM_OVER;
        same &= edges[i] == edges[0];
    }
    return same ? edges[0] : find_or_add(pool, variable, edges);
}

/* Room for N edges on the stack: where it starts. Whoever takes it gives it back (stack.n = start). */
static uint32_t take(struct diagrams *pool, uint32_t n)
{
    uint32_t start = pool->stack.n;
    for (uint32_t i = 0; i < n; i++)
        vec_push(pool->arena, &pool->stack, DIAGRAM_OVER);
    return start;
}

/* The node of the edges that lie on the stack from START on, which are given back. */
static diagram make_taken(struct diagrams *pool, uint32_t variable, uint32_t start)
{
    diagram made = diagram_choose(pool, variable, pool->stack.at + start);
    pool->stack.n = start;
    return made;
}

/* The edges depend on variables before or at VARIABLE, FIRST the first of them: that one goes on top. */
static diagram choose_below(struct diagrams *pool, uint32_t first, uint32_t variable, const diagram *edges)
{
    uint32_t n = pool->variables.at[variable], n_first = pool->variables.at[first];
    diagram *own = arena_copy(pool->arena, edges, n * sizeof *edges); /* rare: an operation's leaves that are diagrams */
    diagram *parts = arena_array(pool->arena, diagram, n);
    uint32_t start = take(pool, n_first);
    for (uint32_t cell = 0; cell < n_first; cell++) {
        for (uint32_t i = 0; i < n; i++)
            parts[i] = own[i] == DIAGRAM_OVER ? DIAGRAM_OVER : follow(pool, own[i], first, cell);
        diagram part = first == variable ? parts[cell] : diagram_choose(pool, variable, parts);
        pool->stack.at[start + cell] = part;
    }
    diagram made = make(pool, first, pool->stack.at + start);
    pool->stack.n = start;
    return made;
}

diagram diagram_choose(struct diagrams *pool, uint32_t variable, const diagram *edges)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < pool->variables.at[variable]; i++) {
        uint32_t top = diagram_top(pool, edges[i]);
        first = top < first ? top : first;
    }
    if (first > variable)
        return make(pool, variable, edges);
    return diagram_step(pool) ? choose_below(pool, first, variable, edges) : DIAGRAM_OVER;
}

diagram diagram_cell(struct diagrams *pool, uint32_t variable, uint32_t cell)
{
    uint32_t n = pool->variables.at[variable], start = take(pool, n);
    for (uint32_t i = 0; i < n; i++)
        pool->stack.at[start + i] = i == cell ? DIAGRAM_YES : DIAGRAM_NO;
    return make_taken(pool, variable, start);
}

/* ---- operations ---- */

enum { ID_AND = 1, ID_OR, ID_AND_NOT, ID_IF, ID_MEET, ID_RESTRICT, ID_FORGET };

static struct diagram_memo *place(struct diagrams *pool, uint32_t id, diagram a, diagram b, diagram c)
{
    return &pool->memo[mix(mix(mix(mix(0, id), a), b), c) & (pool->n_memo - 1)];
}

static bool recall(struct diagrams *pool, uint32_t id, diagram a, diagram b, diagram c, diagram *result)
{
    const struct diagram_memo *memo = place(pool, id, a, b, c);
    *result = memo->result;
    return memo->id == id && memo->a == a && memo->b == b && memo->c == c;
}

static diagram remember(struct diagrams *pool, uint32_t id, diagram a, diagram b, diagram c, diagram result)
{
    if (result != DIAGRAM_OVER)
        *place(pool, id, a, b, c) = (struct diagram_memo){ id, a, b, c, result };
    return result;
}

static uint32_t first_of(const struct diagrams *pool, diagram a, diagram b)
{
    uint32_t x = diagram_top(pool, a), y = diagram_top(pool, b);
    return x < y ? x : y;
}

/* What is settled without looking further; DIAGRAM_OVER: nothing is. */
static diagram settled(uint32_t id, diagram a, diagram b)
{
    switch (id) {
    case ID_AND:
        return a == DIAGRAM_NO || b == DIAGRAM_NO ? DIAGRAM_NO : a == DIAGRAM_YES || a == b ? b : b == DIAGRAM_YES ? a : DIAGRAM_OVER;
    case ID_OR:
        return a == DIAGRAM_YES || b == DIAGRAM_YES ? DIAGRAM_YES : a == DIAGRAM_NO || a == b ? b : b == DIAGRAM_NO ? a : DIAGRAM_OVER;
    default: /* ID_AND_NOT */
        return a == DIAGRAM_NO || b == DIAGRAM_YES || a == b ? DIAGRAM_NO : b == DIAGRAM_NO ? a
               : a == DIAGRAM_YES && b == DIAGRAM_NO ? DIAGRAM_YES : DIAGRAM_OVER;
    }
}

static diagram combine(struct diagrams *pool, uint32_t id, diagram a, diagram b)
{
    diagram result;
    if (a == DIAGRAM_OVER || b == DIAGRAM_OVER)
        return DIAGRAM_OVER;
    if ((result = settled(id, a, b)) != DIAGRAM_OVER || recall(pool, id, a, b, 0, &result))
        return result;
    if (!diagram_step(pool))
        return DIAGRAM_OVER;
    uint32_t top = first_of(pool, a, b), n = pool->variables.at[top], start = take(pool, n);
    struct side x = side_of(pool, a, top), y = side_of(pool, b, top);
    diagram part = DIAGRAM_OVER;
    for (uint32_t i = 0; i < n; i++) {
        if (turn(pool, &x, i) | turn(pool, &y, i))
            part = combine(pool, id, x.last, y.last);
        pool->stack.at[start + i] = part;
        if (part == DIAGRAM_OVER) {
            pool->stack.n = start;
            return DIAGRAM_OVER;
        }
    }
    return remember(pool, id, a, b, 0, make_taken(pool, top, start));
}

diagram diagram_not(struct diagrams *pool, diagram a) { return combine(pool, ID_AND_NOT, DIAGRAM_YES, a); }
diagram diagram_and(struct diagrams *pool, diagram a, diagram b) { return combine(pool, ID_AND, a < b ? a : b, a < b ? b : a); }
diagram diagram_or(struct diagrams *pool, diagram a, diagram b) { return combine(pool, ID_OR, a < b ? a : b, a < b ? b : a); }
diagram diagram_and_not(struct diagrams *pool, diagram a, diagram b) { return combine(pool, ID_AND_NOT, a, b); }

diagram diagram_or_within(struct diagrams *pool, diagram a, diagram b, uint32_t most)
{
    uint64_t most_steps = pool->most_steps, steps = pool->steps + most;
    uint32_t most_edges = pool->most_edges, edges = most < most_edges - pool->edges.n ? pool->edges.n + most : most_edges;
    pool->most_steps = steps < most_steps ? steps : most_steps;
    pool->most_edges = edges;
    diagram any = diagram_or(pool, a, b);
    pool->most_steps = most_steps;
    pool->most_edges = most_edges;
    return any;
}

diagram diagram_if(struct diagrams *pool, diagram question, diagram yes, diagram no)
{
    diagram result;
    if (question == DIAGRAM_OVER || yes == DIAGRAM_OVER || no == DIAGRAM_OVER)
        return DIAGRAM_OVER;
    if (diagram_is_leaf(question) || yes == no)
        return question == DIAGRAM_NO ? no : yes;
    if (recall(pool, ID_IF, question, yes, no, &result))
        return result;
    if (!diagram_step(pool))
        return DIAGRAM_OVER;
    uint32_t top = first_of(pool, yes, no), own = diagram_top(pool, question);
    top = own < top ? own : top;
    uint32_t n = pool->variables.at[top], start = take(pool, n);
    struct side x = side_of(pool, question, top), y = side_of(pool, yes, top), z = side_of(pool, no, top);
    diagram part = DIAGRAM_OVER;
    for (uint32_t i = 0; i < n; i++) {
        if (turn(pool, &x, i) | turn(pool, &y, i) | turn(pool, &z, i))
            part = diagram_if(pool, x.last, y.last, z.last);
        pool->stack.at[start + i] = part;
    }
    return remember(pool, ID_IF, question, yes, no, make_taken(pool, top, start));
}

bool diagram_meet(struct diagrams *pool, diagram a, diagram b)
{
    diagram result;
    if (a == DIAGRAM_NO || b == DIAGRAM_NO)
        return false;
    if (a == DIAGRAM_OVER || b == DIAGRAM_OVER || diagram_is_leaf(a) || diagram_is_leaf(b) || a == b)
        return true; /* a node is no leaf: it is yes somewhere */
    if (recall(pool, ID_MEET, a, b, 0, &result))
        return result == DIAGRAM_YES;
    if (!diagram_step(pool))
        return true;
    uint32_t top = first_of(pool, a, b);
    struct side x = side_of(pool, a, top), y = side_of(pool, b, top);
    bool meet = false;
    for (uint32_t i = 0; i < pool->variables.at[top] && !meet; i++)
        if (turn(pool, &x, i) | turn(pool, &y, i))
            meet = diagram_meet(pool, x.last, y.last);
    remember(pool, ID_MEET, a, b, 0, meet ? DIAGRAM_YES : DIAGRAM_NO);
    return meet;
}

diagram diagram_apply(struct diagrams *pool, const struct diagram_op *op, diagram a, diagram b)
{
    diagram result = DIAGRAM_OVER;
    if (a == DIAGRAM_OVER || b == DIAGRAM_OVER)
        return DIAGRAM_OVER;
    if (op->alone && diagram_is_leaf(a))
        result = op->alone(op->context, 0, diagram_number(a));
    if (op->alone && diagram_is_leaf(b) && result == DIAGRAM_OVER)
        result = op->alone(op->context, 1, diagram_number(b));
    if (result != DIAGRAM_OVER || recall(pool, op->id, a, b, 0, &result))
        return result;
    if (!diagram_step(pool))
        return DIAGRAM_OVER;
    if (diagram_is_leaf(a) && diagram_is_leaf(b))
        return remember(pool, op->id, a, b, 0, op->apply(op->context, diagram_number(a), diagram_number(b)));
    uint32_t top = first_of(pool, a, b), n = pool->variables.at[top], start = take(pool, n);
    struct side x = side_of(pool, a, top), y = side_of(pool, b, top);
    diagram part = DIAGRAM_OVER;
    for (uint32_t i = 0; i < n; i++) {
        if (turn(pool, &x, i) | turn(pool, &y, i))
            part = diagram_apply(pool, op, x.last, y.last);
        pool->stack.at[start + i] = part;
    }
    return remember(pool, op->id, a, b, 0, make_taken(pool, top, start));
}

diagram diagram_map(struct diagrams *pool, const struct diagram_op *op, diagram d)
{
    return diagram_apply(pool, op, d, diagram_leaf(0));
}

/* ---- parts of a diagram ---- */

/* What becomes of D at VARIABLE: its edge to CELL, or all edges OR-ed (ID_FORGET). */
static diagram without(struct diagrams *pool, uint32_t id, diagram d, uint32_t variable, uint32_t cell)
{
    diagram result;
    uint32_t top = diagram_top(pool, d);
    if (diagram_is_leaf(d) || top > variable)
        return d;
    if (top == variable && id == ID_RESTRICT)
        return diagram_edge(pool, d, cell);
    uint32_t key = id == ID_RESTRICT ? cell : 0;
    if (recall(pool, id, d, variable, key, &result))
        return result;
    if (!diagram_step(pool))
        return DIAGRAM_OVER;
    uint32_t n = pool->variables.at[top];
    if (top == variable) {
        result = DIAGRAM_NO;
        for (uint32_t i = 0; i < n; i++)
            result = diagram_or(pool, result, diagram_edge(pool, d, i));
        return remember(pool, id, d, variable, key, result);
    }
    uint32_t start = take(pool, n);
    for (uint32_t i = 0; i < n; i++) {
        diagram part = without(pool, id, diagram_edge(pool, d, i), variable, cell);
        pool->stack.at[start + i] = part;
    }
    return remember(pool, id, d, variable, key, make_taken(pool, top, start));
}

diagram diagram_restrict(struct diagrams *pool, diagram d, uint32_t variable, uint32_t cell)
{
    return without(pool, ID_RESTRICT, d, variable, cell);
}

diagram diagram_forget(struct diagrams *pool, diagram d, uint32_t variable)
{
    return without(pool, ID_FORGET, d, variable, 0);
}
