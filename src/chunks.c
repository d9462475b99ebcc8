#include "chunks_inner.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_JOBS = 256,
    CHUNKS_A_JOB = 4, /* some wait for their turn to be written while the next are decided; so do all where a thread must wait for its processor */
    STACK_SIZE = 8 << 20,
};

/* ---- threads ---- */

/* A context for another thread; false: no memory. */
static bool ready(struct worker *worker, const struct session *model)
{
    worker->session = &worker->own;
    if (!session_twin(&worker->own, model) || trap_set(&worker->own.trap) != TRAP_NONE)
        return false;
    worker->lines = lines_new(&worker->own.arena, -1);
    worker->holding = holding_open(&worker->own);
    return true;
}

/* All signals but those of a thread's own doing are the host's. */
static void block_signals(sigset_t *before)
{
    static const int own[] = { SIGPIPE, SIGXFSZ, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP };
    sigset_t all;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&all, own[i]);
    pthread_sigmask(SIG_BLOCK, &all, before);
}

/* As many threads as can be had. */
static void start(struct chunks *chunks, const struct session *model)
{
    pthread_attr_t attributes;
    sigset_t before;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    block_signals(&before);
    for (unsigned i = 1; i < chunks->n_workers; i++, chunks->n_started++) {
        struct worker *worker = &chunks->workers[i];
        if (!ready(worker, model) || pthread_create(&worker->thread, &attributes, chunks_work, worker) != 0) {
            session_close(&worker->own);
            break;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

static void join(struct chunks *chunks)
{
    for (unsigned i = 1; i <= chunks->n_started; i++) {
        pthread_join(chunks->workers[i].thread, NULL);
        session_close(&chunks->workers[i].own);
    }
}

/* ---- beginning and ending ---- */

static void close_all(struct chunks *chunks)
{
    for (unsigned i = 0; chunks->ring != NULL && i < chunks->n_ring; i++) {
        struct chunk *chunk = &chunks->ring[i];
        buf_free(&chunk->out);
        buf_free(&chunk->talk);
        buf_free(&chunk->marks);
    }
    for (unsigned i = 0; chunks->workers != NULL && i < chunks->n_workers; i++)
        mem_free(chunks->workers[i].block.p);
    mem_free(chunks->ring);
    mem_free(chunks->workers);
    for (unsigned i = 0; i < 2; i++)
        if (chunks->bell[i] >= 0)
            close(chunks->bell[i]);
    pthread_mutex_destroy(&chunks->reading);
    pthread_mutex_destroy(&chunks->state);
    pthread_cond_destroy(&chunks->moved);
    mem_free(chunks);
}

static void *alloc_zero(size_t n, size_t size)
{
    void *block = mem_alloc(n * size);
    return block != NULL ? memset(block, 0, n * size) : NULL;
}

/* NULL: something cannot be had. */
static struct chunks *open_all(unsigned jobs)
{
    struct chunks *chunks = alloc_zero(1, sizeof *chunks);
    if (chunks == NULL)
        return NULL;
    pthread_mutex_init(&chunks->reading, NULL);
    pthread_mutex_init(&chunks->state, NULL);
    pthread_cond_init(&chunks->moved, NULL);
    chunks->n_workers = jobs;
    chunks->n_ring = jobs * CHUNKS_A_JOB;
    chunks->workers = alloc_zero(jobs, sizeof *chunks->workers);
    chunks->ring = alloc_zero(chunks->n_ring, sizeof *chunks->ring);
    chunks->bell[0] = chunks->bell[1] = -1;
    if (chunks->workers == NULL || chunks->ring == NULL || pipe2(chunks->bell, O_CLOEXEC) != 0) {
        close_all(chunks);
        return NULL;
    }
    for (unsigned i = 0; i < jobs; i++)
        chunks->workers[i].chunks = chunks;
    return chunks;
}

/* The caller's thread among them. */
static void run(struct chunks *chunks, struct session *session, struct lines *lines, struct sinking *sinking)
{
    chunks->lines = lines;
    chunks->sinking = sinking;
    chunks->settled = *sinking->stats;
    chunks->more = session->report.more;
    lines_until(lines, chunks->bell[0]);
    start(chunks, session);
    chunks_work(&chunks->workers[0]);
    join(chunks);
    lines_until(lines, -1);
    session->report.more = chunks->more || chunks->next > 0;
    if (sinking->stopped)
        return;
    sinking->stats->bytes = lines_bytes(lines);
    if (chunks->ended != BYLAW_OK)
        sinking_stop(sinking, chunks->ended, chunks->ended == BYLAW_LIMIT ? "no memory" : strerror(lines_fault(lines)));
}

/* Whoever answers lookups does so for one thread; a case that is looked for by its name does not know how many come before it. */
static bool serves(const struct session *session)
{
    const bylaw_options *options = &session->options;
    return options->jobs > 1 && options->input == BYLAW_JSON && options->only == NULL && session->host.ask == NULL;
}

bool chunks_run(struct session *session, struct lines *lines, struct sinking *sinking)
{
    if (!serves(session))
        return false;
    struct lines *own = lines_new(&session->arena, -1);
    unsigned jobs = session->options.jobs;
    struct chunks *chunks = open_all(jobs < MOST_JOBS ? jobs : MOST_JOBS);
    if (chunks == NULL)
        return false;
    chunks->workers[0].session = session;
    chunks->workers[0].lines = own;
    chunks->workers[0].holding = holding_of(session);
    run(chunks, session, lines, sinking);
    close_all(chunks);
    return true;
}
