/* The rule index: which rules (arms of a group, rows of a table) can still apply in a case, found from the values of its facts
 * without looking at the others.
 *
 * A set is a row of items, in the order in which the VM would try them. An item has rows: a disjunction of conjunctions of terms,
 * each a fact (or a date of one) and the ranges of values for which it is yes. An item whose rows are all no is one that the VM
 * would have passed over without any effect: only what it would have evaluated before anything that can fail, ask or be noted is
 * in its rows (index_rows.c). Rows that say all of the item's condition are exact: where one is yes, the item is.
 *
 * Everything here is flat: arrays and places in them, no pointers among themselves. What comes first (keys to sets) says all; the
 * rest is made of it by index_build and can be made again. Immutable. */
#ifndef BYLAW_CODE_INDEX_H
#define BYLAW_CODE_INDEX_H

#include "base/arena.h"
#include "source/source.h"
#include "value/fact.h"

/* What terms are about: a fact's value as 64 bits; a text's number among the index's texts (0: none of them); the date of a moment
 * at its offset. */
enum index_key_kind { INDEX_NUMBER, INDEX_TEXT, INDEX_DAY };
struct index_key {
    uint32_t fact;
    uint32_t kind; /* enum index_key_kind */
};

struct index_range {
    int64_t low, high; /* both within */
};

/* Yes within its ranges (ascending, apart from one another), no elsewhere, UNKNOWN (enum truth) where its key is unknown. */
struct index_term {
    uint32_t key, first, n; /* ranges */
    uint32_t unknown;
};

struct index_row {
    uint32_t item;
    uint32_t first, n; /* terms, of distinct keys, ascending */
};

/* Why something of an item's conditions is not in its rows, and so left to the VM. */
enum index_left {
    INDEX_LEFT_NOTHING,
    INDEX_LEFT_OTHER,  /* it does not compare one fact with constants */
    INDEX_LEFT_EFFECT, /* it can fail, asks a lookup or is a judgement, and so must be looked at, and what stands behind it */
    INDEX_LEFT_MANY,   /* too many alternatives, or too many facts in one */
};

enum { INDEX_NO_ARM = UINT32_MAX };
struct index_item {
    uint32_t entry; /* word: its tests */
    uint32_t fire;  /* word: behind its tests */
    uint32_t arm;   /* all there is to do behind its tests is to list this arm; INDEX_NO_ARM: there is more */
    uint32_t row;   /* made by index_build: its only row, or INDEX_NONE */
    uint32_t left;  /* enum index_left: of the first thing that is left to the VM, */
    struct span left_at; /* and its place */
    struct span span;
    bool exact;     /* its rows say all of its condition */
    bool quiet;     /* made by waiting_find: while its arm waits, only the facts that it waits for matter */
};

struct index_set {
    struct str name;            /* of the group, table or definition whose arms it has; empty: the policy's rules */
    uint32_t first_item, n_items;
    uint32_t first_row, n_rows; /* by item; their items count from 0 */
    uint32_t n_said;            /* items that a row says something of: the others are always looked at */
    uint32_t first_only;        /* nothing behind the first item that is certain is looked at */
    uint32_t root;              /* node */
};

/* ---- what index_build makes ---- */

/* A node is named by its place among the nodes, or, if it is but a few rows that are looked at one after the other, by INDEX_LEAF and
 * its first place among the leaves. */
enum { INDEX_NONE = UINT32_MAX };
#define INDEX_LEAF (UINT32_C(1) << 31)
#define INDEX_NEVER INDEX_LEAF /* a leaf whose row is never yes: what a bucket is that no row asks for, so that a case that meets one costs no
                                * jump into the unforeseen */

enum index_node_kind {
    INDEX_SPLIT,  /* by the value of a key that most of its rows compare with one value (or a few); the others are in `rest` */
    INDEX_MATRIX, /* a column a key: its values cut into segments, and of each segment the bits of the rows that are not no */
};

