/* Shared by the files expr*.c and by nobody else. */
#ifndef BYLAW_CHECK_EXPR_H
#define BYLAW_CHECK_EXPR_H

#include "check/checker.h"

/* expr_make.c */
struct expr *make_list(struct checker *c, enum expr_op op, const struct type *type, struct span span,
                       struct expr *const *items, uint32_t n); /* NULL if an item is */
struct expr *make_fact(struct checker *c, uint32_t index, struct span span);
struct expr *make_builtin(struct checker *c, enum builtin builtin, const struct type *type, struct span span,
                          struct expr *const *items, uint32_t n);

/* type_words.c; type_words and words_of are in checker.h */
struct str type_plural(struct checker *c, struct str name);         /* levels, priorities */
struct str set_words(struct checker *c, const struct type *set);    /* "the levels", "A, B, C" */

/* expr.c */
/* As check_expr, but the result may have any type: WANT only tells what a name or a literal is to be. */
struct expr *expr_any(struct checker *c, const struct ast_expr *e, const struct type *want);

/* expr_fit.c */
/* X where WANT is expected: turned into it if it is a literal, or reported. */
struct expr *expr_fit(struct checker *c, struct expr *x, const struct type *want);
/* Brings two values to one type and yields it, or NULL (nothing is reported): a bare number literal beside money is money. */
const struct type *expr_meet(struct checker *c, struct expr *a, struct expr *b);
bool expr_is_number_literal(const struct expr *x); /* written with literals only, and more than a share */
enum { EXPR_SHARE = 1 }; /* index of the constant of 15% */
void expr_as_money(struct expr *x);                /* such a one */
/* "'amount' is money and 'limit' is a number: they cannot be DONE", with the help that the two types suggest. */
void expr_report_pair(struct checker *c, struct span span, const struct expr *a, const struct expr *b, const char *done);

/* expr_name.c */
struct expr *expr_name(struct checker *c, const struct ast_expr *e, const struct type *want);
/* A name whose meaning its place decides: no value has it. */
bool expr_is_open(struct checker *c, const struct ast_expr *e);
/* What the parts of NAME stand for: the longest declared path; *USED is how many parts it has. NULL where nothing is
 * declared. */
struct value_name *expr_resolve(struct checker *c, const struct ast_name *name, uint32_t *used);
/* The first N parts of a dotted name. Of a path of thousands of parts only the first are tried as a declared name. */
enum { EXPR_MOST_PARTS = 64 };
struct str expr_prefix(struct str text, const struct str *parts, uint32_t n);
struct binding *expr_binding(struct checker *c, const struct ast_name *name);
struct expr *expr_today(struct checker *c, struct span span);
/* Whether NAME is WORD (now or today) and not declared otherwise. */
bool expr_is_clock(const struct checker *c, const struct ast_name *name, const char *word);

/* declare_name.c: whether a statement that could not be read may declare NAME. */
bool declare_is_lost(const struct checker *c, const struct ast_name *name);
/* Looking for the nearest name takes its time, and only twenty messages are shown: c->n_suggestions is at most this. */
enum { DECLARE_MOST_SUGGESTIONS = 100 };

/* expr_symbol.c */
/* The constant of WANT, a set or party, that NAME or TEXT stands for; NULL if there is none (nothing is reported). */
struct expr *expr_symbol(struct checker *c, const struct type *want, struct str name, struct span span);
/* The same for a text in quotes: never NULL for parties; reports what is not in the set. */
struct expr *expr_symbol_text(struct checker *c, const struct type *want, struct str text, struct span span);
struct expr *expr_open_party(struct checker *c, const struct type *want, const struct ast_name *name); /* warns */
void expr_no_symbol(struct checker *c, const struct type *want, struct str name, struct span span);
/* The symbol that NAME is where no type is wanted, if one closed set has it; NULL after a report if several have. */
struct expr *expr_lone_symbol(struct checker *c, const struct ast_name *name);

/* expr_literal.c */
struct expr *expr_literal(struct checker *c, const struct ast_expr *e, const struct type *want);
struct expr *expr_text(struct checker *c, const struct ast_expr *e, const struct type *want);

/* expr_arith.c */
struct expr *expr_arith(struct checker *c, const struct ast_expr *e, const struct type *want);
struct expr *expr_negative(struct checker *c, const struct ast_expr *e, const struct type *want);

/* expr_compare.c */
struct expr *expr_compare(struct checker *c, const struct ast_expr *e);
struct expr *expr_between(struct checker *c, const struct ast_expr *e);
bool expr_has_order(const struct type *type);
void expr_report_no_order(struct checker *c, struct span span, const struct expr *x);

/* expr_logic.c */
struct expr *expr_logic(struct checker *c, const struct ast_expr *e);
struct expr *expr_test(struct checker *c, const struct ast_expr *e);
struct expr *expr_if(struct checker *c, const struct ast_expr *e, const struct type *want);

/* expr_call.c */
struct expr *expr_call(struct checker *c, const struct ast_expr *e, const struct type *want);

/* expr_list.c */
struct expr *expr_list(struct checker *c, const struct ast_expr *e, const struct type *want);
struct expr *expr_quantifier(struct checker *c, const struct ast_expr *e);
struct expr *expr_aggregate(struct checker *c, const struct ast_expr *e);
/* The slot of BINDING, whose body is checked (c->n_bound was 0 before it and OUTER before that); its uses get it. */
uint32_t expr_take_slot(struct checker *c, struct binding *binding, uint32_t outer);

/* Items that must meet in one type: branches, list elements, arguments. Fills ITEMS; yields their type or NULL. */
const struct type *expr_together(struct checker *c, const struct ast_expr *const *es, uint32_t n, const struct type *want,
                                 struct expr **items, const char *done);

#endif
