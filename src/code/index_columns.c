/* Making the index: matrices, a column of bits for each key. */
#include "code/index_build.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORDS_A_ROW = 50, WORDS_LEAST = 1 << 15, WORDS_MOST = 1 << 23, /* what a matrix may take before segments share bits */
    SHIFT_MOST = 8,
    CELLS = 2, CELLS_LEAST = 16, /* a bound; and some more */
    CLUSTERED_LEAST = 20, /* words: in fewer, to put in order what is found costs what it saves */
};

static uint32_t add_words(struct build *build, uint32_t n, uint64_t fill)
{
    uint32_t first = build->words.n;
    for (uint32_t i = 0; i < n; i++)
        vec_push(build->arena, &build->words, fill);
    return first;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* ---- segments ---- */

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

static void add_cells(struct build *build, const struct index_column *column)
{
    const int64_t *bounds = build->bounds.at;
    uint32_t n = build->bounds.n, bound = 0;
    for (uint32_t cell = 0; cell <= column->n_cells; cell++) {
        uint32_t first = bound;
        while (bound < n && ((uint64_t)bounds[bound] - (uint64_t)column->base) >> column->cell_shift == cell)
            bound++;
        struct index_cell made = { bound > first ? bounds[first] - 1 : INT64_MAX, first, bound - first > 1 ? bound - first : 0 };
        vec_push(build->arena, &build->cells, made);
    }
}

/* Of equal width, a few for each bound, so that few bounds share one. */
static void make_cells(struct build *build, struct index_column *column)
{
    uint32_t n = build->bounds.n;
    column->cells = build->cells.n;
    column->base = n ? build->bounds.at[0] - 1 : 0;
    uint64_t span = n ? (uint64_t)build->bounds.at[n - 1] - (uint64_t)column->base : 0;
    while (span >> column->cell_shift > (uint64_t)n * CELLS + CELLS_LEAST)
        column->cell_shift++;
    column->n_cells = n ? (uint32_t)(span >> column->cell_shift) + 1 : 0;
    add_cells(build, column);
}

static void put_bounds(struct build *build, struct index_column *column)
{
    column->bounds = build->numbers.n;
    column->n_bounds = build->bounds.n;
    for (uint32_t i = 0; i < build->bounds.n; i++)
        vec_push(build->arena, &build->numbers, build->bounds.at[i]);
}

/* ---- bits ---- */

/* Where rows turn to yes and to no: lists by segment. */
struct turns {
    uint32_t *first; /* by segment, and one more */
    uint32_t *at;    /* bits doubled; with bit 0: to yes */
    const int64_t *bounds;
    uint32_t n_bounds;
};

static void add_turn(struct turns *turns, uint32_t *next, int64_t value, uint32_t turn)
{
    uint32_t *place = &next[index_segment(turns->bounds, turns->n_bounds, value)];
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
                add_turn(turns, next, range->low, uses.at[i].bit << 1 | 1);
            if (range->high < INT64_MAX)
                add_turn(turns, next, range->high + 1, uses.at[i].bit << 1);
        }
}

