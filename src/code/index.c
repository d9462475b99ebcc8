/* Selecting: from the values of a case's facts to the items that can still apply. */
#include "code/index_work.h"
#include "value/date.h"

#include <string.h>

/* ---- keys ---- */

uint32_t index_text(const struct index *index, struct str text)
{
    uint32_t mask = index->n_text_slots - 1, at = (uint32_t)str_hash(text) & mask;
    for (; index->n_texts && index->text_slots[at]; at = (at + 1) & mask)
        if (str_eq(index->texts[index->text_slots[at] - 1], text))
            return index->text_slots[at];
    return 0;
}

uint32_t index_segment(const int64_t *bounds, uint32_t n, int64_t value)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (bounds[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t index_derived(struct index_work *work, uint32_t key, const struct value *fact)
{
    if (work->index->keys[key].kind == INDEX_DAY)
        return moment_date(fact->i, fact->offset);
    if (work->text_stamps[key] != work->stamp) {
        work->text_ids[key] = index_text(work->index, value_str(*fact));
        work->text_stamps[key] = work->stamp;
    }
    return work->text_ids[key];
}

/* False: unknown. */
static inline bool look_at(struct index_work *work, const struct index_key *of, uint32_t key, int64_t *value)
{
    const struct value *fact = &work->facts[of->fact];
    if (!fact->kind)
        return false;
    *value = of->kind == INDEX_NUMBER ? fact->i : index_derived(work, key, fact);
    return true;
}

/* ---- leaves ---- */

static enum truth term_truth(struct index_work *work, const struct index_term *term)
{
    const struct index_range *range = &work->index->ranges[term->first];
    int64_t value;
    if (!look_at(work, &work->index->keys[term->key], term->key, &value))
        return (enum truth)term->unknown;
    for (uint32_t i = 0; i < term->n; i++)
        if (value <= range[i].high)
            return value >= range[i].low ? TRUTH_YES : TRUTH_NO;
    return TRUTH_NO;
}

static enum truth row_truth(struct index_work *work, const struct index_row *row)
{
    const struct index_term *term = &work->index->terms[row->first];
    enum truth all = TRUTH_YES;
    for (uint32_t i = 0; i < row->n; i++) {
        enum truth one = term_truth(work, &term[i]);
        if (one == TRUTH_NO)
            return TRUTH_NO;
        if (one == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

/* INDEX_ALIVE and INDEX_SURE. */
static inline uint32_t test(struct index_work *work, const struct index_leaf *leaf)
{
    int64_t value;
    if (leaf->kind == INDEX_LEAF_NO_TEST)
        return INDEX_ALIVE | INDEX_SURE;
    if (leaf->kind == INDEX_LEAF_ROW) {
        enum truth truth = row_truth(work, &work->index->rows[leaf->key]);
        return truth == TRUTH_YES ? INDEX_ALIVE | INDEX_SURE : truth == TRUTH_UNKNOWN ? INDEX_ALIVE : 0;
    }
    if (!look_at(work, &(struct index_key){ leaf->fact, leaf->kind }, leaf->key, &value))
        return leaf->unknown;
    return (uint32_t)((value >= leaf->low) & (value <= leaf->high)) * (INDEX_ALIVE | INDEX_SURE);
}

static void select_leaf(struct index_work *work, const struct index_leaf *leaf)
{
    for (;; leaf++) {
        uint32_t truth = test(work, leaf);
        while (leaf->more)
            truth &= test(work, ++leaf);
        index_work_found(work, truth & INDEX_ALIVE, leaf->found >> 1, leaf->found & 1 && truth & INDEX_SURE);
        if (leaf->last)
            return;
    }
}

/* ---- splits ---- */

/* The bucket's node, or INDEX_NONE. */
static inline uint32_t bucket_of(const struct index *index, const struct index_node *node, int64_t value)
{
    uint64_t at = index_slot(node, value);
    if (!node->hashed)
        return at < node->n ? index->links[node->first + at] : INDEX_NONE;
    const struct index_bucket *buckets = &index->buckets[node->first];
    while (buckets[at].value != value && buckets[at].node != INDEX_NONE)
        at = (at + 1) & (node->n - 1);
    return buckets[at].node;
}

static void select_node(struct index_work *work, uint32_t at)
{
    const struct index *index = work->index;
    while (at < INDEX_LEAF) {
        const struct index_node *node = &index->nodes[at];
        int64_t value;
        if (node->kind == INDEX_MATRIX) {
            index_matrix_select(work, node);
            return;
        }
        if (node->rest != INDEX_NONE)
            select_node(work, node->rest);
        at = look_at(work, &node->of, node->key, &value) ? bucket_of(index, node, value) : node->unknown;
    }
    if (at != INDEX_NONE)
        select_leaf(work, &index->leaves[at - INDEX_LEAF]);
}

/* ---- order ---- */

enum { INSERTION_MOST = 12 };

static void sort_few(struct index_work *work)
{
    uint32_t *out = work->out, kept = 0;
    for (uint32_t i = 1; i < work->n; i++) {
        uint32_t one = out[i], at = i;
        for (; at > 0 && out[at - 1] > one; at--)
            out[at] = out[at - 1];
        out[at] = one;
    }
    for (uint32_t i = 0; i < work->n; i++) {
        if (kept > 0 && out[kept - 1] >> 1 == out[i] >> 1)
            out[kept - 1] |= out[i];
        else
            out[kept++] = out[i];
    }
    work->n = kept;
}

static void list_word(struct index_work *work, uint32_t i)
{
    uint64_t certain = work->certain[i];
    for (uint64_t word = work->found[i]; word; word &= word - 1) {
        uint32_t bit = (uint32_t)__builtin_ctzll(word);
        work->out[work->n++] = (i * 64 + bit) << 1 | (certain >> bit & 1);
    }
    work->found[i] = work->certain[i] = 0;
}

/* Bits, listed again. */
static void sort_many(struct index_work *work, uint32_t n_items)
{
    for (uint32_t i = 0; i < work->n; i++) {
        uint32_t item = work->out[i] >> 1;
        work->found[item / 64] |= UINT64_C(1) << item % 64;
        work->certain[item / 64] |= (uint64_t)(work->out[i] & 1) << item % 64;
        work->some[item / 4096] |= UINT64_C(1) << item / 64 % 64;
    }
    work->n = 0;
    for (uint32_t i = 0; i <= n_items / 4096; i++) {
        for (uint64_t some = work->some[i]; some; some &= some - 1)
            list_word(work, i * 64 + (uint32_t)__builtin_ctzll(some));
        work->some[i] = 0;
    }
}

uint32_t index_select(struct index_work *work, uint32_t set_number, uint32_t *out)
{
    const struct index_set *set = &work->index->sets[set_number];
    work->out = out;
    work->n = 0;
    work->sorted = true;
    work->next = 0;
    work->first_only = set->first_only;
    select_node(work, set->root);
    if (!work->sorted && work->n <= INSERTION_MOST)
        sort_few(work);
    else if (!work->sorted)
        sort_many(work, set->n_items);
    return work->n;
}

/* ---- a context ---- */

void index_begin(struct index_work *work, const struct index *index, struct arena *arena)
{
    *work = (struct index_work){ .index = index, .vectors = index_matrix_vectors(0) };
    work->text_ids = arena_array(arena, uint32_t, index->n_keys);
    work->text_stamps = arena_array(arena, uint32_t, index->n_keys);
    work->alive = arena_array(arena, uint64_t, index->most_words);
    work->sure = arena_array(arena, uint64_t, index->most_words);
    work->left = arena_array(arena, uint32_t, index->most_words + 1);
    work->bits = arena_array(arena, const uint64_t *, index->most_columns);
    work->summaries = arena_array(arena, const uint64_t *, index->most_columns);
    work->rows = arena_array(arena, uint32_t, index->most_columns);
    work->unknown = arena_array(arena, uint32_t, index->most_columns + 1);
    work->opens = arena_array(arena, struct index_open, index->most_columns + 1);
    work->found = arena_array(arena, uint64_t, index->most_items / 64 + 1);
    work->certain = arena_array(arena, uint64_t, index->most_items / 64 + 1);
    work->some = arena_array(arena, uint64_t, index->most_items / 4096 + 1);
    uint32_t most_fact = 0;
    for (uint32_t i = 0; i < index->n_keys; i++)
        most_fact = index->keys[i].fact > most_fact ? index->keys[i].fact : most_fact;
    work->n_waits = most_fact / 64 + 1;
    work->waits = arena_array(arena, uint64_t, work->n_waits);
}

void index_forget(struct index_work *work)
{
    memset(work->text_stamps, 0, work->index->n_keys * sizeof *work->text_stamps);
}

/* ---- verification ---- */

static bool key_fits(const struct index_key *key, const struct fact *facts, uint32_t n_facts)
{
    if (key->fact >= n_facts)
        return false;
    enum type_kind type = facts[key->fact].type->kind;
    bool text = type == TYPE_TEXT || type == TYPE_PARTY || type == TYPE_SYMBOL;
    return key->kind == INDEX_TEXT ? text : key->kind == INDEX_DAY ? type == TYPE_MOMENT : key->kind == INDEX_NUMBER && !text;
}

static bool term_fits(const struct index *index, const struct index_term *term)
{
    if (term->key >= index->n_keys || term->unknown > TRUTH_UNKNOWN || (uint64_t)term->first + term->n > index->n_ranges)
        return false;
    const struct index_range *ranges = &index->ranges[term->first];
    for (uint32_t i = 0; i < term->n; i++)
        if (ranges[i].low > ranges[i].high || (i > 0 && (ranges[i].low == INT64_MIN || ranges[i - 1].high >= ranges[i].low - 1)))
            return false;
    return true;
}

static bool row_fits(const struct index *index, const struct index_row *row)
{
    if ((uint64_t)row->first + row->n > index->n_terms)
        return false;
    for (uint32_t i = 0; i < row->n; i++)
        if (!term_fits(index, &index->terms[row->first + i]) ||
            (i > 0 && index->terms[row->first + i - 1].key >= index->terms[row->first + i].key))
            return false;
    return true;
}

static bool set_fits(const struct index *index, const struct index_set *set)
{
    bool fits = (uint64_t)set->first_item + set->n_items <= index->n_items && (uint64_t)set->first_row + set->n_rows <= index->n_rows;
    for (uint32_t i = 0; i < set->n_items && fits; i++)
        fits = index->items[set->first_item + i].left <= INDEX_LEFT_MANY;
    for (uint32_t i = 0; i < set->n_rows && fits; i++) {
        const struct index_row *row = &index->rows[set->first_row + i];
        fits = row->item < set->n_items && (i == 0 || row[-1].item <= row->item) && row_fits(index, row);
    }
    return fits;
}

bool index_fits(const struct index *index, const struct fact *facts, uint32_t n_facts)
{
    bool fits = true;
    for (uint32_t i = 0; i < index->n_keys && fits; i++)
        fits = key_fits(&index->keys[i], facts, n_facts);
    uint32_t n_items = 0, n_rows = 0; /* of the sets before: they stand one behind the other */
    for (uint32_t i = 0; i < index->n_sets && fits; i++) {
        const struct index_set *set = &index->sets[i];
        fits = set->first_item == n_items && set->first_row == n_rows && set_fits(index, set);
        n_items += set->n_items;
        n_rows += set->n_rows;
    }
    return fits;
}
