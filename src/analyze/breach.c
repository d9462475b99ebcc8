#include "analyze/breach.h"

#include "analyze/solver_paths.h"
#include "analyze/symbolic.h"

#include <string.h>

enum { MOST_ASKED = 40 }; /* paths that the solver is asked about in one question: the whole question is cheaper then */
#define MOST_STEPS UINT64_C(30000000)

struct breach {
    struct arena *arena;
    struct solver *solver;
    const struct program *program;
    struct program asked;             /* with the guarantee in hand alone, once its cells are cut */
    const struct program *programs[1];
    /* of the diagrams, made when first asked for: */
    struct arena own;
    struct space *space;
    struct symbolic *symbolic;
    struct witness *witness, *alone;  /* with the solver's help, and without */
    struct witness_solver *paths;
    struct witness_solver few;        /* paths, asked MOST_ASKED times */
    unsigned n_asked;
    uint64_t most_steps;
    struct str defect;
};

struct breach *breach_new(struct arena *arena, const struct program *program, const struct breach_options *options)
{
    struct breach *b = arena_new(arena, struct breach);
    b->arena = arena;
    b->program = program;
    arena_init(&b->own, arena->trap);
    b->most_steps = options && options->most_steps ? options->most_steps : MOST_STEPS;
    b->solver = solver_new(arena, program, options ? &options->solver : NULL);
    return b;
}

static void stop_cells(struct breach *b)
{
    witness_free(b->witness);
    witness_free(b->alone);
    solver_paths_free(b->paths);
    cells_free(b->space);
    arena_free(&b->own);
    b->space = NULL, b->witness = b->alone = NULL, b->paths = NULL;
}

void breach_free(struct breach *b)
{
    if (b == NULL)
        return;
    stop_cells(b);
    solver_free(b->solver);
}

struct solver *breach_solver(struct breach *b) { return b->solver; }

struct str breach_defect(const struct breach *b) { return b->defect; }

/* ---- the diagrams ---- */

static enum answer possible(void *context, const struct space *space, const uint32_t *path, struct value *facts, bool *core)
{
    struct breach *b = context;
    return b->n_asked++ < MOST_ASKED ? b->paths->possible(b->paths->context, space, path, facts, core) : ANSWER_OPEN;
}

/* Amounts have all their six places: a proof speaks of every case that can be given. */
static void start_cells(struct breach *b)
{
    const struct space_limits limits = { .money_grain = 1 };
    if (b->space)
        return;
    arena_init(&b->own, b->arena->trap);
    b->asked = *b->program;
    b->programs[0] = &b->asked;
    cells_space(&b->space, &b->own, b->programs, 1, &limits, b->arena->trap);
    b->symbolic = symbolic_new(b->space, 0);
    b->paths = solver_paths_new(b->space);
    b->few = (struct witness_solver){ b, possible };
    b->witness = witness_new(b->space, b->paths ? &b->few : NULL);
    b->alone = witness_new(b->space, NULL);
}

static diagram question_of(struct breach *b, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n)
{
    diagram question = symbolic_breach(b->symbolic, guarantee);
    for (uint32_t i = 0; i < n; i++)
        question = diagram_and(b->space->pool, question, symbolic_question(b->symbolic, symbolic_expr(b->symbolic, assumed[i]), SYMBOLIC_YES));
    return question;
}

/* ---- the case ---- */

static bool is_broken(void *context, uint32_t program, const struct value *facts, const struct decision *decision)
{
    const struct guarantee *guarantee = context;
    (void)program, (void)facts;
    return decision->status == DECISION_ERROR && decision->errors[0].has_span && str_eq(decision->errors[0].subject, guarantee->name) &&
           decision->errors[0].span.from == guarantee->span.from;
}

/* As the solver has it: its facts with defaults, rows apart; kept in the caller's arena. */
static void take(struct breach *b, const struct value *facts, struct solver_case *found)
{
    const struct program *program = b->program;
    found->facts = arena_array(b->arena, struct value, program->n_facts);
    found->rows = arena_array(b->arena, struct solver_row, program->n_lookups);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        struct value value = facts[b->space->fact_of[0][i]];
        found->facts[i] = value_known(value) || !fact->has_default ? value_keep(b->arena, value) : fact->default_;
    }
    for (uint32_t i = 0; i < program->n_lookups; i++)
        found->rows[i].rows = value_keep(b->arena, facts[b->space->row_of[0][i]]);
}

/* The space leaves out that nobody answers an optional lookup: a case of its own. */
static bool leaves_out_cases(const struct breach *b)
{
    for (uint32_t i = 0; i < b->program->n_lookups; i++)
        if (b->program->lookups[i].optional)
            return true;
    return b->space->limits.n > 0;
}

static enum solver_answer answer_of(struct breach *b, enum answer answer, bool over, struct str *why)
{
    if (answer == ANSWER_NO && !leaves_out_cases(b))
        return SOLVER_NO;
    *why = over ? STR("it has too many sorts of cases")
           : answer == ANSWER_NO ? STR("it rests on a lookup that may go unanswered")
           : solver_part() != NULL ? STR("its calculation is too hard")
                                   : STR("it rests on calculations that only a solver can tell, and Z3 is not built in");
    return answer == ANSWER_YES ? SOLVER_YES : SOLVER_OPEN;
}

enum solver_answer breach_by_cells(struct breach *b, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                                   bool solved, struct solver_case *found, struct str *why)
{
    start_cells(b);
    struct witness_case seen;
    struct witness *witness = solved ? b->witness : b->alone;
    const struct witness_claim claim = { (void *)guarantee, is_broken };
    b->asked.guarantees = guarantee;
    b->asked.n_guarantees = 1;
    b->n_asked = 0;
    diagram_allow(b->space->pool, b->most_steps);
    diagram question = question_of(b, guarantee, assumed, n);
    bool over = question == DIAGRAM_OVER;
    enum answer answer = witness_find_claim(witness, question, &claim, &seen);
    b->defect = str_dup(b->arena, witness_defect(witness));
    if (answer == ANSWER_YES)
        take(b, seen.facts, found);
    enum solver_answer given = answer_of(b, answer, over, why);
    if (over)
        stop_cells(b); /* the next question begins with an empty pool */
    return given;
}

/* ---- both ways ---- */

enum solver_answer breach_find(struct breach *b, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                               struct solver_case *found, struct str *why)
{
    enum solver_answer answer = breach_by_cells(b, guarantee, assumed, n, true, found, why);
    if (answer == SOLVER_YES && !solver_breaks(b->solver, guarantee, assumed, n, found))
        answer = SOLVER_OPEN;
    if (answer == SOLVER_OPEN && solver_part() != NULL)
        answer = solver_breach(b->solver, guarantee, assumed, n, found, why);
    return answer;
}
