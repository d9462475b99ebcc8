/* Expressions: what they are worth, in all cases at once. */
#include "analyze/symbolic_inner.h"

#include <string.h>

static diagram *not_yet(struct arena *arena, uint32_t n)
{
    diagram *all = arena_array(arena, diagram, n);
    memset(all, 0xff, n * sizeof *all);
    return all;
}

struct symbolic *symbolic_new(struct space *space, uint32_t number)
{
    struct symbolic *s = arena_new(space->arena, struct symbolic);
    const struct program *program = space->programs[number];
    symbols_start(space);
    s->space = space;
    s->pool = space->pool;
    s->arena = space->arena;
    s->number = number;
    s->program = program;
    s->n_exprs = program->n_exprs;
    s->exprs = not_yet(s->arena, s->n_exprs);
    s->definitions = not_yet(s->arena, program->n_definitions);
    s->slots = not_yet(s->arena, program->n_slots);
    s->unit_guards = not_yet(s->arena, program->n_units);
    s->unit_errors = not_yet(s->arena, program->n_units);
    s->unit_gaps = not_yet(s->arena, program->n_units);
    s->conditions = not_yet(s->arena, program->n_arms);
    s->states = not_yet(s->arena, program->n_arms);
    s->fires = not_yet(s->arena, program->n_arms);
    s->errors_of_args = NOT_YET;
    return s;
}

void symbolic_track_needs(struct symbolic *s) { s->space->symbols->track = true; }

void symbolic_unanswered(struct symbolic *s, uint32_t lookup)
{
    uint32_t row = s->space->row_of[s->number][lookup];
    if (!s->unanswered)
        s->unanswered = arena_array(s->arena, uint64_t, (s->space->n_facts + 63) / 64);
    s->unanswered[row / 64] |= UINT64_C(1) << row % 64;
}

/* A term for all of EXPR; NULL where that cannot be, or would look at rows that nobody brings. */
static const struct expr *copied(struct symbolic *s, const struct expr *expr)
{
    const struct expr *term = terms_copy(s->space, s->number, expr);
    for (uint32_t i = 0; term && s->unanswered && i < (s->space->n_facts + 63) / 64; i++)
        if (terms_info(s->space, term)->facts[i] & s->unanswered[i])
            return NULL;
    return term;
}

const struct symbol *symbolic_symbol(const struct symbolic *s, uint32_t leaf) { return symbols_at(s->space, leaf); }

diagram symbolic_question(struct symbolic *s, diagram d, unsigned wanted) { return symbols_question(s->space, d, wanted); }

diagram symbolic_equal(struct symbolic *s, diagram a, diagram b) { return symbols_apply(s->space, SYMBOLS_EQ, a, b); }

diagram symbolic_is(struct symbolic *s, diagram d, uint32_t leaf)
{
    diagram known = symbolic_question(s, d, SYMBOLIC_KNOWN);
    diagram same = symbolic_equal(s, d, diagram_leaf(leaf));
    return diagram_and(s->pool, known, symbolic_question(s, same, SYMBOLIC_YES));
}

struct sought {
    const struct space *space;
    uint32_t fact;
};

static diagram has_need(void *context, uint32_t a, uint32_t b)
{
    const struct sought *sought = context;
    const struct symbol *symbol = symbols_at(sought->space, a);
    return symbol->needs && (symbol->needs[sought->fact / 64] >> sought->fact % 64 & 1) ? DIAGRAM_YES : diagram_leaf(b);
}

diagram symbolic_needs(struct symbolic *s, diagram d, uint32_t fact)
{
    struct sought sought = { s->space, fact };
    struct diagram_op op = { .apply = has_need, .context = &sought, .id = diagram_op_id(s->pool) };
    return diagram_map(s->pool, &op, d);
}

void symbolic_show(const struct symbolic *s, struct buf *out, uint32_t leaf)
{
    const struct symbol *symbol = symbols_at(s->space, leaf);
    if (symbol->kind == SYMBOL_KIND_VALUE)
        value_show(out, symbol->value, symbol->type, s->space->style);
    else if (symbol->term)
        cells_show_expr(s->space, out, symbol->term);
    else
        buf_cstr(out, symbol->kind == SYMBOL_KIND_PARTS ? "a list" : symbol->kind == SYMBOL_KIND_ERROR ? "an error" : "unknown");
}

/* ---- facts, definitions, variables ---- */

static diagram fact(struct symbolic *s, const struct expr *expr)
{
    const struct fact *own = &s->program->facts[expr->index];
    uint32_t input = cells_input_of_fact(s->space, s->space->fact_of[s->number][expr->index]);
    return symbols_of_input(s->space, input, own->has_default ? symbols_value(s->space, own->type, own->default_) : UINT32_MAX);
}

