/* What can be said of two values of which perhaps only the cells are known; and operations on such values. */
#include "analyze/symbols.h"

#include <string.h>

enum relation { LESS, EQUAL, GREATER, DIFFERENT, OPEN };

/* The one value of a leaf; a point's own. */
static bool exact(const struct space *space, const struct symbol *symbol, struct value *value)
{
    bool point = symbol->kind == SYMBOL_KIND_CELL && space->inputs.at[symbol->input]->cells[symbol->cell].kind == CELL_POINT;
    *value = symbol->value;
    return point || symbol->kind == SYMBOL_KIND_VALUE;
}

static struct str text_of(const struct type *type, struct value value)
{
    return value.kind == VALUE_SYMBOL ? type->symbols[value.i].text : value_str(value);
}

static enum relation relation_of(int order)
{
    return order < 0 ? LESS : order > 0 ? GREATER : EQUAL;
}

static bool is_worded(struct value value) { return value.kind == VALUE_SYMBOL || value.kind == VALUE_TEXT; }

static enum relation of_values(const struct type *a_type, struct value a, const struct type *b_type, struct value b)
{
    bool of_two_policies = is_worded(a) && is_worded(b) && (a.kind != b.kind || (a.kind == VALUE_SYMBOL && !type_same(a_type, b_type)));
    if (of_two_policies)
        return str_eq(text_of(a_type, a), text_of(b_type, b)) ? EQUAL : DIFFERENT;
    return a.kind != b.kind ? DIFFERENT : relation_of(value_order(a, b));
}

/* Values of types that are not of one family are never the same: policies of which one says a text, and the other an amount. */
static enum type_kind family(const struct type *type)
{
    switch (type->kind) {
    case TYPE_WHOLE: case TYPE_MONEY: return TYPE_NUMBER;
    case TYPE_SET: case TYPE_PARTY: case TYPE_SYMBOL: return TYPE_TEXT;
    default: return type->kind;
    }
}

/* Symbols are told apart by their place in their set: nothing says how they stand to those of another, or to texts. */
static bool are_strangers(const struct type *a, const struct type *b)
{
    return (a->kind == TYPE_SET || b->kind == TYPE_SET) && !type_same(a, b);
}

/* ---- cells ---- */

static bool range_of(const struct space *space, const struct symbol *symbol, int64_t *low, int64_t *high)
{
    struct value value;
    if (exact(space, symbol, &value)) {
        *low = *high = value.i;
        return true;
    }
    if (symbol->kind != SYMBOL_KIND_CELL)
        return false;
    const struct cell *cell = &space->inputs.at[symbol->input]->cells[symbol->cell];
    *low = cell->low, *high = cell->high;
    return cell->kind == CELL_BETWEEN || cell->kind == CELL_GIVEN;
}

static enum relation of_ranges(const struct space *space, const struct symbol *a, const struct symbol *b)
{
    int64_t a_low, a_high, b_low, b_high;
    if (!range_of(space, a, &a_low, &a_high) || !range_of(space, b, &b_low, &b_high))
        return OPEN;
    return a_high < b_low ? LESS : a_low > b_high ? GREATER : a_low == a_high && b_low == b_high && a_low == b_low ? EQUAL : OPEN;
}

static const struct cell *members_of(const struct space *space, const struct symbol *symbol)
{
    const struct cell *cell = symbol->kind == SYMBOL_KIND_CELL ? &space->inputs.at[symbol->input]->cells[symbol->cell] : NULL;
    return cell && cell->kind == CELL_MEMBERS ? cell : NULL;
}

static bool has_member(const struct cell *cell, int64_t i)
{
    return cell->members[i / 64] >> i % 64 & 1;
}

