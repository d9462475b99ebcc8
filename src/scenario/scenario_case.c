/* The case that a scenario gives. */
#include "scenario/scenario_run.h"

#include "value/date.h"

static bool same_keys(const struct scenario_given *a, const struct scenario_given *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (i >= a->n_path || i >= b->n_path || !str_eq(a->path[i], b->path[i]))
            return false;
    return true;
}

/* Whether a later given stands for GIVENS[AT]. */
static bool given_anew(const struct scenario *scenario, uint32_t at)
{
    const struct scenario_given *given = &scenario->givens[at];
    for (uint32_t i = at + 1; i < scenario->n_givens; i++)
        if (scenario->givens[i].n_path == given->n_path && same_keys(&scenario->givens[i], given, given->n_path))
            return true;
    return false;
}

/* Whether an earlier one has opened the object that holds the key at DEPTH of GIVENS[AT], and the key with it. */
static bool written_before(const struct scenario *scenario, uint32_t at, uint32_t depth)
{
    for (uint32_t i = 0; i < at; i++)
        if (!given_anew(scenario, i) && same_keys(&scenario->givens[i], &scenario->givens[at], depth + 1))
            return true;
    return false;
}

/* A moment keeps the offset that it was given with: today and the hour rest on it. */
static void put_value(const struct scenario_given *given, struct buf *out)
{
    if (given->value.kind != VALUE_MOMENT) {
        value_json(out, given->value, given->type);
        return;
    }
    buf_char(out, '"');
    moment_write(out, given->value.i, given->value.offset);
    buf_char(out, '"');
}

/* The object of all givens that begin with the first DEPTH keys of LIKE. */
static void put_object(const struct scenario *scenario, const struct scenario_given *like, uint32_t depth, struct buf *out)
{
    char between = '{';
    for (uint32_t i = 0; i < scenario->n_givens; i++) {
        const struct scenario_given *given = &scenario->givens[i];
        if (given_anew(scenario, i) || given->n_path <= depth || !same_keys(given, like, depth) || written_before(scenario, i, depth))
            continue;
        buf_char(out, between);
        buf_json(out, given->path[depth]);
        buf_char(out, ':');
        if (given->n_path == depth + 1)
            put_value(given, out);
        else
            put_object(scenario, given, depth + 1, out);
        between = ',';
    }
    buf_cstr(out, between == '{' ? "{}" : "}");
}

void scenario_case(const struct scenario *scenario, struct buf *out)
{
    static const struct scenario_given whole = { 0 };
    put_object(scenario, &whole, 0, out);
}
