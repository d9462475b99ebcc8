/* bylaw_coverage: what scenarios have tried of the rules. bylaw_test fills it in. */
#include "covering.h"

#include <string.h>

bylaw_coverage *bylaw_coverage_new(void)
{
    bylaw_coverage *coverage = mem_alloc(sizeof *coverage);
    if (coverage == NULL)
        return NULL;
    memset(coverage, 0, sizeof *coverage);
    arena_init(&coverage->arena, &coverage->trap);
    coverage_init(&coverage->coverage, &coverage->arena);
    return coverage;
}

void bylaw_coverage_free(bylaw_coverage *coverage)
{
    if (coverage == NULL)
        return;
    arena_free(&coverage->arena);
    mem_free(coverage);
}

void bylaw_coverage_sums(const bylaw_coverage *coverage, bylaw_coverage_figures *figures)
{
    struct cover_figures all = coverage_figures(&coverage->coverage, NULL);
    bylaw_coverage_figures sums = { .size = figures->size, .rules = all.rules, .rules_fired = all.rules_fired, .branches = all.branches,
                                    .branches_fired = all.branches_fired, .conditions = all.conditions, .answers = all.answers,
                                    .answers_seen = all.answers_seen, .can_matter = all.can_matter, .mattering = all.mattering };
    memcpy(figures, &sums, figures->size < sizeof sums ? figures->size : sizeof sums);
}

static void put(const struct coverage *coverage, bylaw_coverage_form form, struct buf *scratch, struct buf *out)
{
    switch (form) {
    case BYLAW_COVERAGE_TEXT: case BYLAW_COVERAGE_PAIRS: coverage_text(coverage, form == BYLAW_COVERAGE_PAIRS, scratch, out); break;
    case BYLAW_COVERAGE_JSON: coverage_json(coverage, scratch, out); break;
    case BYLAW_COVERAGE_LCOV: coverage_lcov(coverage, out); break;
    case BYLAW_COVERAGE_HTML: coverage_html(coverage, scratch, out); break;
    }
}

bylaw_status bylaw_coverage_write(bylaw_coverage *coverage, bylaw_coverage_form form, bylaw_write write, void *context)
{
    struct buf out, scratch;
    buf_init(&out, &coverage->trap);
    buf_init(&scratch, &coverage->trap);
    bylaw_status status = BYLAW_LIMIT;
    if (trap_set(&coverage->trap) == TRAP_NONE) {
        put(&coverage->coverage, form, &scratch, &out);
        status = write(context, out.p, out.n) == 0 ? BYLAW_OK : BYLAW_UNUSABLE;
    }
    buf_free(&out);
    buf_free(&scratch);
    return status;
}
