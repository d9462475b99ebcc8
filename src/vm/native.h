/* Native code: what the VM and a shared object that was made of a policy's code (jit/) agree upon. The object knows where the fields
 * of the VM's structs lie, and is loaded only where NATIVE_ABI and native_layout are those it was made with. */
#ifndef BYLAW_VM_NATIVE_H
#define BYLAW_VM_NATIVE_H

#include "value/value.h"

struct vm;

/* One more wherever native code made before would do something else than the interpreter, or call something else. */
enum { NATIVE_ABI = 5 };

/* What native code calls back: everything that it does not do by itself is done by the VM's own functions. */
enum { NATIVE_NONE = -1, NATIVE_FAILED = -2 };
struct native_calls {
    /* Runs the instruction at WORD on REGISTERS; vm->maybe goes in and comes out. Yields the word where it goes on, -1: vm->error. */
    int64_t (*one)(struct vm *vm, uint64_t word, struct value *registers);
    /* Runs the instructions from word FROM to before word TO, which none but the last may jump beyond; likewise. */
    int64_t (*run)(struct vm *vm, uint64_t from, uint64_t to, struct value *registers);
    /* What alive_first and alive_next of SET yield, or NATIVE_NONE. */
    int64_t (*first)(struct vm *vm, uint64_t set);
    int64_t (*next)(struct vm *vm, uint64_t set);
    /* Runs item FOUND of SET, as they yield it, on REGISTERS. Yields NATIVE_NONE once the next one is to be asked for, the word SETTLED if it has
     * jumped there, NATIVE_FAILED: vm->error. */
    int64_t (*item)(struct vm *vm, struct value *registers, uint64_t set, uint64_t found, uint64_t settled);
    /* Computes definition INDEX, which was not computed in this case; 0: vm->error. */
    int64_t (*definition)(struct vm *vm, uint64_t index);
    /* need_join. */
    uint64_t (*join)(struct vm *vm, uint64_t a, uint64_t b);
    /* What that needs which was made of FACTS, bits, some of which are unknown: of a policy whose facts all have bits in needs. */
    uint64_t (*waits)(struct vm *vm, uint64_t facts);
    /* Whether fact FACT, a known text, is that constant. */
    int64_t (*text_is)(struct vm *vm, uint64_t fact, uint64_t constant);
};

/* Runs the units of the case in hand, as the interpreter does from word 0 to END; 0: vm->error. */
typedef int64_t native_units(struct vm *vm, const struct native_calls *calls);

/* native_layout.c: a number that tells where the fields lie that native code looks at. */
uint64_t native_layout(void);

#endif
