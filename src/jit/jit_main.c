/* The program bylaw-jit: reads a policy's code on standard input, makes a shared object of it.
 *
 *     bylaw-jit OBJECT LEVEL SECONDS     with the note (a line a thing) behind the code
 *
 * It is a program of its own because libgccjit ends the process where the system's assembler or linker is missing, and because it can
 * be killed. Whoever started it reads from standard output: "ok", or why not. */
#include "base/mem.h"
#include "jit/native_policy.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FDS_AT_ONCE = 256, NAME_ROOM = 128 };
enum { WORDS_MANY = 1000 }; /* from where on less optimising saves more time than it costs */

static bool read_all(int fd, char **bytes, size_t *n)
{
    size_t room = 1 << 16;
    *n = 0;
    for (*bytes = mem_alloc(room); *bytes != NULL;) {
        ssize_t got = read(fd, *bytes + *n, room - *n);
        if (got <= 0)
            return got == 0;
        *n += (size_t)got;
        if (*n < room)
            continue;
        char *more = mem_resize(*bytes, room *= 2);
        if (more == NULL)
            return false;
        *bytes = more;
    }
    return false;
}

/* As the note has it. */
static void name_units(const char *note, size_t n, char *name, size_t room)
{
    static const char before[] = "\ncode ";
    const char *at = memmem(note, n, before, sizeof before - 1), *hash = at != NULL ? at + sizeof before - 1 : note + n;
    const char *end = hash < note + n ? memchr(hash, '\n', (size_t)(note + n - hash)) : NULL;
    snprintf(name, room, "%s%.*s", NATIVE_POLICY_UNITS, end != NULL ? (int)(end - hash) : 0, hash);
}

static const char *compile(const char *path, int level, const char *bytes, size_t n)
{
    struct jit_input input;
    const uint64_t *numbers = (const uint64_t *)bytes;
    size_t size = n >= 3 * sizeof *numbers ? numbers[2] : SIZE_MAX;
    if (size > n / sizeof *numbers || !jit_input_read(numbers, size, &input))
        return "what it was given is no code of this version";
    struct machine *m = machine_new(level > 1 && input.planned > WORDS_MANY ? 1 : level);
    if (m == NULL)
        return "no memory";
    char units[NAME_ROOM];
    name_units(bytes + size * sizeof *numbers, n - size * sizeof *numbers, units, sizeof units);
    const char *wrong = native_policy(m, &input, units);
    if (wrong == NULL)
        wrong = machine_write(m, path, bytes + size * sizeof *numbers, n - size * sizeof *numbers);
    if (wrong != NULL)
        printf("%s\n", wrong);
    machine_free(m);
    return wrong == NULL ? NULL : "";
}

/* What the host had open without saying that it is its own only: nobody shall wait for it because this goes on. */
static void close_others(void)
{
    DIR *open = opendir("/proc/self/fd");
    int fds[FDS_AT_ONCE], n;
    do {
        n = 0;
        for (struct dirent *entry; open != NULL && n < FDS_AT_ONCE && (entry = readdir(open)) != NULL;)
            if (atoi(entry->d_name) > STDERR_FILENO && atoi(entry->d_name) != dirfd(open))
                fds[n++] = atoi(entry->d_name);
        for (int i = 0; i < n; i++)
            close(fds[i]);
    } while (n == FDS_AT_ONCE);
    if (open != NULL)
        closedir(open);
}

int main(int argc, char **argv)
{
    char *bytes;
    size_t n;
    if (argc != 4) {
        fputs("bylaw-jit is started by bylaw\n", stderr);
        return 2;
    }
    close_others();
    signal(SIGPIPE, SIG_IGN);
    alarm((unsigned)atoi(argv[3]));
    fcntl(STDOUT_FILENO, F_SETFD, FD_CLOEXEC); /* the linker must not keep it open */
    const char *wrong = read_all(STDIN_FILENO, &bytes, &n) ? compile(argv[1], atoi(argv[2]), bytes, n) : "no memory";
    if (wrong != NULL && *wrong != '\0')
        printf("%s\n", wrong);
    mem_free(bytes);
    bool told = wrong == NULL && fputs("ok\n", stdout) >= 0;
    if (fflush(stdout) != 0 || !told) {
        unlink(argv[1]); /* nobody waits for it */
        return 1;
    }
    _exit(0); /* whatever libgccjit keeps is nobody's */
}
