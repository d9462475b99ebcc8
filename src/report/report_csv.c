/* A row a case, for spreadsheets. Lists are parted by semicolons within their cells. */
#include "report/report.h"

static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };

void report_csv_header(struct buf *out)
{
    buf_cstr(out, "case,status,actions,needs,values,errors\n");
}

/* The scratch buffer as a cell, with what stands before the next one. */
static void put_cell(struct report *report, struct buf *out, const char *after)
{
    buf_csv(out, (struct str){ report->scratch.p, (uint32_t)report->scratch.n }, report->safe);
    buf_cstr(out, after);
    report->scratch.n = 0;
}

static void part(struct report *report, uint32_t i)
{
    if (i > 0)
        buf_cstr(&report->scratch, "; ");
}

static void add_actions(struct report *report, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_actions; i++) {
        part(report, i);
        report_action(report, &report->scratch, decision->actions[i]);
    }
}

static void add_needs(struct report *report, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_needs; i++) {
        part(report, i);
        buf_str(&report->scratch, report->facts[decision->needs[i]].name);
    }
}

static void add_values(struct report *report, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_values; i++) {
        part(report, i);
        report_value(report, &report->scratch, &decision->values[i]);
    }
}

static void add_errors(struct report *report, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_errors; i++) {
        part(report, i);
        buf_str(&report->scratch, decision->errors[i].subject);
        buf_cstr(&report->scratch, ": ");
        buf_str(&report->scratch, decision->errors[i].text);
    }
}

void report_csv(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision)
{
    report->scratch.n = 0;
    report_name(&report->scratch, which->name);
    put_cell(report, out, ",");
    buf_cstr(&report->scratch, statuses[decision->status]);
    put_cell(report, out, ",");
    add_actions(report, decision);
    put_cell(report, out, ",");
    add_needs(report, decision);
    put_cell(report, out, ",");
    add_values(report, decision);
    put_cell(report, out, ",");
    add_errors(report, decision);
    put_cell(report, out, "\n");
}
