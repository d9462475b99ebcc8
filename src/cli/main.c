/* The program bylaw: looks the verb up, loads, calls the library, prints, returns. It uses bylaw.h alone. */
#include "cli/commands.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int (*const commands[])(const struct opts *opts) = {
#define VERB(name, arguments, sentence, examples) [VERB_##name] = cmd_##name,
#include "cli/verbs.def"
#undef VERB
};

/* What proves asks the solver of formulas. */
static int is_proving(int verb) { return verb == VERB_check || verb == VERB_prove || verb == VERB_diff; }

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an answer of write(2), not the end of the process */
    struct opts opts;
    int status = opts_read(&opts, argc, argv);
    if (status == BYLAW_OK && !opts.done)
        status = is_proving(opts.verb) ? apart_run(commands[opts.verb], &opts) : commands[opts.verb](&opts);
    opts_free(&opts);
    return output_end(status);
}
