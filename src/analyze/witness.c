/* From a question to a case that the reference evaluator has decided. */
#include "analyze/witness_inner.h"

#include "vm/host.h"

#include <string.h>

enum { MOST_PATHS = 60, PRICE_FACT = 100, PRICE_PART = 20, PRICE_FREE = 3, PRICE_ODD = 7, PRICE_REQUIRED = 40 };

struct witness *witness_new(struct space *space, const struct witness_solver *solver)
{
    struct witness *w = arena_new(space->arena, struct witness);
    w->space = space;
    w->solver = solver;
    w->evals = arena_array(space->arena, struct eval *, space->n_programs);
    w->facts = arena_array(space->arena, struct value *, space->n_programs);
    buf_init(&w->defect, space->trap);
    return w;
}

void witness_free(struct witness *w)
{
    for (uint32_t p = 0; w && p < w->space->n_programs; p++)
        if (w->evals[p])
            eval_free(w->evals[p]);
    if (w)
        buf_free(&w->defect);
}

struct str witness_defect(const struct witness *w)
{
    return (struct str){ w->defect.p, (uint32_t)w->defect.n };
}

/* ---- deciding ---- */

const struct value *witness_facts(struct witness *w, uint32_t p, const struct value *facts)
{
    const struct program *program = w->space->programs[p];
    if (!w->facts[p])
        w->facts[p] = arena_array(w->space->arena, struct value, program->n_facts);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        w->facts[p][i] = facts[w->space->fact_of[p][i]];
        if (!value_known(w->facts[p][i]) && program->facts[i].has_default)
            w->facts[p][i] = program->facts[i].default_;
    }
    return w->facts[p];
}

/* What the case says that lookups find. */
struct rows {
    struct space *space;
    uint32_t program;
    const struct value *facts;
};

static enum host_status answer(void *context, uint32_t index, const struct value *params, struct arena *arena, struct host_rows *found,
                               struct str *why)
{
    const struct rows *rows = context;
    const struct lookup *lookup = &rows->space->programs[rows->program]->lookups[index];
    struct value value = rows->facts[rows->space->row_of[rows->program][index]];
    uint32_t n = !value_known(value) ? 0 : lookup->many ? value.list->n : 1;
    struct value *at = arena_array(arena, struct value, (size_t)n * lookup->n_fields);
    (void)params, (void)why;
    for (uint32_t i = 0; i < n; i++) {
        struct value row = lookup->many ? value.list->at[i] : value;
        for (uint32_t k = 0; k < lookup->n_fields && value_known(row); k++)
            at[i * lookup->n_fields + k] = row.record[k];
    }
    *found = (struct host_rows){ at, n };
    return HOST_ROWS;
}

static const struct decision *decide(struct witness *w, struct eval *eval, uint32_t p, const struct value *facts)
{
    struct rows *rows = arena_new(w->space->arena, struct rows);
    *rows = (struct rows){ w->space, p, facts };
    eval_set_host(eval, (struct host){ .context = rows, .ask = answer });
    return eval_decide(eval, witness_facts(w, p, facts), w->space->trap);
}

const struct decision *witness_decide(struct witness *w, uint32_t p, const struct value *facts)
{
    if (!w->evals[p])
        w->evals[p] = eval_new(w->space->arena, w->space->programs[p]);
    w->decided = facts;
    return decide(w, w->evals[p], p, facts);
}

const struct decision *witness_ask(struct witness *w, struct eval *eval, uint32_t p) { return decide(w, eval, p, w->decided); }

/* ---- prices: few facts, round values ---- */

static bool is_default(const struct space *space, const struct input *input, const struct cell *cell)
{
    const struct fact *fact = input->expr->op == EXPR_FACT ? space->facts[input->expr->index].fact : NULL;
    return fact && fact->has_default && cell->kind != CELL_MISSING && value_same(fact->default_, cell->value);
}

static uint32_t price_of_plain(const struct space *space, const struct input *input, const struct cell *cell)
{
    bool required = input->kind == INPUT_FACT && space->facts[input->expr->index].fact->required;
    if (cell->kind == CELL_MISSING)
        return required ? PRICE_REQUIRED : 0;
    if (is_default(space, input, cell))
        return 0;
    return (input->kind == INPUT_PART ? PRICE_PART : required ? 1 : PRICE_FACT) + (cell->kind == CELL_OTHER ? PRICE_ODD : 0);
}

static uint32_t price(void *context, uint32_t variable, uint32_t index)
{
    const struct space *space = context;
    const struct input *input = space->inputs.at[variable];
    const struct cell *cell = &input->cells[index];
    if (!input->free)
        return price_of_plain(space, input, cell);
    return PRICE_FREE + (cell->kind >= CELL_UNKNOWN ? PRICE_ODD : 0);
}

/* ---- one path ---- */

static bool has_free(const struct space *space, const uint32_t *path)
{
    for (uint32_t i = 0; i < space->inputs.n; i++)
        if (path[i] != DIAGRAM_ANY && space->inputs.at[i]->free)
            return true;
    return false;
}

/* A fact that need not be said is left out: it has a default. */
static void leave_out_defaults(const struct space *space, struct value *facts)
{
    for (uint32_t i = 0; i < space->n_facts; i++) {
        const struct fact *fact = space->facts[i].fact;
        bool may = cells_missing(space, space->facts[i].input) == UINT32_MAX;
        if (may && value_known(facts[i]) && value_same(facts[i], fact->default_))
            facts[i] = value_unknown();
    }
}

