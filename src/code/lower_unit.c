/* Units: rules, groups, tables with actions. A rule of one branch is a row of tests and FIRE; the others take turns. */
#include "code/compiler.h"
#include "code/index_rows.h"

/* NO: where it goes on if E is no (if ON: yes); STUCK: if E is unknown and can never be known. */
static void conjunct(struct compiler *c, const struct expr *e, bool on, struct label *no, struct label *stuck)
{
    if (e)
        lower_conjunct(c, e, on, no, stuck);
}

static void arm_conjuncts(struct compiler *c, const struct arm *arm, struct label *no, struct label *stuck)
{
    emit_subject(c, arm->name);
    conjunct(c, arm->effective, false, no, stuck);
    conjunct(c, arm->condition, false, no, stuck);
    conjunct(c, arm->unless, true, no, stuck);
}

static void single(struct compiler *c, const struct unit *unit)
{
    struct label no = { 0 };
    c->clean = true;
    emit_subject(c, unit->name);
    conjunct(c, unit->effective, false, &no, &no);
    conjunct(c, unit->when, false, &no, &no);
    arm_conjuncts(c, &c->program->arms[unit->first_arm], &no, &no);
    emit_subject(c, unit->name);
    conjunct(c, unit->unless, true, &no, &no);
    emit(c, OP_FIRE, unit->first_arm, 0);
    emit_bind(c, &no);
}

static void one_arm(struct compiler *c, const struct unit *unit, uint32_t set, uint32_t i, uint32_t base, struct label *settled)
{
    struct label next = { 0 };
    uint32_t index = unit->first_arm + i;
    index_rows_entry(c->index, set, i, c->words.n);
    c->clean = true;
    arm_conjuncts(c, &c->program->arms[index], &next, unit->hit == HIT_FIRST ? settled : &next);
    index_rows_fire(c->index, set, i, c->words.n);
    if (unit->hit == HIT_FIRST)
        emit_jump_c(c, OP_FIRE_FIRST, base, settled, index);
    else
        emit_c(c, OP_FIRE_EACH, base, 0, index);
    emit_bind(c, &next);
    emit_set(c, OP_ALIVE, set, settled);
}

static void unit_unless(struct compiler *c, const struct unit *unit, struct label *hit, struct label *drop)
{
    emit_subject(c, unit->name);
    emit_jump(c, OP_NONE_FIRED, 0, hit);
    c->clean = true;
    lower_conjunct(c, unit->unless, true, drop, drop);
    emit(c, OP_GUARD, 0, 0);
}

static void hit_policy(struct compiler *c, uint32_t index)
{
    const struct unit *unit = &c->program->units[index];
    if (unit->hit != HIT_ONLY_ONE && unit->hit != HIT_ANY)
        return;
    emit_subject(c, unit->name);
    c->span = unit->span;
    emit(c, OP_UNIT, 0, index);
}

static void several(struct compiler *c, uint32_t index)
{
    const struct unit *unit = &c->program->units[index];
    struct label settled = { 0 }, hit = { 0 }, drop = { 0 }, end = { 0 };
    uint32_t base = emit_register(c);
    c->clean = true;
    emit_subject(c, unit->name);
    conjunct(c, unit->effective, false, &end, &end);
    conjunct(c, unit->when, false, &end, &end);
    emit(c, OP_OPEN, base, 0);
    uint32_t set = index_rows_unit(c->index, unit);
    emit_set(c, OP_SELECT, set, &settled);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        one_arm(c, unit, set, i, base, &settled);
    emit_bind(c, &settled);
    if (unit->unless)
        unit_unless(c, unit, &hit, &drop);
    emit_bind(c, &hit);
    hit_policy(c, index);
    if (unit->unless) {
        emit_jump(c, OP_JUMP, 0, &end);
        emit_bind(c, &drop);
        emit(c, OP_DROP, 0, 0);
    }
    emit_bind(c, &end);
}

void lower_unit(struct compiler *c, uint32_t index)
{
    const struct unit *unit = &c->program->units[index];
    uint32_t registers = c->n_registers;
    if (unit->n_arms == 1)
        single(c, unit);
    else if (unit->n_arms > 1)
        several(c, index);
    else {
        /* An empty unit asks for nothing, but its guards are looked at. */
        struct label no = { 0 };
        c->clean = true;
        emit_subject(c, unit->name);
        conjunct(c, unit->effective, false, &no, &no);
        conjunct(c, unit->when, false, &no, &no);
        emit(c, OP_CLEAR, 0, 0);
        emit_bind(c, &no);
    }
    c->n_registers = registers;
}
