/* Cells and terms in the author's words. */
#include "analyze/cells_inner.h"
#include "analyze/cells_write.h"

/* ---- expressions ---- */

static void show(const struct space *space, struct buf *out, const struct expr *expr, unsigned binds);

static void show_constant(const struct space *space, struct buf *out, struct value value, const struct type *type)
{
    bool quoted = value.kind == VALUE_TEXT && type->kind == TYPE_TEXT;
    if (!value_known(value)) {
        buf_cstr(out, "nothing");
        return;
    }
    if (quoted)
        buf_char(out, '"');
    if (value.kind == VALUE_SYMBOL)
        buf_str(out, type->symbols[value.i].name);
    else
        value_show(out, value, type, space->style);
    if (quoted)
        buf_char(out, '"');
}

static const char *sign_of(const struct expr *expr, unsigned *binds)
{
    static const struct { enum expr_op op; const char *sign; unsigned binds; } signs[] = {
        { EXPR_OR, " or ", 1 }, { EXPR_AND, " and ", 2 }, { EXPR_EQ, " == ", 4 }, { EXPR_NE, " != ", 4 }, { EXPR_LT, " < ", 4 },
        { EXPR_LE, " <= ", 4 }, { EXPR_GT, " > ", 4 }, { EXPR_GE, " >= ", 4 }, { EXPR_IN, " in ", 4 }, { EXPR_HAS, " contains ", 4 },
        { EXPR_CONTAINS, " contains ", 4 }, { EXPR_STARTS, " starts with ", 4 }, { EXPR_ENDS, " ends with ", 4 },
        { EXPR_ADD, " + ", 5 }, { EXPR_SUB, " - ", 5 }, { EXPR_DATE_ADD, " + ", 5 }, { EXPR_DATE_SUB, " - ", 5 },
        { EXPR_DATE_DIFF, " - ", 5 }, { EXPR_MOMENT_ADD, " + ", 5 }, { EXPR_MOMENT_SUB, " - ", 5 }, { EXPR_MOMENT_DIFF, " - ", 5 },
        { EXPR_MUL, " * ", 6 }, { EXPR_DIV, " / ", 6 },
    };
    for (uint32_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].op == expr->op) {
            *binds = signs[i].binds;
            return signs[i].sign;
        }
    return NULL;
}

static void show_items(const struct space *space, struct buf *out, const struct expr *expr, const char *between)
{
    for (uint32_t i = 0; i < expr->n; i++) {
        if (i)
            buf_cstr(out, between);
        show(space, out, expr->items[i], 0);
    }
}

static void show_infix(const struct space *space, struct buf *out, const struct expr *expr, const char *sign, unsigned own, unsigned binds)
{
    if (own < binds)
        buf_char(out, '(');
    for (uint32_t i = 0; i < expr->n; i++) {
        if (i)
            buf_cstr(out, sign);
        show(space, out, expr->items[i], own + (i > 0));
    }
    if (own < binds)
        buf_char(out, ')');
}

static void show_text(const struct space *space, struct buf *out, const struct expr *expr)
{
    buf_char(out, '"');
    for (uint32_t i = 0; i < expr->n; i++) {
        bool hole = expr->items[i]->op != EXPR_CONST;
        if (hole)
            buf_char(out, '{');
        if (hole)
            show(space, out, expr->items[i], 0);
        else
            value_show(out, expr->items[i]->constant, expr->items[i]->type, space->style);
        if (hole)
            buf_char(out, '}');
    }
    buf_char(out, '"');
}

static const char *word_of(enum expr_op op)
{
    switch (op) {
    case EXPR_ANY_HAS: return "any";
    case EXPR_ALL_HAVE: return "all";
    case EXPR_NO_HAS: return "no";
    case EXPR_COUNT: return "count of";
    case EXPR_SUM: return "sum of";
    case EXPR_SMALLEST: return "smallest of";
    case EXPR_LARGEST: return "largest of";
    default: return NULL;
    }
}

