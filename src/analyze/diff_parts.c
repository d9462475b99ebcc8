/* What only one of two decisions has, thing by thing, as questions. */
#include "analyze/diff_inner.h"

#include "analyze/symbols.h"

static diagram ask(struct symbolic *s, diagram d, unsigned wanted) { return symbolic_question(s, d, wanted); }
static diagram certain(struct symbolic *s, uint32_t action)
{
    return symbolic_state_is(s, symbolic_settled(s, action), 1u << ACTION_CERTAIN);
}

static void add(struct diff_state *diff, enum diff_kind kind, unsigned side, uint32_t index, diagram where)
{
    struct diff_part part = { kind, side, index, where };
    if (where != DIAGRAM_NO)
        vec_push(diff->arena, &diff->parts, part);
}

/* ---- the status ---- */

static diagram errors_of(struct diff_state *diff, unsigned side)
{
    struct symbolic *s = diff->sides[side];
    diagram errors = symbolic_error(s);
    for (uint32_t i = 0; i < diff->programs[side]->n_guarantees; i++)
        errors = diagram_or(diff->space->pool, errors, symbolic_breach(s, &diff->programs[side]->guarantees[i]));
    return errors;
}

/* Where `once` makes a conflict. */
static diagram rivals_of(struct diff_state *diff, unsigned side)
{
    struct symbolic *s = diff->sides[side];
    diagram any = DIAGRAM_NO;
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(s, &n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < i && actions[i].verb->once; k++)
            any = diagram_or(diff->space->pool, any, symbolic_rivals(s, i, k));
    return any;
}

static void see_nothing(void *context, const struct expr *expr)
{
    (void)context, (void)expr;
}

/* Where tables disagree about a definition. */
static diagram disagreement(struct diff_state *diff, unsigned side)
{
    const bool *used = diff_walk(diff, side, see_nothing, NULL);
    diagram any = DIAGRAM_NO;
    for (uint32_t i = 0; i < diff->programs[side]->n_definitions; i++) {
        if (!used[i])
            continue;
        diagram own = ask(diff->sides[side], symbolic_definition(diff->sides[side], i), SYMBOLIC_CONFLICT);
        if (own != DIAGRAM_NO && !diff->options.same_words)
            diff_note(diff, DIFF_OPEN, str_printf(diff->arena, "whether cases are conflicts in which tables of the %s policy disagree about %.*s",
                                                  side == DIFF_OLD ? "old" : "new", STR_ARG(diff->programs[side]->definitions[i].name)));
        any = diagram_or(diff->space->pool, any, own);
    }
    return any;
}

/* Where something is needed. (symbolic_incomplete leaves out conflicts about definitions that nobody looks at.) */
static diagram waiting(struct diff_state *diff, unsigned side)
{
    const struct program *program = diff->programs[side];
    struct diagrams *pool = diff->space->pool;
    diagram any = DIAGRAM_NO;
    uint32_t n;
    symbolic_actions(diff->sides[side], &n);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        uint32_t input = cells_input_of_fact(diff->space, diff->space->fact_of[side][i]), cell = cells_missing(diff->space, input);
        if (program->facts[i].required && cell != UINT32_MAX)
            any = diagram_or(pool, any, diagram_cell(pool, input, cell));
    }
    for (uint32_t i = 0; i < n; i++)
        any = diagram_or(pool, any, symbolic_state_is(diff->sides[side], symbolic_settled(diff->sides[side], i), 1u << ACTION_UNDECIDED));
    return any;
}

/* Where A alone is, and ALSO. */
static void alone(struct diff_state *diff, enum diff_kind kind, const diagram *both, diagram also)
{
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        diagram where = diagram_and_not(diff->space->pool, both[side], both[!side]);
        add(diff, kind, side, 0, diagram_and(diff->space->pool, where, also));
    }
}

/* ---- actions ---- */

