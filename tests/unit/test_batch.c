/* The vector code of batches against loops over single lanes, each kind that this processor has; and which sets are served, and when. */
#include "code/batch.h"

#include <criterion/criterion.h>
#include <string.h>

enum { BOUNDS = 23, FEW = 3 };

static struct arena arena;
static struct trap trap;

static uint64_t next_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void set_up(void)
{
    cr_assert_eq(trap_set(&trap), TRAP_NONE);
    arena_init(&arena, &trap);
}

static void tear_down(void)
{
    arena_free(&arena);
}

TestSuite(batch, .init = set_up, .fini = tear_down);

/* ---- vectors ---- */

static const int64_t edges[] = { INT64_MIN, INT64_MIN + 1, INT32_MIN, -1, 0, 1, INT32_MAX, UINT32_MAX, INT64_MAX - 1, INT64_MAX };
enum { EDGES = sizeof edges / sizeof *edges };

static int64_t some_value(void)
{
    uint64_t random = next_random();
    return random % 3 == 0 ? edges[random / 3 % EDGES] : random % 3 == 1 ? (int64_t)(random >> 60) - 8 : (int64_t)next_random();
}

static void hold_bounds(const struct batch_mask *mask, uint32_t n)
{
    int64_t values[BATCH_LANES] __attribute__((aligned(64))), bounds[BOUNDS];
    uint64_t words[BOUNDS + 1], lanes = next_random() | next_random();
    for (uint32_t i = 0; i < BATCH_LANES; i++)
        values[i] = some_value();
    for (uint32_t i = 0; i < n; i++)
        bounds[i] = some_value();
    words[n] = 42;
    mask->at_least(values, lanes, bounds, n, words);
    cr_expect_eq(words[n], 42);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t lane = 0; lane < BATCH_LANES; lane++)
            cr_assert_eq(words[i] >> lane & 1, (lanes >> lane & 1) && values[lane] >= bounds[i], "%s, bound %u, lane %u", mask->name, i, lane);
}

static void hold_turn(const struct batch_mask *mask)
{
    uint64_t rows[BATCH_LANES], from[BATCH_LANES] __attribute__((aligned(64))), to[BATCH_LANES];
    for (uint32_t i = 0; i < BATCH_LANES; i++)
        from[batch_mask_row(i)] = rows[i] = next_random() & next_random();
    mask->turn(from, to);
    for (uint32_t i = 0; i < BATCH_LANES; i++)
        for (uint32_t lane = 0; lane < BATCH_LANES; lane++)
            cr_assert_eq(to[lane] >> i & 1, rows[i] >> lane & 1, "%s, row %u, lane %u", mask->name, i, lane);
}

Test(batch, vectors)
{
    uint32_t n = 0;
    for (const struct batch_mask *mask; (mask = batch_mask(n)) != NULL; n++)
        for (uint32_t i = 0; i < 200; i++) {
            hold_bounds(mask, i % (BOUNDS + 1));
            hold_turn(mask);
        }
    cr_assert_gt(n, 0);
    cr_expect_str_eq(batch_mask(n - 1)->name, "any");
}

/* ---- sets ---- */

/* Items `fact > i`, of one fact or of as many as there are items. */
static struct index *make(uint32_t n, bool one_fact, bool equal)
{
    struct index_key *keys = arena_array(&arena, struct index_key, n);
    struct index_range *ranges = arena_array(&arena, struct index_range, n);
    struct index_term *terms = arena_array(&arena, struct index_term, n);
    struct index_row *rows = arena_array(&arena, struct index_row, n);
    struct index_item *items = arena_array(&arena, struct index_item, n);
    struct index_set *set = arena_new(&arena, struct index_set);
    for (uint32_t i = 0; i < n; i++) {
        keys[i] = (struct index_key){ i, INDEX_NUMBER };
        ranges[i] = (struct index_range){ i + 1, equal ? (int64_t)i + 1 : INT64_MAX };
        terms[i] = (struct index_term){ .key = one_fact ? 0 : i, .first = i, .n = 1, .unknown = TRUTH_UNKNOWN };
        rows[i] = (struct index_row){ .item = i, .first = i, .n = 1 };
        items[i] = (struct index_item){ .exact = true };
    }
    *set = (struct index_set){ .n_items = n, .n_rows = n };
    struct index *index = arena_new(&arena, struct index);
    *index = (struct index){ .keys = keys, .n_keys = n, .ranges = ranges, .n_ranges = n, .terms = terms, .n_terms = n, .rows = rows,
                             .n_rows = n, .items = items, .n_items = n, .sets = set, .n_sets = 1 };
    index_build(index, &arena);
    return index;
}

/* By an equality one value after the other has its rows found: no batch is quicker. */
Test(batch, which)
{
    cr_expect(batch_serves(batch_new(&arena, make(40, false, false), BATCH_QUICKER)));
    cr_expect_not(batch_serves(batch_new(&arena, make(2000, true, true), BATCH_QUICKER)));
    cr_expect(batch_serves(batch_new(&arena, make(2000, true, true), BATCH_EVERY)));
    cr_expect_not(batch_serves(batch_new(&arena, make(20000, true, true), BATCH_EVERY)), "too large");
}

static uint32_t ask(struct batch *batch, uint32_t lanes)
{
    static const struct value facts[40];
    const struct value *rows[BATCH_LANES];
    struct index_work work = { 0 }; /* nothing there is quiet */
    uint32_t found[40 + BATCH_ROOM], n, served = 0;
    for (uint32_t i = 0; i < BATCH_LANES; i++)
        rows[i] = facts;
    batch_begin(batch, rows, BATCH_LANES);
    for (uint32_t i = 0; i < lanes; i++)
        served += batch_select(batch, 0, i, &work, found, &n);
    return served;
}

/* A set for which few lanes ask (a group whose own condition is seldom yes) is not found for all of them each time. */
Test(batch, seldom)
{
    struct batch *batch = batch_new(&arena, make(40, false, false), BATCH_QUICKER);
    cr_expect_eq(ask(batch, BATCH_LANES), BATCH_LANES);
    cr_expect_eq(ask(batch, FEW), FEW);
    cr_expect_eq(ask(batch, FEW), 0);
    uint32_t n = 0;
    while (ask(batch, FEW) == 0 && n < 1000)
        n++;
    cr_expect_lt(n, 1000, "never tried again");
    cr_expect_eq(ask(batch, BATCH_LANES), 0);
}
