#include "grammar/literal.h"

#include "base/utf8.h"
#include "grammar/parser.h"
#include "value/date.h"
#include "value/decimal.h"

/* ---- numbers ---- */

/* S without the _ and , that group digits, with TAIL behind. */
static struct str ungrouped(struct arena *arena, struct str s, const char *tail)
{
    size_t n_tail = strlen(tail);
    char *digits = arena_alloc(arena, s.n + n_tail);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s.n; i++)
        if (s.p[i] != '_' && s.p[i] != ',')
            digits[n++] = s.p[i];
    memcpy(digits + n, tail, n_tail);
    return (struct str){ digits, n + (uint32_t)n_tail };
}

static void report_decimal(struct diags *diags, struct span span, enum decimal_status status)
{
    if (status == DECIMAL_PLACES_7)
        diag_add(diags, DIAG_LITERAL, span, "a number has at most six decimal places");
    else if (status == DECIMAL_RANGE)
        diag_add(diags, DIAG_LITERAL, span, "a number lies between -9,200,000,000,000 and 9,200,000,000,000");
    else if (status != DECIMAL_OK)
        diag_add(diags, DIAG_LITERAL, span, "this is not a number");
}

static void number_with(struct arena *arena, struct diags *diags, struct token *token, struct str s, const char *tail)
{
    int64_t number = 0;
    enum decimal_status status = decimal_parse(ungrouped(arena, s, tail), true, &number);
    report_decimal(diags, token->span, status);
    token->number = status == DECIMAL_OK ? number : 0;
}

void literal_number(struct arena *arena, struct diags *diags, struct token *token, struct str s)
{
    number_with(arena, diags, token, s, "");
}

void literal_percent(struct arena *arena, struct diags *diags, struct token *token, struct str s)
{
    s.n--;
    number_with(arena, diags, token, s, "e-2");
}

uint32_t literal_currency(struct str s)
{
    if (s.n == 0 || (s.p[0] >= '0' && s.p[0] <= '9'))
        return 0;
    unsigned length = 1;
    utf8_decode(s, &length);
    return length;
}

void literal_money(struct arena *arena, struct diags *diags, struct token *token, struct str s)
{
    uint32_t sign = literal_currency(s);
    number_with(arena, diags, token, (struct str){ s.p + sign, s.n - sign }, "");
    token->text = (struct str){ s.p, sign };
}

/* ---- dates and durations ---- */

void literal_date(struct diags *diags, struct token *token, struct str s)
{
    if (date_parse(s, &token->number))
        return;
    token->number = 0;
    diag_add(diags, DIAG_LITERAL, token->span, "there is no date '%.*s'", STR_ARG(s));
}

void literal_moment(struct diags *diags, struct token *token, struct str s)
{
    if (moment_parse(s, &token->number, &token->offset))
        return;
    token->number = 0;
    struct diag *diag = diag_add(diags, DIAG_LITERAL, token->span, "'%.*s' is not a moment", STR_ARG(s));
    diag_hint(diags, diag, "a moment has a time and its zone: 2017-08-10T14:00:00Z, 2017-08-10T14:00+02:00");
}

static const struct unit {
    const char *name;
    int64_t size; /* microseconds, or months */
    bool period;
} units[] = {
    { "minute", 60 * DATE_SECOND, false }, { "minutes", 60 * DATE_SECOND, false },
    { "hour", 3600 * DATE_SECOND, false }, { "hours", 3600 * DATE_SECOND, false },
    { "day", DATE_DAY, false }, { "days", DATE_DAY, false },
    { "week", 7 * DATE_DAY, false }, { "weeks", 7 * DATE_DAY, false },
    { "month", 1, true }, { "months", 1, true },
    { "year", 12, true }, { "years", 12, true },
};

static const struct unit *unit_of(struct str word)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(word, units[i].name))
            return &units[i];
    return NULL;
}

/* The number's millionths times UNIT; false where that is no whole microsecond or month, or too large. */
static bool scaled(int64_t number, const struct unit *unit, int64_t *out)
{
    int128 product = (int128)number * unit->size;
    return product % DECIMAL_ONE == 0 && checked_narrow(product / DECIMAL_ONE, out);
}

bool literal_duration(struct arena *arena, struct diags *diags, struct token *token, struct str s)
{
    uint32_t digits = 0, word;
    while (s.p[digits] != ' ' && s.p[digits] != '\t')
        digits++;
    for (word = digits; s.p[word] == ' ' || s.p[word] == '\t';)
        word++;
    const struct unit *unit = unit_of((struct str){ s.p + word, s.n - word });
    if (!unit)
        return false;
    token->kind = unit->period ? TOKEN_PERIOD : TOKEN_DURATION;
    literal_number(arena, diags, token, (struct str){ s.p, digits });
    if (!scaled(token->number, unit, &token->number)) {
        diag_add(diags, DIAG_LITERAL, token->span, unit->period ? "a period has whole months" : "this duration is too long or too fine");
        token->number = 0;
    }
    return true;
}

/* ---- texts ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \u{…} at S, which begins with the backslash: its length, the code in *CODE; 0 where it is none. */
static uint32_t unicode_escape(struct str s, uint32_t *code)
{
    uint32_t i = 3;
    *code = 0;
    if (s.n < 5 || s.p[2] != '{')
        return 0;
    for (; i < s.n && i < 9 && hex_digit(s.p[i]) >= 0; i++)
        *code = *code * 16 + (uint32_t)hex_digit(s.p[i]);
    bool scalar = *code > 0 && *code <= 0x10FFFF && (*code < 0xD800 || *code > 0xDFFF);
    return i > 3 && i < s.n && s.p[i] == '}' && scalar ? i + 1 : 0;
}

