/* The solver's exact spots: what is rounded where to, what fails, three truth values. tests/analyze/solving holds it against the
 * evaluator on conditions that are made up. */
#include "tests/unit/eval_bench.h"

#include "analyze/solver.h"

static struct solver *solver;
static struct solver_case found;

static void start(void)
{
    set_up();
    if (solver_part() == NULL)
        cr_skip_test("no solver is built in");
}

static void end(void)
{
    solver_free(solver);
    solver = NULL;
    tear_down();
}

TestSuite(solver, .init = start, .fini = end);

static enum solver_answer ask(const struct solver_wish *wishes, uint32_t n)
{
    struct str why;
    if (solver == NULL)
        solver = solver_new(&arena, &program, NULL);
    return solver_ask(solver, wishes, n, &found, &why);
}

static struct solver_wish is(struct expr *expr, enum truth truth)
{
    return (struct solver_wish){ .kind = WISH_TRUTH, .expr = expr, .truth = truth };
}

static struct expr *micros(int64_t i) { return constant(micro(i), TYPE_NUMBER); }

/* Whether EXPR, over I (and J), may be RESULT where these are so many millionths. */
static enum solver_answer comes_to(struct expr *expr, int64_t i, int64_t j, int64_t result)
{
    const struct solver_wish wishes[] = { is(TRUTH(EQ, fact(I), micros(i)), TRUTH_YES), is(TRUTH(EQ, fact(J), micros(j)), TRUTH_YES),
                                          is(TRUTH(EQ, expr, micros(result)), TRUTH_YES) };
    return ask(wishes, 3);
}

#define check_rounds(expr, i, j, result)                                                                                   \
    do {                                                                                                                   \
        cr_expect_eq(comes_to(expr, i, j, result), SOLVER_YES, "of %d and %d: not %d", (int)(i), (int)(j), (int)(result)); \
        cr_expect_eq(comes_to(expr, i, j, (result) + 1), SOLVER_NO, "of %d and %d: %d", (int)(i), (int)(j), (int)(result) + 1); \
        cr_expect_eq(comes_to(expr, i, j, (result) - 1), SOLVER_NO, "of %d and %d: %d", (int)(i), (int)(j), (int)(result) - 1); \
    } while (0)

Test(solver, products_are_rounded_half_to_even)
{
    struct expr *half = NUMBER(MUL, fact(I), micros(ONE / 2)), *product = NUMBER(MUL, fact(I), fact(J));
    check_rounds(half, 1, 0, 0);
    check_rounds(half, 3, 0, 2);
    check_rounds(half, 5, 0, 2);
    check_rounds(half, 7, 0, 4);
    check_rounds(half, -1, 0, 0);
    check_rounds(half, -3, 0, -2);
    check_rounds(half, -5, 0, -2);
    check_rounds(product, 1500, 1000, 2);
    check_rounds(product, 2500, 1000, 2);
    check_rounds(product, 2500, -1000, -2);
    check_rounds(product, 2501, 1000, 3);
}

Test(solver, quotients_are_rounded_half_to_even)
{
    struct expr *half = NUMBER(DIV, fact(I), n_(2)), *quotient = NUMBER(DIV, fact(I), fact(J));
    check_rounds(half, 1, 0, 0);
    check_rounds(half, 3, 0, 2);
    check_rounds(half, 5, 0, 2);
    check_rounds(half, -3, 0, -2);
    check_rounds(half, -5, 0, -2);
    check_rounds(quotient, ONE, 3 * ONE, 333333);
    check_rounds(quotient, 2 * ONE, 3 * ONE, 666667);
    check_rounds(quotient, -2 * ONE, 3 * ONE, -666667);
    check_rounds(quotient, 5, -2 * ONE, -2);
}

Test(solver, a_value_is_found_that_is_only_rounded_to_what_is_asked)
{
    const struct solver_wish wishes[] = { is(TRUTH(EQ, NUMBER(MUL, fact(I), micros(ONE / 2)), micros(2)), TRUTH_YES),
                                          is(TRUTH(GT, fact(I), micros(4)), TRUTH_YES) };
    cr_assert_eq(ask(wishes, 2), SOLVER_YES);
    cr_expect_eq(found.facts[I].i, 5);
}

Test(solver, what_fails_is_no_value)
{
    struct expr *quotient = TRUTH(EQ, NUMBER(DIV, n_(1), fact(I)), fact(J)), *square = TRUTH(GT, NUMBER(MUL, fact(I), fact(I)), n_(0));
    const struct solver_wish zero = is(TRUTH(EQ, fact(I), n_(0)), TRUTH_YES), large = is(TRUTH(GT, fact(I), n_(4000000)), TRUTH_YES);
    for (enum truth truth = TRUTH_NO; truth <= TRUTH_YES; truth++)
        cr_expect_eq(ask((struct solver_wish[]){ zero, is(quotient, truth) }, 2), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ large, is(square, TRUTH_YES) }, 2), SOLVER_NO);
    struct solver_wish or_error = is(quotient, TRUTH_YES);
    or_error.or_error = true;
    cr_expect_eq(ask((struct solver_wish[]){ zero, or_error }, 2), SOLVER_YES);
    cr_expect_eq(ask((struct solver_wish[]){ zero, is(TRUTH(AND, fact(A), quotient), TRUTH_NO) }, 2), SOLVER_YES, "not looked at");
    cr_expect_not(found.facts[A].i);
}

