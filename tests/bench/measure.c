/* Runs a command and tells what it took: nanoseconds of wall time, nanoseconds of processor time, peak memory in KiB, exit status. Its
 * standard output goes to the file OUTPUT, its standard input is empty.
 *
 *     measure OUTPUT COMMAND [ARGUMENT…]
 *
 * Where BENCH_PRIORITY is realtime, the command goes before all that the machine has to do besides (which takes the right to do so).
 *
 * A program of its own, and a small one: the peak of a child counts what its parent held when it was started. */
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t nanoseconds(struct timeval t)
{
    return ((int64_t)t.tv_sec * 1000000 + t.tv_usec) * 1000;
}

/* Children inherit it. */
static bool take_priority(void)
{
    const char *priority = getenv("BENCH_PRIORITY");
    return !priority || strcmp(priority, "realtime") != 0 || sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 10 }) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    if (!take_priority()) {
        perror("measure: no priority");
        return 1;
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    struct rusage use;
    pid_t child;
    int status = 0;
    int64_t from = now();
    int wrong = posix_spawnp(&child, argv[2], &files, NULL, argv + 2, environ);
    if (wrong) {
        fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(wrong));
        return 1;
    }
    if (wait4(child, &status, 0, &use) != child)
        return 1;
    int64_t wall = now() - from;
    posix_spawn_file_actions_destroy(&files);
    printf("%" PRId64 " %" PRId64 " %ld %d\n", wall, nanoseconds(use.ru_utime) + nanoseconds(use.ru_stime), use.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
