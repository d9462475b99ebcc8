/* Two policies of one call that act on one case differently: what one grants the other refuses, or grants otherwise. Actions of
 * which a case can have one are conflicts.c's. */
#include "analyze/finder.h"

struct act {
    const struct symbolic_action *action;
    uint32_t index, pack;
};

static bool defeats(const struct finder *f, const struct verb *a, const struct verb *b)
{
    for (uint32_t i = 0; i < a->n_defeats; i++)
        if (&f->shown.verbs[a->defeats[i]] == b)
            return true;
    return false;
}

static bool is_granted_or_refused(const struct finder *f, const struct verb *verb)
{
    for (uint32_t i = 0; i < f->shown.n_verbs; i++)
        if (defeats(f, verb, &f->shown.verbs[i]) || defeats(f, &f->shown.verbs[i], verb))
            return true;
    return false;
}

/* Where both are asked for, about the same thing, and differ. */
static diagram both_act(struct finder *f, const struct act *a, const struct act *b)
{
    const struct verb *one = a->action->verb, *other = b->action->verb;
    bool related = one == other ? !one->once && one->n_positional > 0 && is_granted_or_refused(f, one) : defeats(f, one, other) || defeats(f, other, one);
    if (!related || other->n_positional == 0 || !a->action->action->args[0] || !b->action->action->args[0])
        return DIAGRAM_NO;
    diagram both = finder_and(f, symbolic_state_is(f->s, symbolic_asked(f->s, a->index), 1u << ACTION_CERTAIN),
                              symbolic_state_is(f->s, symbolic_asked(f->s, b->index), 1u << ACTION_CERTAIN));
    if (both == DIAGRAM_NO)
        return both;
    both = finder_and(f, both, symbolic_question(f->s, symbolic_equal(f->s, a->action->args[0], b->action->args[0]), SYMBOLIC_YES));
    return one != other || both == DIAGRAM_NO
               ? both : finder_and(f, both, symbolic_question(f->s, symbolic_same_action(f->s, a->index, f->s, b->index), SYMBOLIC_NO));
}

static void tell(struct finder *f, const struct act *a, const struct act *b, const struct witness_case *found)
{
    struct str one = finder_action(f, a->action->action), other = finder_action(f, b->action->action);
    struct str first = f->shown.arms[a->action->arm].name, second = f->shown.arms[b->action->arm].name;
    struct finding *finding = findings_add(f->out, FINDING_OVERLAP, DIAG_PACKS, a->action->action->span,
                                           "two policies act on one case: '%.*s' asks for '%.*s', and '%.*s' of the other for '%.*s'", STR_ARG(first),
                                           STR_ARG(one), STR_ARG(second), STR_ARG(other));
    finder_also(f, finding, b->action->action->span, "the other policy's action is here");
    finder_show_case(f, finding, found);
    finder_fix(f, finding, "add to one of them what sets its cases apart");
}

/* One finding of two units, however many of their actions differ. */
static void look_at(struct finder *f, const struct act *acts, uint32_t n, uint32_t i)
{
    uint32_t told = UINT32_MAX;
    for (uint32_t k = i + 1; k < n; k++) {
        uint32_t unit = f->shown.arms[acts[k].action->arm].unit;
        struct witness_case found;
        if (acts[k].pack == 0 || acts[k].pack == acts[i].pack || unit == told)
            continue;
        diagram question = both_act(f, &acts[i], &acts[k]);
        struct bearing_claim bearing = { .f = f, .what = BEARING_BOTH_FIRE, .action = acts[i].action, .other = acts[k].action };
        const struct witness_claim claim = { &bearing, bearing_holds };
        enum answer answer = question == DIAGRAM_NO ? ANSWER_NO : finder_case(f, question, &claim, &found);
        if (answer == ANSWER_YES) {
            tell(f, &acts[i], &acts[k], &found);
            told = unit;
        }
        if (answer == ANSWER_OPEN)
            finder_open(f, FINDING_OVERLAP, acts[i].action->action->span, "whether '%.*s' and '%.*s' act on one case",
                        STR_ARG(f->shown.arms[acts[i].action->arm].name), STR_ARG(f->shown.arms[acts[k].action->arm].name));
    }
}

void overlap_find(struct finder *f)
{
    uint32_t n;
    const struct symbolic_action *all = symbolic_actions(f->s, &n);
    struct act *acts = arena_array(f->arena, struct act, n);
    for (uint32_t i = 0; i < n && f->options->pack_of; i++)
        acts[i] = (struct act){ &all[i], i, f->options->pack_of[all[i].action->span.source] };
    for (uint32_t i = 0; i < n && f->options->pack_of; i++)
        if (acts[i].pack > 0)
            look_at(f, acts, n, i);
}
