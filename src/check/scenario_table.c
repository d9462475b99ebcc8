/* Tables of scenarios: facts left of =>, what is expected right of it, a scenario a row. */
#include "check/scenarios.h"

/* What a column right of => speaks of. */
enum role { ROLE_BAD, ROLE_STATUS, ROLE_NEEDED, ROLE_RULE, ROLE_ERROR, ROLE_WHOLE, ROLE_ARGUMENT, ROLE_OUTPUT };

struct column {
    const struct ast_column *written;
    enum role role;
    struct scenario_given given; /* left: a fact, or: */
    bool looked_up;
    uint32_t lookup, field;
    struct expectation output;   /* ROLE_OUTPUT */
    uint32_t verb, param;        /* ROLE_ARGUMENT */
    bool used;                   /* some row has something in it */
};

/* ---- heads ---- */

static bool given_head(struct checker *c, struct column *column)
{
    const struct ast_expr *head = column->written->head;
    bool name = column->written->kind == AST_COL_EXPR && head && head->kind == AST_E_NAME;
    if (name && scenario_rows_head(c, &head->name, &column->lookup, &column->field))
        return column->looked_up = true;
    if (name)
        return scenario_place(c, &head->name, &column->given);
    diag_add(c->diags, DIAG_SCENARIO, column->written->span, "a column left of => is a fact, or a field of a lookup");
    return false;
}

/* `assign`, its first argument, or `assign.priority`. */
static bool argument_head(struct checker *c, struct column *column)
{
    const struct ast_name *name = &column->written->name;
    const struct verb *verb = name->n_parts <= 2 ? verb_find(c, name->parts[0], &column->verb) : NULL;
    if (!verb || verb->n_params == 0)
        return false;
    for (column->param = 0; name->n_parts == 2 && column->param < verb->n_params; column->param++)
        if (str_eq(verb->params[column->param].name, name->parts[1]))
            break;
    return column->param < verb->n_params;
}

static enum role word_role(struct str word)
{
    static const struct { const char *word; enum role role; } words[] = {
        { "status", ROLE_STATUS }, { "needs", ROLE_NEEDED }, { "rule", ROLE_RULE }, { "error", ROLE_ERROR },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(word, words[i].word))
            return words[i].role;
    return ROLE_BAD;
}

static bool expected_head(struct checker *c, struct column *column)
{
    const struct ast_column *written = column->written;
    if (written->kind == AST_COL_ACTION) {
        column->role = ROLE_WHOLE;
        return true;
    }
    if (written->kind != AST_COL_RESULT && written->kind != AST_COL_VALUE) {
        diag_add(c->diags, DIAG_SCENARIO, written->span, "this column expects nothing that scenarios know");
        return false;
    }
    if (written->kind == AST_COL_RESULT)
        column->role = word_role(written->name.text);
    if (column->role != ROLE_BAD)
        return true;
    column->role = written->kind == AST_COL_RESULT && argument_head(c, column) ? ROLE_ARGUMENT : ROLE_OUTPUT;
    return column->role == ROLE_ARGUMENT || scenario_output(c, &written->name, &column->output);
}

/* ---- cells ---- */

static bool says(const struct ast_cell *cell, const char *word)
{
    return cell->items.n == 1 && cell->items.at[0]->kind == AST_E_NAME && str_is(cell->items.at[0]->name.text, word);
}

static bool is_empty(const struct ast_cell *cell) { return cell->any || (cell->items.n == 0 && cell->actions.n == 0); }

static bool one_item(struct checker *c, const struct ast_cell *cell)
{
    const struct ast_expr *item = cell->items.n == 1 ? cell->items.at[0] : NULL;
    if (item && item->kind != AST_E_COMPARE && item->kind != AST_E_RANGE)
        return true;
    diag_add(c->diags, DIAG_SCENARIO, cell->span, "a scenario's cell is one value");
    return false;
}

/* In a list's column stand the items, with commas between them. */
static bool list_value(struct checker *c, const struct ast_cell *cell, const struct type *type, struct value *out)
{
    struct value_list *list = arena_zalloc(c->arena, 1, sizeof *list + cell->items.n * sizeof *list->at);
    list->n = cell->items.n;
    for (uint32_t i = 0; i < list->n; i++)
        if (!scenario_value(c, cell->items.at[i], type->element, &list->at[i]))
            return false;
    *out = value_list(list);
    return true;
}

static bool cell_constant(struct checker *c, const struct ast_cell *cell, const struct type *type, struct value *out)
{
    if (type->kind == TYPE_LIST && cell->items.n > 0 && cell->items.at[0]->kind != AST_E_LIST)
        return list_value(c, cell, type, out);
    return one_item(c, cell) && scenario_value(c, cell->items.at[0], type, out);
}

