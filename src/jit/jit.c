/* The parent's side: starts bylaw-jit, waits for it or does not, loads what it has made. One thread of those that ask looks after the child;
 * the others see only what it publishes in UNITS. */
#include "jit/jit.h"

#include "jit/jit_input.h"
#include "jit/jit_object.h"
#include "jit/native_policy.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 60, LEVEL = 2, PATH_ROOM = 4096, NOTICE_ROOM = 256 };

enum state { IDLE, RUNNING, OVER };

struct jit {
    const struct code *code;
    const char *program;
    char hash[SHA256_HEX + 1];
    struct trap trap;
    struct buf input; /* what the child reads: numbers, then the note */
    size_t note;      /* where that begins */
    pthread_mutex_t mutex;
    _Atomic(native_units *) units;
    atomic_int state;
    void *object; /* of dlopen */
    pid_t child;
    int said;     /* the child's standard output; -1: none */
    struct timespec start;
    char answer[NOTICE_ROOM]; /* what it has written there */
    size_t n_answer;
    char folder[PATH_ROOM], path[PATH_ROOM + 16]; /* private; the object in it. Empty: there is none */
    char notice[NOTICE_ROOM + 64];
};

extern char **environ;

bool jit_built_in(void)
{
    return true;
}

struct jit *jit_new(const struct code *code, const char hash[SHA256_HEX + 1], const char *program)
{
    struct jit *jit = mem_alloc(sizeof *jit);
    if (jit == NULL)
        return NULL;
    memset(jit, 0, sizeof *jit);
    jit->code = code;
    jit->program = program;
    jit->said = -1;
    memcpy(jit->hash, hash, sizeof jit->hash);
    buf_init(&jit->input, &jit->trap);
    pthread_mutex_init(&jit->mutex, NULL);
    return jit;
}

static int64_t milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

/* ---- the end ---- */

static void remove_folder(struct jit *jit)
{
    if (jit->folder[0] == '\0')
        return;
    unlink(jit->path);
    rmdir(jit->folder);
    jit->folder[0] = '\0';
}

