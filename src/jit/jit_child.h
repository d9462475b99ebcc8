/* The child process that compiles, as its parent sees it. One thread at a time looks after it. */
#ifndef BYLAW_JIT_JIT_CHILD_H
#define BYLAW_JIT_JIT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

enum { JIT_CHILD_SECONDS = 60, JIT_CHILD_PATH = 4096, JIT_CHILD_ANSWER = 256 };

struct jit_child {
    pid_t id;             /* 0: there is none */
    int said, feeds;      /* its standard output and input; -1: closed */
    const char *input;    /* what it is still to be given, borrowed */
    size_t left;
    struct timespec start;
    char answer[JIT_CHILD_ANSWER]; /* what it has written there */
    size_t n_answer;
    char folder[JIT_CHILD_PATH];   /* private; empty: there is none */
    char path[JIT_CHILD_PATH + 16]; /* the object in it */
};

enum jit_child_state { JIT_CHILD_WORKS, JIT_CHILD_DONE, JIT_CHILD_FAILED };

/* Whether there is a program to start; else nothing below does anything. */
bool jit_child_built_in(void);
/* Starts PROGRAM on the N BYTES of INPUT, borrowed until jit_child_end; CHILD is fresh memory. NULL, or what is wrong; jit_child_end in any case. */
const char *jit_child_start(struct jit_child *child, const char *program, const char *input, size_t n);
/* Waits at most so many MILLISECONDS. DONE: the object is at child->path. FAILED: *WHY, a constant text. */
enum jit_child_state jit_child_look(struct jit_child *child, int milliseconds, const char **why);
/* How long it is since it was started. */
long jit_child_milliseconds(const struct jit_child *child);
/* Kills it if it still runs, with what it has started, waits for it, and deletes what it has written. */
void jit_child_end(struct jit_child *child);

#endif
