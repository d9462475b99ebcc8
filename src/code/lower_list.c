/* Lists, quantifiers, aggregates. */
#include "code/compiler.h"

bool lower_constant_list(struct compiler *c, const struct expr *e, struct value *out)
{
    if (e->op == EXPR_CONST && e->constant.kind == VALUE_LIST) {
        *out = e->constant;
        return true;
    }
    if (e->op != EXPR_LIST)
        return false;
    struct value_list *list = arena_alloc(c->arena, sizeof *list + e->n * sizeof *list->at);
    list->n = e->n;
    for (uint32_t i = 0; i < e->n; i++) {
        const struct expr *item = share_resolve(c, e->items[i]);
        if (item->op != EXPR_CONST || !value_known(item->constant))
            return false;
        list->at[i] = item->constant;
    }
    *out = value_list(list);
    return true;
}

void lower_list(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct value constant;
    if (lower_constant_list(c, e, &constant)) {
        emit(c, OP_CONSTANT, d, emit_constant(c, constant));
        return;
    }
    uint32_t t = emit_register(c);
    emit(c, OP_LIST, d, e->n);
    for (uint32_t i = 0; i < e->n; i++) {
        lower_value(c, e->items[i], t);
        emit_c(c, OP_ITEM, d, t, i);
    }
}

/* A loop over a list: the iterator and, behind it, the element. */
struct loop {
    uint32_t iterator, variable, outer;
    struct label top, end;
};

static void loop_begin(struct compiler *c, const struct expr *e, struct loop *loop)
{
    loop->iterator = emit_registers(c, 2);
    loop->variable = loop->iterator + 1;
    if (e->n > 1) {
        loop->outer = c->variables[e->index];
        c->variables[e->index] = loop->variable;
    }
}

static void loop_next(struct compiler *c, const struct expr *e, struct loop *loop)
{
    emit_bind(c, &loop->top);
    c->span = e->span;
    emit_jump(c, OP_NEXT, loop->iterator, &loop->end);
}

static void loop_end(struct compiler *c, const struct expr *e, struct loop *loop)
{
    emit_jump(c, OP_JUMP, 0, &loop->top);
    emit_bind(c, &loop->end);
    if (e->n > 1)
        c->variables[e->index] = loop->outer;
}

void lower_loop_test(struct compiler *c, const struct expr *e, bool on, struct label *label)
{
    struct loop loop = { 0 };
    uint32_t list = lower_operand(c, e->items[0]);
    loop_begin(c, e, &loop);
    emit_jump_c(c, OP_ELEMENTS, loop.iterator, &loop.end, list);
    loop_next(c, e, &loop);
    lower_test(c, e->items[1], on, label);
    loop_end(c, e, &loop);
}

/* What the body is for the element: into T, or the element itself. */
static uint32_t body(struct compiler *c, const struct expr *e, const struct loop *loop, uint32_t t)
{
    if (e->n == 1)
        return loop->variable;
    lower_value(c, e->items[1], t);
    return t;
}

static void tally(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct loop loop = { 0 };
    struct label done = { 0 };
    uint32_t list = lower_operand(c, e->items[0]), t = emit_register(c), sum = emit_registers(c, 2);
    loop_begin(c, e, &loop);
    emit(c, OP_TALLY, sum, 0);
    emit_jump_c(c, OP_ELEMENTS_OF, loop.iterator, &done, emit_xy(list, d));
    loop_next(c, e, &loop);
    emit(c, e->op == EXPR_COUNT ? OP_TALLY_YES : OP_TALLY_ADD, sum, body(c, e, &loop, t));
    loop_end(c, e, &loop);
    c->span = e->span;
    emit_c(c, OP_TALLY_END, d, sum, type_value_kind(e->type));
    emit_bind(c, &done);
}

static void extreme(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct loop loop = { 0 };
    struct label done = { 0 };
    uint32_t list = lower_operand(c, e->items[0]), t = emit_register(c), best = emit_register(c);
    loop_begin(c, e, &loop);
    emit(c, OP_ABSENT, best, 0);
    emit_jump_c(c, OP_ELEMENTS_OF, loop.iterator, &done, emit_xy(list, best));
    loop_next(c, e, &loop);
    emit(c, e->op == EXPR_SMALLEST ? OP_LEAST : OP_MOST, best, body(c, e, &loop, t));
    loop_end(c, e, &loop);
    emit_bind(c, &done);
    emit(c, OP_MOVE, d, best);
}

void lower_loop_value(struct compiler *c, const struct expr *e, uint32_t d)
{
    if (e->op == EXPR_COUNT && e->n == 1)
        emit(c, OP_COUNT, d, lower_operand(c, e->items[0]));
    else if (e->op == EXPR_COUNT || e->op == EXPR_SUM)
        tally(c, e, d);
    else
        extreme(c, e, d);
}
