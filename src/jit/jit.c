/* Native code for a policy: one thread of those that ask looks after the child, the others see only what it publishes in UNITS. */
#include "jit/jit.h"

#include "jit/jit_child.h"
#include "jit/jit_input.h"
#include "jit/jit_object.h"
#include "jit/jit_plan.h"
#include "jit/native_policy.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOTICE_ROOM = 256, NAMES_MOST = 64, LONG_WAIT = 1000 };

enum state { IDLE, RUNNING, OVER };

struct jit {
    const struct code *code;
    const char *program;
    struct trap trap;
    struct buf input; /* what the child reads: numbers, then the note */
    size_t note;      /* where that begins */
    pthread_mutex_t mutex; /* of what is not atomic */
    _Atomic(native_units *) units;
    atomic_int state;
    atomic_uint_fast64_t spent;
    void *object; /* of dlopen */
    struct jit_child child;
    char notice[NOTICE_ROOM];
    char name[sizeof NATIVE_POLICY_UNITS + SHA256_HEX]; /* of the function in the object */
};

bool jit_built_in(void)
{
    return jit_child_built_in();
}

struct jit *jit_new(const struct code *code, const char *program)
{
    struct jit *jit = mem_alloc(sizeof *jit);
    if (jit == NULL)
        return NULL;
    memset(jit, 0, sizeof *jit);
    jit->code = code;
    jit->program = program;
    jit->child.said = jit->child.feeds = -1;
    buf_init(&jit->input, &jit->trap);
    pthread_mutex_init(&jit->mutex, NULL);
    return jit;
}

void jit_free(struct jit *jit)
{
    if (jit == NULL)
        return;
    jit_child_end(&jit->child);
    if (jit->object != NULL)
        dlclose(jit->object);
    buf_free(&jit->input);
    pthread_mutex_destroy(&jit->mutex);
    mem_free(jit);
}

/* ---- what the child is given, and what its object must bear ---- */

static void write_input(struct jit *jit, const char *policy)
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
    snprintf(jit->name, sizeof jit->name, "%s%s", NATIVE_POLICY_UNITS, text);
    jit->note = jit->input.n;
    buf_printf(&jit->input, "policy %s\ncode %s\nabi %d\nlayout %016llx\ncpu baseline\n", policy, text, NATIVE_ABI,
               (unsigned long long)native_layout());
}

static bool make_input(struct jit *jit, const char *policy)
{
    if (trap_set(&jit->trap) != TRAP_NONE)
        return false;
    write_input(jit, policy);
    return true;
}

/* ---- loading ---- */

/* False: it is not in what has been loaded. */
static bool find_units(struct jit *jit)
{
    native_units *units;
    void *found = dlsym(jit->object, jit->name);
    if (found == NULL)
        return false;
    memcpy(&units, &found, sizeof units); /* C knows no way from a pointer to data to one to a function */
    atomic_store(&jit->units, units);
    return true;
}

/* dlopen knows what is loaded by its name, and a file that was loaded and closed before may have had this one's number: so the name gets another
 * spelling until it is the right one. */
static bool load_by_number(struct jit *jit, int fd)
{
    char name[2 * NAMES_MOST + 32] = "/proc/self/fd/";
    for (int i = 0; i < NAMES_MOST; i++) {
        size_t n = strlen(name);
        snprintf(name + n, sizeof name - n, "%d", fd);
        jit->object = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (jit->object == NULL || find_units(jit))
            return jit->object != NULL;
        dlclose(jit->object);
        jit->object = NULL;
        snprintf(name + n, sizeof name - n, "./");
    }
    return false;
}

/* NULL, or what is wrong with it. KEPT: a file of somebody's, which may be damaged. */
static const char *check(struct jit *jit, const struct jit_object *object, bool kept)
{
    const char *wrong = kept ? jit_object_check_seal(object) : NULL;
    return wrong != NULL ? wrong : jit_object_check(object, jit->input.p + jit->note, jit->input.n - jit->note);
}

/* The very bytes that were looked at. */
static const char *load_copy(struct jit *jit, const struct jit_object *object)
{
    int copy = jit_object_copy(object);
    bool loaded = copy >= 0 && load_by_number(jit, copy);
    if (copy >= 0)
        close(copy);
    return loaded ? NULL : "it cannot be loaded: memory is short, or none may hold programs";
}

/* What our own child has just made lies in a folder of ours; a file of somebody's may change while we look. */
static const char *load_checked(struct jit *jit, int fd, const struct jit_object *object, bool kept)
{
    if (kept)
        return load_copy(jit, object);
    return load_by_number(jit, fd) ? NULL : "it cannot be loaded; where no programs may be run from TMPDIR, another is needed";
}

