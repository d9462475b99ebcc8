/* Checks of code that comes from elsewhere (an image), and of the compiler's own in tests and debugging: after them the VM
 * may trust every operand. */
#include "base/mem.h"
#include "code/code.h"

#include <string.h>

const char code_verify_no_memory[] = "no memory to verify with";

struct verify {
    const struct code *code;
    const struct code_part *part;
    uint32_t word;       /* the instruction in hand */
    uint8_t *begins;     /* of each word: an instruction begins here */
    const struct code_part **checked; /* of each set of the index: the part that its items were last found to stand in */
    const char *wrong;
};

static void wrong(struct verify *verify, const char *what)
{
    if (!verify->wrong)
        verify->wrong = what;
}

static void below(struct verify *verify, uint64_t index, uint32_t n, const char *what)
{
    if (index >= n)
        wrong(verify, what);
}

static void is_register(struct verify *verify, uint64_t index)
{
    below(verify, index, verify->part->n_registers, "a register that its part does not have");
}

static void is_jump(struct verify *verify, uint32_t distance)
{
    int64_t to = (int64_t)verify->word + (int32_t)distance;
    if (to < verify->part->from || to >= verify->part->to || !verify->begins[to])
        wrong(verify, "a jump that meets no instruction of its part");
}

static void is_row(struct verify *verify, uint32_t operand)
{
    uint32_t first = operand & INSN_MOST_X, n = operand >> 16;
    if (n == 0)
        wrong(verify, "an empty row of registers");
    else
        is_register(verify, (uint64_t)first + n - 1);
}

static void is_kind(struct verify *verify, uint64_t kind)
{
    if (kind > VALUE_RECORD)
        wrong(verify, "a kind of values that there is not");
}

static void is_hit(struct verify *verify, uint64_t operand)
{
    below(verify, operand & ((1u << CODE_HIT_BITS) - 1), CODE_COUNT + 1, "a hit policy that there is not");
    is_kind(verify, operand >> CODE_HIT_BITS);
}

/* The row's length is operand b's. */
static void is_tables(struct verify *verify, uint64_t operand)
{
    uint32_t n = insn_y(verify->code->words[verify->word]);
    below(verify, (uint64_t)(uint32_t)operand + n, verify->code->n_subjects + 1, "a name that there is not");
    below(verify, (operand >> 32) + n, verify->code->n_spans + 1, "a place that there is not");
}


static void is_operand(struct verify *verify, enum operand format, uint64_t operand)
{
    const struct code *code = verify->code;
    switch (format) {
    case OPERAND_NONE: case OPERAND_INT: case OPERAND_INT_JUMP: case OPERAND_MASK: case OPERAND_NUMBER: break;
    case OPERAND_WRITE: case OPERAND_READ: case OPERAND_UPDATE: is_register(verify, operand); break;
    case OPERAND_READ2:
        is_register(verify, operand & INSN_MOST_X);
        is_register(verify, operand >> 16);
        break;
    case OPERAND_READ_INDEX: is_register(verify, operand & INSN_MOST_X); break;
    case OPERAND_READ_ROW: is_row(verify, (uint32_t)operand); break;
    case OPERAND_JUMP: is_jump(verify, (uint32_t)operand); break;
    case OPERAND_FACT: below(verify, operand, code->shape.n_facts, "a fact that there is not"); break;
    case OPERAND_CONSTANT: below(verify, operand, code->n_constants, "a constant that there is not"); break;
    case OPERAND_SLOT: below(verify, operand, code->n_slots, "a slot that there is not"); break;
    case OPERAND_DEFINITION: below(verify, operand, code->n_definitions, "a definition that there is not"); break;
    case OPERAND_PATTERN: below(verify, operand, code->patterns ? code->patterns->all.n : 0, "a pattern that there is not"); break;
    case OPERAND_TYPE: below(verify, operand, code->n_types, "a type that there is not"); break;
    case OPERAND_KIND: is_kind(verify, operand); break;
    case OPERAND_BUILTIN: below(verify, operand, BUILTIN_COUNT, "a builtin that there is not"); break;
    case OPERAND_SPAN: below(verify, operand, code->n_spans, "a place that there is not"); break;
    case OPERAND_HIT: is_hit(verify, operand); break;
    case OPERAND_TABLES: is_tables(verify, operand); break;
    case OPERAND_ARM: below(verify, operand, code->n_arms, "an arm that there is not"); break;
    case OPERAND_LOOKUP: below(verify, operand, code->n_lookups, "a lookup that there is not"); break;
    case OPERAND_SET: below(verify, operand, code->index ? code->index->n_sets : 0, "a set that there is not"); break;
    case OPERAND_UNIT: below(verify, operand, code->n_units, "a unit that there is not"); break;
    }
}

