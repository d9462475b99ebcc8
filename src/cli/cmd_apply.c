#include "cli/commands.h"

#include <stdio.h>

/* The applier, and what it has done. */
struct doing {
    bylaw_applier *applier;
    bylaw_apply_stats stats;
};

static bylaw_status take(void *taker, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats, const char **why)
{
    struct doing *doing = taker;
    return bylaw_apply(doing->applier, fd, name, sinks, stats, &doing->stats, why);
}

static void print_figures(const bylaw_apply_stats *stats)
{
    fprintf(stderr, "applied     %llu\nbefore      %llu\nnot applied %llu\nwould be    %llu\nupdates     %llu\noutbox      %llu\n",
            (unsigned long long)stats->now, (unsigned long long)stats->before, (unsigned long long)stats->no,
            (unsigned long long)stats->would, (unsigned long long)stats->updates, (unsigned long long)stats->posted);
}

static void say_wrong(const bylaw_applier *applier, const char *why)
{
    const char *long_form = applier != NULL ? bylaw_applier_trouble(applier) : "";
    say_trouble(*long_form != '\0' ? long_form : why);
}

static bylaw_status apply_all(struct run *run, struct doing *doing, const bylaw_policy *policy)
{
    bylaw_apply_options how = run->opts->apply;
    const char *why;
    how.db = run->opts->eval.db;
    how.decisions = run->opts->decisions != NULL;
    bylaw_status status = bylaw_applier_new(policy, &run->opts->eval, &how, &doing->applier, &why);
    run->take = take;
    run->taker = doing;
    if (status != BYLAW_OK)
        say_wrong(doing->applier, why);
    else
        status = run_inputs(run);
    bylaw_applier_free(doing->applier);
    /* A reader that has seen enough ends this, too, but not without a word: cases are left. */
    if (status == BYLAW_UNUSABLE && output_closed())
        say("standard output was closed: what is left of the cases is not carried out");
    return status == BYLAW_OK && run->stats.failed_on > 0 ? BYLAW_FAULT : status;
}

/* The decisions' file is the input. */
static bool read_call(const struct opts *opts, struct opts *own)
{
    *own = *opts;
    if (opts->decisions == NULL)
        return true;
    if (opts->n_inputs > 0) {
        say("--decisions names what is carried out; '%s' is one file too many", opts->inputs[0]);
        return false;
    }
    own->inputs = &own->decisions;
    own->n_inputs = 1;
    return true;
}

int cmd_apply(const struct opts *opts)
{
    struct opts own;
    struct run run = { .opts = &own };
    struct doing doing = { 0 };
    if (!read_call(opts, &own))
        return BYLAW_UNUSABLE;
    clock_gettime(CLOCK_MONOTONIC, &run.start);
    bylaw_policy *policy;
    bylaw_status status = load_policy(&own, &policy);
    if (status == BYLAW_OK)
        status = apply_all(&run, &doing, policy);
    bylaw_policy_free(policy);
    if (opts->stats && status != BYLAW_UNUSABLE) {
        run_figures(&run);
        print_figures(&doing.stats);
    }
    return status;
}
