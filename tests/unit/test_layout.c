/* The newline filter: which ends of lines mean something. */
#include "parse_bench.h"

#include "grammar/layout.h"
#include "grammar/lexer.h"
#include "grammar/parser.h"

TestSuite(layout, .init = bench_open, .fini = bench_close, .timeout = 60);

static void put_token(const struct token *token)
{
    switch (token->kind) {
    case TOKEN_LINE: buf_cstr(&bench.out, "; "); break;
    case TOKEN_NEWLINE: buf_cstr(&bench.out, "$\n"); break;
    case TOKEN_YYEOF: break;
    case TOKEN_NAME: buf_str(&bench.out, token->text); buf_char(&bench.out, ' '); break;
    case TOKEN_TEXT: buf_json(&bench.out, token->text); buf_char(&bench.out, ' '); break;
    default:
        if (token->span.to > token->span.from && token->kind >= TOKEN_COMMENT && token->kind < TOKEN_POLICY)
            buf_str(&bench.out, span_text(&bench.sources, token->span));
        else
            buf_cstr(&bench.out, token_kind_name(token->kind));
        buf_char(&bench.out, ' ');
    }
}

/* What the parser reads: LINE as ; and NEWLINE as $. */
static void bench_stream(void)
{
    struct tokens all = { 0 }, parsed = { 0 };
    lexer_scan(&bench.arena, &bench.diags, bench.source, &all);
    layout_run(&bench.arena, &bench.diags, bench.source, &all, &parsed);
    for (uint32_t i = 0; i < parsed.all.n; i++)
        put_token(&parsed.all.at[i]);
}

