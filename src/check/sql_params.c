/* The parameters of SQL: names of facts and definitions, whose values are bound, never written into it. */
#include "check/expr.h"
#include "check/parts.h"

/* ---- places ---- */

/* Where things of TEXT stand in the policy: as they are, unless it is written with escapes or indented. */
struct placing {
    struct checker *c;
    struct span at;
    struct str written;
    uint32_t from; /* what was placed before ends here in WRITTEN */
    long verbatim; /* where TEXT stands in WRITTEN as it is, or -1 */
};

static struct placing placing_of(struct checker *c, struct str text, struct span at)
{
    struct placing placing = { .c = c, .at = at, .written = span_text(c->sources, at) };
    placing.verbatim = str_find(placing.written, text);
    return placing;
}

static struct span place(struct placing *p, struct str piece, uint32_t at)
{
    struct span span = p->at;
    long found = p->verbatim + (long)at;
    if (p->verbatim < 0) {
        found = str_find(str_slice(p->written, p->from, p->written.n), piece);
        if (found < 0)
            return p->at;
        found += p->from;
        p->from = (uint32_t)found + piece.n;
    }
    span.from = p->at.from + (uint32_t)found;
    span.to = span.from + piece.n;
    return span;
}

/* ---- names ---- */

static void take_apart(struct checker *c, struct ast_name *name)
{
    uint32_t n = 1, from = 0;
    for (uint32_t i = 0; i < name->text.n; i++)
        n += name->text.p[i] == '.';
    struct str *parts = arena_array(c->arena, struct str, n);
    name->n_parts = 0;
    for (uint32_t i = 0; i <= name->text.n; i++)
        if (i == name->text.n || name->text.p[i] == '.') {
            parts[name->n_parts++] = str_slice(name->text, from, i);
            from = i + 1;
        }
    name->parts = parts;
}

static void take(struct checker *c, struct placing *placing, struct str text, struct sql_token token, ast_names *names)
{
    struct ast_name name = { .text = token.name, .span = place(placing, str_slice(text, token.from, token.to), token.from) };
    take_apart(c, &name);
    vec_push(c->arena, names, name);
}

void sql_params_names(struct checker *c, struct str sql, struct span at, ast_names *names)
{
    struct placing placing = placing_of(c, sql, at);
    struct sql_token token;
    struct map seen;
    uint32_t position = 0;
    map_init(&seen, c->arena);
    while ((token = sql_next(sql, &position)).kind != SQL_END)
        if (token.kind == SQL_PARAM && !map_put(&seen, token.name, c))
            take(c, &placing, sql, token, names);
}

/* ---- what it does ---- */

/* The first thing in it that is nothing by itself, or the whole. */
static struct span fault(struct checker *c, struct str sql, struct span at)
{
    struct placing placing = placing_of(c, sql, at);
    struct sql_token token;
    uint32_t position = 0;
    while ((token = sql_next(sql, &position)).kind != SQL_END)
        if (token.kind == SQL_NUMBERED || token.kind == SQL_UNCLOSED)
            return place(&placing, str_slice(sql, token.from, token.to), token.from);
    return at;
}

enum sql_statement sql_params_statement(struct checker *c, struct str sql, struct span at)
{
    const char *why;
    enum sql_statement statement = sql_statement(sql, &why);
    if (statement != SQL_NO_STATEMENT)
        return statement;
    struct diag *diag = diag_add(c->diags, DIAG_SQL, fault(c, sql, at), "this SQL cannot be used: %s", why);
    diag_hint(c->diags, diag, "it is one statement as the database takes it; values are written :name, after a fact or a definition");
    return statement;
}

/* ---- values ---- */

bool sql_params_takes(const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: case TYPE_TEXT: case TYPE_SET: case TYPE_PARTY:
    case TYPE_DATE: case TYPE_TIME: case TYPE_MOMENT:
        return true;
    default: return false;
    }
}

/* A symbol or a party is the same in every case: it stands in the SQL itself. */
static bool is_value(struct checker *c, const struct ast_name *name)
{
    uint32_t used;
    const struct value_name *value = expr_resolve(c, name, &used);
    if (!value && (expr_is_clock(c, name, "now") || expr_is_clock(c, name, "today")))
        return true;
    if (!value || value->kind == NAME_SYMBOL) {
        undeclared(c, name, NULL);
        return false;
    }
    if (value->kind != NAME_PARTY)
        return true;
    struct diag *diag = diag_add(c->diags, DIAG_SQL, name->span, "'%.*s' is a party: a parameter is a fact or a definition",
                                 STR_ARG(name->text));
    diag_hint(c->diags, diag, "write its text in the SQL: '%.*s'", STR_ARG(name->text));
    return false;
}

static struct expr *value_of(struct checker *c, const struct ast_name *name)
{
    struct ast_expr *e = ast_expr(c->arena, AST_E_NAME, name->span);
    e->name = *name;
    struct expr *x = is_value(c, name) ? check_expr(c, e, NULL) : NULL;
    if (!x || sql_params_takes(x->type))
        return x;
    struct str words = type_words(c, x->type);
    struct diag *diag = diag_add(c->diags, DIAG_SQL, name->span, "'%.*s' is %.*s, which no parameter of SQL can be", STR_ARG(name->text),
                                 STR_ARG(words));
    diag_hint(c->diags, diag, "parameters are numbers, amounts, yes/no, texts, names, dates, times and moments");
    return NULL;
}

bool sql_params_make(struct checker *c, const ast_names *names, struct lookup_param *params, struct expr **values)
{
    bool fine = true;
    if (names->n > SQL_PARAMS_MOST) {
        diag_add(c->diags, DIAG_LIMIT, names->at[SQL_PARAMS_MOST].span, "more than %d parameters in one SQL", SQL_PARAMS_MOST);
        return false;
    }
    for (uint32_t i = 0; i < names->n; i++) {
        values[i] = value_of(c, &names->at[i]);
        fine = fine && values[i];
        if (values[i])
            params[i] = (struct lookup_param){ names->at[i].text, values[i]->type, private_expr(c, values[i]) };
    }
    return fine;
}
