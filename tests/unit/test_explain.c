/* Why-not: the smallest changes of a case that bring an action, on programs built by hand; and the trace that explanations are made of. */
#include "eval_bench.h"
#include "explain/explain_search.h"

static struct arena scratch;
static struct expected_action wanted;
static struct value wanted_args[2];
static struct expectation goal;

static void start(void)
{
    set_up();
    arena_init(&scratch, &trap);
    memset(wanted_args, 0, sizeof wanted_args);
    wanted = (struct expected_action){ .verb = ALLOW, .args = wanted_args };
    goal = (struct expectation){ .kind = EXPECT_ACTION, .actions = &wanted, .n_actions = 1 };
    wanted_args[0] = txt("x");
}

static void end(void)
{
    arena_free(&scratch);
    tear_down();
}

TestSuite(explain, .init = start, .fini = end);

static struct found search(void)
{
    struct eval *eval = eval_new(&arena, &program);
    eval_trace_start(eval);
    const struct decision *decision = eval_decide(eval, facts, &trap);
    cr_assert_not(explain_goal_met(&program, &goal, decision));
    struct eval *twin = eval_trace_twin(&arena, eval);
    struct reach *reach = explain_reach(&arena, &program, &goal, facts);
    struct found found = explain_search(&arena, reach, eval, twin, &scratch, facts, &trap);
    eval_free(twin);
    eval_free(eval);
    return found;
}

#define allow(s) action(ALLOW, t_(s), NULL)
#define deny(s) action(DENY, t_(s), NULL)

static void check_change(const struct way *way, uint32_t at, uint32_t fact, struct value to)
{
    cr_assert_lt(at, way->n);
    cr_assert_eq(way->changes[at].fact, fact);
    cr_assert(value_known(to) ? value_same(way->changes[at].to, to) : !value_known(way->changes[at].to));
}

Test(explain, a_threshold_is_crossed_by_one_step)
{
    RULE("r", TRUTH(GT, fact(I), n_(5)), allow("x"));
    facts[I] = num(3);
    struct found found = search();
    cr_assert_geq(found.ways.n, 1);
    check_change(&found.ways.at[0], 0, I, num(6));
}

Test(explain, two_facts_that_only_together_help)
{
    RULE("r", TRUTH(AND, fact(A), TRUTH(LE, fact(I), n_(5))), allow("x"));
    facts[A] = no();
    facts[I] = num(9);
    struct found found = search();
    cr_assert_geq(found.ways.n, 1);
    cr_assert_eq(found.ways.at[0].n, 2);
    check_change(&found.ways.at[0], 0, A, yes());
    check_change(&found.ways.at[0], 1, I, num(5));
}

Test(explain, sides_that_meet_by_calculation)
{
    RULE("r", TRUTH(EQ, NUMBER(ADD, NUMBER(MUL, fact(I), n_(2)), fact(J)), n_(11)), allow("x"));
    facts[I] = num(1);
    facts[J] = num(3);
    struct found found = search();
    cr_assert_geq(found.ways.n, 2);
    for (uint32_t i = 0; i < found.ways.n; i++)
        check_change(&found.ways.at[i], 0, found.ways.at[i].changes[0].fact, num(found.ways.at[i].changes[0].fact == I ? 4 : 9));
}

Test(explain, what_defeats_it_is_taken_away)
{
    RULE("r", b_(true), allow("x"));
    RULE("s", fact(A), deny("x"));
    facts[A] = yes();
    struct found found = search();
    check_change(&found.ways.at[0], 0, A, no());
}

Test(explain, what_is_overridden_comes_back)
{
    RULE("r", b_(true), allow("x"));
    RULE("s", fact(A), action(TAG, t_("y"), NULL));
    overrides(1, 0);
    facts[A] = yes();
    struct found found = search();
    check_change(&found.ways.at[0], 0, A, no());
}

Test(explain, private_facts_are_not_changed)
{
    RULE("r", TRUTH(AND, fact(A), fact(B)), allow("x"));
    fact_table[A].private_ = true;
    facts[A] = no();
    facts[B] = no();
    struct found found = search();
    cr_assert(found.hopeless);
    cr_assert_eq(found.ways.n, 0);
    facts[A] = yes();
    check_change(&search().ways.at[0], 0, B, yes());
}

Test(explain, nobody_asks_for_it)
{
    RULE("r", fact(A), allow("y"));
    cr_assert(search().hopeless);
}

Test(explain, what_never_comes_together)
{
    RULE("r", TRUTH(AND, TRUTH(GT, fact(I), n_(5)), TRUTH(LT, fact(I), n_(3))), allow("x"));
    facts[I] = num(4);
    cr_assert(search().hopeless);
}

Test(explain, many_missing_facts)
{
    struct expr *all[] = { fact(A), fact(B), TRUTH(GT, fact(I), n_(5)), TRUTH(GT, fact(J), n_(6)), TRUTH(LT, fact(K), n_(7)) };
    RULE("r", items(EXPR_AND, simple(TYPE_BOOL), 5, all), allow("x"));
    struct found found = search();
    cr_assert_geq(found.ways.n, 1);
    cr_assert_eq(found.ways.at[0].n, 5);
}

Test(explain, the_trace_has_values_states_and_fates)
{
    struct expr *test = TRUTH(GT, fact(I), n_(5));
    RULE("r", test, allow("x"));
    RULE("s", fact(A), deny("x"));
    facts[I] = num(9);
    facts[A] = yes();
    struct eval *eval = eval_new(&arena, &program);
    eval_decide(eval, facts, &trap);
    cr_assert_null(eval_trace(eval));
    eval_trace_start(eval);
    eval_decide(eval, facts, &trap);
    const struct eval_trace *trace = eval_trace(eval);
    cr_assert(trace->exprs[test->id].seen && trace->exprs[test->id].value.i == 1);
    cr_assert_eq(trace->arms[0].fires, TRUTH_YES);
    cr_assert_eq(trace->n_acts, 2);
    cr_assert_eq(trace->acts[0].fate, TRACE_DEFEATED);
    cr_assert_eq(trace->acts[0].by, 1);
    cr_assert(trace->looked_at[I] && !trace->looked_at[B]);
    eval_free(eval);
}
