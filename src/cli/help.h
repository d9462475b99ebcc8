/* What --help and --version print. */
#ifndef BYLAW_CLI_HELP_H
#define BYLAW_CLI_HELP_H

#include "cli/opts.h"

void help_overview(void);
void help_verb(enum verb_id verb);
void help_version(void);
const char *help_verb_name(enum verb_id verb);
const char *help_verb_arguments(enum verb_id verb);
/* VERB_COUNT where there is no such verb. */
enum verb_id help_find_verb(const char *name);
/* The verb whose name is nearest to NAME, or NULL. */
const char *help_nearest_verb(const char *name);
/* Whether OPTION goes with VERB. */
bool help_takes(enum verb_id verb, enum option_id option);

#endif
