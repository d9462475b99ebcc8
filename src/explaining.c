/* Explanations: what is written of a case whose decision is to be explained. */
#include "report/report_why.h"
#include "session.h"

void explaining_open(struct session *session)
{
    const struct policy *policy = session->policy;
    arena_init(&session->why, &session->trap);
    explain_init(&session->explain, &session->why, policy->program, &policy->sources, session->eval, &session->trap);
    session->explain.show_private = session->options.show_private;
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
