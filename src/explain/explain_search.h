/* The smallest changes of a case that bring a goal about: first every single fact, then pairs, then triples, then more by going where
 * the least is left in the way. Each case that is found is decided by the reference evaluator before it counts. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_SEARCH_H
#define BYLAW_EXPLAIN_EXPLAIN_SEARCH_H

#include "explain/explain_points.h"

struct change {
    uint32_t fact;
    struct value to; /* unknown: left out */
};

typedef VEC(struct change) change_list;

struct way {
    const struct change *changes; /* by fact */
    uint32_t n;
    double distance; /* how far the values are from those of the case */
};

struct found {
    VEC(struct way) ways; /* nearest first */
    bool hopeless;        /* nothing that the client can change helps: for certain, or all breakpoints were tried */
    uint32_t searched;    /* changes of so many facts were all tried */
};

/* REACH's goal, of the case of FACTS, whose decision (EVAL's last) has not met it. TWIN (eval_trace_twin) tries other cases, with what
 * is needed on the way in SCRATCH. Everything that comes out is in ARENA. */
struct found explain_search(struct arena *arena, struct reach *reach, struct eval *eval, struct eval *twin, struct arena *scratch,
                            const struct value *facts, struct trap *trap);

#endif
