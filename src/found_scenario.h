/* A case that the analysis has found, as a scenario. */
#ifndef BYLAW_FOUND_SCENARIO_H
#define BYLAW_FOUND_SCENARIO_H

#include "analyze/cells.h"
#include "check/scenario.h"

/* The case of FACTS, of SPACE, as a scenario of PROGRAM, which is the space's of that number; in ARENA. ROWS: lookups are asked in it, and what they
 * find is given (of a `many` one nothing). Borrows FACTS. */
struct scenario found_scenario(struct arena *arena, const struct program *program, const struct space *space, uint32_t number, const struct value *facts,
                               bool rows, struct str title);

#endif
