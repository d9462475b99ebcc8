/* Conditions to tests that jump: see the head of opcodes.def. */
#include "code/compiler.h"

enum { CHAIN_MOST = 8, MASK_SYMBOLS = 64 };

/* ---- comparisons ---- */

static enum expr_op opposite(enum expr_op op)
{
    switch (op) {
    case EXPR_EQ: return EXPR_NE;
    case EXPR_NE: return EXPR_EQ;
    case EXPR_LT: return EXPR_GE;
    case EXPR_LE: return EXPR_GT;
    case EXPR_GT: return EXPR_LE;
    default: return EXPR_LT;
    }
}

static enum opcode of_family(enum opcode first, enum expr_op op)
{
    return (enum opcode)(first + (op - EXPR_EQ)); /* both in the order EQ NE LT LE GT GE */
}

static bool is_fact(const struct compiler *c, const struct expr *e)
{
    return e->op == EXPR_FACT && !c->program->facts[e->index].judged;
}

static bool is_int(const struct value *value)
{
    return value->kind == VALUE_BOOL || value->kind == VALUE_NUMBER || value->kind == VALUE_SYMBOL ||
           (value->kind >= VALUE_DATE && value->kind <= VALUE_DURATION);
}

static void test_register(struct compiler *c, uint32_t r, bool on, struct label *label)
{
    emit_jump_c(c, OP_R_EQ, r, label, on);
}

static void test_value(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    test_register(c, lower_operand(c, e), on, label);
}

static void test_same(struct compiler *c, const struct expr *x, const struct expr *y, bool on, struct label *label)
{
    uint32_t a = lower_operand(c, x), b = lower_operand(c, y), d = emit_register(c);
    emit(c, OP_SAME, d, emit_xy(a, b));
    test_register(c, d, on, label);
}

static void test_registers(struct compiler *c, enum opcode first, enum expr_op op, const struct expr *x, const struct expr *y,
                           struct label *label)
{
    uint32_t a = lower_operand(c, x), b = lower_operand(c, y);
    emit_jump_c(c, of_family(first, op), a, label, b);
}

/* Jumps if x OP y. */
static void test_text(struct compiler *c, enum expr_op op, const struct expr *x, const struct expr *y, struct label *label)
{
    if (is_fact(c, x) && y->op == EXPR_CONST && value_known(y->constant) && op <= EXPR_NE)
        emit_jump_c(c, of_family(OP_FT_EQ, op), x->index, label, emit_constant(c, y->constant));
    else
        test_registers(c, OP_TT_EQ, op, x, y, label);
}

static void test_int(struct compiler *c, enum expr_op op, const struct expr *x, const struct expr *y, struct label *label)
{
    bool constant = y->op == EXPR_CONST && is_int(&y->constant);
    if (is_fact(c, x) && constant)
        emit_jump_c(c, of_family(OP_F_EQ, op), x->index, label, (uint64_t)y->constant.i);
    else if (is_fact(c, x) && is_fact(c, y))
        emit_jump_c(c, of_family(OP_FF_EQ, op), x->index, label, y->index);
    else if (constant)
        emit_jump_c(c, of_family(OP_R_EQ, op), lower_operand(c, x), label, (uint64_t)y->constant.i);
    else
        test_registers(c, OP_RR_EQ, op, x, y, label);
}

static void test_compare(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    const struct expr *x = share_resolve(c, e->items[0]), *y = share_resolve(c, e->items[1]);
    enum value_kind kind = type_value_kind(x->type);
    enum expr_op op = on ? e->op : opposite(e->op);
    if (kind == VALUE_LIST || kind == VALUE_RECORD) {
        test_same(c, x, y, op == EXPR_EQ, label);
        return;
    }
    if (x->op == EXPR_CONST) {
        const struct expr *swap = x;
        x = y;
        y = swap;
        op = expr_op_mirrored(op);
    }
    if (kind == VALUE_TEXT)
        test_text(c, op, x, y, label);
    else
        test_int(c, op, x, y, label);
}

/* ---- membership ---- */

static bool mask_of(const struct value_list *list, uint64_t *mask)
{
    *mask = 0;
    for (uint32_t i = 0; i < list->n; i++) {
        if (list->at[i].kind != VALUE_SYMBOL || list->at[i].i >= MASK_SYMBOLS)
            return false;
        *mask |= UINT64_C(1) << list->at[i].i;
    }
    return list->n > 0;
}

