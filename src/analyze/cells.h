/* The space of all cases that one or several programs can be asked about, cut into finitely many cells that no test of theirs
 * can tell apart.
 *
 * An *input* is something that a case gives and that diagrams have a variable for, with the same index. First come the facts (of
 * all programs, matched by name and type), then the fields of record facts and of looked-up rows; then what only calculating can
 * tell: a term that is compared with constants (`amount * rate` against $5 and $10), two terms that are compared with each other,
 * a test of texts or lists. Those are *free*: their cells are alternatives, but whether they go together with the facts' cells is a
 * question of its own (witness.h answers it by trying values, a solver by reasoning). What depends on one fact alone and grows or
 * falls with it (`amount * 2 > $100`, `date_of(now) < 2020-01-01`) is not free: its breakpoints are cuts of that fact.
 *
 *     struct space *space = NULL;
 *     cells_space(&space, &arena, &program, 1, NULL, &trap);
 *     uint32_t ar = cells_input_of_fact(space, fact);
 *     for (uint32_t i = 0; i < space->inputs.at[ar]->n_cells; i++)
 *         cells_show(space, &out, ar, i);             // "ar missing", "ar below $1,000.00", "ar of exactly $1,000.00", …
 */
#ifndef BYLAW_ANALYZE_CELLS_H
#define BYLAW_ANALYZE_CELLS_H

#include "analyze/diagram.h"
#include "base/buf.h"
#include "base/vec.h"
#include "check/program.h"

enum cell_kind {
    CELL_MISSING,  /* the fact is not given. None where every program that knows it has a default for it */
    CELL_POINT,    /* exactly `value` */
    CELL_BETWEEN,  /* low to high, both included, counted on the type's grain */
    CELL_MEMBERS,  /* any of `members` of a closed set, which nothing tells apart */
    CELL_OTHER,    /* any text but those that cells name */
    CELL_GIVEN,    /* a list, a record, or a value that no test looks into: given, whatever it is */
    CELL_LESS, CELL_EQUAL, CELL_GREATER, /* of INPUT_ORDER: how `expr` stands to `other` (no order: EQUAL, and GREATER for "different") */
    CELL_UNKNOWN,  /* free: cannot be told although its facts are given (an element of a list is missing): needs them */
    CELL_NOTHING,  /* free: unknown, and nothing could make it known (smallest of no elements) */
    CELL_FAILS,    /* free: an error of the case (a table inside of which two rows match; with `errors`, whatever cannot be calculated) */
};

struct cell {
    enum cell_kind kind;
    struct value value;         /* one that is in it: the roundest; unknown for MISSING and for LESS … NOTHING */
    int64_t low, high;          /* BETWEEN: as value.i counts */
    bool has_low, has_high;     /* else as far as the type goes (low and high are filled in all the same) */
    const uint64_t *members;    /* MEMBERS: a bit a symbol; words of 64 */
};

enum input_kind { INPUT_FACT, INPUT_PART, INPUT_TERM, INPUT_ORDER, INPUT_TEST };

struct input {
    enum input_kind kind;
    const struct expr *expr;  /* over the space's facts, see below: FACT; FIELD of one; the term; the test */
    const struct expr *other; /* INPUT_ORDER: what expr is compared with; else NULL */
    const struct type *type;  /* of expr */
    const uint64_t *facts;    /* the space's facts that it depends on: a bit each, (n_facts + 63) / 64 words */
    const struct cell *cells;
    uint32_t n_cells;
    bool free; /* TERM, ORDER, TEST */
};

/* A fact of the space. The values of a case are an array of one value a fact of the space, unknown where missing. */
struct space_fact {
    const struct fact *fact;    /* of the first program that has it */
    const uint32_t *in;         /* its index in each program; UINT32_MAX where that has none */
    uint32_t input;
    bool row;                   /* no fact of a case: what a lookup finds, a record or (`many`) a list; missing: no row */
};

