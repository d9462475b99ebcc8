/* The tree as text: a statement a line, its parts indented below; expressions in prefix form. Places are left out, but for
 * the line of each statement, so that golden files survive small edits. */
#include "syntax/ast.h"

#include "value/date.h"
#include "value/decimal.h"

struct dump {
    struct buf *out;
    const struct sources *sources;
};

static const char *const op_signs[] = {
    [AST_EQ] = "==", [AST_NE] = "!=", [AST_LT] = "<", [AST_LE] = "<=", [AST_GT] = ">", [AST_GE] = ">=",
    [AST_IN] = "in", [AST_NOT_IN] = "not-in", [AST_CONTAINS] = "contains", [AST_STARTS] = "starts-with", [AST_ENDS] = "ends-with",
    [AST_MATCHES] = "matches", [AST_ADD] = "+", [AST_SUB] = "-", [AST_MUL] = "*", [AST_DIV] = "/", [AST_NOT] = "not", [AST_NEG] = "neg",
    [AST_AND] = "and", [AST_OR] = "or",
};
static const char *const tests[] = { [AST_KNOWN] = "known", [AST_MISSING] = "missing", [AST_BLANK] = "blank", [AST_FOUND] = "found" };
static const char *const quantifiers[] = { [AST_ANY_HAS] = "any", [AST_ALL_HAVE] = "all", [AST_NO_HAS] = "no" };
static const char *const aggregates[] = {
    [AST_COUNT] = "count", [AST_SUM] = "sum", [AST_SMALLEST] = "smallest", [AST_LARGEST] = "largest", [AST_AVERAGE] = "average", [AST_SHARE] = "share",
};
static const char *const type_names[] = {
    [TYPE_BOOL] = "yes/no", [TYPE_NUMBER] = "number", [TYPE_WHOLE] = "whole-number", [TYPE_MONEY] = "money", [TYPE_TEXT] = "text",
    [TYPE_SET] = "one-of", [TYPE_PARTY] = "party", [TYPE_SYMBOL] = "symbol", [TYPE_DATE] = "date", [TYPE_TIME] = "time",
    [TYPE_MOMENT] = "moment", [TYPE_DURATION] = "duration", [TYPE_PERIOD] = "period", [TYPE_LIST] = "list", [TYPE_RECORD] = "record",
};
static const char *const hits[] = {
    [AST_FIRST] = "first match", [AST_ONLY_ONE] = "only one", [AST_ANY] = "any", [AST_EVERY] = "every match", [AST_HIGHEST] = "highest",
    [AST_SUM_OF] = "sum", [AST_SMALLEST_OF] = "smallest", [AST_LARGEST_OF] = "largest", [AST_COUNT_OF] = "count",
};
static const char *const column_kinds[] = {
    [AST_COL_EXPR] = "condition", [AST_COL_WHEN] = "when", [AST_COL_RESULT] = "result", [AST_COL_VALUE] = "value",
    [AST_COL_ACTION] = "action", [AST_COL_BECAUSE] = "because", [AST_COL_CITE] = "cite",
};
static const char *const given_kinds[] = {
    [AST_GIVEN_FACT] = "given", [AST_GIVEN_BAD] = "given-bad", [AST_GIVEN_LOOKUP] = "given-lookup", [AST_GIVEN_ELEMENT] = "given-element", [AST_EXPECT_ACTION] = "expect",
    [AST_EXPECT_NO] = "expect-no", [AST_EXPECT_ONLY] = "expect-only", [AST_EXPECT_STATUS] = "expect-status", [AST_EXPECT_NEEDS] = "expect-needs",
    [AST_EXPECT_NEEDS_ONLY] = "expect-needs-only",
    [AST_EXPECT_RULE] = "expect-rule", [AST_EXPECT_CONFLICT] = "expect-conflict", [AST_EXPECT_VALUE] = "expect-value",
    [AST_EXPECT_ERROR] = "expect-error", [AST_EXPECT_CONTAINING] = "expect-containing",
};
static const char *const statements[] = {
    [AST_S_USE] = "use", [AST_S_TYPE] = "type", [AST_S_FACTS] = "facts", [AST_S_DEFINE] = "define", [AST_S_OUTPUT] = "output",
    [AST_S_RULE] = "rule", [AST_S_GROUP] = "group", [AST_S_TABLE] = "table", [AST_S_ACTION] = "action", [AST_S_PARTY] = "party",
    [AST_S_TEMPLATE] = "template", [AST_S_LOOKUP] = "lookup", [AST_S_KPI] = "kpi", [AST_S_GUARANTEE] = "guarantee",
    [AST_S_SCENARIO] = "scenario", [AST_S_SCENARIOS] = "scenarios", [AST_S_BACKGROUND] = "background",
};

