/* The words that are keywords only in their places. Each statement is looked at once, with as much look-ahead as it takes;
 * what is not in its place stays a name. */
#include "grammar/layout.h"
#include "grammar/parser.h"
#include "grammar/reserved.h"
#include "syntax/ast.h"

/* The pieces of the statement, from its first word to the one that begins the next. */
struct words {
    struct layout *l;
    uint32_t from, to;
};

static struct layout_piece *at(const struct words *w, uint32_t i)
{
    return &w->l->pieces.at[i];
}

static int kind_at(const struct words *w, uint32_t i)
{
    return i < w->to ? at(w, i)->token.kind : TOKEN_YYEOF;
}

bool words_is(const struct layout *l, uint32_t i, const char *word)
{
    if (i >= l->pieces.n)
        return false;
    const struct token *token = &l->pieces.at[i].token;
    bool name = token->kind == TOKEN_NAME && !token->quoted && token->text.n > 0;
    return name && token->text.p[0] == word[0] && str_is(token->text, word); /* asked of every name, many times over */
}

static bool is(const struct words *w, uint32_t i, const char *word)
{
    return i < w->to && words_is(w->l, i, word);
}

/* WORD and, on the same line, NEXT. */
static bool are(const struct words *w, uint32_t i, const char *word, const char *next)
{
    return is(w, i, word) && is(w, i + 1, next) && !at(w, i + 1)->first;
}

static bool is_reserved_name(int kind)
{
    return reserved_role(kind) == RESERVED_STARTS;
}

static bool is_word(int kind)
{
    return kind == TOKEN_NAME || kind == TOKEN_CALL || reserved_role(kind) != RESERVED_NONE;
}

static bool ends_line(const struct words *w, uint32_t i)
{
    return i >= w->to || at(w, i)->first;
}

/* ---- changing kinds ---- */

static void promote(const struct words *w, uint32_t i, int kind)
{
    at(w, i)->token.kind = kind;
}

/* Makes the N words from I one token. */
static void merge(const struct words *w, uint32_t i, uint32_t n, int kind, int64_t number)
{
    struct token *token = &at(w, i)->token;
    token->kind = kind;
    token->number = number;
    token->span.to = at(w, i + n - 1)->token.span.to;
    for (uint32_t k = 1; k < n; k++)
        at(w, i + k)->gone = true;
}

/* A reserved word that stands where only a name can. */
static void demote(const struct words *w, uint32_t i)
{
    if (is_reserved_name(kind_at(w, i)))
        promote(w, i, TOKEN_NAME);
}

/* ---- words in expressions ---- */

static void promote_test(const struct words *w, uint32_t i)
{
    static const struct { const char *word; int kind; } tests[] = {
        { "known", TOKEN_KNOWN }, { "missing", TOKEN_MISSING }, { "blank", TOKEN_BLANK }, { "found", TOKEN_FOUND },
    };
    i += kind_at(w, i) == TOKEN_NOT;
    for (size_t k = 0; k < sizeof tests / sizeof *tests; k++)
        if (is(w, i, tests[k].word))
            promote(w, i, tests[k].kind);
}

static bool promote_aggregate(const struct words *w, uint32_t i)
{
    static const char *const names[] = { "count", "sum", "smallest", "largest", "average" };
    if (!is(w, i + 1, "of") || at(w, i + 1)->first)
        return false;
    int next = kind_at(w, i + 2);
    if (next != '(' && next != '[' && !is_word(next))
        return false;
    for (int k = 0; k < 5; k++)
        if (is(w, i, names[k])) {
            merge(w, i, 2, TOKEN_AGGREGATE, (int64_t[]){ AST_COUNT, AST_SUM, AST_SMALLEST, AST_LARGEST, AST_AVERAGE }[k]);
            return true;
        }
    return false;
}

/* The piece after the bracket that opens at I. */
static uint32_t past_bracket(const struct words *w, uint32_t i)
{
    uint32_t depth = at(w, i)->depth;
    for (i++; i < w->to && at(w, i)->depth > depth;)
        i++;
    return i < w->to ? i + 1 : i;
}

