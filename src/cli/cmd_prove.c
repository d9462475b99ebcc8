/* bylaw prove: finds the policies, has each's guarantees proved, tells. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct proving {
    const struct opts *opts;
    bylaw_prove_stats stats;
    bylaw_status worst;
    bylaw_source *sources; /* room for a file, what stands beside it, -e, -p, --assume */
    char **assumptions;    /* the texts of the last ones; owned */
    const char **names;
    const char *file; /* in hand, or NULL: the call's own words alone */
};

static void worsen(struct proving *proving, bylaw_status status)
{
    if (status > proving->worst)
        proving->worst = status;
}

static void on_result(void *context, const bylaw_proof_result *result)
{
    (void)context;
    output_data(NULL, result->report, strlen(result->report));
}

static void prove_policy(struct proving *proving, const bylaw_policy *policy)
{
    bylaw_prove_options how = { .size = sizeof how, .format = proving->opts->format, .assume = proving->names,
                                .n_assume = proving->opts->n_assume, .result = on_result };
    bylaw_status status = bylaw_prove(policy, &how, &proving->stats);
    if (status == BYLAW_LIMIT)
        say("no memory to prove the guarantees of '%s'", proving->file ? proving->file : "-e");
    if (status == BYLAW_UNUSABLE)
        say("an assumption is a condition: a yes or no, as in --assume 'amount < $100'");
    worsen(proving, status);
}

static void prove_sources(struct proving *proving, size_t n)
{
    bylaw_load_options how = { .size = sizeof how, .no_stdlib = proving->opts->no_stdlib };
    bylaw_message_options messages = { .size = sizeof messages, .format = BYLAW_TEXT, .most = 20,
                                       .color = opts_color(proving->opts, STDERR_FILENO) };
    bylaw_policy *policy;
    bylaw_status status = bylaw_load(proving->sources, n, &how, &policy);
    if (policy == NULL)
        say("no memory for the policy");
    else if (status != BYLAW_OK)
        bylaw_messages(policy, &messages, output_talk, NULL);
    if (status == BYLAW_OK)
        prove_policy(proving, policy);
    worsen(proving, status);
    bylaw_policy_free(policy);
}

/* PATH (or NULL) and BESIDE (or NULL), with what the call gives. */
static void prove_files(struct proving *proving, const char *path, const char *beside)
{
    const struct opts *opts = proving->opts;
    size_t n = 0;
    proving->file = path;
    if (path != NULL)
        proving->sources[n++] = (bylaw_source){ .path = path };
    if (beside != NULL)
        proving->sources[n++] = (bylaw_source){ .path = beside };
    for (size_t i = 0; i < opts->n_policies; i++)
        proving->sources[n++] = opts->policies[i];
    for (size_t i = 0; i < opts->n_assume; i++)
        proving->sources[n++] = (bylaw_source){ .path = "--assume", .text = proving->assumptions[2 * i], .length = strlen(proving->assumptions[2 * i]) };
    prove_sources(proving, n);
}

/* X.rules, or the image X.bylawc, and the X.scenarios beside it are proved together; below a folder X.scenarios goes with X.rules where that is there. */
static void prove_path(void *context, const char *path, int named)
{
    struct proving *proving = context;
    char beside[WALK_MOST_PATH];
    if (walk_ends(path, ".rules") || (named && walk_ends(path, ".bylawc")))
        prove_files(proving, path, walk_beside(path, ".scenarios", beside) && access(beside, R_OK) == 0 ? beside : NULL);
    else if (named || (walk_ends(path, ".scenarios") && (!walk_beside(path, ".rules", beside) || access(beside, R_OK) != 0)))
        prove_files(proving, path, NULL);
}

static void tell_all(const struct proving *proving)
{
    unsigned long long proved = proving->stats.proved, broken = proving->stats.broken, open = proving->stats.open;
    if (proving->opts->format == BYLAW_JSON)
        printf("{\"proved\":%llu,\"broken\":%llu,\"open\":%llu}\n", proved, broken, open);
    else
        printf("%llu proved, %llu broken, %llu not proved\n", proved, broken, open);
}

/* Each condition becomes a definition that no policy can have. */
static int make_assumptions(struct proving *proving)
{
    static const char form[] = "define `assumed %zu` = %s\n", name[] = "assumed %zu";
    for (size_t i = 0; i < proving->opts->n_assume; i++) {
        size_t room = sizeof form + strlen(proving->opts->assume[i]) + 32;
        proving->assumptions[2 * i] = malloc(room);
        proving->assumptions[2 * i + 1] = malloc(room);
        if (proving->assumptions[2 * i] == NULL || proving->assumptions[2 * i + 1] == NULL)
            return 0;
        snprintf(proving->assumptions[2 * i], room, form, i + 1, proving->opts->assume[i]);
        snprintf(proving->assumptions[2 * i + 1], room, name, i + 1);
        proving->names[i] = proving->assumptions[2 * i + 1];
    }
    return 1;
}

int cmd_prove(const struct opts *opts)
{
    struct proving proving = { .opts = opts };
    proving.sources = calloc(opts->n_policies + opts->n_assume + 2, sizeof *proving.sources);
    proving.assumptions = calloc(2 * opts->n_assume + 1, sizeof *proving.assumptions);
    proving.names = calloc(opts->n_assume + 1, sizeof *proving.names);
    if (proving.sources == NULL || proving.assumptions == NULL || proving.names == NULL || !make_assumptions(&proving)) {
        say("no memory");
        proving.worst = BYLAW_LIMIT;
    } else if (opts->n_inputs > 0 || opts->n_policies == 0)
        worsen(&proving, walk_paths(opts->inputs, opts->n_inputs, prove_path, &proving));
    else
        prove_files(&proving, NULL, NULL);
    if (proving.stats.proved + proving.stats.broken + proving.stats.open == 0 && proving.worst == BYLAW_OK) {
        say("no guarantee found: they begin with never or always, in files whose names end in .rules or .scenarios");
        proving.worst = BYLAW_UNUSABLE;
    }
    if (proving.worst < BYLAW_UNUSABLE)
        tell_all(&proving);
    for (size_t i = 0; proving.assumptions != NULL && i < 2 * opts->n_assume; i++)
        free(proving.assumptions[i]);
    free(proving.assumptions);
    free(proving.sources);
    free(proving.names);
    return proving.worst;
}
