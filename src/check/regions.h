/* What conditions say, as far as it can be seen from their text: of each fact (or other expression) that they compare with
 * constants, the values for which they are yes. Enough to tell that rows leave nothing out, or that two of them meet; the
 * full analysis is analyze/'s. */
#ifndef BYLAW_CHECK_REGIONS_H
#define BYLAW_CHECK_REGIONS_H

#include "check/program.h"

/* An expression that conditions compare with constants. Its values fall into atoms that no comparison tells apart. */
struct subject {
    const struct expr *e;
    uint32_t n_atoms;
    struct bounds {
        const struct value *at; /* sorted: the constants it is compared with; of sets and yes/no none: an atom a member */
        uint32_t n;
    } bounds;
    uint64_t *live; /* the atoms that some value falls into */
};

/* The atoms of one subject for which a condition is yes; no words: all of them. */
struct region {
    uint64_t *words;
};

struct regions {
    struct arena *arena;
    uint64_t *spent; /* what all looks at this policy's rows have cost */
    const struct subject *subjects;
    uint32_t n_subjects, n_rows;
    struct region *rows;   /* n_subjects a row; all must hold */
    bool *exact;           /* a row: nothing of its condition was left aside */
    bool *never_missing;   /* a row: it decides where facts are missing, too (missing is no) */
};

/* The regions of N conditions (NULL: always); false where that would cost more than it tells. */
bool regions_make(struct regions *regions, struct arena *arena, uint64_t *spent, struct expr *const *conditions, uint32_t n);
/* Whether each case matches some row, as far as its facts are known. Costly cases count as yes. */
bool regions_cover(const struct regions *regions);
/* Whether what follows may be asked of all pairs of rows; */
bool regions_pairs_are_cheap(const struct regions *regions);
/* whether there is a case for sure that matches both rows. */
bool regions_meet(const struct regions *regions, uint32_t a, uint32_t b);
/* Same expressions: facts, definitions, constants, operations. */
bool expr_same(const struct expr *a, const struct expr *b);

#endif