/* ---- words ---- */

static void put(struct dump *d, const char *text)
{
    buf_cstr(d->out, text);
}

static void put_text(struct dump *d, struct str text)
{
    buf_char(d->out, '"');
    buf_line(d->out, text);
    buf_char(d->out, '"');
}

/* " TEXT" where there is one. */
static void put_label(struct dump *d, const char *word, struct str text)
{
    if (!text.p)
        return;
    put(d, word);
    put_text(d, text);
}

static void put_name(struct dump *d, const struct ast_name *name)
{
    for (uint32_t i = 0; i < name->n_parts; i++) {
        if (i > 0)
            buf_char(d->out, '.');
        buf_str(d->out, name->parts[i]);
    }
    if (name->quoted)
        buf_char(d->out, '`');
}

static void put_names(struct dump *d, const ast_names *names)
{
    for (uint32_t i = 0; i < names->n; i++) {
        buf_char(d->out, ' ');
        put_name(d, &names->at[i]);
    }
}

static void new_line(struct dump *d, int indent, const char *word)
{
    buf_printf(d->out, "\n%*s%s", indent, "", word);
}

/* ---- expressions ---- */

static void put_expr(struct dump *d, const struct ast_expr *expr);

static void put_items(struct dump *d, const struct ast_expr *expr)
{
    for (uint32_t i = 0; i < expr->items.n; i++) {
        buf_char(d->out, ' ');
        put_expr(d, expr->items.at[i]);
    }
    buf_char(d->out, ')');
}

static void put_parts(struct dump *d, const struct ast_expr *text)
{
    buf_char(d->out, '"');
    for (uint32_t i = 0; i < text->parts.n; i++) {
        const struct ast_text_part *part = &text->parts.at[i];
        if (part->expr) {
            buf_char(d->out, '{');
            put_expr(d, part->expr);
            buf_char(d->out, '}');
        } else
            buf_line(d->out, part->text);
    }
    buf_char(d->out, '"');
}

static void put_literal(struct dump *d, const struct ast_expr *expr)
{
    switch (expr->kind) {
    case AST_E_MONEY: buf_str(d->out, expr->text); decimal_write(d->out, expr->i, 2, false); break;
    case AST_E_NUMBER: decimal_write(d->out, expr->i, 0, false); break;
    case AST_E_BOOL: put(d, expr->i ? "yes" : "no"); break;
    case AST_E_DATE: date_write(d->out, expr->i); break;
    case AST_E_MOMENT: moment_write(d->out, expr->i, expr->offset); break;
    case AST_E_DURATION: duration_write(d->out, expr->i); break;
    case AST_E_PERIOD: buf_printf(d->out, "P%lldM", (long long)expr->i); break;
    case AST_E_PATTERN: buf_char(d->out, '/'); buf_line(d->out, expr->text); buf_char(d->out, '/'); break;
    case AST_E_NAME: put_name(d, &expr->name); break;
    default: put_parts(d, expr);
    }
}

