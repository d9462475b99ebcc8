/* Whether a value's type fits its place, and what is said where it does not. */
#include "check/expr.h"

const struct type *type_join(struct checker *c, const struct type *a, const struct type *b)
{
    if (!a || !b)
        return NULL;
    if (type_same(a, b))
        return a;
    if (a->kind == TYPE_LIST && b->kind == TYPE_LIST) {
        const struct type *element = type_join(c, a->element, b->element);
        return element ? type_list_of(c->arena, element) : NULL;
    }
    if ((a->kind == TYPE_NUMBER && b->kind == TYPE_WHOLE) || (a->kind == TYPE_WHOLE && b->kind == TYPE_NUMBER))
        return type_simple(TYPE_NUMBER);
    return NULL;
}

/* The items of X that are values of its own kind: the branches of a conditional, both sides of a sum. */
static void value_items(const struct expr *x, uint32_t *from, uint32_t *to)
{
    *from = x->op == EXPR_IF ? 1 : 0;
    *to = x->op == EXPR_MUL || x->op == EXPR_DIV || x->op == EXPR_MUL_DIV ? 1 : x->n;
}

static bool is_made_of_literals(enum expr_op op)
{
    bool arithmetic = op == EXPR_ADD || op == EXPR_SUB || op == EXPR_MUL || op == EXPR_DIV || op == EXPR_MUL_DIV;
    return arithmetic || op == EXPR_NEG || op == EXPR_IF;
}

static bool is_literal(const struct expr *x)
{
    if (x->type->kind != TYPE_NUMBER && x->type->kind != TYPE_WHOLE)
        return false;
    if (x->op == EXPR_CONST)
        return true;
    if (!is_made_of_literals(x->op))
        return false;
    for (uint32_t i = x->op == EXPR_IF ? 1 : 0; i < x->n; i++)
        if (!is_literal(x->items[i]))
            return false;
    return true;
}

bool expr_is_number_literal(const struct expr *x)
{
    return is_literal(x) && !(x->op == EXPR_CONST && x->index == EXPR_SHARE);
}

void expr_as_money(struct expr *x)
{
    uint32_t from = 0, to = 0;
    x->type = type_simple(TYPE_MONEY);
    if (x->op != EXPR_CONST)
        value_items(x, &from, &to);
    for (uint32_t i = from; i < to; i++)
        expr_as_money(x->items[i]);
}

/* A list written out, whose elements are literals that can become money. */
static bool is_literal_list(const struct expr *x)
{
    bool all = x->op == EXPR_LIST && x->n > 0;
    for (uint32_t i = 0; all && i < x->n; i++)
        all = expr_is_number_literal(x->items[i]);
    return all;
}

static bool becomes_money(struct expr *x, const struct type *beside)
{
    if (beside->kind != TYPE_MONEY || !expr_is_number_literal(x))
        return false;
    expr_as_money(x);
    return true;
}

static bool becomes_money_list(struct expr *x, const struct type *beside)
{
    if (beside->kind != TYPE_LIST || beside->element->kind != TYPE_MONEY || !is_literal_list(x))
        return false;
    for (uint32_t i = 0; i < x->n; i++)
        expr_as_money(x->items[i]);
    x->type = beside;
    return true;
}

const struct type *expr_meet(struct checker *c, struct expr *a, struct expr *b)
{
    if (becomes_money(a, b->type) || becomes_money_list(a, b->type))
        return b->type;
    if (becomes_money(b, a->type) || becomes_money_list(b, a->type))
        return a->type;
    return type_join(c, a->type, b->type);
}

static bool is(const struct type *type, enum type_kind kind)
{
    return type->kind == kind || (kind == TYPE_NUMBER && type->kind == TYPE_WHOLE);
}

/* Whether one of A and B is of kind X and the other of kind Y. */
static bool are(const struct expr *a, const struct expr *b, enum type_kind x, enum type_kind y)
{
    return (is(a->type, x) && is(b->type, y)) || (is(a->type, y) && is(b->type, x));
}

static void money_hint(struct checker *c, struct diag *diag, const struct expr *money, const struct expr *number)
{
    struct str amount = span_text(c->sources, money->span), words = words_of(c, number);
    if (number->op == EXPR_CONST)
        diag_hint(c->diags, diag, "a share of an amount is a product: %.*s * %.*s", STR_ARG(amount), STR_ARG(words));
    else
        diag_hint(c->diags, diag, "is %.*s an amount? then make it money; a number with money can only be multiplied or divided", STR_ARG(words));
}

