/* Guarantees: the end of step 8 of program.h. */
#include "eval/eval_inner.h"

/* Whether ACT has the arguments that the guarantee gives; those that it leaves out may be anything. */
static enum truth has_args(struct eval *eval, const struct act *act, const struct guarantee *guarantee, const struct thing *args)
{
    enum truth all = TRUTH_YES;
    for (uint32_t i = 0; i < act->verb->n_params; i++) {
        if (!guarantee->action->args[i])
            continue;
        if (!act->action->args[i])
            return TRUTH_NO;
        struct thing same = eval_compare_equal(eval, &act->args[i], &args[i]);
        if (eval_expr_truth(&same) == TRUTH_NO)
            return TRUTH_NO;
        if (eval_expr_truth(&same) == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

/* Whether the guarantee's action is there because of ACT. */
static enum truth is_there(struct eval *eval, const struct act *act, const struct guarantee *guarantee, const struct thing *args)
{
    if (act->verb != &eval->program->verbs[guarantee->action->verb] || (act->state == ACT_GONE && !act->contested))
        return TRUTH_NO;
    enum truth same = has_args(eval, act, guarantee, args);
    return same == TRUTH_YES && act->state != ACT_CERTAIN ? TRUTH_UNKNOWN : same;
}

static _Noreturn void broken(struct eval *eval, const struct guarantee *guarantee, const struct str *rules, uint32_t n)
{
    eval->error = decision_broken(&eval->scratch, guarantee->name, guarantee->text, rules, n);
    eval->error.span = guarantee->span;
    eval->error.has_span = true;
    longjmp(eval->failed, 1);
}

static void check(struct eval *eval, const struct guarantee *guarantee)
{
    VEC(struct str) rules = { 0 };
    enum truth there = TRUTH_NO;
    eval->subject = guarantee->name;
    if (eval_expr_holds(eval, guarantee->when).truth != TRUTH_YES)
        return;
    const struct thing *args = eval_acts_args(eval, guarantee->action);
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        const struct act *act = &eval->acts.at[i];
        enum truth one = is_there(eval, act, guarantee, args);
        if (one == TRUTH_YES)
            there = TRUTH_YES;
        else if (one == TRUTH_UNKNOWN && there == TRUTH_NO)
            there = TRUTH_UNKNOWN;
        for (uint32_t k = 0; k < act->rules.n && one == TRUTH_YES; k++)
            vec_push(&eval->scratch, &rules, act->rules.at[k]);
    }
    if (there == (guarantee->always ? TRUTH_NO : TRUTH_YES))
        broken(eval, guarantee, rules.at, rules.n);
}

void eval_guarantees(struct eval *eval)
{
    for (uint32_t i = 0; i < eval->program->n_guarantees; i++)
        check(eval, &eval->program->guarantees[i]);
}
