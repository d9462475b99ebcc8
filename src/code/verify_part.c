/* Instructions one by one: each operand says something that there is. */
#include "code/verify.h"

static void below(struct verify *v, uint64_t index, uint32_t n, const char *what)
{
    if (index >= n)
        verify_wrong(v, what);
}

static void is_register(struct verify *v, uint64_t index)
{
    below(v, index, v->part->n_registers, "a register that its part does not have");
}

static void is_jump(struct verify *v, uint32_t distance)
{
    int64_t to = (int64_t)v->word + (int32_t)distance;
    if (to < v->part->from || to >= v->part->to || !v->marks[to])
        verify_wrong(v, "a jump that meets no instruction of its part");
}

static void is_row(struct verify *v, uint32_t operand)
{
    uint32_t first = operand & INSN_MOST_X, n = operand >> 16;
    if (n == 0)
        verify_wrong(v, "an empty row of registers");
    else
        is_register(v, (uint64_t)first + n - 1);
}

static void is_kind(struct verify *v, uint64_t kind)
{
    if (kind > VALUE_RECORD)
        verify_wrong(v, "a kind of values that there is not");
}

static void is_hit(struct verify *v, uint64_t operand)
{
    below(v, operand & ((1u << CODE_HIT_BITS) - 1), CODE_COUNT + 1, "a hit policy that there is not");
    is_kind(v, operand >> CODE_HIT_BITS);
}

/* The row's length is operand b's. */
static void is_tables(struct verify *v, uint64_t operand)
{
    uint32_t n = insn_y(v->code->words[v->word]);
    below(v, (uint64_t)(uint32_t)operand + n, v->code->n_subjects + 1, "a name that there is not");
    below(v, (operand >> 32) + n, v->code->n_spans + 1, "a place that there is not");
}


static void is_operand(struct verify *v, enum operand format, uint64_t operand)
{
    const struct code *code = v->code;
    switch (format) {
    case OPERAND_NONE: case OPERAND_INT: case OPERAND_INT_JUMP: case OPERAND_MASK: case OPERAND_NUMBER: break;
    case OPERAND_WRITE: case OPERAND_READ: case OPERAND_UPDATE: is_register(v, operand); break;
    case OPERAND_READ2:
        is_register(v, operand & INSN_MOST_X);
        is_register(v, operand >> 16);
        break;
    case OPERAND_READ_INDEX: is_register(v, operand & INSN_MOST_X); break;
    case OPERAND_READ_ROW: is_row(v, (uint32_t)operand); break;
    case OPERAND_JUMP: is_jump(v, (uint32_t)operand); break;
    case OPERAND_FACT: below(v, operand, code->shape.n_facts, "a fact that there is not"); break;
    case OPERAND_CONSTANT: below(v, operand, code->n_constants, "a constant that there is not"); break;
    case OPERAND_SLOT: below(v, operand, code->n_slots, "a slot that there is not"); break;
    case OPERAND_DEFINITION: below(v, operand, code->n_definitions, "a definition that there is not"); break;
    case OPERAND_PATTERN: below(v, operand, code->patterns ? code->patterns->all.n : 0, "a pattern that there is not"); break;
    case OPERAND_TYPE: below(v, operand, code->n_types, "a type that there is not"); break;
    case OPERAND_KIND: is_kind(v, operand); break;
    case OPERAND_BUILTIN: below(v, operand, BUILTIN_COUNT, "a builtin that there is not"); break;
    case OPERAND_SPAN: below(v, operand, code->n_spans, "a place that there is not"); break;
    case OPERAND_HIT: is_hit(v, operand); break;
    case OPERAND_TABLES: is_tables(v, operand); break;
    case OPERAND_ARM: below(v, operand, code->n_arms, "an arm that there is not"); break;
    case OPERAND_LOOKUP: below(v, operand, code->n_lookups, "a lookup that there is not"); break;
    case OPERAND_SET: below(v, operand, code->index ? code->index->n_sets : 0, "a set that there is not"); break;
    case OPERAND_UNIT: below(v, operand, code->n_units, "a unit that there is not"); break;
    }
}

/* What some instructions ask beyond their operands. */
static void is_special(struct verify *v, uint64_t insn)
{
    const struct code *code = v->code;
    switch (insn_op(insn)) {
    case OP_NEXT: case OP_TALLY: is_register(v, (uint64_t)insn_a(insn) + 1); break; /* two registers */
    case OP_ASK: /* its parameters stand in a row */
        if (!v->wrong && code->lookups[code->words[v->word + 1]].n_params)
            is_register(v, (uint64_t)insn_b(insn) + code->lookups[code->words[v->word + 1]].n_params - 1);
        break;
    case OP_RETURN:
        if (v->part->kind != PART_DEFINITION)
            verify_wrong(v, "a return outside a definition");
        break;
    case OP_END:
        if (v->part->kind == PART_DEFINITION)
            verify_wrong(v, "an end within a definition");
        break;
    case OP_FIRE: case OP_FIRE_FIRST: case OP_FIRE_EACH: case OP_OPEN: case OP_UNIT:
        if (v->part->kind != PART_UNITS)
            verify_wrong(v, "an arm outside the rules");
        break;
    default: break;
    }
}

/* Room is kept for each arm once: one instruction alone lists it. */
static void note_arm(struct verify *v, uint64_t insn)
{
    enum opcode op = insn_op(insn);
    if (v->wrong || (op != OP_FIRE && op != OP_FIRE_FIRST && op != OP_FIRE_EACH))
        return;
    uint32_t *word = &v->fired[op == OP_FIRE ? insn_a(insn) : v->code->words[v->word + 1]];
    if (*word != 0)
        verify_wrong(v, "an arm that may be listed twice");
    *word = v->word + 1;
}

static void insn(struct verify *v)
{
    const struct code *code = v->code;
    uint64_t word = code->words[v->word];
    const struct opcode_info *info = &opcode_info[insn_op(word)];
    is_operand(v, (enum operand)info->a, insn_a(word));
    is_operand(v, (enum operand)info->b, insn_b(word));
    if (info->c != OPERAND_NONE)
        is_operand(v, (enum operand)info->c, code->words[v->word + 1]);
    if (info->c == OPERAND_INT_JUMP)
        is_jump(v, (uint32_t)code->words[v->word + 2]);
    if (info->fails && (code->n_places == 0 || code->places[0].word > v->word))
        verify_wrong(v, "an instruction that can fail and has no place");
    is_special(v, word);
    note_arm(v, word);
}

bool verify_part_mark(struct verify *v, const struct code_part *part)
{
    uint32_t at = part->from, last = at;
    while (at < part->to) {
        uint64_t word = v->code->words[v->word = at];
        if (insn_op(word) >= OPCODE_COUNT)
            return verify_wrong(v, "an instruction that there is not"), false;
        v->marks[at] = VERIFY_MARK_BEGIN;
        last = at;
        at += insn_length(word);
    }
    enum opcode op = insn_op(v->code->words[last]);
    if (at != part->to || (op != OP_END && op != OP_RETURN))
        verify_wrong(v, "a part that runs on behind its end");
    return v->wrong == NULL;
}

void verify_part_operands(struct verify *v)
{
    for (uint32_t at = v->part->from; at < v->part->to && !v->wrong; at += insn_length(v->code->words[at])) {
        v->word = at;
        insn(v);
    }
}
