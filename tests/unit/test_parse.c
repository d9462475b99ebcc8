/* Texts to trees, limits, and what is left after an error. */
#include "parse_bench.h"

TestSuite(parse, .init = bench_open, .fini = bench_close, .timeout = 120);

static const struct {
    const char *text, *tree;
} right[] = {
    { "define count = 3\ndefine first = count + 1\nif status is open and from > until then note x",
      "1 define count / 3 / 2 define first / (+ count 1) / 3 rule  / if (and (== status open) (> from until)) / do note x" },
    { "facts\n  first is text\n  count is number\n  from is date\n  status is one of open, closed\n  required is yes/no\n  default is text, default \"a\"\n  known is yes/no\n  when is date\n  gives is money\nif known is known and required is not missing then close\nif when is blank or not (from is not known) then close",
      "1 facts  / first: text / count: number / from: date / status: (one-of open closed) / required: yes/no / default: text default \"a\" / known: yes/no / when: date / gives: money / 11 rule  / if (and (is-known known) (is-not-missing required)) / do close / 12 rule  / if (or (is-blank when) (not (is-not-known from))) / do close" },
    { "if x not in [a, b] and y is not in [c] and z is not between 1 and 2 and w not between 3 and 4 then q\nif not a contains \"b\" and c not contains \"d\" and e not matches \"x\" then q",
      "1 rule  / if (and (not-in x (list a b)) (not-in y (list c)) (not (between z 1 2)) (not (between w 3 4))) / do q / 2 rule  / if (and (not (contains a \"b\")) (not (contains c \"d\")) (not (matches e /x/))) / do q" },
    { "if (a if b else c) == d then e (f) g(h) - 1 -2",
      "1 rule  / if (== (if a b c) d) / do e f (- (- (call g h) 1) 2)" },
    { "if a then assign Heather * 2 + 3 \"x\" [1, 2,] (-5) f(x) count of y",
      "1 rule  / if a / do assign (+ (* Heather 2) 3) \"x\" (list 1 2) (neg 5) (call f x) (count-of  y)" },
    { "if `type` == `first-name`.x then deny `end`",
      "1 rule  / if (== type` first-name.x`) / do deny end`" },
    { "if x is yes then y\nif no and yes or true then z",
      "1 rule  / if (== x yes) / do y / 2 rule  / if (or (and no yes) yes) / do z" },
    { "define a = count of [1, 2] + largest of (x.y) for x in [a, b] - smallest of (z)",
      "1 define a / (- (+ (count-of  (list 1 2)) (largest-of x x.y (list a b))) (smallest-of  z))" },
    { "define s = share\ndefine average = sum",
      "1 define s / share / 2 define average / sum" },
    { "table any any\n  | a => b\n  | 1 | 2",
      "1 table any any / column condition a / column result b / row 1 => 2" },
    { "table first match\n  | a => b\n  | 1 | 2",
      "1 table  first match / column condition a / column result b / row 1 => 2" },
    { "table count count when a\n  | a => b\n  | 1 | 2",
      "1 table count count / when a / column condition a / column result b / row 1 => 2" },
    { "table \"label\" only one\n  | a => b\n  | is x | 2\n  | is not x | in [a] |\n  | between 1 and 2 => (a if b else c) |\n  | 1<..<2, 3..<4 | -5 |\n  | -5..-1 | \"x {y}\" |\n  | not > 5 | - |\n  | any x in y has (x) | 1 |",
      "1 table  \"label\" only one / column condition a / column result b / row (cell == x) => 2 / row (cell != x) => (cell in (list a)) / row (range 1 2) => (if a b c) / row (range open-low open-high 1 2), (range open-high 3 4) => (neg 5) / row (range (neg 5) (neg 1)) => \"x {y}\" / row (not (cell > 5)) => - / row (any x y x) => 1" },
    { "table x every match\n  cite \"a\", \"b\"\n  because \"y\"\n  unless z\n  | type | party | when | f(x) => value priority | action | assign.type |\n  | a | b | a == b and c is known | 1 | 2 | close and update \"x\" any number of rows and log type party | - |",
      "1 table x every match / unless z / because \"y\" / cite \"a\" / cite \"b\" / column condition type / column condition party / column when  / column condition (call f x) / column value priority / column action  / column result assign.type / row a | b | (and (== a b) (is-known c)) | 1 => 2 | / do close / do update \"x\" any-rows / do log type party | -" },
    { "first match, missing is no\n  rule a \"x\" if b then c\n  rule d\n    because \"q\"\n    otherwise\n      e\n      f\n    cite \"x\"\nend",
      "1 group  missing-is-no / arm a \"x\" / if b / do c / arm d / otherwise / do e / do f / because \"q\" / cite \"x\"" },
    { "first match grp \"label\", missing is no\n  cite \"q\"\n  if a\n  then b\n  otherwise\n    c and\n    d\nend\nif x then y",
      "1 group grp \"label\" missing-is-no / cite \"q\" / arm  / if a / do b / arm  / otherwise / do c / do d / 9 rule  / if x / do y" },
    { "if a then\n  # comment\n\n  b\n  # c\n  c   # d\n\n# e\ndefine x = 1",
      "1 rule  / if a / do b / do c / 9 define x / 1" },
    { "if a then b\n  unless c\n  unless d or e\n  overrides f, g\n  cite \"h\"\n  effective on purchase_date from 2017-01-01 until 2018-01-01",
      "1 rule  / if a / do b / unless c / unless (or d e) / cite \"h\" / overrides f g / effective on purchase_date from 2017-01-01 until 2018-01-01" },
    { "effective until 2017-01-01\nif a then b",
      "  effective until 2017-01-01 / 2 rule  / if a / do b" },
    { "policy \"x\"\n  version \"1\"\n  currency EUR\n  month_ends forward\n  effective from 2017-01-01",
      "  effective from 2017-01-01" },
    { "facts\n  a is one of x \"x\", y \"Y\" \"label\", default x, private\n  b is one of x, y \"is it y?\"\n  c is one of Professional_2A \"Professional 2A\"\n  d is one of x, y,\n    z, required\n  e is text,\n    private\n  f is text default \"a\" \"label\" guidance \"g\"\n  g is yes/no, judged by A \"Q?\" guidance \"G\"\n  h is number, default -5\n  i is list of text, default [\"a\", \"b\"]",
      "1 facts  / a: (one-of x=\"x\" y=\"Y\") private default x label \"label\" / b: (one-of x y) label \"is it y?\" / c: (one-of Professional_2A=\"Professional 2A\") / d: (one-of x y z) required / e: text private / f: text default \"a\" label \"label\" guidance \"g\" / g: yes/no judged-by A label \"Q?\" guidance \"G\" / h: number default (neg 5) / i: list text default (list \"a\" \"b\")" },
    { "lookup a from\n  \"SELECT\"\n  gives b is one of c, d, e is list of text optional\nlookup b from \"x\" optional many\nlookup c many optional from \"x\"\n  gives\n    d is text\n    e is money many",
      "1 lookup a \"SELECT\" optional / b: (one-of c d) / e: list text / 4 lookup b \"x\" optional many / 5 lookup c \"x\" optional many / d: text / e: money" },
    { "action a (b: text?, c: list of one of d, e; f: yes/no, when: date?) defeats x, y once\naction b () once\naction c\naction d (; e: text)\naction f (g: record (h text, i money); j: whole number?)",
      "1 action a once defeats x y / positional b: text? / positional c: list (one-of d e) / named f: yes/no / named when: date? / 2 action b once / 3 action c / 4 action d / named e: text / 5 action f / positional g: (record h:text i:money) / named j: whole-number?" },
    { "scenario \"x\" given a = 1 expect deny b",
      "1 scenario  \"x\" / given a = 1 / expect / do deny b" },
    { "background given now = 2026-01-01T00:00:00Z\nscenarios \"y\"\n  given a = 2\n  | b => needs | owner | action\n  | 1 | a, c | - | deny x and allow y",
      "1 background  / given now = 2026-01-01T00:00:00Z / 2 scenarios  \"y\" / given a = 2 / column condition b / column result needs / column result owner / column action  / row 1 => a, c | - | / do deny x / do allow y" },
    { "never a b c (d) when e\nalways a\nnever notify x via y and z when w or q",
      "1 guarantee  never / when e / do a b (call c d) / 2 guarantee  always / do a / 3 guarantee  never / when (or w q) / do notify x via y / do z" },
    { "define x = 2017-08-10T14:00:00Z - 30 days + 1 week + 45 minutes + 1 year",
      "1 define x / (+ (+ (+ (- 2017-08-10T14:00:00Z P30D) P7D) PT45M) P12M)" },
    { "define a = \"{{literal}} {b} }} } \\\" \\\\ \\n \\t \\u{1F600}\"\ndefine b = \"\"\"\"quoted\" text\"\"\"\ndefine c = \"\"\"\n  a\n    b {x}\n  \"\"\"\ndefine d = \"\"\"x\n  y\n    z\"\"\"\ndefine e = \"\"\"\n\"\"\"\ndefine f = \"\"\"\n\n\n   a\n\n\"\"\"\ndefine g = \"\"\ndefine h = \"{a}\"\ndefine i = \"{\"{b}\"}{c}\"",
      "1 define a / \"{literal} {b} } } \" \\ \\n \\t 😀\" / 2 define b / \"\"quoted\" text\" / 3 define c / \"a\\n  b {x}\" / 7 define d / \"x\\ny\\n  z\" / 10 define e / \"\" / 12 define f / \"\\n\\na\\n\" / 18 define g / \"\" / 19 define h / \"{a}\" / 20 define i / \"{\"{b}\"}{c}\"" },
    { "template t\n  \"\"\"\n  Dear {x},\n  bye\n  \"\"\"",
      "1 template t / \"Dear {x},\\nbye\"" },
    { "if a matches \"^\\d{5}{x}\\\"$\" and b matches \"\" then c",
      "1 rule  / if (and (matches a /^\\d{5}{x}\\\"$/) (matches b //)) / do c" },
    { "kpi \"x\" = average of\n  (a - b)\nkpi \"y\" = share of cases\n  where a and b",
      "1 kpi  \"x\" / (average-of  (- a b)) / 3 kpi  \"y\" / (share-of  (and a b))" },
    { "if a then notify x for y from z when w",
      "1 rule  / if a / do notify x for y from z when w" },
    { "define x = f()\ndefine y = today",
      "1 define x / (call f) / 2 define y / today" },
    { "define x is a if b\ndefine y is 5",
      "1 define x / a if b / 2 define y / 5" },
    { "party A, B \"b\"\noutput a, b.c\nuse x\nuse \"y.rules\"",
      "1 party  / A / B=\"b\" / 2 output  a b.c / 3 use x / 4 use  \"y.rules\"" },
    { "if a\n  and b\n  or c\nthen d\nelse if e then f because \"g\" cite \"h\"\nelse i",
      "1 rule  / if (or (and a b) c) / do d / if e / do f / because \"g\" / cite \"h\" / else / do i" },
    { "define x =\n  (\n    a\n    if b\n    else c\n  )\ndefine y = [\n  a,\n  b\n]",
      "1 define x / (if a b c) / 7 define y / (list a b)" },
    { "if a then x y z w\n   and q\n   and r",
      "1 rule  / if a / do x y z w / do q / do r" },
    { "rule a\n  if b then c\n\n\n  else d\nrule e\n  if f then g",
      "1 rule a / if b / do c / else / do d / 6 rule e / if f / do g" },
    { "if a then b \"text with # no comment\" # comment \"x",
      "1 rule  / if a / do b \"text with # no comment\"" },
    { "if a then action b",
      "1 rule  / if a / do action b" },
    { "if a then log type party when x",
      "1 rule  / if a / do log type party when x" },
    { "scenario \"x\"\n  given a = 1, b is 2, c == 3\n        d = 4\n  given lookup x finds e = 5, f = 6\n  given lookup x finds nothing, g = bad 5\n  expect no notify Heather\n  expect only\n    assign Heather\n    reply \"x\"\n  expect nothing\n  expect only nothing\n  expect needs nothing\n  expect needs a, b\n  expect rule a, b\n  expect reply x containing \"y {z}\"\n  expect status \"Pending\"\n  expect status incomplete\n  expect a = b, c = d",
      "1 scenario  \"x\" / given a = 1 / given b = 2 / given c = 3 / given d = 4 / given-lookup x / given e = 5 / given f = 6 / given-lookup x nothing / given-bad g = 5 / expect-no notify / do notify Heather / expect-only / do assign Heather / do reply \"x\" / expect-only nothing / expect-only nothing / expect-needs nothing / expect-needs a b / expect-rule a b / expect-containing reply = \"y {z}\" / do reply x / expect / do status \"Pending\" / expect-status incomplete / expect-value a = b / expect-value c = d" },
    { "type y is one of a \"A\" < b < c",
      "1 type y (ordered a=\"A\" b c)" },
    { "define a = \"{{literal}} {b} }} } \\\" \\\\ \\n \\t \\u{1F600}\"",
      "1 define a / \"{literal} {b} } } \" \\ \\n \\t 😀\"" },
    { "define b = \"\"\"\"quoted\" text\"\"\"\ndefine c = \"\"\"\n  a\n    b {x}\n  \"\"\"\ndefine d = \"\"\"x\n  y\n    z\"\"\"\ndefine e = \"\"\"\n\"\"\"",
      "1 define b / \"\"quoted\" text\" / 2 define c / \"a\\n  b {x}\" / 6 define d / \"x\\ny\\n  z\" / 9 define e / \"\"" },
    { "if x == a\nthen\n  assign Heather\n    # a comment\n\n  note \"x\"\nelse close",
      "1 rule  / if (== x a) / do assign Heather / do note \"x\" / else / do close" },
    { "if customer.`first name`.x is known then deny `a.b`",
      "1 rule  / if (is-known customer.first name.x`) / do deny a.b`" },
    { "facts\n  issue is one of open, closed \"is it open?\"\n  level is one of Professional_2A \"Professional 2A\", SMB\n  plan  is one of Professional_2A \"professional 2a\"",
      "1 facts  / issue: (one-of open closed) label \"is it open?\" / level: (one-of Professional_2A=\"Professional 2A\" SMB) / plan: (one-of Professional_2A=\"professional 2a\")" },
    { "action odd (action: symbol, type: one of a, b, is: text; if: list of one of c, d?)",
      "1 action odd / positional action: symbol / positional type: (one-of a b) / positional is: text / named if: list (one-of c d)?" },
    { "table t first match\n  | state | action => action                  | tag | because |\n  | -     | x      |  close and reply \"x\" y    | -   | \"b {c}\" |\n  | WV    | -      => -                       | z   | -       |",
      "1 table t first match / column condition state / column condition action / column action  / column result tag / column because  / row - | x => / do close / do reply \"x\" y | - | \"b {c}\" / row WV | - => - | z | -" },
    { "define x = -5 + -(a) * -b",
      "1 define x / (+ (neg 5) (* (neg a) (neg b)))" },
    { "define x = a - b - c * d / e",
      "1 define x / (- (- a b) (/ (* c d) e))" },
    { "if a or b and not c or d then e",
      "1 rule  / if (or a (and b (not c)) d) / do e" },
    { "if (a or b) and (c and d) and e then f",
      "1 rule  / if (and (or a b) (and c d) e) / do f" },
    { "if a then update \"UPDATE x\" any number of rows",
      "1 rule  / if a / do update \"UPDATE x\" any-rows" },
    { "use us_states\nuse \"refunds.rules\"",
      "1 use us_states / 2 use  \"refunds.rules\"" },
};