/* The piece after the list that a quantifier looks through. */
static uint32_t past_source(const struct words *w, uint32_t i)
{
    if (kind_at(w, i) == TOKEN_NAME || kind_at(w, i) == TOKEN_CALL)
        i++;
    return kind_at(w, i) == '(' || kind_at(w, i) == '[' ? past_bracket(w, i) : i;
}

/* any/all/no NAME in LIST has */
static bool promote_quantifier(const struct words *w, uint32_t i)
{
    bool any = is(w, i, "any"), all = is(w, i, "all"), no = kind_at(w, i) == TOKEN_NO;
    if ((!any && !all && !no) || kind_at(w, i + 1) != TOKEN_NAME || kind_at(w, i + 2) != TOKEN_IN)
        return false;
    uint32_t has = past_source(w, i + 3);
    if (!is(w, has, "has") && !is(w, has, "have"))
        return false;
    promote(w, i, TOKEN_QUANTIFIER);
    at(w, i)->token.number = any ? AST_ANY_HAS : all ? AST_ALL_HAVE : AST_NO_HAS;
    promote(w, has, TOKEN_HAS);
    return true;
}

static bool promote_starts(const struct words *w, uint32_t i)
{
    bool starts = are(w, i, "starts", "with"), ends = are(w, i, "ends", "with");
    if (starts || ends)
        merge(w, i, 2, starts ? TOKEN_STARTS_WITH : TOKEN_ENDS_WITH, 0);
    return starts || ends;
}

static void promote_rows(const struct words *w, uint32_t i)
{
    if (are(w, i, "any", "number") && are(w, i + 2, "of", "rows") && !at(w, i + 2)->first)
        merge(w, i, 4, TOKEN_ANY_ROWS, 0);
}

/* The names that mean something in any expression. ACTION: at depth 0 stand an action's arguments. */
static void promote_name(const struct words *w, uint32_t i, bool action)
{
    if (is(w, i, "for") && kind_at(w, i + 1) == TOKEN_NAME && kind_at(w, i + 2) == TOKEN_IN)
        promote(w, i, TOKEN_FOR);
    else if (promote_aggregate(w, i) || promote_quantifier(w, i) || (!action && promote_starts(w, i)))
        return;
    else if (kind_at(w, i) == TOKEN_NAME && kind_at(w, i + 1) == '(' && !at(w, i + 1)->first)
        promote(w, i, TOKEN_CALL);
    else if (action)
        promote_rows(w, i);
}

/* effective [on NAME] [from DATE] [until DATE] */
static void promote_effective(const struct words *w, uint32_t i)
{
    if (is(w, i, "on") && kind_at(w, i + 1) == TOKEN_NAME && !is(w, i, "from")) {
        promote(w, i, TOKEN_ON);
        i += 2;
    }
    if (is(w, i, "from")) {
        promote(w, i, TOKEN_FROM);
        i += 2;
    }
    if (is(w, i, "until"))
        promote(w, i, TOKEN_UNTIL);
}

/* Where a statement changes between actions and conditions. */
static bool in_actions(const struct words *w, uint32_t i, bool before)
{
    switch (kind_at(w, i)) {
    case TOKEN_THEN: case TOKEN_ELSE: case TOKEN_BAR_ACTION: case TOKEN_ARROW_ACTION:
        return true;
    case TOKEN_OTHERWISE:
        return kind_at(w, w->from) != TOKEN_DEFINE;
    case TOKEN_IF: case TOKEN_UNLESS: case TOKEN_BECAUSE: case TOKEN_CITE: case TOKEN_OVERRIDES: case TOKEN_EFFECTIVE: case TOKEN_WHEN:
    case TOKEN_BAR: case TOKEN_ARROW:
        return false;
    default:
        return before;
    }
}

static void promote_in_expression(const struct words *w, uint32_t i, bool action)
{
    int kind = kind_at(w, i);
    if (kind == TOKEN_IS)
        promote_test(w, i + 1);
    else if (kind == TOKEN_EFFECTIVE)
        promote_effective(w, i + 1);
    else if (action && !at(w, i)->first && kind != TOKEN_IF && kind != TOKEN_END && is_reserved_name(kind))
        promote(w, i, TOKEN_NAME); /* a parameter that is called so */
    if (kind_at(w, i) == TOKEN_NAME || kind == TOKEN_NO)
        promote_name(w, i, action);
}

