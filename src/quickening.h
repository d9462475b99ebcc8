/* Native code for a session: when it is made, and when it is taken up. */
#ifndef BYLAW_QUICKENING_H
#define BYLAW_QUICKENING_H

#include "session.h"

/* By the options jit and native. BYLAW_UNUSABLE: *WHY tells why the native code cannot be used. */
bylaw_status quickening_open(struct session *session, const char **why);
/* Decides, once in a while, as vm_decide does, and looks how long that takes and whether native code is there. */
const struct decision *quickening_decide(struct session *session, const struct value *facts);
/* What came of native code, for people, without a full stop; NULL: the options want none. Once all is decided. */
const char *quickening_notice(const struct session *session);
void quickening_close(struct session *session);

#endif