/* A fact among few constants: one test each, that jump on yes. */
static void test_chain(struct compiler *c, const struct expr *e, struct label *label)
{
    struct value constant;
    const struct expr *fact = share_resolve(c, e->items[0]);
    lower_constant_list(c, share_resolve(c, e->items[1]), &constant);
    const struct value_list *list = constant.list;
    for (uint32_t i = 0; i < list->n; i++) {
        if (list->at[i].kind == VALUE_TEXT)
            emit_jump_c(c, OP_FT_EQ, fact->index, label, emit_constant(c, list->at[i]));
        else
            emit_jump_c(c, OP_F_EQ, fact->index, label, (uint64_t)list->at[i].i);
    }
}

static bool chain_fits(const struct value_list *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i].kind != VALUE_TEXT && !is_int(&list->at[i]))
            return false;
    return list->n > 0 && list->n <= CHAIN_MOST;
}

/* ---- rows of tests ---- */

/* FACT == SYMBOL, as a bit of a mask. */
static bool symbol_bit(const struct compiler *c, const struct expr *e, uint32_t *fact, uint64_t *bit)
{
    if (e->op != EXPR_EQ)
        return false;
    const struct expr *x = share_resolve(c, e->items[0]), *y = share_resolve(c, e->items[1]);
    if (x->op == EXPR_CONST) {
        const struct expr *swap = x;
        x = y;
        y = swap;
    }
    if (!is_fact(c, x) || y->op != EXPR_CONST || y->constant.kind != VALUE_SYMBOL || y->constant.i >= MASK_SYMBOLS)
        return false;
    *fact = x->index;
    *bit = UINT64_C(1) << y->constant.i;
    return true;
}

/* How many items of the OR from FIRST on ask for symbols of one fact. */
static uint32_t symbols_together(const struct compiler *c, const struct expr *e, uint32_t first, uint32_t *fact, uint64_t *mask)
{
    uint32_t i = first, other;
    uint64_t bit;
    for (*mask = 0; i < e->n && symbol_bit(c, e->items[i], i == first ? fact : &other, &bit); i++) {
        if (i > first && other != *fact)
            break;
        *mask |= bit;
    }
    return i - first;
}

static void test_items(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    for (uint32_t i = 0; i < e->n;) {
        uint32_t fact = 0, n = 0;
        uint64_t mask;
        if (e->op == EXPR_OR)
            n = symbols_together(c, e, i, &fact, &mask);
        if (n > 1 && (on || n == e->n)) {
            emit_jump_c(c, on ? OP_F_IN : OP_F_OUT, fact, label, mask);
            i += n;
        } else {
            lower_test(c, e->items[i++], on, label);
        }
        c->clean = false;
    }
}

/* The row of an AND jumps where an item is no, that of an OR where one is yes: FLAT. */
static bool flat_on(const struct expr *e)
{
    return e->op == EXPR_OR || e->op == EXPR_ANY_HAS || e->op == EXPR_IN;
}

static void test_row(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    if (e->op == EXPR_AND || e->op == EXPR_OR)
        test_items(c, e, on, label);
    else if (e->op == EXPR_IN)
        test_chain(c, e, label);
    else
        lower_loop_test(c, e, on, label);
}

/* A row within a row of the other sort: it falls through to its end where it is ON or unknown. */
static void test_nested(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    struct label out = { 0 }, done = { 0 };
    bool clean = c->clean;
    uint32_t saved = clean ? 0 : emit_register(c);
    if (!clean)
        emit(c, OP_SAVE, saved, 0);
    c->clean = true;
    test_row(c, e, !on, &out);
    emit_jump(c, OP_SURE, 0, label);
    if (!clean) {
        emit(c, OP_JOIN, saved, 0);
        emit_jump(c, OP_JUMP, 0, &done);
        emit_bind(c, &out);
        emit(c, OP_RESTORE, saved, 0);
        emit_bind(c, &done);
    } else {
        emit_bind(c, &out);
    }
}

/* An OR of one fact's symbols is one test either way. */
static bool one_mask(const struct compiler *c, const struct expr *e)
{
    uint32_t fact;
    uint64_t mask;
    return e->op == EXPR_OR && e->n > 1 && symbols_together(c, e, 0, &fact, &mask) == e->n;
}