static diagram define(struct symbolic *s, uint32_t index)
{
    uint32_t bound = s->n_bound;
    if (s->definitions[index] == NOT_YET) {
        s->n_bound = 0;
        s->definitions[index] = symbolic_expr(s, s->program->definitions[index].body);
        s->n_bound = bound;
    }
    return s->definitions[index];
}

diagram symbolic_definition(struct symbolic *s, uint32_t definition) { return define(s, definition); }

/* ---- an operation on the leaves of one expression, of this program ---- */

struct on_leaves {
    struct symbolic *s;
    struct expr like;
    const struct expr *expr;
};

static diagram map(struct symbolic *s, const struct expr *expr, diagram (*apply)(void *, uint32_t, uint32_t), diagram d)
{
    struct on_leaves on = { s, terms_like(s->space, s->number, expr), expr };
    struct diagram_op op = { .apply = apply, .context = &on, .id = diagram_op_id(s->pool) };
    return diagram_map(s->pool, &op, d);
}

/* ---- strict operations: their items side by side, then what becomes of them ---- */

static diagram tuple(struct symbolic *s, const struct expr *expr)
{
    diagram all = diagram_leaf(symbols_parts(s->space, NULL, NULL, 0));
    for (uint32_t i = 0; i < expr->n; i++)
        all = symbols_apply(s->space, SYMBOLS_ITEM, all, symbolic_expr(s, expr->items[i]));
    return all;
}

static diagram make(void *context, uint32_t a, uint32_t b)
{
    const struct on_leaves *on = context;
    struct symbol items = *symbols_at(on->s->space, a);
    (void)b;
    return items.kind == SYMBOL_KIND_PARTS ? symbols_make(on->s->space, &on->like, items.parts, items.n_parts) : diagram_leaf(a);
}

static diagram strict(struct symbolic *s, const struct expr *expr)
{
    return map(s, expr, make, tuple(s, expr));
}

static diagram relation(struct symbolic *s, const struct expr *expr)
{
    diagram a = symbolic_expr(s, expr->items[0]), b = symbolic_expr(s, expr->items[1]);
    return symbols_apply(s->space, SYMBOLS_EQ + (expr->op - EXPR_EQ), a, b);
}

/* ITEM in LIST, both in the tuple; HAS has them the other way round. */
static diagram within(void *context, uint32_t a, uint32_t b)
{
    const struct on_leaves *on = context;
    struct space *space = on->s->space;
    struct symbol items = *symbols_at(space, a);
    const uint32_t *parts;
    uint32_t n;
    (void)b;
    if (items.kind != SYMBOL_KIND_PARTS)
        return diagram_leaf(a);
    uint32_t item = items.parts[on->like.op == EXPR_HAS], list = items.parts[on->like.op != EXPR_HAS];
    if (!symbols_open(space, list, &parts, &n))
        return symbols_make(space, &on->like, items.parts, items.n_parts);
    diagram any = DIAGRAM_NO;
    for (uint32_t i = 0; i < n; i++)
        any = symbols_apply(space, SYMBOLS_OR, any, symbols_apply(space, SYMBOLS_EQ, diagram_leaf(item), diagram_leaf(parts[i])));
    return any;
}

/* TEXT is unknown, too, where a part of a list is. */
static diagram text(void *context, uint32_t a, uint32_t b)
{
    const struct on_leaves *on = context;
    struct space *space = on->s->space;
    struct symbol items = *symbols_at(space, a);
    if (items.kind != SYMBOL_KIND_PARTS)
        return diagram_leaf(a);
    const uint32_t *parts;
    uint32_t n;
    diagram whole = DIAGRAM_YES;
    for (uint32_t i = 0; i < items.n_parts; i++)
        if (symbols_open(space, items.parts[i], &parts, &n))
            whole = symbols_apply(space, SYMBOLS_AND, whole, symbols_apply(space, SYMBOLS_WHOLLY, diagram_leaf(items.parts[i]), DIAGRAM_NO));
    if (diagram_is_leaf(whole))
        return whole == DIAGRAM_YES ? make(context, a, b) : whole;
    return symbols_select(space, whole, make(context, a, b), DIAGRAM_OVER, whole);
}

static bool has_parts(const struct expr *expr) { return expr->type->kind == TYPE_LIST || expr->type->kind == TYPE_RECORD; }

