/* Coverage as one page: the figures, and the rules with what is lacking underlined; what is said of it shows under the pointer and
 * below the line. Under the pointer it shows, too, which scenarios show that a condition matters. Nothing is fetched from elsewhere, and there are no scripts. */
#include "scenario/coverage.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Coverage of the rules</title>\n<style>\n"
    "body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #222; background: #fff }\n"
    "table { border-collapse: collapse } th, td { text-align: right; padding: .2em .8em; border-bottom: 1px solid #ddd }\n"
    "th:first-child, td:first-child { text-align: left }\n"
    "pre { font: 13px/1.45 ui-monospace, monospace; border: 1px solid #ddd; overflow-x: auto; padding: .5em 0 }\n"
    "pre span.l { display: block; padding: 0 .8em; border-left: .4em solid transparent }\n"
    "pre span.full { border-color: #3a3 } pre span.part { border-color: #d90 } pre span.none { border-color: #c33 }\n"
    "i { font-style: normal; color: #999; display: inline-block; width: 3.5em }\n"
    "u { text-decoration: none } u:hover { background: #efe }\n"
    "b { font-weight: normal; text-decoration: underline wavy #c33; background: #fee }\n"
    "em { display: block; padding-left: 4.5em; color: #a40; font-style: normal; white-space: pre-wrap }\n"
    "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } th, td, pre { border-color: #444 } b { background: #522 } u:hover { background: #252 } em { color: #fb6 } }\n"
    "</style>\n</head>\n<body>\n<h1>Coverage of the rules</h1>\n";

static void put_html(struct buf *out, struct str text)
{
    for (uint32_t i = 0; i < text.n; i++)
        switch (text.p[i]) {
        case '&': buf_cstr(out, "&amp;"); break;
        case '<': buf_cstr(out, "&lt;"); break;
        case '>': buf_cstr(out, "&gt;"); break;
        case '"': buf_cstr(out, "&quot;"); break;
        case '\n': buf_cstr(out, "&#10;"); break;
        default: buf_char(out, text.p[i]);
        }
}

/* ---- figures ---- */

static void cell(struct buf *out, uint32_t n, uint32_t of)
{
    buf_printf(out, "<td>%u of %u", n, of);
    if (of)
        buf_printf(out, " (%u %%)", (unsigned)((uint64_t)n * 100 / of));
    buf_cstr(out, "</td>");
}

static void row(struct buf *out, struct str name, const struct cover_figures *figures)
{
    buf_cstr(out, "<tr><td>");
    put_html(out, name);
    buf_cstr(out, "</td>");
    cell(out, figures->rules_fired, figures->rules);
    cell(out, figures->branches_fired, figures->branches);
    cell(out, figures->answers_seen, figures->answers);
    cell(out, figures->mattering, figures->can_matter);
    buf_cstr(out, "</tr>\n");
}

static void put_figures(const struct coverage *coverage, struct buf *out)
{
    struct cover_figures all = coverage_figures(coverage, NULL);
    buf_cstr(out, "<table>\n<tr><th>file</th><th>rules fired</th><th>branches and rows</th><th>answers seen</th><th>shown to matter</th></tr>\n");
    for (uint32_t i = 0; i < coverage->files.n; i++) {
        struct cover_figures figures = coverage_figures(coverage, coverage->files.at[i]);
        row(out, coverage->files.at[i]->name, &figures);
    }
    row(out, STR("all"), &all);
    buf_cstr(out, "</table>\n");
}

/* ---- the rules ---- */

static const char *class_of(const struct coverage *coverage, const struct cover_file *file, uint32_t line)
{
    const char *class = "";
    for (uint32_t end, i = coverage_on_line(coverage, file, line, &end); i < end; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        if (item->seen[0] + item->seen[1] + item->seen[2] == 0)
            return " none";
        class = !coverage_full(item) ? " part" : *class ? class : " full";
    }
    return class;
}

/* The condition that begins at byte AT and is lacking something, or else was shown to matter; NULL: none. */
static const struct cover_item *told_at(const struct coverage *coverage, const struct cover_file *file, uint32_t at)
{
    const struct cover_item *shown = NULL;
    for (uint32_t i = 0; i < file->items.n; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        if (item->kind != COVER_CONDITION || item->span.from != at)
            continue;
        if (!coverage_full(item))
            return item;
        if (coverage_matters(item) && !shown)
            shown = item;
    }
    return shown;
}

/* From FROM to TO; what is marked does not nest, and ends with its line. */
static void put_words(const struct coverage *coverage, const struct cover_file *file, uint32_t from, uint32_t to, struct buf *reasons, struct buf *out)
{
    for (uint32_t at = from; at < to;) {
        const struct cover_item *item = told_at(coverage, file, at);
        uint32_t end = !item ? at + 1 : item->span.to < to ? item->span.to : to;
        if (item) {
            reasons->n = 0;
            coverage_reasons(coverage, item, reasons);
            coverage_shown(item, reasons);
            buf_cstr(out, coverage_full(item) ? "<u title=\"" : "<b title=\"");
            put_html(out, (struct str){ reasons->p, (uint32_t)(reasons->n - 1) });
            buf_cstr(out, "\">");
        }
        put_html(out, str_slice(file->text, at, end));
        buf_cstr(out, !item ? "" : coverage_full(item) ? "</u>" : "</b>");
        at = end;
    }
}

static void put_reasons(const struct coverage *coverage, const struct cover_file *file, uint32_t line, struct buf *reasons, struct buf *out)
{
    reasons->n = 0;
    for (uint32_t end, i = coverage_on_line(coverage, file, line, &end); i < end; i++) {
        const struct cover_item *item = coverage->items.at[file->items.at[i]];
        coverage_reasons(coverage, item, reasons);
    }
    if (reasons->n == 0)
        return;
    buf_cstr(out, "<em>");
    put_html(out, (struct str){ reasons->p, (uint32_t)(reasons->n - 1) });
    buf_cstr(out, "</em>");
}

static void put_file(const struct coverage *coverage, const struct cover_file *file, struct buf *reasons, struct buf *out)
{
    const struct source *source = source_at(file->sources, 0);
    buf_cstr(out, "<h2>");
    put_html(out, file->name);
    buf_cstr(out, "</h2>\n<pre>");
    for (uint32_t line = 1; line <= source->n_lines; line++) {
        struct str text = source_line(source, line);
        uint32_t from = source->lines[line - 1];
        buf_printf(out, "<span class=\"l%s\"><i>%u</i>", class_of(coverage, file, line), line);
        put_words(coverage, file, from, from + text.n, reasons, out);
        put_reasons(coverage, file, line, reasons, out);
        buf_cstr(out, "</span>");
    }
    buf_cstr(out, "</pre>\n");
}

void coverage_html(const struct coverage *coverage, struct buf *reasons, struct buf *out)
{
    buf_cstr(out, head);
    put_figures(coverage, out);
    for (uint32_t i = 0; i < coverage->files.n; i++)
        put_file(coverage, coverage->files.at[i], reasons, out);
    buf_cstr(out, "</body>\n</html>\n");
}
