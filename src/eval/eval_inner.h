/* The reference evaluator's own state, shared by the files of this room and by nobody else.
 *
 * Everything is done in the plainest way that program.h and expr_ops.def can be read: each expression yields a thing, a
 * value together with the facts that it needs while it is unknown. Nothing is kept but definitions (a case) and facts. */
#ifndef BYLAW_EVAL_EVAL_INNER_H
#define BYLAW_EVAL_EVAL_INNER_H

#include "eval/eval.h"
#include "eval/eval_trace.h"

#include "base/buf.h"
#include "base/checked.h"
#include "base/vec.h"

/* A set of facts: a bit for each of the program's; NULL: none. Never changed once made. */
typedef const uint64_t *eval_needs;

struct thing {
    struct value value;
    eval_needs needs;          /* of an unknown */
    const struct thing *parts; /* of a known list or record: its elements or fields, each with needs of its own */
    bool absent;               /* unknown because no arm matched: AGREE skips it */
};

/* How sure it is that something holds, and what it waits for. */
struct doubt {
    enum truth truth;
    eval_needs needs; /* while truth is unknown; NULL otherwise */
    bool stuck;       /* no, but only because it is unknown and can never be known: what comes after it is not reached */
};

struct disagreement {
    uint32_t definition;
    struct case_error error;
};

enum act_state { ACT_CERTAIN, ACT_UNDECIDED, ACT_GONE };

/* An action that an arm asks for, on its way through the settling. */
struct act {
    uint32_t arm;
    enum trace_fate fate; /* for traces: what became of it, and by which of the acts */
    uint32_t by;
    const struct action *action;
    const struct verb *verb;
    const struct thing *args; /* one a parameter; where action->args has none: not given */
    enum act_state state;
    bool contested;   /* gone because of `once`: guarantees see it as undecided */
    eval_needs needs; /* while undecided */
    VEC(struct str) rules;
    VEC(struct str) because;
    VEC(struct str) cite;
};

/* A lookup in the case in hand: the list of its rows, or unknown. */
struct answer {
    struct thing rows;
    bool done;
};

struct eval {
    const struct program *program;
    struct host host;             /* ask is NULL: there is none */
    struct arena scratch; /* all of a case; reset by the next */
    struct buf text;      /* where texts are put together */
    /* the case in hand: */
    const struct value *facts;
    struct thing *fact_things;    /* read once */
    bool *looked_at;              /* of each fact */
    struct thing *definitions;
    bool *defined;
    struct thing *slots;
    struct answer *answers;       /* of each lookup */
    struct str subject;           /* what an error here is about */
    uint32_t definition;          /* whose body is being evaluated */
    uint64_t steps;
    struct doubt *arms;           /* whether each arm fires */
    VEC(struct act) acts;
    VEC(struct disagreement) disagreements;
    VEC(struct case_error) conflicts;
    bool tracing;
    struct eval_trace *trace;     /* NULL: nothing is recorded */
    const struct eval_watch *watch; /* NULL: nobody is told */
    jmp_buf failed;               /* where the first error ends the case */
    struct case_error error;
    struct decision decision;
};

/* ---- eval.c ---- */
_Noreturn void eval_fail(struct eval *eval, enum eval_error error, struct span span);
_Noreturn void eval_fail_about(struct eval *eval, struct str subject, struct str text, struct span span);
_Noreturn void eval_fail_two(struct eval *eval, enum eval_error error, struct span first, struct span second);
/* Makes ready for the case of FACTS. */
void eval_begin(struct eval *eval, const struct value *facts, struct trap *trap);
/* Counts N more steps of the case. */
void eval_step(struct eval *eval, uint64_t n, struct span span);

/* ---- eval_trace.c: each does nothing but while tracing ---- */
void eval_trace_begin(struct eval *eval);
void eval_trace_expr(struct eval *eval, const struct expr *expr, const struct thing *thing); /* only called while tracing */
void eval_trace_watched(struct eval *eval, const struct expr *expr, const struct thing *thing); /* only called while watched */
void eval_trace_states(struct eval *eval, bool settled); /* of all arms: before, or after overrides */
void eval_trace_acts(struct eval *eval);

