/* Making the index of its rows: matrices, and the whole. */
#include "code/index_build.h"

#include <stdlib.h>
#include <string.h>

enum {
    SPLIT_LEAST = 17,   /* rows: fewer are as quick in a matrix */
    LEAF_MOST = 4,      /* rows that are looked at one after the other */
    SPLITS_MOST = 3,    /* that one row is in on the side where their keys are unknown: each doubles the row */
    WORDS_A_ROW = 50, WORDS_LEAST = 1 << 15, WORDS_MOST = 1 << 23, /* what a matrix may take before segments share bits */
    SHIFT_MOST = 8,
    GRID_CELLS = 4,     /* a bound */
};

static const struct index_row *row_of(const struct build *build, struct member member)
{
    return &build->index->rows[member.row];
}

static const struct index_item *item_of(const struct build *build, const struct index_set *set, struct member member)
{
    return &build->index->items[set->first_item + row_of(build, member)->item];
}

uint32_t index_build_add(struct build *build, struct index_node node)
{
    vec_push(build->arena, &build->nodes, node);
    return build->nodes.n - 1;
}

uint32_t index_build_links(struct build *build, uint32_t n, uint32_t fill)
{
    uint32_t first = build->links.n;
    for (uint32_t i = 0; i < n; i++)
        vec_push(build->arena, &build->links, fill);
    return first;
}

static uint32_t add_words(struct build *build, uint32_t n, uint64_t fill)
{
    uint32_t first = build->words.n;
    for (uint32_t i = 0; i < n; i++)
        vec_push(build->arena, &build->words, fill);
    return first;
}

/* ---- matrices ---- */

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The first values of the segments behind the first. */
static void collect_bounds(struct build *build, struct uses uses)
{
    uint32_t kept = 0;
    build->bounds.n = 0;
    for (uint32_t i = 0; i < uses.n; i++)
        for (uint32_t k = 0; k < uses.at[i].term->n; k++) {
            const struct index_range *range = &build->index->ranges[uses.at[i].term->first + k];
            if (range->low > INT64_MIN)
                vec_push(build->arena, &build->bounds, range->low);
            if (range->high < INT64_MAX)
                vec_push(build->arena, &build->bounds, range->high + 1);
        }
    if (build->bounds.n > 1)
        qsort(build->bounds.at, build->bounds.n, sizeof *build->bounds.at, by_value);
    for (uint32_t i = 0; i < build->bounds.n; i++)
        if (i == 0 || build->bounds.at[i] != build->bounds.at[i - 1])
            build->bounds.at[kept++] = build->bounds.at[i];
    build->bounds.n = kept;
}

