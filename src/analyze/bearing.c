/* What a case must show, beyond its place in the diagrams, before a finding with it is told: which arms hold, which of them is taken, which
 * fire. The reference evaluator is asked with a second program: every arm of a unit asks for an action of its own, `fires ARM`, that
 * nothing defeats, forbids or merges with; and a definition tells which arm of a chain is taken. */
#include "analyze/finder.h"

#include "value/decimal.h"

enum { PROBE_TAKEN, PROBE_HOLDS, PROBES };

struct bearing {
    struct program program;
    struct eval *eval;
    struct definition *probes; /* PROBES of them, behind the program's own; asked for one at a time */
    struct param param;
    uint32_t fires;            /* the verb */
};

/* ---- making it ---- */

static struct value number(uint32_t n) { return value_int(VALUE_NUMBER, (int64_t)n * DECIMAL_ONE); }

static struct expr *constant(struct finder *f, struct value value, const struct type *type)
{
    struct expr *e = arena_new(f->arena, struct expr);
    *e = (struct expr){ .op = EXPR_CONST, .type = type, .id = UINT32_MAX, .constant = value };
    return e;
}

static struct expr *operation(struct finder *f, enum expr_op op, const struct expr *a, const struct expr *b)
{
    struct expr *e = arena_new(f->arena, struct expr);
    e->op = op;
    e->type = type_simple(TYPE_BOOL);
    e->id = UINT32_MAX;
    e->n = b ? 2 : 1;
    e->items = arena_array(f->arena, struct expr *, 2);
    e->items[0] = (struct expr *)a;
    e->items[1] = (struct expr *)b;
    return e;
}

static void free_verbs(struct finder *f, struct bearing *b)
{
    uint32_t n = f->shown.n_verbs;
    struct verb *verbs = arena_array(f->arena, struct verb, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        verbs[i] = f->shown.verbs[i];
        verbs[i].once = false;
        verbs[i].n_defeats = 0;
    }
    b->param = (struct param){ .name = STR("arm"), .type = type_simple(TYPE_NUMBER) };
    verbs[n] = (struct verb){ .name = STR("fires"), .params = &b->param, .n_params = 1, .n_positional = 1, .rank = n };
    b->fires = n;
    b->program.verbs = verbs;
    b->program.n_verbs = n + 1;
}

/* Rows of `any` are held against each other by their actions, which therefore stay: such an arm is known by its name. */
static void free_arms(struct finder *f, struct bearing *b)
{
    struct arm *arms = arena_copy(f->arena, f->shown.arms, f->shown.n_arms * sizeof *arms);
    for (uint32_t i = 0; i < f->shown.n_arms; i++) {
        arms[i].name = str_printf(f->arena, "#%u", (unsigned)i);
        arms[i].because = NULL;
        arms[i].n_cite = 0;
        if (f->shown.units[arms[i].unit].hit == HIT_ANY)
            continue;
        struct action *action = arena_new(f->arena, struct action);
        action->verb = b->fires;
        action->args = arena_array(f->arena, struct expr *, 1);
        action->args[0] = constant(f, number(i), b->param.type);
        arms[i].actions = action;
        arms[i].n_actions = 1;
    }
    b->program.arms = arms;
}

static void add_probes(struct finder *f, struct bearing *b)
{
    static const struct str paths[PROBES] = { { "probe taken", 11 }, { "probe holds", 11 } };
    uint32_t n = f->shown.n_definitions;
    struct definition *all = arena_array(f->arena, struct definition, n + PROBES);
    for (uint32_t i = 0; i < n; i++) {
        all[i] = f->shown.definitions[i];
        all[i].output = false;
    }
    b->probes = &all[n];
    for (uint32_t i = 0; i < PROBES; i++)
        b->probes[i] = (struct definition){ .name = paths[i], .path = &paths[i], .n_path = 1,
                                            .type = type_simple(i == PROBE_TAKEN ? TYPE_NUMBER : TYPE_BOOL), .body = constant(f, value_bool(false), type_simple(TYPE_BOOL)) };
    b->program.definitions = all;
    b->program.n_definitions = n + PROBES;
}

static struct bearing *bearing_of(struct finder *f)
{
    if (f->bearing)
        return f->bearing;
    struct bearing *b = f->bearing = arena_new(f->arena, struct bearing);
    b->program = f->shown;
    b->program.n_kpis = b->program.n_scenarios = 0;
    free_verbs(f, b);
    free_arms(f, b);
    add_probes(f, b);
    b->eval = eval_new(f->arena, &b->program);
    return b;
}

void bearing_end(struct finder *f)
{
    if (f->bearing && f->bearing->eval)
        eval_free(f->bearing->eval);
}

/* ---- asking it of the case in hand ---- */

static const struct decision *decide(struct finder *f) { return witness_ask(f->w, bearing_of(f)->eval, 0); }

static bool is_named(struct finder *f, const struct decided_action *action, uint32_t arm)
{
    struct str name = bearing_of(f)->program.arms[arm].name;
    for (uint32_t i = 0; i < action->n_rules; i++)
        if (str_eq(action->rules[i], name))
            return true;
    return false;
}

static bool fires(struct finder *f, uint32_t arm)
{
    const struct decision *decision = decide(f);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (is_named(f, decision->actions[i], arm))
            return true;
    return false;
}

