/* The rows that a scenario gives, as a host that engines ask. */
#include "scenario/scenario_run.h"

static bool gives(const struct scenario *scenario, uint32_t lookup)
{
    for (uint32_t i = 0; i < scenario->n_rows; i++)
        if (scenario->rows[i].lookup == lookup)
            return true;
    return false;
}

static bool answers(void *context, uint32_t index)
{
    const struct scenario_host *host = context;
    return gives(host->scenario, index) || host_answers(&host->behind, &host->program->lookups[index], index);
}

static void take(const struct scenario *scenario, uint32_t index, uint32_t n_fields, struct arena *arena, struct host_rows *rows)
{
    struct value *values = arena_array(arena, struct value, (size_t)scenario->n_rows * n_fields);
    rows->n = 0;
    rows->at = values;
    for (uint32_t i = 0; i < scenario->n_rows; i++)
        if (scenario->rows[i].lookup == index && scenario->rows[i].fields)
            memcpy(&values[(size_t)rows->n++ * n_fields], scenario->rows[i].fields, n_fields * sizeof *values);
}

static enum host_status ask(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *rows,
                            struct str *why)
{
    const struct scenario_host *host = context;
    if (gives(host->scenario, index)) {
        take(host->scenario, index, host->program->lookups[index].n_fields, arena, rows);
        return HOST_ROWS;
    }
    if (host->behind.ask)
        return host->behind.ask(host->behind.context, index, params, arena, rows, why);
    struct str name = host->program->lookups[index].name;
    *why = str_printf(arena, "the scenario does not say what it finds: given lookup %.*s finds …, or: finds nothing", STR_ARG(name));
    return HOST_FAILED;
}

struct host scenario_host(struct scenario_host *host)
{
    return (struct host){ .context = host, .answers = answers, .ask = ask };
}
