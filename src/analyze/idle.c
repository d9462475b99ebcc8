/* `overrides` and `defeats` that never matter: the two never come together. */
#include "analyze/finder.h"

/* Where both may be and one is certain: where both are undecided they stay so, whether one gives way or not. */
static diagram together(struct finder *f, diagram a, diagram b)
{
    diagram yes_a = symbolic_question(f->s, a, SYMBOLIC_YES), yes_b = symbolic_question(f->s, b, SYMBOLIC_YES);
    diagram open_a = symbolic_question(f->s, a, SYMBOLIC_UNKNOWN), open_b = symbolic_question(f->s, b, SYMBOLIC_UNKNOWN);
    diagram both = diagram_or(f->pool, finder_and(f, yes_a, yes_b), finder_and(f, yes_a, open_b));
    return diagram_or(f->pool, both, finder_and(f, open_a, yes_b));
}

/* ---- overrides ---- */

static bool overrides(const struct arm *loser, uint32_t winner)
{
    for (uint32_t i = 0; i < loser->n_overridden_by; i++)
        if (loser->overridden_by[i] == winner)
            return true;
    return false;
}

/* Which units override which: of unit i those from AT[FIRST[i]] to AT[FIRST[i + 1]], ascending, perhaps more than once. */
struct losers {
    uint32_t *first, *at;
};

/* Each (winner, loser) of the arms, to COUNT or, with AT, to its place. */
static void visit(const struct finder *f, uint32_t *count, uint32_t *at)
{
    for (uint32_t i = 0; i < f->shown.n_arms; i++)
        for (uint32_t k = 0; k < f->shown.arms[i].n_overridden_by; k++) {
            uint32_t place = count[f->shown.arms[f->shown.arms[i].overridden_by[k]].unit]++;
            if (at)
                at[place] = f->shown.arms[i].unit;
        }
}

static struct losers losers_of(struct finder *f)
{
    uint32_t n = f->shown.n_units, *count = arena_array(f->arena, uint32_t, n), *next = arena_array(f->arena, uint32_t, n);
    struct losers losers = { .first = arena_array(f->arena, uint32_t, n + 1) };
    visit(f, count, NULL);
    for (uint32_t i = 0; i < n; i++)
        losers.first[i + 1] = (next[i] = losers.first[i]) + count[i];
    losers.at = arena_array(f->arena, uint32_t, losers.first[n]);
    visit(f, next, losers.at);
    return losers;
}

/* Whether some arm of WINNER can fire where an arm of LOSER that it overrides could; no also where it overrides none. */
static enum answer matters(struct finder *f, const struct unit *winner, const struct unit *loser, bool *any)
{
    enum answer answer = ANSWER_NO;
    for (uint32_t i = loser->first_arm; i < loser->first_arm + loser->n_arms; i++)
        for (uint32_t k = winner->first_arm; k < winner->first_arm + winner->n_arms; k++) {
            if (!overrides(&f->shown.arms[i], k))
                continue;
            *any = true;
            diagram both = together(f, symbolic_arm_state(f->s, i), symbolic_arm(f->s, k));
            enum answer meet = finder_possible(f, both);
            if (meet == ANSWER_YES)
                return meet;
            answer = meet == ANSWER_OPEN ? meet : answer;
        }
    return answer;
}

/* Of a rule that never fires that is told, and needs no second word. */
static bool is_dead(struct finder *f, const struct unit *unit, bool overridden)
{
    for (uint32_t i = unit->first_arm; i < unit->first_arm + unit->n_arms; i++) {
        diagram state = overridden ? symbolic_arm(f->s, i) : symbolic_arm_state(f->s, i);
        if (finder_possible(f, symbolic_question(f->s, state, SYMBOLIC_YES)) != ANSWER_NO)
            return false;
    }
    return true;
}

static void look_at(struct finder *f, const struct unit *winner, const struct unit *loser)
{
    bool any = false;
    enum answer answer = matters(f, winner, loser, &any);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_DEAD, winner->span, "whether it ever matters that '%.*s' overrides '%.*s'", STR_ARG(winner->name), STR_ARG(loser->name));
    if (answer != ANSWER_NO || !any || is_dead(f, winner, true) || is_dead(f, loser, false))
        return;
    struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_IDLE, winner->span, "'%.*s' overrides '%.*s', but the two never meet",
                                           STR_ARG(winner->name), STR_ARG(loser->name));
    finder_also(f, finding, loser->span, "this is overridden");
    finder_fix(f, finding, "take 'overrides %.*s' out, or widen what was meant to meet", STR_ARG(loser->name));
    finding->loser = loser->name;
}

/* ---- defeats ---- */

static enum answer meet(struct finder *f, const struct verb *a, const struct verb *b, bool *any)
{
    uint32_t n;
    enum answer answer = ANSWER_NO;
    const struct symbolic_action *all = symbolic_actions(f->s, &n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n && all[i].verb == a; k++) {
            if (all[k].verb != b)
                continue;
            *any = true;
            diagram both = together(f, symbolic_arm(f->s, all[i].arm), symbolic_arm(f->s, all[k].arm));
            enum answer possible = finder_possible(f, both);
            if (possible == ANSWER_YES)
                return possible;
            answer = possible == ANSWER_OPEN ? possible : answer;
        }
    return answer;
}

static void look_at_verb(struct finder *f, const struct verb *verb)
{
    for (uint32_t i = 0; i < verb->n_defeats; i++) {
        const struct verb *other = &f->shown.verbs[verb->defeats[i]];
        bool any = false;
        enum answer answer = meet(f, verb, other, &any);
        if (answer == ANSWER_OPEN)
            finder_open(f, FINDING_DEAD, verb->span, "whether a case ever has both '%.*s' and '%.*s'", STR_ARG(verb->name), STR_ARG(other->name));
        if (answer != ANSWER_NO || !any)
            continue;
        struct finding *finding = findings_add(f->out, FINDING_DEAD, DIAG_IDLE, verb->span, "'%.*s' defeats '%.*s', but no case has both",
                                               STR_ARG(verb->name), STR_ARG(other->name));
        finder_fix(f, finding, "take it out of 'defeats', or widen what was meant to meet");
        finding->loser = other->name;
    }
}

void idle_find(struct finder *f)
{
    struct losers losers = losers_of(f);
    for (uint32_t i = 0; i < f->shown.n_units; i++)
        for (uint32_t k = losers.first[i]; k < losers.first[i + 1]; k++)
            if (losers.at[k] != i && (k == losers.first[i] || losers.at[k] != losers.at[k - 1]))
                look_at(f, &f->shown.units[i], &f->shown.units[losers.at[k]]);
    for (uint32_t i = 0; i < f->shown.n_verbs; i++)
        if (f->options->pack_of && f->options->pack_of[f->shown.verbs[i].span.source] > 0)
            look_at_verb(f, &f->shown.verbs[i]);
}
