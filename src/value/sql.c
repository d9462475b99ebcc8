#include "value/sql.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The byte at I; 0 behind the end. */
static char at(struct str sql, uint32_t i) { return i < sql.n ? sql.p[i] : '\0'; }

static uint32_t word_end(struct str sql, uint32_t i)
{
    while (is_letter(at(sql, i)) || is_digit(at(sql, i)))
        i++;
    return i;
}

/* Behind the comment whose two first characters stand at I; UINT32_MAX where it does not end. They nest, as in PostgreSQL. */
static uint32_t comment_end(struct str sql, uint32_t i)
{
    uint32_t depth = 0;
    do {
        bool opens = at(sql, i) == '/' && at(sql, i + 1) == '*', closes = at(sql, i) == '*' && at(sql, i + 1) == '/';
        if (i >= sql.n)
            return UINT32_MAX;
        depth += opens;
        depth -= closes;
        i += opens || closes ? 2 : 1;
    } while (depth > 0);
    return i;
}

static uint32_t line_end(struct str sql, uint32_t i)
{
    while (i < sql.n && sql.p[i] != '\n')
        i++;
    return i;
}

/* The first byte of a token; UINT32_MAX where a comment does not end. */
static uint32_t skip(struct str sql, uint32_t i)
{
    for (;;) {
        if (is_blank(at(sql, i)))
            i++;
        else if (at(sql, i) == '-' && at(sql, i + 1) == '-')
            i = line_end(sql, i);
        else if (at(sql, i) == '/' && at(sql, i + 1) == '*')
            i = comment_end(sql, i);
        else
            return i;
        if (i == UINT32_MAX)
            return i;
    }
}

/* Behind the quote that closes the one at I, or UINT32_MAX. A doubled one goes on; where ESCAPES, so does one behind a \. */
static uint32_t quote_end(struct str sql, uint32_t i, bool escapes)
{
    char quote = sql.p[i++];
    for (; i < sql.n; i++) {
        if (escapes && sql.p[i] == '\\')
            i++;
        else if (sql.p[i] == quote && at(sql, i + 1) == quote)
            i++;
        else if (sql.p[i] == quote)
            return i + 1;
    }
    return UINT32_MAX;
}

/* Where the opening $tag$ at I ends; 0 where there is none. */
static uint32_t dollar_tag(struct str sql, uint32_t i)
{
    uint32_t end = is_digit(at(sql, i + 1)) ? i + 1 : word_end(sql, i + 1);
    return at(sql, end) == '$' ? end + 1 : 0;
}

static uint32_t dollar_end(struct str sql, uint32_t from, uint32_t opened)
{
    long found = str_find(str_slice(sql, opened, sql.n), str_slice(sql, from, opened));
    return found < 0 ? UINT32_MAX : opened + (uint32_t)found + (opened - from);
}

static struct sql_token token_of(enum sql_kind kind, uint32_t from, uint32_t to)
{
    return (struct sql_token){ .kind = kind, .from = from, .to = to };
}

/* A token up to END, or to the end of the SQL where END is UINT32_MAX. */
static struct sql_token quoted(struct str sql, uint32_t from, uint32_t end)
{
    return end == UINT32_MAX ? token_of(SQL_UNCLOSED, from, sql.n) : token_of(SQL_OTHER, from, end);
}

static struct sql_token word(struct str sql, uint32_t i)
{
    uint32_t end = word_end(sql, i);
    if (end == i + 1 && (sql.p[i] | 0x20) == 'e' && at(sql, end) == '\'')
        return quoted(sql, i, quote_end(sql, end, true));
    while (at(sql, end) == '$' || is_letter(at(sql, end)) || is_digit(at(sql, end))) /* a$b is one name */
        end++;
    struct sql_token token = token_of(SQL_WORD, i, end);
    token.name = str_slice(sql, i, end);
    return token;
}

static struct sql_token colon(struct str sql, uint32_t i)
{
    if (at(sql, i + 1) == ':')
        return token_of(SQL_OTHER, i, i + 2);
    if (!is_letter(at(sql, i + 1)))
        return token_of(SQL_OTHER, i, i + 1);
    uint32_t end = word_end(sql, i + 1);
    while (at(sql, end) == '.' && is_letter(at(sql, end + 1)))
        end = word_end(sql, end + 1);
    struct sql_token token = token_of(SQL_PARAM, i, end);
    token.name = str_slice(sql, i + 1, end);
    return token;
}

static struct sql_token dollar(struct str sql, uint32_t i)
{
    uint32_t opened = dollar_tag(sql, i);
    if (opened)
        return quoted(sql, i, dollar_end(sql, i, opened));
    uint32_t end = word_end(sql, i + 1);
    return token_of(end > i + 1 ? SQL_NUMBERED : SQL_OTHER, i, end);
}

/* 12, 1.5e-3 as one, so that no name begins within. */
static struct sql_token number(struct str sql, uint32_t i)
{
    uint32_t end = i;
    while (is_digit(at(sql, end)) || is_letter(at(sql, end)) || at(sql, end) == '.')
        end++;
    return token_of(SQL_OTHER, i, end);
}

static struct sql_token question_mark(struct str sql, uint32_t i)
{
    uint32_t end = i + 1;
    while (is_digit(at(sql, end)))
        end++;
    return token_of(SQL_NUMBERED, i, end);
}

