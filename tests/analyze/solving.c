/* The solver against the reference evaluator, on conditions that are made up: what the solver finds must come out so, and
 * what it says cannot be must not come out in any of many cases that are tried.
 *
 * solving [FIRST [COUNT]]: from that seed so many conditions. Prints how many questions had which answer; exit status 1 where one
 * was wrong, and then the condition and the case. */
#include "analyze/solver.h"
#include "analyze/solver_paths.h"
#include "analyze/symbolic.h"
#include "eval/eval.h"
#include "pipeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char facts_block[] =
    "facts\n  a is number\n  b is number\n  w is whole number\n  m is money\n  p is yes/no\n  q is yes/no\n"
    "  s is text\n  t is text\n  v is one of low < middle < high\n  d is date\n  e is date\n  at is moment\n  u is duration\n"
    "  g is number, default 2\n  xs is list of number\n  cs is list of one of red, green, blue\n"
    "  items is list of record (price money, kind text)\n\n";

/* ---- conditions ---- */

static uint64_t seed;

static uint32_t roll(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

static void put(struct buf *out, const char *text) { buf_cstr(out, text); }

#define PICK(...) put(out, (const char *[]){ __VA_ARGS__ }[roll(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *))])

static void number(struct buf *out, int depth);
static void condition(struct buf *out, int depth);

static void two(struct buf *out, void make(struct buf *, int), const char *op, int depth)
{
    put(out, "(");
    make(out, depth - 1);
    put(out, op);
    make(out, depth - 1);
    put(out, ")");
}

static void call(struct buf *out, const char *name, void make(struct buf *, int), int depth)
{
    put(out, name);
    put(out, "(");
    make(out, depth - 1);
    put(out, ")");
}

static void text(struct buf *out, int depth)
{
    switch (roll(depth > 0 ? 8 : 4)) {
    case 0: case 1: PICK("s", "t"); break;
    case 2: case 3: PICK("\"\"", "\"a\"", "\"abc\"", "\"A\"", "\" b \""); break;
    case 4: PICK("\"x{s}\"", "\"{s}-{t}\"", "\"{a}\""); break;
    case 5: call(out, roll(2) ? "lower" : "upper", text, depth); break;
    case 6: call(out, "trim", text, depth); break;
    default: put(out, "first_known(s, t)");
    }
}

static void date(struct buf *out, int depth)
{
    switch (roll(depth > 0 ? 7 : 3)) {
    case 0: put(out, "d"); break;
    case 1: put(out, "e"); break;
    case 2: PICK("2020-02-29", "2017-08-10", "2019-12-31"); break;
    case 3: put(out, "(d + "); PICK("30 days", "1 month", "1 year", "2 weeks"); put(out, ")"); break;
    case 4: put(out, "(e - "); PICK("30 days", "6 months", "1 day"); put(out, ")"); break;
    case 5: put(out, "date_of(at)"); break;
    default: put(out, "first_known(d, e)");
    }
}

static void number(struct buf *out, int depth)
{
    switch (roll(depth > 0 ? 20 : 5)) {
    case 0: put(out, "a"); break;
    case 1: put(out, "b"); break;
    case 2: PICK("w", "g"); break;
    case 3: PICK("0", "1", "2", "3", "0.5", "10"); break;
    case 4: PICK("0.000001", "7", "0.1", "100"); break;
    case 5: two(out, number, " + ", depth); break;
    case 6: two(out, number, " - ", depth); break;
    case 7: put(out, "("); number(out, depth - 1); PICK(" * 0.3)", " * 3)", " * 0.015)", " / 3)", " / 4)", " / 0.7)"); break;
    case 8: two(out, number, roll(3) ? " * " : " / ", depth); break;
    case 9: call(out, "abs", number, depth); break;
    case 10: call(out, roll(2) ? "floor" : "ceil", number, depth); break;
    case 11: put(out, "round("); number(out, depth - 1); PICK(")", ", 2)", ", 1)"); break;
    case 12: put(out, roll(2) ? "min(" : "max("); number(out, depth - 1); put(out, ", "); number(out, depth - 1); put(out, ")"); break;
    case 13: put(out, "("); number(out, depth - 1); put(out, " if "); condition(out, depth - 1); put(out, " else "); number(out, depth - 1); put(out, ")"); break;
    case 14: PICK("count of xs", "sum of xs", "smallest of xs", "largest of xs", "count of cs", "sum of (x * 2) for x in xs"); break;
    case 15: put(out, "days_between("); date(out, depth - 1); put(out, ", "); date(out, depth - 1); put(out, ")"); break;
    case 16: put(out, "first_known("); number(out, depth - 1); put(out, ", "); number(out, depth - 1); put(out, ")"); break;
    case 17: PICK("year_of(", "month_of(", "day_of(", "weekday_of("); date(out, depth - 1); put(out, ")"); break;
    case 18: call(out, "length", text, depth); break;
    default: put(out, "a");
    }
}

static void money(struct buf *out, int depth)
{
    switch (roll(depth > 0 ? 6 : 2)) {
    case 0: put(out, "m"); break;
    case 1: PICK("$0", "$10", "$0.01", "$1000"); break;
    case 2: two(out, money, " + ", depth); break;
    case 3: put(out, "(m * "); PICK("0.15", "1.5", "2", "w", "a"); put(out, ")"); break;
    case 4: PICK("sum of (i.price) for i in items", "round(m)", "(m / 3)", "largest of (i.price) for i in items"); break;
    default: put(out, "min(m, $50)");
    }
}

static void comparison(struct buf *out, void make(struct buf *, int), int depth)
{
    make(out, depth - 1);
    PICK(" < ", " <= ", " == ", " != ", " > ", " >= ");
    make(out, depth - 1);
}

static void duration(struct buf *out, int depth)
{
    PICK("u", "30 days", "2 hours", "(d - e)", depth > 0 ? "(u + 1 day)" : "u", depth > 0 ? "(u * 1.5)" : "u");
}

static void condition(struct buf *out, int depth)
{
    put(out, "(");
    switch (roll(depth > 0 ? 20 : 6)) {
    case 0: PICK("p", "q"); break;
    case 1: PICK("v is low", "v >= middle", "v < high", "v is not high"); break;
    case 2: PICK("a is known", "s is missing", "v is known", "xs is missing", "p is known"); break;
    case 3: PICK("s is t", "s is \"abc\"", "t is \"\"", "s is blank", "s in [\"a\", \"abc\", t]"); break;
    case 4: PICK("a > 3", "a is b", "w >= 2", "m < $10", "d < 2020-02-29", "a between 1 and 3"); break;
    case 5: PICK("cs contains red", "xs contains 2", "red in cs", "u > 2 hours", "at < 2020-01-01T12:00:00Z"); break;
    case 6: comparison(out, money, depth); break;
    case 7: comparison(out, date, depth); break;
    case 8: comparison(out, text, depth); break;
    case 9: text(out, depth - 1); PICK(" contains ", " starts with ", " ends with "); PICK("\"a\"", "\"bc\"", "t"); break;
    case 10: two(out, condition, " and ", depth); break;
    case 11: two(out, condition, " or ", depth); break;
    case 12: put(out, "not "); condition(out, depth - 1); break;
    case 13: PICK("any x in xs has (x > 2)", "all x in xs has (x > a)", "no c in cs has (c is blue)", "any i in items has (i.price > m and i.kind is s)"); break;
    case 14: PICK("s matches \"^a+$\"", "t matches \"^[A-Z]{2,3}-?\\\\d\"", "s matches \"(a|bc)\\\\s*x.$\"", "t matches \"[^a-z ]\"", "s matches \"[0-9]\"", "trim(s) is s", "lower(s) is \"abc\"", "count of x in xs where (x > 1) >= 2"); break;
    case 15: comparison(out, duration, depth); break;
    case 16: put(out, "("); condition(out, depth - 1); put(out, " if "); condition(out, depth - 1); put(out, " else "); condition(out, depth - 1); put(out, ")"); break;
    default: comparison(out, number, depth);
    }
    put(out, ")");
}

/* ---- cases that are tried ---- */

static struct trap trap;
static struct arena arena;

static struct value list_of(uint32_t n, const struct value *at)
{
    struct value_list *list = arena_alloc(&arena, sizeof *list + n * sizeof *at);
    list->n = n;
    for (uint32_t i = 0; i < n; i++)
        list->at[i] = at[i];
    return value_list(list);
}

static struct value any_value(const struct type *type)
{
    static const int64_t numbers[] = { 0, 1000000, 2000000, 3000000, 500000, -1000000, 10000000, 1, 7000000, 333333, INT64_MAX, INT64_MIN, 100000000 };
    static const int64_t moneys[] = { 0, 10000, 10000000, 9990000, 1000000000, 50000000, -5000000 };
    static const char *const texts[] = { "", "a", "abc", "A", " b ", "  ", "x", "ABC", "a1", "aaa", "xabc", "-" };
    static const int64_t days[] = { 18321, 17388, 18261, 18262, 18292, 18291, 0, 17389, -719162, 2932896, 18322 };
    struct value parts[4];
    uint32_t n;
    if (roll(5) == 0)
        return value_unknown();
    switch (type->kind) {
    case TYPE_BOOL: return value_bool(roll(2));
    case TYPE_NUMBER: return value_int(VALUE_NUMBER, numbers[roll(13)]);
    case TYPE_WHOLE: return value_int(VALUE_NUMBER, ((int64_t)roll(12) - 2) * 1000000);
    case TYPE_MONEY: return value_int(VALUE_NUMBER, moneys[roll(7)]);
    case TYPE_TEXT: return value_text(str_from(texts[roll(12)]));
    case TYPE_SET: return value_int(VALUE_SYMBOL, roll(type->n_symbols));
    case TYPE_DATE: return value_int(VALUE_DATE, days[roll(11)]);
    case TYPE_MOMENT: return value_int(VALUE_MOMENT, days[roll(8)] * INT64_C(86400000000) + roll(3) * INT64_C(43200000000));
    case TYPE_DURATION: return value_int(VALUE_DURATION, roll(40) * INT64_C(86400000000) + roll(3) * INT64_C(3600000000));
    case TYPE_LIST:
        n = roll(4);
        if (type->element->kind == TYPE_SET) { /* each member once */
            for (uint32_t i = 0, k = roll(3); i < n && i < 3; i++)
                parts[i] = value_int(VALUE_SYMBOL, (k + i) % 3);
            return list_of(n < 3 ? n : 3, parts);
        }
        for (uint32_t i = 0; i < n; i++)
            parts[i] = any_value(type->element);
        return list_of(n, parts);
    case TYPE_RECORD:
        for (uint32_t i = 0; i < type->n_fields; i++)
            parts[i] = any_value(type->fields[i].type);
        return value_record(arena_copy(&arena, parts, type->n_fields * sizeof *parts), type->n_fields);
    default: return value_unknown();
    }
}

static struct value *any_case(const struct program *program)
{
    struct value *facts = arena_array(&arena, struct value, program->n_facts);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        facts[i] = any_value(program->facts[i].type);
        if (!value_known(facts[i]) && program->facts[i].has_default)
            facts[i] = program->facts[i].default_;
    }
    return facts;
}