/* The expressions and actions from I to END. ACTION: actions stand at its beginning. */
static void promote_expressions(const struct words *w, uint32_t i, uint32_t end, bool action)
{
    for (; i < end; i++) {
        if (at(w, i)->gone)
            continue;
        uint32_t depth = at(w, i)->depth;
        if (depth == 0)
            action = in_actions(w, i, action);
        promote_in_expression(w, i, action && depth == 0);
    }
}

/* ---- types ---- */

/* `required`, `default …` and so on at I, in a fact's line: not a symbol that is called so. */
static bool is_attribute(const struct words *w, uint32_t i)
{
    int next = kind_at(w, i + 1);
    bool ends = ends_line(w, i + 1) || next == ',' || next == TOKEN_TEXT || is(w, i + 1, "guidance");
    if (is(w, i, "required") || is(w, i, "private"))
        return ends || is(w, i + 1, "required") || is(w, i + 1, "private") || is(w, i + 1, "default") || is(w, i + 1, "judged");
    if (is(w, i, "default"))
        return !ends_line(w, i + 1) && next != ',' && next != '<';
    return are(w, i, "judged", "by") || (is(w, i, "guidance") && (next == TOKEN_TEXT || next == TOKEN_TEXT_OPEN));
}

/* A field of a record, a lookup or an action begins at I: `paid is`, `price:`, `sku text`. */
static bool is_field(const struct words *w, uint32_t i)
{
    int next = kind_at(w, i + 1);
    bool type = (next == TOKEN_NAME || next == TOKEN_YES) && !at(w, i + 1)->first;
    return is_word(kind_at(w, i)) && (next == TOKEN_IS || next == ':' || type);
}

/* The symbol at I: a name and perhaps its text. Yields the piece after it. */
static uint32_t past_symbol(const struct words *w, uint32_t i, uint32_t *n_texts)
{
    i++;
    if (kind_at(w, i) != TOKEN_TEXT)
        return i;
    ++*n_texts;
    promote(w, i, TOKEN_SYMBOL_TEXT);
    return i + 1;
}

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
    return letter ? c : '_';
}

/* Whether TEXT could be what NAME is in data: "Professional 2A" and Professional_2A. */
static bool spells(struct str name, struct str text)
{
    if (name.n != text.n)
        return false;
    for (uint32_t i = 0; i < name.n; i++)
        if (folded(name.p[i]) != folded(text.p[i]))
            return false;
    return true;
}

/* A text after the last symbol alone, which does not spell it, is the fact's label. */
static uint32_t settle_label(const struct words *w, uint32_t after, uint32_t n_texts)
{
    uint32_t text = after - 1;
    bool type = kind_at(w, w->from) == TOKEN_TYPE;
    if (type || n_texts != 1 || kind_at(w, text) != TOKEN_SYMBOL_TEXT || kind_at(w, after) == TOKEN_TEXT)
        return after;
    if (spells(at(w, text - 1)->token.text, at(w, text)->token.text))
        return after;
    promote(w, text, TOKEN_TEXT);
    return text;
}

/* one of A "a", B: yields the piece after the symbols. */
static uint32_t promote_symbols(const struct words *w, uint32_t i)
{
    uint32_t n_texts = 0;
    while (is_word(kind_at(w, i))) {
        i = past_symbol(w, i, &n_texts);
        int sign = kind_at(w, i);
        if (sign != '<' && (sign != ',' || is_attribute(w, i + 1) || is_field(w, i + 1)))
            break;
        if (sign == ',')
            promote(w, i, TOKEN_SYMBOL_COMMA);
        i++;
    }
    return settle_label(w, i, n_texts);
}

static uint32_t promote_type(const struct words *w, uint32_t i);

