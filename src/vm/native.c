/* What native code calls back. */
#include "vm/vm_inner.h"

/* A definition that the instruction asks for is computed first, by a run of its own. */
static bool is_ready(struct vm *vm, uint64_t insn)
{
    enum opcode op = insn_op(insn);
    if (op != OP_D_IS && op != OP_DEFINITION)
        return true;
    uint32_t index = op == OP_D_IS ? insn_a(insn) : insn_b(insn);
    return vm->stamps[index] == vm->stamp || vm_compute(vm, index);
}

static int64_t one(struct vm *vm, uint64_t word, struct value *registers)
{
    const uint64_t *pc = vm->code->words + word;
    if (!is_ready(vm, *pc))
        return -1;
    const uint64_t *next = vm_one(vm, pc, registers);
    return next ? next - vm->code->words : -1;
}

static int64_t range(struct vm *vm, uint64_t from, uint64_t to)
{
    const uint64_t *pc = vm->code->words + from, *begin = pc, *end = vm->code->words + to;
    vm->maybe = 0;
    while (pc != NULL && pc >= begin && pc < end)
        pc = is_ready(vm, *pc) ? vm_one(vm, pc, vm->registers) : NULL;
    return pc != NULL;
}

static int64_t definition(struct vm *vm, uint64_t index)
{
    return vm_compute(vm, (uint32_t)index);
}

static uint64_t join(struct vm *vm, uint64_t a, uint64_t b)
{
    return need_join(&vm->scratch, a, b);
}

static int64_t text_is(struct vm *vm, uint64_t fact, uint64_t constant)
{
    return str_eq(value_str(vm->facts[fact]), value_str(vm->code->constants[constant]));
}

const struct native_calls native_calls = { one, range, definition, join, text_is };
