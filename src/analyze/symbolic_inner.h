/* Shared by the files symbolic*.c. */
#ifndef BYLAW_ANALYZE_SYMBOLIC_INNER_H
#define BYLAW_ANALYZE_SYMBOLIC_INNER_H

#include "analyze/symbols.h"

#define NOT_YET UINT32_MAX /* of what is remembered: not computed; no diagram's number */

struct symbolic {
    struct space *space;
    struct diagrams *pool;
    struct arena *arena;
    uint32_t number;
    const struct program *program;
    diagram *exprs;       /* of expressions, by id; those checked later have ids from n_exprs on */
    uint32_t n_exprs;
    diagram *definitions;
    uint32_t *slots;      /* symbols that variables of quantifiers stand for; UINT32_MAX: none */
    uint32_t n_bound;
    uint64_t *unanswered; /* rows, as facts of the space, that nobody brings; NULL: none */
    /* units: */
    diagram *unit_guards, *unit_errors, *unit_gaps; /* of each; NOT_YET: not evaluated */
    diagram *conditions, *states, *fires;           /* of arms */
    /* actions: */
    struct symbolic_action *actions;
    uint32_t n_actions;
    bool listed;
    diagram *asked, *merged, *undefeated, *settled;
    diagram errors_of_args;
    struct twins *twins;    /* symbolic_twins.c; NULL: not yet made */
    struct meeting **meets; /* symbolic_meet.c, by verb; NULL: not yet made */
};

/* ---- symbolic_arms.c ---- */
diagram symbolic_arms_value(struct symbolic *s, const struct expr *expr);
diagram symbolic_arms_agree(struct symbolic *s, const struct expr *expr);

/* A condition that selects, and an unless; NULL holds. */
diagram symbolic_holds(struct symbolic *s, const struct expr *expr);
diagram symbolic_holds_not(struct symbolic *s, const struct expr *expr);

/* ---- symbolic_actions.c ---- */
diagram symbolic_certain(struct symbolic *s, uint32_t index);
/* Whether actions A of X and B of Y are the same: NO, YES, UNKNOWN. ONLY_GIVEN: of the arguments that A gives. */
diagram symbolic_same(struct symbolic *x, const struct action *a, struct symbolic *y, const struct action *b, bool only_given);

/* ---- symbolic_twins.c ---- */
/* The actions beside INDEX that may be the same as it, one after the other: the first behind AFTER (UINT32_MAX: of all), UINT32_MAX at
 * the end. Any that is left out is of another verb, or has other constants. */
uint32_t symbolic_twin(struct symbolic *s, uint32_t index, uint32_t after);

/* ---- symbolic_meet.c ---- */
/* The actions of INDEX's verb beside it, in ascending order, that may be there (step 3) somewhere in the question WHERE: the first behind
 * AFTER (UINT32_MAX: of all), UINT32_MAX at the end. */
uint32_t symbolic_meeting(struct symbolic *s, uint32_t index, diagram where, uint32_t after);

#endif