/* A text that is not known waits for the unknown parts of all its items, those beside an item that needs nothing, too. */
static diagram interpolation(struct symbolic *s, const struct expr *expr)
{
    diagram shown = map(s, expr, text, tuple(s, expr)), whole = DIAGRAM_YES;
    diagram open = symbolic_question(s, shown, SYMBOLIC_UNKNOWN | SYMBOLIC_NOTHING | SYMBOLIC_ABSENT | SYMBOLIC_CONFLICT);
    for (uint32_t i = 0; i < expr->n && expr->n > 1 && open != DIAGRAM_NO; i++)
        if (has_parts(expr->items[i]))
            whole = symbols_apply(s->space, SYMBOLS_AND, whole,
                                  symbols_apply(s->space, SYMBOLS_WHOLLY, symbolic_expr(s, expr->items[i]), DIAGRAM_NO));
    return whole == DIAGRAM_YES ? shown : diagram_if(s->pool, open, symbols_apply(s->space, SYMBOLS_JOIN, shown, whole), shown);
}

static diagram list(struct symbolic *s, const struct expr *expr)
{
    diagram all = diagram_leaf(symbols_parts(s->space, expr->type, NULL, 0));
    for (uint32_t i = 0; i < expr->n; i++)
        all = symbols_apply(s->space, SYMBOLS_ELEMENT, all, symbolic_expr(s, expr->items[i]));
    return all;
}

static diagram field_of(void *context, uint32_t a, uint32_t b)
{
    const struct on_leaves *on = context;
    struct space *space = on->s->space;
    const struct symbol *record = symbols_at(space, a);
    const uint32_t *parts;
    uint32_t n;
    (void)b;
    if (!symbols_is_known(record))
        return diagram_leaf(record->kind == SYMBOL_KIND_ABSENT || record->kind == SYMBOL_KIND_CONFLICT ? (uint32_t)SYMBOL_NOTHING : a);
    if (symbols_open(space, a, &parts, &n))
        return diagram_leaf(parts[on->like.index]);
    const struct expr *term = terms_make(space, &on->like, &record->term, 1);
    return symbols_of_input(space, cells_term(space, term, NULL), UINT32_MAX);
}

static diagram field(struct symbolic *s, const struct expr *expr)
{
    return map(s, expr, field_of, symbolic_expr(s, expr->items[0]));
}

/* Of a `many` lookup: whether there are rows. */
static diagram any_row(struct symbolic *s, uint32_t input)
{
    const struct expr *list = s->space->inputs.at[input]->expr, *count = terms_count(s->space, list);
    diagram n = symbols_of_input(s->space, cells_term(s->space, count, NULL), UINT32_MAX);
    return symbols_apply(s->space, SYMBOLS_GT, n, diagram_leaf(symbols_value(s->space, count->type, value_int(VALUE_NUMBER, 0))));
}

/* What a lookup finds, if all that it is asked with is known. No row needs nothing. */
static diagram rows(struct symbolic *s, const struct expr *expr)
{
    uint32_t fact = s->space->row_of[s->number][expr->index];
    if (s->unanswered && (s->unanswered[fact / 64] >> fact % 64 & 1))
        return diagram_leaf(SYMBOL_NOTHING);
    diagram asked = diagram_leaf(symbols_parts(s->space, NULL, NULL, 0));
    for (uint32_t i = 0; i < s->program->lookups[expr->index].n_params; i++)
        asked = symbols_apply(s->space, SYMBOLS_ITEM, asked, symbolic_expr(s, s->program->lookup_uses[expr->index].params[i]));
    uint32_t input = cells_input_of_fact(s->space, fact);
    bool many = s->program->lookups[expr->index].many;
    diagram row = symbols_of_input(s->space, input, SYMBOL_NOTHING);
    if (expr->op == EXPR_FOUND)
        row = many ? any_row(s, input) : symbols_apply(s->space, SYMBOLS_KNOWN, row, DIAGRAM_NO);
    return diagram_if(s->pool, symbolic_question(s, asked, SYMBOLIC_KNOWN), row, asked);
}

/* ---- logic ---- */

static diagram connect(struct symbolic *s, const struct expr *expr, enum symbols_op op)
{
    diagram all = symbolic_expr(s, expr->items[0]);
    for (uint32_t i = 1; i < expr->n; i++)
        all = symbols_apply(s->space, op, all, symbolic_expr(s, expr->items[i]));
    return all;
}

static diagram one(struct symbolic *s, const struct expr *expr, enum symbols_op op)
{
    return symbols_apply(s->space, op, symbolic_expr(s, expr->items[0]), DIAGRAM_NO);
}

