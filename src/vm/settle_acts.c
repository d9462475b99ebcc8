/* What arms ask for: arguments, reasons, merging (steps 3 and 4 of program.h). */
#include "vm/vm_inner.h"

bool settle_args(struct vm *vm, const struct code_action *action, const struct value **args)
{
    *args = action->constants;
    if (action->entry == CODE_NO_ENTRY)
        return true;
    if (!vm_run(vm, action->entry))
        return false;
    struct value *made = arena_alloc(&vm->scratch, action->n_args * sizeof *made);
    for (uint32_t i = 0; i < action->n_args; i++)
        made[i] = value_known(action->constants[i]) ? action->constants[i] : vm->args[i];
    *args = made;
    return true;
}

/* An argument that is unknown for good takes the action with it. */
static void wait_for_args(struct vm *vm, struct act *act)
{
    for (uint32_t i = 0; i < act->action->n_args; i++) {
        need needs = ops_need(vm, &act->args[i]);
        if (needs == 0)
            continue;
        if (need_hollow(needs))
            act->state = ACT_GONE;
        else if (act->state == ACT_CERTAIN)
            act->state = ACT_UNDECIDED;
        act->need = need_join(&vm->scratch, act->need, needs);
    }
}

bool settle_first_of_its_kind(struct vm *vm, const struct code_action *action)
{
    uint32_t *stamp = &vm->kinds[action->same];
    bool first = *stamp != vm->stamp;
    *stamp = vm->stamp;
    return first;
}

/* What the steps behind this one have to look for. */
static void note(struct vm *vm, const struct code_action *action)
{
    const struct code_verb *verb = &vm->code->verbs[action->verb];
    struct mark *mark = &vm->verbs[action->verb];
    bool again = mark->stamp == vm->stamp;
    vm->defeating |= verb->n_defeats > 0;
    vm->contested |= again && verb->once;
    vm->doubled |= again;
    mark->stamp = vm->stamp;
    if (action->entry != CODE_NO_ENTRY)
        vm->computed = true;
    else
        vm->twins |= !settle_first_of_its_kind(vm, action);
}

static bool add_act(struct vm *vm, const struct listed *listed, uint32_t index)
{
    struct act act = { .action = &vm->code->actions[index], .arm = listed->arm, .need = listed->need,
                       .state = listed->need ? ACT_UNDECIDED : ACT_CERTAIN };
    if (!settle_args(vm, act.action, &act.args))
        return false;
    if (act.action->entry != CODE_NO_ENTRY)
        wait_for_args(vm, &act);
    note(vm, act.action);
    vec_push(&vm->keep, &vm->acts, act);
    return true;
}

static bool add_reason(struct vm *vm, const struct code_arm *arm, uint32_t from)
{
    struct str reason = arm->reason;
    if (arm->reason_entry != CODE_NO_ENTRY) {
        if (!vm_run(vm, arm->reason_entry))
            return false;
        if (!value_known(vm->args[0]))
            return true;
        reason = value_str(vm->args[0]);
    }
    for (uint32_t i = from; i < vm->acts.n; i++) {
        vm->acts.at[i].reason = reason;
        vm->acts.at[i].has_reason = true;
    }
    return true;
}

static bool add_acts(struct vm *vm, const struct listed *listed)
{
    const struct code_arm *arm = &vm->code->arms[listed->arm];
    uint32_t from = vm->acts.n;
    for (uint32_t i = 0; i < arm->n_actions; i++)
        if (!add_act(vm, listed, arm->first_action + i))
            return false;
    return !arm->has_reason || listed->need || add_reason(vm, arm, from);
}

bool settle_acts(struct vm *vm)
{
    vm->twins = vm->doubled = vm->computed = vm->contested = vm->defeating = false;
    for (uint32_t i = 0; i < vm->n_listed; i++)
        if (!add_acts(vm, &vm->listed[i]))
            return false;
    return true;
}

/* ---- merging ---- */

