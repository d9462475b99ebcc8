/* The checker: types and core forms of expressions, inferred facts, messages. */
#include "check_bench.h"

TestSuite(check, .init = bench_open, .fini = bench_close);

struct pair { const char *text, *expected; };

static void check_core(const char *declarations, const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = core(declarations, pairs[i].text);
        cr_expect_str_eq(got, pairs[i].expected, "%s\ngot:      %s\nexpected: %s", pairs[i].text, got, pairs[i].expected);
    }
}
#define CORE(declarations, pairs) check_core(declarations, pairs, sizeof(pairs) / sizeof *(pairs))

static void check_facts(const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = facts_of(pairs[i].text);
        cr_expect_str_eq(got, pairs[i].expected, "%s\ngot:      %s\nexpected: %s", pairs[i].text, got, pairs[i].expected);
    }
}
#define FACTS(pairs) check_facts(pairs, sizeof(pairs) / sizeof *(pairs))

static void check_messages(const char *declarations, const struct pair *pairs, size_t n)
{
    static char text[4096];
    for (size_t i = 0; i < n; i++) {
        snprintf(text, sizeof text, "define it = %s\n%s", pairs[i].text, declarations);
        const char *got = messages(text);
        cr_expect_str_eq(got, pairs[i].expected, "%s\ngot:      %s\nexpected: %s", pairs[i].text, got, pairs[i].expected);
    }
}
#define MESSAGES(declarations, pairs) check_messages(declarations, pairs, sizeof(pairs) / sizeof *(pairs))

/* ---- literals and names ---- */

static const char all_facts[] =
    "type level is one of Low < High \"Very high\"\n"
    "type color is one of red, High\n"
    "facts\n"
    "  n is number\n  w is whole number\n  m is money\n  t is text\n  b is yes/no\n  d is date\n  at is moment\n  clock is time\n"
    "  u is duration\n  l is level\n  c is color\n  p is party\n  ns is list of number\n  ms is list of money\n  ls is list of level\n"
    "  r is record (x number, y record (z text))\n  rs is list of record (x money, y text)\n"
    "party Heather \"Heather M\"\n";

Test(check, literals)
{
    static const struct pair pairs[] = {
        { "35", "whole number 35" }, { "0.25", "number 0.25" }, { "15%", "number 0.15" }, { "100%", "number 1" },
        { "-5", "whole number -5" }, { "-$5", "money -$5.00" }, { "$1,000.50", "money $1,000.50" }, { "yes", "yes/no yes" },
        { "2017-08-10", "date 2017-08-10" }, { "2 hours", "duration 2 hours" }, { "90 minutes", "duration 90 minutes" },
        { "2 weeks", "duration 14 days" }, { "\"a{{b\"", "text \"a{{b\"" }, { "[1, 2.5]", "list of number (LIST 1 2.5)" },
        { "[$1, 2]", "list of money (LIST $1.00 $2.00)" }, { "red", "color red" }, { "Heather", "party \"Heather M\"" },
        { "2017-08-10T14:00:00Z", "moment 2017-08-10T14:00:00Z" },
    };
    CORE(all_facts, pairs);
}

Test(check, names)
{
    static const struct pair pairs[] = {
        { "n", "number n" }, { "r.x", "number (FIELD x r)" }, { "r.y.z", "text (FIELD z (FIELD y r))" }, { "now", "moment now" },
        { "today", "date (CALL date_of now)" }, { "today()", "date (CALL date_of now)" }, { "now()", "moment now" },
        { "reveal(n)", "number n" }, { "\"{m} {l}\"", "text (TEXT m \" \" l)" },
    };
    CORE(all_facts, pairs);
}

/* ---- arithmetic ---- */

Test(check, sums)
{
    static const struct pair pairs[] = {
        { "n + w", "number (ADD n w)" }, { "w - 1", "whole number (SUB w 1)" }, { "w + 1.5", "number (ADD w 1.5)" },
        { "m + 5", "money (ADD m $5.00)" }, { "5 - m", "money (SUB $5.00 m)" }, { "m + 2 * 3", "money (ADD m (MUL $2.00 3))" },
        { "m - (1 if b else 2.5)", "money (SUB m (IF b $1.00 $2.50))" }, { "-m", "money (NEG m)" }, { "-u", "duration (NEG u)" },
        { "u + 1 day", "duration (ADD u 1 days)" }, { "n + 5%", "number (ADD n 0.05)" },
    };
    CORE(all_facts, pairs);
}

