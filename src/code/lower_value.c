/* Expressions to instructions that leave a value in a register. */
#include "code/compiler.h"

static void at(struct compiler *c, const struct expr *e)
{
    c->span = e->span;
}

uint32_t lower_operand(struct compiler *c, const struct expr *e)
{
    if (e->op == EXPR_VARIABLE)
        return c->variables[e->index];
    uint32_t d = emit_register(c);
    lower_value(c, e, d);
    return d;
}

static void one(struct compiler *c, const struct expr *e, enum opcode op, uint32_t d)
{
    uint32_t x = lower_operand(c, e->items[0]);
    at(c, e);
    emit(c, op, d, x);
}

static void one_c(struct compiler *c, const struct expr *e, enum opcode op, uint32_t d, uint64_t cc)
{
    uint32_t x = lower_operand(c, e->items[0]);
    at(c, e);
    emit_c(c, op, d, x, cc);
}

static uint32_t two_operands(struct compiler *c, const struct expr *e)
{
    uint32_t x = lower_operand(c, e->items[0]), y = lower_operand(c, e->items[1]);
    at(c, e);
    return emit_xy(x, y);
}

static void two(struct compiler *c, const struct expr *e, enum opcode op, uint32_t d)
{
    emit(c, op, d, two_operands(c, e));
}

static void two_c(struct compiler *c, const struct expr *e, enum opcode op, uint32_t d, uint64_t cc)
{
    emit_c(c, op, d, two_operands(c, e), cc);
}

static void multiply_divide(struct compiler *c, const struct expr *e, uint32_t d)
{
    lower_value(c, e->items[0], d);
    uint32_t x = lower_operand(c, e->items[1]), y = lower_operand(c, e->items[2]);
    at(c, e);
    emit_c(c, OP_MULTIPLY_DIVIDE, d, emit_xy(x, y), type_value_kind(e->type));
}

static bool composite(const struct type *type)
{
    return type->kind == TYPE_LIST || type->kind == TYPE_RECORD;
}

static void fact(struct compiler *c, uint32_t index, uint32_t d)
{
    const struct fact *fact = &c->program->facts[index];
    if (fact->judged)
        emit(c, OP_SEEN, index, 0);
    if (!composite(fact->type)) {
        emit(c, OP_FACT, d, index);
        return;
    }
    if (!c->fact_slots[index])
        c->fact_slots[index] = ++c->n_slots;
    emit_c(c, OP_PARTS, d, index, c->fact_slots[index] - 1);
}

/* A condition as a value: its row of tests, then what it came to. */
static void truth(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct label no = { 0 }, done = { 0 };
    uint32_t saved = emit_register(c);
    emit(c, OP_SAVE, saved, 0);
    c->clean = true;
    lower_test_itself(c, e, false, &no);
    emit(c, OP_DECIDE, d, saved);
    emit_jump(c, OP_JUMP, 0, &done);
    emit_bind(c, &no);
    emit(c, OP_REFUSE, d, saved);
    emit_bind(c, &done);
}

/* An unknown condition wants both branches looked at: the first leaves the condition's needs in M for the second. What was not looked at
 * is unknown, so that something is in D on each way. */
static void choice(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct label other = { 0 }, both = { 0 }, done = { 0 };
    uint32_t saved = emit_register(c), m = emit_register(c);
    emit(c, OP_SAVE, saved, 0);
    c->clean = true;
    lower_test(c, e->items[0], false, &other);
    emit(c, OP_SAVE, m, 0);
    lower_value(c, e->items[1], d);
    emit_jump(c, OP_IF_THEN, m, &done);
    emit_jump(c, OP_JUMP, 0, &both);
    emit_bind(c, &other);
    emit(c, OP_SAVE, m, 0);
    emit(c, OP_UNKNOWN, d, 0);
    emit_bind(c, &both);
    uint32_t t = emit_register(c);
    lower_value(c, e->items[2], t);
    emit(c, OP_IF_ELSE, d, emit_xy(t, m));
    emit_bind(c, &done);
    emit(c, OP_RESTORE, saved, 0);
}

