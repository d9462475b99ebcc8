/* Regions as rules write them: a cell of a table, a condition; for text that is ready to be pasted. */
#include "analyze/cells_inner.h"
#include "analyze/cells_write.h"

#include "check/program_text.h"
#include "value/date.h"
#include "value/decimal.h"

static bool has(const uint64_t *cells, uint32_t i) { return cells[i / 64] >> i % 64 & 1; }

/* ---- ranges ---- */

static int zeros(int64_t value)
{
    int n = 0;
    for (; value != 0 && value % 10 == 0; value /= 10)
        n++;
    return value == 0 ? 20 : n;
}

static int units(int64_t value)
{
    static const int64_t sizes[] = { DATE_SECOND, 60 * DATE_SECOND, 3600 * DATE_SECOND, DATE_DAY };
    int n = 0;
    while (n < 4 && value % sizes[n] == 0)
        n++;
    return n;
}

/* How round a value is; the bound that an author would write is the rounder of two neighbours. */
static int roundness(const struct type *type, int64_t value)
{
    switch (type->kind) {
    case TYPE_NUMBER: case TYPE_MONEY: return zeros(value);
    case TYPE_DURATION: case TYPE_TIME: case TYPE_MOMENT: return units(value);
    default: return 0;
    }
}

void cells_ends(const struct space *space, const struct type *type, struct cells_range *range)
{
    int64_t grain = cells_grain(space, type);
    bool point = range->has_low && range->has_high && range->low == range->high;
    if (range->has_low && !point && roundness(type, range->low - grain) > roundness(type, range->low))
        range->open_low = true, range->low -= grain;
    if (range->has_high && !point && roundness(type, range->high + grain) > roundness(type, range->high))
        range->open_high = true, range->high += grain;
}

bool cells_has_order(const struct input *input) { return input->kind != INPUT_ORDER && cells_is_ordered(input->type); }

bool cells_next_range(const struct input *input, const uint64_t *cells, uint32_t *at, struct cells_range *range)
{
    *range = (struct cells_range){ 0 };
    for (; *at < input->n_cells; ++*at) {
        const struct cell *cell = &input->cells[*at];
        bool in = has(cells, *at) && (cell->kind == CELL_POINT || cell->kind == CELL_BETWEEN || cell->kind == CELL_GIVEN);
        if (in && !range->any)
            *range = (struct cells_range){ .any = true, .has_low = cell->has_low, .has_high = cell->has_high, .low = cell->low, .high = cell->high };
        else if (in)
            range->high = cell->high, range->has_high = cell->has_high;
        else if (range->any)
            return true;
    }
    return range->any;
}

/* A literal of the language has whole minutes at least. */
static bool is_literal(const struct type *type, int64_t value) { return type->kind != TYPE_DURATION || units(value) >= 2; }

struct writer {
    const struct space *space;
    struct buf *out;
    const struct input *input;
    struct str head; /* the input's own text, for conditions; empty in a cell */
    bool more, fine;
    uint32_t n; /* names that were put */
};

static void put_value(struct writer *w, struct value value)
{
    program_value(w->out, value, w->input->type, w->space->style);
}

static void put_number(struct writer *w, int64_t i)
{
    struct value value = w->input->cells[0].value;
    value.i = i;
    w->fine = w->fine && is_literal(w->input->type, i);
    put_value(w, value);
}

static void put_sign(struct writer *w, const char *sign)
{
    if (w->head.n)
        buf_printf(w->out, "%.*s ", STR_ARG(w->head));
    if (*sign)
        buf_printf(w->out, "%s ", sign);
}

static void range_in_cell(struct writer *w, const struct cells_range *range)
{
    if (range->has_low && range->has_high && range->low == range->high) {
        put_number(w, range->low);
    } else if (range->has_low && range->has_high) {
        put_number(w, range->low);
        buf_printf(w->out, "%s..%s", range->open_low ? "<" : "", range->open_high ? "<" : "");
        put_number(w, range->high);
    } else {
        put_sign(w, range->has_low ? range->open_low ? ">" : ">=" : range->open_high ? "<" : "<=");
        put_number(w, range->has_low ? range->low : range->high);
    }
}

