/* Makers of core nodes. */
#include "check/expr.h"

#include <stdarg.h>

static struct expr *new_expr(struct checker *c, enum expr_op op, const struct type *type, struct span span, uint32_t n)
{
    struct expr *x = arena_new(c->arena, struct expr);
    x->op = op;
    x->type = type;
    x->span = span;
    x->id = c->program->n_exprs++;
    x->n = n;
    x->items = n ? arena_array(c->arena, struct expr *, n) : NULL;
    return x;
}

struct expr *make_expr(struct checker *c, enum expr_op op, const struct type *type, struct span span, uint32_t n, ...)
{
    struct expr *items[8];
    va_list list;
    va_start(list, n);
    bool whole = true;
    for (uint32_t i = 0; i < n; i++) {
        items[i] = va_arg(list, struct expr *);
        whole = whole && items[i];
    }
    va_end(list);
    if (!whole)
        return NULL;
    struct expr *x = new_expr(c, op, type, span, n);
    for (uint32_t i = 0; i < n; i++)
        x->items[i] = items[i];
    return x;
}

struct expr *make_list(struct checker *c, enum expr_op op, const struct type *type, struct span span,
                       struct expr *const *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!items[i])
            return NULL;
    struct expr *x = new_expr(c, op, type, span, n);
    for (uint32_t i = 0; i < n; i++)
        x->items[i] = items[i];
    return x;
}

struct expr *make_const(struct checker *c, struct value value, const struct type *type, struct span span)
{
    struct expr *x = new_expr(c, EXPR_CONST, type, span, 0);
    x->constant = value;
    return x;
}

struct expr *make_logic(struct checker *c, enum expr_op and_or_or, struct span span, struct expr **items, uint32_t n)
{
    return n == 1 ? items[0] : make_list(c, and_or_or, type_simple(TYPE_BOOL), span, items, n);
}

struct expr *make_not(struct checker *c, struct expr *item)
{
    return item ? make_expr(c, EXPR_NOT, type_simple(TYPE_BOOL), item->span, 1, item) : NULL;
}

struct expr *make_fact(struct checker *c, uint32_t index, struct span span)
{
    struct expr *x = make_expr(c, EXPR_FACT, c->facts.at[index].type, span, 0);
    x->index = index;
    return x;
}

struct expr *make_now(struct checker *c, struct span span)
{
    if (c->program->now_fact == UINT32_MAX) {
        struct str *path = arena_copy(c->arena, &STR("now"), sizeof *path);
        struct fact now = { .name = STR("now"), .path = path, .n_path = 1, .type = type_simple(TYPE_MOMENT), .implicit = true };
        c->program->now_fact = c->facts.n;
        vec_push(c->arena, &c->facts, now);
        vec_push(c->arena, &c->fact_spans, span);
    }
    return make_fact(c, c->program->now_fact, span);
}

struct expr *make_builtin(struct checker *c, enum builtin builtin, const struct type *type, struct span span,
                          struct expr *const *items, uint32_t n)
{
    struct expr *x = make_list(c, EXPR_CALL, type, span, items, n);
    if (x)
        x->index = builtin;
    return x;
}

struct expr *expr_today(struct checker *c, struct span span)
{
    struct expr *now = make_now(c, span);
    return make_builtin(c, BUILTIN_DATE_OF, type_simple(TYPE_DATE), span, &now, 1);
}

/* The day by which an `effective` clause judges: today, or a date or moment of the case. */
static struct expr *effective_day(struct checker *c, const struct ast_effective *effective)
{
    if (!effective->on.text.n)
        return expr_today(c, effective->span);
    struct ast_expr *name = ast_expr(c->arena, AST_E_NAME, effective->on.span);
    name->name = effective->on;
    struct expr *day = expr_any(c, name, NULL);
    if (!day || day->type->kind == TYPE_DATE)
        return day;
    if (day->type->kind == TYPE_MOMENT)
        return make_builtin(c, BUILTIN_DATE_OF, type_simple(TYPE_DATE), day->span, &day, 1);
    struct str words = type_words(c, day->type);
    diag_add(c->diags, DIAG_TYPE, effective->on.span, "'%.*s' is %.*s, but a rule can be effective on a date or a moment only",
             STR_ARG(effective->on.text), STR_ARG(words));
    return NULL;
}

static struct expr *effective_end(struct checker *c, const struct ast_effective *effective, enum expr_op op, int64_t day)
{
    struct expr *end = make_const(c, value_int(VALUE_DATE, day), type_simple(TYPE_DATE), effective->span);
    return make_expr(c, op, type_simple(TYPE_BOOL), effective->span, 2, effective_day(c, effective), end);
}

struct expr *make_effective(struct checker *c, const struct ast_effective *effective)
{
    if (!effective)
        return NULL;
    struct expr *ends[2];
    uint32_t n = 0;
    if (effective->has_from)
        ends[n++] = effective_end(c, effective, EXPR_GE, effective->from);
    if (effective->has_until && (n == 0 || ends[0]))
        ends[n++] = effective_end(c, effective, EXPR_LT, effective->until);
    return n ? make_logic(c, EXPR_AND, effective->span, ends, n) : NULL;
}
