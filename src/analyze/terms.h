/* Terms: expressions over a space's facts, definitions written out, each once (equal terms are one pointer); and what the
 * reference evaluator says of them for given facts. A term's id counts terms of the space, not of a program. */
#ifndef BYLAW_ANALYZE_TERMS_H
#define BYLAW_ANALYZE_TERMS_H

#include "analyze/cells.h"
#include "base/map.h"
#include "eval/eval.h"

struct term_info {
    const struct expr *expr;
    const uint64_t *facts; /* that it depends on */
    uint32_t only;         /* the one fact or part that it depends on, by its input; UINT32_MAX: several, or none yet known */
    uint32_t input;        /* the input of which it is the expression; UINT32_MAX: none */
    bool steady;           /* grows or falls with `only`: see cells_cut.c */
    VEC(struct value) settled; /* constants that its one input has breakpoints for */
};

struct term_pair {
    const struct expr *a, *b;
    uint32_t input;
};

struct terms {
    VEC(struct term_info) all; /* by id */
    uint32_t *slots;           /* open addressing: id + 1 */
    uint32_t n_slots;
    VEC(struct term_pair) pairs; /* INPUT_ORDER */
    struct map copies;           /* what terms_copy has made */
    struct pattern_pool patterns;     /* of all programs; the patterns themselves are borrowed */
    const uint32_t *const *pattern_of; /* of program p, pattern i: its place in PATTERNS */
    /* The program that asks the evaluator: one action that shows the term. */
    struct program probe;
    struct fact *probe_facts;
    struct param shown;
    struct verb show;
    struct action action;
    struct expr *arg;
    struct arm arm;
    struct unit unit;
    struct definition nameless; /* where tables disagree inside a term */
    uint32_t order;
    struct eval *eval;
    struct value *none; /* a case of which nothing is known */
};

void terms_start(struct space *space);
void terms_stop(struct space *space);

const struct expr *terms_fact(struct space *space, uint32_t fact);
const struct expr *terms_constant(struct space *space, const struct type *type, struct value value);
/* How many elements LIST has. */
const struct expr *terms_count(struct space *space, const struct expr *list);
/* The operation LIKE (its op, type, index, span) on ITEMS, which are terms. */
const struct expr *terms_make(struct space *space, const struct expr *like, const struct expr *const *items, uint32_t n);
/* EXPR of program P as something for terms_make to be LIKE: a pattern's index is the space's. */
struct expr terms_like(const struct space *space, uint32_t p, const struct expr *expr);
/* Any expression of program P as a term: facts by the space's indexes, definitions written out. NULL where a variable of an
 * outer quantifier stands in it. */
const struct expr *terms_copy(struct space *space, uint32_t p, const struct expr *expr);
struct term_info *terms_info(struct space *space, const struct expr *term);

enum probe { PROBE_KNOWN, PROBE_UNKNOWN, PROBE_NOTHING, PROBE_ERROR };
/* What TERM is worth for FACTS (of the space; NULL: none known): *VALUE, valid until the next probe, or *ERROR. */
enum probe terms_probe(struct space *space, const struct expr *term, const struct value *facts, struct value *value, enum eval_error *error);
/* A copy of VALUE that lives as long as the space. */
struct value terms_keep(struct space *space, struct value value);

#endif
