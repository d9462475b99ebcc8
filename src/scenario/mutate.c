/* Which mutants a program has: its units, arms and actions. Expressions are mutate_expr.c's. */
#include "scenario/mutate.h"

struct mutant *mutate_add(struct mutants *mutants, enum mutation what, struct span span, const char *format, ...)
{
    va_list list;
    size_t n;
    va_start(list, format);
    char *words = arena_vprintf(mutants->arena, &n, format, list);
    va_end(list);
    struct mutant mutant = { .what = what, .span = span, .rule = mutants->rule, .words = { words, (uint32_t)n }, .arm = UINT32_MAX };
    vec_push(mutants->arena, &mutants->all, mutant);
    return &mutants->all.at[mutants->all.n - 1];
}

/* ---- actions ---- */

static void argument(struct mutants *mutants, uint32_t arm, uint32_t index, uint32_t param)
{
    const struct action *action = &mutants->program->arms[arm].actions[index];
    const struct verb *verb = &mutants->program->verbs[action->verb];
    const struct expr *e = action->args[param];
    struct expr *with = mutate_value(mutants, e, 1);
    if (with) {
        struct str was = mutate_words(mutants, e), could = mutate_words(mutants, with);
        struct mutant *mutant = mutate_add(mutants, MUTATE_ARGUMENT, e->span, "'%.*s' of '%.*s' could be '%.*s'", STR_ARG(was),
                                           STR_ARG(verb->name), STR_ARG(could));
        mutant->arm = arm;
        mutant->index = index;
        mutant->param = param;
        mutant->with = with;
    }
    if (!verb->params[param].optional)
        return;
    struct mutant *mutant = mutate_add(mutants, MUTATE_ARGUMENT, e->span, "'%.*s' of '%.*s' could be left out",
                                       STR_ARG(verb->params[param].name), STR_ARG(verb->name));
    mutant->arm = arm;
    mutant->index = index;
    mutant->param = param;
}

static void one_action(struct mutants *mutants, uint32_t arm, uint32_t index)
{
    const struct action *action = &mutants->program->arms[arm].actions[index];
    const struct verb *verb = &mutants->program->verbs[action->verb];
    struct mutant *mutant = mutate_add(mutants, MUTATE_ACTION_OUT, action->span, "'%.*s' could be left out", STR_ARG(verb->name));
    mutant->arm = arm;
    mutant->index = index;
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (action->args[i] && action->verb != mutants->program->update_verb) {
            argument(mutants, arm, index, i);
            mutate_expr(mutants, action->args[i], false);
        }
}

/* ---- arms ---- */

static void overrides(struct mutants *mutants, uint32_t index)
{
    const struct arm *arm = &mutants->program->arms[index];
    for (uint32_t i = 0; i < arm->n_overridden_by; i++) {
        struct str by = mutants->program->arms[arm->overridden_by[i]].name;
        struct mutant *mutant = mutate_add(mutants, MUTATE_OVERRIDE_OUT, mutants->program->arms[arm->overridden_by[i]].span,
                                           "that '%.*s' overrides '%.*s' could be left out", STR_ARG(by), STR_ARG(arm->name));
        mutant->arm = index;
        mutant->index = i;
    }
}

static void one_arm(struct mutants *mutants, const struct unit *unit, uint32_t index)
{
    const struct arm *arm = &mutants->program->arms[index];
    bool last = index + 1 == unit->first_arm + unit->n_arms;
    const char *what = unit->kind == UNIT_TABLE ? "row" : unit->kind == UNIT_GROUP ? "arm" : "branch";
    mutants->rule = arm->name;
    mutate_add(mutants, MUTATE_ROW_OUT, arm->span, "this %s could be left out", what)->arm = index;
    if (!last && unit->hit == HIT_FIRST)
        mutate_add(mutants, MUTATE_ROWS_SWAP, arm->span, "this %s and the next could change places", what)->arm = index;
    overrides(mutants, index);
    mutate_expr(mutants, arm->condition, true);
    if (arm->unless)
        mutate_add(mutants, MUTATE_UNLESS_OUT, arm->unless->span, "'unless %.*s' could be left out",
                   STR_ARG(mutate_words(mutants, arm->unless)))->arm = index;
    mutate_expr(mutants, arm->unless, true);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        one_action(mutants, index, i);
}

static void one_unit(struct mutants *mutants, uint32_t index)
{
    const struct unit *unit = &mutants->program->units[index];
    mutants->rule = unit->name;
    if (unit->when)
        mutate_add(mutants, MUTATE_WHEN_OUT, unit->when->span, "'when %.*s' could be left out",
                   STR_ARG(mutate_words(mutants, unit->when)))->unit = index;
    mutate_expr(mutants, unit->when, true);
    if (unit->unless)
        mutate_add(mutants, MUTATE_UNLESS_OUT, unit->unless->span, "'unless %.*s' could be left out",
                   STR_ARG(mutate_words(mutants, unit->unless)))->unit = index;
    mutate_expr(mutants, unit->unless, true);
    for (uint32_t i = 0; i < unit->n_arms; i++)
        one_arm(mutants, unit, unit->first_arm + i);
}

void mutate_find(struct mutants *mutants, struct arena *arena, const struct program *program, const struct sources *sources, struct buf *text)
{
    *mutants = (struct mutants){ .arena = arena, .program = program, .sources = sources, .next_id = program->n_exprs, .text = text };
    mutants->seen = arena_array(arena, bool, program->n_exprs);
    for (uint32_t i = 0; i < program->n_definitions; i++) {
        mutants->rule = program->definitions[i].name;
        mutate_expr(mutants, program->definitions[i].body, true);
    }
    for (uint32_t i = 0; i < program->n_units; i++)
        one_unit(mutants, i);
}
