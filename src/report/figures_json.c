/* Figures as one JSON document, and as CSV. */
#include "report/figures.h"

#define PUT(out, literal) buf_add((out), literal, sizeof literal - 1)

static const char *const statuses[] = { [DECISION_DECIDED] = "decided", [DECISION_INCOMPLETE] = "incomplete",
                                        [DECISION_CONFLICT] = "conflict", [DECISION_ERROR] = "error" };
static const char *const kinds[] = { [FIGURE_AVERAGE] = "average", [FIGURE_SUM] = "sum", [FIGURE_SMALLEST] = "smallest",
                                     [FIGURE_LARGEST] = "largest", [FIGURE_COUNT] = "count", [FIGURE_SHARE] = "share" };

static void put_statuses(struct buf *out, const struct figures_group *group)
{
    buf_printf(out, "\"cases\":%llu,\"status\":", (unsigned long long)group->cases);
    for (int i = 0; i < FIGURES_STATUSES; i++)
        buf_printf(out, "%c\"%s\":%llu", i ? ',' : '{', statuses[i], (unsigned long long)group->statuses[i]);
    buf_char(out, '}');
}

/* Its value as JSON in scratch, or null. */
static struct str value_of(struct figures *figures, const struct tally *tally, uint32_t i)
{
    bool large;
    const struct type *type;
    struct value value = tally_value(tally, &figures->figures[i], &type, &large);
    figures->scratch.n = 0;
    value_json(&figures->scratch, value, type);
    return (struct str){ figures->scratch.p, (uint32_t)figures->scratch.n };
}

static struct str shown(struct figures *figures, const struct tally *tally, uint32_t i)
{
    figures->scratch.n = 0;
    tally_show(&figures->scratch, tally, &figures->figures[i], figures->style);
    return (struct str){ figures->scratch.p, (uint32_t)figures->scratch.n };
}

static void put_tally(struct figures *figures, struct buf *out, const struct tally *tally, uint32_t i)
{
    PUT(out, "\"value\":");
    buf_str(out, value_of(figures, tally, i));
    PUT(out, ",\"shown\":");
    buf_json(out, shown(figures, tally, i));
    buf_printf(out, ",\"counted\":%llu,\"skipped\":%llu,\"errors\":%llu", (unsigned long long)tally->counted,
               (unsigned long long)tally->skipped, (unsigned long long)tally->failed);
}

static void put_kpi(struct figures *figures, struct buf *out, uint32_t i)
{
    PUT(out, "{\"kpi\":");
    buf_json(out, figures->figures[i].title);
    buf_printf(out, ",\"kind\":\"%s\",", kinds[figures->figures[i].kind]);
    put_tally(figures, out, &figures->total.tallies[i], i);
    buf_char(out, '}');
}

static void put_kpis(struct figures *figures, struct buf *out)
{
    PUT(out, ",\"kpis\":[");
    for (uint32_t i = 0; i < figures->n_figures; i++) {
        if (i > 0)
            buf_char(out, ',');
        put_kpi(figures, out, i);
    }
    buf_char(out, ']');
}

static void put_group(struct figures *figures, struct buf *out, const struct figures_group *group)
{
    PUT(out, "{\"group\":");
    if (group == figures->missing || group->others)
        PUT(out, "null");
    else
        buf_json(out, group->name);
    buf_cstr(out, group->others ? ",\"others\":true," : ",");
    put_statuses(out, group);
    PUT(out, ",\"kpis\":[");
    for (uint32_t i = 0; i < figures->n_figures; i++) {
        buf_cstr(out, i ? ",{\"kpi\":" : "{\"kpi\":");
        buf_json(out, figures->figures[i].title);
        buf_char(out, ',');
        put_tally(figures, out, &group->tallies[i], i);
        buf_char(out, '}');
    }
    PUT(out, "]}");
}

static void put_groups(struct figures *figures, struct buf *out)
{
    uint32_t n;
    void *const *groups = figures_groups(figures, &n);
    PUT(out, ",\"by\":");
    buf_json(out, figures->by);
    PUT(out, ",\"groups\":[");
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_char(out, ',');
        put_group(figures, out, groups[i]);
    }
    buf_char(out, ']');
}

static void put_counter(struct buf *out, const char *key, struct str name, uint64_t cases)
{
    buf_printf(out, "{\"%s\":", key);
    buf_json(out, name);
    buf_printf(out, ",\"cases\":%llu}", (unsigned long long)cases);
}