Test(parse, trees)
{
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        bench_text(str_from(right[i].text));
        bench_tree();
        cr_expect_str_eq(bench_line(), right[i].tree, "for:\n%s\nis: %s", right[i].text, bench_line());
        cr_expect_eq(bench.diags.all.n, 0, "for:\n%s", right[i].text);
    }
}

/* The ends of lines are those of Unix or Windows. */
Test(parse, line_ends_of_windows)
{
    char crlf[4096];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        size_t n = 0;
        for (const char *p = right[i].text; *p; p++) {
            if (*p == '\n')
                crlf[n++] = '\r';
            crlf[n++] = *p;
        }
        bench_text((struct str){ crlf, (uint32_t)n });
        bench_tree();
        cr_expect_str_eq(bench_line(), right[i].tree, "for:\n%s\nis: %s", right[i].text, bench_line());
    }
}

/* Whatever is cut off the end of a text, or out of its middle, there is an answer. */
Test(parse, texts_with_holes)
{
    char text[4096];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        size_t n = strlen(right[i].text);
        for (size_t hole = 0; hole < n; hole++) {
            memcpy(text, right[i].text, hole);
            memcpy(text + hole, right[i].text + hole + 1, n - hole - 1);
            bench_text((struct str){ text, (uint32_t)n - 1 });
            cr_assert_not_null(parse_file(&bench.arena, &bench.diags, bench.source, NULL));
            bench_text((struct str){ text, (uint32_t)hole });
            cr_assert_not_null(parse_file(&bench.arena, &bench.diags, bench.source, NULL));
        }
    }
}

