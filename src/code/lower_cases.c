/* Values by cases: definitions and columns of tables. Order: guard, conditions, unless, then the values of the arms that match
 * or may, one after the other, each going on to the next by itself. */
#include "code/compiler.h"
#include "code/index_rows.h"

static bool empty_is_result(const struct arms *arms)
{
    return arms->hit == HIT_SUM || arms->hit == HIT_COUNT;
}

static void arm_condition(struct compiler *c, const struct arms *arms, uint32_t set, uint32_t i, struct label *value,
                          struct label *settled)
{
    struct label next = { 0 };
    index_rows_entry(c->index, set, i, c->words.n);
    c->clean = true;
    if (arms->at[i].condition)
        lower_conjunct(c, arms->at[i].condition, false, &next, arms->hit == HIT_FIRST ? settled : &next);
    index_rows_fire(c->index, set, i, c->words.n);
    emit_jump_c(c, OP_CASE, 0, value, emit_span(c, arms->at[i].span));
    if (arms->hit == HIT_FIRST)
        emit_jump(c, OP_SURE, 0, settled);
    emit(c, OP_CLEAR, 0, 0);
    emit_bind(c, &next);
    emit_set(c, OP_ALIVE, set, settled);
}

static void unless(struct compiler *c, const struct arms *arms, struct label *values, struct label *drop)
{
    if (!empty_is_result(arms))
        emit_jump(c, OP_NO_CASE, 0, values);
    c->clean = true;
    lower_conjunct(c, arms->unless, true, drop, drop);
    emit(c, OP_CASES_GUARD, 0, 0);
}

static void arm_value(struct compiler *c, const struct expr *e, uint32_t i, struct label *value)
{
    const struct arms *arms = e->arms;
    uint32_t registers = c->n_registers, t = emit_register(c);
    emit_bind(c, value);
    if (arms->at[i].value)
        lower_value(c, arms->at[i].value, t);
    else
        emit(c, OP_UNKNOWN, t, 0);
    c->span = e->span;
    emit(c, OP_VALUE, t, 0);
    c->n_registers = registers;
}

static void cases(struct compiler *c, const struct expr *e, uint32_t d)
{
    const struct arms *arms = e->arms;
    struct label *values = arena_array(c->arena, struct label, arms->n);
    struct label settled = { 0 }, ready = { 0 }, drop = { 0 }, absent = { 0 }, done = { 0 };
    uint32_t saved = emit_register(c);
    emit(c, OP_SAVE, saved, 0);
    c->clean = true;
    if (arms->guard)
        lower_conjunct(c, arms->guard, false, &absent, &absent);
    emit(c, OP_CASES, 0, 0);
    uint32_t set = index_rows_arms(c->index, arms);
    emit_set(c, OP_SELECT, set, &settled);
    for (uint32_t i = 0; i < arms->n; i++)
        arm_condition(c, arms, set, i, &values[i], &settled);
    emit_bind(c, &settled);
    if (arms->unless)
        unless(c, arms, &ready, &drop);
    emit_bind(c, &ready);
    c->span = e->span;
    emit_jump_c(c, OP_VALUES, d, &done, (uint64_t)type_value_kind(e->type) << CODE_HIT_BITS | arms->hit);
    for (uint32_t i = 0; i < arms->n; i++)
        arm_value(c, e, i, &values[i]);
    emit_bind(c, &drop);
    if (arms->unless)
        emit(c, OP_DROP_CASES, 0, 0);
    emit_bind(c, &absent);
    emit(c, OP_ABSENT, d, 0);
    emit_bind(c, &done);
    emit(c, OP_RESTORE, saved, 0);
}

void lower_cases(struct compiler *c, const struct expr *e, uint32_t d)
{
    struct str outer = c->subjects.at[c->subjects.n - 1];
    if (e->arms->owner.n > 0)
        emit_subject(c, e->arms->owner);
    cases(c, e, d);
    if (e->arms->owner.n > 0)
        emit_subject(c, outer);
}

static struct str table_name(const struct compiler *c, const struct expr *e)
{
    return e->op == EXPR_ARMS && e->arms->owner.n > 0 ? e->arms->owner : c->owner;
}

void lower_agree(struct compiler *c, const struct expr *e, uint32_t d)
{
    uint32_t first = emit_registers(c, e->n), spans = c->spans.n;
    struct str *names = arena_array(c->arena, struct str, e->n);
    for (uint32_t i = 0; i < e->n; i++)
        lower_value(c, e->items[i], first + i);
    spans = c->spans.n;
    for (uint32_t i = 0; i < e->n; i++) {
        names[i] = table_name(c, e->items[i]);
        emit_span(c, e->items[i]->span);
    }
    uint64_t tables = emit_names(c, names, e->n) | (uint64_t)spans << 32;
    emit_c(c, OP_AGREE, d, emit_xy(first, e->n), tables);
}
