/* A run of bylaw test, and the parts that tell of it. */
#ifndef BYLAW_CLI_TEST_RUN_H
#define BYLAW_CLI_TEST_RUN_H

#include "cli/opts.h"

#include <stdio.h>

struct testing {
    const struct opts *opts;
    bylaw_test_stats stats;
    bylaw_status worst;
    const char *file; /* in hand */
    uint64_t number;  /* of the scenario, for TAP */
    FILE *suite;      /* JUnit: what the file's suite holds is written here first, since its head counts it; else standard output */
    char *suite_text;
    size_t suite_size;
    unsigned errors; /* in it: that it cannot be tried */
    bylaw_coverage *coverage; /* owned; NULL: not wanted */
    bylaw_mutate_stats mutants;
    unsigned n_left;       /* --update: scenarios of the file in hand that are left alone */
    bylaw_status updating; /* --update: what became of the file in hand */
    void (*used)(void *context, const char *path); /* told of each file that a policy is made of; NULL: not wanted */
    void *context;
};

/* test_results.c: scenarios in each of the formats; text goes through bylaw_show. */
void results_begin(const struct testing *testing);
void results_begin_file(struct testing *testing);
void results_one(struct testing *testing, const bylaw_test_result *result);
/* The file in hand, which was begun, cannot be tried: standard error tells why. */
void results_unusable(struct testing *testing);
void results_end_file(struct testing *testing, const bylaw_test_stats *before);
void results_end(const struct testing *testing);

/* test_update.c: the callbacks of bylaw_test_options whose context is a struct testing. */
void update_left(void *context, const bylaw_test_result *result);
void update_file(void *context, const bylaw_test_update *update);

/* test_watch.c: runs RUN over and over, whenever what it used has changed; yields the last run's status. */
int watch_run(const struct opts *opts, int (*run)(const struct opts *opts, void (*used)(void *context, const char *path), void *context));

#endif
