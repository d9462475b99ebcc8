/* What the files that select share. */
#ifndef BYLAW_CODE_INDEX_WORK_H
#define BYLAW_CODE_INDEX_WORK_H

#include "code/index.h"

/* index.c: the value of KEY, which is of a text or a date, where its fact is known. */
int64_t index_derived(struct index_work *work, uint32_t key, const struct value *fact);
/* index_matrix.c: the rows of NODE that are not no, listed. */
void index_matrix_select(struct index_work *work, const struct index_node *node);

/* The part of it that is done with vectors, by what the processor has. */
struct index_vectors {
    void (*intersect)(struct index_work *work, const struct index_node *node);
    void (*part)(struct index_work *work, const struct index_node *node, uint32_t n_open);
};
/* Those that this processor has, the best first; NULL: there are no more. */
const struct index_vectors *index_matrix_vectors(uint32_t i);

/* Lists ITEM if ALIVE. Without a jump: in one case it is, in the next it is not. */
static inline void index_work_found(struct index_work *work, bool alive, uint32_t item, bool certain)
{
    work->out[work->n] = item << 1 | certain;
    work->n += alive;
    work->sorted &= !alive | (item >= work->next);
    work->next = alive ? item + 1 : work->next;
}

/* Notes that something that is not listed waits for FACT. */
static inline void index_work_wait(struct index_work *work, uint32_t fact)
{
    work->waits[fact / 64] |= UINT64_C(1) << fact % 64;
    work->waiting = true;
}

#endif