/* record ( … ): the fields, from I; yields the piece after the bracket. */
static uint32_t promote_fields(const struct words *w, uint32_t i)
{
    while (is_word(kind_at(w, i))) {
        demote(w, i++);
        if (kind_at(w, i) == TOKEN_IS || kind_at(w, i) == ':')
            i++;
        uint32_t after = promote_type(w, i);
        if (kind_at(w, after) != ',' || after == i)
            return after;
        promote(w, after, TOKEN_FIELD_COMMA);
        i = after + 1;
    }
    return i;
}

static uint32_t promote_lists(const struct words *w, uint32_t i)
{
    uint32_t n = 0;
    for (; are(w, i, "list", "of"); i += 2, n++) {
        merge(w, i, 2, TOKEN_LIST_OF, 0);
        if (n != AST_MAX_DEPTH / 4)
            continue;
        diag_add(w->l->diags, DIAG_LIMIT, at(w, i)->token.span, "lists are nested too deeply");
        promote(w, i, TOKEN_BAD_TOKEN);
    }
    return i;
}

/* The type at I; yields the piece after it. Records nest no deeper than brackets may. */
static uint32_t promote_type(const struct words *w, uint32_t i)
{
    i = promote_lists(w, i);
    if (are(w, i, "one", "of")) {
        merge(w, i, 2, TOKEN_ONE_OF, 0);
        return promote_symbols(w, i + 2);
    }
    if (are(w, i, "whole", "number")) {
        merge(w, i, 2, TOKEN_WHOLE_NUMBER, 0);
        return i + 2;
    }
    if (is(w, i, "record") && kind_at(w, i + 1) == '(') {
        promote(w, i, TOKEN_RECORD);
        i = promote_fields(w, i + 2);
        return kind_at(w, i) == ')' ? i + 1 : i;
    }
    if (kind_at(w, i) == TOKEN_YES)
        return i + 3;
    demote(w, i);
    return i + 1;
}

/* ---- facts, lookups, action declarations ---- */

/* The attribute at I; yields the piece after it. */
static uint32_t promote_attribute(const struct words *w, uint32_t i)
{
    if (are(w, i, "judged", "by")) {
        merge(w, i, 2, TOKEN_JUDGED_BY, 0);
        return i + 3;
    }
    bool value = is(w, i, "default");
    promote(w, i, is(w, i, "required") ? TOKEN_REQUIRED : is(w, i, "private") ? TOKEN_PRIVATE : value ? TOKEN_DEFAULT : TOKEN_GUIDANCE);
    return value ? i + 2 : i + 1;
}

/* What follows a fact's type, up to the next line or to a comma that a field follows. */
static uint32_t promote_attributes(const struct words *w, uint32_t i)
{
    while (i < w->to && (!at(w, i)->first || at(w, i)->depth > 0 || (kind_at(w, i - 1) == ',' && kind_at(w, i + 1) != TOKEN_IS))) {
        bool comma = kind_at(w, i) == ',';
        if (is_attribute(w, i + comma)) {
            at(w, i)->gone = comma;
            i = promote_attribute(w, i + comma);
        } else if (comma && is_field(w, i + 1))
            break;
        else
            i++;
    }
    return i;
}

static void promote_facts(const struct words *w)
{
    for (uint32_t i = w->from + 1; i < w->to;) {
        uint32_t line = i;
        i = kind_at(w, i + 1) == TOKEN_IS ? promote_attributes(w, promote_type(w, i + 2)) : promote_attributes(w, i + 1);
        if (i == line)
            i++;
    }
}

/* `optional` or `many` at I, of a lookup. */
static bool promote_lookup_kind(const struct words *w, uint32_t i)
{
    if (is(w, i, "optional"))
        promote(w, i, TOKEN_OPTIONAL);
    else if (is(w, i, "many"))
        promote(w, i, TOKEN_MANY);
    return kind_at(w, i) == TOKEN_OPTIONAL || kind_at(w, i) == TOKEN_MANY;
}

/* gives NAME is TYPE, …: from the first name. */
static void promote_gives(const struct words *w, uint32_t i)
{
    while (i < w->to) {
        uint32_t after = promote_attributes(w, promote_type(w, i + 2));
        for (uint32_t last = w->to; after >= w->to && last > i + 3 && promote_lookup_kind(w, last - 1);)
            last--;
        if (kind_at(w, after) == ',') {
            promote(w, after, TOKEN_FIELD_COMMA);
            after++;
        }
        i = after > i ? after : i + 1;
    }
}

