/* What can have a say in whether a goal comes about: rules, facts, tests; and whether it can come about at all. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_REACH_H
#define BYLAW_EXPLAIN_EXPLAIN_REACH_H

#include "base/vec.h"
#include "explain/explain_goal.h"

typedef VEC(const struct expr *) reach_exprs;

struct reach {
    const struct program *program;
    const struct expectation *goal;
    struct arena *arena;
    uint32_t definition; /* of a value that is asked for */
    bool *facts;         /* that have a say */
    bool *arms;
    bool *verbs;         /* the goal's, and those that may defeat it */
    bool *open;          /* facts that have a say and that the client can change */
    bool *keys;          /* facts that rows are looked up by: who the client is, not what could be otherwise */
    bool vague;          /* something has a say whose values are not all tried: lists, records, patterns */
    bool blind;          /* such a one is missing: what would be looked up nobody can tell */
    reach_exprs tests;   /* comparisons and the like that have a say */
    const uint64_t **facts_of; /* of each test: the facts that it goes back to, a bit each */
    uint32_t n_words;
    /* inner: */
    bool *seen;          /* of each expression */
    uint8_t *depends;    /* of each expression: 0 not known yet, 1 no, 2 yes: on an open fact */
};

/* Of the case of FACTS. */
struct reach *explain_reach(struct arena *arena, const struct program *program, const struct expectation *goal, const struct value *facts);
/* Whether E goes back to a fact that the client can change. */
bool explain_reach_depends(struct reach *reach, const struct expr *e);
/* Whether the goal could come about by changing open facts, whatever their values; false is certain. EVAL has just decided the case. */
bool explain_reach_possible(struct reach *reach, struct eval *eval);

#endif
