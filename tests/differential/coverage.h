/* What a differential run has seen: constructs, operations, statuses. */
#ifndef BYLAW_TESTS_COVERAGE_H
#define BYLAW_TESTS_COVERAGE_H

#include "check/program.h"
#include "vm/decision.h"

void coverage_program(struct arena *arena, const struct program *program);
void coverage_decision(const struct decision *decision);
void coverage_unreadable(void);
/* Prints it; false if, COMPLETE, something never occurred or most cases came to nothing. */
bool coverage_report(uint64_t policies, bool complete);

#endif
