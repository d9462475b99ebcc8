/* The room source/: texts, places, messages. */
#include "source/diag.h"
#include <criterion/criterion.h>
#include <string.h>

static struct arena arena;
static struct buf out;
static struct sources sources;
static struct diags diags;

static void set_up(void)
{
    arena_init(&arena, NULL);
    buf_init(&out, NULL);
    sources_init(&sources, &arena);
    diags_init(&diags, &arena, &sources);
}

static void tear_down(void)
{
    buf_free(&out);
    arena_free(&arena);
}

TestSuite(source, .init = set_up, .fini = tear_down);

static void check_text(uint32_t most, bool color, const char *expected)
{
    out.n = 0;
    diag_text(&diags, &out, most, color);
    cr_expect(str_is((struct str){ out.p, (uint32_t)out.n }, expected), "got\n%.*snot\n%s", (int)out.n, out.p ? out.p : "",
              expected);
}

/* The place of WHAT in source INDEX. */
static struct span span_of(uint32_t index, const char *what)
{
    long from = str_find(source_at(&sources, index)->text, str_from(what));
    cr_assert_geq(from, 0);
    return (struct span){ index, (uint32_t)from, (uint32_t)(from + (long)strlen(what)) };
}

Test(source, lines_and_places)
{
    uint32_t index = source_add(&sources, STR("a/b.rules"), STR("\xEF\xBB\xBF" "one\r\ntwo é x\n\nfour"));
    const struct source *source = source_at(&sources, index);
    cr_expect_eq(source->n_lines, 4u);
    cr_expect(str_is(source->text, "one\r\ntwo é x\n\nfour"));
    cr_expect_eq(source->text.p[source->text.n], '\0');
    cr_expect(str_is(source_line(source, 1), "one") && str_is(source_line(source, 2), "two é x"));
    cr_expect(str_is(source_line(source, 3), "") && str_is(source_line(source, 4), "four"));
    struct place place = span_place(&sources, span_of(index, "x"));
    cr_expect(place.line == 2 && place.column == 7 && place.source == source);
    place = span_place(&sources, (struct span){ index, source->text.n, source->text.n });
    cr_expect(place.line == 4 && place.column == 5);
    place = span_place(&sources, (struct span){ index, 9999, 9999 });
    cr_expect(place.line == 4 && place.column == 5);
    cr_expect(str_is(span_text(&sources, span_of(index, "four")), "four"));
    cr_expect(str_is(span_text(&sources, (struct span){ index, 2, 9999 }), "e\r\ntwo é x\n\nfour"));
    cr_expect(str_is(span_text(&sources, (struct span){ index, 5, 2 }), ""));
    cr_expect(str_is(span_rule_name(&sources, &arena, span_of(index, "four")), "b.rules:4"));
}

Test(source, every_place_of_a_text)
{
    struct str text = STR("a\n\nbc\nd\n");
    uint32_t index = source_add(&sources, STR("-e"), text), line = 1, column = 1;
    for (uint32_t at = 0; at <= text.n; at++) {
        struct place place = span_place(&sources, (struct span){ index, at, at });
        cr_expect(place.line == line && place.column == column, "at %u", (unsigned)at);
        column++;
        if (at < text.n && text.p[at] == '\n')
            line++, column = 1;
    }
    cr_expect(str_is(span_rule_name(&sources, &arena, (struct span){ index, 0, 1 }), "-e:1"));
    source_add(&sources, STR(""), (struct str){ 0 });
    cr_expect_eq(source_at(&sources, 1)->n_lines, 1u);
    cr_expect(str_is(source_line(source_at(&sources, 1), 1), ""));
}

