#include "report/figures.h"

#include "value/date.h"

/* ---- counters ---- */

static struct figures_counter *counter_new(struct figures *figures, struct map *map, struct str name)
{
    struct figures_counter *counter = arena_new(figures->arena, struct figures_counter);
    counter->name = str_dup(figures->arena, name);
    map_put(map, counter->name, counter);
    return counter;
}

static void count(const struct figures *figures, struct figures_counter *counter)
{
    counter->cases += counter->last != figures->total.cases;
    counter->last = figures->total.cases;
}

static struct figures_group *group_new(struct figures *figures, struct str name)
{
    struct figures_group *group = arena_new(figures->arena, struct figures_group);
    group->name = str_dup(figures->arena, name);
    group->tallies = arena_array(figures->arena, struct tally, figures->n_figures);
    return group;
}

void figures_init(struct figures *figures, struct arena *arena, const struct figure *list, uint32_t n, const struct text_style *style,
                  const struct str *rules, uint32_t n_rules)
{
    struct map *const maps[] = { &figures->groups, &figures->actions, &figures->rules, &figures->conflicts };
    *figures = (struct figures){ .arena = arena, .figures = list, .n_figures = n, .style = style };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], arena);
    buf_init(&figures->scratch, arena->trap);
    figures->total = *group_new(figures, STR("all"));
    for (uint32_t i = 0; i < n_rules; i++)
        if (!map_get(&figures->rules, rules[i]))
            counter_new(figures, &figures->rules, rules[i]);
}

void figures_free(struct figures *figures)
{
    buf_free(&figures->scratch);
}

void figures_group_by(struct figures *figures, struct str by, const struct type *type, enum figures_unit unit)
{
    figures->by = by;
    figures->by_type = type;
    figures->unit = unit;
}

/* ---- actions and rules ---- */

/* Names of people, things, symbols; a text would make an action of its own of nearly every case. */
static bool is_name(const struct decided_action *action)
{
    enum type_kind kind = action->n_args > 0 ? action->args[0].type->kind : TYPE_TEXT;
    return kind == TYPE_SYMBOL || kind == TYPE_SET || kind == TYPE_PARTY;
}

static struct figures_counter *action_counter(struct figures *figures, const struct decided_action *action)
{
    struct buf *name = &figures->scratch;
    name->n = 0;
    buf_str(name, action->verb);
    if (is_name(action)) {
        buf_char(name, ' ');
        value_show(name, action->args[0].value, action->args[0].type, figures->style);
    }
    struct str key = { name->p, (uint32_t)name->n };
    struct figures_counter *counter = map_get(&figures->actions, key);
    if (counter)
        return counter;
    if (figures->actions.n < FIGURES_MOST_ACTIONS && key.n <= FIGURES_LONGEST_KEY)
        return counter_new(figures, &figures->actions, key);
    if (!figures->other_actions)
        figures->other_actions = arena_new(figures->arena, struct figures_counter);
    return figures->other_actions;
}

/* Most actions are constants of the policy, and are looked for once. */
static void count_action(struct figures *figures, const struct decided_action *action)
{
    while (action->same_all > figures->constant.n)
        vec_push(figures->arena, &figures->constant, NULL);
    struct figures_counter **kept = action->same_all ? &figures->constant.at[action->same_all - 1] : NULL;
    struct figures_counter *counter = kept && *kept ? *kept : action_counter(figures, action);
    if (kept)
        *kept = counter;
    count(figures, counter);
    for (uint32_t i = 0; i < action->n_rules; i++) {
        struct figures_counter *rule = map_get(&figures->rules, action->rules[i]);
        if (rule)
            count(figures, rule);
    }
}

static void count_conflicts(struct figures *figures, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_errors; i++) {
        struct figures_counter *counter = map_get(&figures->conflicts, decision->errors[i].subject);
        if (!counter)
            counter = counter_new(figures, &figures->conflicts, decision->errors[i].subject);
        count(figures, counter);
    }
}

/* ---- groups ---- */

/* ISO 8601: the week has the year of its Thursday. */
static void show_week(struct buf *out, int64_t monday)
{
    int year, month, day;
    int64_t first = 0;
    date_to_civil(monday + 3, &year, &month, &day);
    date_from_civil(year, 1, 1, &first);
    buf_printf(out, "%04d-W%02d", year, (int)((monday + 3 - first) / 7) + 1);
}

static int64_t period_start(int64_t date, enum figures_unit unit)
{
    int year, month, day;
    int64_t start = date;
    if (unit == FIGURES_WEEK)
        return date - date_weekday(date) + 1;
    date_to_civil(date, &year, &month, &day);
    if (unit == FIGURES_MONTH || unit == FIGURES_YEAR)
        date_from_civil(year, unit == FIGURES_YEAR ? 1 : month, 1, &start);
    return start;
}

