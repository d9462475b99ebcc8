/* The call: verb, options, files. Made of verbs.def and options.def with getopt_long. */
#ifndef BYLAW_CLI_OPTS_H
#define BYLAW_CLI_OPTS_H

#include "bylaw.h"

#include <stdbool.h>

enum verb_id {
#define VERB(name, arguments, sentence, examples) VERB_##name,
#include "cli/verbs.def"
#undef VERB
    VERB_COUNT
};

enum option_id {
#define OPTION(name, letter, argument, verbs, sentence) OPTION_##name,
#include "cli/options.def"
#undef OPTION
    OPTION_COUNT
};

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum results { RESULTS_TEXT, RESULTS_JSON, RESULTS_TAP, RESULTS_JUNIT, RESULTS_HTML, RESULTS_LCOV };

enum { OPTS_MOST_KEY = 4096 };

struct opts {
    enum verb_id verb;
    bylaw_source *policies; /* in the order of the call; owned */
    size_t n_policies;
    const char **inputs; /* cases, "-" for standard input; or what an explain asks for; owned array, borrowed texts */
    size_t n_inputs;
    const char **fail_on; /* owned array */
    size_t n_fail_on;
    const char **assume; /* prove's conditions; owned array */
    size_t n_assume;
    const char **mask; /* owned array */
    size_t n_mask;
    char mask_key[OPTS_MOST_KEY + 1]; /* the bytes of a file */
    size_t mask_key_length;
    bylaw_options eval; /* decider's options; fail_on filled in */
    bylaw_apply_options apply;
    const char *decisions; /* a file, or "-" */
    bylaw_stop stop;
    bylaw_format format;
    enum results results; /* of test */
    const char *filter;
    const char *diff_cases, *diff_receipts; /* files, or "-" */
    bool coverage, mutate, suggest, pairs, watch, update, yes; /* of test */
    const char *why_not; /* explain */
    const char *by, *plot; /* of report */
    const char *out; /* of build: a file */
    bool svg; /* explain's dot is to become a picture */
    enum color_choice color;
    const char *only; /* check: a kind or a code */
    bool build_native;
    bool stats, no_stdlib, strict, json, quick, fix;
    bool done; /* --help or --version was answered: exit with BYLAW_OK */
};

/* Reads the call. BYLAW_OK, or BYLAW_UNUSABLE after saying on standard error what is wrong, or BYLAW_LIMIT. opts_free in any case. */
bylaw_status opts_read(struct opts *opts, int argc, char **argv);
void opts_free(struct opts *opts);
/* Whether messages on FD are coloured. */
bool opts_color(const struct opts *opts, int fd);
/* "bylaw: " and the text on standard error (printf's formats), with a newline. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
