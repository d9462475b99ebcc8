/* What the files that check scenarios share. */
#ifndef BYLAW_CHECK_SCENARIOS_H
#define BYLAW_CHECK_SCENARIOS_H

#include "check/expr.h"
#include "check/parts.h"

typedef VEC(struct scenario_given) scenario_givens;
struct scenario_facts {
    scenario_givens givens;
    VEC(struct scenario_row) rows;
};
typedef VEC(struct expectation) scenario_expectations;

/* The value of E as a constant of TYPE; false after a message. */
bool scenario_value(struct checker *c, const struct ast_expr *e, const struct type *type, struct value *out);
/* Whether E is the bare word `missing`: what a case does not have, whatever the background gives. */
bool scenario_missing(const struct ast_expr *e);
/* The place of a given NAME: fills in path and type; false after a message. */
bool scenario_place(struct checker *c, const struct ast_name *name, struct scenario_given *given);
bool scenario_action(struct checker *c, const struct ast_action *action, struct expected_action *out);
/* Each fills in its part of an expectation; false after a message. */
bool scenario_status(struct checker *c, const struct ast_name *name, struct expectation *out);
bool scenario_needs(struct checker *c, const struct ast_name *names, uint32_t n, struct expectation *out);
bool scenario_rule(struct checker *c, const struct ast_name *name, const struct str **names, uint32_t *n);
bool scenario_error(struct checker *c, const struct ast_name *name, struct expectation *out);
/* The output NAME, whose type comes out, or NULL after a message. */
const struct definition *scenario_output(struct checker *c, const struct ast_name *name, struct expectation *out);

/* The lines of one scenario, or of a table above its rows, behind those of the background. */
void scenario_lines(struct checker *c, const struct ast_statement *statement, const struct scenario_facts *background,
                    struct scenario_facts *given, scenario_expectations *expected);
/* GIVEN's into SCENARIO. */
void scenario_take(struct scenario *scenario, const struct scenario_facts *given);

/* Whether both give the same fact, or part of one. */
bool scenario_same_path(const struct scenario_given *a, const struct scenario_given *b);

/* scenario_element.c: `given LIST has …`, a record more. FIRST: where the scenario's own begin among GIVENS. */
void scenario_element_add(struct checker *c, const struct ast_given *line, scenario_givens *givens, uint32_t first);

/* scenario_rows.c: rows of lookups */
/* `lookup NAME finds …`, a row more. */
void scenario_rows_add(struct checker *c, const struct ast_given *line, struct scenario_facts *given);
/* The background's rows and behind them a scenario's OWN, but for those of lookups of which it gives some itself. */
void scenario_rows_join(struct checker *c, const struct scenario_facts *background, const struct scenario_facts *own,
                        struct scenario_facts *out);
/* The lookup, and field (UINT32_MAX: itself), that a column headed NAME gives; false if it heads another. */
bool scenario_rows_head(struct checker *c, const struct ast_name *name, uint32_t *lookup, uint32_t *field);
/* Gives FIELD of GIVEN's row of LOOKUP what stands in a cell: E. Where there is none yet it is made, like the one that BEFORE gives. */
void scenario_rows_cell(struct checker *c, uint32_t lookup, uint32_t field, const struct ast_expr *e, const struct scenario_facts *before,
                        struct scenario_facts *given);

/* scenario_reads.c: of each fact, whether the policy looks at it. */
const bool *scenario_reads(struct checker *c);

/* scenario_table.c: a row a scenario. */
void scenario_table(struct checker *c, const struct ast_statement *statement, const struct scenario_facts *background);

#endif
