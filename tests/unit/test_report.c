/* Writers of decisions. */
#include "cases_bench.h"
#include "report/report.h"

static struct report report;
static struct text_style style;
static struct sources sources;
static struct decision decision;
static struct report_case which = { STR("\"C-7\""), STR("cases.ndjson"), 3 };

static void set_up(void)
{
    bench_open();
    style = text_style_for(STR("USD"));
    sources_init(&sources, &bench_arena);
    decision = (struct decision){ 0 };
    bench_facts[2].label = STR("accounts receivable");
    bench_facts[5].judged = true;
    bench_facts[5].judged_by = STR("Support_Specialist");
    bench_facts[5].label = STR("Is it one?");
    bench_facts[5].guidance = STR("What if \"this\" was yours?");
    report_init(&report, REPORT_JSON, bench_facts, bench_shape.n_facts, &style, &sources, NULL);
}

static void tear_down(void)
{
    report_free(&report);
    bench_close();
}

TestSuite(report, .init = set_up, .fini = tear_down);

static const char *written(enum report_format format)
{
    report.format = format;
    bench_out.n = 0;
    report_write(&report, &bench_out, &which, &decision);
    buf_char(&bench_out, '\0');
    return bench_out.p;
}

static void json(const char *expected)
{
    cr_expect_str_eq(written(REPORT_JSON), expected, "     got %sexpected %s", bench_out.p, expected);
}

static void text(const char *expected)
{
    report.more = false;
    cr_expect_str_eq(written(REPORT_TEXT), expected, "     got %sexpected %s", bench_out.p, expected);
}

static void csv(const char *expected)
{
    cr_expect_str_eq(written(REPORT_CSV), expected, "     got %sexpected %s", bench_out.p, expected);
}

static void errors(const char *expected)
{
    bench_out.n = 0;
    report_error(&report, &bench_out, &which, &decision);
    buf_char(&bench_out, '\0');
    cr_expect_str_eq(bench_out.p, expected, "     got %sexpected %s", bench_out.p, expected);
}

Test(report, nothing)
{
    json("{\"case\":\"C-7\",\"status\":\"decided\",\"actions\":[]}\n");
    text("C-7: decided\n  nothing to do\n");
    csv("C-7,decided,,,,\n");
    errors("");
}

static const struct str rules[] = { STR("big"), STR("refunds.rules:12") };
static const struct str reasons[] = { STR("it is \"big\""), STR("two\nlines") };
static const struct str cites[] = { STR("Refunds, 6"), STR("Assign it.") };

/* The decision of the example in section 8 of the language, and then some. */
static void decide(void)
{
    static struct decided_arg args[4];
    static struct decided_action actions[3];
    static const struct type_symbol symbols[] = { SYMBOL("high", "High!") };
    static const struct type priority = { .kind = TYPE_SET, .symbols = symbols, .n_symbols = 1 };
    args[0] = (struct decided_arg){ STR("to"), type_simple(TYPE_PARTY), value_text(STR("Heather")) };
    args[1] = (struct decided_arg){ STR("priority"), &priority, value_int(VALUE_SYMBOL, 0) };
    args[2] = (struct decided_arg){ STR("message"), type_simple(TYPE_TEXT), value_text(STR("Dear \"X\",\nthank you.\33")) };
    args[3] = (struct decided_arg){ STR("up_to"), type_simple(TYPE_MONEY), value_int(VALUE_NUMBER, 1035500000) };
    actions[0] = (struct decided_action){ .verb = STR("assign"), .args = args, .n_args = 2, .rules = rules, .n_rules = 1, .because = reasons,
                                          .n_because = 1, .cite = cites, .n_cite = 1 };
    actions[1] = (struct decided_action){ .verb = STR("reply"), .args = args + 2, .n_args = 2, .rules = rules, .n_rules = 2, .because = reasons,
                                          .n_because = 2, .cite = cites, .n_cite = 2 };
    actions[2] = (struct decided_action){ .verb = STR("close"), .rules = rules, .n_rules = 1 };
    static const struct decided_action *const all[] = { &actions[0], &actions[1], &actions[2] };
    decision.actions = all;
    decision.n_actions = 3;
}

