/* From a question's diagram to a case that is shown: a path is picked, made into values, shrunk, and decided by the reference
 * evaluator. Nothing is reported that a case does not bear out.
 *
 *     struct witness *w = witness_new(space, NULL);
 *     struct witness_case found;
 *     switch (witness_find(w, question, &found)) {
 *     case ANSWER_YES:  witness_json(w, &out, 0, &found);  break;  // {"state":"WV","ar":1000.01}
 *     case ANSWER_NO:   …proved: no case at all…            break;
 *     case ANSWER_OPEN: …not proved…                        break;
 *     }
 */
#ifndef BYLAW_ANALYZE_WITNESS_H
#define BYLAW_ANALYZE_WITNESS_H

#include "analyze/cells.h"
#include "eval/eval.h"
#include "vm/decision.h"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_OPEN };

/* Whether the cells of a path go together: PATH[input] is a cell of space->inputs.at[input] or DIAGRAM_ANY (space->inputs.n of them).
 * YES: FACTS (space->n_facts, unknown at first) holds such a case: every fact in its cell, those that no input of the path depends on left
 * unknown. NO: proved that there is none; then *CORE, if set, has marked the inputs that are enough for it (CORE[input] true), so that
 * more is blocked at once. OPEN: not found out. Asked only of paths with free inputs, and only if trying values found nothing.
 * solver_paths.h has one. */
struct witness_solver {
    void *context;
    enum answer (*possible)(void *context, const struct space *space, const uint32_t *path, struct value *facts, bool *core);
};

struct witness_case {
    const struct value *facts;   /* of the space, in its arena; unknown: missing */
    const uint32_t *path;        /* the path it was made of: a cell an input, or DIAGRAM_ANY */
};

/* What a case must bear out: called with it decided by the evaluator, once a program of the space (its number; facts as that program
 * has them, defaults filled in). True: it does. NULL: not asked. */
struct witness_claim {
    void *context;
    bool (*holds)(void *context, uint32_t program, const struct value *facts, const struct decision *decision);
};

struct witness;

/* In the space's arena. SOLVER may be NULL: then what trying values does not settle is open. */
struct witness *witness_new(struct space *space, const struct witness_solver *solver);
void witness_free(struct witness *witness); /* what the arena does not hold; also done when the trap was sprung */

/* A case where QUESTION is yes: few facts, round values. NO: there is none. OPEN: a limit, or paths of which nobody can say
 * whether they are possible. */
enum answer witness_find(struct witness *witness, diagram question, struct witness_case *found);
/* The same, and CLAIM must hold of it. A case that lies in QUESTION, is no error by an overflow, and of which CLAIM does not hold is a defect of
 * Bylaw: witness_defect then tells of it, and the answer is OPEN. */
enum answer witness_find_claim(struct witness *witness, diagram question, const struct witness_claim *claim, struct witness_case *found);
/* The last defect in words (case and decision), or the empty text. Callers end with BYLAW_DEFECT. */
struct str witness_defect(const struct witness *witness);

/* Whether DECISION is one of the errors that SPACE leaves aside: limits, and (symbolic.h) unless it has `errors`, overflow, division by zero and
 * steps outside the calendar. */
bool witness_is_beyond(const struct space *space, const struct decision *decision);

/* The decision of the reference evaluator of program PROGRAM for a case of the space; until the next call. */
const struct decision *witness_decide(struct witness *witness, uint32_t program, const struct value *facts);
/* While a claim is asked: how EVAL, of a program with the facts and lookups of program PROGRAM, decides the same case. */
const struct decision *witness_ask(struct witness *witness, struct eval *eval, uint32_t program);
/* The case as program PROGRAM has it: facts in its order, defaults filled in. In the witness's scratch until the next call. */
const struct value *witness_facts(struct witness *witness, uint32_t program, const struct value *facts);

/* The case as a line of JSON (without newline) that `bylaw eval` accepts: facts that are missing are left out. */
void witness_json(const struct witness *witness, struct buf *out, const struct witness_case *found);
/* The looked-up rows of it, in the form of --rows; false and nothing if it needs none. */
bool witness_rows(const struct witness *witness, struct buf *out, const struct witness_case *found);
/* In words: "state is WV and ar of exactly $1,000.00"; for people. */
void witness_show(const struct witness *witness, struct buf *out, const struct witness_case *found);

#endif
