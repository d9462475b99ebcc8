/* A function a verb (cmd_VERB.c) and what they share (load.c, output.c). Each yields the exit status. */
#ifndef BYLAW_CLI_COMMANDS_H
#define BYLAW_CLI_COMMANDS_H

#include "cli/opts.h"

#define VERB(name, arguments, sentence, examples) int cmd_##name(const struct opts *opts);
#include "cli/verbs.def"
#undef VERB

/* load.c: loads the policy that the call names and prints its messages on standard error. *POLICY is NULL unless the
 * status is BYLAW_OK; the caller frees it. */
bylaw_status load_policy(const struct opts *opts, bylaw_policy **policy);

/* output.c: bylaw_write functions for standard output and standard error, by write(2). */
int output_data(void *context, const char *bytes, size_t n);
int output_talk(void *context, const char *bytes, size_t n);
/* Whether standard output was closed by its reader: the program then ends quietly. */
int output_closed(void);
/* Says what kept standard output from being written, if something did. */
void output_complain(void);
/* Flushes what was printed by stdio; the exit status that results. */
int output_end(int status);

#endif