/* ---- limits ---- */

/* BEFORE, TIMES times PIECE, MIDDLE, TIMES times CLOSER, AFTER. */
static void bench_nested(const char *before, const char *piece, const char *middle, const char *closer, const char *after, int times)
{
    struct buf text;
    buf_init(&text, &bench.trap);
    buf_cstr(&text, before);
    for (int i = 0; i < times; i++)
        buf_cstr(&text, piece);
    buf_cstr(&text, middle);
    for (int i = 0; i < times; i++)
        buf_cstr(&text, closer);
    buf_cstr(&text, after);
    bench_text((struct str){ text.p, (uint32_t)text.n });
    buf_free(&text);
}

static void expect_limit(uint32_t column)
{
    struct ast_file *file = parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    cr_assert_eq(bench.diags.all.n, 1);
    const struct diag *diag = bench.diags.all.at[0];
    cr_expect_eq(diag->code, DIAG_LIMIT);
    cr_expect_eq(span_place(&bench.sources, diag->span).column, column, "column %u", span_place(&bench.sources, diag->span).column);
    cr_assert_gt(file->statements.n, 0);
    cr_expect_eq(file->statements.at[file->statements.n - 1]->kind, AST_S_OUTPUT, "the statement after is read");
}

Test(parse, limit_of_parentheses)
{
    bench_nested("define x = ", "(", "a", ")", "\noutput x\n", 100000);
    expect_limit(212);
    bench_nested("define x = ", "(", "a", "", "\noutput x\n", 100000);
    expect_limit(212);
    bench_nested("define x = ", "[", "", "]", "\noutput x\n", 100000);
    expect_limit(212);
}

