/* Regions as rules write them: `$100<..<$101`, `not A, B`, `age > 10 and age < 12`. For text that is ready to be pasted. */
#ifndef BYLAW_ANALYZE_CELLS_WRITE_H
#define BYLAW_ANALYZE_CELLS_WRITE_H

#include "analyze/cells.h"

/* Values of an ordered type that follow each other. */
struct cells_range {
    bool any, has_low, has_high;
    bool open_low, open_high; /* after cells_ends: the end itself is not in it */
    int64_t low, high;
};
/* Whether INPUT's cells are ranges. */
bool cells_has_order(const struct input *input);
/* The next run of neighbouring cells of INPUT among CELLS (a bit each), from *AT on; false: there is none. */
bool cells_next_range(const struct input *input, const uint64_t *cells, uint32_t *at, struct cells_range *range);
/* Ends on the values that an author would write: not from 10.000001, but above 10. */
void cells_ends(const struct space *space, const struct type *type, struct cells_range *range);

/* CELLS of an input (a bit each; that the fact is missing is said only where nothing else is in it) as a cell under a column that is headed by it; as a condition. False:
 * the language has no words for it that are sure to mean the same, and what was written is not to be used. */
bool cells_write_cell(const struct space *space, struct buf *out, uint32_t input, const uint64_t *cells);
bool cells_write_condition(const struct space *space, struct buf *out, uint32_t input, const uint64_t *cells);

#endif
