/* Which actions a case has, and whether a guarantee holds of them: the settling of program.h, step by step, as formulas.
 * Only what bears on the guarantee's verb is written down. A case that is an error for another reason is then found too; the
 * evaluator refuses it, and the rest is written down as well. */
#include "analyze/solver_inner.h"

/* Whether an arm fires. */
struct state {
    smt_node yes, open;
};

/* An action that an arm asks for. */
struct act {
    const struct action *action;
    const struct verb *verb;
    struct term *args;
    smt_node certain, open;     /* as the steps go on */
    smt_node contested;
};

struct acts {
    struct solver *s;
    const struct program *program;
    const struct guarantee *guarantee;
    bool *verbs;         /* that matter */
    bool *units;         /* that are written down */
    struct state *arms;
    VEC(struct act) all;
};

/* ---- what matters ---- */

/* Verbs that defeat one that matters, and those that defeat them. */
static void find_verbs(struct acts *acts)
{
    bool more = true;
    acts->verbs[acts->guarantee->action->verb] = true;
    while (more) {
        more = false;
        for (uint32_t i = 0; i < acts->program->n_verbs; i++)
            for (uint32_t k = 0; k < acts->program->verbs[i].n_defeats && !acts->verbs[i]; k++)
                if (acts->verbs[acts->program->verbs[i].defeats[k]])
                    acts->verbs[i] = more = true;
    }
}

static bool arm_matters(const struct acts *acts, const struct arm *arm)
{
    for (uint32_t k = 0; k < arm->n_actions; k++)
        if (acts->verbs[arm->actions[k].verb])
            return true;
    return false;
}

/* The units that override one of those that are written down; false: there are no more. */
static bool find_overriding(struct acts *acts)
{
    const struct program *program = acts->program;
    bool more = false;
    for (uint32_t i = 0; i < program->n_arms; i++) {
        const struct arm *arm = &program->arms[i];
        for (uint32_t k = 0; k < arm->n_overridden_by && acts->units[arm->unit]; k++) {
            bool *over = &acts->units[program->arms[arm->overridden_by[k]].unit];
            more |= !*over;
            *over = true;
        }
    }
    return more;
}

/* Units with an arm that asks for a verb that matters; those that override them; with EVERYTHING, all. Units override each other arm by
 * arm, so that no order of them will do. */
static void find_units(struct acts *acts, bool everything)
{
    const struct program *program = acts->program;
    for (uint32_t i = 0; i < program->n_arms; i++)
        if (everything || arm_matters(acts, &program->arms[i]))
            acts->units[program->arms[i].unit] = true;
    while (find_overriding(acts))
        ;
}

/* ---- step 1: units ---- */

static struct doubt guards(struct solver *s, struct expr *const *conditions, uint32_t n, const struct expr *unless)
{
    smt_node path = s->path;
    struct doubt all = solver_expr_holds(s, NULL);
    for (uint32_t i = 0; i < n; i++) {
        s->path = AND(s, path, OR(s, all.yes, all.open));
        all = solver_expr_both(s, all, solver_expr_holds(s, conditions[i]));
    }
    s->path = AND(s, path, OR(s, all.yes, all.open));
    all = solver_expr_both(s, all, solver_expr_holds_not(s, unless));
    s->path = path;
    return all;
}

/* For a first match a certain arm, or one that is stuck, ends the looking; an open one leaves the later ones open. */
static void look_at_arms(struct acts *acts, const struct unit *unit, struct doubt guard)
{
    struct solver *s = acts->s;
    smt_node path = s->path, stopped = s->no;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        const struct arm *arm = &acts->program->arms[unit->first_arm + i];
        struct state *state = &acts->arms[unit->first_arm + i];
        smt_node reached = NOT(s, stopped);
        s->path = AND(s, path, reached);
        struct doubt own = guards(s, (struct expr *[]){ arm->effective, arm->condition }, 2, arm->unless);
        struct doubt both = solver_expr_both(s, guard, own);
        *state = (struct state){ AND(s, reached, both.yes), AND(s, reached, both.open) };
        if (unit->hit != HIT_FIRST)
            continue;
        stopped = OR(s, stopped, OR(s, own.yes, own.stuck));
        struct doubt later = { AND(s, guard.yes, NOT(s, own.open)), AND(s, OR(s, guard.open, guard.yes), OR(s, guard.open, own.open)), s->no };
        guard = later;
    }
    s->path = path;
}

