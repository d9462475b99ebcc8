/* Trying scenarios: the case that a scenario gives, and whether a decision is what it expects. Deciding is the caller's. */
#ifndef BYLAW_SCENARIO_SCENARIO_RUN_H
#define BYLAW_SCENARIO_SCENARIO_RUN_H

#include "check/program.h"
#include "check/scenario.h"
#include "report/report.h"
#include "vm/host.h"

struct scenario_run {
    const struct program *program;
    const struct sources *sources;
    struct report *report;       /* for the words of decisions; its scratch is used */
    struct buf *out;             /* what failed, for people: several lines a failure */
};

/* What answers a scenario's lookups: its own rows, and whoever stands behind it. */
struct scenario_host {
    const struct program *program;
    const struct scenario *scenario; /* in hand */
    struct host behind;              /* for lookups of which it gives nothing; ask is NULL: nobody */
};
/* scenario_host.c: HOST, borrowed, as the engines ask it. */
struct host scenario_host(struct scenario_host *host);

/* scenario_case.c: the case as JSON, appended to OUT, so that scenarios see what cases see. */
void scenario_case(const struct scenario *scenario, struct buf *out);
/* scenario_write.c: SCENARIO (its title, givens and rows) as its author would write it, expecting what DECISION is. */
void scenario_write(const struct program *program, const struct scenario *scenario, const struct decision *decision, struct buf *out);
/* A known value of TYPE; parties without quotes where that can be read. */
void scenario_write_value(const struct program *program, struct value value, const struct type *type, struct buf *out);
/* The same of one action: of TOLD (one a parameter; NULL: all) only the known arguments. */
void scenario_write_action(const struct program *program, const struct decided_action *action, const struct value *told, struct buf *out);
/* How `expect needs` calls the fact of that index. */
void scenario_write_need(const struct program *program, uint32_t index, struct buf *out);
/* Updates are expected by their SQL alone. */
bool scenario_is_update(const struct program *program, const struct decided_action *action);
/* Whether a value of TYPE can stand in a scenario. */
bool scenario_can_write(const struct type *type);
/* scenario_judge.c: whether DECISION is what is expected; what is not is told in RUN's out. */
bool scenario_judge(const struct scenario_run *run, const struct scenario *scenario, const struct decision *decision);
/* scenario_match.c: whether one expectation is met. */
bool scenario_match(const struct scenario_run *run, const struct expectation *expected, const struct decision *decision);
/* Whether ACTION is such an action. */
bool scenario_fits(const struct scenario_run *run, const struct expected_action *expected, const struct decided_action *action);

#endif