static void range_in_condition(struct writer *w, const struct cells_range *range)
{
    if (range->has_low && range->has_high && range->low == range->high) {
        put_sign(w, "==");
        put_number(w, range->low);
        return;
    }
    if (range->has_low) {
        put_sign(w, range->open_low ? ">" : ">=");
        put_number(w, range->low);
    }
    if (range->has_high) {
        buf_cstr(w->out, range->has_low ? " and " : "");
        put_sign(w, range->open_high ? "<" : "<=");
        put_number(w, range->high);
    }
}

static void put_ranges(struct writer *w, const uint64_t *cells)
{
    struct cells_range range;
    for (uint32_t at = 0; cells_next_range(w->input, cells, &at, &range); w->more = true) {
        if (!range.has_low && !range.has_high) {
            w->fine = false; /* any value: nothing to be said */
            return;
        }
        cells_ends(w->space, w->input->type, &range);
        buf_cstr(w->out, !w->more ? "" : w->head.n ? " or " : ", ");
        (w->head.n ? range_in_condition : range_in_cell)(w, &range);
    }
    w->fine = w->fine && w->more;
}

/* Two comparisons do not stand in one cell. What is left between them is said instead: `not 1..<5`. */
static bool is_outside(const struct writer *w, const uint64_t *cells)
{
    struct cells_range range;
    bool low = false, high = false;
    for (uint32_t at = 0; cells_next_range(w->input, cells, &at, &range);) {
        low = low || !range.has_low;
        high = !range.has_high;
    }
    return low && high && !w->head.n;
}

static void put_ordered(struct writer *w, const uint64_t *cells)
{
    if (!is_outside(w, cells)) {
        put_ranges(w, cells);
        return;
    }
    uint64_t *others = arena_array(w->space->arena, uint64_t, (w->input->n_cells + 63) / 64);
    for (uint32_t i = 0; i < w->input->n_cells; i++)
        if (!has(cells, i))
            others[i / 64] |= UINT64_C(1) << i % 64;
    buf_cstr(w->out, "not ");
    put_ranges(w, others);
}

/* ---- names ---- */

static void put_one(struct writer *w, struct value value)
{
    buf_cstr(w->out, w->more ? ", " : "");
    put_value(w, value);
    w->more = true;
    w->n++;
}

static void put_members(struct writer *w, const struct cell *cell)
{
    for (uint32_t i = 0; i < w->input->type->n_symbols; i++)
        if (cell->members[i / 64] >> i % 64 & 1)
            put_one(w, value_int(VALUE_SYMBOL, i));
}

/* Of texts, what cells do not name can only be said by what it is not. */
static bool is_rest(const struct writer *w, const uint64_t *cells)
{
    for (uint32_t i = 0; i < w->input->n_cells; i++)
        if (has(cells, i) && (w->input->cells[i].kind == CELL_OTHER || w->input->cells[i].kind == CELL_GIVEN))
            return true;
    return false;
}

static void put_list(struct writer *w, const uint64_t *cells, bool rest)
{
    for (uint32_t i = 0; i < w->input->n_cells; i++) {
        const struct cell *cell = &w->input->cells[i];
        if (has(cells, i) == rest)
            continue;
        if (cell->kind == CELL_POINT)
            put_one(w, cell->value);
        else if (cell->kind == CELL_MEMBERS)
            put_members(w, cell);
    }
    w->fine = w->fine && w->more;
}

/* `state is WV`, `state not in [WV, OH]`; in a cell `WV`, `not WV, OH`. */
static void put_names(struct writer *w, const uint64_t *cells)
{
    bool rest = is_rest(w, cells);
    size_t start = w->out->n;
    put_list(w, cells, rest);
    char *list = arena_copy(w->space->arena, w->out->n ? w->out->p + start : "", w->out->n - start);
    int n = (int)(w->out->n - start);
    w->out->n = start;
    if (w->head.n == 0)
        buf_printf(w->out, "%s%.*s", rest ? "not " : "", n, list);
    else if (w->n == 1)
        buf_printf(w->out, "%.*s is %s%.*s", STR_ARG(w->head), rest ? "not " : "", n, list);
    else
        buf_printf(w->out, "%.*s%s in [%.*s]", STR_ARG(w->head), rest ? " not" : "", n, list);
}

static bool is_word(struct str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (s.p[i] == ' ')
            return false;
    return true;
}

