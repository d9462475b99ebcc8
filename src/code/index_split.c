/* Making the index: splits, by the value of a key that most rows compare with one value, or a few. */
#include "code/index_build.h"

#include <stdlib.h>

enum {
    POINTS_MOST = 4,    /* values of a term that can be split by */
    BUCKET_SHARE = 4,   /* a bucket has at most this part of the split rows, on average */
    DIRECT_MOST = 4,    /* buckets a value, of a split without hash */
    WORTH = 512,        /* rows that are worth a split, be they few among the members */
    ALONE_MOST = 2,     /* rows that need none */
};

static const struct index_term *term_on(const struct build *build, struct member member, uint32_t key)
{
    const struct index_row *row = index_build_row(build, member);
    for (uint32_t i = 0; i < row->n; i++)
        if (build->index->terms[row->first + i].key == key)
            return &build->index->terms[row->first + i];
    return NULL;
}

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

struct placed_rows {
    struct placed *at;
    uint32_t n, room;
};

/* What splitting by a key would come to. */
struct split {
    uint32_t key;
    struct placed_rows placed, other; /* by value, then in the members' order; other: room to sort */
    uint32_t n_rows;    /* that are split */
    uint32_t n_buckets;
    double bucket;      /* rows that a bucket has, on average over the rows */
};

static void place_row(struct build *build, struct use use, struct split *split)
{
    for (uint32_t k = 0; k < use.term->n; k++) {
        const struct index_range *range = &build->index->ranges[use.term->first + k];
        for (int64_t value = range->low;; value++) {
            struct placed placed = { value, use.bit };
            vec_push(build->arena, &split->placed, placed);
            if (value == range->high)
                break;
        }
    }
}

/* Stably, the WIDTH values from LOW on being all there are. */
static void sort_by_count(struct build *build, struct split *split, int64_t low, uint32_t width)
{
    uint32_t n = split->placed.n, before = 0;
    build->tallies.n = split->other.n = 0;
    for (uint32_t i = 0; i < width; i++)
        vec_push(build->arena, &build->tallies, 0);
    for (uint32_t i = 0; i < n; i++) {
        build->tallies.at[split->placed.at[i].value - low]++;
        vec_push(build->arena, &split->other, split->placed.at[i]);
    }
    for (uint32_t i = 0; i < width; i++) {
        uint32_t here = build->tallies.at[i];
        build->tallies.at[i] = before;
        before += here;
    }
    for (uint32_t i = 0; i < n; i++)
        split->placed.at[build->tallies.at[split->other.at[i].value - low]++] = split->other.at[i];
}

static void sort(struct build *build, struct split *split)
{
    const struct placed *at = split->placed.at;
    uint32_t n = split->placed.n;
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (uint32_t i = 0; i < n; i++) {
        low = at[i].value < low ? at[i].value : low;
        high = at[i].value > high ? at[i].value : high;
    }
    if (n > 1 && (uint64_t)high - (uint64_t)low < (uint64_t)n * DIRECT_MOST)
        sort_by_count(build, split, low, (uint32_t)((uint64_t)high - (uint64_t)low) + 1);
    else if (n > 1)
        qsort(split->placed.at, n, sizeof *split->placed.at, by_place);
}

/* The rows of USES that compare with few values. */
static void place(struct build *build, struct uses uses, struct split *split)
{
    split->placed.n = split->n_rows = 0;
    for (uint32_t i = 0; i < uses.n; i++)
        if (n_points(build, uses.at[i].term)) {
            split->n_rows++;
            place_row(build, uses.at[i], split);
        }
    sort(build, split);
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
    if (split->n_rows <= ALONE_MOST || split->bucket * BUCKET_SHARE > split->n_rows)
        return false;
    return split->n_rows >= n_members / 2 || split->n_rows >= WORTH;
}

static void try_key(struct build *build, uint32_t i, struct split *split)
{
    split->key = build->keys.at[i];
    place(build, index_build_uses_of(build, i), split);
    measure(split);
}

/* The key that leaves the fewest rows to look at: the winner is left in SPLIT. False if none pays. */
static bool choose(struct build *build, struct members members, struct split *split)
{
    uint32_t best = INDEX_NONE;
    double fewest = 0;
    index_build_uses(build, members);
    for (uint32_t i = 0; i < build->keys.n; i++) {
        try_key(build, i, split);
        double left = members.n - split->n_rows + split->bucket;
        if (pays(split, members.n) && (best == INDEX_NONE || left < fewest)) {
            best = i;
            fewest = left;
        }
    }
    if (best != INDEX_NONE && split->key != build->keys.at[best])
        try_key(build, best, split);
    index_build_uses_done(build);
    return best != INDEX_NONE;
}

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
    if (!node->hashed) {
        node->n = (uint32_t)width + 1;
        node->first = index_build_links(build, node->n, INDEX_NEVER);
        return;
    }
    for (node->n = 4; node->n < 2 * split->n_buckets;)
        node->n *= 2;
    node->first = build->buckets.n;
    for (uint32_t i = 0; i < node->n; i++)
        vec_push(build->arena, &build->buckets, (struct index_bucket){ .node = INDEX_NONE });
}

static void put_bucket(struct build *build, const struct index_node *node, int64_t value, uint32_t child)
{
    uint32_t at = (uint32_t)index_slot(node, value);
    if (!node->hashed) {
        build->links.at[node->first + at] = child;
        return;
    }
    while (build->buckets.at[node->first + at].node != INDEX_NONE)
        at = (at + 1) & (node->n - 1);
    build->buckets.at[node->first + at] = (struct index_bucket){ value, child };
}

/* A key is used within the buckets and where it is unknown, not in the rest. */
static uint32_t make(struct build *build, struct members members, const struct split *split, uint32_t splits)
{
    struct index_node node = { .kind = INDEX_SPLIT, .key = split->key, .of = build->index->keys[split->key] };
    struct members rest = rest_of(build, members, split->key), unknown = unknown_of(build, members, split->key);
    lay_out(build, split, &node);
    build->used[split->key] = true;
    for (uint32_t from = 0, to; from < split->placed.n; from = to) {
        to = bucket_end(split, from);
        put_bucket(build, &node, split->placed.at[from].value,
                   index_build_node(build, bucket_of(build, members, split, from, to), splits + 1));
    }
    node.unknown = index_build_node(build, unknown, splits + 1);
    build->used[split->key] = false;
    node.rest = index_build_node(build, rest, splits);
    return index_build_add(build, node);
}

uint32_t index_split_make(struct build *build, struct members members, uint32_t splits)
{
    struct split split = { 0 };
    return choose(build, members, &split) ? make(build, members, &split, splits) : INDEX_NONE;
}
