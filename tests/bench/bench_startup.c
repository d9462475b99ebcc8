/* How long bylaw takes to start: a one-line policy on one case, one of 30 rules as a text and as an image (aim: 2 ms), and 10,000 rules
 * read, checked and compiled (aim: under 1 s), or from an image. Whole processes are timed; medians and the best are printed. Never
 * fails on a slow machine.
 *
 *     bench_startup BYLAW */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STARTS = 200, LARGE_STARTS = 9, FEW_RULES = 30, RULES = 10000 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runs the program with the file INPUT as standard input; its output goes nowhere. */
static double run(char *const *arguments, const char *input)
{
    extern char **environ;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    double start = now();
    pid_t child;
    int status = -1;
    if (posix_spawn(&child, arguments[0], &files, NULL, arguments, environ) != 0 || waitpid(child, &status, 0) < 0 || status != 0) {
        fprintf(stderr, "bench_startup: %s %s failed\n", arguments[0], arguments[1]);
        exit(1);
    }
    posix_spawn_file_actions_destroy(&files);
    return now() - start;
}

/* AIM in milliseconds; 0: none. */
static void report(const char *what, char *const *arguments, const char *input, int times, double aim)
{
    double took[STARTS];
    for (int i = 0; i < times; i++)
        took[i] = run(arguments, input);
    qsort(took, (size_t)times, sizeof *took, by_size);
    printf("%-44s %8.2f ms (best %.2f", what, took[times / 2] * 1e3, took[0] * 1e3);
    printf(aim > 0 ? "; aim %.0f)\n" : ")\n", aim);
}

static void write_rules(FILE *file, int rules)
{
    fputs("facts\n  state is us_state\n  amount is money\n  level is one of low < mid < high\n  since is date\n  tags is list of text\n"
          "use us_states\n", file);
    for (int i = 0; i < rules; i++)
        fprintf(file, "rule r%d \"Rule %d\"\n  if amount > $%d.50 and level >= mid and (state is not WV or since < 20%02d-01-01)\n"
                "  then task Team_%d \"Case of {amount}: {level}\" priority high\n  unless tags contains \"t%d\"\n"
                "  because \"it is rule %d\"\n", i, i, i, i % 100, i % 50, i, i);
}

/* A policy of so many RULES as texts and as an image, in files. */
struct policy_files {
    char rules[64], image[64];
};

static struct policy_files make_policy(char *bylaw, int rules)
{
    struct policy_files files = { "/tmp/bylaw-bench-XXXXXX.rules", "/tmp/bylaw-bench-XXXXXX.bylawc" };
    FILE *file = fdopen(mkstemps(files.rules, 6), "w");
    write_rules(file, rules);
    fclose(file);
    close(mkstemps(files.image, 7));
    run((char *[]){ bylaw, "build", "-o", files.image, files.rules, NULL }, "/dev/null");
    return files;
}

static void remove_policy(const struct policy_files *files)
{
    unlink(files->rules);
    unlink(files->image);
}

int main(int argc, char **argv)
{
    char *bylaw = argc > 1 ? argv[1] : "./bylaw";
    char input[] = "/tmp/bylaw-bench-XXXXXX";
    FILE *file = fdopen(mkstemp(input), "w");
    fputs("{\"state\":\"WV\"}\n", file);
    fclose(file);
    struct policy_files small = make_policy(bylaw, FEW_RULES), large = make_policy(bylaw, RULES);
    report("a process that does nothing (/bin/true)", (char *[]){ "/bin/true", "x", NULL }, input, STARTS, 0);
    report("a one-line policy on one case", (char *[]){ bylaw, "eval", "-e", "if state == WV then deny courtesy", NULL }, input, STARTS, 2);
    report("the same, checked", (char *[]){ bylaw, "check", "-e", "if state == WV then deny courtesy", NULL }, input, STARTS, 5);
    report("30 rules on one case, from the text", (char *[]){ bylaw, "eval", small.rules, NULL }, input, STARTS, 2);
    report("30 rules on one case, from an image", (char *[]){ bylaw, "eval", small.image, NULL }, input, STARTS, 2);
    report("10,000 rules read, checked, compiled", (char *[]){ bylaw, "eval", large.rules, NULL }, "/dev/null", LARGE_STARTS, 1000);
    report("10,000 rules from an image", (char *[]){ bylaw, "eval", large.image, NULL }, "/dev/null", LARGE_STARTS, 100);
    unlink(input);
    remove_policy(&small);
    remove_policy(&large);
    return 0;
}
