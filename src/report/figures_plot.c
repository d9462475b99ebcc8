/* Figures as commands of gnuplot: bars, one plot a kpi. All texts stand in single quotes, where gnuplot takes nothing for a command
 * or an escape; that, and `noenhanced`, is why titles may hold whatever they like. */
#include "report/figures.h"

#include "base/utf8.h"
#include "value/date.h"
#include "value/decimal.h"

/* A text of gnuplot's: quotes doubled, control characters as blanks, and, where FORMAT, percent signs doubled. */
static void put_text(struct buf *out, struct str text, bool format)
{
    buf_char(out, '\'');
    for (uint32_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\'' || (c == '%' && format))
            buf_char(out, c);
        buf_char(out, (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c);
    }
    buf_char(out, '\'');
}

static const struct figures_group *group_at(void *const *groups, uint32_t k)
{
    return groups[k];
}

/* ---- units ---- */

struct axis {
    int64_t unit;     /* microseconds of a duration's unit; of numbers: 1 */
    const char *words;
    bool percent;
};

static bool number_at(const struct figures_group *group, const struct figure *figure, uint32_t i, int64_t *number)
{
    bool large;
    const struct type *type;
    struct value value = tally_value(&group->tallies[i], figure, &type, &large);
    *number = value.kind == VALUE_DATE ? value.i * DECIMAL_ONE : value.i;
    return value_known(value);
}

static struct axis axis_of(const struct figure *figure, uint32_t i, void *const *groups, uint32_t n)
{
    static const struct axis units[] = { { DATE_DAY, "days", false }, { 3600 * DATE_SECOND, "hours", false },
                                         { 60 * DATE_SECOND, "minutes", false }, { DATE_SECOND, "seconds", false } };
    int64_t most = 0, number;
    if (figure->kind == FIGURE_SHARE)
        return (struct axis){ 1, "%", true };
    if (figure->kind == FIGURE_COUNT || figure->type->kind != TYPE_DURATION)
        return (struct axis){ 1, NULL, false };
    for (uint32_t k = 0; k < n; k++)
        if (number_at(groups[k], figure, i, &number) && number > most)
            most = number;
    for (int u = 0; u < 3; u++)
        if (most >= units[u].unit)
            return units[u];
    return units[3];
}

/* Only numbers and durations have a height. */
static bool is_plotted(const struct figure *figure)
{
    bool best = figure->kind == FIGURE_SMALLEST || figure->kind == FIGURE_LARGEST;
    return !best || type_is_numeric(figure->type) || figure->type->kind == TYPE_DURATION;
}

/* ---- plots ---- */

static void put_labels(struct buf *out, void *const *groups, uint32_t n)
{
    buf_cstr(out, "set xtics (");
    for (uint32_t k = 0; k < n; k++) {
        buf_cstr(out, k ? ", " : "");
        put_text(out, group_at(groups, k)->name, true);
        buf_printf(out, " %u", k);
    }
    buf_printf(out, ")%s noenhanced\nset xrange [-0.6:%u.6]\n", n > 8 ? " rotate by -45" : "", n > 0 ? n - 1 : 0);
}

static int64_t scaled(int64_t number, struct axis axis)
{
    int64_t result = number;
    if (axis.percent)
        return number * 100;
    if (axis.unit > 1 && !decimal_mul_div(number, DECIMAL_ONE, axis.unit, &result))
        return 0;
    return result;
}

/* The least and the greatest bar, 0 among them. */
struct range {
    int64_t low, high;
};

static void put_bar(struct buf *out, uint32_t place, int64_t height, struct range *range)
{
    buf_printf(out, "%u ", place);
    decimal_write(out, height, 0, false);
    buf_char(out, '\n');
    range->low = height < range->low ? height : range->low;
    range->high = height > range->high ? height : range->high;
}

/* The bars of figure I, and where they end; where there are none gnuplot wants to see that, too. */
static void put_end(struct buf *out, uint32_t i, struct range range)
{
    buf_printf(out, "-1 0\nEND_OF_FIGURE\nlow%u = ", i);
    decimal_write(out, range.low, 1, false);
    buf_printf(out, "\nhigh%u = ", i);
    decimal_write(out, range.high == range.low ? DECIMAL_ONE : range.high, 1, false);
    buf_char(out, '\n');
}