/* The items of a set are entered from this part only, where instructions begin; those that list an arm at once stand among the rules. */
static void is_set(struct verify *verify, uint32_t number)
{
    const struct index *index = verify->code->index;
    const struct index_set *set = &index->sets[number];
    bool fit = true;
    if (verify->checked[number] == verify->part) /* each rule of a set asks about it */
        return;
    verify->checked[number] = verify->part;
    for (uint32_t i = 0; i < set->n_items && fit; i++) {
        const struct index_item *item = &index->items[set->first_item + i];
        bool lists = item->arm != INDEX_NO_ARM;
        uint32_t from = verify->part->from, to = verify->part->to;
        fit = item->entry > from && item->entry < to && verify->begins[item->entry];
        fit &= !item->exact || lists || (item->fire > from && item->fire < to && verify->begins[item->fire]);
        fit &= !lists || (item->arm < verify->code->n_arms && verify->part->kind == PART_UNITS);
    }
    if (!fit)
        wrong(verify, "an item of a set that is no place in its part");
}

/* What some instructions ask beyond their operands. */
static void is_special(struct verify *verify, uint64_t insn)
{
    switch (insn_op(insn)) {
    case OP_SELECT: case OP_ALIVE:
        if (!verify->wrong)
            is_set(verify, insn_a(insn));
        break;
    case OP_NEXT: case OP_TALLY: is_register(verify, (uint64_t)insn_a(insn) + 1); break; /* two registers */
    case OP_ASK: /* its parameters stand in a row */
        if (!verify->wrong && verify->code->lookups[verify->code->words[verify->word + 1]].n_params)
            is_register(verify, (uint64_t)insn_b(insn) + verify->code->lookups[verify->code->words[verify->word + 1]].n_params - 1);
        break;
    case OP_ARGUMENT: below(verify, insn_b(insn), verify->code->max_args + 1, "an argument that there is not"); break;
    case OP_RETURN:
        if (verify->part->kind != PART_DEFINITION)
            wrong(verify, "a return outside a definition");
        break;
    case OP_END:
        if (verify->part->kind == PART_DEFINITION)
            wrong(verify, "an end within a definition");
        break;
    case OP_FIRE: case OP_FIRE_FIRST: case OP_FIRE_EACH: case OP_UNIT:
        if (verify->part->kind != PART_UNITS)
            wrong(verify, "an arm outside the rules");
        break;
    default: break;
    }
}

static void insn(struct verify *verify)
{
    const struct code *code = verify->code;
    uint64_t word = code->words[verify->word];
    const struct opcode_info *info = &opcode_info[insn_op(word)];
    is_operand(verify, info->a, insn_a(word));
    is_operand(verify, info->b, insn_b(word));
    if (info->c != OPERAND_NONE)
        is_operand(verify, info->c, code->words[verify->word + 1]);
    if (info->c == OPERAND_INT_JUMP)
        is_jump(verify, (uint32_t)code->words[verify->word + 2]);
    if (info->fails && (code->n_places == 0 || code->places[0].word > verify->word))
        wrong(verify, "an instruction that can fail and has no place");
    is_special(verify, word);
}

/* Marks where instructions begin; false where one is none or runs over its part's end. */
static bool mark(struct verify *verify, const struct code_part *part)
{
    uint32_t at = part->from, last = at;
    while (at < part->to) {
        uint64_t word = verify->code->words[verify->word = at];
        if (insn_op(word) >= OPCODE_COUNT)
            return wrong(verify, "an instruction that there is not"), false;
        verify->begins[at] = 1;
        last = at;
        at += insn_length(word);
    }
    enum opcode op = insn_op(verify->code->words[last]);
    if (at != part->to || (op != OP_END && op != OP_RETURN))
        wrong(verify, "a part that runs on behind its end");
    return verify->wrong == NULL;
}