Test(report, actions)
{
    decide();
    json("{\"case\":\"C-7\",\"status\":\"decided\",\"actions\":["
         "{\"do\":\"assign\",\"to\":\"Heather\",\"priority\":\"High!\",\"rule\":\"big\",\"because\":\"it is \\\"big\\\"\",\"cite\":[\"Refunds, 6\"]},"
         "{\"do\":\"reply\",\"message\":\"Dear \\\"X\\\",\\nthank you.\\u001b\",\"up_to\":1035.50,\"rule\":[\"big\",\"refunds.rules:12\"],"
         "\"because\":[\"it is \\\"big\\\"\",\"two\\nlines\"],\"cite\":[\"Refunds, 6\",\"Assign it.\"]},"
         "{\"do\":\"close\",\"rule\":\"big\"}]}\n");
    text("C-7: decided\n"
         "  assign Heather priority High!\n"
         "    because it is \"big\"\n"
         "    cite Refunds, 6\n"
         "    rule big\n"
         "  reply \"Dear \"X\",\n        thank you.\\u{1B}\" up_to $1,035.50\n"
         "    because it is \"big\"; two\n        lines\n"
         "    cite Refunds, 6; Assign it.\n"
         "    rule big; refunds.rules:12\n"
         "  close\n"
         "    rule big\n");
    decision.n_actions = 1;
    csv("C-7,decided,assign Heather priority High!,,,\n");
}

Test(report, values_nest)
{
    static struct str paths[][3] = { { STR("a"), STR("x"), { 0 } }, { STR("b"), { 0 }, { 0 } }, { STR("a"), STR("y"), STR("z") }, { STR("a"), STR("y"), STR("q") },
                                     { STR("c"), STR("x"), { 0 } } };
    static struct decided_value values[5];
    static const uint32_t lengths[] = { 2, 1, 3, 3, 2 };
    for (uint32_t i = 0; i < 5; i++)
        values[i] = (struct decided_value){ paths[i], lengths[i], type_simple(TYPE_NUMBER), value_int(VALUE_NUMBER, i * 1000000) };
    decision.values = values;
    decision.n_values = 5;
    json("{\"case\":\"C-7\",\"status\":\"decided\",\"actions\":[],\"values\":{\"a\":{\"x\":0,\"y\":{\"z\":2,\"q\":3}},\"b\":1,\"c\":{\"x\":4}}}\n");
    text("C-7: decided\n  a.x = 0\n  b = 1\n  a.y.z = 2\n  a.y.q = 3\n  c.x = 4\n");
    csv("C-7,decided,,,a.x = 0; b = 1; a.y.z = 2; a.y.q = 3; c.x = 4,\n");
}

Test(report, needs_and_asks)
{
    static const uint32_t needs[] = { 2, 5 }, judgements[] = { 5 };
    decision.status = DECISION_INCOMPLETE;
    decision.needs = needs;
    decision.n_needs = 2;
    json("{\"case\":\"C-7\",\"status\":\"incomplete\",\"actions\":[],\"needs\":[\"ar\",\"vip\"],\"asks\":{\"vip\":{\"by\":\"Support_Specialist\","
         "\"question\":\"Is it one?\",\"guidance\":\"What if \\\"this\\\" was yours?\"}}}\n");
    text("C-7: incomplete\n  needs ar: accounts receivable\n  needs vip: Is it one? (Support_Specialist is to judge: What if \"this\" was yours?)\n");
    csv("C-7,incomplete,,ar; vip,,\n");
    decision.n_needs = 1;
    decision.judgements = judgements;
    decision.n_judgements = 1;
    json("{\"case\":\"C-7\",\"status\":\"incomplete\",\"actions\":[],\"needs\":[\"ar\"],\"judgements\":[\"vip\"]}\n");
    text("C-7: incomplete\n  needs ar: accounts receivable\n  rests on the judgement of vip\n");
}

