/* Which facts the policy looks at, so that a column of scenarios that changes nothing is found. */
#include "check/scenarios.h"

static void read_expr(bool *read, const struct expr *e);

static void read_arms(bool *read, const struct arms *arms)
{
    read_expr(read, arms->guard);
    read_expr(read, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        read_expr(read, arms->at[i].condition);
        read_expr(read, arms->at[i].value);
    }
}

static void read_expr(bool *read, const struct expr *e)
{
    if (!e)
        return;
    if (e->op == EXPR_FACT)
        read[e->index] = true;
    for (uint32_t i = 0; i < e->n; i++)
        read_expr(read, e->items[i]);
    if (e->op == EXPR_ARMS)
        read_arms(read, e->arms);
}

static void read_action(const struct checker *c, bool *read, const struct action *action)
{
    for (uint32_t i = 0; i < c->verb_list.at[action->verb]->n_params; i++)
        read_expr(read, action->args[i]);
}

static void read_arm(const struct checker *c, bool *read, const struct arm *arm)
{
    read_expr(read, arm->effective);
    read_expr(read, arm->condition);
    read_expr(read, arm->unless);
    read_expr(read, arm->because);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        read_action(c, read, &arm->actions[i]);
}

const bool *scenario_reads(struct checker *c)
{
    bool *read = arena_array(c->arena, bool, c->facts.n);
    for (uint32_t i = 0; i < c->facts.n; i++)
        read[i] = c->facts.at[i].required;
    for (uint32_t i = 0; i < c->definitions.n; i++)
        read_expr(read, c->definitions.at[i]->made.body);
    for (uint32_t i = 0; i < c->units.n; i++) {
        read_expr(read, c->units.at[i].effective);
        read_expr(read, c->units.at[i].when);
        read_expr(read, c->units.at[i].unless);
    }
    for (uint32_t i = 0; i < c->arms.n; i++)
        read_arm(c, read, &c->arms.at[i]);
    for (uint32_t i = 0; i < c->guarantees.n; i++) {
        read_expr(read, c->guarantees.at[i].when);
        read_action(c, read, c->guarantees.at[i].action);
    }
    return read;
}