/* ---- one condition ---- */

enum { TRUTHS = 3, TRIES = 400, OUTCOME_ERROR = 3 };

static struct {
    unsigned yes, no, open, wrong, missed, made, cells_open;
} tally;

/* What the condition is in the case: a truth, or OUTCOME_ERROR. */
static int outcome(struct eval *eval, const struct value *facts)
{
    const struct decision *decision = eval_decide(eval, facts, &trap);
    if (decision->status == DECISION_ERROR)
        return OUTCOME_ERROR;
    return decision->n_values == 0 ? TRUTH_UNKNOWN : decision->values[0].value.i ? TRUTH_YES : TRUTH_NO;
}

static void show(const struct program *program, const struct value *facts)
{
    struct buf out;
    buf_init(&out, NULL);
    for (uint32_t i = 0; i < program->n_facts; i++) {
        buf_printf(&out, " %.*s=", STR_ARG(program->facts[i].name));
        value_json(&out, facts[i], program->facts[i].type);
    }
    printf("   %.*s\n", (int)out.n, out.p);
    buf_free(&out);
}

static void judge(const struct policy *policy, struct solver *solver, struct eval *eval, struct value *const *came, const char *words,
                  enum solver_answer *said)
{
    static const char *const names[] = { "no", "yes", "unknown" };
    const struct program *program = policy->program;
    for (int truth = 0; truth < TRUTHS; truth++) {
        struct solver_wish wish = { .kind = WISH_TRUTH, .expr = program->definitions[0].body, .truth = (enum truth)truth };
        struct solver_case found;
        struct str why;
        enum solver_answer answer = solver_ask(solver, &wish, 1, &found, &why);
        said[truth] = answer;
        tally.yes += answer == SOLVER_YES;
        tally.no += answer == SOLVER_NO;
        tally.open += answer == SOLVER_OPEN;
        tally.missed += answer == SOLVER_OPEN && came[truth];
        if (answer == SOLVER_OPEN && getenv("SOLVING_SHOW"))
            printf("open (%.*s)%s: %s is %s\n", STR_ARG(why), came[truth] ? ", but can be" : "", words, names[truth]);
        bool wrong = answer == SOLVER_YES ? outcome(eval, found.facts) != truth : answer == SOLVER_NO && came[truth];
        if (!wrong)
            continue;
        printf("WRONG: %s said to be %s\n   %s\n", answer == SOLVER_YES ? "found" : "impossible", names[truth], words);
        show(program, answer == SOLVER_YES ? found.facts : came[truth]);
        tally.wrong++;
    }
}

