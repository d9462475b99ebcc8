/* Reading the programs for what is compared with what: there facts and terms are cut. */
#include "analyze/cells_inner.h"

#include "base/checked.h"
#include "base/map.h"

enum { MOST_STARTS = 2000 };

/* ---- cuts ---- */

static int64_t floor_to(int64_t value, int64_t grain)
{
    int64_t rest = value % grain;
    return value - (rest < 0 ? rest + grain : rest);
}

void cells_start(struct collector *collector, struct cuts *cuts, const struct type *type, int64_t at)
{
    int64_t low, high;
    cells_bounds(type, &low, &high);
    if (at <= low || at > high || cuts->starts.n >= MOST_STARTS)
        return;
    for (uint32_t i = 0; i < cuts->starts.n; i++)
        if (cuts->starts.at[i] == at)
            return;
    vec_push(collector->space->arena, &cuts->starts, at);
}

void cells_point(struct collector *collector, struct cuts *cuts, const struct type *type, struct value value)
{
    if (cells_is_ordered(type) || (type->kind == TYPE_SET && type->ordered)) {
        int64_t grain = cells_grain(collector->space, type), below = floor_to(value.i, grain), after;
        cells_start(collector, cuts, type, below == value.i || !checked_add(below, grain, &after) ? below : after);
        if (checked_add(below, grain, &after))
            cells_start(collector, cuts, type, after);
        return;
    }
    for (uint32_t i = 0; i < cuts->points.n; i++)
        if (value_same(cuts->points.at[i], value))
            return;
    if (cuts->points.n < MOST_STARTS)
        vec_push(collector->space->arena, &cuts->points, value);
}

/* ---- what is compared ---- */

static struct cuts *cuts_of_term(struct collector *collector, const struct expr *term)
{
    while (collector->terms.n <= term->id)
        vec_push(collector->space->arena, &collector->terms, (struct cuts){ 0 });
    return &collector->terms.at[term->id];
}

static void against_constant(struct collector *collector, const struct expr *term, const struct expr *constant)
{
    if (!value_known(constant->constant))
        return;
    if (cells_is_plain(term))
        cells_point(collector, &collector->inputs[terms_info(collector->space, term)->input], term->type, constant->constant);
    else if (!cells_is_ordered(term->type))
        return;
    else if (cells_steady(collector->space, term) == UINT32_MAX || !cells_break(collector, term, constant->constant))
        cells_point(collector, cuts_of_term(collector, term), cells_type_of_term(term), constant->constant);
}

static void told_apart(struct collector *collector, const struct expr *term)
{
    if (cells_is_plain(term) && term->type->kind == TYPE_SET)
        collector->inputs[terms_info(collector->space, term)->input].all = true;
}

static void pair(struct collector *collector, const struct expr *a, const struct expr *b)
{
    if (a->type->kind == TYPE_LIST || a->type->kind == TYPE_RECORD || b->type->kind == TYPE_LIST || b->type->kind == TYPE_RECORD)
        return;
    if (a->op != EXPR_CONST && b->op == EXPR_CONST)
        against_constant(collector, a, b);
    else if (a->op == EXPR_CONST && b->op != EXPR_CONST)
        against_constant(collector, b, a);
    else if (a->op != EXPR_CONST && a != b)
        told_apart(collector, a), told_apart(collector, b);
}

static void pairs(struct collector *collector, const struct forms *a, const struct forms *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            pair(collector, a->at[i], b->at[k]);
}

/* The elements of lists that are written out. */
static void pair_elements(struct collector *collector, const struct forms *items, const struct expr *list)
{
    for (uint32_t k = 0; k < items->n; k++) {
        for (uint32_t i = 0; list->op == EXPR_LIST && i < list->n; i++)
            pair(collector, items->at[k], list->items[i]);
        for (uint32_t i = 0; list->op == EXPR_CONST && i < list->constant.list->n; i++)
            pair(collector, items->at[k], terms_constant(collector->space, list->type->element, list->constant.list->at[i]));
    }
}

static void within(struct collector *collector, uint32_t p, const struct expr *item, const struct expr *list)
{
    const struct forms *lists = shapes_of(collector, p, list), *items = shapes_of(collector, p, item);
    for (uint32_t i = 0; i < lists->n; i++)
        pair_elements(collector, items, lists->at[i]);
}

static void among(struct collector *collector, uint32_t p, const struct expr *a, const struct expr *b)
{
    if (a && b)
        pairs(collector, shapes_of(collector, p, a), shapes_of(collector, p, b));
}