Test(source, spans_join)
{
    struct span joined = span_join((struct span){ 0, 5, 7 }, (struct span){ 0, 9, 12 });
    cr_expect(joined.from == 5 && joined.to == 12);
    joined = span_join((struct span){ 0, 5, 17 }, (struct span){ 0, 3, 12 });
    cr_expect(joined.from == 3 && joined.to == 17);
    joined = span_join((struct span){ 0, 5, 7 }, (struct span){ 1, 0, 99 });
    cr_expect(joined.source == 0 && joined.from == 5 && joined.to == 7);
}

Test(source, codes)
{
    cr_expect_str_eq(diag_code_name(DIAG_SYMBOL), "BY0107");
    cr_expect_str_eq(diag_code_name(DIAG_FILE), "BY0001");
    cr_expect_eq(diag_code_from(STR("BY0107")), DIAG_SYMBOL);
    cr_expect_eq(diag_code_from(STR("BY9999")), DIAG_CODE_COUNT);
    cr_expect_str_eq(diag_code_title(DIAG_TWICE), "a name that is declared twice");
}

static const char refunds[] = "facts\n"
                              "\n"
                              "  level is one of Professional, SMB\n"
                              "\n\n\n\n\n\n\n\n\n\n"
                              "  if level < Profesional then …\n";

Test(source, message_of_the_language_reference)
{
    uint32_t index = source_add(&sources, STR("refunds.rules"), str_from(refunds));
    struct diag *diag = diag_add(&diags, DIAG_SYMBOL, span_of(index, "Profesional"), "'%s' is not one of the levels",
                                 "Profesional");
    diag_hint(&diags, diag, "did you mean '%s'? (level is declared at refunds.rules:3)", "Professional");
    check_text(20, false,
               "refunds.rules:14:14: error[BY0107]: 'Profesional' is not one of the levels\n"
               "   14 |   if level < Profesional then …\n"
               "      |              ^~~~~~~~~~~\n"
               "   did you mean 'Professional'? (level is declared at refunds.rules:3)\n");
    diag_note(&diags, diag, span_of(index, "level is"), "declared %s", "here");
    check_text(20, true,
               "\33[1mrefunds.rules:14:14: \33[0m\33[1;31merror[BY0107]: \33[0m'Profesional' is not one of the levels\n"
               "   14 |   if level < Profesional then …\n"
               "      |              \33[1;31m^~~~~~~~~~~\33[0m\n"
               "   \33[36mdid you mean 'Professional'? (level is declared at refunds.rules:3)\33[0m\n"
               "  \33[1mrefunds.rules:3:3: \33[0m\33[36mnote: \33[0mdeclared here\n"
               "    3 |   level is one of Professional, SMB\n"
               "      |   \33[36m^~~~~~~~\33[0m\n");
}

Test(source, message_without_a_place)
{
    struct diag *diag = diag_add_bare(&diags, DIAG_FILE, "cannot read %s: no such file", "x\x1B[2J.rules");
    diag_hint(&diags, diag, "first line\nsecond line");
    check_text(20, false, "error[BY0001]: cannot read x\\u{1B}[2J.rules: no such file\n"
                          "   first line\n"
                          "   second line\n");
}

Test(source, underline_under_tabs_escapes_and_ends)
{
    uint32_t index = source_add(&sources, STR("t.rules"), STR("\tif\té\x1B bad\tx\nopen \"text\nnext\n\n"));
    diag_add(&diags, DIAG_SYNTAX, span_of(index, "bad\tx"), "tabs");
    diag_add(&diags, DIAG_STRING, span_of(index, "\"text\nnext"), "two lines");
    diag_add(&diags, DIAG_SYNTAX, (struct span){ index, 24, 25 }, "at the end of a line");
    diag_add(&diags, DIAG_SYNTAX, (struct span){ index, 31, 31 }, "at the end of the file");
    diag_add(&diags, DIAG_CHARACTER, span_of(index, "\té"), "a tab");
    check_text(20, false, "t.rules:1:8: error[BY0006]: tabs\n"
                          "    1 | \tif\té\\u{1B} bad\tx\n"
                          "      | \t  \t        ^~~\t~\n"
                          "t.rules:2:6: error[BY0004]: two lines\n"
                          "    2 | open \"text\n"
                          "      |      ^~~~~\n"
                          "t.rules:2:11: error[BY0006]: at the end of a line\n"
                          "    2 | open \"text\n"
                          "      |           ^\n"
                          "t.rules:5:1: error[BY0006]: at the end of the file\n"
                          "    5 | \n"
                          "      | ^\n"
                          "t.rules:1:4: error[BY0003]: a tab\n"
                          "    1 | \tif\té\\u{1B} bad\tx\n"
                          "      | \t  ^\n");
}

