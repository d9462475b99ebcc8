/* Plans: each bound once, each term once, the rows in terms of them. */
#include "base/vec.h"
#include "code/batch_inner.h"

#include <stdlib.h>

enum { ITEMS_MOST = 1 << 14, TERMS_MOST = 1 << 16 };

/* What a term was made of, to know it again. */
struct said {
    const struct index_term *term;
    uint32_t often;
};

struct planning {
    const struct index *index;
    const struct index_set *set;
    struct arena *arena;
    VEC(struct batch_key) keys;
    uint32_t *key_numbers; /* by the index's keys: 1 + number among the set's */
    VEC(int64_t) bounds;
    VEC(struct batch_term) terms;
    VEC(struct said) said; /* by term */
    VEC(struct batch_wait) waits;
    VEC(struct batch_more) more;
    VEC(uint32_t) slots;   /* of terms, by hash: 1 + number */
    VEC(uint32_t) uses;
    VEC(struct batch_row) rows;
};

static const struct index_row *row_at(const struct planning *p, uint32_t i)
{
    return &p->index->rows[p->set->first_row + i];
}

/* ---- bounds ---- */

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static uint32_t distinct(int64_t *values, uint32_t n)
{
    uint32_t kept = 0;
    if (n > 1)
        qsort(values, n, sizeof *values, by_value);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || values[i] != values[i - 1])
            values[kept++] = values[i];
    return kept;
}

/* How many bounds TERM has; they go to TO, if that is not NULL. */
static uint32_t term_bounds(const struct planning *p, const struct index_term *term, int64_t *to)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < term->n; i++) {
        const struct index_range *range = &p->index->ranges[term->first + i];
        int64_t ends[] = { range->low, range->high == INT64_MAX ? INT64_MIN : range->high + 1 };
        for (uint32_t k = 0; k < 2; k++) {
            if (ends[k] > INT64_MIN && to)
                to[n] = ends[k];
            n += ends[k] > INT64_MIN;
        }
    }
    return n;
}

typedef void each_term(struct planning *p, const struct index_term *term, void *context);

static void go_through(struct planning *p, each_term *each, void *context)
{
    for (uint32_t i = 0; i < p->set->n_rows; i++)
        for (uint32_t k = 0; k < row_at(p, i)->n; k++)
            each(p, &p->index->terms[row_at(p, i)->first + k], context);
}

static void count_bounds(struct planning *p, const struct index_term *term, void *context)
{
    (void)context;
    if (p->key_numbers[term->key] == 0) {
        vec_push(p->arena, &p->keys, (struct batch_key){ .key = term->key });
        p->key_numbers[term->key] = p->keys.n;
    }
    p->keys.at[p->key_numbers[term->key] - 1].n += term_bounds(p, term, NULL);
}

static void put_bounds(struct planning *p, const struct index_term *term, void *context)
{
    struct batch_key *key = &p->keys.at[p->key_numbers[term->key] - 1];
    key->n += term_bounds(p, term, (int64_t *)context + key->first + key->n);
}

/* Those of a key stand together, ascending. */
static void collect_bounds(struct planning *p)
{
    uint32_t n = 0;
    go_through(p, count_bounds, NULL);
    for (uint32_t i = 0; i < p->keys.n; i++) {
        p->keys.at[i].first = n;
        n += p->keys.at[i].n;
        p->keys.at[i].n = 0;
    }
    int64_t *all = arena_array(p->arena, int64_t, n);
    go_through(p, put_bounds, all);
    for (uint32_t i = 0; i < p->keys.n; i++) {
        struct batch_key *key = &p->keys.at[i];
        uint32_t first = p->bounds.n, kept = distinct(all + key->first, key->n);
        for (uint32_t k = 0; k < kept; k++)
            vec_push(p->arena, &p->bounds, all[key->first + k]);
        *key = (struct batch_key){ key->key, BATCH_KEYS + BATCH_BOUNDS * i + first, first, kept };
    }
}

