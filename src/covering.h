/* What callers of the library hold as a coverage. */
#ifndef BYLAW_COVERING_H
#define BYLAW_COVERING_H

#include "bylaw.h"
#include "scenario/coverage.h"

struct bylaw_coverage {
    struct trap trap;
    struct arena arena;
    struct coverage coverage;
};

#endif
