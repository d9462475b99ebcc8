/* Rewriting the expectations that are not met to what came: only their own words and cells change, all else in a file stays as it is.
 * A case in error or in conflict is never made an expectation: somebody has to look at it first. */
#ifndef BYLAW_SCENARIO_SCENARIO_UPDATE_H
#define BYLAW_SCENARIO_SCENARIO_UPDATE_H

#include "scenario/scenario_run.h"

#include "base/vec.h"

/* A failed scenario that is left alone, and why. */
struct scenario_left {
    const struct scenario *scenario;
    const char *why;
};

/* A file with other words. All texts live in the arena. */
struct scenario_file {
    uint32_t source;
    struct str text; /* all of it, without a byte order mark */
    struct str diff; /* what changes, in the unified form */
    uint32_t n;      /* expectations that change */
};

struct scenario_update;
/* ARENA, PROGRAM and SOURCES are borrowed. */
struct scenario_update *scenario_update_new(struct arena *arena, const struct program *program, const struct sources *sources);
/* SCENARIO was tried and gave DECISION, which is as expected or not (PASSED); RUN's out is used. */
void scenario_update_note(struct scenario_update *update, const struct scenario_run *run, const struct scenario *scenario,
                          const struct decision *decision, bool passed);
/* After all: the files that change, and what is left alone, in the order of the scenarios. */
const struct scenario_file *scenario_update_files(struct scenario_update *update, struct buf *scratch, uint32_t *n);
const struct scenario_left *scenario_update_left(struct scenario_update *update, uint32_t *n);

/* scenario_expect.c: EXPECTED, which DECISION does not meet, in words that it does. TAKEN: of each action that came, whether an expectation
 * of SCENARIO has it already (scenario_update_taken); is added to. *WHY: why there are no such words; NULL: there are. */
struct str scenario_update_words(const struct scenario_run *run, const struct scenario *scenario, const struct expectation *expected,
                                 const struct decision *decision, bool *taken, struct arena *arena, const char **why);
bool *scenario_update_taken(const struct scenario_run *run, const struct scenario *scenario, const struct decision *decision, struct arena *arena);
/* What stands at SPAN, without the blanks around it. */
struct str scenario_update_text(const struct sources *sources, struct span span);

/* The bytes of a file from FROM to TO give way to TEXT. */
struct scenario_edit {
    uint32_t from, to;
    struct str text;
};
/* scenario_diff.c: what N edits, in their order, make of OLD, which they have made NEW; for patch, under NAME. OUT is for scratch. */
struct str scenario_diff(struct arena *arena, struct str name, struct str old, struct str new, const struct scenario_edit *edits, uint32_t n,
                         struct buf *out);

#endif
