/* Functions: the builtins by their signatures, first_known, reveal, today(), now(). */
#include "check/expr.h"

#include <string.h>

static void wrong_count(struct checker *c, const struct ast_expr *e, const char *takes)
{
    struct str name = e->name.text;
    diag_add(c->diags, DIAG_ARGUMENT, e->span, "%.*s takes %s, but %u %s given", STR_ARG(name), takes, e->items.n,
             e->items.n == 1 ? "is" : "are");
}

static struct expr *no_function(struct checker *c, const struct ast_expr *e)
{
    struct str names[BUILTIN_COUNT + 2], name = e->name.text;
    for (uint32_t i = 0; i < BUILTIN_COUNT; i++)
        names[i] = str_from(builtin_name(i));
    names[BUILTIN_COUNT] = STR("first_known");
    names[BUILTIN_COUNT + 1] = STR("reveal");
    struct str near = diag_nearest(name, names, BUILTIN_COUNT + 2);
    struct diag *diag = diag_add(c->diags, DIAG_UNDECLARED, e->name.span, "there is no function '%.*s'", STR_ARG(name));
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    diag_subject(c->diags, diag, name);
    return NULL;
}

static struct expr *first_known(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    if (e->items.n == 0) {
        wrong_count(c, e, "at least one value");
        return NULL;
    }
    struct expr **items = arena_array(c->arena, struct expr *, e->items.n);
    const struct type *type = expr_together(c, (const struct ast_expr *const *)e->items.at, e->items.n, want, items,
                                            "alternatives of one value");
    return type ? make_list(c, EXPR_FIRST_KNOWN, type, e->span, items, e->items.n) : NULL;
}

static struct expr *reveal(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    if (e->items.n != 1) {
        wrong_count(c, e, "one value");
        return NULL;
    }
    struct expr *x = expr_any(c, e->items.at[0], want);
    if (x)
        vec_push(c->arena, &c->revealed, x->id);
    return x;
}

/* ---- by signature ---- */

static const struct type *letter_type(char letter)
{
    static const char letters[] = "bnwtdimu";
    static const enum type_kind kinds[] = {
        TYPE_BOOL, TYPE_NUMBER, TYPE_WHOLE, TYPE_TEXT, TYPE_DATE, TYPE_TIME, TYPE_MOMENT, TYPE_DURATION,
    };
    const char *at = strchr(letters, letter);
    return at && *at ? type_simple(kinds[at - letters]) : NULL;
}

static const char *count_words(struct checker *c, const char *parameters)
{
    size_t n = strlen(parameters) - 1; /* without the bracket */
    if (strchr(parameters, '*'))
        return "at least one value";
    return n == 1 ? "one value" : arena_printf(c->arena, "%zu values", n);
}

/* What functions of one day take from a moment is its date, at its offset. */
static struct expr *day_argument(struct checker *c, const struct ast_expr *e)
{
    struct expr *x = expr_any(c, e, type_simple(TYPE_DATE));
    if (x && x->type->kind == TYPE_MOMENT)
        return make_builtin(c, BUILTIN_DATE_OF, type_simple(TYPE_DATE), x->span, &x, 1);
    return x ? expr_fit(c, x, type_simple(TYPE_DATE)) : NULL;
}

static struct expr *plain_call(struct checker *c, const struct ast_expr *e, enum builtin builtin, const char *signature)
{
    const char *parameters = signature + 2;
    uint32_t n = (uint32_t)strlen(parameters) - 1;
    if (e->items.n != n) {
        wrong_count(c, e, count_words(c, parameters));
        return NULL;
    }
    struct expr *items[4] = { 0 };
    for (uint32_t i = 0; i < n; i++)
        items[i] = parameters[i] == 'd' && n == 1 ? day_argument(c, e->items.at[i])
                                                  : check_expr(c, e->items.at[i], letter_type(parameters[i]));
    return make_builtin(c, builtin, letter_type(signature[0]), e->span, items, n);
}

static bool is_amount(const struct type *type)
{
    return type_is_numeric(type) || type->kind == TYPE_DURATION;
}

