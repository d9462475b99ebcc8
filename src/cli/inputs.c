/* The files of cases that a call names, one after the other, with a progress line; and the figures of the run. */
#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* ---- the progress line ---- */

static void progress_clear(struct run *run)
{
    if (run->progress)
        fputs("\r\033[K", stderr);
    run->progress = false;
}

static void progress(void *context, const bylaw_stats *stats)
{
    struct run *run = context;
    double seconds = seconds_since(&run->start);
    if (seconds < 1) /* a short run needs none */
        return;
    fprintf(stderr, "\r\033[K%llu cases, %.0f a second", (unsigned long long)stats->cases, (double)stats->cases / seconds);
    run->progress = true;
}

static int talk(void *context, const char *bytes, size_t n)
{
    progress_clear(context);
    return output_talk(NULL, bytes, n);
}

/* ---- inputs ---- */

static int open_input(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(fd);
        errno = EISDIR;
        return -1;
    }
    return fd;
}

/* A pipe that holds more makes whoever writes it wait less often for us, and us for them. It may not be had: then it stays as it is. */
static void widen(int fd)
{
    enum { PIPE_BYTES = 256 << 10 };
    int bytes = fcntl(fd, F_GETPIPE_SZ); /* -1 of what is no pipe */
    if (bytes > 0 && bytes < PIPE_BYTES)
        fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
}

static bylaw_status run_input(struct run *run, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open_input(path);
    if (fd < 0) {
        say("cannot read the cases '%s': %s", path, strerror(errno));
        return BYLAW_UNUSABLE;
    }
    widen(fd);
    bool terminal = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
    bylaw_sinks sinks = { .size = sizeof sinks, .out = output_data, .talk = talk, .context = run,
                          .progress = terminal ? progress : NULL };
    const char *why = NULL;
    const char *name = standard ? "standard input" : path;
    bylaw_status status = run->take(run->taker, fd, name, &sinks, &run->stats, &why);
    progress_clear(run);
    if (why != NULL)
        say("%s: %s", name, why);
    if (!standard)
        close(fd);
    return status;
}

bylaw_status run_inputs(struct run *run)
{
    static const char *const standard_input[] = { "-" };
    const struct opts *opts = run->opts;
    const char *const *inputs = opts->n_inputs > 0 ? opts->inputs : standard_input;
    size_t n = opts->n_inputs > 0 ? opts->n_inputs : 1;
    if (opts->n_inputs == 0 && isatty(STDIN_FILENO))
        say("reading cases from the terminal, one a line; Ctrl-D ends");
    bylaw_status worst = BYLAW_OK;
    for (size_t i = 0; i < n && worst < BYLAW_UNUSABLE; i++) {
        bylaw_status status = run_input(run, inputs[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

/* ---- figures ---- */

void run_figures(const struct run *run)
{
    const bylaw_stats *stats = &run->stats;
    double seconds = seconds_since(&run->start);
    struct rusage usage = { 0 };
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "cases       %llu\ndecided     %llu\nincomplete  %llu\nin conflict %llu\nin error    %llu\n",
            (unsigned long long)stats->cases, (unsigned long long)stats->decided, (unsigned long long)stats->incomplete,
            (unsigned long long)stats->conflicts, (unsigned long long)stats->errors);
    if (run->opts->n_fail_on > 0)
        fprintf(stderr, "failed on   %llu\n", (unsigned long long)stats->failed_on);
    fprintf(stderr, "bytes       %llu\nseconds     %.3f\ncases/s     %.0f\nmemory      %ld KiB at most\n",
            (unsigned long long)stats->bytes, seconds, seconds > 0 ? (double)stats->cases / seconds : 0, usage.ru_maxrss);
    if (run->native[0] != '\0')
        fprintf(stderr, "%s\n", run->native);
}
