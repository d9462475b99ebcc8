/* Walks over diagrams: what they depend on, one case of them, and boxes of many. */
#include "analyze/diagram_inner.h"

#include <stdlib.h>
#include <string.h>

void diagram_walk(struct diagrams *pool)
{
    if (pool->n_marks < pool->nodes.n) {
        pool->n_marks = pool->nodes.n * 2;
        pool->marks = arena_array(pool->arena, uint32_t, pool->n_marks);
        pool->costs = arena_array(pool->arena, uint64_t, pool->n_marks);
        pool->walk = 0;
    }
    pool->walk++;
}

static void visit(struct diagrams *pool, diagram d, void see(void *context, diagram d), void *context)
{
    if (diagram_is_leaf(d)) {
        see(context, d);
        return;
    }
    if (!diagram_mark(pool, d))
        return;
    see(context, d);
    uint32_t n;
    const struct diagram_run *runs = diagram_runs(pool, d, &n);
    for (uint32_t i = 0; i < n; i++)
        visit(pool, runs[i].to, see, context);
}

/* ---- support and leaves ---- */

struct support {
    const struct diagrams *pool;
    uint64_t *set;
};

static void see_variable(void *context, diagram d)
{
    struct support *support = context;
    if (!diagram_is_leaf(d)) {
        uint32_t variable = diagram_top(support->pool, d);
        support->set[variable / 64] |= UINT64_C(1) << variable % 64;
    }
}

void diagram_support(struct diagrams *pool, diagram d, uint64_t *set)
{
    struct support support = { pool, set };
    memset(set, 0, (pool->variables.n + 63) / 64 * sizeof *set);
    diagram_walk(pool);
    visit(pool, d, see_variable, &support);
}

struct leaves {
    uint32_t *at, n, most;
};

static void see_leaf(void *context, diagram d)
{
    struct leaves *leaves = context;
    if (!diagram_is_leaf(d))
        return;
    uint32_t number = diagram_number(d), at = 0;
    while (at < leaves->n && leaves->at[at] < number)
        at++;
    if (at < leaves->n && leaves->at[at] == number)
        return;
    if (leaves->n == leaves->most)
        return;
    memmove(leaves->at + at + 1, leaves->at + at, (leaves->n - at) * sizeof *leaves->at);
    leaves->at[at] = number;
    leaves->n++;
}

uint32_t diagram_leaves(struct diagrams *pool, diagram d, uint32_t *at, uint32_t most)
{
    struct leaves leaves = { at, 0, most };
    diagram_walk(pool);
    visit(pool, d, see_leaf, &leaves);
    return leaves.n;
}

struct sought {
    uint32_t number;
    bool found;
};

static void see_sought(void *context, diagram d)
{
    struct sought *sought = context;
    sought->found |= diagram_is_leaf(d) && diagram_number(d) == sought->number;
}

bool diagram_reaches(struct diagrams *pool, diagram d, uint32_t number)
{
    struct sought sought = { number, false };
    diagram_walk(pool);
    visit(pool, d, see_sought, &sought);
    return sought.found;
}

/* ---- the cheapest path ---- */

struct pick {
    struct diagrams *pool;
    uint32_t number;
    uint32_t (*price)(void *context, uint32_t variable, uint32_t cell);
    void *context;
};

#define NO_WAY UINT64_MAX

static uint64_t cost_of(const struct pick *pick, diagram d);

/* By which cell to go on from D, a node. */
static uint32_t cheapest(const struct pick *pick, diagram d, uint64_t *cost)
{
    uint32_t best = 0, n, cell = 0, variable = diagram_top(pick->pool, d);
    const struct diagram_run *runs = diagram_runs(pick->pool, d, &n);
    *cost = NO_WAY;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t rest = cost_of(pick, runs[i].to);
        for (; cell < runs[i].end; cell++) {
            uint64_t own = rest == NO_WAY ? NO_WAY : rest + pick->price(pick->context, variable, cell);
            if (own < *cost)
                *cost = own, best = cell;
        }
    }
    return best;
}

static uint64_t cost_of(const struct pick *pick, diagram d)
{
    if (diagram_is_leaf(d))
        return d != DIAGRAM_OVER && diagram_number(d) == pick->number ? 0 : NO_WAY;
    if (diagram_mark(pick->pool, d))
        cheapest(pick, d, &pick->pool->costs[d]);
    return pick->pool->costs[d];
}

