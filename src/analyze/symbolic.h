/* A program evaluated once for all cases. What the reference evaluator computes for one case is here a diagram over the space's
 * inputs, whose leaves are *symbols*: values that are known to be one constant, to be some value (a term), or not to be known. It
 * follows program.h step by step; what it says of a case is what the evaluator decides, tests/analyze/agree.c holds the two
 * against each other.
 *
 * Two things are left aside: unless the space has `errors`, overflow (amounts beyond the language's 9.2 * 10^12), division by a term that may be zero and steps
 * outside the calendar, where the case is an error (a division by a constant zero is seen); and which definitions are looked at:
 * tables that disagree about a definition count as a conflict of every case where they do.
 *
 *     struct symbolic *s = symbolic_new(space, 0);
 *     diagram fires = symbolic_question(s, symbolic_arm(s, arm), SYMBOLIC_YES);
 *     if (fires == DIAGRAM_NO) … the arm never fires …
 *     diagram gap = symbolic_question(s, symbolic_definition(s, owner), SYMBOLIC_ABSENT);
 *     struct witness_case found;
 *     if (witness_find(w, gap, &found) == ANSWER_YES) … found.facts has no owner …
 */
#ifndef BYLAW_ANALYZE_SYMBOLIC_H
#define BYLAW_ANALYZE_SYMBOLIC_H

#include "analyze/cells.h"
#include "vm/decision.h"

/* Leaves. The first few are fixed; others are looked up by symbolic_symbol. */
enum {
    SYMBOL_NO = 0,  /* the constant no */
    SYMBOL_YES = 1, /* the constant yes */
    SYMBOL_UNKNOWN, /* unknown, and needs something */
    SYMBOL_NOTHING, /* unknown, and needs nothing: such a condition is a no that stops a chain */
    SYMBOL_ABSENT,  /* as NOTHING: no arm matches. AGREE skips it */
    SYMBOL_CONFLICT, /* as NOTHING: tables disagree */
    SYMBOL_FIRST,
};

enum symbol_kind {
    SYMBOL_KIND_VALUE,    /* one constant */
    SYMBOL_KIND_CELL,     /* the input's value, which lies in that cell */
    SYMBOL_KIND_TERM,     /* some known value: the term's */
    SYMBOL_KIND_PARTS,    /* a list or record of symbols */
    SYMBOL_KIND_UNKNOWN,  /* see needs */
    SYMBOL_KIND_NOTHING, SYMBOL_KIND_ABSENT, SYMBOL_KIND_CONFLICT,
    SYMBOL_KIND_ERROR,    /* an error of the case */
};

struct symbol {
    enum symbol_kind kind;
    const struct type *type;
    struct value value;       /* VALUE; CELL: the cell's own (exact for a point) */
    uint32_t input, cell;     /* CELL; a TERM over one input: where that lies (input is UINT32_MAX for other terms) */
    const struct expr *term;  /* CELL and TERM: over the space's facts */
    const uint32_t *parts;    /* PARTS: symbols */
    uint32_t n_parts;
    const uint64_t *needs;    /* UNKNOWN: the space's facts, if they are tracked, else NULL */
    enum eval_error error;    /* ERROR */
    struct span first, second; /* ERROR: the two rows; CONFLICT: the two tables */
};

/* What a question about a truth or state may ask for; may be joined with |. */
enum {
    SYMBOLIC_NO = 1, SYMBOLIC_YES = 2, SYMBOLIC_UNKNOWN = 4, /* needs something */
    SYMBOLIC_NOTHING = 8, /* needs nothing, ABSENT and CONFLICT aside */
    SYMBOLIC_ABSENT = 16, SYMBOLIC_CONFLICT = 32, SYMBOLIC_ERROR = 64,
    SYMBOLIC_KNOWN = 128, /* any value (yes and no among them) */
};

struct symbolic; /* of one program of a space; remembers what it has computed */

/* For program number PROGRAM of SPACE, in its arena. */
struct symbolic *symbolic_new(struct space *space, uint32_t program);
/* Leaves that are unknown tell which facts they need, too (larger diagrams; for comparing `needs`). Call before anything else. */
void symbolic_track_needs(struct symbolic *symbolic);
/* As if nobody answered LOOKUP, an optional one: what a case's cells say of its rows is not looked at. Call before anything else. */
void symbolic_unanswered(struct symbolic *symbolic, uint32_t lookup);
const struct symbol *symbolic_symbol(const struct symbolic *symbolic, uint32_t leaf);
void symbolic_show(const struct symbolic *symbolic, struct buf *out, uint32_t leaf); /* for people: a value, a term, "unknown" */
/* The question where D's leaf is of one of WANTED's kinds. */
diagram symbolic_question(struct symbolic *symbolic, diagram d, unsigned wanted);
/* The question where D's leaf is known and surely equals LEAF's, or needs FACT (if tracked). */
diagram symbolic_is(struct symbolic *symbolic, diagram d, uint32_t leaf);
diagram symbolic_needs(struct symbolic *symbolic, diagram d, uint32_t fact);

