/* Making the index: leaves, a few rows that are looked at one after the other. */
#include "code/index_build.h"

static uint8_t open_bits(uint32_t truth)
{
    return truth == TRUTH_NO ? 0 : truth == TRUTH_YES ? INDEX_ALIVE | INDEX_SURE : INDEX_ALIVE;
}

/* What TERM asks for, if it is of one range at most. */
static struct index_leaf test_of(const struct build *build, const struct index_term *term)
{
    const struct index_key *key = &build->index->keys[term->key];
    const struct index_range *range = &build->index->ranges[term->first];
    return (struct index_leaf){ .fact = key->fact, .kind = (uint8_t)key->kind, .key = term->key, .unknown = open_bits(term->unknown),
                                .low = term->n ? range->low : 1, .high = term->n ? range->high : 0 };
}

/* The tests that no split has made, one a leaf; none, if one of them does not fit into a leaf. */
static bool add_tests(struct build *build, const struct index_row *row)
{
    uint32_t before = build->leaves.n;
    for (uint32_t i = 0; i < row->n; i++) {
        const struct index_term *term = &build->index->terms[row->first + i];
        if (build->used[term->key])
            continue;
        if (term->n > 1) {
            build->leaves.n = before;
            return false;
        }
        vec_push(build->arena, &build->leaves, test_of(build, term));
    }
    return true;
}

static void add_row(struct build *build, struct member member)
{
    const struct index_row *row = index_build_row(build, member);
    uint32_t first = build->leaves.n, found = row->item << 1 | (index_build_item(build, member)->exact && !member.open);
    if (!add_tests(build, row))
        vec_push(build->arena, &build->leaves, ((struct index_leaf){ .kind = INDEX_LEAF_ROW, .key = member.row }));
    else if (build->leaves.n == first)
        vec_push(build->arena, &build->leaves, ((struct index_leaf){ .kind = INDEX_LEAF_NO_TEST }));
    for (uint32_t i = first; i < build->leaves.n; i++) {
        build->leaves.at[i].found = found;
        build->leaves.at[i].more = i + 1 < build->leaves.n;
    }
}

uint32_t index_leaf_make(struct build *build, struct members members)
{
    uint32_t first = build->leaves.n;
    for (uint32_t i = 0; i < members.n; i++)
        add_row(build, members.at[i]);
    build->leaves.at[build->leaves.n - 1].last = true;
    return INDEX_LEAF | first;
}

void index_leaf_never(struct build *build)
{
    struct index_leaf never = { .fact = build->index->n_keys ? build->index->keys[0].fact : 0, .kind = INDEX_NUMBER, .last = true, .low = 1 };
    vec_push(build->arena, &build->leaves, never);
}