static void first_known(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct label done = { 0 };
    uint32_t t = emit_register(c);
    lower_value(c, e->items[0], d);
    for (uint32_t i = 1; i < e->n; i++) {
        emit_jump(c, OP_R_KNOWN, d, &done);
        lower_value(c, e->items[i], t);
        emit(c, OP_FIRST_KNOWN, d, t);
    }
    emit_bind(c, &done);
}

static void text(struct compiler *c, const struct expr *e, uint32_t d)
{
    uint32_t t = emit_register(c);
    emit(c, OP_TEXT, d, 0);
    for (uint32_t i = 0; i < e->n; i++) {
        const struct expr *item = share_resolve(c, e->items[i]);
        if (item->op == EXPR_CONST && item->constant.kind == VALUE_TEXT) {
            emit(c, OP_TEXT_CONSTANT, d, emit_constant(c, item->constant));
        } else {
            lower_value(c, item, t);
            emit_c(c, OP_TEXT_ADD, d, t, emit_type(c, item->type));
        }
    }
    at(c, e);
    emit(c, OP_TEXT_END, d, 0);
}

static bool takes_two(enum builtin builtin)
{
    return builtin == BUILTIN_MIN || builtin == BUILTIN_MAX || builtin == BUILTIN_ROUND || builtin == BUILTIN_DAYS_BETWEEN;
}

/* min and max of several, two by two: they are strict and cannot fail, so that is the same. */
static void call_many(struct compiler *c, const struct expr *e, uint32_t d)
{
    lower_value(c, e->items[0], d);
    uint32_t t = emit_register(c);
    for (uint32_t i = 1; i < e->n; i++) {
        lower_value(c, e->items[i], t);
        at(c, e);
        emit_c(c, OP_CALL, d, emit_xy(d, t), e->index);
    }
}

static void call(struct compiler *c, const struct expr *e, uint32_t d)
{
    if (e->index == BUILTIN_MIN || e->index == BUILTIN_MAX) {
        call_many(c, e, d);
        return;
    }
    uint32_t x = lower_operand(c, e->items[0]), y = x;
    if (e->n > 1)
        y = lower_operand(c, e->items[1]);
    else if (takes_two((enum builtin)e->index))
        emit(c, OP_CONSTANT, y = emit_register(c), emit_constant(c, value_int(VALUE_NUMBER, 0)));
    at(c, e);
    emit_c(c, OP_CALL, d, emit_xy(x, y), e->index);
}

static void lookup(struct compiler *c, const struct expr *e, uint32_t d)
{
    emit(c, OP_DEFINITION, d, c->program->n_definitions + e->index);
    if (e->op == EXPR_FOUND)
        emit(c, OP_FOUND, d, d);
    else if (!c->program->lookups[e->index].many)
        emit(c, OP_ROW, d, d);
}

static void record(struct compiler *c, const struct expr *e, uint32_t d)
{
    uint32_t t = emit_register(c);
    emit(c, OP_RECORD, d, e->n);
    for (uint32_t i = 0; i < e->n; i++) {
        lower_value(c, e->items[i], t);
        emit_c(c, OP_PUT_FIELD, d, t, i);
    }
}