static const struct {
    const char *text, *stream;
} laid[] = {
    { "if a then b",
      "if a then b $" },
    { "\n\nif a # c\n\n# d\nthen b\n# e\n",
      "if a then b $" },
    { "if a\nthen b\nbecause \"c\"\ncite \"d\"\nunless e\noverrides f\neffective from 2017-01-01",
      "if a then b because \"c\" cite \"d\" unless e overrides f effective from 2017-01-01 $" },
    { "if a then\n  b\n  c\nelse\n  d",
      "if a then b ; c else d $" },
    { "if\n  a\n  and\n  b\n  or not\n  c\n  ==\n  d\n  +\n  e\nthen\n  f",
      "if a and b or not c ; == d ; '+' e then f $" },
    { "if a and\n(b\nor\nc\n)\nthen d",
      "if a and '(' b or c ')' then d $" },
    { "define x = [\na,\nb\n]\ndefine y = f(\na\n)",
      "define x '=' '[' a ',' b ']' $ / define y '=' f '(' a ')' $" },
    { "define x is\n  a if b\n  c otherwise\noutput x",
      "define x is a if b ; c otherwise $ / output x $" },
    { "define x is\n  a if b\n  c\n  otherwise\noutput x",
      "define x is a if b ; c otherwise $ / output x $" },
    { "define x is\n  a if b\n  otherwise c\noutput x",
      "define x is a if b ; otherwise c $ / output x $" },
    { "define x is\n  a if b\n  otherwise\n  c\noutput x",
      "define x is a if b ; otherwise c $ / output x $" },
    { "first match x \"y\"\n  cite \"z\"\n  if a\n  then b\n  otherwise\n    c\n    d\nend\nif e then f",
      "first match x \"y\" cite \"z\" $ / if a then b $ / otherwise c ; d $ / end $ / if e then f $" },
    { "first match\n  rule x\n    otherwise a\n  rule y\n    unless b\n    if c then d\nend",
      "first match $ / rule x otherwise a $ / rule y unless b if c then d $ / end $" },
    { "first match\n  if a then b\n  rule c\n    if d then e end",
      "first match $ / if a then b $ / rule c if d then e $ / end $" },
    { "facts\n  a is text,\n    required\n  b is money\n    \n  c is one of x,\n    y \"z\"",
      "facts a is text required ; b is money ; c is one of x , y \"z\" $" },
    { "facts\n  from is date\n  when is text\n  gives is text\n  where is text\n  type is text",
      "facts from is date ; when is text ; gives is text ; where is text ; type is text $" },
    { "lookup x\n  from \"y\"\n  gives a is text,\n        b is text",
      "lookup x from \"y\" gives a is text comma before a field b is text $" },
    { "lookup x from\n  \"y\"\n  gives\n  a is text\n  b is text",
      "lookup x from \"y\" gives a is text ; b is text $" },
    { "table x\n  first match\n  when a\n  cite \"b\"\n  | a => b |\n  | 1\n  | -\n  | 2,\n    3 | 4 |\noutput y",
      "table x first match when a cite \"b\" ; | a => b | ; | 1 ; | '-' ; | 2 ',' 3 | 4 | $ / output y $" },
    { "scenarios \"x\"\n  | a => b |\n  | 1 | 2 |\nscenario \"y\"\n  given a = 1,\n    b = 2\n  expect c",
      "scenarios \"x\" $ / | a => b | ; | 1 | 2 | $ / scenario \"y\" $ / given a '=' 1 ',' b '=' 2 $ / expect c $" },
    { "scenario \"x\" given a = 1 expect b",
      "scenario \"x\" $ / given a '=' 1 $ / expect b $" },
    { "background\n  given a = 1\n  given lookup b finds nothing,\n    lookup c finds nothing",
      "background $ / given a '=' 1 $ / given lookup b finds nothing ',' lookup c finds nothing $" },
    { "policy \"x\"\n  version \"1\"\n  currency EUR\neffective from 2017-01-01\nuse x",
      "policy \"x\" version \"1\" currency EUR effective from 2017-01-01 $ / use x $" },
    { "effective from 2017-01-01\nuse x",
      "effective from 2017-01-01 $ / use x $" },
    { "rule a \"b\"\n  unless c\n  if d then e\nrule f\n  if g then h",
      "rule a \"b\" unless c if d then e $ / rule f if g then h $" },
    { "if a then b else\nif c then d\nelse if e then f",
      "if a then b else if c then d else if e then f $" },
    { "define x = (a\ndefine y = b",
      "define x '=' '(' a $ / define y '=' b $" },
    { "define x = (a\n  if b\n  else c)",
      "define x '=' '(' a if b else c ')' $" },
    { "type t is one of\n  a,\n  b\ntype u is list of\n  text",
      "type t is one of a , b $ / type u is list of text $" },
    { "template t\n  \"\"\"\n  x {a +\n  b}\n  \"\"\"\nuse y",
      "template t \"\"\" / x { a '+' b } / \"\"\" $ / use y $" },
    { "kpi \"a\" = share of cases\n  where b\nkpi \"c\" = average of\n  (d)",
      "kpi \"a\" '=' share of cases where b $ / kpi \"c\" '=' average of '(' d ')' $" },
    { "never a\n  when b\nalways c",
      "never a when b $ / always c $" },
    { "if a then\n  b\nwhen c\nfrom d",
      "if a then b when c from d $" },
    { "action a (\n  b: text;\n  type: text,\n  table: text?\n) defeats\n  c",
      "action a '(' b ':' text ';' type ':' text ',' table ':' text '?' ')' defeats c $" },
    { "expect only\n  a\n  b",
      "expect only a ; b $" },
    { "if a\n  is\n  not\n  b\nthen c",
      "if a ; is not b then c $" },
    { "if a starts with\n  \"b\" then c",
      "if a starts with \"b\" then c $" },
    { "if count of\n  a > 1 then b",
      "if count of a '>' 1 then b $" },
    { "party A, B,\n  C",
      "party A ',' B ',' C $" },
    { "if a then b\nc is d",
      "if a then b ; c is d $" },
    { "otherwise a",
      "otherwise a $" },
    { "end",
      "end $" },
    { "if a then b # c\n# d\n  # e\n\nc",
      "if a then b ; c $" },
    { "  if a then b\n    if c then d\n",
      "if a then b $ / if c then d $" },
};

Test(layout, streams)
{
    for (size_t i = 0; i < sizeof laid / sizeof *laid; i++) {
        bench_text(str_from(laid[i].text));
        bench_stream();
        cr_expect_str_eq(bench_line(), laid[i].stream, "for:\n%s\nis: %s", laid[i].text, bench_line());
    }
}
