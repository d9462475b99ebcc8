#include "grammar/messages.h"

#include "grammar/parser.h"
#include "grammar/reserved.h"

/* A syntax error that is being put into words. */
struct message {
    struct parse *p;
    const bool *expected;
    const struct token *stream;
    uint32_t at;    /* the token that does not fit */
    uint32_t line;  /* the first token of its line */
    uint32_t begin; /* the first token of its statement */
    int kind, before, after;
};

/* ---- looking around ---- */

static const struct token *token(const struct message *m, uint32_t i)
{
    return &m->stream[i];
}

/* Before the first token and behind the last there is the end of a statement. */
static int kind(const struct message *m, uint32_t i)
{
    return i < m->p->stream.all.n ? m->stream[i].kind : TOKEN_NEWLINE;
}

static bool expects(const struct message *m, int token_kind)
{
    return m->expected[token_kind];
}

static bool expects_value(const struct message *m)
{
    return expects(m, TOKEN_NUMBER) && expects(m, '(');
}

/* A complete value stands before: an operator may follow. */
static bool after_value(const struct message *m)
{
    return expects(m, TOKEN_EQ) || (expects(m, '+') && expects(m, '*'));
}

static bool ends_line(int token_kind)
{
    return token_kind == TOKEN_LINE || token_kind == TOKEN_NEWLINE || token_kind == TOKEN_YYEOF;
}

static bool is_row(int token_kind)
{
    return token_kind == TOKEN_BAR || token_kind == TOKEN_BAR_ACTION || token_kind == TOKEN_ARROW || token_kind == TOKEN_ARROW_ACTION;
}

static bool begins_value(int token_kind)
{
    switch (token_kind) {
    case TOKEN_NAME: case TOKEN_CALL: case TOKEN_NUMBER: case TOKEN_MONEY: case TOKEN_DATE: case TOKEN_MOMENT: case TOKEN_DURATION:
    case TOKEN_PERIOD: case TOKEN_TEXT: case TOKEN_TEXT_OPEN: case TOKEN_YES: case TOKEN_NO: case TOKEN_TRUE: case TOKEN_FALSE:
    case TOKEN_AGGREGATE: case TOKEN_QUANTIFIER: case '(': case '[':
        return true;
    default:
        return false;
    }
}

static bool compares(int token_kind)
{
    switch (token_kind) {
    case TOKEN_EQ: case TOKEN_NE: case TOKEN_LE: case TOKEN_GE: case '<': case '>': case TOKEN_IS: case TOKEN_IN: case TOKEN_BETWEEN:
    case TOKEN_CONTAINS: case TOKEN_STARTS_WITH: case TOKEN_ENDS_WITH: case TOKEN_MATCHES:
        return true;
    default:
        return false;
    }
}

/* What is written at token I, at most forty bytes of it; for "%.*s". */
static struct str written(const struct message *m, uint32_t i)
{
    struct str s = span_text(m->p->diags->sources, token(m, i)->span);
    const char *newline = s.n ? memchr(s.p, '\n', s.n) : NULL;
    if (newline)
        s.n = (uint32_t)(newline - s.p);
    uint32_t n = s.n < 40 ? s.n : 40;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return (struct str){ s.p, n };
}

static bool says(const struct message *m, uint32_t i, const char *word)
{
    return kind(m, i) == TOKEN_NAME && str_is(token(m, i)->text, word);
}

/* Whether a token of this kind follows in the statement. */
static bool follows(const struct message *m, int token_kind)
{
    for (uint32_t i = m->at; kind(m, i) != TOKEN_NEWLINE && kind(m, i) != TOKEN_LINE && kind(m, i) != TOKEN_YYEOF; i++)
        if (kind(m, i) == token_kind || (kind(m, i) == TOKEN_ELSE && i > m->at))
            return kind(m, i) == token_kind;
    return false;
}

