/* Cells: what is written under a column's head, as a condition on that head. A cell has the type of its column, never one
 * guessed from its looks. */
#include "check/expr.h"
#include "check/tables.h"

struct cell_work {
    struct checker *c;
    const struct ast_column *column;
    struct expr *head;
};

static const struct type *yes_no(void) { return type_simple(TYPE_BOOL); }

/* ---- one item ---- */

/* In a list's column a value means that the list contains it. */
static struct expr *value_item(struct cell_work *w, const struct ast_expr *item)
{
    const struct type *type = w->head->type;
    if (type->kind != TYPE_LIST || item->kind == AST_E_LIST)
        return make_comparison(w->c, AST_EQ, w->head, check_beside(w->c, item, w->head), item->span);
    struct expr *element = check_expr(w->c, item, type->element);
    return element ? make_expr(w->c, EXPR_HAS, yes_no(), item->span, 2, w->head, element) : NULL;
}

/* `contains "x"` and the like: as if the head were written before it. */
static struct expr *text_item(struct cell_work *w, const struct ast_expr *item)
{
    struct ast_expr *whole = ast_binary(w->c->arena, item->op, w->column->head, item->items.at[0]);
    whole->span = item->span;
    return check_expr(w->c, whole, yes_no());
}

static struct expr *compare_item(struct cell_work *w, const struct ast_expr *item)
{
    if (item->op > AST_GE)
        return text_item(w, item);
    return make_comparison(w->c, item->op, w->head, check_beside(w->c, item->items.at[0], w->head), item->span);
}

static struct str words(struct cell_work *w, const struct ast_expr *e) { return span_text(w->c->sources, e->span); }

/* Ends that are constants and the wrong way round leave nothing between them. */
static void tell_if_empty(struct cell_work *w, const struct ast_expr *item, const struct expr *low, const struct expr *high)
{
    if (low->op != EXPR_CONST || high->op != EXPR_CONST)
        return;
    int order = value_order(low->constant, high->constant);
    if (order < 0 || (order == 0 && !item->open_low && !item->open_high))
        return;
    struct diag *diag = diag_add(w->c->diags, DIAG_CELL, item->span, "nothing lies in this range");
    if (order > 0)
        diag_hint(w->c->diags, diag, "the lower end comes first: %.*s..%.*s", STR_ARG(words(w, item->items.at[1])),
                  STR_ARG(words(w, item->items.at[0])));
    diag->understood = true;
}

static struct expr *range_item(struct cell_work *w, const struct ast_expr *item)
{
    struct expr *low = check_beside(w->c, item->items.at[0], w->head), *high = check_beside(w->c, item->items.at[1], w->head);
    if (!low || !high)
        return NULL;
    struct expr *both[] = {
        make_comparison(w->c, item->open_low ? AST_GT : AST_GE, w->head, low, item->items.at[0]->span),
        make_comparison(w->c, item->open_high ? AST_LT : AST_LE, w->head, high, item->items.at[1]->span),
    };
    if (!both[0] || !both[1])
        return NULL;
    tell_if_empty(w, item, low, high);
    return make_logic(w->c, EXPR_AND, item->span, both, 2);
}

/* `missing`, `known`, `blank` are words of their own in a cell, unless they are symbols of the column's set. */
static bool is_test(const struct cell_work *w, const struct ast_expr *item, enum ast_test *test)
{
    const struct type *type = w->head->type;
    struct str word = item->name.text;
    if (item->kind != AST_E_NAME || item->name.quoted)
        return false;
    *test = str_is(word, "known") ? AST_KNOWN : str_is(word, "missing") ? AST_MISSING : AST_BLANK;
    if (*test == AST_BLANK && !str_is(word, "blank"))
        return false;
    return type->kind != TYPE_SET || type_symbol_by_name(type, word) < 0;
}

