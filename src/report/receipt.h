/* Receipts: what a decision rests on, so that it can be made again from the receipt alone: the policy and the engine, now, the
 * facts that the policy may look at, the rows that it looked up. */
#ifndef BYLAW_REPORT_RECEIPT_H
#define BYLAW_REPORT_RECEIPT_H

#include "base/buf.h"
#include "value/fact.h"
#include "vm/decision.h"
#include "vm/host.h"

/* A question that was asked in a case, and what came. */
struct receipt_answer {
    uint32_t lookup;
    enum host_status status;
    const struct value *params; /* as long as the case */
    struct host_rows rows;      /* HOST_ROWS */
    struct str why;             /* HOST_FAILED */
};

/* What of a lookup's rows is masked: a mark a parameter and a field. */
struct receipt_mask {
    bool *params, *fields;
    bool any;
};

enum receipt_care { RECEIPT_LEAVE, RECEIPT_SHOW, RECEIPT_MASK };

/* What all receipts of a policy have, and how they are to be written. All is borrowed. */
struct receipt {
    struct str policy;  /* its hash */
    struct str version; /* as the policy has it, or empty */
    struct str engine;  /* Bylaw's version */
    const struct fact *facts;
    uint32_t n_facts, now_fact;
    uint8_t *care;      /* enum receipt_care, of each fact */
    const struct lookup *lookups;
    uint32_t n_lookups;
    struct receipt_mask *masks; /* of each lookup */
    struct str key;     /* of the hashes; empty: what is masked is only said to be there */
    struct decided_value *values; /* room for as many as there are facts */
    struct buf *scratch;
};

struct receipt_case {
    const struct value *facts; /* NULL: the case could not be read */
    bool has_now;
    struct value now; /* where the policy has no fact of it */
    const struct receipt_answer *answers; /* in the order in which they were asked */
    uint32_t n_answers;
    const bool *unanswered; /* a mark a lookup: an optional one that nobody answers */
};

/* Whether a field of LOOKUP has the name of its parameter PARAM: then it is the field that stands in a row. */
bool receipt_is_field(const struct lookup *lookup, uint32_t param);
/* Appends the receipt of one case, an object. */
void receipt_json(const struct receipt *receipt, struct buf *out, const struct receipt_case *which);

#endif
