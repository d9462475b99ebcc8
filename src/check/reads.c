#include "check/reads.h"

struct following {
    const struct program *program; /* NULL: neither definitions nor lookups are followed */
    bool *facts, *definitions, *lookups; /* lookups, definitions: those that were */
};

static void follow(struct following *following, const struct expr *e);

static void follow_arms(struct following *following, const struct arms *arms)
{
    follow(following, arms->guard);
    follow(following, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        follow(following, arms->at[i].condition);
        follow(following, arms->at[i].value);
    }
}

static bool is_first(bool *marks, uint32_t i)
{
    bool first = !marks[i];
    marks[i] = true;
    return first;
}

static void follow(struct following *following, const struct expr *e)
{
    if (!e)
        return;
    const struct program *program = following->program;
    if (e->op == EXPR_FACT)
        following->facts[e->index] = true;
    if (program && e->op == EXPR_DEFINITION && is_first(following->definitions, e->index))
        follow(following, program->definitions[e->index].body);
    if (program && (e->op == EXPR_LOOKUP || e->op == EXPR_FOUND) && is_first(following->lookups, e->index))
        for (uint32_t i = 0; i < program->lookups[e->index].n_params; i++)
            follow(following, program->lookup_uses[e->index].params[i]);
    for (uint32_t i = 0; i < e->n; i++)
        follow(following, e->items[i]);
    if (e->op == EXPR_ARMS)
        follow_arms(following, e->arms);
}

void reads_expr(bool *facts, const struct expr *e)
{
    follow(&(struct following){ .facts = facts }, e);
}

void reads_all(struct arena *arena, const struct program *program, bool *facts, const struct expr *e)
{
    follow(&(struct following){ program, facts, arena_array(arena, bool, program->n_definitions),
                                arena_array(arena, bool, program->n_lookups) }, e);
}

void reads_action(bool *facts, const struct action *action, uint32_t n_params)
{
    for (uint32_t i = 0; i < n_params; i++)
        reads_expr(facts, action->args[i]);
}

void reads_arm(bool *facts, const struct arm *arm)
{
    reads_expr(facts, arm->effective);
    reads_expr(facts, arm->condition);
    reads_expr(facts, arm->unless);
    reads_expr(facts, arm->because);
}

void reads_unit(bool *facts, const struct unit *unit)
{
    reads_expr(facts, unit->effective);
    reads_expr(facts, unit->when);
    reads_expr(facts, unit->unless);
}

static void read_actions(bool *facts, const struct program *program, const struct action *actions, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        reads_action(facts, &actions[i], program->verbs[actions[i].verb].n_params);
}

static void read_rules(bool *facts, const struct program *program)
{
    for (uint32_t i = 0; i < program->n_units; i++)
        reads_unit(facts, &program->units[i]);
    for (uint32_t i = 0; i < program->n_arms; i++) {
        reads_arm(facts, &program->arms[i]);
        read_actions(facts, program, program->arms[i].actions, program->arms[i].n_actions);
    }
    for (uint32_t i = 0; i < program->n_guarantees; i++) {
        reads_expr(facts, program->guarantees[i].when);
        read_actions(facts, program, program->guarantees[i].action, 1);
    }
}

const bool *reads_program(struct arena *arena, const struct program *program)
{
    bool *facts = arena_array(arena, bool, program->n_facts);
    for (uint32_t i = 0; i < program->n_facts; i++)
        facts[i] = program->facts[i].required;
    for (uint32_t i = 0; i < program->n_definitions; i++)
        reads_expr(facts, program->definitions[i].body);
    for (uint32_t i = 0; i < program->n_lookups; i++)
        for (uint32_t k = 0; k < program->lookups[i].n_params; k++)
            reads_expr(facts, program->lookup_uses[i].params[k]);
    read_rules(facts, program);
    for (uint32_t i = 0; i < program->n_kpis; i++)
        reads_expr(facts, program->kpis[i].of);
    return facts;
}