Test(check, products)
{
    static const struct pair pairs[] = {
        { "n * w", "number (MUL n w)" }, { "w * 2", "whole number (MUL w 2)" }, { "w / 2", "number (DIV w 2)" }, { "m * n", "money (MUL m n)" },
        { "n * m", "money (MUL n m)" }, { "m * 15%", "money (MUL m 0.15)" }, { "m / n", "money (DIV m n)" }, { "m / m", "number (DIV m m)" },
        { "m / $3", "number (DIV m $3.00)" }, { "m / 3", "money (DIV m 3)" }, { "100 / m", "number (DIV $100.00 m)" },
        { "u * 2", "duration (MUL u 2)" }, { "u / u", "number (DIV u u)" }, { "u / 2", "duration (DIV u 2)" },
        { "n * w / 3", "number (MUL_DIV n w 3)" }, { "m * n / m", "number (MUL_DIV m n m)" }, { "n / w * 3", "number (MUL (DIV n w) 3)" },
    };
    CORE(all_facts, pairs);
}

Test(check, days)
{
    static const struct pair pairs[] = {
        { "d + 30 days", "date (DATE_ADD d 30 days)" }, { "30 days + d", "date (DATE_ADD d 30 days)" }, { "d - u", "date (DATE_SUB d u)" },
        { "d - d", "duration (DATE_DIFF d d)" }, { "d + 6 months", "date (DATE_ADD_MONTHS 6 d)" }, { "d - 1 year", "date (DATE_ADD_MONTHS -12 d)" },
        { "1 month + at", "moment (MOMENT_ADD_MONTHS 1 at)" }, { "at + u", "moment (MOMENT_ADD at u)" }, { "at - 2 hours", "moment (MOMENT_SUB at 2 hours)" },
        { "at - at", "duration (MOMENT_DIFF at at)" }, { "clock - clock", "duration (SUB clock clock)" },
        { "year_of(at)", "whole number (CALL year_of (CALL date_of at))" }, { "year_of(d)", "whole number (CALL year_of d)" },
        { "days_between(d, today)", "whole number (CALL days_between d (CALL date_of now))" },
    };
    CORE(all_facts, pairs);
}

/* ---- comparisons ---- */

Test(check, comparisons)
{
    static const struct pair pairs[] = {
        { "n > w", "yes/no (GT n w)" }, { "m >= 5", "yes/no (GE m $5.00)" }, { "1000 < m", "yes/no (LT $1,000.00 m)" }, { "l == High", "yes/no (EQ l High)" },
        { "l is \"Very high\"", "yes/no (EQ l High)" }, { "c is not High", "yes/no (NE c High)" }, { "High == l", "yes/no (EQ High l)" },
        { "l < High", "yes/no (LT l High)" }, { "p == Heather", "yes/no (EQ p \"Heather M\")" }, { "p == \"Somebody\"", "yes/no (EQ p \"Somebody\")" },
        { "clock < \"14:00\"", "yes/no (LT clock 14:00:00)" }, { "t < \"b\"", "yes/no (LT t \"b\")" }, { "ns == [1]", "yes/no (EQ ns (LIST 1))" },
        { "ms == [1]", "yes/no (EQ ms (LIST $1.00))" }, { "b is no", "yes/no (EQ b no)" },
    };
    CORE(all_facts, pairs);
}

Test(check, memberships)
{
    static const struct pair pairs[] = {
        { "l in [Low, High]", "yes/no (IN l (LIST Low High))" }, { "m in [1, $2]", "yes/no (IN m (LIST $1.00 $2.00))" }, { "n not in ns", "yes/no (NOT (IN n ns))" },
        { "Low in ls", "yes/no (IN Low ls)" }, { "ls contains High", "yes/no (HAS ls High)" }, { "ms contains 5", "yes/no (HAS ms $5.00)" },
        { "t contains \"x\"", "yes/no (CONTAINS t \"x\")" }, { "t starts with \"x\"", "yes/no (STARTS t \"x\")" }, { "t ends with t", "yes/no (ENDS t t)" },
        { "t matches \"^a\"", "yes/no (MATCHES pattern 0 t)" }, { "[Low, High] contains l", "yes/no (HAS (LIST Low High) l)" },
    };
    CORE(all_facts, pairs);
}

