/* Whether two statements are the same words: white space and comments aside. */
#include "check/checker.h"

struct words {
    struct str text;
    uint32_t at;
    char quote_before; /* inside a text */
    bool inside;
    char last;
};

static bool is_blank(char ch) { return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r'; }
static bool is_word(char ch)
{
    return ch == '_' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (unsigned char)ch >= 0x80;
}

static void skip_gap(struct words *words)
{
    while (words->at < words->text.n && (is_blank(words->text.p[words->at]) || words->text.p[words->at] == '#')) {
        if (words->text.p[words->at] == '#')
            while (words->at + 1 < words->text.n && words->text.p[words->at + 1] != '\n')
                words->at++;
        words->at++;
    }
}

/* Outside of texts a gap counts only between two words, where it comes as one blank. */
static int next_outside(struct words *words)
{
    uint32_t before = words->at;
    skip_gap(words);
    if (words->at == words->text.n)
        return -1;
    char ch = words->text.p[words->at];
    if (words->at > before && is_word(words->last) && is_word(ch)) {
        words->last = ' ';
        return ' ';
    }
    words->inside = ch == '"' || ch == '`';
    words->quote_before = ch;
    words->at++;
    words->last = ch;
    return (unsigned char)ch;
}

static int next_inside(struct words *words)
{
    if (words->at == words->text.n)
        return -1;
    char ch = words->text.p[words->at++];
    if (ch == words->quote_before && words->last != '\\')
        words->inside = false;
    words->last = words->last == '\\' ? ' ' : ch; /* a backslash that is escaped itself escapes nothing */
    return (unsigned char)ch;
}

static int next(struct words *words) { return words->inside ? next_inside(words) : next_outside(words); }

bool wording_same(const struct checker *c, struct span a, struct span b)
{
    struct words left = { .text = span_text(c->sources, a) }, right = { .text = span_text(c->sources, b) };
    int ch;
    while ((ch = next(&left)) == next(&right))
        if (ch < 0)
            return true;
    return false;
}