static const struct ast_name *names_of(struct checker *c, const struct ast_cell *cell, uint32_t *n)
{
    struct ast_name *names = arena_array(c->arena, struct ast_name, cell->items.n);
    for (*n = 0; *n < cell->items.n; ++*n) {
        if (cell->items.at[*n]->kind != AST_E_NAME) {
            diag_add(c->diags, DIAG_SCENARIO, cell->items.at[*n]->span, "a name stands here");
            return NULL;
        }
        names[*n] = cell->items.at[*n]->name;
    }
    return names;
}

static bool no_action(const struct ast_cell *cell)
{
    if (cell->actions.n == 1 && cell->items.n == 0)
        return cell->actions.at[0]->args.n == 0 && str_is(cell->actions.at[0]->verb.text, "nothing");
    return cell->actions.n == 0 && says(cell, "nothing");
}

/* Whole actions; bare verbs come as items where others follow. */
static bool whole_actions(struct checker *c, const struct ast_cell *cell, struct expectation *out)
{
    struct expected_action *made = arena_array(c->arena, struct expected_action, cell->items.n + cell->actions.n);
    uint32_t n = 0;
    out->actions = made;
    out->kind = no_action(cell) ? EXPECT_ONLY : EXPECT_ACTION;
    if (out->kind == EXPECT_ONLY)
        return true;
    for (uint32_t i = 0; i < cell->items.n; i++, n++) {
        const struct ast_expr *item = cell->items.at[i];
        struct ast_action bare = { .verb = item->name, .span = item->span };
        if (item->kind != AST_E_NAME || !scenario_action(c, &bare, &made[n]))
            return item->kind == AST_E_NAME ? false : (diag_add(c->diags, DIAG_SCENARIO, item->span, "an action stands here"), false);
    }
    for (uint32_t i = 0; i < cell->actions.n; i++, n++)
        if (!scenario_action(c, cell->actions.at[i], &made[n]))
            return false;
    out->n_actions = n;
    return true;
}

static bool argument(struct checker *c, const struct column *column, const struct ast_cell *cell, struct expectation *out)
{
    const struct verb *verb = c->verb_list.at[column->verb];
    struct value *args = arena_array(c->arena, struct value, verb->n_params);
    struct expected_action *action = arena_new(c->arena, struct expected_action);
    *action = (struct expected_action){ column->verb, args, cell->span };
    out->is_argument = true;
    out->param = column->param;
    out->kind = says(cell, "nothing") ? EXPECT_NO : EXPECT_ACTION;
    out->actions = action;
    out->n_actions = 1;
    return out->kind == EXPECT_NO || cell_constant(c, cell, verb->params[column->param].type, &args[column->param]);
}

static bool expected_names(struct checker *c, const struct column *column, const struct ast_cell *cell, struct expectation *out)
{
    uint32_t n;
    bool none = column->role == ROLE_NEEDED && says(cell, "nothing");
    const struct ast_name *names = none ? NULL : names_of(c, cell, &n);
    if (none) {
        out->kind = EXPECT_NEEDS;
        return true;
    }
    if (!names || (column->role != ROLE_NEEDED && !one_item(c, cell)))
        return false;
    switch (column->role) {
    case ROLE_STATUS: out->kind = EXPECT_STATUS; return scenario_status(c, names, out);
    case ROLE_NEEDED: out->kind = EXPECT_NEEDS; return scenario_needs(c, names, n, out);
    case ROLE_RULE: out->kind = EXPECT_RULE; return scenario_rule(c, names, &out->names, &out->n_names);
    default: out->kind = EXPECT_ERROR; return scenario_error(c, names, out);
    }
}

static bool expected_cell(struct checker *c, const struct column *column, const struct ast_cell *cell, struct expectation *out)
{
    if (column->role == ROLE_OUTPUT)
        *out = column->output;
    out->span = cell->span;
    out->head = span_text(c->sources, column->written->span);
    switch (column->role) {
    case ROLE_WHOLE: return whole_actions(c, cell, out);
    case ROLE_ARGUMENT: return argument(c, column, cell, out);
    case ROLE_OUTPUT: out->kind = EXPECT_VALUE; return says(cell, "missing") || cell_constant(c, cell, out->type, &out->value);
    default: return expected_names(c, column, cell, out);
    }
}

/* ---- rows ---- */

struct row_work {
    const struct scenario_facts *before;
    struct scenario_facts own;
    scenario_expectations expected;
};

