#include "cli/commands.h"
#include "cli/help.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bylaw_status load_policy(const struct opts *opts, bylaw_policy **policy)
{
    *policy = NULL;
    if (opts->n_policies == 0) {
        say("no policy: name a .rules file or an image (.bylawc), a file of another name with -p, or give rules with -e; see bylaw %s --help", help_verb_name(opts->verb));
        return BYLAW_UNUSABLE;
    }
    bylaw_load_options how = { .size = sizeof how, .no_stdlib = opts->no_stdlib, .why_not = opts->why_not };
    bylaw_status status = bylaw_load(opts->policies, opts->n_policies, &how, policy);
    if (*policy == NULL) {
        say("no memory for the policy");
        return BYLAW_LIMIT;
    }
    bylaw_message_options messages = { .size = sizeof messages, .format = BYLAW_TEXT, .most = 20,
                                       .color = opts_color(opts, STDERR_FILENO) };
    bool shown = opts->verb != VERB_check && status != BYLAW_OK; /* all that is check's to tell it tells itself */
    if (shown && opts->format == BYLAW_TEXT && bylaw_messages(*policy, &messages, output_talk, NULL) == BYLAW_LIMIT) {
        say("no memory for the messages");
        status = BYLAW_LIMIT;
    }
    return status;
}

void say_trouble(const char *text)
{
    size_t n = strlen(text);
    if (n > 0 && text[n - 1] == '\n')
        output_talk(NULL, text, n); /* messages of their own */
    else
        say("%s", text);
}

bylaw_status load_decider(const bylaw_policy *policy, const bylaw_options *options, bylaw_decider **decider)
{
    const char *why;
    bylaw_status status = bylaw_decider_new(policy, options, decider, &why);
    if (status == BYLAW_OK)
        return status;
    const char *long_form = *decider != NULL ? bylaw_decide_trouble(*decider) : "";
    say_trouble(*long_form != '\0' ? long_form : why);
    bylaw_decider_free(*decider);
    *decider = NULL;
    return status;
}
