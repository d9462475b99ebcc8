#include "report/report.h"

void report_init(struct report *report, enum report_format format, const struct fact *facts, uint32_t n_facts,
                 const struct text_style *style, const struct sources *sources, struct trap *trap)
{
    *report = (struct report){ .format = format, .facts = facts, .n_facts = n_facts, .style = style, .sources = sources };
    buf_init(&report->scratch, trap);
    arena_init(&report->kept, trap);
}

void report_free(struct report *report)
{
    buf_free(&report->scratch);
    arena_free(&report->kept);
}

static const char *const formats[] = { [REPORT_JSON] = "json", [REPORT_TEXT] = "text", [REPORT_CSV] = "csv" };

bool report_format_named(struct str name, enum report_format *format)
{
    for (enum report_format i = REPORT_JSON; i <= REPORT_CSV; i++)
        if (str_is(name, formats[i])) {
            *format = i;
            return true;
        }
    return false;
}

void report_begin(struct report *report, struct buf *out)
{
    if (report->format == REPORT_CSV)
        report_csv_header(out);
}

void report_write(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision)
{
    switch (report->format) {
    case REPORT_JSON: report_json(report, out, which, decision); break;
    case REPORT_TEXT: report_text(report, out, which, decision); break;
    case REPORT_CSV: report_csv(report, out, which, decision); break;
    }
    report->more = true;
}
