/* The way of a chunk: read in turn, decided whenever, written in turn. */
#include "chunks_inner.h"

#include <errno.h>
#include <unistd.h>

enum { SPILL_AT = 256 << 10 }; /* so much output of one chunk waits for its turn; then its thread does */

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

/* What is to be done behind a case. */
static void decided(struct worker *worker, struct chunk *chunk, const struct case_input *input, enum decision_status status, uint64_t bytes)
{
    struct session *session = worker->session;
    const struct sinking *sinking = worker->chunks->sinking;
    bool talks = session->talk.n > 0 && sinking->sinks->talk != NULL;
    if (talks)
        buf_add(&chunk->talk, session->talk.p, session->talk.n);
    if (talks || sinking_minds(sinking, status, sinking->cases + input->line)) {
        chunk->stats.bytes = bytes;
        struct mark mark = { session->out.n, chunk->talk.n, status, chunk->stats };
        buf_add(&chunk->marks, &mark, sizeof mark);
    }
    chunk->whole = session->out.n;
    if (chunk->whole + chunk->talk.n + chunk->marks.n >= SPILL_AT)
        spill(worker, chunk);
}

static void decide_line(struct worker *worker, struct chunk *chunk, const struct lines_line *line)
{
    struct session *session = worker->session;
    struct case_input input;
    case_json_line(session->json, line, &input, &session->trap);
    enum decision_status status = session_decide(session, &input, &chunk->stats);
    decided(worker, chunk, &input, status, lines_bytes(worker->lines));
}

static enum lines_status decide_batch(struct worker *worker, struct chunk *chunk)
{
    struct holding *holding = worker->holding;
    enum lines_status status = holding_take(holding, worker->lines);
    for (uint32_t i = 0; i < holding->n && !worker->chunks->stopped; i++) {
        enum decision_status decision = holding_decide(holding, i, &chunk->stats);
        decided(worker, chunk, &holding->inputs[i], decision, holding->bytes[i]);
    }
    return status;
}

static enum lines_status decide_next(struct worker *worker, struct chunk *chunk)
{
    struct lines_line line;
    if (worker->holding != NULL)
        return decide_batch(worker, chunk);
    enum lines_status status = lines_next(worker->lines, &line, &worker->session->trap);
    if (status == LINES_LINE || status == LINES_TOO_LONG)
        decide_line(worker, chunk, &line);
    return status;
}

static void decide_lines(struct worker *worker, struct chunk *chunk)
{
    struct lines_line too_long = { .number = worker->block.number + 1, .fresh = true };
    enum lines_status status = LINES_LINE;
    lines_give(worker->lines, &worker->block);
    if (worker->too_long)
        decide_line(worker, chunk, &too_long);
    while (!worker->too_long && !worker->chunks->stopped && (status == LINES_LINE || status == LINES_TOO_LONG))
        status = decide_next(worker, chunk);
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
static bool read_chunk(struct worker *worker)
{
    struct chunks *chunks = worker->chunks;
    struct trap *trap = &worker->session->trap;
    if (trap_set(trap) != TRAP_NONE) {
        chunks->ended = BYLAW_LIMIT;
        return false;
    }
    enum lines_status status = lines_take(chunks->lines, &worker->block, trap);
    chunks->ended = status == LINES_FAULT ? BYLAW_UNUSABLE : BYLAW_OK;
    worker->too_long = status == LINES_TOO_LONG;
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
        chunks->over = !read_chunk(worker);
        chunks->next += !chunks->over;
    }
    bool over = chunks->over;
    pthread_mutex_unlock(&chunks->reading);
    return over ? NULL : chunk;
}

void *chunks_work(void *context)
{
    struct worker *worker = context;
    for (struct chunk *chunk; (chunk = take(worker)) != NULL;) {
        decide_chunk(worker, chunk);
        finish(worker->chunks, chunk);
    }
    return NULL;
}
