/* Whether any case breaks a guarantee, in two ways that know nothing of each other: by the diagrams of the program's cells (exact, and
 * all that most policies need), with the solver for paths through what only calculating can tell; where that stays open, by the
 * whole question put to the solver. What is found is a case that the reference evaluator has confirmed.
 *
 *     struct breach *breach = breach_new(&arena, program, NULL);
 *     switch (breach_find(breach, guarantee, NULL, 0, &found, &why)) {
 *     case SOLVER_NO:   …proved…
 *     case SOLVER_YES:  …found breaks it: solver_shrink(breach_solver(breach), guarantee, NULL, 0, &found)…
 *     case SOLVER_OPEN: …not proved, because of WHY…
 *     }
 *     breach_free(breach);
 */
#ifndef BYLAW_ANALYZE_BREACH_H
#define BYLAW_ANALYZE_BREACH_H

#include "analyze/solver.h"

struct breach;

struct breach_options {
    struct solver_options solver;
    uint64_t most_steps; /* of the diagrams of one question, see diagram_pool; 0: 30 million */
};

/* For PROGRAM (borrowed); what it finds is in ARENA. OPTIONS may be NULL. breach_free gives back what the arena does not hold,
 * also after a jump to the arena's trap. */
struct breach *breach_new(struct arena *arena, const struct program *program, const struct breach_options *options);
void breach_free(struct breach *breach); /* NULL is allowed */

/* Whether a case breaks GUARANTEE (one of the program's, or made of its expressions) where all N ASSUMED conditions (bodies of its definitions) are
 * yes. SOLVER_OPEN: *WHY says why, lower case, no full stop. */
enum solver_answer breach_find(struct breach *breach, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                               struct solver_case *found, struct str *why);

/* Whether it is proved that no case at all has GUARANTEE's `when` and all N ASSUMED conditions yes: then nothing can break it. */
bool breach_is_empty(struct breach *breach, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n);

/* The first way alone; SOLVED: paths may be put to the solver. */
enum solver_answer breach_by_cells(struct breach *breach, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                                   bool solved, struct solver_case *found, struct str *why);

/* For the second way alone, and for shrinking what was found. Without a solver built in it only does the latter. */
struct solver *breach_solver(struct breach *breach);

/* In the last question by cells the evaluator did not bear out what the diagrams said: a defect of Bylaw, told; else the empty text. */
struct str breach_defect(const struct breach *breach);

#endif
