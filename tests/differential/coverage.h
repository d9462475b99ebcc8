/* What a differential run has seen: constructs, operations, statuses. */
#ifndef BYLAW_TESTS_COVERAGE_H
#define BYLAW_TESTS_COVERAGE_H

#include "check/program.h"
#include "vm/decision.h"

void coverage_program(struct arena *arena, const struct program *program);
void coverage_decision(const struct decision *decision);
void coverage_unreadable(void);
uint64_t coverage_pairs(void); /* decisions so far */
/* Prints it; false if, COMPLETE, something never occurred, there were too few pairs, or most came to nothing. */
bool coverage_report(uint64_t policies, bool complete);

#endif
