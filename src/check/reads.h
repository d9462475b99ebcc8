/* Which facts parts of a policy may look at, whatever the case: FACTS has a mark a fact. Definitions are not followed: they are parts
 * of their own. */
#ifndef BYLAW_CHECK_READS_H
#define BYLAW_CHECK_READS_H

#include "check/program.h"

void reads_expr(bool *facts, const struct expr *e); /* NULL is fine */
void reads_action(bool *facts, const struct action *action, uint32_t n_params);
/* All of an arm but its actions. */
void reads_arm(bool *facts, const struct arm *arm);
void reads_unit(bool *facts, const struct unit *unit);
/* As reads_expr, definitions followed and lookups' parameters, too. */
void reads_all(struct arena *arena, const struct program *program, bool *facts, const struct expr *e);
/* All that deciding by PROGRAM, and its figures, may look at, and what is required: a mark a fact, in ARENA. */
const bool *reads_program(struct arena *arena, const struct program *program);

#endif
