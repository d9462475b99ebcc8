/* The bytes of a file in memory that may be changed (the file is not) and then frozen: mapped where the file can be, so that what is never
 * looked at is never read, and processes share what none of them changes. */
#ifndef BYLAW_BASE_MAPPED_H
#define BYLAW_BASE_MAPPED_H

#include <stdbool.h>
#include <stddef.h>

struct mapped {
    char *at; /* aligned for any type; NULL: there are none */
    size_t n;
    bool file; /* else a copy on the heap */
};

/* Maps the first N bytes (at least one) of the open regular file FD, which may be closed then. 0 or an errno. Whoever shortens the file
 * afterwards ends this process: files that are mapped are replaced, never written into. */
int mapped_file(struct mapped *mapped, int fd, size_t n);
/* The same of a copy of N BYTES. */
int mapped_copy(struct mapped *mapped, const char *bytes, size_t n);
/* From now on nobody can change them. Where the system refuses, nobody should. */
void mapped_freeze(struct mapped *mapped);
void mapped_free(struct mapped *mapped);

#endif
