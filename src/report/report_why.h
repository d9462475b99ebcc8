/* Writers of explanations: text for people, JSON for programs (doc/explain.md tells its schema), dot for a picture. */
#ifndef BYLAW_REPORT_REPORT_WHY_H
#define BYLAW_REPORT_REPORT_WHY_H

#include "explain/explanation.h"
#include "report/report.h"

/* A case's name and status, and all that the explanation has, a thing a line; an empty line before it where REPORT wrote something. */
void report_why(struct report *report, struct buf *out, const struct report_case *which, const struct explanation *why);
/* The same without the head, each line behind INDENT blanks: for failed scenarios. */
void report_why_body(struct buf *out, const struct explanation *why, unsigned indent);
/* The decision's line with a last member "explanation", an object of schema bylaw.explain/1. */
void report_why_json(struct report *report, struct buf *out, const struct report_case *which, const struct explanation *why);
/* A graph in dot's language: the case, the rules that were reached, what they rest on, what came of them. */
void report_why_dot(struct report *report, struct buf *out, const struct report_case *which, const struct explanation *why);

#endif
