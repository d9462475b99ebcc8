/* Values worth trying. */
#include "analyze/witness_inner.h"

#include "value/decimal.h"

enum { MOST_VALUES = 48, MOST_WORDS = 64 };

static void add(struct space *space, witness_values *out, struct value value)
{
    for (uint32_t i = 0; i < out->n; i++)
        if (value_same(out->at[i], value))
            return;
    if (out->n < MOST_VALUES)
        vec_push(space->arena, out, value);
}

void witness_words(struct space *space, const struct expr *expr, witness_values *out)
{
    if (expr->op == EXPR_CONST && value_known(expr->constant)) {
        for (uint32_t i = 0; i < out->n; i++)
            if (value_same(out->at[i], expr->constant))
                return;
        if (out->n < MOST_WORDS)
            vec_push(space->arena, out, expr->constant);
        for (uint32_t i = 0; expr->constant.kind == VALUE_LIST && i < expr->constant.list->n; i++)
            witness_words(space, terms_constant(space, expr->type->element, expr->constant.list->at[i]), out);
    }
    for (uint32_t i = 0; i < expr->n; i++)
        witness_words(space, expr->items[i], out);
}

/* ---- ordered ---- */

static void add_ordered(struct space *space, const struct type *type, const struct cell *cell, const witness_values *words,
                        witness_values *out)
{
    static const int64_t steps[] = { 0, 1, 2, 5, 10, 50, 100, 500, 1000, 5000, 10000, 100000, 1000000, 1000000000 };
    int64_t grain = cells_grain(space, type);
    struct value value = cell->value;
    add(space, out, value);
    int64_t tries[2 * sizeof steps / sizeof *steps + 2 * MOST_WORDS + 4];
    uint32_t n = 0;
    if (cell->has_low)
        tries[n++] = cell->low, tries[n++] = cell->low + grain;
    if (cell->has_high)
        tries[n++] = cell->high, tries[n++] = cell->high - grain;
    for (uint32_t i = 0; i < words->n; i++)
        if (words->at[i].kind == value.kind)
            tries[n++] = words->at[i].i, tries[n++] = words->at[i].i + grain;
    int64_t unit = type->kind == TYPE_DATE ? 1 : type->kind == TYPE_NUMBER || grain > 1 ? DECIMAL_ONE : INT64_C(3600000000);
    for (uint32_t i = 0; i < sizeof steps / sizeof *steps && type->kind != TYPE_TIME; i++) {
        tries[n++] = (type->kind == TYPE_DATE || type->kind == TYPE_MOMENT ? value.i : 0) + steps[i] * unit;
        tries[n++] = (type->kind == TYPE_DATE || type->kind == TYPE_MOMENT ? value.i : 0) - steps[i] * unit;
    }
    for (uint32_t i = 0; i < n; i++) {
        value.i = tries[i];
        if (value.i >= cell->low && value.i <= cell->high && value.i % grain == 0)
            add(space, out, value);
    }
}

/* ---- texts ---- */

static struct value joined(struct space *space, struct value a, struct value b)
{
    return value_text(str_cat(space->arena, value_str(a), value_str(b)));
}

static struct value times(struct space *space, const char *what, uint32_t n)
{
    struct value value = value_text(STR(""));
    for (uint32_t i = 0; i < n; i++)
        value = joined(space, value, value_text(str_from(what)));
    return value;
}

static void add_texts(struct space *space, const witness_values *words, struct value usual, witness_values *out)
{
    struct value x = value_text(STR("x"));
    if (usual.kind == VALUE_TEXT)
        add(space, out, usual);
    for (uint32_t i = 0; i < words->n; i++) {
        if (words->at[i].kind == VALUE_TEXT) {
            add(space, out, words->at[i]);
            add(space, out, joined(space, words->at[i], x));
            add(space, out, joined(space, x, words->at[i]));
        } else if (words->at[i].kind == VALUE_NUMBER && words->at[i].i >= 0 && words->at[i].i < 200 * DECIMAL_ONE) {
            add(space, out, times(space, "x", (uint32_t)(words->at[i].i / DECIMAL_ONE)));
            add(space, out, times(space, "x", (uint32_t)(words->at[i].i / DECIMAL_ONE) + 1));
        }
    }
    static const char *others[] = { "", " ", "a", "A", "1", "12345", "zz", "B2" };
    for (uint32_t i = 0; i < sizeof others / sizeof *others; i++)
        add(space, out, value_text(str_from(others[i])));
    for (uint32_t i = 0; i < words->n; i++)
        for (uint32_t k = 0; k < words->n; k++)
            if (words->at[i].kind == VALUE_TEXT && words->at[k].kind == VALUE_TEXT && i != k)
                add(space, out, joined(space, words->at[i], words->at[k]));
}