static smt_node any_left(struct acts *acts, const struct unit *unit)
{
    smt_node any = acts->s->no;
    for (uint32_t i = 0; i < unit->n_arms; i++)
        any = OR(acts->s, any, OR(acts->s, acts->arms[unit->first_arm + i].yes, acts->arms[unit->first_arm + i].open));
    return any;
}

static void look_at_unless(struct acts *acts, const struct unit *unit)
{
    struct solver *s = acts->s;
    smt_node path = s->path;
    s->path = AND(s, path, any_left(acts, unit));
    struct doubt unless = solver_expr_holds_not(s, unit->unless);
    s->path = path;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        struct state *state = &acts->arms[unit->first_arm + i];
        struct doubt both = solver_expr_both(s, (struct doubt){ state->yes, state->open, s->no }, unless);
        *state = (struct state){ both.yes, both.open };
    }
}

static struct term *arguments(struct acts *acts, const struct action *action, smt_node when)
{
    struct solver *s = acts->s;
    const struct verb *verb = &acts->program->verbs[action->verb];
    struct term *args = arena_array(&s->scratch, struct term, verb->n_params);
    smt_node path = s->path;
    s->path = AND(s, path, when);
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (action->args[i])
            args[i] = solver_expr(s, action->args[i]);
    s->path = path;
    return args;
}

/* A yes/no: whether two actions are the same. */
static struct term same_action(struct solver *s, const struct verb *verb, const struct action *a, const struct term *a_args,
                               const struct action *b, const struct term *b_args)
{
    struct term all = solver_term_known(s, s->yes);
    smt_node no = smt_bool(s->smt, a->verb != b->verb), unknown = s->no;
    for (uint32_t i = 0; i < verb->n_params && a->verb == b->verb; i++) {
        if (!a->args[i] && !b->args[i])
            continue;
        if (!a->args[i] || !b->args[i])
            return solver_term_known(s, s->no);
        struct term same = solver_compare_equal(s, &a_args[i], &b_args[i]);
        no = OR(s, no, solver_compare_not(s, &same));
        unknown = OR(s, unknown, NOT(s, same.known));
    }
    all.value = NOT(s, no);
    all.known = OR(s, no, NOT(s, unknown));
    return all;
}

/* ---- hit policies of units ---- */

static void leave_open(struct acts *acts, const struct unit *unit, smt_node when)
{
    struct solver *s = acts->s;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        struct state *state = &acts->arms[unit->first_arm + i];
        *state = (struct state){ AND(s, state->yes, NOT(s, when)), OR(s, state->open, AND(s, state->yes, when)) };
    }
}

static smt_node any_open(struct acts *acts, const struct unit *unit)
{
    smt_node any = acts->s->no;
    for (uint32_t i = 0; i < unit->n_arms; i++)
        any = OR(acts->s, any, acts->arms[unit->first_arm + i].open);
    return any;
}

static void settle_only_one(struct acts *acts, const struct unit *unit)
{
    struct solver *s = acts->s;
    smt_node seen = s->no;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        smt_node yes = acts->arms[unit->first_arm + i].yes;
        solver_expr_fail(s, AND(s, seen, yes));
        seen = OR(s, seen, yes);
    }
    leave_open(acts, unit, any_open(acts, unit));
}

static struct term same_arms(struct acts *acts, const struct arm *a, struct term **a_args, const struct arm *b, struct term **b_args)
{
    struct solver *s = acts->s;
    struct term all = solver_term_known(s, s->yes);
    smt_node no = smt_bool(s->smt, a->n_actions != b->n_actions), unknown = s->no;
    for (uint32_t i = 0; i < a->n_actions && a->n_actions == b->n_actions; i++) {
        const struct verb *verb = &acts->program->verbs[a->actions[i].verb];
        struct term one = same_action(s, verb, &a->actions[i], a_args[i], &b->actions[i], b_args[i]);
        no = OR(s, no, solver_compare_not(s, &one));
        unknown = OR(s, unknown, NOT(s, one.known));
    }
    all.value = NOT(s, no);
    all.known = OR(s, no, NOT(s, unknown));
    return all;
}

