/* What scenarios are about. */
#ifndef BYLAW_TESTED_H
#define BYLAW_TESTED_H

#include "pipeline.h"

/* Of each source of POLICY whether its scenarios are about it: those of its .scenarios files name it with `use`. (What that uses in turn has scenarios of its
 * own.) Where they name none, all. In ARENA. */
const bool *tested_sources(struct arena *arena, const struct policy *policy);

#endif