static void show_list_op(const struct space *space, struct buf *out, const struct expr *expr)
{
    bool test = expr->op == EXPR_ANY_HAS || expr->op == EXPR_ALL_HAVE || expr->op == EXPR_NO_HAS;
    buf_cstr(out, word_of(expr->op));
    buf_char(out, ' ');
    if (expr->n > 1 && !test) {
        buf_char(out, '(');
        show(space, out, expr->items[1], 0);
        buf_cstr(out, ") for ");
    }
    if (expr->n > 1)
        buf_printf(out, "x%s in ", expr->index ? "'" : "");
    show(space, out, expr->items[0], 0);
    if (test) {
        buf_cstr(out, " has (");
        show(space, out, expr->items[1], 0);
        buf_char(out, ')');
    }
}

static void show_months(const struct space *space, struct buf *out, const struct expr *expr)
{
    int32_t months = (int32_t)expr->index, n = months < 0 ? -months : months;
    show(space, out, expr->items[0], 5);
    buf_printf(out, " %c %d month%s", months < 0 ? '-' : '+', n, n == 1 ? "" : "s");
}

static void show_other(const struct space *space, struct buf *out, const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_NOT: buf_cstr(out, "not "); show(space, out, expr->items[0], 3); break;
    case EXPR_NEG: buf_char(out, '-'); show(space, out, expr->items[0], 7); break;
    case EXPR_KNOWN: show(space, out, expr->items[0], 4); buf_cstr(out, " is known"); break;
    case EXPR_BLANK: show(space, out, expr->items[0], 4); buf_cstr(out, " is blank"); break;
    case EXPR_MATCHES: show(space, out, expr->items[0], 4); buf_cstr(out, " matches a pattern"); break;
    case EXPR_MUL_DIV:
        show(space, out, expr->items[0], 6), buf_cstr(out, " * "), show(space, out, expr->items[1], 7);
        buf_cstr(out, " / "), show(space, out, expr->items[2], 7);
        break;
    case EXPR_DATE_ADD_MONTHS: case EXPR_MOMENT_ADD_MONTHS: show_months(space, out, expr); break;
    case EXPR_CALL: buf_printf(out, "%s(", builtin_name(expr->index)), show_items(space, out, expr, ", "), buf_char(out, ')'); break;
    case EXPR_LIST: buf_char(out, '['), show_items(space, out, expr, ", "), buf_char(out, ']'); break;
    case EXPR_ARMS: buf_cstr(out, "a value by cases"); break;
    default: buf_printf(out, "%s(", expr_op_name(expr->op)), show_items(space, out, expr, ", "), buf_char(out, ')'); break;
    }
}

static void show(const struct space *space, struct buf *out, const struct expr *expr, unsigned binds)
{
    unsigned own = 0;
    const char *sign = sign_of(expr, &own);
    if (sign)
        show_infix(space, out, expr, sign, own, binds);
    else if (expr->op == EXPR_CONST)
        show_constant(space, out, expr->constant, expr->type);
    else if (expr->op == EXPR_FACT)
        buf_str(out, space->facts[expr->index].fact->name);
    else if (expr->op == EXPR_VARIABLE)
        buf_cstr(out, expr->index ? "x'" : "x");
    else if (expr->op == EXPR_FIELD) {
        show(space, out, expr->items[0], 8);
        buf_char(out, '.');
        buf_str(out, expr->items[0]->type->fields[expr->index].name);
    } else if (expr->op == EXPR_TEXT)
        show_text(space, out, expr);
    else if (word_of(expr->op))
        show_list_op(space, out, expr);
    else
        show_other(space, out, expr);
}

void cells_show_expr(const struct space *space, struct buf *out, const struct expr *expr)
{
    show(space, out, expr, 0);
}

void cells_show_input(const struct space *space, struct buf *out, uint32_t input)
{
    show(space, out, space->inputs.at[input]->expr, 0);
}

/* ---- sets of cells ---- */

static bool has(const uint64_t *cells, uint32_t i) { return cells[i / 64] >> i % 64 & 1; }

static void show_at(const struct space *space, struct buf *out, const struct input *input, int64_t i)
{
    struct value value = input->cells[0].value;
    value.i = i;
    value_show(out, value, input->type, space->style);
}

static void show_end(const struct space *space, struct buf *out, const struct input *input, const char *words, int64_t i)
{
    buf_cstr(out, words);
    show_at(space, out, input, i);
}

