/* What can never apply: conditions that never hold, rows that others take all cases of, rules that are always beaten. */
#include "analyze/finder.h"

#include <string.h>

static void never_holds(struct finder *f, const struct chain *chain, uint32_t i)
{
    struct str subject = shadow_subject(f, chain, i);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_DEAD, chain->spans[i], "%.*s never applies: no case meets its conditions",
                                           STR_ARG(subject));
    finder_fix(f, finding, "take it out, or change the condition that can never hold");
}

/* ---- shadowed ---- */

static void shadowed(struct finder *f, struct shadow *shadow)
{
    const struct chain *chain = shadow->chain;
    uint32_t n;
    shadow_shrink(f, shadow);
    struct str by = shadow_names(f, shadow, &n), subject = shadow_subject(f, chain, shadow->index);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_SHADOWED, chain->spans[shadow->index],
                                           "%.*s never applies: %.*s before it take%s all its cases%s", STR_ARG(subject), STR_ARG(by),
                                           n == 1 ? "s" : "", n > 1 ? " together" : "");
    shadow_also(f, shadow, finding, "this one comes first");
    if (chain->conditions[shadow->index])
        shadow_case(f, shadow, finding, BEARING_SHADOWED);
    finder_fix(f, finding, "take it out, or put it before what it is an exception to");
}

/* ---- always beaten ---- */

/* Where the arm could fire, and something that overrides it is certain to. */
static diagram beaten_by(struct finder *f, uint32_t index)
{
    const struct arm *arm = &f->shown.arms[index];
    diagram any = DIAGRAM_NO;
    for (uint32_t k = 0; k < arm->n_overridden_by; k++)
        any = diagram_or(f->pool, any, symbolic_question(f->s, symbolic_arm(f->s, arm->overridden_by[k]), SYMBOLIC_YES));
    return finder_and(f, any, symbolic_question(f->s, symbolic_arm_state(f->s, index), SYMBOLIC_YES));
}

static void overridden(struct finder *f, const struct chain *chain, uint32_t i)
{
    const struct arm *arm = &f->shown.arms[chain->unit->first_arm + i];
    struct str subject = shadow_subject(f, chain, i);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_BEATEN, arm->span, "%.*s never fires: wherever it could, what overrides it fires",
                                           STR_ARG(subject));
    for (uint32_t k = 0; k < arm->n_overridden_by && k < 4; k++)
        finder_also(f, finding, f->shown.arms[arm->overridden_by[k]].span, "this overrides it");
    struct witness_case found;
    struct bearing_claim bearing = { .f = f, .what = BEARING_OVERRIDDEN, .chain = chain, .arm = i };
    const struct witness_claim claim = { &bearing, bearing_holds };
    if (finder_case(f, finder_given(f, beaten_by(f, chain->unit->first_arm + i)), &claim, &found) == ANSWER_YES)
        finder_show_case(f, finding, &found);
    finder_fix(f, finding, "take it out, or narrow what overrides it");
}

static bool clashes(const struct chain *chain) { return chain->hit == HIT_ONLY_ONE || chain->hit == HIT_ANY; }

/* An arm that its own unit lets fire. False: it is told of. */
static bool may_fire(struct finder *f, const struct chain *chain, uint32_t i)
{
    uint32_t arm = chain->unit->first_arm + i;
    if (f->shown.arms[arm].n_overridden_by == 0 || clashes(chain))
        return true;
    enum answer fires = finder_possible(f, symbolic_question(f->s, symbolic_arm(f->s, arm), SYMBOLIC_YES));
    if (fires == ANSWER_NO)
        overridden(f, chain, i);
    if (fires == ANSWER_OPEN)
        finder_open(f, FINDING_DEAD, chain->spans[i], "whether '%.*s' is always overridden", STR_ARG(chain->names[i]));
    return fires == ANSWER_YES;
}

