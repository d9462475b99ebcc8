/* Whether a fact's answer can change the decision: all completions of the case are tried, cell by cell, until two answers part. */
#include "ask/interview_inner.h"

#include <stdlib.h>

enum { MOST_DECISIONS = 30000 }; /* a tenth of a second; beyond them a fact is asked for */

struct search {
    struct interview *in;
    uint32_t fact;
    bool needed;
    uint32_t budget; /* decisions that may still be made */
};

/* The next fact on which the decision of the scratch case may turn and that somebody could still answer; INTERVIEW_DONE: it is whole. */
static uint32_t next_open(const struct search *search, const struct decision *decision)
{
    const struct interview *in = search->in;
    uint32_t looked_at = INTERVIEW_DONE;
    for (uint32_t i = 0; i < in->program->n_facts; i++) {
        if (i == search->fact || in->left[i] || !interview_is_open(in, i))
            continue;
        if (interview_is_needed(decision, i))
            return i;
        if (looked_at == INTERVIEW_DONE && in->optional[i] && eval_looked_at(in->eval, i))
            looked_at = i;
    }
    return decision->status == DECISION_ERROR ? INTERVIEW_DONE : looked_at;
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    int order = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

static struct str action_text(struct interview *in, struct buf *scratch, const struct decided_action *action)
{
    scratch->n = 0;
    report_action(&in->report, scratch, action);
    return str_dup(&in->round, (struct str){ scratch->p, (uint32_t)scratch->n });
}

/* What is done, in any order, which values come out, what is wrong: not by which rules and for which reasons, since a further rule that
 * asks for the same is no other decision. */
void interview_outcome(struct interview *in, struct buf *out, const struct decision *decision)
{
    struct report_case which = { .name = STR("0") };
    struct str *actions = arena_array(&in->round, struct str, decision->n_actions);
    struct decision bare = *decision;
    for (uint32_t i = 0; i < decision->n_actions; i++)
        actions[i] = action_text(in, out, decision->actions[i]);
    qsort(actions, decision->n_actions, sizeof *actions, by_text);
    bare.n_actions = 0;
    out->n = 0;
    report_json(&in->report, out, &which, &bare);
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        buf_str(out, actions[i]);
        buf_char(out, '\n');
    }
}

static bool same(const struct buf *a, const struct buf *b)
{
    return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

/* The Nth answer for FACT; the last of those of a fact that is not needed is none. */
static struct value answer(const struct search *search, uint32_t n)
{
    const struct interview *in = search->in;
    return n < in->tries[search->fact].n ? in->tries[search->fact].at[n].value : in->facts[search->fact];
}

/* Tries all answers on the scratch case. *DIFFERENT: two whole decisions part. Yields a fact that must be settled to tell, or
 * INTERVIEW_DONE. */
static uint32_t try_answers(struct search *search, bool *different)
{
    struct interview *in = search->in;
    uint32_t wanted = INTERVIEW_DONE, n = in->tries[search->fact].n + !search->needed;
    bool begun = false;
    for (uint32_t i = 0; i < n && !*different; i++) {
        in->scratch[search->fact] = answer(search, i);
        const struct decision *decision = interview_try_scratch(in);
        search->budget -= search->budget > 0;
        uint32_t open = next_open(search, decision);
        wanted = wanted == INTERVIEW_DONE ? open : wanted;
        if (open != INTERVIEW_DONE || !interview_is_whole(in, decision)) /* this very fact may be what it needs */
            continue;
        interview_outcome(in, begun ? &in->other : &in->first, decision);
        *different = begun && !same(&in->first, &in->other);
        begun = true;
    }
    return wanted;
}

static bool parts(struct search *search);

/* Goes on with FACT as it is, if that may be, then in each of its cells. */
static bool parts_by(struct search *search, uint32_t fact)
{
    struct interview *in = search->in;
    struct value as_it_is = in->scratch[fact];
    bool different = false;
    in->left[fact] = true;
    if (in->optional[fact]) /* first: most often the others need not be told to see it */
        different = search->budget == 0 || parts(search);
    for (uint32_t i = 0; i < in->tries[fact].n && !different; i++) {
        in->scratch[fact] = in->tries[fact].at[i].value;
        different = search->budget == 0 || parts(search);
    }
    in->scratch[fact] = as_it_is;
    in->left[fact] = false;
    return different;
}

static bool parts(struct search *search)
{
    bool different = false;
    uint32_t fact = try_answers(search, &different);
    return different || (fact != INTERVIEW_DONE && parts_by(search, fact));
}

bool interview_matters(struct interview *in, uint32_t fact, bool needed)
{
    /* One cell: no test looks into it, so it is passed on, and every answer makes another decision. And where not knowing it is an answer
     * somewhere, what is needed now may not be later, as if some value were assumed. */
    if (needed && (in->program->facts[fact].required || in->tries[fact].n < 2 || in->optional[fact]))
        return true;
    struct search search = { .in = in, .fact = fact, .needed = needed, .budget = MOST_DECISIONS };
    return parts(&search);
}
