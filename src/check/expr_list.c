/* Lists, and what is said of their elements. */
#include "check/expr.h"

/* `Support_Manager` where nothing tells what it is: a name with a capital letter that is no slip for a value is a party. */
static bool is_stranger(struct checker *c, const struct ast_expr *e)
{
    const struct ast_name *name = &e->name;
    bool capital = e->kind == AST_E_NAME && name->n_parts == 1 && name->text.n && name->text.p[0] >= 'A'
        && name->text.p[0] <= 'Z';
    if (!capital || map_get(&c->symbols, name->text))
        return false;
    struct str near = undeclared_nearest(c, name, NULL);
    const struct value_name *value = near.n ? map_get(&c->values, near) : NULL;
    return !near.n || (value && value->kind == NAME_PARTY); /* of which the checker warns */
}

/* Open items, which take their type from the others, come second. */
static bool gather(struct checker *c, const struct ast_expr *const *es, uint32_t n, const struct type **want,
                   struct expr **items, bool open)
{
    bool all = true;
    for (uint32_t i = 0; i < n; i++) {
        if (expr_is_open(c, es[i]) != open)
            continue;
        if (open && !*want && is_stranger(c, es[i]))
            *want = c->party;
        items[i] = expr_any(c, es[i], *want);
        if (items[i] && !*want)
            *want = items[i]->type;
        all = all && items[i];
    }
    return all;
}

/* One amount among them makes the bare numbers amounts. */
static void settle_money(struct checker *c, struct expr **items, uint32_t n)
{
    struct expr *money = NULL;
    for (uint32_t i = 0; i < n; i++)
        if (items[i]->type->kind == TYPE_MONEY)
            money = items[i];
    for (uint32_t i = 0; money && i < n; i++)
        expr_meet(c, money, items[i]);
}

const struct type *expr_together(struct checker *c, const struct ast_expr *const *es, uint32_t n, const struct type *want,
                                 struct expr **items, const char *done)
{
    bool fixed = gather(c, es, n, &want, items, false), open = gather(c, es, n, &want, items, true);
    if (!fixed || !open || n == 0)
        return NULL;
    settle_money(c, items, n);
    const struct type *type = items[0]->type;
    for (uint32_t i = 1; i < n; i++) {
        const struct type *joined = type_join(c, type, items[i]->type);
        if (!joined) {
            expr_report_pair(c, items[i]->span, items[0], items[i], done);
            return NULL;
        }
        type = joined;
    }
    return type;
}

struct expr *expr_list(struct checker *c, const struct ast_expr *e, const struct type *want)
{
    const struct type *element = want && want->kind == TYPE_LIST ? want->element : NULL;
    struct expr **items = arena_array(c->arena, struct expr *, e->items.n);
    if (e->items.n > 0) {
        const struct type *type = expr_together(c, (const struct ast_expr *const *)e->items.at, e->items.n, element,
                                                items, "elements of one list");
        return type ? make_list(c, EXPR_LIST, type_list_of(c->arena, type), e->span, items, e->items.n) : NULL;
    }
    if (element)
        return make_list(c, EXPR_LIST, want, e->span, NULL, 0);
    diag_add(c->diags, DIAG_TYPE_OPEN, e->span, "nothing says what this is a list of");
    return NULL;
}

/* ---- bound names ---- */

uint32_t expr_take_slot(struct checker *c, struct binding *binding, uint32_t outer)
{
    uint32_t slot = c->n_bound++;
    for (uint32_t i = 0; i < binding->uses.n; i++)
        binding->uses.at[i]->index = slot;
    if (c->n_bound > c->program->n_slots)
        c->program->n_slots = c->n_bound;
    if (outer > c->n_bound)
        c->n_bound = outer;
    return slot;
}

/* The list that a quantifier or an aggregate is about. */
static struct expr *list_of(struct checker *c, const struct ast_expr *e)
{
    struct expr *list = check_expr(c, e, NULL);
    if (!list || list->type->kind == TYPE_LIST)
        return list;
    struct str words = words_of(c, list), type = type_words(c, list->type);
    diag_add(c->diags, DIAG_TYPE, e->span, "%.*s is %.*s, not a list", STR_ARG(words), STR_ARG(type));
    return NULL;
}