/* The number of the bound's word. */
static uint32_t bound_at(const struct planning *p, const struct batch_key *key, int64_t value)
{
    uint32_t low = 0, high = key->n;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (p->bounds.at[key->first + middle] <= value)
            low = middle;
        else
            high = middle;
    }
    return key->word + BATCH_BOUNDS + low;
}

/* ---- terms ---- */

static uint32_t from_word(const struct planning *p, const struct batch_key *key, const struct index_range *range)
{
    return range->low == INT64_MIN ? key->word + BATCH_KNOWN : bound_at(p, key, range->low);
}

static uint32_t to_word(const struct planning *p, const struct batch_key *key, const struct index_range *range)
{
    return range->high == INT64_MAX ? BATCH_NEVER : bound_at(p, key, range->high + 1);
}

/* Of a thousand cases, in how many the term is yes, if its key's values were spread over what its bounds cut them into. */
static uint32_t how_often(const struct planning *p, const struct batch_key *key, const struct index_term *term)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < term->n; i++) {
        const struct index_range *range = &p->index->ranges[term->first + i];
        uint32_t from = from_word(p, key, range), to = to_word(p, key, range);
        n += (to == BATCH_NEVER ? key->word + BATCH_BOUNDS + key->n : to) - from;
    }
    return (uint32_t)((uint64_t)n * 1000 / (key->n + 1));
}

static void add_term(struct planning *p, const struct index_term *term)
{
    const struct batch_key *key = &p->keys.at[p->key_numbers[term->key] - 1];
    const struct index_range *ranges = &p->index->ranges[term->first];
    struct batch_term made = { .alive = term->unknown != TRUTH_NO ? key->word : BATCH_NEVER,
                               .sure = term->unknown == TRUTH_YES ? key->word : BATCH_NEVER };
    if (term->n > 0) {
        made.from = from_word(p, key, &ranges[0]);
        made.to = to_word(p, key, &ranges[0]);
    }
    for (uint32_t i = 1; i < term->n; i++)
        vec_push(p->arena, &p->more, ((struct batch_more){ p->terms.n, from_word(p, key, &ranges[i]), to_word(p, key, &ranges[i]) }));
    vec_push(p->arena, &p->terms, made);
    vec_push(p->arena, &p->said, ((struct said){ term, how_often(p, key, term) }));
    vec_push(p->arena, &p->waits, ((struct batch_wait){ term->unknown == TRUTH_UNKNOWN ? key->word : BATCH_NEVER,
                                                        batch_place(p->index->keys[term->key].fact) }));
}

static uint32_t hash_of(const struct planning *p, const struct index_term *term)
{
    const uint64_t by = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = ((uint64_t)term->key * 3 + term->unknown) * by;
    for (uint32_t i = 0; i < term->n; i++) {
        hash = (hash ^ hash >> 32 ^ (uint64_t)p->index->ranges[term->first + i].low) * by;
        hash = (hash ^ hash >> 32 ^ (uint64_t)p->index->ranges[term->first + i].high) * by;
    }
    return (uint32_t)(hash >> 32);
}

static bool same_term(const struct planning *p, const struct index_term *a, const struct index_term *b)
{
    bool same = a->key == b->key && a->unknown == b->unknown && a->n == b->n;
    for (uint32_t i = 0; same && i < a->n; i++) {
        const struct index_range *x = &p->index->ranges[a->first + i], *y = &p->index->ranges[b->first + i];
        same = x->low == y->low && x->high == y->high;
    }
    return same;
}

static void make_slots(struct planning *p)
{
    uint32_t n = 8, wanted = 0;
    for (uint32_t i = 0; i < p->set->n_rows; i++)
        wanted += 2 * row_at(p, i)->n;
    while (n < wanted)
        n *= 2;
    p->slots.at = arena_array(p->arena, uint32_t, n);
    p->slots.n = n;
}

