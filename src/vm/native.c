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

static int64_t run(struct vm *vm, uint64_t from, uint64_t to, struct value *registers)
{
    int64_t word = (int64_t)from;
    while (word >= (int64_t)from && word < (int64_t)to)
        word = one(vm, (uint64_t)word, registers);
    return word;
}

static int64_t found_or_none(uint32_t found)
{
    return found != ALIVE_NONE ? (int64_t)found : NATIVE_NONE;
}

static int64_t first(struct vm *vm, uint64_t set)
{
    return found_or_none(alive_first(vm, (uint32_t)set));
}

static int64_t next(struct vm *vm, uint64_t set)
{
    return found_or_none(alive_next(vm, (uint32_t)set));
}

static int64_t item(struct vm *vm, struct value *registers, uint64_t set, uint64_t found, uint64_t settled)
{
    const uint64_t *pc = vm->code->words + alive_word(vm, (uint32_t)set, (uint32_t)found), *end = vm->code->words + settled;
    vm->maybe = 0;
    while (pc != NULL && pc != end) {
        if (insn_op(*pc) == OP_ALIVE && insn_a(*pc) == set)
            return NATIVE_NONE;
        pc = is_ready(vm, *pc) ? vm_one(vm, pc, registers) : NULL;
    }
    return pc != NULL ? (int64_t)settled : NATIVE_FAILED;
}

static int64_t definition(struct vm *vm, uint64_t index)
{
    return vm_compute(vm, (uint32_t)index);
}

static uint64_t join(struct vm *vm, uint64_t a, uint64_t b)
{
    return need_join(&vm->scratch, a, b);
}

static uint64_t waits(struct vm *vm, uint64_t facts)
{
    uint64_t unknown = 0;
    for (; facts != 0; facts &= facts - 1) {
        uint32_t fact = (uint32_t)__builtin_ctzll(facts);
        unknown |= vm->facts[fact].kind ? 0 : UINT64_C(1) << fact;
    }
    return unknown | NEED_UNKNOWN;
}

static int64_t text_is(struct vm *vm, uint64_t fact, uint64_t constant)
{
    return str_eq(value_str(vm->facts[fact]), value_str(vm->code->constants[constant]));
}

const struct native_calls native_calls = { one, run, first, next, item, definition, join, waits, text_is };
