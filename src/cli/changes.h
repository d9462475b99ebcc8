/* Word that something has changed in some folders. What it was, the caller finds out. changes_inotify.c; changes_none.c where the system
 * has nothing of the kind. */
#ifndef BYLAW_CLI_CHANGES_H
#define BYLAW_CLI_CHANGES_H

#include <stdbool.h>

/* A descriptor that poll finds readable when something has changed, or -1: there is no word, and one has to look from time to time. */
int changes_open(void);
/* From now on, of what is in FOLDER, too; once more does no harm. False: of that one there is no word. */
bool changes_watch(int changes, const char *folder);
/* Forgets what has been told so far. */
void changes_drain(int changes);

#endif