static bool parts_fit(const struct code *code)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < code->n_parts; i++) {
        if (code->parts[i].from != at || code->parts[i].to <= at || code->parts[i].to > code->n_words)
            return false;
        at = code->parts[i].to;
    }
    return at == code->n_words && code->n_parts > 0 && code->parts[0].kind == PART_UNITS;
}

static void check_part(struct verify *verify, const struct code_part *part)
{
    verify->part = part;
    for (uint32_t at = part->from; at < part->to && !verify->wrong; at += insn_length(verify->code->words[at])) {
        verify->word = at;
        insn(verify);
    }
}

static bool is_entry(const struct code *code, enum part_kind kind, uint32_t index, uint32_t entry)
{
    uint32_t low = 0, high = code->n_parts;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (code->parts[middle].from <= entry)
            low = middle;
        else
            high = middle;
    }
    const struct code_part *part = &code->parts[low];
    return part->from == entry && part->kind == kind && part->index == index;
}

/* Whoever runs a part enters it at its begin, with registers enough. */
static void check_entries(struct verify *verify)
{
    const struct code *code = verify->code;
    bool fit = true;
    for (uint32_t i = 0; i < code->n_definitions; i++)
        fit &= is_entry(code, PART_DEFINITION, i, code->definitions[i].entry);
    for (uint32_t i = 0; i < code->n_actions; i++)
        fit &= code->actions[i].entry == CODE_NO_ENTRY || is_entry(code, PART_ARGUMENTS, i, code->actions[i].entry);
    for (uint32_t i = 0; i < code->n_arms; i++)
        fit &= !code->arms[i].has_reason || code->arms[i].reason_entry == CODE_NO_ENTRY ||
               is_entry(code, PART_REASON, i, code->arms[i].reason_entry);
    for (uint32_t i = 0; i < code->n_guarantees; i++)
        fit &= code->guarantees[i].action < code->n_actions &&
               (code->guarantees[i].when_entry == CODE_NO_ENTRY ||
                is_entry(code, PART_GUARANTEE, i, code->guarantees[i].when_entry));
    for (uint32_t i = 0; i < code->n_kpis; i++)
        fit &= is_entry(code, PART_KPI, i, code->kpis[i]);
    for (uint32_t i = 0; i < code->n_parts; i++) {
        uint32_t window = code->parts[i].kind == PART_DEFINITION ? code->definitions[code->parts[i].index].window : 0;
        fit &= (uint64_t)window + code->parts[i].n_registers <= code->n_registers;
    }
    if (!fit)
        wrong(verify, "an entry that is no part's");
}

static void check_all(struct verify *verify)
{
    const struct code *code = verify->code;
    for (uint32_t i = 0; i < code->n_parts; i++)
        if (!mark(verify, &code->parts[i]))
            return;
    for (uint32_t i = 0; i < code->n_parts && !verify->wrong; i++)
        check_part(verify, &code->parts[i]);
    check_entries(verify);
}

const char *code_verify(const struct code *code, uint32_t *word)
{
    struct verify verify = { .code = code };
    *word = 0;
    if (code->index && !index_fits(code->index, code->shape.facts, code->shape.n_facts))
        return "an index that does not fit";
    if (!parts_fit(code))
        return "parts that do not follow one another";
    uint32_t n_sets = code->index ? code->index->n_sets : 0;
    verify.begins = mem_alloc(code->n_words);
    verify.checked = mem_alloc(n_sets * sizeof *verify.checked);
    if (verify.begins && verify.checked) {
        memset(verify.begins, 0, code->n_words);
        memset(verify.checked, 0, n_sets * sizeof *verify.checked);
        check_all(&verify);
    } else {
        wrong(&verify, code_verify_no_memory);
    }
    mem_free(verify.begins);
    mem_free(verify.checked);
    *word = verify.word;
    return verify.wrong;
}
