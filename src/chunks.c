#include "chunks.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_JOBS = 256,
    CHUNKS_A_JOB = 2,       /* one waits for its turn to be written while the next is decided */
    SPILL_AT = 256 << 10,   /* so much output of one chunk waits for its turn; then its thread does */
    STACK_SIZE = 8 << 20,
};

/* A case behind which something is to be done in its turn. */
struct mark {
    size_t out, talk; /* what goes out and is told up to it */
    enum decision_status status;
    bylaw_stats stats; /* of the chunk up to it */
};

struct chunk {
    struct lines_block block;
    bool too_long;      /* one line, of which there is nothing */
    bool done;          /* decided: whoever comes to its turn writes it */
    bool no_memory;
    uint64_t turn;
    size_t whole;       /* bytes of OUT that are whole lines */
    struct buf out, talk, marks;
    bylaw_stats stats;  /* of its cases not yet written; bytes: of the whole input up to them */
};

struct worker {
    struct chunks *chunks;
    struct session *session; /* the caller's, or its own */
    struct lines *lines;     /* reads chunks; its buffer is theirs */
    pthread_t thread;
    struct session own;
};

struct chunks {
    struct worker *workers;
    struct chunk *ring; /* the chunk of a turn stands at that turn modulo n_ring */
    unsigned n_workers, n_started, n_ring;
    bool more; /* as report.more, for the first chunk */
    int bell[2]; /* rung to end waiting for the input */
    atomic_bool stopped; /* sinking->stopped, for all */

    pthread_mutex_t reading; /* held while the input is waited for, too: whoever needs STATE must not need it */
    struct lines *lines;
    uint64_t next;     /* turn of the chunk to be read */
    bool over;         /* no more to be read, for the reason ENDED */
    bylaw_status ended; /* BYLAW_OK, BYLAW_UNUSABLE (a fault of reading), BYLAW_LIMIT */

    pthread_mutex_t state;
    pthread_cond_t moved;
    uint64_t turn;     /* of the chunk to be written */

    /* Of whoever has the turn. */
    struct sinking *sinking;
    bylaw_stats settled; /* the stats before the chunk */
};

/* ---- writing, in turn ---- */

static void add(const struct chunks *chunks, const bylaw_stats *stats)
{
    const bylaw_stats *before = &chunks->settled;
    *chunks->sinking->stats = (bylaw_stats){
        before->cases + stats->cases, before->decided + stats->decided, before->incomplete + stats->incomplete,
        before->conflicts + stats->conflicts, before->errors + stats->errors, before->failed_on + stats->failed_on,
        stats->bytes,
    };
}

/* What is decided of CHUNK, whose turn it is. */
static void write_out(struct chunks *chunks, struct chunk *chunk)
{
    struct sinking *sinking = chunks->sinking;
    const struct mark *marks = (const struct mark *)(const void *)chunk->marks.p;
    size_t out = 0, talk = 0, n = chunk->marks.n / sizeof *marks;
    for (size_t i = 0; i < n && !sinking->stopped; i++) {
        add(chunks, &marks[i].stats);
        sinking_out(sinking, chunk->out.p + out, marks[i].out - out);
        sinking_talk(sinking, chunk->talk.p + talk, marks[i].talk - talk);
        sinking_case(sinking, marks[i].status);
        out = marks[i].out;
        talk = marks[i].talk;
    }
    if (sinking->stopped)
        return;
    add(chunks, &chunk->stats);
    sinking_out(sinking, chunk->out.p + out, chunk->whole - out);
    chunks->settled = *sinking->stats;
}

static void forget(struct chunk *chunk)
{
    chunk->out.n = chunk->talk.n = chunk->marks.n = chunk->whole = 0;
    chunk->stats = (bylaw_stats){ .bytes = chunk->stats.bytes };
}

/* Nobody is to wait for anything any more. */
static void stop_all(struct chunks *chunks)
{
    atomic_store(&chunks->stopped, true);
    pthread_cond_broadcast(&chunks->moved);
    while (write(chunks->bell[1], "", 1) < 0 && errno == EINTR)
        ;
}

/* Writes CHUNK, whose turn it is, and those behind it that are done; under STATE. */
static void write_done(struct chunks *chunks, struct chunk *chunk)
{
    for (; chunk->done && !chunks->stopped; chunk = &chunks->ring[chunks->turn % chunks->n_ring]) {
        pthread_mutex_unlock(&chunks->state);
        write_out(chunks, chunk);
        if (chunk->no_memory && !chunks->sinking->stopped)
            sinking_stop(chunks->sinking, BYLAW_LIMIT, "no memory");
        pthread_mutex_lock(&chunks->state);
        chunk->done = false;
        chunks->turn++;
        if (chunks->sinking->stopped)
            stop_all(chunks);
        pthread_cond_broadcast(&chunks->moved);
    }
}

static void finish(struct chunks *chunks, struct chunk *chunk)
{
    pthread_mutex_lock(&chunks->state);
    chunk->done = true;
    if (chunks->turn == chunk->turn)
        write_done(chunks, chunk);
    pthread_mutex_unlock(&chunks->state);
}

/* ---- deciding ---- */

/* The session writes into CHUNK, or into its own buffer again. */
static void exchange(struct session *session, struct chunk *chunk)
{
    struct buf out = chunk->out;
    chunk->out = session->out;
    session->out = out;
    session->out.trap = &session->trap;
}