/* BODY for each NAME in LIST: both are checked here, as items of *X. WANT is the body's type or NULL. Yields the slot. */
static uint32_t each(struct checker *c, const struct ast_expr *of, const struct ast_name *name, const struct ast_expr *body,
                     const struct type *want, struct expr **list, struct expr **made)
{
    uint32_t outer = c->n_bound;
    c->n_bound = 0;
    *list = list_of(c, of);
    struct binding binding = { .name = name->text, .type = *list ? (*list)->type->element : NULL, .outer = c->bindings };
    c->bindings = &binding;
    *made = check_expr(c, body, want);
    c->bindings = binding.outer;
    return expr_take_slot(c, &binding, outer);
}

struct expr *expr_quantifier(struct checker *c, const struct ast_expr *e)
{
    static const enum expr_op ops[] = { [AST_ANY_HAS] = EXPR_ANY_HAS, [AST_ALL_HAVE] = EXPR_ALL_HAVE,
                                        [AST_NO_HAS] = EXPR_NO_HAS };
    const struct type *truth = type_simple(TYPE_BOOL);
    struct expr *list, *body;
    uint32_t slot = each(c, e->items.at[0], &e->name, e->items.at[1], truth, &list, &body);
    struct expr *x = make_expr(c, ops[e->quantifier], truth, e->span, 2, list, body);
    if (x)
        x->index = slot;
    return x;
}

/* ---- aggregates ---- */

static const char *const aggregate_words[] = {
    [AST_COUNT] = "count", [AST_SUM] = "sum", [AST_SMALLEST] = "smallest", [AST_LARGEST] = "largest",
    [AST_AVERAGE] = "average", [AST_SHARE] = "share",
};

/* The result's type where the values of ELEMENT type are aggregated; NULL after a report. */
static const struct type *aggregate_type(struct checker *c, const struct ast_expr *e, const struct type *element)
{
    bool summable = type_is_numeric(element) || element->kind == TYPE_DURATION;
    if (e->aggregate == AST_COUNT)
        return type_simple(TYPE_WHOLE);
    if (e->aggregate == AST_SUM ? summable : expr_has_order(element))
        return element;
    struct str type = type_words(c, element);
    uint32_t field = 0;
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, e->span, "there is no %s of values that are each %.*s",
                                 aggregate_words[e->aggregate], STR_ARG(type));
    while (field < element->n_fields && !type_is_numeric(element->fields[field].type))
        field++;
    if (field < element->n_fields)
        diag_hint(c->diags, diag, "name a field: %s of (x.%.*s) for x in …", aggregate_words[e->aggregate],
                  STR_ARG(element->fields[field].name));
    return NULL;
}

static struct expr *aggregate(struct checker *c, const struct ast_expr *e, struct expr *list, struct expr *body, uint32_t slot)
{
    static const enum expr_op ops[] = {
        [AST_COUNT] = EXPR_COUNT, [AST_SUM] = EXPR_SUM, [AST_SMALLEST] = EXPR_SMALLEST, [AST_LARGEST] = EXPR_LARGEST,
    };
    const struct type *type = list ? aggregate_type(c, e, body ? body->type : list->type->element) : NULL;
    if (!type)
        return NULL;
    struct expr *const items[] = { list, body };
    struct expr *x = make_list(c, ops[e->aggregate], type, e->span, items, body ? 2 : 1);
    x->index = slot;
    return x;
}

struct expr *expr_aggregate(struct checker *c, const struct ast_expr *e)
{
    struct expr *list, *body;
    if (e->aggregate == AST_AVERAGE || e->aggregate == AST_SHARE) {
        diag_add(c->diags, DIAG_TYPE, e->span, "'%s of' stands only in a kpi", aggregate_words[e->aggregate]);
        return NULL;
    }
    if (e->items.n == 1)
        return aggregate(c, e, list_of(c, e->items.at[0]), NULL, 0);
    const struct type *want = e->aggregate == AST_COUNT ? type_simple(TYPE_BOOL) : NULL;
    uint32_t slot = each(c, e->items.at[1], &e->name, e->items.at[0], want, &list, &body);
    return list && body ? aggregate(c, e, list, body, slot) : NULL;
}
