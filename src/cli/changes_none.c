#include "cli/changes.h"

int changes_open(void) { return -1; }

bool changes_watch(int changes, const char *folder)
{
    (void)changes;
    (void)folder;
    return false;
}

void changes_drain(int changes) { (void)changes; }
