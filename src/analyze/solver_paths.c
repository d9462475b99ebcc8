/* A path's cells as wishes about the space's facts. */
#include "analyze/solver_paths.h"

#include "analyze/witness_inner.h"

#include "analyze/solver.h"

enum { EFFORT = 100 }; /* paths are many */

struct asker {
    struct witness_solver base;
    struct solver *solver;
};

struct wishes {
    struct space *space;
    const uint32_t *path;
    VEC(struct solver_wish) all;
    VEC(bool) fallible; /* of each: it may be an error, and no cell says so */
    bool is_fallible;   /* of those to come */
    bool any_fallible;
};

static void wish(struct wishes *w, struct solver_wish one)
{
    vec_push(w->space->arena, &w->all, one);
    vec_push(w->space->arena, &w->fallible, w->is_fallible && one.expr != NULL);
    w->any_fallible |= w->is_fallible;
}

static void wish_truth(struct wishes *w, const struct expr *expr, enum truth truth)
{
    wish(w, (struct solver_wish){ .kind = WISH_TRUTH, .expr = expr, .truth = truth });
}

static const struct expr *test(struct wishes *w, enum expr_op op, const struct expr *a, const struct expr *b)
{
    struct expr like = { .op = op, .type = type_simple(TYPE_BOOL) };
    const struct expr *items[] = { a, b };
    return terms_make(w->space, &like, items, b ? 2 : 1);
}

static const struct expr *constant(struct wishes *w, const struct input *input, struct value value)
{
    return terms_constant(w->space, input->type, value);
}

static void wish_known(struct wishes *w, const struct input *input, enum truth truth)
{
    wish_truth(w, test(w, EXPR_KNOWN, input->expr, NULL), truth);
}

static void wish_between(struct wishes *w, const struct input *input, const struct cell *cell)
{
    struct value end = cell->value;
    wish_known(w, input, TRUTH_YES);
    end.i = cell->low;
    if (cell->has_low)
        wish_truth(w, test(w, EXPR_GE, input->expr, constant(w, input, end)), TRUTH_YES);
    end.i = cell->high;
    if (cell->has_high)
        wish_truth(w, test(w, EXPR_LE, input->expr, constant(w, input, end)), TRUTH_YES);
}

/* None of the points of the input is it. */
static void wish_other(struct wishes *w, const struct input *input)
{
    wish_known(w, input, TRUTH_YES);
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (input->cells[i].kind == CELL_POINT)
            wish_truth(w, test(w, EXPR_NE, input->expr, constant(w, input, input->cells[i].value)), TRUTH_YES);
}

static void wish_members(struct wishes *w, const struct input *input, const struct cell *cell)
{
    wish_known(w, input, TRUTH_YES);
    for (uint32_t i = 0; i < input->type->n_symbols; i++)
        if (!(cell->members[i / 64] >> i % 64 & 1))
            wish_truth(w, test(w, EXPR_NE, input->expr, constant(w, input, value_int(VALUE_SYMBOL, i))), TRUTH_YES);
}

static void wish_order(struct wishes *w, const struct input *input, const struct cell *cell)
{
    enum expr_op greater = input->n_cells == 2 ? EXPR_NE : EXPR_GT;
    enum expr_op op = cell->kind == CELL_LESS ? EXPR_LT : cell->kind == CELL_EQUAL ? EXPR_EQ : greater;
    wish_truth(w, test(w, op, input->expr, input->other), TRUTH_YES);
}

/* Where only tables are told of, no wish says so: what is found is looked at again. */
static void wish_failing(struct wishes *w, const struct input *input)
{
    if (w->space->errors)
        wish(w, (struct solver_wish){ .kind = WISH_ERROR, .expr = input->expr });
}

static bool has_cell_for_errors(const struct input *input)
{
    return input->n_cells > 0 && input->cells[input->n_cells - 1].kind == CELL_FAILS;
}

/* Whether the path says that TERM can be calculated. */
static bool is_told(const struct wishes *w, const struct expr *term)
{
    uint32_t own = terms_info(w->space, term)->input;
    return own != UINT32_MAX && w->path[own] != DIAGRAM_ANY && has_cell_for_errors(w->space->inputs.at[own]);
}

/* Whether INPUT may lie in none of its cells because something cannot be calculated (by zero, beyond the range). */
static bool is_fallible(const struct wishes *w, const struct input *input)
{
    bool own = cells_may_fail(input->expr), other = input->other && cells_may_fail(input->other);
    if (w->space->errors && input->kind == INPUT_ORDER)
        return (own && !is_told(w, input->expr)) || (other && !is_told(w, input->other));
    return (own || other) && !(w->space->errors && has_cell_for_errors(input));
}