static void promote_lookup(const struct words *w)
{
    uint32_t i = w->from + 2;
    while (i < w->to && !is(w, i, "from"))
        promote_lookup_kind(w, i++);
    if (i < w->to)
        promote(w, i, TOKEN_FROM);
    while (i < w->to && !is(w, i, "gives"))
        promote_lookup_kind(w, i++);
    if (i < w->to) {
        promote(w, i, TOKEN_GIVES);
        promote_gives(w, i + 1);
    }
}

static void promote_declaration(const struct words *w)
{
    uint32_t i = w->from + 1;
    if (kind_at(w, i) == TOKEN_NAME && kind_at(w, i + 1) == '(')
        promote(w, i, TOKEN_CALL);
    while (++i < w->to) {
        if (is_word(kind_at(w, i)) && kind_at(w, i + 1) == ':' && at(w, i)->depth > 0) {
            promote(w, i, TOKEN_NAME);
            i = promote_type(w, i + 2) - 1;
        } else if (is(w, i, "once"))
            promote(w, i, TOKEN_ONCE);
        else if (is(w, i, "defeats"))
            promote(w, i, TOKEN_DEFEATS);
    }
}

static void promote_policy(const struct words *w)
{
    for (uint32_t i = w->from + 1; i < w->to; i++) {
        if (are(w, i, "month_ends", "forward"))
            merge(w, i, 2, TOKEN_MONTH_ENDS_FORWARD, 0);
        else if (is(w, i, "version"))
            promote(w, i, TOKEN_VERSION);
        else if (is(w, i, "currency"))
            promote(w, i, TOKEN_CURRENCY);
        else if (kind_at(w, i) == TOKEN_EFFECTIVE)
            promote_effective(w, i + 1);
    }
}

/* ---- groups and tables ---- */

static bool promote_missing(const struct words *w, uint32_t i)
{
    if (!is(w, i, "missing") || kind_at(w, i + 1) != TOKEN_IS || kind_at(w, i + 2) != TOKEN_NO)
        return false;
    merge(w, i, 3, TOKEN_MISSING_IS_NO, 0);
    return true;
}

static void promote_group(const struct words *w)
{
    merge(w, w->from, 2, TOKEN_FIRST_MATCH, 0);
    for (uint32_t i = w->from + 2; i < w->to; i++)
        promote_missing(w, i);
    promote_expressions(w, w->from + 2, w->to, false);
}

static const struct hit {
    const char *word, *next;
    enum ast_hit hit;
} hits[] = {
    { "first", "match", AST_FIRST }, { "only", "one", AST_ONLY_ONE }, { "every", "match", AST_EVERY }, { "any", NULL, AST_ANY },
    { "highest", NULL, AST_HIGHEST }, { "sum", NULL, AST_SUM_OF }, { "smallest", NULL, AST_SMALLEST_OF },
    { "largest", NULL, AST_LARGEST_OF }, { "count", NULL, AST_COUNT_OF },
};

static const struct hit *hit_at(const struct words *w, uint32_t i)
{
    for (size_t k = 0; k < sizeof hits / sizeof *hits; k++)
        if (hits[k].next ? are(w, i, hits[k].word, hits[k].next) : is(w, i, hits[k].word))
            return &hits[k];
    return NULL;
}

/* After `table`: a hit policy of one word is the table's name if another follows. */
static uint32_t past_table_name(const struct words *w, uint32_t i)
{
    const struct hit *hit = hit_at(w, i);
    return hit && (hit->next || !hit_at(w, i + 1)) ? i : i + 1;
}

static uint32_t first_row(const struct words *w)
{
    uint32_t i = w->from;
    while (i < w->to && !(kind_at(w, i) == TOKEN_BAR && at(w, i)->first))
        i++;
    return i;
}