/* CHUNK has become so much that it is better written than kept: waits for its turn. */
static void spill(struct worker *worker, struct chunk *chunk)
{
    struct chunks *chunks = worker->chunks;
    pthread_mutex_lock(&chunks->state);
    while (chunks->turn != chunk->turn && !chunks->stopped)
        pthread_cond_wait(&chunks->moved, &chunks->state);
    pthread_mutex_unlock(&chunks->state);
    if (chunks->stopped)
        return;
    exchange(worker->session, chunk);
    write_out(chunks, chunk);
    forget(chunk);
    exchange(worker->session, chunk);
    if (chunks->sinking->stopped) {
        pthread_mutex_lock(&chunks->state);
        stop_all(chunks);
        pthread_mutex_unlock(&chunks->state);
    }
}

static void decide(struct worker *worker, struct chunk *chunk, const struct case_input *input)
{
    struct session *session = worker->session;
    const struct sinking *sinking = worker->chunks->sinking;
    enum decision_status status = session_decide(session, input, &chunk->stats);
    bool talks = session->talk.n > 0 && sinking->sinks->talk != NULL;
    if (talks)
        buf_add(&chunk->talk, session->talk.p, session->talk.n);
    if (talks || sinking_minds(sinking, status, sinking->cases + input->line)) {
        chunk->stats.bytes = lines_bytes(worker->lines);
        struct mark mark = { session->out.n, chunk->talk.n, status, chunk->stats };
        buf_add(&chunk->marks, &mark, sizeof mark);
    }
    chunk->whole = session->out.n;
}

static void decide_lines(struct worker *worker, struct chunk *chunk)
{
    struct session *session = worker->session;
    struct lines_line line = { .number = chunk->block.number + 1, .fresh = true };
    struct case_input input;
    enum lines_status status = LINES_TOO_LONG;
    lines_give(worker->lines, &chunk->block);
    while (!worker->chunks->stopped) {
        if (!chunk->too_long)
            status = lines_next(worker->lines, &line, &session->trap);
        if (status != LINES_LINE && status != LINES_TOO_LONG)
            break;
        case_json_line(session->json, &line, &input, &session->trap);
        decide(worker, chunk, &input);
        if (chunk->whole + chunk->talk.n + chunk->marks.n >= SPILL_AT)
            spill(worker, chunk);
        if (chunk->too_long)
            break;
    }
    chunk->stats.bytes = lines_bytes(worker->lines);
}

static void decide_chunk(struct worker *worker, struct chunk *chunk)
{
    struct session *session = worker->session;
    chunk->talk.trap = chunk->marks.trap = &session->trap;
    forget(chunk);
    session->report.more = worker->chunks->more || chunk->turn > 0;
    exchange(session, chunk);
    if (trap_set(&session->trap) == TRAP_NONE)
        decide_lines(worker, chunk);
    else
        chunk->no_memory = true;
    exchange(session, chunk);
}

/* ---- reading, in turn ---- */

/* Waits for a free place in the ring; false: it is stopped. */
static bool wait_for_room(struct chunks *chunks)
{
    pthread_mutex_lock(&chunks->state);
    while (chunks->next >= chunks->turn + chunks->n_ring && !chunks->stopped)
        pthread_cond_wait(&chunks->moved, &chunks->state);
    pthread_mutex_unlock(&chunks->state);
    return !chunks->stopped;
}

/* False: there is no more, and chunks->ended tells why. */
static bool read_chunk(struct worker *worker, struct chunk *chunk)
{
    struct chunks *chunks = worker->chunks;
    struct trap *trap = &worker->session->trap;
    if (trap_set(trap) != TRAP_NONE) {
        chunks->ended = BYLAW_LIMIT;
        return false;
    }
    enum lines_status status = lines_take(chunks->lines, &chunk->block, trap);
    chunks->ended = status == LINES_FAULT ? BYLAW_UNUSABLE : BYLAW_OK;
    chunk->too_long = status == LINES_TOO_LONG;
    return status == LINES_LINE || status == LINES_TOO_LONG;
}

/* The next chunk to decide; NULL: there is none. */
static struct chunk *take(struct worker *worker)
{
    struct chunks *chunks = worker->chunks;
    struct chunk *chunk = NULL;
    pthread_mutex_lock(&chunks->reading);
    if (!chunks->over && wait_for_room(chunks)) {
        chunk = &chunks->ring[chunks->next % chunks->n_ring];
        chunk->turn = chunks->next;
        chunks->over = !read_chunk(worker, chunk);
        chunks->next += !chunks->over;
    }
    bool over = chunks->over;
    pthread_mutex_unlock(&chunks->reading);
    return over ? NULL : chunk;
}

static void *work(void *context)
{
    struct worker *worker = context;
    for (struct chunk *chunk; (chunk = take(worker)) != NULL;) {
        decide_chunk(worker, chunk);
        finish(worker->chunks, chunk);
    }
    return NULL;
}

/* ---- threads ---- */

/* A context for another thread; false: no memory. */
static bool ready(struct worker *worker, const struct session *model)
{
    worker->session = &worker->own;
    if (!session_twin(&worker->own, model) || trap_set(&worker->own.trap) != TRAP_NONE)
        return false;
    worker->lines = lines_new(&worker->own.arena, -1);
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
        if (!ready(worker, model) || pthread_create(&worker->thread, &attributes, work, worker) != 0) {
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
        mem_free(chunk->block.p);
        buf_free(&chunk->out);
        buf_free(&chunk->talk);
        buf_free(&chunk->marks);
    }
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
    work(&chunks->workers[0]);
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
    run(chunks, session, lines, sinking);
    close_all(chunks);
    return true;
}
