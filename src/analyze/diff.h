/* Where two programs decide differently: regions of all possible cases, each with a case that the reference evaluator has decided by
 * both; or the proof that there are none. What counts as different is said in doc/diff.md (status, certain actions with their
 * arguments, outputs, needs). What cannot be calculated (by zero, beyond the range) is an error there, as in any decision.
 *
 *     struct diff *diff = diff_new(&arena, programs, NULL, &trap);
 *     diff_run(diff);
 *     for (uint32_t i = 0; i < diff->regions.n; i++)
 *         … diff->regions.at[i].where, diff_decide(diff, &diff->regions.at[i], 0), …
 *     diff_free(diff);
 */
#ifndef BYLAW_ANALYZE_DIFF_H
#define BYLAW_ANALYZE_DIFF_H

#include "analyze/cells.h"
#include "vm/decision.h"

enum diff_kind { DIFF_ERROR, DIFF_CONFLICT, DIFF_ACTION, DIFF_OUTPUT, DIFF_INCOMPLETE, DIFF_NEEDS }; /* the gravest first */
enum { DIFF_OLD, DIFF_NEW, DIFF_SIDES };

struct diff_region {
    enum diff_kind kind;       /* what is different in all of it */
    diagram all;               /* the region as a question */
    diagram told;              /* the same, but for cases where texts that are computed otherwise happen to be the same */
    struct str where;          /* TOLD in the author's words */
    bool whole;                /* WHERE is all of it */
    const struct value *facts; /* the case, of the space */
    struct str json, rows;     /* the case as `bylaw eval` takes it; ROWS is empty where nothing is looked up */
    const struct str *rules[DIFF_SIDES]; /* names of the rules that make the difference, of each side, each once */
    uint32_t n_rules[DIFF_SIDES];
};

/* What is to be known beside the regions. */
enum diff_weight {
    DIFF_REMARK,    /* how two things were taken together */
    DIFF_OPEN,      /* what was not compared: without it there is no proof that nothing is different */
    DIFF_DIFFERENT, /* a difference of which there is no case that both can read */
};
struct diff_note {
    enum diff_weight weight;
    struct str text; /* a sentence without its full stop */
};

struct diff_options {
    struct space_limits limits;
    uint32_t most;   /* regions; 0: DIFF_MOST */
    unsigned solver_total; /* thousands of steps of the solver; 0: DIFF_SOLVER_TOTAL. What is asked when they are used up is open */
    bool same_words; /* the two are the same words: of what is left aside nothing need be told */
};
enum { DIFF_MOST = 50, DIFF_SOLVER_TOTAL = 1200 };

struct diff {
    VEC(struct diff_region) regions; /* one for each thing that is different, the gravest first; they may overlap */
    VEC(struct diff_note) notes;
    bool more;         /* there are more regions than were asked for */
    struct str defect; /* not empty: a case does not bear out what was found, and Bylaw is at fault */
};

/* Of PROGRAMS, DIFF_SIDES of them (borrowed), in ARENA, whose trap gets failures. OPTIONS may be NULL. diff_free gives back what the arena does
 * not hold, also after a failure (NULL is fine). */
struct diff *diff_new(struct arena *arena, const struct program *const *programs, const struct diff_options *options, struct trap *trap);
void diff_free(struct diff *diff);
/* Once. */
void diff_run(struct diff *diff);
/* What the facts of regions are those of. */
const struct space *diff_space(const struct diff *diff);
/* Whether it is proved that no case is decided differently. */
bool diff_is_equal(const struct diff *diff);
/* The decision of REGION's case by the program of SIDE, until the next call for that side. */
const struct decision *diff_decide(struct diff *diff, const struct diff_region *region, unsigned side);

#endif