/* A range in words. What is counted in millionths is told by its round ends: above 10, not from 10.000001. */
static void show_range(const struct space *space, struct buf *out, const struct input *input, struct cells_range *range)
{
    if (input->type->kind != TYPE_MONEY)
        cells_ends(space, input->type, range);
    if (range->has_low && range->has_high && range->low == range->high && !range->open_low && !range->open_high)
        show_end(space, out, input, "of exactly ", range->low);
    else if (range->has_low && range->has_high) {
        show_end(space, out, input, range->open_low ? "above " : "from ", range->low);
        show_end(space, out, input, range->open_high ? range->open_low ? " and below " : " to below " : range->open_low ? " and at most " : " to ", range->high);
    } else if (range->has_low)
        show_end(space, out, input, range->open_low ? "above " : "of at least ", range->low);
    else if (range->has_high)
        show_end(space, out, input, range->open_high ? "below " : "of at most ", range->high);
    else
        buf_cstr(out, "known");
}

static const char *plain_word(enum cell_kind kind)
{
    return kind == CELL_MISSING ? "missing" : kind == CELL_UNKNOWN ? "not to be told" : kind == CELL_NOTHING ? "nothing" : kind == CELL_FAILS ? "in error" : NULL;
}

static void show_words(struct buf *out, const struct input *input, const uint64_t *cells, bool *more)
{
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (has(cells, i) && plain_word(input->cells[i].kind)) {
            buf_cstr(out, *more ? " or " : " ");
            buf_cstr(out, plain_word(input->cells[i].kind));
            *more = true;
        }
}

static void show_ordered(const struct space *space, struct buf *out, const struct input *input, const uint64_t *cells)
{
    struct cells_range range;
    bool more = false;
    show(space, out, input->expr, 0);
    for (uint32_t at = 0; cells_next_range(input, cells, &at, &range); more = true) {
        buf_cstr(out, more ? " or " : " ");
        show_range(space, out, input, &range);
    }
    show_words(out, input, cells, &more);
}

static void show_name(const struct space *space, struct buf *out, const struct input *input, struct value value, bool *more)
{
    buf_cstr(out, *more ? " or " : " is ");
    show_constant(space, out, value, input->type);
    *more = true;
}

static uint32_t count(const struct input *input, const uint64_t *cells, bool in)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < input->n_cells; i++)
        n += has(cells, i) == in && input->cells[i].kind == CELL_POINT;
    return n;
}

/* "state other than WV or OH": where the rest is in it, the points that are not are named. */
static void show_others(const struct space *space, struct buf *out, const struct input *input, const uint64_t *cells)
{
    bool more = false;
    if (count(input, cells, false) == 0) {
        buf_cstr(out, " known");
        return;
    }
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (input->cells[i].kind == CELL_POINT && !has(cells, i)) {
            buf_cstr(out, more ? " or " : " other than ");
            show_constant(space, out, input->cells[i].value, input->type);
            more = true;
        }
}

static bool has_rest(const struct input *input, const uint64_t *cells)
{
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (has(cells, i) && (input->cells[i].kind == CELL_OTHER || input->cells[i].kind == CELL_GIVEN
                              || (input->cells[i].kind == CELL_MEMBERS && !input->type->ordered)))
            return true;
    return false;
}

static void show_members(const struct space *space, struct buf *out, const struct input *input, const struct cell *cell, bool *more)
{
    for (uint32_t i = 0; i < input->type->n_symbols; i++)
        if (cell->members[i / 64] >> i % 64 & 1)
            show_name(space, out, input, value_int(VALUE_SYMBOL, i), more);
}

static void show_names(const struct space *space, struct buf *out, const struct input *input, const uint64_t *cells)
{
    bool more = false;
    show(space, out, input->expr, 0);
    if (has_rest(input, cells)) {
        show_others(space, out, input, cells);
        more = true;
    }
    for (uint32_t i = 0; i < input->n_cells && !more; i++)
        if (has(cells, i) && input->cells[i].kind == CELL_MEMBERS)
            break;
    for (uint32_t i = 0; i < input->n_cells && !has_rest(input, cells); i++) {
        const struct cell *cell = &input->cells[i];
        if (has(cells, i) && cell->kind == CELL_POINT)
            show_name(space, out, input, cell->value, &more);
        else if (has(cells, i) && cell->kind == CELL_MEMBERS)
            show_members(space, out, input, cell, &more);
    }
    show_words(out, input, cells, &more);
}

