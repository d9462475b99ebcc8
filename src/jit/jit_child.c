#include "jit/jit_child.h"

#include "base/mem.h"
#include "jit/jit_failure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEVEL = 2 };

extern char **environ;

bool jit_child_built_in(void)
{
    return true;
}

static const char no_pipe[] = "no pipe can be had for bylaw-jit";

/* ---- what it is given ---- */

/* As much as it takes now; the rest comes when it is looked after. A socket, because a pipe's end would be a signal to the host. */
static void feed(struct jit_child *child)
{
    while (child->left > 0) {
        ssize_t put = send(child->feeds, child->input, child->left, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (put <= 0)
            break; /* it is no more: its output tells */
        child->input += put;
        child->left -= (size_t)put;
    }
    close(child->feeds);
    child->feeds = -1;
}

static bool make_folder(struct jit_child *child)
{
    const char *where = getenv("TMPDIR");
    if (where == NULL || *where == '\0')
        where = getenv("XDG_RUNTIME_DIR");
    if (where == NULL || *where == '\0')
        where = "/tmp";
    int n = snprintf(child->folder, sizeof child->folder, "%s/bylaw-jit-XXXXXX", where);
    if (n < 0 || (size_t)n >= sizeof child->folder || mkdtemp(child->folder) == NULL) {
        child->folder[0] = '\0';
        return false;
    }
    snprintf(child->path, sizeof child->path, "%s/policy.so", child->folder);
    return true;
}

/* The environment with SETTING in place of its own TMPDIR; NULL: no memory. */
static char **child_environment(char *setting)
{
    size_t n = 0, kept = 0;
    while (environ[n] != NULL)
        n++;
    char **copy = mem_alloc((n + 2) * sizeof *copy);
    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "TMPDIR=", strlen("TMPDIR=")) != 0)
            copy[kept++] = environ[i];
    copy[kept++] = setting;
    copy[kept] = NULL;
    return copy;
}

/* ---- starting ---- */

struct spawning {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
};

static bool spawning_init(struct spawning *how)
{
    if (posix_spawn_file_actions_init(&how->actions) != 0)
        return false;
    if (posix_spawnattr_init(&how->attributes) == 0)
        return true;
    posix_spawn_file_actions_destroy(&how->actions);
    return false;
}

static void spawning_free(struct spawning *how)
{
    posix_spawnattr_destroy(&how->attributes);
    posix_spawn_file_actions_destroy(&how->actions);
}

/* A process group of its own, so that the assembler and the linker go with it. */
static void set_up(struct spawning *how, int input, int output)
{
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&how->attributes, &signals);
    sigfillset(&signals); /* what the host ignores would be ignored there, too: the alarm that ends it, say */
    posix_spawnattr_setsigdefault(&how->attributes, &signals);
    posix_spawnattr_setpgroup(&how->attributes, 0);
    posix_spawnattr_setflags(&how->attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&how->actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&how->actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&how->actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
}

static bool spawn_with(struct jit_child *child, const char *program, char **environment, const struct spawning *how)
{
    char level[12], seconds[12];
    snprintf(level, sizeof level, "%d", LEVEL);
    snprintf(seconds, sizeof seconds, "%d", JIT_CHILD_SECONDS + 5); /* if nobody ends it before */
    char *const arguments[] = { (char *)program, child->path, level, seconds, NULL };
    if (posix_spawn(&child->id, program, &how->actions, &how->attributes, arguments, environment) == 0)
        return true;
    child->id = 0;
    return false;
}

static bool spawn(struct jit_child *child, const char *program, int input, int output)
{
    char setting[JIT_CHILD_PATH + 8];
    struct spawning how;
    snprintf(setting, sizeof setting, "TMPDIR=%s", child->folder);
    char **environment = child_environment(setting);
    bool fine = environment != NULL && spawning_init(&how);
    if (fine) {
        set_up(&how, input, output);
        fine = spawn_with(child, program, environment, &how);
        spawning_free(&how);
    }
    mem_free(environment);
    return fine;
}

