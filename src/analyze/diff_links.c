/* Facts of one name and two types. A case gives both at once, so cells of the one go together only with some of the other: those that
 * hold a value which, as a case writes it, is the same. */
#include "analyze/diff_inner.h"

/* ---- values that a case writes alike ---- */

static bool is_word(const struct type *type)
{
    return type->kind == TYPE_SET || type->kind == TYPE_TEXT || type->kind == TYPE_PARTY || type->kind == TYPE_SYMBOL;
}

/* VALUE of type FROM as a case's reader would take it under type TO; false: it would not. */
static bool convert(const struct type *from, struct value value, const struct type *to, struct value *out)
{
    *out = value;
    if (type_is_numeric(from) && type_is_numeric(to))
        return true;
    if (!is_word(from) || !is_word(to))
        return false;
    struct str text = value.kind == VALUE_SYMBOL ? from->symbols[value.i].text : value_str(value);
    int symbol = to->kind == TYPE_SET ? type_symbol_by_data(to, text) : 0;
    *out = to->kind == TYPE_SET ? value_int(VALUE_SYMBOL, symbol) : value_text(text);
    return symbol >= 0;
}

struct pair {
    uint32_t inputs[DIFF_SIDES], cells[DIFF_SIDES];
    struct value values[DIFF_SIDES]; /* what is found */
};

static bool try_value(struct diff_state *diff, struct pair *pair, unsigned side, struct value value)
{
    const struct input *mine = diff->space->inputs.at[pair->inputs[side]], *other = diff->space->inputs.at[pair->inputs[!side]];
    struct value theirs;
    if (!convert(mine->type, value, other->type, &theirs))
        return false;
    if (type_is_numeric(mine->type) && (value.i % cells_grain(diff->space, mine->type) != 0 || value.i % cells_grain(diff->space, other->type) != 0))
        return false;
    if (cells_find(diff->space, pair->inputs[side], value) != pair->cells[side]
        || cells_find(diff->space, pair->inputs[!side], theirs) != pair->cells[!side])
        return false;
    pair->values[side] = value;
    pair->values[!side] = theirs;
    return true;
}

static bool try_cell(struct diff_state *diff, struct pair *pair, unsigned side)
{
    const struct input *input = diff->space->inputs.at[pair->inputs[side]];
    const struct cell *cell = &input->cells[pair->cells[side]];
    if (cell->kind == CELL_MISSING)
        return false;
    for (uint32_t i = 0; input->type->kind == TYPE_SET && i < input->type->n_symbols; i++)
        if (try_value(diff, pair, side, value_int(VALUE_SYMBOL, i)))
            return true;
    if (input->type->kind == TYPE_SET)
        return false;
    if (try_value(diff, pair, side, cell->value))
        return true;
    return cell->kind == CELL_BETWEEN && ((cell->has_low && try_value(diff, pair, side, value_int(cell->value.kind, cell->low)))
                                          || (cell->has_high && try_value(diff, pair, side, value_int(cell->value.kind, cell->high))));
}

/* Whether the cells hold a value in common; it is then in PAIR. */
static bool in_common(struct diff_state *diff, struct pair *pair)
{
    return try_cell(diff, pair, DIFF_OLD) || try_cell(diff, pair, DIFF_NEW);
}

/* The cell that the fact of SIDE is in where a case does not give it. */
static uint32_t cell_of_none(struct diff_state *diff, const struct diff_link *link, unsigned side)
{
    const struct space_fact *fact = &diff->space->facts[link->facts[side]];
    uint32_t missing = cells_missing(diff->space, fact->input);
    return missing != UINT32_MAX ? missing : cells_find(diff->space, fact->input, fact->fact->default_);
}

/* ---- which go together ---- */

static struct pair pair_of(struct diff_state *diff, const struct diff_link *link, uint32_t old, uint32_t new)
{
    const struct space_fact *facts = diff->space->facts;
    return (struct pair){ .inputs = { facts[link->facts[DIFF_OLD]].input, facts[link->facts[DIFF_NEW]].input }, .cells = { old, new } };
}

static diagram together(struct diff_state *diff, const struct diff_link *link)
{
    struct diagrams *pool = diff->space->pool;
    struct pair any = pair_of(diff, link, 0, 0);
    diagram possible = DIAGRAM_NO;
    for (uint32_t i = 0; i < diff->space->inputs.at[any.inputs[DIFF_OLD]]->n_cells; i++)
        for (uint32_t k = 0; k < diff->space->inputs.at[any.inputs[DIFF_NEW]]->n_cells; k++) {
            struct pair pair = pair_of(diff, link, i, k);
            bool none = i == cell_of_none(diff, link, DIFF_OLD) && k == cell_of_none(diff, link, DIFF_NEW);
            diagram both = diagram_and(pool, diagram_cell(pool, pair.inputs[DIFF_OLD], i), diagram_cell(pool, pair.inputs[DIFF_NEW], k));
            if (none || in_common(diff, &pair))
                possible = diagram_or(pool, possible, both);
        }
    return possible;
}

