#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int trouble; /* errno of the write that failed; the program's own state, not the library's */

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes += written;
        n -= (size_t)written;
    }
    return 0;
}

int output_data(void *context, const char *bytes, size_t n)
{
    (void)context;
    trouble = write_all(STDOUT_FILENO, bytes, n);
    return trouble;
}

int output_talk(void *context, const char *bytes, size_t n)
{
    (void)context;
    write_all(STDERR_FILENO, bytes, n); /* decisions go on where nobody listens to the talk */
    return 0;
}

int output_put(void *file, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, file) == n ? 0 : 1;
}

int output_closed(void) { return trouble == EPIPE; }

void output_complain(void)
{
    if (trouble != 0 && trouble != EPIPE)
        say("cannot write to standard output: %s", strerror(trouble));
}

int output_end(int status)
{
    if (trouble == 0 && (fflush(stdout) != 0 || ferror(stdout)))
        trouble = errno;
    output_complain();
    return trouble != 0 && trouble != EPIPE ? BYLAW_UNUSABLE : status;
}

void output_json(FILE *out, const char *text)
{
    putc('"', out);
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p < 0x20)
            fprintf(out, "\\u%04x", *p);
        else
            putc(*p, out);
    }
    putc('"', out);
}
