/* What the parser's actions call: each makes or extends one piece of the tree, and reports what the grammar lets through
 * but no policy can say. Pieces are in the parse's arena; a NULL piece is one whose text could not be read. */
#ifndef BYLAW_GRAMMAR_BUILD_H
#define BYLAW_GRAMMAR_BUILD_H

#include "source/diag.h"
#include "syntax/ast.h"
#include "syntax/token.h"

struct parse {
    struct arena *arena;
    struct diags *diags;
    uint32_t source;
    struct tokens stream;           /* what the parser reads: ends with YYEOF */
    uint32_t at;                    /* the next of it */
    uint32_t last;                  /* the one read last */
    uint32_t line, begin;           /* where its line and its statement begin */
    uint32_t most_errors;           /* with so many the rest of the file is not read */
    struct ast_file *file;
    struct ast_statement *scenario; /* the scenario or background that given and expect belong to */
    struct ast_statement *declared; /* the action whose parameters are being read */
    struct ast_given *finds;        /* given lookup … finds a = 1, …, given … has a = 1, …: the fields that follow are its own */
    bool begun;                     /* a statement stood already: policy and effective come first */
    bool deep;                      /* this statement was reported as nested too deeply */
};

/* ---- files and statements ---- */
void build_statement(struct parse *p, struct ast_statement *statement, struct span at); /* statement may be NULL */
void build_policy(struct parse *p, const struct token *title, struct span at);
void build_version(struct parse *p, const struct token *version);
void build_currency(struct parse *p, const struct token *name);
void build_file_effective(struct parse *p, struct ast_effective *effective);
struct ast_statement *build_plain(struct parse *p, enum ast_statement_kind kind, struct span at);
struct ast_statement *build_named(struct parse *p, enum ast_statement_kind kind, struct span at, const struct token *name); /* name may be NULL */
struct ast_statement *build_titled(struct parse *p, enum ast_statement_kind kind, struct span at, const struct token *title, struct span title_at);
struct ast_statement *build_statement_label(struct parse *p, struct ast_statement *statement, const struct token *label, struct span at);
/* The name of a group or table, which may be left out. */
struct ast_statement *build_late_name(struct parse *p, struct ast_statement *statement, const struct token *name);
ast_names *build_names(struct parse *p, ast_names *list, const struct token *name);

/* ---- types and facts ---- */
struct ast_statement *build_type(struct parse *p, struct span at, const struct token *name, struct ast_type *type);
struct ast_type *build_type_name(struct parse *p, const struct token *name);
struct ast_type *build_type_kind(struct parse *p, struct span at, enum type_kind kind);
struct ast_type *build_list_of(struct parse *p, struct span at, struct ast_type *element);
struct ast_type *build_symbols(struct parse *p, struct ast_symbol *first, struct span at);
struct ast_type *build_symbol(struct parse *p, struct ast_type *set, bool ordered, struct ast_symbol *symbol, struct span sign);
struct ast_symbol *build_member(struct parse *p, const struct token *name, const struct token *text);
struct ast_type *build_field(struct parse *p, struct ast_type *record, const struct token *name, struct ast_type *type);
struct ast_statement *build_fact(struct parse *p, struct ast_statement *facts, struct ast_fact *fact);
struct ast_fact *build_new_fact(struct parse *p, const struct token *name, struct ast_type *type, struct span at);
struct ast_fact *build_label(struct parse *p, struct ast_fact *fact, const struct token *label, struct span at);
struct ast_fact *build_required(struct parse *p, struct ast_fact *fact, struct span at);
struct ast_fact *build_private(struct parse *p, struct ast_fact *fact, struct span at);
struct ast_fact *build_default(struct parse *p, struct ast_fact *fact, struct ast_expr *value, struct span at);
struct ast_fact *build_judged(struct parse *p, struct ast_fact *fact, const struct token *by, struct span at);
struct ast_fact *build_guidance(struct parse *p, struct ast_fact *fact, const struct token *text, struct span at);

