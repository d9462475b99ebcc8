/* Statements: conditions, actions' arguments, tables. */
#include "check/infer.h"

static void join_expr(struct infer *in, struct infer_kind *kind, const struct ast_expr *e, enum infer_place place)
{
    if (e)
        infer_join(in, infer_walk(in, e, place), kind, e->span);
}

static void text(struct infer *in, const struct ast_expr *e)
{
    if (e)
        infer_narrow(in, infer_walk(in, e, PLACE_TEXT), K(TEXT), e->span);
}

/* ---- actions ---- */

/* An argument has its parameter's type. Symbols tell of no fact: `priority urgent` means the priority, whatever a fact
 * `urgent` is about. */
static void argument(struct infer *in, const struct param *param, const struct ast_expr *e)
{
    bool symbol = e->kind == AST_E_NAME && !e->name.quoted && type_symbol_by_name(param->type, e->name.text) >= 0;
    if (param->type->kind == TYPE_SYMBOL || (param->type->kind == TYPE_SET && symbol))
        return;
    bool names = param->type->kind == TYPE_SET || param->type->kind == TYPE_PARTY;
    join_expr(in, infer_kind_of(in, param->type, e->span), e, names ? PLACE_SYMBOL : PLACE_TEXT);
}

static void names(struct infer *in, const ast_names *names)
{
    for (uint32_t i = 0; i < names->n; i++)
        infer_bare_name(in, &names->at[i], PLACE_FACT);
}

static void action(struct infer *in, const struct ast_action *action)
{
    ast_names values = { 0 };
    if (update_is(&action->verb)) {
        if (update_names(in->c, action, &values))
            names(in, &values);
        return;
    }
    const struct verb *verb = verb_find(in->c, action->verb.text, NULL);
    if (!verb)
        return; /* reported when it is checked */
    const struct ast_expr **args = arena_array(in->c->arena, const struct ast_expr *, verb->n_params);
    if (!action_group(in->c, verb, action, args, false))
        return;
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (args[i])
            argument(in, &verb->params[i], args[i]);
}

static void actions(struct infer *in, const ast_actions *all)
{
    for (uint32_t i = 0; i < all->n; i++)
        action(in, all->at[i]);
}

/* ---- rules ---- */

static void effective(struct infer *in, const struct ast_effective *effective)
{
    if (!effective || !effective->on.text.n)
        return;
    struct infer_kind *day = infer_bare_name(in, &effective->on, PLACE_FACT);
    infer_narrow(in, day, K_DAYS, effective->on.span);
    infer_root(day)->day = true;
}

static void clauses(struct infer *in, const struct ast_clauses *clauses)
{
    effective(in, clauses->effective);
    for (uint32_t i = 0; i < clauses->unless.n; i++)
        infer_condition(in, clauses->unless.at[i]);
    text(in, clauses->because);
}

static void rule(struct infer *in, const struct ast_rule *rule)
{
    for (uint32_t i = 0; i < rule->branches.n; i++) {
        const struct ast_branch *branch = &rule->branches.at[i];
        infer_condition(in, branch->condition);
        actions(in, &branch->actions);
        clauses(in, &branch->clauses);
    }
    clauses(in, &rule->clauses);
}

static void group(struct infer *in, const struct ast_statement *statement)
{
    for (uint32_t i = 0; i < statement->rules.n; i++)
        rule(in, statement->rules.at[i]);
    clauses(in, &statement->clauses);
}

/* ---- tables ---- */

static void value_item(struct infer *in, struct infer_kind *head, const struct ast_expr *item)
{
    bool test = item->kind == AST_E_NAME && !item->name.quoted
        && (str_is(item->name.text, "known") || str_is(item->name.text, "missing") || str_is(item->name.text, "blank"));
    if (test && !map_get(&in->c->symbols, item->name.text)) {
        if (str_is(item->name.text, "blank"))
            infer_narrow(in, head, K(TEXT), item->span);
        return;
    }
    infer_relate(in, RELATION_CELL, head, infer_walk(in, item, PLACE_SYMBOL), NULL, item->span);
}

