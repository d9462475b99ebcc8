/* Updates: SQL that a decision holds, with the values to be bound. Nothing but `bylaw apply` ever carries one out. */
#include "check/expr.h"
#include "check/parts.h"

enum { ARG_SQL, ARG_VALUES, ARG_ROWS, N_ARGS }; /* as declare_verb.c declares them */

bool update_is(const struct ast_name *verb)
{
    return str_is(verb->text, "update");
}

/* The SQL as it is written: a text in quotes. NULL where it is something else. */
static const struct ast_expr *sql_of(const struct ast_action *action)
{
    const struct ast_expr *e = action->args.n == 1 ? action->args.at[0] : NULL;
    for (uint32_t i = 0; e && i < e->parts.n; i++)
        if (e->parts.at[i].expr)
            return NULL;
    return e && e->kind == AST_E_TEXT ? e : NULL;
}

bool update_names(struct checker *c, const struct ast_action *action, ast_names *names)
{
    const struct ast_expr *text = sql_of(action);
    if (text)
        sql_params_names(c, text->text, text->span, names);
    return text != NULL;
}

static bool no_text(struct checker *c, const struct ast_action *action)
{
    const struct ast_expr *e = action->args.n ? action->args.at[action->args.n > 1] : NULL;
    if (action->args.n == 1 && e->kind == AST_E_TEXT)
        return false; /* interpolated: the parser has told */
    struct diag *diag = diag_add(c->diags, DIAG_ARGUMENT, e ? e->span : action->verb.span,
                                 action->args.n > 1 ? "this is one argument too many for 'update'"
                                                    : "'update' takes its SQL as a text in quotes, as it stands");
    diag_hint(c->diags, diag, "values are written :name in it: update \"UPDATE invoices SET amount = :billed_amount WHERE invoice_id = :invoice_id\"");
    return false;
}

/* What `bylaw apply` rests on is nobody else's to write: a case that deletes its own journal would be carried out twice. */
static bool spares_journal(struct checker *c, const struct ast_expr *text)
{
    static const char *const tables[] = { "bylaw_journal", "bylaw_outbox", "bylaw_schema" };
    for (uint32_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (sql_writes_to(text->text, str_from(tables[i]))) {
            struct diag *diag = diag_add(c->diags, DIAG_SQL, text->span, "an update cannot change '%s', which 'bylaw apply' keeps", tables[i]);
            diag_hint(c->diags, diag, "lookups may read it; what a policy remembers by itself goes into a table of its own");
            return false;
        }
    return true;
}

static bool changes(struct checker *c, const struct ast_expr *text)
{
    enum sql_statement does = sql_params_statement(c, text->text, text->span);
    if (does == SQL_NO_STATEMENT)
        return false;
    if (does == SQL_UPDATE || does == SQL_INSERT || does == SQL_DELETE)
        return spares_journal(c, text);
    struct diag *diag = diag_add(c->diags, DIAG_SQL, text->span, "an update changes rows: its SQL is an UPDATE, INSERT or DELETE");
    if (does == SQL_SELECT)
        diag_hint(c->diags, diag, "what is read is declared: lookup NAME from \"SELECT …\" gives …");
    return false;
}

/* The values as a record, its fields in the order of the parameters. */
static struct expr *values_of(struct checker *c, const ast_names *names, struct expr *const *values, struct span span)
{
    struct type *type = arena_new(c->arena, struct type);
    struct type_field *fields = arena_array(c->arena, struct type_field, names->n);
    for (uint32_t i = 0; i < names->n; i++)
        fields[i] = (struct type_field){ names->at[i].text, values[i]->type };
    *type = (struct type){ .kind = TYPE_RECORD, .fields = fields, .n_fields = names->n };
    return make_list(c, EXPR_RECORD, type, span, values, names->n);
}

static bool bind(struct checker *c, const struct ast_action *action, const struct ast_expr *text, struct action *out)
{
    ast_names names = { 0 };
    sql_params_names(c, text->text, text->span, &names);
    struct lookup_param *params = arena_array(c->arena, struct lookup_param, names.n);
    struct expr **values = arena_array(c->arena, struct expr *, names.n);
    if (!sql_params_make(c, &names, params, values))
        return false;
    out->args[ARG_VALUES] = values_of(c, &names, values, text->span);
    struct update made = { .sql = text->text, .params = params, .n_params = names.n, .any_rows = action->any_rows,
                           .span = action->span, .sql_span = text->span };
    vec_push(c->arena, &c->updates, made);
    return true;
}

bool update_make(struct checker *c, const struct ast_action *action, bool partial, struct action *out)
{
    const struct ast_expr *text = sql_of(action);
    c->updates_named = true;
    out->args = arena_array(c->arena, struct expr *, N_ARGS);
    if (action->any_rows)
        out->args[ARG_ROWS] = make_const(c, value_text(STR("any")), type_simple(TYPE_TEXT), action->span);
    if (partial && action->args.n == 0)
        return true;
    if (!text)
        return no_text(c, action);
    if (!changes(c, text))
        return false;
    out->args[ARG_SQL] = make_const(c, value_text(text->text), type_simple(TYPE_TEXT), text->span);
    return partial || bind(c, action, text, out); /* a guarantee tells the SQL alone: the values may be any */
}
