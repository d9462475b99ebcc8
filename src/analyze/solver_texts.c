/* Texts: interpolation, and what is asked about them. */
#include "analyze/solver_inner.h"

/* Unicode's White_Space, from and to. */
static const uint32_t spaces[] = { 0x09, 0x0D, 0x20, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A,
                                   0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000 };

/* One item as people read it. */
static struct term shown(struct solver *s, const struct expr *expr, uint32_t i, const struct term *item)
{
    struct term known = solver_term_known(s, NULL);
    if (solver_term_is_text(expr->items[i]->type))
        return *item;
    struct expr *alone = arena_new(&s->scratch, struct expr);
    *alone = *expr;
    alone->n = 1;
    alone->items = &expr->items[i];
    return solver_opaque(s, alone, item, &known);
}

static smt_node joined(struct solver *s, const struct expr *expr, const struct term *items)
{
    smt_node all = NULL;
    for (uint32_t i = 0; i < expr->n; i++) {
        smt_node one = shown(s, expr, i, &items[i]).value;
        if (one == NULL)
            return NULL;
        all = all ? smt_join(s->smt, all, one) : one;
    }
    return all ? all : solver_term_text(s, STR(""));
}

static struct term interpolation(struct solver *s, const struct expr *expr)
{
    struct term *items = arena_array(&s->scratch, struct term, expr->n), term = solver_expr_strict(s, expr, items);
    bool values = true;
    term.need = s->no;
    for (uint32_t i = 0; i < expr->n; i++) {
        term.known = AND(s, term.known, solver_term_wholly(s, &items[i]));
        term.need = OR(s, term.need, solver_term_needs(s, &items[i]));
        values &= items[i].value != NULL;
    }
    if (!values || !s->texts)
        return solver_opaque(s, expr, items, &term);
    term.value = joined(s, expr, items);
    return term;
}

static smt_node space(struct solver *s)
{
    return smt_set_of(s->smt, spaces, sizeof spaces / sizeof *spaces / 2);
}

smt_node solver_texts_trim(struct solver *s, smt_node text)
{
    struct smt *m = s->smt;
    smt_node before = smt_free_one(m, SMT_TEXT), after = smt_free_one(m, SMT_TEXT), rest = smt_free_one(m, SMT_TEXT);
    smt_node blanks = smt_set_times(m, space(s), 0, 0), any = smt_set_times(m, smt_set_of(m, (uint32_t[]){ 0, 0x10FFFF }, 1), 0, 0);
    smt_node at_ends = smt_set_either(m, smt_set_then(m, space(s), any), smt_set_then(m, any, space(s)));
    smt_assert(m, smt_eq(m, text, smt_join(m, before, smt_join(m, rest, after))));
    smt_assert(m, AND(s, smt_of_set(m, before, blanks), smt_of_set(m, after, blanks)));
    smt_assert(m, NOT(s, smt_of_set(m, rest, at_ends)));
    /* of nothing but blanks, all are before */
    smt_assert(m, OR(s, NOT(s, smt_eq(m, rest, smt_text(m, STR("")))), smt_eq(m, after, rest)));
    return rest;
}

static smt_node search(struct solver *s, const struct expr *expr, const struct term *items)
{
    smt_node a = items[0].value, b = expr->n > 1 ? items[1].value : NULL;
    switch (expr->op) {
    case EXPR_BLANK: return smt_of_set(s->smt, a, smt_set_times(s->smt, space(s), 0, 0));
    case EXPR_MATCHES: return solver_pattern(s, expr->index, a);
    case EXPR_CONTAINS: return smt_contains(s->smt, a, b);
    case EXPR_STARTS: return smt_starts(s->smt, a, b);
    default: return smt_ends(s->smt, a, b);
    }
}

struct term solver_texts(struct solver *s, const struct expr *expr)
{
    if (expr->op == EXPR_TEXT)
        return interpolation(s, expr);
    struct term items[2], term = solver_expr_strict(s, expr, items);
    if (items[0].value == NULL || (expr->n > 1 && items[1].value == NULL)) {
        term.known = s->no;
        return term;
    }
    term.value = s->texts ? search(s, expr, items) : NULL;
    return term.value ? term : solver_opaque(s, expr, items, &term);
}
