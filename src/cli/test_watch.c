/* bylaw test --watch: again and again, whenever a file has changed that the last run came upon, or there is another file of scenarios.
 *
 * What has changed is found by looking at the files: word from the system only says when to look. So it does no harm if that is missing,
 * late, or about another file, and it does not matter how an editor writes. */
#include "cli/changes.h"
#include "cli/commands.h"
#include "cli/stamps.h"
#include "cli/test_run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Milliseconds: an editor has written all when nothing came for so long; how often one looks where there is no word. */
enum { QUIET = 60, MOST_ROUNDS = 20, LOOK = 400 };

struct watching {
    const struct opts *opts;
    struct stamps files;   /* that the runs so far came upon, as they were before the last run, or as early as could be */
    struct stamps folders; /* that word is wanted of */
    struct timespec begun; /* the last run */
    int changes;
    bool looking; /* there is no word of some folder */
};

enum wake { WAKE_CHANGE, WAKE_AGAIN, WAKE_END };

/* The program's own: a signal can reach nothing else. */
static volatile sig_atomic_t running, interrupted;

/* A run may take long, and leaves nothing behind; between runs all is brought to its end. */
static void on_signal(int number)
{
    if (running)
        _exit(128 + number);
    interrupted = 1;
}

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
enum { N_ENDING = sizeof ending / sizeof *ending };

