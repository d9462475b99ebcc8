/* Whether any case at all brings a condition to an answer, where the condition stands: what is looked at before it must leave it to be
 * looked at. */
#ifndef BYLAW_REACHING_H
#define BYLAW_REACHING_H

#include "analyze/solver_paths.h"
#include "analyze/symbolic.h"
#include "analyze/witness.h"
#include "scenario/coverage.h"

struct reaching {
    struct arena *arena;
    const struct program *program;
    const struct recorder *recorder;
    struct space *space;
    struct symbolic *symbolic;
    struct witness_solver *solver; /* NULL where none is built in */
    struct witness *witness;
    diagram *definitions; /* where each is asked for */
    uint8_t *known;       /* of each: 0 not looked at, 1 in hand, 2 done */
};

/* Fills in REACHING for PROGRAM, all in ARENA, whose trap gets failures; REACHING was cleared before. reaching_close in any case. */
void reaching_open(struct reaching *reaching, struct arena *arena, const struct program *program, const struct recorder *recorder, struct trap *trap);
void reaching_close(struct reaching *reaching);
/* The question where PLACE is looked at and comes to TRUTH; never too small. */
diagram reaching_question(struct reaching *reaching, const struct cover_place *place, enum truth truth);
/* The same, where the whole condition hangs on it, too, and all before it is known: what a scenario is to show. May be too small. */
diagram reaching_telling(struct reaching *reaching, const struct cover_place *place, enum truth truth);
/* A case that it holds of. ANSWER_NO is a proof that there is none. */
enum answer reaching_find(struct reaching *reaching, diagram question, struct witness_case *found);
/* For each of the recorder's conditions, of the answers that no case gave: whether one could. */
void reaching_rule_out(struct reaching *reaching);

#endif
