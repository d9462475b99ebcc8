/* The translator's own state, shared by the files native*.c of this room: from instructions to machine code. It runs in the child. */
#ifndef BYLAW_JIT_NATIVE_INNER_H
#define BYLAW_JIT_NATIVE_INNER_H

#include "jit/jit_input.h"
#include "jit/machine.h"
#include "vm/vm_inner.h"

typedef struct machine_value *mvalue;
typedef struct machine_block *mblock;

struct native {
    struct machine *m;
    const struct jit_input *in;
    struct machine_function **definitions; /* NULL: the interpreter computes it */
    /* Of the function in hand: */
    uint64_t from, to; /* its words */
    mblock *blocks;    /* of its words */
    mblock out, failed;
    mvalue vm, calls, facts, registers;
    struct machine_variable *maybe;
    struct machine_variable *outer; /* of a definition: vm->definition of whoever asked */
    uint64_t definition;            /* its index */
    struct machine_variable *next;  /* the word where VALUES or VALUE goes on; */
    mblock where;                   /* goes there */
    bool no_memory;
};

/* ---- native_insn.c ---- */
/* The instruction at WORD, in its block, which it ends. */
void native_insn(struct native *n, uint64_t word);
/* Where a jump to WORD goes: its block, or out of the function. */
mblock native_block(const struct native *n, uint64_t word);

/* ---- native_group.c: rules without branches ---- */
enum { NATIVE_GROUP_MOST = 64 };
/* How many of the units from FIRST on are mere rows of tests of facts that end with FIRE, at most LIMIT. */
uint64_t native_group_count(const struct jit_input *in, uint64_t first, uint64_t limit);
/* N of them from FIRST on: tests all facts, then lists the arms; falls through to what is behind them. */
void native_group(struct native *n, uint64_t first, uint64_t count);

static inline mvalue native_number(const struct native *n, uint64_t number) { return machine_number(n->m, number); }
static inline uint64_t native_unit_end(const struct jit_input *in, uint64_t unit)
{
    return unit + 1 < in->n_units ? in->units[unit + 1] : in->units_end - 1; /* END is the last */
}
/* a joined with b, needs both. */
mvalue native_join(struct native *n, mvalue a, mvalue b);
/* What the unknown fact needs. */
mvalue native_leaf(struct native *n, uint64_t fact);

#endif