static struct term **arm_arguments(struct acts *acts, uint32_t index, smt_node when)
{
    const struct arm *arm = &acts->program->arms[index];
    struct term **args = arena_array(&acts->s->scratch, struct term *, arm->n_actions);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        args[i] = arguments(acts, &arm->actions[i], when);
    return args;
}

static smt_node two_left(struct acts *acts, const struct unit *unit)
{
    struct solver *s = acts->s;
    smt_node one = s->no, two = s->no;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        const struct state *state = &acts->arms[unit->first_arm + i];
        smt_node left = OR(s, state->yes, state->open);
        two = OR(s, two, AND(s, one, left));
        one = OR(s, one, left);
    }
    return two;
}

static void settle_any(struct acts *acts, const struct unit *unit)
{
    struct solver *s = acts->s;
    const struct arm *arms = &acts->program->arms[unit->first_arm];
    struct state *states = &acts->arms[unit->first_arm];
    smt_node asked = two_left(acts, unit), open = s->no;
    struct term ***args = arena_array(&s->scratch, struct term **, unit->n_arms);
    smt_node *idle = arena_array(&s->scratch, smt_node, unit->n_arms);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        args[i] = arm_arguments(acts, unit->first_arm + i, AND(s, asked, OR(s, states[i].yes, states[i].open)));
        idle[i] = s->no;
    }
    for (uint32_t i = 0; i < unit->n_arms; i++)
        for (uint32_t j = 0; j < i; j++) {
            struct term same = same_arms(acts, &arms[j], args[j], &arms[i], args[i]);
            smt_node both = AND(s, states[i].yes, states[j].yes), yes = solver_compare_yes(s, &same);
            solver_expr_fail(s, AND(s, both, solver_compare_not(s, &same)));
            open = OR(s, open, AND(s, both, NOT(s, same.known)));
            idle[i] = OR(s, idle[i], AND(s, states[j].yes, yes));
            idle[j] = OR(s, idle[j], AND(s, states[i].yes, yes));
        }
    for (uint32_t i = 0; i < unit->n_arms; i++)
        states[i].open = AND(s, states[i].open, NOT(s, idle[i]));
    leave_open(acts, unit, AND(s, asked, OR(s, open, any_open(acts, unit))));
}

static void settle_unit(struct acts *acts, const struct unit *unit)
{
    struct solver *s = acts->s;
    smt_node path = s->path;
    struct doubt guard = guards(s, (struct expr *[]){ unit->effective, unit->when }, 2, NULL);
    s->path = AND(s, path, OR(s, guard.yes, guard.open));
    look_at_arms(acts, unit, guard);
    s->path = path;
    look_at_unless(acts, unit);
    if (unit->hit == HIT_ONLY_ONE)
        settle_only_one(acts, unit);
    if (unit->hit == HIT_ANY)
        settle_any(acts, unit);
}

/* ---- step 2: overrides ---- */

static void settle_overrides(struct acts *acts)
{
    struct solver *s = acts->s;
    for (uint32_t i = 0; i < acts->program->n_arms; i++) {
        uint32_t index = acts->program->arm_order[i];
        const struct arm *arm = &acts->program->arms[index];
        struct state *state = &acts->arms[index];
        for (uint32_t k = 0; k < arm->n_overridden_by && acts->units[arm->unit]; k++) {
            const struct state *over = &acts->arms[arm->overridden_by[k]];
            struct doubt not_over = { NOT(s, OR(s, over->yes, over->open)), over->open, s->no };
            struct doubt both = solver_expr_both(s, (struct doubt){ state->yes, state->open, s->no }, not_over);
            *state = (struct state){ both.yes, both.open };
        }
    }
}

/* ---- steps 3 and 4: actions ---- */

