/* What arms ask for, and what stands of it: steps 3 to 6 of program.h. */
#include "analyze/symbolic_inner.h"

#include <string.h>

static diagram ask(struct symbolic *s, diagram d, unsigned wanted) { return symbolic_question(s, d, wanted); }
static diagram leaf(uint32_t state) { return diagram_leaf(state); }

static diagram arg(struct symbolic *s, const struct action *action, uint32_t i)
{
    return action->args[i] ? symbolic_expr(s, action->args[i]) : (diagram)DIAGRAM_OVER;
}

/* ---- whether two are the same ---- */

static int param_by_name(const struct verb *verb, struct str name)
{
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (str_eq(verb->params[i].name, name))
            return (int)i;
    return -1;
}

static diagram same_arg(struct symbolic *x, const struct expr *a, struct symbolic *y, const struct expr *b)
{
    return symbols_apply(x->space, SYMBOLS_EQ, symbolic_expr(x, a), symbolic_expr(y, b));
}

/* Whether B gives an argument that A, of another verb of that name perhaps, does not. */
static bool gives_more(const struct verb *verb, const struct action *a, const struct verb *other, const struct action *b)
{
    for (uint32_t i = 0; i < other->n_params; i++) {
        int own = param_by_name(verb, other->params[i].name);
        if (b->args[i] && (own < 0 || !a->args[own]))
            return true;
    }
    return false;
}

diagram symbolic_same(struct symbolic *x, const struct action *a, struct symbolic *y, const struct action *b, bool only_given)
{
    const struct verb *verb = &x->program->verbs[a->verb], *other = &y->program->verbs[b->verb];
    diagram all = DIAGRAM_YES;
    if ((x == y && verb != other) || !str_eq(verb->name, other->name) || (!only_given && gives_more(verb, a, other, b)))
        return DIAGRAM_NO;
    for (uint32_t i = 0; i < verb->n_params && all != DIAGRAM_NO; i++) {
        int theirs = verb == other ? (int)i : param_by_name(other, verb->params[i].name);
        if (!a->args[i])
            continue;
        if (theirs < 0 || !b->args[theirs])
            return DIAGRAM_NO;
        all = symbols_apply(x->space, SYMBOLS_AND, all, same_arg(x, a->args[i], y, b->args[theirs]));
    }
    return all;
}

diagram symbolic_same_action(struct symbolic *a, uint32_t of_a, struct symbolic *b, uint32_t of_b)
{
    uint32_t n;
    return symbolic_same(a, symbolic_actions(a, &n)[of_a].action, b, symbolic_actions(b, &n)[of_b].action, false);
}

/* ---- the list ---- */

static diagram *not_yet(struct symbolic *s)
{
    diagram *all = arena_array(s->arena, diagram, s->n_actions);
    memset(all, 0xff, s->n_actions * sizeof *all);
    return all;
}

static void add(struct symbolic *s, uint32_t arm, uint32_t index)
{
    const struct action *action = &s->program->arms[arm].actions[index];
    const struct verb *verb = &s->program->verbs[action->verb];
    diagram *args = arena_array(s->arena, diagram, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++)
        args[i] = arg(s, action, i);
    s->actions[s->n_actions++] = (struct symbolic_action){ arm, index, action, verb, args };
}

const struct symbolic_action *symbolic_actions(struct symbolic *s, uint32_t *n)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < s->program->n_arms && !s->listed; i++)
        most += s->program->arms[i].n_actions;
    if (!s->listed) {
        s->listed = true;
        s->actions = arena_array(s->arena, struct symbolic_action, most);
        for (uint32_t i = 0; i < s->program->n_arms; i++)
            for (uint32_t k = 0; k < s->program->arms[i].n_actions; k++)
                add(s, i, k);
        s->asked = not_yet(s), s->merged = not_yet(s), s->undefeated = not_yet(s), s->settled = not_yet(s);
    }
    *n = s->n_actions;
    return s->actions;
}

static const struct symbolic_action *at(struct symbolic *s, uint32_t index)
{
    uint32_t n;
    return &symbolic_actions(s, &n)[index];
}

static diagram is_one_of(void *context, uint32_t a, uint32_t b)
{
    return *(const unsigned *)context >> a & 1 ? DIAGRAM_YES : leaf(b);
}

