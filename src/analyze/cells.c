/* The space: facts of all programs, and the inputs that diagrams have variables for. */
#include "analyze/cells_inner.h"

#include "base/map.h"
#include "value/decimal.h"

#include <string.h>

enum { MOST_NODES = 4000000, CENT = 10000 };
#define MOST_STEPS UINT64_C(200000000)

bool cells_is_ordered(const struct type *type)
{
    switch (type->kind) {
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: case TYPE_DATE: case TYPE_TIME: case TYPE_MOMENT: case TYPE_DURATION: return true;
    default: return false;
    }
}

static bool is_date_of(const struct expr *term)
{
    return term->op == EXPR_CALL && term->index == BUILTIN_DATE_OF;
}

bool cells_is_plain(const struct expr *term)
{
    return term->op == EXPR_FACT || ((term->op == EXPR_FIELD || is_date_of(term)) && cells_is_plain(term->items[0]));
}

int64_t cells_grain(const struct space *space, const struct type *type)
{
    return type->kind == TYPE_WHOLE ? DECIMAL_ONE : type->kind == TYPE_MONEY ? space->money_grain : 1;
}

/* ---- facts ---- */

static bool same_fact(const struct fact *a, const struct fact *b)
{
    return str_eq(a->name, b->name) && type_same(a->type, b->type);
}

static uint32_t find_fact(const struct space_fact *facts, uint32_t n, const struct fact *fact)
{
    for (uint32_t i = 0; i < n; i++)
        if (same_fact(facts[i].fact, fact))
            return i;
    return n;
}

/* One name, two types: what a case says under it is another fact to each. */
static void note_strangers(struct space *space, const struct fact *fact)
{
    for (uint32_t i = 0; i < space->n_facts; i++)
        if (str_eq(space->facts[i].fact->name, fact->name) && !type_same(space->facts[i].fact->type, fact->type)) {
            struct str text = str_printf(space->arena, "%.*s has another type in one of the policies", STR_ARG(fact->name));
            vec_push(space->arena, &space->limits, text);
        }
}

/* A lookup's rows are a fact that no case brings. */
static uint32_t add_row(struct space *space, struct space_fact *facts, uint32_t p, uint32_t lookup)
{
    const struct program *program = space->programs[p];
    const struct type *row = program->lookup_uses[lookup].row;
    struct fact *fact = arena_new(space->arena, struct fact);
    uint32_t *in = arena_array(space->arena, uint32_t, space->n_programs);
    *fact = (struct fact){ .name = program->lookups[lookup].name, .of_lookup = true };
    fact->type = program->lookups[lookup].many ? type_list_of(space->arena, row) : row;
    memset(in, 0xff, space->n_programs * sizeof *in);
    facts[space->n_facts] = (struct space_fact){ .fact = fact, .in = in, .row = true };
    return space->n_facts++;
}

/* The same question asked by two programs has one answer. */
static void join_rows(struct space *space, struct space_fact *facts)
{
    const uint32_t **of = arena_array(space->arena, const uint32_t *, space->n_programs);
    struct map rows;
    map_init(&rows, space->arena);
    for (uint32_t p = 0; p < space->n_programs; p++) {
        const struct program *program = space->programs[p];
        uint32_t *own = arena_array(space->arena, uint32_t, program->n_lookups);
        for (uint32_t i = 0; i < program->n_lookups; i++) {
            const struct lookup *lookup = &program->lookups[i];
            struct str key = str_printf(space->arena, "%.*s %.*s", STR_ARG(lookup->name), STR_ARG(lookup->sql));
            uintptr_t known = (uintptr_t)map_get(&rows, key);
            own[i] = known ? (uint32_t)known - 1 : add_row(space, facts, p, i);
            map_put(&rows, key, (void *)(uintptr_t)(own[i] + 1));
        }
        of[p] = own;
    }
    space->row_of = of;
}

