/* The door of this room: from a decision with its trace to an explanation. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_H
#define BYLAW_EXPLAIN_EXPLAIN_H

#include "base/buf.h"
#include "check/program.h"
#include "eval/eval_trace.h"
#include "explain/explanation.h"

struct explain {
    struct arena *arena; /* where explanations go */
    const struct program *program;
    const struct sources *sources;
    struct eval *eval;  /* traces, and has just decided the case */
    bool show_private;  /* values of private facts, too */
    struct buf text, made; /* owned: scratch */
};

/* Fills in EXPLAIN; TRAP gets failures of its scratch. */
void explain_init(struct explain *explain, struct arena *arena, const struct program *program, const struct sources *sources,
                  struct eval *eval, struct trap *trap);
void explain_free(struct explain *explain);

/* Explains DECISION, which EXPLAIN's evaluator made last. Borrows from it: to be used before it decides again. */
const struct explanation *explain_decision(struct explain *explain, const struct decision *decision);

#endif