/* ---- definitions, templates, lookups, actions ---- */
struct ast_statement *build_arm(struct parse *p, struct ast_statement *define, struct ast_arm *arm);
struct ast_arm *build_new_arm(struct parse *p, struct ast_expr *value, struct ast_expr *condition, bool otherwise, struct span at);
struct ast_statement *build_output(struct parse *p, struct span at, const ast_names *names);
struct ast_statement *build_party(struct parse *p, struct ast_statement *party, const struct ast_symbol *member);
struct ast_statement *build_valued(struct ast_statement *statement, struct ast_expr *value);
struct ast_statement *build_lookup(struct ast_statement *lookup, const struct token *sql, struct span at);
struct ast_statement *build_defeats(struct ast_statement *action, const ast_names *names);
void build_param(struct parse *p, struct ast_param *param, bool named);
struct ast_param *build_new_param(struct parse *p, const struct token *name, struct ast_type *type, bool optional);

/* ---- rules ---- */
struct ast_statement *build_rule_statement(struct parse *p, struct ast_rule *rule, struct span at);
struct ast_rule *build_rule(struct parse *p, struct ast_branch *branch, struct span at); /* branch may be NULL */
struct ast_rule *build_else(struct parse *p, struct ast_rule *rule, struct ast_branch *branch, struct span at);
struct ast_rule *build_rule_head(struct parse *p, const struct token *name, const struct token *label, struct ast_clauses *head, struct ast_rule *rule);
struct ast_rule *build_finished(struct parse *p, struct ast_rule *rule); /* no branch follows: the last one's clauses are the rule's */
struct ast_branch *build_branch(struct parse *p, struct ast_expr *condition, const ast_actions *actions, const struct ast_clauses *clauses, struct span at);
struct ast_clauses *build_clauses(struct parse *p);
struct ast_clauses *build_unless(struct parse *p, struct ast_clauses *clauses, struct ast_expr *condition);
struct ast_clauses *build_because(struct parse *p, struct ast_clauses *clauses, struct ast_expr *text, struct span at);
struct ast_clauses *build_cite(struct parse *p, struct ast_clauses *clauses, const struct token *text);
struct ast_clauses *build_overrides(struct parse *p, struct ast_clauses *clauses, const ast_names *names);
struct ast_clauses *build_effective(struct parse *p, struct ast_clauses *clauses, struct ast_effective *effective);
struct ast_effective *build_bounds(struct parse *p, const struct token *from, const struct token *until, struct span at);
struct ast_effective *build_effective_on(struct parse *p, struct ast_effective *bounds, const struct token *on, struct span at);
struct ast_action *build_action(struct parse *p, const struct token *verb, struct span at);
struct ast_action *build_argument(struct parse *p, struct ast_action *action, struct ast_expr *argument);
struct ast_action *build_any_rows(struct parse *p, struct ast_action *action, struct span at);
ast_actions *build_actions(struct parse *p, ast_actions *list, struct ast_action *action); /* both may be NULL */
ast_actions *build_more_actions(struct parse *p, ast_actions *list, const ast_actions *more);

/* ---- groups and tables ---- */
struct ast_statement *build_group_arm(struct parse *p, struct ast_statement *group, struct ast_rule *arm);
struct ast_statement *build_table(struct parse *p, struct ast_statement *table, const struct ast_statement *head);
struct ast_statement *build_hit(struct parse *p, struct ast_statement *table, const struct token *hit, struct span at);
struct ast_statement *build_when(struct parse *p, struct ast_statement *table, struct ast_expr *condition, struct span at);
struct ast_statement *build_column(struct parse *p, struct ast_statement *head, const struct ast_column *column);
struct ast_column *build_condition_column(struct parse *p, struct ast_expr *head, struct span at);
struct ast_column *build_new_column(struct parse *p, enum ast_column_kind kind, const struct token *name, struct span at);
struct ast_statement *build_row(struct parse *p, struct ast_statement *table, struct ast_row *row); /* row may be NULL */
struct ast_row *build_cell(struct parse *p, struct ast_row *row, const struct ast_cell *cell, bool arrow, struct span at);
struct ast_cell *build_any_cell(struct parse *p, struct span at);
struct ast_cell *build_cell_item(struct parse *p, struct ast_cell *cell, struct ast_expr *item);
struct ast_cell *build_action_cell(struct parse *p, const ast_actions *actions, struct span at);

