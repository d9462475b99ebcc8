/* The solver's own state, shared by the solver_*.c files and by nobody else. An expression is written as a term: formulas for
 * whether it is known, whether it needs something while it is not, and what it is worth. */
#ifndef BYLAW_ANALYZE_SOLVER_INNER_H
#define BYLAW_ANALYZE_SOLVER_INNER_H

#include "analyze/smt.h"
#include "analyze/solver.h"
#include "base/map.h"

struct term {
    smt_node known;
    smt_node need;   /* of an unknown: it waits for some fact */
    smt_node absent; /* of an unknown: no arm matched */
    smt_node value;  /* of a scalar; NULL where it is never known */
    smt_node offset; /* of a moment */
    smt_node n;      /* of a list: how many elements; NULL for anything else */
    smt_node longer; /* of a list: it has more elements than parts are written down */
    struct term *parts; /* of a list or record */
    uint32_t n_parts;
};

/* How sure a condition is: yes, open (unknown, and needs something), stuck (unknown for good), else no. */
struct doubt {
    smt_node yes, open, stuck;
};

/* A function that nothing is known of, as it was applied. */
struct opaque {
    const struct expr *expr; /* its items are what is looked at, whatever they are */
    const struct term *items;
    smt_node result, offset, error;
    smt_node known; /* all items are */
    smt_node points; /* its arguments are values at which the evaluator has told */
};

/* A lookup, as a case may have it answered. */
struct found {
    bool made;
    smt_node nobody; /* answers */
    smt_node asked, need, error; /* its parameters: all known; what is not needs something; evaluating them */
    smt_node row;    /* there is one */
    struct term rows;
};

/* A day's year, month and day of the month. */
struct civil {
    smt_node days, year, month, day;
};

struct new_word {
    int64_t number;
    struct str word;
};

struct solver {
    const struct program *program;
    struct arena *arena;   /* what comes out */
    struct arena scratch;  /* of a question */
    struct buf text;
    struct solver_options options;
    struct smt *smt;
    unsigned asked;        /* encodings so far */
    uint64_t left;         /* of the total, in thousands of steps */
    struct eval *eval;     /* while one is at work */
    struct solver_row *rows; /* of the case in hand */
    bool texts;            /* texts as texts; else each is a number, and what is asked about it is opaque */
    smt_node yes, no;
    /* what is encoded: */
    struct term *facts;
    bool *fact_made;
    struct found *found;   /* of each lookup */
    struct term *definitions;
    smt_node *definition_errors;
    bool *defined;
    struct term *slots;
    smt_node path;         /* under which what is being encoded is looked at */
    smt_node error;        /* an error of the case */
    bool worded;           /* it asks more of texts than whether they are the same, and they are numbers */
    VEC(smt_node) lemmas;  /* what the evaluator told */
    VEC(smt_node) long_lists; /* of each list of a case: it is longer than written down */
    VEC(struct opaque) opaques;
    VEC(struct civil) civils;
    VEC(struct str) words;    /* the texts that have numbers, from 1 */
    struct map word_numbers;
    VEC(struct new_word) new_words; /* of the model in hand */
};

/* ---- solver_term.c: making terms, and choosing between them ---- */
#define AND(s, a, b) smt_and((s)->smt, (a), (b))
#define OR(s, a, b) smt_or((s)->smt, (a), (b))
#define NOT(s, a) smt_not((s)->smt, (a))
/* Values that are texts inside. */
static inline bool solver_term_is_text(const struct type *type)
{
    return type->kind == TYPE_TEXT || type->kind == TYPE_PARTY || type->kind == TYPE_SYMBOL;
}
struct term solver_term_known(struct solver *s, smt_node value);
struct term solver_term_unknown(struct solver *s, smt_node need);
struct term solver_term_const(struct solver *s, struct value value);
struct term solver_term_if(struct solver *s, smt_node condition, const struct term *a, const struct term *b);
/* A value of TYPE that nothing is known of; known always; its parts may be missing, and then need what NEED says. */
struct term solver_term_free(struct solver *s, const struct type *type, smt_node need);
/* What values of TYPE are never beyond. */
smt_node solver_term_in_range(struct solver *s, const struct type *type, smt_node value);
smt_node solver_term_text(struct solver *s, struct str text);
smt_node solver_term_wholly(struct solver *s, const struct term *term);  /* it and all its parts are known */
smt_node solver_term_needs(struct solver *s, const struct term *term);   /* it, or a part, is unknown and needs something */
smt_node solver_term_there(struct solver *s, const struct term *list, uint32_t i); /* whether a list has element I */
struct value solver_term_value(struct solver *s, const struct term *term, const struct type *type); /* in the model, in the arena */

