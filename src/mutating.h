/* Trying scenarios on mutants. */
#ifndef BYLAW_MUTATING_H
#define BYLAW_MUTATING_H

#include "scenario/mutate.h"
#include "scenario/scenario_run.h"
#include "session.h"

#include <stdatomic.h>

/* What tries: one a thread. Of the mutant in hand all is in its arena. */
struct trier {
    const struct policy *policy;
    struct session session;
    struct scenario_host host;
    struct arena arena;
    struct buf json, trouble;
    bylaw_status status;
    struct mutating *mutating;
};

struct mutating {
    const struct policy *policy;
    bylaw_mutate_options options;
    struct trap trap;
    struct arena arena;
    struct buf text, scenario;
    struct mutants mutants;
    bool *killed;    /* of each mutant */
    uint8_t *seen;   /* of each scenario, of each expression: whether it was looked at; NULL: too many to remember */
    atomic_uint next, done;
};

/* mutating_survivor.c: whether MUTANT, which nothing kills, decides any case differently. mutating->scenario is then one that would
 * kill it. */
enum survivor { SURVIVOR_SAME, SURVIVOR_DIFFERS, SURVIVOR_OPEN };
enum survivor mutating_survivor(struct mutating *mutating, const struct mutant *mutant);

#endif
