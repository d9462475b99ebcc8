#include "cli/commands.h"

#include <sched.h>
#include <unistd.h>

static bylaw_status take(void *decider, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats, const char **why)
{
    return bylaw_stream(decider, fd, name, sinks, stats, why);
}

/* That this process may run on. */
static unsigned cores(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

/* For --stats. */
static void note_native(struct run *run, const bylaw_decider *decider)
{
    const char *notice = bylaw_decider_native(decider);
    snprintf(run->native, sizeof run->native, "%s", notice != NULL ? notice : "");
}

static bylaw_status decide_all(struct run *run, const bylaw_policy *policy)
{
    bylaw_decider *decider;
    char program[BESIDE_MOST_PATH];
    bylaw_options options = run->opts->eval;
    options.color = opts_color(run->opts, STDOUT_FILENO);
    options.jit_program = beside_program("bylaw-jit", program);
    if (options.jobs == 0)
        options.jobs = cores();
    bylaw_status status = load_decider(policy, &options, &decider);
    if (status != BYLAW_OK)
        return status;
    run->take = take;
    run->taker = decider;
    status = run_inputs(run);
    note_native(run, decider);
    bylaw_decider_free(decider);
    if (status == BYLAW_UNUSABLE && output_closed())
        return BYLAW_OK; /* the reader has seen enough */
    return status == BYLAW_OK && run->stats.failed_on > 0 ? BYLAW_FAULT : status;
}

int cmd_eval(const struct opts *opts)
{
    struct run run = { .opts = opts };
    clock_gettime(CLOCK_MONOTONIC, &run.start);
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = decide_all(&run, policy);
    bylaw_policy_free(policy);
    if (opts->stats && status != BYLAW_UNUSABLE)
        run_figures(&run);
    return status;
}
