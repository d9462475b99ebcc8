/* Comparisons. */
#include "check/expr.h"

static const struct type *truth(void) { return type_simple(TYPE_BOOL); }

static bool has_order(const struct type *type)
{
    switch (type->kind) {
    case TYPE_SET: return type->ordered;
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: case TYPE_TEXT: case TYPE_DATE: case TYPE_TIME: case TYPE_MOMENT:
    case TYPE_DURATION: return true;
    default: return false;
    }
}

bool expr_has_order(const struct type *type)
{
    return has_order(type);
}

static void order_hint(struct checker *c, struct diag *diag, const struct type *type)
{
    if (type->kind != TYPE_SET || type->n_symbols < 2)
        return;
    struct str first = type->symbols[0].name, second = type->symbols[1].name;
    diag_hint(c->diags, diag, "to give them one, write '<' between their names where they are declared: %.*s < %.*s",
              STR_ARG(first), STR_ARG(second));
}

void expr_report_no_order(struct checker *c, struct span span, const struct expr *x)
{
    struct str words = words_of(c, x), type = type_words(c, x->type);
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, span, "%.*s is %.*s, and these have no order", STR_ARG(words),
                                 STR_ARG(type));
    order_hint(c, diag, x->type);
}

/* Whether all that is in the set A is in the set B. */
static struct expr *subset(struct checker *c, struct expr *a, struct expr *b, struct span span)
{
    struct binding binding = { 0 };
    struct expr *member = make_expr(c, EXPR_VARIABLE, a->type->element, span, 0);
    vec_push(c->arena, &binding.uses, member);
    struct expr *all = make_expr(c, EXPR_ALL_HAVE, truth(), span, 2, a, make_expr(c, EXPR_IN, truth(), span, 2, member, b));
    all->index = expr_take_slot(c, &binding, c->n_bound);
    return all;
}

/* A list of a closed set is a set: the order of its members says nothing. */
static struct expr *same_set(struct checker *c, enum expr_op op, struct expr *a, struct expr *b, struct span span)
{
    struct expr *same = make_expr(c, EXPR_AND, truth(), span, 2, subset(c, a, b, span), subset(c, b, a, span));
    return op == EXPR_EQ ? same : make_not(c, same);
}

static struct expr *compare_order(struct checker *c, enum expr_op op, struct expr *left, struct expr *right, struct span span)
{
    if (left->type->kind == TYPE_PERIOD || right->type->kind == TYPE_PERIOD || !expr_meet(c, left, right)) {
        expr_report_pair(c, span, left, right, "compared");
        return NULL;
    }
    bool equality = op == EXPR_EQ || op == EXPR_NE;
    if (!equality && !has_order(left->type)) {
        expr_report_no_order(c, span, left);
        return NULL;
    }
    if (equality && left->type->kind == TYPE_LIST && left->type->element->kind == TYPE_SET)
        return same_set(c, op, left, right, span);
    return make_expr(c, op, truth(), span, 2, left, right);
}

/* ITEM in LIST, both checked; ITEM stands first if ITEM_FIRST. */
static struct expr *membership(struct checker *c, struct expr *item, struct expr *list, bool item_first, struct span span)
{
    bool written = list->op == EXPR_LIST && list->n > 0;
    if (written && item->type->kind == TYPE_MONEY && !expr_fit(c, list, type_list_of(c->arena, item->type)))
        return NULL;
    if (list->type->element->kind == TYPE_MONEY && expr_is_number_literal(item))
        expr_as_money(item);
    if (type_join(c, item->type, list->type->element))
        return item_first ? make_expr(c, EXPR_IN, truth(), span, 2, item, list)
                          : make_expr(c, EXPR_HAS, truth(), span, 2, list, item);
    expr_report_pair(c, span, item, list, "compared");
    return NULL;
}

