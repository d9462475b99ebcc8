#include "cli/stamps.h"

#include <stdlib.h>
#include <string.h>

static struct stamp stamp_of(char *path)
{
    struct stat status;
    struct stamp stamp = { .path = path };
    if (stat(path, &status) != 0)
        return stamp;
    stamp.there = true;
    stamp.folder = S_ISDIR(status.st_mode);
    stamp.device = status.st_dev;
    stamp.inode = status.st_ino;
    stamp.size = status.st_size;
    stamp.modified = status.st_mtim;
    stamp.changed = status.st_ctim;
    return stamp;
}

struct stamp *stamps_find(const struct stamps *stamps, const char *path)
{
    for (size_t i = 0; i < stamps->n; i++)
        if (strcmp(stamps->at[i].path, path) == 0)
            return &stamps->at[i];
    return NULL;
}

static bool make_room(struct stamps *stamps)
{
    size_t room = stamps->room > 0 ? stamps->room * 2 : 16;
    if (stamps->n < stamps->room)
        return true;
    struct stamp *at = realloc(stamps->at, room * sizeof *at);
    if (at == NULL)
        return false;
    stamps->at = at;
    stamps->room = room;
    return true;
}

void stamps_add(struct stamps *stamps, const char *path)
{
    if (stamps_find(stamps, path) != NULL)
        return;
    char *copy = make_room(stamps) ? strdup(path) : NULL;
    if (copy == NULL)
        stamps->no_memory = true;
    else
        stamps->at[stamps->n++] = stamp_of(copy);
}

static bool same_time(struct timespec a, struct timespec b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

bool stamps_differ(const struct stamp *a, const struct stamp *b)
{
    if (a->there != b->there || a->folder != b->folder)
        return true;
    if (!a->there || a->folder)
        return false;
    return a->device != b->device || a->inode != b->inode || a->size != b->size || !same_time(a->modified, b->modified)
        || !same_time(a->changed, b->changed);
}

void stamps_prune(struct stamps *stamps)
{
    size_t n = 0;
    for (size_t i = 0; i < stamps->n; i++)
        if (stamps->at[i].there || stamps->at[i].used)
            stamps->at[n++] = stamps->at[i];
        else
            free(stamps->at[i].path);
    stamps->n = n;
}

void stamps_free(struct stamps *stamps)
{
    for (size_t i = 0; i < stamps->n; i++)
        free(stamps->at[i].path);
    free(stamps->at);
    *stamps = (struct stamps){ 0 };
}
