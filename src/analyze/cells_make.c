/* Cells out of cuts, and the roundest value in each. */
#include "analyze/cells_inner.h"

#include "value/date.h"
#include "value/decimal.h"

#include <stdlib.h>

void cells_bounds(const struct type *type, int64_t *low, int64_t *high)
{
    *low = INT64_MIN, *high = INT64_MAX;
    if (type->kind == TYPE_DATE) {
        date_from_civil(1, 1, 1, low);
        date_from_civil(9999, 12, 31, high);
    } else if (type->kind == TYPE_TIME) {
        *low = 0, *high = DATE_DAY - 1;
    } else if (type->kind == TYPE_MOMENT) {
        cells_bounds(type_simple(TYPE_DATE), low, high);
        *low *= DATE_DAY, *high = *high * DATE_DAY + DATE_DAY - 1;
    } else if (type->kind == TYPE_SET) {
        *low = 0, *high = (int64_t)type->n_symbols - 1;
    }
}

/* What a function's result never leaves. */
static void term_bounds(const struct expr *term, int64_t *low, int64_t *high)
{
    static const struct { enum builtin builtin; int64_t low, high; } calls[] = {
        { BUILTIN_YEAR_OF, 1, 9999 }, { BUILTIN_MONTH_OF, 1, 12 }, { BUILTIN_DAY_OF, 1, 31 }, { BUILTIN_WEEKDAY_OF, 1, 7 },
    };
    bool call = term->op == EXPR_CALL;
    if (term->op == EXPR_COUNT || (call && (term->index == BUILTIN_LENGTH || term->index == BUILTIN_ABS)))
        *low = 0;
    for (uint32_t i = 0; call && i < sizeof calls / sizeof *calls; i++)
        if (calls[i].builtin == term->index)
            *low = calls[i].low * DECIMAL_ONE, *high = calls[i].high * DECIMAL_ONE;
}

/* ---- the roundest value ---- */

static int64_t round_up(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    int128 up = (int128)value + (rest > 0 ? unit - rest : -rest);
    return up > INT64_MAX ? value : (int64_t)up;
}

static int64_t round_down(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    int128 down = (int128)value - (rest < 0 ? unit + rest : rest);
    return down < INT64_MIN ? value : (int64_t)down;
}

/* Units worth ending on, the coarsest first. */
static uint32_t units_of(const struct type *type, int64_t near, int64_t *units)
{
    static const int64_t times[] = { DATE_DAY, 3600 * DATE_SECOND, 60 * DATE_SECOND, DATE_SECOND };
    uint32_t n = 0;
    if (type->kind == TYPE_DURATION || type->kind == TYPE_TIME || type->kind == TYPE_MOMENT) {
        for (uint32_t i = 0; i < sizeof times / sizeof *times; i++)
            units[n++] = times[i];
    } else if (type->kind != TYPE_DATE) {
        int64_t unit = DECIMAL_ONE;
        while (unit <= INT64_MAX / 100 && unit <= (near < 0 ? -(near / 10) : near / 10) / 2)
            unit *= 10;
        for (; unit > 0 && n < 20; unit /= 10)
            units[n++] = unit;
    }
    units[n++] = 1;
    return n;
}

/* In LOW..HIGH: nearest to the bound that the author wrote, as round as there is room for. */
static int64_t roundest(const struct type *type, const struct cell *cell)
{
    int64_t units[32], near = cell->has_low ? cell->low : cell->high;
    if (!cell->has_low && !cell->has_high)
        return type->kind == TYPE_DATE ? 18262 : type->kind == TYPE_MOMENT ? 18262 * DATE_DAY
               : type->kind == TYPE_TIME ? DATE_DAY / 2 : type->kind == TYPE_DURATION ? DATE_DAY : 100 * (int64_t)DECIMAL_ONE;
    uint32_t n = units_of(type, near, units);
    for (uint32_t i = 0; i < n; i++) {
        int64_t value = cell->has_low ? round_up(cell->low, units[i]) : round_down(cell->high, units[i]);
        if (value >= cell->low && value <= cell->high)
            return value;
    }
    return near;
}

/* ---- ordered types ---- */

