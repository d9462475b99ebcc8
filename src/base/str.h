/* A slice of text: a pointer and a length in bytes, owned by somebody else
 * (an arena, a source, a case's buffer). Not NUL-terminated. */
#ifndef BYLAW_BASE_STR_H
#define BYLAW_BASE_STR_H

#include "base/arena.h"

struct str {
    const char *p;
    uint32_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */

/* The bytes FROM to TO of S; 0 <= FROM <= TO <= S.n. */
static inline struct str str_slice(struct str s, uint32_t from, uint32_t to)
{
    return from == to ? (struct str){ s.p, 0 } : (struct str){ s.p + from, to - from };
}

struct str str_from(const char *cstring);
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *cstring);
/* Order of bytes, which for UTF-8 is the order of code points; -1, 0, 1. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str with);
bool str_ends(struct str s, struct str with);
/* Where WHAT first stands in S, in bytes, or -1. The empty text stands at 0. */
long str_find(struct str s, struct str what);
/* Of the line that byte AT is in: where it starts; where it ends, its newline included. */
uint32_t str_line_start(struct str s, uint32_t at);
uint32_t str_line_end(struct str s, uint32_t at);
uint64_t str_hash(struct str s); /* not keyed: for maps of names of a policy */
struct str str_dup(struct arena *arena, struct str s);    /* NUL-terminated copy */
struct str str_cat(struct arena *arena, struct str a, struct str b);
struct str str_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Damerau-Levenshtein distance (optimal string alignment) of two names, at most
 * LIMIT + 1, in bytes; for suggestions. LIMIT is at most STR_DISTANCE_MOST. */
enum { STR_DISTANCE_MOST = 15 };
unsigned str_distance(struct str a, struct str b, unsigned limit);

#endif
