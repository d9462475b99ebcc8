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

static enum survivor look(struct finder *finder, const struct mutant *mutant)
{
    const struct mutating *mutating = finder->mutating;
    struct arena *arena = &finder->round;
    const struct program *programs[] = { mutating->policy->program, mutate_make(&mutating->mutants, mutant, arena) };
    finder->diff = diff_new(arena, programs, &effort, &finder->trap);
    diff_run(finder->diff);
    if (diff_is_equal(finder->diff))
        return SURVIVOR_SAME;
    if (finder->diff->regions.n == 0)
        return SURVIVOR_OPEN;
    const struct diff_region *region = &finder->diff->regions.at[0];
    struct scenario scenario = found_scenario(arena, mutating->policy->program, diff_space(finder->diff), DIFF_OLD, region->facts, region->rows.n > 0,
                                              title_of(mutating, arena, mutant));
    scenario_write(mutating->policy->program, &scenario, diff_decide(finder->diff, region, DIFF_OLD), &finder->scenario);
    return SURVIVOR_DIFFERS;
}

static void end_round(struct finder *finder)
{
    diff_free(finder->diff);
    finder->diff = NULL;
    arena_reset(&finder->round);
}

static void find_all(struct finder *finder)
{
    struct mutating *mutating = finder->mutating;
    for (uint32_t i; (i = atomic_fetch_add(&mutating->next, 1)) < mutating->mutants.all.n;) {
        if (mutating->killed[i])
            continue;
        finder->scenario.n = 0;
        mutating->found[i].survivor = look(finder, &mutating->mutants.all.at[i]);
        mutating->found[i].scenario = str_dup(&finder->arena, (struct str){ finder->scenario.p, (uint32_t)finder->scenario.n }).p;
        end_round(finder);
        atomic_fetch_add(&mutating->done, 1);
    }
}

void finder_init(struct finder *finder, struct mutating *mutating)
{
    *finder = (struct finder){ .mutating = mutating };
    arena_init(&finder->arena, &finder->trap);
    arena_init(&finder->round, &finder->trap);
    buf_init(&finder->scenario, &finder->trap);
}

void *finder_run(void *context)
{
    struct finder *finder = context;
    if (trap_set(&finder->trap) == TRAP_NONE) {
        find_all(finder);
        return NULL;
    }
    end_round(finder);
    finder->status = BYLAW_LIMIT;
    atomic_store(&finder->mutating->next, UINT32_MAX / 2);
    return NULL;
}

void finder_free(struct finder *finder)
{
    arena_free(&finder->arena);
    arena_free(&finder->round);
    buf_free(&finder->scenario);
}