/* ---- eval_thing.c ---- */
struct thing eval_thing_known(struct value value);
struct thing eval_thing_bool(bool b);
struct thing eval_thing_unknown(eval_needs needs);
/* A value from outside; its unknown parts, and itself, need NEEDS. */
struct thing eval_thing_from(struct eval *eval, struct value value, eval_needs needs);
/* A list, a record of N THINGS. */
struct thing eval_thing_record(struct eval *eval, const struct thing *things, uint32_t n);
struct thing eval_thing_list(struct eval *eval, const struct thing *things, uint32_t n);
uint32_t eval_thing_count(const struct thing *thing); /* how many parts */
bool eval_thing_known_wholly(const struct thing *thing);
eval_needs eval_thing_needs(struct eval *eval, const struct thing *thing); /* of itself or of its unknown parts */
eval_needs eval_thing_needs_fact(struct eval *eval, uint32_t fact);
eval_needs eval_thing_join(struct eval *eval, eval_needs a, eval_needs b);
bool eval_thing_has_need(eval_needs needs, uint32_t fact);

/* ---- eval_expr.c ---- */
struct thing eval_expr(struct eval *eval, const struct expr *expr);
enum truth eval_expr_truth(const struct thing *thing);
/* A condition that selects: NULL holds. One that is unknown and needs nothing can never come to hold: no. */
struct doubt eval_expr_holds(struct eval *eval, const struct expr *expr);
struct doubt eval_expr_holds_not(struct eval *eval, const struct expr *expr); /* of an `unless` */
struct doubt eval_expr_both(struct eval *eval, struct doubt a, struct doubt b);

/* All items of a strict operation, evaluated left to right. */
enum { STRICT_FEW = 3 };
struct strict {
    struct thing few[STRICT_FEW], *at;
    struct thing unknown; /* the result, unless all are known */
    bool known;
};
void eval_expr_strict(struct eval *eval, const struct expr *expr, struct strict *strict);

/* ---- operations, a file a family; each takes any expression of its family ---- */
struct thing eval_logic(struct eval *eval, const struct expr *expr);
struct thing eval_compare(struct eval *eval, const struct expr *expr);
struct thing eval_math(struct eval *eval, const struct expr *expr);
struct thing eval_calendar(struct eval *eval, const struct expr *expr);
struct thing eval_texts(struct eval *eval, const struct expr *expr);
struct thing eval_lists(struct eval *eval, const struct expr *expr);
struct thing eval_calls(struct eval *eval, const struct expr *expr);
struct thing eval_rows(struct eval *eval, const struct expr *expr); /* lookups */
struct thing eval_arms(struct eval *eval, const struct expr *expr);
struct thing eval_arms_agree(struct eval *eval, const struct expr *expr);

/* Parts that several of them need: */
struct thing eval_compare_equal(struct eval *eval, const struct thing *a, const struct thing *b); /* yes, no, unknown */
int eval_compare_order(struct value a, struct value b);
/* A number, money or duration of EXPR's type; one that does not fit is an error there. */
struct value eval_math_result(struct eval *eval, const struct expr *expr, int128 exact);
bool eval_texts_is_space(uint32_t code);
struct value eval_texts_made(struct eval *eval, const struct expr *expr); /* what was put into eval->text */
void eval_texts_limit(struct eval *eval, const struct expr *expr); /* an error if eval->text is too long */
struct str eval_texts_trim(struct str text);

/* ---- the settling: eval_units.c (steps 1 and 2), eval_acts.c (3 and 4), eval_settle.c (5 and 6), eval_outcome.c (7 to 9) ---- */
void eval_units(struct eval *eval);
void eval_units_overrides(struct eval *eval);
void eval_acts(struct eval *eval);
void eval_acts_merge(struct eval *eval);
struct thing *eval_acts_args(struct eval *eval, const struct action *action);
/* Whether two actions are the same, as far as is known. */
enum truth eval_acts_same(struct eval *eval, const struct action *a, const struct thing *a_args, const struct action *b,
                          const struct thing *b_args);
void eval_settle(struct eval *eval);
void eval_outcome(struct eval *eval);
void eval_guarantees(struct eval *eval); /* eval_guarantees.c: the end of step 8 */
/* As the decision shows it. */
struct decided_action eval_outcome_action(struct eval *eval, const struct act *act);

#endif
