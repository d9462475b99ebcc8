/* The analysis on small programs made by hand: cells and their words, what arms do, gaps, conflicts, guarantees, and the cases
 * that show them. tests/analyze/agree holds it against the evaluator on policies of every kind. */
#include "tests/unit/eval_bench.h"

#include "analyze/symbolic.h"
#include "analyze/witness.h"

static struct space *space;
static struct symbolic *symbolic;
static struct witness *witness;
static const struct program *programs[1];
static struct witness_case found;

static void begin(void)
{
    programs[0] = &program;
    program.arm_order = order;
    cells_space(&space, &arena, programs, 1, NULL, &trap);
    symbolic = symbolic_new(space, 0);
    witness = witness_new(space, NULL);
}

static void end(void)
{
    witness_free(witness);
    cells_free(space);
    space = NULL;
    tear_down();
}

static void start(void)
{
    set_up();
    for (uint32_t i = 0; i < N_FACTS; i++)
        fact_table[i].path = &fact_table[i].name, fact_table[i].n_path = 1;
}

TestSuite(analyze, .init = start, .fini = end);

#define check_out(expected)                                                                     \
    do {                                                                                        \
        buf_char(&out, '\0');                                                                   \
        cr_expect(strcmp(out.p, expected) == 0, "got  %s\nwant %s", out.p, expected);           \
        out.n = 0;                                                                              \
    } while (0)

/* The case that shows QUESTION, as JSON and in words; "never" or "open". */
static void show(diagram question)
{
    out.n = 0;
    enum answer answer = witness_find(witness, question, &found);
    cr_expect_eq(witness_defect(witness).n, 0);
    if (answer != ANSWER_YES) {
        buf_cstr(&out, answer == ANSWER_NO ? "never" : "open");
        return;
    }
    witness_json(witness, &out, &found);
    buf_cstr(&out, ": ");
    witness_show(witness, &out, &found);
}

static diagram fires(uint32_t arm) { return symbolic_question(symbolic, symbolic_arm(symbolic, arm), SYMBOLIC_YES); }

Test(analyze, cells_are_points_and_what_lies_between)
{
    RULE("r", TRUTH(AND, TRUTH(GT, fact(I), n_(10)), TRUTH(LE, fact(I), n_(50))), action(TAG, t_("x"), NULL));
    begin();
    uint32_t input = cells_input_of_fact(space, I);
    for (uint32_t i = 0; i < space->inputs.at[input]->n_cells; i++) {
        buf_cstr(&out, i ? "; " : "");
        cells_show(space, &out, input, i);
    }
    check_out("i below 10; i of exactly 10; i above 10 and below 50; i of exactly 50; i above 50; i missing");
    uint64_t some = 1 | 2 | 32;
    cells_show_set(space, &out, input, &some);
    check_out("i of at most 10 or missing");
}

Test(analyze, texts_and_sets_in_words)
{
    struct expr *mid = items(EXPR_CONST, level_type, 0, (struct expr *[]){ NULL });
    mid->constant = value_int(VALUE_SYMBOL, 1);
    RULE("r", TRUTH(AND, TRUTH(EQ, fact(S), t_("a")), TRUTH(GE, fact(LEVEL), mid)), action(TAG, t_("x"), NULL));
    begin();
    uint32_t text = cells_input_of_fact(space, S), level = cells_input_of_fact(space, LEVEL);
    cells_show(space, &out, text, cells_find(space, text, txt("zzz")));
    check_out("s other than \"a\"");
    cells_show(space, &out, level, cells_find(space, level, value_int(VALUE_SYMBOL, 2)));
    check_out("level is high");
    uint64_t all = 7;
    cells_show_set(space, &out, level, &all);
    check_out("level is low or mid or high");
    show(fires(0));
    check_out("{\"s\":\"a\",\"level\":\"mid\"}: s is \"a\" and level is mid");
}