/* The same questions put to the diagrams, with the solver for what calculates: the two ways may not contradict each other. */
static void judge_by_cells(const struct policy *policy, const enum solver_answer *said, const char *words)
{
    static const unsigned wanted[] = { [TRUTH_NO] = SYMBOLIC_NO, [TRUTH_YES] = SYMBOLIC_YES };
    struct space *space = NULL;
    cells_space(&space, &arena, &policy->program, 1, NULL, &trap);
    struct symbolic *symbolic = symbolic_new(space, 0);
    struct witness_solver *paths = solver_paths_new(space, 0);
    struct witness *witness = witness_new(space, paths);
    for (int truth = TRUTH_NO; truth <= TRUTH_YES; truth++) {
        struct witness_case found;
        enum answer answer = witness_find(witness, symbolic_question(symbolic, symbolic_definition(symbolic, 0), wanted[truth]), &found);
        tally.cells_open += answer == ANSWER_OPEN;
        bool wrong = (answer == ANSWER_YES && said[truth] == SOLVER_NO) || (answer == ANSWER_NO && said[truth] == SOLVER_YES);
        tally.wrong += wrong;
        if (wrong)
            printf("WRONG: %s can%s be %s by cells, not so by the solver\n", words, answer == ANSWER_YES ? "" : "not", truth ? "yes" : "no");
    }
    witness_free(witness);
    solver_paths_free(paths);
    cells_free(space);
}