static struct expr *test_item(struct cell_work *w, const struct ast_expr *item, enum ast_test test)
{
    if (test == AST_BLANK) {
        struct ast_expr *whole = ast_expr(w->c->arena, AST_E_TEST, item->span);
        whole->test = test;
        ast_add(w->c->arena, whole, w->column->head);
        whole->span = item->span;
        return check_expr(w->c, whole, yes_no());
    }
    struct expr *known = make_expr(w->c, EXPR_KNOWN, yes_no(), item->span, 1, w->head);
    return test == AST_KNOWN ? known : make_not(w->c, known);
}

/* `1-9`, which is no -8 in anybody's table. */
static bool is_range_with_a_dash(struct cell_work *w, const struct ast_expr *item)
{
    if (item->kind != AST_E_BINARY || item->op != AST_SUB || item->parenthesized)
        return false;
    const struct ast_expr *low = item->items.at[0], *high = item->items.at[1];
    if (low->kind != high->kind || low->kind > AST_E_DURATION || low->parenthesized || high->parenthesized)
        return false;
    struct diag *diag = diag_add(w->c->diags, DIAG_CELL, item->span, "this is a difference, and a range is written with two dots");
    diag_hint(w->c->diags, diag, "write %.*s..%.*s, or the difference in parentheses", STR_ARG(words(w, low)), STR_ARG(words(w, high)));
    return true;
}

static struct expr *item_condition(struct cell_work *w, const struct ast_expr *item)
{
    enum ast_test test;
    if (is_range_with_a_dash(w, item))
        return NULL;
    switch (item->kind) {
    case AST_E_COMPARE: return compare_item(w, item);
    case AST_E_RANGE: return range_item(w, item);
    default: return is_test(w, item, &test) ? test_item(w, item, test) : value_item(w, item);
    }
}

/* ---- the comma list ---- */

/* A cell's items, without the `not` that stands before all of them. */
struct comma_list {
    const struct ast_expr **items;
    uint32_t n;
    bool negated;
    struct span span;
};

static bool is_not(const struct ast_expr *e) { return e->kind == AST_E_UNARY && e->op == AST_NOT && !e->parenthesized; }

static bool list_of(struct cell_work *w, const struct ast_cell *cell, struct comma_list *list)
{
    *list = (struct comma_list){ .n = cell->items.n, .negated = is_not(cell->items.at[0]), .span = cell->span };
    list->items = arena_array(w->c->arena, const struct ast_expr *, list->n);
    for (uint32_t i = 0; i < list->n; i++) {
        list->items[i] = cell->items.at[i];
        if (i > 0 && is_not(list->items[i])) {
            struct diag *diag = diag_add(w->c->diags, DIAG_CELL, list->items[i]->span, "'not' stands once, before the whole list");
            diag_hint(w->c->diags, diag, "'not A, B' is neither A nor B");
            return false;
        }
    }
    if (list->negated)
        list->items[0] = list->items[0]->items.at[0];
    return true;
}

static bool is_order(const struct ast_expr *item) { return item->kind == AST_E_COMPARE && item->op >= AST_LT && item->op <= AST_GE; }
static bool is_lower(const struct ast_expr *item) { return item->op == AST_GT || item->op == AST_GE; }

static bool is_written_below(const struct ast_expr *low, const struct ast_expr *high)
{
    bool literals = low->kind == high->kind && low->kind <= AST_E_DURATION;
    return !literals || low->i < high->i;
}

/* `>= $10, < $35`: meant as a range, but a comma means "or", and then it is true of everything. */
static bool is_range(const struct ast_expr *a, const struct ast_expr *b)
{
    if (!is_order(a) || !is_order(b) || is_lower(a) == is_lower(b))
        return false;
    return is_lower(a) ? is_written_below(a->items.at[0], b->items.at[0]) : is_written_below(b->items.at[0], a->items.at[0]);
}