/* Symbols that only the set of SIDE has: under the other policy such a case is an error. */
static void tell_symbols(struct diff_state *diff, const struct fact *fact, const struct type *mine, const struct type *other, unsigned side)
{
    for (uint32_t i = 0; mine->kind == TYPE_SET && is_word(other) && i < mine->n_symbols; i++)
        if (other->kind == TYPE_SET && type_symbol_by_data(other, mine->symbols[i].text) < 0)
            diff_note(diff, DIFF_DIFFERENT, str_printf(diff->arena, "%.*s may be %.*s in the %s policy only: in the other such a case is an error",
                      STR_ARG(fact->name), STR_ARG(mine->symbols[i].name), side == DIFF_NEW ? "new" : "old"));
}

static void tell_types(struct diff_state *diff, const struct fact *old, const struct fact *new)
{
    struct str was = type_text(diff->arena, old->type), is = type_text(diff->arena, new->type), name = old->name;
    bool sets = old->type->kind == TYPE_SET && new->type->kind == TYPE_SET;
    bool alike = (type_is_numeric(old->type) && type_is_numeric(new->type)) || (is_word(old->type) && is_word(new->type));
    if (!sets && alike)
        diff_note(diff, DIFF_OPEN, str_printf(diff->arena, "cases in which %.*s is a value that only one of the policies takes: it was %.*s, and is %.*s",
                                              STR_ARG(name), STR_ARG(was), STR_ARG(is)));
    if (!alike)
        diff_note(diff, DIFF_OPEN, str_printf(diff->arena, "cases that give %.*s: it was %.*s, and is %.*s", STR_ARG(name), STR_ARG(was), STR_ARG(is)));
    tell_symbols(diff, old, old->type, new->type, DIFF_OLD);
    tell_symbols(diff, new, new->type, old->type, DIFF_NEW);
}

static bool alike(const struct space_fact *old, const struct space_fact *new)
{
    if (old->row || new->row || old->in[DIFF_NEW] != UINT32_MAX || new->in[DIFF_OLD] != UINT32_MAX || old == new)
        return false;
    return str_eq(old->fact->name, new->fact->name);
}

void diff_link_facts(struct diff_state *diff)
{
    const struct space *space = diff->space;
    diff->possible = DIAGRAM_YES;
    for (uint32_t i = 0; i < space->n_facts; i++)
        for (uint32_t k = 0; k < space->n_facts; k++) {
            struct diff_link link = { { i, k } };
            if (space->facts[i].in[DIFF_OLD] == UINT32_MAX || space->facts[k].in[DIFF_NEW] == UINT32_MAX || !alike(&space->facts[i], &space->facts[k]))
                continue;
            vec_push(diff->arena, &diff->links, link);
            tell_types(diff, space->facts[i].fact, space->facts[k].fact);
            diff->possible = diagram_and(space->pool, diff->possible, together(diff, &link));
        }
}

void diff_join_facts(struct diff_state *diff, struct value *facts)
{
    for (uint32_t i = 0; i < diff->links.n; i++) {
        const struct diff_link *link = &diff->links.at[i];
        uint32_t cells[DIFF_SIDES];
        for (unsigned side = 0; side < DIFF_SIDES; side++)
            cells[side] = value_known(facts[link->facts[side]]) ? cells_find(diff->space, diff->space->facts[link->facts[side]].input, facts[link->facts[side]])
                                                                : cell_of_none(diff, link, side);
        struct pair pair = pair_of(diff, link, cells[DIFF_OLD], cells[DIFF_NEW]);
        bool none = cells[DIFF_OLD] == cell_of_none(diff, link, DIFF_OLD) && cells[DIFF_NEW] == cell_of_none(diff, link, DIFF_NEW);
        if (!none)
            in_common(diff, &pair);
        for (unsigned side = 0; side < DIFF_SIDES; side++)
            facts[link->facts[side]] = none ? value_unknown() : pair.values[side];
    }
}

const struct value *diff_said(struct diff_state *diff, const struct value *facts)
{
    const struct space *space = diff->space;
    struct value *said = arena_copy(diff->arena, facts, space->n_facts * sizeof *facts);
    for (uint32_t i = 0; i < space->n_facts; i++)
        if (cells_missing(space, space->facts[i].input) == UINT32_MAX && value_same(said[i], space->facts[i].fact->default_))
            said[i] = value_unknown();
    for (uint32_t i = 0; i < diff->links.n; i++)
        if (value_known(said[diff->links.at[i].facts[DIFF_NEW]]))
            said[diff->links.at[i].facts[DIFF_OLD]] = value_unknown();
    return said;
}