Test(parse, limit_of_prefixes)
{
    bench_nested("define x = ", "not ", "a", "", "\noutput x\n", 100000);
    expect_limit(812);
    bench_nested("define x = ", "-", "a", "", "\noutput x\n", 100000);
    expect_limit(212);
    bench_nested("define x = ", "not (", "a", ")", "\noutput x\n", 100000);
    expect_limit(512);
}

Test(parse, limit_of_operators)
{
    bench_nested("define x = a", " + a", "", "", "\noutput x\n", 100000);
    expect_limit(12);
}

Test(parse, limit_of_texts)
{
    bench_nested("define x = ", "\"{", "a", "}\"", "\noutput x\n", 100000);
    expect_limit(412);
}

Test(parse, limit_of_types)
{
    bench_nested("type x is ", "list of ", "text", "", "\noutput x\n", 100000);
    expect_limit(411);
    bench_nested("type x is ", "record(a ", "text", ")", "\noutput x\n", 100000);
    expect_limit(1817);
}

Test(parse, limit_of_a_line)
{
    bench_nested("# ", "xxxxxxxxxx", "\noutput x\n", "", "", 110000);
    parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    cr_assert_eq(bench.diags.all.n, 1);
    cr_expect_eq(bench.diags.all.at[0]->code, DIAG_LIMIT);
}

