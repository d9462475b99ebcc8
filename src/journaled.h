/* The journal that bylaw apply has written, as lines like those of bylaw eval --receipt. */
#ifndef BYLAW_JOURNALED_H
#define BYLAW_JOURNALED_H

#include "bylaw.h"
#include "base/buf.h"

/* LINE (CASE_JSON_PADDING readable bytes follow) is a decision with its receipt, alive during the call; NUMBER counts from 1. False stops. */
typedef bool journaled_line(void *context, struct str line, uint64_t number);

/* Calls LINE for every row of the journal in the database DB (POLICY, if not NULL: of the policy of that name alone), by the case's name, in pieces of bounded size. Not BYLAW_OK: WHY tells in one line
 * what is wrong. TRAP gets failures of allocation; what is open then is in JOURNALED, which is fresh memory. journaled_close in any case. */
struct journaled {
    struct lookup_source *source;
    struct buf line, case_id, hash; /* hash, case_id: of the last row, */
    struct buf after_case, after_hash; /* which the page in hand begins after; the database has them while it answers */
    uint64_t number;
    const struct str *policy; /* NULL: rows of every policy; else only those of policies of that name (which may be empty), */
    uint64_t others;          /* and how many were of others, */
    struct buf other;         /* such as this one */
    bool begun, more, stopped;
    journaled_line *act;
    void *context;
};
bylaw_status journaled_each(struct journaled *journaled, const char *db, const struct str *policy, journaled_line *act, void *context,
                            struct buf *why, struct trap *trap);
void journaled_close(struct journaled *journaled);

#endif