/* The bracket that is open before the error, or UINT32_MAX. */
static uint32_t open_bracket(const struct message *m)
{
    uint32_t depth = 0;
    for (uint32_t i = m->at; i-- > m->line;) {
        int k = kind(m, i);
        if (k == ')' || k == ']' || k == TOKEN_TEXT_CLOSE)
            depth++;
        else if ((k == '(' || k == '[' || k == TOKEN_TEXT_OPEN) && depth-- == 0)
            return i;
    }
    return UINT32_MAX;
}

/* Whether nothing stands between token I and the next. */
static bool adjacent(const struct message *m, uint32_t i)
{
    return token(m, i)->span.to == token(m, i + 1)->span.from;
}

/* ---- saying it ---- */

static struct diag *report_at(const struct message *m, uint32_t i, const char *text)
{
    return diag_add(m->p->diags, DIAG_SYNTAX, token(m, i)->span, "%s", text);
}

static bool say(const struct message *m, const char *text, const char *hint)
{
    struct diag *diag = report_at(m, m->at, text);
    if (hint)
        diag_hint(m->p->diags, diag, "%s", hint);
    return true;
}

/* What stands at the error: `'then'`, `the end of the line`. */
static const char *found(const struct message *m)
{
    if (ends_line(m->kind))
        return "the end of the line";
    if (m->kind == TOKEN_TEXT || m->kind == TOKEN_TEXT_OPEN)
        return "a text";
    return arena_printf(m->p->arena, "'%.*s'", STR_ARG(written(m, m->at)));
}

/* "expected WHAT after 'before'" and, within a line, what is there instead. */
static struct diag *expected_here(const struct message *m, const char *what)
{
    struct diags *diags = m->p->diags;
    struct span span = token(m, m->at)->span;
    struct str before = m->at > m->begin ? written(m, m->at - 1) : (struct str){ 0 };
    if (before.n == 0 || is_row(m->before))
        return diag_add(diags, DIAG_SYNTAX, span, "expected %s, not %s", what, found(m));
    if (ends_line(m->kind))
        return diag_add(diags, DIAG_SYNTAX, span, "expected %s after '%.*s'", what, STR_ARG(before));
    return diag_add(diags, DIAG_SYNTAX, span, "expected %s after '%.*s', not %s", what, STR_ARG(before), found(m));
}

static bool say_expected(const struct message *m, const char *what, const char *hint)
{
    struct diag *diag = expected_here(m, what);
    if (hint)
        diag_hint(m->p->diags, diag, "%s", hint);
    return true;
}

/* ---- slips in expressions ---- */

static bool single_equals(struct message *m)
{
    return m->kind == '=' && expects(m, TOKEN_EQ) && say(m, "'=' does not compare", "write == or 'is'");
}

static bool chained(struct message *m)
{
    bool complete = expects(m, TOKEN_AND) && !expects(m, TOKEN_EQ);
    return complete && compares(m->kind)
        && say(m, "comparisons do not chain", "for 1 < x < 5 write 'x > 1 and x < 5'; 'x between 1 and 5' takes both ends in");
}

static bool number_with_commas(struct message *m)
{
    if (m->kind != ',' || m->after != TOKEN_NUMBER || (m->before != TOKEN_NUMBER && m->before != TOKEN_MONEY))
        return false;
    if (!adjacent(m, m->at) || !adjacent(m, m->at - 1))
        return false;
    return m->before == TOKEN_MONEY ? say(m, "this comma does not group thousands", "amounts have commas before each three digits: $1,000,000")
                                    : say(m, "a number takes no commas", "write 1000 or 1_000; amounts may have commas: $1,000");
}

static bool comma_in_parentheses(struct message *m)
{
    uint32_t open = m->kind == ',' ? open_bracket(m) : UINT32_MAX;
    if (open == UINT32_MAX || kind(m, open) != '(' || !expects(m, ')'))
        return false;
    if (kind(m, open - 1) == TOKEN_CALL)
        return say(m, "the arguments of an action stand without parentheses and commas", "like this: assign Heather priority high");
    return say(m, "parentheses hold one value", "a list stands between [ and ]: [a, b, c]");
}

