/* Values for a path: what its cells say, and for free inputs, by trying. */
#include "analyze/witness_inner.h"

enum { MOST_TRIES = 1000, MOST_HALVINGS = 80 };

/* ---- what the cells of facts say ---- */

static struct value plain_value(struct space *space, const uint32_t *path, const struct expr *plain);

static struct value plain_moment(struct space *space, const uint32_t *path, const struct expr *moment, const struct cell *cell)
{
    struct expr like = { .op = EXPR_CALL, .type = type_simple(TYPE_DATE), .index = BUILTIN_DATE_OF };
    uint32_t date = terms_info(space, terms_make(space, &like, &moment, 1))->input;
    if (cell && cell->kind == CELL_MISSING)
        return value_unknown();
    if (path[date] != DIAGRAM_ANY)
        return cells_moment_of(space->inputs.at[date]->cells[path[date]].value.i);
    return cell ? cell->value : value_unknown();
}

static struct value plain_record(struct space *space, const uint32_t *path, const struct expr *record, bool *any)
{
    uint32_t n = record->type->n_fields;
    struct value *fields = arena_array(space->arena, struct value, n);
    for (uint32_t i = 0; i < n; i++) {
        struct expr like = { .op = EXPR_FIELD, .type = record->type->fields[i].type, .index = i };
        fields[i] = plain_value(space, path, terms_make(space, &like, &record, 1));
        *any |= value_known(fields[i]);
    }
    return value_record(fields, n);
}

static struct value plain_value(struct space *space, const uint32_t *path, const struct expr *plain)
{
    uint32_t input = terms_info(space, plain)->input, cell = path[input];
    const struct cell *of = cell == DIAGRAM_ANY ? NULL : &space->inputs.at[input]->cells[cell];
    bool given = of && of->kind != CELL_MISSING;
    if (plain->type->kind == TYPE_MOMENT)
        return plain_moment(space, path, plain, of);
    if (plain->type->kind != TYPE_RECORD)
        return given ? of->value : value_unknown();
    if (of && !given)
        return value_unknown();
    struct value record = plain_record(space, path, plain, &given);
    return given ? record : value_unknown();
}

void witness_plain(struct witness *w, const uint32_t *path, struct value *facts)
{
    for (uint32_t i = 0; i < w->space->n_facts; i++)
        facts[i] = plain_value(w->space, path, w->space->inputs.at[w->space->facts[i].input]->expr);
}

/* ---- what free inputs say ---- */

struct variable {
    uint32_t fact, input;
    witness_values values;
};

struct constraint {
    uint32_t input, cell;
    uint32_t last; /* the variable after which it can be judged */
};

struct search {
    struct space *space;
    const uint32_t *path;
    struct value *facts;
    VEC(struct variable) variables;
    VEC(struct constraint) constraints;
    witness_values words;
    uint32_t tries;
};

static bool has_bit(const uint64_t *set, uint32_t i) { return set[i / 64] >> i % 64 & 1; }

static const struct expr *root_of(const struct expr *plain)
{
    return plain->op == EXPR_FACT ? plain : root_of(plain->items[0]);
}

static bool involves(const struct search *s, uint32_t fact)
{
    for (uint32_t i = 0; i < s->space->inputs.n; i++)
        if (s->path[i] != DIAGRAM_ANY && s->space->inputs.at[i]->free && has_bit(s->space->inputs.at[i]->facts, fact))
            return true;
    return false;
}

void witness_core(const struct space *space, const uint32_t *path, bool *core)
{
    for (uint32_t i = 0; i < space->inputs.n; i++) {
        const struct input *input = space->inputs.at[i];
        core[i] = path[i] != DIAGRAM_ANY && input->free;
        for (uint32_t k = 0; k < space->inputs.n && !input->free && path[i] != DIAGRAM_ANY; k++)
            core[i] |= path[k] != DIAGRAM_ANY && space->inputs.at[k]->free
                       && has_bit(space->inputs.at[k]->facts, root_of(input->expr)->index);
    }
}

