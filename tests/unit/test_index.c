/* The rule index by itself: sets made up at random, of every size from one row to more than a summary's word of blocks, each
 * selection held against the rows gone through one by one; and batches of every size, by all the vector code that this processor has. */
#include "base/vec.h"
#include "code/batch.h"
#include "code/index_work.h"
#include "value/date.h"

#include <criterion/criterion.h>

enum { FACTS = 9, KEYS = FACTS + 1, TEXTS = 12, TEXT_FACT = 0, MOMENT_FACT = 1 };

/* How terms are made: whether many compare with single values, and of how many. */
struct shape {
    uint32_t n_items, points, values, n_cases;
    bool first_only, quiet;
    bool rare; /* nearly all terms ask for the least or the greatest values: rows stand in clusters */
};

static struct arena arena;
static struct trap trap;
static struct fact facts_table[FACTS];
static struct index_key keys[KEYS];
static struct str texts[TEXTS];
static VEC(struct index_range) ranges;
static VEC(struct index_term) terms;
static VEC(struct index_row) rows;
static VEC(struct index_item) items;
static struct index_set set;

static uint32_t next_random(uint32_t below)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

static void set_up(void)
{
    cr_assert_eq(trap_set(&trap), TRAP_NONE);
    arena_init(&arena, &trap);
    for (uint32_t i = 0; i < FACTS; i++)
        facts_table[i].type = type_simple(i == TEXT_FACT ? TYPE_TEXT : i == MOMENT_FACT ? TYPE_MOMENT : TYPE_NUMBER);
    for (uint32_t i = 0; i < KEYS; i++)
        keys[i] = (struct index_key){ i < FACTS ? i : MOMENT_FACT, i == TEXT_FACT ? INDEX_TEXT : i < FACTS ? INDEX_NUMBER : INDEX_DAY };
    for (uint32_t i = 0; i < TEXTS; i++)
        texts[i] = str_printf(&arena, "text %u", i);
}

static void tear_down(void)
{
    ranges.at = NULL, ranges.n = ranges.room = 0;
    terms.at = NULL, terms.n = terms.room = 0;
    rows.at = NULL, rows.n = rows.room = 0;
    items.at = NULL, items.n = items.room = 0;
    arena_free(&arena);
}

TestSuite(index, .init = set_up, .fini = tear_down);

/* ---- made up ---- */

static int64_t some_value(const struct shape *shape, uint32_t key)
{
    int64_t value = next_random(shape->values);
    return key == TEXT_FACT ? 1 + value % TEXTS : key == MOMENT_FACT ? value * DATE_DAY / 3 : key == FACTS ? value / 3 : value * 1000003;
}

/* A term that few values pass. */
static void add_rare_term(const struct shape *shape, uint32_t key)
{
    const struct shape few = { .values = shape->values / 40 + 1 }, all = { .values = shape->values };
    int64_t low = some_value(&few, key), high = some_value(&all, key);
    bool below = next_random(2);
    for (uint32_t i = 0; !below && i < 40; i++) { /* among the greatest */
        int64_t other = some_value(&all, key);
        high = other > high ? other : high;
    }
    vec_push(&arena, &ranges, (below ? (struct index_range){ INT64_MIN, low } : (struct index_range){ high, INT64_MAX }));
    vec_push(&arena, &terms, ((struct index_term){ .key = key, .first = ranges.n - 1, .n = 1, .unknown = TRUTH_UNKNOWN }));
}

static void add_term(const struct shape *shape, uint32_t key)
{
    struct index_term term = { .key = key, .first = ranges.n, .unknown = TRUTH_UNKNOWN };
    if (shape->rare && next_random(20)) {
        add_rare_term(shape, key);
        return;
    }
    int64_t low = some_value(shape, key), high = some_value(shape, key);
    uint32_t how = next_random(100);
    if (how < shape->points)
        vec_push(&arena, &ranges, ((struct index_range){ low, low }));
    else if (how % 5 == 0)
        vec_push(&arena, &ranges, ((struct index_range){ low, INT64_MAX }));
    else if (how % 5 == 1)
        vec_push(&arena, &ranges, ((struct index_range){ INT64_MIN, low }));
    else if (how % 5 == 2 && low + 1 < high) {
        vec_push(&arena, &ranges, ((struct index_range){ INT64_MIN, low }));
        vec_push(&arena, &ranges, ((struct index_range){ high, INT64_MAX }));
    } else if (how % 5 == 3 && low <= high)
        vec_push(&arena, &ranges, ((struct index_range){ low, high }));
    else /* known, or missing */
        term.unknown = next_random(2) ? TRUTH_YES : TRUTH_NO;
    if (term.unknown == TRUTH_NO)
        vec_push(&arena, &ranges, ((struct index_range){ INT64_MIN, INT64_MAX }));
    term.n = ranges.n - term.first;
    vec_push(&arena, &terms, term);
}

