/* bylaw diff: loads two policies, has them compared. */
#include "cli/commands.h"

#include <stdio.h>
#include <unistd.h>

enum { OLD, NEW, SIDES };

static bylaw_status load(const struct opts *opts, size_t index, bylaw_policy **policy)
{
    bylaw_load_options how = { .size = sizeof how, .no_stdlib = opts->no_stdlib };
    bylaw_message_options messages = { .size = sizeof messages, .format = BYLAW_TEXT, .most = 20, .color = opts_color(opts, STDERR_FILENO) };
    bylaw_status status = bylaw_load(&opts->policies[index], 1, &how, policy);
    if (*policy == NULL)
        say("no memory for the policy");
    else if (status != BYLAW_OK)
        bylaw_messages(*policy, &messages, output_talk, NULL);
    return status;
}

static bylaw_status compare(const struct opts *opts, bylaw_policy *const *policies)
{
    bylaw_diff_options how = { .size = sizeof how, .format = opts->format };
    bylaw_status status = bylaw_diff(policies[OLD], policies[NEW], &how, output_data, NULL);
    if (status == BYLAW_LIMIT)
        say("no memory to compare the policies");
    return status;
}

int cmd_diff(const struct opts *opts)
{
    bylaw_policy *policies[SIDES] = { NULL, NULL };
    bylaw_status status = BYLAW_OK;
    if (opts->n_policies != SIDES) {
        say("diff compares two policies, the old one and the new one: name two .rules files (one that stands for several can use them)");
        return BYLAW_UNUSABLE;
    }
    for (size_t i = 0; i < SIDES && status == BYLAW_OK; i++)
        status = load(opts, i, &policies[i]);
    if (status == BYLAW_OK)
        status = compare(opts, policies);
    for (size_t i = 0; i < SIDES; i++)
        bylaw_policy_free(policies[i]);
    return status;
}
