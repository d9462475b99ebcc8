/* The groups, tables, guarantees and scenarios that the parser makes. */
#include "grammar/build.h"

static struct diag *report(struct parse *p, struct span at, const char *text)
{
    return diag_add(p->diags, DIAG_SYNTAX, at, "%s", text);
}

struct ast_statement *build_group_arm(struct parse *p, struct ast_statement *group, struct ast_rule *arm)
{
    if (arm->branches.n == 0)
        return group;
    vec_push(p->arena, &group->rules, build_finished(p, arm));
    return group;
}

/* ---- tables ---- */

static void check_hit(struct parse *p, const struct ast_statement *table)
{
    if (table->hit_written)
        return;
    struct diag *diag = report(p, table->span, "a table says how its rows are chosen");
    diag_hint(p->diags, diag, "write 'first match', 'only one', 'any', 'every match', 'highest', 'sum', 'smallest', 'largest' or 'count' after its name");
}

struct ast_statement *build_table(struct parse *p, struct ast_statement *table, const struct ast_statement *head)
{
    check_hit(p, table);
    table->columns = head->columns;
    return table;
}

struct ast_statement *build_hit(struct parse *p, struct ast_statement *table, const struct token *hit, struct span at)
{
    if (table->hit_written && !table->strays)
        report(p, at, "a table has one way to choose its rows");
    table->hit = (enum ast_hit)hit->number;
    table->hit_written = true;
    return table;
}

struct ast_statement *build_when(struct parse *p, struct ast_statement *table, struct ast_expr *condition, struct span at)
{
    if (table->when)
        report(p, at, "there is a 'when' already");
    table->when = condition;
    return table;
}

struct ast_statement *build_column(struct parse *p, struct ast_statement *head, const struct ast_column *column)
{
    vec_push(p->arena, &head->columns, *column);
    return head;
}

struct ast_column *build_condition_column(struct parse *p, struct ast_expr *head, struct span at)
{
    struct ast_column *column = build_new_column(p, AST_COL_EXPR, NULL, at);
    column->head = head;
    return column;
}

struct ast_column *build_new_column(struct parse *p, enum ast_column_kind kind, const struct token *name, struct span at)
{
    struct ast_column *column = arena_new(p->arena, struct ast_column);
    column->kind = kind;
    column->result = kind != AST_COL_EXPR && kind != AST_COL_WHEN;
    column->span = at;
    if (name)
        column->name = build_path(p, name);
    return column;
}

static uint32_t count_conditions(const struct ast_statement *table)
{
    uint32_t n = 0;
    while (n < table->columns.n && !table->columns.at[n].result)
        n++;
    return n;
}

/* In a row a bar may stand where the head has its =>. */
static void settle_arrow(struct parse *p, const struct ast_statement *table, struct ast_row *row)
{
    uint32_t n = count_conditions(table);
    if (row->n_conditions == 0)
        row->n_conditions = n < row->cells.n ? n : row->cells.n;
    else if (row->n_conditions != n && n > 0)
        diag_add(p->diags, DIAG_TABLE, row->span, "the '=>' stands after cell %u in this row, after cell %u in the table's head", row->n_conditions, n);
}

struct ast_statement *build_row(struct parse *p, struct ast_statement *table, struct ast_row *row)
{
    if (!row)
        return table;
    settle_arrow(p, table, row);
    vec_push(p->arena, &table->rows, *row);
    return table;
}

struct ast_row *build_cell(struct parse *p, struct ast_row *row, const struct ast_cell *cell, bool arrow, struct span at)
{
    if (!row)
        row = arena_new(p->arena, struct ast_row);
    row->span = at;
    if (arrow && row->n_conditions > 0)
        report(p, cell->span, "a row has one '=>'");
    else if (arrow)
        row->n_conditions = row->cells.n;
    vec_push(p->arena, &row->cells, *cell);
    return row;
}

static struct ast_cell *new_cell(struct parse *p, struct span at)
{
    struct ast_cell *cell = arena_new(p->arena, struct ast_cell);
    cell->span = at;
    return cell;
}

struct ast_cell *build_any_cell(struct parse *p, struct span at)
{
    struct ast_cell *cell = new_cell(p, at);
    cell->any = true;
    return cell;
}

struct ast_cell *build_cell_item(struct parse *p, struct ast_cell *cell, struct ast_expr *item)
{
    if (!cell)
        cell = new_cell(p, item->span);
    vec_push(p->arena, &cell->items, item);
    return cell;
}

struct ast_cell *build_action_cell(struct parse *p, const ast_actions *actions, struct span at)
{
    struct ast_cell *cell = new_cell(p, at);
    cell->actions = *actions;
    return cell;
}

/* ---- guarantees and scenarios ---- */

struct ast_statement *build_guarantee(struct parse *p, bool always, const ast_actions *actions, struct ast_expr *when, struct span at)
{
    struct ast_statement *guarantee = build_plain(p, AST_S_GUARANTEE, at);
    guarantee->always = always;
    guarantee->actions = *actions;
    guarantee->when = when;
    return guarantee;
}

