/* What batch_plan.c makes of a set of the index, and batch.c looks at. */
#ifndef BYLAW_CODE_BATCH_INNER_H
#define BYLAW_CODE_BATCH_INNER_H

#include "code/batch.h"

/* The words that a set's terms are made of: of lanes, bits. BATCH_NEVER and BATCH_ALL, then of each key where it is unknown, where it is
 * known, and where each of its bounds is reached. */
enum { BATCH_NEVER, BATCH_ALL, BATCH_KEYS };

/* A key and the values where terms of the set turn. */
struct batch_key {
    uint32_t key;
    uint32_t word;     /* its first: unknown */
    uint32_t first, n; /* bounds, ascending */
};
enum { BATCH_KNOWN = 1, BATCH_BOUNDS = 2 }; /* behind it */

/* A distinct term: yes where FROM is reached and TO is not, and as said where its key is unknown. All of them are words. */
struct batch_term {
    uint32_t from, to;
    uint32_t alive, sure; /* where it is besides not no, and yes */
};

/* A further range of a term. */
struct batch_more {
    uint32_t term, from, to;
};

/* Where a term waits for its fact: a word, or BATCH_NEVER; and the place of the fact, see batch_place. */
struct batch_wait {
    uint32_t word, place;
};

/* A conjunction of terms. */
struct batch_row {
    uint32_t place; /* of its item: see batch_place */
    uint32_t first; /* among uses, which are numbers of terms: its own, and as many as its group says */
};

/* Rows are sorted by how many terms they have (0 to 3, and more), first those of quiet items, then the others: so the loops over them have
 * nothing to guess. */
enum { BATCH_LENGTHS = 5 };
struct batch_plan {
    const struct batch_key *keys;
    uint32_t n_keys;
    const int64_t *bounds;
    uint32_t n_bounds;
    const struct batch_term *terms;
    const struct batch_wait *waits; /* by term */
    uint32_t n_terms;
    const struct batch_more *more;
    uint32_t n_more;
    const uint32_t *uses;     /* of a row with more than three terms: how many, and then they */
    uint32_t n_uses;
    const struct batch_row *rows;
    uint32_t ends[2][BATCH_LENGTHS]; /* of the rows of each length; the quiet are 0 */
    const uint64_t *exact;    /* by place: all lanes or none */
    uint32_t n_items, n_words;
};

/* Where what is found of an item (or fact) stands: so that 64 of them can be turned at once. */
static inline uint32_t batch_place(uint32_t i)
{
    return i / BATCH_LANES * BATCH_LANES + batch_mask_row(i % BATCH_LANES);
}

/* batch_plan.c: of set NUMBER, in ARENA. */
struct batch_plan batch_plan(const struct index *index, uint32_t number, struct arena *arena);
/* Whether the set is such that a batch may serve it: its tables would not become too large. */
bool batch_plan_fits(const struct index *index, uint32_t number);
/* batch_cost.c. */
uint64_t batch_sequence_cost(const struct index *index, const struct index_set *set);
struct batch_cost batch_plan_cost(const struct index *index, uint32_t number, const struct batch_plan *plan);

#endif