static void bound(struct infer *in, struct infer_kind *head, const struct ast_expr *e)
{
    struct infer_kind *kind = infer_walk(in, e, infer_is_symbol(in, e) ? PLACE_SYMBOL : PLACE_FACT);
    infer_narrow(in, head, K_ORDERED, e->span);
    infer_root(head)->ordered = true;
    infer_join(in, head, kind, e->span);
}

static void compare_item(struct infer *in, struct infer_kind *head, const struct ast_expr *item)
{
    const struct ast_expr *of = item->items.at[0];
    if (item->op == AST_STARTS || item->op == AST_ENDS || item->op == AST_MATCHES) {
        infer_narrow(in, head, K(TEXT), item->span);
        if (item->op != AST_MATCHES)
            text(in, of);
    } else if (item->op == AST_CONTAINS) {
        infer_narrow(in, head, K(LIST) | K(TEXT), item->span);
        infer_relate(in, RELATION_CONTAINS, head, infer_walk(in, of, PLACE_SYMBOL), NULL, item->span);
    } else if (item->op == AST_IN || item->op == AST_NOT_IN) {
        infer_join(in, infer_element(in, infer_walk(in, of, PLACE_FACT), of->span), head, item->span);
    } else if (item->op >= AST_LT && item->op <= AST_GE) {
        bound(in, head, of);
    } else {
        value_item(in, head, of);
    }
}

static void item(struct infer *in, struct infer_kind *head, const struct ast_expr *e)
{
    if (e->kind == AST_E_UNARY && e->op == AST_NOT)
        e = e->items.at[0];
    if (e->kind == AST_E_COMPARE) {
        compare_item(in, head, e);
    } else if (e->kind == AST_E_RANGE) {
        bound(in, head, e->items.at[0]);
        bound(in, head, e->items.at[1]);
    } else {
        value_item(in, head, e);
    }
}

/* What the cells of a column are joined with. */
static struct infer_kind *column_kind(struct infer *in, const struct ast_statement *table, const struct ast_column *column)
{
    const struct verb *verb;
    const struct value_name *value;
    switch (table_role(in->c, column)) {
    case ROLE_CONDITION: return infer_walk(in, column->head, PLACE_FACT);
    case ROLE_DEFINITION:
        value = map_get(&in->c->values, column->name.text);
        if (!value || value->kind != NAME_DEFINITION)
            return NULL;
        if (table->hit == AST_COUNT_OF)
            return infer_kind(in, K_ANY, column->span);
        return table->hit == AST_EVERY ? infer_element(in, in->definitions[value->index], column->span)
            : in->definitions[value->index];
    case ROLE_VERB: case ROLE_PARAM:
        verb = verb_find(in->c, column->name.parts[0], NULL);
        for (uint32_t i = 0; verb && i < verb->n_params; i++)
            if (column->name.n_parts == 1 || str_eq(verb->params[i].name, column->name.parts[1]))
                return verb->params[i].type->kind == TYPE_SYMBOL ? NULL : infer_kind_of(in, verb->params[i].type, column->span);
        return NULL;
    default: return infer_kind(in, K(TEXT), column->span); /* because, cite */
    }
}

static void cell(struct infer *in, const struct ast_column *column, enum column_role role, struct infer_kind *kind,
                 const struct ast_cell *cell)
{
    bool names = role == ROLE_DEFINITION || !kind || infer_root(kind)->mask & K_NAMES;
    actions(in, &cell->actions);
    for (uint32_t i = 0; i < cell->items.n; i++) {
        if (role == ROLE_WHEN)
            infer_condition(in, cell->items.at[i]);
        else if (!column->result && kind)
            item(in, kind, cell->items.at[i]);
        else if (kind && role != ROLE_ACTIONS)
            join_expr(in, kind, cell->items.at[i], names ? PLACE_SYMBOL : PLACE_TEXT);
    }
}

