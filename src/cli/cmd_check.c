#include "cli/commands.h"

#include <stdio.h>
#include <unistd.h>

static void summary(const bylaw_policy *policy)
{
    size_t errors = bylaw_errors(policy), warnings = bylaw_warnings(policy);
    if (errors == 0 && warnings == 0)
        fprintf(stderr, "no errors\n");
    else
        fprintf(stderr, "%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
}

static bylaw_status messages_as_json(const bylaw_policy *policy)
{
    bylaw_message_options how = { .size = sizeof how, .format = BYLAW_JSON };
    return bylaw_messages(policy, &how, output_data, NULL);
}

/* What is said of a policy that could be read: figures, and the facts where they are inferred. */
static bylaw_status tell(const struct opts *opts, const bylaw_policy *policy)
{
    if (opts->format == BYLAW_JSON)
        return messages_as_json(policy);
    if (bylaw_facts_inferred(policy) && bylaw_facts(policy, output_data, NULL) == BYLAW_LIMIT)
        return BYLAW_LIMIT;
    summary(policy);
    return BYLAW_OK;
}

/* Messages end with a newline; why the database cannot be used does not. */
static int put_finding(void *context, const char *bytes, size_t n)
{
    const struct opts *opts = context;
    if (n == 0 || bytes[n - 1] != '\n')
        say("%.*s", (int)n, bytes);
    else
        return opts->format == BYLAW_JSON ? output_data(NULL, bytes, n) : output_talk(NULL, bytes, n);
    return 0;
}

/* The SQL of a policy without errors, held against --db. */
static bylaw_status check_sql(const struct opts *opts, const bylaw_policy *policy)
{
    bylaw_message_options how = { .size = sizeof how, .format = opts->format, .most = 20, .color = opts_color(opts, STDERR_FILENO) };
    return bylaw_check_sql(policy, opts->eval.db, &how, put_finding, (void *)opts);
}

int cmd_check(const struct opts *opts)
{
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (policy == NULL || status == BYLAW_LIMIT) {
        bylaw_policy_free(policy);
        return status;
    }
    bylaw_status sql = status == BYLAW_OK && opts->eval.db != NULL ? check_sql(opts, policy) : BYLAW_OK;
    if (sql != BYLAW_OK) {
        bylaw_policy_free(policy);
        return sql;
    }
    if (tell(opts, policy) == BYLAW_LIMIT) {
        say("no memory for what there is to tell");
        status = BYLAW_LIMIT;
    }
    if (status == BYLAW_UNUSABLE && !bylaw_unreadable(policy))
        status = BYLAW_FAULT; /* check's own finding, not a call that cannot be used */
    if (status == BYLAW_OK && opts->strict && bylaw_warnings(policy) > 0)
        status = BYLAW_FAULT;
    bylaw_policy_free(policy);
    return status;
}