static void join_facts(struct space *space)
{
    uint32_t most = 0;
    for (uint32_t p = 0; p < space->n_programs; p++)
        most += space->programs[p]->n_facts + space->programs[p]->n_lookups;
    struct space_fact *facts = arena_array(space->arena, struct space_fact, most);
    const uint32_t **of = arena_array(space->arena, const uint32_t *, space->n_programs);
    space->facts = facts;
    for (uint32_t p = 0; p < space->n_programs; p++) {
        const struct program *program = space->programs[p];
        uint32_t *own = arena_array(space->arena, uint32_t, program->n_facts);
        for (uint32_t i = 0; i < program->n_facts; i++) {
            own[i] = find_fact(facts, space->n_facts, &program->facts[i]);
            if (own[i] == space->n_facts) {
                note_strangers(space, &program->facts[i]);
                uint32_t *in = arena_array(space->arena, uint32_t, space->n_programs);
                memset(in, 0xff, space->n_programs * sizeof *in);
                facts[space->n_facts++] = (struct space_fact){ .fact = &program->facts[i], .in = in };
            }
            ((uint32_t *)facts[own[i]].in)[p] = i;
        }
        of[p] = own;
    }
    space->fact_of = of;
    join_rows(space, facts);
}

/* Whether a case may leave it out so that somebody sees it missing. */
static bool may_be_missing(const struct space *space, const struct space_fact *fact)
{
    if (fact->row)
        return fact->fact->type->kind == TYPE_RECORD;
    for (uint32_t p = 0; p < space->n_programs; p++)
        if (fact->in[p] != UINT32_MAX && !space->programs[p]->facts[fact->in[p]].has_default)
            return true;
    const struct value first = fact->fact->default_; /* all have one: the same? */
    for (uint32_t p = 0; p < space->n_programs; p++)
        if (fact->in[p] != UINT32_MAX && !value_same(space->programs[p]->facts[fact->in[p]].default_, first))
            return true;
    return false;
}

/* ---- inputs ---- */

static uint32_t add_input(struct space *space, const struct input *like)
{
    struct input *input = arena_copy(space->arena, like, sizeof *like);
    vec_push(space->arena, &space->inputs, input);
    return space->inputs.n - 1;
}

/* Gives a variable to it; in the order of inputs. */
static void declare(struct space *space, struct input *input, const struct cell *cells, uint32_t n)
{
    input->cells = cells;
    input->n_cells = n;
    diagram_variable(space->pool, n);
}

uint32_t cells_input_of_fact(const struct space *space, uint32_t fact)
{
    return space->facts[fact].input;
}

static uint32_t add_plain(struct space *space, enum input_kind kind, const struct expr *term)
{
    struct input like = { .kind = kind, .expr = term, .type = term->type, .facts = terms_info(space, term)->facts };
    uint32_t input = add_input(space, &like);
    struct term_info *info = terms_info(space, term);
    info->input = info->only = input;
    return input;
}

/* A moment's date is its own input: it depends on the offset, too. */
static void add_date(struct space *space, const struct expr *moment)
{
    struct expr like = { .op = EXPR_CALL, .type = type_simple(TYPE_DATE), .index = BUILTIN_DATE_OF };
    add_plain(space, INPUT_PART, terms_make(space, &like, &moment, 1));
}

static void add_parts(struct space *space, const struct expr *record)
{
    if (record->type->kind == TYPE_MOMENT)
        add_date(space, record);
    for (uint32_t i = 0; i < record->type->n_fields; i++) {
        struct expr like = { .op = EXPR_FIELD, .type = record->type->fields[i].type, .index = i };
        const struct expr *field = terms_make(space, &like, &record, 1);
        add_plain(space, INPUT_PART, field);
        add_parts(space, field);
    }
}

static void add_facts(struct space *space)
{
    for (uint32_t i = 0; i < space->n_facts; i++) {
        const struct expr *term = terms_fact(space, i);
        ((struct space_fact *)space->facts)[i].input = add_plain(space, INPUT_FACT, term);
        add_parts(space, term);
    }
}

uint32_t cells_part(struct space *space, const struct expr *field)
{
    return terms_info(space, field)->input;
}

uint32_t cells_missing(const struct space *space, uint32_t input)
{
    const struct input *of = space->inputs.at[input];
    for (uint32_t i = 0; i < of->n_cells; i++)
        if (of->cells[i].kind == CELL_MISSING || of->cells[i].kind == CELL_UNKNOWN)
            return i;
    return UINT32_MAX;
}

/* ---- free inputs ---- */

static bool is_compound(const struct expr *term)
{
    return term->op != EXPR_CONST && (term->type->kind == TYPE_LIST || term->type->kind == TYPE_RECORD);
}