Test(check, between)
{
    static const struct pair pairs[] = {
        { "m between 5 and 10", "yes/no (AND (GE m $5.00) (LE m $10.00))" }, { "l between Low and High", "yes/no (AND (GE l Low) (LE l High))" },
        { "n + 1 between 0 and w", "yes/no (AND (GE (ADD n 1) 0) (LE (ADD n 1) w))" },
        { "(n + 1) * 2 - w between 0 and w", "yes/no (ANY_HAS $0 (LIST (SUB (MUL (ADD n 1) 2) w)) (AND (GE $0 0) (LE $0 w)))" },
    };
    CORE(all_facts, pairs);
}

/* ---- logic, choices, lists ---- */

Test(check, logic)
{
    static const struct pair pairs[] = {
        { "b and not b or n > 1", "yes/no (OR (AND b (NOT b)) (GT n 1))" }, { "n is known", "yes/no (KNOWN n)" }, { "n is missing", "yes/no (NOT (KNOWN n))" },
        { "n is not known", "yes/no (NOT (KNOWN n))" }, { "t is blank", "yes/no (BLANK t)" }, { "(m if b else 5)", "money (IF b m $5.00)" },
        { "(High if b else l)", "level (IF b High l)" }, { "first_known(p, Zoe)", "party (FIRST_KNOWN p \"Zoe\")" },
        { "first_known(w, 2.5)", "number (FIRST_KNOWN w 2.5)" },
    };
    CORE(all_facts, pairs);
}

Test(check, quantifiers)
{
    static const struct pair pairs[] = {
        { "any x in ns has (x > n)", "yes/no (ANY_HAS $0 ns (GT $0 n))" }, { "all x in rs has (x.x > 5)", "yes/no (ALL_HAVE $0 rs (GT (FIELD x $0) $5.00))" },
        { "no x in ns has (any y in ns has (y > x))", "yes/no (NO_HAS $1 ns (ANY_HAS $0 ns (GT $0 $1)))" },
        { "any x in ns has (x > 1) and any y in ns has (y > 1)", "yes/no (AND (ANY_HAS $0 ns (GT $0 1)) (ANY_HAS $0 ns (GT $0 1)))" },
        { "count of ns", "whole number (COUNT ns)" }, { "length(ns)", "whole number (COUNT ns)" }, { "sum of ms", "money (SUM ms)" },
        { "smallest of ls", "level (SMALLEST ls)" }, { "sum of (x.x * 2) for x in rs", "money (SUM $0 rs (MUL (FIELD x $0) 2))" },
        { "count of (x > 1) for x in ns", "whole number (COUNT $0 ns (GT $0 1))" },
    };
    CORE(all_facts, pairs);
}

/* A definition that is asked for within a quantifier has slots of its own. */
Test(check, slots_of_definitions)
{
    const char *dump = dump_of("facts\n  ns is list of number\ndefine inner = any y in ns has (y > 1)\n"
                               "define it = any x in ns has (x > 2 and inner)\noutput it\n");
    cr_assert_not_null(strstr(dump, "(ANY_HAS $1 ns (AND (GT $1 2) inner))"), "%s", dump);
    cr_assert_eq(bench.program->n_slots, 2);
}

Test(check, functions)
{
    static const struct pair pairs[] = {
        { "min(w, 5)", "whole number (CALL min w 5)" }, { "max(m, 5, 2.5)", "money (CALL max m $5.00 $2.50)" }, { "round(n)", "whole number (CALL round n 0)" },
        { "round(m, 1)", "money (CALL round m 1)" }, { "floor(n)", "whole number (CALL floor n)" }, { "abs(u)", "duration (CALL abs u)" },
        { "lower(t)", "text (CALL lower t)" }, { "length(t)", "whole number (CALL length t)" }, { "time_of(now)", "time (CALL time_of now)" },
    };
    CORE(all_facts, pairs);
}

/* ---- messages of expressions ---- */

