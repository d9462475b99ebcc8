/* Explanations: what is written of a case whose decision is to be explained. */
#include "check/scenario.h"
#include "explain/explain_goal.h"
#include "report/report_why.h"
#include "session.h"

#include <string.h>

/* What bylaw_load was given to ask about. */
static const struct scenario *question(const struct policy *policy)
{
    for (uint32_t i = 0; i < policy->program->n_scenarios; i++) {
        const struct scenario *scenario = &policy->program->scenarios[i];
        if (str_is(source_at(&policy->sources, scenario->span.source)->name, POLICY_QUESTION))
            return scenario;
    }
    return NULL;
}

bool explaining_can(const struct policy *policy, const char **why)
{
    const struct scenario *asked = question(policy);
    bool can = asked == NULL || (asked->n_expectations == 1 && explain_goal_fine(&asked->expectations[0]));
    if (!can)
        *why = "--why-not takes one action (allow courtesy) or the value of an output (owner = Spencer)";
    return can;
}

bool explaining_can_ask(const struct expectation *expected)
{
    return explain_goal_fine(expected);
}

static struct str without_head(struct str text)
{
    while (text.n && strchr(" \t\r\n", text.p[text.n - 1]))
        text.n--;
    return str_starts(text, STR("expect ")) ? str_slice(text, (uint32_t)strlen("expect "), text.n) : text;
}

void explaining_open(struct session *session)
{
    const struct policy *policy = session->policy;
    arena_init(&session->why, &session->trap);
    explain_init(&session->explain, &session->why, policy->program, &policy->sources, session->eval, &session->trap);
    session->explain.show_private = session->options.show_private;
    const struct scenario *asked = question(policy);
    if (asked != NULL) {
        session->explain.goal = &asked->expectations[0];
        session->explain.goal_text = without_head(span_text(&policy->sources, asked->expectations[0].span));
    }
    eval_trace_start(session->eval);
}

void explaining_close(struct session *session)
{
    explain_free(&session->explain);
    arena_free(&session->why);
}

void explaining_write(struct session *session, const struct report_case *which, const struct decision *decision)
{
    static const struct explanation nothing;
    struct explanation unread = nothing;
    const struct explanation *why = &unread;
    explain_drop(&session->explain);
    arena_reset(&session->why);
    unread.decision = decision;
    unread.facts = session->policy->program->facts;
    if (decision != &session->faulty)
        why = explain_decision(&session->explain, decision);
    switch (session->options.output) {
    case BYLAW_JSON: report_why_json(&session->report, &session->out, which, why); break;
    case BYLAW_DOT: report_why_dot(&session->report, &session->out, which, why); break;
    default: report_why(&session->report, &session->out, which, why);
    }
}

enum { MOST_LINES = 40 };

/* The first lines of what stands in OUT from FROM on. */
static void cut(struct buf *out, size_t from)
{
    unsigned lines = 0;
    for (size_t i = from; i < out->n; i++)
        if (out->p[i] == '\n' && ++lines == MOST_LINES) {
            out->n = i + 1;
            buf_cstr(out, "      ...\n");
            return;
        }
}

/* A cell says only the half of it. */
static struct str goal_text(struct session *session, const struct expectation *missed)
{
    const struct program *program = session->policy->program;
    struct str text = without_head(span_text(&session->policy->sources, missed->span));
    if (missed->head.n == 0)
        return text;
    if (missed->kind == EXPECT_VALUE)
        return str_printf(&session->why, "%.*s = %.*s", STR_ARG(missed->names[0]), STR_ARG(text));
    if (!missed->is_argument)
        return text;
    const struct verb *verb = &program->verbs[missed->actions[0].verb];
    const struct param *param = &verb->params[missed->param];
    return str_printf(&session->why, "%.*s %.*s%s%.*s", STR_ARG(verb->name), STR_ARG(param->named ? param->name : STR("")), param->named ? " " : "",
                      STR_ARG(text));
}

void explaining_failure(struct session *session, const struct decision *decision, const struct expectation *missed)
{
    struct explain *explain = &session->explain;
    explain_drop(explain);
    arena_reset(&session->why);
    session->out.n = 0;
    if (decision == &session->faulty)
        return;
    explain->goal = missed;
    if (missed)
        explain->goal_text = goal_text(session, missed);
    buf_cstr(&session->out, "    why\n");
    report_why_body(&session->out, explain_decision(explain, decision), 6);
    cut(&session->out, 0);
}