static struct expr *no_list(struct checker *c, const struct expr *x, struct span span)
{
    struct str words = words_of(c, x), type = type_words(c, x->type);
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, span, "%.*s is %.*s, not a list", STR_ARG(words), STR_ARG(type));
    if (x->type->kind == TYPE_TEXT)
        diag_hint(c->diags, diag, "whether a text holds another is asked the other way round: %.*s contains …",
                  STR_ARG(span_text(c->sources, x->span)));
    else
        diag_hint(c->diags, diag, "a list stands in brackets: in [A, B]");
    return NULL;
}

static struct expr *contains(struct checker *c, struct expr *left, struct expr *right, struct span span)
{
    if (left->type->kind == TYPE_LIST)
        return membership(c, right, left, false, span);
    if (left->type->kind == TYPE_TEXT && right->type->kind == TYPE_TEXT)
        return make_expr(c, EXPR_CONTAINS, truth(), span, 2, left, right);
    if (left->type->kind == TYPE_TEXT)
        return expr_fit(c, right, type_simple(TYPE_TEXT)); /* reports */
    struct str words = words_of(c, left), type = type_words(c, left->type);
    diag_add(c->diags, DIAG_TYPE, span, "%.*s is %.*s: only a list or a text contains something", STR_ARG(words),
             STR_ARG(type));
    return NULL;
}

static struct expr *of_texts(struct checker *c, enum expr_op op, struct expr *left, struct expr *right, struct span span)
{
    const struct type *text = type_simple(TYPE_TEXT);
    left = expr_fit(c, left, text);
    right = left ? expr_fit(c, right, text) : NULL;
    return right ? make_expr(c, op, truth(), span, 2, left, right) : NULL;
}

struct expr *make_comparison(struct checker *c, enum ast_op op, struct expr *left, struct expr *right, struct span span)
{
    static const enum expr_op ops[] = {
        [AST_EQ] = EXPR_EQ, [AST_NE] = EXPR_NE, [AST_LT] = EXPR_LT, [AST_LE] = EXPR_LE, [AST_GT] = EXPR_GT, [AST_GE] = EXPR_GE,
    };
    if (!left || !right)
        return NULL;
    switch (op) {
    case AST_IN: return right->type->kind == TYPE_LIST ? membership(c, left, right, true, span) : no_list(c, right, span);
    case AST_NOT_IN: return make_not(c, make_comparison(c, AST_IN, left, right, span));
    case AST_CONTAINS: return contains(c, left, right, span);
    case AST_STARTS: return of_texts(c, EXPR_STARTS, left, right, span);
    case AST_ENDS: return of_texts(c, EXPR_ENDS, left, right, span);
    default: return compare_order(c, ops[op], left, right, span);
    }
}

struct expr *check_beside(struct checker *c, const struct ast_expr *e, const struct expr *other)
{
    struct expr *x = expr_any(c, e, other->type);
    if (!x || expr_meet(c, x, (struct expr *)other))
        return x;
    expr_report_pair(c, e->span, other, x, "compared");
    return NULL;
}

/* ---- both sides as they were written ---- */

/* Takes its type from the other side: a symbol, a text that may stand for one. */
static bool is_flexible(struct checker *c, const struct ast_expr *e)
{
    return (e->kind == AST_E_TEXT && e->parts.n <= 1) || expr_is_open(c, e);
}

/* The type that the right side is to have where the left has TYPE, and the other way round. */
static const struct type *right_want(struct checker *c, enum ast_op op, const struct type *type)
{
    if (op == AST_IN || op == AST_NOT_IN)
        return type_list_of(c->arena, type);
    if (op == AST_CONTAINS && type->kind == TYPE_LIST)
        return type->element;
    return type;
}

static const struct type *left_want(struct checker *c, enum ast_op op, const struct type *type)
{
    if ((op == AST_IN || op == AST_NOT_IN) && type->kind == TYPE_LIST)
        return type->element;
    return op == AST_CONTAINS && type->kind != TYPE_TEXT ? type_list_of(c->arena, type) : type;
}

