/* Carrying decisions out: what the files applying*.c share, and nobody else. */
#ifndef BYLAW_APPLYING_H
#define BYLAW_APPLYING_H

#include "answering.h"
#include "lookup/journal.h"
#include "session.h"

/* An action to carry out: an update with its values, or one for the outbox. */
struct deed {
    struct str verb;
    const struct update *update; /* NULL: for the outbox */
    const struct value *values;  /* update->n_params */
    struct str rule;             /* the first that asked for it; may be empty */
    struct str json;             /* the action as it stands in the decision */
};

/* What came of a case. */
enum outcome {
    OUTCOME_NO,     /* nothing is carried out: the decision is not certain, or in error */
    OUTCOME_NOW,
    OUTCOME_BEFORE, /* the journal has it */
    OUTCOME_WOULD,  /* a dry run */
};

struct given;

struct applying {
    struct session session;
    bylaw_apply_options how;
    struct lookup_source *source;
    struct answering sql; /* the policy's SQL against it: what is wrong, once it is HELD */
    bool held;
    char hash[SHA256_HEX + 1];
    struct given *given; /* --decisions; else NULL */
    bool journal;        /* the tables are there (a dry run may find none) */
    bool lost;           /* the connection, and it was not had again */
    bool down;           /* the last case failed for the database's sake: the next tries but once */
    bylaw_apply_stats *stats;
    struct buf why;      /* what the database said */
    struct buf scratch;

    /* the case in hand */
    const struct case_input *input;
    struct buf case_id;  /* its name as a plain text */
    struct arena arena;  /* of an attempt: */
    VEC(struct deed) deeds;
    struct buf decision; /* its JSON, without a newline */
    struct str receipt;
    struct value now;    /* the moment that it was decided for; unknown: the clock's */
    enum decision_status status;
    enum outcome outcome;
    struct case_error fault; /* DECISION_ERROR of apply's own */
};

/* Makes the case in hand an error about SUBJECT; nothing of it is carried out. */
void applying_fault(struct applying *applying, struct str subject, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Writes DECISION of the case in hand: applying->decision, and its errors to session->talk. */
void applying_write(struct applying *applying, const struct decision *decision);
/* The policy's update with that SQL, for one row or for any number of rows; NULL: it has none. */
const struct update *applying_update(const struct program *program, struct str sql, bool any_rows);

/* applying_case.c: forgets what a case, or an attempt at it, has left. */
void applying_clear(struct applying *applying);
/* One attempt at the case in hand, a transaction, all or nothing. LOOKUP_AGAIN, LOOKUP_LOST: try again. LOOKUP_WRONG: the
 * database cannot be used. LOOKUP_OK: outcome, status, decision (or fault) are set. */
enum lookup_status applying_attempt(struct applying *applying);

/* applying_given.c: decisions that were made before, instead of cases. */
struct given *given_new(struct applying *applying);
void given_free(struct given *given); /* NULL is fine */
struct case_json *given_reader(struct given *given);
/* Makes the case in hand what the line of its input says: status, decision, deeds, receipt; or a fault. */
void given_take(struct applying *applying);

#endif
