#include "found_scenario.h"

static void give_fact(const struct fact *fact, struct value value, struct scenario_given *givens, struct scenario *scenario)
{
    bool stands = fact->has_default && value_known(value) && value_same(value, fact->default_);
    if (value_known(value) && !stands && !fact->of_lookup)
        givens[scenario->n_givens++] = (struct scenario_given){ .path = fact->path, .n_path = fact->n_path, .value = value, .type = fact->type };
}

static void give_row(uint32_t lookup, struct value found, struct scenario_row *rows, struct scenario *scenario)
{
    if (!value_known(found))
        rows[scenario->n_rows++] = (struct scenario_row){ .lookup = lookup };
    else if (found.kind == VALUE_RECORD)
        rows[scenario->n_rows++] = (struct scenario_row){ .lookup = lookup, .fields = found.record };
}

struct scenario found_scenario(struct arena *arena, const struct program *program, const struct space *space, uint32_t number, const struct value *facts,
                               bool rows, struct str title)
{
    struct scenario_given *givens = arena_array(arena, struct scenario_given, program->n_facts);
    struct scenario_row *found = arena_array(arena, struct scenario_row, program->n_lookups);
    struct scenario scenario = { .title = title, .givens = givens, .rows = found };
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (space->fact_of[number][i] != UINT32_MAX)
            give_fact(&program->facts[i], facts[space->fact_of[number][i]], givens, &scenario);
    for (uint32_t i = 0; rows && i < program->n_lookups; i++)
        if (space->row_of[number][i] != UINT32_MAX)
            give_row(i, facts[space->row_of[number][i]], found, &scenario);
    return scenario;
}
