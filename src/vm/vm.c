/* The door: a context, and one case after the other. */
#include "vm/vm.h"

#include "vm/vm_inner.h"

#include <time.h>

/* What the code alone says about an action in a decision. */
static struct decided_action ready(struct vm *vm, uint32_t arm_index, uint32_t index)
{
    const struct code_arm *arm = &vm->code->arms[arm_index];
    const struct code_action *action = &vm->code->actions[index];
    const struct code_verb *verb = &vm->code->verbs[action->verb];
    struct decided_arg *args = arena_array(&vm->keep, struct decided_arg, action->n_args);
    bool constant_tail = !arm->has_reason || arm->reason_entry == CODE_NO_ENTRY;
    uint64_t computed = 0;
    for (uint32_t i = 0; i < action->n_args; i++) {
        args[i] = (struct decided_arg){ verb->params[action->params[i]].name, action->types[i], action->constants[i] };
        if (i < DECIDED_MARKS && !value_known(action->constants[i]))
            computed |= UINT64_C(1) << i;
    }
    return (struct decided_action){ .verb = verb->name, .args = args, .n_args = action->n_args, .rules = &arm->name,
                                    .n_rules = 1, .cite = arm->cite, .n_cite = arm->n_cite, .because = &arm->reason,
                                    .n_because = arm->has_reason && constant_tail,
                                    .same_head = action->n_args <= DECIDED_MARKS ? index + 1 : 0, .computed = computed,
                                    .same_tail = constant_tail ? arm_index + 1 : 0,
                                    .same_all = constant_tail && action->entry == CODE_NO_ENTRY ? index + 1 : 0 };
}

static void make_ready(struct vm *vm)
{
    const struct code *code = vm->code;
    vm->ready = arena_array(&vm->keep, struct decided_action, code->n_actions);
    vm->shown = arena_array(&vm->keep, const struct decided_action *, code->n_actions + code->n_arms);
    vm->alone = arena_array(&vm->keep, const struct decided_action *, code->n_arms);
    for (uint32_t i = 0; i < code->n_arms; i++)
        for (uint32_t k = 0; k < code->arms[i].n_actions; k++) {
            uint32_t action = code->arms[i].first_action + k;
            vm->ready[action] = ready(vm, i, action);
        }
}

/* An arm that the shortest way serves, see settle_plain: its actions and its reason are constant. */
static bool is_plain(const struct code *code, const struct code_arm *arm)
{
    for (uint32_t i = 0; i < arm->n_actions; i++)
        if (code->actions[arm->first_action + i].entry != CODE_NO_ENTRY)
            return false;
    return !arm->has_reason || arm->reason_entry == CODE_NO_ENTRY;
}

/* Whether two actions of one verb, or of two, could ever touch one another, but for being the same. */
static bool is_social(const struct code_verb *verb)
{
    return verb->once || verb->defeated || verb->n_defeats > 0;
}

static void make_plain(struct vm *vm)
{
    const struct code *code = vm->code;
    vm->plain = arena_array(&vm->keep, struct plain_arm, code->n_arms);
    for (uint32_t i = 0; i < code->n_arms; i++) {
        const struct code_arm *arm = &code->arms[i];
        struct plain_arm *plain = &vm->plain[i];
        *plain = (struct plain_arm){ arm->first_action, arm->n_actions, 0, is_plain(code, arm), code->waiting[i] };
        for (uint32_t k = 0; k < arm->n_actions; k++)
            plain->n_social += is_social(&code->verbs[code->actions[arm->first_action + k].verb]);
        if (plain->plain && plain->waiting == WAITING_ALONE && arm->n_actions == 1)
            vm->alone[i] = &vm->ready[arm->first_action];
    }
}

static void make_leaves(struct vm *vm)
{
    uint32_t n = vm->code->shape.n_facts;
    struct need_node *nodes = n > NEED_BITS ? arena_array(&vm->keep, struct need_node, n) : NULL;
    vm->leaves = arena_array(&vm->keep, need, n);
    for (uint32_t i = 0; i < n; i++)
        vm->leaves[i] = need_leaf(nodes ? &nodes[i] : NULL, i);
}

struct vm *vm_new(struct arena *arena, const struct code *code)
{
    struct vm *vm = arena_new(arena, struct vm);
    vm->code = code;
    vm->rest = true;
    arena_init(&vm->scratch, arena->trap);
    arena_init(&vm->keep, arena->trap);
    buf_init(&vm->text, arena->trap);
    return vm;
}

void vm_set_host(struct vm *vm, struct host host)
{
    vm->host = host;
}

void vm_set_native(struct vm *vm, native_units *units)
{
    vm->native = units;
}