static int compare_starts(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t *one_to(struct space *space, const struct type *type, int64_t low, int64_t high)
{
    uint64_t *members = arena_array(space->arena, uint64_t, (type->n_symbols + 63) / 64);
    for (int64_t i = low; i <= high; i++)
        members[i / 64] |= UINT64_C(1) << i % 64;
    return members;
}

static struct cell interval(struct space *space, const struct type *type, int64_t low, int64_t high, int64_t lowest, int64_t highest)
{
    struct cell cell = { .kind = CELL_BETWEEN, .low = low, .high = high, .has_low = low > lowest, .has_high = high < highest };
    int64_t grain = cells_grain(space, type);
    if ((uint64_t)high - (uint64_t)low < (uint64_t)grain)
        cell.kind = CELL_POINT, cell.has_low = cell.has_high = true;
    else if (!cell.has_low && !cell.has_high)
        cell.kind = CELL_GIVEN;
    if (cell.kind == CELL_POINT)
        cell.high = low;
    cell.value = value_int(type_value_kind(type), cell.kind == CELL_POINT ? low : roundest(type, &cell));
    if (type->kind == TYPE_SET && cell.kind != CELL_POINT) {
        cell.kind = CELL_MEMBERS;
        cell.members = one_to(space, type, low, high);
        cell.value.i = low;
    }
    return cell;
}

static void add_intervals(struct space *space, const struct type *type, const struct cuts *cuts, struct cell *cells, uint32_t *n)
{
    uint32_t n_starts = cuts ? cuts->starts.n : 0;
    int64_t lowest, highest, grain = cells_grain(space, type), *starts = NULL;
    cells_bounds(type, &lowest, &highest);
    if (cuts && cuts->term)
        term_bounds(cuts->term, &lowest, &highest);
    if (n_starts) {
        starts = arena_copy(space->arena, cuts->starts.at, n_starts * sizeof *starts);
        qsort(starts, n_starts, sizeof *starts, compare_starts);
    }
    int64_t low = lowest;
    for (uint32_t i = 0; i < n_starts; i++) {
        if (starts[i] <= low || starts[i] > highest)
            continue;
        cells[(*n)++] = interval(space, type, low, starts[i] - grain, lowest, highest);
        low = starts[i];
    }
    cells[(*n)++] = interval(space, type, low, highest, lowest, highest);
}

/* ---- sets, texts, what nothing looks into ---- */

static bool stands_in(const struct cuts *cuts, struct value value)
{
    for (uint32_t i = 0; cuts && i < cuts->points.n; i++)
        if (value_same(cuts->points.at[i], value))
            return true;
    return false;
}

static void add_members(struct space *space, const struct type *type, const struct cuts *cuts, struct cell *cells, uint32_t *n)
{
    struct cell rest = { .kind = CELL_MEMBERS, .high = -1 };
    uint64_t *members = arena_array(space->arena, uint64_t, (type->n_symbols + 63) / 64);
    for (uint32_t i = 0; i < type->n_symbols; i++) {
        struct value value = value_int(VALUE_SYMBOL, i);
        if ((cuts && cuts->all) || stands_in(cuts, value)) {
            cells[(*n)++] = (struct cell){ .kind = CELL_POINT, .value = value, .low = i, .high = i };
            continue;
        }
        members[i / 64] |= UINT64_C(1) << i % 64;
        if (rest.high < 0)
            rest.value = value, rest.low = i;
        rest.high = i;
    }
    if (rest.high < 0)
        return;
    rest.members = members;
    if (rest.low == rest.high)
        rest.kind = CELL_POINT;
    cells[(*n)++] = rest;
}

/* A text that no cut names. */
static struct value other_text(struct space *space, const struct cuts *cuts, const char *stem)
{
    struct value value = value_text(str_from(stem));
    for (uint32_t i = 2; stands_in(cuts, value); i++)
        value = value_text(str_printf(space->arena, "%s%u", stem, i));
    return value;
}

static void add_texts(struct space *space, const struct type *type, const struct cuts *cuts, struct cell *cells, uint32_t *n)
{
    for (uint32_t i = 0; cuts && i < cuts->points.n; i++)
        cells[(*n)++] = (struct cell){ .kind = CELL_POINT, .value = cuts->points.at[i] };
    struct value other = other_text(space, cuts, type->kind == TYPE_PARTY ? "Somebody" : "other");
    cells[(*n)++] = (struct cell){ .kind = cuts && cuts->points.n ? CELL_OTHER : CELL_GIVEN, .value = other };
}

static struct value blank_record(struct space *space, const struct type *type)
{
    return value_record(arena_array(space->arena, struct value, type->n_fields), type->n_fields);
}

static void add_known(struct space *space, const struct type *type, const struct cuts *cuts, struct cell *cells, uint32_t *n)
{
    switch (type->kind) {
    case TYPE_BOOL:
        cells[(*n)++] = (struct cell){ .kind = CELL_POINT, .value = value_bool(false) };
        cells[(*n)++] = (struct cell){ .kind = CELL_POINT, .value = value_bool(true), .low = 1, .high = 1 };
        break;
    case TYPE_SET:
        if (type->ordered && !(cuts && cuts->all) && type->n_symbols)
            add_intervals(space, type, cuts, cells, n);
        else
            add_members(space, type, cuts, cells, n);
        break;
    case TYPE_TEXT: case TYPE_PARTY: case TYPE_SYMBOL: add_texts(space, type, cuts, cells, n); break;
    case TYPE_LIST:
        cells[(*n)++] = (struct cell){ .kind = CELL_GIVEN, .value = value_list(arena_new(space->arena, struct value_list)) };
        break;
    case TYPE_RECORD: cells[(*n)++] = (struct cell){ .kind = CELL_GIVEN, .value = blank_record(space, type) }; break;
    default: add_intervals(space, type, cuts, cells, n); break;
    }
}

struct cell *cells_make(struct space *space, const struct type *type, const struct cuts *cuts, enum cell_kind missing, bool nothing,
                        uint32_t *n)
{
    uint32_t most = 5 + type->n_symbols + (cuts ? cuts->starts.n + cuts->points.n : 0);
    struct cell *cells = arena_array(space->arena, struct cell, most);
    *n = 0;
    add_known(space, type, cuts, cells, n);
    if (missing == CELL_MISSING || missing == CELL_UNKNOWN)
        cells[(*n)++] = (struct cell){ .kind = missing };
    if (nothing)
        cells[(*n)++] = (struct cell){ .kind = CELL_NOTHING };
    return cells;
}
