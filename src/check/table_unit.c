/* Tables that ask for actions: a unit whose rows are arms. */
#include "check/tables.h"

/* The columns of one action: `assign`, `assign.priority`. */
struct asked {
    const struct verb *verb;
    uint32_t index;
    uint32_t *columns; /* one a parameter, plus one; 0: none */
    uint32_t alone;    /* of an action without parameters: its column, plus one; 0: none */
    uint32_t first;    /* column */
};

struct rows {
    struct checker *c;
    struct table_work *work;
    VEC(struct asked) asked;
    struct expr *because; /* of the table */
    uint32_t because_column, cite_column; /* plus one; 0: none */
    bool fine;
};

/* ---- columns ---- */

static struct asked *asked_of(struct rows *r, struct str name, uint32_t column)
{
    uint32_t index = 0;
    const struct verb *verb = verb_find(r->c, name, &index);
    for (uint32_t i = 0; i < r->asked.n; i++)
        if (r->asked.at[i].index == index)
            return &r->asked.at[i];
    struct asked asked = { .verb = verb, .index = index, .first = column };
    asked.columns = arena_array(r->c->arena, uint32_t, verb->n_params);
    vec_push(r->c->arena, &r->asked, asked);
    return &r->asked.at[r->asked.n - 1];
}

static uint32_t param_of(const struct verb *verb, struct str name)
{
    uint32_t i = 0;
    while (i < verb->n_params && !str_eq(verb->params[i].name, name))
        i++;
    return i;
}

static void no_such_param(struct rows *r, const struct verb *verb, const struct ast_column *column)
{
    struct str name = column->name.parts[1], *names = arena_array(r->c->arena, struct str, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++)
        names[i] = verb->params[i].name;
    struct diag *diag = diag_add(r->c->diags, DIAG_ARGUMENT, column->span, "'%.*s' is no argument of '%.*s'", STR_ARG(name),
                                 STR_ARG(verb->name));
    struct str near = diag_nearest(name, names, verb->n_params);
    if (near.n)
        diag_hint(r->c->diags, diag, "did you mean '%.*s.%.*s'?", STR_ARG(verb->name), STR_ARG(near));
    else
        diag_hint(r->c->diags, diag, "'value %.*s' heads a definition of that name", STR_ARG(column->name.text));
    r->fine = false;
}

static void column_asks(struct rows *r, uint32_t column)
{
    const struct ast_column *head = &r->work->table->columns.at[column];
    struct ast_name verb = { .text = head->name.parts[0] };
    if (update_is(&verb)) {
        struct diag *diag = diag_add(r->c->diags, DIAG_TABLE, head->span, "an update stands whole in a cell: its SQL names its values");
        diag_hint(r->c->diags, diag, "head the column 'action', and write update \"…\" below it");
        r->fine = false;
        return;
    }
    struct asked *asked = asked_of(r, head->name.parts[0], column);
    uint32_t param = r->work->roles[column] == ROLE_PARAM ? param_of(asked->verb, head->name.parts[1]) : 0;
    if (r->work->roles[column] == ROLE_VERB && asked->verb->n_params == 0) {
        asked->alone = column + 1;
    } else if (param == asked->verb->n_params) {
        no_such_param(r, asked->verb, head);
    } else if (asked->columns[param]) {
        struct diag *diag = diag_add(r->c->diags, DIAG_TABLE, head->span, "two columns are for the argument '%.*s' of '%.*s'",
                                     STR_ARG(asked->verb->params[param].name), STR_ARG(asked->verb->name));
        diag_note(r->c->diags, diag, r->work->table->columns.at[asked->columns[param] - 1].span, "the other one is here");
        r->fine = false;
    } else {
        asked->columns[param] = column + 1;
    }
}

static bool columns_ask(struct rows *r)
{
    bool any = false;
    for (uint32_t i = 0; i < r->work->table->columns.n; i++) {
        enum column_role role = r->work->roles[i];
        any = any || role == ROLE_ACTIONS || role == ROLE_VERB || role == ROLE_PARAM;
        if (role == ROLE_VERB || role == ROLE_PARAM)
            column_asks(r, i);
        if (role == ROLE_BECAUSE)
            r->because_column = i + 1;
        if (role == ROLE_CITE)
            r->cite_column = i + 1;
    }
    return any;
}

/* ---- one row ---- */

