/* Making the index: which rows of a matrix stand together.
 *
 * Of each row the test that the fewest values pass is taken; rows stand by its key, by whether it asks for less or for more than a
 * bound, and by the bound. So for a value of that key those that it lets through stand together, and the others do. */
#include "code/index_build.h"

#include <stdlib.h>

/* How much of what may come passes the tests, on average, where clusters pay. */
static const double share_most = 0.4;

enum side { BELOW, ABOVE, ELSE, SIDES };
enum { ANYTHING = 2 }; /* what a row without tests lets pass, as share_of has it */

struct stand {
    uint64_t key;  /* and the side */
    int64_t bound;
    double share;  /* of what may come that passes the test */
    struct member member;
};

/* A column's bounds. */
struct bounds {
    const int64_t *at;
    uint32_t n;
};

static double share_of_span(const struct index_range *range, struct bounds bounds)
{
    double first = (double)bounds.at[0], last = (double)bounds.at[bounds.n - 1];
    double low = (double)range->low > first ? (double)range->low : first, high = (double)range->high < last ? (double)range->high : last;
    return high > low ? (high - low) / (last - first) : 0;
}

static double share_of_segments(const struct index_range *range, struct bounds bounds)
{
    uint32_t from = index_segment(bounds.at, bounds.n, range->low), to = index_segment(bounds.at, bounds.n, range->high);
    return (to - from + 1.0) / (bounds.n + 1.0);
}

/* How much of the values that may come passes TERM, guessed from the bounds that the policy has: as many values between two of them
 * as between two others, and as many as they are apart; both added up. */
static double share_of(const struct build *build, const struct index_term *term, struct bounds bounds)
{
    double share = 0;
    for (uint32_t i = 0; i < term->n; i++) {
        const struct index_range *range = &build->index->ranges[term->first + i];
        share += share_of_segments(range, bounds) + (bounds.n > 1 ? share_of_span(range, bounds) : 0);
    }
    return share;
}

static void look_at(const struct build *build, const struct use *use, struct bounds bounds, struct stand *stand)
{
    const struct index_term *term = use->term;
    const struct index_range *range = &build->index->ranges[term->first];
    double share = share_of(build, term, bounds);
    if (share >= stand->share)
        return;
    enum side side = term->n != 1 ? ELSE : range->low == INT64_MIN ? BELOW : ABOVE;
    stand->share = share;
    stand->key = (uint64_t)term->key * SIDES + side;
    stand->bound = side == ELSE ? 0 : side == BELOW ? range->high : range->low;
}

static int by_place(const void *a, const void *b)
{
    const struct stand *x = a, *y = b;
    if (x->key != y->key)
        return x->key > y->key ? 1 : -1;
    if (x->bound != y->bound)
        return x->bound > y->bound ? 1 : -1;
    return (x->member.row > y->member.row) - (x->member.row < y->member.row);
}

static double mean_share(const struct stand *stands, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += stands[i].share;
    return sum / n;
}

static void find_stands(const struct build *build, const struct index_column *columns, struct stand *stands)
{
    for (uint32_t i = 0; i < build->keys.n; i++) {
        struct uses uses = index_build_uses_of(build, i);
        struct bounds bounds = { &build->numbers.at[columns[i].bounds], columns[i].n_bounds };
        for (uint32_t k = 0; k < uses.n; k++)
            look_at(build, &uses.at[k], bounds, &stands[uses.at[k].bit]);
    }
}

/* The rows of each key begin a word, so that no word is of two keys, of which one or the other is seldom out. */
static struct members laid_out(struct build *build, const struct stand *stands, uint32_t n)
{
    struct members all = { .at = arena_alloc(build->arena, (n + (size_t)64 * (build->keys.n + 1)) * sizeof *all.at) };
    for (uint32_t i = 0; i < n; i++) {
        bool other = i > 0 && stands[i].key / SIDES != stands[i - 1].key / SIDES;
        while (other && all.n % 64)
            all.at[all.n++] = (struct member){ .row = INDEX_NONE };
        all.at[all.n++] = stands[i].member;
    }
    return all;
}

bool index_cluster_order(struct build *build, struct members *members, const struct index_column *columns)
{
    uint32_t n = members->n;
    struct stand *stands = arena_alloc(build->arena, n * sizeof *stands);
    for (uint32_t i = 0; i < n; i++)
        stands[i] = (struct stand){ .key = UINT64_MAX, .share = ANYTHING, .member = members->at[i] };
    find_stands(build, columns, stands);
    if (mean_share(stands, n) > share_most)
        return false;
    qsort(stands, n, sizeof *stands, by_place);
    *members = laid_out(build, stands, n);
    return true;
}
