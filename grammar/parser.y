/* The grammar. Newlines and the words that are keywords only in their places are settled before it (layout.c, words.c):
 * LINE separates the lines of a statement, NEWLINE ends it. Each action is one call of build.c, which makes the tree. */
%require "3.8"
%define api.pure full
%define api.prefix {parser_}
%define api.token.prefix {TOKEN_}
%define api.value.type union
%define api.location.type {struct span}
%define parse.error custom
%define lr.default-reduction consistent
%define parse.lac full
%define parse.lac.es-capacity-initial {400}
%locations
%param {struct parse *p}

%code requires {
#include "syntax/ast.h"
#include "syntax/token.h"

struct parse;

/* What the scanner or the layout filter reported already: the parser recovers from it in silence. */
#define TOKEN_BAD_TOKEN TOKEN_PARSER_error
}

%code {
#include "grammar/build.h"
#include "grammar/messages.h"

/* The stack is as deep as the layout filter lets brackets and prefixes nest, and never grows: no memory is needed. */
enum { PARSER_STACK = 24 * AST_MAX_DEPTH };
#define YYINITDEPTH PARSER_STACK
#define YYMAXDEPTH PARSER_STACK
#define YYMALLOC(size) parser_no_memory(size)
#define YYFREE(block) ((void)(block))
#define YYLLOC_DEFAULT(at, right, n)                                                                                   \
    ((at) = (n) == 1 ? YYRHSLOC(right, 1)                                                                              \
            : (n)    ? span_join(YYRHSLOC(right, 1), YYRHSLOC(right, n))                                               \
                     : (struct span){ YYRHSLOC(right, 0).source, YYRHSLOC(right, 0).to, YYRHSLOC(right, 0).to })

static void *parser_no_memory(size_t size);
static int parser_next(PARSER_STYPE *value, PARSER_LTYPE *at, struct parse *p, int *recovering);
#undef yylex
#define yylex(value, at, p) parser_next(value, at, p, &yyerrstatus)
static void parser_error(const PARSER_LTYPE *at, struct parse *p, const char *message);
}

/* Only in the array of all tokens, never here. */
%token COMMENT NEWLINE_RAW WORD PERCENT NO_TOKEN

%token LINE "end of line" NEWLINE "end of statement"
%token <struct token *> NAME "name" CALL "name before (" SYMBOL_TEXT "symbol's text"
%token <struct token *> NUMBER "number" MONEY "amount" DATE "date" MOMENT "moment" DURATION "duration" PERIOD "period"
%token <struct token *> TEXT "text" TEXT_OPEN "text {" TEXT_MIDDLE "} text {" TEXT_CLOSE "} text" PATTERN "pattern"
%token <struct token *> AGGREGATE "count of" QUANTIFIER "any" HIT "first match, only one, any, …"

%token POLICY "policy" USE "use" TYPE "type" FACTS "facts" DEFINE "define" OUTPUT "output" RULE "rule" IF "if"
%token TABLE "table" ACTION "action" PARTY "party" TEMPLATE "template" LOOKUP "lookup" KPI "kpi" SCENARIO "scenario"
%token SCENARIOS "scenarios" BACKGROUND "background" GIVEN "given" EXPECT "expect" NEVER "never" ALWAYS "always"
%token END "end" OTHERWISE "otherwise" THEN "then" ELSE "else" UNLESS "unless" BECAUSE "because" CITE "cite"
%token OVERRIDES "overrides" EFFECTIVE "effective" AND "and" OR "or" NOT "not" IS "is" IN "in" BETWEEN "between"
%token CONTAINS "contains" MATCHES "matches" YES "yes" NO "no" TRUE "true" FALSE "false"

%token FIRST_MATCH "first match" STARTS_WITH "starts with" ENDS_WITH "ends with"
%token KNOWN "known" MISSING "missing" BLANK "blank" FOUND "found" HAS "has" FOR "for" SHARE "share of cases where"
%token REQUIRED "required" PRIVATE "private" DEFAULT "default" JUDGED_BY "judged by" GUIDANCE "guidance"
%token MISSING_IS_NO "missing is no" WHEN "when" VALUE "value" ONCE "once" DEFEATS "defeats" ANY_ROWS "any number of rows"
%token FROM "from" UNTIL "until" ON "on" GIVES "gives" OPTIONAL "optional" MANY "many" VERSION "version" CURRENCY "currency"
%token MONTH_ENDS_FORWARD "month_ends forward" WHOLE_NUMBER "whole number" LIST_OF "list of" ONE_OF "one of" RECORD "record"
%token SYMBOL_COMMA "," FIELD_COMMA "comma before a field"
%token BAD "bad" FINDS "finds" NOTHING "nothing" ONLY "only" NEEDS "needs" STATUS "status" CONFLICT "conflict"
%token CONTAINING "containing" ERROR_ABOUT "error about"

