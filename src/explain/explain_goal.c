#include "explain/explain_goal.h"

bool explain_goal_fine(const struct expectation *goal)
{
    return (goal->kind == EXPECT_VALUE && value_known(goal->value)) || (goal->kind == EXPECT_ACTION && goal->n_actions == 1);
}

uint32_t explain_goal_definition(const struct program *program, const struct expectation *goal)
{
    for (uint32_t i = 0; goal->kind == EXPECT_VALUE && i < program->n_definitions; i++)
        if (str_eq(program->definitions[i].name, goal->names[0]))
            return i;
    return UINT32_MAX;
}

static const struct decided_arg *arg_of(const struct decided_action *action, struct str key)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (str_eq(action->args[i].key, key))
            return &action->args[i];
    return NULL;
}

static bool is_it(const struct program *program, const struct expected_action *wanted, const struct decided_action *action)
{
    const struct verb *verb = &program->verbs[wanted->verb];
    if (!str_eq(verb->name, action->verb))
        return false;
    for (uint32_t i = 0; i < verb->n_params; i++) {
        const struct decided_arg *arg = arg_of(action, verb->params[i].name);
        if (value_known(wanted->args[i]) && (!arg || !value_same(arg->value, wanted->args[i])))
            return false;
    }
    return true;
}

bool explain_goal_met(const struct program *program, const struct expectation *goal, const struct decision *decision)
{
    uint32_t definition = explain_goal_definition(program, goal);
    for (uint32_t i = 0; definition != UINT32_MAX && i < decision->n_values; i++)
        if (decision->values[i].path == program->definitions[definition].path)
            return value_same(decision->values[i].value, goal->value);
    for (uint32_t i = 0; goal->kind == EXPECT_ACTION && i < decision->n_actions; i++)
        if (is_it(program, &goal->actions[0], decision->actions[i]))
            return true;
    return false;
}

bool explain_goal_fits(const struct program *program, const struct expectation *goal, const struct action *action)
{
    if (goal->kind != EXPECT_ACTION || action->verb != goal->actions[0].verb)
        return false;
    for (uint32_t i = 0; i < program->verbs[action->verb].n_params; i++) {
        struct value wanted = goal->actions[0].args[i];
        const struct expr *arg = action->args[i];
        if (value_known(wanted) && (!arg || (arg->op == EXPR_CONST && !value_same(arg->constant, wanted))))
            return false;
    }
    return true;
}