/* Members of a set against one of its symbols, or against other members. */
static enum relation of_members(const struct space *space, const struct symbol *a, const struct symbol *b)
{
    const struct cell *some = members_of(space, a), *others = members_of(space, b);
    struct value value;
    if (!type_same(a->type, b->type))
        return OPEN;
    if (some && others)
        return some->high < others->low ? LESS : some->low > others->high ? GREATER : OPEN;
    if (others) {
        enum relation turned = of_members(space, b, a);
        return turned == LESS ? GREATER : turned == GREATER ? LESS : turned;
    }
    if (!exact(space, b, &value))
        return OPEN;
    return some->high < value.i ? LESS : some->low > value.i ? GREATER : has_member(some, value.i) ? OPEN : DIFFERENT;
}

/* Some other text against one that a cell names, or against another's. */
static enum relation of_texts(const struct space *space, const struct symbol *a, const struct symbol *b)
{
    struct value value;
    if (exact(space, a, &value))
        return exact(space, b, &value) ? OPEN : of_texts(space, b, a);
    if (a->kind != SYMBOL_KIND_CELL || !exact(space, b, &value))
        return OPEN;
    const struct input *input = space->inputs.at[a->input];
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (input->cells[i].kind == CELL_POINT && value_same(input->cells[i].value, value))
            return DIFFERENT;
    return OPEN;
}

/* ---- terms of one input, whose breakpoints for a constant are cuts ---- */

static bool is_settled(struct space *space, const struct expr *term, struct value constant)
{
    const struct term_info *info = terms_info(space, term);
    for (uint32_t i = 0; i < info->settled.n; i++)
        if (value_same(info->settled.at[i], constant))
            return true;
    return false;
}

static enum probe value_in_cell(struct space *space, const struct expr *term, uint32_t input, uint32_t cell, struct value *value,
                                enum eval_error *error)
{
    struct value *facts = arena_array(space->arena, struct value, space->n_facts);
    cells_put(space, facts, space->inputs.at[input]->expr, space->inputs.at[input]->cells[cell].value);
    return terms_probe(space, term, facts, value, error);
}

static enum relation of_term(struct space *space, const struct symbol *a, const struct symbol *b)
{
    struct value constant, value;
    enum eval_error error;
    if (a->kind != SYMBOL_KIND_TERM || a->input == UINT32_MAX || !exact(space, b, &constant) || !is_settled(space, a->term, constant))
        return OPEN;
    if (value_in_cell(space, a->term, a->input, a->cell, &value, &error) != PROBE_KNOWN)
        return OPEN;
    return relation_of(value_order(value, constant));
}

static enum relation turn(enum relation relation)
{
    return relation == LESS ? GREATER : relation == GREATER ? LESS : relation;
}

static enum relation relate(struct space *space, const struct symbol *a, const struct symbol *b)
{
    struct value x, y;
    if (exact(space, a, &x) && exact(space, b, &y))
        return of_values(a->type, x, b->type, y);
    if (a->term && a->term == b->term)
        return EQUAL;
    if (members_of(space, a) || members_of(space, b))
        return of_members(space, a, b);
    if (a->type->kind == TYPE_TEXT || a->type->kind == TYPE_PARTY || a->type->kind == TYPE_SYMBOL)
        return of_texts(space, a, b);
    if (cells_is_ordered(a->type) && cells_is_ordered(b->type)) {
        enum relation relation = of_ranges(space, a, b);
        if (relation == OPEN)
            relation = of_term(space, a, b);
        return relation == OPEN ? turn(of_term(space, b, a)) : relation;
    }
    return OPEN;
}

static diagram truth(bool b) { return b ? DIAGRAM_YES : DIAGRAM_NO; }

static diagram truth_of(enum expr_op op, enum relation relation)
{
    switch (op) {
    case EXPR_EQ: return truth(relation == EQUAL);
    case EXPR_NE: return truth(relation != EQUAL);
    case EXPR_LT: return truth(relation == LESS);
    case EXPR_LE: return truth(relation == LESS || relation == EQUAL);
    case EXPR_GT: return truth(relation == GREATER);
    default: return truth(relation == GREATER || relation == EQUAL);
    }
}

/* ---- what is left open is an input of its own ---- */

