/* The scanner: a source's text to its tokens, comments and raw newlines among them. */
#ifndef BYLAW_GRAMMAR_LEXER_H
#define BYLAW_GRAMMAR_LEXER_H

#include "syntax/token.h"

/* Scans the source with the index SOURCE and appends its tokens (no end of file among them). What cannot be a token is
 * reported and stands in the array as TOKEN_BAD_TOKEN, which the parser skips in silence. */
void lexer_scan(struct arena *arena, struct diags *diags, uint32_t source, struct tokens *tokens);

#endif