%token EQ "==" NE "!=" LE "<=" GE ">=" ARROW "=>" RANGE ".." RANGE_OPEN_HIGH "..<" RANGE_OPEN_LOW "<.." RANGE_OPEN "<..<"
%token BAR "|" BAR_ACTION "| before actions" ARROW_ACTION "=> before actions"

%nterm <struct ast_statement *> statement use type facts define define_arms output group group_arms group_head group_options
%nterm <struct ast_statement *> table table_head table_options head head_row columns action_declaration party template
%nterm <struct ast_statement *> lookup lookup_start kpi guarantee action_start
%nterm <struct ast_rule *> rule branches arm
%nterm <struct ast_clauses *> clauses cited
%nterm <struct ast_effective *> effective bounds
%nterm <struct ast_expr *> expr conjunction negation comparison additive product unary primary text pieces inner items list
%nterm <struct ast_expr *> source arg arg_product formula cell_part cell_test
%nterm <struct ast_type *> type_expr symbols fields
%nterm <struct ast_symbol *> symbol member
%nterm <struct ast_fact *> fact fact_line
%nterm <struct ast_arm *> definition_arm
%nterm <struct ast_param *> param
%nterm <struct ast_action *> action
%nterm <ast_actions *> actions action_line action_list
%nterm <ast_names *> names
%nterm <struct ast_column *> condition_column result_column
%nterm <struct ast_cell *> cell cell_items action_cell
%nterm <struct ast_row *> row cells
%nterm <struct ast_given *> given expectation value_expected
%nterm <struct token *> plain opt_plain name opt_name verb
%nterm <bool> order always between truth
%nterm <int> comparing sign containing test cell_sign range

%%

file: %empty
    | file statement[s] newline           { build_statement(p, $s, @s); }
    | file error newline
    ;

newline: NEWLINE                          { p->deep = false; }
    ;
line: LINE
    ;

/* What could not be read, up to a token that can follow it. The second form, which never stands, makes bison look at that
 * token before it reduces; else it would give up the whole statement. */
skipped: error
    | error NO_TOKEN
    ;

statement: use | type | facts | define | output | group | table | action_declaration | party | template | lookup | kpi | guarantee
    | rule[r]                             { $$ = build_rule_statement(p, $r, @$); }
    | policy                              { $$ = NULL; }
    | effective[e]                        { build_file_effective(p, $e); $$ = NULL; }
    | scenario_line                       { $$ = NULL; }
    ;

/* ---- heads of files ---- */

policy: POLICY plain[title]               { build_policy(p, $title, @$); }
    | policy VERSION plain[version]       { build_version(p, $version); }
    | policy CURRENCY name                { build_currency(p, $name); }
    | policy MONTH_ENDS_FORWARD           { p->file->month_ends_forward = true; }
    | policy effective[e]                 { build_file_effective(p, $e); }
    ;

use: USE name                             { $$ = build_named(p, AST_S_USE, @$, $name); }
    | USE plain                           { $$ = build_titled(p, AST_S_USE, @$, $plain, @plain); }
    ;

/* ---- declarations ---- */

type: TYPE name IS type_expr              { $$ = build_type(p, @$, $name, $type_expr); }
    ;

type_expr: name                           { $$ = build_type_name(p, $name); }
    | YES '/' NO                          { $$ = build_type_kind(p, @$, TYPE_BOOL); }
    | WHOLE_NUMBER                        { $$ = build_type_kind(p, @$, TYPE_WHOLE); }
    | LIST_OF type_expr[element]          { $$ = build_list_of(p, @$, $element); }
    | ONE_OF symbols                      { $$ = $symbols; $$->span = @$; }
    | RECORD '(' fields ')'               { $$ = $fields; $$->span = @$; }
    ;

symbols: symbol                           { $$ = build_symbols(p, $symbol, @$); }
    | symbols[list] order symbol          { $$ = build_symbol(p, $list, $order, $symbol, @order); }
    ;
order: SYMBOL_COMMA                       { $$ = false; }
    | '<'                                 { $$ = true; }
    ;
symbol: name                              { $$ = build_member(p, $name, NULL); }
    | name SYMBOL_TEXT                    { $$ = build_member(p, $name, $SYMBOL_TEXT); }
    ;

fields: name field_is type_expr                      { $$ = build_field(p, NULL, $name, $type_expr); }
    | fields[list] field_comma name field_is type_expr { $$ = build_field(p, $list, $name, $type_expr); }
    ;
field_is: %empty | IS | ':'
    ;
field_comma: FIELD_COMMA | ','
    ;

