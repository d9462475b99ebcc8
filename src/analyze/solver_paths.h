/* The solver for witnesses: whether the cells of a path through a diagram go together.
 *
 *     struct witness_solver *solver = solver_paths_new(space, 0);  // NULL where none is built in, which witness_new takes
 *     struct witness *w = witness_new(space, solver);
 *     …
 *     solver_paths_free(solver);
 */
#ifndef BYLAW_ANALYZE_SOLVER_PATHS_H
#define BYLAW_ANALYZE_SOLVER_PATHS_H

#include "analyze/witness.h"

enum { SOLVER_PATHS_TOTAL = 800 };

/* In the space's arena, whose trap gets failures. NULL where no solver is built in. TOTAL: thousands of steps for all paths together, 0:
 * SOLVER_PATHS_TOTAL; the paths that are asked about when they are used up are open. */
struct witness_solver *solver_paths_new(struct space *space, unsigned total);
void solver_paths_allow(struct witness_solver *solver, unsigned total); /* so many more, whatever is left; NULL is allowed */
void solver_paths_free(struct witness_solver *solver); /* NULL is allowed; what the arena does not hold, also after a failure */

#endif
