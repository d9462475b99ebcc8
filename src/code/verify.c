/* Checks of code that comes from elsewhere (an image), and of the compiler's own in tests and debugging: after them the VM
 * may trust every operand, and what is in every register. */
#include "code/verify.h"

#include <string.h>

const char code_verify_no_memory[] = "no memory to verify with";

enum {
    ROUNDS_MOST = 8,     /* until slots hold no more than was thought when they were read */
    STEPS_A_WORD = 64,   /* that are followed: loops are gone through again */
    MEMORY_LEAST = 64 << 20, MEMORY_A_WORD = 2000, /* bytes at the most: far more than any code of the compiler's takes */
};

/* ---- parts ---- */

/* How many indexes of each kind of part there are. */
static uint32_t limit_of(const struct code *code, enum part_kind kind)
{
    switch (kind) {
    case PART_UNITS: return 1;
    case PART_DEFINITION: return code->n_definitions;
    case PART_ARGUMENTS: return code->n_actions;
    case PART_REASON: return code->n_arms;
    case PART_GUARANTEE: return code->n_guarantees;
    case PART_KPI: return code->n_kpis;
    }
    return 0;
}

static bool parts_fit(const struct code *code)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < code->n_parts; i++) {
        const struct code_part *part = &code->parts[i];
        if (part->from != at || part->to <= at || part->to > code->n_words || part->index >= limit_of(code, part->kind) ||
            (part->kind == PART_UNITS) != (i == 0))
            return false;
        at = part->to;
    }
    return at == code->n_words && code->n_parts > 0;
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

/* Whoever runs a part enters it at its begin. */
static bool entries_fit(const struct code *code)
{
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
               (code->guarantees[i].when_entry == CODE_NO_ENTRY || is_entry(code, PART_GUARANTEE, i, code->guarantees[i].when_entry));
    for (uint32_t i = 0; i < code->n_kpis; i++)
        fit &= is_entry(code, PART_KPI, i, code->kpis[i]);
    return fit;
}

/* The items of the set that the rules are, if they are one. */
static const struct index_item *items_of_units(const struct code *code)
{
    if (insn_op(code->words[0]) != OP_SELECT)
        return NULL;
    return &code->index->items[code->index->sets[insn_a(code->words[0])].first_item];
}

/* Rule behind rule, each at an instruction of the first part: native code is made of them one by one. */
static bool units_fit(const struct verify *v)
{
    const struct code *code = v->code;
    const struct index_item *items = items_of_units(code);
    uint32_t least = 0;
    if (items != NULL && code->index->sets[insn_a(code->words[0])].n_items != code->n_units)
        return false;
    for (uint32_t i = 0; i < code->n_units; i++) {
        uint32_t entry = code->units[i].entry;
        if (entry < least || entry >= code->parts[0].to || !(v->marks[entry] & VERIFY_MARK_BEGIN) || (items != NULL && items[i].entry != entry))
            return false;
        least = entry;
    }
    return true;
}

/* Definitions, which run while others do, have registers of their own behind the common ones. */
static bool windows_fit(const struct code *code)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < code->n_parts; i++)
        if (code->parts[i].kind != PART_DEFINITION && code->parts[i].n_registers > n)
            n = code->parts[i].n_registers;
    for (uint32_t i = 0; i < code->n_parts; i++) {
        if (code->parts[i].kind != PART_DEFINITION)
            continue;
        if (code->definitions[code->parts[i].index].window != n)
            return false;
        n += code->parts[i].n_registers;
    }
    return n == code->n_registers;
}

/* ---- definitions that ask for one another ---- */

struct asking {
    uint32_t definition, at, to; /* words */
};

/* The next definition that is asked for in what is left of it, or n_definitions. */
static uint32_t next_asked(const struct code *code, struct asking *asking)
{
    while (asking->at < asking->to) {
        uint64_t insn = code->words[asking->at];
        asking->at += insn_length(insn);
        if (insn_op(insn) == OP_DEFINITION)
            return insn_b(insn);
        if (insn_op(insn) == OP_D_IS)
            return insn_a(insn);
    }
    return code->n_definitions;
}

static struct asking ask(const struct code *code, const uint32_t *parts, uint32_t definition)
{
    const struct code_part *part = &code->parts[parts[definition]];
    return (struct asking){ definition, part->from, part->to };
}

enum { NEW, ASKED, DONE };

static bool ends(struct verify *v, const uint32_t *parts, uint8_t *states, struct asking *stack, uint32_t first)
{
    uint32_t n = 0, n_definitions = v->code->n_definitions;
    for (uint32_t next = first;;) {
        if (next < n_definitions && states[next] == ASKED)
            return false;
        if (next < n_definitions && states[next] == NEW) {
            states[next] = ASKED;
            stack[n++] = ask(v->code, parts, next);
        } else if (next == n_definitions) {
            states[stack[--n].definition] = DONE;
        }
        if (n == 0)
            return true;
        next = next_asked(v->code, &stack[n - 1]);
    }
}

