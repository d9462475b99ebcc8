/* The words that are keywords wherever they stand without backquotes. */
#ifndef BYLAW_GRAMMAR_RESERVED_H
#define BYLAW_GRAMMAR_RESERVED_H

#include "base/str.h"

enum reserved_role { RESERVED_NONE, RESERVED_STARTS, RESERVED_JOINS, RESERVED_HOLDS };

/* The token of a reserved word; TOKEN_NAME for any other. */
int reserved_kind(struct str word);
/* The words by what they begin with and how long they are, for those who ask of every name. */
struct reserved_index {
    uint8_t heads[64], next[64]; /* words + 1; 0: no more */
};
void reserved_index(struct reserved_index *index);
int reserved_kind_in(const struct reserved_index *index, struct str word); /* the same as reserved_kind */
/* What the reserved word with this token does; RESERVED_NONE for all other tokens. */
enum reserved_role reserved_role(int kind);
/* The word that begins a statement which WORD was likely meant to be, or an empty text. */
struct str reserved_nearest_start(struct str word);

#endif
