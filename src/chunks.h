/* A stream on several threads: chunks of whole lines in, each decided by one thread in a context of its own, what comes of them out in order. */
#ifndef BYLAW_CHUNKS_H
#define BYLAW_CHUNKS_H

#include "cases/lines.h"
#include "session.h"
#include "sinking.h"

/* Decides what LINES still have, as SESSION would (whose output is all written), by options.jobs threads, and gives it to SINKING; returns when
 * all is done or SINKING is stopped. False, and nothing is done: one thread is all there is to have, or all that serves. Sets session->trap anew. */
bool chunks_run(struct session *session, struct lines *lines, struct sinking *sinking);

#endif