static bool choice_without_parentheses(struct message *m)
{
    if (open_bracket(m) != UINT32_MAX)
        return false;
    if (m->kind == TOKEN_ELSE && kind(m, m->begin) == TOKEN_DEFINE)
        return say(m, "a definition has no 'else'", "write each value on its own line, 'value if condition', and the last as 'value otherwise'; or in one: (a if condition else b)");
    return m->kind == TOKEN_IF && after_value(m) && !expects(m, TOKEN_NEWLINE)
        && say(m, "an 'if' cannot stand here", "a choice between two values stands in parentheses: (a if condition else b)");
}

static bool empty_braces(struct message *m)
{
    bool open = m->before == TOKEN_TEXT_OPEN || m->before == TOKEN_TEXT_MIDDLE;
    bool close = m->kind == TOKEN_TEXT_CLOSE || m->kind == TOKEN_TEXT_MIDDLE;
    return open && close && say(m, "there is no value between { and }", "for a brace itself write {{");
}

static bool one_of_in_condition(struct message *m)
{
    return m->at >= 2 && says(m, m->at, "of") && says(m, m->at - 1, "one") && kind(m, m->at - 2) == TOKEN_IS
        && say(m, "'is one of' describes a type", "in a condition write 'in [A, B]'");
}

static bool greater_than(struct message *m)
{
    if (!says(m, m->at, "than"))
        return false;
    return say(m, "comparisons are written with signs", "write > for greater than, < for less than, >= for at least, <= for at most");
}

static bool quantifier_without_has(struct message *m)
{
    if (m->after != TOKEN_IN || m->kind != TOKEN_NAME)
        return false;
    if (!says(m, m->at - 1, "any") && !says(m, m->at - 1, "all") && m->before != TOKEN_NO)
        return false;
    return say(m, "this needs 'has (…)'", "like this: any item in items has (item.price > $10)");
}

static bool has_without_parentheses(struct message *m)
{
    return m->before == TOKEN_HAS && say(m, "the condition after 'has' stands in parentheses", "like this: any item in items has (item.price > $10)");
}

static bool unknown_unit(struct message *m)
{
    if (m->kind != TOKEN_NAME || m->before != TOKEN_NUMBER || !after_value(m))
        return false;
    if (expects(m, TOKEN_THEN) && !follows(m, TOKEN_THEN)) /* if ar > 1000 assign Heather */
        return say(m, "'then' is missing before the actions", "like this: if ar > 1000 then assign Heather");
    return say(m, "a word cannot follow a number", "units of time are minutes, hours, days, weeks, months and years");
}

static bool time_of_day(struct message *m)
{
    return m->kind == ':' && m->before == TOKEN_NUMBER && m->after == TOKEN_NUMBER
        && say(m, "a time of day stands in quotes", "like this: time_of(now) < \"14:00\"");
}

static bool not_in_value(struct message *m)
{
    return m->kind == TOKEN_NOT && expects_value(m) && say_expected(m, "a value", "put parentheses around a condition with 'not': (not x)");
}

static bool negative_argument(struct message *m)
{
    return m->kind == '-' && expects_value(m) && say(m, "a negative argument stands in parentheses", "like this: (-5)");
}

static bool stray_closer(struct message *m)
{
    if (m->kind != ')' && m->kind != ']')
        return false;
    uint32_t open = open_bracket(m);
    if (open == UINT32_MAX)
        return say(m, m->kind == ')' ? "there is no '(' for this ')'" : "there is no '[' for this ']'", NULL);
    return false;
}

