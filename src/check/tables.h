/* What the files that check tables share. A table's conditions are made once, whether its columns decide definitions,
 * actions or both. */
#ifndef BYLAW_CHECK_TABLES_H
#define BYLAW_CHECK_TABLES_H

#include "check/parts.h"

struct table_work {
    const struct ast_statement *table;
    struct str name; /* or its place */
    enum column_role *roles; /* one a column */
    struct expr **heads;     /* one a column: of conditions; NULL after an error */
    struct expr **conditions; /* one a row; NULL: always */
    struct expr *effective, *when, *unless;
    uint32_t n_slots;
    bool busy, fine; /* fine: the columns and rows fit together */
    bool sound;      /* all conditions were understood */
    const struct proof *proof; /* table_rows.c's */
};

/* table.c: what is made once; NULL while it is being made, which is a circle. */
struct table_work *table_work(struct checker *c, uint32_t file, const struct ast_statement *table);
/* The cell of ROW under COLUMN, or NULL where the row is too short. */
const struct ast_cell *table_cell(const struct ast_statement *table, uint32_t row, uint32_t column);
enum hit table_hit(const struct ast_statement *table);

/* table_cell.c: what CELL asks of HEAD; NULL: anything, or after an error. */
struct expr *cell_condition(struct checker *c, const struct ast_column *column, struct expr *head, const struct ast_cell *cell);
/* The one expression of a result cell; NULL: `-`, or after an error, when *FINE is false. */
const struct ast_expr *cell_value(struct checker *c, const struct ast_cell *cell, bool *fine);

/* table_value.c: the value of a definition that tables decide, or NULL after an error. */
struct expr *tables_decide(struct checker *c, const struct definition_work *work);

/* table_rows.c: rows that are bound to match both, where only one may or all must agree; what can't be proved is left to
 * the cases. */
void rows_check(struct checker *c, struct table_work *work);                                     /* only one */
void values_check(struct checker *c, struct table_work *work, struct expr *const *values);      /* any: a definition's */
void actions_agree(struct checker *c, struct table_work *work, uint32_t first_arm);             /* any: of actions */

#endif
