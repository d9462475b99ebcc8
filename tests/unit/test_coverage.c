/* What coverage makes of and, or, not and their three truth values: when a condition is masked, by what, and which scenarios show that it
 * matters. Each test is a policy with scenarios in one text. */
#include "covering.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static bylaw_policy *policy;
static bylaw_coverage *coverage;

static void end(void)
{
    bylaw_policy_free(policy);
    bylaw_coverage_free(coverage);
}

TestSuite(coverage, .fini = end);

/* Some of the tests' scenarios expect nothing that they get: what is counted is the same. */
static void run(const char *rules, const char *scenarios)
{
    char text[4096];
    int n = snprintf(text, sizeof text, "facts\n  a is yes/no\n  b is yes/no\n  c is yes/no\n  n is number\n  list is list of number\n%s\n%s", rules, scenarios);
    bylaw_source source = { .path = "t.rules", .text = text, .length = (size_t)n };
    cr_assert_eq(bylaw_load(&source, 1, NULL, &policy), BYLAW_OK);
    coverage = bylaw_coverage_new();
    bylaw_test_options how = { .size = sizeof how, .coverage = coverage };
    bylaw_test_stats stats = { 0 };
    cr_assert_leq(bylaw_test(policy, &how, &stats), BYLAW_FAULT);
    cr_assert_gt(stats.scenarios, 0);
}

/* The condition with these WORDS, the NTHth of them from 0. */
static const struct cover_item *condition(const char *words, uint32_t nth)
{
    for (uint32_t i = 0; i < coverage->coverage.items.n; i++) {
        const struct cover_item *item = coverage->coverage.items.at[i];
        if (item->kind == COVER_CONDITION && str_is(item->words, words) && nth-- == 0)
            return item;
    }
    cr_assert_fail("there is no condition '%s'", words);
    return NULL;
}

static void check_seen(const char *words, unsigned no, unsigned yes, unsigned unknown)
{
    const struct cover_item *item = condition(words, 0);
    cr_expect_eq(item->seen[TRUTH_NO], no, "%s was %u times no", words, (unsigned)item->seen[TRUTH_NO]);
    cr_expect_eq(item->seen[TRUTH_YES], yes, "%s was %u times yes", words, (unsigned)item->seen[TRUTH_YES]);
    cr_expect_eq(item->seen[TRUTH_UNKNOWN], unknown, "%s was %u times unknown", words, (unsigned)item->seen[TRUTH_UNKNOWN]);
}

/* That it was shown to matter by the scenarios WITH and WITHOUT; NULL: that it was not. */
static void check_pair(const char *words, const char *with, const char *without)
{
    struct cover_pair pair;
    bool matters = coverage_pair(condition(words, 0), &pair);
    cr_expect_eq(matters, with != NULL, "%s matters: %d", words, matters);
    if (!matters || !with)
        return;
    cr_expect(str_is(pair.with[0]->title, with), "%s: yes in %.*s", words, STR_ARG(pair.with[0]->title));
    cr_expect(str_is(pair.with[1]->title, without), "%s: no in %.*s", words, STR_ARG(pair.with[1]->title));
}

static void check_reason(const char *words, const char *reason)
{
    struct trap trap;
    struct buf out;
    buf_init(&out, &trap);
    cr_assert_eq(trap_set(&trap), TRAP_NONE);
    coverage_reasons(&coverage->coverage, condition(words, 0), &out);
    buf_char(&out, '\0');
    cr_expect(strstr(out.p, reason) != NULL, "%s: %s", words, out.p);
    buf_free(&out);
}

#define SCENARIO(title, given) "scenario \"" title "\"\n  given " given "\n  expect status decided\n"

Test(coverage, an_operand_of_and_is_shown_where_the_other_is_yes)
{
    run("rule r if a and b then deny x", SCENARIO("both", "a = yes, b = yes") SCENARIO("no a", "a = no, b = yes") SCENARIO("no b", "a = yes, b = no"));
    check_pair("a", "both", "no a");
    check_pair("b", "both", "no b");
    check_seen("b", 1, 1, 0); /* behind a no it is not looked at */
}

Test(coverage, an_operand_of_and_is_masked_by_a_no)
{
    run("rule r if a and b then deny x", SCENARIO("1", "a = yes, b = no") SCENARIO("2", "b = no"));
    check_seen("a", 0, 1, 1);
    cr_expect(condition("a", 0)->masked[TRUTH_YES] && condition("a", 0)->masked[TRUTH_UNKNOWN]);
    check_pair("a", NULL, NULL);
}

Test(coverage, what_masked_it_is_named)
{
    run("rule r if a and b then deny x", SCENARIO("1", "a = yes, b = no") SCENARIO("2", "a = no, b = no"));
    check_seen("a", 1, 1, 0);
    check_pair("a", NULL, NULL);
    check_reason("a", "whenever it was yes, 'b' settled the condition by itself");
}