Test(solver, conditions_have_three_values)
{
    struct expr *excluded = TRUTH(OR, fact(A), TRUTH(NOT, fact(A))), *both = TRUTH(AND, fact(A), fact(B));
    cr_expect_eq(ask((struct solver_wish[]){ is(excluded, TRUTH_NO) }, 1), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ is(excluded, TRUTH_UNKNOWN) }, 1), SOLVER_YES);
    cr_expect_not(value_known(found.facts[A]));
    cr_expect_eq(ask((struct solver_wish[]){ is(both, TRUTH_UNKNOWN), is(fact(B), TRUTH_NO) }, 2), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ is(both, TRUTH_UNKNOWN), is(fact(B), TRUTH_YES) }, 2), SOLVER_YES);
    cr_expect_eq(ask((struct solver_wish[]){ is(both, TRUTH_NO), is(fact(B), TRUTH_UNKNOWN) }, 2), SOLVER_YES);
    cr_expect_eq(ask((struct solver_wish[]){ is(TRUTH(KNOWN, both), TRUTH_UNKNOWN) }, 1), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ is(TRUTH(CERTAIN, both), TRUTH_UNKNOWN) }, 1), SOLVER_NO);
}

Test(solver, unknown_for_good_is_not_waiting)
{
    struct expr *gap = CASES(HIT_FIRST, simple(TYPE_NUMBER), { .condition = fact(A), .value = fact(I) });
    const struct solver_wish nothing = { .kind = WISH_NOTHING, .expr = gap }, needing = { .kind = WISH_NEEDING, .expr = gap };
    cr_expect_eq(ask((struct solver_wish[]){ nothing, is(fact(A), TRUTH_NO) }, 2), SOLVER_YES);
    cr_expect_eq(ask((struct solver_wish[]){ needing, is(fact(A), TRUTH_NO) }, 2), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ nothing, is(fact(A), TRUTH_UNKNOWN) }, 2), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ needing, is(fact(A), TRUTH_YES) }, 2), SOLVER_YES);
    cr_expect_not(value_known(found.facts[I]));
}

static struct solver_wish fails(struct expr *expr) { return (struct solver_wish){ .kind = WISH_ERROR, .expr = expr }; }

Test(solver, an_error_can_be_asked_for)
{
    struct expr *quotient = NUMBER(DIV, n_(1), fact(I)), *half = NUMBER(DIV, fact(I), n_(2)), *sum = NUMBER(ADD, fact(I), fact(J));
    cr_assert_eq(ask((struct solver_wish[]){ fails(quotient) }, 1), SOLVER_YES);
    cr_expect_eq(found.facts[I].i, 0);
    cr_expect_eq(ask((struct solver_wish[]){ fails(half) }, 1), SOLVER_NO);
    cr_expect_eq(ask((struct solver_wish[]){ fails(sum), is(TRUTH(LT, fact(I), n_(9)), TRUTH_YES), is(TRUTH(GT, fact(I), n_(0)), TRUTH_YES),
                                             is(TRUTH(LT, fact(J), n_(9)), TRUTH_YES) }, 4), SOLVER_NO, "J may be as low as it likes, but I is above 0");
    cr_expect_eq(ask((struct solver_wish[]){ fails(sum), is(TRUTH(LT, fact(I), n_(0)), TRUTH_YES) }, 2), SOLVER_YES);
    cr_expect_eq(ask((struct solver_wish[]){ fails(sum), fails(NUMBER(ADD, fact(J), fact(I))) }, 2), SOLVER_YES);
    cr_expect_eq(ask((struct solver_wish[]){ fails(sum), is(TRUTH(EQ, NUMBER(ADD, fact(J), fact(I)), fact(I)), TRUTH_YES) }, 2), SOLVER_NO);
}

/* Three cubes are too hard for so few steps. */
Test(solver, what_is_asked_when_all_steps_are_used_up_is_open)
{
    struct expr *cubes[3];
    for (uint32_t i = 0; i < 3; i++)
        cubes[i] = NUMBER(MUL, NUMBER(MUL, fact(i == 2 ? K : i == 1 ? J : I), fact(i == 2 ? K : i == 1 ? J : I)), fact(i == 2 ? K : i == 1 ? J : I));
    const struct solver_wish hard[] = { is(TRUTH(EQ, NUMBER(ADD, cubes[0], cubes[1]), cubes[2]), TRUTH_YES), is(TRUTH(GT, fact(I), n_(7)), TRUTH_YES),
                                        is(TRUTH(GT, fact(J), n_(7)), TRUTH_YES) };
    const struct solver_wish easy[] = { is(TRUTH(GT, fact(I), n_(7)), TRUTH_YES) };
    solver = solver_new(&arena, &program, &(struct solver_options){ .effort = 5, .total = 10 });
    cr_expect_eq(ask(easy, 1), SOLVER_YES);
    for (int i = 0; i < 3; i++)
        cr_expect_eq(ask(hard, 3), SOLVER_OPEN);
    cr_expect_eq(ask(easy, 1), SOLVER_OPEN);
    solver_allow(solver, 10);
    cr_expect_eq(ask(easy, 1), SOLVER_YES);
}
