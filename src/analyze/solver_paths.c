#include "analyze/solver_paths.h"

#include "analyze/solver.h"
#include "analyze/terms.h"

#include <string.h>

enum { EFFORT = 400 }; /* paths are many */

static struct expr *comparison(struct space *space, enum expr_op op, const struct input *input)
{
    struct expr *expr = arena_new(space->arena, struct expr);
    *expr = (struct expr){ .op = op, .type = type_simple(TYPE_BOOL), .span = input->expr->span, .n = 2 };
    expr->items = arena_array(space->arena, struct expr *, 2);
    expr->items[0] = (struct expr *)input->expr;
    expr->items[1] = (struct expr *)input->other;
    return expr;
}

/* `different` is what stands for greater where there is no order. */
static struct solver_wish order_wish(struct space *space, const struct input *input, const struct cell *cell)
{
    bool ordered = input->n_cells == 3;
    enum expr_op op = cell->kind == CELL_EQUAL ? EXPR_EQ : cell->kind == CELL_LESS ? EXPR_LT : ordered ? EXPR_GT : EXPR_NE;
    return (struct solver_wish){ .kind = WISH_TRUTH, .expr = comparison(space, op, input), .truth = TRUTH_YES };
}

static void add_members(struct space *space, const struct input *input, const struct cell *cell, struct solver_wish *wish)
{
    struct value *constants = arena_array(space->arena, struct value, input->type->n_symbols);
    wish->kind = WISH_AMONG;
    for (uint32_t i = 0; i < input->type->n_symbols; i++)
        if (cell->members[i / 64] >> i % 64 & 1)
            constants[wish->n++] = value_int(VALUE_SYMBOL, i);
    wish->constants = constants;
}

/* What other cells name. */
static void add_others(struct space *space, const struct input *input, struct solver_wish *wish)
{
    struct value *constants = arena_array(space->arena, struct value, input->n_cells);
    wish->kind = WISH_OTHER;
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (input->cells[i].kind == CELL_POINT)
            constants[wish->n++] = input->cells[i].value;
    wish->constants = constants;
}

static struct solver_wish cell_wish(struct space *space, const struct input *input, const struct cell *cell)
{
    struct solver_wish wish = { .expr = input->expr };
    switch (cell->kind) {
    case CELL_MISSING: wish.kind = WISH_MISSING; break;
    case CELL_UNKNOWN: wish.kind = WISH_NEEDING; break;
    case CELL_NOTHING: wish.kind = WISH_NOTHING; break;
    case CELL_POINT: wish.kind = WISH_AMONG; wish.constants = &cell->value; wish.n = 1; break;
    case CELL_BETWEEN: wish.kind = WISH_RANGE; wish.low = cell->low; wish.high = cell->high; break;
    case CELL_MEMBERS: add_members(space, input, cell, &wish); break;
    case CELL_OTHER: add_others(space, input, &wish); break;
    case CELL_GIVEN: wish.kind = WISH_KNOWN; break;
    default: return order_wish(space, input, cell);
    }
    return wish;
}

static bool may_be_missing(const struct input *input)
{
    for (uint32_t i = 0; i < input->n_cells; i++)
        if (input->cells[i].kind == CELL_MISSING)
            return true;
    return false;
}

/* What the path says, and that facts with a default are known where something on it depends on them. */
static uint32_t make_wishes(struct space *space, const uint32_t *path, struct solver_wish *wishes)
{
    uint32_t n = 0, words = (space->n_facts + 63) / 64;
    uint64_t *facts = arena_array(space->arena, uint64_t, words + 1);
    for (uint32_t i = 0; i < space->inputs.n; i++) {
        const struct input *input = space->inputs.at[i];
        if (path[i] == DIAGRAM_ANY)
            continue;
        wishes[n++] = cell_wish(space, input, &input->cells[path[i]]);
        for (uint32_t k = 0; k < words; k++)
            facts[k] |= input->facts[k];
    }
    for (uint32_t i = 0; i < space->n_facts; i++)
        if ((facts[i / 64] >> i % 64 & 1) && !may_be_missing(space->inputs.at[space->facts[i].input]))
            wishes[n++] = (struct solver_wish){ .kind = WISH_KNOWN, .fact = i };
    return n;
}

static enum answer possible(void *context, const struct space *shared, const uint32_t *path, struct value *facts, bool *core)
{
    static const enum answer answers[] = { [SOLVER_YES] = ANSWER_YES, [SOLVER_NO] = ANSWER_NO, [SOLVER_OPEN] = ANSWER_OPEN };
    struct space *space = (struct space *)shared;
    struct solver_wish *wishes = arena_array(space->arena, struct solver_wish, space->inputs.n + space->n_facts);
    struct solver_case found;
    struct str why;
    (void)core; /* the caller has marked what hangs together */
    enum solver_answer answer = solver_ask(context, wishes, make_wishes(space, path, wishes), &found, &why);
    if (answer == SOLVER_YES)
        memcpy(facts, found.facts, space->n_facts * sizeof *facts);
    return answers[answer];
}

struct witness_solver *solver_paths_new(struct space *space)
{
    struct solver_options options = { .effort = EFFORT, .grain = space->money_grain };
    struct solver *solver = solver_new(space->arena, &space->terms->probe, &options);
    struct witness_solver *paths = arena_new(space->arena, struct witness_solver);
    *paths = (struct witness_solver){ solver, possible };
    return solver ? paths : NULL;
}

void solver_paths_free(struct witness_solver *paths)
{
    if (paths)
        solver_free(paths->context);
}