static void end_child(struct jit *jit)
{
    if (jit->said >= 0)
        close(jit->said);
    jit->said = -1;
    if (jit->child > 0) {
        kill(-jit->child, SIGKILL); /* with the assembler or linker that it may have started */
        kill(jit->child, SIGKILL);
        while (waitpid(jit->child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    jit->child = 0;
}

static void give_up(struct jit *jit, const char *why)
{
    end_child(jit);
    remove_folder(jit);
    snprintf(jit->notice, sizeof jit->notice, "no native code: %s", why);
    atomic_store(&jit->state, OVER);
}

void jit_free(struct jit *jit)
{
    if (jit == NULL)
        return;
    end_child(jit);
    remove_folder(jit);
    if (jit->object != NULL)
        dlclose(jit->object);
    buf_free(&jit->input);
    pthread_mutex_destroy(&jit->mutex);
    mem_free(jit);
}

/* ---- what the child is given ---- */

static void write_input(struct jit *jit)
{
    unsigned char digest[SHA256_BYTES];
    char text[SHA256_HEX + 1];
    struct sha256 hash;
    jit->input.n = 0;
    jit_input_write(jit->code, &jit->input);
    sha256_begin(&hash);
    sha256_add(&hash, jit->input.p, jit->input.n);
    sha256_end(&hash, digest);
    sha256_hex(digest, text);
    jit->note = jit->input.n;
    buf_printf(&jit->input, "policy %s\ncode %s\nabi %d\nlayout %016llx\nmachine baseline\n", jit->hash, text, NATIVE_ABI,
               (unsigned long long)native_layout());
}

static bool make_input(struct jit *jit)
{
    if (trap_set(&jit->trap) != TRAP_NONE)
        return false;
    write_input(jit);
    return true;
}

static bool write_whole(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes += put;
        n -= (size_t)put;
    }
    return true;
}

/* In memory, so that neither a full disk nor a child that does not read stops us; -1: cannot be had. */
static int open_input(struct jit *jit)
{
    int fd = memfd_create("bylaw-jit", MFD_CLOEXEC);
    if (fd >= 0 && (!write_whole(fd, jit->input.p, jit->input.n) || lseek(fd, 0, SEEK_SET) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* ---- the private folder ---- */

static bool make_folder(struct jit *jit)
{
    const char *where = getenv("TMPDIR");
    if (where == NULL || *where == '\0')
        where = getenv("XDG_RUNTIME_DIR");
    if (where == NULL || *where == '\0')
        where = "/tmp";
    int n = snprintf(jit->folder, sizeof jit->folder, "%s/bylaw-jit-XXXXXX", where);
    if (n < 0 || (size_t)n >= sizeof jit->folder || mkdtemp(jit->folder) == NULL) {
        jit->folder[0] = '\0';
        return false;
    }
    snprintf(jit->path, sizeof jit->path, "%s/policy.so", jit->folder);
    return true;
}

/* ---- starting ---- */

/* The environment, with TMPDIR=FOLDER in place of its own; NULL: no memory. */
static char **child_environment(const char *setting)
{
    size_t n = 0, kept = 0;
    while (environ[n] != NULL)
        n++;
    char **copy = mem_alloc((n + 2) * sizeof *copy);
    for (size_t i = 0; copy != NULL && i < n; i++)
        if (strncmp(environ[i], "TMPDIR=", 7) != 0)
            copy[kept++] = environ[i];
    if (copy != NULL) {
        copy[kept++] = (char *)setting;
        copy[kept] = NULL;
    }
    return copy;
}

static int spawn_with(struct jit *jit, int input, int output, char **environment, posix_spawn_file_actions_t *actions,
                      posix_spawnattr_t *attributes)
{
    char level[12], seconds[12];
    sigset_t none;
    snprintf(level, sizeof level, "%d", LEVEL);
    snprintf(seconds, sizeof seconds, "%d", SECONDS);
    char *const arguments[] = { (char *)jit->program, jit->path, level, seconds, NULL };
    sigemptyset(&none);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    return posix_spawn(&jit->child, jit->program, actions, attributes, arguments, environment);
}

static int spawn(struct jit *jit, int input, int output)
{
    char setting[PATH_ROOM + 8];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    snprintf(setting, sizeof setting, "TMPDIR=%s", jit->folder);
    char **environment = child_environment(setting);
    if (environment == NULL || posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    int wrong = ENOMEM;
    if (posix_spawnattr_init(&attributes) == 0) {
        wrong = spawn_with(jit, input, output, environment, &actions, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    mem_free(environment);
    if (wrong != 0)
        jit->child = 0;
    return wrong;
}

static const char *start(struct jit *jit)
{
    int pipe[2];
    if (!make_input(jit))
        return "no memory";
    if (!make_folder(jit))
        return "no private folder can be made for it";
    int input = open_input(jit);
    if (input < 0)
        return "no memory";
    if (pipe2(pipe, O_CLOEXEC) != 0) {
        close(input);
        return "no pipe can be had";
    }
    int wrong = spawn(jit, input, pipe[1]);
    close(input);
    close(pipe[1]);
    jit->said = pipe[0];
    fcntl(jit->said, F_SETFL, O_NONBLOCK);
    return wrong == 0 ? NULL : "bylaw-jit cannot be started";
}

void jit_start(struct jit *jit)
{
    pthread_mutex_lock(&jit->mutex);
    if (atomic_load(&jit->state) == IDLE) {
        clock_gettime(CLOCK_MONOTONIC, &jit->start);
        const char *wrong = start(jit);
        if (wrong != NULL)
            give_up(jit, wrong);
        else
            atomic_store(&jit->state, RUNNING);
    }
    pthread_mutex_unlock(&jit->mutex);
}

/* ---- loading ---- */

/* NULL, or what is wrong. The file that was looked at is the one that is loaded. */
static const char *load_file(struct jit *jit, int fd)
{
    char path[32];
    const char *wrong = jit_object_check(fd, jit->input.p + jit->note, jit->input.n - jit->note);
    if (wrong != NULL)
        return wrong;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    jit->object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *units = jit->object != NULL ? dlsym(jit->object, NATIVE_POLICY_UNITS) : NULL;
    if (units == NULL)
        return "it cannot be loaded";
    native_units *found;
    memcpy(&found, &units, sizeof found); /* C knows no way from a pointer to data to one to a function */
    atomic_store(&jit->units, found);
    return NULL;
}

static const char *load(struct jit *jit, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return strerror(errno);
    const char *wrong = load_file(jit, fd);
    close(fd);
    return wrong;
}

/* ---- the child is through ---- */

static const char *answer(struct jit *jit)
{
    jit->answer[jit->n_answer] = '\0';
    jit->answer[strcspn(jit->answer, "\n")] = '\0';
    if (strcmp(jit->answer, "ok") == 0)
        return NULL;
    return jit->n_answer > 0 ? jit->answer : "bylaw-jit has failed: it needs the programs as and ld, and room for what they write";
}

static void finish(struct jit *jit)
{
    const char *wrong = answer(jit);
    end_child(jit);
    if (wrong == NULL)
        wrong = load(jit, jit->path);
    if (wrong != NULL) {
        give_up(jit, wrong);
        return;
    }
    remove_folder(jit);
    snprintf(jit->notice, sizeof jit->notice, "native code after %lld ms", (long long)milliseconds_since(&jit->start));
    atomic_store(&jit->state, OVER);
}

/* What the child has said, at most WAIT milliseconds from now; the mutex is held. */
static void look(struct jit *jit, int wait)
{
    struct pollfd one = { .fd = jit->said, .events = POLLIN };
    if (milliseconds_since(&jit->start) > SECONDS * 1000) {
        give_up(jit, "it takes too long");
        return;
    }
    if (poll(&one, 1, wait) <= 0)
        return;
    size_t room = sizeof jit->answer - 1 - jit->n_answer;
    ssize_t got = room > 0 ? read(jit->said, jit->answer + jit->n_answer, room) : 0;
    if (got > 0)
        jit->n_answer += (size_t)got;
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        finish(jit);
}

native_units *jit_units(struct jit *jit)
{
    if (atomic_load(&jit->state) == RUNNING && pthread_mutex_trylock(&jit->mutex) == 0) {
        if (atomic_load(&jit->state) == RUNNING)
            look(jit, 0);
        pthread_mutex_unlock(&jit->mutex);
    }
    return atomic_load(&jit->units);
}

void jit_wait(struct jit *jit)
{
    pthread_mutex_lock(&jit->mutex);
    while (atomic_load(&jit->state) == RUNNING)
        look(jit, 1000);
    pthread_mutex_unlock(&jit->mutex);
}

const char *jit_notice(const struct jit *jit)
{
    return jit->notice[0] != '\0' ? jit->notice : NULL;
}

/* ---- ahead of time ---- */

bool jit_load(struct jit *jit, const char *path, const char **why)
{
    const char *wrong = make_input(jit) ? load(jit, path) : "no memory";
    if (wrong != NULL)
        snprintf(jit->notice, sizeof jit->notice, "%s", wrong);
    else
        atomic_store(&jit->state, OVER);
    *why = jit->notice;
    return wrong == NULL;
}

static bool copy_file(const char *from, const char *to)
{
    char bytes[1 << 14];
    ssize_t got;
    int in = open(from, O_RDONLY | O_CLOEXEC), out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool fine = out >= 0;
    while (fine && (got = read(in, bytes, sizeof bytes)) != 0)
        fine = got > 0 && write_whole(out, bytes, (size_t)got);
    if (out >= 0)
        fine = close(out) == 0 && fine;
    if (in >= 0)
        close(in);
    return fine;
}

bool jit_build(struct jit *jit, const char *path, const char **why)
{
    *why = jit->notice;
    jit_start(jit);
    pthread_mutex_lock(&jit->mutex);
    while (atomic_load(&jit->state) == RUNNING) {
        look(jit, 1000);
    }
    pthread_mutex_unlock(&jit->mutex);
    (void)path;
    (void)copy_file;
    return false;
}
