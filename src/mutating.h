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

/* mutating_survivor.c: whether a mutant that nothing kills decides any case differently. */
enum survivor { SURVIVOR_SAME, SURVIVOR_DIFFERS, SURVIVOR_OPEN };
struct found_out {
    enum survivor survivor;
    const char *scenario; /* that would kill it; "": none is known */
};

/* What finds that out: one a thread. */
struct finder {
    struct mutating *mutating;
    struct trap trap;
    struct arena arena; /* of what it finds */
    struct arena round; /* of the mutant in hand */
    struct buf scenario;
    struct diff *diff;
    bylaw_status status;
};

struct mutating {
    const struct policy *policy;
    bylaw_mutate_options options;
    struct trap trap;
    struct arena arena;
    struct buf text;
    struct mutants mutants;
    bool *killed;    /* of each mutant */
    uint8_t *seen;   /* of each scenario, of each expression: whether it was looked at; NULL: too many to remember */
    struct found_out *found; /* of each mutant that is not killed */
    struct finder *finders;
    unsigned n_finders;
    atomic_uint next, done;
};

void finder_init(struct finder *finder, struct mutating *mutating);
/* Looks at the mutants that no other one has taken; FINDER is a struct finder. */
void *finder_run(void *finder);
void finder_free(struct finder *finder);

#endif