/* Room is kept for each definition once, and none is computed before it is. */
static void check_cycles(struct verify *v)
{
    const struct code *code = v->code;
    uint32_t *parts = arena_array(&v->arena, uint32_t, code->n_definitions);
    uint8_t *states = arena_zalloc(&v->arena, code->n_definitions, 1);
    struct asking *stack = arena_array(&v->arena, struct asking, code->n_definitions);
    for (uint32_t i = 0; i < code->n_parts; i++)
        if (code->parts[i].kind == PART_DEFINITION)
            parts[code->parts[i].index] = i;
    for (uint32_t i = 0; i < code->n_definitions && !v->wrong; i++)
        if (states[i] == NEW && !ends(v, parts, states, stack, i))
            verify_wrong(v, "a definition that asks for itself");
}

/* ---- all of it ---- */

static void take_tables(struct verify *v)
{
    const struct code *code = v->code;
    uint32_t plain = code->n_definitions - code->n_lookups, n_sets = code->index ? code->index->n_sets : 0;
    verify_type_init(&v->types, &v->arena);
    v->marks = arena_zalloc(&v->arena, code->n_words, 1);
    v->facts = arena_array(&v->arena, uint32_t, code->shape.n_facts);
    v->definitions = arena_array(&v->arena, uint32_t, code->n_definitions);
    v->constants = arena_array(&v->arena, uint32_t, code->n_constants);
    v->slots = arena_array(&v->arena, uint32_t, code->n_slots);
    v->slot_read = arena_zalloc(&v->arena, code->n_slots, 1);
    v->fired = arena_array(&v->arena, uint32_t, code->n_arms);
    v->selected = arena_array(&v->arena, uint32_t, n_sets);
    for (uint32_t i = 0; i < code->shape.n_facts; i++)
        v->facts[i] = verify_type_of(&v->types, code->shape.facts[i].type);
    for (uint32_t i = 0; i < code->n_definitions; i++)
        v->definitions[i] = i < plain ? verify_type_of(&v->types, code->definitions[i].type)
                                      : verify_type_rows(&v->types, &code->lookups[i - plain]);
    for (uint32_t i = 0; i < code->n_slots; i++)
        v->slots[i] = VERIFY_UNKNOWN;
}

static void check_instructions(struct verify *v)
{
    const struct code *code = v->code;
    for (uint32_t i = 0; i < code->n_parts; i++)
        if (!verify_part_mark(v, &code->parts[i]))
            return;
    for (uint32_t i = 0; i < code->n_parts && !v->wrong; i++) {
        v->part = &code->parts[i];
        verify_part_operands(v);
    }
}

/* Marks of the last round but where instructions begin go. */
static void follow(struct verify *v)
{
    const struct code *code = v->code;
    v->again = false;
    memset(v->slot_read, 0, code->n_slots);
    memset(v->selected, 0, (code->index ? code->index->n_sets : 0) * sizeof *v->selected);
    for (uint32_t i = 0; i < code->n_words; i++)
        v->marks[i] &= VERIFY_MARK_BEGIN;
    for (uint32_t i = 0; i < code->n_parts && !v->wrong; i++) {
        v->part = &code->parts[i];
        verify_flow_part(v);
    }
}

static void check_all(struct verify *v)
{
    take_tables(v);
    check_instructions(v);
    if (!v->wrong && (!entries_fit(v->code) || !windows_fit(v->code)))
        verify_wrong(v, "an entry that is no part's");
    if (!v->wrong && !units_fit(v))
        verify_wrong(v, "a rule that is no place in its part");
    if (!v->wrong)
        check_cycles(v);
    v->steps = (uint64_t)STEPS_A_WORD * v->code->n_words;
    v->again = true;
    for (int round = 0; round < ROUNDS_MOST && v->again && !v->wrong; round++)
        follow(v);
    if (v->again)
        verify_wrong(v, "a slot with values of two types");
    for (uint32_t i = 0; v->code->index && i < v->code->index->n_sets; i++)
        if (v->selected[i] == 0)
            verify_wrong(v, "a set of the index that nobody asks for");
}

const char *code_verify(const struct code *code, uint32_t *word)
{
    struct trap trap;
    struct verify v = { .code = code };
    *word = 0;
    if (code->index && !index_fits(code->index, code->shape.facts, code->shape.n_facts))
        return "an index that does not fit";
    if (!parts_fit(code) || code->n_lookups > code->n_definitions || code->n_definitions > code->n_slots)
        return "parts that do not follow one another";
    arena_init(&v.arena, &trap);
    v.arena.limit = MEMORY_LEAST + (size_t)MEMORY_A_WORD * code->n_words;
    if (trap_set(&trap) == TRAP_NONE)
        check_all(&v);
    else
        v.wrong = code_verify_no_memory;
    *word = v.word;
    arena_free(&v.arena);
    return v.wrong;
}
