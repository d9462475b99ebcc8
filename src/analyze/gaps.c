/* Cases that a definition, a table or a group leaves without a result. A missing fact makes a case incomplete and is no gap; where
 * there are other cases, gaps are told of those whose facts are given. */
#include "analyze/finder.h"

enum { MOST_BOXES = 3, TRIED_BOXES = 12 };

struct gap {
    struct finder *f;
    const struct chain *chain;
    diagram question;
    struct witness_case found;
    struct diagram_box *boxes; /* that have cases, the widest first */
    uint32_t n_boxes;
    bool all; /* the boxes are all of it */
};

static bool needs_a_match(const struct chain *chain)
{
    if (chain->unit && chain->unit->kind == UNIT_RULE)
        return false;
    return chain->hit != HIT_SUM && chain->hit != HIT_COUNT && chain->hit != HIT_EVERY;
}

/* ---- what all arms of a unit ask for is what it is there for ---- */

typedef VEC(diagram) conjuncts;

static void add_conjuncts(struct finder *f, const struct expr *e, conjuncts *out)
{
    const struct expr *body = e && e->op == EXPR_DEFINITION ? f->shown.definitions[e->index].body : e;
    if (e)
        vec_push(f->arena, out, symbolic_expr(f->s, e));
    for (uint32_t i = 0; body && body->op == EXPR_AND && i < body->n; i++)
        add_conjuncts(f, body->items[i], out);
}

static bool has(const conjuncts *all, diagram d)
{
    for (uint32_t i = 0; i < all->n; i++)
        if (all->at[i] == d)
            return true;
    return false;
}

/* The question where all hold that every arm asks for. */
static diagram in_common(struct finder *f, const struct chain *chain)
{
    conjuncts *of = arena_array(f->arena, conjuncts, chain->n);
    diagram all = DIAGRAM_YES;
    for (uint32_t i = 0; i < chain->n; i++)
        add_conjuncts(f, chain->conditions[i], &of[i]);
    for (uint32_t k = 0; chain->n > 1 && k < of[0].n; k++) {
        uint32_t i = 1;
        while (i < chain->n && has(&of[i], of[0].at[k]))
            i++;
        if (i == chain->n)
            all = finder_and(f, all, symbolic_question(f->s, of[0].at[k], SYMBOLIC_YES));
    }
    return all;
}

static diagram gap_of(struct finder *f, const struct chain *chain)
{
    diagram left = chain->guard;
    for (uint32_t i = 0; i < chain->n && left != DIAGRAM_NO; i++)
        left = finder_and(f, left, chain->no[i]);
    return chain->unit && left != DIAGRAM_NO ? finder_and(f, left, in_common(f, chain)) : left;
}

/* ---- words ---- */

static void find_boxes(struct gap *gap)
{
    struct finder *f = gap->f;
    uint32_t n;
    struct diagram_box *boxes = diagram_boxes(f->pool, f->arena, gap->question, 1, TRIED_BOXES, &n, &gap->all);
    for (uint32_t i = 0; i < n; i++)
        if (finder_possible(f, finder_and(f, gap->question, diagram_of_box(f->pool, &boxes[i]))) == ANSWER_YES)
            boxes[gap->n_boxes++] = boxes[i];
    gap->boxes = boxes;
}

/* That a fact is given need not be said: missing ones are no gap. */
static struct diagram_box without_given(struct finder *f, const struct diagram_box *box)
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

static struct str region(struct gap *gap)
{
    struct finder *f = gap->f;
    f->text.n = 0;
    for (uint32_t i = 0; i < gap->n_boxes && i < MOST_BOXES; i++) {
        buf_cstr(&f->text, i == 0 ? "" : i + 1 == gap->n_boxes ? " or " : "; ");
        struct diagram_box box = without_given(f, &gap->boxes[i]);
        cells_show_box(f->space, &f->text, &box);
    }
    if (gap->n_boxes > MOST_BOXES || !gap->all)
        buf_cstr(&f->text, "; and more");
    if (gap->n_boxes == 0)
        witness_show(f->w, &f->text, &gap->found);
    return finder_take(f);
}

/* ---- the neighbours of a region ---- */

static bool is_interval(const struct cell *cell) { return cell->kind == CELL_POINT || cell->kind == CELL_BETWEEN; }

static int arm_at(const struct gap *gap, const uint32_t *cells)
{
    for (uint32_t i = 0; i < gap->chain->n; i++)
        if (finder_leaf(gap->f, gap->chain->yes[i], cells) == 1)
            return (int)i;
    return -1;
}

/* What decides where SIDE's input goes on in direction STEP; -1: nothing. */
static int beyond(const struct gap *gap, const struct diagram_side *side, uint32_t *cells, int step)
{
    const struct input *input = gap->f->space->inputs.at[side->variable];
    uint32_t own = cells[side->variable], at = own;
    while (at < input->n_cells && side->cells[at / 64] >> at % 64 & 1)
        at += (uint32_t)step;
    int arm = -1;
    if (at < input->n_cells && is_interval(&input->cells[at])) {
        cells[side->variable] = at;
        arm = arm_at(gap, cells);
        cells[side->variable] = own;
    }
    return arm;
}

