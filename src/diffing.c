/* bylaw_diff: where two policies decide differently. */
#include "diffing.h"

#include <string.h>

static bool same_words(const struct diffing *diffing)
{
    char hashes[DIFF_SIDES][SHA256_HEX + 1];
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        pipeline_hash(diffing->policies[side], hashes[side]);
    return strcmp(hashes[DIFF_OLD], hashes[DIFF_NEW]) == 0;
}

void diffing_ready(struct diffing *diffing)
{
    enum report_format format = diffing->options.format == BYLAW_JSON ? REPORT_JSON : REPORT_TEXT;
    for (unsigned side = 0; side < DIFF_SIDES; side++) {
        const struct policy *policy = diffing->policies[side];
        report_init(&diffing->reports[side], format, policy->program->facts, policy->program->n_facts, &policy->program->style, &policy->sources,
                    &diffing->trap);
    }
}

static bylaw_status run(struct diffing *diffing)
{
    if (trap_set(&diffing->trap) != TRAP_NONE)
        return BYLAW_LIMIT;
    const struct program *programs[] = { diffing->policies[DIFF_OLD]->program, diffing->policies[DIFF_NEW]->program };
    struct diff_options how = { .most = diffing->options.most, .same_words = same_words(diffing) };
    diffing_ready(diffing);
    diffing->diff = diff_new(&diffing->arena, programs, &how, &diffing->trap);
    diff_run(diffing->diff);
    diffing_tell_head(diffing);
    for (uint32_t i = 0; i < diffing->diff->regions.n; i++)
        diffing_tell_region(diffing, i);
    diffing_tell_end(diffing);
    if (diffing->diff->defect.n)
        return BYLAW_DEFECT;
    return diff_is_equal(diffing->diff) ? BYLAW_OK : BYLAW_FAULT;
}

static void close_diffing(struct diffing *diffing)
{
    diff_free(diffing->diff);
    for (unsigned side = 0; side < DIFF_SIDES; side++)
        if (diffing->reports[side].style != NULL)
            report_free(&diffing->reports[side]);
    buf_free(&diffing->out);
    arena_free(&diffing->arena);
    mem_free(diffing);
}

static struct diffing *open_diffing(const bylaw_policy *old, const bylaw_policy *changed, const bylaw_diff_options *options)
{
    struct diffing *diffing = mem_alloc(sizeof *diffing);
    if (diffing == NULL)
        return NULL;
    memset(diffing, 0, sizeof *diffing);
    diffing->policies[DIFF_OLD] = &old->policy;
    diffing->policies[DIFF_NEW] = &changed->policy;
    if (options != NULL)
        memcpy(&diffing->options, options, options->size < sizeof *options ? options->size : sizeof *options);
    arena_init(&diffing->arena, &diffing->trap);
    buf_init(&diffing->out, &diffing->trap);
    return diffing;
}

/* Writes what was told, frees all. */
static bylaw_status end(struct diffing *diffing, bylaw_status status, bylaw_write write, void *context)
{
    bool told = status == BYLAW_OK || status == BYLAW_FAULT || status == BYLAW_DEFECT;
    if (told && diffing->out.n > 0 && write(context, diffing->out.p, diffing->out.n) != 0)
        status = BYLAW_UNUSABLE;
    close_diffing(diffing);
    return status;
}

/* Both with their programs, which an image makes only when they are wanted. */
static bylaw_status whole(const bylaw_policy **old, const bylaw_policy **changed)
{
    *old = session_whole(*old);
    *changed = session_whole(*changed);
    if (*old == NULL || *changed == NULL)
        return BYLAW_LIMIT;
    return (*old)->policy.program == NULL || (*changed)->policy.program == NULL ? BYLAW_UNUSABLE : BYLAW_OK;
}

bylaw_status bylaw_diff(const bylaw_policy *old, const bylaw_policy *changed, const bylaw_diff_options *options, bylaw_write write, void *context)
{
    bylaw_status ready = whole(&old, &changed);
    if (ready != BYLAW_OK)
        return ready;
    struct diffing *diffing = open_diffing(old, changed, options);
    return diffing == NULL ? BYLAW_LIMIT : end(diffing, run(diffing), write, context);
}

bylaw_status bylaw_diff_cases(const bylaw_policy *old, const bylaw_policy *changed, const bylaw_diff_options *options,
                              const bylaw_options *deciding, int fd, bylaw_write write, void *context, bylaw_write complain)
{
    const char *why = "the policy has errors";
    bylaw_status ready = whole(&old, &changed);
    if (ready != BYLAW_OK)
        return ready;
    struct diffing *diffing = open_diffing(old, changed, options);
    if (diffing == NULL)
        return BYLAW_LIMIT;
    bylaw_status status = diffing_run_cases(diffing, fd, deciding, &why);
    if (status != BYLAW_OK && status != BYLAW_FAULT && why != NULL && complain != NULL)
        complain(context, why, strlen(why));
    return end(diffing, status, write, context);
}
