/* The long form of a case's errors, for standard error. */
#include "report/report.h"

static void put_text(struct buf *out, struct str text)
{
    buf_line(out, text);
}

/* Whether the case has no other name than its line. */
static bool is_line(const struct report_case *which)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < which->name.n; i++) {
        if (which->name.p[i] < '0' || which->name.p[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(which->name.p[i] - '0');
    }
    return number == which->line;
}

static void put_name(struct report *report, struct buf *out, const struct report_case *which)
{
    if (is_line(which))
        return;
    report->scratch.n = 0;
    report_name(&report->scratch, which->name);
    buf_cstr(out, "case ");
    put_text(out, (struct str){ report->scratch.p, (uint32_t)report->scratch.n });
    buf_cstr(out, ": ");
}

static void put_place(const struct report *report, struct buf *out, const char *what, struct span span)
{
    struct place place = span_place(report->sources, span);
    buf_cstr(out, what);
    put_text(out, place.source->name);
    buf_printf(out, ":%u:%u\n", place.line, place.column);
}

static void put_error(struct report *report, struct buf *out, const struct report_case *which, const struct case_error *error)
{
    put_text(out, which->input);
    buf_printf(out, ":%llu: %serror%s: ", (unsigned long long)which->line, report->color ? "\33[31m" : "",
               report->color ? "\33[m" : "");
    put_name(report, out, which);
    put_text(out, error->subject);
    buf_cstr(out, ": ");
    put_text(out, error->text);
    buf_char(out, '\n');
    if (error->has_span && report->sources)
        put_place(report, out, "  at ", error->span);
    if (error->has_also && report->sources)
        put_place(report, out, "  and ", error->also);
}

void report_error(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_errors; i++)
        put_error(report, out, which, &decision->errors[i]);
}