/* Whether a list or record is known with all its parts (see wholly_known in symbols_ops.c): the list; NULL: another test. */
static const struct expr *whole_of(const struct expr *test)
{
    const struct expr *text = test->op == EXPR_KNOWN ? test->items[0] : NULL;
    const struct expr *of = text && text->op == EXPR_TEXT && text->n == 1 ? text->items[0] : NULL;
    return of && (of->type->kind == TYPE_LIST || of->type->kind == TYPE_RECORD) ? of : NULL;
}

static void show_test(const struct space *space, struct buf *out, const struct input *input, const uint64_t *cells)
{
    bool more = false, yes = false, no = false;
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (has(cells, i) && input->cells[i].kind == CELL_POINT)
            *(input->cells[i].value.i ? &yes : &no) = true;
    const struct expr *whole = no != yes ? whole_of(input->expr) : NULL;
    if (whole) {
        buf_cstr(out, yes ? "all of " : "a part of ");
        show(space, out, whole, 5);
        buf_cstr(out, yes ? " known" : " missing");
        return;
    }
    if (no && !yes)
        buf_cstr(out, "not ");
    if (no || yes)
        show(space, out, input->expr, no && !yes ? 3 : 0);
    else
        buf_cstr(out, "whether "), show(space, out, input->expr, 0), buf_cstr(out, " is");
    more = no || yes;
    if (no && yes)
        buf_cstr(out, " or not");
    show_words(out, input, cells, &more);
}

static void show_order(const struct space *space, struct buf *out, const struct input *input, const uint64_t *cells)
{
    static const char *signs[] = { "?", "<", "==", "<=", ">", "!=", ">=", "and" };
    unsigned which = 0;
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (has(cells, i))
            which |= 1u << (input->cells[i].kind - CELL_LESS);
    if (input->n_cells == 2 && which == 4)
        which = 5; /* no order: different */
    show(space, out, input->expr, 5);
    buf_printf(out, " %s ", signs[which]);
    show(space, out, input->other, 5);
}

void cells_show_set(const struct space *space, struct buf *out, uint32_t index, const uint64_t *cells)
{
    const struct input *input = space->inputs.at[index];
    bool all = true;
    for (uint32_t i = 0; i < input->n_cells; i++)
        all &= has(cells, i);
    if (all) {
        buf_cstr(out, "any ");
        cells_show_input(space, out, index);
    } else if (input->kind == INPUT_ORDER)
        show_order(space, out, input, cells);
    else if (input->kind == INPUT_TEST)
        show_test(space, out, input, cells);
    else if (cells_is_ordered(input->type))
        show_ordered(space, out, input, cells);
    else
        show_names(space, out, input, cells);
}

void cells_show(const struct space *space, struct buf *out, uint32_t input, uint32_t cell)
{
    uint64_t *cells = arena_array(space->arena, uint64_t, (space->inputs.at[input]->n_cells + 63) / 64);
    cells[cell / 64] |= UINT64_C(1) << cell % 64;
    cells_show_set(space, out, input, cells);
}

/* That something can be calculated goes without saying. */
static bool is_unsaid(const struct space *space, const struct diagram_side *side)
{
    const struct input *input = space->inputs.at[side->variable];
    return input->n_cells == 2 && input->cells[1].kind == CELL_FAILS && side->cells[0] == 1;
}

void cells_show_box(const struct space *space, struct buf *out, const struct diagram_box *box)
{
    bool any = false;
    for (uint32_t i = 0; i < box->n_sides; i++) {
        if (is_unsaid(space, &box->sides[i]))
            continue;
        if (any)
            buf_cstr(out, " and ");
        any = true;
        cells_show_set(space, out, box->sides[i].variable, box->sides[i].cells);
    }
    if (!any)
        buf_cstr(out, "any case");
}