diagram symbolic_state_is(struct symbolic *s, diagram state, unsigned wanted)
{
    uint32_t *id = &s->space->symbols->states[wanted & 7];
    if (!*id)
        *id = diagram_op_id(s->pool);
    struct diagram_op op = { .apply = is_one_of, .context = &wanted, .id = *id };
    return diagram_map(s->pool, &op, state);
}

static diagram certain(struct symbolic *s, diagram state) { return symbolic_state_is(s, state, 1u << ACTION_CERTAIN); }
static diagram undecided(struct symbolic *s, diagram state) { return symbolic_state_is(s, state, 1u << ACTION_UNDECIDED); }
static diagram not_gone(struct symbolic *s, diagram state)
{
    return symbolic_state_is(s, state, 1u << ACTION_CERTAIN | 1u << ACTION_UNDECIDED);
}

/* ---- step 3 ---- */

static diagram from_arm(struct symbolic *s, uint32_t arm)
{
    diagram fires = symbolic_arm(s, arm);
    diagram state = diagram_if(s->pool, ask(s, fires, SYMBOLIC_UNKNOWN), leaf(ACTION_UNDECIDED), leaf(ACTION_GONE));
    return diagram_if(s->pool, ask(s, fires, SYMBOLIC_YES), leaf(ACTION_CERTAIN), state);
}

diagram symbolic_asked(struct symbolic *s, uint32_t index)
{
    const struct symbolic_action *action = at(s, index);
    if (s->asked[index] != NOT_YET)
        return s->asked[index];
    diagram state = from_arm(s, action->arm), waiting = DIAGRAM_NO, never = DIAGRAM_NO;
    for (uint32_t i = 0; i < action->verb->n_params; i++) {
        if (!action->action->args[i])
            continue;
        diagram whole = symbols_apply(s->space, SYMBOLS_WHOLLY, action->args[i], DIAGRAM_NO);
        waiting = diagram_or(s->pool, waiting, ask(s, whole, SYMBOLIC_UNKNOWN));
        never = diagram_or(s->pool, never, ask(s, whole, SYMBOLIC_NOTHING | SYMBOLIC_ERROR));
    }
    waiting = diagram_and(s->pool, waiting, not_gone(s, state));
    state = diagram_if(s->pool, waiting, leaf(ACTION_UNDECIDED), state);
    s->asked[index] = diagram_if(s->pool, never, leaf(ACTION_GONE), state);
    return s->asked[index];
}

/* ---- step 4: an undecided one that is the same as a certain one goes ---- */

static diagram merged(struct symbolic *s, uint32_t index)
{
    if (s->merged[index] != NOT_YET)
        return s->merged[index];
    diagram state = symbolic_asked(s, index), open = undecided(s, state);
    for (uint32_t i = symbolic_twin(s, index, UINT32_MAX); i != UINT32_MAX && open != DIAGRAM_NO; i = symbolic_twin(s, index, i)) {
        diagram twin = certain(s, symbolic_asked(s, i));
        if (!diagram_meet(s->pool, open, twin))
            continue;
        twin = diagram_and(s->pool, twin, ask(s, symbolic_same_action(s, index, s, i), SYMBOLIC_YES));
        state = diagram_if(s->pool, diagram_and(s->pool, open, twin), leaf(ACTION_GONE), state);
    }
    s->merged[index] = state;
    return state;
}

/* ---- step 5: defeats ---- */

static bool defeats(const struct symbolic *s, const struct verb *a, const struct verb *b)
{
    for (uint32_t i = 0; i < a->n_defeats; i++)
        if (&s->program->verbs[a->defeats[i]] == b)
            return true;
    return false;
}

/* Whether A's given positional arguments are those that B begins with: NO, YES, UNKNOWN. */
static diagram hits(struct symbolic *s, const struct symbolic_action *a, const struct symbolic_action *b)
{
    diagram all = DIAGRAM_YES;
    for (uint32_t i = 0; i < a->verb->n_positional && all != DIAGRAM_NO; i++) {
        if (!a->action->args[i])
            continue;
        if (i >= b->verb->n_positional || !b->action->args[i])
            return DIAGRAM_NO;
        all = symbols_apply(s->space, SYMBOLS_AND, all, symbolic_equal(s, a->args[i], b->args[i]));
    }
    return all;
}