/* The segment that begins at VALUE, which is a bound. */
static uint32_t segment_at(const struct build *build, int64_t value)
{
    uint32_t low = 0, high = build->bounds.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (build->bounds.at[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void put_bounds(struct build *build, struct index_column *column)
{
    column->bounds = build->numbers.n;
    column->n_bounds = build->bounds.n;
    for (uint32_t i = 0; i < build->bounds.n; i++)
        vec_push(build->arena, &build->numbers, build->bounds.at[i]);
}

/* Cells of equal width, a few for each bound, so that few bounds are left to search among. */
static void make_grid(struct build *build, struct index_column *column)
{
    const int64_t *bounds = build->bounds.at;
    uint32_t n = build->bounds.n, bound = 0;
    if (n == 0)
        return;
    uint64_t base = (uint64_t)bounds[0], span = (uint64_t)bounds[n - 1] - base;
    while (span >> column->grid_shift > (uint64_t)n * GRID_CELLS + 16)
        column->grid_shift++;
    column->grid_base = bounds[0];
    column->n_grid = (uint32_t)(span >> column->grid_shift) + 1;
    column->grid = build->links.n;
    /* Where each cell is one value, its bound is passed. */
    uint64_t first = column->grid_shift == 0;
    for (uint64_t cell = first; cell <= column->n_grid + first; cell++) {
        while (bound < n && ((uint64_t)bounds[bound] - base) >> column->grid_shift < cell)
            bound++;
        vec_push(build->arena, &build->links, bound);
    }
}

/* Where rows turn to yes and to no: lists by segment. */
struct turns {
    uint32_t *first; /* by segment, and one more */
    uint32_t *at;    /* bits doubled; with bit 0: to yes */
};

static void add_turn(const struct build *build, struct turns *turns, uint32_t *next, int64_t value, uint32_t turn)
{
    uint32_t *place = &next[segment_at(build, value)];
    if (turns->at)
        turns->at[*place] = turn;
    ++*place;
}

static void add_turns(const struct build *build, struct uses uses, struct turns *turns, uint32_t *next)
{
    for (uint32_t i = 0; i < uses.n; i++)
        for (uint32_t k = 0; k < uses.at[i].term->n; k++) {
            const struct index_range *range = &build->index->ranges[uses.at[i].term->first + k];
            if (range->low > INT64_MIN)
                add_turn(build, turns, next, range->low, uses.at[i].bit << 1 | 1);
            if (range->high < INT64_MAX)
                add_turn(build, turns, next, range->high + 1, uses.at[i].bit << 1);
        }
}

static struct turns find_turns(struct build *build, struct uses uses)
{
    uint32_t n_segments = build->bounds.n + 1, n = 0;
    struct turns turns = { arena_array(build->arena, uint32_t, (size_t)n_segments + 1), NULL };
    uint32_t *next = arena_array(build->arena, uint32_t, (size_t)n_segments + 1);
    add_turns(build, uses, &turns, next); /* counts */
    for (uint32_t i = 0; i <= n_segments; i++) {
        turns.first[i] = n;
        n += next[i];
        next[i] = turns.first[i];
    }
    turns.at = arena_array(build->arena, uint32_t, n);
    add_turns(build, uses, &turns, next);
    return turns;
}

static void set_bit(uint64_t *words, uint32_t bit, bool on)
{
    uint64_t mask = UINT64_C(1) << bit % 64;
    words[bit / 64] = on ? words[bit / 64] | mask : words[bit / 64] & ~mask;
}

static bool has_bit(const uint64_t *words, uint32_t bit)
{
    return words[bit / 64] >> bit % 64 & 1;
}

static void turn(uint64_t *words, const struct turns *turns, uint32_t segment)
{
    for (uint32_t i = turns->first[segment]; i < turns->first[segment + 1]; i++)
        set_bit(words, turns->at[i] >> 1, turns->at[i] & 1);
}

/* The rows that are yes below the first bound; those without a term on the key are always. */
static void set_first(struct build *build, struct uses uses, uint64_t *words)
{
    for (uint32_t i = 0; i < uses.n; i++) {
        const struct index_term *term = uses.at[i].term;
        set_bit(words, uses.at[i].bit, term->n > 0 && build->index->ranges[term->first].low == INT64_MIN);
    }
}

/* A row of bits, kept. */
static void put_words(struct build *build, const uint64_t *words, uint32_t n)
{
    uint32_t first = add_words(build, n, 0);
    memcpy(&build->words.at[first], words, n * sizeof *words);
}

/* Segments FROM to before TO share bits: all that are yes in one of them; and of each what is no in it. CURRENT: as of the segment
 * before FROM; leaves it as of the last. */
static void share_bits(struct build *build, struct index_column *column, const struct turns *turns, uint32_t from, uint32_t to,
                       uint64_t *current, uint64_t *shared, uint32_t n_words)
{
    turn(current, turns, from);
    memcpy(shared, current, n_words * sizeof *current);
    for (uint32_t i = turns->first[from + 1 < to ? from + 1 : to]; i < turns->first[to]; i++)
        if (turns->at[i] & 1)
            set_bit(shared, turns->at[i] >> 1, true);
    for (uint32_t segment = from; column->shift > 0 && segment < to; segment++) {
        if (segment > from)
            turn(current, turns, segment);
        build->links.at[column->clear + segment] = build->links.n;
        for (uint32_t i = turns->first[from + 1 < to ? from + 1 : to]; i < turns->first[to]; i++)
            if (has_bit(shared, turns->at[i] >> 1) && !has_bit(current, turns->at[i] >> 1))
                vec_push(build->arena, &build->links, turns->at[i] >> 1);
    }
}

static void make_bits(struct build *build, struct index_column *column, struct uses uses, uint32_t n_rows, uint32_t n_words)
{
    struct turns turns = find_turns(build, uses);
    uint32_t n_segments = build->bounds.n + 1;
    uint64_t *current = arena_array(build->arena, uint64_t, n_words), *shared = arena_array(build->arena, uint64_t, n_words);
    for (uint32_t i = 0; i < n_rows; i++)
        set_bit(current, i, true);
    set_first(build, uses, current);
    column->bits = build->words.n;
    column->clear = column->shift ? index_build_links(build, n_segments + 1, 0) : 0;
    for (uint32_t from = 0; from < n_segments; from += 1u << column->shift) {
        uint32_t to = from + (1u << column->shift) < n_segments ? from + (1u << column->shift) : n_segments;
        share_bits(build, column, &turns, from, to, current, shared, n_words);
        put_words(build, shared, n_words);
    }
    if (column->shift)
        build->links.at[column->clear + n_segments] = build->links.n;
}

/* A bit for each block of a row of bits that has one. */
static void make_summary(struct build *build, struct index_column *column, uint32_t n_words)
{
    uint32_t n_rows = (build->bounds.n >> column->shift) + 1, n_blocks = n_words / INDEX_BLOCK, n = (n_blocks + 63) / 64;
    column->summary = add_words(build, n_rows * n, 0);
    for (uint32_t row = 0; row < n_rows; row++)
        for (uint32_t i = 0; i < n_words; i++)
            if (build->words.at[column->bits + (size_t)row * n_words + i])
                set_bit(&build->words.at[column->summary + (size_t)row * n], i / INDEX_BLOCK, true);
}

static void make_unknown(struct build *build, struct index_column *column, struct uses uses, uint32_t n_rows, uint32_t n_words)
{
    column->unknown = add_words(build, n_words, 0);
    column->open = add_words(build, n_words, 0);
    for (uint32_t i = 0; i < n_rows; i++)
        set_bit(&build->words.at[column->unknown], i, true);
    for (uint32_t i = 0; i < uses.n; i++) {
        uint32_t unknown = uses.at[i].term->unknown;
        set_bit(&build->words.at[column->unknown], uses.at[i].bit, unknown != TRUTH_NO);
        set_bit(&build->words.at[column->open], uses.at[i].bit, unknown == TRUTH_UNKNOWN);
    }
}

/* The terms of all members, by key: keys in build->keys, how many of each in counts, all in uses. */
static void collect_uses(struct build *build, struct members members)
{
    build->keys.n = build->uses.n = 0;
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_row *row = row_of(build, members.at[i]);
        for (uint32_t k = 0; k < row->n; k++) {
            uint32_t key = build->index->terms[row->first + k].key;
            if (!build->used[key] && build->counts[key]++ == 0)
                vec_push(build->arena, &build->keys, key);
        }
    }
    if (build->keys.n > 1)
        qsort(build->keys.at, build->keys.n, sizeof *build->keys.at, by_number);
    uint32_t n = 0;
    for (uint32_t i = 0; i < build->keys.n; i++) {
        uint32_t here = build->counts[build->keys.at[i]];
        build->counts[build->keys.at[i]] = n;
        n += here;
    }
    for (uint32_t i = 0; i < n; i++)
        vec_push(build->arena, &build->uses, (struct use){ 0 });
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_row *row = row_of(build, members.at[i]);
        for (uint32_t k = 0; k < row->n; k++) {
            const struct index_term *term = &build->index->terms[row->first + k];
            if (!build->used[term->key])
                build->uses.at[build->counts[term->key]++] = (struct use){ i, term };
        }
    }
}

/* Those of the key in place I among the keys: counts are their ends now. */
static struct uses uses_of(const struct build *build, uint32_t i)
{
    uint32_t from = i ? build->counts[build->keys.at[i - 1]] : 0;
    return (struct uses){ build->uses.at + from, build->counts[build->keys.at[i]] - from };
}

/* How many segments have to share bits, so that the matrix stays within what its rows may take. */
static uint32_t choose_shift(struct build *build, uint32_t n_rows, uint32_t n_words)
{
    size_t words = 0, most = (size_t)n_rows * WORDS_A_ROW;
    uint32_t shift = 0;
    most = most < WORDS_LEAST ? WORDS_LEAST : most > WORDS_MOST ? WORDS_MOST : most;
    for (uint32_t i = 0; i < build->keys.n; i++) {
        collect_bounds(build, uses_of(build, i));
        words += ((size_t)build->bounds.n + 1) * n_words;
    }
    while (n_words > 1 && shift < SHIFT_MOST && words >> shift > most)
        shift++;
    return shift;
}

static struct index_column make_column(struct build *build, uint32_t i, uint32_t n_rows, uint32_t n_words, uint32_t shift)
{
    struct index_column column = { .key = build->keys.at[i], .shift = shift, .of = build->index->keys[build->keys.at[i]] };
    struct uses uses = uses_of(build, i);
    collect_bounds(build, uses);
    if (build->bounds.n >> shift == 0)
        column.shift = 0;
    put_bounds(build, &column);
    make_grid(build, &column);
    make_bits(build, &column, uses, n_rows, n_words);
    if (n_words > INDEX_BLOCK)
        make_summary(build, &column, n_words);
    make_unknown(build, &column, uses, n_rows, n_words);
    return column;
}

static uint32_t exact_bits(struct build *build, const struct index_set *set, struct members members, uint32_t n_words)
{
    uint32_t words = add_words(build, n_words, 0);
    for (uint32_t i = 0; i < members.n; i++)
        set_bit(&build->words.at[words], i, item_of(build, set, members.at[i])->exact && !members.at[i].open);
    return words;
}

/* The rows that alone tell what their items wait for, all of it in this matrix. */
static uint32_t quiet_bits(struct build *build, const struct index_set *set, struct members members, uint32_t n_words)
{
    uint32_t words = add_words(build, n_words, 0);
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_item *item = item_of(build, set, members.at[i]);
        set_bit(&build->words.at[words], i, item->quiet && index_tells_needs(item) && !members.at[i].open);
    }
    return words;
}

