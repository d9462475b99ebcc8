/* What can never apply: conditions that never hold, rows that others take all cases of, rules that are always beaten. */
#include "analyze/finder.h"

struct shadow {
    const struct chain *chain;
    uint32_t index;
    diagram own; /* where its condition holds */
};

static const char *word_of(const struct chain *chain)
{
    return chain->table ? "row" : chain->unit && chain->unit->kind == UNIT_RULE && chain->n == 1 ? "rule" : "branch";
}

static struct str subject_of(struct finder *f, const struct chain *chain, uint32_t i)
{
    if (chain->unit && chain->unit->kind != UNIT_TABLE && (chain->n == 1 || !str_eq(chain->names[i], chain->unit->name)))
        return str_printf(f->arena, "'%.*s'", STR_ARG(chain->names[i]));
    return str_printf(f->arena, "this %s", word_of(chain));
}

static void never_holds(struct finder *f, const struct chain *chain, uint32_t i)
{
    struct str subject = subject_of(f, chain, i);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_DEAD, chain->spans[i], "%.*s never applies: no case meets its conditions",
                                           STR_ARG(subject));
    finder_fix(f, finding, "take it out, or change the condition that can never hold");
}

/* ---- shadowed ---- */

/* Whether the arms that KEPT marks take all of a region, and nothing is left of it. */
static bool take_all(struct finder *f, const struct shadow *shadow, const bool *kept)
{
    diagram left = shadow->own;
    for (uint32_t j = 0; j < shadow->index; j++)
        if (kept[j])
            left = diagram_and(f->pool, left, shadow->chain->no[j]);
    return finder_possible(f, left) == ANSWER_NO;
}

/* A least set of arms before it that leave it nothing. */
static const bool *culprits(struct finder *f, const struct shadow *shadow)
{
    bool *kept = arena_array(f->arena, bool, shadow->index);
    for (uint32_t j = 0; j < shadow->index; j++)
        kept[j] = diagram_and_not(f->pool, shadow->own, shadow->chain->no[j]) != DIAGRAM_NO;
    for (uint32_t j = 0; j < shadow->index; j++) {
        if (!kept[j])
            continue;
        kept[j] = false;
        kept[j] = !take_all(f, shadow, kept);
    }
    return kept;
}

static uint32_t put_culprits(struct finder *f, const struct shadow *shadow, const bool *kept)
{
    uint32_t n = 0, left = 0;
    for (uint32_t j = 0; j < shadow->index; j++)
        left += kept[j];
    f->text.n = 0;
    for (uint32_t j = 0; j < shadow->index; j++) {
        if (!kept[j])
            continue;
        left--;
        if (n < 4)
            buf_printf(&f->text, "%s%.*s", n == 0 ? "" : left == 0 ? " and " : ", ", STR_ARG(finder_arm(f, shadow->chain, j)));
        n++;
    }
    if (n > 4)
        buf_printf(&f->text, " and %u more", (unsigned)(n - 4));
    return n;
}

static void shadowed(struct finder *f, const struct shadow *shadow)
{
    const struct chain *chain = shadow->chain;
    const bool *kept = culprits(f, shadow);
    uint32_t n = put_culprits(f, shadow, kept);
    struct str by = finder_take(f), subject = subject_of(f, chain, shadow->index);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_SHADOWED, chain->spans[shadow->index],
                                           "%.*s never applies: %.*s before it take%s all its cases%s", STR_ARG(subject), STR_ARG(by),
                                           n == 1 ? "s" : "", n > 1 ? " together" : "");
    for (uint32_t j = 0, told = 0; j < shadow->index && told < 4; j++)
        if (kept[j]) {
            finder_also(f, finding, chain->spans[j], "this one comes first");
            told++;
        }
    struct witness_case found;
    if (chain->conditions[shadow->index] && finder_case(f, finder_given(f, shadow->own), NULL, &found) == ANSWER_YES)
        finder_show_case(f, finding, &found);
    finder_fix(f, finding, "take it out, or put it before what it is an exception to");
}

/* ---- always beaten ---- */

static void overridden(struct finder *f, const struct chain *chain, uint32_t i)
{
    const struct arm *arm = &f->shown.arms[chain->unit->first_arm + i];
    struct str subject = subject_of(f, chain, i);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_BEATEN, arm->span, "%.*s never fires: wherever it could, what overrides it fires",
                                           STR_ARG(subject));
    for (uint32_t k = 0; k < arm->n_overridden_by && k < 4; k++)
        finder_also(f, finding, f->shown.arms[arm->overridden_by[k]].span, "this overrides it");
    struct witness_case found;
    if (finder_case(f, finder_given(f, symbolic_question(f->s, symbolic_arm_state(f->s, chain->unit->first_arm + i), SYMBOLIC_YES)), NULL, &found)
        == ANSWER_YES)
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
static void look_for_defeat(struct finder *f, uint32_t index)
{
    uint32_t n;
    const struct symbolic_action *action = &symbolic_actions(f->s, &n)[index];
    diagram asked = symbolic_state_is(f->s, symbolic_asked(f->s, index), 1u << ACTION_CERTAIN);
    diagram left = symbolic_state_is(f->s, symbolic_undefeated(f->s, index), 1u << ACTION_CERTAIN);
    struct witness_case found;
    if (asked == left || finder_possible(f, left) != ANSWER_NO || finder_case(f, finder_given(f, asked), NULL, &found) != ANSWER_YES)
        return;
    struct str quote = finder_action(f, action->action);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_BEATEN, action->action->span,
                                           "'%.*s' never comes: wherever it is asked for, another action defeats it", STR_ARG(quote));
    finder_show_case(f, finding, &found);
    finder_fix(f, finding, "take it out, or narrow the rules whose actions defeat it");
}

/* ---- one chain ---- */

static void look_at_arm(struct finder *f, const struct chain *chain, uint32_t i, diagram reach)
{
    struct shadow shadow = { chain, i, finder_and(f, chain->guard, chain->yes[i]) };
    enum answer own = finder_possible(f, shadow.own);
    enum answer left = chain->hit == HIT_FIRST && own == ANSWER_YES ? finder_possible(f, finder_and(f, reach, chain->yes[i])) : own;
    if (own == ANSWER_NO)
        never_holds(f, chain, i);
    else if (left == ANSWER_NO)
        shadowed(f, &shadow);
    else if (left == ANSWER_OPEN)
        finder_open(f, FINDING_DEAD, chain->spans[i], "whether %.*s ever applies", STR_ARG(subject_of(f, chain, i)));
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
