#include "reaching.h"

/* One question of many: what is not found out with this much is taken for possible. */
static const struct space_limits effort = { .most_nodes = 400000, .most_steps = 20000000 };
enum { STEPS_A_QUESTION = 2000000 };

void reaching_open(struct reaching *reaching, struct arena *arena, const struct program *program, const struct recorder *recorder, struct trap *trap)
{
    reaching->arena = arena;
    reaching->program = program;
    reaching->recorder = recorder;
    cells_space(&reaching->space, arena, &reaching->program, 1, &effort, trap);
    reaching->symbolic = symbolic_new(reaching->space, 0);
    reaching->solver = solver_paths_new(reaching->space, 0);
    reaching->witness = witness_new(reaching->space, reaching->solver);
    reaching->definitions = arena_array(arena, diagram, program->n_definitions);
    reaching->known = arena_array(arena, uint8_t, program->n_definitions);
}

void reaching_close(struct reaching *reaching)
{
    witness_free(reaching->witness);
    solver_paths_free(reaching->solver);
    if (reaching->space)
        cells_free(reaching->space);
}

/* ---- where something is looked at ---- */

static diagram definition_asked(struct reaching *r, uint32_t definition);

static diagram truth_of(struct reaching *r, const struct expr *e, enum truth truth)
{
    static const unsigned wanted[] = { [TRUTH_NO] = SYMBOLIC_NO, [TRUTH_YES] = SYMBOLIC_YES,
                                       [TRUTH_UNKNOWN] = SYMBOLIC_UNKNOWN | SYMBOLIC_NOTHING | SYMBOLIC_ABSENT | SYMBOLIC_CONFLICT };
    return symbolic_question(r->symbolic, symbolic_expr(r->symbolic, e), wanted[truth]);
}

static bool has_variables(const struct expr *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        if (has_variables(e->items[i]))
            return true;
    return e->op == EXPR_VARIABLE;
}

static diagram looked_at(struct reaching *r, const struct cover_reach *reach)
{
    diagram where = reach->definition == UINT32_MAX ? DIAGRAM_YES : definition_asked(r, reach->definition);
    for (uint32_t i = 0; i < reach->n_limits; i++)
        if (!has_variables(reach->limits[i].expr))
            where = diagram_and_not(r->space->pool, where, truth_of(r, reach->limits[i].expr, reach->limits[i].truth));
    return where;
}

/* What asks for a definition may stand in another. One that nothing asks for, or that is in hand, is taken for asked for anywhere. */
static diagram definition_asked(struct reaching *r, uint32_t definition)
{
    const cover_uses *uses = &coverage_uses(r->recorder)[definition];
    diagram any = DIAGRAM_NO;
    if (r->known[definition] == 1 || uses->n == 0)
        return DIAGRAM_YES;
    if (r->known[definition] == 2)
        return r->definitions[definition];
    r->known[definition] = 1;
    for (uint32_t i = 0; i < uses->n; i++)
        any = diagram_or(r->space->pool, any, looked_at(r, &uses->at[i]));
    r->known[definition] = 2;
    return r->definitions[definition] = any;
}

diagram reaching_question(struct reaching *r, const struct cover_place *place, enum truth truth)
{
    diagram_allow(r->space->pool, STEPS_A_QUESTION);
    diagram where = place->shared ? DIAGRAM_YES : looked_at(r, &place->reach);
    return diagram_and(r->space->pool, where, truth_of(r, place->expr, truth));
}

diagram reaching_telling(struct reaching *r, const struct cover_place *place, enum truth truth)
{
    struct diagrams *pool = r->space->pool;
    diagram where = reaching_question(r, place, truth);
    for (uint32_t i = 0; i < place->n_others; i++)
        where = diagram_and(pool, where, truth_of(r, place->others[i].expr, place->others[i].truth));
    for (uint32_t i = 0; i < place->reach.n_limits; i++)
        if (!has_variables(place->reach.limits[i].expr))
            where = diagram_and(pool, where, truth_of(r, place->reach.limits[i].expr, place->reach.limits[i].truth == TRUTH_NO ? TRUTH_YES : TRUTH_NO));
    return where;
}

enum answer reaching_find(struct reaching *r, diagram question, struct witness_case *found)
{
    return question == DIAGRAM_OVER ? ANSWER_OPEN : witness_find(r->witness, question, found);
}

/* ---- what no case gives ---- */

static void rule_out(struct reaching *r, const struct cover_place *place, enum truth truth)
{
    struct cover_item *item = place->item;
    struct witness_case found;
    if (item->seen[truth] > 0 || item->possible[truth] || (truth == TRUTH_UNKNOWN && !item->can_be_unknown))
        return;
    if (!place->inside && reaching_find(r, reaching_question(r, place, truth), &found) == ANSWER_NO)
        item->ruled_out[truth] = true;
    else
        item->possible[truth] = true;
}

void reaching_rule_out(struct reaching *r)
{
    uint32_t n;
    const struct cover_place *places = coverage_places(r->recorder, &n);
    for (uint32_t i = 0; i < n; i++)
        for (unsigned truth = 0; truth < 3; truth++)
            rule_out(r, &places[i], (enum truth)truth);
}