static void test_logic(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    if (on == flat_on(e) || one_mask(c, e))
        test_row(c, e, on, label);
    else
        test_nested(c, e, on, label);
}

static void test_in(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    struct value list;
    uint64_t mask;
    const struct expr *x = share_resolve(c, e->items[0]);
    bool simple = is_fact(c, x) && lower_constant_list(c, share_resolve(c, e->items[1]), &list);
    if (simple && mask_of(list.list, &mask))
        emit_jump_c(c, on ? OP_F_IN : OP_F_OUT, x->index, label, mask);
    else if (simple && chain_fits(list.list))
        test_logic(c, e, on, label);
    else
        test_value(c, e, on, label);
}

/* ---- the rest ---- */

static void test_known(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    const struct expr *item = share_resolve(c, e->items[0]);
    if (is_fact(c, item))
        emit_jump(c, on ? OP_F_KNOWN : OP_F_MISSING, item->index, label);
    else
        test_value(c, e, on, label);
}

/* A comparison of a fact with a constant is unknown exactly where the fact is. */
static bool one_fact(const struct compiler *c, const struct expr *e, uint32_t *fact)
{
    if (e->op < EXPR_EQ || e->op > EXPR_GE)
        return false;
    const struct expr *x = share_resolve(c, e->items[0]), *y = share_resolve(c, e->items[1]);
    if (x->op == EXPR_CONST && y->op == EXPR_FACT) {
        const struct expr *swap = x;
        x = y;
        y = swap;
    }
    *fact = x->index;
    return is_fact(c, x) && y->op == EXPR_CONST && (is_int(&y->constant) || y->constant.kind == VALUE_TEXT);
}

static void test_certain(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    uint32_t fact;
    const struct expr *item = share_resolve(c, e->items[0]);
    if (on || !one_fact(c, item, &fact)) {
        test_value(c, e, on, label);
        return;
    }
    emit_jump(c, OP_F_MISSING, fact, label);
    lower_test(c, item, false, label);
}

static void test_constant(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    if (!value_known(e->constant)) {
        test_value(c, e, on, label);
    } else if (e->constant.i == on) {
        emit(c, OP_CLEAR, 0, 0);
        emit_jump(c, OP_JUMP, 0, label);
    }
}

void lower_test_itself(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    switch (e->op) {
    case EXPR_CONST: test_constant(c, e, on, label); break;
    case EXPR_FACT:
        if (is_fact(c, e))
            emit_jump_c(c, OP_F_EQ, e->index, label, on);
        else
            test_value(c, e, on, label);
        break;
    case EXPR_DEFINITION: emit_jump_c(c, OP_D_IS, e->index, label, on); break;
    case EXPR_NOT: lower_test(c, e->items[0], !on, label); break;
    case EXPR_AND: case EXPR_OR: case EXPR_ANY_HAS: case EXPR_ALL_HAVE: test_logic(c, e, on, label); break;
    case EXPR_NO_HAS: {
        struct expr any = *e;
        any.op = EXPR_ANY_HAS;
        test_logic(c, &any, !on, label);
        break;
    }
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: test_compare(c, e, on, label); break;
    case EXPR_IN: test_in(c, e, on, label); break;
    case EXPR_KNOWN: test_known(c, e, on, label); break;
    case EXPR_CERTAIN: test_certain(c, e, on, label); break;
    default: test_value(c, e, on, label); break;
    }
}

void lower_test(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    e = share_resolve(c, e);
    uint32_t registers = c->n_registers;
    if (share_slot(c, e) == UINT32_MAX)
        lower_test_itself(c, e, on, label);
    else
        test_value(c, e, on, label);
    c->clean = false;
    c->n_registers = registers;
}

void lower_conjunct(struct compiler *c, const struct expr *e, bool on, struct label *label, struct label *hollow)
{
    if (!share_hollow(c, e)) {
        lower_test(c, e, on, label);
        return;
    }
    bool clean = c->clean;
    uint32_t saved = emit_register(c);
    if (!clean)
        emit(c, OP_SAVE, saved, 0);
    c->clean = true;
    lower_test(c, e, on, label);
    emit_jump(c, OP_HOLLOW, 0, hollow);
    if (!clean)
        emit(c, OP_JOIN, saved, 0);
    c->n_registers = saved;
}
