#include "analyze/breach.h"

#include "analyze/solver_paths.h"
#include "analyze/symbolic.h"

#include <string.h>

enum { MOST_OPTIONAL = 4 };
enum { PATHS_TOTAL = 600, WHOLE_TOTAL = 2000 }; /* of the solver for one guarantee, path by path and as a whole: see solver_allow */
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
    struct symbolic *symbolic[1 << MOST_OPTIONAL]; /* where these optional lookups go unanswered */
    struct witness *witness, *alone;  /* with the solver's help, and without */
    struct witness_solver *paths;
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
    memset(b->symbolic, 0, sizeof b->symbolic);
    b->paths = solver_paths_new(b->space, PATHS_TOTAL);
    b->witness = witness_new(b->space, b->paths);
    b->alone = witness_new(b->space, NULL);
}

/* Whether bit K of UNANSWERED, which counts the optional lookups alone, is that of lookup INDEX. */
static bool is_unanswered(const struct breach *b, unsigned unanswered, uint32_t index)
{
    unsigned k = 0;
    for (uint32_t i = 0; i < index; i++)
        k += b->program->lookups[i].optional;
    return b->program->lookups[index].optional && unanswered >> k & 1;
}

static struct symbolic *symbolic_of(struct breach *b, unsigned unanswered)
{
    struct symbolic **s = &b->symbolic[unanswered];
    if (*s)
        return *s;
    *s = symbolic_new(b->space, 0);
    for (uint32_t i = 0; i < b->program->n_lookups && unanswered; i++)
        if (is_unanswered(b, unanswered, i))
            symbolic_unanswered(*s, i);
    return *s;
}

static diagram question_of(struct breach *b, unsigned unanswered, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n)
{
    struct symbolic *s = symbolic_of(b, unanswered);
    diagram question = symbolic_breach(s, guarantee);
    for (uint32_t i = 0; i < n; i++)
        question = diagram_and(b->space->pool, question, symbolic_question(s, symbolic_expr(s, assumed[i]), SYMBOLIC_YES));
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
static void take(struct breach *b, unsigned unanswered, const struct value *facts, struct solver_case *found)
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
        if (is_unanswered(b, unanswered, i))
            found->rows[i].nobody = true;
        else
            found->rows[i].rows = value_keep(b->arena, facts[b->space->row_of[0][i]]);
}

/* ---- the answer ---- */

struct asked {
    const struct guarantee *guarantee;
    struct expr *const *assumed;
    uint32_t n;
    bool over;
};

/* Where all lookups are answered. */
static enum answer ask_answered(struct breach *b, struct witness *witness, struct asked *asked, struct solver_case *found)
{
    const struct witness_claim claim = { (void *)asked->guarantee, is_broken };
    struct witness_case seen;
    diagram question = question_of(b, 0, asked->guarantee, asked->assumed, asked->n);
    enum answer answer = witness_find_claim(witness, question, &claim, &seen);
    asked->over = question == DIAGRAM_OVER;
    b->defect = str_dup(b->arena, witness_defect(witness));
    if (answer == ANSWER_YES)
        take(b, 0, seen.facts, found);
    return answer;
}

/* Where some are not. The witness's own evaluator has them answered, so that the case is confirmed here. */
static enum answer ask_unanswered(struct breach *b, struct witness *witness, unsigned unanswered, struct asked *asked, struct solver_case *found)
{
    struct witness_case seen;
    diagram question = question_of(b, unanswered, asked->guarantee, asked->assumed, asked->n);
    enum answer answer = witness_find(witness, question, &seen);
    asked->over |= question == DIAGRAM_OVER;
    if (answer != ANSWER_YES)
        return answer;
    take(b, unanswered, seen.facts, found);
    return solver_breaks(b->solver, asked->guarantee, asked->assumed, asked->n, found) ? ANSWER_YES : ANSWER_OPEN;
}

static unsigned count_optional(const struct breach *b)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < b->program->n_lookups; i++)
        n += b->program->lookups[i].optional;
    return n;
}