enum truth settle_same(struct vm *vm, const struct code_action *a, const struct value *a_args, const struct code_action *b,
                       const struct value *b_args)
{
    enum truth all = TRUTH_YES;
    need ignored;
    if (a->verb != b->verb || a->n_args != b->n_args)
        return TRUTH_NO;
    if (a->entry == CODE_NO_ENTRY && b->entry == CODE_NO_ENTRY)
        return a->same == b->same ? TRUTH_YES : TRUTH_NO;
    for (uint32_t i = 0; i < a->n_args; i++) {
        enum truth one = a->params[i] == b->params[i] ? ops_same(vm, &a_args[i], &b_args[i], &ignored) : TRUTH_NO;
        if (one == TRUTH_NO)
            return TRUTH_NO;
        if (one == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

static bool same(struct vm *vm, const struct act *a, const struct act *b)
{
    return settle_same(vm, a->action, a->args, b->action, b->args) == TRUTH_YES;
}

static bool constant(const struct act *act)
{
    return act->action->entry == CODE_NO_ENTRY;
}

/* Where the first certain act that is the same as act I stands before it, or I. Constant ones are found by their number, which
 * leaves only computed ones to be compared. */
static uint32_t twin(struct vm *vm, uint32_t i, uint32_t first_computed)
{
    struct act *acts = vm->acts.at;
    if (constant(&acts[i])) {
        struct mark *mark = &vm->same[acts[i].action->same];
        if (mark->stamp == vm->stamp)
            return mark->at;
    }
    uint32_t from = constant(&acts[i]) ? first_computed : 0;
    for (uint32_t j = from; j < i; j++)
        if (acts[j].state == ACT_CERTAIN && acts[j].action->verb == acts[i].action->verb && same(vm, &acts[j], &acts[i]))
            return j;
    return i;
}

static void remember(struct vm *vm, const struct act *act, uint32_t at)
{
    if (constant(act))
        vm->same[act->action->same] = (struct mark){ vm->stamp, at };
}

static void chain(struct act *acts, uint32_t into, uint32_t from)
{
    uint32_t last = acts[into].last ? acts[into].last : into;
    acts[last].merged = acts[into].last = from;
    acts[from].state = ACT_GONE;
}

static void merge_certain(struct vm *vm)
{
    struct act *acts = vm->acts.at;
    uint32_t first_computed = UINT32_MAX;
    for (uint32_t i = 0; i < vm->acts.n; i++) {
        if (acts[i].state != ACT_CERTAIN)
            continue;
        uint32_t into = twin(vm, i, first_computed);
        remember(vm, &acts[i], into);
        if (into != i)
            chain(acts, into, i);
        else if (!constant(&acts[i]) && first_computed == UINT32_MAX)
            first_computed = i;
    }
}

/* The certain acts that are left, the computed ones first: what an undecided act is held against. */
struct certain {
    const struct act **at;
    uint32_t n, n_computed;
};

static struct certain certain_acts(struct vm *vm)
{
    struct certain certain = { .at = arena_alloc(&vm->scratch, vm->acts.n * sizeof *certain.at) };
    for (int computed = 1; computed >= 0; computed--) {
        for (uint32_t i = 0; i < vm->acts.n; i++)
            if (vm->acts.at[i].state == ACT_CERTAIN && constant(&vm->acts.at[i]) != computed)
                certain.at[certain.n++] = &vm->acts.at[i];
        if (computed)
            certain.n_computed = certain.n;
    }
    return certain;
}

/* A constant act's constant twin is found by its number, as in twin(). */
static bool asked_for_anyway(struct vm *vm, const struct act *open, const struct certain *certain)
{
    if (constant(open) && vm->same[open->action->same].stamp == vm->stamp)
        return true;
    uint32_t n = constant(open) ? certain->n_computed : certain->n;
    for (uint32_t j = 0; j < n; j++)
        if (certain->at[j]->action->verb == open->action->verb && same(vm, open, certain->at[j]))
            return true;
    return false;
}

void settle_merge(struct vm *vm)
{
    struct act *acts = vm->acts.at;
    merge_certain(vm);
    struct certain certain = certain_acts(vm);
    for (uint32_t i = 0; certain.n > 0 && i < vm->acts.n; i++)
        if (acts[i].state == ACT_UNDECIDED && asked_for_anyway(vm, &acts[i], &certain))
            acts[i].state = ACT_GONE;
}