/* The words between a table's name and its clauses or rows. */
static void promote_table_head(const struct words *w, uint32_t end)
{
    for (uint32_t i = past_table_name(w, w->from + 1); i < end; i++) {
        const struct hit *hit = hit_at(w, i);
        if (reserved_role(kind_at(w, i)) == RESERVED_JOINS)
            return;
        if (is(w, i, "when")) {
            promote(w, i, TOKEN_WHEN);
            return;
        }
        if (!promote_missing(w, i) && hit)
            merge(w, i, hit->next ? 2 : 1, TOKEN_HIT, hit->hit);
    }
}

static bool is_bar(int kind)
{
    return kind == TOKEN_BAR || kind == TOKEN_ARROW;
}

/* The column's head that begins at I. */
static void promote_column(const struct words *w, uint32_t i, bool result)
{
    bool alone = is_bar(kind_at(w, i + 1)) || ends_line(w, i + 1);
    if (alone && !result && is(w, i, "when"))
        promote(w, i, TOKEN_WHEN);
    else if (alone && !(result && kind_at(w, i) == TOKEN_ACTION))
        demote(w, i);
    else if (result && is(w, i, "value") && is_word(kind_at(w, i + 1)) && !at(w, i + 1)->first) {
        promote(w, i, TOKEN_VALUE);
        demote(w, i + 1);
    }
}

/* The head's row, from I; yields its end, and in *ACTION_COLUMN the place of the column with whole actions. */
static uint32_t promote_columns(const struct words *w, uint32_t i, uint32_t *action_column)
{
    bool result = false;
    uint32_t column = 0, begin = i;
    *action_column = UINT32_MAX;
    for (; i < w->to && (i == begin || !(at(w, i)->first && kind_at(w, i) == TOKEN_BAR)); i++) {
        if (!is_bar(kind_at(w, i)) || at(w, i)->depth > 0)
            continue;
        result |= kind_at(w, i) == TOKEN_ARROW;
        promote_column(w, i + 1, result);
        if (result && kind_at(w, i + 1) == TOKEN_ACTION)
            *action_column = column;
        column++;
    }
    promote_expressions(w, begin, i, false);
    return i;
}

/* Marks where whole actions begin in the rows below the head. */
static void promote_action_cells(const struct words *w, uint32_t i, uint32_t action_column)
{
    uint32_t column = 0;
    for (; i < w->to; i++) {
        int kind = kind_at(w, i);
        if (!is_bar(kind) || at(w, i)->depth > 0)
            continue;
        column = at(w, i)->first ? 0 : column + 1;
        if (column == action_column && !ends_line(w, i + 1))
            promote(w, i, kind == TOKEN_BAR ? TOKEN_BAR_ACTION : TOKEN_ARROW_ACTION);
    }
}

static void promote_table_rows(const struct words *w, uint32_t i)
{
    uint32_t action_column;
    i = promote_columns(w, i, &action_column);
    promote_action_cells(w, i, action_column);
    promote_expressions(w, i, w->to, false);
}

static void promote_table(const struct words *w)
{
    uint32_t rows = first_row(w);
    promote_table_head(w, rows);
    promote_expressions(w, past_table_name(w, w->from + 1), rows, false);
    if (rows < w->to)
        promote_table_rows(w, rows);
}

/* ---- guarantees and scenarios ---- */

static void promote_guarantee(const struct words *w)
{
    uint32_t i = w->from + 1;
    while (i < w->to && !(is(w, i, "when") && at(w, i)->depth == 0))
        i++;
    if (i < w->to)
        promote(w, i, TOKEN_WHEN);
    promote_expressions(w, w->from + 1, w->to, true);
}

static bool is_given_sign(int kind) { return kind == '=' || kind == TOKEN_EQ || kind == TOKEN_IS; }

static void promote_given(const struct words *w)
{
    for (uint32_t i = w->from + 1; i < w->to; i++) {
        int before = kind_at(w, i - 1), next = kind_at(w, i + 1);
        if (is(w, i, "bad") && is_given_sign(before) && !ends_line(w, i + 1) && next != ',')
            promote(w, i, TOKEN_BAD);
        else if (is(w, i, "finds") && kind_at(w, i - 2) == TOKEN_LOOKUP)
            promote(w, i, TOKEN_FINDS);
        else if (is(w, i, "nothing") && before == TOKEN_FINDS)
            promote(w, i, TOKEN_NOTHING);
        else if (is(w, i, "has") && before == TOKEN_NAME && next == TOKEN_NAME && is_given_sign(kind_at(w, i + 2)))
            promote(w, i, TOKEN_HAS);
    }
    promote_expressions(w, w->from + 1, w->to, false);
}

