#include "cli/commands.h"

#include <stdio.h>

struct replay {
    const bylaw_policy *policy;
    bylaw_replay_options options;
    bylaw_replay_stats stats;
};

static bylaw_status take(void *taker, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats, const char **why)
{
    struct replay *replay = taker;
    bylaw_status status = bylaw_replay(replay->policy, &replay->options, fd, name, sinks, &replay->stats, why);
    stats->cases = replay->stats.cases;
    return status;
}

static void tell(const struct replay *replay)
{
    const bylaw_replay_stats *stats = &replay->stats;
    const char *form = replay->options.output == BYLAW_JSON
        ? "{\"same\":%llu,\"different\":%llu,\"cannot\":%llu,\"unreadable\":%llu,\"other_policy\":%llu}\n"
        : "%llu same, %llu different, %llu cannot be decided again, %llu unreadable; %llu under another version of the policy\n";
    printf(form, (unsigned long long)stats->same, (unsigned long long)stats->different, (unsigned long long)stats->cannot,
           (unsigned long long)stats->unreadable, (unsigned long long)stats->other_policy);
}

static bylaw_status replay_journal(struct run *run, struct replay *replay)
{
    const char *why = NULL;
    if (run->opts->n_inputs > 0) {
        say("--db replays the journal in that database: do without files, or without --db");
        return BYLAW_UNUSABLE;
    }
    bylaw_sinks sinks = { .size = sizeof sinks, .out = output_data, .talk = output_talk };
    bylaw_status status = bylaw_replay(replay->policy, &replay->options, -1, NULL, &sinks, &replay->stats, &why);
    if (why != NULL)
        say("%s", why);
    return status;
}

static bylaw_status replay_all(struct run *run, const bylaw_policy *policy)
{
    struct replay replay = { .policy = policy, .options = { .size = sizeof replay.options, .engine = run->opts->eval.engine,
                                                            .output = run->opts->format, .db = run->opts->eval.db } };
    run->take = take;
    run->taker = &replay;
    bylaw_status status = replay.options.db != NULL ? replay_journal(run, &replay) : run_inputs(run);
    if (status == BYLAW_UNUSABLE && output_closed())
        return BYLAW_OK; /* the reader has seen enough */
    if (status <= BYLAW_FAULT)
        tell(&replay);
    return status;
}

int cmd_replay(const struct opts *opts)
{
    struct run run = { .opts = opts };
    clock_gettime(CLOCK_MONOTONIC, &run.start);
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = replay_all(&run, policy);
    bylaw_policy_free(policy);
    return status;
}