/* ---- solver_expr.c ---- */
struct term solver_expr(struct solver *s, const struct expr *expr);
struct doubt solver_expr_holds(struct solver *s, const struct expr *expr);
struct doubt solver_expr_holds_not(struct solver *s, const struct expr *expr);
struct doubt solver_expr_both(struct solver *s, struct doubt a, struct doubt b);
struct term solver_expr_fact(struct solver *s, uint32_t fact);
/* All items of a strict operation: the result as far as knowing goes. */
struct term solver_expr_strict(struct solver *s, const struct expr *expr, struct term *items);
/* WHEN holds where it is looked at: the case is an error. */
void solver_expr_fail(struct solver *s, smt_node when);

/* ---- solver_opaque.c ---- */
struct term solver_opaque(struct solver *s, const struct expr *expr, const struct term *items, const struct term *strict);
/* What EXPR comes to, of which nothing is known but that it is the same wherever the same words stand; it may be an error WHEN. */
struct term solver_opaque_blur(struct solver *s, const struct expr *expr, smt_node when);
/* Holds each application against what the evaluator makes of the model's values; what is new goes to s->lemmas. False: all agree. */
bool solver_opaque_refine(struct solver *s);
/* Asserts that every application is at values where the evaluator has told: then it cannot come out otherwise. */
void solver_opaque_only_points(struct solver *s);

/* ---- operations, a file a family ---- */
struct term solver_compare(struct solver *s, const struct expr *expr);
struct term solver_compare_equal(struct solver *s, const struct term *a, const struct term *b); /* a yes/no */
smt_node solver_compare_less(struct solver *s, const struct expr *of, const struct term *a, const struct term *b); /* two known ones */
smt_node solver_compare_yes(struct solver *s, const struct term *truth); /* known, and yes */
smt_node solver_compare_not(struct solver *s, const struct term *truth); /* known, and no */
struct term solver_math(struct solver *s, const struct expr *expr);
smt_node solver_math_result(struct solver *s, smt_node exact, smt_node when); /* fails WHEN it does not fit */
bool solver_math_all_known(const struct term *items, uint32_t n); /* none of them never known */
struct term solver_calendar(struct solver *s, const struct expr *expr);
smt_node solver_calendar_local(struct solver *s, const struct term *moment); /* microseconds on a clock at its offset */
smt_node solver_calendar_day(struct solver *s, const struct expr *of, const struct term *item); /* of a date or moment */
smt_node solver_calendar_part(struct solver *s, enum builtin part, smt_node days); /* YEAR_OF, MONTH_OF, DAY_OF: a whole number, not millionths */
struct term solver_call(struct solver *s, const struct expr *expr);
struct term solver_texts(struct solver *s, const struct expr *expr);
smt_node solver_texts_trim(struct solver *s, smt_node text);
/* Whether TEXT matches the program's pattern INDEX; NULL where that is no formula. */
smt_node solver_pattern(struct solver *s, uint32_t index, smt_node text);
struct term solver_lists(struct solver *s, const struct expr *expr);
struct term solver_arms(struct solver *s, const struct expr *expr);
struct term solver_arms_agree(struct solver *s, const struct expr *expr);

struct term solver_rows(struct solver *s, const struct expr *expr);
void solver_rows_read(struct solver *s); /* the model's into s->rows */
void solver_rows_nice(struct solver *s); /* asserts that somebody answers */

/* ---- solver_confirm.c: the reference evaluator ---- */
/* The value of EXPR in the case FACTS (and s->rows), in the solver's scratch; *ERROR: it is an error of the case. */
struct value solver_confirm_value(struct solver *s, const struct expr *expr, const struct value *facts, bool *error);

/* ---- solver_acts.c: which actions a case has ---- */
/* Whether GUARANTEE is broken: a formula; errors go to s->error: those of what bears on it, or (EVERYTHING) of the whole case. */
smt_node solver_acts_breach(struct solver *s, const struct guarantee *guarantee, bool everything);

#endif
