/* What chunks.c and chunks_work.c share: the threads, and the ring of chunks that they read, decide and write. */
#ifndef BYLAW_CHUNKS_INNER_H
#define BYLAW_CHUNKS_INNER_H

#include "chunks.h"
#include "holding.h"

#include <pthread.h>
#include <stdatomic.h>

/* A case behind which something is to be done in its turn. */
struct mark {
    size_t out, talk; /* what goes out and is told up to it */
    enum decision_status status;
    bylaw_stats stats; /* of the chunk up to it */
};

struct chunk {
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
    struct lines *lines;     /* reads the block's lines */
    struct holding *holding; /* NULL: cases are decided as they are read */
    struct lines_block block; /* of the chunk in hand: its bytes stay where this thread's processor has them near */
    bool too_long;           /* which is one line, of which there is nothing */
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

/* What a thread does (its struct worker is CONTEXT) until there is no more to read or it is stopped. */
void *chunks_work(void *context);

#endif