static diagram waits(struct symbolic *s, diagram d) { return symbols_apply(s->space, SYMBOLS_WAITS, d, DIAGRAM_NO); }
static diagram join(struct symbolic *s, diagram a, diagram b) { return symbols_apply(s->space, SYMBOLS_JOIN, a, b); }

static diagram choose(struct symbolic *s, const struct expr *expr)
{
    diagram condition = symbolic_expr(s, expr->items[0]);
    diagram yes = symbolic_expr(s, expr->items[1]), no = symbolic_expr(s, expr->items[2]);
    diagram unknown = join(s, join(s, waits(s, condition), waits(s, yes)), waits(s, no));
    return symbols_select(s->space, condition, yes, no, unknown);
}

/* ---- lists ---- */

static diagram aggregate_of_parts(struct symbolic *s, const struct expr *expr, const uint32_t *parts, uint32_t n);

/* A list of which nobody has told the elements: all of the operation is an input. */
static diagram aggregate_of_term(struct symbolic *s, const struct expr *expr, const struct expr *list)
{
    struct space *space = s->space;
    const struct expr *copy = expr->n > 1 ? copied(s, expr) : NULL;
    if (expr->n > 1 && !copy)
        return DIAGRAM_OVER;
    struct expr like = copy ? *copy : *expr;
    const struct expr *items[] = { list, copy ? copy->items[1] : NULL };
    const struct expr *term = terms_make(space, &like, items, expr->n);
    return symbols_of_input(space, cells_term(space, term, NULL), UINT32_MAX);
}

static diagram aggregate(void *context, uint32_t a, uint32_t b)
{
    const struct on_leaves *on = context;
    const struct symbol *list = symbols_at(on->s->space, a);
    const uint32_t *parts;
    uint32_t n;
    (void)b;
    if (!symbols_is_known(list))
        return diagram_leaf(list->kind == SYMBOL_KIND_ABSENT || list->kind == SYMBOL_KIND_CONFLICT ? (uint32_t)SYMBOL_NOTHING : a);
    if (symbols_open(on->s->space, a, &parts, &n))
        return aggregate_of_parts(on->s, on->expr, parts, n);
    return aggregate_of_term(on->s, on->expr, list->term);
}

/* What items[1] is for an element, or the element itself. */
static diagram about(struct symbolic *s, const struct expr *expr, uint32_t element)
{
    if (expr->n == 1)
        return diagram_leaf(element);
    uint32_t before = s->slots[expr->index];
    s->slots[expr->index] = element;
    s->n_bound++;
    diagram d = symbolic_expr(s, expr->items[1]);
    s->n_bound--;
    s->slots[expr->index] = before;
    return d;
}

static diagram number(struct symbolic *s, const struct expr *expr, int64_t n)
{
    enum value_kind kind = expr->type->kind == TYPE_DURATION ? VALUE_DURATION : VALUE_NUMBER;
    return diagram_leaf(symbols_value(s->space, expr->type, value_int(kind, n * 1000000)));
}

/* The results of all elements, if they are known: ITEM makes a tuple of them. */
static diagram fold(struct symbolic *s, const struct expr *expr, const uint32_t *parts, uint32_t n, diagram start, enum symbols_op op)
{
    diagram all = diagram_leaf(symbols_parts(s->space, NULL, NULL, 0)), result = start;
    for (uint32_t i = 0; i < n; i++) {
        diagram own = about(s, expr, parts[i]);
        if (expr->op == EXPR_COUNT)
            own = symbols_select(s->space, own, number(s, expr, 1), number(s, expr, 0), own);
        all = symbols_apply(s->space, SYMBOLS_ITEM, all, own);
        result = symbols_apply(s->space, op, result, own);
    }
    return diagram_if(s->pool, symbolic_question(s, all, SYMBOLIC_KNOWN), result, all);
}

static diagram quantify(struct symbolic *s, const struct expr *expr, const uint32_t *parts, uint32_t n, enum symbols_op op)
{
    diagram all = op == SYMBOLS_AND ? DIAGRAM_YES : DIAGRAM_NO;
    for (uint32_t i = 0; i < n; i++)
        all = symbols_apply(s->space, op, all, about(s, expr, parts[i]));
    return all;
}