/* The expression under a column (plus one; 0: none); *ANY tells that the row asks for something. */
static const struct ast_expr *value_under(struct rows *r, uint32_t row, uint32_t column, bool *asks)
{
    bool fine = true;
    const struct ast_expr *e = column ? cell_value(r->c, table_cell(r->work->table, row, column - 1), &fine) : NULL;
    *asks = *asks || e || !fine;
    return e;
}

/* An action without parameters: yes or `-`. */
static void alone_add(struct rows *r, const struct asked *asked, uint32_t row, struct arm *arm)
{
    bool asks = false;
    const struct ast_expr *e = value_under(r, row, asked->alone, &asks);
    if (!e)
        return;
    if (e->kind == AST_E_BOOL && e->i)
        arm->actions[arm->n_actions++] = (struct action){ .verb = asked->index, .span = e->span };
    else if (e->kind != AST_E_BOOL)
        diag_add(r->c->diags, DIAG_CELL, e->span, "'%.*s' takes no arguments: a cell says yes or -", STR_ARG(asked->verb->name));
    r->fine = r->fine && e->kind == AST_E_BOOL;
}

static void needs(struct rows *r, const struct asked *asked, const struct param *param, uint32_t row)
{
    const struct ast_cell *cell = table_cell(r->work->table, row, asked->first);
    struct span span = cell ? cell->span : r->work->table->rows.at[row].span;
    diag_add(r->c->diags, DIAG_ARGUMENT, span, "'%.*s' needs its argument '%.*s' (%.*s)", STR_ARG(asked->verb->name), STR_ARG(param->name),
             STR_ARG(type_text(r->c->arena, param->type)));
}

/* `-` leaves an argument out; nothing but `-` leaves the action out. */
static void asked_add(struct rows *r, const struct asked *asked, uint32_t row, struct arm *arm)
{
    const struct verb *verb = asked->verb;
    struct action action = { .verb = asked->index, .span = r->work->table->rows.at[row].span };
    const struct ast_expr **written = arena_array(r->c->arena, const struct ast_expr *, verb->n_params);
    bool asks = false, fine = true;
    for (uint32_t i = 0; i < verb->n_params; i++)
        written[i] = value_under(r, row, asked->columns[i], &asks);
    if (!asks)
        return;
    action.args = arena_array(r->c->arena, struct expr *, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++) {
        action.args[i] = written[i] ? action_argument(r->c, &verb->params[i], written[i]) : NULL;
        fine = fine && (action.args[i] || !written[i]);
        if (!written[i] && !verb->params[i].optional)
            needs(r, asked, &verb->params[i], row);
    }
    r->fine = r->fine && fine;
    arm->actions[arm->n_actions++] = action;
}

static void whole_one(struct rows *r, const struct ast_action *action, struct arm *arm)
{
    if (action_make(r->c, action, false, &arm->actions[arm->n_actions]))
        arm->n_actions++;
    else
        r->fine = false;
}

static void verb_item(struct rows *r, struct ast_expr *e, struct arm *arm)
{
    struct ast_action bare = { .verb = e->name, .span = e->span };
    if (e->kind == AST_E_NAME)
        whole_one(r, &bare, arm);
    else
        diag_add(r->c->diags, DIAG_CELL, e->span, "a cell of the column 'action' holds whole actions");
}

static void whole_add(struct rows *r, uint32_t column, uint32_t row, struct arm *arm)
{
    const struct ast_cell *cell = table_cell(r->work->table, row, column);
    if (!cell || cell->any)
        return;
    for (uint32_t i = 0; i < cell->items.n; i++)
        verb_item(r, cell->items.at[i], arm);
    for (uint32_t i = 0; i < cell->actions.n; i++)
        whole_one(r, cell->actions.at[i], arm);
}

static uint32_t most_actions(const struct rows *r, uint32_t row)
{
    uint32_t n = r->asked.n;
    for (uint32_t i = 0; i < r->work->table->columns.n; i++) {
        const struct ast_cell *cell = r->work->roles[i] == ROLE_ACTIONS ? table_cell(r->work->table, row, i) : NULL;
        n += cell ? cell->items.n + cell->actions.n : 0;
    }
    return n;
}

