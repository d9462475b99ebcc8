#include "explain/explain_reach.h"

/* ---- what has a say ---- */

static void walk(struct reach *r, const struct expr *e);

static void walk_arms(struct reach *r, const struct arms *arms)
{
    walk(r, arms->guard);
    walk(r, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        walk(r, arms->at[i].condition);
        walk(r, arms->at[i].value);
    }
}

static bool is_test(const struct expr *e)
{
    return (e->op >= EXPR_EQ && e->op <= EXPR_MATCHES) || e->op == EXPR_BLANK;
}

static void walk(struct reach *r, const struct expr *e)
{
    if (!e || r->seen[e->id])
        return;
    r->seen[e->id] = true;
    if (e->op == EXPR_FACT)
        r->facts[e->index] = true;
    if (e->op == EXPR_DEFINITION)
        walk(r, r->program->definitions[e->index].body);
    if (e->op == EXPR_ARMS)
        walk_arms(r, e->arms);
    if (e->op == EXPR_LOOKUP || e->op == EXPR_FOUND)
        for (uint32_t i = 0; i < r->program->lookups[e->index].n_params; i++)
            walk(r, r->program->lookup_uses[e->index].params[i]);
    if (is_test(e))
        vec_push(r->arena, &r->tests, e);
    for (uint32_t i = 0; i < e->n; i++)
        walk(r, e->items[i]);
}

static void add_arm(struct reach *r, uint32_t index);

static void walk_arm(struct reach *r, const struct arm *arm)
{
    walk(r, arm->effective);
    walk(r, arm->condition);
    walk(r, arm->unless);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        for (uint32_t k = 0; k < r->program->verbs[arm->actions[i].verb].n_params; k++)
            walk(r, arm->actions[i].args[k]);
}

static void walk_unit(struct reach *r, const struct unit *unit)
{
    walk(r, unit->effective);
    walk(r, unit->when);
    walk(r, unit->unless);
    for (uint32_t i = 0; i < unit->n_arms && unit->hit != HIT_EVERY; i++)
        walk_arm(r, &r->program->arms[unit->first_arm + i]);
}

static void add_arm(struct reach *r, uint32_t index)
{
    const struct arm *arm = &r->program->arms[index];
    if (r->arms[index])
        return;
    r->arms[index] = true;
    walk_unit(r, &r->program->units[arm->unit]);
    walk_arm(r, arm);
    for (uint32_t i = 0; i < arm->n_overridden_by; i++)
        add_arm(r, arm->overridden_by[i]);
}

static bool defeats_any(const struct reach *r, const struct verb *verb)
{
    for (uint32_t i = 0; i < verb->n_defeats; i++)
        if (r->verbs[verb->defeats[i]])
            return true;
    return false;
}

static void add_verbs(struct reach *r)
{
    r->verbs[r->goal->actions[0].verb] = true;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < r->program->n_verbs; i++)
            if (!r->verbs[i] && defeats_any(r, &r->program->verbs[i]))
                more = r->verbs[i] = true;
    }
}

static void add_arms(struct reach *r)
{
    for (uint32_t i = 0; i < r->program->n_arms; i++)
        for (uint32_t k = 0; k < r->program->arms[i].n_actions; k++)
            if (r->verbs[r->program->arms[i].actions[k].verb])
                add_arm(r, i);
}

enum { SMALL_SET = 4 };

/* Lists of small sets are tried whole; of texts, what they are compared with. */
static bool is_vague(const struct type *type)
{
    if (type->kind == TYPE_LIST)
        return type->element->kind != TYPE_SET || type->element->n_symbols > SMALL_SET;
    return type->kind == TYPE_RECORD;
}

static void mark_vague(struct reach *r)
{
    for (uint32_t i = 0; i < r->program->n_facts; i++)
        r->vague |= r->open[i] && is_vague(r->program->facts[i].type);
    for (uint32_t i = 0; i < r->tests.n; i++)
        r->vague |= r->tests.at[i]->op >= EXPR_CONTAINS && r->tests.at[i]->op <= EXPR_MATCHES && explain_reach_depends(r, r->tests.at[i]);
}

