/* Cases that a definition, a table or a group leaves without a result. A missing fact makes a case incomplete and is no gap; where
 * there are other cases, gaps are told of those whose facts are given. */
#include "analyze/cells_write.h"
#include "analyze/gap.h"

enum { MOST_BOXES = 6, TRIED_BOXES = 24, MOST_NOTES = 6 };

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
    struct diagram_box *boxes = diagram_boxes(f->pool, f->arena, gap->own, 1, TRIED_BOXES, &n, &gap->all);
    for (uint32_t i = 0; i < n; i++)
        if (finder_possible(f, finder_and(f, gap->question, diagram_of_box(f->pool, &boxes[i]))) == ANSWER_YES)
            boxes[gap->n_boxes++] = boxes[i];
    gap->boxes = boxes;
}

static struct str box_shown(struct gap *gap, uint32_t i)
{
    struct finder *f = gap->f;
    struct diagram_box box = gap_without_given(f, &gap->boxes[i]);
    f->text.n = 0;
    cells_show_box(f->space, &f->text, &box);
    return finder_take(f);
}

/* Where an `or` stands inside a part, one more before the last would be read as one of it. */
static const char *last_between(const struct str *parts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_find(parts[i], STR(" or ")) >= 0)
            return "; or ";
    return " or ";
}