static diagram by_order(struct space *space, enum expr_op op, const struct expr *a, const struct expr *b)
{
    static const enum relation relations[] = { LESS, EQUAL, GREATER };
    if (a->op == EXPR_CONST || (b->op != EXPR_CONST && b->id < a->id))
        return by_order(space, expr_op_mirrored(op), b, a);
    uint32_t input = cells_order(space, a, b);
    const struct input *order = space->inputs.at[input];
    diagram edges[3];
    for (uint32_t i = 0; i < order->n_cells; i++)
        edges[i] = truth_of(op, relations[order->cells[i].kind - CELL_LESS]);
    return diagram_choose(space->pool, input, edges);
}

/* Lists and records of which somebody else knows the parts. */
static diagram by_test(struct space *space, enum expr_op op, const struct expr *a, const struct expr *b)
{
    struct expr like = { .op = EXPR_EQ, .type = type_simple(TYPE_BOOL) };
    const struct expr *items[] = { a->id < b->id ? a : b, a->id < b->id ? b : a };
    const struct expr *term = terms_make(space, &like, items, 2);
    diagram same = symbols_of_input(space, cells_term(space, term, NULL), UINT32_MAX);
    return op == EXPR_NE ? symbols_apply(space, SYMBOLS_NOT, same, DIAGRAM_NO) : same;
}

static diagram by_parts(struct space *space, enum expr_op op, uint32_t a, uint32_t b)
{
    const uint32_t *x, *y;
    uint32_t n_x, n_y;
    diagram all = DIAGRAM_YES;
    if (!symbols_open(space, a, &x, &n_x) || !symbols_open(space, b, &y, &n_y)) {
        const struct expr *one = symbols_as_term(space, a), *other = symbols_as_term(space, b);
        return !one || !other ? (diagram)DIAGRAM_OVER : one == other && !cells_may_be_unknown(one) ? by_test(space, op, one, other)
               : by_test(space, op, one, other);
    }
    for (uint32_t i = 0; i < n_x && n_x == n_y; i++)
        all = symbols_apply(space, SYMBOLS_AND, all, symbols_apply(space, SYMBOLS_EQ, diagram_leaf(x[i]), diagram_leaf(y[i])));
    if (n_x != n_y)
        all = DIAGRAM_NO;
    return op == EXPR_NE ? symbols_apply(space, SYMBOLS_NOT, all, DIAGRAM_NO) : all;
}

diagram symbols_compare(struct space *space, enum expr_op op, uint32_t a, uint32_t b)
{
    struct symbol x = *symbols_at(space, a), y = *symbols_at(space, b);
    enum type_kind kind = family(x.type);
    if (kind != family(y.type))
        return truth_of(op, DIFFERENT);
    if (kind == TYPE_LIST || kind == TYPE_RECORD)
        return by_parts(space, op, a, b);
    enum relation relation = relate(space, &x, &y);
    if (relation == DIFFERENT && op != EXPR_EQ && op != EXPR_NE)
        relation = OPEN; /* another text: before or after */
    if (relation == OPEN && are_strangers(x.type, y.type))
        return DIAGRAM_OVER;
    return relation == OPEN ? by_order(space, op, x.term, y.term) : truth_of(op, relation);
}

/* ---- inputs as values ---- */

/* The fact that stands for field FIELD of what the lookup of ROW finds; UINT32_MAX: ROW is none. */
static uint32_t fact_of_field(const struct space *space, uint32_t row, uint32_t field)
{
    for (uint32_t p = 0; p < space->n_programs; p++)
        for (uint32_t i = 0; i < space->programs[p]->n_lookups; i++)
            if (space->row_of[p][i] == row)
                return space->fact_of[p][space->programs[p]->lookups[i].fields[field].fact];
    return UINT32_MAX;
}

