/* Sets and their items: which conditions an item has, in the order in which the VM looks at them, and whether a set pays. */
#include "code/index_rows.h"

#include "code/index_terms.h"

enum { UNIT_ARMS_MOST = INDEX_ROWS_MOST }; /* arms whose conditions together say whether the unit can be passed over */

struct index_rows {
    struct index_terms terms;
    uint32_t least;
    VEC(struct index_range) ranges;
    VEC(struct index_term) kept;
    VEC(struct index_row) rows;
    VEC(struct index_item) items;
    VEC(struct index_set) sets;
    uint32_t n_said; /* items of the set in hand of which something is said */
};

struct index_rows *index_rows_new(struct compiler *c, uint32_t least)
{
    struct index_rows *rows = arena_new(c->arena, struct index_rows);
    index_terms_init(&rows->terms, c);
    rows->least = least;
    return rows;
}

/* ---- rows ---- */

static void keep_term(struct index_rows *rows, struct index_term term)
{
    struct arena *arena = rows->terms.c->arena;
    uint32_t first = rows->ranges.n;
    for (uint32_t i = 0; i < term.n; i++)
        vec_push(arena, &rows->ranges, rows->terms.ranges.at[term.first + i]);
    term.first = first;
    vec_push(arena, &rows->kept, term);
}

static void keep_row(struct index_rows *rows, uint32_t item, const struct conjunction *from)
{
    struct index_row row = { .item = item, .first = rows->kept.n, .n = from->n };
    for (uint32_t i = 0; i < from->n; i++)
        keep_term(rows, from->at[i]);
    vec_push(rows->terms.c->arena, &rows->rows, row);
}

static bool says_something(const struct condition *condition)
{
    for (uint32_t i = 0; i < condition->n; i++)
        if (condition->at[i].n == 0)
            return false;
    return true;
}

/* ARM: all that is to be done where the item applies is to list it. */
static void add_item(struct index_rows *rows, const struct condition *condition, uint32_t arm, struct span span)
{
    uint32_t item = rows->items.n - rows->sets.at[rows->sets.n - 1].first_item;
    for (uint32_t i = 0; i < condition->n; i++)
        keep_row(rows, item, &condition->at[i]);
    struct index_item made = { .arm = arm, .left = rows->terms.left, .left_at = rows->terms.left ? rows->terms.left_at : span, .span = span,
                               .exact = condition->exact };
    vec_push(rows->terms.c->arena, &rows->items, made);
    rows->n_said += says_something(condition);
    rows->terms.ranges.n = 0;
    rows->terms.left = INDEX_LEFT_NOTHING;
}

/* ---- sets ---- */

static void begin_set(struct index_rows *rows, struct str name, bool first_only)
{
    struct index_set set = { .name = name, .first_item = rows->items.n, .first_row = rows->rows.n, .first_only = first_only };
    vec_push(rows->terms.c->arena, &rows->sets, set);
    rows->n_said = 0;
}

/* The set is taken back where it says too little. */
static uint32_t end_set(struct index_rows *rows)
{
    struct index_set *set = &rows->sets.at[rows->sets.n - 1];
    set->n_items = rows->items.n - set->first_item;
    set->n_rows = rows->rows.n - set->first_row;
    set->n_said = rows->n_said;
    if (2 * rows->n_said >= set->n_items)
        return rows->sets.n - 1;
    rows->items.n = set->first_item;
    rows->rows.n = set->first_row;
    rows->sets.n--;
    return INDEX_NO_SET;
}

/* ---- units ---- */

/* STUCK: where E is unknown and can never be known, that ends the unit, whatever comes after it in the arm: then nothing after it may say no. */
static void and_conjunct(struct index_rows *rows, const struct expr *e, bool on, bool stuck, struct condition *condition)
{
    index_terms_and(&rows->terms, e, on, condition);
    if (e && stuck && share_hollow(rows->terms.c, e))
        index_terms_end(&rows->terms, e, condition);
}

static void and_arm(struct index_rows *rows, const struct arm *arm, bool stuck, struct condition *condition)
{
    and_conjunct(rows, arm->effective, true, stuck, condition);
    and_conjunct(rows, arm->condition, true, stuck, condition);
    and_conjunct(rows, arm->unless, false, stuck, condition);
}

