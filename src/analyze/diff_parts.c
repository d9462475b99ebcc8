/* What only one of two decisions has, thing by thing, as questions. */
#include "analyze/diff_inner.h"

#include "analyze/symbolic_inner.h"
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

/* Where the guarantee itself cannot be calculated. */
static diagram errors_of_guarantee(struct diff_state *diff, unsigned side, const struct guarantee *guarantee)
{
    struct symbolic *s = diff->sides[side];
    struct diagrams *pool = diff->space->pool;
    diagram when = symbolic_holds(s, guarantee->when), errors = ask(s, when, SYMBOLIC_ERROR);
    for (uint32_t i = 0; i < diff->programs[side]->verbs[guarantee->action->verb].n_params; i++)
        if (guarantee->action->args[i]) {
            diagram failing = ask(s, symbolic_expr(s, guarantee->action->args[i]), SYMBOLIC_ERROR);
            errors = diagram_or(pool, errors, diagram_and(pool, ask(s, when, SYMBOLIC_YES), failing));
        }
    return errors;
}

static diagram errors_of(struct diff_state *diff, unsigned side)
{
    struct symbolic *s = diff->sides[side];
    diagram errors = symbolic_error(s);
    for (uint32_t i = 0; i < diff->programs[side]->n_guarantees; i++) {
        const struct guarantee *guarantee = &diff->programs[side]->guarantees[i];
        errors = diagram_or(diff->space->pool, errors, symbolic_breach(s, guarantee));
        errors = diagram_or(diff->space->pool, errors, errors_of_guarantee(diff, side, guarantee));
    }
    return errors;
}

/* Where `once` makes a conflict: a part for each two actions. */
static void list_rivals(struct diff_state *diff, unsigned side, struct diff_list *list)
{
    struct symbolic *s = diff->sides[side];
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(s, &n);
    for (uint32_t i = 0; i < n; i++) {
        diagram own = actions[i].verb->once ? symbolic_certain(s, i) : DIAGRAM_NO;
        for (uint32_t k = symbolic_meeting(s, i, own, UINT32_MAX); k < i; k = symbolic_meeting(s, i, own, k)) {
            diagram rivals = symbolic_rivals(s, i, k);
            if (rivals != DIAGRAM_NO)
                diff_list_add(diff, list, rivals, UINT32_MAX);
        }
    }
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

/* Where something is needed: a part for each action, and each required fact. (symbolic_incomplete leaves out conflicts about definitions that
 * nobody looks at.) */
static void list_waiting(struct diff_state *diff, unsigned side, struct diff_list *list)
{
    const struct program *program = diff->programs[side];
    struct symbolic *s = diff->sides[side];
    uint32_t n;
    symbolic_actions(s, &n);
    for (uint32_t i = 0; i < n; i++)
        diff_list_add(diff, list, symbolic_state_is(s, symbolic_settled(s, i), 1u << ACTION_UNDECIDED), diff_twin(diff, side, i));
    for (uint32_t i = 0; i < program->n_facts; i++) {
        uint32_t input = cells_input_of_fact(diff->space, diff->space->fact_of[side][i]), cell = cells_missing(diff->space, input);
        if (program->facts[i].required && cell != UINT32_MAX)
            diff_list_add(diff, list, diagram_cell(diff->space->pool, input, cell), UINT32_MAX);
    }
}

/* Where one side alone is, and ALSO. */
static void alone(struct diff_state *diff, enum diff_kind kind, const struct diff_list *both, diagram also)
{
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        diagram where = diff_list_only(diff, &both[side], &both[!side]);
        add(diff, kind, side, 0, diagram_and(diff->space->pool, where, also));
    }
}

/* Where a case of one side alone is incomplete, which a conflict is not: where only the other side is in conflict is told already. */
static void alone_incomplete(struct diff_state *diff, const struct diff_list *conflicts, diagram also)
{
    struct diff_list waiting[DIFF_SIDES] = { 0 };
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        list_waiting(diff, side, &waiting[side]);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        diagram where = diagram_and(diff->space->pool, diff_list_only(diff, &waiting[side], &waiting[!side]), also);
        add(diff, DIFF_INCOMPLETE, side, 0, diff_list_without(diff, where, &conflicts[side]));
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
        uint32_t k = (diff_twin(diff, side, index) + i) % n;
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
    struct diff_list conflicts[DIFF_SIDES] = { 0 };
    diagram neither = diagram_not(pool, diagram_or(pool, errors[DIFF_OLD], errors[DIFF_NEW]));
    diff->doubtful = diagram_or(pool, tables[DIFF_OLD], tables[DIFF_NEW]);
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        add(diff, DIFF_ERROR, side, 0, diagram_and_not(pool, errors[side], errors[!side]));
        diff_list_add(diff, &conflicts[side], tables[side], 0);
        list_rivals(diff, side, &conflicts[side]);
    }
    alone(diff, DIFF_CONFLICT, conflicts, neither);
    compare_actions(diff, neither);
    compare_outputs(diff, neither);
    alone_incomplete(diff, conflicts, diagram_and_not(pool, neither, diff->doubtful));
    if (diff->tracked)
        add(diff, DIFF_NEEDS, DIFF_NEW, 0, diagram_and(pool, diff_needs(diff), neither));
}