static void offer_range(struct cell_work *w, struct diag *diag, const struct ast_expr *a, const struct ast_expr *b)
{
    const struct ast_expr *low = is_lower(a) ? a : b, *high = is_lower(a) ? b : a;
    diag_hint(w->c->diags, diag, "write %.*s%s..%s%.*s for what fulfils both, or two rows for what fulfils either",
              STR_ARG(words(w, low->items.at[0])), low->op == AST_GT ? "<" : "", high->op == AST_LT ? "<" : "",
              STR_ARG(words(w, high->items.at[0])));
}

static bool is_list_of_values(struct cell_work *w, const struct comma_list *list)
{
    uint32_t at = 0;
    while (at < list->n && list->items[at]->kind != AST_E_COMPARE)
        at++;
    if (list->n < 2 || at == list->n)
        return true;
    const struct ast_expr *a = list->items[0], *b = list->items[1];
    struct diag *diag = diag_add(w->c->diags, DIAG_CELL, list->span, "a list of comparisons does not say whether one or all must hold");
    if (list->n == 2 && !list->negated && is_range(a, b))
        offer_range(w, diag, a, b);
    else
        diag_hint(w->c->diags, diag, "write two rows for what fulfils either");
    return false;
}

static bool is_plain(const struct cell_work *w, const struct ast_expr *item)
{
    enum ast_test test;
    return w->head->type->kind != TYPE_LIST && item->kind != AST_E_COMPARE && item->kind != AST_E_RANGE && !is_test(w, item, &test);
}

static bool all_plain(const struct cell_work *w, const struct comma_list *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (!is_plain(w, list->items[i]))
            return false;
    return true;
}

/* Several plain values are one list to look in. */
static struct expr *one_of(struct cell_work *w, const struct comma_list *list)
{
    struct expr **values = arena_array(w->c->arena, struct expr *, list->n);
    for (uint32_t i = 0; i < list->n; i++)
        values[i] = check_beside(w->c, list->items[i], w->head);
    struct expr *all = make_list(w->c, EXPR_LIST, type_list_of(w->c->arena, w->head->type), list->span, values, list->n);
    return all ? make_expr(w->c, EXPR_IN, yes_no(), list->span, 2, w->head, all) : NULL;
}

static struct expr *any_of(struct cell_work *w, const struct comma_list *list)
{
    struct expr **all = arena_array(w->c->arena, struct expr *, list->n);
    bool fine = true;
    for (uint32_t i = 0; i < list->n; i++) {
        all[i] = item_condition(w, list->items[i]);
        fine = fine && all[i];
    }
    return fine ? make_logic(w->c, EXPR_OR, list->span, all, list->n) : NULL;
}

struct expr *cell_condition(struct checker *c, const struct ast_column *column, struct expr *head, const struct ast_cell *cell)
{
    struct cell_work w = { c, column, head };
    struct comma_list list;
    if (cell->items.n == 0 || !list_of(&w, cell, &list) || !is_list_of_values(&w, &list))
        return NULL;
    struct expr *e = list.n > 1 && all_plain(&w, &list) ? one_of(&w, &list) : any_of(&w, &list);
    return e && list.negated ? make_not(c, e) : e;
}

const struct ast_expr *cell_value(struct checker *c, const struct ast_cell *cell, bool *fine)
{
    if (!cell || cell->any || cell->items.n == 0)
        return NULL;
    const struct ast_expr *item = cell->items.at[0];
    struct diag *diag = NULL;
    if (cell->items.n > 1) {
        diag = diag_add(c->diags, DIAG_CELL, cell->span, "a result is one value, and here are %u", cell->items.n);
        diag_hint(c->diags, diag, "a list is written between brackets: [%.*s]", STR_ARG(span_text(c->sources, cell->span)));
    } else if (item->kind == AST_E_COMPARE || item->kind == AST_E_RANGE) {
        diag = diag_add(c->diags, DIAG_CELL, cell->span, "a result is a value, and this is a condition");
    }
    *fine = *fine && !diag;
    return diag ? NULL : item;
}