static void show_period(struct buf *out, int64_t start, enum figures_unit unit)
{
    int year, month, day;
    date_to_civil(start, &year, &month, &day);
    if (unit == FIGURES_WEEK)
        show_week(out, start);
    else if (unit == FIGURES_YEAR)
        buf_printf(out, "%04d", year);
    else if (unit == FIGURES_MONTH)
        buf_printf(out, "%04d-%02d", year, month);
    else
        date_write(out, start);
}

/* What VALUE is grouped as: *NAME in scratch. */
static struct value key_of(struct figures *figures, struct value value, struct str *name)
{
    struct buf *out = &figures->scratch;
    out->n = 0;
    if (figures->unit == FIGURES_EACH) {
        value_show(out, value, figures->by_type, figures->style);
    } else {
        int64_t date = value.kind == VALUE_MOMENT ? moment_date(value.i, value.offset) : value.i;
        value = value_int(VALUE_DATE, period_start(date, figures->unit));
        show_period(out, value.i, figures->unit);
    }
    *name = (struct str){ out->p, (uint32_t)out->n };
    return value;
}

static struct figures_group *other(struct figures *figures, struct figures_group **group, const char *name, bool others)
{
    if (!*group)
        *group = group_new(figures, str_from(name));
    (*group)->others = others;
    return *group;
}

static struct figures_group *group_of(struct figures *figures, struct value value)
{
    struct str name;
    if (!value_known(value))
        return other(figures, &figures->missing, "(missing)", false);
    value = key_of(figures, value, &name);
    struct figures_group *group = map_get(&figures->groups, name);
    if (group)
        return group;
    if (figures->groups.n == FIGURES_MOST_GROUPS || name.n > FIGURES_LONGEST_KEY)
        return other(figures, &figures->others, "(others)", true);
    group = group_new(figures, name);
    group->value = value.kind == VALUE_TEXT ? value_text(group->name) : value;
    map_put(&figures->groups, group->name, group);
    return group;
}

static void count_case(struct figures_group *group, const struct decision *decision)
{
    group->cases++;
    group->statuses[decision->status]++;
}

struct figures_group *figures_case(struct figures *figures, const struct decision *decision, struct value by)
{
    count_case(&figures->total, decision);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        count_action(figures, decision->actions[i]);
    if (decision->status == DECISION_CONFLICT)
        count_conflicts(figures, decision);
    if (figures->by.n == 0)
        return NULL;
    struct figures_group *group = group_of(figures, by);
    count_case(group, decision);
    return group;
}

/* ---- in order ---- */

typedef bool in_order(const void *a, const void *b);

/* Merge sort, as in source/diag.c: qsort(3) may call malloc. */
static void sort(struct arena *arena, void **things, uint32_t n, in_order *fine)
{
    void **from = things, **to = arena_array(arena, void *, n);
    for (uint64_t width = 1; width < n; width *= 2) {
        for (uint64_t low = 0; low < n; low += 2 * width) {
            uint64_t middle = low + width < n ? low + width : n, high = low + 2 * width < n ? low + 2 * width : n;
            uint64_t a = low, b = middle;
            for (uint64_t at = low; at < high; at++)
                to[at] = a < middle && (b == high || fine(from[a], from[b])) ? from[a++] : from[b++];
        }
        void **swap = from;
        from = to;
        to = swap;
    }
    for (uint32_t i = 0; i < n; i++)
        things[i] = from[i];
}

/* What MAP has, with room for two more. */
static void **things_of(struct arena *arena, const struct map *map, in_order *fine)
{
    void **things = arena_array(arena, void *, map->n + 2);
    for (uint32_t i = 0; i < map->n; i++)
        things[i] = map->entries[i].value;
    sort(arena, things, map->n, fine);
    return things;
}

static bool groups_in_order(const void *a, const void *b)
{
    return value_order(((const struct figures_group *)a)->value, ((const struct figures_group *)b)->value) <= 0;
}

static bool counters_in_order(const void *a, const void *b)
{
    return str_cmp(((const struct figures_counter *)a)->name, ((const struct figures_counter *)b)->name) <= 0;
}

void *const *figures_groups(struct figures *figures, uint32_t *n)
{
    void **groups = things_of(figures->arena, &figures->groups, groups_in_order);
    *n = figures->groups.n;
    if (figures->missing)
        groups[(*n)++] = figures->missing;
    if (figures->others)
        groups[(*n)++] = figures->others;
    return groups;
}

void *const *figures_by_name(struct figures *figures, const struct map *counters)
{
    return things_of(figures->arena, counters, counters_in_order);
}
