/* The reference evaluator: expressions in three values, what they need, their errors, and values by cases. */
#include "eval_bench.h"

#include "value/date.h"
#include <stdio.h>

TestSuite(eval, .init = set_up, .fini = tear_down);

/* ---- Kleene, exhaustively ---- */

enum { NO, YES, UNKNOWN, BAD, N_STATES };
static const char *state_names[] = { "no", "yes", "?", "! division by zero" };

/* Item I (of facts a, b, c) in each state. */
static struct expr *item(uint32_t i, unsigned state)
{
    facts[A + i] = state == UNKNOWN ? value_unknown() : value_bool(state == YES);
    return state == BAD ? bad() : fact(A + i);
}

/* What AND (STOP no) or OR (STOP yes) of STATES is, written out anew: the first stop or error from the left, else unknown. */
static const char *expected(unsigned stop, const unsigned *states, uint32_t n)
{
    static char text[32];
    bool unknown = false;
    for (uint32_t i = 0; i < n; i++) {
        if (states[i] == stop || states[i] == BAD)
            return state_names[states[i]];
        unknown |= states[i] == UNKNOWN;
    }
    strcpy(text, unknown ? "?" : state_names[!stop]);
    for (uint32_t i = 0; i < n && unknown; i++)
        if (states[i] == UNKNOWN)
            strncat(text, (const char *[]){ " a", " b", " c" }[i], 3);
    return text;
}

static void for_all(uint32_t n, uint32_t n_states, void check(const unsigned *states, uint32_t n))
{
    unsigned states[3], total = 1;
    for (uint32_t i = 0; i < n; i++)
        total *= n_states;
    for (unsigned at = 0; at < total; at++) {
        for (unsigned i = 0, rest = at; i < n; i++, rest /= n_states)
            states[i] = rest % n_states;
        check(states, n);
    }
}

static void check_and_or(const unsigned *states, uint32_t n)
{
    struct expr *all[3];
    for (uint32_t i = 0; i < n; i++)
        all[i] = item(i, states[i]);
    check_worth(items(EXPR_AND, simple(TYPE_BOOL), n, all), expected(NO, states, n));
    check_worth(items(EXPR_OR, simple(TYPE_BOOL), n, all), expected(YES, states, n));
}

Test(eval, and_or)
{
    for (uint32_t n = 1; n <= 3; n++)
        for_all(n, N_STATES, check_and_or);
}

static void check_not(const unsigned *states, uint32_t n)
{
    (void)n;
    static const char *not[] = { "yes", "no", "? a", "! division by zero" };
    static const char *known[] = { "yes", "yes", "no", "! division by zero" };
    static const char *certain[] = { "no", "yes", "no", "! division by zero" };
    check_worth(TRUTH(NOT, item(0, *states)), not[*states]);
    check_worth(TRUTH(KNOWN, item(0, *states)), known[*states]);
    check_worth(TRUTH(CERTAIN, item(0, *states)), certain[*states]);
}

Test(eval, not_known_certain)
{
    for_all(1, N_STATES, check_not);
}

/* The list of items in STATES: each element needs its own fact. */
static struct expr *list_of(const unsigned *states, uint32_t n)
{
    struct expr *all[3];
    for (uint32_t i = 0; i < n; i++)
        all[i] = item(i, states[i]);
    return items(EXPR_LIST, truth_list, n, all);
}

static struct expr *variable(const struct type *type, uint32_t slot)
{
    return indexed(items(EXPR_VARIABLE, type, 0, (struct expr *[]){ NULL }), slot);
}

static void check_quantifiers(const unsigned *states, uint32_t n)
{
    struct expr *x = variable(simple(TYPE_BOOL), 2);
    const char *any = expected(YES, states, n);
    check_worth(indexed(TRUTH(ANY_HAS, list_of(states, n), x), 2), any);
    check_worth(indexed(TRUTH(NO_HAS, list_of(states, n), x), 2), *any == 'y' ? "no" : *any == 'n' ? "yes" : any);
    check_worth(indexed(TRUTH(ALL_HAVE, list_of(states, n), x), 2), expected(NO, states, n));
}