/* The length of \u{…} at S with digits in it, whatever they are; 0 where it is none. */
static uint32_t code_length(struct str s)
{
    uint32_t i = 3;
    while (i < s.n && hex_digit(s.p[i]) >= 0)
        i++;
    return i > 3 && i < s.n && s.p[1] == 'u' && s.p[2] == '{' && s.p[i] == '}' ? i + 1 : 0;
}

static void report_escape(struct diags *diags, uint32_t source, uint32_t at, struct str s)
{
    unsigned length = 1;
    uint32_t code = code_length(s);
    if (code) {
        diag_add(diags, DIAG_STRING, (struct span){ source, at, at + code }, "there is no character '%.*s'", (int)code, s.p);
        return;
    }
    if (s.n > 1)
        utf8_decode((struct str){ s.p + 1, s.n - 1 }, &length);
    struct span span = { source, at, at + 1 + length };
    struct diag *diag = diag_add(diags, DIAG_STRING, span, "'%.*s' means nothing in a text", (int)(1 + (s.n > 1 ? length : 0)), s.p);
    diag_hint(diags, diag, s.n > 1 && s.p[1] == 'u' ? "a character by its code is \\u{1F600}"
                                                    : "a backslash itself is \\\\; others are \\\" \\n \\t \\u{…}");
}

/* One escape at S into *OUT; yields the bytes of S that it takes. */
static uint32_t unescape(struct diags *diags, struct str s, uint32_t source, uint32_t at, char **out)
{
    uint32_t code, taken = 2;
    char c = s.n > 1 ? s.p[1] : 0;
    if (c == '"' || c == '\\')
        *(*out)++ = c;
    else if (c == 'n' || c == 't')
        *(*out)++ = c == 'n' ? '\n' : '\t';
    else if (c == 'u' && (taken = unicode_escape(s, &code)) > 0)
        *out += utf8_encode(code, *out);
    else {
        if (diags)
            report_escape(diags, source, at, s);
        taken = 1;
    }
    return taken;
}

struct str literal_text(struct arena *arena, struct diags *diags, struct str s, uint32_t source, uint32_t from)
{
    if (s.n == 0 || (!memchr(s.p, '\\', s.n) && !memchr(s.p, '{', s.n) && !memchr(s.p, '}', s.n) && !memchr(s.p, '\r', s.n)))
        return s;
    char *begin = arena_alloc(arena, s.n), *out = begin;
    for (uint32_t i = 0; i < s.n;) {
        char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0;
        if (c == '\\') {
            i += unescape(diags, (struct str){ s.p + i, s.n - i }, source, from + i, &out);
            continue;
        }
        if (c != '\r' || next != '\n')
            *out++ = c;
        i += (c == '{' || c == '}') && next == c ? 2 : 1;
    }
    return (struct str){ begin, (uint32_t)(out - begin) };
}

/* ---- blocks ---- */

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The blanks at S. */
static uint32_t indent_of(struct str s)
{
    uint32_t n = 0;
    while (n < s.n && blank(s.p[n]))
        n++;
    return n;
}

static bool at_newline(struct str s, uint32_t i)
{
    return i < s.n && (s.p[i] == '\n' || (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n'));
}

static void common_indent(struct str line, uint32_t n, struct str *common, bool *any)
{
    if (!*any)
        *common = (struct str){ line.p, n };
    *any = true;
    uint32_t same = 0;
    while (same < n && same < common->n && common->p[same] == line.p[same])
        same++;
    common->n = same;
}

/* The blanks that all lines with something on them begin with. LAST: nothing follows this piece. */
static void indent_in(struct str piece, bool last, struct str *common, bool *any)
{
    for (uint32_t i = 0; i < piece.n; i++) {
        if (piece.p[i] != '\n')
            continue;
        struct str line = { piece.p + i + 1, piece.n - i - 1 };
        uint32_t n = indent_of(line);
        if (!at_newline(line, n) && !(last && n == line.n))
            common_indent(line, n, common, any);
    }
}

static struct str without_indent(struct arena *arena, struct str piece, uint32_t indent)
{
    char *begin = arena_alloc(arena, piece.n), *out = begin;
    for (uint32_t i = 0; i < piece.n; i++) {
        *out++ = piece.p[i];
        if (piece.p[i] != '\n')
            continue;
        struct str line = { piece.p + i + 1, piece.n - i - 1 };
        uint32_t n = indent_of(line);
        i += n < indent || at_newline(line, n) ? n : indent;
    }
    return (struct str){ begin, (uint32_t)(out - begin) };
}

static struct str without_first_newline(struct str piece)
{
    uint32_t n = indent_of(piece);
    if (!at_newline(piece, n))
        return piece;
    n += piece.p[n] == '\r' ? 2 : 1;
    return (struct str){ piece.p + n, piece.n - n };
}

static struct str without_last_newline(struct str piece)
{
    uint32_t n = piece.n;
    while (n > 0 && blank(piece.p[n - 1]))
        n--;
    if (n == 0 || piece.p[n - 1] != '\n')
        return piece;
    n -= n > 1 && piece.p[n - 2] == '\r' ? 2 : 1;
    return (struct str){ piece.p, n };
}

void literal_dedent(struct arena *arena, struct str *pieces, uint32_t n)
{
    struct str common = { 0 };
    bool any = false;
    for (uint32_t i = 0; i < n; i++)
        indent_in(pieces[i], i + 1 == n, &common, &any);
    for (uint32_t i = 0; i < n; i++)
        pieces[i] = without_indent(arena, pieces[i], common.n);
    pieces[0] = without_first_newline(pieces[0]);
    pieces[n - 1] = without_last_newline(pieces[n - 1]);
}
