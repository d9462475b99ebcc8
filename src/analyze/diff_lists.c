/* Questions in parts: those of one side and of the other are compared part by part. Nothing here joins all of a policy's rules in one diagram,
 * which may be as large as all combinations of them: most parts have their like on the other side, or differ from it by little. */
#include "analyze/diff_inner.h"

#include "base/map.h"

#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    diagram x = *(const diagram *)a, y = *(const diagram *)b;
    return x < y ? -1 : x > y;
}

void diff_list_add(struct diff_state *diff, struct diff_list *list, diagram part, uint32_t twin)
{
    vec_push(diff->arena, &list->parts, part);
    vec_push(diff->arena, &list->twins, twin);
}

/* PART without all of OTHERS; the one at TWIN first, which mostly leaves little. */
static diagram rest_of(struct diff_state *diff, diagram part, const struct diff_list *others, uint32_t twin)
{
    struct diagrams *pool = diff->space->pool;
    if (twin < others->parts.n)
        part = diagram_and_not(pool, part, others->parts.at[twin]);
    for (uint32_t i = 0; i < others->parts.n && part != DIAGRAM_NO && part != DIAGRAM_OVER; i++)
        if (others->parts.at[i] == DIAGRAM_OVER || diagram_meet(pool, part, others->parts.at[i]))
            part = diagram_and_not(pool, part, others->parts.at[i]);
    return part;
}

diagram diff_list_only(struct diff_state *diff, const struct diff_list *list, const struct diff_list *others)
{
    uint32_t n = others->parts.n;
    diagram any = DIAGRAM_NO, *sorted = arena_array(diff->arena, diagram, n);
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = others->parts.at[i];
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, by_number);
    for (uint32_t i = 0; i < list->parts.n && any != DIAGRAM_OVER; i++) {
        diagram part = list->parts.at[i];
        if (part == DIAGRAM_NO || (part != DIAGRAM_OVER && n > 0 && bsearch(&part, sorted, n, sizeof *sorted, by_number)))
            continue;
        any = diagram_or(diff->space->pool, any, rest_of(diff, part, others, list->twins.at[i]));
    }
    return any;
}

diagram diff_list_without(struct diff_state *diff, diagram question, const struct diff_list *list)
{
    return rest_of(diff, question, list, UINT32_MAX);
}

/* ---- actions that stand for each other ---- */

/* The first action of OTHERS at or behind FROM, which is the first of an arm of that name, that stands at OWN's place in its arm. */
static uint32_t of_name(const struct symbolic_action *others, uint32_t m, const struct program *program, uint32_t from, uint32_t place, struct str name)
{
    for (uint32_t k = from; k < m && str_eq(program->arms[others[k].arm].name, name); k++)
        if (others[k].index == place)
            return k;
    return UINT32_MAX;
}

/* Its like stands mostly at its place; else it is looked up by its arm's name. */
static uint32_t twin_of(struct diff_state *diff, unsigned side, uint32_t index, const struct map *named)
{
    uint32_t n, m;
    const struct symbolic_action *own = &symbolic_actions(diff->sides[side], &n)[index], *others = symbolic_actions(diff->sides[!side], &m);
    const struct program *program = diff->programs[!side];
    struct str name = diff->programs[side]->arms[own->arm].name;
    if (index < m && others[index].index == own->index && str_eq(program->arms[others[index].arm].name, name))
        return index;
    uintptr_t first = (uintptr_t)map_get(named, name);
    uint32_t twin = first ? of_name(others, m, program, (uint32_t)first - 1, own->index, name) : UINT32_MAX;
    return twin != UINT32_MAX ? twin : m ? index % m : UINT32_MAX;
}

/* Names of arms to the first of their actions of SIDE, + 1. */
static void map_names(struct diff_state *diff, unsigned side, struct map *named)
{
    uint32_t n;
    const struct symbolic_action *actions = symbolic_actions(diff->sides[side], &n);
    map_init(named, diff->arena);
    for (uint32_t i = n; i-- > 0;)
        map_put(named, diff->programs[side]->arms[actions[i].arm].name, (void *)((uintptr_t)i + 1));
}

uint32_t diff_twin(struct diff_state *diff, unsigned side, uint32_t action)
{
    uint32_t n;
    struct map named;
    symbolic_actions(diff->sides[side], &n);
    if (!diff->twins[side]) {
        uint32_t *twins = arena_array(diff->arena, uint32_t, n);
        map_names(diff, !side, &named);
        for (uint32_t i = 0; i < n; i++)
            twins[i] = twin_of(diff, side, i, &named);
        diff->twins[side] = twins;
    }
    return diff->twins[side][action];
}