static struct str long_line(const char *middle, unsigned before, unsigned after)
{
    char *text = arena_zalloc(&arena, before + after + strlen(middle) + 1, 1);
    memset(text, 'a', before);
    strcpy(text + before, middle);
    memset(text + before + strlen(middle), 'b', after);
    return str_from(text);
}

#define A10 "aaaaaaaaaa"
#define B10 "bbbbbbbbbb"
#define SPACES40 "                                        "

Test(source, long_lines_are_shown_around_the_place)
{
    uint32_t index = source_add(&sources, STR("l"), long_line("<here>", 500, 500));
    diag_add(&diags, DIAG_SYNTAX, span_of(index, "<here>"), "middle");
    check_text(20, false, "l:1:501: error[BY0006]: middle\n"
                          "    1 | …" A10 A10 A10 A10 "<here>" B10 B10 B10 B10 B10 "bb…\n"
                          "      |  " SPACES40 "^~~~~~\n");
}

Test(source, long_lines_at_their_ends)
{
    uint32_t index = source_add(&sources, STR("l"), long_line("<here>", 0, 200));
    diag_add(&diags, DIAG_SYNTAX, span_of(index, "<here>"), "start");
    uint32_t other = source_add(&sources, STR("m"), long_line("<here>", 200, 0));
    diag_add(&diags, DIAG_SYNTAX, span_of(other, "<here>"), "end");
    uint32_t fits = source_add(&sources, STR("n"), long_line("<here>", 94, 0));
    diag_add(&diags, DIAG_SYNTAX, span_of(fits, "<here>"), "fits");
    check_text(20, false, "l:1:1: error[BY0006]: start\n"
                          "    1 | <here>" B10 B10 B10 B10 B10 B10 B10 B10 B10 "bb…\n"
                          "      | ^~~~~~\n"
                          "m:1:201: error[BY0006]: end\n"
                          "    1 | …" A10 A10 A10 A10 A10 A10 A10 A10 A10 "aa<here>\n"
                          "      |  " SPACES40 SPACES40 "            ^~~~~~\n"
                          "n:1:95: error[BY0006]: fits\n"
                          "    1 | " A10 A10 A10 A10 A10 A10 A10 A10 A10 "aaaa<here>\n"
                          "      | " SPACES40 SPACES40 "              ^~~~~~\n");
}

Test(source, long_lines_of_no_text)
{
    char *junk = arena_alloc(&arena, 100000);
    memset(junk, 0x80, 100000);
    uint32_t index = source_add(&sources, STR("j"), (struct str){ junk, 100000 });
    diag_add(&diags, DIAG_ENCODING, (struct span){ index, 50000, 50001 }, "no text");
    diag_text(&diags, &out, 20, false);
    cr_expect_lt(out.n, 3000u);
}

Test(source, first_messages_and_the_rest_counted)
{
    uint32_t index = source_add(&sources, STR("f"), STR("x\n"));
    struct span span = { index, 0, 1 };
    diag_add(&diags, DIAG_EMPTY, span, "warned");
    diag_add(&diags, DIAG_SYNTAX, span, "first");
    diag_add(&diags, DIAG_SYNTAX, span, "second");
    check_text(1, false, "f:1:1: error[BY0006]: first\n    1 | x\n      | ^\n… and 1 more error, 1 more warning\n");
    check_text(0, false, "… and 2 more errors, 1 more warning\n");
    check_text(2, false, "f:1:1: error[BY0006]: first\n    1 | x\n      | ^\n"
                         "f:1:1: error[BY0006]: second\n    1 | x\n      | ^\n… and 1 more warning\n");
    cr_expect(diags.n_errors == 2 && diags.n_warnings == 1);
}

