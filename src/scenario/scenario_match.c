/* Whether a decision meets an expectation. */
#include "scenario/scenario_run.h"

/* ---- actions ---- */

static const struct decided_arg *arg_named(const struct decided_action *action, struct str key)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (str_eq(action->args[i].key, key))
            return &action->args[i];
    return NULL;
}

bool scenario_fits(const struct scenario_run *run, const struct expected_action *expected, const struct decided_action *action)
{
    const struct verb *verb = &run->program->verbs[expected->verb];
    if (!str_eq(verb->name, action->verb))
        return false;
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!value_known(expected->args[i]))
            continue;
        const struct decided_arg *arg = arg_named(action, verb->params[i].name);
        if (!arg || !value_same(arg->value, expected->args[i]))
            return false;
    }
    return true;
}

static bool is_there(const struct scenario_run *run, const struct expected_action *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (scenario_fits(run, expected, decision->actions[i]))
            return true;
    return false;
}

static bool all_there(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < expected->n_actions; i++)
        if (!is_there(run, &expected->actions[i], decision))
            return false;
    return true;
}

static bool none_there(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < expected->n_actions; i++)
        if (is_there(run, &expected->actions[i], decision))
            return false;
    return true;
}

static bool is_expected(const struct scenario_run *run, const struct expectation *expected, const struct decided_action *action)
{
    for (uint32_t i = 0; i < expected->n_actions; i++)
        if (scenario_fits(run, &expected->actions[i], action))
            return true;
    return false;
}

static bool only_there(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (!is_expected(run, expected, decision->actions[i]))
            return false;
    return all_there(run, expected, decision);
}

static bool has_text(const struct decided_action *action, struct str text)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (action->args[i].value.kind == VALUE_TEXT && str_find(value_str(action->args[i].value), text) >= 0)
            return true;
    return false;
}

static bool contains(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (is_expected(run, expected, decision->actions[i]) && has_text(decision->actions[i], expected->text))
            return true;
    return false;
}

/* ---- names ---- */

static bool is_one_of(struct str name, const struct str *names, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static bool needs(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < decision->n_needs; i++)
        found += is_one_of(run->program->facts[decision->needs[i]].name, expected->names, expected->n_names);
    return expected->n_names ? found == expected->n_names : decision->n_needs == 0;
}

static bool decided_by(const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        for (uint32_t k = 0; k < decision->actions[i]->n_rules; k++)
            if (is_one_of(decision->actions[i]->rules[k], expected->names, expected->n_names))
                return true;
    return false;
}

/* The second rule of a conflict stands in its text: decision.c has the two forms. */
static bool names_second(struct str text, struct str name)
{
    static const char *const before[] = { ", while ", " otherwise than " };
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        long at = str_find(text, str_from(before[i]));
        if (at < 0)
            continue;
        struct str rest = str_slice(text, (uint32_t)at + str_from(before[i]).n, text.n);
        if (str_eq(rest, name) || (str_starts(rest, name) && str_starts(str_slice(rest, name.n, rest.n), STR(" asks for "))))
            return true;
    }
    return false;
}

static bool between(const struct case_error *error, const struct str *a, uint32_t n_a, const struct str *b, uint32_t n_b)
{
    for (uint32_t i = 0; i < n_b; i++)
        if (is_one_of(error->subject, a, n_a) && names_second(error->text, b[i]))
            return true;
    return false;
}

static bool conflicts(const struct expectation *e, const struct decision *decision)
{
    for (uint32_t i = 0; decision->status == DECISION_CONFLICT && i < decision->n_errors; i++)
        if (between(&decision->errors[i], e->names, e->n_names, e->others, e->n_others) ||
            between(&decision->errors[i], e->others, e->n_others, e->names, e->n_names))
            return true;
    return false;
}

static bool has_error(const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_errors; i++)
        if (str_eq(decision->errors[i].subject, expected->names[0]))
            return true;
    return false;
}

/* ---- the rest ---- */

static bool has_status(const struct expectation *expected, const struct decision *decision)
{
    static const char *const words[] = { "decided", "incomplete", "conflict", "error" };
    return str_is(expected->names[0], words[decision->status]);
}

static bool is_output(const struct scenario_run *run, struct str name, const struct decided_value *value)
{
    for (uint32_t i = 0; i < run->program->n_definitions; i++) {
        const struct definition *definition = &run->program->definitions[i];
        if (definition->output && str_eq(definition->name, name) && definition->path == value->path)
            return true;
    }
    return false;
}

static bool has_value(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_values; i++)
        if (is_output(run, expected->names[0], &decision->values[i]))
            return value_known(expected->value) && value_same(decision->values[i].value, expected->value);
    return !value_known(expected->value);
}

bool scenario_match(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision)
{
    switch (expected->kind) {
    case EXPECT_ACTION: return all_there(run, expected, decision);
    case EXPECT_NO: return none_there(run, expected, decision);
    case EXPECT_ONLY: return only_there(run, expected, decision);
    case EXPECT_CONTAINING: return contains(run, expected, decision);
    case EXPECT_STATUS: return has_status(expected, decision);
    case EXPECT_NEEDS: return needs(run, expected, decision);
    case EXPECT_NEEDS_ONLY: return needs(run, expected, decision) && decision->n_needs == expected->n_names;
    case EXPECT_RULE: return decided_by(expected, decision);
    case EXPECT_CONFLICT: return conflicts(expected, decision);
    case EXPECT_VALUE: return has_value(run, expected, decision);
    case EXPECT_ERROR: return has_error(expected, decision);
    }
    return false;
}