/* What the evaluator sees: defaults in place where all programs have the same. */
static void put_defaults(const struct space *space, struct value *facts)
{
    for (uint32_t i = 0; i < space->n_facts; i++)
        if (!value_known(facts[i]) && cells_missing(space, space->facts[i].input) == UINT32_MAX)
            facts[i] = space->facts[i].row ? value_list(arena_new(space->arena, struct value_list)) : space->facts[i].fact->default_;
}

/* Whether what a solver has found lies in the cells that it was asked for. */
static bool lies_on(struct space *space, const uint32_t *path, const bool *core, const struct value *facts)
{
    for (uint32_t i = 0; i < space->inputs.n; i++)
        if (core[i] && cells_of_input(space, i, facts) != path[i])
            return false;
    return true;
}

/* The facts that no free input of the path depends on, by their cells; the others are the solver's. */
static void add_plain(struct witness *w, const uint32_t *path, const bool *core, struct value *facts)
{
    struct value *plain = arena_array(w->space->arena, struct value, w->space->n_facts);
    witness_plain(w, path, plain);
    for (uint32_t i = 0; i < w->space->n_facts; i++)
        if (!value_known(facts[i]) && !core[w->space->facts[i].input])
            facts[i] = plain[i];
}

static enum answer realize(struct witness *w, const uint32_t *path, struct value *facts, bool *core)
{
    if (!has_free(w->space, path)) {
        witness_plain(w, path, facts);
        return ANSWER_YES;
    }
    witness_core(w->space, path, core);
    if (witness_try(w, path, facts))
        return ANSWER_YES;
    memset(facts, 0, w->space->n_facts * sizeof *facts);
    if (!w->solver)
        return ANSWER_OPEN;
    enum answer answer = w->solver->possible(w->solver->context, w->space, path, facts, core);
    if (answer != ANSWER_YES)
        return answer;
    bool fine = lies_on(w->space, path, core, facts);
    add_plain(w, path, core, facts);
    return fine ? ANSWER_YES : ANSWER_OPEN;
}

static void tell(struct witness *w, const char *what, const struct witness_case *found)
{
    w->defect.n = 0;
    buf_printf(&w->defect, "%s: ", what);
    witness_json(w, &w->defect, found);
}

bool witness_is_beyond(const struct space *space, const struct decision *decision)
{
    static const enum eval_error beyond[] = { EVAL_TEXT_LIMIT, EVAL_LIST_LIMIT, EVAL_STEPS_LIMIT, EVAL_OVERFLOW, EVAL_DIVISION_BY_ZERO,
                                              EVAL_DATE_RANGE, EVAL_NOT_WHOLE_DAYS, EVAL_ROUND_PLACES };
    enum { LIMITS = 3 };
    uint32_t n = space->errors ? LIMITS : sizeof beyond / sizeof *beyond;
    for (uint32_t i = 0; i < n && decision->n_errors; i++)
        if (str_eq(decision->errors[0].text, decision_error_text(beyond[i])))
            return true;
    return false;
}

enum borne { BORNE_OUT, NOT_BORNE_OUT, OVERFLOWS };

static enum borne bear_out(struct witness *w, const struct witness_claim *claim, const struct value *facts)
{
    for (uint32_t p = 0; claim && p < w->space->n_programs; p++) {
        const struct decision *decision = witness_decide(w, p, facts);
        if (claim->holds(claim->context, p, w->facts[p], decision))
            continue;
        return witness_is_beyond(w->space, decision) ? OVERFLOWS : NOT_BORNE_OUT;
    }
    return BORNE_OUT;
}

/* ---- the search ---- */

static uint32_t *core_path(struct witness *w, const uint32_t *path, const bool *core)
{
    uint32_t n = w->space->inputs.n, *kept = arena_alloc(w->space->arena, n * sizeof *kept);
    for (uint32_t i = 0; i < n; i++)
        kept[i] = core[i] ? path[i] : (uint32_t)DIAGRAM_ANY;
    return kept;
}

enum answer witness_find_claim(struct witness *w, diagram question, const struct witness_claim *claim, struct witness_case *found)
{
    struct space *space = w->space;
    bool open = false;
    uint32_t *path = arena_array(space->arena, uint32_t, space->inputs.n);
    bool *core = arena_array(space->arena, bool, space->inputs.n);
    struct value *facts = arena_array(space->arena, struct value, space->n_facts);
    w->defect.n = 0;
    for (uint32_t i = 0; i < MOST_PATHS && question != DIAGRAM_OVER; i++) {
        if (!diagram_pick(space->pool, question, 1, price, space, path))
            return open ? ANSWER_OPEN : ANSWER_NO;
        enum answer possible = realize(w, path, facts, core);
        put_defaults(space, facts);
        bool inside = possible == ANSWER_YES && cells_leaf(space, question, facts) == 1;
        enum borne borne = inside ? bear_out(w, claim, facts) : NOT_BORNE_OUT;
        *found = (struct witness_case){ facts, path };
        if (inside && borne == BORNE_OUT) {
            leave_out_defaults(space, facts);
            return ANSWER_YES;
        }
        if (possible == ANSWER_YES && borne != OVERFLOWS) {
            tell(w, inside ? "a case does not bear out what was found" : "a case does not lie where it was looked for", found);
            return ANSWER_OPEN;
        }
        open |= possible != ANSWER_NO;
        /* What stays open for these cells may still be a plain case with other facts: only what is impossible is blocked by its core. */
        bool any_core = possible == ANSWER_NO && has_free(space, path);
        question = diagram_and_not(space->pool, question, diagram_of_path(space->pool, any_core ? core_path(w, path, core) : path));
    }
    return ANSWER_OPEN;
}

enum answer witness_find(struct witness *w, diagram question, struct witness_case *found)
{
    return witness_find_claim(w, question, NULL, found);
}
