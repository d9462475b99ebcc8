/* Mutants: programs that are a little wrong on purpose. A scenario that fails on one *kills* it; one that nothing kills shows what no
 * scenario would notice. */
#ifndef BYLAW_SCENARIO_MUTATE_H
#define BYLAW_SCENARIO_MUTATE_H

#include "base/buf.h"
#include "base/vec.h"
#include "check/program.h"

enum mutation {
    MUTATE_EXPR,       /* `target` is `with` wherever it stands */
    MUTATE_ROW_OUT,    /* arm: as if it were not there */
    MUTATE_ROWS_SWAP,  /* arm and the next one change places */
    MUTATE_OVERRIDE_OUT, /* arm: of its overriding arms the INDEXth is none */
    MUTATE_UNLESS_OUT, /* of the arm, or (arm is UINT32_MAX) of the unit */
    MUTATE_WHEN_OUT,   /* of the unit */
    MUTATE_ACTION_OUT, /* the INDEXth of the arm */
    MUTATE_ARGUMENT,   /* parameter PARAM of that is `with`; NULL: left out */
};

struct mutant {
    enum mutation what;
    struct span span;   /* what is changed, as the rules have it */
    struct str rule;    /* where */
    struct str words;   /* "'amount > $1000' could be 'amount >= $1000'" */
    const struct expr *target;
    struct expr *with;
    uint32_t arm, unit, index, param;
};

struct mutants {
    struct arena *arena;
    const struct program *program;
    const struct sources *sources;
    VEC(struct mutant) all; /* in the order of the program */
    uint32_t next_id;       /* of expressions that are made */
    bool *seen;
    struct str rule;        /* in hand */
    struct buf *text;
};

/* Finds all mutants of PROGRAM. TEXT is scratch. All in ARENA. */
void mutate_find(struct mutants *mutants, struct arena *arena, const struct program *program, const struct sources *sources, struct buf *text);
/* The program that MUTANT is, in ARENA, sharing with the original what is the same. */
const struct program *mutate_make(const struct mutants *mutants, const struct mutant *mutant, struct arena *arena);

/* mutate_expr.c: those of an expression and all below it; DECIDES: its truth is a condition's. NULL is fine. */
void mutate_expr(struct mutants *mutants, const struct expr *e, bool decides);
/* Another value in place of the constant E, the next one by its type's step; NULL: there is none. */
struct expr *mutate_value(struct mutants *mutants, const struct expr *e, int64_t steps);
/* The smallest step from the value I of TYPE, a cent for money; 0: it has none. */
int64_t mutate_step(const struct type *type, int64_t i);
/* E as it is written; of a table's cell with its column's head. */
struct str mutate_words(const struct mutants *mutants, const struct expr *e);
struct mutant *mutate_add(struct mutants *mutants, enum mutation what, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