static struct expr *matches(struct checker *c, const struct ast_expr *e)
{
    const struct ast_expr *pattern = e->items.at[1];
    char error[PATTERN_ERROR_BYTES];
    struct expr *subject = check_expr(c, e->items.at[0], type_simple(TYPE_TEXT));
    if (pattern->kind != AST_E_PATTERN) {
        diag_add(c->diags, DIAG_TYPE, pattern->span, "after 'matches' stands a pattern in quotes");
        return NULL;
    }
    uint32_t index = pattern_pool_add(c->patterns, c->arena, pattern->text, error);
    if (index == UINT32_MAX) {
        diag_add(c->diags, DIAG_PATTERN, pattern->span, "this is not a pattern: %s", error);
        return NULL;
    }
    struct expr *x = make_expr(c, EXPR_MATCHES, truth(), e->span, 1, subject);
    if (x)
        x->index = index;
    return x;
}

struct expr *expr_compare(struct checker *c, const struct ast_expr *e)
{
    const struct ast_expr *a = e->items.at[0], *b = e->items.at[1];
    struct expr *left, *right;
    if (e->op == AST_MATCHES)
        return matches(c, e);
    if (is_flexible(c, a) && !is_flexible(c, b)) {
        right = expr_any(c, b, NULL);
        left = right ? expr_any(c, a, left_want(c, e->op, right->type)) : NULL;
    } else {
        left = expr_any(c, a, NULL);
        right = left ? expr_any(c, b, right_want(c, e->op, left->type)) : NULL;
    }
    return make_comparison(c, e->op, left, right, e->span);
}

/* ---- between ---- */

enum { BETWEEN_TWICE = 3 };

static struct expr *within(struct checker *c, const struct ast_expr *e, struct expr *low_side, struct expr *high_side)
{
    struct expr *low = low_side ? check_beside(c, e->items.at[1], low_side) : NULL;
    struct expr *high = high_side ? check_beside(c, e->items.at[2], high_side) : NULL;
    struct expr *at_least = make_comparison(c, AST_GE, low_side, low, e->span);
    struct expr *at_most = at_least || !low ? make_comparison(c, AST_LE, high_side, high, e->span) : NULL;
    return make_expr(c, EXPR_AND, truth(), e->span, 2, at_least, at_most);
}

/* What is large enough to hold a `between` itself is looked at once, as the only element of a list: twice each would
 * make the program exponentially larger than its text. */
static struct expr *between_once(struct checker *c, const struct ast_expr *e)
{
    uint32_t outer = c->n_bound;
    c->n_bound = 0;
    struct expr *x = expr_any(c, e->items.at[0], NULL);
    struct expr *list = x ? make_list(c, EXPR_LIST, type_list_of(c->arena, x->type), x->span, &x, 1) : NULL;
    struct binding binding = { 0 };
    struct expr *sides[2] = { 0 };
    for (unsigned i = 0; x && i < 2; i++) {
        sides[i] = make_expr(c, EXPR_VARIABLE, x->type, x->span, 0);
        vec_push(c->arena, &binding.uses, sides[i]);
    }
    struct expr *body = within(c, e, sides[0], sides[1]);
    uint32_t slot = expr_take_slot(c, &binding, outer);
    struct expr *any = make_expr(c, EXPR_ANY_HAS, truth(), e->span, 2, list, body);
    if (any)
        any->index = slot;
    return any;
}

struct expr *expr_between(struct checker *c, const struct ast_expr *e)
{
    const struct ast_expr *of = e->items.at[0];
    if (of->depth > BETWEEN_TWICE)
        return between_once(c, e);
    const struct type *want = NULL;
    if (is_flexible(c, of)) {
        const struct expr *bound = expr_any(c, e->items.at[1], NULL);
        if (!bound)
            return NULL;
        want = bound->type;
    }
    struct expr *low_side = expr_any(c, of, want);
    return within(c, e, low_side, low_side ? expr_any(c, of, want) : NULL);
}