facts: FACTS                              { $$ = build_plain(p, AST_S_FACTS, @$); }
    | FACTS fact_line                     { $$ = build_fact(p, build_plain(p, AST_S_FACTS, @$), $fact_line); }
    | facts[list] line fact_line          { $$ = build_fact(p, $list, $fact_line); }
    ;
fact_line: fact
    | skipped                             { $$ = NULL; }
    ;
fact: name IS type_expr                   { $$ = build_new_fact(p, $name, $type_expr, @$); }
    | fact[f] plain                       { $$ = build_label(p, $f, $plain, @plain); }
    | fact[f] REQUIRED                    { $$ = build_required(p, $f, @REQUIRED); }
    | fact[f] PRIVATE                     { $$ = build_private(p, $f, @PRIVATE); }
    | fact[f] DEFAULT additive            { $$ = build_default(p, $f, $additive, @DEFAULT); }
    | fact[f] JUDGED_BY name              { $$ = build_judged(p, $f, $name, @JUDGED_BY); }
    | fact[f] GUIDANCE plain              { $$ = build_guidance(p, $f, $plain, @GUIDANCE); }
    ;

define: DEFINE name '=' expr              { $$ = build_arm(p, build_named(p, AST_S_DEFINE, @$, $name), build_new_arm(p, $expr, NULL, false, @expr)); }
    | DEFINE name '=' skipped             { $$ = build_named(p, AST_S_DEFINE, @$, $name); }
    | define_arms
    ;
define_arms: DEFINE name IS definition_arm  { $$ = build_arm(p, build_named(p, AST_S_DEFINE, @$, $name), $definition_arm); }
    | define_arms[d] line definition_arm  { $$ = build_arm(p, $d, $definition_arm); }
    ;
definition_arm: expr                      { $$ = build_new_arm(p, $expr, NULL, false, @$); }
    | expr[value] IF expr[condition]      { $$ = build_new_arm(p, $value, $condition, false, @$); }
    | expr[value] OTHERWISE               { $$ = build_new_arm(p, $value, NULL, true, @$); }
    | OTHERWISE expr[value]               { $$ = build_new_arm(p, $value, NULL, true, @$); }
    | skipped                             { $$ = NULL; }
    ;

output: OUTPUT names                      { $$ = build_output(p, @$, $names); }
    ;

names: name                               { $$ = build_names(p, NULL, $name); }
    | names[list] ',' name                { $$ = build_names(p, $list, $name); }
    ;

party: PARTY member                       { $$ = build_party(p, build_plain(p, AST_S_PARTY, @$), $member); }
    | party[list] ',' member              { $$ = build_party(p, $list, $member); }
    ;
member: name                              { $$ = build_member(p, $name, NULL); }
    | name plain                          { $$ = build_member(p, $name, $plain); }
    ;

template: TEMPLATE name text              { $$ = build_valued(build_named(p, AST_S_TEMPLATE, @$, $name), $text); }
    ;

kpi: KPI plain '=' formula                { $$ = build_valued(build_titled(p, AST_S_KPI, @$, $plain, @plain), $formula); }
    ;
formula: expr
    | SHARE expr                          { $$ = build_share(p, $expr, @$); }
    ;

lookup: lookup_start FROM plain          { $$ = build_lookup($lookup_start, $plain, @plain); }
    | lookup[l] OPTIONAL                  { $$ = $l; $$->optional = true; }
    | lookup[l] MANY                      { $$ = $l; $$->many = true; }
    | lookup[l] GIVES fact                { $$ = build_fact(p, $l, $fact); }
    | lookup[l] FIELD_COMMA fact          { $$ = build_fact(p, $l, $fact); }
    | lookup[l] line fact                 { $$ = build_fact(p, $l, $fact); }
    ;
lookup_start: LOOKUP name                 { $$ = build_named(p, AST_S_LOOKUP, @$, $name); }
    | lookup_start[l] OPTIONAL            { $$ = $l; $$->optional = true; }
    | lookup_start[l] MANY                { $$ = $l; $$->many = true; }
    ;

action_declaration: action_start opt_params ')'
    | ACTION name                         { $$ = build_named(p, AST_S_ACTION, @$, $name); }
    | action_declaration[a] ONCE          { $$ = $a; $$->once = true; }
    | action_declaration[a] DEFEATS names { $$ = build_defeats($a, $names); }
    ;
action_start: ACTION CALL '('              { $$ = p->declared = build_named(p, AST_S_ACTION, @$, $CALL); }
    ;
opt_params: %empty
    | params
    | ';' named_params
    | params ';' named_params
    ;
params: param                             { build_param(p, $param, false); }
    | params ',' param                    { build_param(p, $param, false); }
    ;
named_params: param                       { build_param(p, $param, true); }
    | named_params ',' param              { build_param(p, $param, true); }
    ;