static struct str region(struct gap *gap)
{
    struct finder *f = gap->f;
    struct str parts[MOST_BOXES];
    uint32_t n = gap->n_boxes < MOST_BOXES ? gap->n_boxes : MOST_BOXES;
    for (uint32_t i = 0; i < n; i++)
        parts[i] = box_shown(gap, i);
    f->text.n = 0;
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(&f->text, i == 0 ? "" : i + 1 == gap->n_boxes ? last_between(parts, n) : "; ");
        buf_str(&f->text, parts[i]);
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

/* What decides where INPUT is in cell AT, and all else as it is; -1: nothing. */
static int beyond(const struct gap *gap, uint32_t input, uint32_t *cells, int64_t at)
{
    const struct input *of = gap->f->space->inputs.at[input];
    uint32_t own = cells[input];
    if (at < 0 || at >= of->n_cells || !is_interval(&of->cells[at]))
        return -1;
    cells[input] = (uint32_t)at;
    int arm = arm_at(gap, cells);
    cells[input] = own;
    return arm;
}

/* A run of neighbouring cells of a side. */
struct run {
    uint32_t from, to; /* TO is the last */
    bool inner;        /* there are values below and above */
};

static bool next_run(const struct input *input, const uint64_t *cells, uint32_t *at, struct run *run)
{
    while (*at < input->n_cells && !(cells[*at / 64] >> *at % 64 & 1 && is_interval(&input->cells[*at])))
        ++*at;
    if (*at == input->n_cells)
        return false;
    run->from = *at;
    while (*at < input->n_cells && cells[*at / 64] >> *at % 64 & 1 && is_interval(&input->cells[*at]))
        run->to = (*at)++;
    run->inner = input->cells[run->from].has_low && input->cells[run->to].has_high;
    return true;
}

/* Whether values are left out in the middle; and how many runs there are. */
static bool any_inner(const struct input *input, const uint64_t *cells, uint32_t *n)
{
    struct run run;
    bool inner = false;
    *n = 0;
    for (uint32_t at = 0; next_run(input, cells, &at, &run); ++*n)
        inner = inner || run.inner;
    return inner;
}

/* Where there is one run it needs no second word; of several the ends are told. */
static struct str end_of(struct gap *gap, const struct input *input, const struct run *run, bool low, bool alone)
{
    struct finder *f = gap->f;
    const struct cell *cell = &input->cells[low ? run->from : run->to];
    struct value value = cell->value;
    value.i = low ? cell->low : cell->high;
    if (alone)
        return STR("it");
    f->text.n = 0;
    value_show(&f->text, value, input->type, f->space->style);
    return finder_take(f);
}

static void tell_run(struct gap *gap, struct finding *finding, uint32_t variable, const struct run *run, uint32_t *cells, bool alone)
{
    struct finder *f = gap->f;
    const struct input *input = f->space->inputs.at[variable];
    int below = beyond(gap, variable, cells, (int64_t)run->from - 1), above = beyond(gap, variable, cells, (int64_t)run->to + 1);
    if (below >= 0)
        finder_also(f, finding, gap->chain->spans[below], "%.*s stops below %.*s", STR_ARG(finder_arm(f, gap->chain, (uint32_t)below)),
                    STR_ARG(end_of(gap, input, run, true, alone)));
    if (above >= 0)
        finder_also(f, finding, gap->chain->spans[above], "%.*s starts above %.*s", STR_ARG(finder_arm(f, gap->chain, (uint32_t)above)),
                    STR_ARG(end_of(gap, input, run, false, alone)));
}

static void tell_neighbours(struct gap *gap, struct finding *finding)
{
    struct finder *f = gap->f;
    uint32_t *cells = arena_array(f->arena, uint32_t, f->space->inputs.n), n;
    cells_of_case(f->space, gap->found.facts, cells);
    for (uint32_t i = 0; gap->n_boxes && i < gap->boxes[0].n_sides; i++) {
        const struct diagram_side *side = &gap->boxes[0].sides[i];
        const struct input *input = f->space->inputs.at[side->variable];
        struct run run;
        if (!cells_has_order(input))
            continue;
        bool inner = any_inner(input, side->cells, &n);
        for (uint32_t at = 0; finding->diag->notes.n < MOST_NOTES && next_run(input, side->cells, &at, &run);)
            if (run.inner || !inner)
                tell_run(gap, finding, side->variable, &run, cells, n == 1);
    }
}

/* A case between two arms says more than one beyond all of them. */
static void prefer_inner(struct gap *gap)
{
    struct finder *f = gap->f;
    uint32_t n;
    for (uint32_t i = 0; gap->n_boxes && i < gap->boxes[0].n_sides; i++) {
        const struct diagram_side *side = &gap->boxes[0].sides[i];
        const struct input *input = f->space->inputs.at[side->variable];
        struct run run = { 0 };
        if (!cells_has_order(input) || input->free || !any_inner(input, side->cells, &n) || n < 2)
            continue;
        for (uint32_t at = 0; !run.inner && next_run(input, side->cells, &at, &run);)
            continue;
        struct witness_case found;
        diagram there = finder_and(f, gap->question, finder_and(f, diagram_of_box(f->pool, &gap->boxes[0]), diagram_cell(f->pool, side->variable, run.from)));
        if (finder_case(f, there, &gap->claim, &found) == ANSWER_YES)
            gap->found = found;
        return;
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

/* "'a'"; "neither 'a' nor 'b'"; "none of 'a', 'b' and 'c'" */
static struct str tables_of(struct gap *gap)
{
    struct finder *f = gap->f;
    uint32_t n = gap->others.n;
    f->text.n = 0;
    buf_printf(&f->text, "%s'%.*s'", n > 1 ? "none of " : n ? "neither " : "", STR_ARG(gap->chain->name));
    for (uint32_t i = 0; i < n; i++)
        buf_printf(&f->text, "%s'%.*s'", n == 1 ? " nor " : i + 1 < n ? ", " : " and ", STR_ARG(gap->others.at[i]->name));
    return finder_take(f);
}

static void tell(struct gap *gap)
{
    struct finder *f = gap->f;
    const struct chain *chain = gap->chain;
    struct finding *finding;
    find_boxes(gap);
    prefer_inner(gap);
    struct str where = region(gap);
    if (chain->unit)
        finding = findings_add(f->out, FINDING_GAP, DIAG_GAP_ACTIONS, chain->span, "nothing in '%.*s' applies to cases with %.*s", STR_ARG(chain->name),
                               STR_ARG(where));
    else if (gap->others.n)
        finding = findings_add(f->out, FINDING_GAP, DIAG_GAP, chain->span, "%.*s has a result for cases with %.*s", STR_ARG(tables_of(gap)), STR_ARG(where));
    else
        finding = findings_add(f->out, FINDING_GAP, DIAG_GAP, chain->definition->span, "'%.*s' is left without a result by cases with %.*s",
                               STR_ARG(chain->table ? chain->name : chain->definition->name), STR_ARG(where));
    finder_show_case(f, finding, &gap->found);
    tell_neighbours(gap, finding);
    for (uint32_t i = 0; i < gap->others.n; i++)
        finder_also(f, finding, gap->others.at[i]->span, "'%.*s' decides '%.*s', too", STR_ARG(gap->others.at[i]->name), STR_ARG(chain->definition->name));
    gap_fix(gap, finding);
}

/* GIVEN without the facts that QUESTION does not ask about. They got into it with the errors of other parts, which are no gap's matter. */
static diagram of_its_own(struct finder *f, diagram question, diagram given)
{
    uint32_t n_words = (f->space->inputs.n + 63) / 64;
    uint64_t *asked = arena_array(f->arena, uint64_t, n_words), *there = arena_array(f->arena, uint64_t, n_words);
    diagram own = given;
    diagram_support(f->pool, question, asked);
    diagram_support(f->pool, given, there);
    for (uint32_t i = 0; i < f->space->inputs.n && own != DIAGRAM_OVER; i++)
        if ((there[i / 64] & ~asked[i / 64]) >> i % 64 & 1)
            own = diagram_forget(f->pool, own, i);
    return own == DIAGRAM_OVER ? given : own;
}

static void look_at_gap(struct gap *of, diagram question)
{
    struct gap gap = *of;
    struct finder *f = gap.f;
    const struct chain *chain = gap.chain;
    struct bearing_claim bearing = { .f = f, .what = BEARING_NOTHING_FIRES, .chain = chain };
    gap.claim = chain->definition ? (struct witness_claim){ (void *)chain->definition, is_without }
                                                         : (struct witness_claim){ &bearing, bearing_holds };
    if (question == DIAGRAM_NO)
        return;
    gap.question = finder_given(f, question);
    gap.own = of_its_own(f, question, gap.question);
    enum answer answer = finder_case(f, gap.question, &gap.claim, &gap.found);
    if (answer == ANSWER_YES)
        tell(&gap);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_GAP, chain->span, "whether '%.*s' leaves a case without a result", STR_ARG(chain->name));
}

static void look_at(struct finder *f, const struct chain *chain, diagram question)
{
    struct gap gap = { .f = f, .chain = chain };
    look_at_gap(&gap, question);
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

static const struct chain *chain_of(const struct finder *f, const struct expr *arms)
{
    for (uint32_t i = 0; i < f->chains.n; i++)
        if (f->chains.at[i]->arms == arms)
            return f->chains.at[i];
    return NULL;
}

/* Where some table of DEFINITION is there for the case, and none has a row for it: told at the first that is. */
static void look_at_shared(struct finder *f, const struct definition *definition)
{
    struct gap gap = { .f = f };
    diagram all = DIAGRAM_YES, some = DIAGRAM_NO;
    for (uint32_t k = 0; k < definition->body->n; k++) {
        const struct chain *chain = chain_of(f, definition->body->items[k]);
        if (!chain)
            continue;
        if (!needs_a_match(chain))
            return;
        all = finder_and(f, all, symbolic_question(f->s, symbolic_expr(f->s, chain->arms), SYMBOLIC_ABSENT));
        some = diagram_or(f->pool, some, gap_of(f, chain));
    }
    all = finder_and(f, all, some);
    diagram given = all == DIAGRAM_NO ? all : finder_given(f, all);
    for (uint32_t k = 0; k < definition->body->n; k++) {
        const struct chain *chain = chain_of(f, definition->body->items[k]);
        if (!chain || finder_and(f, given, gap_of(f, chain)) == DIAGRAM_NO)
            continue;
        if (gap.chain)
            vec_push(f->arena, &gap.others, chain);
        else
            gap.chain = chain;
    }
    if (gap.chain)
        look_at_gap(&gap, all);
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
