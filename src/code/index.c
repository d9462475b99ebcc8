/* Selecting: from the values of a case's facts to the items that can still apply. */
#include "code/index.h"
#include "value/date.h"

#include <string.h>

typedef uint64_t block __attribute__((vector_size(INDEX_BLOCK * 8), aligned(8), may_alias));

/* ---- keys ---- */

uint32_t index_text(const struct index *index, struct str text)
{
    uint32_t mask = index->n_text_slots - 1, at = (uint32_t)str_hash(text) & mask;
    for (; index->n_texts && index->text_slots[at]; at = (at + 1) & mask)
        if (str_eq(index->texts[index->text_slots[at] - 1], text))
            return index->text_slots[at];
    return 0;
}

static __attribute__((noinline)) int64_t derived(struct index_work *work, uint32_t key, const struct value *fact)
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
    *value = of->kind == INDEX_NUMBER ? fact->i : derived(work, key, fact);
    return true;
}

static inline bool look_up(struct index_work *work, uint32_t key, int64_t *value)
{
    return look_at(work, &work->index->keys[key], key, value);
}

/* ---- what is found ---- */

/* If ALIVE. Without a jump: in one case it is, in the next it is not. */
static inline void found_if(struct index_work *work, bool alive, uint32_t item, bool certain)
{
    work->out[work->n] = item << 1 | certain;
    work->n += alive;
    work->sorted &= !alive | (item >= work->next);
    work->next = alive ? item + 1 : work->next;
}

static inline void found(struct index_work *work, uint32_t item, bool certain)
{
    found_if(work, true, item, certain);
}

/* ---- leaves ---- */

static enum truth term_truth(struct index_work *work, const struct index_term *term)
{
    const struct index_range *range = &work->index->ranges[term->first];
    int64_t value;
    if (!look_up(work, term->key, &value))
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
        found_if(work, truth & INDEX_ALIVE, leaf->found >> 1, leaf->found & 1 && truth & INDEX_SURE);
        if (leaf->last)
            return;
    }
}

/* ---- matrices ---- */

