/* A mutant that no scenario kills: the same as the policy, or a case that tells them apart. */
#include "mutating.h"

#include "analyze/diff.h"

/* A survivor is one of many: what is not found out with this much is left open. */
static const struct diff_options effort = { .limits = { .most_nodes = 400000, .most_steps = 20000000 }, .most = 1 };

static void give_fact(const struct program *program, uint32_t index, struct value value, struct scenario_given *givens, struct scenario *scenario)
{
    const struct fact *fact = &program->facts[index];
    bool stands = fact->has_default && value_known(value) && value_same(value, fact->default_);
    if (value_known(value) && !stands && !fact->of_lookup)
        givens[scenario->n_givens++] = (struct scenario_given){ .path = fact->path, .n_path = fact->n_path, .value = value, .type = fact->type };
}

static void give_rows(uint32_t lookup, struct value found, struct scenario_row *rows, struct scenario *scenario)
{
    if (!value_known(found))
        rows[scenario->n_rows++] = (struct scenario_row){ .lookup = lookup };
    else if (found.kind == VALUE_RECORD)
        rows[scenario->n_rows++] = (struct scenario_row){ .lookup = lookup, .fields = found.record };
}

/* Titles are to differ, and the words alone may stand twice. */
static struct str title_of(const struct mutating *mutating, struct arena *arena, const struct mutant *mutant)
{
    struct place place = span_place(&mutating->policy->sources, mutant->span);
    return str_printf(arena, "%.*s, line %u: %.*s", STR_ARG(mutant->rule), place.line, STR_ARG(mutant->words));
}

/* The region's case as a scenario of PROGRAM. A list of rows of a `many` lookup is left to who pastes it. */
static struct scenario as_scenario(struct mutating *mutating, struct arena *arena, const struct diff *diff, const struct mutant *mutant)
{
    const struct program *program = mutating->policy->program;
    const struct space *space = diff_space(diff);
    const struct diff_region *region = &diff->regions.at[0];
    struct scenario_given *givens = arena_array(arena, struct scenario_given, program->n_facts);
    struct scenario_row *rows = arena_array(arena, struct scenario_row, program->n_lookups);
    struct scenario scenario = { .title = title_of(mutating, arena, mutant), .givens = givens, .rows = rows };
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (space->fact_of[DIFF_OLD][i] != UINT32_MAX)
            give_fact(program, i, region->facts[space->fact_of[DIFF_OLD][i]], givens, &scenario);
    for (uint32_t i = 0; i < program->n_lookups && region->rows.n > 0; i++)
        if (space->row_of[DIFF_OLD][i] != UINT32_MAX)
            give_rows(i, region->facts[space->row_of[DIFF_OLD][i]], rows, &scenario);
    return scenario;
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
    struct scenario scenario = as_scenario(mutating, arena, *diff, mutant);
    scenario_write(mutating->policy->program, &scenario, diff_decide(*diff, &(*diff)->regions.at[0], DIFF_OLD), &mutating->scenario);
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