Test(coverage, an_operand_of_or_is_masked_by_a_yes)
{
    run("rule r if a or b then deny x", SCENARIO("yes", "a = yes, b = no") SCENARIO("masked", "a = no, b = yes") SCENARIO("no", "a = no, b = no"));
    check_pair("a", "yes", "no");
    check_pair("b", "masked", "no");
    cr_expect(condition("a", 0)->masked[TRUTH_NO]);
}

Test(coverage, masking_goes_down_into_what_is_nested)
{
    run("rule r if (a and b) or c then deny x", SCENARIO("1", "a = yes, b = yes, c = no") SCENARIO("2", "a = no, b = yes, c = yes"));
    check_pair("a", NULL, NULL); /* where a was no, c had settled it */
    check_reason("a", "whenever it was no, 'c' settled the condition by itself");
    cr_expect_eq(condition("b", 0)->decided, 2);
}

Test(coverage, nested_operands_are_shown_where_nothing_masks)
{
    run("rule r if (a and b) or c then deny x", SCENARIO("1", "a = yes, b = yes, c = no") SCENARIO("2", "a = no, b = yes, c = no") SCENARIO("3", "a = yes, b = no, c = yes"));
    check_pair("a", "1", "2");
    check_pair("c", "3", "2");
    check_pair("b", NULL, NULL);
}

Test(coverage, not_turns_the_outcome_and_hides_nothing)
{
    struct cover_pair pair;
    run("rule r if not (a or b) then deny x", SCENARIO("1", "a = yes, b = no") SCENARIO("2", "a = no, b = no"));
    check_pair("a", "1", "2");
    cr_assert(coverage_pair(condition("a", 0), &pair));
    cr_expect(pair.outcome[0] == TRUTH_NO && pair.outcome[1] == TRUTH_YES);
}

Test(coverage, an_unknown_operand_masks_nothing_but_leaves_the_outcome_unknown)
{
    struct cover_pair pair;
    run("rule r if a and b then deny x", SCENARIO("1", "a = yes") SCENARIO("2", "a = no"));
    cr_assert(coverage_pair(condition("a", 0), &pair));
    cr_expect(pair.outcome[0] == TRUTH_UNKNOWN && pair.outcome[1] == TRUTH_NO);
    check_seen("b", 0, 0, 1);
}

Test(coverage, the_same_outcome_shows_nothing)
{
    run("rule r if b or a then deny x", SCENARIO("1", "a = yes") SCENARIO("2", "b = no, a = no"));
    check_seen("b", 1, 0, 1);
    check_pair("b", NULL, NULL); /* it never was yes */
    check_reason("b", "was never yes");
}

Test(coverage, a_pair_with_yes_and_no_is_preferred)
{
    struct cover_pair pair;
    run("rule r if a and b then deny x", SCENARIO("unknown", "a = yes") SCENARIO("no", "a = no, b = yes") SCENARIO("yes", "a = yes, b = yes"));
    check_pair("a", "yes", "no");
    cr_assert(coverage_pair(condition("a", 0), &pair));
    cr_expect(pair.outcome[0] == TRUTH_YES && pair.outcome[1] == TRUTH_NO);
}

Test(coverage, rows_behind_the_one_that_matched_are_not_looked_at)
{
    run("first match g\n  if a then deny x\n  if b then deny y\nend", SCENARIO("1", "a = yes, b = yes") SCENARIO("2", "a = yes, b = no"));
    check_seen("a", 0, 2, 0);
    check_seen("b", 0, 0, 0);
    check_reason("b", "was never looked at");
}

Test(coverage, tests_of_elements_are_counted_for_each)
{
    run("rule r if any x in list has (x > 1 and x < 5) then deny x", SCENARIO("1", "list = [0, 3]") SCENARIO("2", "list = [7]"));
    check_seen("x > 1", 1, 2, 0);
    check_pair("x > 1", "1", "1"); /* one case may show it, by two elements */
    check_pair("x < 5", "1", "2");
}

Test(coverage, a_definition_is_a_condition_where_it_is_named_and_its_own_count_too)
{
    run("define big = n > 5 and b\nrule r if big and a then deny x", SCENARIO("1", "n = 6, a = yes, b = yes") SCENARIO("2", "n = 5, a = yes, b = yes"));
    check_pair("big", "1", "2");
    check_pair("n > 5", "1", "2");
    check_pair("b", NULL, NULL);
}

Test(coverage, what_ends_in_an_error_counts_as_far_as_it_came)
{
    run("rule r if a and 10 / n > 1 and b then deny x", SCENARIO("1", "a = yes, n = 0, b = yes") SCENARIO("2", "a = yes, n = 1, b = yes"));
    check_seen("b", 0, 1, 0);
    check_seen("10 / n > 1", 0, 1, 0);
}
