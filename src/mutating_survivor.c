/* A mutant that no scenario kills: the same as the policy, or a case that tells them apart. */
#include "found_scenario.h"
#include "mutating.h"

#include "analyze/diff.h"

/* A survivor is one of many: what is not found out with this much is left open. */
static const struct diff_options effort = { .limits = { .most_nodes = 400000, .most_steps = 20000000 }, .most = 1 };

/* Titles are to differ, and the words alone may stand twice. */
static struct str title_of(const struct mutating *mutating, struct arena *arena, const struct mutant *mutant)
{
    struct place place = span_place(&mutating->policy->sources, mutant->span);
    return str_printf(arena, "%.*s, line %u: %.*s", STR_ARG(mutant->rule), place.line, STR_ARG(mutant->words));
}

static enum survivor look(struct mutating *mutating, struct arena *arena, const struct mutant *mutant, struct diff **diff)
{
    const struct program *programs[] = { mutating->policy->program, mutate_make(&mutating->mutants, mutant, arena) };
    *diff = diff_new(arena, programs, &effort, &mutating->trap);
    diff_run(*diff);
    if (diff_is_equal(*diff))
        return SURVIVOR_SAME;
    if ((*diff)->regions.n == 0)
        return SURVIVOR_OPEN;
    const struct diff_region *region = &(*diff)->regions.at[0];
    struct scenario scenario = found_scenario(arena, mutating->policy->program, diff_space(*diff), DIFF_OLD, region->facts, region->rows.n > 0,
                                              title_of(mutating, arena, mutant));
    scenario_write(mutating->policy->program, &scenario, diff_decide(*diff, region, DIFF_OLD), &mutating->scenario);
    return SURVIVOR_DIFFERS;
}

enum survivor mutating_survivor(struct mutating *mutating, const struct mutant *mutant)
{
    struct arena arena;
    struct diff *diff = NULL;
    mutating->scenario.n = 0;
    arena_init(&arena, &mutating->trap);
    enum survivor survivor = look(mutating, &arena, mutant, &diff);
    diff_free(diff);
    arena_free(&arena);
    return survivor;
}