static void make_selections(struct vm *vm, const struct index *index)
{
    index_begin(&vm->select, index, &vm->keep);
    vm->selections = arena_array(&vm->keep, struct selection, index->n_sets);
    uint32_t *arms = arena_array(&vm->keep, uint32_t, index->n_items);
    for (uint32_t i = 0; i < index->n_items; i++)
        arms[i] = index->items[i].arm;
    for (uint32_t i = 0; i < index->n_sets; i++) {
        vm->selections[i].items = &index->items[index->sets[i].first_item];
        vm->selections[i].arms = &arms[index->sets[i].first_item];
        vm->selections[i].found = arena_array(&vm->keep, uint32_t, (size_t)index->sets[i].n_rows + BATCH_ROOM);
    }
}

/* At the first case, so that a failure in vm_new leaves nothing that vm_free would not find. */
static void prepare(struct vm *vm)
{
    const struct code *code = vm->code;
    struct arena *keep = &vm->keep;
    make_ready(vm);
    make_plain(vm);
    make_leaves(vm);
    vm->slots = arena_array(keep, struct value, code->n_slots);
    vm->stamps = arena_array(keep, uint32_t, code->n_slots);
    vm->seen = arena_array(keep, uint64_t, code->shape.n_facts / 64 + 1);
    vm->listed = arena_array(keep, struct listed, code->n_arms);
    vm->calls = arena_array(keep, struct call, code->n_definitions + 1);
    vm->args = arena_array(keep, struct value, code->max_args + 1);
    vm->arm_needs = arena_array(keep, need, code->n_arms);
    vm->arm_truth = arena_array(keep, uint8_t, code->n_arms);
    vm->same = arena_array(keep, struct mark, code->n_same);
    vm->kinds = arena_array(keep, uint32_t, code->n_same);
    vm->asked = arena_array(keep, uint32_t, code->n_same);
    vm->waits = arena_array(keep, uint64_t, code->shape.n_facts / 64 + 1);
    vm->verbs = arena_array(keep, struct mark, code->n_verbs);
    vec_push(keep, &vm->candidates, (struct candidate){ 0 }); /* so that there is a first place to point at */
    vm->candidates.n = 0;
    vm->nothing_else = !code->n_outputs && !code->n_required && !code->has_judged && !code->n_guarantees;
    if (code->index)
        make_selections(vm, code->index);
    vm->registers = arena_array(keep, struct value, code->n_registers + 1); /* last: it says that all is there */
}

/* Overrides want this clear, and a jump to the trap may have left it as it was. */
static void clear_truth(struct vm *vm)
{
    if (vm->settling)
        memset(vm->arm_truth, TRUTH_NO, vm->code->n_arms);
    vm->settling = false;
}

static void clear_waits(struct vm *vm)
{
    if (vm->waiting)
        memset(vm->waits, 0, (vm->code->shape.n_facts / 64 + 1) * sizeof *vm->waits);
    vm->waiting = false;
}

/* Stamps start again: every mark of an earlier case must go. */
static void forget_stamps(struct vm *vm)
{
    memset(vm->stamps, 0, vm->code->n_slots * sizeof *vm->stamps);
    memset(vm->same, 0, vm->code->n_same * sizeof *vm->same);
    memset(vm->kinds, 0, vm->code->n_same * sizeof *vm->kinds);
    memset(vm->asked, 0, vm->code->n_same * sizeof *vm->asked);
    memset(vm->verbs, 0, vm->code->n_verbs * sizeof *vm->verbs);
    if (vm->select.index)
        index_forget(&vm->select);
    vm->stamp = 1;
}

static void set_trap(struct vm *vm, struct trap *trap)
{
    vm->scratch.trap = vm->keep.trap = vm->text.trap = trap;
}

/* Nothing is looked at where there is none of it. The whole would be cleared by `rep stos`, which bench_stream feels. */
static void clear(struct decision *decision)
{
    decision->status = DECISION_DECIDED;
    decision->n_actions = decision->n_values = decision->n_needs = decision->n_judgements = decision->n_errors = 0;
}

/* What many cases do without; its cost would show in them. */
static __attribute__((noinline)) void begin_rest(struct vm *vm)
{
    if (!vm->registers)
        prepare(vm);
    if (vm->stamp == 0)
        forget_stamps(vm);
    clear_truth(vm);
    clear_waits(vm);
    arena_reset(&vm->scratch);
    if (vm->code->has_judged)
        memset(vm->seen, 0, (vm->code->shape.n_facts / 64 + 1) * sizeof *vm->seen);
    vm->n_calls = vm->candidates.n = vm->cases.n = vm->acts.n = vm->disagreements.n = vm->conflicts.n = 0;
    clear(&vm->decision);
}

