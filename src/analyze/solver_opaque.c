/* What no formula says: functions that nothing is known of. Those of scalars are pinned down by the reference evaluator,
 * at the values that a model gives them; the rest may come to anything, but the same words to the same. */
#include "analyze/solver_inner.h"


#include <stdio.h>

static enum smt_sort sort_of(const struct solver *s, const struct type *type)
{
    return type->kind == TYPE_BOOL ? SMT_BOOL : solver_term_is_text(type) && s->texts ? SMT_TEXT : SMT_INT;
}

/* ---- the words of an expression ---- */

static bool key(struct buf *out, const struct expr *expr, uint64_t bound);

static bool key_items(struct buf *out, const struct expr *expr, uint64_t bound)
{
    bool closed = true;
    for (uint32_t i = 0; i < expr->n; i++) {
        buf_char(out, i ? ',' : '(');
        closed &= key(out, expr->items[i], bound);
    }
    buf_cstr(out, expr->n ? ")" : "");
    return closed;
}

static bool binds(enum expr_op op)
{
    return op == EXPR_ANY_HAS || op == EXPR_ALL_HAVE || op == EXPR_NO_HAS || op == EXPR_COUNT || op == EXPR_SUM ||
           op == EXPR_SMALLEST || op == EXPR_LARGEST;
}

static void key_const(struct buf *out, const struct expr *expr)
{
    switch ((enum value_kind)expr->constant.kind) {
    case VALUE_TEXT: buf_json(out, value_str(expr->constant)); break;
    case VALUE_LIST: case VALUE_RECORD: buf_printf(out, "#%u", (unsigned)expr->id); break;
    default: buf_printf(out, "%u:%lld", (unsigned)expr->constant.kind, (long long)expr->constant.i);
    }
}

/* Appends the words of EXPR; false where it speaks of a variable that is bound outside of it (BOUND: a bit a slot inside). */
static bool key(struct buf *out, const struct expr *expr, uint64_t bound)
{
    enum { SLOTS = 64 };
    buf_printf(out, "%u.%u", (unsigned)expr->op, (unsigned)expr->index);
    if (expr->op == EXPR_CONST)
        key_const(out, expr);
    if (expr->op == EXPR_ARMS)
        buf_printf(out, "#%u", (unsigned)expr->id);
    if (expr->op == EXPR_VARIABLE)
        return expr->index < SLOTS && (bound >> expr->index & 1);
    if (binds(expr->op) && expr->n > 1 && expr->index < SLOTS)
        bound |= UINT64_C(1) << expr->index;
    return expr->op != EXPR_ARMS && key_items(out, expr, bound);
}

/* ---- nothing known ---- */

static smt_node named(struct solver *s, const char *name, const char *part, enum smt_sort sort)
{
    const char *whole = arena_printf(&s->scratch, "%s!%s", name, part);
    return smt_call(s->smt, whole, sort, NULL, 0);
}

static struct term blur_scalar(struct solver *s, const struct expr *expr, const char *name)
{
    struct term term = solver_term_known(s, NULL);
    if (name == NULL)
        return solver_term_free(s, expr->type, s->yes);
    term.value = named(s, name, "is", sort_of(s, expr->type));
    smt_assert(s->smt, solver_term_in_range(s, expr->type, term.value));
    if (expr->type->kind == TYPE_MOMENT)
        term.offset = named(s, name, "at", SMT_INT);
    return term;
}

struct term solver_opaque_blur(struct solver *s, const struct expr *expr, smt_node when)
{
    s->text.n = 0;
    bool closed = key(&s->text, expr, 0) && expr->type->kind != TYPE_LIST && expr->type->kind != TYPE_RECORD;
    buf_char(&s->text, '\0');
    const char *name = closed ? arena_copy(&s->scratch, s->text.p, s->text.n) : NULL;
    struct term term = blur_scalar(s, expr, name);
    term.known = name ? named(s, name, "known", SMT_BOOL) : smt_free_one(s->smt, SMT_BOOL);
    term.need = name ? named(s, name, "needs", SMT_BOOL) : smt_free_one(s->smt, SMT_BOOL);
    solver_expr_fail(s, AND(s, when, name ? named(s, name, "fails", SMT_BOOL) : smt_free_one(s->smt, SMT_BOOL)));
    return term;
}

/* ---- functions ---- */

static const char *function_name(struct solver *s, const struct expr *expr, const char *part)
{
    s->text.n = 0;
    buf_printf(&s->text, "%u.%u", (unsigned)expr->op, (unsigned)expr->index);
    for (uint32_t i = 0; i < expr->n; i++) {
        const struct type *type = expr->items[i]->type;
        buf_printf(&s->text, ",%u", (unsigned)type->kind);
        if (type->kind == TYPE_SET)
            buf_printf(&s->text, "#%u", (unsigned)expr->items[i]->id); /* how it shows depends on the set */
    }
    buf_printf(&s->text, "!%s", part);
    buf_char(&s->text, '\0');
    return arena_copy(&s->scratch, s->text.p, s->text.n);
}

static uint32_t arguments(const struct expr *expr, const struct term *items, smt_node *args, uint32_t most)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < expr->n && n < most; i++) {
        args[n++] = items[i].value;
        if (items[i].offset && n < most)
            args[n++] = items[i].offset;
    }
    return n;
}

static bool may_fail(const struct expr *expr)
{
    return expr->op == EXPR_CALL;
}

static bool has_values(const struct expr *expr, const struct term *items)
{
    for (uint32_t i = 0; i < expr->n; i++)
        if (items[i].value == NULL)
            return false;
    return expr->n > 0;
}

