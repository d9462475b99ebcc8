/* Shared objects with native code, looked at before they are loaded. */
#ifndef BYLAW_JIT_JIT_OBJECT_H
#define BYLAW_JIT_JIT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* What stands behind an object that is kept in a file: a magic and the SHA-256 of all that is before it. */
enum { JIT_OBJECT_SEAL = 8 + 32 /* bytes */ };

struct jit_object {
    unsigned char *bytes;
    size_t n;
};

/* Reads the file FD, runs nothing of it. NULL, or what is wrong, a constant text; jit_object_free in any case. */
const char *jit_object_read(int fd, struct jit_object *object);
void jit_object_free(struct jit_object *object);
/* Looks whether it is a shared object for this machine that bears NOTE (text of N bytes), needs no other object and runs nothing when it is
 * loaded. NULL, or what is wrong. */
const char *jit_object_check(const struct jit_object *object, const char *note, size_t n);

/* The seal for an object of N BYTES. */
void jit_object_seal(const void *bytes, size_t n, unsigned char seal[JIT_OBJECT_SEAL]);
/* Whether it ends with the seal of what is before that. NULL, or what is wrong. */
const char *jit_object_check_seal(const struct jit_object *object);
/* A file of the same bytes that lies in memory and is nobody else's, to be closed; -1: it cannot be had. */
int jit_object_copy(const struct jit_object *object);

#endif
