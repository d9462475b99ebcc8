/* bylaw test: finds the files, tries each's scenarios, tells. */
#include "cli/commands.h"
#include "cli/test_mutants.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct testing {
    const struct opts *opts;
    bylaw_test_stats stats;
    bylaw_status worst;
    const char *file;  /* in hand */
    uint64_t number;   /* of the scenario, for TAP */
    bylaw_coverage *coverage; /* owned; NULL: not wanted */
    bylaw_mutate_stats mutants;
};

static void worsen(struct testing *testing, bylaw_status status)
{
    if (status > testing->worst)
        testing->worst = status;
}

static int put(void *context, const char *bytes, size_t n)
{
    (void)context;
    return fwrite(bytes, 1, n, stdout) == n ? 0 : 1;
}

static void show(const char *text)
{
    bylaw_show(text, strlen(text), put, NULL);
}

/* ---- one scenario, in each of the formats ---- */

static void put_name(const bylaw_test_result *result)
{
    show(result->title);
    if (result->row > 0)
        printf(", row %u", result->row);
}

static void result_text(const bylaw_test_result *result)
{
    if (result->passed)
        return;
    printf("FAILED ");
    put_name(result);
    printf("  (");
    show(result->file);
    printf(":%u)\n%s", result->line, result->trouble);
}

static void result_json(const bylaw_test_result *result)
{
    printf("{\"file\":");
    output_json(result->file);
    printf(",\"line\":%u,\"scenario\":", result->line);
    output_json(result->title);
    if (result->row > 0)
        printf(",\"row\":%u", result->row);
    printf(",\"status\":\"%s\"", result->passed ? "passed" : "failed");
    if (!result->passed) {
        printf(",\"trouble\":");
        output_json(result->trouble);
    }
    printf("}\n");
}

static void result_tap(const bylaw_test_result *result, uint64_t number)
{
    printf("%s %llu - ", result->passed ? "ok" : "not ok", (unsigned long long)number);
    for (const char *p = result->title; *p != '\0'; p++) /* a # begins a directive */
        if (*p == '#' || *p == '\\')
            printf("\\%c", *p);
        else
            putchar((unsigned char)*p < 0x20 ? ' ' : *p);
    if (result->row > 0)
        printf(", row %u", result->row);
    putchar('\n');
    for (const char *p = result->trouble; *p != '\0';) {
        int n = (int)strcspn(p, "\n");
        printf("# %.*s\n", n, p);
        p += n + (p[n] == '\n');
    }
}

static void put_xml(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        switch (*p) {
        case '&': printf("&amp;"); break;
        case '<': printf("&lt;"); break;
        case '>': printf("&gt;"); break;
        case '"': printf("&quot;"); break;
        default: putchar((unsigned char)*p < 0x20 && *p != '\n' ? ' ' : *p);
        }
}

static void result_junit(const bylaw_test_result *result)
{
    printf("    <testcase classname=\"");
    put_xml(result->file);
    printf("\" name=\"");
    put_xml(result->title);
    if (result->row > 0)
        printf(", row %u", result->row);
    printf("\" line=\"%u\"%s>", result->line, result->passed ? "/" : "");
    if (!result->passed) {
        printf("\n      <failure message=\"not as expected\">");
        put_xml(result->trouble);
        printf("      </failure>\n    </testcase>");
    }
    putchar('\n');
}

/* Standard output is the page's. */
static void result_aside(const bylaw_test_result *result)
{
    if (!result->passed)
        say("'%s' failed (%s:%u): without --format its failure is told at length", result->title, result->file, result->line);
}

static void on_result(void *context, const bylaw_test_result *result)
{
    struct testing *testing = context;
    testing->number++;
    switch (testing->opts->results) {
    case RESULTS_TEXT: result_text(result); break;
    case RESULTS_JSON: result_json(result); break;
    case RESULTS_TAP: result_tap(result, testing->number); break;
    case RESULTS_JUNIT: result_junit(result); break;
    case RESULTS_HTML: case RESULTS_LCOV: result_aside(result); break;
    }
}

