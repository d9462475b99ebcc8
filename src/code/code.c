#include "code/code.h"
#include "code/compile.h"

const struct opcode_info opcode_info[OPCODE_COUNT] = {
#define OP(name, a, b, c, fails, sentence) \
    [OP_##name] = { #name, sentence, OPERAND_##a, OPERAND_##b, OPERAND_##c, fails },
#include "code/opcodes.def"
#undef OP
};

const struct shape *code_shape(const struct code *code)
{
    return &code->shape;
}

const struct code_place *code_place(const struct code *code, uint32_t word)
{
    uint32_t low = 0, high = code->n_places;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (code->places[middle].word <= word)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &code->places[low - 1] : NULL;
}
