#include "base/mapped.h"

#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

int mapped_file(struct mapped *mapped, int fd, size_t n)
{
    void *at = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return errno;
    *mapped = (struct mapped){ at, n, true };
    return 0;
}

int mapped_copy(struct mapped *mapped, const char *bytes, size_t n)
{
    char *copy = mem_alloc(n);
    if (copy == NULL)
        return ENOMEM;
    memcpy(copy, bytes, n);
    *mapped = (struct mapped){ copy, n, false };
    return 0;
}

void mapped_freeze(struct mapped *mapped)
{
    if (mapped->file)
        (void)mprotect(mapped->at, mapped->n, PROT_READ);
}

void mapped_free(struct mapped *mapped)
{
    if (mapped->file)
        (void)munmap(mapped->at, mapped->n);
    else
        mem_free(mapped->at);
    *mapped = (struct mapped){ 0 };
}
