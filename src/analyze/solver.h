/* Is there a case such that …? Questions about a program's facts that cells cannot answer (arithmetic between facts, texts,
 * lists), put to a solver of formulas (smt.h). The encoding is exactly the language's: 64-bit integers of millionths,
 * ties to even, three truth values, errors of the case. What cannot be written as a formula becomes a function that
 * nothing is known of, and is pinned down by what the reference evaluator makes of it, value by value.
 *
 * SOLVER_YES is never said without a case that the reference evaluator has confirmed; SOLVER_NO only where no case at
 * all can be (of lists of any length, too); everything else is SOLVER_OPEN. Nothing is limited by time, only by steps that are counted:
 * the same questions have the same answers on every run. */
#ifndef BYLAW_ANALYZE_SOLVER_H
#define BYLAW_ANALYZE_SOLVER_H

#include "check/program.h"

struct solver;

enum solver_answer { SOLVER_YES, SOLVER_NO, SOLVER_OPEN };

enum wish_kind {
    WISH_TRUTH,   /* the yes/no expression EXPR comes out as TRUTH, and without an error */
    /* Of the expression EXPR or, where that is NULL, the fact FACT: */
    WISH_MISSING, /* it is not known */
    WISH_NEEDING, /* it is not known, and waits for some fact */
    WISH_NOTHING, /* it is not known, and no fact could make it known */
    WISH_KNOWN,   /* it is known */
    WISH_RANGE,   /* it is known, and from LOW to HIGH, both included (payloads: millionths, days, microseconds, an index) */
    WISH_AMONG,   /* it is known, and one of the N CONSTANTS */
    WISH_OTHER,   /* it is known, and none of the N CONSTANTS */
    WISH_ERROR,   /* evaluating EXPR is an error */
};

struct solver_wish {
    enum wish_kind kind;
    bool or_error;           /* or evaluating EXPR is an error */
    const struct expr *expr; /* without an error, too, unless or_error */
    enum truth truth;
    uint32_t fact;
    int64_t low, high;
    const struct value *constants;
    uint32_t n;
};

struct solver_options {
    unsigned effort;    /* thousands of steps for each question to the library; 0: SOLVER_EFFORT */
    unsigned total;     /* thousands of steps for all questions; what is asked when they are used up is open. 0: no limit */
    unsigned most_list; /* cases with longer lists are never given (1 to 8); 0: SOLVER_LIST */
    int64_t grain;      /* money comes in multiples of so many millionths; 0: any; cents are preferred in any case */
};
enum { SOLVER_EFFORT = 1000, SOLVER_LIST = 4 };

/* What a lookup is answered with in a case. */
struct solver_row {
    bool nobody;       /* an optional one that nobody answers */
    struct value rows; /* a record of its fields; of a `many` lookup the list of such; unknown: no row */
};

/* A case, in the solver's arena. */
struct solver_case {
    struct value *facts;     /* program->n_facts, defaults filled in */
    struct solver_row *rows; /* program->n_lookups */
};

/* The library that is built in ("z3"), or NULL. */
const char *solver_part(void);

/* A solver for PROGRAM (borrowed) in ARENA; OPTIONS may be NULL. Where none is built in every question is open, and cases can be
 * shrunk and confirmed all the same. solver_free gives back what the arena does not hold, also after a jump to the arena's trap. */
struct solver *solver_new(struct arena *arena, const struct program *program, const struct solver_options *options);
void solver_free(struct solver *solver); /* NULL is allowed */

/* TOTAL steps more (0: no limit), whatever is left. */
void solver_allow(struct solver *solver, unsigned total);

/* Whether all N WISHES can hold of one case. SOLVER_YES: *FOUND is such a case. SOLVER_OPEN: *WHY says why, lower case, no full stop. */
enum solver_answer solver_ask(struct solver *solver, const struct solver_wish *wishes, uint32_t n, struct solver_case *found, struct str *why);

/* Whether a case breaks GUARANTEE (one of the program's, or made like one), where all N ASSUMED conditions are yes: the settling of
 * program.h written as one formula. Answers as solver_ask; the case is confirmed by a whole decision. */
enum solver_answer solver_breach(struct solver *solver, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                                 struct solver_case *found, struct str *why);

/* FOUND, a case that solver_breaks, with as few facts as it needs (those that can go are missing, or what they are by default), and
 * with rounder values where they do as well. Changes it in place. */
void solver_shrink(struct solver *solver, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                   struct solver_case *found);

/* Whether the lookup was asked in that case, and then with which PARAMS (one a parameter). */
bool solver_asked(struct solver *solver, const struct solver_case *found, uint32_t lookup, struct value *params);

/* A host that answers PROGRAM's lookups with ROWS. */
struct solver_host {
    const struct program *program;
    const struct solver_row *rows;
};
struct host solver_host(struct solver_host *host); /* borrows HOST */

/* The reference evaluator's word on a case, for whoever changes one that was found: whether it breaks GUARANTEE while all N ASSUMED
 * conditions are yes. FOUND need not come from the solver. */
bool solver_breaks(struct solver *solver, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                   const struct solver_case *found);

#endif
