/* Why-not, held against brute force. For each policy cases are made up, and of each case something is asked about that it does not have:
 *
 *     whynot [CASES [FIRST]] POLICY...      CASES a policy (20), from seed FIRST (1) on
 *
 * Every way that is offered is applied and decided by the VM, and must bring what was asked about; no single change may bring it where
 * a way has two. Where nothing is said to help, all single changes and random ones of many facts are tried, and must not help;
 * where changes of so many facts are said to be searched, those are tried. Prints the counts, and exits with 1 after a failure. */
#include "eval/eval_trace.h"
#include "explain/explain_search.h"
#include "pipeline.h"
#include "tests/differential/fake_host.h"
#include "value/date.h"
#include "value/decimal.h"
#include "vm/vm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES = 20, RANDOM_TRIES = 300, MOST_PAIRS = 1500, MOST_FAILURES = 5 };

static struct trap trap;

struct counts {
    unsigned asked, came, ways, one, two, more, hopeless, open, failures;
};

struct trial {
    struct policy policy;
    struct arena arena, scratch;
    struct eval *eval;
    struct vm *vm;
    const struct program *program;
    struct reach *reach;
    struct points *points;
    struct expectation goal;
    struct value *facts;
    struct fake_host fake; /* answers lookups */
    uint64_t random;
    struct counts counts;
    const char *path;
    uint64_t seed;
};

static uint64_t roll(struct trial *t, uint64_t sides)
{
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    t->random ^= t->random << 17;
    return sides ? t->random % sides : 0;
}

static bool meets(struct trial *t, const struct value *facts)
{
    return explain_goal_met(t->program, &t->goal, vm_decide(t->vm, facts, &trap));
}

/* ---- the question ---- */

static void ask_action(struct trial *t)
{
    const struct arm *arm = t->program->n_arms ? &t->program->arms[roll(t, t->program->n_arms)] : NULL;
    if (!arm || arm->n_actions == 0)
        return;
    const struct action *action = &arm->actions[roll(t, arm->n_actions)];
    uint32_t n = t->program->verbs[action->verb].n_params;
    struct expected_action *wanted = arena_new(&t->arena, struct expected_action);
    struct value *args = arena_array(&t->arena, struct value, n);
    for (uint32_t i = 0; i < n; i++)
        if (action->args[i] && action->args[i]->op == EXPR_CONST && roll(t, 3))
            args[i] = action->args[i]->constant;
    *wanted = (struct expected_action){ .verb = action->verb, .args = args };
    t->goal = (struct expectation){ .kind = EXPECT_ACTION, .actions = wanted, .n_actions = 1 };
}

static const struct expr *constant_in(struct trial *t, const struct expr *e)
{
    if (e->op == EXPR_CONST)
        return e;
    if (e->op == EXPR_ARMS && e->arms->n > 0) {
        const struct expr *value = e->arms->at[roll(t, e->arms->n)].value;
        return value ? constant_in(t, value) : NULL;
    }
    return e->op == EXPR_AGREE && e->n > 0 ? constant_in(t, e->items[roll(t, e->n)]) : NULL;
}

static void ask_value(struct trial *t)
{
    if (t->program->n_definitions == 0)
        return;
    const struct definition *definition = &t->program->definitions[roll(t, t->program->n_definitions)];
    const struct expr *constant = definition->output ? constant_in(t, definition->body) : NULL;
    if (constant)
        t->goal = (struct expectation){ .kind = EXPECT_VALUE, .names = &definition->name, .n_names = 1, .value = constant->constant };
}

/* ---- the case ---- */

/* A value of the type, likely one that nothing asks about. */
static struct value any_value(struct trial *t, const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: return value_bool(roll(t, 2));
    case TYPE_SET: return value_int(VALUE_SYMBOL, (int64_t)roll(t, type->n_symbols));
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: return value_int(VALUE_NUMBER, (int64_t)roll(t, 3000) * DECIMAL_ONE);
    case TYPE_TEXT: case TYPE_PARTY: return value_text(roll(t, 2) ? STR("some text") : STR("Heather"));
    case TYPE_DATE: return value_int(VALUE_DATE, 17000 + (int64_t)roll(t, 3000));
    case TYPE_MOMENT: return value_int(VALUE_MOMENT, (17000 + (int64_t)roll(t, 3000)) * DATE_DAY);
    case TYPE_DURATION: return value_int(VALUE_DURATION, (int64_t)roll(t, 90) * DATE_DAY);
    default: return value_unknown();
    }
}