static void plain(struct compiler *c, const struct expr *e, uint32_t d)
{
    switch (e->op) {
    case EXPR_CONST: emit(c, OP_CONSTANT, d, emit_constant(c, e->constant)); break;
    case EXPR_FACT: fact(c, e->index, d); break;
    case EXPR_DEFINITION: emit(c, OP_DEFINITION, d, e->index); break;
    case EXPR_VARIABLE: emit(c, OP_MOVE, d, c->variables[e->index]); break;
    case EXPR_FIELD:
        emit(c, OP_FIELD, d, emit_xy(lower_operand(c, e->items[0]), e->index));
        break;
    case EXPR_LOOKUP: case EXPR_FOUND: lookup(c, e, d); break;
    case EXPR_RECORD: record(c, e, d); break;
    case EXPR_NOT: one(c, e, OP_NOT, d); break;
    case EXPR_CERTAIN: one(c, e, OP_CERTAIN, d); break;
    case EXPR_KNOWN: one(c, e, OP_KNOWN, d); break;
    case EXPR_BLANK: one(c, e, OP_BLANK, d); break;
    case EXPR_AND: case EXPR_OR: case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE:
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS:
        truth(c, e, d);
        break;
    case EXPR_IN: two(c, e, OP_IN, d); break;
    case EXPR_HAS: {
        uint32_t xy = two_operands(c, e);
        emit(c, OP_IN, d, emit_xy(xy >> 16, xy & 0xFFFF));
        break;
    }
    case EXPR_CONTAINS: two(c, e, OP_CONTAINS, d); break;
    case EXPR_STARTS: two(c, e, OP_STARTS, d); break;
    case EXPR_ENDS: two(c, e, OP_ENDS, d); break;
    case EXPR_MATCHES: one_c(c, e, OP_MATCHES, d, e->index); break;
    case EXPR_ADD: two_c(c, e, OP_ADD, d, type_value_kind(e->type)); break;
    case EXPR_SUB: two_c(c, e, OP_SUBTRACT, d, type_value_kind(e->type)); break;
    case EXPR_MUL: two_c(c, e, OP_MULTIPLY, d, type_value_kind(e->type)); break;
    case EXPR_DIV: two_c(c, e, OP_DIVIDE, d, type_value_kind(e->type)); break;
    case EXPR_MUL_DIV: multiply_divide(c, e, d); break;
    case EXPR_NEG: one_c(c, e, OP_NEGATE, d, type_value_kind(e->type)); break;
    case EXPR_DATE_ADD: two(c, e, OP_DATE_ADD, d); break;
    case EXPR_DATE_SUB: two(c, e, OP_DATE_SUBTRACT, d); break;
    case EXPR_DATE_DIFF: two(c, e, OP_DATE_DIFFERENCE, d); break;
    case EXPR_DATE_ADD_MONTHS: one_c(c, e, OP_DATE_MONTHS, d, (uint64_t)(int32_t)e->index); break;
    case EXPR_MOMENT_ADD: two(c, e, OP_MOMENT_ADD, d); break;
    case EXPR_MOMENT_SUB: two(c, e, OP_MOMENT_SUBTRACT, d); break;
    case EXPR_MOMENT_DIFF: two(c, e, OP_MOMENT_DIFFERENCE, d); break;
    case EXPR_MOMENT_ADD_MONTHS: one_c(c, e, OP_MOMENT_MONTHS, d, (uint64_t)(int32_t)e->index); break;
    case EXPR_IF: choice(c, e, d); break;
    case EXPR_FIRST_KNOWN: first_known(c, e, d); break;
    case EXPR_ARMS: lower_cases(c, e, d); break;
    case EXPR_AGREE: lower_agree(c, e, d); break;
    case EXPR_TEXT: text(c, e, d); break;
    case EXPR_LIST: lower_list(c, e, d); break;
    case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST: lower_loop_value(c, e, d); break;
    case EXPR_CALL: call(c, e, d); break;
    case EXPR_OP_COUNT: break;
    }
}

static void shared(struct compiler *c, const struct expr *e, uint32_t d, uint32_t slot)
{
    struct label have = { 0 };
    emit_jump_c(c, OP_GET, d, &have, slot);
    plain(c, e, d);
    emit(c, OP_PUT, d, slot);
    emit_bind(c, &have);
}

void lower_value(struct compiler *c, const struct expr *e, uint32_t d)
{
    e = share_resolve(c, e);
    uint32_t registers = c->n_registers, slot = share_slot(c, e);
    if (slot == UINT32_MAX)
        plain(c, e, d);
    else
        shared(c, e, d, slot);
    c->n_registers = registers;
}