/* What is flat may be long. */
Test(parse, flat)
{
    static const struct { const char *before, *piece; } flat[] = {
        { "if a", " and a" }, { "if a", " or a" }, { "if a then b", "\nb" },
        { "if a then b", " c" }, { "table t first match\n| a => b |", "\n| 1 | 2 |" }, { "define x = [a", ", a" },
        { "facts", "\nx is text" }, { "type x is one of a", ", a" }, { "define x is", "\na if b" }, { "if a then b cite \"x\"", " \"x\"" },
        { "define x = \"", "{a} " }, { "party A", ", A" },
    };
    for (size_t i = 0; i < sizeof flat / sizeof *flat; i++) {
        bool text = strstr(flat[i].before, "\"") && !strstr(flat[i].before, "cite");
        bench_nested(flat[i].before, flat[i].piece, text ? "\"" : i == 5 ? "]" : i < 2 ? " then b" : "", "", "\n", 20000);
        struct ast_file *file = parse_file(&bench.arena, &bench.diags, bench.source, NULL);
        cr_expect_eq(bench.diags.all.n, 0, "%s", flat[i].before);
        cr_expect_eq(file->statements.n, 1, "%s", flat[i].before);
    }
}

/* Branches are flat too, but a chain of so many is a table. */
Test(parse, limit_of_branches)
{
    bench_nested("if a then b", "\nelse if c then d", "", "", "\n", AST_MAX_BRANCHES - 1);
    parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    cr_expect_eq(bench.diags.all.n, 0);
    bench_nested("if a then b", "\nelse if c then d", "", "", "\n", AST_MAX_BRANCHES + 5);
    parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    cr_assert_eq(bench.diags.all.n, 1);
    cr_expect_eq(bench.diags.all.at[0]->code, DIAG_LIMIT);
}