static void check_in(const unsigned *states, uint32_t n)
{
    check_worth(TRUTH(IN, b_(true), list_of(states, n)), expected(YES, states, n));
    check_worth(TRUTH(HAS, list_of(states, n), b_(true)), expected(YES, states, n));
}

static void check_counts(const unsigned *states, uint32_t n)
{
    char text[32] = "?";
    unsigned yes_ = 0;
    for (uint32_t i = 0; i < n; i++) {
        yes_ += states[i] == YES;
        if (states[i] == UNKNOWN)
            strncat(text, (const char *[]){ " a", " b", " c" }[i], 3);
    }
    if (text[1] == '\0')
        snprintf(text, sizeof text, "%u", yes_);
    check_worth(indexed(NUMBER(COUNT, list_of(states, n), variable(simple(TYPE_BOOL), 0)), 0), text);
    snprintf(text, sizeof text, "%u", n);
    check_worth(NUMBER(COUNT, list_of(states, n)), text);
}

Test(eval, quantifiers_in_and_count)
{
    for (uint32_t n = 0; n <= 3; n++) {
        for_all(n, 3, check_quantifiers);
        for_all(n, 3, check_in);
        for_all(n, 3, check_counts);
    }
}

Test(eval, lists_of_a_fact)
{
    struct expr *x = variable(simple(TYPE_NUMBER), 1);
    struct expr *over = indexed(TRUTH(ANY_HAS, fact(LIST), TRUTH(GT, x, fact(I))), 1);
    check_worth(over, "? list");
    facts[LIST] = LIST_OF(num(1), value_unknown());
    check_worth(over, "? i list");
    facts[I] = num(0);
    check_worth(over, "yes");
    facts[I] = num(5);
    check_worth(over, "? list");
    facts[LIST] = values(0, NULL);
    check_worth(over, "no");
    check_worth(TRUTH(IN, fact(J), fact(LIST)), "? j");
    facts[LIST] = value_unknown();
    check_worth(TRUTH(IN, fact(J), fact(LIST)), "? j list");
    check_worth(TRUTH(HAS, fact(LIST), fact(I)), "? list");
}

Test(eval, aggregates)
{
    struct { enum expr_op op; const char *empty, *one, *three, *open; } all[] = {
        { EXPR_SUM, "0", "5", "4", "? list" },
        { EXPR_SMALLEST, "?", "5", "-2", "? list" },
        { EXPR_LARGEST, "?", "5", "5", "? list" },
        { EXPR_COUNT, "0", "1", "3", "2" },
    };
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
        struct expr *it = items(all[i].op, simple(TYPE_NUMBER), 1, (struct expr *[]){ fact(LIST) });
        facts[LIST] = value_unknown();
        check_worth(it, "? list");
        facts[LIST] = values(0, NULL);
        check_worth(it, all[i].empty);
        facts[LIST] = LIST_OF(num(5));
        check_worth(it, all[i].one);
        facts[LIST] = LIST_OF(num(1), num(5), num(-2));
        check_worth(it, all[i].three);
        facts[LIST] = LIST_OF(num(1), value_unknown());
        check_worth(it, all[i].open);
    }
    /* A sum overflows only if the total does; errors come after what is unknown. */
    facts[LIST] = LIST_OF(micro(INT64_MAX), num(7), num(-7));
    check_worth(NUMBER(SUM, fact(LIST)), "9223372036854.775807");
    facts[LIST] = LIST_OF(micro(INT64_MAX), micro(1));
    check_worth(NUMBER(SUM, fact(LIST)), "! overflow: the result is outside ±9.2 × 10¹²");
    facts[LIST] = LIST_OF(micro(INT64_MAX), micro(1), value_unknown());
    check_worth(NUMBER(SUM, fact(LIST)), "? list");
    struct expr *squares = indexed(NUMBER(SUM, fact(LIST), NUMBER(MUL, variable(simple(TYPE_NUMBER), 0), fact(I))), 0);
    facts[LIST] = LIST_OF(num(2), num(3));
    check_worth(squares, "? i");
    facts[I] = num(10);
    check_worth(squares, "50");
}

