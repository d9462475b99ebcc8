/* UTF-8: validation, decoding, counting. */
#ifndef BYLAW_BASE_UTF8_H
#define BYLAW_BASE_UTF8_H

#include "base/str.h"

/* The number of leading bytes of S that are valid UTF-8 (no surrogates, no
 * overlong forms, at most U+10FFFF): s.n where all of it is. */
uint32_t utf8_valid(struct str s);
/* Decodes the code point at S, which is valid and not empty; *LENGTH its bytes. */
uint32_t utf8_decode(struct str s, unsigned *length);
/* As utf8_decode for any bytes but none: false where no valid character starts at S; *CODE is its first byte and
 * *LENGTH 1 then. */
bool utf8_step(struct str s, uint32_t *code, unsigned *length);
/* Encodes CODE into OUT (4 bytes of room); yields how many were written. */
unsigned utf8_encode(uint32_t code, char *out);
/* Characters (code points) in S, which is valid (of other bytes: those that begin one). */
uint32_t utf8_count(struct str s);
/* A control character, a bidirectional mark or another invisible format
 * character that may not reach a terminal or a person as it is: those are shown
 * as \u{1B}. Newline and tab are not among them, nor the joiners that Persian and emoji are written with. */
bool utf8_unprintable(uint32_t code);

#endif
