/* Which of the actions stand: steps 5 and 6 of program.h. */
#include "eval/eval_inner.h"

static bool defeats(const struct act *a, const struct act *b, const struct eval *eval)
{
    for (uint32_t i = 0; i < a->verb->n_defeats; i++)
        if (&eval->program->verbs[a->verb->defeats[i]] == b->verb)
            return true;
    return false;
}

/* Whether A's given positional arguments are those that B begins with. */
static enum truth hits(struct eval *eval, const struct act *a, const struct act *b)
{
    enum truth all = TRUTH_YES;
    for (uint32_t i = 0; i < a->verb->n_positional; i++) {
        if (!a->action->args[i])
            continue;
        if (i >= b->verb->n_positional || !b->action->args[i])
            return TRUTH_NO;
        struct thing same = eval_compare_equal(eval, &a->args[i], &b->args[i]);
        if (eval_expr_truth(&same) == TRUTH_NO)
            return TRUTH_NO;
        if (eval_expr_truth(&same) == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}

static void defeat(struct eval *eval, const struct act *a, struct act *b)
{
    if (a->state == ACT_GONE || b->state == ACT_GONE || !defeats(a, b, eval))
        return;
    enum truth hit = hits(eval, a, b);
    if (hit == TRUTH_YES && a->state == ACT_CERTAIN) {
        b->state = ACT_GONE;
        b->fate = TRACE_DEFEATED;
    } else if (hit != TRUTH_NO && a->state == ACT_UNDECIDED) {
        b->state = ACT_UNDECIDED; /* what it waits for is what A waits for, and A stays */
        b->fate = TRACE_THREATENED;
    } else {
        return;
    }
    b->by = (uint32_t)(a - eval->acts.at);
}

static void settle_defeats(struct eval *eval, uint32_t rank)
{
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        const struct act *act = &eval->acts.at[i];
        for (uint32_t j = 0; j < eval->acts.n && act->verb->rank == rank && act->verb->n_defeats > 0; j++)
            defeat(eval, act, &eval->acts.at[j]);
    }
}

static uint32_t last_rank(const struct program *program)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < program->n_verbs; i++)
        if (program->verbs[i].rank > last)
            last = program->verbs[i].rank;
    return last;
}

/* ---- once ---- */

/* Another action of the same verb, which is a `once` one. */
static bool is_rival(const struct act *a, const struct act *b)
{
    return a != b && a->verb == b->verb;
}

static const struct act *first_certain_rival(const struct eval *eval, uint32_t index)
{
    const struct act *act = &eval->acts.at[index];
    for (uint32_t i = 0; i < index && act->verb->once; i++)
        if (eval->acts.at[i].state == ACT_CERTAIN && is_rival(&eval->acts.at[i], act))
            return &eval->acts.at[i];
    return NULL;
}

static void conflict(struct eval *eval, const struct act *a, const struct act *b)
{
    struct decided_action first = eval_outcome_action(eval, a), second = eval_outcome_action(eval, b);
    struct case_error error = decision_conflict(&eval->scratch, &eval->text, &first, &second, &eval->program->style);
    error.span = a->action->span;
    error.also = b->action->span;
    error.has_span = error.has_also = true;
    vec_push(&eval->scratch, &eval->conflicts, error);
}

static void find_conflicts(struct eval *eval)
{
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        if (eval->acts.at[i].state != ACT_CERTAIN)
            continue;
        const struct act *rival = first_certain_rival(eval, i);
        if (rival)
            conflict(eval, rival, &eval->acts.at[i]);
    }
}

/* Any rival of a certain one, certain or undecided: merging has left none that are surely the same. */
static const struct act *rival_of(const struct eval *eval, const struct act *act)
{
    for (uint32_t i = 0; i < eval->acts.n && act->verb->once; i++)
        if (eval->acts.at[i].state != ACT_GONE && is_rival(&eval->acts.at[i], act))
            return &eval->acts.at[i];
    return NULL;
}

static void take_out_contested(struct eval *eval)
{
    const struct act **rivals = arena_array(&eval->scratch, const struct act *, eval->acts.n);
    for (uint32_t i = 0; i < eval->acts.n; i++)
        rivals[i] = eval->acts.at[i].state == ACT_CERTAIN ? rival_of(eval, &eval->acts.at[i]) : NULL;
    for (uint32_t i = 0; i < eval->acts.n; i++)
        if (rivals[i]) {
            eval->acts.at[i].state = ACT_GONE;
            eval->acts.at[i].contested = true;
            eval->acts.at[i].fate = TRACE_CONTESTED;
            eval->acts.at[i].by = (uint32_t)(rivals[i] - eval->acts.at);
        }
}

void eval_settle(struct eval *eval)
{
    for (uint32_t rank = 0; rank <= last_rank(eval->program); rank++)
        settle_defeats(eval, rank);
    find_conflicts(eval);
    take_out_contested(eval);
}