static bool unclosed(struct message *m)
{
    uint32_t open = open_bracket(m);
    if (open == UINT32_MAX || kind(m, open) == TOKEN_TEXT_OPEN || (!expects(m, ')') && !expects(m, ']')) || begins_value(m->kind))
        return false;
    const char *closer = kind(m, open) == '(' ? ")" : "]";
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, m->at)->span, "'%s' is missing before %s", closer, found(m));
    diag_note(m->p->diags, diag, token(m, open)->span, "opened here");
    return true;
}

static bool two_values(struct message *m)
{
    bool condition = expects(m, TOKEN_EQ) || (expects(m, TOKEN_AND) && expects(m, TOKEN_OR));
    if (!begins_value(m->kind) || !condition)
        return false;
    struct str left = written(m, m->at - 1), right = written(m, m->at);
    if (expects(m, TOKEN_THEN) && !follows(m, TOKEN_THEN))
        return false;
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, m->at)->span, "there is nothing between '%.*s' and '%.*s'", STR_ARG(left), STR_ARG(right));
    diag_hint(m->p->diags, diag, "write a comparison (==, is, <, in …), 'and' or 'or' between them");
    return true;
}

/* ---- slips in statements ---- */

static bool is_start_slip(const struct message *m, uint32_t i, struct str *nearest)
{
    if (kind(m, i) != TOKEN_NAME || kind(m, i + 1) == TOKEN_IS)
        return false;
    *nearest = reserved_nearest_start(token(m, i)->text);
    return nearest->n > 0;
}

/* `defin x = 3` below a rule is read as an action: it was meant as a statement. */
static bool misspelt_start(struct message *m)
{
    struct str nearest;
    uint32_t i = m->line;
    if (i == m->at && m->kind == TOKEN_LINE)
        i++;
    if (!is_start_slip(m, i, &nearest))
        return false;
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, i)->span, "'%.*s' does not begin a statement", STR_ARG(written(m, i)));
    diag_hint(m->p->diags, diag, "did you mean '%.*s'?", STR_ARG(nearest));
    return true;
}

static bool no_statement(struct message *m)
{
    bool begins = m->at == m->begin;
    bool line = m->kind == TOKEN_LINE && expects(m, TOKEN_NEWLINE);
    if ((!begins && !line) || is_row(kind(m, m->at + line)))
        return false;
    uint32_t i = m->at + line;
    if (kind(m, i) == TOKEN_END)
        return report_at(m, i, "there is no group to end here"), true;
    if (kind(m, i) != TOKEN_NAME && !begins && !begins_value(kind(m, i)))
        return false;
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, i)->span, "'%.*s' does not begin a statement", STR_ARG(written(m, i)));
    diag_hint(m->p->diags, diag, "rules begin with 'if' or 'rule', values with 'define', tables with 'table', facts with 'facts'");
    return true;
}

static bool stray_end(struct message *m)
{
    return m->kind == TOKEN_END && m->at == m->begin && say(m, "there is no group to end here", NULL);
}

static bool stray_row(struct message *m)
{
    bool line = m->kind == TOKEN_LINE && is_row(m->after);
    return (line || (is_row(m->kind) && m->at == m->begin)) && !expects(m, TOKEN_ARROW) && !expects_value(m)
        && (report_at(m, m->at + line, "a row stands only in a table"), true);
}

static bool operator_begins_line(struct message *m)
{
    uint32_t i = m->at + (m->kind == TOKEN_LINE);
    int sign = kind(m, i);
    bool first = i > m->at || m->before == TOKEN_LINE;
    if (!first || !(compares(sign) || sign == '+' || sign == '-' || sign == '*' || sign == '/' || sign == ',' || sign == '='))
        return false;
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, i)->span, "a line cannot begin with '%.*s'", STR_ARG(written(m, i)));
    diag_hint(m->p->diags, diag, "write it at the end of the line before");
    return true;
}

static bool new_statement_in_line(struct message *m)
{
    bool inside = m->at > m->begin && m->before != TOKEN_LINE && m->before != TOKEN_FACTS;
    if (reserved_role(m->kind) != RESERVED_STARTS || !inside || !expects(m, TOKEN_NEWLINE))
        return false;
    return say(m, "a new statement begins on a line of its own", NULL);
}