/* The list that has what it must have, by the tests of its elements. */
static bool composed_list(struct search *s, uint32_t fact, struct value *list)
{
    witness_values elements = { 0 };
    for (uint32_t i = 0; i < s->space->inputs.n; i++) {
        const struct input *input = s->space->inputs.at[i];
        if (s->path[i] == DIAGRAM_ANY || !input->free || (input->expr->op != EXPR_HAS && input->expr->op != EXPR_IN))
            continue;
        const struct expr *whole = input->expr->items[input->expr->op == EXPR_IN], *item = input->expr->items[input->expr->op != EXPR_IN];
        const struct cell *cell = &input->cells[s->path[i]];
        if (whole->op != EXPR_FACT || whole->index != fact || item->op != EXPR_CONST)
            continue;
        if (cell->kind == CELL_UNKNOWN)
            vec_push(s->space->arena, &elements, value_unknown());
        else if (cell->value.i)
            vec_push(s->space->arena, &elements, item->constant);
    }
    struct value_list *made = arena_alloc(s->space->arena, sizeof *made + elements.n * sizeof *made->at);
    made->n = elements.n;
    for (uint32_t i = 0; i < elements.n; i++)
        made->at[i] = elements.at[i];
    *list = value_list(made);
    return elements.n > 0;
}

static void add_values(struct search *s, struct variable *variable, uint32_t cell)
{
    witness_values values = { 0 };
    witness_values_in(s->space, variable->input, cell, &s->words, &values);
    for (uint32_t i = 0; i < values.n; i++)
        if (cells_find(s->space, variable->input, values.at[i]) == cell)
            vec_push(s->space->arena, &variable->values, values.at[i]);
}

static void add_variable(struct search *s, uint32_t fact)
{
    struct variable variable = { .fact = fact, .input = s->space->facts[fact].input };
    const struct input *input = s->space->inputs.at[variable.input];
    uint32_t cell = s->path[variable.input];
    struct value value;
    if (input->type->kind == TYPE_LIST && composed_list(s, fact, &value))
        vec_push(s->space->arena, &variable.values, value);
    bool parts = input->type->kind == TYPE_RECORD || input->type->kind == TYPE_MOMENT;
    if (parts && value_known(s->facts[fact]) && (cell == DIAGRAM_ANY || cells_find(s->space, variable.input, s->facts[fact]) == cell))
        vec_push(s->space->arena, &variable.values, s->facts[fact]);
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (cell == DIAGRAM_ANY || cell == i)
            add_values(s, &variable, i);
    vec_push(s->space->arena, &s->variables, variable);
}

static uint32_t last_of(const struct search *s, const struct input *input)
{
    uint32_t last = UINT32_MAX;
    for (uint32_t i = 0; i < s->variables.n; i++)
        if (has_bit(input->facts, s->variables.at[i].fact))
            last = i;
    return last;
}

static void add_constraints(struct search *s)
{
    for (uint32_t i = 0; i < s->space->inputs.n; i++) {
        const struct input *input = s->space->inputs.at[i];
        if (s->path[i] == DIAGRAM_ANY || input->kind == INPUT_FACT)
            continue;
        struct constraint constraint = { i, s->path[i], last_of(s, input) };
        if (constraint.last != UINT32_MAX)
            vec_push(s->space->arena, &s->constraints, constraint);
    }
}

/* Whether all that can be judged once variable INDEX has its value holds. */
static bool holds(struct search *s, uint32_t index)
{
    for (uint32_t i = 0; i < s->constraints.n; i++) {
        const struct constraint *constraint = &s->constraints.at[i];
        if (constraint->last != index)
            continue;
        s->tries++;
        if (cells_of_input(s->space, constraint->input, s->facts) != constraint->cell)
            return false;
    }
    return true;
}

/* ---- halving towards a cell ---- */

