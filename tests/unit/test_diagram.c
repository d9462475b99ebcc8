/* Decision diagrams against plain tables of all points. */
#include "analyze/diagram.h"

#include <criterion/criterion.h>

enum { N_VARIABLES = 4, N_POINTS = 2 * 3 * 4 * 2, MANY = 3000, MOST = 12 };
static const uint32_t cells[N_VARIABLES] = { 2, 3, 4, 2 };

static struct arena arena;
static struct trap trap;
static struct diagrams *pool;

static void set_up(void)
{
    arena_init(&arena, &trap);
    pool = diagram_pool(&arena, 100000, 100000000);
    for (uint32_t i = 0; i < N_VARIABLES; i++)
        cr_assert_eq(diagram_variable(pool, cells[i]), i);
}

static void tear_down(void) { arena_free(&arena); }

TestSuite(diagram, .init = set_up, .fini = tear_down);

static void point(uint32_t number, uint32_t at[N_VARIABLES])
{
    for (uint32_t i = 0; i < N_VARIABLES; number /= cells[i++])
        at[i] = number % cells[i];
}

static uint32_t at_point(diagram d, uint32_t number)
{
    uint32_t at[N_VARIABLES];
    point(number, at);
    while (!diagram_is_leaf(d))
        d = diagram_edge(pool, d, at[diagram_top(pool, d)]);
    return diagram_number(d);
}

static uint32_t seed = 1;
static uint32_t below(uint32_t n) { return (seed = seed * 1664525u + 1013904223u) / 65536u % n; }

/* A random function with leaves 0 .. n - 1, its variables chosen in any order. */
static diagram random_function(uint32_t n, uint32_t depth)
{
    diagram edges[4];
    uint32_t variable = below(N_VARIABLES);
    if (depth == 0 || below(5) == 0)
        return diagram_leaf(below(n));
    for (uint32_t i = 0; i < cells[variable]; i++)
        edges[i] = random_function(n, depth - 1);
    return diagram_choose(pool, variable, edges);
}

Test(diagram, algebra_agrees_with_tables)
{
    for (unsigned round = 0; round < MANY; round++) {
        diagram a = random_function(2, 3), b = random_function(2, 3), c = random_function(2, 3);
        diagram and = diagram_and(pool, a, b), or = diagram_or(pool, a, b), but = diagram_and_not(pool, a, b);
        diagram not = diagram_not(pool, a), either = diagram_if(pool, a, b, c);
        bool meet = false;
        for (uint32_t i = 0; i < N_POINTS; i++) {
            uint32_t x = at_point(a, i), y = at_point(b, i), z = at_point(c, i);
            meet |= x && y;
            cr_assert_eq(at_point(and, i), x & y);
            cr_assert_eq(at_point(or, i), x | y);
            cr_assert_eq(at_point(but, i), x & !y);
            cr_assert_eq(at_point(not, i), !x);
            cr_assert_eq(at_point(either, i), x ? y : z);
        }
        cr_assert_eq(diagram_meet(pool, a, b), meet);
        cr_assert_eq(diagram_not(pool, diagram_or(pool, a, b)), diagram_and(pool, not, diagram_not(pool, b)), "equal functions are one");
    }
}

static diagram add(void *context, uint32_t a, uint32_t b)
{
    /* a leaf that is itself a question of an early variable */
    return a + b == 3 ? diagram_cell(context, 0, 1) : diagram_leaf(a + b);
}

Test(diagram, leaf_operations_may_yield_diagrams)
{
    struct diagram_op op = { .apply = add, .context = pool, .id = diagram_op_id(pool) };
    for (unsigned round = 0; round < MANY; round++) {
        diagram a = random_function(4, 3), b = random_function(4, 3), sum = diagram_apply(pool, &op, a, b);
        for (uint32_t i = 0; i < N_POINTS; i++) {
            uint32_t expected = at_point(a, i) + at_point(b, i), at[N_VARIABLES];
            point(i, at);
            cr_assert_eq(at_point(sum, i), expected == 3 ? at[0] == 1 : expected);
        }
    }
}

Test(diagram, restrict_and_forget)
{
    for (unsigned round = 0; round < MANY; round++) {
        diagram a = random_function(2, 3);
        uint32_t variable = below(N_VARIABLES);
        diagram forgotten = diagram_forget(pool, a, variable), any = DIAGRAM_NO;
        uint64_t support;
        for (uint32_t i = 0; i < cells[variable]; i++)
            any = diagram_or(pool, any, diagram_restrict(pool, a, variable, i));
        cr_assert_eq(any, forgotten);
        diagram_support(pool, forgotten, &support);
        cr_assert_eq(support >> variable & 1, 0);
    }
}

