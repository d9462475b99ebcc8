/* The pool: nodes that are unique, and what is remembered of operations on them. */
#include "analyze/diagram_inner.h"

#include <string.h>

enum { FEW_UNIQUE = 1 << 10, FEW_MEMO = 1 << 12, MOST_MEMO = 1 << 20, FIRST_ID = 16, MOST_RUNS = 1 << 27 };

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
    pool->most_runs = MOST_RUNS;
    pool->most_steps = most_steps;
    pool->next_id = FIRST_ID;
    clear_unique(pool, FEW_UNIQUE);
    pool->n_memo = FEW_MEMO;
    pool->memo = arena_array(arena, struct diagram_memo, pool->n_memo);
    return pool;
}

uint32_t diagram_count_nodes(const struct diagrams *pool) { return pool->nodes.n; }
uint32_t diagram_count_runs(const struct diagrams *pool) { return pool->runs.n; }
uint64_t diagram_steps(const struct diagrams *pool) { return pool->steps; }
void diagram_allow(struct diagrams *pool, uint64_t more) { pool->most_steps = pool->steps + more; }
uint32_t diagram_n_variables(const struct diagrams *pool) { return pool->variables.n; }
uint32_t diagram_n_cells(const struct diagrams *pool, uint32_t variable) { return pool->variables.at[variable]; }
bool diagram_is_full(const struct diagrams *pool)
{
    return pool->steps >= pool->most_steps || pool->nodes.n >= pool->most_nodes || pool->runs.n + DIAGRAM_MOST_EDGES > pool->most_runs;
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

/* The run of D, a node, that CELL is in. */
static const struct diagram_run *run_of(const struct diagrams *pool, diagram d, uint32_t cell)
{
    uint32_t low = 0, high;
    const struct diagram_run *runs = diagram_runs(pool, d, &high);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        *(runs[middle - 1].end <= cell ? &low : &high) = middle;
    }
    return &runs[low];
}

diagram diagram_edge(const struct diagrams *pool, diagram d, uint32_t cell) { return run_of(pool, d, cell)->to; }

/* ---- sides ---- */

/* A side of an operation at a variable, run by run. */
struct side {
    diagram whole; /* DIAGRAM_OVER: it branches at the variable */
    uint32_t at;   /* then the run in hand */
};

static struct side side_of(const struct diagrams *pool, diagram d, uint32_t variable)
{
    bool branches = diagram_top(pool, d) == variable;
    return (struct side){ branches ? (diagram)DIAGRAM_OVER : d, branches ? pool->nodes.at[d].first : 0 };
}

static diagram edge(const struct diagrams *pool, const struct side *side)
{
    return side->whole != DIAGRAM_OVER ? side->whole : pool->runs.at[side->at].to;
}

/* Where the run in hand ends, if that is before END. */
static uint32_t nearer(const struct diagrams *pool, const struct side *side, uint32_t end)
{
    return side->whole == DIAGRAM_OVER && pool->runs.at[side->at].end < end ? pool->runs.at[side->at].end : end;
}

static void go_on(const struct diagrams *pool, struct side *side, uint32_t end)
{
    side->at += side->whole == DIAGRAM_OVER && pool->runs.at[side->at].end == end;
}

/* ---- unique nodes ---- */

static uint32_t mix(uint32_t h, uint32_t more)
{
    h = (h ^ more) * 0x9E3779B1u;
    return h ^ h >> 15;
}

static uint32_t hash_node(uint32_t variable, const struct diagram_run *runs, uint32_t n)
{
    uint32_t h = mix(0, variable);
    for (uint32_t i = 0; i < n; i++)
        h = mix(mix(h, runs[i].end), runs[i].to);
    return h;
}

static void grow_unique(struct diagrams *pool)
{
    clear_unique(pool, pool->n_unique * 2);
    for (diagram d = 0; d < pool->nodes.n; d++) {
        uint32_t n;
        const struct diagram_run *runs = diagram_runs(pool, d, &n);
        uint32_t at = hash_node(pool->nodes.at[d].variable, runs, n) & (pool->n_unique - 1);
        while (pool->unique[at] != UINT32_MAX)
            at = (at + 1) & (pool->n_unique - 1);
        pool->unique[at] = d;
    }
    if (pool->n_memo < MOST_MEMO && pool->n_memo < pool->n_unique * 2) {
        pool->n_memo *= 2;
        pool->memo = arena_array(pool->arena, struct diagram_memo, pool->n_memo);
    }
}