Test(eval, records)
{
    struct expr *x = indexed(NUMBER(FIELD, fact(REC)), 0), *y = indexed(NUMBER(FIELD, fact(REC)), 1);
    check_worth(x, "? rec");
    facts[REC] = value_record((struct value[]){ num(3), value_unknown() }, 2);
    check_worth(x, "3");
    check_worth(y, "? rec");
    check_worth(TRUTH(KNOWN, fact(REC)), "yes");
    check_worth(TRUTH(EQ, fact(REC), fact(REC)), "? rec");
}

/* ---- comparisons ---- */

Test(eval, equal_lists)
{
    struct expr *same = TRUTH(EQ, fact(LIST), OP(LIST, number_list, n_(1), fact(I)));
    facts[LIST] = LIST_OF(num(1));
    check_worth(same, "no");
    facts[LIST] = LIST_OF(num(2), num(2));
    check_worth(same, "no");
    facts[LIST] = LIST_OF(num(1), num(2));
    check_worth(same, "? i");
    facts[LIST] = LIST_OF(value_unknown(), num(2));
    check_worth(same, "? i list");
    facts[I] = num(3);
    check_worth(same, "no");
    check_worth(TRUTH(NE, fact(LIST), OP(LIST, number_list, n_(1), fact(I))), "yes");
}

Test(eval, orders)
{
    static const enum expr_op ops[] = { EXPR_EQ, EXPR_NE, EXPR_LT, EXPR_LE, EXPR_GT, EXPR_GE };
    static const char *expected_[3] = { "nyyynn", "ynnyny", "nynnyy" };
    for (int order_ = -1; order_ <= 1; order_++)
        for (unsigned i = 0; i < 6; i++) {
            facts[I] = num(5), facts[J] = num(5 - order_);
            const char *want = expected_[order_ + 1][i] == 'y' ? "yes" : "no";
            check_worth(items(ops[i], simple(TYPE_BOOL), 2, (struct expr *[]){ fact(I), fact(J) }), want);
            facts[S] = txt("b"), facts[T] = txt(order_ < 0 ? "ba" : order_ == 0 ? "b" : "az");
            check_worth(items(ops[i], simple(TYPE_BOOL), 2, (struct expr *[]){ fact(S), fact(T) }), want);
            facts[J] = value_unknown();
            check_worth(items(ops[i], simple(TYPE_BOOL), 2, (struct expr *[]){ fact(I), fact(J) }), "? j");
        }
}

Test(eval, moments_by_instant)
{
    struct value at = value_int(VALUE_MOMENT, DATE_DAY), there = at;
    there.offset = 120;
    facts[AT] = at;
    check_worth(TRUTH(EQ, fact(AT), constant(there, TYPE_MOMENT)), "yes");
    check_worth(TRUTH(LT, fact(AT), constant(there, TYPE_MOMENT)), "no");
}

/* ---- choices ---- */

Test(eval, if_and_first_known)
{
    struct expr *either = NUMBER(IF, fact(A), fact(I), fact(J));
    check_worth(either, "? a i j");
    facts[I] = num(1);
    check_worth(either, "? a j");
    facts[A] = yes();
    check_worth(either, "1");
    facts[A] = no();
    check_worth(either, "? j");
    check_worth(NUMBER(IF, b_(false), bad_number(), n_(2)), "2");
    check_worth(NUMBER(FIRST_KNOWN, fact(J), fact(K)), "? j k");
    check_worth(NUMBER(FIRST_KNOWN, fact(J), fact(I), bad_number()), "1");
    check_worth(NUMBER(IF, fact(B), bad_number(), n_(2)), "! division by zero");
}

/* ---- arithmetic ---- */

