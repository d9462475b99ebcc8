/* bylaw diff: loads two policies, has them compared. */
#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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

static int complain(void *context, const char *text, size_t n)
{
    say("%s: %.*s", (const char *)context, (int)n, text);
    return 0;
}

/* Over the cases or receipts of a file. */
static bylaw_status compare_cases(const struct opts *opts, bylaw_policy *const *policies)
{
    const char *path = opts->diff_cases != NULL ? opts->diff_cases : opts->diff_receipts;
    bylaw_diff_options how = { .size = sizeof how, .format = opts->format, .receipts = opts->diff_receipts != NULL };
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        say("cannot read the cases '%s': %s", path, strerror(errno));
        return BYLAW_UNUSABLE;
    }
    bylaw_status status = bylaw_diff_cases(policies[OLD], policies[NEW], &how, &opts->eval, fd, output_data, (void *)path, complain);
    if (!standard)
        close(fd);
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
    if (opts->diff_cases != NULL && opts->diff_receipts != NULL) {
        say("--cases and --receipts both say what to compare: give one of them");
        return BYLAW_UNUSABLE;
    }
    for (size_t i = 0; i < SIDES && status == BYLAW_OK; i++)
        status = load(opts, i, &policies[i]);
    if (status == BYLAW_OK && (opts->diff_cases != NULL || opts->diff_receipts != NULL))
        status = compare_cases(opts, policies);
    else if (status == BYLAW_OK)
        status = compare(opts, policies);
    for (size_t i = 0; i < SIDES; i++)
        bylaw_policy_free(policies[i]);
    return status;
}
