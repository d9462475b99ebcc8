/* What apply has done, in the database in which it did it: the journal (a row a case) and the outbox (a row an action that
 * somebody else is to carry out). The tables are doc/apply.md's, which others rely on: a change of them is a new version. */
#ifndef BYLAW_LOOKUP_JOURNAL_H
#define BYLAW_LOOKUP_JOURNAL_H

#include "lookup/lookup.h"

enum { JOURNAL_VERSION = 1 };

/* A case that was carried out. All texts are UTF-8 without NUL; the JSON ones are one object each. */
struct journal_entry {
    struct str case_id, policy_hash, policy_name, policy_version;
    struct str decided_at, applied_at; /* moments as ISO 8601 has them, in UTC */
    struct str decision, receipt;      /* JSON */
};

/* An action for the outbox. */
struct journal_action {
    uint32_t place; /* its number among the decision's actions, from 1 */
    struct str verb, json;
};

enum journal_found {
    JOURNAL_NONE,  /* the case was never carried out */
    JOURNAL_SAME,  /* it was, by this policy */
    JOURNAL_OTHER, /* it was, by another policy only */
};

/* What journal_open found. */
enum journal_there { JOURNAL_THERE, JOURNAL_MISSING };

/* Looks whether the tables are there and of this version; MAKE: makes them where they are missing, in a transaction of its own. SOURCE
 * is outside of transactions. LOOKUP_WRONG: another version, or they cannot be made. */
enum lookup_status journal_open(struct lookup_source *source, bool make, enum journal_there *there, struct buf *why);
/* Begins the transaction of one case: no other apply is between its begin and its commit at the same time, on this database. */
enum lookup_status journal_begin(struct lookup_source *source, struct buf *why);
/* What the journal has of CASE_ID. JOURNAL_SAME: DECISION gets the decision that was carried out. */
enum lookup_status journal_find(struct lookup_source *source, struct str case_id, struct str policy_hash, enum journal_found *found,
                                struct buf *decision, struct buf *why);
enum lookup_status journal_write(struct lookup_source *source, const struct journal_entry *entry, struct buf *why);
/* A row of the outbox, for the case of ENTRY. */
enum lookup_status journal_post(struct lookup_source *source, const struct journal_entry *entry, const struct journal_action *action,
                                struct buf *why);

#endif