Test(check, messages_of_types)
{
    static const struct pair pairs[] = {
        { "m > n", "t:1:13: BY0104 'm' is money and 'n' is a number: they cannot be compared" },
        { "m * m", "t:1:13: BY0104 'm' is money and so is 'm': they cannot be multiplied" },
        { "n / m", "t:1:13: BY0104 'n' is a number and 'm' is money: they cannot be divided" },
        { "l > c", "t:1:13: BY0104 'l' is one of the levels and 'c' is one of the colors: they cannot be compared" },
        { "l == red", "t:1:18: BY0107 'red' is not one of the levels" },
        { "High", "t:1:13: BY0108 'High' is one of the levels and one of the colors: nothing here says which" },
        { "t == Bob", "t:1:18: BY0101 'Bob' is not declared" },
        { "d == at", "t:1:13: BY0104 'd' is a date and 'at' is a moment: they cannot be compared" },
        { "p > p", "t:1:13: BY0104 'p' is a party, and these have no order" },
        { "6 months", "t:1:13: BY0104 a period of months or years stands only beside a date or a moment, as in 'today + 6 months'" },
        { "not n", "t:1:17: BY0104 'n' is a number, not a condition" },
        { "[]", "t:1:13: BY0105 nothing says what this is a list of" },
        { "r.q", "t:1:13: BY0101 'r' has no field 'q'" },
        { "rs.x", "t:1:13: BY0104 'rs' is a list of record (x money, y text) and has no field 'x'" },
        { "\"{r}\"", "t:1:15: BY0104 'r' is a record, which cannot be put into a text" },
        { "d + 3000000000 months", "t:1:17: BY0005 no date has so many months before or after it" },
    };
    MESSAGES(all_facts, pairs);
}

/* ---- declarations ---- */

Test(check, one_cause_one_message)
{
    EQUAL(messages("facts\n  a is money\nif b > 1 and b > 2 then tag x\naction tag (with: symbol)\nif b > 3 then tag x\n"),
          "t:3:4: BY0101 'b' is not declared");
    EQUAL(messages("facts\n  a is mony\naction tag (with: symbol)\nif a > 1 and a == \"x\" then tag x\n"), "t:2:8: BY0101 there is no type 'mony'");
    EQUAL(messages("facts\n  a is money\n  a is text\naction tag (with: symbol)\nif a > 1 and a == \"x\" then tag x\n"),
          "t:3:3: BY0102 'a' is declared twice");
}

Test(check, unreadable_declarations_are_not_missed)
{
    EQUAL(messages("define limit = = 5\nfacts\n  a is money\naction tag (with: symbol)\nif a > limit then tag x\n"),
          "t:1:16: BY0006 expected a value after '=', not '='");
    EQUAL(messages("facts\n  a is\n  c is money\naction tag (with: symbol)\nif a > c and d > 1 then tag x\n"),
          "t:2:7: BY0006 expected a type after 'is'\nt:5:14: BY0101 'd' is not declared");
}

/* Used files come before their users, whatever was read first: the message is at the user's place. */
Test(check, twice_in_two_files)
{
    bench_forget();
    uint32_t user = source_add(&bench.sources, STR("user"), STR("define limit = 6\noutput limit\n"));
    bench_file("used", "define limit = 5\n");
    bench.files[bench.n_files++] = parse_file(&bench.arena, &bench.diags, user, NULL);
    EQUAL(bench_check(), "user:1:8: BY0102 'limit' is declared twice");
}

Test(check, same_words)
{
    EQUAL(messages("facts\n  a is money \"A\"\nfacts\n  a   is money   \"A\" # again\ndefine it = a\noutput it\n"), "");
    EQUAL(messages("facts\n  a is money \"A\"\nfacts\n  a is money \"B\"\ndefine it = a\noutput it\n"), "t:4:3: BY0102 'a' is declared twice");
}

Test(check, outputs_in_their_order)
{
    messages("facts\n  a is money\ndefine x = a\ndefine y = a\ndefine z = a\noutput z\noutput a, x\n");
    cr_assert_not_null(bench.program);
    static const char *const names[] = { "z", "a", "x", "y" };
    for (uint32_t i = 0; i < 4; i++)
        cr_assert(str_is(bench.program->definitions[i].name, names[i]), "%u is %.*s", i, STR_ARG(bench.program->definitions[i].name));
    cr_assert_not(bench.program->definitions[3].output);
}

Test(check, defaults)
{
    messages("type l is one of A, B\nfacts\n  s is list of l, default [A, B, A]\n  n is money, default -5\ndefine it = n\noutput it\n");
    cr_assert_not_null(bench.program);
    cr_assert_eq(bench.program->facts[0].default_.list->n, 2, "a set holds each once");
    cr_assert_eq(bench.program->facts[1].default_.i, -5000000);
}

Test(check, implicit_now_is_last)
{
    messages("facts\n  d is date\ndefine it = d < today\noutput it\n");
    cr_assert_eq(bench.program->now_fact, 1);
    cr_assert(bench.program->facts[1].implicit);
    messages("facts\n  now is moment\n  d is date\ndefine it = d < today\noutput it\n");
    cr_assert_eq(bench.program->now_fact, 0);
    cr_assert_eq(bench.program->n_facts, 2);
    messages("facts\n  d is date\ndefine it = d\noutput it\n");
    cr_assert_eq(bench.program->now_fact, UINT32_MAX);
}

