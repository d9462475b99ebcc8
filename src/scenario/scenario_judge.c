/* Whether a decision is what a scenario expects, and what is said where it is not. */
#include "scenario/scenario_run.h"

static const char *const statuses[] = { "decided", "incomplete", "conflict", "error" };

/* ---- the decision, a thing a line ---- */

static void put_texts(struct buf *out, const char *what, const struct str *texts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(out, i ? ", " : what);
        buf_line(out, texts[i]);
    }
}

/* What report_action writes has line ends in it where its texts have. */
static void put_made(struct buf *out, size_t from, struct buf *scratch)
{
    scratch->n = 0;
    buf_add(scratch, out->p + from, out->n - from);
    out->n = from;
    buf_line(out, (struct str){ scratch->p, (uint32_t)scratch->n });
}

static void put_action(const struct scenario_run *run, const struct decided_action *action)
{
    struct buf *out = run->out;
    buf_cstr(out, "              ");
    size_t from = out->n;
    report_action(run->report, out, action);
    put_made(out, from, &run->report->scratch);
    put_texts(out, "  (", action->rules, action->n_rules);
    buf_cstr(out, ")\n");
}

static void put_value(const struct scenario_run *run, const struct decided_value *value)
{
    struct buf *out = run->out;
    buf_cstr(out, "              ");
    size_t from = out->n;
    report_value(run->report, out, value);
    put_made(out, from, &run->report->scratch);
    buf_char(out, '\n');
}

static void put_needs(const struct scenario_run *run, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->n_needs; i++) {
        buf_cstr(run->out, i ? ", " : "              needs ");
        buf_line(run->out, run->program->facts[decision->needs[i]].name);
    }
    if (decision->n_needs)
        buf_char(run->out, '\n');
}

static void put_decision(const struct scenario_run *run, const struct decision *decision)
{
    buf_printf(run->out, "    came      %s\n", statuses[decision->status]);
    for (uint32_t i = 0; i < decision->n_actions; i++)
        put_action(run, decision->actions[i]);
    for (uint32_t i = 0; i < decision->n_values; i++)
        put_value(run, &decision->values[i]);
    put_needs(run, decision);
    for (uint32_t i = 0; i < decision->n_errors; i++) {
        buf_cstr(run->out, "              ");
        buf_line(run->out, decision->errors[i].subject);
        buf_cstr(run->out, ": ");
        buf_line(run->out, decision->errors[i].text);
        buf_char(run->out, '\n');
    }
}

/* ---- what was expected ---- */

static void put_place(const struct scenario_run *run, struct span span)
{
    struct place place = span_place(run->sources, span);
    buf_cstr(run->out, "  (");
    buf_line(run->out, place.source->name);
    buf_printf(run->out, ":%u:%u)\n", place.line, place.column);
}

static struct str without_ends(struct str text)
{
    while (text.n && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = str_slice(text, 1, text.n);
    while (text.n && strchr(" \t\r\n", text.p[text.n - 1]))
        text.n--;
    return text;
}

static void put_expected(const struct scenario_run *run, const struct expectation *expected)
{
    struct str text = without_ends(span_text(run->sources, expected->span));
    if (str_starts(text, STR("expect ")))
        text = str_slice(text, (uint32_t)strlen("expect "), text.n);
    buf_cstr(run->out, "    expected  ");
    if (expected->head.n) {
        buf_line(run->out, without_ends(expected->head));
        buf_cstr(run->out, ": ");
    }
    buf_line(run->out, without_ends(text));
    put_place(run, expected->span);
}

/* Whether the scenario speaks of errors or of conflicts: no other may have them unnoticed. */
static bool speaks_of(const struct scenario *scenario, enum decision_status status)
{
    for (uint32_t i = 0; i < scenario->n_expectations; i++) {
        enum expect_kind kind = scenario->expectations[i].kind;
        if (kind == EXPECT_STATUS || kind == EXPECT_ERROR || (status == DECISION_CONFLICT && kind == EXPECT_CONFLICT))
            return true;
    }
    return false;
}

bool scenario_judge(const struct scenario_run *run, const struct scenario *scenario, const struct decision *decision)
{
    bool fine = true;
    for (uint32_t i = 0; i < scenario->n_expectations; i++)
        if (!scenario_match(run, &scenario->expectations[i], decision)) {
            put_expected(run, &scenario->expectations[i]);
            fine = false;
        }
    if (fine && decision->status >= DECISION_CONFLICT && !speaks_of(scenario, decision->status)) {
        buf_cstr(run->out, "    expected  a case without errors");
        put_place(run, scenario->span);
        fine = false;
    }
    if (!fine)
        put_decision(run, decision);
    return fine;
}
