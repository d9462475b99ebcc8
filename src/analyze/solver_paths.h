/* The solver for witnesses: whether the cells of a path through a diagram go together.
 *
 *     struct witness_solver *solver = solver_paths_new(space);     // NULL where none is built in, which witness_new takes
 *     struct witness *w = witness_new(space, solver);
 *     …
 *     solver_paths_free(solver);
 */
#ifndef BYLAW_ANALYZE_SOLVER_PATHS_H
#define BYLAW_ANALYZE_SOLVER_PATHS_H

#include "analyze/witness.h"

/* In the space's arena, whose trap gets failures. NULL where no solver is built in. */
struct witness_solver *solver_paths_new(struct space *space);
void solver_paths_free(struct witness_solver *solver); /* NULL is allowed; what the arena does not hold, also after a failure */

#endif
