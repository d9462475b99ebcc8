#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* What the run has at hand besides the library's objects: the sinks' context. */
struct run {
    const struct opts *opts;
    bylaw_stats stats;
    struct timespec start;
    bool progress; /* a progress line is on the terminal */
};

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

/* ---- figures ---- */

static void print_stats(const struct run *run)
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

static bylaw_status decide_input(struct run *run, bylaw_decider *decider, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open_input(path);
    if (fd < 0) {
        say("cannot read the cases '%s': %s", path, strerror(errno));
        return BYLAW_UNUSABLE;
    }
    bool terminal = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
    bylaw_sinks sinks = { .size = sizeof sinks, .out = output_data, .talk = talk, .context = run,
                          .progress = terminal ? progress : NULL };
    const char *why = NULL;
    const char *name = standard ? "standard input" : path;
    bylaw_status status = bylaw_stream(decider, fd, name, &sinks, &run->stats, &why);
    progress_clear(run);
    if (why != NULL)
        say("%s: %s", name, why);
    if (!standard)
        close(fd);
    return status;
}

/* All inputs in turn; the worst status counts, and what cannot go on stops it. */
static bylaw_status decide_inputs(struct run *run, bylaw_decider *decider)
{
    static const char *const standard_input[] = { "-" };
    const struct opts *opts = run->opts;
    const char *const *inputs = opts->n_inputs > 0 ? opts->inputs : standard_input;
    size_t n = opts->n_inputs > 0 ? opts->n_inputs : 1;
    if (opts->n_inputs == 0 && isatty(STDIN_FILENO))
        say("reading cases from the terminal, one a line; Ctrl-D ends");
    bylaw_status worst = BYLAW_OK;
    for (size_t i = 0; i < n && worst < BYLAW_UNUSABLE; i++) {
        bylaw_status status = decide_input(run, decider, inputs[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static bylaw_status decide_all(struct run *run, const bylaw_policy *policy)
{
    bylaw_decider *decider;
    const char *why;
    bylaw_options options = run->opts->eval;
    options.color = opts_color(run->opts, STDOUT_FILENO);
    bylaw_status status = bylaw_decider_new(policy, &options, &decider, &why);
    if (status != BYLAW_OK) {
        say("%s", why);
        return status;
    }
    status = decide_inputs(run, decider);
    bylaw_decider_free(decider);
    if (status == BYLAW_UNUSABLE && output_closed())
        return BYLAW_OK; /* the reader has seen enough */
    return status == BYLAW_OK && run->stats.failed_on > 0 ? BYLAW_FAULT : status;
}

int cmd_eval(const struct opts *opts)
{
    struct run run = { .opts = opts };
    clock_gettime(CLOCK_MONOTONIC, &run.start);
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = decide_all(&run, policy);
    bylaw_policy_free(policy);
    if (opts->stats && status != BYLAW_UNUSABLE)
        print_stats(&run);
    return status;
}
