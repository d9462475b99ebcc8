#include "check/depends.h"

#include "check/expr.h"

#include <string.h>

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
    if (found->kind == NAME_LOOKUP)
        graph_add(f->graph, f->from, f->c->definitions.n + found->index, name->span);
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

/* What all columns of a table rest on. */
static void find_conditions(struct finding *f, const struct ast_statement *table)
{
    find(f, table->when, NULL);
    find_all(f, &table->clauses.unless);
    if (table->clauses.effective && table->clauses.effective->on.n_parts)
        find_name(f, &table->clauses.effective->on, NULL);
    for (uint32_t i = 0; i < table->columns.n && !table->columns.at[i].result; i++)
        find(f, table->columns.at[i].head, NULL);
    for (uint32_t row = 0; row < table->rows.n; row++)
        for (uint32_t i = 0; i < table->rows.at[row].cells.n && i < table->columns.n && !table->columns.at[i].result; i++)
            find_all(f, &table->rows.at[row].cells.at[i].items);
}

static void find_column(struct finding *f, const struct table_column *column)
{
    const struct ast_statement *table = column->table;
    for (uint32_t row = 0; row < table->rows.n; row++)
        if (column->column < table->rows.at[row].cells.n)
            find_all(f, &table->rows.at[row].cells.at[column->column].items);
}

static void find_arms(struct finding *f, const struct ast_statement *define)
{
    for (uint32_t i = 0; i < define->arms.n; i++) {
        find(f, define->arms.at[i].value, NULL);
        find(f, define->arms.at[i].condition, NULL);
    }
}

static void find_definition(struct finding *f, struct map *tables)
{
    const struct definition_work *work = f->c->definitions.at[f->from];
    if (work->define)
        find_arms(f, work->define);
    for (uint32_t i = 0; i < work->columns.n; i++) {
        const struct table_column *column = &work->columns.at[i];
        struct str key = { (const char *)&column->table, sizeof column->table };
        uintptr_t node = (uintptr_t)map_get(tables, key);
        graph_add(f->graph, f->from, (uint32_t)node, column->table->columns.at[column->column].span);
        find_column(f, column);
    }
}

static void find_parameters(struct finding *f, const ast_names *names)
{
    for (uint32_t i = 0; i < names->n; i++)
        find_name(f, &names->at[i], NULL);
}

/* The tables that decide definitions, each with its node, in the order of the definitions. */
static void number_tables(struct checker *c, struct map *tables)
{
    map_init(tables, c->arena);
    for (uint32_t i = 0; i < c->definitions.n; i++)
        for (uint32_t k = 0; k < c->definitions.at[i]->columns.n; k++) {
            const struct table_column *column = &c->definitions.at[i]->columns.at[k];
            struct str key = { (const char *)&column->table, sizeof column->table };
            if (!map_get(tables, key))
                map_put(tables, key, (void *)(uintptr_t)(c->definitions.n + c->lookups.n + tables->n));
        }
}

static const struct ast_statement *table_at(const struct map *tables, uint32_t i)
{
    const struct ast_statement *table;
    memcpy(&table, tables->entries[i].key.p, sizeof table);
    return table;
}

void depends_find(struct checker *c, struct graph *graph)
{
    struct map tables;
    number_tables(c, &tables);
    graph_init(graph, c->arena, c->definitions.n + c->lookups.n + tables.n);
    for (uint32_t i = 0; i < c->definitions.n; i++)
        find_definition(&(struct finding){ c, graph, i }, &tables);
    for (uint32_t i = 0; i < c->lookups.n; i++)
        find_parameters(&(struct finding){ c, graph, c->definitions.n + i }, &c->lookups.at[i]->names);
    for (uint32_t i = 0; i < tables.n; i++)
        find_conditions(&(struct finding){ c, graph, c->definitions.n + c->lookups.n + i }, table_at(&tables, i));
}
