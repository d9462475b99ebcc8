/* The interview: which fact to ask for next, and when to stop.
 *
 * A fact is open until the case, an answer or "it cannot be told" settles it. Until then it is missing or has its default. Asked for are
 * the open facts that the case so far needs; when none is left, those that the evaluation looked at, missing or not: where a rule
 * asks `decision is known`, or a fact has a default, an answer may still change the decision.
 * Of these only a fact is asked for whose answers can lead to different decisions: for some answers to the other questions, two
 * answers to this one (for what is not needed: or none) differ in what is decided. That is tried out, over the cells that no test of the
 * policy can tell apart (analyze/cells.h), with a bound; beyond the bound a fact counts as one that matters. Facts that are `required`,
 * and needed ones that no test looks into or of which not being known is an answer somewhere, always matter.
 *
 * Of these the one comes first after which, on average, the fewest rules are open (neither certain to fire nor certain not to): the
 * measure is that average over the fact's cells, a closed set's cells weighted by their symbols. Equal ones go in the order of facts. */
#ifndef BYLAW_ASK_INTERVIEW_H
#define BYLAW_ASK_INTERVIEW_H

#include "base/vec.h"
#include "check/program.h"
#include "vm/decision.h"
#include "vm/host.h"

enum { INTERVIEW_DONE = UINT32_MAX };

struct interview;

/* What the next question is. */
struct interview_question {
    uint32_t fact;           /* INTERVIEW_DONE: nothing open can change the decision */
    bool needed;             /* else it may as well stay as it is: missing, or its default */
    const struct str *rules; /* that wait for it; at most 16, distinct */
    uint32_t n_rules;
    uint32_t open;           /* rules that are open now */
    double expected;         /* and after the answer, on average */
};

/* Of PROGRAM (borrowed), in ARENA, whose trap gets failures until interview_free. HOST (may be NULL) answers lookups. */
struct interview *interview_new(struct arena *arena, const struct program *program, const struct host *host);
void interview_free(struct interview *interview);

/* Begins anew with the case FACTS (program->n_facts values, defaults filled in; copied); TOLD: which of them the case itself gives, and
 * NULL: those that are known and have no default. */
void interview_start(struct interview *interview, const struct value *facts, const bool *told);
/* The next question; valid until the next call. */
struct interview_question interview_next(struct interview *interview);
/* FACT is VALUE (copied; wholly known). */
void interview_answer(struct interview *interview, uint32_t fact, struct value value);
/* FACT cannot be told: it stays as it is and is not asked again. */
void interview_skip(struct interview *interview, uint32_t fact);
/* Takes the last answer or skip back; false where there is none. */
bool interview_back(struct interview *interview);
/* How many were answered or skipped. */
uint32_t interview_asked(const struct interview *interview);

/* Whether FACT is told, answered or skipped. */
bool interview_is_settled(const struct interview *interview, uint32_t fact);
/* The case so far. */
const struct value *interview_facts(const struct interview *interview);
/* The case to decide on; valid until the next call. After the last question each fact that is still needed but cannot change the
 * decision has some value, so that the decision is whole; before, and where something cannot be told, it is the case so far. */
const struct value *interview_whole(struct interview *interview);

#endif
