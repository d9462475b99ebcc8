/* Shared by the files cells*.c, shapes.c and symbolic*.c: how inputs and their cells are made. */
#ifndef BYLAW_ANALYZE_CELLS_INNER_H
#define BYLAW_ANALYZE_CELLS_INNER_H

#include "analyze/terms.h"

/* Where an input or a term is cut while the programs are read. */
struct cuts {
    VEC(int64_t) starts;       /* ordered types: first values of cells, on the grain */
    VEC(struct value) points;  /* texts, sets, yes/no */
    bool all;                  /* sets: each symbol a cell of its own */
    const struct expr *term;   /* what is cut is no input of a case but this; NULL: it is */
};

/* What an expression's value may be, whatever the case: terms without choices in them. */
struct forms {
    const struct expr **at;
    uint32_t n;
    bool done;
};

struct collector {
    struct space *space;
    struct cuts *inputs;        /* of facts and parts */
    uint32_t n_inputs;
    struct forms *const *shapes; /* of program p, by id */
    VEC(struct cuts) terms;     /* of terms, by id; grows */
    bool *const *walked;
};

/* ---- cells.c ---- */
bool cells_is_ordered(const struct type *type); /* values are integers whose order matters: numbers, dates, … */
const struct type *cells_type_of_term(const struct expr *term); /* whose grain and bounds a calculated value has */
bool cells_is_plain(const struct expr *term);   /* a fact, a field of a record fact, a moment's date: an input */
/* The part FIELD(RECORD, field) as an input, made if there is none. RECORD's own term is an input. */
uint32_t cells_part(struct space *space, const struct expr *field);
/* The free input of TERM: TERM or, of yes/no, TEST. Made if there is none. CUTS may be NULL. */
uint32_t cells_term(struct space *space, const struct expr *term, const struct cuts *cuts);
/* The free input of a whole expression that nothing better could be said of: it may be unknown in any way. UINT32_MAX: it is an input
 * already, of another kind. */
uint32_t cells_opaque(struct space *space, const struct expr *term);
/* The free input that tells how A stands to B. */
uint32_t cells_order(struct space *space, const struct expr *a, const struct expr *b);
/* Whether TERM may be an error of the case, by itself or by what is in it: its tables, or its calculation, too. */
bool cells_tables_fail(const struct expr *term);
bool cells_may_fail(const struct expr *term);
bool cells_fails_unevenly(const struct expr *term); /* also between two values where it can be calculated */
/* Whether an operation on known items may be unknown all the same (an element of a list is missing). */
bool cells_may_be_unknown(const struct expr *term);
uint32_t cells_missing(const struct space *space, uint32_t input); /* its MISSING or UNKNOWN cell, UINT32_MAX: none */

void cells_finish(const struct collector *collector); /* everything has been read: cells for all */

/* ---- cells_find.c ---- */
/* The cell of one input for a case of the space; UINT32_MAX: none, or an error. */
uint32_t cells_of_input(struct space *space, uint32_t index, const struct value *facts);

/* Makes FACTS such that the plain term PLAIN is worth VALUE; other parts of the same fact become unknown. */
void cells_put(struct space *space, struct value *facts, const struct expr *plain, struct value value);
struct value cells_moment_of(int64_t date); /* noon of that day, UTC */

/* ---- cells_make.c ---- */
/* The cells of an input of TYPE; MISSING: with a cell for that. */
struct cell *cells_make(struct space *space, const struct type *type, const struct cuts *cuts, enum cell_kind missing, bool nothing,
                        uint32_t *n);
void cells_bounds(const struct type *type, int64_t *low, int64_t *high); /* of a type's values, on the grain */

/* ---- cells_cut.c ---- */
void cells_collect(struct space *space);
void cells_start(struct collector *collector, struct cuts *cuts, const struct type *type, int64_t at);
void cells_point(struct collector *collector, struct cuts *cuts, const struct type *type, struct value value);

/* ---- cells_steady.c ---- */
/* Whether TERM depends on one input of an ordered type and grows or falls with it: that input, else UINT32_MAX. */
uint32_t cells_steady(struct space *space, const struct expr *term);
/* Cuts that input where TERM passes CONSTANT. False where the evaluator cannot tell. */
bool cells_break(struct collector *collector, const struct expr *term, struct value constant);

/* ---- shapes.c ---- */
const struct forms *shapes_of(struct collector *collector, uint32_t program, const struct expr *expr);

#endif