Test(eval, arithmetic)
{
    check_worth(NUMBER(ADD, n_(2), n_(3)), "5");
    check_worth(NUMBER(SUB, n_(2), n_(3)), "-1");
    check_worth(NUMBER(NEG, n_(2)), "-2");
    check_worth(NUMBER(MUL, constant(micro(1500000), TYPE_NUMBER), constant(micro(1), TYPE_NUMBER)), "0.000002");
    check_worth(NUMBER(MUL, constant(micro(2500000), TYPE_NUMBER), constant(micro(1), TYPE_NUMBER)), "0.000002");
    check_worth(NUMBER(MUL, constant(micro(-3500000), TYPE_NUMBER), constant(micro(1), TYPE_NUMBER)), "-0.000004");
    check_worth(NUMBER(DIV, n_(1), n_(3)), "0.333333");
    check_worth(NUMBER(DIV, n_(-2), n_(3)), "-0.666667");
    check_worth(NUMBER(MUL_DIV, constant(micro(INT64_MAX), TYPE_NUMBER), n_(3), n_(3)), "9223372036854.775807");
    check_worth(NUMBER(ADD, fact(I), fact(J)), "? i j");
    check_worth(NUMBER(ADD, fact(I), bad_number()), "! division by zero");
}

Test(eval, arithmetic_errors)
{
    static const char *overflow = "! overflow: the result is outside ±9.2 × 10¹²";
    struct expr *most = constant(micro(INT64_MAX), TYPE_NUMBER), *least = constant(micro(INT64_MIN), TYPE_NUMBER);
    check_worth(NUMBER(ADD, most, constant(micro(1), TYPE_NUMBER)), overflow);
    check_worth(NUMBER(SUB, least, constant(micro(1), TYPE_NUMBER)), overflow);
    check_worth(NUMBER(NEG, least), overflow);
    check_worth(NUMBER(MUL, most, n_(2)), overflow);
    check_worth(NUMBER(DIV, least, n_(-1)), overflow);
    check_worth(NUMBER(MUL_DIV, most, n_(2), n_(1)), overflow);
    check_worth(NUMBER(DIV, n_(0), n_(0)), "! division by zero");
    check_worth(NUMBER(MUL_DIV, n_(1), n_(1), n_(0)), "! division by zero");
    check_worth(NUMBER(DIV, fact(I), n_(0)), "? i");
    check_worth(indexed(NUMBER(CALL, least), BUILTIN_ABS), overflow);
    check_worth(indexed(NUMBER(CALL, least), BUILTIN_FLOOR), overflow);
    check_worth(indexed(NUMBER(CALL, most), BUILTIN_CEIL), overflow);
    check_worth(indexed(NUMBER(CALL, most), BUILTIN_ROUND), overflow);
}

