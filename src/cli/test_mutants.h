/* bylaw test --mutate. */
#ifndef BYLAW_CLI_TEST_MUTANTS_H
#define BYLAW_CLI_TEST_MUTANTS_H

#include "cli/opts.h"

/* Tries the scenarios of POLICY, read from FILE, on its mutants, and tells which survive. STATS are added to. As bylaw_mutate. */
bylaw_status test_mutants(const struct opts *opts, const bylaw_policy *policy, const char *file, bylaw_mutate_stats *stats);
/* The figures of all files. */
void test_mutants_tell(const struct opts *opts, const bylaw_mutate_stats *stats);

#endif
