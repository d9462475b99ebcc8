#include "cli/test_mutants.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct telling {
    const struct opts *opts;
    const char *file;
    bool line; /* a progress line is on the terminal */
};

static int put(void *context, const char *bytes, size_t n)
{
    (void)context;
    return fwrite(bytes, 1, n, stdout) == n ? 0 : 1;
}

static void show(const char *text, size_t n)
{
    bylaw_show(text, n, put, NULL);
}

/* ---- progress ---- */

static void clear(struct telling *telling)
{
    if (telling->line)
        fputs("\r\033[K", stderr);
    telling->line = false;
}

enum { BAR = 30 };

static void on_progress(void *context, uint64_t done, uint64_t of)
{
    static const char full[] = "##############################", empty[] = "..............................";
    struct telling *telling = context;
    int n = of > 0 ? (int)(done * BAR / of) : BAR;
    fprintf(stderr, "\r\033[K%.*s%.*s %llu of %llu mutants", n, full, BAR - n, empty, (unsigned long long)done, (unsigned long long)of);
    telling->line = true;
}

/* ---- survivors ---- */

static void put_quoted(const char *key, const char *text)
{
    printf("\"%s\":", key);
    output_json(stdout, text);
}

static void survivor_json(const bylaw_mutant *mutant)
{
    printf("{");
    put_quoted("survivor", mutant->words);
    printf(",");
    put_quoted("file", mutant->file);
    printf(",\"line\":%u,", mutant->line);
    put_quoted("rule", mutant->rule);
    if (*mutant->scenario != '\0') {
        printf(",");
        put_quoted("scenario", mutant->scenario);
    }
    printf("}\n");
}

static void put_indented(const char *text)
{
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, "\n");
        printf("    ");
        show(p, n);
        putchar('\n');
        p += n + (p[n] == '\n');
    }
}

static void survivor_text(const bylaw_mutant *mutant)
{
    show(mutant->file, strlen(mutant->file));
    printf(":%u: ", mutant->line);
    show(mutant->words, strlen(mutant->words));
    printf("  (");
    show(mutant->rule, strlen(mutant->rule));
    printf(")\n");
    if (*mutant->scenario == '\0')
        printf("  no scenario notices; whether any case could was not found out\n");
    else
        printf("  no scenario notices; this one would, if it is what you want:\n\n");
    put_indented(mutant->scenario);
    if (*mutant->scenario != '\0')
        putchar('\n');
}

static void on_survivor(void *context, const bylaw_mutant *mutant)
{
    struct telling *telling = context;
    clear(telling);
    if (telling->opts->results == RESULTS_JSON)
        survivor_json(mutant);
    else
        survivor_text(mutant);
}

/* ---- */

static void put_score(const bylaw_mutate_stats *stats)
{
    uint64_t of = stats->mutants - stats->same;
    if (of > 0)
        printf("; score %llu.%llu %%", (unsigned long long)(stats->killed * 100 / of), (unsigned long long)(stats->killed * 1000 / of % 10));
}

static void put_stats(const bylaw_mutate_stats *stats)
{
    printf("%llu mutants: %llu noticed, %llu proved to change nothing, %llu not noticed, %llu not decided", (unsigned long long)stats->mutants,
           (unsigned long long)stats->killed, (unsigned long long)stats->same, (unsigned long long)stats->survive,
           (unsigned long long)stats->open);
    put_score(stats);
    putchar('\n');
}

bylaw_status test_mutants(const struct opts *opts, const bylaw_policy *policy, const char *file, bylaw_mutate_stats *stats)
{
    struct telling telling = { opts, file, false };
    bylaw_mutate_stats here = { 0 };
    bool terminal = isatty(STDERR_FILENO);
    bylaw_mutate_options how = { .size = sizeof how, .survivor = on_survivor, .progress = terminal ? on_progress : NULL, .context = &telling,
                                 .db = opts->eval.db, .rows = opts->eval.rows };
    bylaw_status status = bylaw_mutate(policy, &how, &here);
    clear(&telling);
    if (status == BYLAW_LIMIT)
        say("no memory to try mutants of '%s'", file);
    if (status == BYLAW_UNUSABLE)
        say("'%s' fails by the reference evaluator, or its rows cannot be had again: mutants are tried only by scenarios that pass", file);
    if (opts->results == RESULTS_TEXT && status <= BYLAW_FAULT) {
        show(file, strlen(file));
        printf(": ");
        put_stats(&here);
    }
    stats->mutants += here.mutants;
    stats->killed += here.killed;
    stats->same += here.same;
    stats->survive += here.survive;
    stats->open += here.open;
    return status;
}

void test_mutants_tell(const struct opts *opts, const bylaw_mutate_stats *stats)
{
    if (opts->results == RESULTS_JSON)
        printf("{\"mutants\":%llu,\"noticed\":%llu,\"same\":%llu,\"survive\":%llu,\"open\":%llu}\n", (unsigned long long)stats->mutants,
               (unsigned long long)stats->killed, (unsigned long long)stats->same, (unsigned long long)stats->survive,
               (unsigned long long)stats->open);
    else
        put_stats(stats);
}