/* What is needed where INPUT is missing: of a row's field, what stands for it. */
static const uint64_t *needs_of(struct space *space, const struct input *input)
{
    const struct expr *expr = input->expr;
    bool of_row = input->kind == INPUT_PART && expr->op == EXPR_FIELD && expr->items[0]->op == EXPR_FACT;
    uint32_t fact = of_row ? fact_of_field(space, expr->items[0]->index, expr->index) : UINT32_MAX;
    if (fact == UINT32_MAX)
        return input->facts;
    uint64_t *needs = arena_array(space->arena, uint64_t, (space->n_facts + 63) / 64);
    needs[fact / 64] |= UINT64_C(1) << fact % 64;
    return needs;
}

static diagram leaf_of_cell(struct space *space, uint32_t input, uint32_t cell, uint32_t default_)
{
    const struct input *of = space->inputs.at[input];
    switch (of->cells[cell].kind) {
    case CELL_MISSING: return diagram_leaf(default_ != UINT32_MAX ? default_ : symbols_unknown(space, needs_of(space, of)));
    case CELL_UNKNOWN: return diagram_leaf(default_ != UINT32_MAX ? default_ : symbols_unknown_of(space, of->facts));
    case CELL_NOTHING: return diagram_leaf(SYMBOL_NOTHING);
    case CELL_FAILS: return diagram_leaf(symbols_error(space, EVAL_TWO_ROWS, of->expr->span, of->expr->span));
    default: return diagram_leaf(symbols_cell(space, input, cell));
    }
}

diagram symbols_of_input(struct space *space, uint32_t input, uint32_t default_)
{
    uint32_t n = space->inputs.at[input]->n_cells;
    diagram *edges = arena_array(space->arena, diagram, n);
    for (uint32_t i = 0; i < n; i++)
        edges[i] = leaf_of_cell(space, input, i, default_);
    return diagram_choose(space->pool, input, edges);
}

/* ---- operations ---- */

static diagram folded(struct space *space, const struct expr *like, const uint32_t *items, uint32_t n)
{
    const struct expr **terms = arena_array(space->arena, const struct expr *, n);
    struct value value;
    enum eval_error error;
    for (uint32_t i = 0; i < n; i++)
        terms[i] = terms_constant(space, symbols_at(space, items[i])->type, symbols_at(space, items[i])->value);
    switch (terms_probe(space, terms_make(space, like, terms, n), NULL, &value, &error)) {
    case PROBE_KNOWN: return diagram_leaf(symbols_value(space, like->type, terms_keep(space, value)));
    case PROBE_ERROR: return diagram_leaf(symbols_error(space, error, like->span, like->span));
    default: return diagram_leaf(SYMBOL_NOTHING);
    }
}

/* The input and cell that all items lie in, if it is one. */
static bool one_input(const struct space *space, const uint32_t *items, uint32_t n, uint32_t *input, uint32_t *cell)
{
    *input = *cell = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        const struct symbol *symbol = symbols_at(space, items[i]);
        if (symbol->kind == SYMBOL_KIND_VALUE)
            continue;
        if (symbol->input == UINT32_MAX || (*input != UINT32_MAX && symbol->input != *input))
            return false;
        *input = symbol->input, *cell = symbol->cell;
    }
    return *input != UINT32_MAX && !space->inputs.at[*input]->free;
}

static bool divides_by_zero(const struct space *space, const struct expr *like, const uint32_t *items, uint32_t n)
{
    struct value value;
    return (like->op == EXPR_DIV || like->op == EXPR_MUL_DIV) && exact(space, symbols_at(space, items[n - 1]), &value) && value.i == 0;
}

/* ---- what may be an error ---- */

static bool is_known_at(struct space *space, const struct expr *term, const struct input *input, enum value_kind kind, int64_t at)
{
    struct value *facts = arena_array(space->arena, struct value, space->n_facts), value;
    enum eval_error error;
    cells_put(space, facts, input->expr, value_int(kind, at));
    return terms_probe(space, term, facts, &value, &error) == PROBE_KNOWN;
}