static void tell_neighbours(struct gap *gap, struct finding *finding)
{
    struct finder *f = gap->f;
    uint32_t *cells = arena_array(f->arena, uint32_t, f->space->inputs.n);
    cells_of_case(f->space, gap->found.facts, cells);
    const struct diagram_box *box = gap->n_boxes ? &gap->boxes[0] : NULL;
    for (uint32_t i = 0; box && i < box->n_sides; i++) {
        const struct diagram_side *side = &box->sides[i];
        const struct input *input = f->space->inputs.at[side->variable];
        uint32_t own = cells[side->variable];
        if (own >= input->n_cells || !cells_is_ordered(input->type) || !is_interval(&input->cells[own]) || !(side->cells[own / 64] >> own % 64 & 1))
            continue;
        int below = beyond(gap, side, cells, -1), above = beyond(gap, side, cells, 1);
        if (below >= 0)
            finder_also(f, finding, gap->chain->spans[below], "%.*s stops below it", STR_ARG(finder_arm(f, gap->chain, (uint32_t)below)));
        if (above >= 0)
            finder_also(f, finding, gap->chain->spans[above], "%.*s starts above it", STR_ARG(finder_arm(f, gap->chain, (uint32_t)above)));
    }
}

/* ---- together ---- */

static bool is_without(void *context, uint32_t program, const struct value *facts, const struct decision *decision)
{
    const struct definition *definition = context;
    (void)program, (void)facts;
    for (uint32_t i = 0; i < decision->n_values; i++)
        if (decision->values[i].path == definition->path)
            return false;
    return decision->status != DECISION_ERROR;
}

static void fix(struct gap *gap, struct finding *finding)
{
    struct finder *f = gap->f;
    const struct chain *chain = gap->chain;
    if (chain->unit && chain->unit->kind == UNIT_GROUP)
        finder_fix(f, finding, "add a rule for these cases, or 'otherwise' as the last");
    else if (chain->table)
        finder_fix(f, finding, "add a row for these cases, or a last row with - in every condition");
    else
        finder_fix(f, finding, "add a line for these cases, or a last line 'VALUE otherwise'");
}

static void tell(struct gap *gap)
{
    struct finder *f = gap->f;
    const struct chain *chain = gap->chain;
    struct finding *finding;
    find_boxes(gap);
    struct str where = region(gap);
    if (chain->unit)
        finding = findings_add(f->out, FINDING_GAP, DIAG_GAP_ACTIONS, chain->span, "nothing in '%.*s' applies to cases with %.*s", STR_ARG(chain->name),
                               STR_ARG(where));
    else
        finding = findings_add(f->out, FINDING_GAP, DIAG_GAP, chain->definition->span, "'%.*s' is left without a result by cases with %.*s",
                               STR_ARG(chain->table ? chain->name : chain->definition->name), STR_ARG(where));
    finder_show_case(f, finding, &gap->found);
    tell_neighbours(gap, finding);
    fix(gap, finding);
}

static void look_at(struct finder *f, const struct chain *chain, diagram question)
{
    struct gap gap = { .f = f, .chain = chain };
    const struct witness_claim claim = { (void *)chain->definition, is_without };
    if (question == DIAGRAM_NO)
        return;
    gap.question = finder_given(f, question);
    enum answer answer = finder_case(f, gap.question, chain->definition ? &claim : NULL, &gap.found);
    if (answer == ANSWER_YES)
        tell(&gap);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_GAP, chain->span, "whether '%.*s' leaves a case without a result", STR_ARG(chain->name));
}

/* Tables that decide one definition together leave cases to each other. */
static bool is_shared(struct finder *f, const struct chain *chain)
{
    for (uint32_t i = 0; i < f->shown.n_definitions; i++) {
        const struct expr *body = f->shown.definitions[i].body;
        for (uint32_t k = 0; body && body->op == EXPR_AGREE && k < body->n; k++)
            if (body->items[k] == chain->arms)
                return true;
    }
    return false;
}

/* Where some table of DEFINITION is there for the case, and none has a row for it. */
static void look_at_shared(struct finder *f, const struct definition *definition)
{
    const struct chain *first = NULL;
    diagram all = DIAGRAM_YES, some = DIAGRAM_NO;
    for (uint32_t k = 0; k < definition->body->n; k++)
        for (uint32_t i = 0; i < f->chains.n; i++) {
            const struct chain *chain = f->chains.at[i];
            if (chain->arms != definition->body->items[k])
                continue;
            if (!needs_a_match(chain))
                return;
            first = first ? first : chain;
            diagram idle = symbolic_question(f->s, symbolic_expr(f->s, chain->arms), SYMBOLIC_ABSENT);
            all = finder_and(f, all, idle);
            some = diagram_or(f->pool, some, gap_of(f, chain));
        }
    if (first)
        look_at(f, first, finder_and(f, all, some));
}

void gaps_find(struct finder *f)
{
    for (uint32_t i = 0; i < f->chains.n; i++)
        if (needs_a_match(f->chains.at[i]) && !is_shared(f, f->chains.at[i]))
            look_at(f, f->chains.at[i], gap_of(f, f->chains.at[i]));
    for (uint32_t i = 0; i < f->shown.n_definitions; i++)
        if (f->shown.definitions[i].body && f->shown.definitions[i].body->op == EXPR_AGREE)
            look_at_shared(f, &f->shown.definitions[i]);
}