/* What is ignored on the call (nohup) stays so. */
static void take_signals(struct sigaction before[N_ENDING])
{
    struct sigaction end = { .sa_handler = on_signal };
    sigemptyset(&end.sa_mask);
    for (size_t i = 0; i < N_ENDING; i++) {
        sigaction(ending[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(ending[i], &end, NULL);
    }
}

static void give_signals_back(const struct sigaction before[N_ENDING])
{
    for (size_t i = 0; i < N_ENDING; i++)
        sigaction(ending[i], &before[i], NULL);
}

/* ---- which files, which folders ---- */

static void add_folder_of(struct watching *w, const char *path)
{
    char folder[WALK_MOST_PATH];
    const char *slash = strrchr(path, '/');
    int n = slash == NULL ? 0 : slash == path ? 1 : (int)(slash - path);
    if (n < WALK_MOST_PATH) {
        snprintf(folder, sizeof folder, "%.*s", n > 0 ? n : 1, n > 0 ? path : ".");
        stamps_add(&w->folders, folder);
    }
}

/* Where a name is a link, the file behind it is what is written. */
static void add_folder_behind(struct watching *w, const char *path)
{
    char *real = realpath(path, NULL);
    if (real != NULL)
        add_folder_of(w, real);
    free(real);
}

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/* A file that nobody has looked at before may have changed since the run has read it: then it counts as one that has. */
static void on_used(void *context, const char *path)
{
    struct watching *w = context;
    struct timespec now;
    bool known = stamps_find(&w->files, path) != NULL;
    stamps_add(&w->files, path);
    struct stamp *stamp = stamps_find(&w->files, path);
    clock_gettime(CLOCK_REALTIME, &now);
    if (stamp != NULL)
        stamp->used = true;
    if (!known && stamp != NULL && stamp->there && !is_later(w->begun, stamp->modified) && is_later(now, stamp->modified))
        stamp->size = -1;
}

static void take_named(struct stamps *files, const char *path, int named)
{
    char beside[WALK_MOST_PATH];
    if (named || walk_ends(path, ".scenarios"))
        stamps_add(files, path);
    if (named && walk_ends(path, ".rules") && walk_beside(path, ".scenarios", beside))
        stamps_add(files, beside);
}

static void on_file(void *context, const char *path, int named) { take_named(context, path, named); }

static void on_folder(void *context, const char *path) { stamps_add(context, path); }

/* What there is now: what the call names, and what the last run came upon. */
static void look(const struct watching *w, struct stamps *now)
{
    const bylaw_options *eval = &w->opts->eval;
    walk_quietly(w->opts->inputs, w->opts->n_inputs, on_file, NULL, now);
    if (eval->rows != NULL)
        stamps_add(now, eval->rows);
    if (eval->db != NULL && strncmp(eval->db, "sqlite:", strlen("sqlite:")) == 0)
        stamps_add(now, eval->db + strlen("sqlite:"));
    for (size_t i = 0; i < w->files.n; i++)
        if (w->files.at[i].used)
            stamps_add(now, w->files.at[i].path);
}

static void listen_to(struct watching *w)
{
    walk_quietly(w->opts->inputs, w->opts->n_inputs, NULL, on_folder, &w->folders);
    for (size_t i = 0; i < w->files.n; i++) {
        add_folder_of(w, w->files.at[i].path);
        add_folder_behind(w, w->files.at[i].path);
    }
    w->looking = w->changes < 0;
    for (size_t i = 0; i < w->folders.n; i++)
        if (w->changes >= 0 && !changes_watch(w->changes, w->folders.at[i].path))
            w->looking = true;
}

/* The first file that is not as it was when it was read, or that is new; "" where there is none. Takes in what there is now. */
static bool find_change(struct watching *w, char name[WALK_MOST_PATH])
{
    struct stamps now = { 0 };
    bool found = false;
    look(w, &now);
    for (size_t i = 0; i < w->files.n; i++) /* what the call named, and is gone */
        stamps_add(&now, w->files.at[i].path);
    for (size_t i = 0; i < now.n && !found; i++) {
        const struct stamp *before = stamps_find(&w->files, now.at[i].path);
        found = before == NULL ? now.at[i].there : stamps_differ(before, &now.at[i]);
        if (found)
            snprintf(name, WALK_MOST_PATH, "%s", now.at[i].path);
    }
    stamps_free(&now);
    return found;
}

/* ---- waiting ---- */

/* What is typed, or written into the pipe: a line asks for a run; nothing more to come ends. */
static bool read_input(enum wake *wake)
{
    char text[256];
    ssize_t n = read(STDIN_FILENO, text, sizeof text);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return false;
    *wake = n > 0 ? WAKE_AGAIN : WAKE_END;
    return n <= 0 || memchr(text, '\n', (size_t)n) != NULL;
}

/* Until nothing has come for a while, but not for ever. */
static void calm_down(struct watching *w)
{
    struct pollfd events = { w->changes, POLLIN, 0 };
    for (int i = 0; i < MOST_ROUNDS && poll(&events, 1, QUIET) > 0 && (events.revents & POLLIN); i++)
        changes_drain(w->changes);
}

static bool has_changed(struct watching *w, char name[WALK_MOST_PATH])
{
    if (!find_change(w, name))
        return false;
    calm_down(w);
    return find_change(w, name); /* nothing, where an editor has put back what was there */
}

/* Signals are let through while it waits, by OPEN. */
static enum wake wait_for(struct watching *w, const sigset_t *open, char name[WALK_MOST_PATH])
{
    struct timespec soon = { 0, LOOK * 1000000L };
    enum wake wake = WAKE_END;
    while (!interrupted) {
        struct pollfd events[2] = { { STDIN_FILENO, POLLIN, 0 }, { w->changes, POLLIN, 0 } };
        if (has_changed(w, name))
            return WAKE_CHANGE;
        listen_to(w); /* folders may have come */
        int n = ppoll(events, 2, w->looking ? &soon : NULL, open);
        if (n < 0 && errno != EINTR)
            return WAKE_END;
        if (n > 0 && events[0].revents != 0 && read_input(&wake))
            return wake;
        if (n > 0 && events[1].revents != 0)
            calm_down(w);
    }
    return WAKE_END;
}

static enum wake wait_signals(struct watching *w, char name[WALK_MOST_PATH])
{
    sigset_t blocked, open;
    sigemptyset(&blocked);
    for (size_t i = 0; i < N_ENDING; i++)
        sigaddset(&blocked, ending[i]);
    sigprocmask(SIG_BLOCK, &blocked, &open);
    enum wake wake = wait_for(w, &open, name);
    sigprocmask(SIG_SETMASK, &open, NULL);
    return wake;
}

/* ---- telling ---- */

static void show(FILE *out, const char *text)
{
    bylaw_show(text, strlen(text), output_put, out);
}

static FILE *aside(const struct opts *opts) { return opts->results == RESULTS_TEXT ? stdout : stderr; }

/* On a terminal each run has the screen for itself. */
static void tell_begin(const struct opts *opts, unsigned number)
{
    if (opts->results == RESULTS_TEXT && isatty(STDOUT_FILENO))
        printf("\033[H\033[2J\033[3J");
    else if (number > 1)
        putc('\n', aside(opts));
    fflush(stdout);
}

static void tell_end(const struct watching *w, unsigned number, const char *change, int status)
{
    FILE *out = aside(w->opts);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    double seconds = (double)(now.tv_sec - w->begun.tv_sec) + (double)(now.tv_nsec - w->begun.tv_nsec) / 1e9;
    fflush(stdout);
    fprintf(out, "-- run %u", number);
    if (*change != '\0') {
        fprintf(out, ", since ");
        show(out, change);
        fprintf(out, " changed");
    }
    fprintf(out, ": %s (%.2f s); watching %zu files\n", status == BYLAW_OK ? "fine" : status == BYLAW_FAULT ? "not as expected" : "cannot be tried",
            seconds > 0 ? seconds : 0, w->files.n);
    fflush(out);
}

/* ---- all ---- */

/* What was there before the run is what it has read, or older. */
static void remember(struct watching *w)
{
    struct stamps now = { 0 };
    look(w, &now);
    stamps_free(&w->files);
    w->files = now;
    clock_gettime(CLOCK_REALTIME, &w->begun);
}

int watch_run(const struct opts *opts, int (*run)(const struct opts *opts, void (*used)(void *context, const char *path), void *context))
{
    struct watching w = { .opts = opts, .changes = changes_open() };
    char change[WALK_MOST_PATH] = "";
    int status = BYLAW_OK;
    enum wake wake = WAKE_CHANGE;
    struct sigaction before[N_ENDING];
    take_signals(before);
    for (unsigned number = 1; wake != WAKE_END; number++) {
        listen_to(&w); /* before anything is read: what changes from now on is heard of */
        if (w.changes >= 0)
            changes_drain(w.changes);
        remember(&w);
        tell_begin(opts, number);
        running = 1;
        status = run(opts, on_used, &w);
        running = 0;
        stamps_prune(&w.files);
        listen_to(&w);
        tell_end(&w, number, change, status);
        *change = '\0';
        wake = ferror(stdout) || w.files.no_memory || w.folders.no_memory ? WAKE_END : wait_signals(&w, change);
    }
    if (w.files.no_memory || w.folders.no_memory) {
        say("no memory to watch files");
        status = BYLAW_LIMIT;
    }
    give_signals_back(before);
    stamps_free(&w.files);
    stamps_free(&w.folders);
    if (w.changes >= 0)
        close(w.changes);
    return status;
}
