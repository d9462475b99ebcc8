/* The program that a mutant is. What the change does not touch is the original's own. */
#include "scenario/mutate.h"

struct making {
    struct arena *arena;
    const struct mutant *mutant;
    struct program *program;
};

/* ---- an expression in place of another ---- */

static struct expr *put_expr(struct making *m, struct expr *e);

static bool put_all(struct making *m, struct expr *const *items, uint32_t n, struct expr ***made)
{
    bool changed = false;
    *made = arena_array(m->arena, struct expr *, n);
    for (uint32_t i = 0; i < n; i++) {
        (*made)[i] = put_expr(m, items[i]);
        changed = changed || (*made)[i] != items[i];
    }
    return changed;
}

static bool put_rows(struct making *m, const struct arms *arms, struct arms **made)
{
    *made = arena_copy(m->arena, arms, sizeof *arms);
    (*made)->guard = put_expr(m, arms->guard);
    (*made)->unless = put_expr(m, arms->unless);
    bool changed = (*made)->guard != arms->guard || (*made)->unless != arms->unless;
    (*made)->at = arena_copy(m->arena, arms->at, arms->n * sizeof *arms->at);
    for (uint32_t i = 0; i < arms->n; i++) {
        (*made)->at[i].condition = put_expr(m, arms->at[i].condition);
        (*made)->at[i].value = put_expr(m, arms->at[i].value);
        changed = changed || (*made)->at[i].condition != arms->at[i].condition || (*made)->at[i].value != arms->at[i].value;
    }
    return changed;
}

static struct expr *put_expr(struct making *m, struct expr *e)
{
    struct expr **items;
    struct arms *arms = NULL;
    if (!e || e == m->mutant->target)
        return e ? m->mutant->with : NULL;
    bool changed = put_all(m, e->items, e->n, &items);
    if (e->op == EXPR_ARMS && put_rows(m, e->arms, &arms))
        changed = true;
    if (!changed)
        return e;
    struct expr *made = arena_copy(m->arena, e, sizeof *e);
    made->items = items;
    made->arms = arms;
    return made;
}

static void put_arm(struct making *m, struct arm *arm)
{
    arm->effective = put_expr(m, arm->effective);
    arm->condition = put_expr(m, arm->condition);
    arm->unless = put_expr(m, arm->unless);
    arm->because = put_expr(m, arm->because);
    arm->actions = arena_copy(m->arena, arm->actions, arm->n_actions * sizeof *arm->actions);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        put_all(m, arm->actions[i].args, m->program->verbs[arm->actions[i].verb].n_params, &arm->actions[i].args);
}

static void put_everywhere(struct making *m, struct unit *units, struct arm *arms)
{
    struct program *program = m->program;
    struct definition *definitions = arena_copy(m->arena, program->definitions, program->n_definitions * sizeof *definitions);
    struct lookup_use *uses = arena_copy(m->arena, program->lookup_uses, program->n_lookups * sizeof *uses);
    for (uint32_t i = 0; i < program->n_definitions; i++)
        definitions[i].body = put_expr(m, definitions[i].body);
    for (uint32_t i = 0; i < program->n_lookups; i++)
        put_all(m, uses[i].params, program->lookups[i].n_params, &uses[i].params);
    for (uint32_t i = 0; i < program->n_units; i++) {
        units[i].effective = put_expr(m, units[i].effective);
        units[i].when = put_expr(m, units[i].when);
        units[i].unless = put_expr(m, units[i].unless);
    }
    for (uint32_t i = 0; i < program->n_arms; i++)
        put_arm(m, &arms[i]);
    program->definitions = definitions;
    program->lookup_uses = uses;
}

/* ---- arms ---- */

static struct expr *never(struct making *m, struct span span)
{
    struct expr *made = arena_new(m->arena, struct expr);
    *made = (struct expr){ .op = EXPR_CONST, .type = type_simple(TYPE_BOOL), .span = span, .id = m->program->n_exprs++, .constant = value_bool(false) };
    return made;
}

static uint32_t swapped(uint32_t index, uint32_t arm)
{
    return index == arm ? arm + 1 : index == arm + 1 ? arm : index;
}

/* Names and overrides go with the arms. */
static void swap_arms(struct making *m, struct arm *arms)
{
    struct program *program = m->program;
    uint32_t at = m->mutant->arm, *order = arena_copy(m->arena, program->arm_order, program->n_arms * sizeof *order);
    struct arm first = arms[at];
    arms[at] = arms[at + 1];
    arms[at + 1] = first;
    for (uint32_t i = 0; i < program->n_arms; i++) {
        uint32_t *by = arena_copy(m->arena, arms[i].overridden_by, arms[i].n_overridden_by * sizeof *by);
        for (uint32_t k = 0; k < arms[i].n_overridden_by; k++)
            by[k] = swapped(by[k], at);
        arms[i].overridden_by = by;
        order[i] = swapped(order[i], at);
    }
    program->arm_order = order;
}

static void drop_override(struct making *m, struct arm *arm)
{
    uint32_t *by = arena_copy(m->arena, arm->overridden_by, arm->n_overridden_by * sizeof *by);
    by[m->mutant->index] = by[--arm->n_overridden_by];
    arm->overridden_by = by;
}

static struct action *own_actions(struct making *m, struct arm *arm)
{
    arm->actions = arena_copy(m->arena, arm->actions, arm->n_actions * sizeof *arm->actions);
    return &arm->actions[m->mutant->index];
}

static void drop_action(struct making *m, struct arm *arm)
{
    struct action *action = own_actions(m, arm);
    arm->n_actions--;
    memmove(action, action + 1, (arm->n_actions - m->mutant->index) * sizeof *action);
}

static void put_argument(struct making *m, struct arm *arm)
{
    struct action *action = own_actions(m, arm);
    uint32_t n = m->program->verbs[action->verb].n_params;
    action->args = arena_copy(m->arena, action->args, n * sizeof *action->args);
    action->args[m->mutant->param] = m->mutant->with;
}

const struct program *mutate_make(const struct mutants *mutants, const struct mutant *mutant, struct arena *arena)
{
    struct program *program = arena_copy(arena, mutants->program, sizeof *program);
    struct making m = { arena, mutant, program };
    struct unit *units = arena_copy(arena, program->units, program->n_units * sizeof *units);
    struct arm *arms = arena_copy(arena, program->arms, program->n_arms * sizeof *arms);
    struct arm *arm = mutant->arm == UINT32_MAX ? NULL : &arms[mutant->arm];
    program->units = units;
    program->arms = arms;
    program->n_exprs = mutants->next_id;
    switch (mutant->what) {
    case MUTATE_EXPR: put_everywhere(&m, units, arms); break;
    case MUTATE_ROW_OUT: arm->condition = never(&m, arm->span); break;
    case MUTATE_ROWS_SWAP: swap_arms(&m, arms); break;
    case MUTATE_OVERRIDE_OUT: drop_override(&m, arm); break;
    case MUTATE_UNLESS_OUT: *(arm ? &arm->unless : &units[mutant->unit].unless) = NULL; break;
    case MUTATE_WHEN_OUT: units[mutant->unit].when = NULL; break;
    case MUTATE_ACTION_OUT: drop_action(&m, arm); break;
    case MUTATE_ARGUMENT: put_argument(&m, arm); break;
    }
    return program;
}
