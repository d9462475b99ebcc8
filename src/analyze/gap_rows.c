/* The row, line or rule to add where cases are left without a result. */
#include "analyze/cells_write.h"
#include "analyze/gap.h"

enum { MOST_ROWS = 8 };

struct diagram_box gap_without_given(struct finder *f, const struct diagram_box *box)
{
    struct diagram_side *sides = arena_array(f->arena, struct diagram_side, box->n_sides);
    struct diagram_box left = { sides, 0 };
    for (uint32_t i = 0; i < box->n_sides; i++) {
        const struct input *input = f->space->inputs.at[box->sides[i].variable];
        uint32_t cell = 0, missing = cells_missing(f->space, box->sides[i].variable);
        while (cell < input->n_cells && (cell == missing || box->sides[i].cells[cell / 64] >> cell % 64 & 1))
            cell++;
        if (cell < input->n_cells)
            sides[left.n_sides++] = box->sides[i];
    }
    return left;
}

/* ---- regions ---- */

/* Another name of a term: of a definition that is worth the same; `today`. */
static struct str other_head(struct finder *f, struct str head)
{
    struct str day = STR("date_of(now)");
    int64_t at = str_find(head, day);
    if (at >= 0)
        return str_printf(f->arena, "%.*stoday%.*s", (int)at, head.p, (int)(head.n - at - day.n), head.p + at + day.n);
    for (uint32_t i = 0; i < f->shown.n_definitions; i++) {
        const struct definition *definition = &f->shown.definitions[i];
        if (!definition->body || definition->body->op == EXPR_ARMS || definition->body->op == EXPR_AGREE)
            continue;
        f->text.n = 0;
        cells_show_expr(f->space, &f->text, definition->body);
        if (str_eq(finder_take(f), head))
            return definition->name;
    }
    return STR("");
}

/* A test of a list's elements stands below the list's own head: `A`, `not A, B`. */
static bool take_element(struct finder *f, struct finding_region *region, const struct expr *e, bool yes)
{
    struct finding_side *sides = (struct finding_side *)region->sides;
    f->text.n = 0;
    cells_show_expr(f->space, &f->text, e->items[0]);
    struct str head = finder_take(f);
    cells_show_expr(f->space, &f->text, e->items[1]);
    struct str element = finder_take(f);
    for (uint32_t i = 0; i < region->n; i++) {
        if (!str_eq(sides[i].head, head))
            continue;
        bool both_not = !yes && sides[i].cell.n > 4 && str_eq(str_slice(sides[i].cell, 0, 4), STR("not "));
        sides[i].cell = both_not ? str_printf(f->arena, "%.*s, %.*s", STR_ARG(sides[i].cell), STR_ARG(element)) : STR("");
        return true;
    }
    sides[region->n++] = (struct finding_side){ .head = head, .cell = str_printf(f->arena, "%s%.*s", yes ? "" : "not ", STR_ARG(element)) };
    return true;
}

static bool is_element_test(const struct input *input)
{
    return input->kind == INPUT_TEST && input->expr->op == EXPR_HAS && input->expr->items[1]->op == EXPR_CONST;
}

static bool is_yes(const struct input *input, const uint64_t *cells)
{
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (cells[i / 64] >> i % 64 & 1 && input->cells[i].kind == CELL_POINT && input->cells[i].value.i)
            return true;
    return false;
}

static void add_side(struct finder *f, struct finding_region *region, const struct diagram_side *side)
{
    struct finding_side made = { .head = STR("") };
    f->text.n = 0;
    cells_show_input(f->space, &f->text, side->variable);
    made.head = finder_take(f);
    made.other = other_head(f, made.head);
    if (cells_write_cell(f->space, &f->text, side->variable, side->cells))
        made.cell = finder_take(f);
    f->text.n = 0;
    if (cells_write_condition(f->space, &f->text, side->variable, side->cells))
        made.condition = finder_take(f);
    f->text.n = 0;
    ((struct finding_side *)region->sides)[region->n++] = made;
}

/* What the table or group asks for as a whole its rows need not say again. */
static bool is_asked_for(struct gap *gap, const struct diagram_side *side)
{
    struct diagram_box box = { side, 1 };
    return diagram_and_not(gap->f->pool, gap->chain->guard, diagram_of_box(gap->f->pool, &box)) == DIAGRAM_NO;
}

static struct finding_region region_of(struct gap *gap, const struct diagram_box *box, bool table)
{
    struct finder *f = gap->f;
    struct diagram_box left = gap_without_given(f, box);
    struct finding_region region = { arena_array(f->arena, struct finding_side, left.n_sides), 0 };
    for (uint32_t i = 0; i < left.n_sides; i++) {
        const struct input *input = f->space->inputs.at[left.sides[i].variable];
        if (is_asked_for(gap, &left.sides[i]))
            continue;
        if (!table || !is_element_test(input) || !take_element(f, &region, input->expr, is_yes(input, left.sides[i].cells)))
            add_side(f, &region, &left.sides[i]);
    }
    return region;
}

