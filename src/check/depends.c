#include "check/depends.h"

#include "check/expr.h"

/* Names bound around the expression in hand. */
struct bound {
    const struct ast_name *name;
    const struct bound *outer;
};

struct finding {
    struct checker *c;
    struct graph *graph;
    uint32_t from;
};

static bool is_bound(const struct ast_name *name, const struct bound *bound)
{
    while (bound && !str_eq(bound->name->parts[0], name->parts[0]))
        bound = bound->outer;
    return bound != NULL;
}

static void find_name(struct finding *f, const struct ast_name *name, const struct bound *bound)
{
    uint32_t used;
    struct value_name *found = is_bound(name, bound) ? NULL : expr_resolve(f->c, name, &used);
    if (!found)
        return;
    if (found->kind == NAME_DEFINITION || found->kind == NAME_TEMPLATE)
        graph_add(f->graph, f->from, found->index, name->span);
}

static void find(struct finding *f, const struct ast_expr *e, const struct bound *bound);

/* `any x in LIST has BODY` and `sum of BODY for x in LIST`: the body sees x. */
static void find_binder(struct finding *f, const struct ast_expr *e, const struct bound *bound)
{
    struct bound inner = { &e->name, bound };
    uint32_t body = e->kind == AST_E_QUANT ? 1 : 0;
    for (uint32_t i = 0; i < e->items.n; i++)
        find(f, e->items.at[i], i == body && e->items.n > 1 ? &inner : bound);
}

static void find(struct finding *f, const struct ast_expr *e, const struct bound *bound)
{
    if (!e)
        return;
    if (e->kind == AST_E_NAME)
        find_name(f, &e->name, bound);
    if (e->kind == AST_E_QUANT || e->kind == AST_E_AGGREGATE) {
        find_binder(f, e, bound);
        return;
    }
    for (uint32_t i = 0; i < e->items.n; i++)
        find(f, e->items.at[i], bound);
    for (uint32_t i = 0; i < e->parts.n; i++)
        find(f, e->parts.at[i].expr, bound);
}

static void find_all(struct finding *f, const ast_exprs *all)
{
    for (uint32_t i = 0; i < all->n; i++)
        find(f, all->at[i], NULL);
}

/* All columns of a table rest on its conditions; COLUMN on its own cells besides. */
static void find_table(struct finding *f, const struct table_column *column)
{
    const struct ast_statement *table = column->table;
    find(f, table->when, NULL);
    find_all(f, &table->clauses.unless);
    for (uint32_t i = 0; i < table->columns.n; i++)
        if (!table->columns.at[i].result)
            find(f, table->columns.at[i].head, NULL);
    for (uint32_t row = 0; row < table->rows.n; row++)
        for (uint32_t i = 0; i < table->rows.at[row].cells.n && i < table->columns.n; i++)
            if (!table->columns.at[i].result || i == column->column)
                find_all(f, &table->rows.at[row].cells.at[i].items);
}

void depends_find(struct checker *c, uint32_t index, struct graph *graph)
{
    const struct definition_work *work = c->definitions.at[index];
    struct finding f = { .c = c, .graph = graph, .from = index };
    for (uint32_t i = 0; work->define && i < work->define->arms.n; i++) {
        find(&f, work->define->arms.at[i].value, NULL);
        find(&f, work->define->arms.at[i].condition, NULL);
    }
    for (uint32_t i = 0; i < work->columns.n; i++)
        find_table(&f, &work->columns.at[i]);
}
