/* What the files that check scenarios share. */
#ifndef BYLAW_CHECK_SCENARIOS_H
#define BYLAW_CHECK_SCENARIOS_H

#include "check/expr.h"
#include "check/parts.h"

typedef VEC(struct scenario_given) scenario_givens;
typedef VEC(struct expectation) scenario_expectations;

/* The value of E as a constant of TYPE; false after a message. */
bool scenario_value(struct checker *c, const struct ast_expr *e, const struct type *type, struct value *out);
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
void scenario_lines(struct checker *c, const struct ast_statement *statement, const scenario_givens *background,
                    scenario_givens *givens, scenario_expectations *expected);

/* scenario_reads.c: of each fact, whether the policy looks at it. */
const bool *scenario_reads(struct checker *c);

/* scenario_table.c: a row a scenario. GIVENS: the background's. */
void scenario_table(struct checker *c, const struct ast_statement *statement, const scenario_givens *givens);

#endif