/* The known value of a probe; unknown: it has none. */
static struct value probe(struct finder *f, unsigned which, struct expr *body)
{
    struct definition *probe = &bearing_of(f)->probes[which];
    probe->body = body;
    probe->output = true;
    const struct decision *decision = decide(f);
    struct value value = value_unknown();
    for (uint32_t i = 0; i < decision->n_values; i++)
        if (decision->values[i].path == probe->path)
            value = decision->values[i].value;
    probe->output = false;
    return value;
}

/* What arm I of a chain asks for: its own `effective` and `unless` with it. NULL: nothing. */
static struct expr *condition_of(struct finder *f, const struct chain *chain, uint32_t i)
{
    struct expr *all = (struct expr *)chain->conditions[i];
    if (!chain->unit)
        return all;
    const struct arm *arm = &f->shown.arms[chain->unit->first_arm + i];
    if (arm->effective)
        all = all ? operation(f, EXPR_AND, arm->effective, all) : arm->effective;
    if (arm->unless) {
        struct expr *none = operation(f, EXPR_NOT, arm->unless, NULL);
        all = all ? operation(f, EXPR_AND, all, none) : none;
    }
    return all;
}

static bool holds(struct finder *f, const struct chain *chain, uint32_t i)
{
    struct expr *condition = condition_of(f, chain, i);
    struct value value = condition ? probe(f, PROBE_HOLDS, condition) : value_bool(true);
    return value_known(value) && value.i != 0;
}

/* The first arm of the chain that holds, as `first match` takes it, in force or not; -1: none, or not to be told. */
static int taken(struct finder *f, const struct chain *chain)
{
    struct arms *arms = arena_new(f->arena, struct arms);
    struct expr *body = operation(f, EXPR_ARMS, NULL, NULL);
    arms->at = arena_array(f->arena, struct arm_value, chain->n);
    arms->n = chain->n;
    for (uint32_t i = 0; i < chain->n; i++)
        arms->at[i] = (struct arm_value){ .condition = condition_of(f, chain, i), .value = constant(f, number(i), type_simple(TYPE_NUMBER)) };
    body->type = type_simple(TYPE_NUMBER);
    body->n = 0;
    body->arms = arms;
    struct value value = probe(f, PROBE_TAKEN, body);
    return value_known(value) ? (int)(value.i / DECIMAL_ONE) : -1;
}

/* ---- claims ---- */

static bool another_holds(struct finder *f, const struct chain *chain, uint32_t arm)
{
    for (uint32_t i = 0; i < chain->n; i++)
        if (i != arm && holds(f, chain, i))
            return true;
    return false;
}

static bool any_fires(struct finder *f, const struct unit *unit)
{
    for (uint32_t i = 0; i < unit->n_arms; i++)
        if (fires(f, unit->first_arm + i))
            return true;
    return false;
}

static bool any_overrider_fires(struct finder *f, const struct arm *arm)
{
    for (uint32_t i = 0; i < arm->n_overridden_by; i++)
        if (fires(f, arm->overridden_by[i]))
            return true;
    return false;
}

/* Whether the decision has an action of ARM by the verb of ACTION. */
static bool has_action(const struct finder *f, const struct decision *decision, const struct symbolic_action *action)
{
    struct str name = f->shown.arms[action->arm].name;
    for (uint32_t i = 0; i < decision->n_actions; i++)
        for (uint32_t k = 0; k < decision->actions[i]->n_rules; k++)
            if (str_eq(decision->actions[i]->verb, action->verb->name) && str_eq(decision->actions[i]->rules[k], name))
                return true;
    return false;
}

/* Arms of one name (rows of a table), or two actions by one verb of an arm, are not told apart in a decision. */
static bool is_alone(struct finder *f, const struct symbolic_action *action)
{
    uint32_t n, same = 0;
    const struct symbolic_action *all = symbolic_actions(f->s, &n);
    for (uint32_t i = 0; i < n; i++)
        same += all[i].verb == action->verb && str_eq(f->shown.arms[all[i].arm].name, f->shown.arms[action->arm].name);
    return same == 1;
}

bool bearing_holds(void *context, uint32_t program, const struct value *facts, const struct decision *decision)
{
    const struct bearing_claim *claim = context;
    struct finder *f = claim->f;
    const struct chain *chain = claim->chain;
    uint32_t arm = chain && chain->unit ? chain->unit->first_arm + claim->arm : claim->arm;
    (void)program, (void)facts;
    if (decision->status == DECISION_ERROR)
        return false;
    switch (claim->what) {
    case BEARING_NOTHING_FIRES: return !any_fires(f, chain->unit) && taken(f, chain) < 0;
    case BEARING_SHADOWED: return holds(f, chain, claim->arm) && taken(f, chain) < (int)claim->arm;
    case BEARING_OUTDONE: return holds(f, chain, claim->arm) && another_holds(f, chain, claim->arm);
    case BEARING_TAKEN: return taken(f, chain) == (int)claim->arm;
    case BEARING_OVERRIDDEN: return holds(f, chain, claim->arm) && !fires(f, arm) && any_overrider_fires(f, &f->shown.arms[arm]);
    case BEARING_DEFEATED: return fires(f, claim->action->arm) && !(is_alone(f, claim->action) && has_action(f, decision, claim->action));
    case BEARING_BOTH_FIRE: return fires(f, claim->action->arm) && fires(f, claim->other->arm);
    }
    return false;
}