Test(source, one_cause_gives_one_error)
{
    struct span span = { source_add(&sources, STR("f"), STR("x\n")), 0, 1 };
    diag_subject(&diags, diag_add(&diags, DIAG_UNDECLARED, span, "first"), STR("amont"));
    struct diag *kept = diag_add(&diags, DIAG_UNDECLARED, span, "other");
    diag_subject(&diags, kept, STR("other"));
    diag_subject(&diags, kept, STR("other"));
    diag_subject(&diags, diag_add(&diags, DIAG_UNDECLARED, span, "again"), STR("amont"));
    diag_subject(&diags, diag_add(&diags, DIAG_TYPE, span, "another code"), STR("amont"));
    diag_subject(&diags, diag_add(&diags, DIAG_TYPE, span, "no subject"), STR(""));
    diag_subject(&diags, diag_add(&diags, DIAG_TYPE, span, "no subject"), STR(""));
    diag_subject(&diags, diag_add(&diags, DIAG_NO_RESULT, span, "a warning"), STR("x"));
    diag_subject(&diags, diag_add(&diags, DIAG_NO_RESULT, span, "a warning"), STR("x"));
    cr_expect(diags.all.n == 6 && diags.n_errors == 5 && diags.n_warnings == 1);
}

Test(source, nearest_names)
{
    struct str names[] = { STR("Professional"), STR("SMB"), STR("WV"), STR("amount"), STR("account") };
    cr_expect(str_is(diag_nearest(STR("Profesional"), names, 5), "Professional"));
    cr_expect(str_is(diag_nearest(STR("amonut"), names, 5), "amount"));
    cr_expect(str_is(diag_nearest(STR("wv"), names, 5), "WV"));
    cr_expect(str_is(diag_nearest(STR("SMBs"), names, 5), "SMB"));
    cr_expect_eq(diag_nearest(STR("XY"), names, 5).n, 0u);
    cr_expect_eq(diag_nearest(STR("amt"), names, 5).n, 0u);
    cr_expect_eq(diag_nearest(STR("WV"), names, 5).n, 0u);
    cr_expect_eq(diag_nearest(STR("Professionally yours"), names, 5).n, 0u);
    cr_expect_eq(diag_nearest(STR("amount"), names, 0).n, 0u);
}