static void put_data(struct buf *out, const struct figure *figure, uint32_t i, void *const *groups, uint32_t n)
{
    int64_t number;
    struct range range = { 0, 0 };
    struct axis axis = axis_of(figure, i, groups, n);
    buf_printf(out, "$figure%u << END_OF_FIGURE\n", i);
    for (uint32_t k = 0; k < n; k++)
        if (number_at(groups[k], figure, i, &number))
            put_bar(out, k, scaled(number, axis), &range);
    put_end(out, i, range);
}

static void put_plot(struct buf *out, struct str title, uint32_t i, struct axis axis)
{
    buf_cstr(out, "set title ");
    put_text(out, title, false);
    buf_cstr(out, " noenhanced\nset ylabel ");
    put_text(out, axis.words ? str_from(axis.words) : STR(""), false);
    buf_printf(out, " noenhanced\nset yrange [low%u*1.05:high%u*1.05]\nplot $figure%u using 1:2 with boxes lc rgb '#4878a8'\n", i, i, i);
}

static void put_head(struct buf *out, const char *terminal, uint32_t plots, uint32_t bars)
{
    uint32_t width = 480 + 28 * bars < 900 ? 900 : 480 + 28 * bars;
    buf_printf(out, "set terminal %s size %u,%u noenhanced background '#ffffff'\nset encoding utf8\n", terminal, width, 340 * plots);
    buf_cstr(out, "set style fill solid 0.8\nset boxwidth 0.7\nset grid y\nunset key\n");
}

/* Without kpis: how many cases each group has; without groups: how often each action was decided. */
static void put_counts(struct figures *figures, struct buf *out, const char *terminal, void *const *groups, uint32_t n)
{
    struct range range = { 0, 0 };
    put_head(out, terminal, 1, n);
    buf_cstr(out, "$figure0 << END_OF_FIGURE\n");
    for (uint32_t k = 0; k < n; k++)
        put_bar(out, k, (int64_t)group_at(groups, k)->cases * DECIMAL_ONE, &range);
    put_end(out, 0, range);
    put_labels(out, groups, n);
    put_plot(out, figures->by.n ? STR("cases") : STR("cases by action"), 0, (struct axis){ 1, NULL, false });
}

static void *const *actions_as_groups(struct figures *figures, uint32_t *n)
{
    void *const *counters = figures_by_name(figures, &figures->actions);
    void **groups = arena_array(figures->arena, void *, figures->actions.n + 1);
    for (*n = 0; *n < figures->actions.n; ++*n) {
        const struct figures_counter *counter = counters[*n];
        struct figures_group *group = arena_new(figures->arena, struct figures_group);
        group->name = counter->name;
        group->cases = counter->cases;
        groups[*n] = group;
    }
    return groups;
}

bool figures_plot(struct figures *figures, struct buf *out, const char *terminal)
{
    uint32_t n = 0, plots = 0;
    bool counts = figures->by.n == 0;
    void *const *groups = counts ? actions_as_groups(figures, &n) : figures_groups(figures, &n);
    for (uint32_t i = 0; i < figures->n_figures; i++)
        plots += is_plotted(&figures->figures[i]);
    if (n > FIGURES_MOST_BARS)
        return false;
    if (counts || plots == 0) {
        put_counts(figures, out, terminal, groups, n);
        return true;
    }
    put_head(out, terminal, plots, n);
    for (uint32_t i = 0; i < figures->n_figures; i++)
        put_data(out, &figures->figures[i], i, groups, n);
    put_labels(out, groups, n);
    buf_printf(out, "set multiplot layout %u,1\n", plots);
    for (uint32_t i = 0; i < figures->n_figures; i++)
        if (is_plotted(&figures->figures[i]))
            put_plot(out, figures->figures[i].title, i, axis_of(&figures->figures[i], i, groups, n));
    buf_cstr(out, "unset multiplot\n");
    return true;
}
