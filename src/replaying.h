/* Deciding a case again from the receipt of its decision, and nothing else. */
#ifndef BYLAW_REPLAYING_H
#define BYLAW_REPLAYING_H

#include "cases/json_tree.h"
#include "session.h"

/* What a receipt says of a lookup, among the facts that replaying_case.c makes of it. */
enum replay_said { REPLAY_ROWS, REPLAY_ASKED, REPLAY_FAILED, REPLAY_SAID_COUNT };

struct replaying {
    struct session session;
    struct shape shape;         /* of receipts: the policy's facts, then REPLAY_SAID_COUNT for each lookup */
    struct case_options options;
    struct case_json *reader;   /* of receipts */
    struct eval *eval;          /* for receipts with masks: it knows what it has looked at; made at the first */
    bool *masked, *masked_rows; /* of the receipt in hand: a mark a fact, a mark a lookup */
    uint32_t *needs;            /* room for those of a decision without what was masked */
    const struct value *facts;  /* of the receipt in hand, as the shape has them */
    const struct json_node *receipt;
    bool by_eval;               /* it is decided by EVAL */
    bool same_policy;           /* it was made under this very policy */
    struct buf why;             /* why a question cannot be answered; empty: none was in vain */
    struct buf line;            /* the decision that is made again */
};

/* The new decision as its line has it (padding behind it); or an empty text, and why there is none. Until the next call. */
struct replayed {
    struct str line, why;
};

/* replaying_case.c. Readies REPLAYING, fresh memory, for POLICY. */
bylaw_status replaying_open(struct replaying *replaying, const struct policy *policy, bylaw_engine engine, const char **why);
void replaying_close(struct replaying *replaying);
/* Decides the case of RECEIPT, an object with padding behind its text, made under the same policy or another: INPUT is what it rests on (its
 * facts are the first of the shape's), DECISION what comes of it; both until the next call. Yields why that cannot be, or an empty text. Failure of
 * allocation springs session.trap. */
struct str replaying_consider(struct replaying *replaying, const struct json_node *receipt, bool same_policy, struct case_input *input,
                              struct decision *decision);
/* As vm_figure, of the case just considered. */
bool replaying_figure(struct replaying *replaying, uint32_t index, struct value *value);
/* The same to a line. NAME is the case's, as JSON; RECEIPT an object with padding behind its text. Failure of allocation springs session.trap. */
struct replayed replaying_decide(struct replaying *replaying, const struct json_node *receipt, struct str name, bool same_policy);

#endif
