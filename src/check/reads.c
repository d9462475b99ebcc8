#include "check/reads.h"

static void read_arms(bool *facts, const struct arms *arms)
{
    reads_expr(facts, arms->guard);
    reads_expr(facts, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        reads_expr(facts, arms->at[i].condition);
        reads_expr(facts, arms->at[i].value);
    }
}

void reads_expr(bool *facts, const struct expr *e)
{
    if (!e)
        return;
    if (e->op == EXPR_FACT)
        facts[e->index] = true;
    for (uint32_t i = 0; i < e->n; i++)
        reads_expr(facts, e->items[i]);
    if (e->op == EXPR_ARMS)
        read_arms(facts, e->arms);
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