/* A broken guarantee is an error of the case, and then there is no action. */
static void add_guarantees(struct reach *r)
{
    for (uint32_t i = 0; i < r->program->n_guarantees; i++)
        walk(r, r->program->guarantees[i].when);
}

/* ---- the facts of each test ---- */

static void mark(struct reach *r, const struct expr *e, uint64_t *facts, bool *seen)
{
    if (!e || seen[e->id])
        return;
    seen[e->id] = true;
    if (e->op == EXPR_FACT)
        facts[e->index / 64] |= UINT64_C(1) << e->index % 64;
    if (e->op == EXPR_DEFINITION)
        mark(r, r->program->definitions[e->index].body, facts, seen);
    for (uint32_t i = 0; e->op == EXPR_ARMS && i < e->arms->n; i++) {
        mark(r, e->arms->at[i].condition, facts, seen);
        mark(r, e->arms->at[i].value, facts, seen);
    }
    for (uint32_t i = 0; i < e->n; i++)
        mark(r, e->items[i], facts, seen);
}

static void mark_tests(struct reach *r)
{
    bool *seen = arena_array(r->arena, bool, r->program->n_exprs);
    r->n_words = r->program->n_facts / 64 + 1;
    r->facts_of = arena_array(r->arena, const uint64_t *, r->tests.n);
    for (uint32_t i = 0; i < r->tests.n; i++) {
        uint64_t *facts = arena_array(r->arena, uint64_t, r->n_words);
        memset(seen, 0, r->program->n_exprs * sizeof *seen);
        mark(r, r->tests.at[i], facts, seen);
        r->facts_of[i] = facts;
    }
}

static void mark_keys(struct reach *r, const struct value *facts)
{
    bool *seen = arena_array(r->arena, bool, r->program->n_exprs);
    uint64_t *keys = arena_array(r->arena, uint64_t, r->n_words);
    for (uint32_t i = 0; i < r->program->n_lookups; i++)
        for (uint32_t k = 0; k < r->program->lookups[i].n_params; k++)
            if (r->seen[r->program->lookup_uses[i].params[k]->id])
                mark(r, r->program->lookup_uses[i].params[k], keys, seen);
    for (uint32_t i = 0; i < r->program->n_facts; i++) {
        r->keys[i] = keys[i / 64] >> i % 64 & 1;
        r->blind |= r->keys[i] && !value_known(facts[i]);
    }
}

struct reach *explain_reach(struct arena *arena, const struct program *program, const struct expectation *goal, const struct value *facts)
{
    struct reach *r = arena_new(arena, struct reach);
    *r = (struct reach){ .program = program, .goal = goal, .arena = arena, .definition = explain_goal_definition(program, goal) };
    r->facts = arena_array(arena, bool, program->n_facts);
    r->open = arena_array(arena, bool, program->n_facts);
    r->keys = arena_array(arena, bool, program->n_facts);
    r->arms = arena_array(arena, bool, program->n_arms);
    r->verbs = arena_array(arena, bool, program->n_verbs);
    r->seen = arena_array(arena, bool, program->n_exprs);
    r->depends = arena_array(arena, uint8_t, program->n_exprs);
    if (r->definition != UINT32_MAX) {
        walk(r, program->definitions[r->definition].body);
    } else {
        add_verbs(r);
        add_arms(r);
    }
    add_guarantees(r);
    mark_tests(r);
    mark_keys(r, facts);
    for (uint32_t i = 0; i < program->n_facts; i++)
        r->open[i] = r->facts[i] && !program->facts[i].private_ && !program->facts[i].implicit && !r->keys[i];
    mark_vague(r);
    return r;
}

/* ---- what can still come about ---- */

