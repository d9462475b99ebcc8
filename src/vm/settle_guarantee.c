/* Guarantees: the end of step 8 of program.h. What is certain is read off the decision's actions, so that the short way through
 * the settling needs no other; what is undecided off the acts. */
#include "vm/vm_inner.h"

struct sought {
    const struct code_action *action;
    const struct value *args;
    enum truth there;
    VEC(struct str) rules; /* that ask for it, in scratch */
};

static const struct decided_arg *arg_named(const struct decided_action *action, struct str key)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (str_eq(action->args[i].key, key))
            return &action->args[i];
    return NULL;
}

static enum truth both(enum truth a, enum truth b)
{
    return a == TRUTH_NO || b == TRUTH_NO ? TRUTH_NO : a == TRUTH_UNKNOWN ? a : b;
}

static enum truth shown_matches(struct vm *vm, const struct sought *sought, const struct decided_action *action)
{
    const struct code_verb *verb = &vm->code->verbs[sought->action->verb];
    enum truth all = str_eq(verb->name, action->verb) ? TRUTH_YES : TRUTH_NO;
    need ignored;
    for (uint32_t i = 0; i < sought->action->n_args && all != TRUTH_NO; i++) {
        const struct decided_arg *arg = arg_named(action, verb->params[sought->action->params[i]].name);
        all = arg ? both(all, ops_same(vm, &sought->args[i], &arg->value, &ignored)) : TRUTH_NO;
    }
    return all;
}

/* ACT's argument for parameter PARAM, or NULL. */
static const struct value *act_arg(const struct act *act, uint32_t param)
{
    for (uint32_t i = 0; i < act->action->n_args; i++)
        if (act->action->params[i] == param)
            return &act->args[i];
    return NULL;
}

/* Whether ACT, which may come, may be what is sought. */
static bool act_may(struct vm *vm, const struct sought *sought, const struct act *act)
{
    need ignored;
    if (act->action->verb != sought->action->verb || (act->state != ACT_UNDECIDED && !act->contested))
        return false;
    for (uint32_t i = 0; i < sought->action->n_args; i++) {
        const struct value *arg = act_arg(act, sought->action->params[i]);
        if (!arg || ops_same(vm, &sought->args[i], arg, &ignored) == TRUTH_NO)
            return false;
    }
    return true;
}

static void look_at_shown(struct vm *vm, struct sought *sought)
{
    for (uint32_t i = 0; i < vm->decision.n_actions; i++) {
        const struct decided_action *action = vm->decision.actions[i];
        enum truth one = shown_matches(vm, sought, action);
        if (one == TRUTH_YES || (one == TRUTH_UNKNOWN && sought->there == TRUTH_NO))
            sought->there = one;
        for (uint32_t k = 0; k < action->n_rules && one == TRUTH_YES; k++)
            vec_push(&vm->scratch, &sought->rules, action->rules[k]);
    }
}

static bool look_for(struct vm *vm, const struct code_guarantee *guarantee, struct sought *sought)
{
    *sought = (struct sought){ .action = &vm->code->actions[guarantee->action], .there = TRUTH_NO };
    if (!settle_args(vm, sought->action, &sought->args))
        return false;
    look_at_shown(vm, sought);
    for (uint32_t i = 0; i < vm->acts.n && sought->there == TRUTH_NO; i++)
        if (act_may(vm, sought, &vm->acts.at[i]))
            sought->there = TRUTH_UNKNOWN;
    return true;
}

/* Whether the guarantee asks for anything in this case; false in *FINE: vm->error. */
static bool applies(struct vm *vm, const struct code_guarantee *guarantee, bool *fine)
{
    *fine = guarantee->when_entry == CODE_NO_ENTRY || vm_run(vm, guarantee->when_entry);
    return *fine && (guarantee->when_entry == CODE_NO_ENTRY || (value_known(vm->args[0]) && vm->args[0].i));
}

static bool kept(struct vm *vm, const struct code_guarantee *guarantee)
{
    bool fine;
    struct sought sought;
    if (!applies(vm, guarantee, &fine))
        return fine;
    if (!look_for(vm, guarantee, &sought))
        return false;
    if (sought.there != (guarantee->always ? TRUTH_NO : TRUTH_YES))
        return true;
    vm->error = decision_broken(&vm->scratch, guarantee->name, guarantee->text, sought.rules.at, sought.rules.n);
    vm->error.span = guarantee->span;
    vm->error.has_span = true;
    return false;
}

bool settle_guarantees(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->code->n_guarantees; i++)
        if (!kept(vm, &vm->code->guarantees[i]))
            return false;
    return true;
}
