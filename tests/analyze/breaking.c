/* What is proved of whole policies against cases: on policies that are made up, with guarantees made of their own actions and
 * conditions, no case may break what is said to be proved. (What is said to be broken comes with a case that the reference evaluator
 * has confirmed; solver_breaks says so again here.) The two ways to prove, the diagrams of cells and the solver's whole question, are asked each
 * alone, and may not contradict each other.
 *
 * breaking [FIRST [COUNT]]: from that seed so many policies. Exit status 1 where an answer was wrong. With BREAKING_ALONE set the
 * cells do without the solver, and nobody else is asked; SOLVING_SHOW tells what stays open. */
#include "analyze/breach.h"
#include "cases/case.h"
#include "eval/eval.h"
#include "pipeline.h"
#include "tests/differential/fake_host.h"
#include "tests/generate/generate.h"
#include "tests/generate/seeds.h"
#include "value/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES = 40, GUARANTEES = 6, EFFORT = 80, TOTAL = 400, STEPS = 3000000, COUNT = 20, COUNT_SHORT = 6, COUNT_LONG = 2000 };

enum way { BY_CELLS, BY_FORMULAS, WAYS };
static const char *const ways[] = { "by cells", "by formulas" };

static struct trap trap;
static struct arena arena;
static uint64_t state;
static bool alone; /* no solver */
static struct {
    unsigned proved, broken, open, missed;
} tally[WAYS];
static unsigned policies, wrong;

static uint32_t roll(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % n;
}

/* An action of some arm with some of its arguments, when the condition of some arm holds. */
static struct guarantee make_guarantee(const struct program *program)
{
    const struct arm *arm = &program->arms[roll(program->n_arms)], *other = &program->arms[roll(program->n_arms)];
    const struct action *like = &arm->actions[roll(arm->n_actions)];
    struct action *action = arena_new(&arena, struct action);
    uint32_t n = program->verbs[like->verb].n_params;
    *action = *like;
    action->args = arena_copy(&arena, like->args, n * sizeof *action->args);
    for (uint32_t i = 0; i < n; i++)
        if (roll(2))
            action->args[i] = NULL;
    return (struct guarantee){ .always = roll(2), .action = action, .when = roll(4) ? other->condition : NULL,
                               .name = STR("made up"), .text = STR("made up"), .span = { 0, 1, 2 } };
}

static struct case_options options_of(const struct generated *generated)
{
    struct case_options options = { .has_now = generated->has_now, .now = value_int(VALUE_MOMENT, 0) };
    moment_parse(STR("2020-06-15T22:30:00+02:00"), &options.now.i, &options.now.offset);
    return options;
}

static bool breaks(struct eval *eval, const struct value *facts, const struct guarantee *guarantee)
{
    const struct decision *decision = eval_decide(eval, facts, &trap);
    return decision->status == DECISION_ERROR && decision->errors[0].span.from == guarantee->span.from; /* else it fails in it */
}

/* The first of the generated cases that breaks GUARANTEE, or -1. */
static int first_breach(const struct policy *policy, const struct generated *generated, const struct guarantee *guarantee)
{
    struct program program = *policy->program;
    struct case_options options = options_of(generated);
    struct case_json *reader = case_json_new(&arena, policy->shape, &options);
    struct fake_host fake = { 1, program.lookups, program.n_lookups, arena_array(&arena, uint32_t, program.n_lookups) };
    int found = -1;
    program.guarantees = guarantee;
    program.n_guarantees = 1;
    struct eval *eval = eval_new(&arena, &program);
    eval_set_host(eval, fake_host(&fake));
    for (uint32_t i = 0; i < generated->cases.n && found < 0; i++) {
        struct case_input input = { 0 };
        case_json_read(reader, generated->cases.at[i].p, generated->cases.at[i].n, 1, &input, &trap);
        fake_host_begin(&fake);
        if (input.n_errors == 0 && breaks(eval, input.facts, guarantee))
            found = (int)i;
    }
    eval_free(eval);
    case_json_free(reader);
    return found;
}

static void complain(const struct generated *generated, const struct guarantee *guarantee, const struct policy *policy, uint64_t seed,
                     const char *what, struct str instance)
{
    struct str text = generate_text(&arena, generated);
    const struct verb *verb = &policy->program->verbs[guarantee->action->verb];
    printf("WRONG, seed %llu: %s: %s %.*s", (unsigned long long)seed, what, guarantee->always ? "always" : "never", STR_ARG(verb->name));
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (guarantee->action->args[i])
            printf(" [%.*s at %u]", STR_ARG(verb->params[i].name), guarantee->action->args[i]->span.from);
    if (guarantee->when)
        printf(" when %.*s", (int)(guarantee->when->span.to - guarantee->when->span.from), text.p + guarantee->when->span.from);
    printf("\n%.*s\n%.*s\n", STR_ARG(text), STR_ARG(instance));
    fflush(stdout);
    wrong++;
}