static uint32_t make_matrix(struct build *build, const struct index_set *set, struct members members)
{
    uint32_t n_words = (members.n + 63) / 64;
    if (n_words > INDEX_BLOCK)
        n_words = (n_words + INDEX_BLOCK - 1) / INDEX_BLOCK * INDEX_BLOCK;
    collect_uses(build, members);
    if (build->keys.n == 0)
        return index_leaf_make(build, members); /* nothing tells them apart: all that they ask for is unknown */
    struct index_node node = { .kind = INDEX_MATRIX, .first = build->links.n, .n = members.n, .n_words = n_words };
    node.distinct = true;
    for (uint32_t i = 0; i < members.n; i++) {
        uint32_t item = row_of(build, members.at[i])->item;
        node.distinct &= i == 0 || build->links.at[build->links.n - 1] < item;
        vec_push(build->arena, &build->links, item);
    }
    node.exact = exact_bits(build, set, members, n_words);
    node.quiet = quiet_bits(build, set, members, n_words);
    node.columns = build->columns.n;
    node.n_columns = build->keys.n;
    uint32_t shift = choose_shift(build, members.n, n_words);
    for (uint32_t i = 0; i < build->keys.n; i++) {
        struct index_column column = make_column(build, i, members.n, n_words, shift);
        vec_push(build->arena, &build->columns, column);
    }
    for (uint32_t i = 0; i < build->keys.n; i++)
        build->counts[build->keys.at[i]] = 0;
    if (n_words > build->index->most_words)
        build->index->most_words = n_words;
    if (node.n_columns > build->index->most_columns)
        build->index->most_columns = node.n_columns;
    return index_build_add(build, node);
}

