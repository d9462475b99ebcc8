/* Which facts the policy looks at, so that a column of scenarios that changes nothing is found. */
#include "check/reads.h"
#include "check/scenarios.h"

static void read_action(const struct checker *c, bool *read, const struct action *action)
{
    reads_action(read, action, c->verb_list.at[action->verb]->n_params);
}

const bool *scenario_reads(struct checker *c)
{
    bool *read = arena_array(c->arena, bool, c->facts.n);
    for (uint32_t i = 0; i < c->facts.n; i++)
        read[i] = c->facts.at[i].required;
    for (uint32_t i = 0; i < c->definitions.n; i++)
        reads_expr(read, c->definitions.at[i]->made.body);
    for (uint32_t i = 0; i < c->lookups.n; i++)
        for (uint32_t k = 0; k < c->lookups.at[i]->made.n_params; k++)
            reads_expr(read, c->lookups.at[i]->use.params[k]);
    for (uint32_t i = 0; i < c->units.n; i++)
        reads_unit(read, &c->units.at[i]);
    for (uint32_t i = 0; i < c->arms.n; i++) {
        reads_arm(read, &c->arms.at[i]);
        for (uint32_t k = 0; k < c->arms.at[i].n_actions; k++)
            read_action(c, read, &c->arms.at[i].actions[k]);
    }
    for (uint32_t i = 0; i < c->guarantees.n; i++) {
        reads_expr(read, c->guarantees.at[i].when);
        read_action(c, read, c->guarantees.at[i].action);
    }
    return read;
}
