/* Lookups, and records that are put together. */
#include "vm/vm_inner.h"

void ops_record(struct vm *vm, uint32_t n, struct value *out)
{
    *out = value_record(arena_array(&vm->scratch, struct value, n), n);
}

static need parameters_need(struct vm *vm, const struct value *params, uint32_t n)
{
    need needs = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!value_known(params[i]))
            needs = need_join(&vm->scratch, needs, need_of(&params[i]));
    return needs;
}

/* NULL needs the fact that stands for the field. */
static struct value row(struct vm *vm, const struct lookup *lookup, const struct value *from)
{
    struct value *fields = arena_alloc(&vm->scratch, lookup->n_fields * sizeof *fields);
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        fields[i] = value_known(from[i]) ? from[i] : need_value(vm->leaves[lookup->fields[i].fact]);
    return value_record(fields, lookup->n_fields);
}

static bool take_rows(struct vm *vm, const uint64_t *pc, const struct lookup *lookup, const struct host_rows *rows, struct value *out)
{
    if (rows->n > 1 && !lookup->many)
        return vm_fail(vm, pc, EVAL_TWO_FOUND);
    if (rows->n > LIMIT_LIST_ITEMS)
        return vm_fail(vm, pc, EVAL_LIST_LIMIT);
    ops_list(vm, rows->n, out);
    for (uint32_t i = 0; i < rows->n; i++)
        ((struct value *)out->list->at)[i] = row(vm, lookup, rows->at + (size_t)i * lookup->n_fields);
    return true;
}

bool ops_ask(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    uint32_t index = (uint32_t)pc[1];
    const struct lookup *lookup = &vm->code->lookups[index];
    struct value *d = &registers[insn_a(*pc)], *params = &registers[insn_b(*pc)];
    need needs = parameters_need(vm, params, lookup->n_params);
    struct host_rows rows = { 0 };
    struct str why = decision_error_text(EVAL_NO_HOST);
    enum host_status status = HOST_FAILED;
    if (!needs && vm->host.ask)
        status = vm->host.ask(vm->host.context, index, params, &vm->scratch, &rows, &why);
    if (needs || status == HOST_NOBODY) {
        *d = needs ? need_value(needs) : value_unknown();
        return true;
    }
    if (status == HOST_ROWS)
        return take_rows(vm, pc, lookup, &rows, d);
    vm_fail(vm, pc, EVAL_NO_HOST);
    vm->error.text = why;
    return false;
}
