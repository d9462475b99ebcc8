#include "jit/jit_input.h"

#include "jit/jit_plan.h"
#include "vm/native.h"

enum { HEAD = 14 };
#define MAGIC UINT64_C(0x0a74696a77616c79)

static void put(struct buf *out, uint64_t number)
{
    buf_add(out, (const char *)&number, sizeof number);
}

static const struct index none;

static uint64_t size_of(const struct code *code, const struct index *index)
{
    return HEAD + code->n_words + code->n_units + 3 * (uint64_t)code->n_definitions + code->shape.n_facts + 2 * (uint64_t)index->n_sets +
           3 * (uint64_t)index->n_items + 2 * (uint64_t)code->n_constants;
}

static void put_definitions(const struct code *code, struct buf *out)
{
    for (uint32_t i = 0; i < code->n_parts; i++) {
        const struct code_part *part = &code->parts[i];
        if (part->kind != PART_DEFINITION)
            continue;
        put(out, part->from);
        put(out, part->to);
        put(out, code->definitions[part->index].window);
    }
}

static uint64_t symbols_of(const struct type *type)
{
    return type->kind == TYPE_SET ? type->n_symbols : type->kind == TYPE_BOOL ? 2 : 0;
}

static void put_sets(const struct index *index, struct buf *out)
{
    for (uint32_t i = 0; i < index->n_sets; i++) {
        put(out, index->sets[i].first_item);
        put(out, index->sets[i].n_items);
    }
    for (uint32_t i = 0; i < index->n_items; i++) {
        put(out, index->items[i].entry);
        put(out, index->items[i].fire);
        put(out, jit_plan_tests(&index->items[i]));
    }
}

static bool is_number(const struct value *v)
{
    switch (v->kind) {
    case VALUE_BOOL: case VALUE_NUMBER: case VALUE_SYMBOL: case VALUE_DATE: case VALUE_TIME: case VALUE_MOMENT: case VALUE_DURATION: return true;
    default: return false;
    }
}

static void put_constants(const struct code *code, struct buf *out)
{
    for (uint32_t i = 0; i < code->n_constants; i++) {
        const struct value *v = &code->constants[i];
        put(out, is_number(v) ? (uint64_t)v->i : 0);
        put(out, is_number(v) ? (uint64_t)v->kind << 32 | v->n : 0);
    }
}

void jit_input_write(const struct code *code, struct buf *out)
{
    const struct index *index = code->index != NULL ? code->index : &none;
    struct jit_plan plan = jit_plan(code);
    const uint64_t head[HEAD] = { MAGIC, native_layout(), size_of(code, index), code->n_words, code->n_units, code->n_definitions,
                                  code->shape.n_facts, code->n_registers, code->parts[0].to, index->n_sets, index->n_items,
                                  plan.selects, code->n_constants, plan.words };
    buf_add(out, (const char *)head, sizeof head);
    buf_add(out, (const char *)code->words, code->n_words * sizeof *code->words);
    for (uint32_t i = 0; i < code->n_units; i++)
        put(out, code->units[i].entry);
    put_definitions(code, out);
    for (uint32_t i = 0; i < code->shape.n_facts; i++)
        put(out, symbols_of(code->shape.facts[i].type));
    put_sets(index, out);
    put_constants(code, out);
}

bool jit_input_read(const uint64_t *numbers, size_t n, struct jit_input *input)
{
    if (n < HEAD || numbers[0] != MAGIC || numbers[1] != native_layout() || numbers[2] != n)
        return false;
    *input = (struct jit_input){ .magic = numbers[0], .layout = numbers[1], .size = numbers[2], .n_words = numbers[3],
                                 .n_units = numbers[4], .n_definitions = numbers[5], .n_facts = numbers[6],
                                 .n_registers = numbers[7], .units_end = numbers[8], .n_sets = numbers[9], .n_items = numbers[10],
                                 .selects = numbers[11], .n_constants = numbers[12], .planned = numbers[13] };
    if (input->n_words > n || input->n_units > n || input->n_definitions > n || input->n_facts > n || input->n_sets > n || input->n_items > n || input->n_constants > n ||
        HEAD + input->n_words + input->n_units + 3 * input->n_definitions + input->n_facts + 2 * input->n_sets + 3 * input->n_items +
                2 * input->n_constants != n)
        return false;
    input->words = numbers + HEAD;
    input->units = input->words + input->n_words;
    input->definitions = (const struct jit_definition *)(input->units + input->n_units);
    input->facts = (const struct jit_fact *)(input->definitions + input->n_definitions);
    input->sets = (const struct jit_set *)(input->facts + input->n_facts);
    input->items = (const struct jit_item *)(input->sets + input->n_sets);
    input->constants = (const struct jit_constant *)(input->items + input->n_items);
    return true;
}
