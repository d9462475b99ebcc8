/* What files were like when they were looked at: a change is found by looking again. */
#ifndef BYLAW_CLI_STAMPS_H
#define BYLAW_CLI_STAMPS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>

struct stamp {
    char *path;
    bool there, folder;
    bool used; /* the caller's to set */
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
};

/* All paths are owned. Fresh memory is an empty list. */
struct stamps {
    struct stamp *at;
    size_t n, room;
    bool no_memory;
};

/* Adds PATH as it is now, if it is not there yet. */
void stamps_add(struct stamps *stamps, const char *path);
/* NULL: it is not there. */
struct stamp *stamps_find(const struct stamps *stamps, const char *path);
/* Whether the file is not as A says, but as B. Of a folder only whether it is there. */
bool stamps_differ(const struct stamp *a, const struct stamp *b);
/* Forgets those that were neither there nor used. */
void stamps_prune(struct stamps *stamps);
void stamps_free(struct stamps *stamps);

#endif
