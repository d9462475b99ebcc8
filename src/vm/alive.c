/* What the rule index leaves of a set: one item after the other, for the interpreter and for native code. */
#include "vm/vm_inner.h"

/* What a rule waits for whose only row is not no: the unknown facts of its terms. */
static need row_needs(struct vm *vm, uint32_t number)
{
    const struct index *index = vm->select.index;
    const struct index_row *row = &index->rows[number];
    need needs = 0;
    for (uint32_t i = 0; i < row->n; i++) {
        const struct index_term *term = &index->terms[row->first + i];
        uint32_t fact = index->keys[term->key].fact;
        if (!vm->facts[fact].kind && term->unknown == TRUTH_UNKNOWN)
            needs = need_join(&vm->scratch, needs, vm->leaves[fact]);
    }
    return needs;
}

/* What the items wait for that the index did not list. */
static __attribute__((noinline)) void take_waits(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->select.n_waits; i++) {
        vm->waits[i] |= vm->select.waits[i];
        vm->select.waits[i] = 0;
    }
    vm->select.waiting = false;
    vm->waiting = vm->unsettled = true;
}

uint32_t alive_first(struct vm *vm, uint32_t set)
{
    struct selection *selection = &vm->selections[set];
    vm->select.facts = vm->facts;
    vm->select.stamp = vm->stamp;
    uint64_t from = vm->timed ? vm_clock() : 0;
    if (vm->lane == 0 || !batch_select(vm->batch, set, vm->lane - 1, &vm->select, selection->found, &selection->n))
        selection->n = index_select(&vm->select, set, selection->found);
    vm->selecting += vm->timed ? vm_clock() - from : 0;
    selection->at = 0;
    if (vm->select.waiting)
        take_waits(vm);
    return alive_next(vm, set);
}

/* What waits, where its row tells for what. */
static bool waits(struct vm *vm, const struct index_item *item)
{
    if (!index_tells_needs(item))
        return false;
    if (item->quiet)
        settle_wait(vm, row_needs(vm, item->row));
    else
        vm_list(vm, item->arm, row_needs(vm, item->row));
    return true;
}

uint32_t alive_next(struct vm *vm, uint32_t set)
{
    struct selection *selection = &vm->selections[set];
    while (selection->at < selection->n) {
        uint32_t found = selection->found[selection->at++], arm = selection->arms[found >> 1];
        if (arm == INDEX_NO_ARM)
            return found;
        if (found & 1)
            vm_list(vm, arm, 0);
        else if (!waits(vm, &selection->items[found >> 1]))
            return found;
    }
    return ALIVE_NONE;
}

/* The rules that the index does not tell all of are tried by themselves, an instruction at a time: there are few (see batch_cost.c). */
bool alive_together(struct vm *vm)
{
    const struct code *code = vm->code;
    struct selection *selection = &vm->selections[0];
    uint64_t from = vm->timed ? vm_clock() : 0;
    if (!batch_select(vm->batch, 0, vm->lane - 1, &vm->select, selection->found, &selection->n))
        return vm_run(vm, 0);
    vm->selecting += vm->timed ? vm_clock() - from : 0;
    selection->at = 0;
    if (vm->select.waiting)
        take_waits(vm);
    for (uint32_t found; (found = alive_next(vm, 0)) != ALIVE_NONE;) {
        uint32_t unit = found >> 1, end = unit + 1 < code->n_units ? code->units[unit + 1].entry : code->parts[0].to - 1; /* END */
        vm->maybe = 0;
        if (native_calls.run(vm, code->units[unit].entry, end, vm->registers) < 0)
            return false;
    }
    return true;
}