/* A file of errors ends after a thousand of them. */
Test(parse, most_errors)
{
    bench_nested("", "define x = )\n", "", "", "", 100000);
    parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    cr_expect_eq(bench.diags.n_errors, 1000);
    bench_nested("", "define x = 2017-99-99\n", "", "", "", 100000);
    parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    cr_expect_eq(bench.diags.n_errors, 1000);
}

/* ---- bytes ---- */

static void expect_messages(const char *text, size_t n, const char *messages)
{
    bench_text((struct str){ text, (uint32_t)n });
    parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    bench_messages();
    cr_expect_str_eq(bench_line(), messages, "%s", bench_line());
}
#define EXPECT_MESSAGES(text, messages) expect_messages(text, sizeof text - 1, messages)

Test(parse, bytes)
{
    EXPECT_MESSAGES("# a\0b\ndefine x = \"a\0\0b\"\ndefine y\0 = 3\ndefine z =",
                    "1:4 a NUL character cannot stand in rules / 2:14 a NUL character cannot stand in rules / "
                    "3:9 a NUL character cannot stand in rules / 4:11 expected a value after '='");
    EXPECT_MESSAGES("# a\xff b\ndefine x = \"\xc3\"\ndefine \xed\xa0\x80 = 3", "1:4 this is not UTF-8 / 2:13 this is not UTF-8 / 3:8 this is not UTF-8");
    EXPECT_MESSAGES("define x = 1\rdefine y = \r\n", "1:13 a carriage return alone ends no line / 1:24 expected a value after '='");
    EXPECT_MESSAGES("# a comment\r and more", "1:12 a carriage return alone ends no line / 1:14 'and' does not begin a statement");
    EXPECT_MESSAGES("\xef\xbb\xbf" "define x = ", "1:11 expected a value after '='");
    EXPECT_MESSAGES("define x\xe2\x80\xae = 1", "1:9 the invisible character U+202E cannot stand here");
    EXPECT_MESSAGES("define x\x01 = 1", "1:9 the invisible character U+0001 cannot stand here");
    EXPECT_MESSAGES("define\tx\t=\t1\n", "");
}

/* ---- fields that the dump leaves out ---- */

Test(parse, places)
{
    bench_text(STR("\nrule a\n  if b and\n    c then d e\n"));
    struct ast_file *file = parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    const struct ast_rule *rule = file->statements.at[0]->rule;
    const struct ast_branch *branch = &rule->branches.at[0];
    cr_expect_eq(span_place(&bench.sources, file->statements.at[0]->span).line, 2);
    cr_expect_eq(span_place(&bench.sources, rule->span).line, 3, "of its if");
    cr_expect(str_is(span_text(&bench.sources, branch->condition->span), "b and\n    c"));
    cr_expect(str_is(span_text(&bench.sources, branch->actions.at[0]->span), "d e"));
}

Test(parse, names)
{
    bench_text(STR("define x = `a.b`.c.`d`"));
    struct ast_file *file = parse_file(&bench.arena, &bench.diags, bench.source, NULL);
    const struct ast_name *name = &file->statements.at[0]->arms.at[0].value->name;
    cr_assert_eq(name->n_parts, 3);
    cr_expect(name->quoted);
    cr_expect(str_is(name->text, "a.b.c.d"));
    cr_expect(str_is(name->parts[0], "a.b"));
    cr_expect(str_is(name->parts[2], "d"));
}

Test(parse, tokens)
{
    struct tokens tokens = { 0 };
    bench_text(STR("if a # why\nthen b\n"));
    parse_file(&bench.arena, &bench.diags, bench.source, &tokens);
    token_dump(&tokens, &bench.sources, &bench.out);
    cr_expect_str_eq(bench_line(), "1:1 if \"if\" / 1:4 name \"a\" / 1:6 COMMENT \"# why\" / 1:11 NEWLINE_RAW \"\\n\" / 2:1 then \"then\" / "
                                   "2:6 name \"b\" / 2:7 end of statement \"\\n\"", "%s", bench_line());
}