/* ---- inference ---- */

Test(check, inferred_types)
{
    static const struct pair pairs[] = {
        { "define it = a > 5\n", "facts\n  a is number\n" },
        { "define it = a > 5 and a < $6\n", "facts\n  a is money\n" },
        { "define it = a == WV or a in [OH, WV]\n", "facts\n  a is party  # WV, OH\n" },
        { "define it = a == \"x\"\n", "facts\n  a is text\n" },
        { "define it = \"{a}\"\n", "facts\n  a is text  # or another type: nothing here tells\n" },
        { "define it = a and not b and c is no\n", "facts\n  a is yes/no\n  b is yes/no\n  c is yes/no\n" },
        { "define it = a < 2017-01-01\n", "facts\n  a is date\n" },
        { "define it = a + 6 months\n", "facts\n  a is date\n" },
        { "define it = now - a > 2 days\n", "facts\n  a is moment\n" },
        { "define it = a < 2 hours\n", "facts\n  a is duration\n" },
        { "define it = 6 months + a > b\n", "facts\n  a is date\n  b is date\n" },
        { "define it = a + b > 2017-01-01 and b < 3 days\n", "facts\n  a is date\n  b is duration\n" },
        { "define it = a - b == c and b == 3 days and c == 2017-01-01\n", "facts\n  a is date\n  b is duration\n  c is date\n" },
        { "define it = a - b == c and a == 3 days\n", "facts\n  a is duration\n  b is duration\n  c is duration\n" },
        { "define it = a - b == c and b == 2017-01-01\n", "facts\n  a is date\n  b is date\n  c is duration\n" },
        { "define it = a + b == c and c == 2 hours\n", "facts\n  a is duration\n  b is duration\n  c is duration\n" },
        { "define it = a * b == c and c == 2.5%\n", "facts\n  a is number\n  b is number\n  c is number\n" },
        { "define it = a * b == c and b == $2\n", "facts\n  a is number\n  b is money\n  c is money\n" },
        { "define it = a / b == c and b == $2\n", "facts\n  a is money\n  b is money\n  c is number\n" },
        { "define it = a / b == c and c == $2\n", "facts\n  a is money\n  b is number\n  c is money\n" },
        { "define it = min(a, b) > 3 days and abs(c) == $2\n", "facts\n  a is duration\n  b is duration\n  c is money\n" },
        { "define it = a in b and b contains 3\n", "facts\n  a is number\n  b is list of number\n" },
        { "define it = a == [1, 2] and b == [X, Y]\n", "facts\n  a is list of number\n  b is list of party  # X, Y\n" },
        { "define it = time_of(now) > a\n", "facts\n  a is time\n" },
        { "define it = length(a) > b\n", "facts\n  a is text\n  b is number\n" },
        { "define it = a * 15% > b and b > $1\n", "facts\n  a is money\n  b is money\n" },
        { "define it = a / b > 2\n", "facts\n  a is number\n  b is number\n" },
        { "define it = any x in a has (x.p > $1 and x.q is known and x.r.s)\n",
          "facts\n  a is list of record (p money, q text, r record (s yes/no))\n" },
        { "define it = a contains b and c contains \"x\"\n", "facts\n  a is list of party  # b\n  c is text\n" },
        { "define it = first_known(a, b, 3)\n", "facts\n  a is number\n  b is number\n" },
        { "type l is one of A < B\ndefine it = a < B\n", "facts\n  a is l\n" },
        { "define it = a == b and b > 3\n", "facts\n  a is number\n  b is number\n" },
        { "define it = a > b\ndefine that = b > c\ndefine third = c == $5\n", "facts\n  a is money\n  b is money\n  c is money\n" },
        { "define it = a.b > 1 and a is known\n", "facts\n  a is record (b number)\n" },
        { "define it = `a b` > 1 and `if`.x is yes\n", "facts\n  `a b`  is number\n  `if`.x is yes/no\n" },
    };
    FACTS(pairs);
}