/* Two rows that stop on either side of 1000. */
Test(analyze, a_gap_is_found_where_it_is)
{
    define("owner", CASES(HIT_FIRST, simple(TYPE_NUMBER), { .condition = TRUTH(LT, fact(I), n_(1000)), .value = n_(1) }, { .condition = TRUTH(GT, fact(I), n_(1000)), .value = n_(2) }));
    begin();
    show(symbolic_question(symbolic, symbolic_definition(symbolic, 0), SYMBOLIC_ABSENT));
    check_out("{\"i\":1000}: i of exactly 1000");
    uint32_t leaves[8];
    cr_expect_eq(diagram_leaves(space->pool, symbolic_definition(symbolic, 0), leaves, 8), 4, "1, 2, absent, unknown");
}

Test(analyze, two_earlier_arms_shadow_a_later_one_together)
{
    UNIT("g", HIT_FIRST, { .condition = TRUTH(LT, fact(I), n_(10)), DO(action(TAG, t_("a"), NULL)) },
         { .condition = TRUTH(GE, fact(I), n_(5)), DO(action(TAG, t_("b"), NULL)) },
         { .condition = TRUTH(EQ, fact(I), n_(7)), DO(action(TAG, t_("c"), NULL)) });
    begin();
    cr_expect_eq(fires(2), (diagram)DIAGRAM_NO);
    show(fires(1));
    check_out("{\"i\":10}: i of exactly 10");
    cr_expect_eq(symbolic_question(symbolic, symbolic_arm(symbolic, 2), SYMBOLIC_UNKNOWN) == DIAGRAM_NO, false, "while i is missing it is open");
}

Test(analyze, rivals_meet_unless_one_overrides)
{
    RULE("one", TRUTH(GT, fact(I), n_(10)), action(ASSIGN, t_("x"), NULL));
    RULE("two", TRUTH(LT, fact(I), n_(20)), action(ASSIGN, t_("y"), NULL));
    RULE("three", TRUTH(LT, fact(I), n_(0)), action(ASSIGN, t_("y"), NULL));
    begin();
    show(symbolic_rivals(symbolic, 0, 1));
    check_out("{\"i\":11}: i above 10 and below 20");
    cr_expect_eq(symbolic_rivals(symbolic, 1, 2), (diagram)DIAGRAM_NO, "they ask for the same");
    cr_expect_eq(symbolic_rivals(symbolic, 0, 2), (diagram)DIAGRAM_NO, "they never meet");
}

Test(analyze, an_override_settles_it)
{
    RULE("one", TRUTH(GT, fact(I), n_(10)), action(ASSIGN, t_("x"), NULL));
    RULE("two", TRUTH(LT, fact(I), n_(20)), action(ASSIGN, t_("y"), NULL));
    overrides(0, 1);
    begin();
    cr_expect_eq(symbolic_rivals(symbolic, 0, 1), (diagram)DIAGRAM_NO);
    show(symbolic_conflict(symbolic));
    check_out("never");
}

Test(analyze, a_guarantee_is_proved_or_broken)
{
    struct action deny = action(DENY, t_("x"), NULL), allow = action(ALLOW, t_("x"), NULL);
    RULE("deny", fact(A), deny);
    RULE("allow", TRUTH(GT, fact(I), n_(5)), allow);
    begin();
    struct guarantee never = { .action = &allow, .when = fact(A) }, never_at_all = { .action = &allow };
    show(symbolic_breach(symbolic, &never));
    check_out("never");
    show(symbolic_breach(symbolic, &never_at_all));
    check_out("{\"a\":false,\"i\":6}: a is no and i above 5");
    struct guarantee always = { .always = true, .action = &deny, .when = TRUTH(LT, fact(I), n_(5)) };
    show(symbolic_breach(symbolic, &always));
    check_out("{\"a\":false,\"i\":4}: a is no and i below 5");
}

