#include "sinking.h"

void sinking_stop(struct sinking *sinking, bylaw_status status, const char *why)
{
    sinking->status = status;
    sinking->why = why;
    sinking->stopped = true;
}

void sinking_out(struct sinking *sinking, const char *bytes, size_t n)
{
    if (n > 0 && !sinking->stopped && sinking->sinks->out(sinking->sinks->context, bytes, n) != 0)
        sinking_stop(sinking, BYLAW_UNUSABLE, NULL);
}

void sinking_talk(struct sinking *sinking, const char *bytes, size_t n)
{
    const bylaw_sinks *sinks = sinking->sinks;
    if (n > 0 && !sinking->stopped && sinks->talk != NULL && sinks->talk(sinks->context, bytes, n) != 0)
        sinking_stop(sinking, BYLAW_UNUSABLE, NULL);
}

void sinking_case(struct sinking *sinking, enum decision_status status)
{
    const bylaw_stats *stats = sinking->stats;
    const bylaw_sinks *sinks = sinking->sinks;
    if (sinks->progress != NULL && stats->cases % SINKING_PROGRESS_EVERY == 0)
        sinks->progress(sinks->context, stats);
    if (status < DECISION_CONFLICT || sinking->stopped)
        return;
    sinking->status = BYLAW_FAULT;
    if (sinking->max_errors > 0 && stats->errors + stats->conflicts >= sinking->max_errors)
        sinking_stop(sinking, BYLAW_LIMIT, "as many cases in error or conflict as --max-errors allows");
}