/* Rows of which only one may match must not overlap: each takes what is left. */
static bool is_exclusive(const struct chain *chain) { return chain->hit == HIT_ONLY_ONE || chain->hit == HIT_ANY; }

/* A cell holds one comparison, or a list of what has two ends: the cells of a side that go on without end, by themselves. NULL: they may stay. */
static const uint64_t *endless_part(struct finder *f, const struct diagram_side *side)
{
    const struct input *input = f->space->inputs.at[side->variable];
    struct cells_range range;
    uint32_t n = 0, from = 0, open = 0, last = UINT32_MAX;
    if (!cells_has_order(input))
        return NULL;
    uint64_t *part = arena_array(f->arena, uint64_t, (input->n_cells + 63) / 64);
    for (uint32_t at = 0; cells_next_range(input, side->cells, &at, &range); n++) {
        if (!range.has_low != !range.has_high) {
            open++;
            for (last = at; last-- > from;)
                if (side->cells[last / 64] >> last % 64 & 1)
                    part[last / 64] |= UINT64_C(1) << last % 64;
        }
        from = at;
    }
    return n > 1 && open == 1 ? part : NULL;
}

static void add_region(struct gap *gap, struct finding *finding, const struct diagram_box *box)
{
    struct finder *f = gap->f;
    for (uint32_t i = 0; gap->chain->table && i < box->n_sides; i++) {
        const uint64_t *part = endless_part(f, &box->sides[i]);
        if (!part)
            continue;
        uint32_t words = (f->space->inputs.at[box->sides[i].variable]->n_cells + 63) / 64;
        for (unsigned which = 0; which < 2; which++) {
            struct diagram_side *sides = arena_copy(f->arena, box->sides, box->n_sides * sizeof *sides);
            uint64_t *cells = arena_array(f->arena, uint64_t, words);
            for (uint32_t w = 0; w < words; w++)
                cells[w] = which ? part[w] : box->sides[i].cells[w] & ~part[w];
            sides[i].cells = cells;
            struct diagram_box half = { sides, box->n_sides };
            add_region(gap, finding, &half);
        }
        return;
    }
    vec_push(f->arena, &finding->regions, region_of(gap, box, gap->chain->table));
}

static void find_regions(struct gap *gap, struct finding *finding)
{
    struct finder *f = gap->f;
    diagram left = gap->own;
    for (uint32_t i = 0; i < MOST_ROWS && left != DIAGRAM_NO; i++) {
        struct diagram_box *box = i < gap->n_boxes && !is_exclusive(gap->chain) ? &gap->boxes[i] : NULL;
        uint32_t n = 1;
        bool all;
        if (!box)
            box = diagram_boxes(f->pool, f->arena, left, 1, 1, &n, &all);
        diagram in = n ? finder_and(f, left, diagram_of_box(f->pool, box)) : DIAGRAM_NO;
        if (in != DIAGRAM_NO && finder_possible(f, in) != ANSWER_NO)
            add_region(gap, finding, box);
        left = diagram_and_not(f->pool, left, diagram_of_box(f->pool, box));
    }
    finding->more_regions = finder_possible(f, left) != ANSWER_NO;
}

/* ---- lines ---- */

/* All sides as one condition; false: there are no words for one. */
static bool put_condition(struct finder *f, const struct finding_region *region)
{
    for (uint32_t i = 0; i < region->n; i++) {
        if (region->sides[i].condition.n == 0)
            return false;
        buf_printf(&f->text, "%s%.*s", i ? " and " : "", STR_ARG(region->sides[i].condition));
    }
    return region->n > 0;
}

static struct str lines(struct finder *f, const struct finding *finding, bool group)
{
    bool fine = finding->regions.n > 0;
    f->text.n = 0;
    for (uint32_t i = 0; i < finding->regions.n && fine; i++) {
        buf_cstr(&f->text, group ? "\n  if " : "\n  VALUE if ");
        fine = put_condition(f, &finding->regions.at[i]);
        buf_cstr(&f->text, group ? " then ACTION" : "");
    }
    struct str text = finder_take(f);
    return fine ? text : STR("");
}

void gap_fix(struct gap *gap, struct finding *finding)
{
    struct finder *f = gap->f;
    const struct chain *chain = gap->chain;
    bool group = chain->unit && chain->unit->kind == UNIT_GROUP;
    find_regions(gap, finding);
    finding->row = chain->spans[0];
    if (chain->table) {
        finder_fix(f, finding, "add a row for these cases, or a last row with - in every condition");
        return;
    }
    struct str text = lines(f, finding, group);
    const char *ready = text.n == 0 ? "" : finding->more_regions ? "; for instance:" : ":";
    if (group)
        finder_fix(f, finding, "add a rule for these cases, or 'otherwise' as the last%s%.*s", ready, STR_ARG(text));
    else
        finder_fix(f, finding, "add a line for these cases, or a last line 'VALUE otherwise'%s%.*s", ready, STR_ARG(text));
}