/* Where the constraint's input lies by its cell: -1 below, 0 in it, 1 above; 2: no telling. */
static int side(struct search *s, const struct constraint *constraint)
{
    const struct input *input = s->space->inputs.at[constraint->input];
    uint32_t cell = cells_of_input(s->space, constraint->input, s->facts);
    s->tries++;
    if (cell == UINT32_MAX || input->cells[cell].kind >= CELL_UNKNOWN)
        return 2;
    return cell < constraint->cell ? -1 : cell > constraint->cell;
}

static int side_at(struct search *s, const struct constraint *constraint, const struct variable *variable, enum value_kind kind, int64_t k,
                   int64_t grain)
{
    s->facts[variable->fact] = value_int(kind, k * grain);
    return side(s, constraint);
}

/* A value of VARIABLE that brings the constraint's input into its cell, found between its bounds if the term is steady in it. */
static bool steer(struct search *s, const struct constraint *constraint, const struct variable *variable)
{
    const struct input *input = s->space->inputs.at[variable->input];
    uint32_t cell = s->path[variable->input];
    if (!cells_is_ordered(input->type) || cell == DIAGRAM_ANY || input->cells[cell].kind == CELL_MISSING)
        return false;
    const int64_t most = INT64_C(1000000000000000), grain = cells_grain(s->space, input->type);
    int64_t low = input->cells[cell].low, high = input->cells[cell].high;
    enum value_kind kind = input->cells[cell].value.kind;
    low = (low < -most ? -most : low) / grain, high = (high > most ? most : high) / grain;
    if (low > high)
        return false;
    int at_low = side_at(s, constraint, variable, kind, low, grain), at_high = side_at(s, constraint, variable, kind, high, grain);
    if (at_low == 2 || at_high == 2 || (at_low == at_high && at_low != 0))
        return false;
    for (uint32_t i = 0; i < MOST_HALVINGS && low <= high; i++) {
        int64_t half = low + (high - low) / 2;
        int at_half = side_at(s, constraint, variable, kind, half, grain);
        if (at_half == 0)
            return true;
        if (at_half == 2)
            return false;
        if (at_half == at_low)
            low = half + 1;
        else
            high = half - 1;
    }
    return false;
}

static bool search(struct search *s, uint32_t index);

static bool try_value(struct search *s, uint32_t index, struct value value)
{
    s->facts[s->variables.at[index].fact] = value;
    return holds(s, index) && search(s, index + 1);
}

static bool search(struct search *s, uint32_t index)
{
    if (index == s->variables.n)
        return true;
    const struct variable *variable = &s->variables.at[index];
    for (uint32_t i = 0; i < variable->values.n && s->tries < MOST_TRIES; i++)
        if (try_value(s, index, variable->values.at[i]))
            return true;
    for (uint32_t i = 0; i < s->constraints.n && s->tries < MOST_TRIES; i++)
        if (s->constraints.at[i].last == index && steer(s, &s->constraints.at[i], variable)
            && try_value(s, index, s->facts[variable->fact]))
            return true;
    s->facts[variable->fact] = value_unknown();
    return false;
}

static void gather_words(struct search *s)
{
    for (uint32_t i = 0; i < s->space->inputs.n; i++) {
        const struct input *input = s->space->inputs.at[i];
        if (s->path[i] == DIAGRAM_ANY || !input->free)
            continue;
        witness_words(s->space, input->expr, &s->words);
        if (input->other)
            witness_words(s->space, input->other, &s->words);
        for (uint32_t k = 0; k < input->n_cells; k++)
            if (input->cells[k].kind == CELL_POINT && cells_is_ordered(input->type))
                vec_push(s->space->arena, &s->words, input->cells[k].value);
    }
    if (s->words.n > 64)
        s->words.n = 64;
}

bool witness_try(struct witness *w, const uint32_t *path, struct value *facts)
{
    struct search s = { .space = w->space, .path = path, .facts = facts };
    witness_plain(w, path, facts);
    gather_words(&s);
    for (uint32_t i = 0; i < w->space->n_facts; i++)
        if (involves(&s, i))
            add_variable(&s, i);
    add_constraints(&s);
    return search(&s, 0);
}