param: name ':' type_expr                 { $$ = build_new_param(p, $name, $type_expr, false); }
    | name ':' type_expr '?'              { $$ = build_new_param(p, $name, $type_expr, true); }
    ;

/* ---- rules ---- */

rule: branches
    | RULE opt_name opt_plain clauses branches  { $$ = build_rule_head(p, $opt_name, $opt_plain, $clauses, $branches); }
    ;

branches: IF expr THEN actions clauses    { $$ = build_rule(p, build_branch(p, $expr, $actions, $clauses, @$), @IF); }
    | IF error THEN actions clauses       { $$ = build_rule(p, build_branch(p, build_bool(p, true, @error), $actions, $clauses, @$), @IF); }
    | IF error                            { $$ = build_rule(p, NULL, @IF); }
    | branches[r] ELSE IF expr THEN actions clauses   { $$ = build_else(p, $r, build_branch(p, $expr, $actions, $clauses, span_join(@ELSE, @actions)), @ELSE); }
    | branches[r] ELSE IF error THEN actions clauses  { $$ = $r; }
    | branches[r] ELSE IF error           { $$ = $r; }
    | branches[r] ELSE actions clauses    { $$ = build_else(p, $r, build_branch(p, NULL, $actions, $clauses, span_join(@ELSE, @actions)), @ELSE); }
    ;

clauses: %empty                           { $$ = build_clauses(p); }
    | clauses[c] UNLESS expr              { $$ = build_unless(p, $c, $expr); }
    | clauses[c] BECAUSE additive[text]   { $$ = build_because(p, $c, $text, @BECAUSE); }
    | clauses[c] OVERRIDES names          { $$ = build_overrides(p, $c, $names); }
    | clauses[c] effective[e]             { $$ = build_effective(p, $c, $e); }
    | cited
    ;
cited: clauses[c] CITE plain              { $$ = build_cite(p, $c, $plain); }
    | cited[c] plain                      { $$ = build_cite(p, $c, $plain); }
    | cited[c] ',' plain                  { $$ = build_cite(p, $c, $plain); }
    ;

effective: EFFECTIVE bounds               { $$ = $bounds; $$->span = @$; }
    | EFFECTIVE ON name bounds            { $$ = build_effective_on(p, $bounds, $name, @$); }
    ;
bounds: FROM DATE[from]                   { $$ = build_bounds(p, $from, NULL, @$); }
    | UNTIL DATE[until]                   { $$ = build_bounds(p, NULL, $until, @$); }
    | FROM DATE[from] UNTIL DATE[until]   { $$ = build_bounds(p, $from, $until, @$); }
    ;

actions: action_line
    | actions[list] line action_line      { $$ = build_more_actions(p, $list, $action_line); }
    ;
action_line: action_list
    | skipped                             { $$ = build_actions(p, NULL, NULL); }
    ;
action_list: action                       { $$ = build_actions(p, NULL, $action); }
    | action_list[list] AND action        { $$ = build_actions(p, $list, $action); }
    ;

action: verb                              { $$ = build_action(p, $verb, @$); }
    | action[a] arg                       { $$ = build_argument(p, $a, $arg); }
    | action[a] ANY_ROWS                  { $$ = build_any_rows(p, $a, @ANY_ROWS); }
    ;
verb: NAME | CALL
    ;

/* ---- groups and tables ---- */

group: group_arms END                     { $$ = $group_arms; $$->span = @$; }
    ;
group_arms: group_head newline
    | group_arms[g] arm newline           { $$ = build_group_arm(p, $g, $arm); }
    | group_arms[g] error newline         { $$ = $g; }
    ;
arm: rule
    | OTHERWISE actions clauses           { $$ = build_rule(p, build_branch(p, NULL, $actions, $clauses, @$), @OTHERWISE); }
    | RULE opt_name opt_plain clauses[head] OTHERWISE actions clauses
        { $$ = build_rule_head(p, $opt_name, $opt_plain, $head, build_rule(p, build_branch(p, NULL, $actions, $7, @$), @OTHERWISE)); }
    ;
group_head: group_options clauses         { $$ = $group_options; $$->clauses = *$clauses; }
    | group_options skipped
    ;
group_options: FIRST_MATCH                { $$ = build_plain(p, AST_S_GROUP, @$); }
    | group_options[g] NAME               { $$ = build_late_name(p, $g, $NAME); }
    | group_options[g] plain              { $$ = build_statement_label(p, $g, $plain, @plain); }
    | group_options[g] opt_comma MISSING_IS_NO  { $$ = $g; $$->missing_is_no = true; }
    ;
opt_comma: %empty | ','
    ;

table: table_head line head_row[head]     { $$ = build_table(p, $table_head, $head); }
    | table_head line skipped             { $$ = $table_head; }
    | table[t] line row                   { $$ = build_row(p, $t, $row); }
    ;
