#include "cli/commands.h"

#include <stdio.h>

int cmd_explain(const struct opts *opts)
{
    if (opts->n_inputs == 0) {
        say("which message? Give its code: bylaw explain BY0107");
        return BYLAW_UNUSABLE;
    }
    for (size_t i = 0; i < opts->n_inputs; i++) {
        const char *page = bylaw_message_page(opts->inputs[i]);
        if (page == NULL) {
            say("there is no message '%s'; a code looks like BY0107", opts->inputs[i]);
            return BYLAW_UNUSABLE;
        }
        fputs(page, stdout);
    }
    return BYLAW_OK;
}
