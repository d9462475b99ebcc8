/* Which facts each of two programs needs. */
#include "analyze/diff_inner.h"

#include "analyze/symbols.h"

static diagram join(struct diff_state *diff, diagram a, diagram b) { return symbols_apply(diff->space, SYMBOLS_JOIN, a, b); }
static diagram waits(struct diff_state *diff, diagram d) { return symbols_apply(diff->space, SYMBOLS_WAITS, d, DIAGRAM_NO); }

/* What an action waits for where it is undecided. */
static diagram of_action(struct diff_state *diff, struct symbolic *s, const struct symbolic_action *action, uint32_t index)
{
    diagram undecided = symbolic_state_is(s, symbolic_settled(s, index), 1u << ACTION_UNDECIDED), all;
    if (undecided == DIAGRAM_NO)
        return diagram_leaf(SYMBOL_NOTHING);
    all = waits(diff, symbolic_arm(s, action->arm));
    for (uint32_t i = 0; i < action->verb->n_params; i++)
        if (action->action->args[i])
            all = join(diff, all, waits(diff, symbols_apply(diff->space, SYMBOLS_WHOLLY, action->args[i], DIAGRAM_NO)));
    return diagram_if(diff->space->pool, undecided, all, diagram_leaf(SYMBOL_NOTHING));
}

/* What each action of SIDE needs: leaves that are unknown, or NOTHING. */
static const diagram *needs_of(struct diff_state *diff, unsigned side, uint32_t *n)
{
    const struct symbolic_action *actions = symbolic_actions(diff->sides[side], n);
    diagram *needs = arena_array(diff->arena, diagram, *n);
    for (uint32_t i = 0; i < *n; i++)
        needs[i] = of_action(diff, diff->sides[side], &actions[i], i);
    return needs;
}

/* ---- the same by name ---- */

static const struct space_fact *space_fact(const struct diff_state *diff, uint32_t fact) { return &diff->space->facts[fact]; }

/* The fact of the space that a case gives under the same name, for SIDE. */
static uint32_t named(const struct diff_state *diff, uint32_t fact, unsigned side)
{
    for (uint32_t i = 0; i < diff->links.n; i++)
        if (diff->links.at[i].facts[!side] == fact)
            return diff->links.at[i].facts[side];
    for (uint32_t i = 0; i < diff->space->n_facts && space_fact(diff, fact)->fact->of_lookup; i++)
        if (space_fact(diff, i)->in[side] != UINT32_MAX && str_eq(space_fact(diff, i)->fact->name, space_fact(diff, fact)->fact->name))
            return i; /* a field may have another type, where its lookup asks otherwise */
    return fact;
}

/* Where the decision of SIDE needs FACT, a part for each action; and a required fact that is missing. */
static void list_needs(struct diff_state *diff, unsigned side, const diagram *needs, uint32_t n, uint32_t fact, struct diff_list *list)
{
    uint32_t own = space_fact(diff, fact)->in[side], input = cells_input_of_fact(diff->space, fact), cell = cells_missing(diff->space, input);
    for (uint32_t i = 0; i < n; i++)
        diff_list_add(diff, list, symbolic_needs(diff->sides[side], needs[i], fact), diff_twin(diff, side, i));
    if (own != UINT32_MAX && diff->programs[side]->facts[own].required && cell != UINT32_MAX)
        diff_list_add(diff, list, diagram_cell(diff->space->pool, input, cell), UINT32_MAX);
}

/* Where SIDE needs FACT, and the other does not need what it calls so. */
static diagram needs_alone(struct diff_state *diff, unsigned side, const diagram *const *needs, const uint32_t *n, uint32_t fact)
{
    struct diff_list own = { 0 }, other = { 0 };
    list_needs(diff, side, needs[side], n[side], fact, &own);
    list_needs(diff, !side, needs[!side], n[!side], named(diff, fact, !side), &other);
    return diff_list_only(diff, &own, &other);
}

/* QUESTION without what needs some of several facts of which nobody says which. */
static diagram without_vague(struct diff_state *diff, diagram question, const diagram *const *needs, const uint32_t *n)
{
    struct diff_list vague = { 0 };
    for (unsigned side = 0; side < DIFF_SIDES && question != DIAGRAM_NO; side++)
        for (uint32_t i = 0; i < n[side]; i++)
            diff_list_add(diff, &vague, symbolic_needs(diff->sides[side], needs[side][i], diff->space->n_facts), UINT32_MAX);
    diagram left = diff_list_without(diff, question, &vague);
    if (left == question)
        return left;
    diff_note(diff, DIFF_OPEN, STR("which facts are needed where a test of several facts cannot be told"));
    diff->doubtful = diagram_or(diff->space->pool, diff->doubtful, diagram_and_not(diff->space->pool, question, left));
    return left;
}

diagram diff_needs(struct diff_state *diff)
{
    diagram any = DIAGRAM_NO;
    uint32_t n[DIFF_SIDES];
    const diagram *const needs[] = { needs_of(diff, DIFF_OLD, &n[DIFF_OLD]), needs_of(diff, DIFF_NEW, &n[DIFF_NEW]) };
    for (uint32_t i = 0; i < diff->space->n_facts && any != DIAGRAM_OVER; i++)
        for (unsigned side = 0; side < DIFF_SIDES; side++)
            any = diagram_or(diff->space->pool, any, needs_alone(diff, side, needs, n, i));
    return without_vague(diff, any, needs, n);
}
