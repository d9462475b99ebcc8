/* The twin of jit_child.c where libgccjit is not: there is nothing to start. Native code that was made elsewhere can be loaded. */
#include "jit/jit_child.h"

#include <string.h>

bool jit_child_built_in(void)
{
    return false;
}

const char *jit_child_start(struct jit_child *child, const char *program, const char *input, size_t n)
{
    (void)program, (void)input, (void)n;
    memset(child, 0, sizeof *child);
    return "it is not built in (libgccjit)";
}

enum jit_child_state jit_child_look(struct jit_child *child, int milliseconds, const char **why)
{
    (void)child, (void)milliseconds;
    *why = "it is not built in (libgccjit)";
    return JIT_CHILD_FAILED;
}

long jit_child_milliseconds(const struct jit_child *child)
{
    (void)child;
    return 0;
}

void jit_child_end(struct jit_child *child)
{
    (void)child;
}