static diagram aggregate_of_parts(struct symbolic *s, const struct expr *expr, const uint32_t *parts, uint32_t n)
{
    switch (expr->op) {
    case EXPR_ANY_HAS: return quantify(s, expr, parts, n, SYMBOLS_OR);
    case EXPR_ALL_HAVE: return quantify(s, expr, parts, n, SYMBOLS_AND);
    case EXPR_NO_HAS: return symbols_apply(s->space, SYMBOLS_NOT, quantify(s, expr, parts, n, SYMBOLS_OR), DIAGRAM_NO);
    case EXPR_COUNT: return expr->n == 1 ? number(s, expr, n) : fold(s, expr, parts, n, number(s, expr, 0), SYMBOLS_PLUS);
    case EXPR_SUM: return fold(s, expr, parts, n, number(s, expr, 0), SYMBOLS_PLUS);
    case EXPR_SMALLEST: return fold(s, expr, parts, n, diagram_leaf(SYMBOL_NOTHING), SYMBOLS_LESSER);
    default: return fold(s, expr, parts, n, diagram_leaf(SYMBOL_NOTHING), SYMBOLS_GREATER);
    }
}

/* ---- */

static diagram evaluate(struct symbolic *s, const struct expr *expr)
{
    struct space *space = s->space;
    switch (expr->op) {
    case EXPR_CONST: return value_known(expr->constant) ? diagram_leaf(symbols_value(space, expr->type, expr->constant))
                                                         : diagram_leaf(SYMBOL_NOTHING);
    case EXPR_FACT: return fact(s, expr);
    case EXPR_DEFINITION: return define(s, expr->index);
    case EXPR_VARIABLE: return s->slots[expr->index] == UINT32_MAX ? (diagram)DIAGRAM_OVER : diagram_leaf(s->slots[expr->index]);
    case EXPR_FIELD: return field(s, expr);
    case EXPR_NOT: return one(s, expr, SYMBOLS_NOT);
    case EXPR_AND: return connect(s, expr, SYMBOLS_AND);
    case EXPR_OR: return connect(s, expr, SYMBOLS_OR);
    case EXPR_CERTAIN: return one(s, expr, SYMBOLS_CERTAIN);
    case EXPR_KNOWN: return one(s, expr, SYMBOLS_KNOWN);
    case EXPR_IF: return choose(s, expr);
    case EXPR_FIRST_KNOWN: return connect(s, expr, SYMBOLS_FIRST_KNOWN);
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: return relation(s, expr);
    case EXPR_IN: case EXPR_HAS: return map(s, expr, within, tuple(s, expr));
    case EXPR_TEXT: return interpolation(s, expr);
    case EXPR_LIST: return list(s, expr);
    case EXPR_LOOKUP: case EXPR_FOUND: return rows(s, expr);
    case EXPR_RECORD: return list(s, expr);
    case EXPR_ARMS: return symbolic_arms_value(s, expr);
    case EXPR_AGREE: return symbolic_arms_agree(s, expr);
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        return map(s, expr, aggregate, symbolic_expr(s, expr->items[0]));
    default: return strict(s, expr);
    }
}

/* What cannot be said of parts of an expression (a list fact against a list with an unknown element) is left to an input for all of
 * it. */
static diagram as_a_whole(struct symbolic *s, const struct expr *expr)
{
    bool may_be_absent = expr->op == EXPR_ARMS || expr->op == EXPR_AGREE; /* which no cell says */
    const struct expr *term = may_be_absent ? NULL : copied(s, expr);
    uint32_t input = term ? cells_opaque(s->space, term) : UINT32_MAX;
    return input == UINT32_MAX ? (diagram)DIAGRAM_OVER : symbols_of_input(s->space, input, UINT32_MAX);
}

static diagram evaluate_or_whole(struct symbolic *s, const struct expr *expr)
{
    diagram d = evaluate(s, expr);
    return d == DIAGRAM_OVER && s->n_bound == 0 && !diagram_is_full(s->pool) ? as_a_whole(s, expr) : d;
}

diagram symbolic_expr(struct symbolic *s, const struct expr *expr)
{
    if (s->n_bound > 0 || expr->id >= s->n_exprs)
        return evaluate_or_whole(s, expr);
    if (s->exprs[expr->id] == NOT_YET)
        s->exprs[expr->id] = evaluate_or_whole(s, expr);
    return s->exprs[expr->id];
}

diagram symbolic_holds(struct symbolic *s, const struct expr *expr)
{
    return expr ? symbols_apply(s->space, SYMBOLS_HOLDS, symbolic_expr(s, expr), DIAGRAM_NO) : DIAGRAM_YES;
}

diagram symbolic_holds_not(struct symbolic *s, const struct expr *expr)
{
    return expr ? symbols_apply(s->space, SYMBOLS_HOLDS_NOT, symbolic_expr(s, expr), DIAGRAM_NO) : DIAGRAM_YES;
}
