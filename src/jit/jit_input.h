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

struct jit_input {
    uint64_t magic, layout, size; /* of the whole, in numbers */
    uint64_t n_words, n_units, n_definitions, n_facts;
    uint64_t n_registers;
    uint64_t units_end;                       /* the word behind the units' END */
    const uint64_t *words;
    const uint64_t *units;                    /* where each begins */
    const struct jit_definition *definitions;
    const struct jit_fact *facts;
};

/* Appends CODE to OUT, whose trap receives failure of allocation. */
void jit_input_write(const struct code *code, struct buf *out);
/* Looks at N numbers; *INPUT borrows them. False: they are no input of this version. */
bool jit_input_read(const uint64_t *numbers, size_t n, struct jit_input *input);

#endif