static void try(const struct policy *policy, const char *words)
{
    const struct program *program = policy->program;
    struct eval *eval = eval_new(&arena, program);
    struct solver *solver = solver_new(&arena, program, &(struct solver_options){ .effort = 400 });
    struct value *came[TRUTHS + 1] = { NULL };
    for (int i = 0; i < TRIES; i++) {
        struct value *facts = any_case(program);
        came[outcome(eval, facts)] = facts;
    }
    enum solver_answer said[TRUTHS];
    judge(policy, solver, eval, came, words, said);
    judge_by_cells(policy, said, words);
    solver_free(solver);
    eval_free(eval);
}

static void one(uint64_t number)
{
    struct buf out;
    struct policy policy;
    seed = number * UINT64_C(0x9E3779B97F4A7C15) + 1;
    buf_init(&out, NULL);
    put(&out, facts_block);
    put(&out, "define answer = ");
    size_t from = out.n;
    condition(&out, 1 + (int)roll(3));
    put(&out, "\noutput answer\n");
    struct pipeline_source source = { STR("made.rules"), { out.p, (uint32_t)out.n }, true };
    pipeline_load(&policy, &source, 1, true, &trap);
    const char *words = str_dup(&arena, (struct str){ out.p + from, (uint32_t)(out.n - from - strlen("\noutput answer\n")) }).p;
    tally.made += policy.program != NULL;
    if (policy.program)
        try(&policy, words);
    pipeline_free(&policy);
    buf_free(&out);
    arena_reset(&arena);
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1, count = argc > 2 ? strtoull(argv[2], NULL, 10) : 150;
    if (solver_part() == NULL) {
        printf("no solver is built in\n");
        return 77; /* automake: skipped */
    }
    if (trap_set(&trap) != TRAP_NONE)
        return 2;
    arena_init(&arena, &trap);
    for (uint64_t i = first; i < first + count; i++)
        one(i);
    printf("%u conditions: found %u, impossible %u, open %u (of these, %u can be); by cells open %u; %u wrong\n", tally.made, tally.yes, tally.no, tally.open,
           tally.missed, tally.cells_open, tally.wrong);
    arena_free(&arena);
    return tally.wrong > 0 || tally.made < count / 2;
}