static void table(struct infer *in, const struct ast_statement *statement)
{
    struct infer_kind **kinds = arena_array(in->c->arena, struct infer_kind *, statement->columns.n);
    infer_condition(in, statement->when);
    for (uint32_t i = 0; i < statement->columns.n; i++)
        kinds[i] = column_kind(in, statement, &statement->columns.at[i]);
    for (uint32_t row = 0; row < statement->rows.n; row++)
        for (uint32_t i = 0; i < statement->rows.at[row].cells.n && i < statement->columns.n; i++) {
            const struct ast_column *column = &statement->columns.at[i];
            cell(in, column, table_role(in->c, column), kinds[i], &statement->rows.at[row].cells.at[i]);
        }
    clauses(in, &statement->clauses);
}

/* ---- definitions ---- */

static void define(struct infer *in, const struct ast_statement *statement)
{
    const struct value_name *value = map_get(&in->c->values, statement->name.text);
    bool decides = value && value->kind == NAME_DEFINITION && in->c->definitions.at[value->index]->define == statement;
    for (uint32_t i = 0; i < statement->arms.n; i++) {
        struct infer_kind *kind = infer_walk(in, statement->arms.at[i].value, PLACE_SYMBOL);
        if (decides)
            infer_join(in, in->definitions[value->index], kind, statement->arms.at[i].span);
        infer_condition(in, statement->arms.at[i].condition);
    }
}

static void output(struct infer *in, const struct ast_statement *statement)
{
    for (uint32_t i = 0; i < statement->names.n; i++)
        infer_root(infer_bare_name(in, &statement->names.at[i], PLACE_FACT))->shown = true;
}

/* A figure's formula: of what is the difference of two times nothing tells more, most often. */
static void kpi(struct infer *in, const struct ast_expr *e)
{
    if (!e || e->kind != AST_E_AGGREGATE || e->items.n != 1)
        return; /* reported when it is checked */
    const struct ast_expr *of = e->items.at[0];
    struct infer_kind *kind = infer_walk(in, of, PLACE_FACT);
    if (e->aggregate == AST_SHARE)
        infer_narrow(in, kind, K(BOOL), of->span);
    else if (e->aggregate != AST_COUNT)
        infer_narrow(in, kind, e->aggregate == AST_SUM || e->aggregate == AST_AVERAGE ? K_AMOUNTS : K_ORDERED, of->span);
    for (uint32_t i = 0; of->kind == AST_E_BINARY && of->op == AST_SUB && i < 2; i++)
        if (of->items.at[i]->kind == AST_E_NAME)
            infer_root(infer_bare_name(in, &of->items.at[i]->name, PLACE_FACT))->spanned = true;
}

static void lookup(struct infer *in, const struct ast_statement *statement)
{
    const struct value_name *value = map_get(&in->c->values, statement->name.text);
    if (value && value->kind == NAME_LOOKUP && value->statement == statement)
        names(in, &in->c->lookups.at[value->index]->names);
}

void infer_statement(struct infer *in, const struct ast_statement *statement)
{
    switch (statement->kind) {
    case AST_S_DEFINE: define(in, statement); break;
    case AST_S_TEMPLATE: text(in, statement->value); break;
    case AST_S_LOOKUP: lookup(in, statement); break;
    case AST_S_OUTPUT: output(in, statement); break;
    case AST_S_RULE: rule(in, statement->rule); break;
    case AST_S_GROUP: group(in, statement); break;
    case AST_S_TABLE: table(in, statement); break;
    case AST_S_KPI: kpi(in, statement->value); break;
    case AST_S_GUARANTEE: infer_condition(in, statement->when); actions(in, &statement->actions); break;
    default: break;
    }
}