/* Where a steady calculation passes a constant is a breakpoint of its fact: nothing is left to try. */
Test(analyze, calculations_of_one_fact_are_cut_exactly)
{
    RULE("r", TRUTH(EQ, NUMBER(MUL, fact(I), n_(3)), n_(100)), action(TAG, t_("x"), NULL));
    RULE("q", TRUTH(GE, NUMBER(ADD, NUMBER(MUL, fact(I), n_(2)), n_(1)), n_(10)), action(TAG, t_("y"), NULL));
    begin();
    show(fires(0));
    check_out("never");
    show(diagram_not(space->pool, fires(1)));
    check_out("{}: i missing");
    show(diagram_and(space->pool, fires(1), symbolic_question(symbolic, symbolic_expr(symbolic, TRUTH(LT, fact(I), n_(5))), SYMBOLIC_YES)));
    buf_char(&out, '\0');
    cr_expect(strstr(out.p, "\"i\":4.5"), "%s", out.p);
}

/* Two facts: the comparison is an input of its own; values are tried. */
Test(analyze, facts_against_each_other)
{
    RULE("r", TRUTH(AND, TRUTH(GT, fact(I), fact(J)), TRUTH(EQ, fact(J), n_(50))), action(TAG, t_("x"), NULL));
    RULE("q", TRUTH(AND, TRUTH(GT, fact(I), fact(J)), TRUTH(LE, fact(I), fact(J))), action(TAG, t_("y"), NULL));
    begin();
    cr_expect_eq(witness_find(witness, fires(0), &found), ANSWER_YES);
    cr_expect(found.facts[J].i == 50 * ONE && found.facts[I].i > 50 * ONE);
    cr_expect_eq(fires(1), (diagram)DIAGRAM_NO);
}

/* An undecided rule leaves what it overrides undecided. */
Test(analyze, unknown_is_a_cell)
{
    RULE("one", fact(A), action(TAG, t_("x"), NULL));
    RULE("two", TRUTH(KNOWN, fact(I)), action(TAG, t_("y"), NULL));
    overrides(0, 1);
    begin();
    show(symbolic_question(symbolic, symbolic_arm(symbolic, 1), SYMBOLIC_UNKNOWN));
    check_out("{\"i\":100}: a missing and i known");
    show(symbolic_incomplete(symbolic));
    check_out("{}: a missing");
}

Test(analyze, two_rows_of_only_one_are_an_error)
{
    define("v", CASES(HIT_ONLY_ONE, simple(TYPE_NUMBER), { .condition = TRUTH(LE, fact(I), n_(10)), .value = n_(1) }, { .condition = TRUTH(GE, fact(I), n_(10)), .value = n_(2) }));
    definitions[0].output = true;
    begin();
    show(symbolic_error(symbolic));
    check_out("{\"i\":10}: i of exactly 10");
    cr_expect_eq(witness_decide(witness, 0, found.facts)->status, DECISION_ERROR);
}

/* The same facts, one rule less, and a rule that moved: only where the lost rule decides do they differ. */
Test(analyze, two_versions_over_one_space)
{
    RULE("one", TRUTH(GT, fact(I), n_(10)), action(TAG, t_("x"), NULL));
    RULE("two", TRUTH(LT, fact(I), n_(20)), action(DENY, t_("y"), NULL));
    RULE("three", TRUTH(EQ, fact(I), n_(30)), action(TAG, t_("z"), NULL));
    static struct program less;
    static const struct program *both[2];
    begin();
    witness_free(witness);
    cells_free(space);
    less = program;
    less.n_units = less.n_arms = 2;
    both[0] = &program, both[1] = &less;
    cells_space(&space, &arena, both, 2, NULL, &trap);
    symbolic = symbolic_new(space, 0);
    witness = witness_new(space, NULL);
    show(symbolic_differ(symbolic, symbolic_new(space, 1)));
    check_out("{\"i\":30}: i of exactly 30");
    show(symbolic_differ(symbolic, symbolic_new(space, 0)));
    check_out("never");
}
