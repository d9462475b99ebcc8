/* Batches: up to 64 cases (lanes) that are looked at together. What index_select finds for one case after the other, a batch finds for all
 * of them at once: the values of a fact in all lanes are a column, the lanes in which a bound is reached are the bits of a word, terms
 * and rows are made of such words. Where a set has no good key to be split by, that is quicker; which sets a batch serves is reckoned
 * from their terms, once.
 *
 * What a batch works with is its own, one for each thread. */
#ifndef BYLAW_CODE_BATCH_H
#define BYLAW_CODE_BATCH_H

#include "code/batch_mask.h"
#include "code/index.h"

struct batch;

/* What finding takes, in picoseconds a case, on a machine of 3 GHz or so: for comparing the two with one another, not as promises. */
struct batch_cost {
    uint64_t batch, alone; /* all lanes at once; index_select */
    uint32_t n_bounds, n_terms; /* comparisons of the batch, and what is made of them */
};
/* Of SET; nothing (0) where it is too large for batches. */
struct batch_cost batch_cost(const struct index *index, uint32_t set, struct arena *scratch);

enum batch_wish {
    BATCH_QUICKER,  /* sets are served for which it is quicker than index_select, */
    BATCH_TOGETHER, /* than going through all rules (code->together), */
    BATCH_EVERY,    /* all, whatever it costs (for tests) */
};
/* For INDEX, in ARENA. */
struct batch *batch_new(struct arena *arena, const struct index *index, enum batch_wish wish);
/* Whether any set is served at all. */
bool batch_serves(const struct batch *batch);
/* How many lanes there must be for a batch to be worth its while. */
enum { BATCH_LEAST = 12 };
/* Another MASK than the best (for tests). */
void batch_use(struct batch *batch, const struct batch_mask *mask);
/* The batch in hand is N cases (1 to BATCH_LANES) whose facts are FACTS, which must stay until the next. */
void batch_begin(struct batch *batch, const struct value *const *facts, uint32_t n);
/* As index_select, for LANE of the batch in hand: to WORK go only the facts that items wait for that are not found. OUT has room for
 * BATCH_ROOM more. False, and nothing is done: index_select is to be asked, since the set is not served, or
 * so few lanes have asked for it of late that it does not pay. */
enum { BATCH_ROOM = 2 };
bool batch_select(struct batch *batch, uint32_t set, uint32_t lane, struct index_work *work, uint32_t *out, uint32_t *n);

#endif
