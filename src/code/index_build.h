/* The index in the building: what the files that make its nodes share. A node is made for some rows (the members), and the keys that
 * no split above has decided. Nodes are named as in index.h. */
#ifndef BYLAW_CODE_INDEX_BUILD_H
#define BYLAW_CODE_INDEX_BUILD_H

#include "base/vec.h"
#include "code/index.h"

struct member {
    uint32_t row; /* INDEX_NONE: nothing stands here, in a matrix whose rows stand in clusters */
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
    const struct index_set *set; /* in hand */
    struct arena *arena;
    VEC(struct index_node) nodes;
    VEC(struct index_leaf) leaves;
    VEC(struct index_bucket) buckets;
    VEC(struct index_column) columns;
    VEC(struct index_cell) cells;
    VEC(int64_t) numbers;
    VEC(uint32_t) links;
    VEC(uint64_t) words;
    bool *used;        /* by key: a split above has decided it */
    uint32_t *counts;  /* by key, all 0 between uses */
    /* of the matrix and the column in hand: */
    VEC(uint32_t) keys;
    VEC(struct use) uses;
    VEC(int64_t) bounds;
    VEC(uint32_t) tallies; /* of the split in hand */
};

static inline bool index_build_is_row(struct member member)
{
    return member.row != INDEX_NONE;
}

static inline const struct index_row *index_build_row(const struct build *build, struct member member)
{
    return &build->index->rows[member.row];
}

static inline const struct index_item *index_build_item(const struct build *build, struct member member)
{
    return &build->index->items[build->set->first_item + index_build_row(build, member)->item];
}

/* The terms of MEMBERS whose keys no split has decided: the keys, ascending, into BUILD's keys, the terms by key into its uses. Its
 * counts are taken until index_build_uses_done. */
void index_build_uses(struct build *build, struct members members);
void index_build_uses_done(struct build *build);
/* Those of the key in place I among BUILD's keys. */
struct uses index_build_uses_of(const struct build *build, uint32_t i);
/* Adds NODE; yields its number. */
uint32_t index_build_add(struct build *build, struct index_node node);
/* N links, all of them FILL; yields the first. */
uint32_t index_build_links(struct build *build, uint32_t n, uint32_t fill);
/* The best node for MEMBERS, which SPLITS splits above have put where a key is unknown or known; INDEX_NONE where there are none. */
uint32_t index_build_node(struct build *build, struct members members, uint32_t splits);
/* index_leaf.c: MEMBERS one after the other. */
uint32_t index_leaf_make(struct build *build, struct members members);
/* The first of all, INDEX_NEVER. */
void index_leaf_never(struct build *build);
/* index_split.c: a split of MEMBERS by the key that leaves the fewest rows to look at; INDEX_NONE if none pays. SPLITS: as above. */
uint32_t index_split_make(struct build *build, struct members members, uint32_t splits);
/* index_columns.c: a matrix of MEMBERS; a leaf, if nothing tells them apart. Reorders them. */
uint32_t index_columns_make(struct build *build, struct members members);
/* index_cluster.c: puts MEMBERS, whose uses are in BUILD, in the order of the test of each that the fewest values pass, so that in a
 * case most of those that stand together are out together. COLUMNS have the bounds of each of its keys. False, and nothing is done, if
 * so many values pass those tests that it would not pay. */
bool index_cluster_order(struct build *build, struct members *members, const struct index_column *columns);

#endif
