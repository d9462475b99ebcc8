/* Which arms fire: the hit policies of units (the end of step 1 of program.h) and overrides (step 2). */
#include "vm/vm_inner.h"

static struct listed *first(const struct vm *vm)
{
    return &vm->listed[vm->mark];
}

static uint32_t n_arms(const struct vm *vm)
{
    return vm->n_listed - vm->mark;
}

static const struct code_arm *arm_of(const struct vm *vm, const struct listed *listed)
{
    return &vm->code->arms[listed->arm];
}

/* If one is undecided, or OPEN says so: all are, and wait for what any of them waits for. */
static void leave_open(struct vm *vm, bool open)
{
    need needs = 0;
    for (uint32_t i = 0; i < n_arms(vm); i++)
        needs = need_join(&vm->scratch, needs, first(vm)[i].need);
    for (uint32_t i = 0; (needs || open) && i < n_arms(vm); i++)
        first(vm)[i].need = needs | NEED_UNKNOWN;
}

static bool only_one(struct vm *vm, const uint64_t *pc)
{
    const struct listed *at = first(vm), *certain = NULL;
    for (uint32_t i = 0; i < n_arms(vm); i++) {
        if (at[i].need)
            continue;
        if (certain)
            return vm_fail_two(vm, pc, EVAL_TWO_ROWS, arm_of(vm, certain)->span, arm_of(vm, &at[i])->span);
        certain = &at[i];
    }
    leave_open(vm, false);
    return true;
}

/* ---- any: the arms' actions, computed now ---- */

static bool compute(struct vm *vm, const struct code_arm *arm, const struct value **args)
{
    for (uint32_t i = 0; i < arm->n_actions; i++)
        if (!settle_args(vm, &vm->code->actions[arm->first_action + i], &args[i]))
            return false;
    return true;
}