Test(check, inferred_arguments)
{
    static const char actions[] = "type pr is one of low, high\naction do_it (who: party, what: symbol; pr: pr?, text: text?, n: whole number?)\n";
    static const struct pair pairs[] = {
        { "if a then do_it b c pr d text e n f\n", "facts\n  a is yes/no\n  e is text\n  f is whole number\n" },
        { "if b is X then do_it b b pr low\n", "facts\n  b is party\n" },
        { "if low then do_it Y low pr low\n", "facts\n  low is yes/no\n" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s", actions, pairs[i].text);
        const char *got = facts_of(text);
        if (i == 0)
            EQUAL(got, "t:3:24: BY0107 'd' is not one of the prs");
        else
            EQUAL(got, pairs[i].expected);
    }
}

Test(check, contradictions)
{
    EQUAL(messages("define x = a > 5\ndefine y = a == \"x\"\n"), "t:2:12: BY0104 'a' is used as a text here, and as a number elsewhere");
    EQUAL(messages("define x = a and a > 3\n"), "t:1:18: BY0104 'a' is used as a number here, and as yes/no elsewhere");
    EQUAL(messages("define x = any y in a has (y == a)\n"), "t:1:21: BY0105 nothing here tells what 'a' is a list of");
}

/* ---- what is printed ---- */

static const char facts_block[] =
    "facts\n"
    "  case_id        is text, required \"the case\"\n"
    "  `first-name`.x is list of one of A, B \"b\", default [A]\n"
    "  level          is level, default Plus\n"
    "  ar             is money, default $1,000.50, private\n"
    "  wait           is duration, default 90 minutes\n"
    "  due            is yes/no, judged by Lead \"Is it \\\"due\\\"?\" guidance \"Think.\"\n"
    "  rows           is list of record (a whole number, b list of text)\n";

Test(check, facts_print_as_they_are_written)
{
    static char text[2048];
    snprintf(text, sizeof text, "type level is one of Basic < Plus\n%sdefine it = ar\n", facts_block);
    EQUAL(facts_of(text), facts_block);
}

Test(check, dump)
{
    const char *dump = dump_of("policy \"P\" version \"1\"\naction assign (to: party; n: number?) once defeats tag\naction tag (with: symbol)\n"
                               "rule r \"label\"\n  if a > 5 then assign Heather n 3\n  else if b then tag x and tag y\n  because \"x {a}\"\n  cite \"s\"\n");
    EQUAL(dump, "policy \"P\" version \"1\" currency USD\nfacts inferred\nfact a is number\nfact b is yes/no\n"
                "action assign (to: party; n: number?) once defeats tag\naction tag (with: symbol)\n"
                "rule \"r\" first match\n"
                "  arm \"r\"\n    if (GT a 5)\n    assign to=\"Heather\" n=3\n    because (TEXT \"x \" a)\n    cite \"s\"\n"
                "  arm \"r\"\n    if b\n    tag with=\"x\"\n    tag with=\"y\"\n    because (TEXT \"x \" a)\n    cite \"s\"\n");
}

/* Names that are reserved words are printed between backquotes: the list is the grammar's. */
Test(check, reserved_words)
{
    static const char *const words[] = {
#define RESERVED(token, word, role) word,
#include "grammar/reserved.def"
#undef RESERVED
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[256], expected[256];
        snprintf(text, sizeof text, "facts\n  `%s` is money\ndefine it = `%s`\n", words[i], words[i]);
        snprintf(expected, sizeof expected, "facts\n  `%s` is money\n", words[i]);
        EQUAL(facts_of(text), expected);
    }
}

/* ---- limits ---- */

/* Each `between` looks at its left side once: else the program would double with each level. */
Test(check, nested_between_stays_small)
{
    char text[4096] = "facts\n  n is number\ndefine it = ";
    for (int i = 0; i < 40; i++)
        strcat(text, "(1 if ");
    strcat(text, "n");
    for (int i = 0; i < 40; i++)
        strcat(text, " between 1 and 2 else 3)");
    strcat(text, "\noutput it\n");
    EQUAL(messages(text), "");
    cr_assert_lt(bench.program->n_exprs, 1000);
}

Test(check, long_chains)
{
    struct buf text;
    buf_init(&text, &bench.trap);
    bench_forget();
    for (int i = 0; i < 1000; i++)
        buf_printf(&text, "define d%d = d%d + 1\ntemplate t%d \"{t%d}\"\n", i, i + 1, i, i + 1);
    buf_cstr(&text, "define d1000 = 1\ntemplate t1000 \"x\"\noutput d0, t0\n");
    buf_char(&text, 0);
    EQUAL(messages(text.p), "");
    cr_assert_eq(bench.program->n_definitions, 2002);
    buf_free(&text);
}
