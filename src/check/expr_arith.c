/* Sums, differences, products, quotients: which types go together and what comes out. */
#include "check/expr.h"
#include "value/date.h"

static const char *const done[] = {
    [AST_ADD] = "added", [AST_SUB] = "subtracted", [AST_MUL] = "multiplied", [AST_DIV] = "divided",
};

static bool is_number(const struct type *type) { return type->kind == TYPE_NUMBER || type->kind == TYPE_WHOLE; }

static struct expr *mismatch(struct checker *c, enum ast_op op, struct span span, const struct expr *a, const struct expr *b)
{
    expr_report_pair(c, span, a, b, done[op]);
    struct diag *diag = c->diags->all.at[c->diags->all.n - 1];
    if (a->type->kind == TYPE_TEXT && b->type->kind == TYPE_TEXT)
        diag_hint(c->diags, diag, "texts are joined in a text: \"{first}{second}\"");
    else if (a->type->kind == TYPE_MONEY && b->type->kind == TYPE_MONEY)
        diag_hint(c->diags, diag, "one of them has to be a number: 3, 15%%");
    return NULL;
}

/* ---- dates and moments beside durations and periods ---- */

static struct expr *add_months(struct checker *c, struct expr *day, const struct expr *months, bool negative, struct span span)
{
    int64_t n = negative ? -months->constant.i : months->constant.i;
    enum expr_op op = day->type->kind == TYPE_DATE ? EXPR_DATE_ADD_MONTHS : EXPR_MOMENT_ADD_MONTHS;
    if (n != (int32_t)n) {
        diag_add(c->diags, DIAG_LITERAL, months->span, "no date has so many months before or after it");
        return NULL;
    }
    struct expr *x = make_expr(c, op, day->type, span, 1, day);
    x->index = (uint32_t)(int32_t)n;
    return x;
}

static bool is_day(const struct expr *x) { return x->type->kind == TYPE_DATE || x->type->kind == TYPE_MOMENT; }

static struct expr *day_sum(struct checker *c, enum ast_op op, struct span span, struct expr *day, struct expr *other)
{
    bool date = day->type->kind == TYPE_DATE;
    if (other->type->kind == TYPE_PERIOD)
        return add_months(c, day, other, op == AST_SUB, span);
    if (other->type->kind != TYPE_DURATION)
        return mismatch(c, op, span, day, other);
    if (date && other->op == EXPR_CONST && other->constant.i % DATE_DAY != 0) {
        struct diag *diag = diag_add(c->diags, DIAG_TYPE, span, "a date has no hours: only whole days can be added to it or taken from it");
        diag_hint(c->diags, diag, "a fact that is a moment has hours");
        return NULL;
    }
    enum expr_op add = date ? EXPR_DATE_ADD : EXPR_MOMENT_ADD, sub = date ? EXPR_DATE_SUB : EXPR_MOMENT_SUB;
    return make_expr(c, op == AST_ADD ? add : sub, day->type, span, 2, day, other);
}

static struct expr *day_difference(struct checker *c, struct span span, struct expr *a, struct expr *b)
{
    enum expr_op op = a->type->kind == TYPE_DATE ? EXPR_DATE_DIFF : a->type->kind == TYPE_MOMENT ? EXPR_MOMENT_DIFF : EXPR_SUB;
    return make_expr(c, op, type_simple(TYPE_DURATION), span, 2, a, b);
}

/* ---- the operations ---- */

static struct expr *add(struct checker *c, enum ast_op op, struct span span, struct expr *a, struct expr *b)
{
    bool same_kind = a->type->kind == b->type->kind;
    if (op == AST_SUB && same_kind && (is_day(a) || a->type->kind == TYPE_TIME))
        return day_difference(c, span, a, b);
    if (is_day(a))
        return day_sum(c, op, span, a, b);
    if (is_day(b) && op == AST_ADD)
        return day_sum(c, op, span, b, a);
    const struct type *type = expr_meet(c, a, b);
    if (!type || (!type_is_numeric(type) && type->kind != TYPE_DURATION))
        return mismatch(c, op, span, a, b);
    return make_expr(c, op == AST_ADD ? EXPR_ADD : EXPR_SUB, type, span, 2, a, b);
}

/* The type of A * B, or NULL. */
static const struct type *product_type(struct checker *c, const struct type *a, const struct type *b)
{
    if (is_number(a) && is_number(b))
        return type_join(c, a, b);
    if (is_number(b) && (a->kind == TYPE_MONEY || a->kind == TYPE_DURATION))
        return a;
    return is_number(a) && (b->kind == TYPE_MONEY || b->kind == TYPE_DURATION) ? b : NULL;
}

/* The type of A / B, or NULL. */
static const struct type *quotient_type(const struct type *a, const struct type *b)
{
    bool amount = a->kind == TYPE_MONEY || a->kind == TYPE_DURATION;
    if ((is_number(a) && is_number(b)) || (amount && a->kind == b->kind))
        return type_simple(TYPE_NUMBER);
    return amount && is_number(b) ? a : NULL;
}

static struct expr *multiply(struct checker *c, struct span span, struct expr *a, struct expr *b)
{
    const struct type *type = product_type(c, a->type, b->type);
    return type ? make_expr(c, EXPR_MUL, type, span, 2, a, b) : mismatch(c, AST_MUL, span, a, b);
}

static struct expr *divide(struct checker *c, struct span span, struct expr *a, struct expr *b)
{
    if (b->type->kind == TYPE_MONEY && a->op == EXPR_CONST && is_number(a->type))
        expr_meet(c, a, b); /* 100 / price: the literal is an amount */
    const struct type *type = quotient_type(a->type, b->type);
    if (!type)
        return mismatch(c, AST_DIV, span, a, b);
    if (a->op == EXPR_MUL)
        return make_expr(c, EXPR_MUL_DIV, type, span, 3, a->items[0], a->items[1], b); /* rounded once */
    return make_expr(c, EXPR_DIV, type, span, 2, a, b);
}

struct expr *expr_arith(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    (void)want; /* literals that have to be money become it when the result is fitted */
    struct expr *a = expr_any(c, e->items.at[0], NULL), *b = expr_any(c, e->items.at[1], NULL);
    if (!a || !b)
        return NULL;
    switch (e->op) {
    case AST_MUL: return multiply(c, e->span, a, b);
    case AST_DIV: return divide(c, e->span, a, b);
    default: return add(c, e->op, e->span, a, b);
    }
}

struct expr *expr_negative(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    struct expr *x = expr_any(c, e->items.at[0], want);
    if (!x)
        return NULL;
    enum type_kind kind = x->type->kind;
    if (!type_is_numeric(x->type) && kind != TYPE_DURATION && kind != TYPE_PERIOD) {
        struct str words = words_of(c, x), type = type_words(c, x->type);
        diag_add(c->diags, DIAG_TYPE, e->span, "%.*s is %.*s and has no negative", STR_ARG(words), STR_ARG(type));
        return NULL;
    }
    if (x->op != EXPR_CONST)
        return make_expr(c, EXPR_NEG, x->type, e->span, 1, x);
    struct expr *negative = make_const(c, value_int(x->constant.kind, -x->constant.i), x->type, e->span);
    negative->index = x->index;
    return negative;
}
