/* What a case leaves open, for those who ask for the facts that would settle it. */
#include "eval/eval_inner.h"

uint32_t eval_open(const struct eval *eval)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < eval->program->n_arms; i++)
        n += eval->arms[i].truth == TRUTH_UNKNOWN;
    return n;
}

static bool is_listed(struct str rule, const struct str *rules, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(rules[i], rule))
            return true;
    return false;
}

uint32_t eval_waiting(const struct eval *eval, uint32_t fact, struct str *rules, uint32_t most)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < eval->acts.n; i++) {
        const struct act *act = &eval->acts.at[i];
        if (act->state != ACT_UNDECIDED || !eval_thing_has_need(act->needs, fact))
            continue;
        for (uint32_t k = 0; k < act->rules.n && n < most; k++)
            if (!is_listed(act->rules.at[k], rules, n))
                rules[n++] = act->rules.at[k];
    }
    return n;
}
