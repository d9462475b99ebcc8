/* What did not happen, and is asked about: an action as far as it is told, or the value of an output. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_GOAL_H
#define BYLAW_EXPLAIN_EXPLAIN_GOAL_H

#include "check/program.h"
#include "check/scenario.h"
#include "eval/eval_trace.h"
#include "vm/decision.h"

/* An expectation of a kind that can be asked about: EXPECT_ACTION with one action, or EXPECT_VALUE. */
bool explain_goal_fine(const struct expectation *goal);
/* The definition of a value that is asked about; of an action: UINT32_MAX. */
uint32_t explain_goal_definition(const struct program *program, const struct expectation *goal);
bool explain_goal_met(const struct program *program, const struct expectation *goal, const struct decision *decision);
/* Whether ACTION may be the one that is asked about: of its arguments those that are constants are the same. */
bool explain_goal_fits(const struct program *program, const struct expectation *goal, const struct action *action);

#endif
