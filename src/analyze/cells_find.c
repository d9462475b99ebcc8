/* Which cells a case lies in. */
#include "analyze/cells_inner.h"

#include "value/date.h"

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

/* Whether cells tell of the error. Limits of texts, lists and steps are always left aside. */
static bool is_told(const struct space *space, enum eval_error error)
{
    bool is_limit = error == EVAL_TEXT_LIMIT || error == EVAL_LIST_LIMIT || error == EVAL_STEPS_LIMIT;
    return space->errors ? !is_limit : error == EVAL_TWO_ROWS || error == EVAL_ROWS_DISAGREE;
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
    default: return is_told(space, error) ? of_kind(input, CELL_FAILS) : UINT32_MAX;
    }
}

/* The value of a fact, of a field of one, or of a moment's date. */
static struct value plain_value(const struct expr *plain, const struct value *facts)
{
    if (plain->op == EXPR_FACT)
        return facts[plain->index];
    struct value whole = plain_value(plain->items[0], facts);
    if (!value_known(whole))
        return value_unknown();
    return plain->op == EXPR_FIELD ? whole.record[plain->index] : value_int(VALUE_DATE, moment_date(whole.i, whole.offset));
}

void cells_put(struct space *space, struct value *facts, const struct expr *plain, struct value value)
{
    if (plain->op == EXPR_FACT) {
        facts[plain->index] = value;
        return;
    }
    uint32_t n = plain->items[0]->type->n_fields;
    struct value *fields = arena_array(space->arena, struct value, n);
    if (plain->op == EXPR_FIELD)
        fields[plain->index] = value;
    cells_put(space, facts, plain->items[0], plain->op == EXPR_FIELD ? value_record(fields, n) : cells_moment_of(value.i));
}

struct value cells_moment_of(int64_t date)
{
    return value_int(VALUE_MOMENT, date * DATE_DAY + DATE_DAY / 2);
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

/* An input that is an error in this case is passed over where it makes no difference. */
static uint32_t any_edge(struct space *space, diagram d, const struct value *facts)
{
    uint32_t variable = diagram_top(space->pool, d), leaf = cells_leaf(space, diagram_edge(space->pool, d, 0), facts);
    for (uint32_t i = 1; i < space->inputs.at[variable]->n_cells; i++)
        if (cells_leaf(space, diagram_edge(space->pool, d, i), facts) != leaf)
            return UINT32_MAX;
    return leaf;
}

uint32_t cells_leaf(struct space *space, diagram d, const struct value *facts)
{
    while (!diagram_is_leaf(d)) {
        uint32_t cell = cells_of_input(space, diagram_top(space->pool, d), facts);
        if (cell == UINT32_MAX)
            return any_edge(space, d, facts);
        d = diagram_edge(space->pool, d, cell);
    }
    return d == DIAGRAM_OVER ? UINT32_MAX : diagram_number(d);
}
