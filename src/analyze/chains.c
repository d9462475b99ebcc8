/* The rows of tables, arms of groups and definitions, and branches of rules, in one form. */
#include "analyze/finder.h"

static diagram yes(struct finder *f, diagram d) { return symbolic_question(f->s, d, SYMBOLIC_YES); }

static void make_room(struct finder *f, struct chain *chain, uint32_t n)
{
    chain->n = n;
    chain->conditions = arena_array(f->arena, const struct expr *, n);
    chain->yes = arena_array(f->arena, diagram, n);
    chain->no = arena_array(f->arena, diagram, n);
    chain->spans = arena_array(f->arena, struct span, n);
    chain->names = arena_array(f->arena, struct str, n);
}

static void put(struct finder *f, struct chain *chain, uint32_t i, const struct expr *condition, diagram truth, struct span span)
{
    chain->conditions[i] = condition;
    chain->yes[i] = yes(f, truth);
    chain->no[i] = symbolic_question(f->s, truth, SYMBOLIC_NO);
    chain->spans[i] = span;
}

static void of_unit(struct finder *f, uint32_t index)
{
    const struct unit *unit = &f->shown.units[index];
    struct chain *chain = arena_new(f->arena, struct chain);
    *chain = (struct chain){ .unit = unit, .name = unit->name, .table = unit->kind == UNIT_TABLE, .hit = unit->hit, .span = unit->span,
                             .guards = { unit->effective, unit->when }, .guard = yes(f, symbolic_unit_guard(f->s, index)) };
    make_room(f, chain, unit->n_arms);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        const struct arm *arm = &f->shown.arms[unit->first_arm + i];
        put(f, chain, i, arm->condition, symbolic_arm_condition(f->s, unit->first_arm + i), arm->span);
        chain->names[i] = arm->name;
    }
    vec_push(f->arena, &f->chains, chain);
}

/* The columns of a table share its rows: the chain of an earlier one. */
static struct chain *known(const struct finder *f, const struct arms *arms)
{
    for (uint32_t i = f->chains.n; i-- > 0;) {
        struct chain *chain = f->chains.at[i];
        if (chain->arms && chain->n == arms->n && chain->spans[0].from == arms->at[0].span.from
            && chain->spans[0].source == arms->at[0].span.source)
            return chain;
    }
    return NULL;
}

static void of_arms(struct finder *f, const struct definition *definition, const struct expr *e)
{
    const struct arms *arms = e->arms;
    bool table = arms->owner.n > 0;
    struct chain *chain = arms->n ? known(f, arms) : NULL;
    if (chain)
        vec_push(f->arena, &chain->columns, e);
    if (arms->n == 0 || chain)
        return;
    chain = arena_new(f->arena, struct chain);
    *chain = (struct chain){ .arms = e, .definition = definition, .name = table ? arms->owner : definition->name, .table = table,
                             .hit = arms->hit, .span = table ? e->span : definition->span, .guards = { arms->guard } };
    vec_push(f->arena, &chain->columns, e);
    chain->guard = finder_and(f, yes(f, symbolic_holds(f->s, arms->guard)), yes(f, symbolic_holds_not(f->s, arms->unless)));
    make_room(f, chain, arms->n);
    for (uint32_t i = 0; i < arms->n; i++)
        put(f, chain, i, arms->at[i].condition, symbolic_holds(f->s, arms->at[i].condition), arms->at[i].span);
    vec_push(f->arena, &f->chains, chain);
}

/* Inside of expressions, too. */
static void of_expr(struct finder *f, const struct definition *definition, const struct expr *e)
{
    if (e->op == EXPR_ARMS)
        of_arms(f, definition, e);
    for (uint32_t i = 0; i < e->n && e->op == EXPR_AGREE; i++)
        of_expr(f, definition, e->items[i]);
}

void chains_make(struct finder *f)
{
    for (uint32_t i = 0; i < f->shown.n_definitions; i++)
        if (f->shown.definitions[i].body)
            of_expr(f, &f->shown.definitions[i], f->shown.definitions[i].body);
    for (uint32_t i = 0; i < f->shown.n_units; i++)
        of_unit(f, i);
}
