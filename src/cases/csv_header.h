/* What may be wrong with the header of a CSV though it can be used: a misspelt column only makes its fact missing in every case. */
#ifndef BYLAW_CASES_CSV_HEADER_H
#define BYLAW_CASES_CSV_HEADER_H

#include "code/shape.h"

/* NAMES has N columns' names; FACTS the fact of each, or a negative number. One line for people for each column that is almost a fact that no
 * column gives, one if no column is a fact at all; empty where nothing is strange. In ARENA. */
struct str csv_header_notice(struct arena *arena, const struct shape *shape, const struct str *names, const int32_t *facts, uint32_t n);

#endif