struct term solver_opaque(struct solver *s, const struct expr *expr, const struct term *items, const struct term *strict)
{
    enum { MOST = 16 };
    smt_node args[MOST];
    struct term term = *strict;
    if (!has_values(expr, items) || expr->n > MOST / 2) {
        struct term blur = solver_opaque_blur(s, expr, s->no);
        term.value = blur.value;
        term.offset = blur.offset;
        return term;
    }
    uint32_t n = arguments(expr, items, args, MOST);
    struct opaque made = { .expr = expr, .items = arena_copy(&s->scratch, items, expr->n * sizeof *items), .known = strict->known,
                           .error = s->no, .points = s->no };
    made.result = smt_call(s->smt, function_name(s, expr, "is"), sort_of(s, expr->type), args, n);
    smt_assert(s->smt, solver_term_in_range(s, expr->type, made.result));
    if (may_fail(expr))
        made.error = smt_call(s->smt, function_name(s, expr, "fails"), SMT_BOOL, args, n);
    vec_push(&s->scratch, &s->opaques, made);
    s->worded |= !s->texts && (solver_term_is_text(expr->type) || solver_term_is_text(expr->items[0]->type));
    solver_expr_fail(s, AND(s, strict->known, made.error));
    term.value = made.result;
    return term;
}

/* ---- pinning down ---- */

static struct expr *constant(struct solver *s, const struct expr *item, struct value value)
{
    struct expr *expr = arena_new(&s->scratch, struct expr);
    *expr = (struct expr){ .op = EXPR_CONST, .type = item->type, .span = item->span, .constant = value };
    return expr;
}

/* What it is applied to in the model; false where that cannot be read. */
static bool read_items(struct solver *s, const struct opaque *made, struct value *values)
{
    for (uint32_t i = 0; i < made->expr->n; i++) {
        struct term known = solver_term_known(s, made->items[i].value);
        known.offset = made->items[i].offset;
        values[i] = solver_term_value(s, &known, made->expr->items[i]->type);
        if (!value_known(values[i]))
            return false;
    }
    return true;
}

static smt_node items_are(struct solver *s, const struct opaque *made, const struct value *values)
{
    smt_node same = s->yes;
    for (uint32_t i = 0; i < made->expr->n; i++) {
        const struct term *item = &made->items[i];
        struct term is = solver_term_const(s, values[i]);
        same = AND(s, same, smt_eq(s->smt, item->value, is.value));
        if (item->offset)
            same = AND(s, same, smt_eq(s->smt, item->offset, is.offset));
    }
    return same;
}

static struct value told(struct solver *s, const struct opaque *made, const struct value *values, bool *error)
{
    struct expr at = *made->expr;
    struct value *nothing = arena_array(&s->scratch, struct value, s->program->n_facts);
    at.items = arena_array(&s->scratch, struct expr *, at.n);
    for (uint32_t i = 0; i < at.n; i++)
        at.items[i] = constant(s, made->expr->items[i], values[i]);
    return solver_confirm_value(s, &at, nothing, error);
}

/* What the evaluator makes of it at VALUES becomes a lemma. */
static void tell(struct solver *s, struct opaque *made, const struct value *values)
{
    bool error;
    struct value value = told(s, made, values, &error);
    smt_node same = items_are(s, made, values), fails = error ? made->error : NOT(s, made->error);
    smt_node is = error || !value_known(value) ? s->yes : smt_eq(s->smt, made->result, solver_term_const(s, value).value);
    vec_push(&s->scratch, &s->lemmas, OR(s, NOT(s, same), AND(s, fails, is)));
    made->points = OR(s, made->points, same);
}

static bool agrees(struct solver *s, const struct opaque *made, const struct value *values)
{
    bool error;
    struct value value = told(s, made, values, &error);
    if (smt_model_bool(s->smt, made->error) != error)
        return false;
    struct term result = solver_term_known(s, made->result);
    struct value model = error || !value_known(value) ? value : solver_term_value(s, &result, made->expr->type);
    return error || (value_known(model) && model.kind == value.kind && value_order(model, value) == 0);
}

/* Where the result that the model wants might come from: a text in its own case. */
static bool guess(struct solver *s, const struct opaque *made, struct value *values)
{
    struct term result = solver_term_known(s, made->result);
    struct value wanted = solver_term_value(s, &result, made->expr->type);
    if (!value_known(wanted) || made->expr->n != 1 || made->expr->op == EXPR_TEXT)
        return false;
    if (values[0].kind != wanted.kind)
        return false;
    values[0] = wanted;
    return true;
}

bool solver_opaque_refine(struct solver *s)
{
    struct wrong {
        uint32_t index;
        struct value *at, *guess;
    };
    VEC(struct wrong) wrong = { 0 };
    for (uint32_t i = 0; i < s->opaques.n; i++) {
        const struct opaque *made = &s->opaques.at[i];
        struct wrong one = { .index = i, .at = arena_array(&s->scratch, struct value, made->expr->n) };
        if (!smt_model_bool(s->smt, made->known) || !read_items(s, made, one.at) || agrees(s, made, one.at))
            continue;
        one.guess = arena_copy(&s->scratch, one.at, made->expr->n * sizeof *one.at);
        if (!guess(s, made, one.guess))
            one.guess = NULL;
        vec_push(&s->scratch, &wrong, one);
    }
    for (uint32_t i = 0; i < wrong.n; i++) {
        tell(s, &s->opaques.at[wrong.at[i].index], wrong.at[i].at);
        if (wrong.at[i].guess)
            tell(s, &s->opaques.at[wrong.at[i].index], wrong.at[i].guess);
    }
    return wrong.n > 0;
}

void solver_opaque_only_points(struct solver *s)
{
    for (uint32_t i = 0; i < s->opaques.n; i++)
        smt_assert(s->smt, OR(s, NOT(s, s->opaques.at[i].known), s->opaques.at[i].points));
}