static const char *start(struct jit_child *child, const char *program)
{
    int in[2], out[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
        return no_pipe;
    child->feeds = in[0];
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in[1]);
        return no_pipe;
    }
    child->said = out[0];
    fcntl(child->said, F_SETFL, O_NONBLOCK);
    bool fine = spawn(child, program, in[1], out[1]);
    close(in[1]);
    close(out[1]);
    return fine ? NULL : "bylaw-jit cannot be started";
}

const char *jit_child_start(struct jit_child *child, const char *program, const char *input, size_t n)
{
    memset(child, 0, sizeof *child);
    child->said = child->feeds = -1;
    child->input = input;
    child->left = n;
    clock_gettime(CLOCK_MONOTONIC, &child->start);
    if (!make_folder(child))
        return "no private folder can be made for it";
    const char *wrong = start(child, program);
    if (wrong == NULL)
        feed(child);
    return wrong;
}

/* ---- waiting ---- */

long jit_child_milliseconds(const struct jit_child *child)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - child->start.tv_sec) * 1000 + (now.tv_nsec - child->start.tv_nsec) / 1000000;
}

/* It has closed its output. */
static enum jit_child_state over(struct jit_child *child, const char **why)
{
    child->answer[child->n_answer] = '\0';
    child->answer[strcspn(child->answer, "\n")] = '\0';
    if (strcmp(child->answer, "ok") == 0)
        return JIT_CHILD_DONE;
    *why = jit_failure(child->id, child->answer);
    return JIT_CHILD_FAILED;
}

enum jit_child_state jit_child_look(struct jit_child *child, int milliseconds, const char **why)
{
    struct pollfd ends[] = { { .fd = child->said, .events = POLLIN }, { .fd = child->feeds, .events = POLLOUT } }; /* -1: ignored */
    if (jit_child_milliseconds(child) > JIT_CHILD_SECONDS * 1000) {
        *why = "it takes too long";
        return JIT_CHILD_FAILED;
    }
    if (poll(ends, 2, milliseconds) <= 0)
        return JIT_CHILD_WORKS;
    if (ends[1].revents != 0)
        feed(child);
    if (ends[0].revents == 0)
        return JIT_CHILD_WORKS;
    size_t room = sizeof child->answer - 1 - child->n_answer;
    ssize_t got = room > 0 ? read(child->said, child->answer + child->n_answer, room) : 0;
    if (got < 0)
        return errno == EAGAIN || errno == EINTR ? JIT_CHILD_WORKS : over(child, why);
    child->n_answer += (size_t)got;
    return got > 0 ? JIT_CHILD_WORKS : over(child, why);
}

/* ---- the end ---- */

static void reap(struct jit_child *child)
{
    kill(-child->id, SIGKILL);
    kill(child->id, SIGKILL);
    while (waitpid(child->id, NULL, 0) < 0 && errno == EINTR)
        continue;
    child->id = 0;
}

/* What the compiler leaves behind when it is killed lies in the folder, too: files, and folders with files. */
static void remove_all(const char *folder, int depth);

static void remove_one(const char *folder, const char *name, int depth)
{
    char path[2 * JIT_CHILD_PATH];
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return;
    if (unlink(path) != 0 && depth > 0)
        remove_all(path, depth - 1);
}

static void remove_all(const char *folder, int depth)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_one(folder, entry->d_name, depth);
    if (entries != NULL)
        closedir(entries);
    rmdir(folder);
}

void jit_child_end(struct jit_child *child)
{
    if (child->id > 0)
        reap(child);
    if (child->said >= 0)
        close(child->said);
    if (child->feeds >= 0)
        close(child->feeds);
    child->said = child->feeds = -1;
    if (child->folder[0] != '\0')
        remove_all(child->folder, 2);
    child->folder[0] = '\0';
}