Test(eval, builtins)
{
    struct { enum builtin builtin; int64_t in, out; } all[] = {
        { BUILTIN_ROUND, 2500000, 2000000 }, { BUILTIN_ROUND, 3500000, 4000000 }, { BUILTIN_ROUND, -2500001, -3000000 },
        { BUILTIN_FLOOR, -1, -1000000 }, { BUILTIN_FLOOR, 1999999, 1000000 }, { BUILTIN_FLOOR, -2000000, -2000000 },
        { BUILTIN_CEIL, 1, 1000000 }, { BUILTIN_CEIL, -1, 0 }, { BUILTIN_CEIL, 3000000, 3000000 },
        { BUILTIN_ABS, -5, 5 }, { BUILTIN_ABS, 5, 5 },
    };
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
        struct expr *call = indexed(NUMBER(CALL, constant(micro(all[i].in), TYPE_NUMBER)), all[i].builtin);
        check_worth(TRUTH(EQ, call, constant(micro(all[i].out), TYPE_NUMBER)), "yes");
    }
    struct expr *third = constant(micro(1345000), TYPE_NUMBER);
    check_worth(indexed(NUMBER(CALL, third, n_(2)), BUILTIN_ROUND), "1.34");
    check_worth(indexed(NUMBER(CALL, n_(1250), n_(-2)), BUILTIN_ROUND), "1200");
    check_worth(indexed(NUMBER(CALL, third, n_(6)), BUILTIN_ROUND), "1.345");
    check_worth(indexed(NUMBER(CALL, third, n_(7)), BUILTIN_ROUND), "! round takes a whole number of places, from -12 to 6");
    check_worth(indexed(NUMBER(CALL, third, third), BUILTIN_ROUND), "! round takes a whole number of places, from -12 to 6");
    check_worth(indexed(NUMBER(CALL, n_(3), n_(1), fact(I), n_(2)), BUILTIN_MIN), "? i");
    check_worth(indexed(NUMBER(CALL, n_(3), n_(1), n_(7), n_(2)), BUILTIN_MIN), "1");
    check_worth(indexed(NUMBER(CALL, n_(3), n_(1), n_(7), n_(2)), BUILTIN_MAX), "7");
    check_worth(indexed(NUMBER(CALL, t_("häß")), BUILTIN_LENGTH), "3");
    check_worth(indexed(OP(CALL, simple(TYPE_TEXT), t_("aÄb")), BUILTIN_UPPER), "AÄB");
    check_worth(indexed(OP(CALL, simple(TYPE_TEXT), t_("AÄb")), BUILTIN_LOWER), "aäb");
    check_worth(indexed(OP(CALL, simple(TYPE_TEXT), t_(" \t a\u00A0b\u2003\u3000")), BUILTIN_TRIM), "a\u00A0b");
}

static struct expr *date(const char *text)
{
    int64_t days;
    cr_assert(date_parse(str_from(text), &days));
    return constant(value_int(VALUE_DATE, days), TYPE_DATE);
}

static struct expr *moment(const char *text)
{
    struct value at = value_int(VALUE_MOMENT, 0);
    cr_assert(moment_parse(str_from(text), &at.i, &at.offset));
    return constant(at, TYPE_MOMENT);
}

static struct expr *days(int64_t n) { return constant(value_int(VALUE_DURATION, n * DATE_DAY), TYPE_DURATION); }
#define WHEN(op, ...) OP(op, simple(TYPE_DATE), __VA_ARGS__)

Test(eval, calendar)
{
    check_worth(WHEN(DATE_ADD, date("2020-02-28"), days(2)), "2020-03-01");
    check_worth(WHEN(DATE_SUB, date("2020-03-01"), days(1)), "2020-02-29");
    check_worth(WHEN(DATE_ADD, date("9999-12-31"), days(1)), "! the date is outside the years 0001 to 9999");
    check_worth(WHEN(DATE_ADD, date("2020-01-01"), constant(value_int(VALUE_DURATION, 1), TYPE_DURATION)),
                "! a date can move by whole days only");
    check_worth(indexed(WHEN(DATE_ADD_MONTHS, date("2020-01-31")), 1), "2020-02-29");
    check_worth(indexed(WHEN(DATE_ADD_MONTHS, date("2020-03-31")), (uint32_t)-1), "2020-02-29");
    program.month_ends_forward = true;
    check_worth(indexed(WHEN(DATE_ADD_MONTHS, date("2020-01-31")), 1), "2020-03-01");
    check_worth(OP(DATE_DIFF, simple(TYPE_DURATION), date("2020-03-01"), date("2020-02-28")), "2 days");
    check_worth(OP(MOMENT_ADD, simple(TYPE_MOMENT), moment("2020-01-01T23:00:00+02:00"), days(1)), "2020-01-02T21:00:00Z");
    check_worth(OP(MOMENT_SUB, simple(TYPE_MOMENT), moment("0001-01-01T00:00:00Z"), days(1)),
                "! the date is outside the years 0001 to 9999");
    check_worth(OP(MOMENT_DIFF, simple(TYPE_DURATION), moment("2020-01-02T00:00:00Z"), moment("2020-01-01T23:00:00Z")), "1 hour");
    check_worth(indexed(OP(MOMENT_ADD_MONTHS, simple(TYPE_MOMENT), moment("2020-01-31T01:00:00Z")), 1), "2020-03-01T01:00:00Z");
    check_worth(WHEN(DATE_ADD, fact(DAY), fact(SPAN)), "? day span");
}

