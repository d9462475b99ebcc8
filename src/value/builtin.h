/* The list of builtins.def as an enumeration and a table. */
#ifndef BYLAW_VALUE_BUILTIN_H
#define BYLAW_VALUE_BUILTIN_H

#include "base/str.h"

enum builtin {
#define BUILTIN(id, name, signature, sentence) BUILTIN_##id,
#include "value/builtins.def"
#undef BUILTIN
    BUILTIN_COUNT
};

const char *builtin_name(enum builtin builtin);
const char *builtin_signature(enum builtin builtin);
const char *builtin_sentence(enum builtin builtin);
enum builtin builtin_find(struct str name); /* BUILTIN_COUNT where there is none */

/* builtin_text.c: shared by nobody's evaluation: the checker folds nothing with these; each engine has its own arithmetic,
 * but letters are letters. Lower and upper case of a code point (simple mappings). */
uint32_t builtin_lower(uint32_t code);
uint32_t builtin_upper(uint32_t code);

#endif
