/* Files and folders that a call names. */
#include "cli/commands.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_DEPTH = 64 };

struct walk {
    void (*file)(void *context, const char *path, int named); /* this and the next: NULL: not wanted */
    void (*folder)(void *context, const char *path);
    void *context;
    int quiet;
    unsigned depth; /* of folders */
    bylaw_status worst;
};

int walk_ends(const char *path, const char *end)
{
    size_t n = strlen(path), k = strlen(end);
    return n > k && strcmp(path + n - k, end) == 0;
}

int walk_beside(const char *path, const char *end, char beside[WALK_MOST_PATH])
{
    const char *dot = strrchr(path, '.');
    int length = snprintf(beside, WALK_MOST_PATH, "%.*s%s", dot ? (int)(dot - path) : (int)strlen(path), path, end);
    return length > 0 && length < WALK_MOST_PATH;
}

static int is_visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void walk_one(struct walk *walk, const char *path, int named);

static void walk_folder(struct walk *walk, const char *path)
{
    struct dirent **entries;
    int n = walk->depth < MOST_DEPTH ? scandir(path, &entries, is_visible, alphasort) : -1;
    if (walk->folder)
        walk->folder(walk->context, path);
    if (n < 0) {
        if (!walk->quiet)
            say("the folder '%s' cannot be read", path);
        walk->worst = BYLAW_UNUSABLE;
        return;
    }
    walk->depth++;
    for (int i = 0; i < n; i++) {
        char below[WALK_MOST_PATH];
        int length = snprintf(below, sizeof below, "%s%s%s", path, walk_ends(path, "/") ? "" : "/", entries[i]->d_name);
        if (length > 0 && (size_t)length < sizeof below)
            walk_one(walk, below, 0);
        free(entries[i]);
    }
    walk->depth--;
    free(entries);
}

/* A folder's links to folders are not followed. */
static void walk_one(struct walk *walk, const char *path, int named)
{
    struct stat status;
    int found = (named ? stat(path, &status) : lstat(path, &status)) == 0;
    if (found && S_ISDIR(status.st_mode))
        walk_folder(walk, strcmp(path, ".") == 0 ? "./" : path);
    else if (walk->file)
        walk->file(walk->context, strncmp(path, "./", 2) == 0 && !named ? path + 2 : path, named);
}

static void walk_all(struct walk *walk, const char *const *paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        walk_one(walk, paths[i], 1);
    if (n == 0)
        walk_one(walk, ".", 1);
}

bylaw_status walk_paths(const char *const *paths, size_t n, void (*file)(void *context, const char *path, int named), void *context)
{
    struct walk walk = { .file = file, .context = context };
    walk_all(&walk, paths, n);
    return walk.worst;
}

void walk_quietly(const char *const *paths, size_t n, void (*file)(void *context, const char *path, int named),
                  void (*folder)(void *context, const char *path), void *context)
{
    struct walk walk = { .file = file, .folder = folder, .context = context, .quiet = 1 };
    walk_all(&walk, paths, n);
}
