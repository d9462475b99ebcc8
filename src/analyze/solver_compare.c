/* Comparisons. */
#include "analyze/solver_inner.h"

smt_node solver_compare_yes(struct solver *s, const struct term *truth)
{
    return truth->value == NULL ? s->no : AND(s, truth->known, truth->value);
}

smt_node solver_compare_not(struct solver *s, const struct term *truth)
{
    return truth->value == NULL ? s->no : AND(s, truth->known, NOT(s, truth->value));
}

/* Of known ones: scalars have a value, and a record may be without fields. */
static bool is_compound(const struct term *term)
{
    return term->value == NULL;
}

/* Both known: same length, and no parts that surely differ. */
static struct term equal_parts(struct solver *s, const struct term *a, const struct term *b)
{
    uint32_t n = a->n_parts < b->n_parts ? a->n_parts : b->n_parts;
    bool lists = a->n != NULL && b->n != NULL;
    smt_node no = lists ? NOT(s, smt_eq(s->smt, a->n, b->n)) : smt_bool(s->smt, a->n_parts != b->n_parts);
    smt_node unknown = s->no, need = s->no;
    for (uint32_t i = 0; i < n; i++) {
        struct term same = solver_compare_equal(s, &a->parts[i], &b->parts[i]);
        smt_node there = solver_term_there(s, a, i), open = AND(s, there, NOT(s, same.known));
        no = OR(s, no, AND(s, there, solver_compare_not(s, &same)));
        unknown = OR(s, unknown, open);
        need = OR(s, need, AND(s, open, same.need));
    }
    struct term term = solver_term_known(s, NOT(s, no));
    term.known = OR(s, no, NOT(s, unknown));
    term.need = need;
    smt_node longer = lists ? AND(s, a->longer, b->longer) : s->no;
    if (smt_is(s->smt, longer, false))
        return term;
    struct term blur = { .known = smt_free_one(s->smt, SMT_BOOL), .need = s->yes, .absent = s->no,
                         .value = smt_free_one(s->smt, SMT_BOOL) };
    return solver_term_if(s, longer, &blur, &term);
}

struct term solver_compare_equal(struct solver *s, const struct term *a, const struct term *b)
{
    struct term same, none = solver_term_unknown(s, s->no);
    none.need = OR(s, AND(s, NOT(s, a->known), a->need), AND(s, NOT(s, b->known), b->need));
    smt_node known = AND(s, a->known, b->known);
    if (smt_is(s->smt, known, false))
        return none;
    if (is_compound(a) && is_compound(b))
        same = equal_parts(s, a, b);
    else
        same = solver_term_known(s, a->value && b->value ? smt_eq(s->smt, a->value, b->value) : s->no);
    return solver_term_if(s, known, &same, &none);
}

smt_node solver_compare_less(struct solver *s, const struct expr *of, const struct term *a, const struct term *b)
{
    if (a->value == NULL || b->value == NULL)
        return s->no;
    if (of->type->kind == TYPE_BOOL)
        return AND(s, NOT(s, a->value), b->value);
    if (!solver_term_is_text(of->type))
        return smt_lt(s->smt, a->value, b->value);
    if (a->value == b->value)
        return s->no;
    if (s->texts)
        return smt_text_lt(s->smt, a->value, b->value);
    s->worded = true;
    return smt_call(s->smt, "text_less", SMT_BOOL, (smt_node[]){ a->value, b->value }, 2);
}

static smt_node ordered(struct solver *s, const struct expr *expr, const struct term *a, const struct term *b)
{
    const struct expr *of = expr->items[0];
    switch (expr->op) {
    case EXPR_LT: return solver_compare_less(s, of, a, b);
    case EXPR_GT: return solver_compare_less(s, of, b, a);
    case EXPR_LE: return NOT(s, solver_compare_less(s, of, b, a));
    default: return NOT(s, solver_compare_less(s, of, a, b));
    }
}

/* ITEM in LIST, both known: an OR of equalities. */
static struct term within(struct solver *s, const struct expr *expr, const struct term *item, const struct term *list)
{
    smt_node yes = s->no, unknown = s->no, need = s->no;
    for (uint32_t i = 0; i < list->n_parts; i++) {
        struct term same = solver_compare_equal(s, item, &list->parts[i]);
        smt_node there = solver_term_there(s, list, i), open = AND(s, there, NOT(s, same.known));
        yes = OR(s, yes, AND(s, there, solver_compare_yes(s, &same)));
        unknown = OR(s, unknown, open);
        need = OR(s, need, AND(s, open, same.need));
    }
    struct term term = solver_term_known(s, yes);
    term.known = OR(s, yes, NOT(s, unknown));
    term.need = need;
    if (list->longer == NULL || smt_is(s->smt, list->longer, false))
        return term;
    struct term blur = solver_opaque_blur(s, expr, s->no);
    return solver_term_if(s, list->longer, &blur, &term);
}

struct term solver_compare(struct solver *s, const struct expr *expr)
{
    struct term items[2], term = solver_expr_strict(s, expr, items), result;
    if (expr->op == EXPR_IN)
        result = within(s, expr, &items[0], &items[1]);
    else if (expr->op == EXPR_HAS)
        result = within(s, expr, &items[1], &items[0]);
    else if (expr->op == EXPR_EQ || expr->op == EXPR_NE)
        result = solver_compare_equal(s, &items[0], &items[1]);
    else
        result = solver_term_known(s, ordered(s, expr, &items[0], &items[1]));
    if (expr->op == EXPR_NE && result.value != NULL)
        result.value = NOT(s, result.value);
    struct term none = solver_term_unknown(s, term.need);
    return solver_term_if(s, term.known, &result, &none);
}