static void cell(struct checker *c, struct column *column, const struct ast_cell *cell, struct row_work *row)
{
    struct expectation expected = { 0 };
    struct scenario_given given = column->given;
    if (is_empty(cell))
        return;
    column->used = true;
    if (column->written->result && column->role != ROLE_BAD && expected_cell(c, column, cell, &expected))
        vec_push(c->arena, &row->expected, expected);
    if (!column->written->result && given.type && (says(cell, "missing") || cell_constant(c, cell, given.type, &given.value)))
        vec_push(c->arena, &row->own.givens, given);
    if (!column->written->result && column->looked_up && one_item(c, cell))
        scenario_rows_cell(c, column->lookup, column->field, cell->items.at[0], row->before, &row->own);
}

static void add_row(struct checker *c, const struct ast_statement *statement, uint32_t index, struct column *columns,
                    const struct scenario_facts *before, const scenario_expectations *expected)
{
    const struct ast_row *written = &statement->rows.at[index];
    struct scenario made = { .title = statement->text, .row = index + 1, .span = written->span };
    struct row_work row = { .before = before };
    struct scenario_facts given = { 0 };
    for (uint32_t i = 0; i < before->givens.n; i++)
        vec_push(c->arena, &row.own.givens, before->givens.at[i]);
    for (uint32_t i = 0; i < expected->n; i++)
        vec_push(c->arena, &row.expected, expected->at[i]);
    for (uint32_t i = 0; i < written->cells.n && i < statement->columns.n; i++)
        cell(c, &columns[i], &written->cells.at[i], &row);
    scenario_rows_join(c, before, &row.own, &given);
    given.givens = row.own.givens;
    scenario_take(&made, &given);
    made.expectations = row.expected.at;
    made.n_expectations = row.expected.n;
    if (made.n_expectations == 0 && c->diags->n_errors == 0)
        diag_add(c->diags, DIAG_SCENARIO, written->span, "this scenario expects nothing");
    vec_push(c->arena, &c->scenarios, made);
}

static struct column *heads(struct checker *c, const struct ast_statement *statement)
{
    struct column *columns = arena_array(c->arena, struct column, statement->columns.n);
    for (uint32_t i = 0; i < statement->columns.n; i++) {
        columns[i].written = &statement->columns.at[i];
        bool fine = columns[i].written->result ? expected_head(c, &columns[i]) : given_head(c, &columns[i]);
        if (!fine) {
            columns[i].role = ROLE_BAD;
            columns[i].given.type = NULL;
            columns[i].looked_up = false;
        }
    }
    return columns;
}

/* A column that changes nothing is a slip. After errors not all rules are there to be looked at. */
static void find_unused(struct checker *c, const struct ast_statement *statement, const struct column *columns)
{
    const bool *read = c->diags->n_errors ? NULL : scenario_reads(c);
    for (uint32_t i = 0; i < statement->columns.n; i++) {
        const struct ast_column *written = columns[i].written;
        uint32_t used;
        if (!columns[i].used)
            diag_add(c->diags, DIAG_SCENARIO, written->span, "no row uses this column");
        if (!read || written->result || !columns[i].used)
            continue;
        const struct value_name *fact = expr_resolve(c, &written->head->name, &used);
        if (fact && fact->kind == NAME_FACT && !read[fact->index])
            diag_add(c->diags, DIAG_SCENARIO, written->span, "no rule reads '%.*s', so this column changes nothing", STR_ARG(fact->name));
    }
}

static bool fits(struct checker *c, const struct ast_statement *statement)
{
    for (uint32_t i = 0; i < statement->rows.n; i++)
        if (statement->rows.at[i].cells.n != statement->columns.n) {
            diag_add(c->diags, DIAG_SCENARIO, statement->rows.at[i].span, "this row has %u cells, and there are %u columns",
                     statement->rows.at[i].cells.n, statement->columns.n);
            return false;
        }
    if (statement->rows.n == 0)
        diag_add(c->diags, DIAG_SCENARIO, statement->text_span, "there is no row below these scenarios");
    return statement->rows.n > 0;
}

void scenario_table(struct checker *c, const struct ast_statement *statement, const struct scenario_facts *background)
{
    struct scenario_facts before = { 0 };
    scenario_expectations expected = { 0 };
    if (!fits(c, statement))
        return;
    struct column *columns = heads(c, statement);
    scenario_lines(c, statement, background, &before, &expected);
    for (uint32_t i = 0; i < statement->rows.n; i++)
        add_row(c, statement, i, columns, &before, &expected);
    find_unused(c, statement, columns);
}
