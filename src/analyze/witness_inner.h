/* Shared by the files witness*.c. */
#ifndef BYLAW_ANALYZE_WITNESS_INNER_H
#define BYLAW_ANALYZE_WITNESS_INNER_H

#include "analyze/cells_inner.h"
#include "analyze/witness.h"

struct witness {
    struct space *space;
    const struct witness_solver *solver;
    struct eval **evals;   /* of each program; made when first asked */
    struct value **facts;  /* of each program: the case in hand */
    const struct value *decided; /* the case of the space that was decided last */
    struct buf defect;
};

/* ---- witness_try.c ---- */
/* Looks for values of facts that lie in PATH's cells, free inputs among them: FACTS (of the space). False: not found, which proves
 * nothing. */
bool witness_try(struct witness *witness, const uint32_t *path, struct value *facts);
/* The value of each fact by PATH alone; the rest unknown. */
void witness_plain(struct witness *witness, const uint32_t *path, struct value *facts);
/* The inputs that decide whether PATH is possible: its free ones, and what these depend on. */
void witness_core(const struct space *space, const uint32_t *path, bool *core);

/* ---- witness_values.c ---- */
typedef VEC(struct value) witness_values;
/* Values of INPUT worth trying in CELL, the nicest first; WORDS are constants that stand in tests. */
void witness_values_in(struct space *space, uint32_t input, uint32_t cell, const witness_values *words, witness_values *out);
/* The constants of EXPR. */
void witness_words(struct space *space, const struct expr *expr, witness_values *out);

#endif