static bool otherwise_in_rule(struct message *m)
{
    return m->kind == TOKEN_OTHERWISE
        && say(m, "'otherwise' stands in a definition or in a group 'first match'", "in a rule write 'else'");
}

static bool else_without_rule(struct message *m)
{
    return m->kind == TOKEN_ELSE && !after_value(m) && say(m, "there is no 'if' for this 'else'", NULL);
}

static bool clause_out_of_place(struct message *m)
{
    switch (m->kind) {
    case TOKEN_UNLESS: case TOKEN_BECAUSE: case TOKEN_CITE: case TOKEN_OVERRIDES: case TOKEN_EFFECTIVE:
        break;
    default:
        return false;
    }
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, m->at)->span, "'%.*s' cannot stand here", STR_ARG(written(m, m->at)));
    diag_hint(m->p->diags, diag, expects(m, TOKEN_THEN) ? "write it after the rule's actions"
        : m->kind == TOKEN_EFFECTIVE ? "it stands first in a file, below a rule's actions, or below the first line of a rule, group or table" : "it stands below a rule's actions, or below the first line of a rule, group or table");
    return true;
}

static bool missing_then(struct message *m)
{
    if (!expects(m, TOKEN_THEN))
        return false;
    if (follows(m, TOKEN_THEN) || m->kind == ')' || m->kind == ']')
        return say_expected(m, "'then'", NULL);
    return say(m, "'then' is missing before the actions", "like this: if state == WV then deny courtesy");
}

static bool reserved_as_name(struct message *m)
{
    bool reserved = reserved_role(m->kind) != RESERVED_NONE;
    bool starts = reserved_role(m->kind) == RESERVED_STARTS;
    if (!reserved || !expects(m, TOKEN_NAME) || (!starts && expects_value(m)) || (m->kind == TOKEN_IF && expects_value(m)))
        return false;
    struct str word = written(m, m->at);
    struct diag *diag = diag_add(m->p->diags, DIAG_SYNTAX, token(m, m->at)->span, "'%.*s' is a word of the language", STR_ARG(word));
    diag_hint(m->p->diags, diag, "a name that is spelt so stands between backquotes: `%.*s`", STR_ARG(word));
    return true;
}

static bool capital(struct message *m)
{
    struct str word = written(m, m->at);
    if (m->kind != TOKEN_NAME || token(m, m->at)->quoted)
        return false;
    char *lower = arena_copy(m->p->arena, word.p, word.n);
    for (uint32_t i = 0; i < word.n; i++)
        lower[i] = (char)(lower[i] >= 'A' && lower[i] <= 'Z' ? lower[i] + 32 : lower[i]);
    if (reserved_kind((struct str){ lower, word.n }) == TOKEN_NAME)
        return false;
    struct diag *diag = report_at(m, m->at, "the words of the language are in lower case");
    diag_hint(m->p->diags, diag, "write '%.*s'", (int)word.n, lower);
    return true;
}

/* ---- slips in facts, types and tables ---- */

static bool text_for_symbol(struct message *m)
{
    bool symbol = m->before == TOKEN_ONE_OF || m->before == TOKEN_SYMBOL_COMMA || (m->before == '<' && expects(m, TOKEN_NAME) && !expects_value(m));
    return symbol && m->kind == TOKEN_TEXT
        && say(m, "a symbol is a name", "its text in data stands behind the name: Professional_2A \"Professional 2A\"");
}

static bool list_without_of(struct message *m)
{
    return m->at > 0 && says(m, m->at - 1, "list") && say_expected(m, "'of'", "like this: list of text");
}

static bool sum_without_parentheses(struct message *m)
{
    return m->kind == TOKEN_FOR && say(m, "what is summed or counted stands in parentheses", "like this: sum of (x.price) for x in items");
}

