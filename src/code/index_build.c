/* Making the index of its rows. A node is made for some rows (the members), and the keys that no split above has decided. */
#include "base/vec.h"
#include "code/index.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORD = 64,          /* rows that are one word of a matrix: no split is quicker */
    LIST_MOST = 2,      /* rows that are looked at one after the other */
    SPLITS_MOST = 3,    /* that one row is in on the side where their keys are unknown: each doubles the row */
    POINTS_MOST = 4,    /* values of a term that can be split by */
    BUCKET_SHARE = 4,   /* a bucket has at most this part of the split rows, on average */
    DIRECT_MOST = 4,    /* buckets a value, of a split without hash */
    WORDS_A_ROW = 50, WORDS_LEAST = 1 << 15, WORDS_MOST = 1 << 23, /* what a matrix may take before segments share bits */
    SHIFT_MOST = 8,
    GRID_CELLS = 4,     /* a bound */
};

struct member {
    uint32_t row;
    bool open; /* unknown by a split above */
};

struct members {
    struct member *at;
    uint32_t n;
};

/* A term in a matrix: the bit of its row. */
struct use {
    uint32_t bit;
    const struct index_term *term;
};

struct uses {
    const struct use *at;
    uint32_t n;
};

struct build {
    struct index *index;
    struct arena *arena;
    VEC(struct index_node) nodes;
    VEC(struct index_column) columns;
    VEC(int64_t) numbers;
    VEC(uint32_t) links;
    VEC(uint64_t) words;
    bool *used;        /* by key: a split above has decided it */
    uint32_t *counts;  /* by key, all 0 between uses */
    /* of the matrix and the column in hand: */
    VEC(uint32_t) keys;
    VEC(struct use) uses;
    VEC(int64_t) bounds;
    VEC(uint32_t) toggled;
};

static const struct index_row *row_of(const struct build *build, struct member member)
{
    return &build->index->rows[member.row];
}

static const struct index_item *item_of(const struct build *build, const struct index_set *set, struct member member)
{
    return &build->index->items[set->first_item + row_of(build, member)->item];
}

static const struct index_term *term_on(const struct build *build, struct member member, uint32_t key)
{
    const struct index_row *row = row_of(build, member);
    for (uint32_t i = 0; i < row->n; i++)
        if (build->index->terms[row->first + i].key == key)
            return &build->index->terms[row->first + i];
    return NULL;
}

static uint32_t add_node(struct build *build, struct index_node node)
{
    vec_push(build->arena, &build->nodes, node);
    return build->nodes.n - 1;
}

static uint32_t add_links(struct build *build, uint32_t n, uint32_t fill)
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

/* ---- lists ---- */

static uint32_t make_list(struct build *build, struct members members)
{
    uint32_t first = build->links.n;
    for (uint32_t i = 0; i < members.n; i++)
        vec_push(build->arena, &build->links, members.at[i].row);
    return add_node(build, (struct index_node){ .kind = INDEX_LIST, .first = first, .n = members.n });
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
    column->clear = column->shift ? add_links(build, n_segments + 1, 0) : 0;
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
        return make_list(build, members); /* nothing tells them apart: all that they ask for is unknown */
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
    return add_node(build, node);
}

/* ---- splits ---- */

/* How many values TERM is yes for, if they are few; else 0. */
static uint32_t n_points(const struct build *build, const struct index_term *term)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < term->n; i++) {
        const struct index_range *range = &build->index->ranges[term->first + i];
        uint64_t width = (uint64_t)range->high - (uint64_t)range->low;
        if (width >= POINTS_MOST || (n += width + 1) > POINTS_MOST)
            return 0;
    }
    return (uint32_t)n;
}

/* A row in one of a split's buckets. */
struct placed {
    int64_t value;
    uint32_t at; /* among the members */
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return x->value != y->value ? (x->value > y->value) - (x->value < y->value) : (x->at > y->at) - (x->at < y->at);
}

/* What splitting by a key would come to. */
struct split {
    uint32_t key;
    VEC(struct placed) placed;
    uint32_t n_rows;    /* that are split */
    uint32_t n_buckets;
    double bucket;      /* rows that a bucket has, on average over the rows */
};

static void place(struct build *build, struct members members, struct split *split)
{
    split->placed.n = split->n_rows = 0;
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_term *term = term_on(build, members.at[i], split->key);
        if (!term || !n_points(build, term))
            continue;
        split->n_rows++;
        for (uint32_t k = 0; k < term->n; k++) {
            const struct index_range *range = &build->index->ranges[term->first + k];
            for (int64_t value = range->low;; value++) {
                struct placed placed = { value, i };
                vec_push(build->arena, &split->placed, placed);
                if (value == range->high)
                    break;
            }
        }
    }
    if (split->placed.n > 1)
        qsort(split->placed.at, split->placed.n, sizeof *split->placed.at, by_place);
}

static uint32_t bucket_end(const struct split *split, uint32_t from)
{
    uint32_t to = from + 1;
    while (to < split->placed.n && split->placed.at[to].value == split->placed.at[from].value)
        to++;
    return to;
}

static void measure(struct split *split)
{
    double squares = 0;
    split->n_buckets = 0;
    for (uint32_t from = 0, to; from < split->placed.n; from = to) {
        to = bucket_end(split, from);
        squares += (double)(to - from) * (to - from);
        split->n_buckets++;
    }
    split->bucket = split->placed.n ? squares / split->placed.n : 0;
}