/* ---- values and conditions ---- */

/* Any expression of the program (also one checked later against it, without new facts): its value. */
diagram symbolic_expr(struct symbolic *symbolic, const struct expr *expr);
diagram symbolic_definition(struct symbolic *symbolic, uint32_t definition);
/* What EQ says of two values of this or another symbolic of the same space: yes, no, unknown. Sets by their texts in data. */
diagram symbolic_equal(struct symbolic *symbolic, diagram a, diagram b);
/* Of arms (a definition's or a table's column): the state of arm INDEX's condition within them: under the guards, and for HIT_FIRST
 * after the earlier ones. Leaves as of symbolic_arm. */
diagram symbolic_case(struct symbolic *symbolic, const struct expr *arms, uint32_t index);

/* ---- arms and units (steps 1 and 2) ---- */

/* The state after overrides: NO, YES, UNKNOWN or an error of its unit. "May fire" is UNKNOWN | YES. */
diagram symbolic_arm(struct symbolic *symbolic, uint32_t arm);
/* Before overrides; and the arm's own condition alone (effective, condition, unless; NOTHING is a no that stops the chain). */
diagram symbolic_arm_state(struct symbolic *symbolic, uint32_t arm);
diagram symbolic_arm_condition(struct symbolic *symbolic, uint32_t arm);
/* effective, when and unless of a unit: NO, YES, UNKNOWN. */
diagram symbolic_unit_guard(struct symbolic *symbolic, uint32_t unit);
/* The question where the unit is in force (its guard yes) and none of its arms is yes or unknown. */
diagram symbolic_unit_gap(struct symbolic *symbolic, uint32_t unit);
/* The unit's error: its leaf where two rows of `only one` match or rows of `any` disagree (or an operand fails), else NO. */
diagram symbolic_unit_error(struct symbolic *symbolic, uint32_t unit);

/* ---- actions (steps 3 to 6) ---- */

enum { ACTION_GONE = 0, ACTION_CERTAIN = 1, ACTION_UNDECIDED = 2 }; /* leaves of states */

/* An action that some arm asks for, in the order of the text. */
struct symbolic_action {
    uint32_t arm, index; /* arms[arm].actions[index] */
    const struct action *action;
    const struct verb *verb;
    const diagram *args; /* values, one a parameter; DIAGRAM_OVER where not given (see action->args) */
};
const struct symbolic_action *symbolic_actions(struct symbolic *symbolic, uint32_t *n);
/* Its state as the arm asks for it (step 3); after merging and defeats (4 and 5); at the end (6). An action that is the same as
 * another stays certain with it here: together they are one action of the decision. */
diagram symbolic_asked(struct symbolic *symbolic, uint32_t action);
diagram symbolic_undefeated(struct symbolic *symbolic, uint32_t action);
diagram symbolic_settled(struct symbolic *symbolic, uint32_t action);
/* The question WHERE, restricted to where the action is certain at the end: cheaper than to ask symbolic_settled, if WHERE is small. */
diagram symbolic_stands(struct symbolic *symbolic, uint32_t action, diagram where);
/* The question where a STATE is one of the leaves that WANTED has bits for: 1 << ACTION_CERTAIN | … */
diagram symbolic_state_is(struct symbolic *symbolic, diagram state, unsigned wanted);
/* Whether two actions (of this program; of two over one space) are the same: NO, YES, UNKNOWN. By the names of verbs and parameters. */
diagram symbolic_same_action(struct symbolic *a, uint32_t of_a, struct symbolic *b, uint32_t of_b);
/* The question where `once` sets the two against each other: both certain and not the same. */
diagram symbolic_rivals(struct symbolic *symbolic, uint32_t a, uint32_t b);

/* ---- the decision ---- */

/* Questions. Error: some error of the case. Conflict: of `once` or of tables, and no error. Incomplete: something is needed, and
 * neither. The larger the policy the dearer: build on the parts above where that is enough. */
diagram symbolic_error(struct symbolic *symbolic);
diagram symbolic_conflict(struct symbolic *symbolic);
diagram symbolic_incomplete(struct symbolic *symbolic);
/* The question where GUARANTEE (of this program, or checked later against it) is broken. */
diagram symbolic_breach(struct symbolic *symbolic, const struct guarantee *guarantee);
/* The question where the two programs of one space decide differently: other certain actions or arguments, other outputs (by
 * name), another status. With tracked needs also other needs. */
diagram symbolic_differ(struct symbolic *a, struct symbolic *b);

#endif