static diagram defeat(struct symbolic *s, uint32_t by, uint32_t index, diagram state)
{
    diagram left = not_gone(s, state), strong = symbolic_undefeated(s, by);
    if (!diagram_meet(s->pool, left, not_gone(s, strong)))
        return state;
    diagram hit = hits(s, at(s, by), at(s, index));
    if (hit == DIAGRAM_NO)
        return state;
    diagram gone = diagram_and(s->pool, certain(s, strong), ask(s, hit, SYMBOLIC_YES));
    diagram open = diagram_and_not(s->pool, undecided(s, strong), ask(s, hit, SYMBOLIC_NO));
    state = diagram_if(s->pool, diagram_and(s->pool, open, left), leaf(ACTION_UNDECIDED), state);
    return diagram_if(s->pool, gone, leaf(ACTION_GONE), state);
}

diagram symbolic_undefeated(struct symbolic *s, uint32_t index)
{
    const struct symbolic_action *action = at(s, index);
    if (s->undefeated[index] != NOT_YET)
        return s->undefeated[index];
    diagram state = merged(s, index);
    for (uint32_t i = 0; i < s->n_actions; i++)
        if (i != index && defeats(s, at(s, i)->verb, action->verb))
            state = defeat(s, i, index, state);
    s->undefeated[index] = state;
    return state;
}

/* ---- step 6: once ---- */

/* Where it is certain after step 5. Merging makes nothing certain that was not, and is dear. */
diagram symbolic_certain(struct symbolic *s, uint32_t index)
{
    for (uint32_t i = 0; i < s->program->n_verbs; i++)
        if (defeats(s, &s->program->verbs[i], at(s, index)->verb))
            return certain(s, symbolic_undefeated(s, index));
    return certain(s, symbolic_asked(s, index));
}

/* Where one of them is certain, the other not gone, and they are not surely the same. */
static diagram contest(struct symbolic *s, uint32_t index, uint32_t rival, unsigned rival_is)
{
    bool certain_only = rival_is == 1u << ACTION_CERTAIN;
    diagram mine = symbolic_certain(s, index);
    diagram other = certain_only ? symbolic_certain(s, rival) : symbolic_state_is(s, symbolic_undefeated(s, rival), rival_is);
    if (!diagram_meet(s->pool, mine, other))
        return DIAGRAM_NO;
    diagram pair = diagram_and(s->pool, mine, other);
    return diagram_and_not(s->pool, pair, ask(s, symbolic_same_action(s, index, s, rival), SYMBOLIC_YES));
}

diagram symbolic_rivals(struct symbolic *s, uint32_t a, uint32_t b)
{
    bool rivals = a != b && at(s, a)->verb == at(s, b)->verb && at(s, a)->verb->once;
    return rivals ? contest(s, a, b, 1u << ACTION_CERTAIN) : DIAGRAM_NO;
}

diagram symbolic_stands(struct symbolic *s, uint32_t index, diagram where)
{
    const struct symbolic_action *action = at(s, index);
    diagram left = diagram_and(s->pool, where, symbolic_certain(s, index));
    uint32_t i = action->verb->once ? symbolic_meeting(s, index, left, UINT32_MAX) : UINT32_MAX;
    for (; i != UINT32_MAX && left != DIAGRAM_NO; i = symbolic_meeting(s, index, left, i)) {
        diagram rival = not_gone(s, symbolic_asked(s, i));
        if (!diagram_meet(s->pool, left, rival) || ask(s, symbolic_same_action(s, index, s, i), SYMBOLIC_YES) == DIAGRAM_YES)
            continue;
        left = diagram_and_not(s->pool, left, contest(s, index, i, 1u << ACTION_CERTAIN | 1u << ACTION_UNDECIDED));
    }
    return left;
}

diagram symbolic_settled(struct symbolic *s, uint32_t index)
{
    const struct symbolic_action *action = at(s, index);
    if (s->settled[index] != NOT_YET)
        return s->settled[index];
    diagram state = symbolic_undefeated(s, index), out = DIAGRAM_NO, own = action->verb->once ? symbolic_certain(s, index) : DIAGRAM_NO;
    for (uint32_t i = symbolic_meeting(s, index, own, UINT32_MAX); i != UINT32_MAX; i = symbolic_meeting(s, index, own, i))
        out = diagram_or(s->pool, out, contest(s, index, i, 1u << ACTION_CERTAIN | 1u << ACTION_UNDECIDED));
    s->settled[index] = diagram_if(s->pool, out, leaf(ACTION_GONE), state);
    return s->settled[index];
}
