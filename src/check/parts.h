/* What the files that check definitions, rules, groups and tables share among themselves. */
#ifndef BYLAW_CHECK_PARTS_H
#define BYLAW_CHECK_PARTS_H

#include "check/checker.h"
#include "value/sql.h"

/* ---- clauses.c: effective, unless, because, cite ---- */
/* When CLAUSES are in effect: the file's own time and theirs; NULL: always, or an error was reported. */
struct expr *clauses_effective(struct checker *c, uint32_t file, const struct ast_clauses *clauses);
/* Only their own. */
struct expr *clauses_own_effective(struct checker *c, const struct ast_clauses *clauses);
/* Any of their unless; NULL: none. */
struct expr *clauses_unless(struct checker *c, const struct ast_clauses *clauses);
struct expr *clauses_because(struct checker *c, const struct ast_clauses *clauses);
/* Gives ARM the cite of CLAUSES, if they have one. */
void clauses_cite(const struct ast_clauses *clauses, struct arm *arm);

/* ---- rule.c ---- */
/* Enters a name of the rules' name space (empty: none, NULL). WORDS is the whole statement (an arm has none): where the
 * same stood before, *AGAIN is set and nothing reported. */
struct rule_name *rule_name_take(struct checker *c, const char *kind, const struct ast_name *name, struct span words, bool *again);
/* The arms made since FIRST_ARM belong to NAME (may be NULL); remembers what CLAUSES override. */
void rule_name_settle(struct checker *c, struct rule_name *name, uint32_t first_arm, struct span owner,
                      const struct ast_clauses *clauses);
/* The name, or the place of SPAN. */
struct str rule_called(struct checker *c, struct str name, struct span span);

/* ---- action.c ---- */
/* E as an argument of PARAM. */
struct expr *action_argument(struct checker *c, const struct param *param, const struct ast_expr *e);

/* ---- update.c ---- */
bool update_is(const struct ast_name *verb);
/* As action_make, of an `update`; OUT's verb is set. */
bool update_make(struct checker *c, const struct ast_action *action, bool partial, struct action *out);
/* What an update's SQL names, for inference; false where it cannot be read, and nothing is reported. */
bool update_names(struct checker *c, const struct ast_action *action, ast_names *names);

/* ---- sql_params.c ---- */
/* The parameters in SQL, which stands at AT: distinct, in the order of first use, each with its place. */
void sql_params_names(struct checker *c, struct str sql, struct span at, ast_names *names);
/* What it does; SQL_NO_STATEMENT after an error. */
enum sql_statement sql_params_statement(struct checker *c, struct str sql, struct span at);
enum { SQL_PARAMS_MOST = 1000 }; /* parameters of one SQL, columns of one row: fewer than databases take */
/* What stands for NAMES: fills PARAMS and VALUES, one a name. False after an error. */
bool sql_params_make(struct checker *c, const ast_names *names, struct lookup_param *params, struct expr **values);
/* Values that go in and out of databases: those without parts, durations aside. */
bool sql_params_takes(const struct type *type);

/* ---- verb.c ---- */
void verb_unknown(struct checker *c, const struct ast_name *name);

/* ---- private.c ---- */
/* Whether E is computed from a private fact and not revealed. */
bool private_expr(struct checker *c, const struct expr *e);

/* ---- kpi.c ---- */
void kpi_check(struct checker *c, uint32_t file, const struct ast_statement *statement);

/* ---- group.c, table_unit.c ---- */
void group_check(struct checker *c, uint32_t file, const struct ast_statement *statement);
void table_check(struct checker *c, uint32_t file, const struct ast_statement *statement);

#endif
