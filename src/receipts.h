/* Receipts of the cases that a session decides. */
#ifndef BYLAW_RECEIPTS_H
#define BYLAW_RECEIPTS_H

#include "session.h"

/* Readies SESSION for receipts_write, by its options (mask, mask_key). BYLAW_UNUSABLE: *WHY tells which option cannot be used. Failure of
 * allocation springs session->trap. */
bylaw_status receipts_open(struct session *session, const char **why);
/* Appends the receipt of the case just decided, an object of JSON, to OUT. INPUT is what was read of it. */
void receipts_write(const struct session *session, const struct case_input *input, struct buf *out);

/* What a lookup in the journal cannot see since the receipts of SESSION mask it, as a sentence (in the session's arena); NULL: nothing. For
 * whoever writes the journal: its own history would be lost in silence. */
const char *receipts_blind(struct session *session);

#endif
