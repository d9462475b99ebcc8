/* Which facts can change a decision that does not need them: what is unknown elsewhere stays so or is needed (Kleene's logic never takes an
 * answer back), but some parts of a policy make an answer of not knowing: `x is known`, the first known one, a table where missing is no. And
 * a default is an answer that the case may replace; and outputs are left out while they are unknown. */
#include "ask/interview_inner.h"

struct walk {
    struct interview *in;
    bool *inside, *outside; /* of each definition: it was walked already, within such a part or not */
};

static void walk_expr(struct walk *walk, const struct expr *e, bool inside);

static void walk_definition(struct walk *walk, uint32_t index, bool inside)
{
    bool *seen = inside ? walk->inside : walk->outside;
    if (!seen[index]) {
        seen[index] = true;
        walk_expr(walk, walk->in->program->definitions[index].body, inside);
    }
}

static void walk_arms(struct walk *walk, const struct arms *arms, bool inside)
{
    walk_expr(walk, arms->guard, inside);
    walk_expr(walk, arms->unless, inside);
    for (uint32_t i = 0; i < arms->n; i++) {
        walk_expr(walk, arms->at[i].condition, inside);
        walk_expr(walk, arms->at[i].value, inside);
    }
}

static void walk_expr(struct walk *walk, const struct expr *e, bool inside)
{
    if (e == NULL)
        return;
    inside = inside || e->op == EXPR_KNOWN || e->op == EXPR_CERTAIN || e->op == EXPR_FIRST_KNOWN;
    if (e->op == EXPR_FACT && inside)
        walk->in->optional[e->index] = true;
    if (e->op == EXPR_DEFINITION)
        walk_definition(walk, e->index, inside);
    for (uint32_t i = 0; i < e->n; i++)
        walk_expr(walk, e->items[i], inside);
    if (e->op == EXPR_ARMS)
        walk_arms(walk, e->arms, inside);
}

static void walk_arm(struct walk *walk, const struct arm *arm)
{
    walk_expr(walk, arm->effective, false);
    walk_expr(walk, arm->condition, false);
    walk_expr(walk, arm->unless, false);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        for (uint32_t k = 0; k < walk->in->program->verbs[arm->actions[i].verb].n_params; k++)
            walk_expr(walk, arm->actions[i].args[k], false);
}

void interview_find_optional(struct interview *in)
{
    const struct program *program = in->program;
    struct walk walk = { .in = in, .inside = arena_array(in->arena, bool, program->n_definitions),
                         .outside = arena_array(in->arena, bool, program->n_definitions) };
    for (uint32_t i = 0; i < program->n_facts; i++)
        in->optional[i] = program->facts[i].has_default;
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (program->definitions[i].output)
            walk_definition(&walk, i, true);
    for (uint32_t i = 0; i < program->n_units; i++) {
        walk_expr(&walk, program->units[i].effective, false);
        walk_expr(&walk, program->units[i].when, false);
        walk_expr(&walk, program->units[i].unless, false);
    }
    for (uint32_t i = 0; i < program->n_arms; i++)
        walk_arm(&walk, &program->arms[i]);
}