/* Whether TERM, which grows or falls with INPUT, can be calculated in all of its cell. */
static bool never_fails(struct space *space, const struct expr *term, uint32_t input, uint32_t cell)
{
    const struct input *of = space->inputs.at[input];
    const struct cell *in = &of->cells[cell];
    if (in->kind == CELL_POINT)
        return is_known_at(space, term, of, in->value.kind, in->value.i);
    return (in->kind == CELL_BETWEEN || in->kind == CELL_GIVEN) && cells_steady(space, term) == input
           && is_known_at(space, term, of, in->value.kind, in->low) && is_known_at(space, term, of, in->value.kind, in->high);
}

/* TERM, of one input that lies in CELL, where its own input OWN says no more than whether it can be calculated. */
static diagram guarded(struct space *space, uint32_t own, const struct expr *term, uint32_t input, uint32_t cell)
{
    diagram edges[] = { diagram_leaf(symbols_term(space, term, input, cell)), leaf_of_cell(space, own, 1, UINT32_MAX) };
    return diagram_choose(space->pool, own, edges);
}

static bool is_guard(const struct space *space, uint32_t input)
{
    const struct input *of = space->inputs.at[input];
    return of->n_cells == 2 && of->cells[1].kind == CELL_FAILS;
}

/* A term of one input whose breakpoints are cuts is an error in some of its cells: those where it cannot be calculated are cut off, too. */
static bool fails_in_cell(struct space *space, const struct expr *term, uint32_t input, uint32_t cell, enum eval_error *error)
{
    struct value value;
    return value_in_cell(space, term, input, cell, &value, error) == PROBE_ERROR;
}

/* TERM, which is known where its operands are, unless it is an error. */
static diagram made_of_known(struct space *space, const struct expr *term, const uint32_t *items, uint32_t n)
{
    uint32_t input, cell, own = terms_info(space, term)->input;
    enum eval_error error;
    bool one = one_input(space, items, n, &input, &cell) && !(space->errors && cells_fails_unevenly(term)), settled = one && terms_info(space, term)->settled.n;
    if (own == UINT32_MAX && space->errors && !settled && cells_may_fail(term) && !(one && never_fails(space, term, input, cell)))
        own = cells_term(space, term, NULL);
    if (own != UINT32_MAX && !(one && is_guard(space, own)))
        return symbols_of_input(space, own, UINT32_MAX);
    if (own != UINT32_MAX && !never_fails(space, term, input, cell))
        return guarded(space, own, term, input, cell);
    if (settled && fails_in_cell(space, term, input, cell, &error))
        return diagram_leaf(symbols_error(space, error, term->span, term->span));
    return diagram_leaf(symbols_term(space, term, one ? input : UINT32_MAX, one ? cell : UINT32_MAX));
}

diagram symbols_make(struct space *space, const struct expr *like, const uint32_t *items, uint32_t n)
{
    const struct expr **terms = arena_array(space->arena, const struct expr *, n);
    bool all_exact = true;
    struct value value;
    for (uint32_t i = 0; i < n; i++) {
        const struct symbol *symbol = symbols_at(space, items[i]);
        /* Texts of points stay one term; the parts of a moment depend on its offset, too. */
        bool as_cell = like->op != EXPR_TEXT && !(like->op == EXPR_CALL && symbol->type->kind == TYPE_MOMENT);
        all_exact &= exact(space, symbol, &value) && (as_cell || symbol->kind == SYMBOL_KIND_VALUE);
        if (!(terms[i] = symbols_as_term(space, items[i])))
            return DIAGRAM_OVER;
    }
    if (all_exact)
        return folded(space, like, items, n);
    if (divides_by_zero(space, like, items, n))
        return diagram_leaf(symbols_error(space, EVAL_DIVISION_BY_ZERO, like->span, like->span));
    const struct expr *term = terms_make(space, like, terms, n);
    if (term->type->kind == TYPE_BOOL || cells_may_be_unknown(term))
        return symbols_of_input(space, cells_term(space, term, NULL), UINT32_MAX);
    return made_of_known(space, term, items, n);
}