static void add_row(const struct shape *shape, uint32_t item)
{
    struct index_row row = { .item = item, .first = terms.n };
    uint32_t wanted = 1 + next_random(4);
    for (uint32_t key = 0; key < KEYS; key++)
        if (next_random(KEYS) < wanted)
            add_term(shape, key);
    row.n = terms.n - row.first;
    vec_push(&arena, &rows, row);
}

static struct index *make(const struct shape *shape)
{
    for (uint32_t i = 0; i < shape->n_items; i++) {
        for (uint32_t n = next_random(8) ? 1 : next_random(4); n > 0; n--)
            add_row(shape, i);
        vec_push(&arena, &items, ((struct index_item){ .exact = next_random(5) > 0, .quiet = shape->quiet && next_random(3) > 0 }));
    }
    set = (struct index_set){ .n_items = items.n, .n_rows = rows.n, .first_only = shape->first_only };
    struct index *index = arena_new(&arena, struct index);
    *index = (struct index){ .keys = keys, .n_keys = KEYS, .texts = texts, .n_texts = TEXTS, .ranges = ranges.at, .n_ranges = ranges.n,
                             .terms = terms.at, .n_terms = terms.n, .rows = rows.at, .n_rows = rows.n, .items = items.at,
                             .n_items = items.n, .sets = &set, .n_sets = 1 };
    return index;
}

static void make_case(const struct shape *shape, struct value *facts)
{
    for (uint32_t i = 0; i < FACTS; i++) {
        int64_t value = some_value(shape, i);
        facts[i] = next_random(8) == 0    ? value_unknown()
                   : i == TEXT_FACT ? value_text(next_random(4) ? texts[value - 1] : STR("none of them"))
                   : i == MOMENT_FACT ? (struct value){ .i = value, .offset = 120, .kind = VALUE_MOMENT }
                                      : value_int(VALUE_NUMBER, value + next_random(3) - 1);
    }
}

/* ---- one by one ---- */

static int64_t value_of(const struct value *facts, uint32_t key)
{
    const struct value *fact = &facts[keys[key].fact];
    if (keys[key].kind == INDEX_DAY)
        return moment_date(fact->i, fact->offset);
    for (uint32_t i = 0; keys[key].kind == INDEX_TEXT && i < TEXTS; i++)
        if (str_eq(texts[i], value_str(*fact)))
            return i + 1;
    return keys[key].kind == INDEX_TEXT ? 0 : fact->i;
}

static enum truth term_truth(const struct index_term *term, const struct value *facts)
{
    if (!value_known(facts[keys[term->key].fact]))
        return (enum truth)term->unknown;
    int64_t value = value_of(facts, term->key);
    for (uint32_t i = 0; i < term->n; i++)
        if (value >= ranges.at[term->first + i].low && value <= ranges.at[term->first + i].high)
            return TRUTH_YES;
    return TRUTH_NO;
}

static enum truth row_truth(const struct index_row *row, const struct value *facts)
{
    enum truth all = TRUTH_YES;
    for (uint32_t i = 0; i < row->n && all != TRUTH_NO; i++) {
        enum truth one = term_truth(&terms.at[row->first + i], facts);
        all = one == TRUTH_YES ? all : one;
    }
    return all;
}

static uint32_t one_by_one(const struct value *facts, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0, row = 0; i < items.n; i++) {
        bool found = false, yes = false;
        for (; row < rows.n && rows.at[row].item == i; row++) {
            enum truth truth = row_truth(&rows.at[row], facts);
            found |= truth != TRUTH_NO;
            yes |= truth == TRUTH_YES;
        }
        if (found)
            out[n++] = i << 1 | (yes && items.at[i].exact);
    }
    return n;
}

