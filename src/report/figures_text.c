/* Figures for people: tables with columns that stand under each other. */
#include "report/figures.h"

#include "base/utf8.h"

static uint32_t width_of(struct str s)
{
    return utf8_count(s);
}

static void pad(struct buf *out, uint32_t n)
{
    while (n-- > 0)
        buf_char(out, ' ');
}

static void put_left(struct buf *out, struct str text, uint32_t width)
{
    buf_line(out, text);
    pad(out, width_of(text) < width ? width - width_of(text) : 0);
}

static void put_number(struct buf *out, uint64_t number, uint32_t width)
{
    buf_printf(out, "%*llu", (int)width, (unsigned long long)number);
}

static const char *const statuses[] = { [DECISION_DECIDED] = "decided", [DECISION_INCOMPLETE] = "incomplete",
                                        [DECISION_CONFLICT] = "in conflict", [DECISION_ERROR] = "in error" };

static void put_statuses(struct buf *out, const struct figures_group *group)
{
    buf_printf(out, "%llu %s: ", (unsigned long long)group->cases, group->cases == 1 ? "case" : "cases");
    for (int i = 0; i < FIGURES_STATUSES; i++)
        buf_printf(out, "%s%llu %s", i ? ", " : "", (unsigned long long)group->statuses[i], statuses[i]);
}

/* ---- kpis ---- */

enum { COUNT_WIDTH = 10 };

static struct str shown(struct figures *figures, const struct tally *tally, uint32_t i)
{
    size_t from = figures->scratch.n;
    tally_show(&figures->scratch, tally, &figures->figures[i], figures->style);
    return (struct str){ figures->scratch.p + from, (uint32_t)(figures->scratch.n - from) };
}

struct columns {
    uint32_t name, value;
};

static void widen(uint32_t *width, struct str text)
{
    if (width_of(text) > *width)
        *width = width_of(text);
}

static void put_heads(struct buf *out, const char *name, struct columns columns)
{
    put_left(out, str_from(name), columns.name + 2);
    put_left(out, STR("value"), columns.value);
    buf_printf(out, "%*s%*s%*s\n", COUNT_WIDTH, "counted", COUNT_WIDTH, "skipped", COUNT_WIDTH, "errors");
}

static void put_row(struct figures *figures, struct buf *out, struct str name, const struct tally *tally, uint32_t i, struct columns columns)
{
    figures->scratch.n = 0;
    put_left(out, name, columns.name + 2);
    put_left(out, shown(figures, tally, i), columns.value);
    put_number(out, tally->counted, COUNT_WIDTH);
    put_number(out, tally->skipped, COUNT_WIDTH);
    put_number(out, tally->failed, COUNT_WIDTH);
    buf_char(out, '\n');
}

static void put_kpis(struct figures *figures, struct buf *out)
{
    struct columns columns = { 3, 5 };
    for (uint32_t i = 0; i < figures->n_figures; i++) {
        figures->scratch.n = 0;
        widen(&columns.name, figures->figures[i].title);
        widen(&columns.value, shown(figures, &figures->total.tallies[i], i));
    }
    buf_char(out, '\n');
    put_heads(out, "kpi", columns);
    for (uint32_t i = 0; i < figures->n_figures; i++)
        put_row(figures, out, figures->figures[i].title, &figures->total.tallies[i], i, columns);
}

/* ---- groups ---- */

static const struct figures_group *group_at(void *const *groups, uint32_t k)
{
    return groups[k];
}

static void put_kpi_groups(struct figures *figures, struct buf *out, uint32_t i, void *const *groups, uint32_t n)
{
    struct columns columns = { 3, 5 };
    widen(&columns.name, figures->by);
    for (uint32_t k = 0; k < n; k++) {
        figures->scratch.n = 0;
        widen(&columns.name, group_at(groups, k)->name);
        widen(&columns.value, shown(figures, &group_at(groups, k)->tallies[i], i));
    }
    buf_char(out, '\n');
    buf_line(out, figures->figures[i].title);
    buf_char(out, '\n');
    put_heads(out, str_dup(figures->arena, figures->by).p, columns);
    for (uint32_t k = 0; k < n; k++)
        put_row(figures, out, group_at(groups, k)->name, &group_at(groups, k)->tallies[i], i, columns);
}

static void put_groups(struct figures *figures, struct buf *out)
{
    uint32_t n, width = width_of(figures->by);
    void *const *groups = figures_groups(figures, &n);
    for (uint32_t k = 0; k < n; k++)
        widen(&width, group_at(groups, k)->name);
    buf_char(out, '\n');
    put_left(out, figures->by, width + 2);
    buf_printf(out, "%*s", COUNT_WIDTH, "cases");
    for (int s = 0; s < FIGURES_STATUSES; s++)
        buf_printf(out, "%*s", COUNT_WIDTH + 3, statuses[s]);
    buf_char(out, '\n');
    for (uint32_t k = 0; k < n; k++) {
        put_left(out, group_at(groups, k)->name, width + 2);
        put_number(out, group_at(groups, k)->cases, COUNT_WIDTH);
        for (int s = 0; s < FIGURES_STATUSES; s++)
            put_number(out, group_at(groups, k)->statuses[s], COUNT_WIDTH + 3);
        buf_char(out, '\n');
    }
    for (uint32_t i = 0; i < figures->n_figures; i++)
        put_kpi_groups(figures, out, i, groups, n);
    if (figures->others)
        buf_printf(out, "\nOnly %d groups are kept apart: the cases of what came later are together under (others).\n", FIGURES_MOST_GROUPS);
}

/* ---- actions and rules ---- */

/* AT: those of MAP, in the order in which they are told; NULL: in its own. */
static void put_counters(struct buf *out, const char *head, const struct map *map, void *const *at)
{
    uint32_t width = (uint32_t)strlen(head), n = 0;
    for (uint32_t i = 0; i < map->n; i++)
        widen(&width, ((const struct figures_counter *)map->entries[i].value)->name);
    for (uint32_t i = 0; i < map->n; i++) {
        const struct figures_counter *counter = at ? at[i] : map->entries[i].value;
        if (counter->cases == 0)
            continue;
        if (n++ == 0) {
            buf_char(out, '\n');
            put_left(out, str_from(head), width + 2);
            buf_printf(out, "%*s\n", COUNT_WIDTH, "cases");
        }
        put_left(out, counter->name, width + 2);
        put_number(out, counter->cases, COUNT_WIDTH);
        buf_char(out, '\n');
    }
}

static void put_silent(struct buf *out, const struct map *rules)
{
    const char *between = "\nin no decision: ";
    for (uint32_t i = 0; i < rules->n; i++) {
        const struct figures_counter *counter = rules->entries[i].value;
        if (counter->cases > 0)
            continue;
        buf_cstr(out, between);
        buf_line(out, counter->name);
        between = ", ";
    }
    if (*between == ',')
        buf_char(out, '\n');
}

void figures_text(struct figures *figures, struct buf *out)
{
    put_statuses(out, &figures->total);
    buf_char(out, '\n');
    if (figures->n_figures > 0)
        put_kpis(figures, out);
    if (figures->by.n > 0)
        put_groups(figures, out);
    put_counters(out, "action", &figures->actions, figures_by_name(figures, &figures->actions));
    if (figures->other_actions)
        buf_printf(out, "(others)  %llu\n", (unsigned long long)figures->other_actions->cases);
    put_counters(out, "rule", &figures->rules, NULL);
    put_counters(out, "conflict about", &figures->conflicts, figures_by_name(figures, &figures->conflicts));
    put_silent(out, &figures->rules);
}
