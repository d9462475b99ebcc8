/* Literals and texts. */
#include "check/expr.h"

#include "value/date.h"
#include "value/decimal.h"

/* The currency sign that an amount is written with has to be the policy's. */
static void check_sign(struct checker *c, const struct ast_expr *e)
{
    struct str sign = c->program->style.currency_symbol, currency = c->program->style.currency;
    if (!e->text.n || str_starts(sign, e->text))
        return;
    struct str amount = span_text(c->sources, e->span); /* with its brackets, if it has any */
    amount = str_slice(amount, (uint32_t)str_find(amount, e->text) + e->text.n, amount.n);
    while (amount.n && (amount.p[amount.n - 1] < '0' || amount.p[amount.n - 1] > '9'))
        amount.n--;
    struct diag *diag = diag_add(c->diags, DIAG_LITERAL, e->span, "'%.*s' is not the sign of this policy's currency, %.*s",
                                 STR_ARG(e->text), STR_ARG(currency));
    diag_hint(c->diags, diag, "write %.*s%.*s, or head the policy with its currency: policy \"…\" currency EUR",
              STR_ARG(sign), STR_ARG(amount));
    diag_subject(c->diags, diag, e->text);
}

/* 35 is a whole number; 0.5 and 15% are not, nor is 100%. A share becomes no amount: $20 + 5% is a slip. */
static struct expr *number(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    bool percent = str_find(span_text(c->sources, e->span), STR("%")) >= 0;
    const struct type *type = type_simple(e->i % DECIMAL_ONE == 0 && !percent ? TYPE_WHOLE : TYPE_NUMBER);
    if (!percent && want && want->kind == TYPE_MONEY)
        type = want;
    struct expr *x = make_const(c, value_int(VALUE_NUMBER, e->i), type, e->span);
    x->index = percent ? EXPR_SHARE : 0;
    return x;
}

struct expr *expr_literal(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    static const struct { enum value_kind kind; enum type_kind type; } made[] = {
        [AST_E_MONEY] = { VALUE_NUMBER, TYPE_MONEY }, [AST_E_BOOL] = { VALUE_BOOL, TYPE_BOOL },
        [AST_E_DATE] = { VALUE_DATE, TYPE_DATE }, [AST_E_DURATION] = { VALUE_DURATION, TYPE_DURATION },
        [AST_E_PERIOD] = { VALUE_NUMBER, TYPE_PERIOD },
    };
    if (e->kind == AST_E_NUMBER)
        return number(c, e, want);
    if (e->kind == AST_E_MOMENT)
        return make_const(c, (struct value){ .i = e->i, .offset = e->offset, .kind = VALUE_MOMENT },
                          type_simple(TYPE_MOMENT), e->span);
    if (e->kind == AST_E_MONEY)
        check_sign(c, e);
    return make_const(c, value_int(made[e->kind].kind, e->i), type_simple(made[e->kind].type), e->span);
}

static struct expr *time_literal(struct checker *c, const struct ast_expr *e, struct str text)
{
    int64_t micros;
    if (time_parse(text, &micros))
        return make_const(c, value_int(VALUE_TIME, micros), type_simple(TYPE_TIME), e->span);
    diag_add(c->diags, DIAG_LITERAL, e->span, "\"%.*s\" is not a time of day, as \"14:00\" is", STR_ARG(text));
    return NULL;
}

static struct expr *plain_text(struct checker *c, const struct ast_expr *e, struct str text, const struct type *want)
{
    enum type_kind kind = want ? want->kind : TYPE_TEXT;
    if (kind == TYPE_SET || kind == TYPE_PARTY)
        return expr_symbol_text(c, want, text, e->span);
    if (kind == TYPE_TIME)
        return time_literal(c, e, text);
    return make_const(c, value_text(text), type_simple(kind == TYPE_SYMBOL ? TYPE_SYMBOL : TYPE_TEXT), e->span);
}

/* Values that have a form in texts: all but records. */
static struct expr *shown(struct checker *c, const struct ast_expr *e)
{
    struct expr *x = check_expr(c, e, NULL);
    const struct type *type = x ? x->type : NULL;
    while (type && type->kind == TYPE_LIST)
        type = type->element;
    if (!type || type->kind != TYPE_RECORD)
        return x;
    struct str words = words_of(c, x), what = type_words(c, x->type);
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, e->span, "%.*s is %.*s, which cannot be put into a text",
                                 STR_ARG(words), STR_ARG(what));
    diag_hint(c->diags, diag, "name one of its fields");
    return NULL;
}

struct expr *expr_text(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    if (e->parts.n == 0)
        return plain_text(c, e, STR(""), want);
    if (e->parts.n == 1 && !e->parts.at[0].expr)
        return plain_text(c, e, e->parts.at[0].text, want);
    struct expr **items = arena_array(c->arena, struct expr *, e->parts.n);
    for (uint32_t i = 0; i < e->parts.n; i++) {
        const struct ast_text_part *part = &e->parts.at[i];
        items[i] = part->expr ? shown(c, part->expr) : make_const(c, value_text(part->text), type_simple(TYPE_TEXT), e->span);
    }
    return make_list(c, EXPR_TEXT, type_simple(TYPE_TEXT), e->span, items, e->parts.n);
}