Test(eval, parts_of_dates)
{
    check_worth(indexed(NUMBER(CALL, date("2017-08-10")), BUILTIN_YEAR_OF), "2017");
    check_worth(indexed(NUMBER(CALL, date("2017-08-10")), BUILTIN_MONTH_OF), "8");
    check_worth(indexed(NUMBER(CALL, date("2017-08-10")), BUILTIN_DAY_OF), "10");
    check_worth(indexed(NUMBER(CALL, date("2017-08-10")), BUILTIN_WEEKDAY_OF), "4");
    check_worth(indexed(NUMBER(CALL, moment("2017-08-10T23:30:00-02:00")), BUILTIN_DAY_OF), "10");
    check_worth(indexed(WHEN(CALL, moment("2017-08-10T23:30:00-02:00")), BUILTIN_DATE_OF), "2017-08-10");
    check_worth(indexed(OP(CALL, simple(TYPE_TIME), moment("2017-08-10T23:30:00-02:00")), BUILTIN_TIME_OF), "23:30:00");
    check_worth(indexed(NUMBER(CALL, date("2017-08-10"), date("2017-08-09")), BUILTIN_DAYS_BETWEEN), "-1");
}

/* ---- texts ---- */

Test(eval, texts)
{
    struct expr *text = OP(TEXT, simple(TYPE_TEXT), t_("<"), fact(S), t_(" "), fact(LIST), t_(">"));
    check_worth(text, "? s list");
    facts[S] = txt("x");
    facts[LIST] = LIST_OF(num(1), value_unknown());
    check_worth(text, "? list");
    facts[LIST] = LIST_OF(num(1), num(2));
    check_worth(text, "<x 1, 2>");
    check_worth(TRUTH(CONTAINS, fact(S), t_("")), "yes");
    check_worth(TRUTH(CONTAINS, fact(S), fact(T)), "? t");
    check_worth(TRUTH(STARTS, t_("abc"), t_("ab")), "yes");
    check_worth(TRUTH(ENDS, t_("abc"), t_("ab")), "no");
    check_worth(TRUTH(BLANK, t_(" \n\u2009")), "yes");
    check_worth(TRUTH(BLANK, t_("")), "yes");
    check_worth(TRUTH(BLANK, t_(" . ")), "no");
    check_worth(TRUTH(BLANK, fact(T)), "? t");
}

Test(eval, text_limits)
{
    char *long_ = arena_alloc(&arena, LIMIT_TEXT_BYTES);
    memset(long_, 'x', LIMIT_TEXT_BYTES);
    facts[S] = value_text((struct str){ long_, LIMIT_TEXT_BYTES });
    check_worth(TRUTH(EQ, OP(TEXT, simple(TYPE_TEXT), fact(S)), fact(S)), "yes");
    check_worth(OP(TEXT, simple(TYPE_TEXT), fact(S), t_("y")), "! limit: a text of more than 1048576 bytes");
    facts[LIST] = values(LIMIT_STEPS / (LIMIT_TEXT_BYTES / 4) + 1, arena_zalloc(&arena, 100, sizeof(struct value)));
    /* About the element, so that nobody computes it once for all. */
    struct expr *element = indexed(items(EXPR_VARIABLE, simple(TYPE_NUMBER), 0, (struct expr *[]){ NULL }), 0);
    struct expr *same = OP(IF, simple(TYPE_TEXT), TRUTH(KNOWN, element), fact(S), fact(S));
    struct expr *made = indexed(NUMBER(CALL, indexed(OP(CALL, simple(TYPE_TEXT), same), BUILTIN_UPPER)), BUILTIN_LENGTH);
    check_worth(indexed(NUMBER(SUM, fact(LIST), made), 0), "! limit: a case that takes more than 16777216 steps");
}

/* ---- values by cases ---- */

#define number_cases(hit, ...) CASES(hit, simple(TYPE_NUMBER), __VA_ARGS__)