Test(source, sorted_by_place_and_stable)
{
    uint32_t a = source_add(&sources, STR("a"), STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
    source_add(&sources, STR("b"), STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
    for (uint32_t i = 0; i < 1000; i++)
        diag_add(&diags, DIAG_SYNTAX, (struct span){ a + i % 2, i * 7 % 40, 41 }, "%04u", (unsigned)i);
    diag_add_bare(&diags, DIAG_FILE, "bare 1");
    diag_add_bare(&diags, DIAG_FILE, "bare 2");
    diags_sort(&diags);
    cr_expect(str_is(diags.all.at[0]->text, "bare 1") && str_is(diags.all.at[1]->text, "bare 2"));
    cr_expect_eq(diags.all.n, 1002u);
    for (uint32_t i = 3; i < diags.all.n; i++) {
        const struct diag *p = diags.all.at[i - 1], *q = diags.all.at[i];
        cr_assert_leq(p->span.source, q->span.source);
        if (p->span.source != q->span.source)
            continue;
        cr_assert_leq(p->span.from, q->span.from);
        if (p->span.from == q->span.from)
            cr_assert_eq(str_cmp(p->text, q->text), -1);
    }
}

Test(source, few_sorted)
{
    uint32_t a = source_add(&sources, STR("a"), STR("xxxxxxx"));
    for (uint32_t n = 0; n < 20; n++) {
        diags.all.n = 0;
        for (uint32_t i = 0; i < n; i++)
            diag_add(&diags, DIAG_SYNTAX, (struct span){ a, n - i, n }, "x");
        diags_sort(&diags);
        for (uint32_t i = 0; i < n; i++)
            cr_assert_eq(diags.all.at[i]->span.from, i + 1);
    }
}

Test(source, a_message_dropped_late)
{
    struct span span = { source_add(&sources, STR("f"), STR("x\n")), 0, 1 };
    diag_subject(&diags, diag_add(&diags, DIAG_UNDECLARED, span, "first"), STR("a"));
    struct diag *late = diag_add(&diags, DIAG_UNDECLARED, span, "late");
    diag_add(&diags, DIAG_SYNTAX, span, "last");
    diag_subject(&diags, late, STR("a"));
    cr_expect(diags.all.n == 2 && str_is(diags.all.at[1]->text, "last"));
    diag_subject(&diags, late, STR("a"));
    cr_expect(diags.all.n == 2 && diags.n_errors == 2);
}

/* Any bytes and any spans give a message; the sanitizers watch. */
Test(source, random_bytes_and_spans)
{
    static const char some[] = "ab \t\r\n\n\"\x1B\x80\xC3\xA9\xE2\x80\xAE\xF0\x9F\x98\x80\xFF";
    char text[400];
    uint32_t seed = 42;
    for (int round = 0; round < 2000; round++) {
        uint32_t n = (seed = seed * 1103515245 + 12345) >> 16 & 0x17F;
        for (uint32_t i = 0; i < n; i++)
            text[i] = some[((seed = seed * 1103515245 + 12345) >> 16) % sizeof some];
        uint32_t index = source_add(&sources, STR("r"), (struct str){ text, n });
        uint32_t from = ((seed = seed * 1103515245 + 12345) >> 16) % 420, to = ((seed = seed * 1103515245 + 12345) >> 16) % 420;
        diag_note(&diags, diag_add(&diags, DIAG_SYNTAX, (struct span){ index, from, to }, "x"), (struct span){ index, to, from }, "y");
    }
    diags_sort(&diags);
    diag_text(&diags, &out, 2000, true);
    diag_json(&diags, &out);
    cr_expect_gt(out.n, 200000u);
}

Test(source, json)
{
    uint32_t index = source_add(&sources, STR("a\xFF.rules"), STR("one\ntwo é three\n"));
    struct diag *diag = diag_add(&diags, DIAG_TYPE, span_of(index, "three"), "not \"one\" \xC3");
    diag_hint(&diags, diag, "try two");
    diag_note(&diags, diag, span_of(index, "one\n"), "here");
    diag_note(&diags, diag, span_of(index, "é"), "and here");
    diag_add_bare(&diags, DIAG_EMPTY, "nothing");
    diag_json(&diags, &out);
    cr_expect(str_is((struct str){ out.p, (uint32_t)out.n },
                     "{\"code\":\"BY0104\",\"severity\":\"error\",\"file\":\"a\uFFFD.rules\",\"line\":2,\"column\":7,"
                     "\"end_line\":2,\"end_column\":12,\"message\":\"not \\\"one\\\" \uFFFD\",\"hint\":\"try two\",\"notes\":["
                     "{\"file\":\"a\uFFFD.rules\",\"line\":1,\"column\":1,\"end_line\":2,\"end_column\":1,\"message\":\"here\"},"
                     "{\"file\":\"a\uFFFD.rules\",\"line\":2,\"column\":5,\"end_line\":2,\"end_column\":6,\"message\":\"and here\"}"
                     "]}\n{\"code\":\"BY0253\",\"severity\":\"warning\",\"message\":\"nothing\"}\n"),
              "%.*s", (int)out.n, out.p);
}
