/* Where the decisions of a stream go, in the order of its cases: to the caller's sinks; and what stops it. It is one thread's at a time. */
#ifndef BYLAW_SINKING_H
#define BYLAW_SINKING_H

#include "bylaw.h"
#include "vm/decision.h"

#include <stdbool.h>

struct sinking {
    const bylaw_sinks *sinks; /* borrowed */
    bylaw_stats *stats;       /* borrowed: as of the last case that is settled */
    uint64_t max_errors;      /* 0: any number */
    uint64_t cases;           /* in the stats before this stream */
    bylaw_status status;      /* so far */
    const char *why;          /* what stopped it, or NULL */
    bool stopped;             /* there are to be no more cases */
};

enum { SINKING_PROGRESS_EVERY = 1 << 16 };

void sinking_stop(struct sinking *sinking, bylaw_status status, const char *why);
/* N bytes, that may be none, of whole lines; of what is wrong with cases. Nothing goes out once it is stopped. */
void sinking_out(struct sinking *sinking, const char *bytes, size_t n);
void sinking_talk(struct sinking *sinking, const char *bytes, size_t n);
/* A case is settled that has STATUS, and is counted in the stats: tells of the progress, and stops where that were too many errors. */
void sinking_case(struct sinking *sinking, enum decision_status status);

/* Whether the case that is the CASESth has to be given to sinking_case. */
static inline bool sinking_minds(const struct sinking *sinking, enum decision_status status, uint64_t cases)
{
    return status >= DECISION_CONFLICT || (sinking->sinks->progress != NULL && cases % SINKING_PROGRESS_EVERY == 0);
}

#endif
