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

static void ready(struct diffing *diffing)
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
    ready(diffing);
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

bylaw_status bylaw_diff(const bylaw_policy *old, const bylaw_policy *changed, const bylaw_diff_options *options, bylaw_write write, void *context)
{
    if (old->policy.program == NULL || changed->policy.program == NULL)
        return BYLAW_UNUSABLE;
    struct diffing *diffing = mem_alloc(sizeof *diffing);
    if (diffing == NULL)
        return BYLAW_LIMIT;
    memset(diffing, 0, sizeof *diffing);
    diffing->policies[DIFF_OLD] = &old->policy;
    diffing->policies[DIFF_NEW] = &changed->policy;
    if (options != NULL)
        memcpy(&diffing->options, options, options->size < sizeof *options ? options->size : sizeof *options);
    arena_init(&diffing->arena, &diffing->trap);
    buf_init(&diffing->out, &diffing->trap);
    bylaw_status status = run(diffing);
    if (status != BYLAW_LIMIT && diffing->out.n > 0 && write(context, diffing->out.p, diffing->out.n) != 0)
        status = BYLAW_UNUSABLE;
    close_diffing(diffing);
    return status;
}
