/* Expressions: what was written to the core form. */
#include "check/expr.h"

static struct expr *misplaced(struct checker *c, const struct ast_expr *e, const char *what, const char *where)
{
    diag_add(c->diags, DIAG_TYPE, e->span, "%s stands only %s", what, where);
    return NULL;
}

static struct expr *unary(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    if (e->op == AST_NEG)
        return expr_negative(c, e, want);
    struct expr *item = check_condition(c, e->items.at[0]);
    return item ? make_expr(c, EXPR_NOT, type_simple(TYPE_BOOL), e->span, 1, item) : NULL;
}

static struct expr *binary(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    return e->op >= AST_ADD && e->op <= AST_DIV ? expr_arith(c, e, want) : expr_compare(c, e);
}

struct expr *expr_any(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    switch (e->kind) {
    case AST_E_NUMBER: case AST_E_MONEY: case AST_E_BOOL: case AST_E_DATE: case AST_E_DURATION: case AST_E_MOMENT:
    case AST_E_PERIOD: return expr_literal(c, e, want);
    case AST_E_TEXT: return expr_text(c, e, want);
    case AST_E_NAME: return expr_name(c, e, want);
    case AST_E_LIST: return expr_list(c, e, want);
    case AST_E_CALL: return expr_call(c, e, want);
    case AST_E_UNARY: return unary(c, e, want);
    case AST_E_BINARY: return binary(c, e, want);
    case AST_E_LOGIC: return expr_logic(c, e);
    case AST_E_BETWEEN: return expr_between(c, e);
    case AST_E_TEST: return expr_test(c, e);
    case AST_E_IF: return expr_if(c, e, want);
    case AST_E_QUANT: return expr_quantifier(c, e);
    case AST_E_AGGREGATE: return expr_aggregate(c, e);
    case AST_E_PATTERN: return misplaced(c, e, "a pattern", "after 'matches'");
    case AST_E_COMPARE: return misplaced(c, e, "a comparison without a left side", "in a table's cell");
    case AST_E_RANGE: return misplaced(c, e, "a range", "in a table's cell; elsewhere write 'between … and …'");
    }
    return NULL;
}

struct expr *check_expr(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    struct expr *x = expr_any(c, e, want);
    if (x && want)
        return expr_fit(c, x, want);
    if (x && x->type->kind == TYPE_PERIOD)
        return misplaced(c, e, "a period of months or years", "beside a date or a moment, as in 'today + 6 months'");
    return x;
}

struct expr *check_condition(struct checker *c, const struct ast_expr *e)
{
    return check_expr(c, e, type_simple(TYPE_BOOL));
}

struct scope scope_enter(struct checker *c)
{
    struct scope outer = { c->bindings, c->n_bound };
    c->bindings = NULL;
    c->n_bound = 0;
    return outer;
}

uint32_t scope_leave(struct checker *c, struct scope outer)
{
    uint32_t n_slots = c->n_bound;
    c->bindings = outer.bindings;
    c->n_bound = outer.n_bound > n_slots ? outer.n_bound : n_slots;
    return n_slots;
}