/* What was found, as far as its facts go. */
static struct str case_text(const struct program *program, const struct solver_case *found)
{
    struct buf out;
    buf_init(&out, &trap);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        buf_printf(&out, "%s%.*s: ", i ? ", " : "", STR_ARG(program->facts[i].name));
        value_json(&out, found->facts[i], program->facts[i].type);
    }
    struct str text = str_dup(&arena, (struct str){ out.p, (uint32_t)out.n });
    buf_free(&out);
    return text;
}

/* One question to one way; what is said to be broken must be, also once it is shrunk. */
static enum solver_answer ask(enum way way, struct breach *breach, const struct guarantee *guarantee, struct solver_case *found, struct str *why)
{
    struct solver *solver = breach_solver(breach);
    solver_allow(solver, TOTAL);
    enum solver_answer answer = way == BY_CELLS ? breach_by_cells(breach, guarantee, NULL, 0, !alone, found, why)
                                                : solver_breach(solver, guarantee, NULL, 0, found, why);
    tally[way].broken += answer == SOLVER_YES;
    tally[way].proved += answer == SOLVER_NO;
    tally[way].open += answer == SOLVER_OPEN;
    return answer;
}

static void judge_one(const struct policy *policy, const struct generated *generated, struct breach *breach, uint64_t seed, struct guarantee guarantee)
{
    struct solver_case found[WAYS];
    enum solver_answer answers[WAYS];
    int at = -1;
    for (enum way way = BY_CELLS; way < (alone ? BY_FORMULAS : WAYS); way++) {
        struct str why = STR("");
        answers[way] = ask(way, breach, &guarantee, &found[way], &why);
        if (answers[way] == SOLVER_YES && !solver_breaks(breach_solver(breach), &guarantee, NULL, 0, &found[way]))
            complain(generated, &guarantee, policy, seed, "found, but it does not break it", case_text(policy->program, &found[way]));
        if (way == BY_CELLS && breach_defect(breach).n > 0)
            complain(generated, &guarantee, policy, seed, "a defect", breach_defect(breach));
        if (answers[way] != SOLVER_YES && at < 0)
            at = first_breach(policy, generated, &guarantee);
        tally[way].missed += answers[way] == SOLVER_OPEN && at >= 0;
        if (answers[way] == SOLVER_OPEN && getenv("SOLVING_SHOW"))
            printf("seed %llu %s open%s: %.*s\n", (unsigned long long)seed, ways[way], at >= 0 ? " but broken" : "", STR_ARG(why));
        if (answers[way] == SOLVER_NO && at >= 0)
            complain(generated, &guarantee, policy, seed, ways[way], generated->cases.at[at]);
        if (answers[way] == SOLVER_YES) {
            solver_shrink(breach_solver(breach), &guarantee, NULL, 0, &found[way]);
            if (!solver_breaks(breach_solver(breach), &guarantee, NULL, 0, &found[way]))
                complain(generated, &guarantee, policy, seed, "shrunk, it does not break it", case_text(policy->program, &found[way]));
        }
    }
    for (enum way way = BY_CELLS; way < WAYS && !alone; way++)
        if (answers[way] == SOLVER_NO && answers[!way] == SOLVER_YES)
            complain(generated, &guarantee, policy, seed, way == BY_CELLS ? "proved by cells only" : "proved by formulas only",
                     case_text(policy->program, &found[!way]));
}

static void one(uint64_t seed)
{
    struct generated generated;
    struct policy policy;
    generate(&arena, seed, CASES, &generated);
    struct pipeline_source source = { STR("generated.rules"), generate_text(&arena, &generated), true };
    pipeline_load(&policy, &source, 1, generated.no_stdlib, &trap);
    state = seed;
    if (policy.program && policy.program->n_arms > 0) {
        struct breach *breach = breach_new(&arena, policy.program, &(struct breach_options){ { .effort = EFFORT }, STEPS });
        policies++;
        for (int i = 0; i < GUARANTEES; i++)
            judge_one(&policy, &generated, breach, seed, make_guarantee(policy.program));
        breach_free(breach);
    }
    pipeline_free(&policy);
    arena_reset(&arena);
}

int main(int argc, char **argv)
{
    uint64_t first = seeds_argument(argv, argc, 1, 1), count = seeds_argument(argv, argc, 2, seeds_usual(COUNT_SHORT, COUNT, COUNT_LONG));
    alone = solver_part() == NULL || getenv("BREAKING_ALONE") != NULL;
    if (trap_set(&trap) != TRAP_NONE)
        return 2;
    arena_init(&arena, &trap);
    for (uint64_t i = first; i < first + count; i++)
        one(i);
    printf("%u policies", policies);
    for (enum way way = BY_CELLS; way < (alone ? BY_FORMULAS : WAYS); way++)
        printf("; %s %u guarantees proved, %u broken, %u open (of these, %u are broken)", ways[way], tally[way].proved, tally[way].broken,
               tally[way].open, tally[way].missed);
    printf("; %u wrong\n%u passed, %u failed\n", wrong, policies * GUARANTEES, wrong);
    arena_free(&arena);
    return wrong > 0 || policies < count / 2;
}