static uint32_t price(void *context, uint32_t variable, uint32_t cell)
{
    (void)context;
    return variable + cell;
}

static uint32_t price_of(const uint32_t *path)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < N_VARIABLES; i++)
        sum += path[i] == DIAGRAM_ANY ? 0 : price(NULL, i, path[i]);
    return sum;
}

Test(diagram, picks_a_cheapest_path)
{
    for (unsigned round = 0; round < MANY; round++) {
        diagram a = random_function(3, 3);
        uint32_t path[N_VARIABLES], at[N_VARIABLES], most = UINT32_MAX;
        bool any = false;
        for (uint32_t i = 0; i < N_POINTS; i++)
            if (at_point(a, i) == 2) {
                point(i, at);
                any = true;
                most = price_of(at) < most ? price_of(at) : most;
            }
        cr_assert_eq(diagram_pick(pool, a, 2, price, NULL, path), any);
        cr_assert_eq(diagram_reaches(pool, a, 2), any);
        if (!any)
            continue;
        cr_assert_leq(price_of(path), most);
        for (uint32_t i = 0; i < N_POINTS; i++) {
            bool in = true;
            point(i, at);
            for (uint32_t k = 0; k < N_VARIABLES; k++)
                in &= path[k] == DIAGRAM_ANY || path[k] == at[k];
            cr_assert(!in || at_point(a, i) == 2);
        }
    }
}

Test(diagram, boxes_cover_exactly)
{
    for (unsigned round = 0; round < MANY / 10; round++) {
        diagram a = random_function(3, 3), all = DIAGRAM_NO;
        uint32_t n;
        bool complete;
        struct diagram_box *boxes = diagram_boxes(pool, &arena, a, 1, N_POINTS, &n, &complete);
        cr_assert(complete);
        for (uint32_t i = 0; i < n; i++)
            all = diagram_or(pool, all, diagram_of_box(pool, &boxes[i]));
        for (uint32_t i = 0; i < N_POINTS; i++)
            cr_assert_eq(at_point(all, i), at_point(a, i) == 1);
    }
}

Test(diagram, leaves_come_in_order)
{
    diagram edges[] = { diagram_leaf(7), diagram_leaf(2), diagram_leaf(7), diagram_leaf(0) };
    uint32_t at[MOST];
    cr_assert_eq(diagram_leaves(pool, diagram_choose(pool, 2, edges), at, MOST), 3);
    cr_expect(at[0] == 0 && at[1] == 2 && at[2] == 7);
}

/* A limit gives "over", and what it is combined with is over, too. */
Test(diagram, limits_are_values)
{
    struct diagrams *small = diagram_pool(&arena, 3, 1000);
    for (uint32_t i = 0; i < 8; i++)
        diagram_variable(small, 2);
    diagram d = DIAGRAM_YES;
    for (uint32_t i = 0; i < 8; i++)
        d = diagram_and(small, d, diagram_cell(small, i, 1));
    cr_expect_eq(d, (diagram)DIAGRAM_OVER);
    cr_expect_eq(diagram_or(small, d, DIAGRAM_YES), (diagram)DIAGRAM_OVER);
    diagram_allow(pool, 2);
    diagram e = DIAGRAM_NO;
    for (uint32_t i = 0; i < N_VARIABLES; i++)
        e = diagram_or(pool, e, diagram_cell(pool, i, 1));
    cr_expect_eq(e, (diagram)DIAGRAM_OVER);
}

Test(diagram, an_or_within_limits_is_the_or_or_leaves_the_pool_as_it_was)
{
    uint32_t over = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        diagram a = random_function(2, 4), b = random_function(2, 4);
        uint32_t most = below(40), runs = diagram_count_runs(pool);
        diagram within = diagram_or_within(pool, a, b, most);
        cr_assert_leq(diagram_count_runs(pool) - runs, most);
        cr_assert(!diagram_is_full(pool));
        over += within == DIAGRAM_OVER;
        cr_assert(within == DIAGRAM_OVER || within == diagram_or(pool, a, b));
    }
    cr_expect_gt(over, 0u);
    cr_expect_lt(over, (uint32_t)MANY);
}
