/* What an expression's value may be, as terms without choices in them: `limit` that is $35 or $50 by the level has two. Only what
 * is compared matters, and only to place cuts: what is missed here costs exactness that a solver has to make good, never truth. */
#include "analyze/cells_inner.h"

enum { MOST_SHAPES = 64 };

typedef VEC(const struct expr *) term_list;

static void add(struct collector *collector, term_list *list, const struct expr *term)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i] == term)
            return;
    if (list->n < MOST_SHAPES)
        vec_push(collector->space->arena, list, term);
}

static void add_all(struct collector *collector, term_list *list, uint32_t p, const struct expr *expr)
{
    const struct forms *shape = expr ? shapes_of(collector, p, expr) : NULL;
    for (uint32_t i = 0; shape && i < shape->n; i++)
        add(collector, list, shape->at[i]);
}

static bool all_constant(const struct expr *const *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i]->op != EXPR_CONST)
            return false;
    return n > 0;
}

static void add_made(struct collector *collector, term_list *list, const struct expr *like, const struct expr *const *items)
{
    struct space *space = collector->space;
    const struct expr *term = terms_make(space, like, items, like->n);
    struct value value;
    enum eval_error error;
    if (!all_constant(items, like->n))
        add(collector, list, term);
    else if (terms_probe(space, term, NULL, &value, &error) == PROBE_KNOWN)
        add(collector, list, terms_constant(space, like->type, terms_keep(space, value)));
}

/* The operation on every combination of its items' shapes. */
static void add_product(struct collector *collector, term_list *list, uint32_t p, const struct expr *expr)
{
    struct expr like = terms_like(collector->space, p, expr);
    const struct expr **items = arena_array(collector->space->arena, const struct expr *, expr->n);
    const struct forms **shapes = arena_array(collector->space->arena, const struct forms *, expr->n);
    uint32_t n = 1;
    for (uint32_t i = 0; i < expr->n; i++) {
        shapes[i] = shapes_of(collector, p, expr->items[i]);
        n = n > MOST_SHAPES ? n : n * shapes[i]->n;
    }
    for (uint32_t i = 0; i < n && i < MOST_SHAPES; i++) {
        uint32_t rest = i;
        for (uint32_t k = 0; k < expr->n; rest /= shapes[k++]->n)
            items[k] = shapes[k]->at[rest % shapes[k]->n];
        add_made(collector, list, &like, items);
    }
}

static void add_numbers(struct collector *collector, term_list *list, const struct expr *expr, uint32_t most)
{
    for (uint32_t i = 0; i <= most && i < MOST_SHAPES; i++)
        add(collector, list, terms_constant(collector->space, expr->type, value_int(VALUE_NUMBER, i * INT64_C(1000000))));
}

static void add_arms(struct collector *collector, term_list *list, uint32_t p, const struct expr *expr)
{
    if (expr->arms->hit == HIT_COUNT)
        add_numbers(collector, list, expr, expr->arms->n);
    for (uint32_t i = 0; i < expr->arms->n && expr->arms->hit != HIT_EVERY; i++)
        add_all(collector, list, p, expr->arms->at[i].value);
}

static void add_fact(struct collector *collector, term_list *list, uint32_t p, const struct expr *expr)
{
    const struct fact *fact = &collector->space->programs[p]->facts[expr->index];
    if (fact->has_default)
        add(collector, list, terms_constant(collector->space, fact->type, fact->default_));
    add(collector, list, terms_fact(collector->space, collector->space->fact_of[p][expr->index]));
}

static void add_copy(struct collector *collector, term_list *list, uint32_t p, const struct expr *expr)
{
    const struct expr *term = terms_copy(collector->space, p, expr);
    if (term)
        add(collector, list, term);
}

static void find(struct collector *collector, term_list *list, uint32_t p, const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_CONST: add(collector, list, terms_constant(collector->space, expr->type, expr->constant)); break;
    case EXPR_FACT: add_fact(collector, list, p, expr); break;
    case EXPR_LOOKUP: add(collector, list, terms_fact(collector->space, collector->space->row_of[p][expr->index])); break;
    case EXPR_FOUND: break;
    case EXPR_DEFINITION: add_all(collector, list, p, collector->space->programs[p]->definitions[expr->index].body); break;
    case EXPR_ARMS: add_arms(collector, list, p, expr); break;
    case EXPR_IF: add_all(collector, list, p, expr->items[1]), add_all(collector, list, p, expr->items[2]); break;
    case EXPR_FIRST_KNOWN: case EXPR_AGREE:
        for (uint32_t i = 0; i < expr->n; i++)
            add_all(collector, list, p, expr->items[i]);
        break;
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        add_copy(collector, list, p, expr);
        break;
    case EXPR_VARIABLE: case EXPR_NOT: case EXPR_AND: case EXPR_OR: case EXPR_CERTAIN: case EXPR_KNOWN: break;
    default: add_product(collector, list, p, expr); break;
    }
}

const struct forms *shapes_of(struct collector *collector, uint32_t p, const struct expr *expr)
{
    struct forms *shape = &collector->shapes[p][expr->id];
    term_list list = { 0 };
    if (shape->done)
        return shape;
    shape->done = true;
    find(collector, &list, p, expr);
    shape->at = list.at;
    shape->n = list.n;
    return shape;
}
