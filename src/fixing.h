/* What the files fixing*.c share: changes of a policy's text that take findings away and change no decision. Behind bylaw_fix. */
#ifndef BYLAW_FIXING_H
#define BYLAW_FIXING_H

#include "checking.h"

/* One change: all its ranges are taken out, or none. */
struct fix {
    struct span at;           /* of the finding */
    struct str what;          /* "the row", "overrides small" */
    VEC(struct span) ranges;  /* whole lines with their ends, parts of one line, or names in a list */
    bool kept;
};

struct fixing {
    struct checking *c;
    VEC(struct fix *) all;
};

/* fixing_collect.c: the changes that the findings told by FIXING->c allow for, in files that the call names. */
void fixing_collect(struct fixing *fixing);
/* A part of a line with the blanks before it; or its whole lines, if nothing is left of them. */
struct span fixing_part(struct fixing *fixing, struct span span);
/* Where the word before AT begins. */
uint32_t fixing_word_before(const struct fixing *fixing, uint32_t source, uint32_t at);
/* fixing_text.c: what SOURCE is after the changes that are kept, in the arena; the same text where there is none. */
struct str fixing_text(struct fixing *fixing, uint32_t source);
/* The difference as a unified diff, in the arena. */
struct str fixing_diff(struct fixing *fixing, uint32_t source);
/* fixing_prove.c: leaves kept those changes after which the policy still compiles and no case is decided differently, which is proved. */
void fixing_prove(struct fixing *fixing);

#endif
