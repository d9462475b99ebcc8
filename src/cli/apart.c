/* Verbs that ask the solver of formulas run as a child: Z3 ends its whole process where memory runs out, and that is to end with a message, too. */
#include "cli/commands.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t running;

static void pass_on(int number)
{
    if (running > 0)
        kill(running, number);
}

static int run_child(int (*command)(const struct opts *opts), const struct opts *opts, pid_t parent)
{
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody waits for what it would say */
    if (getppid() != parent)
        _exit(BYLAW_LIMIT);
    return command(opts);
}

/* What a child that was ended by a signal leaves to say; the exit status. */
static int ended_by(int number)
{
    if (number == SIGABRT || number == SIGKILL) {
        say("no memory: the solver of formulas (Z3) does not go on without; what was told before holds");
        return BYLAW_LIMIT;
    }
    if (number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL) {
        say("ended by signal %d, in itself or in the solver of formulas (Z3), which may be for want of memory; where there is no memory short this is a defect of Bylaw", number);
        return BYLAW_DEFECT;
    }
    signal(number, SIG_DFL);
    raise(number);
    return BYLAW_LIMIT;
}

int apart_run(int (*command)(const struct opts *opts), const struct opts *opts)
{
    int ended = 0;
    pid_t parent = getpid();
    signal(SIGTERM, pass_on);
    signal(SIGHUP, pass_on);
    running = fork();
    if (running == 0)
        return run_child(command, opts, parent);
    if (running < 0) { /* no room for a second process: as it is, then */
        signal(SIGTERM, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        return command(opts);
    }
    while (waitpid(running, &ended, 0) < 0 && errno == EINTR) {}
    running = 0;
    _exit(WIFEXITED(ended) ? WEXITSTATUS(ended) : ended_by(WTERMSIG(ended)));
}
