#include "base/mem.h"

#include <stdlib.h>

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

void *mem_resize(void *block, size_t size)
{
    return realloc(block, size ? size : 1);
}

void mem_free(void *block)
{
    free(block);
}
