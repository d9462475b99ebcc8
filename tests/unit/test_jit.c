/* The child that compiles, and whatever may become of it: there is native code, or a notice that says why not; nothing hangs, and nothing is
 * left behind. In place of bylaw-jit scripts stand that do what it must not. */
#include "jit/jit.h"
#include "pipeline.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct policy policy;
static struct trap trap;
static char folder[] = "/tmp/bylaw-test-jit-XXXXXX", scratch[64], program[64];
static const char hash[SHA256_HEX + 1] = "0123456789012345678901234567890123456789012345678901234567890123";

static void set_up(void)
{
    struct pipeline_source source = { .path = STR("jit.rules"), .text = STR("facts\n  a is number\n  b is number\nif a + b > 3 then tag x\n"), .has_text = true };
    cr_assert_eq(trap_set(&trap), TRAP_NONE);
    pipeline_load(&policy, &source, 1, false, &trap);
    cr_assert_not_null(policy.program);
    cr_assert_not_null(mkdtemp(folder));
    snprintf(scratch, sizeof scratch, "%s/scratch", folder);
    snprintf(program, sizeof program, "%s/program", folder);
    cr_assert_eq(mkdir(scratch, 0777), 0);
    setenv("TMPDIR", scratch, 1);
}

static void remove_file(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static void take_down(void)
{
    cr_expect_eq(rmdir(scratch), 0, "something is left behind");
    remove_file("program");
    remove_file("as");
    remove_file("told");
    rmdir(folder);
    pipeline_free(&policy);
}

TestSuite(jit, .init = set_up, .fini = take_down, .timeout = 60);

static void write_script(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    fclose(file);
    cr_assert_eq(chmod(path, 0755), 0);
}

static const char *compiler(void)
{
    static char path[512];
    const char *build = getenv("BYLAW_BUILD");
    snprintf(path, sizeof path, "%s/bylaw-jit", build ? build : ".");
    return path;
}

static struct jit *started(const char *which)
{
    struct jit *jit = jit_new(policy.code, which);
    cr_assert_not_null(jit);
    jit_start(jit, hash);
    return jit;
}

/* WHICH comes to nothing, for that reason. */
static void fails(const char *which, const char *notice)
{
    struct jit *jit = started(which);
    jit_wait(jit);
    cr_expect_null(jit_units(jit), "%s", notice);
    cr_expect_not_null(jit_notice(jit));
    cr_expect(jit_notice(jit) && strncmp(jit_notice(jit), "no native code: ", 16) == 0 && strstr(jit_notice(jit), notice), "'%s' instead of '%s'",
              jit_notice(jit), notice);
    jit_free(jit);
}

static void script_fails(const char *text, const char *notice)
{
    write_script(program, text);
    fails(program, notice);
}

static void works(void)
{
    struct jit *jit = started(compiler());
    jit_wait(jit);
    cr_expect_not_null(jit_units(jit), "%s", jit_notice(jit));
    jit_free(jit);
}

Test(jit, cannot_be_started)
{
    if (!jit_built_in())
        return;
    fails("/nothing/bylaw-jit", "bylaw-jit cannot be started");
    fails("/tmp", "bylaw-jit cannot be started");
}

Test(jit, ends_badly)
{
    if (!jit_built_in())
        return;
    script_fails("exit 0", "bylaw-jit has failed");
    script_fails("exit 1", "bylaw-jit has failed");
    script_fails("kill -9 $$", "bylaw-jit was killed by signal 9");
    script_fails("kill -XFSZ $$", "bylaw-jit could not write");
    script_fails("kill -HUP $$", "bylaw-jit was killed by a signal");
    script_fails("exec <&-; sleep 0.1", "bylaw-jit has failed");
    script_fails("exec >&-; exec sleep 100", "bylaw-jit has failed");
    script_fails("echo 'no memory'", "no memory");
    script_fails("head -c 1000000 /dev/zero", "bylaw-jit has failed");
    script_fails("echo ok; echo ok >&2; echo garbage >$1; ulimit -f 0; echo more >$1.more", "it is no");
}

Test(jit, leaves_no_object)
{
    if (!jit_built_in())
        return;
    script_fails("echo ok", "No such file or directory");
    script_fails("mkdir $1; echo ok", "it is no");
    script_fails("mkfifo $1; echo ok", "it is no");
    script_fails("ln -s /nothing $1; echo ok", "No such file or directory");
    script_fails(": >$1; echo ok", "it is no");
    script_fails("cat /bin/sh >$1; echo ok", "it is no");
    script_fails("mkdir $1 $1.d; : >$1.d/leftover; echo ok", "it is no");
}

/* Memory for the child: from none to enough. */
Test(jit, has_little_memory)
{
    if (!jit_built_in())
        return;
    for (int kilobytes = 4000; kilobytes <= 512000; kilobytes *= 2) {
        char text[640];
        snprintf(text, sizeof text, "ulimit -v %d; exec %s \"$@\"", kilobytes, compiler());
        write_script(program, text);
        struct jit *jit = started(program);
        jit_wait(jit);
        cr_expect(jit_units(jit) != NULL || strstr(jit_notice(jit), "bylaw-jit ") || strstr(jit_notice(jit), "no memory"), "%d: %s",
                  kilobytes, jit_notice(jit));
        jit_free(jit);
    }
}

/* The host's own way with signals is none of the compiler's, which waits for its assembler. */
Test(jit, is_started_where_signals_are_ignored)
{
    if (!jit_built_in())
        return;
    for (int i = 0; i < 3; i++)
        signal((int[]){ SIGCHLD, SIGALRM, SIGPIPE }[i], SIG_IGN);
    works();
}

static void forget_children(int signal)
{
    (void)signal;
}

Test(jit, is_started_where_signals_are_blocked)
{
    sigset_t all;
    if (!jit_built_in())
        return;
    sigfillset(&all);
    signal(SIGCHLD, forget_children);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    works();
}

static long read_number(void)
{
    char path[128];
    long number = 0;
    snprintf(path, sizeof path, "%s/told", folder);
    for (int i = 0; i < 1000 && number == 0; i++) {
        FILE *file = fopen(path, "r");
        if (file && fscanf(file, "%ld", &number) != 1)
            number = 0;
        if (file)
            fclose(file);
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
    return number;
}

/* One that does not end goes when it is no longer wanted, stopped or not. */
static void goes(const char *text)
{
    char whole[256];
    snprintf(whole, sizeof whole, "echo $$ >%s/told; %s", folder, text);
    write_script(program, whole);
    struct jit *jit = started(program);
    long id = read_number();
    cr_expect_gt(id, 0);
    cr_expect_null(jit_units(jit));
    cr_expect_null(jit_notice(jit));
    jit_free(jit);
    cr_expect(kill((pid_t)id, 0) != 0 && errno == ESRCH, "it is still there");
    remove_file("told");
}

Test(jit, hangs)
{
    if (!jit_built_in())
        return;
    goes("exec sleep 100");
    goes("kill -STOP $$; sleep 100");
    goes("trap '' TERM INT HUP; : >$1; while :; do sleep 1; done");
}

/* What the host has open is not kept open by a compiler that hangs. */
Test(jit, closes_what_is_not_its_own)
{
    char path[1024];
    int ends[2];
    if (!jit_built_in())
        return;
    snprintf(path, sizeof path, "%s/as", folder);
    write_script(path, "exec sleep 100");
    snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
    setenv("PATH", path, 1);
    cr_assert_eq(pipe(ends), 0);
    struct jit *jit = started(compiler());
    close(ends[1]);
    struct pollfd end = { .fd = ends[0], .events = POLLIN };
    cr_expect_eq(poll(&end, 1, 20000), 1, "the pipe is still open");
    cr_expect_null(jit_units(jit));
    cr_expect_null(jit_notice(jit), "%s", jit_notice(jit));
    close(ends[0]);
    jit_free(jit);
}

Test(jit, no_process_to_be_had)
{
    if (!jit_built_in())
        return;
    cr_assert_eq(chmod(folder, 0777), 0);
    cr_assert_eq(chmod(scratch, 0777), 0);
    if (geteuid() == 0)
        cr_assert_eq(setresuid(65534, 65534, 65534), 0);
    cr_assert_eq(setrlimit(RLIMIT_NPROC, &(struct rlimit){ 0, 0 }), 0);
    fails(compiler(), "bylaw-jit cannot be started");
}

Test(jit, no_file_to_be_opened)
{
    struct rlimit limit;
    if (!jit_built_in())
        return;
    getrlimit(RLIMIT_NOFILE, &limit);
    rlim_t before = limit.rlim_cur;
    for (rlim_t most = 3; most < 12; most++) {
        limit.rlim_cur = most;
        setrlimit(RLIMIT_NOFILE, &limit);
        struct jit *jit = started(compiler());
        jit_wait(jit);
        cr_expect(jit_units(jit) != NULL || strncmp(jit_notice(jit), "no native code: ", 16) == 0, "%s", jit_notice(jit));
        limit.rlim_cur = before;
        setrlimit(RLIMIT_NOFILE, &limit);
        jit_free(jit);
    }
}

/* A folder from which nothing may be run, where there is one. */
Test(jit, folder_without_programs)
{
    char line[512], where[256], options[256];
    bool done = false;
    FILE *mounts = fopen("/proc/mounts", "r");
    while (jit_built_in() && mounts && !done && fgets(line, sizeof line, mounts)) {
        if (sscanf(line, "%*s %255s %*s %255s", where, options) != 2 || !strstr(options, "noexec") || strncmp(options, "rw", 2) != 0 ||
            access(where, W_OK) != 0 || strncmp(where, "/proc", 5) == 0 || strncmp(where, "/sys", 4) == 0)
            continue;
        setenv("TMPDIR", where, 1);
        fails(compiler(), "no native code: ");
        done = true;
    }
    if (mounts)
        fclose(mounts);
}

/* Those of another policy beside them: each has its own, whatever number its file had. */
Test(jit, several_policies)
{
    native_units *units[4];
    struct jit *jits[4];
    struct policy policies[4];
    if (!jit_built_in())
        return;
    for (int i = 0; i < 4; i++) {
        char text[128];
        snprintf(text, sizeof text, "facts\n  a is number\n  b is number\nif a - b > %d then tag x\n", i);
        struct pipeline_source source = { .path = STR("several.rules"), .text = str_from(text), .has_text = true };
        pipeline_load(&policies[i], &source, 1, false, &trap);
        jits[i] = jit_new(policies[i].code, compiler());
        jit_start(jits[i], hash);
        jit_wait(jits[i]);
        units[i] = jit_units(jits[i]);
        cr_expect_not_null(units[i], "%s", jit_notice(jits[i]));
        for (int k = 0; k < i; k++)
            cr_expect_neq((void *)units[i], (void *)units[k], "%d has what is %d's", i, k);
    }
    for (int i = 0; i < 4; i++) {
        jit_free(jits[i]);
        pipeline_free(&policies[i]);
    }
}

static void *one_of_several(void *unused)
{
    (void)unused;
    works();
    return NULL;
}

Test(jit, several_at_once)
{
    pthread_t threads[3];
    if (!jit_built_in())
        return;
    for (int i = 0; i < 3; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, one_of_several, NULL), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}