table_head: table_options clauses         { $$ = $table_options; $$->clauses = *$clauses; }
    | table_options skipped               { $$ = $table_options; $$->hit_written = true; }
    ;
table_options: TABLE                      { $$ = build_plain(p, AST_S_TABLE, @$); }
    | table_options[t] NAME               { $$ = build_late_name(p, $t, $NAME); }
    | table_options[t] plain              { $$ = build_statement_label(p, $t, $plain, @plain); }
    | table_options[t] HIT                { $$ = build_hit(p, $t, $HIT, @HIT); }
    | table_options[t] opt_comma MISSING_IS_NO  { $$ = $t; $$->missing_is_no = true; }
    | table_options[t] WHEN expr          { $$ = build_when(p, $t, $expr, @WHEN); }
    ;

head_row: head
    | head BAR
    ;
head: columns ARROW result_column         { $$ = build_column(p, $columns, $result_column); }
    | head[h] BAR result_column           { $$ = build_column(p, $h, $result_column); }
    ;
columns: BAR condition_column[c]          { $$ = build_column(p, build_plain(p, AST_S_TABLE, @$), $c); }
    | columns[h] BAR condition_column[c]  { $$ = build_column(p, $h, $c); }
    ;
condition_column: expr                    { $$ = build_condition_column(p, $expr, @$); }
    | WHEN                                { $$ = build_new_column(p, AST_COL_WHEN, NULL, @$); }
    ;
result_column: name                       { $$ = build_new_column(p, AST_COL_RESULT, $name, @$); }
    | VALUE name                          { $$ = build_new_column(p, AST_COL_VALUE, $name, @$); }
    | ACTION                              { $$ = build_new_column(p, AST_COL_ACTION, NULL, @$); }
    | BECAUSE                             { $$ = build_new_column(p, AST_COL_BECAUSE, NULL, @$); }
    | CITE                                { $$ = build_new_column(p, AST_COL_CITE, NULL, @$); }
    ;

row: cells
    | cells BAR
    | skipped                             { $$ = NULL; }
    ;
cells: BAR cell                           { $$ = build_cell(p, NULL, $cell, false, @$); }
    | cells[row] BAR cell                 { $$ = build_cell(p, $row, $cell, false, @$); }
    | cells[row] ARROW cell               { $$ = build_cell(p, $row, $cell, true, @$); }
    | cells[row] BAR_ACTION action_cell[cell]    { $$ = build_cell(p, $row, $cell, false, @$); }
    | cells[row] ARROW_ACTION action_cell[cell]  { $$ = build_cell(p, $row, $cell, true, @$); }
    ;
cell: '-'                                 { $$ = build_any_cell(p, @$); }
    | cell_items                          { $$ = $1; $$->span = @$; }
    ;
cell_items: cell_part                     { $$ = build_cell_item(p, NULL, $cell_part); }
    | cell_items[cell] ',' cell_part      { $$ = build_cell_item(p, $cell, $cell_part); }
    ;
cell_part: expr
    | cell_test
    | NOT cell_test[t]                    { $$ = build_not(p, @NOT, $t); }
    ;
cell_test: cell_sign additive             { $$ = build_compare(p, $cell_sign, $additive, @$); }
    | IS test                             { $$ = build_cell_test(p, @test); }
    | IS NOT test                         { $$ = build_not(p, @$, build_cell_test(p, @test)); }
    | MATCHES PATTERN                     { $$ = build_compare(p, AST_MATCHES, build_pattern(p, $PATTERN, @PATTERN), @$); }
    | additive[low] range additive[high]  { $$ = build_range(p, $low, $range, $high, @$); }
    | BETWEEN additive[low] AND additive[high]  { $$ = build_range(p, $low, 0, $high, @$); }
    ;
cell_sign: sign
    | IS                                  { $$ = AST_EQ; }
    | IS NOT                              { $$ = AST_NE; }
    ;
range: RANGE                              { $$ = 0; }
    | RANGE_OPEN_HIGH                     { $$ = 1; }
    | RANGE_OPEN_LOW                      { $$ = 2; }
    | RANGE_OPEN                          { $$ = 3; }
    ;
action_cell: '-'                          { $$ = build_any_cell(p, @$); }
    | action_list                         { $$ = build_action_cell(p, $action_list, @$); }
    ;

/* ---- guarantees and scenarios ---- */

guarantee: always action_list             { $$ = build_guarantee(p, $always, $action_list, NULL, @$); }
    | always action_list WHEN expr        { $$ = build_guarantee(p, $always, $action_list, $expr, @$); }
    ;
always: NEVER                             { $$ = false; }
    | ALWAYS                              { $$ = true; }
    ;