static void put_head(struct dump *d, const struct ast_expr *expr)
{
    switch (expr->kind) {
    case AST_E_LIST: put(d, "(list"); break;
    case AST_E_CALL: put(d, "(call "); put_name(d, &expr->name); break;
    case AST_E_BETWEEN: put(d, "(between"); break;
    case AST_E_TEST: buf_printf(d->out, "(is%s-%s", expr->negated ? "-not" : "", tests[expr->test]); break;
    case AST_E_IF: put(d, "(if"); break;
    case AST_E_QUANT: buf_printf(d->out, "(%s ", quantifiers[expr->quantifier]); put_name(d, &expr->name); break;
    case AST_E_AGGREGATE: buf_printf(d->out, "(%s-of ", aggregates[expr->aggregate]); put_name(d, &expr->name); break;
    case AST_E_COMPARE: buf_printf(d->out, "(cell %s", op_signs[expr->op]); break;
    case AST_E_RANGE: buf_printf(d->out, "(range%s%s", expr->open_low ? " open-low" : "", expr->open_high ? " open-high" : ""); break;
    default: buf_printf(d->out, "(%s", op_signs[expr->op]);
    }
}

static bool is_leaf(const struct ast_expr *expr)
{
    return expr->kind <= AST_E_NAME;
}

/* The parser bounds the depth. */
static void put_expr(struct dump *d, const struct ast_expr *expr)
{
    if (is_leaf(expr))
        put_literal(d, expr);
    else {
        put_head(d, expr);
        put_items(d, expr);
    }
}

static void put_line(struct dump *d, int indent, const char *word, const struct ast_expr *expr)
{
    if (!expr)
        return;
    new_line(d, indent, word);
    put_expr(d, expr);
}

/* ---- types ---- */

static void put_type(struct dump *d, const struct ast_type *type);

static void put_symbols(struct dump *d, const struct ast_type *type)
{
    put(d, type->ordered ? "(ordered" : "(one-of");
    for (uint32_t i = 0; i < type->symbols.n; i++) {
        buf_char(d->out, ' ');
        put_name(d, &type->symbols.at[i].name);
        put_label(d, "=", type->symbols.at[i].text);
    }
    buf_char(d->out, ')');
}

static void put_fields(struct dump *d, const struct ast_type *type)
{
    put(d, "(record");
    for (uint32_t i = 0; i < type->fields.n; i++) {
        buf_char(d->out, ' ');
        put_name(d, &type->fields.at[i].name);
        buf_char(d->out, ':');
        put_type(d, type->fields.at[i].type);
    }
    buf_char(d->out, ')');
}

static void put_type(struct dump *d, const struct ast_type *type)
{
    if (type->named)
        put_name(d, &type->name);
    else if (type->kind == TYPE_SET)
        put_symbols(d, type);
    else if (type->kind == TYPE_RECORD)
        put_fields(d, type);
    else
        put(d, type_names[type->kind]);
    if (!type->named && type->kind == TYPE_LIST) {
        buf_char(d->out, ' ');
        put_type(d, type->element);
    }
    if (type->optional)
        buf_char(d->out, '?');
}

/* ---- rules ---- */

static void put_action(struct dump *d, int indent, const char *word, const struct ast_action *action)
{
    new_line(d, indent, word);
    put_name(d, &action->verb);
    for (uint32_t i = 0; i < action->args.n; i++) {
        buf_char(d->out, ' ');
        put_expr(d, action->args.at[i]);
    }
    if (action->any_rows)
        put(d, " any-rows");
}

static void put_actions(struct dump *d, int indent, const char *word, const ast_actions *actions)
{
    for (uint32_t i = 0; i < actions->n; i++)
        put_action(d, indent, word, actions->at[i]);
}

