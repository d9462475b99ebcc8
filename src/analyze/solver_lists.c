/* Quantifiers and aggregates: written out for the elements that a list has parts for. */
#include "analyze/solver_inner.h"

#include "value/decimal.h"

/* What items[1] is for part I of LIST, or the part itself where there is no items[1]. */
static struct term about(struct solver *s, const struct expr *expr, const struct term *list, uint32_t i)
{
    if (expr->n == 1)
        return list->parts[i];
    s->slots[expr->index] = list->parts[i];
    return solver_expr(s, expr->items[1]);
}

static struct term quantify(struct solver *s, const struct expr *expr, const struct term *list, bool is_any)
{
    smt_node path = s->path, stopped = s->no, unknown = s->no, need = s->no;
    for (uint32_t i = 0; i < list->n_parts; i++) {
        smt_node there = solver_term_there(s, list, i);
        s->path = AND(s, path, AND(s, there, NOT(s, stopped)));
        struct term item = about(s, expr, list, i);
        stopped = OR(s, stopped, AND(s, there, is_any ? solver_compare_yes(s, &item) : solver_compare_not(s, &item)));
        smt_node open = AND(s, there, NOT(s, item.known));
        unknown = OR(s, unknown, open);
        need = OR(s, need, AND(s, open, item.need));
    }
    s->path = path;
    struct term term = solver_term_known(s, is_any ? stopped : NOT(s, stopped));
    term.known = OR(s, stopped, NOT(s, unknown));
    term.need = need;
    return term;
}

/* Every element, in turn; what they give goes to THINGS. */
static struct term gather(struct solver *s, const struct expr *expr, const struct term *list, struct term *things)
{
    struct term term = { .known = s->yes, .need = s->no, .absent = s->no };
    smt_node path = s->path;
    for (uint32_t i = 0; i < list->n_parts; i++) {
        smt_node there = solver_term_there(s, list, i);
        s->path = AND(s, path, there);
        things[i] = about(s, expr, list, i);
        smt_node open = AND(s, there, NOT(s, things[i].known));
        term.known = AND(s, term.known, NOT(s, open));
        term.need = OR(s, term.need, AND(s, open, things[i].need));
    }
    s->path = path;
    return term;
}

static smt_node total(struct solver *s, const struct expr *expr, const struct term *list, const struct term *things)
{
    struct smt *m = s->smt;
    smt_node all = smt_int(m, 0), zero = all, one = smt_int(m, DECIMAL_ONE);
    for (uint32_t i = 0; i < list->n_parts; i++) {
        smt_node there = solver_term_there(s, list, i), value = things[i].value;
        if (value == NULL)
            continue;
        smt_node part = expr->op == EXPR_COUNT ? smt_if(m, value, one, zero) : value;
        all = smt_add(m, all, smt_if(m, there, part, zero));
    }
    return all;
}

static struct term extreme(struct solver *s, const struct expr *expr, const struct term *list, const struct term *things)
{
    struct term best = solver_term_unknown(s, s->no);
    smt_node any = s->no;
    for (uint32_t i = 0; i < list->n_parts; i++) {
        smt_node better = any, there = solver_term_there(s, list, i);
        const struct expr *of = expr->n > 1 ? expr->items[1] : expr;
        if (!smt_is(s->smt, any, false))
            better = expr->op == EXPR_SMALLEST ? solver_compare_less(s, of, &things[i], &best) : solver_compare_less(s, of, &best, &things[i]);
        better = AND(s, there, OR(s, NOT(s, any), better));
        best = solver_term_if(s, better, &things[i], &best);
        any = OR(s, any, there);
    }
    return best;
}

static struct term aggregate(struct solver *s, const struct expr *expr, const struct term *list)
{
    struct term *things = arena_array(&s->scratch, struct term, list->n_parts + 1);
    if (expr->op == EXPR_COUNT && expr->n == 1)
        return solver_term_known(s, smt_mul(s->smt, smt_int(s->smt, DECIMAL_ONE), list->n));
    struct term term = gather(s, expr, list, things), best;
    if (expr->op == EXPR_COUNT || expr->op == EXPR_SUM) {
        term.value = solver_math_result(s, total(s, expr, list, things), AND(s, term.known, NOT(s, list->longer)));
        return term;
    }
    best = extreme(s, expr, list, things);
    return solver_term_if(s, term.known, &best, &term);
}

static struct term over(struct solver *s, const struct expr *expr, const struct term *list)
{
    struct term term;
    switch (expr->op) {
    case EXPR_ANY_HAS: return quantify(s, expr, list, true);
    case EXPR_ALL_HAVE: return quantify(s, expr, list, false);
    case EXPR_NO_HAS: term = quantify(s, expr, list, true); term.value = NOT(s, term.value); return term;
    default: return aggregate(s, expr, list);
    }
}

static bool counts_all(const struct expr *expr)
{
    return expr->op == EXPR_COUNT && expr->n == 1;
}

struct term solver_lists(struct solver *s, const struct expr *expr)
{
    struct term list = solver_expr(s, expr->items[0]), none = solver_term_unknown(s, list.need);
    if (list.n == NULL)
        return none;
    smt_node path = s->path;
    s->path = AND(s, path, list.known);
    struct term term = over(s, expr, &list);
    if (!counts_all(expr) && !smt_is(s->smt, list.longer, false)) {
        struct term blur = solver_opaque_blur(s, expr, list.longer);
        term = solver_term_if(s, list.longer, &blur, &term);
    }
    s->path = path;
    return solver_term_if(s, list.known, &term, &none);
}
