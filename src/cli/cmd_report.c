#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bylaw_status take(void *report, int fd, const char *name, const bylaw_sinks *sinks, bylaw_stats *stats, const char **why)
{
    return bylaw_report_stream(report, fd, name, sinks, stats, why);
}

/* ---- the picture ---- */

static int put(void *file, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, file) == n ? 0 : -1;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n > k && strcmp(text + n - k, end) == 0;
}

static bylaw_status save(FILE *picture, const char *path)
{
    char bytes[1 << 14];
    ssize_t got = lseek(fileno(picture), 0, SEEK_SET) < 0 ? -1 : 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool fine = fd >= 0 && got == 0;
    while (fine && (got = read(fileno(picture), bytes, sizeof bytes)) > 0)
        fine = write(fd, bytes, (size_t)got) == got;
    fine = fine && got == 0;
    if (fd >= 0)
        fine = close(fd) == 0 && fine;
    if (!fine)
        say("cannot write the picture '%s': %s", path, strerror(errno));
    return fine ? BYLAW_OK : BYLAW_UNUSABLE;
}

/* Script and picture are files without a name until the picture is whole. */
static bylaw_status plot_to(bylaw_report *report, const char *path, FILE *script, FILE *picture)
{
    static char *const argv[] = { "gnuplot", "-d", NULL };
    static const struct drawer gnuplot = { argv, "a plot", "gnuplot", "do without --plot" };
    bylaw_report_form form = ends_with(path, ".png") ? BYLAW_REPORT_PNG_PLOT : BYLAW_REPORT_SVG_PLOT;
    bylaw_status status = bylaw_report_write(report, form, put, script);
    if (status == BYLAW_FAULT) {
        say("a plot has no room for more than 100 groups: take a wider --by, such as month(FACT)");
        return BYLAW_UNUSABLE;
    }
    if (status == BYLAW_OK)
        status = draw(&gnuplot, script, fileno(picture));
    return status == BYLAW_OK ? save(picture, path) : status;
}

static bylaw_status plot(bylaw_report *report, const char *path)
{
    FILE *script = tmpfile(), *picture = tmpfile();
    bylaw_status status = BYLAW_LIMIT;
    if (script != NULL && picture != NULL)
        status = plot_to(report, path, script, picture);
    else
        say("no temporary file for the plot: %s", strerror(errno));
    if (script != NULL)
        fclose(script);
    if (picture != NULL)
        fclose(picture);
    return status;
}

/* ---- the figures ---- */

static bylaw_status tell(const struct opts *opts, bylaw_report *report)
{
    bylaw_report_form form = opts->format == BYLAW_JSON ? BYLAW_REPORT_JSON : opts->format == BYLAW_CSV ? BYLAW_REPORT_CSV : BYLAW_REPORT_TEXT;
    bylaw_status status = bylaw_report_write(report, form, output_data, NULL);
    if (status == BYLAW_LIMIT)
        say("no memory for the figures");
    if (status == BYLAW_OK && opts->plot != NULL)
        status = plot(report, opts->plot);
    return status;
}

static bylaw_status count_journal(struct run *run, bylaw_report *report)
{
    uint64_t left_out = 0;
    bylaw_sinks sinks = { .size = sizeof sinks, .talk = output_talk };
    bylaw_status status = bylaw_report_journal(report, run->opts->eval.db, &sinks, &run->stats, &left_out);
    if (left_out > 0)
        say("%llu cases of the journal are left out: something is masked in their receipts, or they were never read", (unsigned long long)left_out);
    return status;
}

/* A database without cases is asked for its journal. */
static bylaw_status report_all(struct run *run, const bylaw_policy *policy)
{
    bylaw_report *report;
    const char *why;
    char program[BESIDE_MOST_PATH];
    bylaw_options options = run->opts->eval;
    options.jit_program = beside_program("bylaw-jit", program);
    why = NULL;
    bool journal = options.db != NULL && run->opts->n_inputs == 0;
    if (journal)
        options.db = NULL;
    bylaw_status status = bylaw_report_new(policy, &options, run->opts->by, &report, &why);
    if (status != BYLAW_OK) {
        say("%s", why);
        bylaw_report_free(report);
        return status;
    }
    run->take = take;
    run->taker = report;
    status = journal ? count_journal(run, report) : run_inputs(run);
    bool most = options.max_errors > 0 && run->stats.errors + run->stats.conflicts >= options.max_errors;
    if (status <= BYLAW_FAULT || (status == BYLAW_LIMIT && most)) { /* what was counted before --max-errors is told */
        bylaw_status told = tell(run->opts, report);
        status = told > status ? told : status;
    }
    bylaw_report_free(report);
    return status == BYLAW_UNUSABLE && output_closed() ? BYLAW_OK : status; /* the reader has seen enough */
}

int cmd_report(const struct opts *opts)
{
    struct run run = { .opts = opts };
    clock_gettime(CLOCK_MONOTONIC, &run.start);
    if (opts->plot != NULL && !ends_with(opts->plot, ".svg") && !ends_with(opts->plot, ".png")) {
        say("--plot takes a file whose name ends in .svg or .png, not '%s'", opts->plot);
        return BYLAW_UNUSABLE;
    }
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = report_all(&run, policy);
    bylaw_policy_free(policy);
    return status;
}