Test(report, errors)
{
    source_add(&sources, STR("refunds.rules"), STR("if a\nthen b\n"));
    struct case_error found[] = {
        { .subject = STR("ar"), .text = STR("found \"x\", expected money") },
        { .subject = STR("big"), .text = STR("asks for\33 \"more\"") },
    };
    found[1].span = (struct span){ 0, 5, 6 };
    found[1].has_span = true;
    found[1].also = (struct span){ 0, 0, 2 };
    found[1].has_also = true;
    decision.status = DECISION_ERROR;
    decision.errors = found;
    decision.n_errors = 2;
    json("{\"case\":\"C-7\",\"status\":\"error\",\"actions\":[],\"errors\":[\"ar: found \\\"x\\\", expected money\",\"big: asks for\\u001b \\\"more\\\"\"]}\n");
    text("C-7: error\n  ar: found \"x\", expected money\n  big: asks for\\u{1B} \"more\"\n");
    csv("C-7,error,,,,\"ar: found \"\"x\"\", expected money; big: asks for\33 \"\"more\"\"\"\n");
    errors("cases.ndjson:3: error: case C-7: ar: found \"x\", expected money\n"
           "cases.ndjson:3: error: case C-7: big: asks for\\u{1B} \"more\"\n  at refunds.rules:2:1\n  and refunds.rules:1:1\n");
    which.name = STR("3");
    decision.n_errors = 1;
    errors("cases.ndjson:3: error: ar: found \"x\", expected money\n");
    which.name = STR("33");
    errors("cases.ndjson:3: error: case 33: ar: found \"x\", expected money\n");
    report.color = true;
    errors("cases.ndjson:3: \33[31merror\33[m: case 33: ar: found \"x\", expected money\n");
    text("33: \33[31merror\33[m\n  ar: found \"x\", expected money\n");
}

Test(report, names)
{
    which.name = STR("\"a\\\"\\\\\\n\\u001b\\u0000b\"");
    bench_out.n = 0;
    report_name(&bench_out, which.name);
    cr_expect(str_eq((struct str){ bench_out.p, (uint32_t)bench_out.n }, STR("a\"\\\n\33\0b")));
    json("{\"case\":\"a\\\"\\\\\\n\\u001b\\u0000b\",\"status\":\"decided\",\"actions\":[]}\n");
    text("a\"\\\n        \\u{1B}\\u{0}b: decided\n  nothing to do\n");
    which.name = STR("-1.50");
    json("{\"case\":-1.50,\"status\":\"decided\",\"actions\":[]}\n");
    which.name = STR("\"=1+1\"");
    csv("=1+1,decided,,,,\n");
    report.safe = true;
    csv("'=1+1,decided,,,,\n");
}

Test(report, paragraphs_and_headers)
{
    report.format = REPORT_TEXT;
    bench_out.n = 0;
    report_begin(&report, &bench_out);
    report_write(&report, &bench_out, &which, &decision);
    report_write(&report, &bench_out, &which, &decision);
    buf_char(&bench_out, '\0');
    cr_expect_str_eq(bench_out.p, "C-7: decided\n  nothing to do\n\nC-7: decided\n  nothing to do\n");
    report.format = REPORT_CSV;
    bench_out.n = 0;
    report_begin(&report, &bench_out);
    buf_char(&bench_out, '\0');
    cr_expect_str_eq(bench_out.p, "case,status,actions,needs,values,errors\n");
    enum report_format format;
    cr_expect(report_format_named(STR("csv"), &format) && format == REPORT_CSV);
    cr_expect_not(report_format_named(STR("xml"), &format));
}
