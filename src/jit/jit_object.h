/* Shared objects with native code, looked at before they are loaded. */
#ifndef BYLAW_JIT_JIT_OBJECT_H
#define BYLAW_JIT_JIT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* Looks whether the file FD is a shared object for this machine that bears NOTE (text of N bytes), needs no other object and runs nothing when
 * it is loaded. NULL, or what is wrong; reads the file, runs nothing of it. */
const char *jit_object_check(int fd, const char *note, size_t n);

#endif
