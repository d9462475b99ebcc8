#include "base/mem.h"

#include <stdlib.h>
#include <sys/mman.h>

void trap_spring(struct trap *trap, enum trap_cause cause)
{
    if (!trap)
        abort();
    longjmp(trap->env, (int)cause);
}

void *mem_alloc(size_t size)
{
    return malloc(size ? size : 1);
}

void *mem_alloc_wide(size_t size)
{
    void *block;
    if (size < MEM_WIDE)
        return mem_alloc(size);
    if (posix_memalign(&block, MEM_WIDE, size) != 0)
        return NULL;
    madvise(block, size, MADV_HUGEPAGE); /* a hint: without it the block is the same */
    return block;
}

void *mem_resize(void *block, size_t size)
{
    return realloc(block, size ? size : 1);
}

void mem_free(void *block)
{
    free(block);
}
