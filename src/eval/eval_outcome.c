/* The decision: steps 7 to 9 of program.h. */
#include "eval/eval_inner.h"

#include "base/buf.h"

struct decided_action eval_outcome_action(struct eval *eval, const struct act *act)
{
    struct decided_action shown = { .verb = act->verb->name, .rules = act->rules.at, .n_rules = act->rules.n,
                                    .because = act->because.at, .n_because = act->because.n,
                                    .cite = act->cite.at, .n_cite = act->cite.n };
    struct decided_arg *args = arena_array(&eval->scratch, struct decided_arg, act->verb->n_params);
    for (uint32_t i = 0; i < act->verb->n_params; i++)
        if (act->action->args[i])
            args[shown.n_args++] = (struct decided_arg){ act->verb->params[i].name, program_arg_type(act->verb, act->action, i),
                                                        act->args[i].value };
    shown.args = args;
    return shown;
}

static void show_actions(struct eval *eval)
{
    struct decided_action *actions = arena_array(&eval->scratch, struct decided_action, eval->acts.n);
    const struct decided_action **all = arena_array(&eval->scratch, const struct decided_action *, eval->acts.n);
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        if (eval->acts.at[i].state != ACT_CERTAIN)
            continue;
        actions[i] = eval_outcome_action(eval, &eval->acts.at[i]);
        all[eval->decision.n_actions++] = &actions[i];
    }
    eval->decision.actions = all;
}

static void show_outputs(struct eval *eval)
{
    const struct program *program = eval->program;
    struct decided_value *values = arena_array(&eval->scratch, struct decided_value, program->n_definitions);
    for (uint32_t i = 0; i < program->n_definitions; i++) {
        const struct definition *definition = &program->definitions[i];
        if (!definition->output)
            continue;
        struct thing thing = eval_expr(eval, &(struct expr){ .op = EXPR_DEFINITION, .id = UINT32_MAX, .index = i });
        if (eval_thing_known_wholly(&thing))
            values[eval->decision.n_values++] =
                (struct decided_value){ definition->path, definition->n_path, definition->type, thing.value };
    }
    eval->decision.values = values;
}

static bool is_needed(const struct eval *eval, uint32_t fact)
{
    if (eval->program->facts[fact].required && !value_known(eval->facts[fact]))
        return true;
    for (uint32_t i = 0; i < eval->acts.n; i++)
        if (eval->acts.at[i].state == ACT_UNDECIDED && eval_thing_has_need(eval->acts.at[i].needs, fact))
            return true;
    return false;
}

static bool is_judgement(const struct eval *eval, uint32_t fact)
{
    return eval->program->facts[fact].judged && eval->looked_at[fact] && value_known(eval->facts[fact]);
}

static void list_facts(struct eval *eval)
{
    uint32_t n = eval->program->n_facts;
    uint32_t *needs = arena_array(&eval->scratch, uint32_t, n), *judgements = arena_array(&eval->scratch, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        if (is_needed(eval, i))
            needs[eval->decision.n_needs++] = i;
        if (is_judgement(eval, i))
            judgements[eval->decision.n_judgements++] = i;
    }
    eval->decision.needs = needs;
    eval->decision.judgements = judgements;
}

/* Those of definitions by the order of definitions, whichever was asked for first. */
static void list_errors(struct eval *eval)
{
    uint32_t n = eval->disagreements.n + eval->conflicts.n;
    struct case_error *errors = arena_array(&eval->scratch, struct case_error, n);
    for (uint32_t i = 0; i < eval->program->n_definitions; i++)
        for (uint32_t k = 0; k < eval->disagreements.n; k++)
            if (eval->disagreements.at[k].definition == i)
                errors[eval->decision.n_errors++] = eval->disagreements.at[k].error;
    for (uint32_t i = 0; i < eval->conflicts.n; i++)
        errors[eval->decision.n_errors++] = eval->conflicts.at[i];
    eval->decision.errors = errors;
}

void eval_outcome(struct eval *eval)
{
    show_outputs(eval);
    show_actions(eval);
    list_facts(eval);
    eval_guarantees(eval);
    list_errors(eval);
    eval->decision.status = eval->decision.n_errors ? DECISION_CONFLICT : eval->decision.n_needs ? DECISION_INCOMPLETE : DECISION_DECIDED;
}