/* Where action INDEX of SIDE is certain, and no such one of the other side. */
static diagram without_twin(struct diff_state *diff, unsigned side, uint32_t index)
{
    struct diagrams *pool = diff->space->pool;
    struct symbolic *s = diff->sides[side], *other = diff->sides[!side];
    diagram left = certain(s, index);
    uint32_t n;
    symbolic_actions(other, &n);
    for (uint32_t i = 0; i < n && left != DIAGRAM_NO; i++) {
        uint32_t k = (index + i) % n; /* its like stands mostly at its place */
        diagram twin = certain(other, k);
        if (!diagram_meet(pool, left, twin))
            continue;
        diagram same = ask(s, symbolic_same_action(s, index, other, k), SYMBOLIC_YES);
        left = diagram_and_not(pool, left, diagram_and(pool, twin, same));
    }
    return left;
}

static void compare_actions(struct diff_state *diff, diagram also)
{
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        uint32_t n;
        symbolic_actions(diff->sides[side], &n);
        for (uint32_t i = 0; i < n; i++)
            add(diff, DIFF_ACTION, side, i, diagram_and(diff->space->pool, without_twin(diff, side, i), also));
    }
}

/* ---- outputs ---- */

static bool same_path(const struct definition *a, const struct definition *b)
{
    bool same = a->n_path == b->n_path;
    for (uint32_t i = 0; same && i < a->n_path; i++)
        same = str_eq(a->path[i], b->path[i]);
    return same;
}

static int output_like(const struct program *program, const struct definition *like)
{
    for (uint32_t i = 0; i < program->n_definitions; i++)
        if (program->definitions[i].output && same_path(&program->definitions[i], like))
            return (int)i;
    return -1;
}

static diagram is_shown(struct diff_state *diff, struct symbolic *s, diagram value)
{
    return ask(s, symbols_apply(diff->space, SYMBOLS_WHOLLY, value, DIAGRAM_NO), SYMBOLIC_YES);
}

static diagram other_output(struct diff_state *diff, unsigned side, uint32_t index)
{
    struct diagrams *pool = diff->space->pool;
    struct symbolic *s = diff->sides[side], *other = diff->sides[!side];
    int twin = output_like(diff->programs[!side], &diff->programs[side]->definitions[index]);
    diagram value = symbolic_definition(s, index), mine = is_shown(diff, s, value);
    if (twin < 0)
        return mine;
    diagram theirs = symbolic_definition(other, (uint32_t)twin);
    diagram same = diagram_and(pool, is_shown(diff, other, theirs), ask(s, symbolic_equal(s, value, theirs), SYMBOLIC_YES));
    return diagram_and_not(pool, mine, same);
}

static void compare_outputs(struct diff_state *diff, diagram also)
{
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        for (uint32_t i = 0; i < diff->programs[side]->n_definitions; i++)
            if (diff->programs[side]->definitions[i].output)
                add(diff, DIFF_OUTPUT, side, i, diagram_and(diff->space->pool, other_output(diff, side, i), also));
}

void diff_find_parts(struct diff_state *diff)
{
    struct diagrams *pool = diff->space->pool;
    const diagram errors[] = { errors_of(diff, DIFF_OLD), errors_of(diff, DIFF_NEW) };
    const diagram tables[] = { disagreement(diff, DIFF_OLD), disagreement(diff, DIFF_NEW) };
    const diagram conflicts[] = { diagram_or(pool, rivals_of(diff, DIFF_OLD), tables[DIFF_OLD]), diagram_or(pool, rivals_of(diff, DIFF_NEW), tables[DIFF_NEW]) };
    const diagram incomplete[] = { diagram_and_not(pool, waiting(diff, DIFF_OLD), conflicts[DIFF_OLD]),
                                   diagram_and_not(pool, waiting(diff, DIFF_NEW), conflicts[DIFF_NEW]) };
    diagram neither = diagram_not(pool, diagram_or(pool, errors[DIFF_OLD], errors[DIFF_NEW]));
    diff->doubtful = diagram_or(pool, tables[DIFF_OLD], tables[DIFF_NEW]);
    alone(diff, DIFF_ERROR, errors, DIAGRAM_YES);
    alone(diff, DIFF_CONFLICT, conflicts, neither);
    compare_actions(diff, neither);
    compare_outputs(diff, neither);
    alone(diff, DIFF_INCOMPLETE, incomplete, diagram_and_not(pool, neither, diff->doubtful));
    if (diff->tracked)
        add(diff, DIFF_NEEDS, DIFF_NEW, 0, diagram_and(pool, diff_needs(diff), neither));
}