/* Item I, which is quiet and may apply, was not found: adds what its row waits for to WAITS, facts' bits. */
static void wait_for(const struct index *index, uint32_t i, const struct value *facts, uint64_t *waits)
{
    const struct index_item *item = &index->items[i];
    cr_assert(item->quiet && index_tells_needs(item));
    for (uint32_t k = 0; k < rows.at[item->row].n; k++) {
        const struct index_term *term = &terms.at[rows.at[item->row].first + k];
        if (!value_known(facts[keys[term->key].fact]) && term->unknown == TRUTH_UNKNOWN)
            *waits |= UINT64_C(1) << keys[term->key].fact;
    }
}

/* Quiet items that wait may be found or not; what those that are not found wait for is noted, and nothing else. Yields how many. */
static uint32_t check_quiet(struct index_work *work, const uint32_t *want, uint32_t n_want, const uint32_t *got, uint32_t n)
{
    uint64_t waits = 0;
    uint32_t k = 0, n_left_out = 0;
    for (uint32_t i = 0; i < n_want; i++) {
        if (k < n && got[k] == want[i]) {
            k++;
            continue;
        }
        cr_assert_not(want[i] & 1);
        wait_for(work->index, want[i] >> 1, work->facts, &waits);
        n_left_out++;
    }
    cr_assert_eq(k, n);
    cr_assert_eq(work->waiting, n_left_out > 0);
    cr_assert_eq(work->waits[0], waits);
    work->waits[0] = 0;
    work->waiting = false;
    return n_left_out;
}

/* Batches find everything, of a set that is `first_only` too; but for what is quiet. Yields how many are not found. */
static uint32_t check_batch(struct batch *batch, struct index_work *work, const struct value (*facts)[FACTS], uint32_t n)
{
    uint32_t *got = arena_array(&arena, uint32_t, rows.n + 1 + BATCH_ROOM), *want = arena_array(&arena, uint32_t, items.n + 1), n_got;
    const struct value *lanes[BATCH_LANES];
    uint32_t n_left_out = 0;
    for (uint32_t i = 0; i < n; i++)
        lanes[i] = facts[i];
    batch_begin(batch, lanes, n);
    for (uint32_t i = 0; i < n; i++) {
        cr_assert(batch_select(batch, 0, i, work, got, &n_got));
        work->facts = facts[i];
        n_left_out += check_quiet(work, want, one_by_one(facts[i], want), got, n_got);
    }
    return n_left_out;
}

/* Yields how many items were not found, being quiet. */
static uint32_t check_batches(const struct shape *shape, struct index_work *work)
{
    uint32_t n_left_out = 0;
    struct value facts[BATCH_LANES][FACTS];
    struct batch *batch = batch_new(&arena, work->index, BATCH_EVERY);
    const struct batch_mask *mask;
    for (uint32_t i = 0; batch_serves(batch) && (mask = batch_mask(i)) != NULL; i++) {
        batch_use(batch, mask);
        for (uint32_t k = 0; k < shape->n_cases; k += BATCH_LANES / 2) {
            uint32_t n = k ? 1 + next_random(BATCH_LANES) : BATCH_LANES;
            for (uint32_t lane = 0; lane < n; lane++)
                make_case(shape, facts[lane]);
            n_left_out += check_batch(batch, work, facts, n);
        }
    }
    return n_left_out;
}

static void check_some_quiet(uint32_t n_items, bool rare)
{
    const struct shape shape = { .n_items = n_items, .points = 30, .values = 100, .n_cases = 300, .quiet = true, .rare = rare };
    struct index_work work;
    struct value facts[FACTS];
    struct index *index = make(&shape);
    index_build(index, &arena);
    index_begin(&work, index, &arena);
    uint32_t *got = arena_array(&arena, uint32_t, rows.n + 1), *want = arena_array(&arena, uint32_t, items.n + 1), n_left_out = 0;
    for (uint32_t i = 0; i < shape.n_cases; i++) {
        make_case(&shape, facts);
        work.facts = facts;
        work.stamp = i + 1;
        for (uint32_t k = 0; (work.vectors = index_matrix_vectors(k)) != NULL; k++) {
            uint32_t n = index_select(&work, 0, got);
            n_left_out += check_quiet(&work, want, one_by_one(facts, want), got, n);
        }
    }
    work.vectors = index_matrix_vectors(0);
    cr_assert_gt(n_left_out, shape.n_cases / 10);
    cr_assert_gt(check_batches(&shape, &work), shape.n_cases / 10);
}

static bool has_clusters(const struct index *index)
{
    bool has = false;
    for (uint32_t i = 0; i < index->n_nodes; i++)
        has |= index->nodes[i].kind == INDEX_MATRIX && index->nodes[i].clustered;
    return has;
}