/* TITLE is NULL for a background, and where it could not be read: then the lines below belong to nothing. */
void build_scenario(struct parse *p, enum ast_statement_kind kind, const struct token *title, struct span at, struct span title_at)
{
    struct ast_statement *scenario = build_plain(p, kind, at);
    if (title)
        build_statement_label(p, scenario, title, title_at);
    if (title || kind == AST_S_BACKGROUND)
        build_statement(p, scenario, at);
    p->scenario = scenario;
}

void build_scenario_columns(struct parse *p, const struct ast_statement *head, struct span at)
{
    struct ast_statement *scenario = p->scenario;
    if (!scenario || scenario->kind != AST_S_SCENARIOS)
        report(p, at, "a table of cases stands under 'scenarios \"…\"', a table that decides under 'table name first match'");
    else if (scenario->columns.n > 0)
        report(p, at, "these scenarios have a table already");
    else
        scenario->columns = head->columns;
    if (scenario)
        scenario->span = span_join(scenario->span, at);
}

void build_scenario_row(struct parse *p, struct ast_row *row)
{
    if (!p->scenario || !row)
        return;
    build_row(p, p->scenario, row);
    p->scenario->span = span_join(p->scenario->span, row->span);
}

static bool is_expectation(const struct ast_given *given)
{
    return given->kind != AST_GIVEN_FACT && given->kind != AST_GIVEN_BAD && given->kind != AST_GIVEN_LOOKUP && given->kind != AST_GIVEN_ELEMENT;
}

static void add_given(struct parse *p, struct ast_given *given)
{
    struct ast_statement *scenario = p->scenario;
    scenario->span = span_join(scenario->span, given->span);
    if (given->kind == AST_GIVEN_LOOKUP || given->kind == AST_GIVEN_ELEMENT)
        p->finds = given->nothing ? NULL : given;
    if (given->kind == AST_GIVEN_FACT && p->finds)
        vec_push(p->arena, &p->finds->fields, given);
    else
        vec_push(p->arena, &scenario->givens, given);
}

/* Reported once: the lines below belong to nothing either. */
static void homeless(struct parse *p, const struct ast_given *given, struct span at)
{
    diag_add(p->diags, DIAG_SYNTAX, at, "'%s' stands under a scenario", is_expectation(given) ? "expect" : "given");
    p->scenario = build_plain(p, AST_S_SCENARIO, at);
}

void build_given(struct parse *p, struct ast_given *given, struct span at)
{
    if (!given)
        return;
    if (!p->scenario)
        homeless(p, given, at);
    else if (p->scenario->kind == AST_S_BACKGROUND && is_expectation(given))
        report(p, at, "a background has 'given' lines only");
    else
        add_given(p, given);
}

static struct ast_given *new_given(struct parse *p, int kind, struct span at)
{
    struct ast_given *given = arena_new(p->arena, struct ast_given);
    given->kind = kind;
    given->span = at;
    return given;
}

struct ast_given *build_given_value(struct parse *p, int kind, const struct token *name, struct ast_expr *value, struct span at)
{
    struct ast_given *given = new_given(p, kind, at);
    given->name = build_path(p, name);
    given->value = value;
    return given;
}

struct ast_given *build_given_parts(struct parse *p, int kind, const struct token *name, struct ast_given *field, struct span at)
{
    struct ast_given *given = new_given(p, kind, at);
    given->name = build_path(p, name);
    given->nothing = !field;
    if (field)
        vec_push(p->arena, &given->fields, field);
    return given;
}

struct ast_given *build_expect_actions(struct parse *p, int kind, const ast_actions *actions, struct span at)
{
    if (actions && actions->n == 0)
        return NULL; /* they could not be read */
    struct ast_given *given = new_given(p, kind, at);
    given->nothing = !actions;
    if (actions)
        given->actions = *actions;
    return given;
}

struct ast_given *build_expect_no(struct parse *p, struct ast_action *action, struct span at)
{
    struct ast_given *given = new_given(p, AST_EXPECT_NO, at);
    given->name = action->verb;
    vec_push(p->arena, &given->actions, action);
    return given;
}

struct ast_given *build_expect_names(struct parse *p, int kind, const ast_names *names, struct span at)
{
    struct ast_given *given = new_given(p, kind, at);
    given->nothing = !names;
    if (names) {
        given->names = *names;
        given->name = names->at[0];
    }
    return given;
}

struct ast_given *build_expect_name(struct parse *p, int kind, const struct token *name, const struct token *other, struct span at)
{
    struct ast_given *given = new_given(p, kind, at);
    given->name = build_path(p, name);
    if (other)
        given->other = build_path(p, other);
    return given;
}

struct ast_given *build_expect_containing(struct parse *p, struct ast_action *action, struct ast_expr *text, struct span at)
{
    struct ast_given *given = new_given(p, AST_EXPECT_CONTAINING, at);
    given->name = action->verb;
    given->value = text;
    vec_push(p->arena, &given->actions, action);
    return given;
}
