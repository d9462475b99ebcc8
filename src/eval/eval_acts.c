/* What arms ask for: steps 3 and 4 of program.h. */
#include "eval/eval_inner.h"

struct thing *eval_acts_args(struct eval *eval, const struct action *action)
{
    const struct verb *verb = &eval->program->verbs[action->verb];
    struct thing *args = arena_array(&eval->scratch, struct thing, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (action->args[i])
            args[i] = eval_expr(eval, action->args[i]);
    return args;
}

enum truth eval_acts_same(struct eval *eval, const struct action *a, const struct thing *a_args, const struct action *b,
                          const struct thing *b_args)
{
    const struct verb *verb = &eval->program->verbs[a->verb];
    enum truth all = TRUTH_YES;
    if (a->verb != b->verb)
        return TRUTH_NO;
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!a->args[i] != !b->args[i])
            return TRUTH_NO;
        struct thing same = a->args[i] ? eval_compare_equal(eval, &a_args[i], &b_args[i]) : eval_thing_bool(true);
        if (eval_expr_truth(&same) == TRUTH_NO)
            return TRUTH_NO;
        if (eval_expr_truth(&same) == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

/* One that waits for an argument that nothing can make known never comes about. */
static void wait_for_args(struct eval *eval, struct act *act)
{
    for (uint32_t i = 0; i < act->verb->n_params; i++) {
        if (!act->action->args[i] || eval_thing_known_wholly(&act->args[i]))
            continue;
        eval_needs needs = eval_thing_needs(eval, &act->args[i]);
        if (act->state != ACT_GONE)
            act->state = needs ? ACT_UNDECIDED : ACT_GONE;
        if (!needs)
            act->fate = TRACE_ABSENT;
        act->needs = eval_thing_join(eval, act->needs, needs);
    }
}

static void add_act(struct eval *eval, const struct arm *arm, const struct action *action, struct doubt fires)
{
    struct act act = { .action = action, .verb = &eval->program->verbs[action->verb] };
    act.arm = (uint32_t)(arm - eval->program->arms);
    act.by = UINT32_MAX;
    act.args = eval_acts_args(eval, action);
    act.state = fires.truth == TRUTH_YES ? ACT_CERTAIN : ACT_UNDECIDED;
    act.needs = fires.needs;
    wait_for_args(eval, &act);
    vec_push(&eval->scratch, &act.rules, arm->name);
    for (uint32_t i = 0; i < arm->n_cite; i++)
        vec_push(&eval->scratch, &act.cite, arm->cite[i]);
    vec_push(&eval->scratch, &eval->acts, act);
}

/* The reason is looked at after all actions of its arm, and given to them all. */
static void add_because(struct eval *eval, const struct arm *arm, uint32_t first)
{
    struct thing because = eval_expr(eval, arm->because);
    for (uint32_t i = first; i < eval->acts.n && value_known(because.value); i++)
        vec_push(&eval->scratch, &eval->acts.at[i].because, value_str(because.value));
}

void eval_acts(struct eval *eval)
{
    for (uint32_t i = 0; i < eval->program->n_arms; i++) {
        const struct arm *arm = &eval->program->arms[i];
        uint32_t first = eval->acts.n;
        eval->subject = arm->name;
        if (eval->arms[i].truth == TRUTH_NO)
            continue;
        for (uint32_t k = 0; k < arm->n_actions; k++)
            add_act(eval, arm, &arm->actions[k], eval->arms[i]);
        if (eval->arms[i].truth == TRUTH_YES && arm->because)
            add_because(eval, arm, first);
    }
}

static bool stands_in(const struct str *texts, uint32_t n, struct str text)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(texts[i], text))
            return true;
    return false;
}

#define ADD_DISTINCT(eval, to, from)                                         \
    for (uint32_t k = 0; k < (from)->n; k++)                                 \
        if (!stands_in((to)->at, (to)->n, (from)->at[k]))                    \
            vec_push(&(eval)->scratch, (to), (from)->at[k])

static void merge(struct eval *eval, struct act *into, const struct act *from)
{
    ADD_DISTINCT(eval, &into->rules, &from->rules);
    ADD_DISTINCT(eval, &into->because, &from->because);
    ADD_DISTINCT(eval, &into->cite, &from->cite);
}

static bool same(struct eval *eval, const struct act *a, const struct act *b)
{
    return eval_acts_same(eval, a->action, a->args, b->action, b->args) == TRUTH_YES;
}

/* The one of N certain actions that is the same as ACT, or NULL. */
static struct act *certain_twin(struct eval *eval, const struct act *act, struct act *const *certain, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (certain[i]->verb == act->verb && same(eval, certain[i], act))
            return certain[i];
    return NULL;
}

static void gone_into(struct eval *eval, struct act *act, const struct act *twin)
{
    act->state = ACT_GONE;
    act->fate = TRACE_MERGED;
    act->by = (uint32_t)(twin - eval->acts.at);
}

/* Yields how many are left: CERTAIN gets them. */
static uint32_t merge_certain(struct eval *eval, struct act **certain)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        struct act *act = &eval->acts.at[i];
        if (act->state != ACT_CERTAIN)
            continue;
        struct act *twin = certain_twin(eval, act, certain, n);
        if (!twin) {
            certain[n++] = act;
            continue;
        }
        merge(eval, twin, act);
        gone_into(eval, act, twin);
    }
    return n;
}

void eval_acts_merge(struct eval *eval)
{
    struct act **certain = arena_array(&eval->scratch, struct act *, eval->acts.n);
    uint32_t n = merge_certain(eval, certain);
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        struct act *act = &eval->acts.at[i];
        struct act *twin = act->state == ACT_UNDECIDED ? certain_twin(eval, act, certain, n) : NULL;
        if (twin)
            gone_into(eval, act, twin);
    }
}
