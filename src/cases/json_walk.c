#include "cases/json_walk.h"

#include "base/utf8.h"
#include "cases/case.h"

bool json_fault(struct json_walk *walk, const char *why)
{
    if (!walk->fault) {
        walk->fault = why;
        walk->fault_at = walk->i < walk->n ? walk->at[walk->i] : walk->to;
    }
    return false;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *digits_end(const char *p, const char *end)
{
    while (p < end && digit(*p))
        p++;
    return p;
}

/* Digits after a point or an exponent's letter; NULL where there are none. */
static const char *some_digits(const char *p, const char *end)
{
    const char *after = digits_end(p, end);
    return after == p ? NULL : after;
}

static const char *exponent_end(const char *p, const char *end)
{
    if (p < end && (*p == '+' || *p == '-'))
        p++;
    return some_digits(p, end);
}

bool json_is_number(const char *p, const char *end)
{
    p += p < end && *p == '-';
    const char *whole = some_digits(p, end);
    if (!whole || (*p == '0' && whole > p + 1))
        return false;
    p = whole;
    if (p < end && *p == '.')
        p = some_digits(p + 1, end);
    if (p && p < end && (*p == 'e' || *p == 'E'))
        p = exponent_end(p + 1, end);
    return p == end;
}

/* The four hexadecimal digits at P; -1 where they are none. */
static int32_t hex4(const char *p, const char *end)
{
    int32_t code = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i], lower = (char)(c | 0x20);
        if (digit(c))
            code = code * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            code = code * 16 + (lower - 'a' + 10);
        else
            return -1;
    }
    return code;
}

static bool is_high(int32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* Looks at the \u escape whose digits begin at *AT, with its second half, and moves *AT behind it. */
static enum json_flaw unicode_escape(const char **at, const char *end, uint32_t *code)
{
    int32_t unit = hex4(*at, end), low = -1;
    if (unit < 0)
        return JSON_ESCAPE;
    *at += 4;
    *code = (uint32_t)unit;
    if (is_low(unit))
        return JSON_SURROGATE;
    if (!is_high(unit))
        return JSON_SOUND;
    if (end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u')
        low = hex4(*at + 2, end);
    if (!is_low(low))
        return JSON_SURROGATE;
    *at += 6;
    *code = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
    return JSON_SOUND;
}

/* The escape behind the \ before *AT. */
static enum json_flaw read_escape(const char **at, const char *end, uint32_t *code)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *letter = *at < end && **at ? strchr(letters, **at) : NULL;
    if (letter) {
        *code = (uint32_t)meanings[letter - letters];
        ++*at;
        return JSON_SOUND;
    }
    if (*at == end || **at != 'u')
        return JSON_ESCAPE;
    ++*at;
    return unicode_escape(at, end, code);
}

/* JSON_ESCAPE goes before the others: it makes the line no JSON. */
enum json_flaw json_check(struct str raw)
{
    const char *end = raw.p + raw.n;
    enum json_flaw flaw = utf8_valid(raw) == raw.n ? JSON_SOUND : JSON_UTF8;
    for (const char *p = raw.p; p < end && (p = memchr(p, '\\', (size_t)(end - p)));) {
        uint32_t code;
        p++;
        enum json_flaw found = read_escape(&p, end, &code);
        if (found == JSON_ESCAPE)
            return found;
        flaw = flaw ? flaw : found;
    }
    return flaw;
}

uint32_t json_unescape(struct str raw, char *out)
{
    const char *p = raw.p, *end = raw.p + raw.n;
    char *to = out;
    while (p < end) {
        const char *escape = memchr(p, '\\', (size_t)(end - p)), *until = escape ? escape : end;
        memcpy(to, p, (size_t)(until - p));
        to += until - p;
        p = until;
        if (escape) {
            uint32_t code = 0;
            p++;
            read_escape(&p, end, &code);
            to += utf8_encode(code, to);
        }
    }
    return (uint32_t)(to - out);
}

bool json_check_skipped(struct json_walk *walk, struct str raw)
{
    enum json_flaw flaw = json_check(raw);
    if (flaw == JSON_ESCAPE)
        return json_fault(walk, "a text has a \\ that begins no escape");
    if (flaw && !walk->flaw) {
        walk->flaw = flaw;
        walk->flaw_at = (uint32_t)(raw.p - walk->text);
    }
    return true;
}

static bool skip_string(struct json_walk *walk)
{
    if (!walk->plain && !json_check_skipped(walk, json_raw(walk, walk->i)))
        return false;
    walk->i++;
    return true;
}

static bool skip_word(struct json_walk *walk)
{
    struct str token = json_token(walk, walk->i);
    if (!str_is(token, "true") && !str_is(token, "false") && !str_is(token, "null"))
        return json_fault(walk, "expected a value");
    walk->i++;
    return true;
}

static bool skip_number(struct json_walk *walk)
{
    struct str token = json_token(walk, walk->i);
    if (!json_is_number(token.p, token.p + token.n))
        return json_fault(walk, "a number is not written as JSON has them");
    walk->i++;
    return true;
}

static bool skip_list(struct json_walk *walk, unsigned depth)
{
    walk->i++;
    if (json_char(walk, walk->i) == ']') {
        walk->i++;
        return true;
    }
    while (json_skip(walk, depth + 1)) {
        char c = json_char(walk, walk->i);
        if (c != ',' && c != ']')
            return json_fault(walk, "expected a comma or ] after an element");
        walk->i++;
        if (c == ']')
            return true;
    }
    return false;
}

static bool skip_key(struct json_walk *walk)
{
    if (json_char(walk, walk->i) != '"')
        return json_fault(walk, "expected a key in quotes");
    if (!skip_string(walk))
        return false;
    if (json_char(walk, walk->i) != ':')
        return json_fault(walk, "expected : after a key");
    walk->i++;
    return true;
}

static bool skip_object(struct json_walk *walk, unsigned depth)
{
    walk->i++;
    if (json_char(walk, walk->i) == '}') {
        walk->i++;
        return true;
    }
    while (skip_key(walk) && json_skip(walk, depth + 1)) {
        char c = json_char(walk, walk->i);
        if (c != ',' && c != '}')
            return json_fault(walk, "expected a comma or } after a value");
        walk->i++;
        if (c == '}')
            return true;
    }
    return false;
}

bool json_skip(struct json_walk *walk, unsigned depth)
{
    char c = json_char(walk, walk->i);
    if ((c == '{' || c == '[') && depth >= CASE_MAX_DEPTH)
        return json_fault(walk, "objects and lists are more than 256 deep inside each other");
    switch (c) {
    case '"': return skip_string(walk);
    case '{': return skip_object(walk, depth);
    case '[': return skip_list(walk, depth);
    case '\0': case ']': case '}': case ',': case ':': return json_fault(walk, "expected a value");
    default: return c == '-' || digit(c) ? skip_number(walk) : skip_word(walk);
    }
}

uint32_t json_count(const struct json_walk *walk)
{
    uint32_t depth = 0, commas = 0;
    for (uint32_t i = walk->i; i < walk->n; i++) {
        char c = walk->text[walk->at[i]];
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            break;
        commas += c == ',' && depth == 1;
    }
    return json_char(walk, walk->i + 1) == ']' ? 0 : commas + 1;
}