bool diagram_pick(struct diagrams *pool, diagram d, uint32_t number, uint32_t (*price)(void *context, uint32_t variable, uint32_t cell),
                  void *context, uint32_t *path)
{
    struct pick pick = { pool, number, price, context };
    uint64_t cost;
    memset(path, 0xff, pool->variables.n * sizeof *path);
    diagram_walk(pool);
    if (cost_of(&pick, d) == NO_WAY)
        return false;
    while (!diagram_is_leaf(d)) {
        uint32_t cell = cheapest(&pick, d, &cost);
        path[diagram_top(pool, d)] = cell;
        d = diagram_edge(pool, d, cell);
    }
    return true;
}

diagram diagram_of_path(struct diagrams *pool, const uint32_t *path)
{
    diagram d = DIAGRAM_YES;
    for (uint32_t i = pool->variables.n; i-- > 0;)
        if (path[i] != DIAGRAM_ANY)
            d = diagram_and(pool, diagram_cell(pool, i, path[i]), d);
    return d;
}

/* ---- boxes ---- */

/* The question where VARIABLE is in one of CELLS. */
static diagram of_side(struct diagrams *pool, uint32_t variable, const uint64_t *cells)
{
    diagram d = DIAGRAM_NO;
    for (uint32_t i = 0; i < pool->variables.at[variable]; i++)
        if (cells[i / 64] >> i % 64 & 1)
            d = diagram_or(pool, d, diagram_cell(pool, variable, i));
    return d;
}

static diagram of_sides(struct diagrams *pool, const struct diagram_side *sides, uint32_t n, uint32_t but)
{
    diagram d = DIAGRAM_YES;
    for (uint32_t i = n; i-- > 0;)
        if (i != but)
            d = diagram_and(pool, of_side(pool, sides[i].variable, sides[i].cells), d);
    return d;
}

diagram diagram_of_box(struct diagrams *pool, const struct diagram_box *box)
{
    return of_sides(pool, box->sides, box->n_sides, UINT32_MAX);
}

/* As many cells of side INDEX as D allows; true if that is all of them. */
static bool widen(struct diagrams *pool, diagram d, const struct diagram_side *sides, uint32_t n, uint32_t index)
{
    uint64_t *cells = (uint64_t *)sides[index].cells;
    uint32_t variable = sides[index].variable;
    diagram left_out = diagram_and_not(pool, of_sides(pool, sides, n, index), d);
    bool all = true;
    for (uint32_t i = 0; i < pool->variables.at[variable]; i++)
        if (diagram_restrict(pool, left_out, variable, i) == DIAGRAM_NO)
            cells[i / 64] |= UINT64_C(1) << i % 64;
        else
            all = false;
    return all;
}

struct diagram_box diagram_box_around(struct diagrams *pool, struct arena *arena, diagram d, const uint32_t *path)
{
    struct diagram_side *sides = arena_array(arena, struct diagram_side, pool->variables.n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < pool->variables.n; i++) {
        if (path[i] == DIAGRAM_ANY)
            continue;
        uint64_t *cells = arena_array(arena, uint64_t, (pool->variables.at[i] + 63) / 64);
        cells[path[i] / 64] |= UINT64_C(1) << path[i] % 64;
        sides[n++] = (struct diagram_side){ i, cells };
    }
    for (uint32_t i = n; i-- > 0;)
        if (widen(pool, d, sides, n, i)) {
            memmove(&sides[i], &sides[i + 1], (n - i - 1) * sizeof *sides);
            n--;
        }
    return (struct diagram_box){ sides, n };
}

static uint32_t same_price(void *context, uint32_t variable, uint32_t cell)
{
    return *(const uint32_t *)context + variable * 0 + cell * 0;
}

static diagram is_number(void *context, uint32_t a, uint32_t b)
{
    return a == *(const uint32_t *)context + b ? DIAGRAM_YES : DIAGRAM_NO;
}

struct diagram_box *diagram_boxes(struct diagrams *pool, struct arena *arena, diagram d, uint32_t number, uint32_t most, uint32_t *n,
                                  bool *complete)
{
    VEC(struct diagram_box) boxes = { 0 };
    uint32_t one = 1, *path = arena_array(arena, uint32_t, pool->variables.n);
    struct diagram_op op = { .apply = is_number, .context = &number, .id = diagram_op_id(pool) };
    diagram whole = diagram_map(pool, &op, d), rest = whole;
    while (boxes.n < most && diagram_pick(pool, rest, 1, same_price, &one, path)) {
        struct diagram_box box = diagram_box_around(pool, arena, whole, path);
        vec_push(arena, &boxes, box);
        rest = diagram_and_not(pool, rest, diagram_of_box(pool, &box));
    }
    *complete = rest == DIAGRAM_NO;
    *n = boxes.n;
    return boxes.at;
}