/* ---- one file ---- */

static void begin_file(const struct testing *testing)
{
    if (testing->opts->results != RESULTS_JUNIT)
        return;
    printf("  <testsuite name=\"");
    put_xml(testing->file);
    printf("\">\n");
}

static void end_file(const struct testing *testing, const bylaw_test_stats *before)
{
    uint64_t passed = testing->stats.passed - before->passed, failed = testing->stats.failed - before->failed;
    if (testing->opts->results == RESULTS_JUNIT)
        printf("  </testsuite>\n");
    if (testing->opts->results != RESULTS_TEXT || passed + failed == 0)
        return;
    show(testing->file);
    printf(": %llu passed", (unsigned long long)passed);
    if (failed > 0)
        printf(", %llu failed", (unsigned long long)failed);
    putchar('\n');
}

static void on_trouble(void *context, const char *text)
{
    (void)context;
    say_trouble(text);
}

static int put_suggested(void *context, const char *bytes, size_t n)
{
    const struct testing *testing = context;
    printf("# What ");
    show(testing->file);
    printf(" does not try, as it is decided now: read it before you keep it.\n\n");
    return put(NULL, bytes, n);
}

/* In place of trying: standard output is the scenarios' alone. */
static void suggest(struct testing *testing, const bylaw_policy *policy)
{
    uint64_t n = 0;
    bylaw_status status = bylaw_suggest(policy, put_suggested, testing, &n);
    if (status == BYLAW_LIMIT)
        say("no memory for the scenarios that '%s' lacks", testing->file);
    else
        say("'%s' lacks %llu scenario%s", testing->file, (unsigned long long)n, n == 1 ? "" : "s");
    testing->stats.passed++; /* something was done */
    worsen(testing, status);
}

static void run(struct testing *testing, const bylaw_policy *policy)
{
    bylaw_test_stats before = testing->stats;
    bylaw_test_options how = { .size = sizeof how, .filter = testing->opts->filter, .engine = testing->opts->eval.engine,
                               .result = on_result, .context = testing, .db = testing->opts->eval.db,
                               .rows = testing->opts->eval.rows, .trouble = on_trouble,
                               .coverage = testing->coverage };
    begin_file(testing);
    bylaw_status status = bylaw_test(policy, &how, &testing->stats);
    end_file(testing, &before);
    if (status == BYLAW_LIMIT)
        say("no memory to try the scenarios of '%s'", testing->file);
    if (status == BYLAW_OK && testing->stats.scenarios == before.scenarios) {
        say("'%s' has no scenario", testing->file);
        status = BYLAW_UNUSABLE;
    }
    if (status == BYLAW_OK && testing->opts->mutate)
        status = test_mutants(testing->opts, policy, testing->file, &testing->mutants);
    worsen(testing, status);
}

static void test_file(struct testing *testing, const char *path)
{
    bylaw_source source = { .path = path };
    bylaw_load_options how = { .size = sizeof how, .no_stdlib = testing->opts->no_stdlib };
    bylaw_message_options messages = { .size = sizeof messages, .format = BYLAW_TEXT, .most = 20,
                                       .color = opts_color(testing->opts, STDERR_FILENO) };
    bylaw_policy *policy;
    bylaw_status status = bylaw_load(&source, 1, &how, &policy);
    testing->file = path;
    if (policy == NULL)
        say("no memory for '%s'", path);
    else if (status != BYLAW_OK)
        bylaw_messages(policy, &messages, output_talk, NULL);
    if (status == BYLAW_OK && testing->opts->suggest)
        suggest(testing, policy);
    else if (status == BYLAW_OK)
        run(testing, policy);
    worsen(testing, status);
    bylaw_policy_free(policy);
}

/* ---- files and folders ---- */