static bool any_depends(struct reach *r, struct expr *const *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i] && explain_reach_depends(r, items[i]))
            return true;
    return false;
}

static bool arms_depend(struct reach *r, const struct arms *arms)
{
    struct expr *const guards[] = { arms->guard, arms->unless };
    for (uint32_t i = 0; i < arms->n; i++) {
        struct expr *const both[] = { arms->at[i].condition, arms->at[i].value };
        if (any_depends(r, both, 2))
            return true;
    }
    return any_depends(r, guards, 2);
}

static bool look(struct reach *r, const struct expr *e)
{
    switch (e->op) {
    case EXPR_FACT: return r->open[e->index] || (r->keys[e->index] && r->blind);
    case EXPR_DEFINITION: return explain_reach_depends(r, r->program->definitions[e->index].body);
    case EXPR_ARMS: return arms_depend(r, e->arms);
    case EXPR_LOOKUP: case EXPR_FOUND:
        return any_depends(r, r->program->lookup_uses[e->index].params, r->program->lookups[e->index].n_params);
    default: return any_depends(r, e->items, e->n);
    }
}

bool explain_reach_depends(struct reach *r, const struct expr *e)
{
    if (r->depends[e->id] == 0)
        r->depends[e->id] = look(r, e) ? 2 : 1;
    return r->depends[e->id] == 2;
}

/* What a condition can come to: a bit each. */
enum { CAN_NO = 1, CAN_YES = 2, CAN_UNKNOWN = 4, CAN_ALL = 7 };

static unsigned can(struct reach *r, struct eval *eval, const struct expr *e)
{
    struct value value;
    if (!e)
        return CAN_YES;
    if (!explain_reach_depends(r, e)) {
        if (!eval_trace_probe(eval, e, &value))
            return CAN_ALL;
        return !value_known(value) ? CAN_UNKNOWN : value.i ? CAN_YES : CAN_NO;
    }
    if (e->op == EXPR_DEFINITION)
        return can(r, eval, r->program->definitions[e->index].body);
    if (e->op != EXPR_AND && e->op != EXPR_OR && e->op != EXPR_NOT)
        return CAN_ALL;
    unsigned any = 0, decisive = e->op == EXPR_AND ? CAN_NO : CAN_YES;
    bool other = true; /* every item can come to what does not decide */
    for (uint32_t i = 0; i < e->n; i++) {
        unsigned item = can(r, eval, e->items[i]);
        any |= item;
        other = other && (item & (CAN_NO | CAN_YES) & ~decisive);
    }
    if (e->op == EXPR_NOT)
        return (any & CAN_UNKNOWN) | (any & CAN_NO ? CAN_YES : 0) | (any & CAN_YES ? CAN_NO : 0);
    return (any & (decisive | CAN_UNKNOWN)) | (other ? (CAN_NO | CAN_YES) & ~decisive : 0);
}

static bool own_can_fail(struct reach *r, struct eval *eval, const struct arm *arm)
{
    const struct unit *unit = &r->program->units[arm->unit];
    const struct expr *const pass[] = { unit->effective, unit->when, arm->effective, arm->condition };
    const struct expr *const block[] = { arm->unless, unit->unless };
    for (size_t i = 0; i < sizeof pass / sizeof *pass; i++)
        if (can(r, eval, pass[i]) & ~CAN_YES)
            return true;
    for (size_t i = 0; i < sizeof block / sizeof *block; i++)
        if (block[i] && (can(r, eval, block[i]) & ~CAN_NO))
            return true;
    bool first = unit->hit == HIT_FIRST && arm == &r->program->arms[unit->first_arm];
    return arm->n_overridden_by > 0 || !(first || unit->hit == HIT_EVERY);
}

