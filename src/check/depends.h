/* Which definitions a definition may rest on, by the names in its text, before anything is checked: so that they can be
 * checked in an order in which none has to wait. A name may turn out to be a symbol: too much may be found, never too little. */
#ifndef BYLAW_CHECK_DEPENDS_H
#define BYLAW_CHECK_DEPENDS_H

#include "check/graph.h"
#include "check/checker.h"

/* Makes GRAPH: a node a definition, and behind them one a table that decides some, between its columns and what its
 * conditions name. */
void depends_find(struct checker *c, struct graph *graph);

#endif
