/* Walking the tokens of a JSON text by the places that json_shim found, strictly: whatever is no JSON is found, in what
 * is skipped too. */
#ifndef BYLAW_CASES_JSON_WALK_H
#define BYLAW_CASES_JSON_WALK_H

#include "base/str.h"
#include <string.h>

enum json_flaw {
    JSON_SOUND,
    JSON_ESCAPE,    /* a \ that begins no escape: a fault of the text */
    JSON_SURROGATE, /* half a character */
    JSON_UTF8,
};

struct json_walk {
    const char *text;   /* a line, or lines of which it is one: */
    uint32_t from, to;  /* its bytes */
    const uint32_t *at; /* where its tokens begin; at[n] is the text's length or the next line's first token */
    uint32_t n, i;      /* I: the token in hand */
    bool plain;         /* no \ in the text, and all of it UTF-8 */
    enum json_flaw flaw; /* the first flaw of a string that was skipped, but for JSON_ESCAPE */
    uint32_t flaw_at;
    const char *fault;  /* why the text is no JSON, in words; or NULL */
    uint32_t fault_at;
};

/* Sets the fault; yields false. */
bool json_fault(struct json_walk *walk, const char *why);
/* Skips the value in hand, DEPTH objects and lists deep, looking at all of it. False: a fault. */
bool json_skip(struct json_walk *walk, unsigned depth);
/* How many elements the list in hand has, without a look at them. */
uint32_t json_count(const struct json_walk *walk);
/* The grammar of a number, all of S. */
bool json_is_number(const char *p, const char *end);

/* What is wrong with the bytes of a string (without its quotes). */
enum json_flaw json_check(struct str raw);
/* The text of a sound string with escapes: at most raw.n bytes into OUT; yields how many. */
uint32_t json_unescape(struct str raw, char *out);
/* Checks the string RAW, the value or key in hand, that is skipped or can't be used. False: a fault. */
bool json_check_skipped(struct json_walk *walk, struct str raw);

static inline bool json_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The byte that token I begins with; 0 behind the last one. */
static inline char json_char(const struct json_walk *walk, uint32_t i)
{
    return i < walk->n ? walk->text[walk->at[i]] : '\0';
}

/* TOKEN without the blanks behind it; it begins with something else. */
static inline struct str json_trimmed(struct str token)
{
    if (token.p[token.n - 1] > ' ') /* compact texts have none */
        return token;
    while (json_blank(token.p[token.n - 1]))
        token.n--;
    return token;
}

/* Where token I ends: where the next begins, blanks aside. */
static inline uint32_t json_end(const struct json_walk *walk, uint32_t i)
{
    uint32_t end = walk->at[i + 1];
    while (json_blank(walk->text[end - 1]))
        end--;
    return end;
}

static inline struct str json_token(const struct json_walk *walk, uint32_t i)
{
    return (struct str){ walk->text + walk->at[i], json_end(walk, i) - walk->at[i] };
}

/* The bytes between the quotes of token I, a string. (json_shim has seen to it that it is closed.) */
static inline struct str json_raw(const struct json_walk *walk, uint32_t i)
{
    struct str token = json_token(walk, i);
    return (struct str){ token.p + 1, token.n - 2 };
}

static inline bool json_has_escape(struct str raw)
{
    return raw.n && memchr(raw.p, '\\', raw.n);
}

#endif
