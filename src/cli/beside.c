/* Other programs of Bylaw, wherever this one lies. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef BYLAW_LIBEXEC
#define BYLAW_LIBEXEC "/usr/local/libexec"
#endif

static int fill(char path[BESIDE_MOST_PATH], const char *folder, const char *between, const char *name)
{
    int n = snprintf(path, BESIDE_MOST_PATH, "%s%s/%s", folder, between, name);
    return n > 0 && n < BESIDE_MOST_PATH && access(path, X_OK) == 0;
}

/* Beside this program, as both are built; in libexec beside the folder that it is installed in; where it was to be installed. */
const char *beside_program(const char *name, char path[BESIDE_MOST_PATH])
{
    char own[BESIDE_MOST_PATH];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    own[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(own, '/');
    if (slash != NULL)
        *slash = '\0';
    if (slash != NULL && (fill(path, own, "", name) || fill(path, own, "/../libexec", name)))
        return path;
    fill(path, BYLAW_LIBEXEC, "", name);
    return path;
}
