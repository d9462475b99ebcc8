/* What a policy is known by: its words, whatever their layout. */
#include "grammar/parser.h"
#include "syntax/token.h"

/* Texts count as they are after their escapes and their blocks' indentation are resolved; which kind it is stands before, so that
 * "a" and a are not one. The kinds' numbers are the grammar's and may change: they do not count. */
static char text_mark(int kind)
{
    switch (kind) {
    case TOKEN_TEXT: return 't';
    case TOKEN_TEXT_OPEN: return '{';
    case TOKEN_TEXT_MIDDLE: return 'm';
    case TOKEN_TEXT_CLOSE: return '}';
    default: return 0;
    }
}

static bool is_newline(int kind) { return kind == TOKEN_LINE || kind == TOKEN_NEWLINE; }
static bool is_nothing(int kind) { return kind == TOKEN_COMMENT || kind == TOKEN_NEWLINE_RAW; }

void token_hash(const struct tokens *tokens, const struct sources *sources, struct sha256 *hash)
{
    bool any = false, newline = false;
    for (uint32_t i = 0; i < tokens->all.n; i++) {
        const struct token *token = &tokens->all.at[i];
        newline = newline || is_newline(token->kind);
        if (is_nothing(token->kind) || is_newline(token->kind))
            continue;
        if (any && newline) /* those at the ends of a file part nothing */
            sha256_add(hash, "n", 1);
        char mark = text_mark(token->kind);
        sha256_add(hash, mark ? &mark : "w", 1);
        sha256_add_str(hash, mark ? token->text : span_text(sources, token->span));
        any = true;
        newline = false;
    }
    sha256_add(hash, "f", 1);
}
