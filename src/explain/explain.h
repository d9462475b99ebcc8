/* The door of this room: from a decision with its trace to an explanation. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_H
#define BYLAW_EXPLAIN_EXPLAIN_H

#include "base/buf.h"
#include "check/program.h"
#include "check/scenario.h"
#include "eval/eval_trace.h"
#include "explain/explanation.h"

struct explain {
    struct arena *arena; /* where explanations go */
    const struct program *program;
    const struct sources *sources;
    struct eval *eval;  /* traces, and has just decided the case */
    bool show_private;  /* values of private facts, too */
    const struct expectation *goal; /* check/scenario.h: what did not happen, and is asked about; NULL: nothing is */
    struct str goal_text;           /* as it was asked */
    struct buf text, made; /* owned: scratch */
    struct eval *twin;     /* owned while it is not NULL, as is: for trying other cases */
    struct arena trying;
};

/* Fills in EXPLAIN; TRAP gets failures of its scratch. */
void explain_init(struct explain *explain, struct arena *arena, const struct program *program, const struct sources *sources,
                  struct eval *eval, struct trap *trap);
void explain_free(struct explain *explain);
/* Lets go of what an explanation that ran out of memory has left; before the arena is reset. */
void explain_drop(struct explain *explain);

/* Explains DECISION, which EXPLAIN's evaluator made last. Borrows from it: to be used before it decides again. */
const struct explanation *explain_decision(struct explain *explain, const struct decision *decision);

#endif
