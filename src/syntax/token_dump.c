/* The tokens of a file as text, a line each: for `bylaw dump --stop tokens`. */
#include "grammar/parser.h"
#include "syntax/token.h"

void token_dump(const struct tokens *tokens, const struct sources *sources, struct buf *out)
{
    for (uint32_t i = 0; i < tokens->all.n; i++) {
        const struct token *token = &tokens->all.at[i];
        struct place place = span_place(sources, token->span);
        buf_printf(out, "%u:%u %s ", place.line, place.column, token_kind_name(token->kind));
        buf_json(out, span_text(sources, token->span));
        buf_char(out, '\n');
    }
}
