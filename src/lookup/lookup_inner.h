/* What the sources of rows share. */
#ifndef BYLAW_LOOKUP_LOOKUP_INNER_H
#define BYLAW_LOOKUP_LOOKUP_INNER_H

#include "lookup/lookup.h"

/* A kind of source. A NULL where a kind has no such thing. */
struct lookup_driver {
    bool postgres;
    void (*close)(struct lookup_source *source); /* also of one that never connected */
    enum lookup_status (*connect)(struct lookup_source *source, struct buf *why);
    bool (*has)(const struct lookup_source *source, uint32_t index);
    enum lookup_status (*prepare)(struct lookup_source *source, uint32_t index, struct buf *why);
    enum lookup_status (*check)(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                struct buf *why);
    enum lookup_status (*ask)(struct lookup_source *source, uint32_t index, const struct value *params, struct arena *arena,
                              struct host_rows *rows, struct buf *why);
    void (*case_end)(struct lookup_source *source);
    enum lookup_status (*begin)(struct lookup_source *source, struct buf *why);
    enum lookup_status (*commit)(struct lookup_source *source, struct buf *why);
    void (*rollback)(struct lookup_source *source);
    enum lookup_status (*reconnect)(struct lookup_source *source, struct buf *why);
    /* ROW NULL: it is executed, and *TOUCHED counts; else it is a question. */
    enum lookup_status (*execute)(struct lookup_source *source, struct str sql, const struct lookup_param *params, uint32_t n,
                                  const struct value *values, uint64_t *touched, lookup_row row, void *context, struct buf *why);
};

/* A kind's own struct begins with it. */
struct lookup_source {
    const struct lookup_driver *driver;
    struct trap *trap;
    struct arena arena; /* lives as long as the source */
    struct str name;    /* as messages name it */
    const struct lookup *lookups;
    uint32_t n_lookups;
    bool *absent; /* of each lookup: optional, and what it asks is not there yet; NULL: none */
    bool writable;
    bool writing; /* between lookup_begin and its end */
    bool asked;   /* a read transaction is open */
    enum lookup_status trouble;
    struct buf why;     /* of the question in hand */
    struct buf scratch; /* a kind's own */
};

/* Fresh memory of SIZE bytes, which begins with a source; lookup_free gives it back (and closes nothing). Lack of memory springs TRAP. */
void *lookup_new(size_t size, const struct lookup_driver *driver, struct trap *trap);
void lookup_free(struct lookup_source *source);
/* Connects SOURCE and hands it on, with what its kind allocates under a trap of its own until then. As lookup_open. */
struct lookup_source *lookup_connect(struct lookup_source *source, enum lookup_status *status, struct buf *why, struct trap *trap);

/* The doors of the kinds, not connected yet. WHERE (borrowed) is what stands behind "sqlite:", or the whole URL. NULL where the
 * kind's library is not installed (or PostgreSQL is not built in). */
struct lookup_source *lookup_sqlite_new(struct str where, struct trap *trap);
struct lookup_source *lookup_pg_new(struct str where, struct trap *trap);

/* ---- lookup_sql.c ---- */

/* SQL with MARK and a number ("?1", "$1") in place of each :name of PARAMS, NUL-terminated, in ARENA. An empty text, and *WHY, where it
 * has a parameter that is none of them. */
struct str lookup_sql_number(struct arena *arena, struct str sql, const struct lookup_param *params, uint32_t n, char mark,
                             const char **why);
/* Whether LOOKUP can be asked at all, before any database sees it: one SELECT, values without parts. False: WHY. */
bool lookup_sql_asks(const struct lookup *lookup, struct buf *why);
/* Whether SQL is one UPDATE, INSERT or DELETE. False: WHY. */
bool lookup_sql_writes(struct str sql, struct buf *why);
/* "the SQL gives 3 columns, but the lookup names 2 (amount, status)". */
void lookup_sql_columns(const struct lookup *lookup, uint32_t columns, struct buf *why);

/* ---- lookup_value.c ---- */

/* Appends a known value of TYPE as databases read it, exactly: 12.50, 2017-08-10, a moment in UTC, a symbol's text, 1 or 0. */
void lookup_value_write(struct buf *out, struct value value, const struct type *type);
/* TEXT, which a database gave for FIELD, as its value; what a text needs is copied to ARENA. False: WHY. */
bool lookup_value_read(struct arena *arena, const struct lookup_field *field, struct str text, struct value *out, struct buf *why);
/* A whole number that came as such: for fields of numbers and yes/no. */
bool lookup_value_int(struct arena *arena, const struct lookup_field *field, int64_t number, struct value *out, struct buf *why);
/* Says that SEEN (as people are to see it) is not what FIELD wants. Yields false. */
bool lookup_value_wrong(struct arena *arena, const struct lookup_field *field, struct str seen, struct buf *why);

#endif