/* Results of rows that are held against each other. */
static void results(struct collector *collector, uint32_t p, const struct arms *arms)
{
    if (arms->hit != HIT_ANY && arms->hit != HIT_HIGHEST && arms->hit != HIT_SMALLEST && arms->hit != HIT_LARGEST)
        return;
    for (uint32_t i = 0; i < arms->n; i++)
        for (uint32_t k = 0; k < i; k++)
            among(collector, p, arms->at[i].value, arms->at[k].value);
}

/* ---- the walk ---- */

static void walk(struct collector *collector, uint32_t p, const struct expr *expr);

static void walk_arms(struct collector *collector, uint32_t p, const struct arms *arms)
{
    walk(collector, p, arms->guard);
    walk(collector, p, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        walk(collector, p, arms->at[i].condition);
        walk(collector, p, arms->at[i].value);
    }
    results(collector, p, arms);
}

static void found(struct collector *collector, uint32_t p, const struct expr *expr)
{
    struct space *space = collector->space;
    const struct type *type = type_simple(TYPE_WHOLE);
    if (space->programs[p]->lookups[expr->index].many)
        pair(collector, terms_count(space, terms_fact(space, space->row_of[p][expr->index])), terms_constant(space, type, value_int(VALUE_NUMBER, 0)));
}

static void compared(struct collector *collector, uint32_t p, const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE:
        among(collector, p, expr->items[0], expr->items[1]);
        break;
    case EXPR_IN: within(collector, p, expr->items[0], expr->items[1]); break;
    case EXPR_HAS: within(collector, p, expr->items[1], expr->items[0]); break;
    case EXPR_FOUND: found(collector, p, expr); break;
    case EXPR_AGREE:
        for (uint32_t i = 0; i < expr->n; i++)
            for (uint32_t k = 0; k < i; k++)
                among(collector, p, expr->items[i], expr->items[k]);
        break;
    default: break;
    }
}

static void walk(struct collector *collector, uint32_t p, const struct expr *expr)
{
    if (!expr || collector->walked[p][expr->id])
        return;
    collector->walked[p][expr->id] = true;
    for (uint32_t i = 0; i < expr->n; i++)
        walk(collector, p, expr->items[i]);
    if (expr->arms)
        walk_arms(collector, p, expr->arms);
    compared(collector, p, expr);
}

/* ---- arguments, which merging, defeats, `once` and guarantees hold against each other ---- */

/* All that stands in one place of actions: by the verb's name and the parameter's; of the first ones also by their place alone,
 * for defeats. */
struct slot {
    VEC(const struct expr *) terms;
};

static struct slot *place_of(struct collector *collector, struct map *places, struct str key)
{
    struct slot *place = map_get(places, key);
    if (!place) {
        place = arena_new(collector->space->arena, struct slot);
        map_put(places, key, place);
    }
    return place;
}

static void put(struct collector *collector, struct slot *place, const struct forms *shape)
{
    for (uint32_t i = 0; i < shape->n; i++) {
        bool known = false;
        for (uint32_t k = 0; k < place->terms.n && !known; k++)
            known = place->terms.at[k] == shape->at[i];
        if (!known)
            vec_push(collector->space->arena, &place->terms, shape->at[i]);
    }
}

static bool takes_part_in_defeats(const struct program *program, uint32_t verb)
{
    for (uint32_t i = 0; i < program->n_verbs; i++)
        for (uint32_t k = 0; k < program->verbs[i].n_defeats; k++)
            if (program->verbs[i].defeats[k] == verb || i == verb)
                return true;
    return false;
}

static void put_action(struct collector *collector, struct map *places, uint32_t p, const struct action *action)
{
    const struct program *program = collector->space->programs[p];
    const struct verb *verb = &program->verbs[action->verb];
    bool defeats = takes_part_in_defeats(program, action->verb);
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!action->args[i])
            continue;
        walk(collector, p, action->args[i]);
        const struct forms *shape = shapes_of(collector, p, action->args[i]);
        struct str key = defeats && i < verb->n_positional ? str_printf(collector->space->arena, "%u", i)
                         : str_printf(collector->space->arena, "%.*s %.*s", STR_ARG(verb->name), STR_ARG(verb->params[i].name));
        put(collector, place_of(collector, places, key), shape);
    }
}

static bool comparable(const struct expr *a, const struct expr *b)
{
    return a->type->kind == b->type->kind;
}

static void pair_places(struct collector *collector, const struct map *places)
{
    for (uint32_t i = 0; i < places->n; i++) {
        const struct slot *place = places->entries[i].value;
        for (uint32_t a = 0; a < place->terms.n; a++)
            for (uint32_t b = 0; b < a; b++)
                if (comparable(place->terms.at[a], place->terms.at[b]))
                    pair(collector, place->terms.at[a], place->terms.at[b]);
    }
}