scenario_line: SCENARIO plain             { build_scenario(p, AST_S_SCENARIO, $plain, @$, @plain); }
    | SCENARIO skipped                    { build_scenario(p, AST_S_SCENARIO, NULL, @$, @$); }
    | SCENARIOS plain                     { build_scenario(p, AST_S_SCENARIOS, $plain, @$, @plain); }
    | SCENARIOS skipped                   { build_scenario(p, AST_S_SCENARIOS, NULL, @$, @$); }
    | BACKGROUND                          { build_scenario(p, AST_S_BACKGROUND, NULL, @$, @$); }
    | scenario_rows
    | givens
    | expectations
    ;
scenario_rows: head_row[head]             { build_scenario_columns(p, $head, @$); }
    | scenario_rows line row              { build_scenario_row(p, $row); }
    ;

givens: GIVEN given                       { p->finds = NULL; build_given(p, $given, @GIVEN); }
    | givens ',' given                    { build_given(p, $given, @given); }
    | givens line given                   { build_given(p, $given, @given); }
    ;
given: name given_is expr                 { $$ = build_given_value(p, AST_GIVEN_FACT, $name, $expr, @$); }
    | name given_is BAD primary           { $$ = build_given_value(p, AST_GIVEN_BAD, $name, $primary, @$); }
    | name[list] HAS name[field] given_is expr     { $$ = build_given_parts(p, AST_GIVEN_ELEMENT, $list, build_given_value(p, AST_GIVEN_FACT, $field, $expr, @field), @$); }
    | LOOKUP name FINDS NOTHING           { $$ = build_given_parts(p, AST_GIVEN_LOOKUP, $name, NULL, @$); }
    | LOOKUP name FINDS name[field] given_is expr  { $$ = build_given_parts(p, AST_GIVEN_LOOKUP, $2, build_given_value(p, AST_GIVEN_FACT, $field, $expr, @field), @$); }
    | skipped                             { $$ = NULL; }
    ;
given_is: '=' | IS | EQ
    ;

expectations: expectation                 { build_given(p, $expectation, @$); }
    | expected_values
    ;
expected_values: EXPECT value_expected    { build_given(p, $value_expected, @$); }
    | expected_values ',' value_expected  { build_given(p, $value_expected, @value_expected); }
    ;
expectation: EXPECT actions               { $$ = build_expect_actions(p, AST_EXPECT_ACTION, $actions, @$); }
    | EXPECT ONLY actions                 { $$ = build_expect_actions(p, AST_EXPECT_ONLY, $actions, @$); }
    | EXPECT ONLY NOTHING                 { $$ = build_expect_actions(p, AST_EXPECT_ONLY, NULL, @$); }
    | EXPECT NOTHING                      { $$ = build_expect_actions(p, AST_EXPECT_ONLY, NULL, @$); }
    | EXPECT NO action                    { $$ = build_expect_no(p, $action, @$); }
    | EXPECT NEEDS names                  { $$ = build_expect_names(p, AST_EXPECT_NEEDS, $names, @$); }
    | EXPECT NEEDS ONLY names             { $$ = build_expect_names(p, AST_EXPECT_NEEDS_ONLY, $names, @$); }
    | EXPECT NEEDS NOTHING                { $$ = build_expect_names(p, AST_EXPECT_NEEDS, NULL, @$); }
    | EXPECT STATUS name                  { $$ = build_expect_name(p, AST_EXPECT_STATUS, $name, NULL, @$); }
    | EXPECT RULE names                   { $$ = build_expect_names(p, AST_EXPECT_RULE, $names, @$); }
    | EXPECT CONFLICT BETWEEN name[a] AND name[b]  { $$ = build_expect_name(p, AST_EXPECT_CONFLICT, $a, $b, @$); }
    | EXPECT ERROR_ABOUT name             { $$ = build_expect_name(p, AST_EXPECT_ERROR, $name, NULL, @$); }
    | EXPECT action CONTAINING text       { $$ = build_expect_containing(p, $action, $text, @$); }
    ;
value_expected: NAME '=' expr             { $$ = build_given_value(p, AST_EXPECT_VALUE, $NAME, $expr, @$); }
    ;

/* ---- expressions ---- */

expr: conjunction
    | expr[left] OR conjunction[right]    { $$ = build_logic(p, AST_OR, $left, $right); }
    ;
conjunction: negation
    | conjunction[left] AND negation[right]  { $$ = build_logic(p, AST_AND, $left, $right); }
    ;
negation: comparison
    | NOT negation[operand]               { $$ = build_not(p, @NOT, $operand); }
    ;

