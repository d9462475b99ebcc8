/* A file that is there whole or not at all: written beside its place, and moved there when it is whole. */
#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bylaw_status failed(struct replacing *file)
{
    say("cannot write '%s': %s", file->path, strerror(file->trouble));
    return BYLAW_UNUSABLE;
}

bylaw_status replace_begin(struct replacing *file, const char *path)
{
    *file = (struct replacing){ .path = path, .fd = -1 };
    if (stat(path, &file->before) != 0)
        file->before.st_mode = 0;
    if (file->before.st_mode != 0 && !S_ISREG(file->before.st_mode))
        file->trouble = S_ISDIR(file->before.st_mode) ? EISDIR : EINVAL; /* a device or a pipe is nothing that could be moved to */
    else if (snprintf(file->beside, sizeof file->beside, "%s.XXXXXX", path) >= (int)sizeof file->beside)
        file->trouble = ENAMETOOLONG;
    else if ((file->fd = mkostemp(file->beside, O_CLOEXEC)) < 0)
        file->trouble = errno;
    return file->trouble == 0 ? BYLAW_OK : failed(file);
}

int replace_write(void *context, const char *bytes, size_t n)
{
    struct replacing *file = context;
    file->bytes += n;
    while (n > 0 && file->trouble == 0) {
        ssize_t written = write(file->fd, bytes, n);
        if (written < 0 && errno != EINTR)
            file->trouble = errno;
        if (written > 0) {
            bytes += written;
            n -= (size_t)written;
        }
    }
    return file->trouble;
}

/* That it is another one's, and cannot be, is no fault. */
static void keep_mode(struct replacing *file)
{
    mode_t mask = umask(0), mode = 0666 & ~mask;
    umask(mask);
    if (file->before.st_mode != 0) {
        mode = file->before.st_mode & 07777;
        (void)!fchown(file->fd, file->before.st_uid, file->before.st_gid);
    }
    if (fchmod(file->fd, mode) != 0)
        file->trouble = errno;
}

bylaw_status replace_end(struct replacing *file, bylaw_status status)
{
    bool whole = status == BYLAW_OK;
    if (whole)
        keep_mode(file);
    if (whole && fsync(file->fd) != 0)
        file->trouble = errno;
    if (close(file->fd) != 0 && file->trouble == 0)
        file->trouble = errno;
    if (whole && file->trouble == 0 && rename(file->beside, file->path) != 0)
        file->trouble = errno;
    if (!whole || file->trouble != 0)
        (void)unlink(file->beside);
    return file->trouble != 0 ? failed(file) : status;
}