/* Two arms, a and b, with results I and J: all 9 states of the conditions, with J known and not. */
static void check_hit(enum hit hit, int64_t i, int64_t j, const char *const expected_[9])
{
    facts[I] = num(i), facts[J] = num(j);
    for (unsigned at = 0; at < 9; at++) {
        struct expr *a = item(0, at / 3), *b = item(1, at % 3);
        check_worth(number_cases(hit, { a, fact(I), { 0 } }, { b, fact(J), { 0 } }), expected_[at]);
    }
}

/* In the order: no/no no/yes no/? yes/no yes/yes yes/? ?/no ?/yes ?/? */
Test(eval, hits_of_two_arms)
{
    static const char two[] = "! two rows match where only one may", differ[] = "! two rows match and disagree";
    check_hit(HIT_FIRST, 1, 2, (const char *[]){ "?", "2", "? b", "1", "1", "1", "? a", "? a", "? a b" });
    check_hit(HIT_ONLY_ONE, 1, 2, (const char *[]){ "?", "2", "? b", "1", two, "? b", "? a", "? a", "? a b" });
    check_hit(HIT_ANY, 1, 2, (const char *[]){ "?", "2", "? b", "1", differ, "? b", "? a", "? a", "? a b" });
    check_hit(HIT_ANY, 2, 2, (const char *[]){ "?", "2", "? b", "2", "2", "2", "? a", "2", "? a b" });
    check_hit(HIT_LARGEST, 1, 2, (const char *[]){ "?", "2", "? b", "1", "2", "? b", "? a", "2", "? a b" });
    check_hit(HIT_LARGEST, 2, 2, (const char *[]){ "?", "2", "? b", "2", "2", "2", "? a", "2", "? a b" });
    check_hit(HIT_SMALLEST, 1, 2, (const char *[]){ "?", "2", "? b", "1", "1", "1", "? a", "? a", "? a b" });
    check_hit(HIT_SUM, 1, 2, (const char *[]){ "0", "2", "? b", "1", "3", "? b", "? a", "? a", "? a b" });
    check_hit(HIT_COUNT, 1, 2, (const char *[]){ "0", "1", "? b", "1", "2", "? b", "? a", "? a", "? a b" });
}

Test(eval, hits_with_unknown_results)
{
    struct expr *one = fact(I), *two = fact(J);
#define two_arms(hit) number_cases(hit, { fact(A), one, { 0 } }, { fact(B), two, { 0 } })
    check_worth(two_arms(HIT_FIRST), "? a b i j");
    facts[A] = facts[B] = yes();
    check_worth(two_arms(HIT_FIRST), "? i");
    check_worth(two_arms(HIT_SUM), "? i j");
    check_worth(two_arms(HIT_COUNT), "2");
    facts[J] = num(3);
    check_worth(two_arms(HIT_ANY), "? i");
    check_worth(two_arms(HIT_LARGEST), "? i");
    facts[A] = value_unknown();
    check_worth(two_arms(HIT_ANY), "? a i");
    check_worth(two_arms(HIT_FIRST), "? a i");
    facts[I] = num(3);
    check_worth(two_arms(HIT_ANY), "3");
    check_worth(number_cases(HIT_COUNT, { b_(true), bad_number(), { 0 } }), "1");
    check_worth(number_cases(HIT_FIRST, { b_(true), n_(1), { 0 } }, { bad(), n_(2), { 0 } }), "1");
    check_worth(number_cases(HIT_FIRST, { NULL, NULL, { 0 } }), "?");
#undef two_arms
}

