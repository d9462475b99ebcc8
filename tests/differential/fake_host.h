/* A host that makes answers up: from a seed and what it is asked with, always the same ones. */
#ifndef BYLAW_TESTS_FAKE_HOST_H
#define BYLAW_TESTS_FAKE_HOST_H

#include "vm/host.h"

struct fake_host {
    uint64_t seed;
    const struct lookup *lookups;
    uint32_t n_lookups;
    uint32_t *asked; /* of each lookup, how often in this case */
};

struct host fake_host(struct fake_host *fake);
void fake_host_begin(struct fake_host *fake); /* before a case */

/* How often there came what. */
enum fake_outcome { FAKE_ROW, FAKE_NONE, FAKE_TWO, FAKE_MANY, FAKE_NULL, FAKE_NOBODY, FAKE_NO_SOURCE, FAKE_FAILED, FAKE_N_OUTCOMES };
extern const char *const fake_host_outcomes[FAKE_N_OUTCOMES];
extern uint64_t fake_host_counts[FAKE_N_OUTCOMES];

#endif