/* ---- the whole ---- */

void index_build_keys(struct build *build, struct members members)
{
    collect_uses(build, members);
    for (uint32_t i = 0; i < build->keys.n; i++)
        build->counts[build->keys.at[i]] = 0;
}

uint32_t index_build_node(struct build *build, struct members members, uint32_t splits)
{
    if (members.n == 0)
        return INDEX_NONE;
    if (members.n <= LEAF_MOST)
        return index_leaf_make(build, members);
    uint32_t split = members.n >= SPLIT_LEAST && splits < SPLITS_MOST ? index_split_make(build, members, splits) : INDEX_NONE;
    return split != INDEX_NONE ? split : make_matrix(build, build->set, members);
}

static void find_rows(struct index *index, const struct index_set *set)
{
    struct index_item *items = &index->items[set->first_item];
    for (uint32_t i = 0; i < set->n_items; i++)
        items[i].row = INDEX_NONE;
    for (uint32_t i = 0; i < set->n_rows; i++) {
        uint32_t row = set->first_row + i, item = index->rows[row].item;
        bool before = i > 0 && index->rows[row - 1].item == item, behind = i + 1 < set->n_rows && index->rows[row + 1].item == item;
        if (!before && !behind)
            items[item].row = row;
    }
}

static void make_set(struct build *build, struct index_set *set)
{
    struct members all = { .at = arena_alloc(build->arena, set->n_rows * sizeof *all.at) };
    for (; all.n < set->n_rows; all.n++)
        all.at[all.n] = (struct member){ .row = set->first_row + all.n };
    find_rows(build->index, set);
    build->set = set;
    set->root = index_build_node(build, all, 0);
    if (set->n_rows > build->index->most_rows)
        build->index->most_rows = set->n_rows;
    if (set->n_items > build->index->most_items)
        build->index->most_items = set->n_items;
}

