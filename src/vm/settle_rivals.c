/* Which of the actions stand: defeats and once (steps 5 and 6 of program.h). */
#include "vm/vm_inner.h"

static const struct code_verb *verb_of(const struct vm *vm, const struct act *act)
{
    return &vm->code->verbs[act->action->verb];
}

static bool defeats(const struct code_verb *verb, uint32_t other)
{
    for (uint32_t i = 0; i < verb->n_defeats; i++)
        if (verb->defeats[i] == other)
            return true;
    return false;
}

/* The place of parameter PARAM among the given arguments, or n_args. */
static uint32_t place_of(const struct code_action *action, uint32_t param)
{
    uint32_t i = 0;
    while (i < action->n_args && action->params[i] != param)
        i++;
    return i;
}

/* Whether A's given positional arguments are those that B has in the same places. */
static enum truth hits(struct vm *vm, const struct act *a, const struct act *b)
{
    enum truth all = TRUTH_YES;
    need ignored;
    for (uint32_t i = 0; i < a->action->n_args; i++) {
        uint32_t param = a->action->params[i], k = place_of(b->action, param);
        if (param >= verb_of(vm, a)->n_positional)
            break; /* ascending: named ones follow */
        if (param >= verb_of(vm, b)->n_positional || k == b->action->n_args)
            return TRUTH_NO;
        enum truth same = ops_same(vm, &a->args[i], &b->args[k], &ignored);
        if (same == TRUTH_NO)
            return TRUTH_NO;
        if (same == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

static void defeat(struct vm *vm, const struct act *a, struct act *b)
{
    if (a->state == ACT_GONE || b->state == ACT_GONE || !defeats(verb_of(vm, a), b->action->verb))
        return;
    enum truth hit = hits(vm, a, b);
    if (hit == TRUTH_YES && a->state == ACT_CERTAIN)
        b->state = ACT_GONE;
    else if (hit != TRUTH_NO && a->state == ACT_UNDECIDED)
        b->state = ACT_UNDECIDED; /* what it waits for is what A waits for, and A stays */
}

static void defeat_all(struct vm *vm, const struct act *a)
{
    for (uint32_t j = 0; j < vm->acts.n; j++)
        if (verb_of(vm, &vm->acts.at[j])->defeated)
            defeat(vm, a, &vm->acts.at[j]);
}

static void settle_defeats(struct vm *vm)
{
    for (uint32_t rank = 0; rank < vm->code->n_ranks; rank++)
        for (uint32_t i = 0; i < vm->acts.n; i++)
            if (verb_of(vm, &vm->acts.at[i])->rank == rank && verb_of(vm, &vm->acts.at[i])->n_defeats)
                defeat_all(vm, &vm->acts.at[i]);
}

/* ---- once ---- */

static void conflict(struct vm *vm, const struct act *a, const struct act *b)
{
    struct decided_action first = settle_shown(vm, a), second = settle_shown(vm, b);
    struct case_error error = decision_conflict(&vm->scratch, &vm->text, &first, &second, &vm->code->shape.style);
    error.span = a->action->span;
    error.also = b->action->span;
    error.has_span = error.has_also = true;
    vec_push(&vm->keep, &vm->conflicts, error);
}

/* How many acts of each verb are not gone: counted in the marks of verbs. */
static void count_verbs(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->acts.n; i++)
        vm->verbs[vm->acts.at[i].action->verb].at = 0;
    for (uint32_t i = 0; i < vm->acts.n; i++)
        vm->verbs[vm->acts.at[i].action->verb].at += vm->acts.at[i].state != ACT_GONE;
}

static bool contested(const struct vm *vm, const struct act *act)
{
    return act->state == ACT_CERTAIN && verb_of(vm, act)->once && vm->verbs[act->action->verb].at > 1;
}

static const struct act *first_rival(const struct vm *vm, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (vm->acts.at[j].state == ACT_CERTAIN && vm->acts.at[j].action->verb == vm->acts.at[i].action->verb)
            return &vm->acts.at[j];
    return NULL;
}

static void settle_once(struct vm *vm)
{
    count_verbs(vm);
    for (uint32_t i = 0; i < vm->acts.n; i++) {
        const struct act *rival = contested(vm, &vm->acts.at[i]) ? first_rival(vm, i) : NULL;
        if (rival)
            conflict(vm, rival, &vm->acts.at[i]);
    }
    for (uint32_t i = 0; i < vm->acts.n; i++)
        if (contested(vm, &vm->acts.at[i])) {
            vm->acts.at[i].state = ACT_GONE;
            vm->acts.at[i].contested = true;
        }
}

void settle_rivals(struct vm *vm)
{
    if (vm->defeating)
        settle_defeats(vm);
    if (vm->contested)
        settle_once(vm);
}