static bool is_node(const struct diagrams *pool, diagram d, uint32_t variable, const struct diagram_run *runs, uint32_t n)
{
    const struct diagram_node *node = &pool->nodes.at[d];
    return node->variable == variable && node->n == n && memcmp(pool->runs.at + node->first, runs, n * sizeof *runs) == 0;
}

static diagram find_or_add(struct diagrams *pool, uint32_t variable, const struct diagram_run *runs, uint32_t n)
{
    uint32_t mask = pool->n_unique - 1, at = hash_node(variable, runs, n) & mask;
    for (; pool->unique[at] != UINT32_MAX; at = (at + 1) & mask)
        if (is_node(pool, pool->unique[at], variable, runs, n))
            return pool->unique[at];
    if (pool->nodes.n >= pool->most_nodes || pool->runs.n + n > pool->most_runs)
        return DIAGRAM_OVER;
    struct diagram_node node = { .variable = variable, .first = pool->runs.n, .n = n };
    pool->unique[at] = pool->nodes.n;
    vec_push(pool->arena, &pool->nodes, node);
    for (uint32_t i = 0; i < n; i++)
        vec_push(pool->arena, &pool->runs, runs[i]);
    if (pool->nodes.n * 2 > pool->n_unique)
        grow_unique(pool);
    return pool->nodes.n - 1;
}

/* ---- nodes on their way: runs on the stack, from some START on ---- */

/* The cells up to END lead to TO. */
static void put(struct diagrams *pool, uint32_t start, uint32_t end, diagram to)
{
    struct diagram_run run = { end, to };
    if (pool->stack.n > start && pool->stack.at[pool->stack.n - 1].to == to)
        pool->stack.at[pool->stack.n - 1].end = end;
    else
        vec_push(pool->arena, &pool->stack, run);
}

/* Gives back what was put from START on. */
static diagram drop(struct diagrams *pool, uint32_t start, diagram result)
{
    pool->stack.n = start;
    return result;
}

/* The node of what was put, which depends on variables after VARIABLE only. */
static diagram make(struct diagrams *pool, uint32_t variable, uint32_t start)
{
    const struct diagram_run *runs = pool->stack.at + start;
    uint32_t n = pool->stack.n - start;
    for (uint32_t i = 0; i < n; i++)
        if (runs[i].to == DIAGRAM_OVER)
            return drop(pool, start, DIAGRAM_OVER);
    return drop(pool, start, n == 1 ? runs[0].to : find_or_add(pool, variable, runs, n));
}

/* D where VARIABLE, which is not below its top, is in CELL; where that changes, if before *END, to *END. */
static diagram follow(const struct diagrams *pool, diagram d, uint32_t variable, uint32_t cell, uint32_t *end)
{
    if (diagram_top(pool, d) != variable)
        return d;
    const struct diagram_run *run = run_of(pool, d, cell);
    *end = run->end < *end ? run->end : *end;
    return run->to;
}

static diagram make_taken(struct diagrams *pool, uint32_t variable, uint32_t start);

/* What the N runs at VARIABLE come to where FIRST is in CELL. */
static diagram choose_at(struct diagrams *pool, uint32_t first, uint32_t cell, uint32_t variable, const struct diagram_run *runs, uint32_t n,
                         uint32_t *end)
{
    uint32_t start = pool->stack.n, i = 0;
    if (first == variable) {
        while (runs[i].end <= cell)
            i++;
        *end = runs[i].end < *end ? runs[i].end : *end;
        return follow(pool, runs[i].to, first, cell, end);
    }
    for (; i < n; i++)
        put(pool, start, runs[i].end, follow(pool, runs[i].to, first, cell, end));
    return make_taken(pool, variable, start);
}

/* What was put depends on variables before or at VARIABLE, FIRST the first of them: that one goes on top. */
static diagram choose_below(struct diagrams *pool, uint32_t first, uint32_t variable, uint32_t start)
{
    uint32_t n = pool->stack.n - start, n_first = pool->variables.at[first];
    struct diagram_run *runs = arena_copy(pool->arena, pool->stack.at + start, n * sizeof *runs); /* rare: an operation's leaves that are diagrams */
    pool->stack.n = start;
    for (uint32_t cell = 0, end; cell < n_first; cell = end) {
        end = n_first;
        diagram part = choose_at(pool, first, cell, variable, runs, n, &end);
        put(pool, start, end, part);
    }
    return make(pool, first, start);
}