struct index_node {
    uint32_t kind;
    uint32_t first, n;        /* of a matrix: links, its rows' items; of a split: links, the buckets' nodes, or buckets */
    uint32_t key;             /* of a split */
    struct index_key of;      /* the key itself */
    int64_t base;             /* of a split without hash: the first bucket's value */
    uint32_t rest, unknown;   /* nodes of a split, or INDEX_NONE */
    bool hashed;
    bool clustered;           /* a matrix' rows stand so that most words of a row of bits have none */
    bool shared;              /* segments of a matrix share bits */
    bool ordered;             /* a matrix' rows are of items of their own, in their order */
    uint32_t columns, n_columns;
    uint32_t n_words;         /* of a matrix' row of bits: 1, or a multiple of INDEX_BLOCK */
    uint32_t exact;           /* words: its rows that are certain where no key of it is unknown */
    uint32_t quiet;           /* words: its rows that need not be found where they wait for facts */
};
enum { INDEX_BLOCK = 4 }; /* words that are taken together */

/* Of a split by hash. */
struct index_bucket {
    int64_t value;
    uint32_t node; /* INDEX_NONE: it is empty */
};

/* A row of a leaf, or one of several tests of it: whether its key's value is from low to high. Splits have made the row's others. */
enum index_leaf_kind { INDEX_LEAF_NO_TEST = INDEX_DAY + 1, INDEX_LEAF_ROW }; /* else a key's; ROW: number `key`, all its terms */
enum { INDEX_ALIVE = 1, INDEX_SURE = 2 };
struct index_leaf {
    uint32_t found;  /* the row's item, as index_select lists it if it is certain */
    uint32_t fact, key;
    uint8_t kind;
    uint8_t unknown; /* INDEX_ALIVE and INDEX_SURE: what it is where its key is unknown */
    bool more, last; /* the next is the same row's, too; there is no further row */
    int64_t low, high;
};

/* How many words say which words of a row of bits have a bit; 0: that is not kept. */
static inline uint32_t index_summary_words(const struct index_node *node)
{
    return node->clustered ? (node->n_words + 63) / 64 : 0;
}

/* Values of a column that are looked up together. */
struct index_cell {
    int64_t below;    /* greater ones are behind the cell's first bound */
    uint32_t segment; /* of the others */
    uint32_t more;    /* bounds in the cell, if there are several: the segment is to be searched for among them */
};

/* A column of a matrix. Bits are kept for every 2^shift segments together; what of them is no in a segment is listed. */
struct index_column {
    struct index_key of;               /* the key itself */
    uint32_t key;
    int64_t base;                      /* the last value of the first segment */
    uint32_t cells, n_cells;           /* a value from base on is in cell (value - base) >> cell_shift, behind them in one more */
    uint32_t bounds, n_bounds;         /* numbers, ascending: the first values of segments 1, 2, … */
    uint32_t bits;                     /* words: n_words for where the key is unknown, and for each 2^shift segments */
    uint32_t summary;                  /* words, if it is clustered: of each row of bits which words of it have one */
    uint32_t open;                     /* words: rows that are unknown where the key is unknown */
    uint32_t clear;                    /* links, if shift: where a segment's rows to be cleared begin, and one more */
    uint8_t cell_shift, shift;
};

struct index {
    const struct index_key *keys;
    uint32_t n_keys;
    const struct str *texts;
    uint32_t n_texts;
    const struct index_range *ranges;
    uint32_t n_ranges;
    const struct index_term *terms;
    uint32_t n_terms;
    const struct index_row *rows;
    uint32_t n_rows;
    struct index_item *items;
    uint32_t n_items;
    struct index_set *sets;
    uint32_t n_sets;
    /* made of it: */
    const uint32_t *text_slots; /* number, by hash; 0: empty */
    uint32_t n_text_slots;      /* a power of two, or 0 */
    const struct index_node *nodes;
    uint32_t n_nodes;
    const struct index_leaf *leaves;
    uint32_t n_leaves;
    const struct index_bucket *buckets;
    uint32_t n_buckets;
    const struct index_column *columns;
    uint32_t n_columns;
    const struct index_cell *cells;
    uint32_t n_cells;
    const int64_t *numbers;
    uint32_t n_numbers;
    const uint32_t *links;
    uint32_t n_links;
    const uint64_t *words;
    uint32_t n_words;
    uint32_t most_words, most_columns, most_rows, most_items; /* of a matrix, a matrix, a set, a set */
};

