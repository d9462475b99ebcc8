/* How far values are from one another, and a decision from a goal: what ranks ways, and guides the search for them. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_DISTANCE_H
#define BYLAW_EXPLAIN_EXPLAIN_DISTANCE_H

#include "explain/explain_reach.h"

/* Of a change of FACT: small for near values of ordered types, more for giving what was missing, most for leaving out. */
double explain_distance(const struct fact *fact, struct value from, struct value to);
/* How many conditions and missing facts, about, are in the way of REACH's goal in the case that EVAL has just decided, tracing: of its
 * coming about by rule ARM (or, of a value, by that arm of its table), or by any (UINT32_MAX). DISTANCE_FAR: it cannot. */
enum { DISTANCE_FAR = 1000 };
uint32_t explain_distance_left(struct reach *reach, const struct eval *eval, uint32_t arm);

#endif
