#include "report/tally.h"

#include "value/date.h"
#include "value/decimal.h"

void tally_add(struct tally *tally, const struct figure *figure, struct value value)
{
    if (!value_known(value)) {
        tally->skipped++;
        return;
    }
    bool yes = value.kind != VALUE_BOOL || value.i != 0;
    bool first = tally->counted == 0;
    switch (figure->kind) {
    case FIGURE_COUNT: case FIGURE_SHARE: tally->held += yes; break;
    case FIGURE_AVERAGE: case FIGURE_SUM: tally->sum += value.i; break;
    case FIGURE_SMALLEST:
        if (first || value_order(value, tally->best) < 0)
            tally->best = value;
        break;
    case FIGURE_LARGEST:
        if (first || value_order(value, tally->best) > 0)
            tally->best = value;
        break;
    }
    tally->counted++;
}

/* ---- the value ---- */

static bool is_gathered(const struct figure *figure)
{
    return figure->kind == FIGURE_COUNT || figure->kind == FIGURE_SUM;
}

/* In units of GRAIN millionths or microseconds. */
static bool exact(const struct tally *tally, const struct figure *figure, int64_t grain, int64_t *out)
{
    int128 wide = tally->sum, by = grain;
    if (figure->kind == FIGURE_COUNT || figure->kind == FIGURE_SHARE)
        wide = (int128)tally->held * DECIMAL_ONE;
    if (figure->kind == FIGURE_SHARE || figure->kind == FIGURE_AVERAGE)
        by *= (int128)tally->counted;
    return checked_narrow(checked_div_even(wide, by) * grain, out);
}

static const struct type *type_of(const struct figure *figure)
{
    bool whole = figure->kind == FIGURE_AVERAGE && figure->type->kind == TYPE_WHOLE;
    if (figure->kind == FIGURE_COUNT)
        return type_simple(TYPE_WHOLE);
    return figure->kind == FIGURE_SHARE || whole ? type_simple(TYPE_NUMBER) : figure->type;
}

/* Rounded once, to GRAIN. */
static struct value value_at(const struct tally *tally, const struct figure *figure, int64_t grain, bool *large)
{
    int64_t i;
    *large = false;
    if (tally->counted == 0 && !is_gathered(figure))
        return value_unknown();
    if (figure->kind == FIGURE_SMALLEST || figure->kind == FIGURE_LARGEST)
        return tally->best;
    *large = !exact(tally, figure, grain, &i);
    return *large ? value_unknown() : value_int(figure->type->kind == TYPE_DURATION && figure->kind != FIGURE_COUNT ? VALUE_DURATION : VALUE_NUMBER, i);
}

struct value tally_value(const struct tally *tally, const struct figure *figure, const struct type **type, bool *large)
{
    *type = type_of(figure);
    return value_at(tally, figure, 1, large);
}

/* ---- for people ---- */

enum { PERCENT_GRAIN = DECIMAL_ONE / 1000, CENT = DECIMAL_ONE / 100 };

/* The smaller of the two largest units that a duration of MICROS has. */
static int64_t unit_below(int64_t micros)
{
    static const int64_t units[] = { DATE_DAY, 3600 * DATE_SECOND, 60 * DATE_SECOND, DATE_SECOND };
    uint64_t size = micros < 0 ? -(uint64_t)micros : (uint64_t)micros;
    for (int i = 0; i < 3; i++)
        if (size >= (uint64_t)units[i])
            return units[i + 1];
    return size >= (uint64_t)DATE_SECOND ? DATE_SECOND : 1;
}

static int64_t grain_of(const struct tally *tally, const struct figure *figure)
{
    bool large;
    if (figure->kind == FIGURE_SHARE)
        return PERCENT_GRAIN;
    if (figure->kind == FIGURE_COUNT)
        return 1;
    if (figure->type->kind == TYPE_DURATION)
        return unit_below(value_at(tally, figure, 1, &large).i);
    return figure->kind == FIGURE_AVERAGE ? CENT : 1;
}

void tally_show(struct buf *out, const struct tally *tally, const struct figure *figure, const struct text_style *style)
{
    bool large;
    struct value value = value_at(tally, figure, grain_of(tally, figure), &large);
    if (!value_known(value)) {
        buf_cstr(out, large ? "too large" : "-");
    } else if (figure->kind == FIGURE_SHARE) {
        decimal_write(out, value.i * 100, 1, false);
        buf_char(out, '%');
    } else {
        value_show(out, value, type_of(figure), style);
    }
}