static void check_case(const struct shape *shape, struct index_work *work, uint32_t i, uint32_t *got, uint32_t *want)
{
    uint32_t n = index_select(work, 0, got), n_want = one_by_one(work->facts, want);
    for (uint32_t k = 0; k < n_want; k++) {
        cr_assert_lt(k, n, "%u items, case %u: item %u is not found", items.n, i, want[k] >> 1);
        cr_assert_eq(got[k], want[k], "%u items, case %u: %u instead of %u", items.n, i, got[k], want[k]);
        if (shape->first_only && want[k] & 1)
            return;
    }
    cr_assert(shape->first_only || n == n_want, "%u items, case %u: item %u is found", items.n, i, n > n_want ? got[n_want] >> 1 : 0);
}

/* With each kind of vectors that there is. */
static void check(const struct shape *shape)
{
    struct index_work work;
    struct value facts[FACTS];
    struct index *index = make(shape);
    cr_assert(index_fits(index, facts_table, FACTS));
    index_build(index, &arena);
    cr_assert_eq(has_clusters(index), shape->rare && !shape->first_only);
    index_begin(&work, index, &arena);
    uint32_t *got = arena_array(&arena, uint32_t, rows.n + 1), *want = arena_array(&arena, uint32_t, items.n + 1);
    for (uint32_t i = 0; i < shape->n_cases; i++) {
        make_case(shape, facts);
        work.facts = facts;
        work.stamp = i + 1;
        for (uint32_t k = 0; (work.vectors = index_matrix_vectors(k)) != NULL; k++)
            check_case(shape, &work, i, got, want);
    }
    work.vectors = index_matrix_vectors(0);
    cr_assert_eq(check_batches(shape, &work), 0);
}

Test(index, small)
{
    for (uint32_t n = 1; n < 40; n++) {
        check(&(struct shape){ .n_items = n, .points = n % 3 * 40, .values = 20, .n_cases = 60, .first_only = n % 2 });
        tear_down();
        set_up();
    }
}

Test(index, words) { check(&(struct shape){ .n_items = 300, .points = 10, .values = 100, .n_cases = 300 }); }
Test(index, first_of_them) { check(&(struct shape){ .n_items = 300, .points = 10, .values = 100, .n_cases = 300, .first_only = true }); }
Test(index, blocks) { check(&(struct shape){ .n_items = 3000, .points = 5, .values = 4000, .n_cases = 200 }); }
Test(index, summaries) { check(&(struct shape){ .n_items = 36000, .points = 5, .values = 1000, .n_cases = 20 }); }
Test(index, clusters) { check(&(struct shape){ .n_items = 4000, .values = 400, .n_cases = 300, .rare = true }); }
Test(index, more_clusters) { check(&(struct shape){ .n_items = 40000, .values = 20000, .n_cases = 20, .rare = true }); }
Test(index, first_of_clusters) { check(&(struct shape){ .n_items = 4000, .values = 400, .n_cases = 100, .rare = true, .first_only = true }); }
Test(index, by_value) { check(&(struct shape){ .n_items = 3000, .points = 100, .values = 60, .n_cases = 300 }); }
Test(index, by_hash) { check(&(struct shape){ .n_items = 3000, .points = 95, .values = 100000, .n_cases = 300 }); }

Test(index, quiet_in_a_word) { check_some_quiet(50, false); }
Test(index, quiet_in_words) { check_some_quiet(400, false); }
Test(index, quiet_in_blocks) { check_some_quiet(4000, false); }
Test(index, quiet_in_clusters) { check_some_quiet(4000, true); }

/* A set that comes from elsewhere. */
Test(index, unfit)
{
    struct index *index = make(&(struct shape){ .n_items = 20, .points = 20, .values = 20 });
    terms.at[3].key = KEYS;
    cr_expect_not(index_fits(index, facts_table, FACTS));
    terms.at[3].key = 2;
    terms.at[3].unknown = 3;
    cr_expect_not(index_fits(index, facts_table, FACTS));
    terms.at[3].unknown = TRUTH_NO;
    set.n_rows++;
    cr_expect_not(index_fits(index, facts_table, FACTS));
    set.n_rows--;
    keys[TEXT_FACT].kind = INDEX_NUMBER;
    cr_expect_not(index_fits(index, facts_table, FACTS));
}
