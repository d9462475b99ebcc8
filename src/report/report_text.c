/* A paragraph a case, for people. */
#include "report/report.h"

enum { INDENT_MORE = 8 };

static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };
static const char *const colors[] = { "\33[32m", "\33[33m", "\33[31m", "\33[31m" };

/* What stands in the scratch buffer, made fit for a terminal; a text's further lines are indented, so that none looks
 * like a line of ours. */
static void put_scratch(struct report *report, struct buf *out)
{
    if (report->scratch.n == 0)
        return;
    const char *p = report->scratch.p, *end = p + report->scratch.n;
    while (p < end) {
        const char *lf = memchr(p, '\n', (size_t)(end - p)), *to = lf ? lf : end;
        buf_text(out, (struct str){ p, (uint32_t)(to - p) });
        if (lf)
            buf_printf(out, "\n%*s", INDENT_MORE, "");
        p = lf ? lf + 1 : end;
    }
    report->scratch.n = 0;
}

static void put_text(struct report *report, struct buf *out, struct str text)
{
    report->scratch.n = 0;
    buf_str(&report->scratch, text);
    put_scratch(report, out);
}

/* "    because A; B" */
static void put_list(struct report *report, struct buf *out, const char *what, const struct str *texts, uint32_t n)
{
    if (n == 0)
        return;
    buf_cstr(out, what);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_cstr(out, "; ");
        put_text(report, out, texts[i]);
    }
    buf_char(out, '\n');
}

static void put_action(struct report *report, struct buf *out, const struct decided_action *action)
{
    buf_cstr(out, "  ");
    report->scratch.n = 0;
    report_action(report, &report->scratch, action);
    put_scratch(report, out);
    buf_char(out, '\n');
    put_list(report, out, "    because ", action->because, action->n_because);
    put_list(report, out, "    cite ", action->cite, action->n_cite);
    put_list(report, out, "    rule ", action->rules, action->n_rules);
}

static void put_value(struct report *report, struct buf *out, const struct decided_value *value)
{
    buf_cstr(out, "  ");
    report->scratch.n = 0;
    report_value(report, &report->scratch, value);
    put_scratch(report, out);
    buf_char(out, '\n');
}

/* "  needs refund_due: Is the refund due? (Support_Specialist is to say; What if …)" */
static void put_need(struct report *report, struct buf *out, const struct fact *fact)
{
    buf_cstr(out, "  needs ");
    put_text(report, out, fact->name);
    if (fact->label.n) {
        buf_cstr(out, ": ");
        put_text(report, out, fact->label);
    }
    if (fact->judged) {
        buf_cstr(out, " (");
        put_text(report, out, fact->judged_by);
        buf_cstr(out, " is to judge");
        buf_cstr(out, fact->guidance.n ? ": " : "");
        put_text(report, out, fact->guidance);
        buf_char(out, ')');
    }
    buf_char(out, '\n');
}

static void put_error(struct report *report, struct buf *out, const struct case_error *error)
{
    buf_cstr(out, "  ");
    put_text(report, out, error->subject);
    buf_cstr(out, ": ");
    put_text(report, out, error->text);
    buf_char(out, '\n');
}

static void put_head(struct report *report, struct buf *out, const struct report_case *which, enum decision_status status)
{
    if (report->more)
        buf_char(out, '\n');
    report->scratch.n = 0;
    report_name(&report->scratch, which->name);
    put_scratch(report, out);
    buf_cstr(out, ": ");
    buf_cstr(out, report->color ? colors[status] : "");
    buf_cstr(out, statuses[status]);
    buf_cstr(out, report->color ? "\33[m\n" : "\n");
}

static bool is_empty(const struct decision *decision)
{
    return !decision->n_actions && !decision->n_values && !decision->n_needs && !decision->n_errors;
}

void report_text(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision)
{
    put_head(report, out, which, decision->status);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        put_action(report, out, decision->actions[i]);
    for (uint32_t i = 0; i < decision->n_values; i++)
        put_value(report, out, &decision->values[i]);
    for (uint32_t i = 0; i < decision->n_needs; i++)
        put_need(report, out, &report->facts[decision->needs[i]]);
    for (uint32_t i = 0; i < decision->n_judgements; i++)
        put_list(report, out, "  rests on the judgement of ", &report->facts[decision->judgements[i]].name, 1);
    for (uint32_t i = 0; i < decision->n_errors; i++)
        put_error(report, out, &decision->errors[i]);
    if (is_empty(decision))
        buf_cstr(out, "  nothing to do\n");
}
