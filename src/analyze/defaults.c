/* What falls to a catch-all although the author names its values: combinations that other rows have the parts of, and that only the
 * last row takes. */
#include "analyze/finder.h"

enum { MOST_BOXES = 3, TRIED_BOXES = 8 };

static bool has_catch_all(const struct chain *chain)
{
    return chain->hit == HIT_FIRST && chain->n >= 3 && chain->yes[chain->n - 1] == DIAGRAM_YES
           && !(chain->unit && chain->unit->kind == UNIT_RULE);
}

/* The question where INPUT is in a cell that some row asks for: one that it is yes in, while it is not in others. */
static diagram named(struct finder *f, const struct chain *chain, uint32_t input)
{
    uint32_t n = f->space->inputs.at[input]->n_cells, missing = cells_missing(f->space, input);
    diagram *edges = arena_array(f->arena, diagram, n);
    for (uint32_t c = 0; c < n; c++)
        edges[c] = DIAGRAM_NO;
    for (uint32_t i = 0; i + 1 < chain->n; i++) {
        bool *in = arena_array(f->arena, bool, n), all = true;
        for (uint32_t c = 0; c < n; c++) {
            in[c] = diagram_restrict(f->pool, chain->yes[i], input, c) != DIAGRAM_NO;
            all = all && (in[c] || c == missing);
        }
        for (uint32_t c = 0; c < n && !all; c++)
            if (in[c] && c != missing)
                edges[c] = DIAGRAM_YES;
    }
    return diagram_choose(f->pool, input, edges);
}

/* Where each fact that rows ask for has a value that some row names; NO if they ask for less than two. */
static diagram all_named(struct finder *f, const struct chain *chain)
{
    uint32_t words = (f->space->inputs.n + 63) / 64, n = 0;
    uint64_t *set = arena_array(f->arena, uint64_t, words), *any = arena_array(f->arena, uint64_t, words);
    diagram all = DIAGRAM_YES;
    for (uint32_t i = 0; i + 1 < chain->n; i++) {
        diagram_support(f->pool, chain->yes[i], set);
        for (uint32_t k = 0; k < words; k++)
            any[k] |= set[k];
    }
    for (uint32_t i = 0; i < f->space->inputs.n; i++) {
        if (!(any[i / 64] >> i % 64 & 1) || f->space->inputs.at[i]->free)
            continue;
        all = finder_and(f, all, named(f, chain, i));
        n++;
    }
    return n >= 2 ? all : (diagram)DIAGRAM_NO;
}

static struct str region(struct finder *f, diagram question)
{
    uint32_t n;
    bool all;
    struct diagram_box *boxes = diagram_boxes(f->pool, f->arena, question, 1, TRIED_BOXES, &n, &all);
    f->text.n = 0;
    for (uint32_t i = 0; i < n && i < MOST_BOXES; i++) {
        buf_cstr(&f->text, i == 0 ? "" : "; ");
        cells_show_box(f->space, &f->text, &boxes[i]);
    }
    if (n > MOST_BOXES || !all)
        buf_cstr(&f->text, "; and more");
    return finder_take(f);
}

static void look_at(struct finder *f, const struct chain *chain)
{
    diagram left = chain->guard;
    struct witness_case found;
    for (uint32_t i = 0; i + 1 < chain->n && left != DIAGRAM_NO; i++)
        left = finder_and(f, left, chain->no[i]);
    if (left != DIAGRAM_NO)
        left = finder_and(f, left, all_named(f, chain));
    struct bearing_claim bearing = { .f = f, .what = BEARING_TAKEN, .chain = chain, .arm = chain->n - 1 };
    const struct witness_claim claim = { &bearing, bearing_holds };
    if (left == DIAGRAM_NO || finder_case(f, left, &claim, &found) != ANSWER_YES)
        return;
    struct str where = region(f, left);
    struct finding *finding = findings_add(f->out, FINDING_DEFAULT, DIAG_DEFAULT, chain->spans[chain->n - 1],
                                           "only this catch-all takes cases whose values other %s name: %.*s", chain->table ? "rows" : "lines",
                                           STR_ARG(where));
    finder_show_case(f, finding, &found);
    finder_fix(f, finding, "add a %s for them if they were forgotten", chain->table ? "row" : "line");
}

void defaults_find(struct finder *f)
{
    for (uint32_t i = 0; i < f->chains.n; i++)
        if (has_catch_all(f->chains.at[i]))
            look_at(f, f->chains.at[i]);
}
