/* bylaw test: finds the files, tries each's scenarios, tells. */
#include "cli/commands.h"
#include "cli/test_mutants.h"
#include "cli/test_run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

static void on_result(void *context, const bylaw_test_result *result)
{
    results_one(context, result);
}

/* ---- one file ---- */

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

/* Whether what is rewritten, or left alone, makes the run a failed one. */
static bylaw_status updated(struct testing *testing)
{
    bylaw_status left = testing->n_left > 0 ? BYLAW_FAULT : BYLAW_OK;
    return testing->updating > left ? testing->updating : left;
}

static void run(struct testing *testing, const bylaw_policy *policy)
{
    bylaw_test_stats before = testing->stats;
    bylaw_test_options how = { .size = sizeof how, .filter = testing->opts->filter, .engine = testing->opts->eval.engine,
                               .result = on_result, .context = testing, .db = testing->opts->eval.db,
                               .rows = testing->opts->eval.rows, .trouble = on_trouble,
                               .coverage = testing->coverage, .update = testing->opts->update ? update_file : NULL, .left = update_left };
    testing->n_left = 0;
    testing->updating = BYLAW_OK;
    results_begin_file(testing);
    bylaw_status status = bylaw_test(policy, &how, &testing->stats);
    if (status >= BYLAW_UNUSABLE)
        results_unusable(testing);
    results_end_file(testing, &before);
    if (status == BYLAW_FAULT && testing->opts->update)
        status = updated(testing);
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

/* It could not be read. */
static void tell_unusable(struct testing *testing)
{
    bylaw_test_stats before = testing->stats;
    if (testing->opts->suggest)
        return;
    results_begin_file(testing);
    results_unusable(testing);
    results_end_file(testing, &before);
}

static void tell_files(const struct testing *testing, const bylaw_policy *policy)
{
    const char *path;
    for (size_t i = 0; testing->used != NULL && policy != NULL && (path = bylaw_file(policy, i)) != NULL; i++)
        testing->used(testing->context, path);
}

/* PATH, with IMAGE (or NULL) in place of the rules that it is about. */
static void test_of(struct testing *testing, const char *path, const char *image)
{
    bylaw_source sources[2] = { { .path = image != NULL ? image : path }, { .path = path } };
    bylaw_load_options how = { .size = sizeof how, .no_stdlib = testing->opts->no_stdlib };
    bylaw_message_options messages = { .size = sizeof messages, .format = BYLAW_TEXT, .most = 20,
                                       .color = opts_color(testing->opts, STDERR_FILENO) };
    bylaw_policy *policy;
    bylaw_status status = bylaw_load(sources, image != NULL ? 2 : 1, &how, &policy);
    testing->file = path;
    if (policy == NULL)
        say("no memory for '%s'", path);
    else if (status != BYLAW_OK)
        bylaw_messages(policy, &messages, output_talk, NULL);
    tell_files(testing, policy);
    if (status == BYLAW_OK && testing->opts->suggest)
        suggest(testing, policy);
    else if (status == BYLAW_OK)
        run(testing, policy);
    else
        tell_unusable(testing);
    worsen(testing, status);
    bylaw_policy_free(policy);
}

static void test_file(struct testing *testing, const char *path)
{
    test_of(testing, path, NULL);
}

/* ---- files and folders ---- */

/* Of X.rules the scenarios stand in X.scenarios beside it. */
static void test_rules(struct testing *testing, const char *path)
{
    char beside[WALK_MOST_PATH];
    if (walk_beside(path, ".scenarios", beside))
        test_file(testing, beside);
}

/* So do those of the image X.bylawc. */
static void test_image(struct testing *testing, const char *path)
{
    char beside[WALK_MOST_PATH];
    if (walk_beside(path, ".scenarios", beside))
        test_of(testing, beside, path);
}

/* NAMED: on the call, where a file may have any name; below a folder only scenarios count. */
static void test_named(void *context, const char *path, int named)
{
    struct testing *testing = context;
    if (named && walk_ends(path, ".rules"))
        test_rules(testing, path);
    else if (named && walk_ends(path, ".bylawc"))
        test_image(testing, path);
    else if (named || walk_ends(path, ".scenarios"))
        test_file(testing, path);
}

/* ---- coverage ---- */

static bool fits(const struct opts *opts)
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
    else if (opts->update && (opts->suggest || opts->mutate || opts->coverage || opts->watch || opts->results != RESULTS_TEXT))
        say("--update goes with --yes, --filter, --db and --rows, and with no other option of test");
    else if (opts->pairs && !opts->coverage)
        say("--pairs is for --coverage: give it too");
    else if (opts->yes && !opts->update)
        say("--yes is for --update: give it too");
    else if (opts->watch && (opts->suggest || opts->results > RESULTS_JSON))
        say("--watch tells in text or json, and does not go with --suggest");
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
    bool pairs = testing->opts->pairs && testing->opts->results == RESULTS_TEXT; /* JSON and HTML name them anyhow */
    if (bylaw_coverage_write(testing->coverage, pairs ? BYLAW_COVERAGE_PAIRS : forms[testing->opts->results], put, NULL) == BYLAW_LIMIT) {
        say("no memory for the coverage");
        worsen(testing, BYLAW_LIMIT);
    }
}

/* ---- once, or again and again ---- */

static void find_nothing(struct testing *testing)
{
    if (testing->stats.scenarios > 0)
        say("no scenario's title contains '%s'", testing->opts->filter);
    else
        say("no scenarios found: they stand in files whose names end in .scenarios");
    testing->worst = BYLAW_UNUSABLE;
}

static int run_all(const struct opts *opts, void (*used)(void *context, const char *path), void *context)
{
    struct testing testing = { .opts = opts, .used = used, .context = context };
    testing.coverage = opts->coverage ? bylaw_coverage_new() : NULL;
    if (opts->coverage && testing.coverage == NULL) {
        say("no memory");
        return BYLAW_LIMIT;
    }
    results_begin(&testing);
    worsen(&testing, walk_paths(opts->inputs, opts->n_inputs, test_named, &testing));
    if (testing.stats.passed + testing.stats.failed == 0 && testing.worst == BYLAW_OK)
        find_nothing(&testing);
    if (!opts->suggest)
        results_end(&testing);
    tell_coverage(&testing);
    if (opts->mutate && testing.stats.passed > 0)
        test_mutants_tell(opts, &testing.mutants);
    bylaw_coverage_free(testing.coverage);
    return testing.worst;
}

int cmd_test(const struct opts *opts)
{
    if (!fits(opts))
        return BYLAW_UNUSABLE;
    return opts->watch ? watch_run(opts, run_all) : run_all(opts, NULL, NULL);
}