comparison: additive
    | additive[left] comparing additive[right]      { $$ = build_binary(p, $comparing, $left, $right); }
    | additive[left] NOT containing additive[right] { $$ = build_not(p, @$, build_binary(p, $containing, $left, $right)); }
    | additive[left] MATCHES PATTERN                { $$ = build_binary(p, AST_MATCHES, $left, build_pattern(p, $PATTERN, @PATTERN)); }
    | additive[left] NOT MATCHES PATTERN            { $$ = build_not(p, @$, build_binary(p, AST_MATCHES, $left, build_pattern(p, $PATTERN, @PATTERN))); }
    | additive[value] between additive[low] AND additive[high]  { $$ = build_between(p, $value, $low, $high, $between, @$); }
    | additive[value] IS test             { $$ = build_test(p, $value, $test, false, @$); }
    | additive[value] IS NOT test         { $$ = build_test(p, $value, $test, true, @$); }
    ;
comparing: sign
    | IS                                  { $$ = AST_EQ; }
    | IS NOT                              { $$ = AST_NE; }
    | IS IN                               { $$ = AST_IN; }
    | NOT IN                              { $$ = AST_NOT_IN; }
    | IS NOT IN                           { $$ = AST_NOT_IN; }
    ;
sign: EQ                                  { $$ = AST_EQ; }
    | NE                                  { $$ = AST_NE; }
    | '<'                                 { $$ = AST_LT; }
    | LE                                  { $$ = AST_LE; }
    | '>'                                 { $$ = AST_GT; }
    | GE                                  { $$ = AST_GE; }
    | IN                                  { $$ = AST_IN; }
    | containing
    ;
containing: CONTAINS                      { $$ = AST_CONTAINS; }
    | STARTS_WITH                         { $$ = AST_STARTS; }
    | ENDS_WITH                           { $$ = AST_ENDS; }
    ;
between: BETWEEN                          { $$ = false; }
    | IS BETWEEN                          { $$ = false; }
    | NOT BETWEEN                         { $$ = true; }
    | IS NOT BETWEEN                      { $$ = true; }
    ;
test: KNOWN                               { $$ = AST_KNOWN; }
    | MISSING                             { $$ = AST_MISSING; }
    | BLANK                               { $$ = AST_BLANK; }
    | FOUND                               { $$ = AST_FOUND; }
    ;

additive: product
    | additive[left] '+' product[right]   { $$ = build_binary(p, AST_ADD, $left, $right); }
    | additive[left] '-' product[right]   { $$ = build_binary(p, AST_SUB, $left, $right); }
    ;
product: unary
    | product[left] '*' unary[right]      { $$ = build_binary(p, AST_MUL, $left, $right); }
    | product[left] '/' unary[right]      { $$ = build_binary(p, AST_DIV, $left, $right); }
    ;
unary: primary
    | '-' unary[operand]                  { $$ = build_negative(p, @$, $operand); }
    ;

/* An argument of an action: no sign before it, since `a -b` is a difference. */
arg: arg_product
    | arg[left] '+' product[right]        { $$ = build_binary(p, AST_ADD, $left, $right); }
    | arg[left] '-' product[right]        { $$ = build_binary(p, AST_SUB, $left, $right); }
    ;
arg_product: primary
    | arg_product[left] '*' unary[right]  { $$ = build_binary(p, AST_MUL, $left, $right); }
    | arg_product[left] '/' unary[right]  { $$ = build_binary(p, AST_DIV, $left, $right); }
    ;

primary: NUMBER                           { $$ = build_literal(p, AST_E_NUMBER, $1, @$); }
    | MONEY                               { $$ = build_literal(p, AST_E_MONEY, $1, @$); }
    | DATE                                { $$ = build_literal(p, AST_E_DATE, $1, @$); }
    | MOMENT                              { $$ = build_literal(p, AST_E_MOMENT, $1, @$); }
    | DURATION                            { $$ = build_literal(p, AST_E_DURATION, $1, @$); }
    | PERIOD                              { $$ = build_literal(p, AST_E_PERIOD, $1, @$); }
    | truth                               { $$ = build_bool(p, $truth, @$); }
    | text
    | NAME                                { $$ = build_name(p, $NAME); }
    | CALL '(' ')'                        { $$ = build_call(p, $CALL, NULL, @$); }
    | CALL '(' items ')'                  { $$ = build_call(p, $CALL, $items, @$); }
    | CALL '(' expr[yes] IF expr[condition] ELSE expr[no] ')'
        { $$ = build_call(p, $CALL, build_items(p, NULL, build_conditional(p, $yes, $condition, $no, span_join(@yes, @no))), @$); }
    | list
    | '(' inner ')'                       { $$ = build_parenthesized($inner, @$); }
    | AGGREGATE name                      { $$ = build_aggregate(p, $AGGREGATE, build_name(p, $name), NULL, NULL, @$); }
    | AGGREGATE list                      { $$ = build_aggregate(p, $AGGREGATE, $list, NULL, NULL, @$); }
    | AGGREGATE '(' inner ')'             { $$ = build_aggregate(p, $AGGREGATE, $inner, NULL, NULL, @$); }
    | AGGREGATE '(' inner ')' FOR name IN source  { $$ = build_aggregate(p, $AGGREGATE, $inner, $name, $source, @$); }
    | QUANTIFIER name IN source HAS '(' expr ')'  { $$ = build_quantifier(p, $QUANTIFIER, $name, $source, $expr, @$); }
    ;
