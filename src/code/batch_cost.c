/* What a batch costs, and what the index does: by what tests/bench/bench_rules has measured of each. */
#include "code/batch_inner.h"

/* Picoseconds, of a case. */
enum {
    A_NUMBER = 1200, A_TEXT = 12000, A_DAY = 4000, /* the value of a key */
    A_BOUND = 120, A_TERM = 40, A_USE = 30, A_BLOCK = 3000, /* of a batch */
    A_ROW = 4000, A_TEST = 1500, A_SEGMENT = 6000, A_WORD = 200, AN_ALIVE = 1500, A_BUCKET = 8000, /* of the index */
    A_LIKELY_TEST = 1200, AN_OPEN_TEST = 2500, EXACT_SHARE = 8, /* of the VM: the first test of a rule, for one value, or for a range */
};

static uint64_t key_cost(const struct index *index, uint32_t key)
{
    switch ((enum index_key_kind)index->keys[key].kind) {
    case INDEX_TEXT: return A_TEXT;
    case INDEX_DAY: return A_DAY;
    default: return A_NUMBER;
    }
}

static uint64_t matrix_cost(const struct index *index, const struct index_node *node)
{
    uint64_t cost = (uint64_t)node->n_words * AN_ALIVE;
    for (uint32_t i = 0; i < node->n_columns; i++)
        cost += key_cost(index, index->columns[node->columns + i].key) + A_SEGMENT + (uint64_t)node->n_words * A_WORD;
    return cost;
}

static uint64_t node_cost(const struct index *index, uint32_t at);

/* A bucket costs what they cost on average. */
static uint64_t split_cost(const struct index *index, const struct index_node *node)
{
    uint64_t all = 0, n = 0;
    for (uint32_t i = 0; i < node->n; i++) {
        uint32_t child = node->hashed ? index->buckets[node->first + i].node : index->links[node->first + i];
        all += node_cost(index, child);
        n += child != INDEX_NONE;
    }
    return key_cost(index, node->key) + A_BUCKET + node_cost(index, node->rest) + (n ? all / n : 0);
}

static uint64_t leaf_cost(const struct index *index, uint32_t at)
{
    uint64_t cost = 0;
    for (const struct index_leaf *leaf = &index->leaves[at];; leaf++) {
        cost += leaf->kind <= INDEX_DAY ? A_TEST + key_cost(index, leaf->key) : A_ROW;
        if (leaf->last)
            return cost;
    }
}

static uint64_t node_cost(const struct index *index, uint32_t at)
{
    if (at == INDEX_NONE)
        return 0;
    if (at >= INDEX_LEAF)
        return leaf_cost(index, at - INDEX_LEAF);
    const struct index_node *node = &index->nodes[at];
    return node->kind == INDEX_MATRIX ? matrix_cost(index, node) : split_cost(index, node);
}

/* Of the policy's rules without an index: what the VM takes to go through them; nothing where too many are not told wholly by their rows, since
 * those are tried an instruction at a time. */
uint64_t batch_sequence_cost(const struct index *index, const struct index_set *set)
{
    uint64_t cost = 0;
    uint32_t exact = 0;
    for (uint32_t i = 0; i < set->n_items; i++)
        exact += index->items[set->first_item + i].exact;
    for (uint32_t i = 0; i < set->n_rows; i++) {
        const struct index_row *row = &index->rows[set->first_row + i];
        const struct index_range *range = row->n ? &index->ranges[index->terms[row->first].first] : NULL;
        cost += range && index->terms[row->first].n == 1 && range->low == range->high ? A_LIKELY_TEST : AN_OPEN_TEST;
    }
    return (set->n_items - exact) * EXACT_SHARE <= set->n_items ? cost : 0;
}

struct batch_cost batch_plan_cost(const struct index *index, uint32_t number, const struct batch_plan *plan)
{
    struct batch_cost cost = { .n_bounds = plan->n_bounds, .n_terms = plan->n_terms };
    for (uint32_t i = 0; i < plan->n_keys; i++)
        cost.batch += key_cost(index, plan->keys[i].key);
    cost.batch += (uint64_t)plan->n_bounds * A_BOUND + (uint64_t)plan->n_terms * A_TERM + (uint64_t)plan->n_uses * A_USE +
                  ((uint64_t)plan->n_items / BATCH_LANES + 1) * A_BLOCK;
    cost.alone = node_cost(index, index->sets[number].root);
    return cost;
}

struct batch_cost batch_cost(const struct index *index, uint32_t set, struct arena *scratch)
{
    if (!batch_plan_fits(index, set))
        return (struct batch_cost){ 0 };
    struct batch_plan plan = batch_plan(index, set, scratch);
    return batch_plan_cost(index, set, &plan);
}