/* In the order of the columns; an action of several columns stands where the first of them does. */
static void row_actions(struct rows *r, uint32_t row, struct arm *arm)
{
    arm->actions = arena_array(r->c->arena, struct action, most_actions(r, row));
    uint32_t next = 0;
    for (uint32_t i = 0; i < r->work->table->columns.n; i++) {
        if (r->work->roles[i] == ROLE_ACTIONS)
            whole_add(r, i, row, arm);
        if (next == r->asked.n || r->asked.at[next].first != i)
            continue;
        const struct asked *asked = &r->asked.at[next++];
        if (asked->verb->n_params == 0)
            alone_add(r, asked, row, arm);
        else
            asked_add(r, asked, row, arm);
    }
}

static struct expr *row_because(struct rows *r, uint32_t row)
{
    bool asks = false;
    const struct ast_expr *e = value_under(r, row, r->because_column, &asks);
    return e ? check_expr(r->c, e, type_simple(TYPE_TEXT)) : r->because;
}

static void cite_add(struct rows *r, const struct ast_expr *e, struct str *out)
{
    if (e->kind == AST_E_TEXT && e->parts.n == 1 && !e->parts.at[0].expr)
        *out = e->parts.at[0].text;
    else if (e->kind == AST_E_TEXT && e->parts.n == 0)
        *out = STR("");
    else
        diag_add(r->c->diags, DIAG_CELL, e->span, "a cell of the column 'cite' holds texts, as they are in the source cited");
}

static void row_cite(struct rows *r, uint32_t row, struct arm *arm)
{
    clauses_cite(&r->work->table->clauses, arm);
    const struct ast_cell *cell = r->cite_column ? table_cell(r->work->table, row, r->cite_column - 1) : NULL;
    if (!cell || cell->any || cell->items.n == 0)
        return;
    struct str *texts = arena_array(r->c->arena, struct str, cell->items.n);
    for (uint32_t i = 0; i < cell->items.n; i++)
        cite_add(r, cell->items.at[i], &texts[i]);
    arm->cite = texts;
    arm->n_cite = cell->items.n;
}

static void row_check(struct rows *r, uint32_t row)
{
    const struct ast_statement *table = r->work->table;
    struct arm arm = { .unit = r->c->units.n, .condition = r->work->conditions[row], .span = table->rows.at[row].span };
    arm.name = rule_called(r->c, table->name.text, arm.span);
    row_actions(r, row, &arm);
    arm.because = row_because(r, row);
    row_cite(r, row, &arm);
    vec_push(r->c->arena, &r->c->arms, arm);
}

/* ---- the table ---- */

static void unit_make(struct rows *r, struct unit *unit)
{
    const struct ast_statement *table = r->work->table;
    *unit = (struct unit){ .kind = UNIT_TABLE, .name = r->work->name, .label = table->text, .hit = table_hit(table), .span = table->span };
    unit->effective = r->work->effective;
    unit->when = r->work->when;
    unit->unless = r->work->unless;
    unit->first_arm = r->c->arms.n;
    r->because = clauses_because(r->c, &table->clauses);
    for (uint32_t row = 0; row < table->rows.n; row++)
        row_check(r, row);
    unit->n_arms = r->c->arms.n - unit->first_arm;
    vec_push(r->c->arena, &r->c->units, *unit);
    if (r->fine)
        actions_agree(r->c, r->work, unit->first_arm);
}

/* A table of definitions has no action to give reasons for: they are only looked through for mistakes. */
static void no_actions(struct rows *r)
{
    const struct ast_statement *table = r->work->table;
    struct arm nobody = { 0 };
    if (table->clauses.overrides.n)
        diag_add(r->c->diags, DIAG_OVERRIDES, table->clauses.overrides.at[0].span,
                 "a table without actions has nothing to put in the place of others'");
    clauses_because(r->c, &table->clauses);
    for (uint32_t row = 0; row < table->rows.n; row++) {
        row_because(r, row);
        row_cite(r, row, &nobody);
    }
}

void table_check(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    bool again;
    struct rule_name *name = rule_name_take(c, "table", &statement->name, statement->span, &again);
    struct rows r = { .c = c, .work = again ? NULL : table_work(c, file, statement), .fine = true };
    if (!r.work)
        return;
    bool asks = columns_ask(&r);
    if (!asks) {
        no_actions(&r);
        return;
    }
    struct unit unit = { .first_arm = c->arms.n };
    if (r.fine && r.work->fine)
        unit_make(&r, &unit);
    else if (name)
        name->broken = true;
    rule_name_settle(c, name, unit.first_arm, statement->span, &statement->clauses);
}