static void make_text_slots(struct index *index, struct arena *arena)
{
    uint32_t n = 4;
    while (n < 2 * index->n_texts)
        n *= 2;
    uint32_t *slots = arena_array(arena, uint32_t, n);
    for (uint32_t i = 0; i < index->n_texts; i++) {
        uint32_t at = (uint32_t)str_hash(index->texts[i]) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = i + 1;
    }
    index->text_slots = slots;
    index->n_text_slots = n;
}

static void hand_over(const struct build *build)
{
    struct index *index = build->index;
    index->nodes = build->nodes.at;
    index->n_nodes = build->nodes.n;
    index->leaves = build->leaves.at;
    index->n_leaves = build->leaves.n;
    index->buckets = build->buckets.at;
    index->n_buckets = build->buckets.n;
    index->columns = build->columns.at;
    index->n_columns = build->columns.n;
    index->numbers = build->numbers.at;
    index->n_numbers = build->numbers.n;
    index->links = build->links.at;
    index->n_links = build->links.n;
    index->words = build->words.at;
    index->n_words = build->words.n;
}

void index_build(struct index *index, struct arena *arena)
{
    struct build build = { .index = index, .arena = arena };
    build.used = arena_array(arena, bool, index->n_keys);
    build.counts = arena_array(arena, uint32_t, index->n_keys);
    make_text_slots(index, arena);
    index_leaf_never(&build);
    for (uint32_t i = 0; i < index->n_sets; i++)
        make_set(&build, &index->sets[i]);
    hand_over(&build);
}
