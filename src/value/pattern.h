/* Patterns of `matches`: RE2 behind one door, linear time whatever the pattern. A pattern is immutable once made and may
 * be matched by several threads at once. Unanchored, as in the language's examples: matches "^\d{5}$". */
#ifndef BYLAW_VALUE_PATTERN_H
#define BYLAW_VALUE_PATTERN_H

#include "base/map.h"
#include "base/vec.h"

struct pattern; /* a compiled one */

/* A compiled program is at most this large; a larger one is an error of the policy ("pattern too large"). */
enum { PATTERN_MAX_MEMORY = 8 << 20, PATTERN_ERROR_BYTES = 256 };

enum pattern_status { PATTERN_OK, PATTERN_BAD, PATTERN_NO_MEMORY };

/* Compiles TEXT (UTF-8, RE2's syntax). PATTERN_BAD: ERROR is RE2's message, NUL-terminated, in lower case letters as RE2
 * has it ("missing ]: [ab"). The caller owns *OUT until pattern_free. Never jumps. */
enum pattern_status pattern_new(struct str text, struct pattern **out, char error[PATTERN_ERROR_BYTES]);
/* Yields 1 if SUBJECT (valid UTF-8) has a match anywhere, 0 if not, -1 for want of memory. */
int pattern_match(const struct pattern *pattern, struct str subject);
void pattern_free(struct pattern *pattern); /* NULL is allowed */

/* The patterns of a policy, each text once. Made by the checker, looked at by all engines, owned by whoever owns the
 * program: pattern_pool_free before the arena's release, also where checking failed or jumped to its trap. */
struct pattern_pool {
    VEC(struct pattern *) all;
    struct map index; /* text to place in `all`, plus one */
};

/* Adds TEXT (borrowed, lives in ARENA) and yields its index, or UINT32_MAX with ERROR filled in. Want of memory springs
 * ARENA's trap. pattern_pool.c. */
uint32_t pattern_pool_add(struct pattern_pool *pool, struct arena *arena, struct str text, char error[PATTERN_ERROR_BYTES]);
void pattern_pool_free(struct pattern_pool *pool);

#endif
