/* Tokens: an array with spans, comments included (fmt needs them). The scanner (grammar/lexer.l) makes it; the layout
 * filter (grammar/layout.c) settles newlines and the words that are keywords only in their places; the parser
 * (grammar/parser.y) reads what is left. Token kinds are bison's. */
#ifndef BYLAW_SYNTAX_TOKEN_H
#define BYLAW_SYNTAX_TOKEN_H

#include "base/sha256.h"
#include "base/vec.h"
#include "source/diag.h"

struct token {
    int kind; /* a bison token number; TOKEN_COMMENT for comments, TOKEN_NEWLINE_RAW before the filter */
    struct span span;
    struct str text;  /* names without backquotes; texts with escapes resolved */
    int64_t number;   /* literals: millionths, days, microseconds, months */
    int32_t offset;   /* of a moment */
    bool quoted;      /* a name of which some part stands between backquotes: never a keyword */
};

struct tokens {
    VEC(struct token) all;
};

/* token_dump.c: the tokens as text, a line each. */
void token_dump(const struct tokens *tokens, const struct sources *sources, struct buf *out);
/* token_hash.c: adds a file's words to HASH: all but comments, blanks, and the newlines that mean nothing. */
void token_hash(const struct tokens *tokens, const struct sources *sources, struct sha256 *hash);
/* A kind's name as the grammar has it ("name", "then"); parser.y. */
const char *token_kind_name(int kind);
/* Whether a token of that kind is a name or a text: none of the language's own words, which may be spelt like one. */
bool token_may_name(int kind);

#endif
