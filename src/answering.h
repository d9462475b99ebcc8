/* Who answers what a session's policy looks up: the rows of a file, a database, or both, where the rows win for the lookups that they
 * name. */
#ifndef BYLAW_ANSWERING_H
#define BYLAW_ANSWERING_H

#include "bylaw.h"
#include "lookup/lookup.h"
#include "pipeline.h"

struct answering {
    const struct policy *policy; /* borrowed */
    struct lookup_source *rows, *db; /* owned; NULL: not given */
    struct arena arena; /* of messages while they are made */
    struct buf text; /* of the file of rows, while it is read */
    int file;        /* that file; -1: none is open */
    struct buf why;  /* what could not be opened, in one line, NUL-terminated */
    struct buf talk; /* the same at length, with its place in the policy, NUL-terminated; or empty */
    bool lost;       /* the connection is gone: the next question tries to get another */
    int64_t tried;   /* when that was tried last, in seconds */
};

/* Fills in ANSWERING, which is fresh memory, by options.db and options.rows, and checks the lookups against the database. TRAP gets
 * failures of allocation and is borrowed. Not BYLAW_OK: answering->why. answering_close in any case. */
bylaw_status answering_open(struct answering *answering, const struct policy *policy, const bylaw_options *options, struct trap *trap);
void answering_close(struct answering *answering);

/* The host for an engine; its ask is NULL where nobody answers. ANSWERING is borrowed. */
struct host answering_host(struct answering *answering);
/* The first lookup of POLICY that is not optional where there is nobody to answer, or NULL. */
const struct lookup *answering_lacks(const struct answering *answering, const struct policy *policy);
/* After each case: its transaction is over. */
void answering_end(struct answering *answering);

/* Holds all SQL of POLICY, its updates too, against the database DB. BYLAW_FAULT: what is wrong is in DIAGS; BYLAW_UNUSABLE or
 * BYLAW_NOT_BUILT: the database cannot be asked, and answering->why tells why. answering_close in any case. */
bylaw_status answering_check(struct answering *answering, const struct policy *policy, const char *db, struct diags *diags, struct trap *trap);

/* Holds what cases look up against DB, which is open and stays the caller's: then its lookups are prepared. BYLAW_UNUSABLE: what is wrong is in
 * answering->why, and at length in answering->talk where it has a place in the policy. */
bylaw_status answering_hold(struct answering *answering, const struct policy *policy, struct lookup_source *db, struct trap *trap);

#endif