static void begin(struct vm *vm, const struct value *facts, struct trap *trap)
{
    if (vm->scratch.trap != trap)
        set_trap(vm, trap);
    vm->facts = facts;
    if (++vm->stamp == 0 || vm->scratch.used || vm->rest)
        begin_rest(vm);
    vm->rest = true;
    vm->steps = LIMIT_STEPS;
    vm->n_listed = 0;
    vm->unsettled = false;
}

/* Steps 3 to 6 of program.h. */
static bool settle_all(struct vm *vm)
{
    if (!settle_acts(vm))
        return false;
    if (vm->twins || (vm->doubled && vm->computed))
        settle_merge(vm);
    settle_rivals(vm);
    return true;
}

/* Steps 2 to 9. */
static __attribute__((noinline)) bool settle(struct vm *vm)
{
    if (vm->code->has_overrides && vm->n_listed > 1)
        settle_overrides(vm);
    if (!settle_plain(vm) && !settle_all(vm))
        return false;
    return (vm->nothing_else && !vm->disagreements.n && !vm->acts.n && !vm->waiting) || settle_outcome(vm);
}

/* Native code lists arms by itself; what vm_list does besides is done here. */
static bool run_native(struct vm *vm)
{
    bool fine = vm->native(vm, &native_calls), unsettled = false;
    for (uint32_t i = 0; i < vm->n_listed; i++) {
        const struct decided_action *alone = vm->alone[vm->listed[i].arm];
        vm->shown[i] = alone;
        unsettled |= vm->listed[i].need || !alone;
    }
    vm->unsettled |= unsettled;
    return fine;
}

/* Often what is listed only has to be shown. */
static bool rest(struct vm *vm)
{
    if (vm->unsettled || !vm->nothing_else)
        return settle(vm);
    vm->decision.actions = vm->shown;
    vm->decision.n_actions = vm->n_listed;
    vm->rest = false;
    return true;
}

static bool rules(struct vm *vm)
{
    if (vm->native) /* the units come first */
        return run_native(vm);
    return vm->together && vm->lane > 0 ? alive_together(vm) : vm_run(vm, 0);
}

static const struct decision *decided(struct vm *vm, bool fine)
{
    vm->lane = 0;
    if (!fine)
        vm->decision = (struct decision){ .status = DECISION_ERROR, .errors = &vm->error, .n_errors = 1 };
    return &vm->decision;
}

const struct decision *vm_decide(struct vm *vm, const struct value *facts, struct trap *trap)
{
    begin(vm, facts, trap);
    return decided(vm, rules(vm) && rest(vm));
}

uint64_t vm_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

const struct decision *vm_decide_timed(struct vm *vm, const struct value *facts, struct trap *trap, uint64_t *nanoseconds)
{
    begin(vm, facts, trap);
    vm->timed = true;
    vm->selecting = 0;
    uint64_t from = vm_clock();
    bool fine = rules(vm);
    uint64_t took = vm_clock() - from;
    vm->timed = false;
    *nanoseconds = took > vm->selecting ? took - vm->selecting : 0;
    return decided(vm, fine && rest(vm));
}

bool vm_batch_open(struct vm *vm, bool every, struct trap *trap)
{
    const struct code *code = vm->code;
    const struct index *index = code->index ? code->index : code->together;
    set_trap(vm, trap);
    vm->n_lanes = vm->lane = 0;
    vm->every = every;
    if (index == NULL || vm->batch != NULL)
        return vm->batch != NULL && batch_serves(vm->batch);
    if (!code->index)
        make_selections(vm, index);
    vm->batch = batch_new(&vm->keep, index, every ? BATCH_EVERY : code->index ? BATCH_QUICKER : BATCH_TOGETHER);
    vm->together = !code->index;
    return batch_serves(vm->batch);
}

void vm_batch(struct vm *vm, const struct value *const *facts, uint32_t n)
{
    vm->lane = 0;
    vm->n_lanes = n >= BATCH_LEAST || vm->every ? n : 0;
    if (vm->n_lanes > 0)
        batch_begin(vm->batch, facts, n);
}

void vm_lane(struct vm *vm, uint32_t lane)
{
    vm->lane = vm->n_lanes > 0 ? lane + 1 : 0;
}

bool vm_figure(struct vm *vm, uint32_t index, struct value *out)
{
    vm->steps = LIMIT_STEPS;
    vm->n_calls = vm->candidates.n = vm->cases.n = 0; /* a case that failed left them in the middle, */
    vm->rest = true;                                  /* and so may this */
    bool fine = vm_run(vm, vm->code->kpis[index]);
    *out = fine ? vm->args[0] : value_unknown();
    return fine;
}

void vm_free(struct vm *vm)
{
    arena_free(&vm->scratch);
    arena_free(&vm->keep);
    buf_free(&vm->text);
}
