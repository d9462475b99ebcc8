/* The door of syntax: text to tokens to AST. */
#ifndef BYLAW_SYNTAX_PARSE_H
#define BYLAW_SYNTAX_PARSE_H

#include "source/diag.h"
#include "syntax/ast.h"
#include "syntax/token.h"

/* Reads one source into a tree in ARENA. Always yields a file: after an error the statements that could be read are
 * there, and DIAGS has a message for each that could not. If TOKENS is not NULL it receives all tokens. */
struct ast_file *parse_file(struct arena *arena, struct diags *diags, uint32_t source, struct tokens *tokens);

#endif
