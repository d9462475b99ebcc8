/* Shared libraries that are opened when they are first needed: those that few runs use and that cost every start milliseconds. */
#ifndef BYLAW_BASE_SHARED_H
#define BYLAW_BASE_SHARED_H

#include <pthread.h>
#include <stdbool.h>

/* A library and the functions that are wanted of it. One a library, for the whole process, as the linker's own table would be. */
struct shared {
    const char *file;         /* "libpq.so.5" */
    const char *const *names; /* N functions */
    void **at;                /* where they are to be, in the order of names */
    unsigned n;
    pthread_mutex_t lock;
    enum { SHARED_UNTRIED, SHARED_OPEN, SHARED_ABSENT, SHARED_SHORT } state;
};
#define SHARED(file, names, at) { file, names, at, sizeof names / sizeof *names, PTHREAD_MUTEX_INITIALIZER, SHARED_UNTRIED }

/* Whether LIBRARY is there with all its functions; opens it when it is first asked. False: AT is not whole. The library stays open, as one that is
 * linked does. Thread-safe. */
bool shared_open(struct shared *library);
/* Whether the last try to open it failed for want of memory: it may be there all the same, and is tried again. */
bool shared_short(struct shared *library);

#endif