static bool is_status(const struct words *w, uint32_t i)
{
    return is(w, i, "decided") || is(w, i, "incomplete") || is(w, i, "conflict") || is(w, i, "error");
}

/* The word after `expect`. */
static void promote_expected(const struct words *w, uint32_t i)
{
    if (is(w, i, "only"))
        promote(w, i, TOKEN_ONLY);
    else if (is(w, i, "nothing") && i + 1 == w->to)
        promote(w, i, TOKEN_NOTHING);
    else if (is(w, i, "needs") && kind_at(w, i + 1) != '=')
        promote(w, i, TOKEN_NEEDS);
    else if (is(w, i, "status") && is_status(w, i + 1) && i + 2 == w->to)
        promote(w, i, TOKEN_STATUS);
    else if (is(w, i, "conflict") && kind_at(w, i + 1) == TOKEN_BETWEEN)
        promote(w, i, TOKEN_CONFLICT);
    else if (are(w, i, "error", "about"))
        merge(w, i, 2, TOKEN_ERROR_ABOUT, 0);
    if (kind_at(w, i) == TOKEN_NEEDS && is(w, i + 1, "only") && i + 2 < w->to && kind_at(w, i + 2) != ',')
        promote(w, i + 1, TOKEN_ONLY);
    if ((kind_at(w, i) == TOKEN_NEEDS || kind_at(w, i) == TOKEN_ONLY) && is(w, i + 1, "nothing") && i + 2 == w->to)
        promote(w, i + 1, TOKEN_NOTHING);
}

static void promote_expect(const struct words *w)
{
    uint32_t i = w->from + 1;
    bool value = kind_at(w, i + 1) == '=';
    promote_expected(w, i);
    if (kind_at(w, i) == TOKEN_RULE)
        return;
    for (uint32_t k = i + 1; k < w->to; k++)
        if (is(w, k, "containing") && (kind_at(w, k + 1) == TOKEN_TEXT || kind_at(w, k + 1) == TOKEN_TEXT_OPEN))
            promote(w, k, TOKEN_CONTAINING);
    promote_expressions(w, i, w->to, !value);
}

static void promote_kpi(const struct words *w)
{
    for (uint32_t i = w->from + 1; i + 3 < w->to; i++)
        if (are(w, i, "share", "of") && is(w, i + 2, "cases") && is(w, i + 3, "where"))
            merge(w, i, 4, TOKEN_SHARE, 0);
    promote_expressions(w, w->from + 1, w->to, false);
}

/* ---- statements ---- */

void words_promote(struct layout *l, uint32_t from, uint32_t to)
{
    struct words w = { .l = l, .from = from, .to = to };
    switch (kind_at(&w, from)) {
    case TOKEN_POLICY: promote_policy(&w); break;
    case TOKEN_TYPE: promote_type(&w, from + 3); break;
    case TOKEN_FACTS: promote_facts(&w); break;
    case TOKEN_LOOKUP: promote_lookup(&w); break;
    case TOKEN_ACTION: promote_declaration(&w); break;
    case TOKEN_TABLE: promote_table(&w); break;
    case TOKEN_BAR: promote_table_rows(&w, from); break;
    case TOKEN_NEVER: case TOKEN_ALWAYS: promote_guarantee(&w); break;
    case TOKEN_GIVEN: promote_given(&w); break;
    case TOKEN_EXPECT: promote_expect(&w); break;
    case TOKEN_KPI: promote_kpi(&w); break;
    case TOKEN_DEFINE: promote_expressions(&w, from + 3, to, false); break;
    case TOKEN_USE: case TOKEN_OUTPUT: case TOKEN_PARTY: break;
    case TOKEN_NAME:
        if (are(&w, from, "first", "match")) {
            promote_group(&w);
            break;
        }
        __attribute__((fallthrough));
    default: promote_expressions(&w, from, to, false);
    }
}
