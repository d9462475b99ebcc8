/* Making the index of its rows. */
#include "code/index_build.h"

#include <stdlib.h>

enum {
    SPLIT_LEAST = 17,   /* rows: fewer are as quick in a matrix */
    LEAF_MOST = 4,      /* rows that are looked at one after the other */
    SPLITS_MOST = 3,    /* that one row is in on the side where their keys are unknown: each doubles the row */
};

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

/* ---- terms by key ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A member's terms: none where there is no row. */
static uint32_t n_terms(const struct build *build, struct member member)
{
    return index_build_is_row(member) ? index_build_row(build, member)->n : 0;
}

void index_build_uses(struct build *build, struct members members)
{
    build->keys.n = build->uses.n = 0;
    for (uint32_t i = 0; i < members.n; i++) {
        const struct index_row *row = &build->index->rows[members.at[i].row];
        for (uint32_t k = 0; k < n_terms(build, members.at[i]); k++) {
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
        const struct index_row *row = &build->index->rows[members.at[i].row];
        for (uint32_t k = 0; k < n_terms(build, members.at[i]); k++) {
            const struct index_term *term = &build->index->terms[row->first + k];
            if (!build->used[term->key])
                build->uses.at[build->counts[term->key]++] = (struct use){ i, term };
        }
    }
}

/* Counts are the uses' ends now. */
struct uses index_build_uses_of(const struct build *build, uint32_t i)
{
    uint32_t from = i ? build->counts[build->keys.at[i - 1]] : 0;
    return (struct uses){ build->uses.at + from, build->counts[build->keys.at[i]] - from };
}

void index_build_uses_done(struct build *build)
{
    for (uint32_t i = 0; i < build->keys.n; i++)
        build->counts[build->keys.at[i]] = 0;
}

/* ---- the whole ---- */

uint32_t index_build_node(struct build *build, struct members members, uint32_t splits)
{
    if (members.n == 0)
        return INDEX_NONE;
    if (members.n <= LEAF_MOST)
        return index_leaf_make(build, members);
    uint32_t split = members.n >= SPLIT_LEAST && splits < SPLITS_MOST ? index_split_make(build, members, splits) : INDEX_NONE;
    return split != INDEX_NONE ? split : index_columns_make(build, members);
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
    index->cells = build->cells.at;
    index->n_cells = build->cells.n;
    index->numbers = build->numbers.at;
    index->n_numbers = build->numbers.n;
    index->links = build->links.at;
    index->n_links = build->links.n;
    index->words = build->words.at;
    index->n_words = build->words.n;
}

void index_build_none(struct index *index, struct arena *arena)
{
    make_text_slots(index, arena);
    for (uint32_t i = 0; i < index->n_sets; i++) {
        find_rows(index, &index->sets[i]);
        index->sets[i].root = INDEX_NONE;
    }
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