/* Worth a node of its own: enough rows that fall into many small buckets. */
static bool pays(const struct split *split, uint32_t n_members)
{
    if (split->n_rows <= LIST_MOST || split->bucket * BUCKET_SHARE > split->n_rows)
        return false;
    return split->n_rows >= n_members / 2 || split->n_rows >= 512;
}

/* The key that leaves the fewest rows to look at; INDEX_NONE if none pays. The winner is left in SPLIT. */
static bool choose_split(struct build *build, struct members members, struct split *split)
{
    uint32_t best = INDEX_NONE;
    double fewest = 0;
    collect_uses(build, members);
    for (uint32_t i = 0; i < build->keys.n; i++)
        build->counts[build->keys.at[i]] = 0;
    for (uint32_t i = 0; i < build->keys.n; i++) {
        split->key = build->keys.at[i];
        place(build, members, split);
        measure(split);
        double left = members.n - split->n_rows + split->bucket;
        if (pays(split, members.n) && (best == INDEX_NONE || left < fewest)) {
            best = split->key;
            fewest = left;
        }
    }
    split->key = best;
    if (best == INDEX_NONE)
        return false;
    place(build, members, split);
    measure(split);
    return true;
}

static uint32_t make_node(struct build *build, const struct index_set *set, struct members members, uint32_t splits);

static struct members new_members(struct build *build, uint32_t most)
{
    return (struct members){ .at = arena_alloc(build->arena, most * sizeof(struct member)) };
}

static struct members rest_of(struct build *build, struct members members, uint32_t key)
{
    struct members rest = new_members(build, members.n);
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_term *term = term_on(build, members.at[i], key);
        if (!term || !n_points(build, term))
            rest.at[rest.n++] = members.at[i];
    }
    return rest;
}

static struct members unknown_of(struct build *build, struct members members, uint32_t key)
{
    struct members unknown = new_members(build, members.n);
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_term *term = term_on(build, members.at[i], key);
        if (term && n_points(build, term) && term->unknown != TRUTH_NO)
            unknown.at[unknown.n++] = (struct member){ members.at[i].row, members.at[i].open || term->unknown == TRUTH_UNKNOWN };
    }
    return unknown;
}

static struct members bucket_of(struct build *build, struct members members, const struct split *split, uint32_t from, uint32_t to)
{
    struct members bucket = new_members(build, to - from);
    for (uint32_t i = from; i < to; i++)
        bucket.at[bucket.n++] = members.at[split->placed.at[i].at];
    return bucket;
}

static void lay_out(struct build *build, const struct split *split, struct index_node *node)
{
    int64_t low = split->placed.at[0].value, high = split->placed.at[split->placed.n - 1].value;
    uint64_t width = (uint64_t)high - (uint64_t)low;
    node->base = low;
    node->hashed = width >= (uint64_t)split->n_buckets * DIRECT_MOST;
    node->n = (uint32_t)width + 1;
    if (node->hashed)
        for (node->n = 4; node->n < 2 * split->n_buckets;)
            node->n *= 2;
    node->first = add_links(build, node->n, INDEX_NONE);
    node->values = build->numbers.n;
    for (uint32_t i = 0; node->hashed && i < node->n; i++)
        vec_push(build->arena, &build->numbers, 0);
}

static void put_bucket(struct build *build, const struct index_node *node, int64_t value, uint32_t child)
{
    uint32_t at = (uint32_t)index_slot(node, value);
    if (node->hashed) {
        while (build->links.at[node->first + at] != INDEX_NONE)
            at = (at + 1) & (node->n - 1);
        build->numbers.at[node->values + at] = value;
    }
    build->links.at[node->first + at] = child;
}

/* A key is used within the buckets and where it is unknown, not in the rest. */
static uint32_t make_split(struct build *build, const struct index_set *set, struct members members, const struct split *split,
                           uint32_t splits)
{
    struct index_node node = { .kind = INDEX_SPLIT, .key = split->key };
    struct members rest = rest_of(build, members, split->key), unknown = unknown_of(build, members, split->key);
    lay_out(build, split, &node);
    build->used[split->key] = true;
    for (uint32_t from = 0, to; from < split->placed.n; from = to) {
        to = bucket_end(split, from);
        put_bucket(build, &node, split->placed.at[from].value,
                   make_node(build, set, bucket_of(build, members, split, from, to), splits + 1));
    }
    node.unknown = make_node(build, set, unknown, splits + 1);
    build->used[split->key] = false;
    node.rest = make_node(build, set, rest, splits);
    return add_node(build, node);
}

static uint32_t make_node(struct build *build, const struct index_set *set, struct members members, uint32_t splits)
{
    struct split split = { 0 };
    if (members.n == 0)
        return INDEX_NONE;
    if (members.n <= LIST_MOST)
        return make_list(build, members);
    if (members.n > WORD && splits < SPLITS_MOST && choose_split(build, members, &split))
        return make_split(build, set, members, &split, splits);
    return make_matrix(build, set, members);
}

/* ---- the whole ---- */

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
    struct members all = new_members(build, set->n_rows);
    for (; all.n < set->n_rows; all.n++)
        all.at[all.n] = (struct member){ .row = set->first_row + all.n };
    find_rows(build->index, set);
    set->root = make_node(build, set, all, 0);
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
    for (uint32_t i = 0; i < index->n_sets; i++)
        make_set(&build, &index->sets[i]);
    hand_over(&build);
}