static bool actions_with_commas(struct message *m)
{
    return (m->kind == ',' || m->kind == ';') && expects(m, TOKEN_ANY_ROWS)
        && say(m, m->kind == ',' ? "a comma cannot stand here" : "';' cannot stand here",
               "arguments stand side by side; actions are joined with 'and', or stand on lines of their own");
}

/* `… then a define b = 3`: within a line `define` was taken for a parameter's name. */
static bool statement_among_arguments(struct message *m)
{
    for (uint32_t i = m->at; i-- > m->line + 1 && expects(m, TOKEN_ANY_ROWS);)
        if (kind(m, i) == TOKEN_NAME && (kind(m, i + 1) == TOKEN_NAME || kind(m, i + 1) == TOKEN_TEXT) && !token(m, i)->quoted && reserved_role(reserved_kind(token(m, i)->text)) == RESERVED_STARTS)
            return report_at(m, i, "a new statement begins on a line of its own"), true;
    return false;
}

static bool sign_before_argument(struct message *m)
{
    return (m->kind == '=' || m->kind == ':') && expects(m, TOKEN_ANY_ROWS)
        && say(m, "an argument's name stands before its value without a sign", "like this: assign Heather priority high");
}

static bool conditions_with_commas(struct message *m)
{
    bool condition = expects(m, TOKEN_AND) && expects(m, TOKEN_OR) && open_bracket(m) == UINT32_MAX;
    return m->kind == ',' && condition
        && say(m, "a comma cannot stand here", "join conditions with 'and' or 'or'; several values stand in a list: in [WV, OH]");
}

static bool hyphen_in_name(struct message *m)
{
    bool name = m->kind == '-' && m->before == TOKEN_NAME && m->after == TOKEN_NAME;
    if (!name || !adjacent(m, m->at - 1) || !adjacent(m, m->at))
        return false;
    struct str left = written(m, m->at - 1), right = written(m, m->at + 1);
    struct diag *diag = report_at(m, m->at, "a name has letters, digits and _");
    diag_hint(m->p->diags, diag, "write %.*s_%.*s, or `%.*s-%.*s` between backquotes", STR_ARG(left), STR_ARG(right), STR_ARG(left), STR_ARG(right));
    return true;
}

/* `credit limit` where `credit_limit` was meant. */
static bool name_of_two_words(struct message *m)
{
    bool names = m->kind == TOKEN_NAME && m->before == TOKEN_NAME && (m->after == TOKEN_IS || m->after == '=');
    if (!names || !expects(m, TOKEN_IS) || after_value(m))
        return false;
    struct diag *diag = report_at(m, m->at, "a name is one word");
    diag_hint(m->p->diags, diag, "write %.*s_%.*s", STR_ARG(written(m, m->at - 1)), STR_ARG(written(m, m->at)));
    return true;
}

static bool comma_after_fact(struct message *m)
{
    int begin = kind(m, m->begin);
    if (m->kind != ',' || begin != TOKEN_FACTS || !expects(m, TOKEN_REQUIRED))
        return false;
    return m->after == TOKEN_LINE
        ? say(m, "facts are not separated by commas", "write each fact on a line of its own")
        : say(m, "a comma cannot stand here", "after a comma stands 'required', 'private', 'default …' or 'judged by …'");
}

static bool missing_type(struct message *m)
{
    return expects(m, TOKEN_ONE_OF)
        && say_expected(m, "a type", "types are yes/no, number, whole number, money, text, party, date, time, moment, duration, one of A, B, list of …, and those that you name");
}

static bool is_head(const struct message *m)
{
    uint32_t line = m->line;
    if (kind(m, line) == TOKEN_LINE)
        line++;
    for (uint32_t i = m->begin; i < line; i++)
        if (is_row(kind(m, i)))
            return false;
    return is_row(kind(m, line));
}