/* The node of what was put at VARIABLE, whatever that depends on. */
static diagram make_taken(struct diagrams *pool, uint32_t variable, uint32_t start)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = start; i < pool->stack.n; i++) {
        uint32_t top = diagram_top(pool, pool->stack.at[i].to);
        first = top < first ? top : first;
    }
    if (first > variable)
        return make(pool, variable, start);
    return diagram_step(pool) ? choose_below(pool, first, variable, start) : drop(pool, start, DIAGRAM_OVER);
}

diagram diagram_choose(struct diagrams *pool, uint32_t variable, const diagram *edges)
{
    uint32_t start = pool->stack.n;
    for (uint32_t i = 0; i < pool->variables.at[variable]; i++)
        put(pool, start, i + 1, edges[i]);
    return make_taken(pool, variable, start);
}

diagram diagram_cell(struct diagrams *pool, uint32_t variable, uint32_t cell)
{
    uint32_t n = pool->variables.at[variable], start = pool->stack.n;
    if (cell > 0)
        put(pool, start, cell, DIAGRAM_NO);
    put(pool, start, cell + 1, DIAGRAM_YES);
    if (cell + 1 < n)
        put(pool, start, n, DIAGRAM_NO);
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
    uint32_t top = first_of(pool, a, b), n = pool->variables.at[top], start = pool->stack.n;
    struct side x = side_of(pool, a, top), y = side_of(pool, b, top);
    for (uint32_t cell = 0, end; cell < n; cell = end) {
        diagram part = combine(pool, id, edge(pool, &x), edge(pool, &y));
        if (part == DIAGRAM_OVER)
            return drop(pool, start, part);
        end = nearer(pool, &x, nearer(pool, &y, n));
        put(pool, start, end, part);
        go_on(pool, &x, end), go_on(pool, &y, end);
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
    uint32_t most_runs = pool->most_runs, runs = most < most_runs - pool->runs.n ? pool->runs.n + most : most_runs;
    pool->most_steps = steps < most_steps ? steps : most_steps;
    pool->most_runs = runs;
    diagram any = diagram_or(pool, a, b);
    pool->most_steps = most_steps;
    pool->most_runs = most_runs;
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
    uint32_t n = pool->variables.at[top], start = pool->stack.n;
    struct side x = side_of(pool, question, top), y = side_of(pool, yes, top), z = side_of(pool, no, top);
    for (uint32_t cell = 0, end; cell < n; cell = end) {
        diagram part = diagram_if(pool, edge(pool, &x), edge(pool, &y), edge(pool, &z));
        end = nearer(pool, &x, nearer(pool, &y, nearer(pool, &z, n)));
        put(pool, start, end, part);
        go_on(pool, &x, end), go_on(pool, &y, end), go_on(pool, &z, end);
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
    for (uint32_t cell = 0, n = pool->variables.at[top]; cell < n && !meet;) {
        meet = diagram_meet(pool, edge(pool, &x), edge(pool, &y));
        cell = nearer(pool, &x, nearer(pool, &y, n));
        go_on(pool, &x, cell), go_on(pool, &y, cell);
    }
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
    uint32_t top = first_of(pool, a, b), n = pool->variables.at[top], start = pool->stack.n;
    struct side x = side_of(pool, a, top), y = side_of(pool, b, top);
    for (uint32_t cell = 0, end; cell < n; cell = end) {
        diagram part = diagram_apply(pool, op, edge(pool, &x), edge(pool, &y));
        end = nearer(pool, &x, nearer(pool, &y, n));
        put(pool, start, end, part);
        go_on(pool, &x, end), go_on(pool, &y, end);
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
    uint32_t start = pool->stack.n, first = pool->nodes.at[d].first, n = pool->nodes.at[d].n;
    result = DIAGRAM_NO;
    for (uint32_t i = first; i < first + n; i++) {
        struct diagram_run run = pool->runs.at[i];
        if (top == variable)
            result = diagram_or(pool, result, run.to);
        else
            put(pool, start, run.end, without(pool, id, run.to, variable, cell));
    }
    return remember(pool, id, d, variable, key, top == variable ? result : make_taken(pool, top, start));
}

diagram diagram_restrict(struct diagrams *pool, diagram d, uint32_t variable, uint32_t cell)
{
    return without(pool, ID_RESTRICT, d, variable, cell);
}

diagram diagram_forget(struct diagrams *pool, diagram d, uint32_t variable)
{
    return without(pool, ID_FORGET, d, variable, 0);
}