/* ---- programs ---- */

static void walk_program(struct collector *collector, struct map *places, uint32_t p)
{
    const struct program *program = collector->space->programs[p];
    for (uint32_t i = 0; i < program->n_definitions; i++)
        walk(collector, p, program->definitions[i].body);
    for (uint32_t i = 0; i < program->n_units; i++) {
        walk(collector, p, program->units[i].effective);
        walk(collector, p, program->units[i].when);
        walk(collector, p, program->units[i].unless);
    }
    for (uint32_t i = 0; i < program->n_arms; i++) {
        const struct arm *arm = &program->arms[i];
        walk(collector, p, arm->effective);
        walk(collector, p, arm->condition);
        walk(collector, p, arm->unless);
        walk(collector, p, arm->because);
        for (uint32_t k = 0; k < arm->n_actions; k++)
            put_action(collector, places, p, &arm->actions[k]);
    }
    for (uint32_t i = 0; i < program->n_guarantees; i++) {
        walk(collector, p, program->guarantees[i].when);
        put_action(collector, places, p, program->guarantees[i].action);
    }
}

/* Outputs of one name in two programs are held against each other. */
static void pair_outputs(struct collector *collector)
{
    const struct space *space = collector->space;
    for (uint32_t p = 1; p < space->n_programs; p++)
        for (uint32_t i = 0; i < space->programs[p]->n_definitions; i++)
            for (uint32_t k = 0; k < space->programs[0]->n_definitions; k++) {
                const struct definition *a = &space->programs[p]->definitions[i], *b = &space->programs[0]->definitions[k];
                if (a->output && b->output && str_eq(a->name, b->name) && a->type->kind == b->type->kind)
                    pairs(collector, shapes_of(collector, p, a->body), shapes_of(collector, 0, b->body));
            }
}

/* ---- money's grain: a cent, unless some amount is finer ---- */

static void refine(struct space *space, struct value value, const struct type *type)
{
    if (type->kind == TYPE_MONEY && value.kind == VALUE_NUMBER)
        while (value.i % space->money_grain)
            space->money_grain /= 10;
    for (uint32_t i = 0; type->kind == TYPE_LIST && value.kind == VALUE_LIST && i < value.list->n; i++)
        refine(space, value.list->at[i], type->element);
}

static void refine_by(struct space *space, const struct expr *expr);

static void refine_by_arms(struct space *space, const struct arms *arms)
{
    refine_by(space, arms->guard);
    refine_by(space, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        refine_by(space, arms->at[i].condition);
        refine_by(space, arms->at[i].value);
    }
}

static void refine_by(struct space *space, const struct expr *expr)
{
    if (!expr)
        return;
    if (expr->op == EXPR_CONST)
        refine(space, expr->constant, expr->type);
    for (uint32_t i = 0; i < expr->n; i++)
        refine_by(space, expr->items[i]);
    if (expr->arms)
        refine_by_arms(space, expr->arms);
}

static void refine_by_program(struct space *space, const struct program *program)
{
    for (uint32_t i = 0; i < program->n_facts; i++)
        refine(space, program->facts[i].default_, program->facts[i].type);
    for (uint32_t i = 0; i < program->n_definitions; i++)
        refine_by(space, program->definitions[i].body);
    for (uint32_t i = 0; i < program->n_units; i++)
        refine_by(space, program->units[i].when), refine_by(space, program->units[i].unless);
    for (uint32_t i = 0; i < program->n_arms; i++)
        refine_by(space, program->arms[i].condition), refine_by(space, program->arms[i].unless);
    for (uint32_t i = 0; i < program->n_guarantees; i++)
        refine_by(space, program->guarantees[i].when);
}

void cells_collect(struct space *space)
{
    struct map places;
    struct collector collector = { .space = space, .n_inputs = space->inputs.n };
    struct forms **shapes = arena_array(space->arena, struct forms *, space->n_programs);
    bool **walked = arena_array(space->arena, bool *, space->n_programs);
    map_init(&places, space->arena);
    collector.inputs = arena_array(space->arena, struct cuts, space->inputs.n);
    for (uint32_t p = 0; p < space->n_programs; p++) {
        refine_by_program(space, space->programs[p]);
        shapes[p] = arena_array(space->arena, struct forms, space->programs[p]->n_exprs);
        walked[p] = arena_array(space->arena, bool, space->programs[p]->n_exprs);
    }
    collector.shapes = shapes;
    collector.walked = walked;
    for (uint32_t p = 0; p < space->n_programs; p++)
        walk_program(&collector, &places, p);
    pair_places(&collector, &places);
    pair_outputs(&collector);
    cells_finish(&collector);
}