static struct expr *no_amount(struct checker *c, const struct ast_expr *e, const struct expr *x)
{
    struct str words = words_of(c, x), type = type_words(c, x->type), name = e->name.text;
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, x->span, "%.*s is %.*s, but %.*s takes numbers, money or durations",
                                 STR_ARG(words), STR_ARG(type), STR_ARG(name));
    if (x->type->kind == TYPE_LIST && (str_is(name, "min") || str_is(name, "max")))
        diag_hint(c->diags, diag, "of a list: %s of %.*s", str_is(name, "min") ? "smallest" : "largest",
                  STR_ARG(span_text(c->sources, x->span)));
    return NULL;
}

/* min, max: any number of amounts of one type. */
static struct expr *of_amounts(struct checker *c, const struct ast_expr *e, enum builtin builtin, const struct type *want)
{
    if (e->items.n == 0) {
        wrong_count(c, e, "at least one value");
        return NULL;
    }
    struct expr **items = arena_array(c->arena, struct expr *, e->items.n);
    const struct type *type = expr_together(c, (const struct ast_expr *const *)e->items.at, e->items.n, want, items,
                                            "compared");
    if (type && !is_amount(type))
        return no_amount(c, e, items[0]);
    return type ? make_builtin(c, builtin, type, e->span, items, e->items.n) : NULL;
}

/* round, floor, ceil of a number without places are whole. */
static const struct type *rounded_type(enum builtin builtin, const struct type *type, bool places)
{
    bool whole = (builtin == BUILTIN_ROUND && !places) || builtin == BUILTIN_FLOOR || builtin == BUILTIN_CEIL;
    return whole && type->kind == TYPE_NUMBER ? type_simple(TYPE_WHOLE) : type;
}

/* round, floor, ceil, abs: of one amount; round also takes the number of places. */
static struct expr *of_amount(struct checker *c, const struct ast_expr *e, enum builtin builtin, const struct type *want)
{
    bool places = builtin == BUILTIN_ROUND && e->items.n == 2;
    if (e->items.n != 1 && !places) {
        wrong_count(c, e, builtin == BUILTIN_ROUND ? "a value and, if you like, the number of decimal places" : "one value");
        return NULL;
    }
    struct expr *items[2] = { expr_any(c, e->items.at[0], want), NULL };
    if (items[0] && !is_amount(items[0]->type))
        return no_amount(c, e, items[0]);
    if (builtin == BUILTIN_ROUND)
        items[1] = places ? check_expr(c, e->items.at[1], type_simple(TYPE_NUMBER))
                          : make_const(c, value_int(VALUE_NUMBER, 0), type_simple(TYPE_WHOLE), e->span);
    if (!items[0])
        return NULL;
    const struct type *type = rounded_type(builtin, items[0]->type, places);
    return make_builtin(c, builtin, type, e->span, items, builtin == BUILTIN_ROUND ? 2 : 1);
}

/* length: of a text; of a list it is the count. */
static struct expr *length(struct checker *c, const struct ast_expr *e)
{
    if (e->items.n != 1) {
        wrong_count(c, e, "one value");
        return NULL;
    }
    struct expr *x = check_expr(c, e->items.at[0], NULL);
    if (x && x->type->kind == TYPE_LIST)
        return make_expr(c, EXPR_COUNT, type_simple(TYPE_WHOLE), e->span, 1, x);
    x = x ? expr_fit(c, x, type_simple(TYPE_TEXT)) : NULL;
    return x ? make_builtin(c, BUILTIN_LENGTH, type_simple(TYPE_WHOLE), e->span, &x, 1) : NULL;
}

static struct expr *clock_call(struct checker *c, const struct ast_expr *e)
{
    if (e->items.n > 0) {
        wrong_count(c, e, "nothing");
        return NULL;
    }
    return str_is(e->name.text, "now") ? make_now(c, e->span) : expr_today(c, e->span);
}

struct expr *expr_call(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    struct str name = e->name.text;
    enum builtin builtin = builtin_find(name);
    if (str_is(name, "first_known"))
        return first_known(c, e, want);
    if (str_is(name, "reveal"))
        return reveal(c, e, want);
    if (str_is(name, "now") || str_is(name, "today"))
        return clock_call(c, e);
    if (builtin == BUILTIN_COUNT)
        return no_function(c, e);
    if (builtin == BUILTIN_LENGTH)
        return length(c, e);
    const char *signature = builtin_signature(builtin);
    if (signature[2] != 'N')
        return plain_call(c, e, builtin, signature);
    return strchr(signature, '*') ? of_amounts(c, e, builtin, want) : of_amount(c, e, builtin, want);
}
