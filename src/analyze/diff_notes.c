/* What is to be known beside the regions: what only one policy has, and what is not compared. */
#include "analyze/diff_inner.h"

/* The sides, in sentences. */
static const char *const words[] = { "old", "new" };

/* ---- lookups ---- */

static const struct lookup *lookup_named(const struct program *program, struct str name, uint32_t *index)
{
    for (*index = 0; *index < program->n_lookups; ++*index)
        if (str_eq(program->lookups[*index].name, name))
            return &program->lookups[*index];
    return NULL;
}

static bool same_params(struct diff_state *diff, uint32_t old, uint32_t new)
{
    const struct lookup *a = &diff->programs[DIFF_OLD]->lookups[old];
    for (uint32_t i = 0; i < a->n_params; i++)
        if (!diff_alike(diff, diff->programs[DIFF_OLD]->lookup_uses[old].params[i], diff->programs[DIFF_NEW]->lookup_uses[new].params[i]))
            return false;
    return true;
}

static bool same_question(struct diff_state *diff, uint32_t old, uint32_t new)
{
    const struct lookup *a = &diff->programs[DIFF_OLD]->lookups[old], *b = &diff->programs[DIFF_NEW]->lookups[new];
    return str_eq(a->sql, b->sql) && a->many == b->many && a->optional == b->optional && a->n_params == b->n_params
           && type_same(diff->programs[DIFF_OLD]->lookup_uses[old].row, diff->programs[DIFF_NEW]->lookup_uses[new].row);
}

/* Makes the new policy's lookup another question. */
static void part(struct diff_state *diff, uint32_t index)
{
    struct program *copy = arena_copy(diff->arena, diff->programs[DIFF_NEW], sizeof *copy);
    struct lookup *lookups = arena_copy(diff->arena, copy->lookups, copy->n_lookups * sizeof *lookups);
    lookups[index].sql = str_printf(diff->arena, "%.*s\n", STR_ARG(lookups[index].sql));
    copy->lookups = lookups;
    diff->programs[DIFF_NEW] = copy;
    diff_note(diff, DIFF_REMARK, str_printf(diff->arena, "lookup %.*s is another question in the new policy: what it finds is thought of as other rows",
                                            STR_ARG(lookups[index].name)));
}

/* The space of both as they are now. */
static void take(struct diff_state *diff)
{
    cells_free(diff->space);
    diff->space = NULL;
    cells_space(&diff->space, diff->arena, diff->programs, DIFF_SIDES, &diff->options.limits, diff->trap);
}

/* Parts lookups that are asked with something else; whether there were any. */
static bool part_by_params(struct diff_state *diff)
{
    const struct program *old = diff->programs[DIFF_OLD];
    bool parted = false;
    for (uint32_t i = 0, k; i < old->n_lookups; i++)
        if (lookup_named(diff->programs[DIFF_NEW], old->lookups[i].name, &k) && same_question(diff, i, k) && !same_params(diff, i, k)) {
            part(diff, k);
            parted = true;
        }
    return parted;
}

void diff_take_together(struct diff_state *diff)
{
    const struct program *old = diff->programs[DIFF_OLD];
    for (uint32_t i = 0, k; i < old->n_lookups; i++)
        if (lookup_named(diff->programs[DIFF_NEW], old->lookups[i].name, &k) && !same_question(diff, i, k))
            part(diff, k);
    take(diff);
    while (part_by_params(diff)) /* what rests on the rows of another lookup is asked with other rows, too */
        take(diff);
}

/* ---- facts ---- */

static bool is_linked(const struct diff_state *diff, uint32_t fact)
{
    for (uint32_t i = 0; i < diff->links.n; i++)
        if (diff->links.at[i].facts[DIFF_OLD] == fact || diff->links.at[i].facts[DIFF_NEW] == fact)
            return true;
    return false;
}

/* "only the new policy knows of tier, region" */
static void tell_strangers(struct diff_state *diff, unsigned side)
{
    struct str names = { 0 };
    for (uint32_t i = 0; i < diff->space->n_facts; i++) {
        const struct space_fact *fact = &diff->space->facts[i];
        if (fact->row || fact->fact->of_lookup || fact->fact->figure || fact->in[!side] != UINT32_MAX || is_linked(diff, i))
            continue;
        names = str_printf(diff->arena, "%.*s%s%.*s", STR_ARG(names), names.n ? ", " : "", STR_ARG(fact->fact->name));
    }
    if (names.n)
        diff_note(diff, DIFF_REMARK, str_printf(diff->arena, "only the %s policy has the facts %.*s", words[side], STR_ARG(names)));
}

void diff_remark(struct diff_state *diff)
{
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        tell_strangers(diff, side);
}