truth: YES                                { $$ = true; }
    | NO                                  { $$ = false; }
    | TRUE                                { $$ = true; }
    | FALSE                               { $$ = false; }
    ;
inner: expr
    | expr[yes] IF expr[condition] ELSE expr[no]  { $$ = build_conditional(p, $yes, $condition, $no, @$); }
    ;
items: expr                               { $$ = build_items(p, NULL, $expr); }
    | items[list] ',' expr                { $$ = build_items(p, $list, $expr); }
    ;
source: name                              { $$ = build_name(p, $name); }
    | list
    | '(' expr ')'                        { $$ = build_parenthesized($expr, @$); }
    ;
list: '[' ']'                             { $$ = build_list(p, NULL, @$); }
    | '[' items opt_comma ']'             { $$ = build_list(p, $items, @$); }
    ;

text: TEXT                                { $$ = build_text(p, $TEXT, NULL, @$); }
    | pieces TEXT_CLOSE                   { $$ = build_text_end(p, $pieces, $TEXT_CLOSE, @$); }
    ;
pieces: TEXT_OPEN inner                   { $$ = build_text(p, $TEXT_OPEN, $inner, @$); }
    | pieces TEXT_MIDDLE inner            { $$ = build_text_more(p, $1, $TEXT_MIDDLE, $inner); }
    ;

/* A text that is taken as it stands: labels, citations, SQL, titles. */
plain: TEXT
    | pieces TEXT_CLOSE                   { $$ = build_plain_text(p, $pieces, $TEXT_CLOSE, @$); }
    ;
opt_plain: %empty                         { $$ = NULL; }
    | plain
    ;
name: NAME
    ;
opt_name: %empty                          { $$ = NULL; }
    | NAME
    ;

%%

/* Tokens come from the array that the layout filter made; it ends with YYEOF. Bison says nothing of errors within three
 * tokens of the last: where an end of line was shifted (then RECOVERING is no longer 3) what follows stands for itself. */
static int parser_next(PARSER_STYPE *value, PARSER_LTYPE *at, struct parse *p, int *recovering)
{
    struct token *token = &p->stream.all.at[p->at];
    int before = p->at > 0 ? token[-1].kind : TOKEN_NEWLINE;
    bool line = before == TOKEN_LINE || before == TOKEN_NEWLINE;
    if (line && *recovering < 3)
        *recovering = 0;
    if (line)
        p->line = p->at;
    if (before == TOKEN_NEWLINE)
        p->begin = p->at;
    if (p->diags->n_errors >= p->most_errors)
        p->at = p->stream.all.n - 1, token = &p->stream.all.at[p->at];
    p->last = p->at;
    if (token->kind != TOKEN_YYEOF)
        p->at++;
    value->TOKEN_NAME = token;
    *at = token->span;
    return token->kind;
}

const char *token_kind_name(int kind)
{
    return yysymbol_name(YYTRANSLATE(kind));
}

bool token_may_name(int kind)
{
    return kind == TOKEN_NAME || kind == TOKEN_CALL || kind == TOKEN_SYMBOL_TEXT || kind == TOKEN_TEXT || kind == TOKEN_TEXT_OPEN
           || kind == TOKEN_TEXT_MIDDLE || kind == TOKEN_TEXT_CLOSE;
}

static void *parser_no_memory(size_t size)
{
    (void)size;
    return NULL;
}

/* Called only where the stack is full, which the layout filter prevents. */
static void parser_error(const PARSER_LTYPE *at, struct parse *p, const char *message)
{
    (void)message;
    diag_add(p->diags, DIAG_LIMIT, *at, "this is nested too deeply");
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parse *p)
{
    yysymbol_kind_t kinds[YYNTOKENS];
    bool symbols[YYNTOKENS] = { false };
    struct messages_expected expected = { 0 };
    int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    for (int i = 0; i < n; i++)
        symbols[kinds[i]] = true;
    for (int token = 0; token <= YYMAXUTOK && token < MESSAGES_TOKENS; token++)
        expected.tokens[token] = symbols[YYTRANSLATE(token)] && YYTRANSLATE(token) != YYSYMBOL_YYUNDEF;
    messages_syntax_error(p, &expected);
    return 0;
}