/* That one of its arms applies. */
static void and_arms(struct index_rows *rows, const struct unit *unit, struct condition *condition)
{
    const struct arm *arms = &rows->terms.c->program->arms[unit->first_arm];
    struct condition any = { .exact = true, .pure = true }, one;
    if (unit->n_arms > UNIT_ARMS_MOST || !condition->pure)
        return;
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        index_terms_anything(&one);
        and_arm(rows, &arms[i], false, &one);
        index_terms_or(&rows->terms, &one, &any);
    }
    index_terms_and_all(&rows->terms, &any, condition);
}

static void add_unit(struct index_rows *rows, const struct unit *unit)
{
    struct condition condition;
    bool single = unit->n_arms == 1;
    index_terms_anything(&condition);
    index_terms_and(&rows->terms, unit->effective, true, &condition);
    index_terms_and(&rows->terms, unit->when, true, &condition);
    if (single) {
        and_arm(rows, &rows->terms.c->program->arms[unit->first_arm], false, &condition);
        index_terms_and(&rows->terms, unit->unless, false, &condition);
    } else {
        and_arms(rows, unit, &condition);
    }
    condition.exact &= single && condition.pure;
    add_item(rows, &condition, single ? unit->first_arm : INDEX_NO_ARM, unit->span);
}

uint32_t index_rows_units(struct index_rows *rows)
{
    const struct program *program = rows->terms.c->program;
    if (program->n_units < rows->least)
        return INDEX_NO_SET;
    begin_set(rows, STR(""), false);
    for (uint32_t i = 0; i < program->n_units; i++)
        add_unit(rows, &program->units[i]);
    return end_set(rows);
}

uint32_t index_rows_unit(struct index_rows *rows, const struct unit *unit)
{
    struct condition condition;
    if (unit->n_arms < rows->least)
        return INDEX_NO_SET;
    begin_set(rows, unit->name, unit->hit == HIT_FIRST);
    for (uint32_t i = 0; i < unit->n_arms; i++) {
        index_terms_anything(&condition);
        and_arm(rows, &rows->terms.c->program->arms[unit->first_arm + i], unit->hit == HIT_FIRST, &condition);
        condition.exact &= condition.pure;
        add_item(rows, &condition, INDEX_NO_ARM, rows->terms.c->program->arms[unit->first_arm + i].span);
    }
    return end_set(rows);
}

uint32_t index_rows_arms(struct index_rows *rows, const struct arms *arms)
{
    struct condition condition;
    if (arms->n < rows->least)
        return INDEX_NO_SET;
    begin_set(rows, arms->owner.n > 0 ? arms->owner : rows->terms.c->owner, arms->hit == HIT_FIRST);
    for (uint32_t i = 0; i < arms->n; i++) {
        index_terms_anything(&condition);
        index_terms_and(&rows->terms, arms->at[i].condition, true, &condition);
        condition.exact &= condition.pure;
        add_item(rows, &condition, INDEX_NO_ARM, arms->at[i].span);
    }
    return end_set(rows);
}

void index_rows_entry(struct index_rows *rows, uint32_t set, uint32_t i, uint32_t word)
{
    if (set != INDEX_NO_SET)
        rows->items.at[rows->sets.at[set].first_item + i].entry = word;
}

void index_rows_fire(struct index_rows *rows, uint32_t set, uint32_t i, uint32_t word)
{
    if (set != INDEX_NO_SET)
        rows->items.at[rows->sets.at[set].first_item + i].fire = word;
}

struct index *index_rows_index(struct index_rows *rows)
{
    struct arena *arena = rows->terms.c->arena;
    if (rows->sets.n == 0)
        return NULL;
    struct index *index = arena_new(arena, struct index);
    *index = (struct index){ .keys = rows->terms.keys.at, .n_keys = rows->terms.keys.n, .texts = rows->terms.texts.at,
                             .n_texts = rows->terms.texts.n, .ranges = rows->ranges.at, .n_ranges = rows->ranges.n,
                             .terms = rows->kept.at, .n_terms = rows->kept.n, .rows = rows->rows.at, .n_rows = rows->rows.n,
                             .items = rows->items.at, .n_items = rows->items.n, .sets = rows->sets.at, .n_sets = rows->sets.n };
    return index;
}
