/* Makes policies and cases for them: from a seed, always the same bytes. Every policy checks; together they have every
 * construct of sections 3 to 8 of the language that decides something. For the differential test and the fuzzers. */
#ifndef BYLAW_TESTS_GENERATE_H
#define BYLAW_TESTS_GENERATE_H

#include "base/buf.h"
#include "base/vec.h"

struct generated {
    VEC(struct str) statements; /* the policy, in the order of its text; each may be left out to find what matters */
    VEC(struct str) cases;      /* a line of JSON each, without its newline, CASE_JSON_PADDING bytes behind it */
    bool no_stdlib, has_now;
};

/* All in ARENA, whose trap gets failures. */
void generate(struct arena *arena, uint64_t seed, uint32_t n_cases, struct generated *out);
/* The policy's text: its statements, an empty line between two. */
struct str generate_text(struct arena *arena, const struct generated *generated);

/* What has been made since the program began: constructs by their names, and how many policies had each. */
struct generate_mark {
    const char *name;
    uint64_t policies, last_seed;
};
extern struct generate_mark generate_marks[];
extern const uint32_t n_generate_marks;

#endif