static void put_truth(struct writer *w, const uint64_t *cells)
{
    unsigned which = 0;
    for (uint32_t i = 0; i < w->input->n_cells; i++)
        if (has(cells, i) && w->input->cells[i].kind == CELL_POINT)
            which |= w->input->cells[i].value.i ? 2 : 1;
    w->fine = w->fine && (which == 1 || which == 2);
    if (!w->head.n)
        buf_cstr(w->out, which == 2 ? "yes" : "no");
    else if (which == 2)
        buf_str(w->out, w->head);
    else
        buf_printf(w->out, is_word(w->head) ? "not %.*s" : "not (%.*s)", STR_ARG(w->head));
}

static void put_order(struct writer *w, const uint64_t *cells)
{
    static const char *const signs[] = { "", "<", "==", "<=", ">", "!=", ">=", "" };
    unsigned which = 0;
    for (uint32_t i = 0; i < w->input->n_cells; i++)
        if (has(cells, i) && w->input->cells[i].kind >= CELL_LESS && w->input->cells[i].kind <= CELL_GREATER)
            which |= 1u << (w->input->cells[i].kind - CELL_LESS);
    bool order = cells_is_ordered(w->input->expr->type) || w->input->expr->type->ordered;
    w->fine = w->fine && w->head.n && *signs[which];
    buf_printf(w->out, "%.*s %s ", STR_ARG(w->head), which == 4 && !order ? "!=" : signs[which]);
    cells_show_expr(w->space, w->out, w->input->other);
}

/* ---- one input ---- */

/* What stands in words that are no rule's, or may. */
static bool is_plain_text(const struct expr *expr)
{
    bool plain = true;
    switch (expr->op) {
    case EXPR_FACT: case EXPR_FIELD: case EXPR_CONST: case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV: case EXPR_NEG: case EXPR_EQ:
    case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: case EXPR_HAS: case EXPR_CONTAINS: case EXPR_STARTS: case EXPR_ENDS:
    case EXPR_CALL: break;
    case EXPR_COUNT: plain = expr->n == 1; break;
    default: return false;
    }
    for (uint32_t i = 0; plain && i < expr->n; i++)
        plain = is_plain_text(expr->items[i]);
    return plain;
}

/* Whether only what is missing is in it. */
static bool is_missing(const struct input *input, const uint64_t *cells)
{
    bool missing = false;
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (has(cells, i)) {
            if (input->cells[i].kind != CELL_MISSING)
                return false;
            missing = true;
        }
    return missing;
}

static bool put(struct writer *w, const uint64_t *cells)
{
    const struct input *input = w->input;
    w->fine = is_plain_text(input->expr) && (!input->other || is_plain_text(input->other));
    if (is_missing(input, cells)) {
        if (w->head.n)
            buf_printf(w->out, "%.*s is ", STR_ARG(w->head));
        buf_cstr(w->out, "missing");
    } else if (input->kind == INPUT_ORDER)
        put_order(w, cells);
    else if (input->type->kind == TYPE_BOOL)
        put_truth(w, cells);
    else if (cells_is_ordered(input->type))
        put_ordered(w, cells);
    else
        put_names(w, cells);
    return w->fine;
}

bool cells_write_cell(const struct space *space, struct buf *out, uint32_t input, const uint64_t *cells)
{
    struct writer w = { .space = space, .out = out, .input = space->inputs.at[input] };
    return put(&w, cells);
}

bool cells_write_condition(const struct space *space, struct buf *out, uint32_t input, const uint64_t *cells)
{
    struct cells_range range;
    struct writer w = { .space = space, .out = out, .input = space->inputs.at[input] };
    uint32_t at = 0, n = 0, start = (uint32_t)out->n;
    while (cells_is_ordered(w.input->type) && w.input->kind != INPUT_ORDER && cells_next_range(w.input, cells, &at, &range))
        n++;
    cells_show_input(space, out, input);
    char *head = arena_copy(space->arena, out->p + start, out->n - start);
    w.head = (struct str){ head, (uint32_t)out->n - start };
    out->n = start;
    buf_cstr(out, n > 1 ? "(" : "");
    bool fine = put(&w, cells);
    buf_cstr(out, n > 1 ? ")" : "");
    return fine;
}