static struct sql_token token_at(struct str sql, uint32_t i)
{
    char c = sql.p[i];
    if (is_letter(c))
        return word(sql, i);
    if (is_digit(c))
        return number(sql, i);
    switch (c) {
    case ':': return colon(sql, i);
    case '\'': case '"': case '`': return quoted(sql, i, quote_end(sql, i, false));
    case '$': return dollar(sql, i);
    case '?': return question_mark(sql, i);
    case '@': return is_letter(at(sql, i + 1)) ? token_of(SQL_NUMBERED, i, word_end(sql, i + 1)) : token_of(SQL_OTHER, i, i + 1);
    case ';': return token_of(SQL_SEMICOLON, i, i + 1);
    default: return token_of(SQL_OTHER, i, i + 1);
    }
}

struct sql_token sql_next(struct str sql, uint32_t *position)
{
    uint32_t i = skip(sql, *position);
    struct sql_token token;
    if (i == UINT32_MAX)
        token = token_of(SQL_UNCLOSED, *position, sql.n);
    else if (i >= sql.n)
        token = token_of(SQL_END, sql.n, sql.n);
    else
        token = token_at(sql, i);
    *position = token.to;
    return token;
}

bool sql_is(struct sql_token token, const char *keyword)
{
    uint32_t i = 0;
    if (token.kind != SQL_WORD)
        return false;
    for (; i < token.name.n && keyword[i]; i++)
        if ((token.name.p[i] & ~0x20) != keyword[i])
            return false;
    return i == token.name.n && !keyword[i];
}

static enum sql_statement statement_of(struct sql_token word)
{
    if (sql_is(word, "SELECT") || sql_is(word, "VALUES") || sql_is(word, "WITH"))
        return SQL_SELECT;
    if (sql_is(word, "UPDATE"))
        return SQL_UPDATE;
    if (sql_is(word, "INSERT"))
        return SQL_INSERT;
    return sql_is(word, "DELETE") ? SQL_DELETE : SQL_OTHER_STATEMENT;
}

/* Words that make more of a question than one, wherever they stand bare: WITH … DELETE, FOR UPDATE, SELECT … INTO. */
static bool writes(struct sql_token word)
{
    return sql_is(word, "UPDATE") || sql_is(word, "INSERT") || sql_is(word, "DELETE") || sql_is(word, "INTO") || sql_is(word, "MERGE");
}

enum sql_statement sql_statement(struct str sql, const char **why)
{
    uint32_t i = 0;
    struct sql_token token = sql_next(sql, &i), before = token;
    enum sql_statement statement = statement_of(token);
    bool with = sql_is(token, "WITH"), over = false;
    *why = token.kind == SQL_END || token.kind == SQL_SEMICOLON ? "there is no statement in it" : NULL;
    for (; token.kind != SQL_END && *why == NULL; before = token, token = sql_next(sql, &i)) {
        bool bare = sql.p[before.from] != '.';
        if (token.kind == SQL_UNCLOSED)
            *why = "a quote or a comment in it does not end";
        else if (over && token.kind != SQL_SEMICOLON)
            *why = "it is more than one statement";
        else if (token.kind == SQL_NUMBERED)
            *why = "its values are to be written as :name";
        else if (statement == SQL_SELECT && bare && writes(token)) {
            if (with)
                statement = statement_of(token); /* WITH … UPDATE */
            if (!with || statement == SQL_OTHER_STATEMENT)
                *why = "it is a question that writes";
        }
        over = over || token.kind == SQL_SEMICOLON;
    }
    return *why ? SQL_NO_STATEMENT : statement;
}

/* A name without its quotes; empty where TOKEN is none. */
static struct str bare_name(struct str sql, struct sql_token token)
{
    char quote = token.kind == SQL_OTHER && token.from < sql.n ? sql.p[token.from] : 0;
    if (quote == '"' || quote == '`')
        return str_slice(sql, token.from + 1, token.to - 1);
    return token.kind == SQL_WORD ? token.name : (struct str){ "", 0 };
}

static bool same_name(struct str a, struct str b)
{
    for (uint32_t i = 0; i < a.n && i < b.n; i++)
        if (a.p[i] != b.p[i] && !((a.p[i] ^ b.p[i]) == 0x20 && is_letter(a.p[i])))
            return false;
    return a.n == b.n;
}

/* The last part of the name that stands at *POSITION (schema.table; UPDATE OR REPLACE table, ONLY table, [table]). */
static struct str target(struct str sql, uint32_t *position)
{
    struct sql_token token = sql_next(sql, position);
    if (sql_is(token, "OR")) {
        sql_next(sql, position);
        token = sql_next(sql, position);
    }
    while (sql_is(token, "ONLY") || (token.kind == SQL_OTHER && token.to == token.from + 1 && sql.p[token.from] == '['))
        token = sql_next(sql, position);
    struct str name = bare_name(sql, token);
    for (uint32_t ahead = *position; (token = sql_next(sql, &ahead)).kind == SQL_OTHER && (sql.p[token.from] == '.' || sql.p[token.from] == ']');) {
        if (sql.p[token.from] == '.') {
            token = sql_next(sql, &ahead);
            if (token.kind == SQL_OTHER && sql.p[token.from] == '[')
                token = sql_next(sql, &ahead);
            name = bare_name(sql, token);
        }
        *position = ahead;
    }
    return name;
}

bool sql_writes_to(struct str sql, struct str table)
{
    uint32_t i = 0;
    struct sql_token token, before = { .kind = SQL_END };
    while ((token = sql_next(sql, &i)).kind != SQL_END && token.kind != SQL_UNCLOSED) {
        bool leads = sql_is(token, "UPDATE") || sql_is(token, "INTO") || (sql_is(token, "FROM") && sql_is(before, "DELETE"));
        if (leads && same_name(target(sql, &i), table))
            return true;
        before = token;
    }
    return false;
}
