/* Parts of a program as rules write them, for what is printed to be read or pasted. */
#ifndef BYLAW_CHECK_PROGRAM_TEXT_H
#define BYLAW_CHECK_PROGRAM_TEXT_H

#include "check/program.h"

/* A name, its parts between backquotes where they need them. */
void program_name(struct buf *out, const struct str *parts, uint32_t n);
/* Whether NAME can stand without backquotes. */
bool program_plain(struct str name);
/* A text between quotes. */
void program_quoted(struct buf *out, struct str text);
void program_type(struct buf *out, const struct type *type);
/* A known constant as a literal. */
void program_value(struct buf *out, struct value value, const struct type *type, const struct text_style *style);

#endif