static struct turns find_turns(struct build *build, const struct index_column *column, struct uses uses)
{
    uint32_t n_segments = column->n_bounds + 1, n = 0;
    struct turns turns = { arena_array(build->arena, uint32_t, (size_t)n_segments + 1), NULL, &build->numbers.at[column->bounds],
                           column->n_bounds };
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

/* The bits that stand for rows. */
struct row_bits {
    const uint64_t *at;
    uint32_t n_words;
};

/* The first row of bits, for where the key is unknown; and the rows that are then. */
static void make_unknown(struct build *build, struct index_column *column, struct uses uses, struct row_bits all)
{
    column->open = add_words(build, all.n_words, 0);
    column->bits = build->words.n;
    put_words(build, all.at, all.n_words);
    for (uint32_t i = 0; i < uses.n; i++) {
        uint32_t truth = uses.at[i].term->unknown;
        set_bit(&build->words.at[column->bits], uses.at[i].bit, truth != TRUTH_NO);
        set_bit(&build->words.at[column->open], uses.at[i].bit, truth == TRUTH_UNKNOWN);
    }
}

/* Then a row of bits for each segment, or for each 2^shift of them, in their order. */
static void make_bits(struct build *build, struct index_column *column, struct uses uses, struct row_bits all)
{
    struct turns turns = find_turns(build, column, uses);
    uint32_t n_segments = column->n_bounds + 1;
    uint32_t n_words = all.n_words;
    uint64_t *current = arena_copy(build->arena, all.at, n_words * sizeof *current), *shared = arena_array(build->arena, uint64_t, n_words);
    set_first(build, uses, current);
    column->clear = column->shift ? index_build_links(build, n_segments + 1, 0) : 0;
    for (uint32_t from = 0; from < n_segments; from += 1u << column->shift) {
        uint32_t to = from + (1u << column->shift) < n_segments ? from + (1u << column->shift) : n_segments;
        share_bits(build, column, &turns, from, to, current, shared, n_words);
        put_words(build, shared, n_words);
    }
    if (column->shift)
        build->links.at[column->clear + n_segments] = build->links.n;
}

/* A bit for each word of a row of bits that has one. */
static void make_summary(struct build *build, struct index_column *column, const struct index_node *node)
{
    uint32_t n_rows = (column->n_bounds >> column->shift) + 2, n = index_summary_words(node);
    column->summary = add_words(build, n_rows * n, 0);
    for (uint32_t row = 0; row < n_rows; row++)
        for (uint32_t i = 0; i < node->n_words; i++)
            if (build->words.at[column->bits + (size_t)row * node->n_words + i])
                set_bit(&build->words.at[column->summary + (size_t)row * n], i, true);
}

/* ---- the matrix ---- */

/* How many segments have to share bits, so that the matrix stays within what its rows may take. */
static uint32_t choose_shift(const struct build *build, const struct index_column *columns, uint32_t n_rows, uint32_t n_words)
{
    size_t words = 0, most = (size_t)n_rows * WORDS_A_ROW;
    uint32_t shift = 0;
    most = most < WORDS_LEAST ? WORDS_LEAST : most > WORDS_MOST ? WORDS_MOST : most;
    for (uint32_t i = 0; i < build->keys.n; i++)
        words += ((size_t)columns[i].n_bounds + 1) * n_words;
    while (n_words > 1 && shift < SHIFT_MOST && words >> shift > most)
        shift++;
    return shift;
}

static void add_columns(struct build *build)
{
    for (uint32_t i = 0; i < build->keys.n; i++) {
        struct index_column column = { .key = build->keys.at[i], .of = build->index->keys[build->keys.at[i]] };
        collect_bounds(build, index_build_uses_of(build, i));
        make_cells(build, &column);
        put_bounds(build, &column);
        vec_push(build->arena, &build->columns, column);
    }
}

static void fill_column(struct build *build, struct index_column *column, struct uses uses, const struct index_node *node,
                        struct row_bits all)
{
    make_unknown(build, column, uses, all);
    make_bits(build, column, uses, all);
    if (node->clustered)
        make_summary(build, column, node);
}

static void fill_columns(struct build *build, struct index_node *node, struct row_bits all)
{
    struct index_column *columns = &build->columns.at[node->columns];
    uint32_t shift = choose_shift(build, columns, node->n, node->n_words);
    for (uint32_t i = 0; i < node->n_columns; i++) {
        columns[i].shift = columns[i].n_bounds >> shift ? (uint8_t)shift : 0;
        node->shared |= columns[i].shift > 0;
        fill_column(build, &columns[i], index_build_uses_of(build, i), node, all);
    }
}

static struct row_bits all_rows(struct build *build, struct members members, uint32_t n_words)
{
    uint64_t *all = arena_array(build->arena, uint64_t, n_words);
    for (uint32_t i = 0; i < members.n; i++)
        set_bit(all, i, index_build_is_row(members.at[i]));
    return (struct row_bits){ all, n_words };
}

static uint32_t exact_bits(struct build *build, struct members members, uint32_t n_words)
{
    uint32_t words = add_words(build, n_words, 0);
    for (uint32_t i = 0; i < members.n; i++)
        if (index_build_is_row(members.at[i]))
            set_bit(&build->words.at[words], i, index_build_item(build, members.at[i])->exact && !members.at[i].open);
    return words;
}

/* The rows that alone tell what their items wait for, all of it in this matrix. */
static uint32_t quiet_bits(struct build *build, struct members members, uint32_t n_words)
{
    uint32_t words = add_words(build, n_words, 0);
    for (uint32_t i = 0; i < members.n; i++) {
        if (!index_build_is_row(members.at[i]))
            continue;
        const struct index_item *item = index_build_item(build, members.at[i]);
        set_bit(&build->words.at[words], i, item->quiet && index_tells_needs(item) && !members.at[i].open);
    }
    return words;
}

static void put_items(struct build *build, struct members members, struct index_node *node)
{
    node->first = build->links.n;
    node->ordered = true;
    for (uint32_t i = 0; i < members.n; i++) {
        uint32_t item = index_build_is_row(members.at[i]) ? index_build_row(build, members.at[i])->item : 0;
        node->ordered &= i == 0 || build->links.at[build->links.n - 1] < item;
        vec_push(build->arena, &build->links, item);
    }
}

static void note_sizes(struct index *index, const struct index_node *node)
{
    if (node->n_words > index->most_words)
        index->most_words = node->n_words;
    if (node->n_columns > index->most_columns)
        index->most_columns = node->n_columns;
}

static uint32_t words_for(uint32_t n_rows)
{
    return n_rows <= 64 ? 1 : (n_rows + 64 * INDEX_BLOCK - 1) / (64 * INDEX_BLOCK) * INDEX_BLOCK;
}

uint32_t index_columns_make(struct build *build, struct members members)
{
    index_build_uses(build, members);
    if (build->keys.n == 0)
        return index_leaf_make(build, members); /* all that they ask for is unknown */
    struct index_node node = { .kind = INDEX_MATRIX, .n = members.n, .n_words = words_for(members.n), .columns = build->columns.n,
                               .n_columns = build->keys.n };
    add_columns(build);
    node.clustered = node.n_words >= CLUSTERED_LEAST && !build->set->first_only &&
                     index_cluster_order(build, &members, &build->columns.at[node.columns]);
    if (node.clustered) {
        index_build_uses_done(build);
        index_build_uses(build, members);
        node.n_words = words_for(members.n);
    }
    put_items(build, members, &node);
    node.exact = exact_bits(build, members, node.n_words);
    node.quiet = quiet_bits(build, members, node.n_words);
    fill_columns(build, &node, all_rows(build, members, node.n_words));
    index_build_uses_done(build);
    note_sizes(build->index, &node);
    return index_build_add(build, node);
}
