/* What is different over many cases, in bounded memory: flips, each with a few cases, and money that moves. */
#ifndef BYLAW_DIFFING_CASES_H
#define BYLAW_DIFFING_CASES_H

#include "base/checked.h"
#include "base/map.h"
#include "diffing.h"

enum { DIFFING_EXAMPLES = 10, DIFFING_RULES = 20, DIFFING_FLIPS = 200, DIFFING_SUMS = 200 };

/* Cases in which the same went and the same came: "allow refund" before, "deny refund" now. */
struct diffing_flip {
    struct str was, now;
    uint64_t cases;
    struct str examples[DIFFING_EXAMPLES]; /* names, as JSON */
    uint32_t n_examples;
    struct str rules[DIFF_SIDES][DIFFING_RULES]; /* of what went, of what came; each once, the first ones */
    uint32_t n_rules[DIFF_SIDES];
};

/* An argument of actions that is an amount of money: "offer credit amount". */
struct diffing_sum {
    struct str name;
    int128 sums[DIFF_SIDES]; /* over all cases, in millionths */
};

struct diffing_tally {
    struct diffing *diffing; /* borrowed: policies, reports, options, arena */
    uint64_t cases, different;
    uint64_t cannot;         /* receipts that cannot be decided again, lines that are none */
    uint64_t statuses[4][4]; /* before, now; of all cases */
    struct map flip_of, sum_of;
    VEC(struct diffing_flip *) flips; /* at most DIFFING_FLIPS, the last for all others */
    VEC(struct diffing_sum *) sums;
    struct arena work;       /* of the case in hand */
    struct buf scratch;
};

void diffing_tally_init(struct diffing_tally *tally, struct diffing *diffing);
void diffing_tally_free(struct diffing_tally *tally);
/* One case, NAME as JSON, decided by both. Failure of allocation springs diffing->trap. */
void diffing_tally_add(struct diffing_tally *tally, struct str name, const struct decision *old, const struct decision *new);
/* Whether every case was decided again, and the same. */
bool diffing_tally_is_same(const struct diffing_tally *tally);
/* diffing_flips.c: appends what was gathered to diffing->out. */
void diffing_tell_tally(struct diffing_tally *tally);

#endif
