/* Symbols: what leaves of value diagrams stand for, each once in a space; and the operations on them that need no program. */
#ifndef BYLAW_ANALYZE_SYMBOLS_H
#define BYLAW_ANALYZE_SYMBOLS_H

#include "analyze/cells_inner.h"
#include "analyze/symbolic.h"

/* Operations on leaves; of one leaf where b is not named. ERRORs win, the left one first, wherever b is looked at. */
enum symbols_op {
    SYMBOLS_AND, SYMBOLS_OR, SYMBOLS_NOT, SYMBOLS_CERTAIN, SYMBOLS_KNOWN,
    SYMBOLS_EQ, SYMBOLS_NE, SYMBOLS_LT, SYMBOLS_LE, SYMBOLS_GT, SYMBOLS_GE, /* in the order of EXPR_EQ … */
    SYMBOLS_ITEM,      /* a is a tuple of operands so far, or why there is none: with b; for strict operations */
    SYMBOLS_ELEMENT,   /* a is a list so far: with b, which may be unknown */
    SYMBOLS_FIRST_KNOWN,
    SYMBOLS_HOLDS,     /* as a condition: ABSENT and CONFLICT are NOTHING */
    SYMBOLS_HOLDS_NOT, /* of an unless */
    SYMBOLS_BOTH,      /* two states: yes, no, unknown; NOTHING is a no that stops */
    SYMBOLS_CHAIN,     /* how far HIT_FIRST has come (a: yes, unknown, or no: it has stopped) after an arm whose own state is b */
    SYMBOLS_JOIN,      /* what both wait for: unknown, or NOTHING where neither waits for anything */
    SYMBOLS_WAITS,     /* what an unknown waits for: UNKNOWN; of all else NOTHING */
    SYMBOLS_VALUE,     /* as a result: ABSENT is NOTHING */
    SYMBOLS_LESSER, SYMBOLS_GREATER, /* of two results, the first of equal ones; a may be ABSENT: b */
    SYMBOLS_PLUS,      /* of two numbers that are known */
    SYMBOLS_AGREED,    /* of AGREE: a so far (ABSENT at first), and b: the one value, or what they wait for */
    SYMBOLS_CLASH,     /* of AGREE: the first known so far, and b; CONFLICT once one surely differs from it */
    SYMBOLS_WHOLLY,    /* of an argument: YES wholly known, UNKNOWN or NOTHING while it is not */
    SYMBOLS_N_OPS,
};

struct symbols {
    VEC(struct symbol) all;
    uint32_t *slots, n_slots;
    uint32_t first_op, questions[256], states[8]; /* ids of operations */
    bool track;
};

struct symbols *symbols_start(struct space *space);
static inline const struct symbol *symbols_at(const struct space *space, uint32_t leaf);

diagram symbols_apply(struct space *space, enum symbols_op op, diagram a, diagram b);
diagram symbols_question(struct space *space, diagram d, unsigned wanted);
/* YES where CONDITION is yes, NO …; UNKNOWN where it is unknown for any reason; its own leaf where it is an error. */
diagram symbols_select(struct space *space, diagram condition, diagram yes, diagram no, diagram unknown);

uint32_t symbols_value(struct space *space, const struct type *type, struct value value);
uint32_t symbols_cell(struct space *space, uint32_t input, uint32_t cell);
uint32_t symbols_term(struct space *space, const struct expr *term, uint32_t input, uint32_t cell);
uint32_t symbols_parts(struct space *space, const struct type *type, const uint32_t *parts, uint32_t n);
uint32_t symbols_unknown(struct space *space, const uint64_t *facts); /* which it needs: a bit each, (n_facts + 63) / 64 words */
/* Of what depends on FACTS, and needs some of them, nobody says which where there are several: then it "needs" fact n_facts, too. */
uint32_t symbols_unknown_of(struct space *space, const uint64_t *facts);
/* An arm that is open although nothing is waited for: two rows of `any` of which nobody can say whether they ask for the same. It is
 * UNKNOWN, not a no. */
uint32_t symbols_open_state(struct space *space);
uint32_t symbols_error(struct space *space, enum eval_error error, struct span first, struct span second);

bool symbols_is_known(const struct symbol *symbol);
bool symbols_is_exact(const struct symbol *symbol, struct value *value); /* one value alone */
/* It as a term; NULL: it has unknown parts. */
const struct expr *symbols_as_term(struct space *space, uint32_t leaf);
uint32_t symbols_join(struct space *space, uint32_t a, uint32_t b);
/* The parts of a list or record whose parts are known symbols of their own (PARTS, or a constant); false: it is another. */
bool symbols_open(struct space *space, uint32_t leaf, const uint32_t **parts, uint32_t *n);

/* ---- symbols_compare.c ---- */
/* A OP B of two known symbols, OP one of EXPR_EQ … EXPR_GE: a truth. */
diagram symbols_compare(struct space *space, enum expr_op op, uint32_t a, uint32_t b);
/* The leaves of a free input, or of a fact of the space: DEFAULT_ where it is missing (UINT32_MAX: unknown). */
diagram symbols_of_input(struct space *space, uint32_t input, uint32_t default_);
/* LIKE on known operands: a value, a term, or what its free input says. */
diagram symbols_make(struct space *space, const struct expr *like, const uint32_t *items, uint32_t n);

static inline const struct symbol *symbols_at(const struct space *space, uint32_t leaf) { return &space->symbols->all.at[leaf]; }

#endif
