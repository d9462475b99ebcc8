/* A host between an engine and whoever answers its questions, which notes what was asked in a case and what came. */
#ifndef BYLAW_RECORDING_H
#define BYLAW_RECORDING_H

#include "base/vec.h"
#include "report/receipt.h"

struct recording {
    struct host inner; /* ask is NULL where there is no source */
    bool *unanswered;    /* of each lookup: it was looked at in the case in hand, and nobody answers it */
    uint32_t n_lookups;
    VEC(struct receipt_answer) answers; /* of the case in hand; in the arena of whoever asks */
};

/* Readies RECORDING for a policy with N_LOOKUPS. */
void recording_init(struct recording *recording, struct arena *arena, uint32_t n_lookups);
/* The host to give to an engine, before INNER. RECORDING is borrowed as long as the engine uses it. */
struct host recording_host(struct recording *recording, struct host inner);
void recording_begin(struct recording *recording); /* before a case */

#endif
