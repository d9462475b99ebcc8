/* Which definitions a definition may rest on, by the names in its text, before anything is checked: so that they can be
 * checked in an order in which none has to wait. A name may turn out to be a symbol: too much may be found, never too little. */
#ifndef BYLAW_CHECK_DEPENDS_H
#define BYLAW_CHECK_DEPENDS_H

#include "check/graph.h"
#include "check/checker.h"

/* Adds the edges of definition INDEX to GRAPH. */
void depends_find(struct checker *c, uint32_t index, struct graph *graph);

#endif