bool cells_may_be_unknown(const struct expr *term)
{
    switch (term->op) {
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST: return true;
    case EXPR_COUNT: return term->n > 1;
    case EXPR_KNOWN: return false;
    case EXPR_FIELD: return !cells_is_plain(term);
    default: break;
    }
    for (uint32_t i = 0; i < term->n; i++)
        if (is_compound(term->items[i]))
            return true;
    return false;
}

const struct type *cells_type_of_term(const struct expr *term)
{
    return term->type->kind == TYPE_MONEY ? type_simple(TYPE_NUMBER) : term->type; /* a third of $1 is no cents */
}

/* The body of a quantifier may rest on what nothing makes known, too. */
static bool binds_elements(const struct expr *term)
{
    switch (term->op) {
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: return true;
    default: return false;
    }
}

/* Whether SEE holds of TERM or of anything in it. */
static bool any_in(const struct expr *term, bool (*see)(const struct expr *term))
{
    const struct arms *arms = term->arms;
    bool any = see(term);
    for (uint32_t i = 0; i < term->n && !any; i++)
        any = any_in(term->items[i], see);
    any |= arms && ((arms->guard && any_in(arms->guard, see)) || (arms->unless && any_in(arms->unless, see)));
    for (uint32_t i = 0; arms && i < arms->n && !any; i++)
        any = (arms->at[i].condition && any_in(arms->at[i].condition, see)) || (arms->at[i].value && any_in(arms->at[i].value, see));
    return any;
}

static bool is_strict_table(const struct expr *term)
{
    return term->arms && (term->arms->hit == HIT_ONLY_ONE || term->arms->hit == HIT_ANY);
}

static bool is_fallible_call(const struct expr *term)
{
    switch (term->index) {
    case BUILTIN_ROUND: case BUILTIN_FLOOR: case BUILTIN_CEIL: case BUILTIN_ABS: return true;
    default: return false;
    }
}

static bool is_fallible(const struct expr *term)
{
    switch (term->op) {
    case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV: case EXPR_MUL_DIV: case EXPR_NEG: case EXPR_SUM:
    case EXPR_DATE_ADD: case EXPR_DATE_SUB: case EXPR_DATE_ADD_MONTHS: case EXPR_MOMENT_ADD: case EXPR_MOMENT_SUB: case EXPR_MOMENT_ADD_MONTHS:
        return true;
    case EXPR_CALL: return is_fallible_call(term);
    default: return is_strict_table(term);
    }
}

/* A date is moved by whole days: other durations fail in between. */
static bool is_uneven(const struct expr *term)
{
    return (term->op == EXPR_DATE_ADD || term->op == EXPR_DATE_SUB) && term->items[1]->op != EXPR_CONST;
}

bool cells_fails_unevenly(const struct expr *term) { return any_in(term, is_uneven); }
bool cells_tables_fail(const struct expr *term) { return any_in(term, is_strict_table); }
bool cells_may_fail(const struct expr *term) { return any_in(term, is_fallible); }

static uint32_t add_free(struct space *space, const struct expr *term, const struct cuts *cuts, enum cell_kind unknown, bool nothing)
{
    struct input like = { .kind = term->type->kind == TYPE_BOOL ? INPUT_TEST : INPUT_TERM, .expr = term, .type = term->type,
                          .facts = terms_info(space, term)->facts, .free = true };
    uint32_t n, input = add_input(space, &like);
    struct cuts own = cuts ? *cuts : (struct cuts){ .term = NULL };
    own.term = term;
    struct cell *cells = cells_make(space, cells_type_of_term(term), &own, unknown, nothing, &n);
    if (space->errors ? cells_may_fail(term) : cells_tables_fail(term))
        cells[n++].kind = CELL_FAILS; /* cells_make leaves room */
    declare(space, space->inputs.at[input], cells, n);
    terms_info(space, term)->input = input;
    return input;
}

uint32_t cells_term(struct space *space, const struct expr *term, const struct cuts *cuts)
{
    uint32_t input = terms_info(space, term)->input;
    bool nothing = term->op == EXPR_SMALLEST || term->op == EXPR_LARGEST || (term->n > 1 && binds_elements(term));
    if (input != UINT32_MAX)
        return input;
    return add_free(space, term, cuts, cells_may_be_unknown(term) ? CELL_UNKNOWN : CELL_GIVEN, nothing);
}

