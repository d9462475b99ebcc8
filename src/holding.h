/* Cases that are read ahead, as many as are there without waiting, to be decided in a batch. */
#ifndef BYLAW_HOLDING_H
#define BYLAW_HOLDING_H

#include "cases/lines.h"
#include "code/batch_mask.h"
#include "session.h"

struct holding {
    struct session *session;
    bool open;
    uint32_t n; /* those that are held, each with how many bytes of the input had been read up to it */
    struct case_input inputs[BATCH_LANES];
    uint64_t bytes[BATCH_LANES];
    const struct value *facts[BATCH_LANES]; /* of those without errors */
    uint32_t lanes[BATCH_LANES];            /* of each case, among those */
};

/* For a stream of NDJSON that SESSION decides; NULL: batches are not worth it here, or not wanted. Lack of memory springs the session's trap. */
struct holding *holding_open(struct session *session);
/* What is open for SESSION, or NULL. */
static inline struct holding *holding_of(const struct session *session)
{
    return session->holding != NULL && session->holding->open ? session->holding : NULL;
}
/* The session reads cases one by one again; HOLDING may be NULL. */
void holding_close(struct holding *holding);
/* Holds the next cases of LINES: waits for the first, if need be; yields what lines_next says of that. What was held before is gone. */
enum lines_status holding_take(struct holding *holding, struct lines *lines);
/* Case I of those held: decided as session_decide does, in their order and each once. */
enum decision_status holding_decide(struct holding *holding, uint32_t i, bylaw_stats *stats);

#endif