static void add_act(struct acts *acts, const struct action *action, const struct state *fires)
{
    struct solver *s = acts->s;
    struct act act = { .action = action, .verb = &acts->program->verbs[action->verb], .contested = s->no };
    smt_node left = OR(s, fires->yes, fires->open), wholly = s->yes, never = s->no;
    act.args = arguments(acts, action, left);
    for (uint32_t i = 0; i < act.verb->n_params; i++) {
        if (!action->args[i])
            continue;
        smt_node known = solver_term_wholly(s, &act.args[i]);
        wholly = AND(s, wholly, known);
        never = OR(s, never, AND(s, NOT(s, known), NOT(s, solver_term_needs(s, &act.args[i]))));
    }
    act.certain = AND(s, fires->yes, wholly);
    act.open = AND(s, AND(s, left, NOT(s, never)), NOT(s, act.certain));
    if (acts->verbs[action->verb])
        vec_push(&s->scratch, &acts->all, act);
}

static void find_acts(struct acts *acts, bool everything)
{
    struct solver *s = acts->s;
    for (uint32_t i = 0; i < acts->program->n_arms; i++) {
        const struct arm *arm = &acts->program->arms[i];
        if (!acts->units[arm->unit])
            continue;
        for (uint32_t k = 0; k < arm->n_actions; k++)
            if (everything || acts->verbs[arm->actions[k].verb])
                add_act(acts, &arm->actions[k], &acts->arms[i]);
        smt_node path = s->path;
        s->path = AND(s, path, acts->arms[i].yes);
        if (everything && arm->because)
            solver_expr(s, arm->because);
        s->path = path;
    }
}

/* An undecided action that a certain one asks for anyway is none. (That certain ones are merged makes no difference to a guarantee.) */
static void drop_doubles(struct acts *acts)
{
    struct solver *s = acts->s;
    for (uint32_t i = 0; i < acts->all.n; i++) {
        struct act *a = &acts->all.at[i];
        smt_node doubled = s->no;
        for (uint32_t j = 0; j < acts->all.n && !smt_is(s->smt, a->open, false); j++) {
            const struct act *b = &acts->all.at[j];
            if (i == j || a->verb != b->verb || smt_is(s->smt, b->certain, false))
                continue;
            struct term same = same_action(s, a->verb, a->action, a->args, b->action, b->args);
            doubled = OR(s, doubled, AND(s, b->certain, solver_compare_yes(s, &same)));
        }
        a->open = AND(s, a->open, NOT(s, doubled));
    }
}

/* ---- steps 5 and 6: defeats, once ---- */

static bool defeats(const struct acts *acts, const struct act *a, const struct act *b)
{
    for (uint32_t i = 0; i < a->verb->n_defeats; i++)
        if (&acts->program->verbs[a->verb->defeats[i]] == b->verb)
            return true;
    return false;
}

/* A yes/no: whether A's given positional arguments are those that B begins with. */
static struct term hits(struct solver *s, const struct act *a, const struct act *b)
{
    struct term all = solver_term_known(s, s->yes);
    smt_node no = s->no, unknown = s->no;
    for (uint32_t i = 0; i < a->verb->n_positional; i++) {
        if (!a->action->args[i])
            continue;
        if (i >= b->verb->n_positional || !b->action->args[i])
            return solver_term_known(s, s->no);
        struct term same = solver_compare_equal(s, &a->args[i], &b->args[i]);
        no = OR(s, no, solver_compare_not(s, &same));
        unknown = OR(s, unknown, NOT(s, same.known));
    }
    all.value = NOT(s, no);
    all.known = OR(s, no, NOT(s, unknown));
    return all;
}

static void defeat(struct solver *s, const struct act *a, struct act *b)
{
    struct term hit = hits(s, a, b);
    smt_node gone = AND(s, a->certain, solver_compare_yes(s, &hit));
    smt_node doubtful = AND(s, a->open, NOT(s, solver_compare_not(s, &hit)));
    smt_node open = AND(s, NOT(s, gone), OR(s, b->open, AND(s, b->certain, doubtful)));
    b->certain = AND(s, b->certain, NOT(s, OR(s, gone, doubtful)));
    b->open = open;
}