/* Actions of an arm that fires are sometimes certain; whether any is left once others have defeated it. */
/* Whose actions defeat action INDEX somewhere, where it is ASKED for. */
static void name_defeaters(struct finder *f, struct finding *finding, uint32_t index, diagram asked)
{
    enum { MOST_NAMED = 4 };
    uint32_t n, told = 0;
    const struct symbolic_action *all = symbolic_actions(f->s, &n), *action = &all[index];
    for (uint32_t k = 0; k < n && told < MOST_NAMED; k++) {
        if (!finder_defeats(f, all[k].verb, action->verb))
            continue;
        diagram both = finder_and(f, asked, symbolic_state_is(f->s, symbolic_asked(f->s, k), 1u << ACTION_CERTAIN));
        for (uint32_t i = 0; i < action->verb->n_positional && both != DIAGRAM_NO; i++)
            if (i < all[k].verb->n_positional && action->action->args[i] && all[k].action->args[i])
                both = finder_and(f, both, symbolic_question(f->s, symbolic_equal(f->s, action->args[i], all[k].args[i]), SYMBOLIC_YES));
            else
                break;
        if (both == DIAGRAM_NO)
            continue;
        struct str quote = finder_action(f, all[k].action);
        finder_also(f, finding, all[k].action->span, "'%.*s' of '%.*s' defeats it", STR_ARG(quote), STR_ARG(f->shown.arms[all[k].arm].name));
        told++;
    }
}

static void look_for_defeat(struct finder *f, uint32_t index)
{
    uint32_t n;
    const struct symbolic_action *action = &symbolic_actions(f->s, &n)[index];
    diagram asked = symbolic_state_is(f->s, symbolic_asked(f->s, index), 1u << ACTION_CERTAIN);
    diagram left = symbolic_certain(f->s, index);
    struct witness_case found;
    struct bearing_claim bearing = { .f = f, .what = BEARING_DEFEATED, .action = action };
    const struct witness_claim claim = { &bearing, bearing_holds };
    if (asked == left || finder_possible(f, left) != ANSWER_NO || finder_possible(f, asked) != ANSWER_YES)
        return;
    struct str quote = finder_action(f, action->action);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_BEATEN, action->action->span,
                                           "'%.*s' never comes: wherever it is asked for, another action defeats it", STR_ARG(quote));
    name_defeaters(f, finding, index, asked);
    diagram gone = finder_and(f, asked, symbolic_state_is(f->s, symbolic_undefeated(f->s, index), 1u << ACTION_GONE));
    if (finder_case(f, finder_given(f, gone), &claim, &found) == ANSWER_YES)
        finder_show_case(f, finding, &found);
    finder_fix(f, finding, "take it out, or narrow the rules whose actions defeat it");
}

/* ---- one chain ---- */

static void look_at_arm(struct finder *f, const struct chain *chain, uint32_t i, diagram reach)
{
    struct shadow shadow = { chain, i, finder_and(f, chain->guard, chain->yes[i]), arena_array(f->arena, bool, chain->n) };
    enum answer own = finder_possible(f, shadow.own);
    enum answer left = chain->hit == HIT_FIRST && own == ANSWER_YES ? finder_possible(f, finder_and(f, reach, chain->yes[i])) : own;
    if (own == ANSWER_NO)
        never_holds(f, chain, i);
    else if (left == ANSWER_NO) {
        memset(shadow.may, true, i * sizeof *shadow.may);
        shadowed(f, &shadow);
    }
    else if (left == ANSWER_OPEN)
        finder_open(f, FINDING_DEAD, chain->spans[i], "whether %.*s ever applies", STR_ARG(shadow_subject(f, chain, i)));
    else if (chain->unit)
        may_fire(f, chain, i);
}

/* One finding for all its arms. */
static void never_in_force(struct finder *f, const struct chain *chain)
{
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_DEAD, chain->span, "'%.*s' never applies: no case meets what it asks for as a whole",
                                           STR_ARG(chain->name));
    finder_fix(f, finding, "take it out, or change the condition that can never hold");
}

static void look_at_chain(struct finder *f, const struct chain *chain)
{
    diagram reach = chain->guard;
    if (chain->n > 1 && finder_possible(f, chain->guard) == ANSWER_NO) {
        never_in_force(f, chain);
        return;
    }
    for (uint32_t i = 0; i < chain->n; i++) {
        look_at_arm(f, chain, i, reach);
        reach = finder_and(f, reach, chain->no[i]);
    }
}

void dead_find(struct finder *f)
{
    uint32_t n;
    for (uint32_t i = 0; i < f->chains.n; i++)
        look_at_chain(f, f->chains.at[i]);
    symbolic_actions(f->s, &n);
    for (uint32_t i = 0; i < n; i++)
        look_for_defeat(f, i);
}
