/* Which cells a case lies in. */
#include "analyze/cells_inner.h"

static bool in_cell(const struct cell *cell, const struct type *type, struct value value)
{
    switch (cell->kind) {
    case CELL_POINT: return value_same(cell->value, value);
    case CELL_BETWEEN: return value.i >= cell->low && value.i <= cell->high;
    case CELL_MEMBERS: return cell->members[value.i / 64] >> value.i % 64 & 1;
    case CELL_GIVEN: return !cells_is_ordered(type) || (value.i >= cell->low && value.i <= cell->high);
    default: return false;
    }
}

uint32_t cells_find(const struct space *space, uint32_t index, struct value value)
{
    const struct input *input = space->inputs.at[index];
    uint32_t other = UINT32_MAX;
    if (!value_known(value))
        return cells_missing(space, index);
    for (uint32_t i = 0; i < input->n_cells; i++) {
        if (in_cell(&input->cells[i], input->type, value))
            return i;
        if (input->cells[i].kind == CELL_OTHER)
            other = i;
    }
    return other;
}

static uint32_t of_kind(const struct input *input, enum cell_kind kind)
{
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (input->cells[i].kind == kind)
            return i;
    return UINT32_MAX;
}

static uint32_t of_order(struct space *space, const struct input *input, const struct value *facts)
{
    struct value a, b;
    enum eval_error error;
    if (terms_probe(space, input->expr, facts, &a, &error) != PROBE_KNOWN)
        return UINT32_MAX;
    a = terms_keep(space, a);
    if (terms_probe(space, input->other, facts, &b, &error) != PROBE_KNOWN)
        return UINT32_MAX;
    if (a.kind != b.kind)
        return of_kind(input, CELL_GREATER);
    int order = value_order(a, b);
    uint32_t less = of_kind(input, CELL_LESS);
    return order == 0 ? of_kind(input, CELL_EQUAL) : order < 0 && less != UINT32_MAX ? less : of_kind(input, CELL_GREATER);
}

static uint32_t of_free(struct space *space, uint32_t index, const struct value *facts)
{
    const struct input *input = space->inputs.at[index];
    struct value value;
    enum eval_error error;
    if (input->kind == INPUT_ORDER)
        return of_order(space, input, facts);
    switch (terms_probe(space, input->expr, facts, &value, &error)) {
    case PROBE_KNOWN: return cells_find(space, index, value);
    case PROBE_UNKNOWN: return of_kind(input, CELL_UNKNOWN);
    case PROBE_NOTHING: return of_kind(input, CELL_NOTHING);
    default: return UINT32_MAX;
    }
}

/* The value of a fact, or of a field of one. */
static struct value plain_value(const struct expr *plain, const struct value *facts)
{
    if (plain->op == EXPR_FACT)
        return facts[plain->index];
    struct value record = plain_value(plain->items[0], facts);
    return value_known(record) ? record.record[plain->index] : value_unknown();
}

uint32_t cells_of_input(struct space *space, uint32_t index, const struct value *facts)
{
    const struct input *input = space->inputs.at[index];
    return input->free ? of_free(space, index, facts) : cells_find(space, index, plain_value(input->expr, facts));
}

void cells_of_case(struct space *space, const struct value *facts, uint32_t *cells)
{
    for (uint32_t i = 0; i < space->inputs.n; i++)
        cells[i] = cells_of_input(space, i, facts);
}
