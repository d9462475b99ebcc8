/* A function a verb (cmd_VERB.c) and what they share (load.c, inputs.c, output.c). Each yields the exit status. */
#ifndef BYLAW_CLI_COMMANDS_H
#define BYLAW_CLI_COMMANDS_H

#include "cli/opts.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define VERB(name, arguments, sentence, examples) int cmd_##name(const struct opts *opts);
#include "cli/verbs.def"
#undef VERB

/* load.c: loads the policy that the call names and prints its messages on standard error. *POLICY is NULL unless the
 * status is BYLAW_OK; the caller frees it. */
bylaw_status load_policy(const struct opts *opts, bylaw_policy **policy);

/* A decider; not BYLAW_OK: *DECIDER is NULL, and standard error tells why. */
bylaw_status load_decider(const bylaw_policy *policy, const bylaw_options *options, bylaw_decider **decider);
/* What bylaw_decide_trouble or a WHY of the library told, on standard error. */
void say_trouble(const char *text);

/* inputs.c: a run over the files of cases that the call names, or standard input. */
struct run {
    const struct opts *opts;
    bylaw_status (*take)(void *taker, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats, const char **why);
    void *taker; /* as bylaw_stream with its decider */
    bylaw_stats stats;
    struct timespec start;
    char native[512]; /* what came of native code */
    bool progress; /* a progress line is on the terminal */
};
/* All inputs in turn; the worst status counts, and what cannot go on stops it. */
bylaw_status run_inputs(struct run *run);
/* The figures of --stats, on standard error. */
void run_figures(const struct run *run);

/* walk.c: calls FILE for each of N paths that the call names, and for every visible file below those that are folders, in the order of
 * their names; NAMED: the call names the file itself. No path: the folder in which we are. BYLAW_UNUSABLE after a message where
 * a folder cannot be read. */
bylaw_status walk_paths(const char *const *paths, size_t n, void (*file)(void *context, const char *path, int named), void *context);
/* The same without a word, and told of the folders, too; what is NULL is not wanted. */
void walk_quietly(const char *const *paths, size_t n, void (*file)(void *context, const char *path, int named),
                  void (*folder)(void *context, const char *path), void *context);
int walk_ends(const char *path, const char *end); /* whether it ends so, behind a name */
/* PATH with END in place of its last dot and what follows; 0 where it is too long. */
enum { WALK_MOST_PATH = 4096 };
int walk_beside(const char *path, const char *end, char beside[WALK_MOST_PATH]);

/* beside.c: the path of another program of Bylaw, NAME; it may not be there. */
enum { BESIDE_MOST_PATH = 4096 };
const char *beside_program(const char *name, char path[BESIDE_MOST_PATH]);

/* draw.c: another program that draws, and the words where it cannot. */
struct drawer {
    char *const *argv;
    const char *what, *package, *instead; /* "SVG", "graphviz", "take --format dot" */
};
/* Runs it on SCRIPT, from its begin, its standard output being OUT. BYLAW_NOT_BUILT: it is not there; that was said. */
bylaw_status draw(const struct drawer *drawer, FILE *script, int out);

/* apart.c: COMMAND in a process of its own, whose exit status is that of the call; if it ends otherwise, that is said. The child returns. */
int apart_run(int (*command)(const struct opts *opts), const struct opts *opts);

/* replace.c: the file PATH, which is there whole or not at all, with the mode and the owner that it had, if it can be. replace_write is a bylaw_write whose context is the struct; replace_end moves
 * the file to its place if STATUS, that of the writing, is BYLAW_OK. Both say what went wrong; after a begin that failed there is no end. */
struct replacing {
    const char *path;
    char beside[WALK_MOST_PATH];
    int fd, trouble; /* errno */
    size_t bytes;
    struct stat before; /* st_mode is 0: it was not there */
};
bylaw_status replace_begin(struct replacing *file, const char *path);
int replace_write(void *file, const char *bytes, size_t n);
bylaw_status replace_end(struct replacing *file, bylaw_status status);

/* output.c: bylaw_write functions for standard output and standard error, by write(2). */
int output_data(void *context, const char *bytes, size_t n);
int output_talk(void *context, const char *bytes, size_t n);
/* TEXT as JSON, quotes and all. */
void output_json(FILE *out, const char *text);
/* A bylaw_write function for the FILE that is the context. */
int output_put(void *file, const char *bytes, size_t n);
/* Whether standard output was closed by its reader: the program then ends quietly. */
int output_closed(void);
/* Says what kept standard output from being written, if something did. */
void output_complain(void);
/* Flushes what was printed by stdio; the exit status that results. */
int output_end(int status);

#endif
