/* Tables: what their columns are, whether the rows fit them, and what the rows' conditions are. */
#include "check/tables.h"

/* ---- columns ---- */

static enum column_role result_role(const struct checker *c, const struct ast_name *name)
{
    if (verb_find(c, name->text, NULL))
        return ROLE_VERB;
    return name->n_parts == 2 && verb_find(c, name->parts[0], NULL) ? ROLE_PARAM : ROLE_DEFINITION;
}

enum column_role table_role(const struct checker *c, const struct ast_column *column)
{
    switch (column->kind) {
    case AST_COL_EXPR: return ROLE_CONDITION;
    case AST_COL_WHEN: return ROLE_WHEN;
    case AST_COL_VALUE: return ROLE_DEFINITION;
    case AST_COL_ACTION: return ROLE_ACTIONS;
    case AST_COL_BECAUSE: return ROLE_BECAUSE;
    case AST_COL_CITE: return ROLE_CITE;
    case AST_COL_RESULT: break;
    }
    return result_role(c, &column->name);
}

static void roles_fill(struct checker *c, struct table_work *work)
{
    const struct ast_statement *table = work->table;
    for (uint32_t i = 0; i < table->columns.n; i++)
        work->roles[i] = table_role(c, &table->columns.at[i]);
}

/* A column that is there twice would ask for one thing in two ways. */
static bool columns_differ(struct checker *c, const struct table_work *work)
{
    struct map seen;
    map_init(&seen, c->arena);
    bool fine = true;
    for (uint32_t i = 0; i < work->table->columns.n; i++) {
        const struct ast_column *column = &work->table->columns.at[i];
        enum column_role role = work->roles[i];
        if (role != ROLE_DEFINITION && role != ROLE_VERB && role != ROLE_PARAM)
            continue;
        struct str key = role == ROLE_DEFINITION ? str_cat(c->arena, STR("value "), column->name.text) : column->name.text;
        const struct ast_column *before = map_put(&seen, key, (void *)column);
        if (!before)
            continue;
        struct diag *diag = diag_add(c->diags, DIAG_TABLE, column->span, "the table has two columns '%.*s'",
                                     STR_ARG(column->name.text));
        diag_note(c->diags, diag, before->span, "the other one is here");
        fine = false;
    }
    return fine;
}

static const char *hit_words(enum hit hit)
{
    switch (hit) {
    case HIT_HIGHEST: return "highest";
    case HIT_SUM: return "sum";
    case HIT_SMALLEST: return "smallest";
    case HIT_LARGEST: return "largest";
    case HIT_COUNT: return "count";
    default: return NULL;
    }
}

/* These put the results of several rows together, which only makes sense of one value. */
static bool one_definition(struct checker *c, const struct table_work *work)
{
    const char *hit = hit_words(table_hit(work->table));
    uint32_t n = 0;
    for (uint32_t i = 0; hit && i < work->table->columns.n; i++)
        if (work->roles[i] >= ROLE_DEFINITION && work->roles[i] <= ROLE_ACTIONS && (work->roles[i] != ROLE_DEFINITION || n++)) {
            diag_add(c->diags, DIAG_TABLE, work->table->columns.at[i].span,
                     "'%s' takes one result, a definition: this column can't stand here", hit);
            return false;
        }
    return true;
}

enum hit table_hit(const struct ast_statement *table)
{
    switch (table->hit) {
    case AST_FIRST: return HIT_FIRST;
    case AST_ONLY_ONE: return HIT_ONLY_ONE;
    case AST_ANY: return HIT_ANY;
    case AST_EVERY: return HIT_EVERY;
    case AST_HIGHEST: return HIT_HIGHEST;
    case AST_SUM_OF: return HIT_SUM;
    case AST_SMALLEST_OF: return HIT_SMALLEST;
    case AST_LARGEST_OF: return HIT_LARGEST;
    case AST_COUNT_OF: return HIT_COUNT;
    }
    return HIT_FIRST;
}

/* ---- rows ---- */

const struct ast_cell *table_cell(const struct ast_statement *table, uint32_t row, uint32_t column)
{
    return column < table->rows.at[row].cells.n ? &table->rows.at[row].cells.at[column] : NULL;
}

static uint32_t n_conditions(const struct ast_statement *table)
{
    uint32_t n = 0;
    while (n < table->columns.n && !table->columns.at[n].result)
        n++;
    return n;
}

