#include "jit/jit_failure.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOKS = 20, PAUSE = 5000000 /* nanoseconds: what has closed its output is about to end */, PATH_MOST = 4096 };

/* Whether a program of that name is in one of the folders of PATH. */
static bool is_there(const char *name)
{
    const char *folders = getenv("PATH");
    for (const char *at = folders; at != NULL; at = strchr(at, ':') != NULL ? strchr(at, ':') + 1 : NULL) {
        char path[PATH_MOST];
        int n = snprintf(path, sizeof path, "%.*s/%s", (int)strcspn(at, ":"), at, name);
        if (n > 0 && (size_t)n < sizeof path && access(path, X_OK) == 0)
            return true;
    }
    return folders == NULL;
}

/* The signal that has ended it; 0: it has ended by itself, or still runs. */
static int killed_by(pid_t child)
{
    for (int i = 0; i < LOOKS; i++) {
        siginfo_t info = { 0 };
        if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
            return 0;
        if (info.si_pid != 0)
            return info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED ? info.si_status : 0;
        nanosleep(&(struct timespec){ .tv_nsec = PAUSE }, NULL);
    }
    return 0;
}

static const char *by_signal(int signal)
{
    switch (signal) {
    case SIGKILL: return "bylaw-jit was killed by signal 9 (SIGKILL)";
    case SIGTERM: return "bylaw-jit was killed by signal 15 (SIGTERM)";
    case SIGSEGV: return "bylaw-jit was killed by signal 11 (SIGSEGV)";
    case SIGABRT: return "bylaw-jit was killed by signal 6 (SIGABRT)";
    case SIGXFSZ: return "bylaw-jit could not write its object: the limit of a file's size";
    case SIGXCPU: return "bylaw-jit was ended by the limit of processor time";
    case SIGALRM: return "it takes too long";
    default: return "bylaw-jit was killed by a signal";
    }
}

const char *jit_failure(pid_t child, const char *answer)
{
    static const char *const known[] = { "no memory", "a rule or table is too long: more than 6,000 words of code (bylaw dump shows them)", "what it was given is no code of this version",
                                         "a jump leads nowhere" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(answer, known[i]) == 0)
            return known[i];
    int signal = killed_by(child);
    if (signal != 0)
        return by_signal(signal);
    if (!is_there("as"))
        return "bylaw-jit has failed: it needs the program as (of binutils), which is not in PATH";
    if (!is_there("ld"))
        return "bylaw-jit has failed: it needs the program ld (of binutils), which is not in PATH";
    return "bylaw-jit has failed: perhaps it could not write to TMPDIR, or memory was short";
}