static void put_effective(struct dump *d, int indent, const struct ast_effective *effective)
{
    if (!effective)
        return;
    new_line(d, indent, "effective");
    if (effective->on.n_parts > 0) {
        put(d, " on ");
        put_name(d, &effective->on);
    }
    if (effective->has_from) {
        put(d, " from ");
        date_write(d->out, effective->from);
    }
    if (effective->has_until) {
        put(d, " until ");
        date_write(d->out, effective->until);
    }
}

static void put_clauses(struct dump *d, int indent, const struct ast_clauses *clauses)
{
    for (uint32_t i = 0; i < clauses->unless.n; i++)
        put_line(d, indent, "unless ", clauses->unless.at[i]);
    put_line(d, indent, "because ", clauses->because);
    for (uint32_t i = 0; i < clauses->cite.n; i++) {
        new_line(d, indent, "cite ");
        put_text(d, clauses->cite.at[i]);
    }
    if (clauses->overrides.n > 0) {
        new_line(d, indent, "overrides");
        put_names(d, &clauses->overrides);
    }
    put_effective(d, indent, clauses->effective);
}

static void put_rule(struct dump *d, int indent, const struct ast_rule *rule)
{
    put_name(d, &rule->name);
    put_label(d, " ", rule->label);
    for (uint32_t i = 0; i < rule->branches.n; i++) {
        const struct ast_branch *branch = &rule->branches.at[i];
        if (branch->condition)
            put_line(d, indent, "if ", branch->condition);
        else
            new_line(d, indent, i > 0 ? "else" : "otherwise");
        put_actions(d, indent + 2, "do ", &branch->actions);
        put_clauses(d, indent + 2, &branch->clauses);
    }
    put_clauses(d, indent, &rule->clauses);
}

/* ---- tables ---- */

static void put_cell(struct dump *d, const struct ast_cell *cell)
{
    if (cell->any)
        put(d, " -");
    for (uint32_t i = 0; i < cell->items.n; i++) {
        put(d, i > 0 ? ", " : " ");
        put_expr(d, cell->items.at[i]);
    }
    put_actions(d, 6, "do ", &cell->actions);
}

static void put_columns(struct dump *d, const struct ast_statement *table)
{
    for (uint32_t i = 0; i < table->columns.n; i++) {
        const struct ast_column *column = &table->columns.at[i];
        new_line(d, 2, "column ");
        put(d, column_kinds[column->kind]);
        buf_char(d->out, ' ');
        if (column->head)
            put_expr(d, column->head);
        put_name(d, &column->name);
    }
}

static void put_rows(struct dump *d, const struct ast_statement *table)
{
    for (uint32_t i = 0; i < table->rows.n; i++) {
        const struct ast_row *row = &table->rows.at[i];
        new_line(d, 2, "row");
        for (uint32_t k = 0; k < row->cells.n; k++) {
            put(d, k == 0 ? "" : k == row->n_conditions ? " =>" : " |");
            put_cell(d, &row->cells.at[k]);
        }
    }
}

/* ---- statements ---- */

static void put_facts(struct dump *d, const struct ast_statement *facts)
{
    for (uint32_t i = 0; i < facts->facts.n; i++) {
        const struct ast_fact *fact = &facts->facts.at[i];
        new_line(d, 2, "");
        put_name(d, &fact->name);
        put(d, ": ");
        put_type(d, fact->type);
        put(d, fact->required ? " required" : "");
        put(d, fact->private_ ? " private" : "");
        if (fact->default_) {
            put(d, " default ");
            put_expr(d, fact->default_);
        }
        if (fact->judged_by.n_parts > 0) {
            put(d, " judged-by ");
            put_name(d, &fact->judged_by);
        }
        put_label(d, " label ", fact->label);
        put_label(d, " guidance ", fact->guidance);
    }
}

static void put_arms(struct dump *d, const struct ast_statement *define)
{
    for (uint32_t i = 0; i < define->arms.n; i++) {
        const struct ast_arm *arm = &define->arms.at[i];
        put_line(d, 2, "", arm->value);
        if (arm->condition) {
            put(d, " if ");
            put_expr(d, arm->condition);
        }
        put(d, arm->otherwise ? " otherwise" : "");
    }
}