static bool own_can_hold(struct reach *r, struct eval *eval, const struct arm *arm)
{
    const struct unit *unit = &r->program->units[arm->unit];
    const struct expr *const pass[] = { unit->effective, unit->when, arm->effective, arm->condition };
    const struct expr *const block[] = { arm->unless, unit->unless };
    for (size_t i = 0; i < sizeof pass / sizeof *pass; i++)
        if (!(can(r, eval, pass[i]) & CAN_YES))
            return false;
    for (size_t i = 0; i < sizeof block / sizeof *block; i++)
        if (block[i] && !(can(r, eval, block[i]) & CAN_NO))
            return false;
    return true;
}

/* Of a first match: none before it is sure to be yes. */
static bool can_be_reached(struct reach *r, struct eval *eval, uint32_t index)
{
    const struct unit *unit = &r->program->units[r->program->arms[index].unit];
    for (uint32_t i = unit->first_arm; i < index && unit->hit == HIT_FIRST; i++) {
        const struct arm *arm = &r->program->arms[i];
        bool sure = !arm->effective && !arm->unless && can(r, eval, arm->condition) == CAN_YES;
        if (sure)
            return false;
    }
    return true;
}

static bool can_fire(struct reach *r, struct eval *eval, uint32_t index)
{
    const struct arm *arm = &r->program->arms[index];
    if (!own_can_hold(r, eval, arm) || !can_be_reached(r, eval, index))
        return false;
    for (uint32_t i = 0; i < arm->n_overridden_by; i++)
        if (!own_can_fail(r, eval, &r->program->arms[arm->overridden_by[i]]))
            return false;
    return true;
}

static bool args_can_fit(struct reach *r, struct eval *eval, const struct action *action)
{
    for (uint32_t i = 0; i < r->program->verbs[action->verb].n_params; i++) {
        struct value wanted = r->goal->actions[0].args[i], value;
        const struct expr *arg = action->args[i];
        if (!arg || !value_known(wanted) || explain_reach_depends(r, arg))
            continue;
        if (eval_trace_probe(eval, arg, &value) && !(value_known(value) && value_same(value, wanted)))
            return false;
    }
    return true;
}

static bool can_be(struct reach *r, struct eval *eval, const struct expr *e, struct value wanted);

static bool arms_can_be(struct reach *r, struct eval *eval, const struct arms *arms, struct value wanted)
{
    if (arms->hit >= HIT_EVERY && arms->hit != HIT_HIGHEST && arms->hit != HIT_SMALLEST && arms->hit != HIT_LARGEST)
        return true;
    for (uint32_t i = 0; i < arms->n; i++)
        if ((can(r, eval, arms->at[i].condition) & CAN_YES) && arms->at[i].value && can_be(r, eval, arms->at[i].value, wanted))
            return true;
    return false;
}

static bool can_be(struct reach *r, struct eval *eval, const struct expr *e, struct value wanted)
{
    struct value value;
    if (!explain_reach_depends(r, e))
        return !eval_trace_probe(eval, e, &value) || (value_known(value) && value_same(value, wanted));
    if (e->op == EXPR_DEFINITION)
        return can_be(r, eval, r->program->definitions[e->index].body, wanted);
    if (e->op == EXPR_ARMS)
        return arms_can_be(r, eval, e->arms, wanted);
    bool one = e->op != EXPR_AGREE;
    for (uint32_t i = 0; i < e->n && !one; i++)
        one = can_be(r, eval, e->items[i], wanted);
    return one;
}

bool explain_reach_possible(struct reach *r, struct eval *eval)
{
    if (r->definition != UINT32_MAX)
        return can_be(r, eval, r->program->definitions[r->definition].body, r->goal->value);
    for (uint32_t i = 0; i < r->program->n_arms; i++)
        for (uint32_t k = 0; k < r->program->arms[i].n_actions; k++) {
            const struct action *action = &r->program->arms[i].actions[k];
            if (explain_goal_fits(r->program, r->goal, action) && args_can_fit(r, eval, action) && can_fire(r, eval, i))
                return true;
        }
    return false;
}