static void wish_cell(struct wishes *w, const struct input *input, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_MISSING: wish_known(w, input, TRUTH_NO); break;
    case CELL_POINT: wish_truth(w, test(w, EXPR_EQ, input->expr, constant(w, input, cell->value)), TRUTH_YES); break;
    case CELL_BETWEEN: wish_between(w, input, cell); break;
    case CELL_MEMBERS: wish_members(w, input, cell); break;
    case CELL_OTHER: wish_other(w, input); break;
    case CELL_GIVEN: wish_known(w, input, TRUTH_YES); break;
    case CELL_UNKNOWN: case CELL_NOTHING:
        if (input->kind == INPUT_TEST)
            wish_truth(w, input->expr, TRUTH_UNKNOWN);
        else
            wish_known(w, input, TRUTH_NO);
        break;
    case CELL_FAILS: wish_failing(w, input); break;
    default: wish_order(w, input, cell); break;
    }
}

/* Facts with a default are never missing. */
static void wish_defaults(struct wishes *w, const uint64_t *facts)
{
    for (uint32_t i = 0; i < w->space->n_facts; i++)
        if ((facts[i / 64] >> i % 64 & 1) && cells_missing(w->space, w->space->facts[i].input) == UINT32_MAX)
            wish(w, (struct solver_wish){ .kind = WISH_KNOWN, .fact = i });
}

static void wish_path(struct wishes *w, const bool *core)
{
    uint32_t words = (w->space->n_facts + 63) / 64;
    uint64_t *facts = arena_array(w->space->arena, uint64_t, words + 1);
    for (uint32_t i = 0; i < w->space->inputs.n; i++) {
        const struct input *input = w->space->inputs.at[i];
        if (!core[i])
            continue;
        w->is_fallible = is_fallible(w, input);
        wish_cell(w, input, &input->cells[w->path[i]]);
        for (uint32_t k = 0; k < words; k++)
            facts[k] |= input->facts[k];
    }
    w->is_fallible = false;
    wish_defaults(w, facts);
}

/* A term that cannot be calculated lies in no cell, but a case in which nothing asks for it is a case of the path all the same: such a path
 * is not impossible. */
static bool fails_only(struct solver *solver, const struct wishes *wishes)
{
    struct solver_case found;
    struct str why;
    if (!wishes->any_fallible)
        return false;
    for (uint32_t i = 0; i < wishes->all.n; i++)
        wishes->all.at[i].or_error = wishes->fallible.at[i];
    return solver_ask(solver, wishes->all.at, wishes->all.n, &found, &why) != SOLVER_NO;
}

static enum answer possible(void *context, const struct space *space, const uint32_t *path, struct value *facts, bool *core)
{
    struct asker *asker = context;
    struct wishes wishes = { .space = (struct space *)space, .path = path };
    struct solver_case found;
    struct str why;
    wish_path(&wishes, core);
    enum solver_answer answer = solver_ask(asker->solver, wishes.all.at, wishes.all.n, &found, &why);
    if (answer == SOLVER_NO && fails_only(asker->solver, &wishes))
        answer = SOLVER_OPEN;
    for (uint32_t i = 0; i < space->n_facts && answer == SOLVER_YES; i++)
        facts[i] = terms_keep(wishes.space, found.facts[i]);
    return answer == SOLVER_YES ? ANSWER_YES : answer == SOLVER_NO ? ANSWER_NO : ANSWER_OPEN;
}

struct witness_solver *solver_paths_new(struct space *space, unsigned total)
{
    struct asker *asker = arena_new(space->arena, struct asker);
    const struct solver_options options = { .effort = EFFORT, .total = total ? total : SOLVER_PATHS_TOTAL, .grain = space->money_grain };
    if (solver_part() == NULL)
        return NULL;
    asker->solver = solver_new(space->arena, &space->terms->probe, &options);
    asker->base = (struct witness_solver){ .context = asker, .possible = possible };
    return &asker->base;
}

void solver_paths_allow(struct witness_solver *solver, unsigned total)
{
    if (solver)
        solver_allow(((struct asker *)solver)->solver, total ? total : SOLVER_PATHS_TOTAL);
}

void solver_paths_free(struct witness_solver *solver)
{
    if (solver)
        solver_free(((struct asker *)solver)->solver);
}
