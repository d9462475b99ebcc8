#include "code/compiler.h"
#include "code/index_rows.h"

/* Structural bounds of one instruction are kept by the limits of the language (nesting, facts); past them nothing sensible can
 * be made, and memory's trap is the only way out. */
static void bound(struct compiler *c, uint32_t number, uint32_t most)
{
    if (number > most)
        trap_spring(c->arena->trap, TRAP_MEMORY);
}

static void add_place(struct compiler *c)
{
    struct code_place place = { c->words.n, c->subjects.n - 1, c->span };
    vec_push(c->arena, &c->places, place);
}

void emit(struct compiler *c, enum opcode op, uint32_t a, uint32_t b)
{
    bound(c, a, INSN_MOST_A);
    if (opcode_info[op].fails)
        add_place(c);
    vec_push(c->arena, &c->words, (uint64_t)b << 32 | (uint64_t)a << 8 | op);
}

void emit_c(struct compiler *c, enum opcode op, uint32_t a, uint32_t b, uint64_t cc)
{
    emit(c, op, a, b);
    vec_push(c->arena, &c->words, cc);
    if (opcode_info[op].c == OPERAND_INT_JUMP)
        vec_push(c->arena, &c->words, 0); /* thread_jumps fills it in */
}

static uint32_t jump_operand(struct compiler *c, struct label *label)
{
    uint32_t here = c->words.n;
    if (label->at)
        return label->at - 1 - here;
    uint32_t before = label->chain;
    label->chain = here + 1;
    return before;
}

void emit_jump(struct compiler *c, enum opcode op, uint32_t a, struct label *label)
{
    emit(c, op, a, jump_operand(c, label));
}

void emit_jump_c(struct compiler *c, enum opcode op, uint32_t a, struct label *label, uint64_t cc)
{
    emit_c(c, op, a, jump_operand(c, label), cc);
}

void emit_set(struct compiler *c, enum opcode op, uint32_t set, struct label *label)
{
    if (set != INDEX_NO_SET)
        emit_jump(c, op, set, label);
}

void emit_bind(struct compiler *c, struct label *label)
{
    uint32_t here = c->words.n;
    for (uint32_t at = label->chain; at;) {
        uint64_t *word = &c->words.at[at - 1];
        uint32_t next = insn_b(*word);
        *word = (*word & UINT32_MAX) | (uint64_t)(here - (at - 1)) << 32;
        at = next;
    }
    label->at = here + 1;
    label->chain = 0;
    c->clean = false;
}

uint32_t emit_constant(struct compiler *c, struct value value)
{
    vec_push(c->arena, &c->constants, value);
    return c->constants.n - 1;
}

uint32_t emit_type(struct compiler *c, const struct type *type)
{
    if (c->types.n == 0 || c->types.at[c->types.n - 1] != type)
        vec_push(c->arena, &c->types, type);
    return c->types.n - 1;
}

uint32_t emit_span(struct compiler *c, struct span span)
{
    vec_push(c->arena, &c->spans, span);
    return c->spans.n - 1;
}

void emit_subject(struct compiler *c, struct str name)
{
    vec_push(c->arena, &c->subjects, name);
}

uint32_t emit_names(struct compiler *c, const struct str *names, uint32_t n)
{
    struct str now = c->subjects.at[c->subjects.n - 1];
    uint32_t first = c->subjects.n;
    for (uint32_t i = 0; i < n; i++)
        emit_subject(c, names[i]);
    emit_subject(c, now); /* which stays the last */
    return first;
}

void emit_part(struct compiler *c, enum part_kind kind, uint32_t index)
{
    struct code_part part = { .kind = kind, .index = index, .from = c->words.n };
    vec_push(c->arena, &c->parts, part);
    c->n_registers = c->most_registers = 0;
    c->clean = true;
}

void emit_part_end(struct compiler *c)
{
    struct code_part *part = &c->parts.at[c->parts.n - 1];
    part->to = c->words.n;
    thread_jumps(c, part->from, part->to);
    part->n_registers = c->most_registers;
}

uint32_t emit_registers(struct compiler *c, uint32_t n)
{
    uint32_t first = c->n_registers;
    bound(c, first + n, INSN_MOST_X);
    c->n_registers += n;
    if (c->n_registers > c->most_registers)
        c->most_registers = c->n_registers;
    return first;
}

uint32_t emit_register(struct compiler *c)
{
    return emit_registers(c, 1);
}