/* A row may have its own `=>`; then it stands where the head's does. */
static bool row_fits(struct checker *c, const struct ast_statement *table, const struct ast_row *row, struct span head)
{
    uint32_t cells = row->cells.n, columns = table->columns.n, left = n_conditions(table);
    struct diag *diag;
    if (cells != columns)
        diag = diag_add(c->diags, DIAG_TABLE, row->span, "this row has %u cell%s, where the table has %u column%s", cells,
                        cells == 1 ? "" : "s", columns, columns == 1 ? "" : "s");
    else if (row->n_conditions && row->n_conditions != cells && row->n_conditions != left)
        diag = diag_add(c->diags, DIAG_TABLE, row->span, "this row has %u cell%s left of '=>', where the table has %u",
                        row->n_conditions, row->n_conditions == 1 ? "" : "s", left);
    else
        return true;
    diag_note(c->diags, diag, head, "the columns are named here");
    return false;
}

static bool rows_fit(struct checker *c, const struct ast_statement *table)
{
    if (table->columns.n == 0)
        return false; /* the parser has told */
    struct span head = span_join(table->columns.at[0].span, table->columns.at[table->columns.n - 1].span);
    bool fine = true;
    for (uint32_t i = 0; i < table->rows.n; i++)
        fine = row_fits(c, table, &table->rows.at[i], head) && fine;
    return fine;
}

static struct expr *when_condition(struct checker *c, const struct ast_cell *cell)
{
    if (cell->items.n == 1)
        return check_condition(c, cell->items.at[0]);
    struct diag *diag = diag_add(c->diags, DIAG_CELL, cell->span, "a cell of the column 'when' is one whole condition");
    diag_hint(c->diags, diag, "join conditions with 'and' or 'or'");
    return NULL;
}

static struct expr *column_condition(struct checker *c, struct table_work *work, uint32_t column, const struct ast_cell *cell)
{
    struct expr *e = NULL;
    if (!cell || cell->any)
        return NULL;
    if (work->roles[column] == ROLE_WHEN)
        e = when_condition(c, cell);
    else if (work->heads[column])
        e = cell_condition(c, &work->table->columns.at[column], work->heads[column], cell);
    work->sound = work->sound && e;
    return e;
}

static struct expr *row_condition(struct checker *c, struct table_work *work, uint32_t row)
{
    const struct ast_statement *table = work->table;
    VEC(struct expr *) all = { 0 };
    if (table->rows.at[row].cells.n != table->columns.n)
        return NULL; /* its cells stand under other columns than was meant */
    for (uint32_t i = 0; i < table->columns.n && !table->columns.at[i].result; i++) {
        struct expr *one = column_condition(c, work, i, table_cell(table, row, i));
        if (one)
            vec_push(c->arena, &all, one);
    }
    if (all.n == 0)
        return NULL;
    struct expr *whole = make_logic(c, EXPR_AND, table->rows.at[row].span, all.at, all.n);
    return table->missing_is_no ? make_expr(c, EXPR_CERTAIN, type_simple(TYPE_BOOL), whole->span, 1, whole) : whole;
}

/* ---- what is made once ---- */

static void conditions_fill(struct checker *c, struct table_work *work)
{
    const struct ast_statement *table = work->table;
    for (uint32_t i = 0; i < table->columns.n; i++)
        if (work->roles[i] == ROLE_CONDITION)
            work->heads[i] = check_expr(c, table->columns.at[i].head, NULL);
    for (uint32_t i = 0; i < table->rows.n; i++)
        work->conditions[i] = row_condition(c, work, i);
}

static void work_make(struct checker *c, uint32_t file, struct table_work *work)
{
    const struct ast_statement *table = work->table;
    work->name = rule_called(c, table->name.text, table->span);
    work->roles = arena_array(c->arena, enum column_role, table->columns.n);
    work->heads = arena_array(c->arena, struct expr *, table->columns.n);
    work->conditions = arena_array(c->arena, struct expr *, table->rows.n);
    roles_fill(c, work);
    bool differ = columns_differ(c, work), one = one_definition(c, work);
    work->fine = rows_fit(c, table) && differ && one;
    work->sound = true;
    struct scope outer = scope_enter(c);
    work->effective = clauses_effective(c, file, &table->clauses);
    work->when = table->when ? check_condition(c, table->when) : NULL;
    conditions_fill(c, work);
    work->unless = clauses_unless(c, &table->clauses);
    work->n_slots = scope_leave(c, outer);
    rows_check(c, work);
}

/* The key is the statement's address: two tables may lack a name. */
static struct str key_of(const struct ast_statement *const *table) { return (struct str){ (const char *)table, sizeof *table }; }

struct table_work *table_work(struct checker *c, uint32_t file, const struct ast_statement *table)
{
    if (!c->tables.arena)
        map_init(&c->tables, c->arena);
    struct table_work *work = map_get(&c->tables, key_of(&table));
    if (work)
        return work->busy ? NULL : work;
    work = arena_new(c->arena, struct table_work);
    work->table = table;
    map_put(&c->tables, key_of(&work->table), work);
    work->busy = true;
    work_make(c, file, work);
    work->busy = false;
    return work;
}
