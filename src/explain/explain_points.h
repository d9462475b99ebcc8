/* Values that are worth trying for a fact: those between which tests change: each constant that it is compared with and its neighbours,
 * each symbol, yes and no, the values of what else it is compared with in the case in hand, and leaving it out. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_POINTS_H
#define BYLAW_EXPLAIN_EXPLAIN_POINTS_H

#include "explain/explain_reach.h"

/* The text that stands for all that nothing asks about. */
#define POINTS_OTHER "something else"

typedef VEC(struct value) point_list;

struct points {
    struct reach *reach;
    struct arena *arena;
    struct eval *twin;  /* evaluates what facts are compared with */
    struct trap *trap;
    point_list *fixed;  /* of each fact: what does not depend on the case */
};

struct points *explain_points(struct arena *arena, struct reach *reach, struct eval *twin, struct trap *trap);
/* All of them for FACT in the case of FACTS, each once, without the value that it has. In ARENA; unknown: left out. */
point_list explain_points_of(struct points *points, uint32_t fact, const struct value *facts, struct arena *arena);

#endif