/* ---- lists ---- */

static void add_of_type(struct space *space, const struct type *type, const witness_values *words, witness_values *out);

static struct value list_of(struct space *space, const struct value *at, uint32_t n)
{
    struct value_list *list = arena_alloc(space->arena, sizeof *list + n * sizeof *at);
    list->n = n;
    for (uint32_t i = 0; i < n; i++)
        list->at[i] = at[i];
    return value_list(list);
}

enum { FEW_ELEMENTS = 6 };

static void add_lists(struct space *space, const struct type *type, const witness_values *words, witness_values *out)
{
    witness_values elements = { 0 };
    add_of_type(space, type->element, words, &elements);
    uint32_t few = elements.n < FEW_ELEMENTS ? elements.n : FEW_ELEMENTS;
    add(space, out, list_of(space, NULL, 0));
    for (uint32_t i = 0; i < few; i++)
        add(space, out, list_of(space, &elements.at[i], 1));
    struct value unknown[2] = { value_unknown() };
    add(space, out, list_of(space, unknown, 1));
    for (uint32_t i = 0; i < few; i++) {
        unknown[1] = elements.at[i];
        add(space, out, list_of(space, unknown, 2));
        for (uint32_t k = 0; k < few; k++)
            add(space, out, list_of(space, (struct value[]){ elements.at[i], elements.at[k] }, 2));
    }
    add(space, out, list_of(space, elements.at, elements.n));
}

static struct value record_with(struct space *space, const struct value *usual, uint32_t n, uint32_t field, struct value value)
{
    struct value *fields = arena_copy(space->arena, usual, n * sizeof *usual);
    fields[field] = value;
    return value_record(fields, n);
}

static void add_records(struct space *space, const struct type *type, const witness_values *words, witness_values *out)
{
    struct value *usual = arena_array(space->arena, struct value, type->n_fields);
    witness_values *fields = arena_array(space->arena, witness_values, type->n_fields);
    for (uint32_t i = 0; i < type->n_fields; i++) {
        add_of_type(space, type->fields[i].type, words, &fields[i]);
        usual[i] = fields[i].n ? fields[i].at[0] : value_unknown();
    }
    for (uint32_t i = 0; i < type->n_fields; i++)
        for (uint32_t k = 0; k < fields[i].n && k < FEW_ELEMENTS; k++)
            add(space, out, record_with(space, usual, type->n_fields, i, fields[i].at[k]));
    for (uint32_t i = 0; i < type->n_fields; i++)
        add(space, out, record_with(space, usual, type->n_fields, i, value_unknown()));
}

static void add_of_type(struct space *space, const struct type *type, const witness_values *words, witness_values *out)
{
    uint32_t n;
    struct cell *cells;
    switch (type->kind) {
    case TYPE_LIST: add_lists(space, type, words, out); break;
    case TYPE_RECORD: add_records(space, type, words, out); break;
    case TYPE_TEXT: case TYPE_PARTY: case TYPE_SYMBOL: add_texts(space, words, value_text(STR("other")), out); break;
    case TYPE_SET:
        for (uint32_t i = 0; i < words->n; i++)
            if (words->at[i].kind == VALUE_SYMBOL && words->at[i].i < type->n_symbols)
                add(space, out, words->at[i]);
        for (uint32_t i = 0; i < type->n_symbols; i++)
            add(space, out, value_int(VALUE_SYMBOL, i));
        break;
    default:
        cells = cells_make(space, type, NULL, CELL_GIVEN, false, &n);
        for (uint32_t i = 0; i < n; i++)
            if (cells_is_ordered(type))
                add_ordered(space, type, &cells[i], words, out);
            else
                add(space, out, cells[i].value);
        break;
    }
}

void witness_values_in(struct space *space, uint32_t index, uint32_t cell, const witness_values *words, witness_values *out)
{
    const struct input *input = space->inputs.at[index];
    const struct cell *of = &input->cells[cell];
    switch (of->kind) {
    case CELL_MISSING: add(space, out, value_unknown()); break;
    case CELL_POINT: add(space, out, of->value); break;
    case CELL_MEMBERS:
        for (uint32_t i = 0; i < input->type->n_symbols; i++)
            if (of->members[i / 64] >> i % 64 & 1)
                add(space, out, value_int(VALUE_SYMBOL, i));
        break;
    default:
        if (cells_is_ordered(input->type))
            add_ordered(space, input->type, of, words, out);
        else if (of->kind == CELL_OTHER || of->kind == CELL_GIVEN)
            add_of_type(space, input->type, words, out);
        break;
    }
}