static struct value make_value(struct trial *t, uint32_t fact)
{
    const struct fact *what = &t->program->facts[fact];
    point_list *fixed = &t->points->fixed[fact];
    if (t->program->now_fact == fact)
        return value_int(VALUE_MOMENT, 17500 * DATE_DAY);
    if (roll(t, 4) == 0)
        return what->has_default ? what->default_ : value_unknown();
    if (fixed->n > 0 && roll(t, 6))
        return fixed->at[roll(t, fixed->n)];
    return any_value(t, what->type);
}

static bool make(struct trial *t)
{
    t->goal = (struct expectation){ 0 };
    if (roll(t, 5) == 0)
        ask_value(t);
    if (!t->goal.names)
        ask_action(t);
    if (!t->goal.names && !t->goal.actions)
        return false;
    t->facts = arena_array(&t->arena, struct value, t->program->n_facts);
    t->reach = explain_reach(&t->arena, t->program, &t->goal, t->facts);
    t->points = explain_points(&t->arena, t->reach, eval_trace_twin(&t->arena, t->eval), &trap);
    for (uint32_t i = 0; i < t->program->n_facts; i++)
        t->facts[i] = make_value(t, i);
    t->reach = explain_reach(&t->arena, t->program, &t->goal, t->facts);
    t->points->reach = t->reach;
    return true;
}

/* ---- the judgement ---- */

static void fail(struct trial *t, const char *what)
{
    struct buf out;
    buf_init(&out, &trap);
    t->counts.failures++;
    printf("FAILED %s, seed %llu: %s\n  goal ", t->path, (unsigned long long)t->seed, what);
    if (t->goal.kind == EXPECT_VALUE)
        printf("%.*s", STR_ARG(t->goal.names[0]));
    else
        printf("%.*s", STR_ARG(t->program->verbs[t->goal.actions[0].verb].name));
    for (uint32_t i = 0; i < t->program->n_facts; i++)
        if (value_known(t->facts[i])) {
            out.n = 0;
            value_json(&out, t->facts[i], t->program->facts[i].type);
            printf(" %.*s=%.*s", STR_ARG(t->program->facts[i].name), (int)out.n, out.p);
        }
    printf("\n");
    buf_free(&out);
}

static void try_ways(struct trial *t, const struct found *found)
{
    struct value *changed = arena_array(&t->arena, struct value, t->program->n_facts);
    for (uint32_t i = 0; i < found->ways.n; i++) {
        memcpy(changed, t->facts, t->program->n_facts * sizeof *changed);
        for (uint32_t k = 0; k < found->ways.at[i].n; k++)
            changed[found->ways.at[i].changes[k].fact] = found->ways.at[i].changes[k].to;
        if (!meets(t, changed))
            fail(t, "a way does not bring it");
    }
}

static bool single_helps(struct trial *t, struct value *facts)
{
    for (uint32_t fact = 0; fact < t->program->n_facts; fact++) {
        struct value now = facts[fact];
        if (!t->reach->open[fact])
            continue;
        point_list points = explain_points_of(t->points, fact, facts, &t->arena);
        for (uint32_t i = 0; i < points.n; i++) {
            facts[fact] = points.at[i];
            if (meets(t, facts))
                return true;
        }
        facts[fact] = now;
    }
    return false;
}

static bool many_help(struct trial *t, struct value *facts, uint32_t most)
{
    for (unsigned try = 0; try < RANDOM_TRIES; try++) {
        memcpy(facts, t->facts, t->program->n_facts * sizeof *facts);
        uint64_t n = 1 + roll(t, most);
        for (uint64_t i = 0; i < n; i++) {
            uint32_t fact = (uint32_t)roll(t, t->program->n_facts);
            if (t->reach->open[fact])
                facts[fact] = make_value(t, fact);
        }
        if (meets(t, facts))
            return true;
    }
    return false;
}

