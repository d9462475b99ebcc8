/* Coverage in the format of lcov's trace files, which genhtml and most editors show: a rule is a function, a line with a branch or a
 * condition is a line, each answer of a condition is a branch of its line. */
#include "scenario/coverage.h"

static unsigned long long fired(const struct cover_item *item)
{
    return (unsigned long long)item->seen[TRUTH_YES];
}

static unsigned long long looked_at(const struct cover_item *item)
{
    return (unsigned long long)(item->seen[TRUTH_YES] + item->seen[TRUTH_NO] + item->seen[TRUTH_UNKNOWN]);
}

static void put_rules(const struct coverage *coverage, const struct cover_file *file, struct buf *out)
{
    for (uint32_t i = 0; i < file->items.n; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        if (item->kind != COVER_RULE)
            continue;
        buf_printf(out, "FN:%u,%.*s\n", coverage_place(coverage, item).line, STR_ARG(item->rule));
        buf_printf(out, "FNDA:%llu,%.*s\n", fired(item), STR_ARG(item->rule));
    }
}

static void put_answers(const struct coverage *coverage, const struct cover_file *file, struct buf *out)
{
    for (uint32_t i = 0; i < file->items.n; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        for (unsigned truth = 0; truth < 3 && item->kind == COVER_CONDITION; truth++) {
            if (!coverage_can_be(item, (enum truth)truth))
                continue;
            buf_printf(out, "BRDA:%u,%u,%u,", coverage_place(coverage, item).line, i, truth);
            if (looked_at(item) == 0)
                buf_cstr(out, "-\n");
            else
                buf_printf(out, "%llu\n", (unsigned long long)item->seen[truth]);
        }
    }
}

/* The hits of a line: of its branch, else how often its conditions were looked at. False where it has nothing. */
static bool hits_of(const struct coverage *coverage, const struct cover_file *file, uint32_t line, unsigned long long *hits)
{
    bool any = false, branch = false;
    for (uint32_t end, i = coverage_on_line(coverage, file, line, &end); i < end; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        if (item->kind == COVER_RULE)
            continue;
        unsigned long long its = item->kind == COVER_BRANCH ? fired(item) : looked_at(item);
        if (!any || (item->kind == COVER_BRANCH && !branch) || (its < *hits && (item->kind == COVER_BRANCH) == branch))
            *hits = its;
        branch = branch || item->kind == COVER_BRANCH;
        any = true;
    }
    return any;
}

static void put_lines(const struct coverage *coverage, const struct cover_file *file, struct buf *out)
{
    uint32_t found = 0, hit = 0;
    unsigned long long hits;
    for (uint32_t line = 1; line <= source_at(file->sources, 0)->n_lines; line++) {
        if (!hits_of(coverage, file, line, &hits))
            continue;
        buf_printf(out, "DA:%u,%llu\n", line, hits);
        found++;
        hit += hits > 0;
    }
    buf_printf(out, "LF:%u\nLH:%u\n", found, hit);
}

void coverage_lcov(const struct coverage *coverage, struct buf *out)
{
    for (uint32_t i = 0; i < coverage->files.n; i++) {
        const struct cover_file *file = coverage->files.at[i];
        struct cover_figures figures = coverage_figures(coverage, file);
        buf_printf(out, "TN:\nSF:%.*s\n", STR_ARG(file->name));
        put_rules(coverage, file, out);
        buf_printf(out, "FNF:%u\nFNH:%u\n", figures.rules, figures.rules_fired);
        put_answers(coverage, file, out);
        buf_printf(out, "BRF:%u\nBRH:%u\n", figures.answers, figures.answers_seen);
        put_lines(coverage, file, out);
        buf_cstr(out, "end_of_record\n");
    }
}
