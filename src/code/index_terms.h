/* Conditions as disjunctions of conjunctions of terms, for the index. */
#ifndef BYLAW_CODE_INDEX_TERMS_H
#define BYLAW_CODE_INDEX_TERMS_H

#include "base/map.h"
#include "code/compiler.h"
#include "code/index.h"

enum { INDEX_TERMS_MOST = 12, INDEX_ROWS_MOST = 8 }; /* of a conjunction, of a condition */

struct conjunction {
    uint32_t n;
    struct index_term at[INDEX_TERMS_MOST]; /* by key, ascending; ranges in index_terms.ranges */
};

struct condition {
    uint32_t n; /* none: it is surely no */
    struct conjunction at[INDEX_ROWS_MOST];
    bool exact; /* it says all; else it is yes or unknown at least where what it was made of is */
    bool pure;  /* nothing in what it was made of can fail, ask a lookup or be noted */
};

struct index_terms {
    struct compiler *c;
    VEC(struct index_key) keys;
    VEC(struct str) texts;
    struct map text_numbers;  /* to itself in texts */
    uint32_t *key_numbers[3]; /* by kind, by fact: 1 + key; 0: none yet */
    uint8_t *definitions;     /* whether they are pure, as far as is known: enum purity of index_terms.c */
    enum index_left left;           /* why something was left out of the conditions in hand, and where: the first; whoever is done with them */
    struct span left_at;            /* clears it */
    VEC(struct index_range) ranges; /* of the conditions in hand: whoever is done with them sets n to 0 */
};

void index_terms_init(struct index_terms *terms, struct compiler *c);
/* What is said where nothing is. */
void index_terms_anything(struct condition *out);
/* OUT = OUT and also E (if ON; else: and not E), which is looked at after it. */
void index_terms_and(struct index_terms *terms, const struct expr *e, bool on, struct condition *out);
/* The same with OTHER, which is looked at after it. */
void index_terms_and_all(struct index_terms *terms, const struct condition *other, struct condition *out);
/* What comes after E is not to say anything in OUT: from now on it is not pure. */
void index_terms_end(struct index_terms *terms, const struct expr *e, struct condition *out);
/* OUT = OUT or OTHER. */
void index_terms_or(struct index_terms *terms, const struct condition *other, struct condition *out);

#endif