static enum answer ask_cells(struct breach *b, struct witness *witness, struct asked *asked, struct solver_case *found)
{
    unsigned optional = count_optional(b);
    enum answer answer = ask_answered(b, witness, asked, found);
    bool open = answer == ANSWER_OPEN || optional > MOST_OPTIONAL || b->space->limits.n > 0;
    for (unsigned i = 1; answer != ANSWER_YES && !asked->over && optional <= MOST_OPTIONAL && i < 1u << optional; i++) {
        answer = ask_unanswered(b, witness, i, asked, found);
        open |= answer == ANSWER_OPEN;
    }
    return answer != ANSWER_YES && open ? ANSWER_OPEN : answer;
}

enum solver_answer breach_by_cells(struct breach *b, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                                   bool solved, struct solver_case *found, struct str *why)
{
    static const enum solver_answer answers[] = { [ANSWER_NO] = SOLVER_NO, [ANSWER_YES] = SOLVER_YES, [ANSWER_OPEN] = SOLVER_OPEN };
    struct asked asked = { guarantee, assumed, n, false };
    start_cells(b);
    b->asked.guarantees = guarantee;
    b->asked.n_guarantees = 1;
    solver_paths_allow(b->paths, PATHS_TOTAL);
    diagram_allow(b->space->pool, b->most_steps);
    enum answer answer = ask_cells(b, solved ? b->witness : b->alone, &asked, found);
    *why = asked.over ? STR("it has too many sorts of cases")
           : solver_part() != NULL ? STR("its calculation is too hard")
                                   : STR("it rests on calculations that only a solver can tell, and Z3 is not built in");
    if (asked.over)
        stop_cells(b); /* the next question begins with an empty pool */
    return answers[answer];
}

/* ---- both ways ---- */

enum solver_answer breach_find(struct breach *b, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                               struct solver_case *found, struct str *why)
{
    enum solver_answer answer = breach_by_cells(b, guarantee, assumed, n, true, found, why);
    if (answer == SOLVER_YES && !solver_breaks(b->solver, guarantee, assumed, n, found))
        answer = SOLVER_OPEN;
    if (answer != SOLVER_OPEN || solver_part() == NULL)
        return answer;
    solver_allow(b->solver, WHOLE_TOTAL);
    return solver_breach(b->solver, guarantee, assumed, n, found, why);
}

/* ---- whether there is anything to prove ---- */

static diagram met(struct breach *b, unsigned unanswered, const struct expr *when, struct expr *const *assumed, uint32_t n)
{
    struct symbolic *s = symbolic_of(b, unanswered);
    diagram all = when ? symbolic_question(s, symbolic_expr(s, when), SYMBOLIC_YES) : DIAGRAM_YES;
    for (uint32_t i = 0; i < n; i++)
        all = diagram_and(b->space->pool, all, symbolic_question(s, symbolic_expr(s, assumed[i]), SYMBOLIC_YES));
    return all;
}

/* False only where the cells show that there is no such case. */
static bool may_be_met(struct breach *b, const struct expr *when, struct expr *const *assumed, uint32_t n)
{
    unsigned optional = count_optional(b);
    struct witness_case seen;
    bool may = optional > MOST_OPTIONAL || b->space->limits.n > 0;
    for (unsigned i = 0; !may && i < 1u << optional; i++)
        may = witness_find(b->witness, met(b, i, when, assumed, n), &seen) != ANSWER_NO;
    return may;
}

bool breach_is_empty(struct breach *b, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n)
{
    if (!guarantee->when && n == 0)
        return false;
    start_cells(b);
    b->asked.guarantees = guarantee;
    b->asked.n_guarantees = 1;
    solver_paths_allow(b->paths, PATHS_TOTAL);
    diagram_allow(b->space->pool, b->most_steps);
    bool empty = !may_be_met(b, guarantee->when, assumed, n);
    if (diagram_is_full(b->space->pool))
        stop_cells(b);
    return empty;
}
