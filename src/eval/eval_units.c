/* Which arms fire: steps 1 and 2 of program.h. */
#include "eval/eval_inner.h"

static struct doubt no(void)
{
    return (struct doubt){ .truth = TRUTH_NO };
}

/* An arm by itself: effective, condition, unless. What follows a no is not looked at. */
static struct doubt own(struct eval *eval, const struct arm *arm)
{
    eval->subject = arm->name;
    struct doubt state = eval_expr_holds(eval, arm->effective);
    if (state.truth != TRUTH_NO)
        state = eval_expr_both(eval, state, eval_expr_holds(eval, arm->condition));
    if (state.truth != TRUTH_NO)
        state = eval_expr_both(eval, state, eval_expr_holds_not(eval, arm->unless));
    return state;
}

static struct doubt guards(struct eval *eval, const struct unit *unit)
{
    eval->subject = unit->name;
    struct doubt state = eval_expr_holds(eval, unit->effective);
    if (state.truth != TRUTH_NO)
        state = eval_expr_both(eval, state, eval_expr_holds(eval, unit->when));
    return state;
}

/* For HIT_FIRST each unknown arm makes the later ones unknown, and a certain one ends the looking. */
static void look_at_arms(struct eval *eval, const struct unit *unit, struct doubt guard, struct doubt *states)
{
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        struct doubt state = own(eval, &eval->program->arms[unit->first_arm + i]);
        states[i] = eval_expr_both(eval, guard, state);
        if (unit->hit != HIT_FIRST)
            continue;
        if (state.truth == TRUTH_YES || state.stuck)
            return;
        if (state.truth == TRUTH_UNKNOWN)
            guard = states[i];
    }
}

static bool any_left(const struct unit *unit, const struct doubt *states)
{
    for (uint32_t i = 0; i < unit->n_arms; i++)
        if (states[i].truth != TRUTH_NO)
            return true;
    return false;
}

static void look_at_unless(struct eval *eval, const struct unit *unit, struct doubt *states)
{
    eval->subject = unit->name;
    struct doubt holds_not = eval_expr_holds_not(eval, unit->unless);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        states[i] = eval_expr_both(eval, states[i], holds_not);
}

/* All arms that are left become unknown, and wait for what any of them waits for. */
static void leave_open(struct eval *eval, const struct unit *unit, struct doubt *states)
{
    eval_needs needs = NULL;
    for (uint32_t i = 0; i < unit->n_arms; i++)
        needs = eval_thing_join(eval, needs, states[i].needs);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        if (states[i].truth != TRUTH_NO)
            states[i] = (struct doubt){ .truth = TRUTH_UNKNOWN, .needs = needs };
}

static uint32_t count(const struct unit *unit, const struct doubt *states, enum truth truth)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < unit->n_arms; i++)
        n += states[i].truth == truth;
    return n;
}

static void refuse_two(struct eval *eval, const struct unit *unit, const struct doubt *states)
{
    const struct arm *arms = &eval->program->arms[unit->first_arm], *first = NULL;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        if (states[i].truth != TRUTH_YES)
            continue;
        if (first)
            eval_fail_two(eval, EVAL_TWO_ROWS, first->span, arms[i].span);
        first = &arms[i];
    }
}

static void settle_only_one(struct eval *eval, const struct unit *unit, struct doubt *states)
{
    refuse_two(eval, unit, states);
    if (count(unit, states, TRUTH_UNKNOWN) > 0)
        leave_open(eval, unit, states);
}

/* ---- HIT_ANY ---- */

struct asked {
    const struct arm *arm;
    const struct thing **args; /* of each action */
};

static struct asked ask(struct eval *eval, const struct arm *arm)
{
    struct asked asked = { arm, arena_alloc(&eval->scratch, arm->n_actions * sizeof *asked.args) };
    eval->subject = arm->name;
    for (uint32_t i = 0; i < arm->n_actions; i++)
        asked.args[i] = eval_acts_args(eval, &arm->actions[i]);
    return asked;
}