/* Whether the first half of INDEX, which may come from elsewhere, is such that index_build can make the second, and that selecting
 * looks at nothing that is not there. */
bool index_fits(const struct index *index, const struct fact *facts, uint32_t n_facts);
/* index_build.c: makes of INDEX, whose first half is there, the second, in ARENA. */
void index_build(struct index *index, struct arena *arena);
/* The same for an index that index_select is never asked about: no nodes. */
void index_build_none(struct index *index, struct arena *arena);
/* index_dump.c: the index of CODE as text, for `bylaw dump --index`. */
struct code;
void index_dump(const struct code *code, const struct sources *sources, struct buf *out);
/* How many bytes all of it takes. */
size_t index_dump_bytes(const struct index *index);

/* Where VALUE's bucket is looked for first in a split by hash, and where it is in another (if at all: NODE's n or more is none). */
static inline uint64_t index_slot(const struct index_node *node, int64_t value)
{
    if (!node->hashed)
        return (uint64_t)value - (uint64_t)node->base;
    return (uint64_t)value * UINT64_C(0x9E3779B97F4A7C15) >> 32 & (node->n - 1);
}

/* Whether ITEM's row alone tells what is needed where it is not certain. */
static inline bool index_tells_needs(const struct index_item *item)
{
    return item->exact && item->row != INDEX_NONE;
}

/* index.c: how many of the N BOUNDS, ascending, are not above VALUE. */
uint32_t index_segment(const int64_t *bounds, uint32_t n, int64_t value);

/* What selecting needs of a context: index_begin makes it. */
/* A column whose key is unknown in the case. */
struct index_open {
    const uint64_t *open;
    uint64_t waiting; /* has a bit if one of its quiet rows waits for it */
    uint32_t fact;
};
struct index_work {
    const struct index *index;
    const struct value *facts; /* the case's */
    uint32_t stamp;            /* another one for each case, never 0 */
    uint32_t *text_ids, *text_stamps; /* by key: the number of its text in the case with that stamp */
    const struct index_vectors *vectors; /* a test may set others */
    uint64_t *alive, *sure;    /* of a matrix: rows that are not no; rows that are certain if they are yes */
    uint32_t *left;            /* which words of the former have any */
    const uint64_t **bits, **summaries; /* by column */
    uint32_t *rows;            /* the same: the number of its row of bits */
    uint32_t *unknown;         /* columns */
    struct index_open *opens;
    uint64_t *found, *certain; /* of items; and which words of them have a bit: all 0 between selections */
    uint64_t *some;
    uint32_t *out;             /* where the items found go, n of them */
    uint32_t n;
    uint32_t next;             /* the least item that would go behind those found */
    bool sorted, first_only;
    bool waiting;              /* there are facts in: */
    uint64_t *waits;           /* bits by fact, n_waits words: what the items that are not found wait for. The caller clears both */
    uint32_t n_waits;
};

/* TEXT's number among the index's texts; 0: it is none of them. */
uint32_t index_text(const struct index *index, struct str text);
/* Everything but facts and stamp. */
void index_begin(struct index_work *work, const struct index *index, struct arena *arena);
/* Stamps start again. */
void index_forget(struct index_work *work);
/* The items of SET (its number) that are not surely no, ascending, into OUT, which has room for the set's n_rows: the item's
 * number (within the set) doubled, with bit 0 set where it surely applies. Yields how many. Of a set that is `first_only` those
 * behind the first that is certain may be missing. So may those that are quiet and wait for facts: those are added to WORK's waits. */
uint32_t index_select(struct index_work *work, uint32_t set, uint32_t *out);

#endif