/* Those that counted something, in the order AT, or MAP's own. */
static void put_counters(struct buf *out, const char *head, const char *key, const struct map *map, void *const *at,
                         const struct figures_counter *others)
{
    bool any = false;
    buf_printf(out, ",\"%s\":[", head);
    for (uint32_t i = 0; i < map->n; i++) {
        const struct figures_counter *counter = at ? at[i] : map->entries[i].value;
        if (counter->cases == 0)
            continue;
        buf_cstr(out, any ? "," : "");
        put_counter(out, key, counter->name, counter->cases);
        any = true;
    }
    if (others) {
        buf_cstr(out, any ? "," : "");
        put_counter(out, "others", STR(""), others->cases);
    }
    buf_char(out, ']');
}

static void put_silent(struct buf *out, const struct map *rules)
{
    bool any = false;
    PUT(out, ",\"in_no_decision\":[");
    for (uint32_t i = 0; i < rules->n; i++) {
        const struct figures_counter *counter = rules->entries[i].value;
        if (counter->cases > 0)
            continue;
        buf_cstr(out, any ? "," : "");
        buf_json(out, counter->name);
        any = true;
    }
    buf_char(out, ']');
}

void figures_json(struct figures *figures, struct buf *out)
{
    buf_char(out, '{');
    put_statuses(out, &figures->total);
    put_kpis(figures, out);
    if (figures->by.n > 0)
        put_groups(figures, out);
    put_counters(out, "actions", "action", &figures->actions, figures_by_name(figures, &figures->actions), figures->other_actions);
    put_counters(out, "rules", "rule", &figures->rules, NULL, NULL);
    put_counters(out, "conflicts", "about", &figures->conflicts, figures_by_name(figures, &figures->conflicts), NULL);
    put_silent(out, &figures->rules);
    PUT(out, "}\n");
}

/* ---- CSV ---- */

/* The columns before the counts. */
static void put_cells(struct buf *out, const char *section, struct str group, struct str name, struct str value, struct str shown, bool safe)
{
    const struct str cells[] = { group, name, value, shown };
    buf_cstr(out, section);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        buf_char(out, ',');
        buf_csv(out, cells[i], safe);
    }
}

/* A JSON text's inside; what has no quotes as it is, null as nothing. */
static struct str plain(struct figures *figures, struct str json)
{
    if (str_is(json, "null"))
        return STR("");
    if (json.n > 1 && json.p[0] == '"')
        json = str_slice(json, 1, json.n - 1);
    return str_dup(figures->arena, json);
}

static void csv_kpis(struct figures *figures, struct buf *out, const struct figures_group *group, struct str name, bool safe)
{
    for (uint32_t i = 0; i < figures->n_figures; i++) {
        const struct tally *tally = &group->tallies[i];
        struct str value = plain(figures, value_of(figures, tally, i));
        put_cells(out, "kpi", name, figures->figures[i].title, value, shown(figures, tally, i), safe);
        buf_printf(out, ",%llu,%llu,%llu\n", (unsigned long long)tally->counted, (unsigned long long)tally->skipped,
                   (unsigned long long)tally->failed);
    }
}

static void csv_count(struct buf *out, const char *section, struct str group, struct str name, uint64_t cases, bool safe)
{
    put_cells(out, section, group, name, STR(""), STR(""), safe);
    buf_printf(out, ",%llu,,\n", (unsigned long long)cases);
}

static void csv_statuses(struct buf *out, const struct figures_group *group, struct str name, bool safe)
{
    for (int i = 0; i < FIGURES_STATUSES; i++)
        csv_count(out, "status", name, str_from(statuses[i]), group->statuses[i], safe);
}

static void csv_counters(struct buf *out, const char *section, const struct map *map, void *const *at, bool safe)
{
    for (uint32_t i = 0; i < map->n; i++) {
        const struct figures_counter *counter = at ? at[i] : map->entries[i].value;
        csv_count(out, section, STR(""), counter->name, counter->cases, safe);
    }
}

static struct str name_at(void *const *groups, uint32_t i)
{
    return ((const struct figures_group *)groups[i])->name;
}

void figures_csv(struct figures *figures, struct buf *out, bool safe)
{
    uint32_t n = 0;
    void *const *groups = figures->by.n > 0 ? figures_groups(figures, &n) : NULL;
    PUT(out, "section,group,name,value,shown,cases,skipped,errors\n");
    csv_kpis(figures, out, &figures->total, STR(""), safe);
    for (uint32_t i = 0; i < n; i++)
        csv_kpis(figures, out, groups[i], name_at(groups, i), safe);
    csv_statuses(out, &figures->total, STR(""), safe);
    for (uint32_t i = 0; i < n; i++)
        csv_statuses(out, groups[i], name_at(groups, i), safe);
    csv_counters(out, "action", &figures->actions, figures_by_name(figures, &figures->actions), safe);
    if (figures->other_actions)
        csv_count(out, "action", STR(""), STR("(others)"), figures->other_actions->cases, safe);
    csv_counters(out, "rule", &figures->rules, NULL, safe);
    csv_counters(out, "conflict", &figures->conflicts, figures_by_name(figures, &figures->conflicts), safe);
}