Test(eval, hit_every_and_highest)
{
    struct expr *every = CASES(HIT_EVERY, number_list, { fact(A), n_(1), { 0 } }, { fact(B), n_(2), { 0 } }, { fact(C), n_(2), { 0 } });
    facts[A] = facts[B] = facts[C] = yes();
    check_worth(every, "1, 2, 2");
    facts[B] = value_unknown();
    check_worth(every, "? b");
    facts[A] = facts[B] = facts[C] = no();
    check_worth(every, "?");
    struct expr *highest = CASES(HIT_HIGHEST, level_type, { fact(A), fact(LEVEL), { 0 } }, { NULL, NULL, { 0 } });
    highest->arms->at[1].value = items(EXPR_CONST, level_type, 0, (struct expr *[]){ NULL });
    highest->arms->at[1].value->constant = value_int(VALUE_SYMBOL, 1);
    check_worth(highest, "mid");
    facts[A] = value_unknown();
    check_worth(highest, "? a level");
    facts[LEVEL] = value_int(VALUE_SYMBOL, 0);
    check_worth(highest, "mid");
    facts[LEVEL] = value_int(VALUE_SYMBOL, 2);
    check_worth(highest, "? a");
    facts[A] = yes();
    check_worth(highest, "high");
}

static struct expr *guarded(enum hit hit)
{
    struct expr *it = number_cases(hit, { fact(C), n_(1), { 0 } });
    it->arms->guard = fact(A);
    it->arms->unless = fact(B);
    return it;
}

Test(eval, guards_of_arms)
{
    check_worth(guarded(HIT_FIRST), "? a b c");
    facts[C] = yes();
    check_worth(guarded(HIT_FIRST), "? a b");
    facts[A] = yes();
    check_worth(guarded(HIT_FIRST), "? b");
    facts[B] = yes();
    check_worth(guarded(HIT_FIRST), "?");
    check_worth(guarded(HIT_SUM), "?");
    facts[B] = no();
    check_worth(guarded(HIT_FIRST), "1");
    facts[A] = no();
    check_worth(guarded(HIT_COUNT), "?");
    facts[A] = value_unknown(), facts[C] = no();
    check_worth(guarded(HIT_FIRST), "?");
    check_worth(guarded(HIT_SUM), "? a");
    facts[A] = yes(), facts[B] = value_unknown();
    check_worth(guarded(HIT_SUM), "? b");
    check_worth(guarded(HIT_ANY), "?");
}

/* A condition that is unknown and needs nothing can never be yes, and stops the arms as every unknown does. */
Test(eval, conditions_that_nothing_settles)
{
    struct expr *nothing = define("nothing", number_cases(HIT_FIRST, { b_(false), n_(1), { 0 } }));
    struct expr *over = TRUTH(GT, nothing, n_(5));
    check_worth(over, "?");
    check_worth(TRUTH(KNOWN, nothing), "no");
    check_worth(number_cases(HIT_FIRST, { over, n_(1), { 0 } }, { NULL, n_(2), { 0 } }), "?");
    check_worth(number_cases(HIT_SUM, { over, n_(1), { 0 } }, { NULL, n_(2), { 0 } }), "2");
    check_worth(TRUTH(OR, over, fact(A)), "? a");
}

static struct expr *table(const char *owner, struct expr *condition, struct expr *value)
{
    struct expr *it = number_cases(HIT_FIRST, { condition, value, { 0 } });
    it->arms->owner = str_from(owner);
    return it;
}

Test(eval, tables_that_agree)
{
    struct expr *both = define("it", NUMBER(AGREE, table("one", fact(A), fact(I)), table("two", fact(B), fact(J))));
    definitions[0].output = true;
    check_worth(both, "? a b i j");
    facts[A] = yes(), facts[I] = num(1);
    check_worth(both, "? b j");
    facts[B] = no();
    check_worth(both, "1");
    facts[A] = no();
    check_worth(both, "?");
    facts[A] = facts[B] = yes(), facts[J] = num(1);
    check_worth(both, "1");
    facts[J] = num(2);
    check_decision("conflict | one: decides it otherwise than two");
}

Test(eval, errors_name_the_innermost)
{
    define("outer", NUMBER(ADD, define("ratio", bad_number()), n_(1)));
    definitions[1].output = true;
    check_decision("error | ratio: division by zero");
    definitions[0].body = table("rates", bad(), n_(1));
    check_decision("error | rates: division by zero");
}