/* How many bounds are not above VALUE. */
static inline uint32_t segment_of(const struct index_column *column, const int64_t *numbers, const uint32_t *links, int64_t value)
{
    const int64_t *bounds = &numbers[column->bounds];
    if (column->n_bounds == 0 || value < column->grid_base)
        return 0;
    uint64_t cell = ((uint64_t)value - (uint64_t)column->grid_base) >> column->grid_shift;
    if (cell >= column->n_grid)
        return column->n_bounds;
    uint32_t low = links[column->grid + cell];
    if (column->grid_shift == 0)
        return low;
    uint32_t high = links[column->grid + cell + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (bounds[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static inline uint32_t summary_words(uint32_t n_words)
{
    return (n_words / INDEX_BLOCK + 63) / 64;
}

/* Which bits each column asks for. True if a key is unknown. */
static bool pick(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    uint32_t n_words = node->n_words, n_summary = summary_words(n_words);
    bool unknown = false;
    for (uint32_t i = 0; i < node->n_columns; i++) {
        const struct index_column *column = &index->columns[node->columns + i];
        struct index_pick *one = &work->picks[i];
        int64_t value;
        if (look_at(work, &column->of, column->key, &value)) {
            uint32_t segment = segment_of(column, index->numbers, index->links, value), at = segment >> column->shift;
            *one = (struct index_pick){ &index->words[column->bits + (size_t)at * n_words],
                                        &index->words[column->summary + (size_t)at * n_summary], segment };
        } else {
            *one = (struct index_pick){ &index->words[column->unknown], NULL, UINT32_MAX };
            unknown = true;
        }
    }
    return unknown;
}

static void intersect_few(struct index_work *work, const struct index_node *node)
{
    for (uint32_t i = 0; i < node->n_words; i++) {
        uint64_t word = ~UINT64_C(0);
        for (uint32_t k = 0; k < node->n_columns; k++)
            word &= work->picks[k].bits[i];
        work->alive[i] = word;
    }
}

/* A block at a time; those that the summaries leave out are not looked at. */
static void intersect_many(struct index_work *work, const struct index_node *node)
{
    uint32_t n_blocks = node->n_words / INDEX_BLOCK;
    memset(work->alive, 0, node->n_words * sizeof *work->alive);
    for (uint32_t s = 0; s < summary_words(node->n_words); s++) {
        uint64_t blocks = ~UINT64_C(0);
        for (uint32_t k = 0; k < node->n_columns; k++)
            blocks &= work->picks[k].summary ? work->picks[k].summary[s] : ~UINT64_C(0);
        for (; blocks; blocks &= blocks - 1) {
            uint32_t at = s * 64 + (uint32_t)__builtin_ctzll(blocks);
            if (at >= n_blocks)
                break;
            block all = *(const block *)&work->picks[0].bits[at * INDEX_BLOCK];
            for (uint32_t k = 1; k < node->n_columns; k++)
                all &= *(const block *)&work->picks[k].bits[at * INDEX_BLOCK];
            *(block *)&work->alive[at * INDEX_BLOCK] = all;
        }
    }
}

static void clear(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    for (uint32_t k = 0; k < node->n_columns; k++) {
        const struct index_column *column = &index->columns[node->columns + k];
        if (column->shift == 0 || work->picks[k].segment == UINT32_MAX)
            continue;
        const uint32_t *from = &index->links[column->clear + work->picks[k].segment];
        for (uint32_t i = from[0]; i < from[1]; i++)
            work->alive[index->links[i] / 64] &= ~(UINT64_C(1) << index->links[i] % 64);
    }
}

static inline void note_wait(struct index_work *work, uint32_t fact)
{
    work->waits[fact / 64] |= UINT64_C(1) << fact % 64;
    work->waiting = true;
}

/* Adds the rows that COLUMN leaves open, its key being unknown. Yields whether a quiet one among them is alive. */
static inline bool add_open(struct index_work *work, const struct index_node *node, const struct index_column *column)
{
    const uint64_t *open = &work->index->words[column->open], *quiet = &work->index->words[node->quiet], *alive = work->alive;
    uint64_t *all = work->open, waiting = 0;
    for (uint32_t i = 0; i < node->n_words; i++) {
        all[i] |= open[i];
        waiting |= alive[i] & open[i] & quiet[i];
    }
    return waiting;
}

/* The rows that are unknown on account of an unknown key. The quiet ones of them go: what they wait for is noted of all at once. */
static void note_open(struct index_work *work, const struct index_node *node)
{
    const uint64_t *quiet = &work->index->words[node->quiet];
    memset(work->open, 0, node->n_words * sizeof *work->open);
    for (uint32_t k = 0; k < node->n_columns; k++) {
        const struct index_column *column = &work->index->columns[node->columns + k];
        if (work->picks[k].segment == UINT32_MAX && add_open(work, node, column))
            note_wait(work, column->of.fact);
    }
    for (uint32_t i = 0; i < node->n_words; i++)
        work->alive[i] &= ~(work->open[i] & quiet[i]);
}

/* The same where each row is an item of its own, and each behind what was found before. */
static void list_in_order(struct index_work *work, const struct index_node *node, bool unknown)
{
    const uint64_t *exact = &work->index->words[node->exact], *alive_words = work->alive, *open = work->open;
    const uint32_t *items = &work->index->links[node->first];
    uint32_t *out = work->out, n = work->n;
    for (uint32_t i = 0; i < node->n_words; i++, items += 64) {
        uint64_t alive = alive_words[i], certain = exact[i] & (unknown ? ~open[i] : ~UINT64_C(0));
        for (; alive; alive &= alive - 1) {
            uint32_t bit = (uint32_t)__builtin_ctzll(alive);
            out[n++] = items[bit] << 1 | (uint32_t)(certain >> bit & 1);
        }
    }
    work->n = n;
    work->next = n > 0 ? (out[n - 1] >> 1) + 1 : 0;
}

static void list_found(struct index_work *work, const struct index_node *node, bool unknown)
{
    bool behind = work->index->links[node->first] >= work->next;
    if (node->distinct && behind && !work->first_only) {
        list_in_order(work, node, unknown);
        return;
    }
    const struct index *index = work->index;
    const uint64_t *exact = &index->words[node->exact];
    const uint32_t *items = &index->links[node->first];
    for (uint32_t i = 0; i < node->n_words; i++) {
        uint64_t alive = work->alive[i];
        if (!alive)
            continue;
        uint64_t certain = exact[i] & (unknown ? ~work->open[i] : ~UINT64_C(0));
        for (; alive; alive &= alive - 1) {
            uint32_t bit = (uint32_t)__builtin_ctzll(alive);
            bool sure = certain >> bit & 1;
            found(work, items[i * 64 + bit], sure);
            if (sure && work->first_only)
                return;
        }
    }
}

/* What the quiet ones of 64 rows at the most wait for. */
static __attribute__((noinline)) void note_waits(struct index_work *work, const struct index_node *node, uint64_t quiet)
{
    const struct index *index = work->index;
    for (uint32_t k = 0; k < node->n_columns; k++) {
        const struct index_column *column = &index->columns[node->columns + k];
        if (!work->facts[column->of.fact].kind && (index->words[column->open] & quiet))
            note_wait(work, column->of.fact);
    }
}

/* Of 64 rows at the most, which share no bits. */
static void select_small(struct index_work *work, const struct index_node *node)
{
    const struct index *index = work->index;
    const struct index_column *column = &index->columns[node->columns], *end = column + node->n_columns;
    const uint64_t *words = index->words;
    const int64_t *numbers = index->numbers;
    const uint32_t *links = index->links;
    uint64_t alive = ~UINT64_C(0) >> (64 - node->n), open = 0, quiet = words[node->quiet];
    for (; column < end; column++) {
        int64_t value;
        if (look_at(work, &column->of, column->key, &value)) {
            alive &= words[column->bits + segment_of(column, numbers, links, value)];
        } else {
            alive &= words[column->unknown];
            open |= words[column->open];
        }
    }
    if (alive & open & quiet) {
        note_waits(work, node, alive & quiet);
        alive &= ~(open & quiet);
    }
    for (uint64_t certain = words[node->exact] & ~open; alive; alive &= alive - 1) {
        uint32_t bit = (uint32_t)__builtin_ctzll(alive);
        bool sure = certain >> bit & 1;
        found(work, links[node->first + bit], sure);
        if (sure && work->first_only)
            return;
    }
}

static void select_matrix(struct index_work *work, const struct index_node *node)
{
    if (node->n_words == 1) {
        select_small(work, node);
        return;
    }
    bool unknown = pick(work, node);
    if (node->n_words <= INDEX_BLOCK)
        intersect_few(work, node);
    else
        intersect_many(work, node);
    clear(work, node);
    if (unknown)
        note_open(work, node);
    list_found(work, node, unknown);
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
            select_matrix(work, node);
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

enum { INSERTION_MOST = 24 };

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

static void sort_many(struct index_work *work, uint32_t n_items)
{
    for (uint32_t i = 0; i < work->n; i++) {
        uint32_t item = work->out[i] >> 1;
        work->found[item / 64] |= UINT64_C(1) << item % 64;
        work->certain[item / 64] |= (uint64_t)(work->out[i] & 1) << item % 64;
    }
    work->n = 0;
    for (uint32_t i = 0; i <= n_items / 64; i++) {
        for (uint64_t word = work->found[i]; word; word &= word - 1) {
            uint32_t bit = (uint32_t)__builtin_ctzll(word);
            work->out[work->n++] = (i * 64 + bit) << 1 | (work->certain[i] >> bit & 1);
        }
        work->found[i] = work->certain[i] = 0;
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
    *work = (struct index_work){ .index = index };
    work->text_ids = arena_array(arena, uint32_t, index->n_keys);
    work->text_stamps = arena_array(arena, uint32_t, index->n_keys);
    work->alive = arena_array(arena, uint64_t, index->most_words);
    work->open = arena_array(arena, uint64_t, index->most_words);
    work->picks = arena_array(arena, struct index_pick, index->most_columns);
    work->found = arena_array(arena, uint64_t, index->most_items / 64 + 1);
    work->certain = arena_array(arena, uint64_t, index->most_items / 64 + 1);
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