/* Of X.rules the scenarios stand in X.scenarios beside it. */
static void test_rules(struct testing *testing, const char *path)
{
    char beside[WALK_MOST_PATH];
    if (walk_beside(path, ".scenarios", beside))
        test_file(testing, beside);
}

/* NAMED: on the call, where a file may have any name; below a folder only scenarios count. */
static void test_named(void *context, const char *path, int named)
{
    struct testing *testing = context;
    if (named && walk_ends(path, ".rules"))
        test_rules(testing, path);
    else if (named || walk_ends(path, ".scenarios"))
        test_file(testing, path);
}

static void tell_all(const struct testing *testing)
{
    unsigned long long passed = testing->stats.passed, failed = testing->stats.failed;
    switch (testing->opts->results) {
    case RESULTS_TEXT: printf("%llu passed, %llu failed\n", passed, failed); break;
    case RESULTS_JSON: printf("{\"passed\":%llu,\"failed\":%llu}\n", passed, failed); break;
    case RESULTS_TAP: printf("1..%llu\n", passed + failed); break;
    case RESULTS_JUNIT: printf("</testsuites>\n"); break;
    case RESULTS_HTML: case RESULTS_LCOV: break;
    }
}

/* ---- coverage ---- */

static bool coverage_fits(const struct opts *opts)
{
    bool page = opts->results == RESULTS_HTML || opts->results == RESULTS_LCOV;
    if (page && !opts->coverage)
        say("--format html and lcov are for --coverage: give it too");
    else if (opts->suggest && (opts->mutate || opts->coverage || opts->filter != NULL || opts->results != RESULTS_TEXT))
        say("--suggest writes scenarios, and goes with no other option of test");
    else if (opts->mutate && (opts->results > RESULTS_JSON || opts->filter != NULL))
        say("--mutate tries all scenarios (no --filter), and tells in text or json");
    else if (opts->coverage && (opts->results == RESULTS_TAP || opts->results == RESULTS_JUNIT))
        say("--coverage tells in text, json, html or lcov");
    else
        return true;
    return false;
}

static void tell_coverage(struct testing *testing)
{
    static const bylaw_coverage_form forms[] = { [RESULTS_JSON] = BYLAW_COVERAGE_JSON, [RESULTS_HTML] = BYLAW_COVERAGE_HTML,
                                                 [RESULTS_LCOV] = BYLAW_COVERAGE_LCOV };
    if (testing->coverage == NULL || testing->stats.passed + testing->stats.failed == 0)
        return;
    if (bylaw_coverage_write(testing->coverage, forms[testing->opts->results], put, NULL) == BYLAW_LIMIT) {
        say("no memory for the coverage");
        worsen(testing, BYLAW_LIMIT);
    }
}

int cmd_test(const struct opts *opts)
{
    struct testing testing = { .opts = opts };
    if (!coverage_fits(opts))
        return BYLAW_UNUSABLE;
    testing.coverage = opts->coverage ? bylaw_coverage_new() : NULL;
    if (opts->coverage && testing.coverage == NULL) {
        say("no memory");
        return BYLAW_LIMIT;
    }
    if (opts->results == RESULTS_TAP)
        printf("TAP version 13\n");
    if (opts->results == RESULTS_JUNIT)
        printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    worsen(&testing, walk_paths(opts->inputs, opts->n_inputs, test_named, &testing));
    if (testing.stats.passed + testing.stats.failed == 0 && testing.worst == BYLAW_OK) {
        if (testing.stats.scenarios > 0)
            say("no scenario's title contains '%s'", opts->filter);
        else
            say("no scenarios found: they stand in files whose names end in .scenarios");
        testing.worst = BYLAW_UNUSABLE;
    }
    if (!opts->suggest)
        tell_all(&testing);
    tell_coverage(&testing);
    if (opts->mutate && testing.stats.passed > 0)
        test_mutants_tell(opts, &testing.mutants);
    bylaw_coverage_free(testing.coverage);
    return testing.worst;
}