static void settle_defeats(struct acts *acts)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < acts->all.n; i++)
        last = acts->all.at[i].verb->rank > last ? acts->all.at[i].verb->rank : last;
    for (uint32_t rank = 0; rank <= last; rank++)
        for (uint32_t i = 0; i < acts->all.n; i++)
            for (uint32_t j = 0; j < acts->all.n && acts->all.at[i].verb->rank == rank; j++)
                if (defeats(acts, &acts->all.at[i], &acts->all.at[j]))
                    defeat(acts->s, &acts->all.at[i], &acts->all.at[j]);
}

/* A certain action of a `once` verb with any rival that is not surely the same. */
static void settle_once(struct acts *acts)
{
    struct solver *s = acts->s;
    for (uint32_t i = 0; i < acts->all.n; i++) {
        struct act *a = &acts->all.at[i];
        for (uint32_t j = 0; j < acts->all.n && a->verb->once; j++) {
            const struct act *b = &acts->all.at[j];
            if (i == j || a->verb != b->verb)
                continue;
            struct term same = same_action(s, a->verb, a->action, a->args, b->action, b->args);
            smt_node rival = OR(s, b->open, AND(s, b->certain, NOT(s, solver_compare_yes(s, &same))));
            a->contested = OR(s, a->contested, AND(s, a->certain, rival));
        }
    }
}

/* ---- step 8: the guarantee ---- */

/* A yes/no: whether ACT has the arguments that the guarantee gives. */
static struct term has_args(struct acts *acts, const struct act *act, const struct term *args)
{
    struct solver *s = acts->s;
    struct term all = solver_term_known(s, s->yes);
    smt_node no = s->no, unknown = s->no;
    for (uint32_t i = 0; i < act->verb->n_params; i++) {
        if (!acts->guarantee->action->args[i])
            continue;
        if (!act->action->args[i])
            return solver_term_known(s, s->no);
        struct term same = solver_compare_equal(s, &act->args[i], &args[i]);
        no = OR(s, no, solver_compare_not(s, &same));
        unknown = OR(s, unknown, NOT(s, same.known));
    }
    all.value = NOT(s, no);
    all.known = OR(s, no, NOT(s, unknown));
    return all;
}

static smt_node broken(struct acts *acts)
{
    struct solver *s = acts->s;
    const struct guarantee *guarantee = acts->guarantee;
    struct doubt when = solver_expr_holds(s, guarantee->when);
    struct term *args = arguments(acts, guarantee->action, when.yes);
    smt_node surely = s->no, maybe = s->no;
    for (uint32_t i = 0; i < acts->all.n; i++) {
        const struct act *act = &acts->all.at[i];
        if (act->action->verb != guarantee->action->verb)
            continue;
        struct term has = has_args(acts, act, args);
        surely = OR(s, surely, AND(s, AND(s, act->certain, NOT(s, act->contested)), solver_compare_yes(s, &has)));
        maybe = OR(s, maybe, AND(s, OR(s, act->certain, act->open), NOT(s, solver_compare_not(s, &has))));
    }
    return AND(s, when.yes, guarantee->always ? NOT(s, maybe) : surely);
}

/* What else may go wrong with the case: outputs. */
static void look_at_outputs(struct acts *acts)
{
    for (uint32_t i = 0; i < acts->program->n_definitions; i++)
        if (acts->program->definitions[i].output)
            solver_expr(acts->s, &(struct expr){ .op = EXPR_DEFINITION, .index = i, .type = acts->program->definitions[i].type });
}

smt_node solver_acts_breach(struct solver *s, const struct guarantee *guarantee, bool everything)
{
    const struct program *program = s->program;
    struct acts acts = { .s = s, .program = program, .guarantee = guarantee };
    acts.verbs = arena_array(&s->scratch, bool, program->n_verbs);
    acts.units = arena_array(&s->scratch, bool, program->n_units);
    acts.arms = arena_array(&s->scratch, struct state, program->n_arms);
    find_verbs(&acts);
    find_units(&acts, everything);
    for (uint32_t i = 0; i < program->n_units; i++)
        if (acts.units[i])
            settle_unit(&acts, &program->units[i]);
    settle_overrides(&acts);
    find_acts(&acts, everything);
    drop_doubles(&acts);
    settle_defeats(&acts);
    settle_once(&acts);
    if (everything)
        look_at_outputs(&acts);
    return broken(&acts);
}