static bool has_arrow(const struct message *m)
{
    for (uint32_t i = m->line; i < m->at; i++)
        if (kind(m, i) == TOKEN_ARROW)
            return true;
    return false;
}

static bool head_without_arrow(struct message *m)
{
    return ends_line(m->kind) && is_head(m) && !has_arrow(m)
        && say(m, "the head of a table needs '=>' between its conditions and its results", "like this: | state | amount => action |");
}

static bool result_column(struct message *m)
{
    return is_head(m) && has_arrow(m) && !ends_line(m->kind)
        && say_expected(m, "a name over this column of results", "a result is a definition, an action, an action's parameter (assign.priority), 'action', 'because' or 'cite'");
}

static bool empty_cell(struct message *m)
{
    bool bar = is_row(m->before) && (is_row(m->kind) || ends_line(m->kind));
    return bar && say(m, is_head(m) ? "a column has no head" : "a cell is empty", is_head(m) ? NULL : "write - where any value will do, or where a result is left out");
}

static bool table_without_rows(struct message *m)
{
    return kind(m, m->begin) == TOKEN_TABLE && m->kind == TOKEN_NEWLINE && expects(m, TOKEN_LINE)
        && say(m, "this table has no rows", "its head and its rows stand on the lines below, each beginning with |");
}

static bool table_head(struct message *m)
{
    if (kind(m, m->begin) == TOKEN_TABLE && is_row(m->kind) && m->line == m->begin && !expects_value(m))
        return say(m, "the head of a table stands on a line of its own", NULL);
    return kind(m, m->begin) == TOKEN_TABLE && expects(m, TOKEN_HIT)
        && say_expected(m, "how rows are chosen", "write 'first match', 'only one', 'any', 'every match', 'highest', 'sum', 'smallest', 'largest' or 'count', then perhaps 'when …'");
}

/* ---- what was expected ---- */

static bool missing_condition(struct message *m)
{
    return expects_value(m) && expects(m, TOKEN_NOT)
        && say_expected(m, m->before == TOKEN_IF || m->before == TOKEN_UNLESS || m->before == TOKEN_WHEN || m->before == TOKEN_AND || m->before == TOKEN_OR || m->before == TOKEN_NOT ? "a condition" : "a value", NULL);
}

static bool missing_value(struct message *m)
{
    bool complete = expects(m, TOKEN_NEWLINE) || expects(m, TOKEN_BAR); /* further arguments could follow, but none must */
    return expects_value(m) && !complete && say_expected(m, m->before == TOKEN_BECAUSE ? "a text" : "a value", NULL);
}

static bool missing_action(struct message *m)
{
    bool action = expects(m, TOKEN_NAME) && expects(m, TOKEN_CALL) && !expects(m, TOKEN_NUMBER);
    if (action && m->before == TOKEN_ACTION)
        return say_expected(m, "the action's name", NULL);
    return action && say_expected(m, "an action", "an action begins with its verb: deny courtesy, reply \"…\"");
}

static bool missing_pattern(struct message *m)
{
    return expects(m, TOKEN_PATTERN) && say_expected(m, "a pattern in quotes", "like this: zip matches \"^\\d{5}$\"");
}

static bool missing_date(struct message *m)
{
    return expects(m, TOKEN_DATE) && !expects(m, TOKEN_NUMBER) && say_expected(m, "a date", "a date is written 2017-08-10");
}

static bool missing_text(struct message *m)
{
    return expects(m, TOKEN_TEXT) && !expects(m, TOKEN_NUMBER) && !expects(m, TOKEN_NEWLINE) && !expects(m, TOKEN_NAME)
        && !expects(m, TOKEN_IF) && !expects(m, TOKEN_LINE) && say_expected(m, "a text in quotes", NULL);
}

static bool missing_is(struct message *m)
{
    bool is = expects(m, TOKEN_IS) && !expects(m, TOKEN_EQ);
    return is && say_expected(m, expects(m, '=') ? "'=' or 'is'" : "'is'", NULL);
}