static void put_params(struct dump *d, const struct ast_statement *action)
{
    for (uint32_t i = 0; i < action->params.n; i++) {
        const struct ast_param *param = &action->params.at[i];
        new_line(d, 2, param->named ? "named " : "positional ");
        put_name(d, &param->name);
        put(d, ": ");
        put_type(d, param->type);
    }
}

static void put_members(struct dump *d, const struct ast_statement *party)
{
    for (uint32_t i = 0; i < party->members.n; i++) {
        new_line(d, 2, "");
        put_name(d, &party->members.at[i].name);
        put_label(d, "=", party->members.at[i].text);
    }
}

static void put_given(struct dump *d, int indent, const struct ast_given *given)
{
    new_line(d, indent, given_kinds[given->kind]);
    if (given->name.n_parts > 0 && given->names.n == 0) {
        buf_char(d->out, ' ');
        put_name(d, &given->name);
    }
    put_names(d, &given->names);
    if (given->other.n_parts > 0) {
        buf_char(d->out, ' ');
        put_name(d, &given->other);
    }
    if (given->value) {
        put(d, " = ");
        put_expr(d, given->value);
    }
    put(d, given->nothing ? " nothing" : "");
    put_actions(d, indent + 2, "do ", &given->actions);
    for (uint32_t i = 0; i < given->fields.n; i++)
        put_given(d, indent + 2, given->fields.at[i]);
}

static void put_flags(struct dump *d, const struct ast_statement *s)
{
    if (s->kind == AST_S_TABLE)
        buf_printf(d->out, " %s", hits[s->hit]);
    if (s->kind == AST_S_GUARANTEE)
        put(d, s->always ? " always" : " never");
    put(d, s->missing_is_no ? " missing-is-no" : "");
    put(d, s->once ? " once" : "");
    put(d, s->optional ? " optional" : "");
    put(d, s->many ? " many" : "");
    if (s->kind == AST_S_ACTION && s->names.n > 0)
        put(d, " defeats");
    put_names(d, &s->names);
}

static void put_statement(struct dump *d, const struct ast_statement *s)
{
    buf_printf(d->out, "\n%u %s ", span_place(d->sources, s->span).line, statements[s->kind]);
    if (s->rule) {
        put_rule(d, 2, s->rule);
        return;
    }
    put_name(d, &s->name);
    put_label(d, " ", s->text);
    put_flags(d, s);
    if (s->type) {
        buf_char(d->out, ' ');
        put_type(d, s->type);
    }
    put_line(d, 2, "when ", s->when);
    put_clauses(d, 2, &s->clauses);
    put_facts(d, s);
    put_arms(d, s);
    put_params(d, s);
    put_members(d, s);
    put_line(d, 2, "", s->value);
    put_actions(d, 2, "do ", &s->actions);
    for (uint32_t i = 0; i < s->rules.n; i++) {
        new_line(d, 2, "arm ");
        put_rule(d, 4, s->rules.at[i]);
    }
    for (uint32_t i = 0; i < s->givens.n; i++)
        put_given(d, 2, s->givens.at[i]);
    put_columns(d, s);
    put_rows(d, s);
}

void ast_dump(const struct ast_file *file, const struct sources *sources, struct buf *out)
{
    struct dump d = { out, sources };
    put(&d, "file");
    if (file->has_policy)
        put_label(&d, " ", file->policy_name);
    put_label(&d, " version ", file->policy_version);
    if (file->currency.p) {
        put(&d, " currency ");
        buf_str(out, file->currency);
    }
    put(&d, file->month_ends_forward ? " month-ends-forward" : "");
    put_effective(&d, 2, file->effective);
    for (uint32_t i = 0; i < file->statements.n; i++)
        put_statement(&d, file->statements.at[i]);
    buf_char(out, '\n');
}