/* ---- guarantees and scenarios ---- */
struct ast_statement *build_guarantee(struct parse *p, bool always, const ast_actions *actions, struct ast_expr *when, struct span at);
void build_scenario(struct parse *p, enum ast_statement_kind kind, const struct token *title, struct span at, struct span title_at);
void build_scenario_columns(struct parse *p, const struct ast_statement *head, struct span at);
void build_scenario_row(struct parse *p, struct ast_row *row);
void build_given(struct parse *p, struct ast_given *given, struct span at);
struct ast_given *build_given_value(struct parse *p, int kind, const struct token *name, struct ast_expr *value, struct span at);
struct ast_given *build_given_parts(struct parse *p, int kind, const struct token *name, struct ast_given *field, struct span at);
struct ast_given *build_expect_actions(struct parse *p, int kind, const ast_actions *actions, struct span at); /* actions may be NULL: nothing */
struct ast_given *build_expect_no(struct parse *p, struct ast_action *action, struct span at);
struct ast_given *build_expect_names(struct parse *p, int kind, const ast_names *names, struct span at); /* names may be NULL: nothing */
struct ast_given *build_expect_name(struct parse *p, int kind, const struct token *name, const struct token *other, struct span at);
struct ast_given *build_expect_containing(struct parse *p, struct ast_action *action, struct ast_expr *text, struct span at);

/* ---- expressions (build_expr.c) ---- */
struct ast_name build_path(struct parse *p, const struct token *name);
struct ast_expr *build_literal(struct parse *p, enum ast_kind kind, const struct token *token, struct span at);
struct ast_expr *build_bool(struct parse *p, bool truth, struct span at);
struct ast_expr *build_name(struct parse *p, const struct token *name);
struct ast_expr *build_pattern(struct parse *p, const struct token *pattern, struct span at);
struct ast_expr *build_binary(struct parse *p, enum ast_op op, struct ast_expr *left, struct ast_expr *right);
struct ast_expr *build_logic(struct parse *p, enum ast_op op, struct ast_expr *left, struct ast_expr *right);
struct ast_expr *build_not(struct parse *p, struct span at, struct ast_expr *operand);
struct ast_expr *build_negative(struct parse *p, struct span at, struct ast_expr *operand);
struct ast_expr *build_between(struct parse *p, struct ast_expr *value, struct ast_expr *low, struct ast_expr *high, bool negated, struct span at);
struct ast_expr *build_test(struct parse *p, struct ast_expr *value, enum ast_test test, bool negated, struct span at);
struct ast_expr *build_conditional(struct parse *p, struct ast_expr *yes, struct ast_expr *condition, struct ast_expr *no, struct span at);
struct ast_expr *build_items(struct parse *p, struct ast_expr *list, struct ast_expr *item);
struct ast_expr *build_list(struct parse *p, struct ast_expr *items, struct span at);
struct ast_expr *build_call(struct parse *p, const struct token *name, struct ast_expr *items, struct span at);
struct ast_expr *build_parenthesized(struct ast_expr *inner, struct span at);
struct ast_expr *build_aggregate(struct parse *p, const struct token *aggregate, struct ast_expr *of, const struct token *element, struct ast_expr *source, struct span at);
struct ast_expr *build_share(struct parse *p, struct ast_expr *condition, struct span at);
struct ast_expr *build_quantifier(struct parse *p, const struct token *quantifier, const struct token *element, struct ast_expr *source, struct ast_expr *condition, struct span at);
struct ast_expr *build_compare(struct parse *p, enum ast_op op, struct ast_expr *value, struct span at);
struct ast_expr *build_cell_test(struct parse *p, struct span at); /* known, missing …: a name, as without `is` */
struct ast_expr *build_range(struct parse *p, struct ast_expr *low, int open, struct ast_expr *high, struct span at);
struct ast_expr *build_text(struct parse *p, const struct token *literal, struct ast_expr *inner, struct span at); /* inner may be NULL */
struct ast_expr *build_text_more(struct parse *p, struct ast_expr *text, const struct token *literal, struct ast_expr *inner);
struct ast_expr *build_text_end(struct parse *p, struct ast_expr *text, const struct token *literal, struct span at);
/* A text with {…} where none is taken: says so. */
struct token *build_plain_text(struct parse *p, struct ast_expr *text, struct token *last, struct span at);

#endif
