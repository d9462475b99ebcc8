/* Syntax errors in the words of a policy's author. */
#ifndef BYLAW_GRAMMAR_MESSAGES_H
#define BYLAW_GRAMMAR_MESSAGES_H

#include "grammar/build.h"

enum { MESSAGES_TOKENS = 512 };

/* The tokens that could have stood where the error is, by their kinds. */
struct messages_expected {
    bool tokens[MESSAGES_TOKENS];
};

/* Reports that the token read last, P's stream at P->last, is none of EXPECTED. */
void messages_syntax_error(struct parse *p, const struct messages_expected *expected);

#endif
