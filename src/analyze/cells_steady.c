/* Terms of one input that grow or fall with it: where they pass a constant is a breakpoint of that input, found by halving
 * with the reference evaluator. */
#include "analyze/cells_inner.h"

#include "value/date.h"

/* The one item that is no constant; NULL: none or several. */
static const struct expr *moving(const struct expr *term)
{
    const struct expr *found = NULL;
    for (uint32_t i = 0; i < term->n; i++) {
        if (term->items[i]->op == EXPR_CONST)
            continue;
        if (found)
            return NULL;
        found = term->items[i];
    }
    return found;
}

static bool is_steady_call(const struct expr *term, const struct expr *item)
{
    switch (term->index) {
    case BUILTIN_MIN: case BUILTIN_MAX: case BUILTIN_FLOOR: case BUILTIN_CEIL: case BUILTIN_DAYS_BETWEEN: return true;
    case BUILTIN_ROUND: return item == term->items[0];
    case BUILTIN_YEAR_OF: return item->type->kind == TYPE_DATE;
    default: return false;
    }
}

static bool is_steady_op(const struct expr *term, const struct expr *item)
{
    switch (term->op) {
    case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_NEG:
    case EXPR_DATE_ADD: case EXPR_DATE_SUB: case EXPR_DATE_DIFF: case EXPR_DATE_ADD_MONTHS:
    case EXPR_MOMENT_ADD: case EXPR_MOMENT_SUB: case EXPR_MOMENT_DIFF:
        return true;
    case EXPR_DIV: return item == term->items[0];
    case EXPR_MUL_DIV: return item != term->items[2];
    case EXPR_CALL: return is_steady_call(term, item);
    default: return false;
    }
}

uint32_t cells_steady(struct space *space, const struct expr *term)
{
    if (cells_is_plain(term))
        return cells_is_ordered(term->type) ? terms_info(space, term)->input : UINT32_MAX;
    const struct expr *item = moving(term);
    return item && is_steady_op(term, item) ? cells_steady(space, item) : UINT32_MAX;
}

/* ---- asking ---- */

struct ask {
    struct space *space;
    const struct expr *term;
    struct value constant, *facts;
    const struct input *input;
    int64_t grain;
};

/* How the term stands to the constant where the input is K grains; false: it is an error there. */
static bool order_at(struct ask *ask, int64_t k, int *order)
{
    struct value value = { .kind = VALUE_NUMBER };
    enum eval_error error;
    switch (ask->input->type->kind) {
    case TYPE_DATE: value.kind = VALUE_DATE; break;
    case TYPE_TIME: value.kind = VALUE_TIME; break;
    case TYPE_MOMENT: value.kind = VALUE_MOMENT; break;
    case TYPE_DURATION: value.kind = VALUE_DURATION; break;
    default: break;
    }
    value.i = k * ask->grain;
    cells_put(ask->space, ask->facts, ask->input->expr, value);
    if (terms_probe(ask->space, ask->term, ask->facts, &value, &error) != PROBE_KNOWN)
        return false;
    *order = value_order(value, ask->constant);
    return true;
}

static int64_t middle(int64_t low, int64_t high)
{
    return (int64_t)(((int128)low + high) >> 1);
}

/* From GOOD, where it can be calculated, towards END: the last where it can. */
static int64_t last_good(struct ask *ask, int64_t good, int64_t end)
{
    int order;
    if (order_at(ask, end, &order))
        return end;
    for (;;) {
        int64_t half = middle(good, end);
        if (half == good || half == end)
            return good;
        if (order_at(ask, half, &order))
            good = half;
        else
            end = half;
    }
}

/* The first of LOW..HIGH where the term has passed the constant: its order times SIGN is at least LEAST. HIGH + 1: nowhere. */
static int64_t first_past(struct ask *ask, int64_t low, int64_t high, int sign, int least)
{
    int order;
    if (!order_at(ask, high, &order) || order * sign < least)
        return high + 1;
    while (low < high) {
        int64_t half = middle(low, high);
        if (!order_at(ask, half, &order))
            return high;
        if (order * sign >= least)
            high = half;
        else
            low = half + 1;
    }
    return low;
}

/* Some value where it can be calculated. */
static bool any_good(struct ask *ask, int64_t low, int64_t high, int64_t *good)
{
    const int64_t tries[] = { 0, 1000, 18262, INT64_C(18262) * DATE_DAY };
    int order;
    for (uint32_t i = 0; i < sizeof tries / sizeof *tries; i++)
        if (tries[i] >= low && tries[i] <= high && order_at(ask, tries[i], &order)) {
            *good = tries[i];
            return true;
        }
    return false;
}

bool cells_break(struct collector *collector, const struct expr *term, struct value constant)
{
    struct space *space = collector->space;
    uint32_t index = cells_steady(space, term);
    struct ask ask = { .space = space, .term = term, .constant = constant, .input = space->inputs.at[index] };
    int64_t lowest, highest, good;
    int first, last;
    ask.grain = cells_grain(space, ask.input->type);
    ask.facts = arena_array(space->arena, struct value, space->n_facts);
    cells_bounds(ask.input->type, &lowest, &highest);
    lowest /= ask.grain, highest = highest / ask.grain - 1;
    if (!any_good(&ask, lowest, highest, &good))
        return false;
    int64_t low = last_good(&ask, good, lowest), high = last_good(&ask, good, highest);
    if (!order_at(&ask, low, &first) || !order_at(&ask, high, &last))
        return false;
    int sign = first <= last ? 1 : -1;
    const int64_t starts[] = { low, high + 1, first_past(&ask, low, high, sign, 0), first_past(&ask, low, high, sign, 1) };
    for (uint32_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (starts[i] > lowest && starts[i] <= highest)
            cells_start(collector, &collector->inputs[index], ask.input->type, starts[i] * ask.grain);
    vec_push(space->arena, &terms_info(space, term)->settled, constant);
    return true;
}