static enum truth same(struct eval *eval, const struct asked *a, const struct asked *b)
{
    enum truth all = TRUTH_YES;
    if (a->arm->n_actions != b->arm->n_actions)
        return TRUTH_NO;
    for (uint32_t i = 0; i < a->arm->n_actions; i++) {
        enum truth one = eval_acts_same(eval, &a->arm->actions[i], a->args[i], &b->arm->actions[i], b->args[i]);
        if (one == TRUTH_NO)
            return TRUTH_NO;
        if (one == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

/* Two arms that are certain: sure to differ is an error; yields whether they may. */
static bool may_differ(struct eval *eval, const struct unit *unit, const struct doubt *states, const struct asked *asked)
{
    bool may = false;
    for (uint32_t i = 0; i < unit->n_arms; i++)
        for (uint32_t j = 0; j < i; j++) {
            if (states[i].truth != TRUTH_YES || states[j].truth != TRUTH_YES)
                continue;
            enum truth alike = same(eval, &asked[j], &asked[i]);
            if (alike == TRUTH_NO)
                eval_fail_two(eval, EVAL_ROWS_DISAGREE, asked[j].arm->span, asked[i].arm->span);
            may |= alike == TRUTH_UNKNOWN;
        }
    return may;
}

/* An unknown arm that asks for what a certain one asks for anyway makes no difference. */
static void drop_idle(struct eval *eval, const struct unit *unit, struct doubt *states, const struct asked *asked)
{
    for (uint32_t i = 0; i < unit->n_arms; i++)
        for (uint32_t j = 0; j < unit->n_arms && states[i].truth == TRUTH_UNKNOWN; j++)
            if (states[j].truth == TRUTH_YES && same(eval, &asked[i], &asked[j]) == TRUTH_YES)
                states[i] = no();
}

static void settle_any(struct eval *eval, const struct unit *unit, struct doubt *states)
{
    if (unit->n_arms - count(unit, states, TRUTH_NO) < 2)
        return;
    struct asked *asked = arena_array(&eval->scratch, struct asked, unit->n_arms);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        if (states[i].truth != TRUTH_NO)
            asked[i] = ask(eval, &eval->program->arms[unit->first_arm + i]);
    eval->subject = unit->name;
    bool open = may_differ(eval, unit, states, asked);
    drop_idle(eval, unit, states, asked);
    if (open || count(unit, states, TRUTH_UNKNOWN) > 0)
        leave_open(eval, unit, states);
}

/* ---- */

static void settle(struct eval *eval, const struct unit *unit, struct doubt *states)
{
    struct doubt guard = guards(eval, unit);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        states[i] = no();
    if (guard.truth != TRUTH_NO)
        look_at_arms(eval, unit, guard, states);
    if (any_left(unit, states))
        look_at_unless(eval, unit, states);
    eval->subject = unit->name;
    if (unit->hit == HIT_ONLY_ONE)
        settle_only_one(eval, unit, states);
    if (unit->hit == HIT_ANY)
        settle_any(eval, unit, states);
}

void eval_units(struct eval *eval)
{
    for (uint32_t i = 0; i < eval->program->n_units; i++)
        settle(eval, &eval->program->units[i], &eval->arms[eval->program->units[i].first_arm]);
}

void eval_units_overrides(struct eval *eval)
{
    for (uint32_t i = 0; i < eval->program->n_arms; i++) {
        uint32_t index = eval->program->arm_order[i];
        const struct arm *arm = &eval->program->arms[index];
        struct doubt *fires = &eval->arms[index];
        for (uint32_t k = 0; k < arm->n_overridden_by; k++) {
            struct doubt over = eval->arms[arm->overridden_by[k]];
            over.truth = over.truth == TRUTH_YES ? TRUTH_NO : over.truth == TRUTH_NO ? TRUTH_YES : TRUTH_UNKNOWN;
            *fires = eval_expr_both(eval, *fires, over);
        }
    }
}
