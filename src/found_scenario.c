#include "found_scenario.h"

#include "base/vec.h"

typedef VEC(struct scenario_row) found_rows;

static void give_fact(const struct fact *fact, struct value value, struct scenario_given *givens, struct scenario *scenario)
{
    bool stands = fact->has_default && value_known(value) && value_same(value, fact->default_);
    if (value_known(value) && !stands && !fact->of_lookup)
        givens[scenario->n_givens++] = (struct scenario_given){ .path = fact->path, .n_path = fact->n_path, .value = value, .type = fact->type };
}

static bool on_path(const struct scenario_given *given, const struct scenario_given *longer)
{
    for (uint32_t i = 0; i < given->n_path; i++)
        if (i >= longer->n_path || !str_eq(given->path[i], longer->path[i]))
            return false;
    return true;
}

static bool field_known(struct value value, const struct type *type, const struct str *path, uint32_t n)
{
    if (n == 0 || value.kind != VALUE_RECORD)
        return value_known(value);
    for (uint32_t i = 0; i < type->n_fields; i++)
        if (str_eq(type->fields[i].name, path[0]))
            return field_known(value.record[i], type->fields[i].type, path + 1, n - 1);
    return false;
}

/* Whether SCENARIO says itself what is at the place of GIVEN. */
static bool is_given(const struct scenario *scenario, const struct scenario_given *given)
{
    for (uint32_t i = 0; i < scenario->n_givens; i++) {
        const struct scenario_given *own = &scenario->givens[i];
        if (on_path(own, given) && (own->n_path == given->n_path || field_known(own->value, own->type, given->path + own->n_path, given->n_path - own->n_path)))
            return true;
    }
    return false;
}

/* It is to stand below the background, and to be the same case there. */
static void take_away(const struct program *program, struct scenario_given *givens, struct scenario *scenario)
{
    for (uint32_t i = 0; i < program->n_background; i++) {
        struct scenario_given given = program->background[i];
        if (!value_known(given.value) || is_given(scenario, &given))
            continue;
        given.value = value_unknown();
        givens[scenario->n_givens++] = given;
    }
}

static void give_row(struct arena *arena, uint32_t lookup, struct value found, found_rows *rows)
{
    struct scenario_row row = { .lookup = lookup };
    bool nothing = !value_known(found) || (found.kind == VALUE_LIST && found.list->n == 0);
    if (nothing)
        vec_push(arena, rows, row);
    row.fields = found.kind == VALUE_RECORD ? found.record : NULL;
    if (row.fields)
        vec_push(arena, rows, row);
    for (uint32_t i = 0; found.kind == VALUE_LIST && i < found.list->n; i++) {
        row.fields = found.list->at[i].record;
        vec_push(arena, rows, row);
    }
}

struct scenario found_scenario(struct arena *arena, const struct program *program, const struct space *space, uint32_t number, const struct value *facts,
                               bool rows, struct str title)
{
    struct scenario_given *givens = arena_array(arena, struct scenario_given, program->n_facts + program->n_background);
    found_rows found = { 0 };
    struct scenario scenario = { .title = title, .givens = givens };
    for (uint32_t i = 0; i < program->n_facts; i++)
        if (space->fact_of[number][i] != UINT32_MAX)
            give_fact(&program->facts[i], facts[space->fact_of[number][i]], givens, &scenario);
    take_away(program, givens, &scenario);
    for (uint32_t i = 0; rows && i < program->n_lookups; i++)
        if (space->row_of[number][i] != UINT32_MAX)
            give_row(arena, i, facts[space->row_of[number][i]], &found);
    scenario.rows = found.at;
    scenario.n_rows = found.n;
    return scenario;
}
