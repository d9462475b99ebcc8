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

/* A required fact that is missing. */
static diagram of_fact(struct diff_state *diff, uint32_t fact)
{
    uint64_t *set = arena_array(diff->arena, uint64_t, (diff->space->n_facts + 63) / 64);
    uint32_t input = cells_input_of_fact(diff->space, fact), cell = cells_missing(diff->space, input);
    set[fact / 64] |= UINT64_C(1) << fact % 64;
    if (cell == UINT32_MAX)
        return diagram_leaf(SYMBOL_NOTHING);
    return diagram_if(diff->space->pool, diagram_cell(diff->space->pool, input, cell), diagram_leaf(symbols_unknown(diff->space, set)),
                      diagram_leaf(SYMBOL_NOTHING));
}

/* All that the decision of SIDE needs: leaves that are unknown, or NOTHING. */
static diagram needs_of(struct diff_state *diff, unsigned side)
{
    const struct program *program = diff->programs[side];
    struct symbolic *s = diff->sides[side];
    diagram all = diagram_leaf(SYMBOL_NOTHING);
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(s, &n);
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (program->facts[i].required)
            all = join(diff, all, of_fact(diff, diff->space->fact_of[side][i]));
    for (uint32_t i = 0; i < n; i++)
        all = join(diff, all, of_action(diff, s, &actions[i], i));
    return all;
}

/* ---- the same by name ---- */

static bool has(const struct symbol *symbol, uint32_t fact)
{
    return symbol->needs && (symbol->needs[fact / 64] >> fact % 64 & 1);
}

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

static diagram is_other(void *context, uint32_t a, uint32_t b)
{
    const struct diff_state *diff = context;
    const struct symbol *old = symbols_at(diff->space, a), *new = symbols_at(diff->space, b);
    for (uint32_t i = 0; i < diff->space->n_facts; i++)
        if ((has(old, i) && !has(new, named(diff, i, DIFF_NEW))) || (has(new, i) && !has(old, named(diff, i, DIFF_OLD))))
            return DIAGRAM_YES;
    return DIAGRAM_NO;
}

diagram diff_needs(struct diff_state *diff)
{
    diagram old = needs_of(diff, DIFF_OLD), new = needs_of(diff, DIFF_NEW);
    struct diagram_op op = { .apply = is_other, .context = diff, .id = diagram_op_id(diff->space->pool) };
    return old == new && old != DIAGRAM_OVER ? DIAGRAM_NO : diagram_apply(diff->space->pool, &op, old, new);
}