static enum truth same_arms(struct vm *vm, const struct code_arm *a, const struct value **a_args, const struct code_arm *b,
                            const struct value **b_args)
{
    const struct code_action *actions = vm->code->actions;
    enum truth all = TRUTH_YES;
    if (a->n_actions != b->n_actions)
        return TRUTH_NO;
    for (uint32_t i = 0; i < a->n_actions; i++) {
        enum truth one = settle_same(vm, &actions[a->first_action + i], a_args[i], &actions[b->first_action + i], b_args[i]);
        if (one == TRUTH_NO)
            return TRUTH_NO;
        if (one == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

struct asked {
    struct vm *vm;
    const struct value ***args; /* of each listed arm's each action */
};

static enum truth same(const struct asked *asked, uint32_t i, uint32_t j)
{
    const struct listed *at = first(asked->vm);
    return same_arms(asked->vm, arm_of(asked->vm, &at[i]), asked->args[i], arm_of(asked->vm, &at[j]), asked->args[j]);
}

/* Two certain arms that surely ask for different things are an error; *OPEN: they may. */
static bool refuse_others(const struct asked *asked, const uint64_t *pc, bool *open)
{
    struct vm *vm = asked->vm;
    const struct listed *at = first(vm);
    for (uint32_t i = 1; i < n_arms(vm); i++)
        for (uint32_t j = 0; !at[i].need && j < i; j++) {
            enum truth alike = at[j].need ? TRUTH_YES : same(asked, j, i);
            if (alike == TRUTH_NO)
                return vm_fail_two(vm, pc, EVAL_ROWS_DISAGREE, arm_of(vm, &at[j])->span, arm_of(vm, &at[i])->span);
            *open |= alike == TRUTH_UNKNOWN;
        }
    return true;
}

static bool idle(const struct asked *asked, uint32_t i)
{
    const struct listed *at = first(asked->vm);
    for (uint32_t j = 0; at[i].need && j < n_arms(asked->vm); j++)
        if (!at[j].need && same(asked, i, j) == TRUTH_YES)
            return true;
    return false;
}

/* An undecided arm that asks for what a certain one asks for anyway goes. */
static void drop_idle(const struct asked *asked)
{
    struct vm *vm = asked->vm;
    uint32_t kept = 0, n = n_arms(vm);
    bool *gone = arena_array(&vm->scratch, bool, n);
    for (uint32_t i = 0; i < n; i++)
        gone[i] = idle(asked, i);
    for (uint32_t i = 0; i < n; i++)
        if (!gone[i])
            first(vm)[kept++] = first(vm)[i];
    vm->n_listed = vm->mark + kept;
}

static bool any(struct vm *vm, const uint64_t *pc)
{
    uint32_t n = n_arms(vm);
    if (n < 2)
        return true;
    struct asked asked = { vm, arena_alloc(&vm->scratch, n * sizeof *asked.args) };
    bool open = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct code_arm *arm = arm_of(vm, &first(vm)[i]);
        asked.args[i] = arena_alloc(&vm->scratch, arm->n_actions * sizeof **asked.args);
        if (!compute(vm, arm, asked.args[i]))
            return false;
    }
    if (!refuse_others(&asked, pc, &open))
        return false;
    drop_idle(&asked);
    leave_open(vm, open);
    return true;
}

bool settle_unit(struct vm *vm, const uint64_t *pc, uint32_t unit)
{
    vm->unsettled = true;
    return vm->code->units[unit].hit == CODE_ANY ? any(vm, pc) : only_one(vm, pc);
}

/* ---- overrides ---- */

/* What the arms of a list come to, that are settled by now. Arms often share one long list (a table overrides another). */
struct over {
    const uint32_t *list;
    bool fires;
    need need;
};

static void look_over(struct vm *vm, const struct code_arm *arm, struct over *over)
{
    if (over->list == arm->overridden_by)
        return;
    *over = (struct over){ .list = arm->overridden_by };
    for (uint32_t i = 0; i < arm->n_overridden_by && !over->fires; i++) {
        uint32_t by = arm->overridden_by[i];
        over->fires = vm->arm_truth[by] == TRUTH_YES;
        if (vm->arm_truth[by] == TRUTH_UNKNOWN)
            over->need = need_join(&vm->scratch, over->need, vm->arm_needs[by]);
    }
}

static void settle_one(struct vm *vm, struct listed *listed, struct over *over)
{
    const struct code_arm *arm = arm_of(vm, listed);
    if (arm->n_overridden_by == 0)
        return;
    look_over(vm, arm, over);
    listed->need = need_join(&vm->scratch, listed->need, over->need);
    vm->arm_truth[listed->arm] = over->fires ? TRUTH_NO : listed->need ? TRUTH_UNKNOWN : TRUTH_YES;
    vm->arm_needs[listed->arm] = listed->need;
}

/* By place in arm_order: Shell's sort with Ciura's gaps, as there are few arms nearly always. */
static void sort(const struct vm *vm, uint32_t *order, uint32_t n)
{
    static const uint32_t gaps[] = { 1750, 701, 301, 132, 57, 23, 10, 4, 1 };
    for (uint32_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (uint32_t gap = gaps[g], i = gap; i < n; i++) {
            uint32_t one = order[i], at = i, rank = arm_of(vm, &vm->listed[one])->order;
            for (; at >= gap && arm_of(vm, &vm->listed[order[at - gap]])->order > rank; at -= gap)
                order[at] = order[at - gap];
            order[at] = one;
        }
}

/* The listed arms that may be overridden. */
static uint32_t in_order(struct vm *vm, uint32_t *order)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < vm->n_listed; i++)
        if (arm_of(vm, &vm->listed[i])->n_overridden_by > 0)
            order[n++] = i;
    sort(vm, order, n);
    return n;
}

static void note_truth(struct vm *vm)
{
    vm->settling = true;
    for (uint32_t i = 0; i < vm->n_listed; i++) {
        const struct listed *listed = &vm->listed[i];
        vm->arm_truth[listed->arm] = listed->need ? TRUTH_UNKNOWN : TRUTH_YES;
        vm->arm_needs[listed->arm] = listed->need;
    }
}

static void keep_firing(struct vm *vm)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < vm->n_listed; i++) {
        struct listed listed = vm->listed[i];
        if (vm->arm_truth[listed.arm] != TRUTH_NO)
            vm->listed[kept++] = listed;
        vm->arm_truth[listed.arm] = TRUTH_NO;
    }
    vm->n_listed = kept;
    vm->settling = false;
}

void settle_overrides(struct vm *vm)
{
    uint32_t *order = arena_alloc(&vm->scratch, vm->n_listed * sizeof *order), n = in_order(vm, order);
    struct over over = { 0 };
    note_truth(vm);
    for (uint32_t i = 0; i < n; i++)
        settle_one(vm, &vm->listed[order[i]], &over);
    keep_firing(vm);
}
