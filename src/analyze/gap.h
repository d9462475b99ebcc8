/* Shared by gaps.c and gap_rows.c. */
#ifndef BYLAW_ANALYZE_GAP_H
#define BYLAW_ANALYZE_GAP_H

#include "analyze/finder.h"

/* Cases that an arm is missing for. */
struct gap {
    struct finder *f;
    const struct chain *chain;
    diagram question;
    diagram own; /* of its facts alone: whether some of what else is there makes the question yes */
    struct witness_case found;
    struct diagram_box *boxes; /* that have cases */
    uint32_t n_boxes;
    bool all; /* the boxes are all of it */
    struct witness_claim claim; /* what a case must show */
    VEC(const struct chain *) others; /* tables that decide the same, and leave some of these cases without a result, too */
};

/* BOX without the sides that only say that a fact is given: missing ones are no gap. */
struct diagram_box gap_without_given(struct finder *f, const struct diagram_box *box);
/* What to add, ready to be pasted where the language has words for it: lines of a definition, rules of a group; of a table the regions that
 * its columns are filled in from. */
void gap_fix(struct gap *gap, struct finding *finding);

#endif
