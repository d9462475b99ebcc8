/* The interview's own state, shared by the files of this room and by nobody else. */
#ifndef BYLAW_ASK_INTERVIEW_INNER_H
#define BYLAW_ASK_INTERVIEW_INNER_H

#include "ask/interview.h"

#include "analyze/cells.h"
#include "eval/eval.h"
#include "report/report.h"

struct interview_try {
    struct value value;
    uint32_t weight; /* how many answers it stands for */
};

struct interview_tries { /* of a fact: a value of each of its cells */
    struct interview_try *at;
    uint32_t n;
};

struct interview {
    const struct program *program;
    struct arena *arena;
    struct arena own;   /* answers */
    struct arena round; /* one question's */
    struct space *space;
    struct eval *eval;
    struct report report; /* to compare decisions by what they say */
    struct buf first, other; /* the decisions that are compared */
    struct value *facts;
    bool *settled;         /* told, answered or skipped */
    bool *assumed;         /* needed, but whatever it is does not matter: the scratch case has some value */
    struct value *scratch; /* the case that is tried */
    bool *left;            /* open facts that it leaves as they are */
    VEC(uint32_t) asked;
    struct interview_tries *tries; /* of each fact */
    bool *optional; /* facts that can change a decision that does not need them */
    struct str rules[16];
};

/* interview.c */
static inline bool interview_is_open(const struct interview *interview, uint32_t fact)
{
    return !interview->settled[fact] && !interview->assumed[fact] && interview->tries[fact].n > 0;
}
/* Decides the scratch case. */
const struct decision *interview_try_scratch(struct interview *interview);
bool interview_is_needed(const struct decision *decision, uint32_t fact);
/* Whether nothing that DECISION needs could still be told: what cannot be told, and what rows lack, stays missing. */
bool interview_is_whole(const struct interview *interview, const struct decision *decision);

/* interview_optional.c: fills in OPTIONAL, once. */
void interview_find_optional(struct interview *interview);

/* interview_matter.c: whether two answers for FACT may lead to different decisions; where it is not NEEDED, none is an answer too. Changes
 * the scratch case, which begins as the case so far. */
bool interview_matters(struct interview *interview, uint32_t fact, bool needed);

/* Writes to OUT (emptied first) what two decisions are compared by. */
void interview_outcome(struct interview *interview, struct buf *out, const struct decision *decision);

#endif
