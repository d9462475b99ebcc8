/* What of a policy's code is handed to the child that compiles it, as numbers of 64 bits one behind the other: the child runs the same
 * version of Bylaw, or the layout in the head tells that it does not. */
#ifndef BYLAW_JIT_INPUT_H
#define BYLAW_JIT_INPUT_H

#include "base/buf.h"
#include "code/code.h"

struct jit_definition {
    uint64_t from, to, window; /* words; its first register */
};

struct jit_fact {
    uint64_t symbols; /* of a closed set or a yes or no: how many values it has; else 0 */
};

/* A constant whose value is its 64 bits, and the other 64 of it (n and kind); 0: it is another. */
struct jit_constant {
    uint64_t i, rest;
};

/* An item of a set of the index (code/index.h), and a set. */
struct jit_item {
    uint64_t entry, fire;
    uint64_t tests; /* what stands between them is to be compiled; 0: the VM does it where it must be done */
};
struct jit_set {
    uint64_t first, n; /* items */
};

struct jit_input {
    uint64_t magic, layout, size; /* of the whole, in numbers */
    uint64_t n_words, n_units, n_definitions, n_facts;
    uint64_t n_registers;
    uint64_t n_sets, n_items, n_constants;
    uint64_t selects;                         /* the units' set is asked which of them are left; 0: all are tried */
    uint64_t planned;                         /* words, as struct jit_plan has it */
    uint64_t units_end;                       /* the word behind the units' END */
    const uint64_t *words;
    const uint64_t *units;                    /* where each begins */
    const struct jit_definition *definitions;
    const struct jit_fact *facts;
    const struct jit_set *sets;
    const struct jit_item *items;
    const struct jit_constant *constants;
};

/* Appends CODE to OUT, whose trap receives failure of allocation. */
void jit_input_write(const struct code *code, struct buf *out);
/* Looks at N numbers; *INPUT borrows them. False: they are no input of this version. */
bool jit_input_read(const uint64_t *numbers, size_t n, struct jit_input *input);

#endif
