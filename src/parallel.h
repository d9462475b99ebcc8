/* Several workers at once, a thread each, while the calling thread tells how far they are. */
#ifndef BYLAW_PARALLEL_H
#define BYLAW_PARALLEL_H

#include <stddef.h>

enum { PARALLEL_MOST = 64 };

/* How many threads for so many JOBS: WANTED, or (0) as many as there are processors; at least one. */
unsigned parallel_count(unsigned wanted, size_t jobs);
/* Calls RUN with the first of N (up to PARALLEL_MOST) workers of SIZE bytes each at WORKERS, and with as many more as threads can be had for; returns when all
 * these are through, with their number. TELL (NULL: not wanted) is called with CONTEXT again and again on the calling thread, which then works
 * itself only if there is no thread to be had. */
unsigned parallel_run(void *(*run)(void *worker), void *workers, size_t size, unsigned n, void (*tell)(void *context), void *context);

#endif
