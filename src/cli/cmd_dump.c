#include "cli/commands.h"

int cmd_dump(const struct opts *opts)
{
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (policy == NULL)
        return status;
    bool early = opts->stop == BYLAW_STOP_TOKENS || opts->stop == BYLAW_STOP_AST; /* these stops a faulty policy has, too */
    if (status == BYLAW_OK || (status == BYLAW_UNUSABLE && early)) {
        bylaw_status written = bylaw_dump(policy, opts->stop, output_data, NULL);
        if (written == BYLAW_LIMIT)
            status = written;
    }
    bylaw_policy_free(policy);
    return status;
}
