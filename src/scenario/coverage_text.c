/* Coverage for people: the figures, and the rules with marks in their margin. */
#include "scenario/coverage.h"

static void share(struct buf *out, const char *what, uint32_t n, uint32_t of)
{
    buf_printf(out, "%s %u of %u", what, n, of);
    if (of > 0)
        buf_printf(out, " (%u.%u %%)", (unsigned)((uint64_t)n * 1000 / of / 10), (unsigned)((uint64_t)n * 1000 / of % 10));
    buf_char(out, '\n');
}

static void put_figures(struct buf *out, const struct cover_figures *figures)
{
    share(out, "  rules fired                 ", figures->rules_fired, figures->rules);
    share(out, "  branches and rows           ", figures->branches_fired, figures->branches);
    share(out, "  answers of conditions       ", figures->answers_seen, figures->answers);
    share(out, "  conditions with all answers ", figures->conditions_full, figures->conditions);
    share(out, "  conditions shown to matter  ", figures->mattering, figures->can_matter);
}

/* ---- the rules ---- */

/* What the margin says of a line: the worst of what begins there. */
static char mark_of(const struct coverage *coverage, const struct cover_file *file, uint32_t line)
{
    char mark = ' ';
    for (uint32_t end, i = coverage_on_line(coverage, file, line, &end); i < end; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        if (item->seen[0] + item->seen[1] + item->seen[2] == 0)
            return '!';
        if (!coverage_full(item))
            mark = '-';
        else if (mark == ' ')
            mark = '+';
    }
    return mark;
}

static void put_reasons(struct buf *out, struct str reasons)
{
    for (uint32_t at = 0, end; at < reasons.n; at = end + 1) {
        end = at;
        while (end < reasons.n && reasons.p[end] != '\n')
            end++;
        buf_cstr(out, "       |      ^ ");
        buf_str(out, str_slice(reasons, at, end));
        buf_char(out, '\n');
    }
}

static void put_line(const struct coverage *coverage, const struct cover_file *file, uint32_t line, bool pairs, struct buf *reasons, struct buf *out)
{
    buf_printf(out, "%c %4u | ", mark_of(coverage, file, line), line);
    buf_text(out, source_line(source_at(file->sources, 0), line));
    buf_char(out, '\n');
    for (uint32_t end, i = coverage_on_line(coverage, file, line, &end); i < end; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        reasons->n = 0;
        coverage_reasons(coverage, item, reasons);
        if (pairs)
            coverage_shown(item, reasons);
        put_reasons(out, (struct str){ reasons->p, (uint32_t)reasons->n });
    }
}

static bool is_full(const struct cover_figures *figures)
{
    return figures->rules_fired == figures->rules && figures->branches_fired == figures->branches
        && figures->answers_seen == figures->answers && figures->mattering == figures->can_matter;
}

static void put_file(const struct coverage *coverage, const struct cover_file *file, bool pairs, struct buf *reasons, struct buf *out)
{
    struct cover_figures figures = coverage_figures(coverage, file);
    buf_char(out, '\n');
    buf_line(out, file->name);
    buf_cstr(out, is_full(&figures) ? ": all of it\n" : "\n");
    put_figures(out, &figures);
    for (uint32_t line = 1; (pairs || !is_full(&figures)) && line <= source_at(file->sources, 0)->n_lines; line++)
        put_line(coverage, file, line, pairs, reasons, out);
}

void coverage_text(const struct coverage *coverage, bool pairs, struct buf *reasons, struct buf *out)
{
    struct cover_figures all = coverage_figures(coverage, NULL);
    for (uint32_t i = 0; i < coverage->files.n; i++)
        put_file(coverage, coverage->files.at[i], pairs, reasons, out);
    buf_cstr(out, "\ncoverage\n");
    put_figures(out, &all);
}
