/* Native code for a session: when it is made, and when it is taken up. */
#ifndef BYLAW_QUICKENING_H
#define BYLAW_QUICKENING_H

#include "session.h"

/* By the options jit and native. BYLAW_UNUSABLE: *WHY tells why the native code cannot be used. */
bylaw_status quickening_open(struct session *session, const char **why);
/* Once in a while, between two cases. */
void quickening_look(struct session *session);
void quickening_close(struct session *session);

#endif
