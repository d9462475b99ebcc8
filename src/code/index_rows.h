/* The index in the making: what conditions say of facts, as rows of terms. For the files of this room that make code. */
#ifndef BYLAW_CODE_INDEX_ROWS_H
#define BYLAW_CODE_INDEX_ROWS_H

#include "code/compiler.h"
#include "code/index.h"

struct index_rows;

enum { INDEX_NO_SET = UINT32_MAX };

/* Sets of fewer items than LEAST are not made. */
struct index_rows *index_rows_new(struct compiler *c, uint32_t least);
/* A set for all units, one for the arms of UNIT, one for those of ARMS: its number, or INDEX_NO_SET where it would not pay. */
uint32_t index_rows_units(struct index_rows *rows);
uint32_t index_rows_unit(struct index_rows *rows, const struct unit *unit);
uint32_t index_rows_arms(struct index_rows *rows, const struct arms *arms);
/* Item I of SET: where its code begins, and where that goes on once its condition is yes. Nothing where SET is INDEX_NO_SET. */
void index_rows_entry(struct index_rows *rows, uint32_t set, uint32_t i, uint32_t word);
void index_rows_fire(struct index_rows *rows, uint32_t set, uint32_t i, uint32_t word);
/* The index of all sets, for index_build, in the compiler's arena; NULL: there are none. */
struct index *index_rows_index(struct index_rows *rows);

#endif