uint32_t cells_opaque(struct space *space, const struct expr *term)
{
    uint32_t input = terms_info(space, term)->input;
    if (input == UINT32_MAX)
        return add_free(space, term, NULL, CELL_UNKNOWN, true);
    const struct input *of = space->inputs.at[input];
    for (uint32_t i = 0; i < of->n_cells; i++)
        if (of->cells[i].kind == CELL_NOTHING)
            return input;
    return UINT32_MAX;
}

static struct cell *order_cells(struct space *space, bool ordered, uint32_t *n)
{
    struct cell *cells = arena_array(space->arena, struct cell, 3);
    *n = ordered ? 3 : 2;
    for (uint32_t i = 0; i < *n; i++)
        cells[i].kind = ordered ? CELL_LESS + i : CELL_EQUAL + i;
    return cells;
}

static const uint64_t *both_facts(struct space *space, const struct expr *a, const struct expr *b)
{
    uint32_t n = (space->n_facts + 63) / 64;
    uint64_t *facts = arena_array(space->arena, uint64_t, n);
    for (uint32_t i = 0; i < n; i++)
        facts[i] = terms_info(space, a)->facts[i] | terms_info(space, b)->facts[i];
    return facts;
}

uint32_t cells_order(struct space *space, const struct expr *a, const struct expr *b)
{
    struct terms *terms = space->terms;
    for (uint32_t i = 0; i < terms->pairs.n; i++)
        if (terms->pairs.at[i].a == a && terms->pairs.at[i].b == b)
            return terms->pairs.at[i].input;
    struct input like = { .kind = INPUT_ORDER, .expr = a, .other = b, .type = a->type, .facts = both_facts(space, a, b), .free = true };
    uint32_t n, input = add_input(space, &like);
    struct cell *cells = order_cells(space, cells_is_ordered(a->type) || a->type->kind == TYPE_TEXT || a->type->ordered, &n);
    declare(space, space->inputs.at[input], cells, n);
    struct term_pair pair = { a, b, input };
    vec_push(space->arena, &terms->pairs, pair);
    return input;
}

/* ---- the whole ---- */

/* Cells of facts and parts, after everything has been read. */
static void finish_plain(struct space *space, const struct cuts *cuts)
{
    for (uint32_t i = 0; i < space->inputs.n; i++) {
        struct input *input = space->inputs.at[i];
        uint32_t n;
        bool date = is_date_of(input->expr);
        bool missing = input->kind == INPUT_PART ? !date : may_be_missing(space, &space->facts[input->expr->index]);
        input->free = date && cuts[terms_info(space, input->expr->items[0])->input].starts.n > 0;
        struct cell *cells = cells_make(space, input->type, &cuts[i], missing ? CELL_MISSING : CELL_GIVEN, false, &n);
        declare(space, input, cells, n);
    }
}

static void finish_terms(struct space *space, const struct collector *collector)
{
    for (uint32_t i = 0; i < collector->terms.n; i++)
        if (collector->terms.at[i].starts.n)
            cells_term(space, space->terms->all.at[i].expr, &collector->terms.at[i]);
}

void cells_finish(const struct collector *collector)
{
    finish_plain(collector->space, collector->inputs);
    finish_terms(collector->space, collector);
}

void cells_space(struct space **out, struct arena *arena, const struct program *const *programs, uint32_t n_programs,
                 const struct space_limits *limits, struct trap *trap)
{
    struct space *space = arena_new(arena, struct space);
    uint32_t most_nodes = limits && limits->most_nodes ? limits->most_nodes : MOST_NODES;
    uint64_t most_steps = limits && limits->most_steps ? limits->most_steps : MOST_STEPS;
    space->arena = arena;
    space->trap = trap;
    space->programs = programs;
    space->n_programs = n_programs;
    space->style = &programs[0]->style;
    space->money_grain = limits && limits->money_grain ? limits->money_grain : CENT;
    space->errors = limits && limits->errors;
    space->pool = diagram_pool(arena, most_nodes, most_steps);
    join_facts(space);
    terms_start(space);
    *out = space; /* from here on there is something that cells_free gives back, whatever happens */
    add_facts(space);
    cells_collect(space);
}

void cells_free(struct space *space)
{
    if (space)
        terms_stop(space);
}