static void judge(struct trial *t, const struct found *found)
{
    struct value *facts = arena_copy(&t->arena, t->facts, t->program->n_facts * sizeof *facts);
    uint32_t fewest = found->ways.n ? found->ways.at[0].n : 0;
    try_ways(t, found);
    t->counts.ways += found->ways.n;
    t->counts.one += fewest == 1;
    t->counts.two += fewest == 2;
    t->counts.more += fewest > 2;
    t->counts.hopeless += found->hopeless;
    t->counts.open += !found->ways.n && !found->hopeless;
    if ((fewest > 1 || found->searched) && fewest != 1 && single_helps(t, facts))
        fail(t, "a single change brings it");
    if (found->hopeless && many_help(t, facts, t->program->n_facts))
        fail(t, "nothing is said to help, and something does");
    if (!found->ways.n && !found->hopeless && found->searched && many_help(t, facts, found->searched))
        fail(t, "so few changes are said not to help, and they do");
}

static void try(struct trial *t)
{
    arena_reset(&t->arena);
    t->eval = eval_new(&t->arena, t->program);
    t->vm = vm_new(&t->arena, t->policy.code);
    t->fake = (struct fake_host){ t->seed, t->program->lookups, t->program->n_lookups, NULL };
    t->fake.asked = arena_array(&t->arena, uint32_t, t->program->n_lookups);
    eval_set_host(t->eval, fake_host(&t->fake));
    vm_set_host(t->vm, fake_host(&t->fake));
    eval_trace_start(t->eval);
    t->random = t->seed * 0x9E3779B97F4A7C15u + 1;
    for (unsigned warm = 0; warm < 8; warm++)
        roll(t, 2);
    if (make(t)) {
        const struct decision *decision = eval_decide(t->eval, t->facts, &trap);
        bool came = explain_goal_met(t->program, &t->goal, decision);
        t->counts.asked++;
        t->counts.came += came;
        if (!came) {
            struct found found = explain_search(&t->arena, t->reach, t->eval, t->points->twin, &t->scratch, t->facts, &trap);
            judge(t, &found);
        }
    }
    eval_free(t->points ? t->points->twin : t->eval);
    if (t->points)
        eval_free(t->eval);
    t->points = NULL;
    vm_free(t->vm);
}

static void try_policy(struct trial *t, unsigned cases, uint64_t first)
{
    struct pipeline_source source = { .path = str_from(t->path) };
    pipeline_load(&t->policy, &source, 1, false, &trap);
    t->program = t->policy.program;
    if (t->program == NULL) {
        printf("FAILED %s has errors\n", t->path);
        t->counts.failures++;
        return;
    }
    for (uint64_t i = 0; i < cases && t->counts.failures < MOST_FAILURES; i++) {
        t->seed = first + i;
        try(t);
    }
    if (t->counts.asked == 0) {
        printf("%s: has nothing to ask about\n", t->path);
        return;
    }
    const struct counts *c = &t->counts;
    printf("%s: %u asked, %u there, ways of one fact %u, of two %u, of more %u, nothing helps %u, open %u; %u ways tried\n", t->path,
           c->asked, c->came, c->one, c->two, c->more, c->hopeless, c->open, c->ways);
}

static unsigned test_policy(const char *path, unsigned cases, uint64_t first)
{
    struct trial *t = calloc(1, sizeof *t);
    t->path = path;
    arena_init(&t->arena, &trap);
    arena_init(&t->scratch, &trap);
    try_policy(t, cases, first);
    unsigned failures = t->counts.failures;
    arena_free(&t->arena);
    arena_free(&t->scratch);
    pipeline_free(&t->policy);
    free(t);
    return failures;
}

static int run(int argc, char **argv)
{
    unsigned cases = CASES, failures = 0, passed = 0;
    uint64_t first = 1;
    int at = 1;
    if (at < argc && atoi(argv[at]) > 0)
        cases = (unsigned)atoi(argv[at++]);
    if (at < argc && atoi(argv[at]) > 0)
        first = (uint64_t)atoi(argv[at++]);
    for (; at < argc; at++) {
        unsigned failed = test_policy(argv[at], cases, first);
        failures += failed;
        passed += failed == 0;
    }
    printf("%u passed, %u failed\n", passed, failures);
    return failures > 0 || passed == 0;
}

int main(int argc, char **argv)
{
    if (trap_set(&trap) == TRAP_NONE)
        return run(argc, argv);
    printf("no memory\n");
    return 1;
}
