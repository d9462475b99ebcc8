/* Two policies of one call that act on one case differently: what one grants the other refuses, or grants otherwise; and two rules of one
 * policy that grant the same thing with different limits. Actions of which a case can have one are conflicts.c's. */
#include "analyze/finder.h"

enum { MOST_PAIRS = 10000 };

struct act {
    const struct symbolic_action *action;
    uint32_t index, pack;
};

static bool is_granted_or_refused(const struct finder *f, const struct verb *verb)
{
    for (uint32_t i = 0; i < f->shown.n_verbs; i++)
        if (finder_defeats(f, verb, &f->shown.verbs[i]) || finder_defeats(f, &f->shown.verbs[i], verb))
            return true;
    return false;
}

/* Where both are asked for, about the same thing, and differ. */
static diagram both_act(struct finder *f, const struct act *a, const struct act *b)
{
    const struct verb *one = a->action->verb, *other = b->action->verb;
    bool related = one == other ? !one->once && one->n_positional > 0 && is_granted_or_refused(f, one) : finder_defeats(f, one, other) || finder_defeats(f, other, one);
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

/* ---- the same thing granted twice ---- */

static bool is_defeated(const struct finder *f, const struct verb *verb)
{
    for (uint32_t i = 0; i < f->shown.n_verbs; i++)
        if (finder_defeats(f, &f->shown.verbs[i], verb))
            return true;
    return false;
}

/* Whether it grants something on terms of its own: `allow refund up_to $20`. */
static bool has_terms(const struct finder *f, const struct symbolic_action *action)
{
    bool terms = false;
    for (uint32_t i = 1; i < action->verb->n_params; i++)
        terms = terms || action->action->args[i];
    return terms && !action->verb->once && action->verb->n_positional > 0 && action->action->args[0] && is_defeated(f, action->verb);
}

static bool are_other_constants(const struct expr *a, const struct expr *b)
{
    return a->op == EXPR_CONST && b->op == EXPR_CONST && value_known(a->constant) && value_known(b->constant) && !value_same(a->constant, b->constant);
}

/* Where some argument that both have is surely another. */
static diagram terms_differ(struct finder *f, const struct symbolic_action *a, const struct symbolic_action *b)
{
    diagram any = DIAGRAM_NO;
    for (uint32_t i = 1; i < a->verb->n_params; i++)
        if (a->action->args[i] && b->action->args[i])
            any = diagram_or(f->pool, any, symbolic_question(f->s, symbolic_equal(f->s, a->args[i], b->args[i]), SYMBOLIC_NO));
    return any;
}

static diagram stands(struct finder *f, const struct act *act)
{
    return symbolic_state_is(f->s, symbolic_undefeated(f->s, act->index), 1u << ACTION_CERTAIN);
}

static diagram fires(struct finder *f, const struct act *act) { return symbolic_question(f->s, symbolic_arm(f->s, act->action->arm), SYMBOLIC_YES); }

/* BOTH: where both fire. */
static diagram both_grant(struct finder *f, const struct act *a, const struct act *b, diagram both)
{
    if (both != DIAGRAM_NO)
        both = finder_and(f, both, symbolic_question(f->s, symbolic_equal(f->s, a->action->args[0], b->action->args[0]), SYMBOLIC_YES));
    if (both != DIAGRAM_NO)
        both = finder_and(f, both, terms_differ(f, a->action, b->action));
    return both == DIAGRAM_NO ? both : finder_and(f, both, finder_and(f, stands(f, a), stands(f, b)));
}

static void tell_grants(struct finder *f, const struct act *a, const struct act *b, const struct witness_case *found)
{
    struct str one = finder_action(f, a->action->action), other = finder_action(f, b->action->action);
    struct str first = f->shown.arms[a->action->arm].name, second = f->shown.arms[b->action->arm].name;
    struct finding *finding = findings_add(f->out, FINDING_OVERLAP, DIAG_GRANTED_TWICE, a->action->action->span,
                                           "'%.*s' and '%.*s' can both fire, and one case then has both '%.*s' and '%.*s'", STR_ARG(first), STR_ARG(second),
                                           STR_ARG(one), STR_ARG(other));
    finder_also(f, finding, b->action->action->span, "the other is here: nothing says which of the two counts");
    finder_show_case(f, finding, found);
    if (str_eq(first, second))
        finder_fix(f, finding, "let 'first match' choose, or add to one row what sets it apart");
    else
        finder_fix(f, finding, "let one of them say 'overrides %.*s', or add to one condition what sets it apart", STR_ARG(second));
}

/* True: it was told. */
static bool look_at_grants(struct finder *f, const struct act *a, const struct act *b, diagram both)
{
    struct witness_case found;
    struct bearing_claim bearing = { .f = f, .what = BEARING_BOTH_FIRE, .action = a->action, .other = b->action };
    const struct witness_claim claim = { &bearing, bearing_holds };
    diagram question = both_grant(f, a, b, both);
    enum answer answer = question == DIAGRAM_NO ? ANSWER_NO : finder_case(f, question, &claim, &found);
    if (answer == ANSWER_YES)
        tell_grants(f, a, b, &found);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_OVERLAP, a->action->action->span, "whether '%.*s' and '%.*s' grant the same thing differently",
                    STR_ARG(f->shown.arms[a->action->arm].name), STR_ARG(f->shown.arms[b->action->arm].name));
    return answer == ANSWER_YES;
}

/* What grants with act I, beside those of packs that look_at holds against each other; one finding of two units. False: too much of it. */
static bool find_grants_with(struct finder *f, const struct act *acts, uint32_t i, uint32_t *looked)
{
    const struct symbolic_action *a = acts[i].action;
    diagram own = has_terms(f, a) ? fires(f, &acts[i]) : DIAGRAM_NO;
    uint32_t told = UINT32_MAX;
    for (uint32_t k = symbolic_meeting(f->s, i, own, i); k != UINT32_MAX; k = symbolic_meeting(f->s, i, own, k)) {
        const struct symbolic_action *b = acts[k].action;
        uint32_t unit = f->shown.arms[b->arm].unit;
        if (acts[i].pack != acts[k].pack || a->arm == b->arm || unit == told || !has_terms(f, b)
            || are_other_constants(a->action->args[0], b->action->args[0]))
            continue;
        if (++*looked > MOST_PAIRS) {
            finder_open(f, FINDING_OVERLAP, b->action->span, "whether more rules grant the same thing differently: %u pairs that meet were looked at", MOST_PAIRS);
            return false;
        }
        if (look_at_grants(f, &acts[i], &acts[k], finder_and(f, own, fires(f, &acts[k]))))
            told = unit;
    }
    return true;
}

static void find_grants(struct finder *f, const struct act *acts, uint32_t n)
{
    uint32_t looked = 0;
    for (uint32_t i = 0; i < n && find_grants_with(f, acts, i, &looked); i++)
        ;
}

/* ---- both ---- */

void overlap_find(struct finder *f)
{
    uint32_t n;
    const struct symbolic_action *all = symbolic_actions(f->s, &n);
    struct act *acts = arena_array(f->arena, struct act, n);
    for (uint32_t i = 0; i < n; i++)
        acts[i] = (struct act){ &all[i], i, f->options->pack_of ? f->options->pack_of[all[i].action->span.source] : 0 };
    for (uint32_t i = 0; i < n && f->options->pack_of; i++)
        if (acts[i].pack > 0)
            look_at(f, acts, n, i);
    find_grants(f, acts, n);
}
