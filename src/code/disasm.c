/* Code as text: `bylaw dump`. One instruction a line: its word, its name, its operands, what it means. */
#include "code/compile.h"
#include "code/code.h"

static void show_value(const struct code *code, struct value value, struct buf *out)
{
    (void)code;
    switch (value.kind) {
    case VALUE_UNKNOWN: buf_cstr(out, "unknown"); break;
    case VALUE_TEXT: buf_json(out, value_str(value)); break;
    case VALUE_LIST: buf_printf(out, "list of %u", value.list->n); break;
    case VALUE_RECORD: buf_printf(out, "record of %u", value.n); break;
    default: buf_int(out, value.i);
    }
}

static void show_index(struct buf *out, const char *what, uint32_t index, struct str name)
{
    buf_printf(out, "%s%u", what, index);
    if (name.n > 0) {
        buf_char(out, ':');
        buf_line(out, name);
    }
}

static struct str builtin_str(uint64_t index)
{
    return index < BUILTIN_COUNT ? str_from(builtin_name((enum builtin)index)) : STR("?");
}

/* An operand of 64 bits; those of an instruction's first word are its parts. WORD is where the instruction stands. */
static void show_operand(const struct code *code, enum operand format, uint64_t operand, uint32_t word, struct buf *out)
{
    uint32_t index = (uint32_t)operand;
    switch (format) {
    case OPERAND_NONE: break;
    case OPERAND_WRITE: case OPERAND_READ: case OPERAND_UPDATE: buf_printf(out, "r%u", index); break;
    case OPERAND_READ2: buf_printf(out, "r%u r%u", index & INSN_MOST_X, index >> 16); break;
    case OPERAND_READ_INDEX: buf_printf(out, "r%u.%u", index & INSN_MOST_X, index >> 16); break;
    case OPERAND_READ_ROW: buf_printf(out, "r%u..%u", index & INSN_MOST_X, index >> 16); break;
    case OPERAND_JUMP: buf_printf(out, "-> %u", word + index); break;
    case OPERAND_FACT: show_index(out, "f", index, code->shape.facts[index].name); break;
    case OPERAND_CONSTANT: show_value(code, code->constants[index], out); break;
    case OPERAND_INT: case OPERAND_INT_JUMP: case OPERAND_KIND: buf_int(out, (int64_t)operand); break;
    case OPERAND_MASK: buf_printf(out, "{%llx}", (unsigned long long)operand); break;
    case OPERAND_NUMBER: case OPERAND_HIT: case OPERAND_SPAN: case OPERAND_TABLES: buf_printf(out, "%u", index); break;
    case OPERAND_SLOT: buf_printf(out, "s%u", index); break;
    case OPERAND_DEFINITION: show_index(out, "d", index, code->definitions[index].name); break;
    case OPERAND_PATTERN: buf_printf(out, "pattern %u", index); break;
    case OPERAND_TYPE: buf_printf(out, "type %u", index); break;
    case OPERAND_BUILTIN: buf_str(out, builtin_str(operand)); break;
    case OPERAND_ARM: show_index(out, "arm ", index, code->arms[index].name); break;
    case OPERAND_LOOKUP: show_index(out, "lookup ", index, code->lookups[index].name); break;
    case OPERAND_SET: buf_printf(out, "set %u", index); break;
    case OPERAND_UNIT: show_index(out, "unit ", index, code->units[index].name); break;
    }
}

static void show_one(const struct code *code, enum operand format, uint64_t operand, uint32_t word, struct buf *out)
{
    if (format == OPERAND_NONE)
        return;
    buf_char(out, ' ');
    show_operand(code, format, operand, word, out);
}

static void show_insn(const struct code *code, uint32_t word, struct buf *out)
{
    uint64_t insn = code->words[word];
    const struct opcode_info *info = &opcode_info[insn_op(insn)];
    buf_printf(out, "%6u  %-16s", word, info->name);
    show_one(code, info->a, insn_a(insn), word, out);
    show_one(code, info->b, insn_b(insn), word, out);
    if (info->c != OPERAND_NONE)
        show_one(code, info->c, code->words[word + 1], word, out);
    if (info->c == OPERAND_INT_JUMP && code->words[word + 2] != insn_b(insn))
        buf_printf(out, ", certain -> %u", word + (uint32_t)code->words[word + 2]);
    buf_char(out, '\n');
}

static void show_place(const struct sources *sources, struct span span, struct buf *out)
{
    if (sources == NULL || span.source >= sources->all.n)
        return;
    struct place place = span_place(sources, span);
    buf_cstr(out, "  # ");
    buf_line(out, place.source->name);
    buf_printf(out, ":%u", place.line);
}

static void show_heading(const struct code *code, const struct code_part *part, const struct sources *sources, struct buf *out)
{
    switch (part->kind) {
    case PART_UNITS: buf_cstr(out, "rules"); break;
    case PART_DEFINITION:
        buf_cstr(out, part->index < code->n_definitions - code->n_lookups ? "definition " : "lookup ");
        buf_line(out, code->definitions[part->index].name);
        show_place(sources, code->definitions[part->index].span, out);
        break;
    case PART_ARGUMENTS:
        buf_cstr(out, "arguments of ");
        buf_line(out, code->verbs[code->actions[part->index].verb].name);
        show_place(sources, code->actions[part->index].span, out);
        break;
    case PART_REASON:
        buf_cstr(out, "reason of ");
        buf_line(out, code->arms[part->index].name);
        break;
    case PART_GUARANTEE:
        buf_cstr(out, "when of the guarantee ");
        buf_line(out, code->guarantees[part->index].name);
        break;
    case PART_KPI: buf_printf(out, "kpi %u", part->index); break;
    }
    buf_printf(out, "\n");
}

static void show_unit(const struct code *code, uint32_t word, uint32_t *unit, const struct sources *sources, struct buf *out)
{
    for (; *unit < code->n_units && code->units[*unit].entry <= word; ++*unit) {
        buf_cstr(out, "  ");
        buf_line(out, code->units[*unit].name);
        show_place(sources, code->units[*unit].span, out);
        buf_char(out, '\n');
    }
}

void code_disasm(const struct code *code, const struct sources *sources, struct buf *out)
{
    buf_printf(out, "%u words, %u registers, %u slots, %u constants\n", code->n_words, code->n_registers, code->n_slots,
               code->n_constants);
    for (uint32_t i = 0; i < code->n_parts; i++) {
        const struct code_part *part = &code->parts[i];
        uint32_t unit = part->kind == PART_UNITS ? 0 : code->n_units;
        show_heading(code, part, sources, out);
        for (uint32_t word = part->from; word < part->to; word += insn_length(code->words[word])) {
            show_unit(code, word, &unit, sources, out);
            show_insn(code, word, out);
        }
    }
}