static const char *load(struct jit *jit, const char *path, bool kept)
{
    struct jit_object object;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return strerror(errno);
    const char *wrong = jit_object_read(fd, &object);
    if (wrong == NULL)
        wrong = check(jit, &object, kept);
    if (wrong == NULL)
        wrong = load_checked(jit, fd, &object, kept);
    jit_object_free(&object);
    close(fd);
    return wrong;
}

/* ---- the child; the mutex is held ---- */

/* WRONG: NULL, or why there is none. */
static void finish(struct jit *jit, const char *wrong)
{
    long milliseconds = jit_child_milliseconds(&jit->child);
    if (wrong == NULL)
        wrong = load(jit, jit->child.path, false);
    if (wrong == NULL)
        snprintf(jit->notice, sizeof jit->notice, "native code after %ld ms", milliseconds);
    else
        snprintf(jit->notice, sizeof jit->notice, "no native code: %s", wrong);
    jit_child_end(&jit->child);
    atomic_store(&jit->state, OVER);
}

static void look(struct jit *jit, int milliseconds)
{
    const char *wrong = NULL;
    if (jit_child_look(&jit->child, milliseconds, &wrong) != JIT_CHILD_WORKS)
        finish(jit, wrong);
}

static const char *start(struct jit *jit, const char *hash)
{
    const char *nothing = jit_plan_nothing(jit->code);
    if (nothing != NULL)
        return nothing;
    return make_input(jit, hash) ? jit_child_start(&jit->child, jit->program, jit->input.p, jit->input.n) : "no memory";
}

void jit_start(struct jit *jit, const char hash[SHA256_HEX + 1])
{
    pthread_mutex_lock(&jit->mutex);
    if (atomic_load(&jit->state) == IDLE) {
        const char *wrong = start(jit, hash);
        if (wrong != NULL)
            finish(jit, wrong);
        else
            atomic_store(&jit->state, RUNNING);
    }
    pthread_mutex_unlock(&jit->mutex);
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
        look(jit, LONG_WAIT);
    pthread_mutex_unlock(&jit->mutex);
}

uint64_t jit_spend(struct jit *jit, uint64_t nanoseconds)
{
    return atomic_fetch_add(&jit->spent, nanoseconds) + nanoseconds;
}

bool jit_started(struct jit *jit)
{
    return atomic_load(&jit->state) != IDLE;
}

const char *jit_notice(const struct jit *jit)
{
    return jit->notice[0] != '\0' ? jit->notice : NULL;
}

/* ---- ahead of time ---- */

bool jit_load(struct jit *jit, const char hash[SHA256_HEX + 1], const char *path, const char **why)
{
    const char *wrong = make_input(jit, hash) ? load(jit, path, true) : "no memory";
    atomic_store(&jit->state, OVER);
    if (wrong == NULL)
        snprintf(jit->notice, sizeof jit->notice, "native code from %s", path);
    *why = wrong;
    return wrong == NULL;
}

static bool read_all(int fd, struct buf *out)
{
    ssize_t got;
    out->n = 0;
    while ((got = read(fd, buf_need(out, 1 << 16), 1 << 16)) > 0)
        out->n += (size_t)got;
    return got == 0;
}

static bool read_sealed(struct jit *jit, int fd)
{
    unsigned char seal[JIT_OBJECT_SEAL];
    if (!read_all(fd, &jit->input))
        return false;
    jit_object_seal(jit->input.p, jit->input.n, seal);
    buf_add(&jit->input, seal, sizeof seal);
    return true;
}

static const char *read_object(struct jit *jit)
{
    volatile bool fine = false;
    int fd = open(jit->child.path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && trap_set(&jit->trap) == TRAP_NONE)
        fine = read_sealed(jit, fd);
    if (fd >= 0)
        close(fd);
    return fine ? NULL : "what bylaw-jit has written cannot be read";
}

bool jit_build(struct jit *jit, const char hash[SHA256_HEX + 1], const char **bytes, size_t *n, const char **why)
{
    enum jit_child_state state = JIT_CHILD_WORKS;
    *why = start(jit, hash);
    while (*why == NULL && state == JIT_CHILD_WORKS)
        state = jit_child_look(&jit->child, LONG_WAIT, why);
    if (*why == NULL)
        *why = read_object(jit);
    *bytes = jit->input.p;
    *n = jit->input.n;
    jit_child_end(&jit->child);
    return *why == NULL;
}