static bool missing_name(struct message *m)
{
    if (m->before == TOKEN_USE)
        return say_expected(m, "a name or a file in quotes", NULL);
    return expects(m, TOKEN_NAME) && !expects(m, TOKEN_NUMBER) && !expects(m, TOKEN_CALL) && !expects(m, TOKEN_NEWLINE) && !expects(m, TOKEN_LINE)
        && say_expected(m, "a name", NULL);
}

static bool too_much(struct message *m)
{
    if (!expects(m, TOKEN_NEWLINE) && !expects(m, TOKEN_LINE))
        return false;
    diag_add(m->p->diags, DIAG_SYNTAX, token(m, m->at)->span, "%s cannot follow '%.*s' here", found(m), STR_ARG(written(m, m->at - 1)));
    return true;
}

/* The single tokens worth naming, for statements with a fixed form. */
static bool missing_token(struct message *m)
{
    static const struct { int kind; const char *what; } words[] = {
        { TOKEN_FROM, "'from'" }, { TOKEN_IF, "'if'" }, { TOKEN_ELSE, "'else'" }, { TOKEN_FINDS, "'finds'" },
        { TOKEN_IN, "'in'" }, { '=', "'='" }, { TOKEN_HAS, "'has'" }, { ':', "':'" }, { '(', "'('" }, { ')', "')'" }, { ']', "']'" },
        { '/', "'/'" }, { TOKEN_NO, "'no'" }, { TOKEN_ARROW, "'=>'" }, { TOKEN_BAR, "'|'" }, { TOKEN_BETWEEN, "'between'" },
        { TOKEN_TEXT_CLOSE, "'}'" }, { TOKEN_UNTIL, "'until'" }, { TOKEN_GIVES, "'gives'" },
    };
    if (expects(m, TOKEN_FROM) && expects(m, TOKEN_UNTIL))
        return say_expected(m, "'from' or 'until' and a date", NULL);
    if (expects(m, TOKEN_AND) && !expects(m, TOKEN_OR))
        return say_expected(m, "'and'", NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (expects(m, words[i].kind))
            return say_expected(m, words[i].what, NULL);
    return false;
}

static bool anything_else(struct message *m)
{
    diag_add(m->p->diags, DIAG_SYNTAX, token(m, m->at)->span, "%s cannot stand here", found(m));
    return true;
}

/* The first that fits speaks. What authors often write comes before what the grammar wants. */
static bool (*const slips[])(struct message *) = {
    stray_end, capital, misspelt_start, single_equals, number_with_commas, empty_braces, comma_in_parentheses,
    one_of_in_condition, greater_than, quantifier_without_has, has_without_parentheses, choice_without_parentheses,
    stray_closer, otherwise_in_rule, head_without_arrow, empty_cell, result_column, table_without_rows, stray_row,
    operator_begins_line, no_statement, new_statement_in_line, chained, text_for_symbol, list_without_of,
    sum_without_parentheses, statement_among_arguments, actions_with_commas, sign_before_argument, conditions_with_commas, hyphen_in_name,
    name_of_two_words, unknown_unit, time_of_day, not_in_value, negative_argument, two_values, missing_then,
    else_without_rule, clause_out_of_place, comma_after_fact, unclosed, reserved_as_name, table_head, missing_type,
    missing_condition, missing_value, missing_action, missing_pattern, missing_date, missing_is, missing_text,
    missing_name, too_much, missing_token, anything_else,
};

void messages_syntax_error(struct parse *p, const struct messages_expected *expected)
{
    struct message m = { .p = p, .expected = expected->tokens, .stream = p->stream.all.at, .at = p->last, .line = p->line, .begin = p->begin };
    if (p->diags->n_errors >= p->most_errors)
        return;
    m.kind = kind(&m, m.at);
    m.before = kind(&m, m.at - 1);
    m.after = kind(&m, m.at + 1);
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
        if (slips[i](&m))
            return;
}
