/* What a figure gathers over many cases: exact, in constant memory. */
#ifndef BYLAW_REPORT_TALLY_H
#define BYLAW_REPORT_TALLY_H

#include "base/checked.h"
#include "value/figure.h"

struct tally {
    uint64_t counted; /* cases that the value is of */
    uint64_t skipped; /* where a fact is missing */
    uint64_t failed;  /* that could not be read, or whose formula failed */
    uint64_t held;    /* FIGURE_SHARE, FIGURE_COUNT: of the counted those for which it is yes, or known and no yes/no */
    int128 sum;
    struct value best;
};

/* VALUE is what FIGURE takes of a case: unknown counts as skipped. */
void tally_add(struct tally *tally, const struct figure *figure, struct value value);
/* The figure's value, rounded once, and its type (a share: a number from 0 to 1). Unknown where nothing was counted, and where it does
 * not fit (then *LARGE). */
struct value tally_value(const struct tally *tally, const struct figure *figure, const struct type **type, bool *large);
/* That value for people, and "-" where there is none: durations in their two largest units, averages of numbers and amounts to two places,
 * shares in percent. */
void tally_show(struct buf *out, const struct tally *tally, const struct figure *figure, const struct text_style *style);

#endif
