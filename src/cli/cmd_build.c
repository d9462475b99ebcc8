#include "cli/commands.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What was made: where, how large, of how many rules, and by what it is known. */
static void tell(const struct opts *opts, const bylaw_policy *policy, size_t bytes)
{
    char hash[BYLAW_HASH_SIZE];
    bylaw_policy_hash(policy, hash);
    size_t rules = bylaw_rules(policy);
    printf("%s: %zu bytes, %zu rule%s, policy %s\n", opts->out, bytes, rules, rules == 1 ? "" : "s", hash);
}

static bylaw_status build(const struct opts *opts, const bylaw_policy *policy)
{
    struct replacing file;
    bylaw_status status = replace_begin(&file, opts->out);
    if (status != BYLAW_OK)
        return status;
    status = bylaw_build(policy, replace_write, &file);
    if (status == BYLAW_LIMIT)
        say("no memory for '%s', or the policy is too large for an image", opts->out);
    status = replace_end(&file, status);
    if (status == BYLAW_OK)
        tell(opts, policy, file.bytes);
    return status;
}

static bylaw_status build_native(const struct opts *opts, const bylaw_policy *policy)
{
    char program[BESIDE_MOST_PATH];
    struct replacing file;
    const char *why = NULL;
    bylaw_status status = replace_begin(&file, opts->out);
    if (status != BYLAW_OK)
        return status;
    status = bylaw_build_native(policy, beside_program("bylaw-jit", program), replace_write, &file, &why);
    if (why != NULL)
        say("no native code: %s", why);
    status = replace_end(&file, status);
    if (status == BYLAW_OK)
        tell(opts, policy, file.bytes);
    return status;
}

static bool is_file(const struct stat *file, const char *path)
{
    struct stat other;
    return stat(path, &other) == 0 && S_ISREG(other.st_mode) && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

/* The file among those that the policy is made of which would be lost, or NULL: images are not among bylaw_file's. */
static const char *overwritten(const struct opts *opts, const bylaw_policy *policy)
{
    struct stat out;
    const char *path;
    if (stat(opts->out, &out) != 0)
        return NULL;
    for (size_t i = 0; i < opts->n_policies; i++)
        if (opts->policies[i].text == NULL && is_file(&out, opts->policies[i].path))
            return opts->policies[i].path;
    for (size_t i = 0; (path = bylaw_file(policy, i)) != NULL; i++)
        if (is_file(&out, path))
            return path;
    return NULL;
}

static bylaw_status build_apart(const struct opts *opts, const bylaw_policy *policy)
{
    const char *lost = overwritten(opts, policy);
    if (lost != NULL) {
        say("'%s' is what the policy is made of ('%s'), and would be lost: name another file with -o", opts->out, lost);
        return BYLAW_UNUSABLE;
    }
    return opts->build_native ? build_native(opts, policy) : build(opts, policy);
}

int cmd_build(const struct opts *opts)
{
    bylaw_policy *policy;
    if (opts->out == NULL) {
        say("where to? bylaw build -o policy.bylawc POLICY.rules");
        return BYLAW_UNUSABLE;
    }
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = build_apart(opts, policy);
    bylaw_policy_free(policy);
    return status;
}