struct space {
    struct arena *arena;
    struct trap *trap;
    const struct program *const *programs;
    uint32_t n_programs;
    const struct space_fact *facts;
    uint32_t n_facts;
    const uint32_t *const *fact_of; /* of program p, the space's index of its fact f: fact_of[p][f] */
    const uint32_t *const *row_of;  /* likewise of its lookup l */
    struct diagrams *pool;          /* a variable an input */
    VEC(struct input *) inputs;     /* grows while programs are evaluated: free inputs that only then come up */
    struct terms *terms;            /* terms.h */
    struct symbols *symbols;        /* symbols.h */
    const struct text_style *style;
    bool errors;                    /* what cannot be calculated (overflow, by zero, beyond the calendar) is a cell of its own, not left aside */
    int64_t money_grain;            /* in millionths: 10000, a cent, unless a policy names finer amounts */
    /* What the space leaves out, in words, e.g. "level has symbols in one policy only: Enterprise"; for reports. */
    VEC(struct str) limits;
};

/* How far the engine goes before it says "open". */
struct space_limits {
    uint32_t most_nodes;  /* 0: 4 million */
    uint64_t most_steps;  /* 0: 200 million; a question's own limit: diagram_allow */
    bool errors;          /* see struct space */
    int64_t money_grain;  /* in millionths: amounts that are no multiple of it are no cases; 0: a cent, or finer if the policy is */
};

/* The space of N_PROGRAMS programs (borrowed, as long as the space), into *OUT, which is NULL before. All in ARENA, whose trap gets failures;
 * the caller ends with cells_free, also after a failure. LIMITS may be NULL. */
void cells_space(struct space **out, struct arena *arena, const struct program *const *programs, uint32_t n_programs,
                 const struct space_limits *limits, struct trap *trap);
void cells_free(struct space *space);

/* The input of the space's fact; of program P's fact F: cells_input_of_fact(space, space->fact_of[p][f]). */
uint32_t cells_input_of_fact(const struct space *space, uint32_t fact);
/* The cell of INPUT (FACT, PART, TERM, TEST) that VALUE lies in; VALUE is unknown: its MISSING or UNKNOWN cell, UINT32_MAX if it
 * has none. Of INPUT_ORDER: cells_order. */
uint32_t cells_find(const struct space *space, uint32_t input, struct value value);
/* Which of its cells all inputs are in, for a case of the space's facts: CELLS has space->inputs.n entries. Free inputs are
 * evaluated by the reference evaluator; where that is an error of the case, UINT32_MAX. */
void cells_of_case(struct space *space, const struct value *facts, uint32_t *cells);
/* The leaf of D for a case of the space's facts; UINT32_MAX: not to be told (an input that matters is an error there, or D is over). */
uint32_t cells_leaf(struct space *space, diagram d, const struct value *facts);
/* The step from one value of TYPE to the next: a cent for money, 1 for whole numbers, a day; as value.i counts. */
int64_t cells_grain(const struct space *space, const struct type *type);

/* ---- cells_show.c: in the author's words ---- */

/* The name alone: `ar`, `customer.level`, `amount * 2`, `invoice.paid_status`. */
void cells_show_input(const struct space *space, struct buf *out, uint32_t input);
/* One cell: "ar of exactly $1,000.00", "ar above $50.00", "ar from $10.01 to $34.99", "level is SMB", "state missing",
 * "state other than WV or OH", "amount * 2 above $100.00", "billed more than paid", "name starts with \"A\"" / "name does not …". */
void cells_show(const struct space *space, struct buf *out, uint32_t input, uint32_t cell);
/* Several cells of one input, a bit each: "level is Essentials or SMB", "ar missing or at most $50.00". Neighbouring points and
 * intervals are joined. All cells: "any ar". */
void cells_show_set(const struct space *space, struct buf *out, uint32_t input, const uint64_t *cells);
/* A box: its sides, joined with " and ". An empty one: "any case". */
void cells_show_box(const struct space *space, struct buf *out, const struct diagram_box *box);
/* A term or test as the author would write it: `amount * 2`, `name starts with "A"`. */
void cells_show_expr(const struct space *space, struct buf *out, const struct expr *expr);

#endif
