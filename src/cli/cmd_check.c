#include "cli/commands.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void summary(const bylaw_check_stats *stats)
{
    unsigned long long errors = stats->errors, warnings = stats->warnings, open = stats->open;
    if (errors == 0 && warnings == 0)
        fprintf(stderr, "no errors");
    else
        fprintf(stderr, "%llu error%s, %llu warning%s", errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    if (open > 0)
        fprintf(stderr, ", %llu not proved", open);
    fputc('\n', stderr);
}

/* All that there is to tell of a policy that could be read. */
static bylaw_status check(const struct opts *opts, const bylaw_policy *policy)
{
    bool text = opts->format == BYLAW_TEXT;
    bylaw_check_options how = { .size = sizeof how, .format = opts->format, .most = 20, .color = opts_color(opts, STDERR_FILENO),
                                .quick = opts->quick, .as_of = opts->eval.as_of, .only = opts->only, .db = opts->eval.db };
    bylaw_check_stats stats = { 0 };
    const char *why;
    bylaw_status status = bylaw_check(policy, &how, text ? output_talk : output_data, NULL, &stats, &why);
    if (why != NULL)
        say("%s", why);
    if (text && status <= BYLAW_FAULT && bylaw_facts_inferred(policy) && bylaw_facts(policy, output_data, NULL) == BYLAW_LIMIT)
        status = BYLAW_LIMIT;
    if (text && status <= BYLAW_FAULT)
        summary(&stats);
    if (status == BYLAW_LIMIT)
        say("no memory for what there is to tell");
    return status == BYLAW_OK && opts->strict && stats.warnings > 0 ? BYLAW_FAULT : status;
}

/* ---- --fix ---- */

/* A link stays one: the file that it leads to is written. */
static int write_file(void *context, const char *path, const char *text, size_t length, const char *diff, size_t diff_length)
{
    char place[PATH_MAX];
    struct replacing file;
    (void)context, (void)diff, (void)diff_length;
    if (realpath(path, place) == NULL) {
        say("cannot write '%s': %s", path, strerror(errno));
        return 1;
    }
    if (replace_begin(&file, place) != BYLAW_OK)
        return 1;
    int trouble = replace_write(&file, text, length);
    return replace_end(&file, trouble == 0 ? BYLAW_OK : BYLAW_UNUSABLE) != BYLAW_OK;
}

static int show_diff(void *context, const char *path, const char *text, size_t length, const char *diff, size_t diff_length)
{
    (void)path, (void)text, (void)length;
    return output_data(context, diff, diff_length);
}

static bylaw_status fix(const struct opts *opts, const bylaw_policy *policy)
{
    bylaw_check_options how = { .size = sizeof how, .as_of = opts->eval.as_of, .only = opts->only };
    const char *why;
    bylaw_status status = bylaw_fix(policy, &how, opts->apply.dry_run ? show_diff : write_file, output_talk, NULL, &why);
    if (why != NULL)
        say("%s", why);
    if (status == BYLAW_LIMIT)
        say("no memory for what there is to change");
    return status;
}

/* What is left is told of the files as they are then. */
static bylaw_status fix_and_load(const struct opts *opts, bylaw_policy **policy)
{
    bylaw_status status = fix(opts, *policy);
    if (status == BYLAW_FAULT)
        return BYLAW_OK; /* check tells the errors */
    if (status != BYLAW_OK || opts->apply.dry_run)
        return status;
    bylaw_policy_free(*policy);
    return load_policy(opts, policy);
}

int cmd_check(const struct opts *opts)
{
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (policy != NULL && status == BYLAW_UNUSABLE)
        status = BYLAW_OK; /* its errors are check's to tell */
    if (policy != NULL && status == BYLAW_OK && opts->fix)
        status = fix_and_load(opts, &policy);
    if (policy != NULL && status == BYLAW_OK && !(opts->fix && opts->apply.dry_run))
        status = check(opts, policy);
    if (status == BYLAW_FAULT && bylaw_unreadable(policy))
        status = BYLAW_UNUSABLE; /* a call that cannot be used */
    bylaw_policy_free(policy);
    return status;
}
