#ifndef BYLAW_CODE_WAITING_H
#define BYLAW_CODE_WAITING_H

#include "code/code.h"

/* Makes code->waiting, in ARENA, and says of the index's items whether they are quiet: before index_build. */
void waiting_find(struct code *code, struct arena *arena);

#endif