/* TERM's number: one that is the same has its own. */
static uint32_t term_number(struct planning *p, const struct index_term *term)
{
    uint32_t mask = p->slots.n - 1, at = hash_of(p, term) & mask;
    for (; p->slots.at[at]; at = (at + 1) & mask)
        if (same_term(p, term, p->said.at[p->slots.at[at] - 1].term))
            return p->slots.at[at] - 1;
    add_term(p, term);
    p->slots.at[at] = p->terms.n;
    return p->terms.n - 1;
}

/* ---- rows ---- */

/* Of a row of many terms those come first that are seldom yes: no more is looked at where no lane is left. */
static void add_uses(struct planning *p, const struct index_row *row)
{
    uint32_t first = p->uses.n;
    for (uint32_t i = 0; i < row->n; i++) {
        uint32_t number = term_number(p, &p->index->terms[row->first + i]), at = p->uses.n;
        vec_push(p->arena, &p->uses, number);
        for (; at > first && p->said.at[p->uses.at[at - 1]].often > p->said.at[number].often; at--)
            p->uses.at[at] = p->uses.at[at - 1];
        p->uses.at[at] = number;
    }
}

static uint32_t length_of(const struct index_row *row)
{
    return row->n < BATCH_LENGTHS - 1 ? row->n : BATCH_LENGTHS - 1;
}

static bool is_quiet(const struct planning *p, const struct index_row *row)
{
    const struct index_item *item = &p->index->items[p->set->first_item + row->item];
    return item->quiet && index_tells_needs(item);
}

static uint32_t add_rows(struct planning *p, bool quiet, uint32_t length)
{
    for (uint32_t i = 0; i < p->set->n_rows; i++) {
        const struct index_row *row = row_at(p, i);
        if (length_of(row) != length || is_quiet(p, row) != quiet)
            continue;
        vec_push(p->arena, &p->rows, ((struct batch_row){ batch_place(row->item), p->uses.n }));
        if (length == BATCH_LENGTHS - 1)
            vec_push(p->arena, &p->uses, row->n);
        add_uses(p, row);
    }
    return p->rows.n;
}

static const uint64_t *exact_lanes(const struct planning *p)
{
    uint64_t *exact = arena_array(p->arena, uint64_t, (size_t)p->set->n_items + BATCH_LANES);
    for (uint32_t i = 0; i < p->set->n_items; i++)
        exact[batch_place(i)] = p->index->items[p->set->first_item + i].exact ? ~UINT64_C(0) : 0;
    return exact;
}

/* ---- the whole ---- */

struct batch_plan batch_plan(const struct index *index, uint32_t number, struct arena *arena)
{
    struct planning p = { .index = index, .set = &index->sets[number], .arena = arena };
    p.key_numbers = arena_array(arena, uint32_t, index->n_keys);
    struct batch_plan plan = { .n_items = p.set->n_items };
    collect_bounds(&p);
    make_slots(&p);
    for (uint32_t i = 0; i < 2 * BATCH_LENGTHS; i++)
        plan.ends[i / BATCH_LENGTHS][i % BATCH_LENGTHS] = add_rows(&p, i < BATCH_LENGTHS, i % BATCH_LENGTHS);
    plan.exact = exact_lanes(&p);
    plan.keys = p.keys.at, plan.n_keys = p.keys.n;
    plan.bounds = p.bounds.at, plan.n_bounds = p.bounds.n;
    plan.terms = p.terms.at, plan.n_terms = p.terms.n;
    plan.waits = p.waits.at;
    plan.more = p.more.at, plan.n_more = p.more.n;
    plan.uses = p.uses.at, plan.n_uses = p.uses.n;
    plan.rows = p.rows.at;
    plan.n_words = BATCH_KEYS + BATCH_BOUNDS * p.keys.n + p.bounds.n;
    return plan;
}

bool batch_plan_fits(const struct index *index, uint32_t number)
{
    const struct index_set *set = &index->sets[number];
    uint64_t n = 0;
    for (uint32_t i = 0; i < set->n_rows; i++)
        n += index->rows[set->first_row + i].n;
    return set->n_items <= ITEMS_MOST && n <= TERMS_MOST;
}
