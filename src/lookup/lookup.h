/* Sources of rows: databases behind a URL, or the rows of a file. A source belongs to one thread at a time, as an evaluation
 * does. The libraries' own types stay in lookup_sqlite.c and lookup_pg.c.
 *
 * WHY, wherever it stands, is the caller's; what went wrong is appended to it, one line for people, lower case, no full stop, with
 * the name of the database but never a password. Failure of allocation springs the source's trap. */
#ifndef BYLAW_LOOKUP_LOOKUP_H
#define BYLAW_LOOKUP_LOOKUP_H

#include "base/buf.h"
#include "vm/host.h"

struct lookup_source;

/* What a source says that went wrong. */
enum lookup_status {
    LOOKUP_OK,
    LOOKUP_NOT_BUILT, /* the part for that scheme is not built in */
    LOOKUP_WRONG,     /* the call, the database or the SQL: say it and stop */
    LOOKUP_AGAIN,     /* a serialization failure, a lock held for too long: roll back and try the whole transaction again */
    LOOKUP_REFUSED,   /* lookup_execute, lookup_commit: the database is fine, but does not take that (a constraint, a value): roll back, and
                         the next transaction may go well */
    LOOKUP_UNFIT,     /* the same, and it is the values that cannot be kept, whatever they are written to */
    LOOKUP_LOST,      /* the connection is gone: reconnect (lookup_reconnect) and try again */
};

/* How long a source waits for a lock that somebody else holds, and for a server to answer when it connects. */
enum { LOOKUP_LOCK_SECONDS = 5, LOOKUP_CONNECT_SECONDS = 10 };

/* Opens "sqlite:FILE" (which must exist), "postgresql://…" or "postgres://…". WRITABLE: for apply; else it is opened for reading only.
 * Failure: NULL, *STATUS, and WHY. TRAP is borrowed as long as the source lives. */
struct lookup_source *lookup_open(struct str url, bool writable, enum lookup_status *status, struct buf *why, struct trap *trap);
/* The rows of a file as --rows has them: {"invoice":[{"invoice_id":"I-7","amount":"12.50"}]}: each row has its lookup's parameters and
 * fields (one that is absent or null is NULL); lookups and keys that the policy does not have are ignored. NAME is for messages.
 * JSON is copied; NAME and LOOKUPS are borrowed. A field's value that does not fit its type is an error of the cases that find its row. */
struct lookup_source *lookup_rows(const char *json, size_t n, struct str name, const struct lookup *lookups, uint32_t n_lookups,
                                  enum lookup_status *status, struct buf *why, struct trap *trap);
/* Whether the rows name lookup INDEX; a database answers for all but optional ones that ask the journal of Bylaw's own, where no
 * apply has made it yet. */
bool lookup_has(const struct lookup_source *source, uint32_t index);
void lookup_close(struct lookup_source *source); /* NULL is fine */

/* Prepares LOOKUPS (borrowed), once a run, and checks each against the database: only one SELECT (or WITH … SELECT), known tables and columns,
 * as many results as fields. Nothing is wrong with what the database does not answer (lookup_has). On the first that is wrong: *FAULTY is its index and WHY what is wrong. Rows need none of it. */
enum lookup_status lookup_prepare(struct lookup_source *source, const struct lookup *lookups, uint32_t n, uint32_t *faulty,
                                  struct buf *why);
/* The same for the one at INDEX alone. */
enum lookup_status lookup_prepare_one(struct lookup_source *source, const struct lookup *lookups, uint32_t n, uint32_t index,
                                      struct buf *why);
/* Checks a policy's update against the database without executing it: one UPDATE, INSERT or DELETE, known tables and columns. It works
 * on a source for reading too. */
enum lookup_status lookup_check_update(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                       struct buf *why);
/* The host that engines ask; valid as long as the source. A read transaction begins at a case's first question and ends with
 * lookup_case_end, so that all its questions see one state. */
struct host lookup_host(struct lookup_source *source);
/* Ends the case: call it after each, whatever came of it. Inside lookup_begin … lookup_commit the transaction goes on. */
void lookup_case_end(struct lookup_source *source);
/* What the last question that failed since lookup_case_end failed with (a HOST_FAILED says it in words only); LOOKUP_OK: none did. */
enum lookup_status lookup_trouble(const struct lookup_source *source);

/* ---- for apply, on a source opened WRITABLE ---- */

/* BEGIN of a transaction that will write; questions asked inside see it. */
enum lookup_status lookup_begin(struct lookup_source *source, struct buf *why);
/* After a failure the transaction is over or has to be rolled back: lookup_rollback is right in both cases. */
enum lookup_status lookup_commit(struct lookup_source *source, struct buf *why);
void lookup_rollback(struct lookup_source *source);
/* A new connection where the old one is gone, with the lookups prepared again; a file is just there. */
enum lookup_status lookup_reconnect(struct lookup_source *source, struct buf *why);
/* Executes one statement with bound values (in the order of PARAMS, whose names stand as :name in SQL; unknown binds NULL), prepared once
 * and kept by the text of SQL, so that one text always comes with the same types. *TOUCHED: rows that an UPDATE, INSERT or DELETE
 * changed, else 0. */
enum lookup_status lookup_execute(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                  const struct value *values, uint64_t *touched, struct buf *why);
/* The same for a question: ROW is called with each row's N columns as texts (p is NULL where it is NULL), alive during the call; false
 * stops. ROW must not use the source. */
typedef bool (*lookup_row)(void *context, const struct str *columns, uint32_t n);
enum lookup_status lookup_query(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                const struct value *values, lookup_row row, void *context, struct buf *why);
/* Whether it is PostgreSQL: where SQL differs (types of the journal's columns). */
bool lookup_is_postgres(const struct lookup_source *source);

/* "PostgreSQL" where it is built in, else NULL. */
const char *lookup_pg_part(void);

#endif
