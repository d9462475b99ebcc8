/* and, or, tests, conditionals. */
#include "check/expr.h"

struct expr *expr_logic(struct checker *c, const struct ast_expr *e)
{
    struct expr **items = arena_array(c->arena, struct expr *, e->items.n);
    for (uint32_t i = 0; i < e->items.n; i++)
        items[i] = check_condition(c, e->items.at[i]);
    return make_logic(c, e->op == AST_AND ? EXPR_AND : EXPR_OR, e->span, items, e->items.n);
}

/* `x is found`: lookups alone can be found or not. */
static struct expr *found(struct checker *c, const struct ast_expr *e)
{
    const struct ast_expr *item = e->items.at[0];
    uint32_t used;
    const struct value_name *value = item->kind == AST_E_NAME ? expr_resolve(c, &item->name, &used) : NULL;
    if (value && value->kind == NAME_LOOKUP && used == item->name.n_parts)
        return value->doubtful ? NULL : lookup_expr(c, EXPR_FOUND, value->index, e->span);
    if (item->kind == AST_E_NAME && declare_is_lost(c, &item->name))
        return NULL;
    struct str text = span_text(c->sources, item->span);
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, e->span, "'%.*s' is not a lookup, so it is neither found nor not",
                                 STR_ARG(text));
    diag_hint(c->diags, diag, "whether a fact is there is asked by: %.*s is known", STR_ARG(text));
    return NULL;
}

static struct expr *test(struct checker *c, const struct ast_expr *e)
{
    const struct type *truth = type_simple(TYPE_BOOL);
    const struct ast_expr *item = e->items.at[0];
    switch (e->test) {
    case AST_KNOWN: return make_expr(c, EXPR_KNOWN, truth, e->span, 1, check_expr(c, item, NULL));
    case AST_MISSING: return make_not(c, make_expr(c, EXPR_KNOWN, truth, e->span, 1, check_expr(c, item, NULL)));
    case AST_BLANK: return make_expr(c, EXPR_BLANK, truth, e->span, 1, check_expr(c, item, type_simple(TYPE_TEXT)));
    case AST_FOUND: return found(c, e);
    }
    return NULL;
}

struct expr *expr_test(struct checker *c, const struct ast_expr *e)
{
    struct expr *x = test(c, e);
    return e->negated ? make_not(c, x) : x;
}

struct expr *expr_if(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    const struct ast_expr *const branches[] = { e->items.at[0], e->items.at[2] };
    struct expr *values[2], *condition = check_condition(c, e->items.at[1]);
    const struct type *type = expr_together(c, branches, 2, want, values, "two sides of one 'if … else'");
    return type ? make_expr(c, EXPR_IF, type, e->span, 3, condition, values[0], values[1]) : NULL;
}
