/* Why the child that compiles has failed. */
#ifndef BYLAW_JIT_JIT_FAILURE_H
#define BYLAW_JIT_JIT_FAILURE_H

#include <sys/types.h>

/* For people, a constant text. ANSWER: what CHILD has said for itself, if anything. The child stays to be waited for. */
const char *jit_failure(pid_t child, const char *answer);

#endif