static void pair_hint(struct checker *c, struct diag *diag, const struct expr *a, const struct expr *b)
{
    static const struct { enum type_kind x, y; const char *hint; } hints[] = {
        { TYPE_NUMBER, TYPE_TEXT, "a number or an amount stands without quotes" },
        { TYPE_MONEY, TYPE_TEXT, "a number or an amount stands without quotes" },
        { TYPE_DATE, TYPE_TEXT, "a date stands without quotes: 2017-08-10" },
        { TYPE_MOMENT, TYPE_TEXT, "a date stands without quotes: 2017-08-10" },
        { TYPE_DURATION, TYPE_NUMBER, "a duration has a unit: 30 days, 2 hours" },
        { TYPE_DATE, TYPE_NUMBER, "a duration has a unit: 30 days, 2 hours" },
        { TYPE_MOMENT, TYPE_NUMBER, "a duration has a unit: 30 days, 2 hours" },
    };
    const struct expr *first = a->type->kind == TYPE_MONEY || a->type->kind == TYPE_MOMENT ? a : b;
    const struct expr *second = first == a ? b : a;
    struct str text = span_text(c->sources, first->span);
    if (are(a, b, TYPE_MONEY, TYPE_NUMBER))
        money_hint(c, diag, first, second);
    else if (are(a, b, TYPE_DATE, TYPE_MOMENT))
        diag_hint(c->diags, diag, "date_of(%.*s) is the date of the moment", STR_ARG(text));
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (are(a, b, hints[i].x, hints[i].y))
            diag_hint(c->diags, diag, "%s", hints[i].hint);
}

void expr_report_pair(struct checker *c, struct span span, const struct expr *a, const struct expr *b, const char *done)
{
    struct str a_words = words_of(c, a), b_words = words_of(c, b);
    struct str a_type = type_words(c, a->type), b_type = type_words(c, b->type);
    struct diag *diag = type_same(a->type, b->type)
        ? diag_add(c->diags, DIAG_TYPE, span, "%.*s is %.*s and so is %.*s: they cannot be %s", STR_ARG(a_words),
                   STR_ARG(a_type), STR_ARG(b_words), done)
        : diag_add(c->diags, DIAG_TYPE, span, "%.*s is %.*s and %.*s is %.*s: they cannot be %s", STR_ARG(a_words),
                   STR_ARG(a_type), STR_ARG(b_words), STR_ARG(b_type), done);
    pair_hint(c, diag, a, b);
}

static void fit_hint(struct checker *c, struct diag *diag, const struct expr *x, const struct type *want)
{
    struct str text = span_text(c->sources, x->span);
    enum type_kind kind = x->type->kind;
    if (want->kind == TYPE_BOOL && x->op != EXPR_CONST)
        diag_hint(c->diags, diag, "a condition compares or tests something, as in '%.*s is known'", STR_ARG(text));
    else if (want->kind == TYPE_TEXT && (kind == TYPE_SET || kind == TYPE_PARTY) && x->op == EXPR_CONST)
        diag_hint(c->diags, diag, "a text stands in quotes: \"%.*s\"", STR_ARG(text));
    else if (want->kind == TYPE_TEXT && kind != TYPE_RECORD && kind != TYPE_PERIOD)
        diag_hint(c->diags, diag, "put it into a text: \"{%.*s}\"", STR_ARG(text));
    else if (want->kind == TYPE_DATE && kind == TYPE_MOMENT)
        diag_hint(c->diags, diag, "date_of(%.*s) is its date", STR_ARG(text));
    else if (want->kind == TYPE_WHOLE && kind == TYPE_NUMBER)
        diag_hint(c->diags, diag, "round(%.*s) is the nearest whole number", STR_ARG(text));
    else if (want->kind == TYPE_MONEY && is(x->type, TYPE_NUMBER))
        diag_hint(c->diags, diag, "make it money where it is declared; only a number written out becomes an amount by itself");
    else if (want->kind == TYPE_DURATION && is(x->type, TYPE_NUMBER))
        diag_hint(c->diags, diag, "a duration has a unit: 30 days, 2 hours");
}

static struct expr *misfit(struct checker *c, const struct expr *x, const struct type *want)
{
    struct str words = words_of(c, x), type = type_words(c, x->type), wanted = type_words(c, want);
    struct diag *diag = want->kind == TYPE_BOOL && x->op != EXPR_CONST
        ? diag_add(c->diags, DIAG_TYPE, x->span, "%.*s is %.*s, not a condition", STR_ARG(words), STR_ARG(type))
        : diag_add(c->diags, DIAG_TYPE, x->span, "%.*s is %.*s, but %.*s is expected here", STR_ARG(words), STR_ARG(type),
                   STR_ARG(wanted));
    fit_hint(c, diag, x, want);
    return NULL;
}

struct expr *expr_fit(struct checker *c, struct expr *x, const struct type *want)
{
    if (type_same(x->type, want) || becomes_money(x, want) || becomes_money_list(x, want))
        return x;
    const struct type *joined = type_join(c, x->type, want);
    if (joined && type_same(joined, want))
        return x; /* whole numbers where numbers are wanted, also in lists */
    return misfit(c, x, want);
}
