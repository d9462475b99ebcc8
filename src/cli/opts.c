#include "cli/commands.h"
#include "cli/help.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void say(const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    fputs("bylaw: ", stderr);
    if (bylaw_show(text, length, output_talk, NULL) == BYLAW_LIMIT)
        fputs("no memory", stderr);
    fputc('\n', stderr);
}

bool opts_color(const struct opts *opts, int fd)
{
    if (opts->color != COLOR_AUTO)
        return opts->color == COLOR_ALWAYS;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && (no == NULL || *no == '\0') && (term == NULL || strcmp(term, "dumb") != 0);
}

void opts_free(struct opts *opts)
{
    free(opts->policies);
    free(opts->inputs);
    free(opts->fail_on);
    free(opts->assume);
    free(opts->mask);
}

/* ---- options ---- */

enum { FIRST_LONG = 256 }; /* above all letters */

/* The tables have names as C has them; on the call they have dashes. */
struct long_names {
    char text[OPTION_COUNT][24];
    struct option options[OPTION_COUNT + 1];
};

static void name_options(struct long_names *names, enum verb_id verb)
{
    static const char *const words[] = {
#define OPTION(name, letter, argument, verbs, sentence) #name,
#include "cli/options.def"
#undef OPTION
    };
    static const bool takes[] = {
#define OPTION(name, letter, argument, verbs, sentence) (argument) != NULL,
#include "cli/options.def"
#undef OPTION
    };
    memset(names, 0, sizeof *names);
    for (int i = 0; i < OPTION_COUNT; i++) {
        for (size_t k = 0; words[i][k] != '\0' && k + 1 < sizeof names->text[i]; k++)
            names->text[i][k] = words[i][k] == '_' ? '-' : words[i][k];
        size_t n = strlen(names->text[i]);
        if (names->text[i][n - 1] == '-' && help_takes(verb, (enum option_id)i))
            names->text[i][n - 1] = '\0'; /* the verb's own option of a name that stands behind it, too */
        names->options[i] = (struct option){ names->text[i], takes[i] ? required_argument : no_argument, NULL, FIRST_LONG + i };
    }
}

static const int option_letters[] = {
#define OPTION(name, letter, argument, verbs, sentence) letter,
#include "cli/options.def"
#undef OPTION
};

/* Finds VALUE among the words of CHOICES ("a|b|c"); its place, or -1 after a message. */
static int choose(const char *option, const char *choices, const char *value)
{
    size_t n = strlen(value);
    int index = 0;
    for (const char *at = choices; at != NULL; index++) {
        const char *end = strchr(at, '|');
        size_t length = end != NULL ? (size_t)(end - at) : strlen(at);
        if (length == n && memcmp(at, value, n) == 0)
            return index;
        at = end != NULL ? end + 1 : NULL;
    }
    say("--%s is one of %s, not '%s'", option, choices, value);
    return -1;
}

static bool read_count(const char *option, const char *value, uint64_t *count)
{
    char *end;
    if (*value >= '0' && *value <= '9') {
        unsigned long long number = strtoull(value, &end, 10);
        if (*end == '\0' && number > 0 && number < UINT64_MAX) {
            *count = number;
            return true;
        }
    }
    say("--%s takes a whole number from 1, not '%s'", option, value);
    return false;
}

static bool read_jobs(struct opts *opts, const char *value)
{
    uint64_t count = 0;
    if (!read_count("jobs", value, &count))
        return false;
    opts->eval.jobs = count < UINT_MAX ? (unsigned)count : UINT_MAX;
    return true;
}

/* The whole of a small file; false after a message. */
static bool read_key(struct opts *opts, const char *path)
{
    ssize_t got = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    opts->mask_key_length = 0;
    while (fd >= 0 && (got = read(fd, opts->mask_key + opts->mask_key_length, sizeof opts->mask_key - opts->mask_key_length)) > 0)
        opts->mask_key_length += (size_t)got;
    if (got < 0)
        say("cannot read the key '%s': %s", path, strerror(errno));
    else if (opts->mask_key_length == sizeof opts->mask_key)
        say("cannot use the key '%s': it is longer than %d bytes", path, OPTS_MOST_KEY);
    else if (opts->mask_key_length == 0)
        say("the key '%s' is empty", path);
    if (fd >= 0)
        close(fd);
    return got == 0 && opts->mask_key_length > 0 && opts->mask_key_length < sizeof opts->mask_key;
}

static void add_policy(struct opts *opts, const char *path, const char *text)
{
    opts->policies[opts->n_policies++] =
        (bylaw_source){ .path = path, .text = text, .length = text != NULL ? strlen(text) : 0 };
}

static const char *formats_of(enum verb_id verb)
{
    return verb == VERB_test ? "text|json|tap|junit|html|lcov" : verb == VERB_explain ? "text|json|dot|svg" 
           : verb == VERB_check ? "text|json|sarif" : verb == VERB_report ? "text|json|csv" : verb == VERB_diff ? "text|json|markdown" : "text|json";
}

/* Takes one option; false after a message. */
static bool take(struct opts *opts, enum option_id id, const char *value)
{
    int choice = 0;
    switch (id) {
    case OPTION_expression: add_policy(opts, "-e", value); break;
    case OPTION_policy: add_policy(opts, strcmp(value, "-") == 0 ? "/dev/stdin" : value, NULL); break;
    case OPTION_input:
        choice = choose("input", "ndjson|csv", value);
        opts->eval.input = choice == 1 ? BYLAW_CSV : BYLAW_JSON;
        break;
    case OPTION_output:
        choice = choose("output", "ndjson|text|csv", value);
        opts->eval.output = choice == 1 ? BYLAW_TEXT : choice == 2 ? BYLAW_CSV : BYLAW_JSON;
        break;
    case OPTION_id: opts->eval.id = value; break;
    case OPTION_as_of: opts->eval.as_of = value; break;
    case OPTION_now: opts->eval.now = value; break;
    case OPTION_engine:
        choice = choose("engine", "vm|reference", value);
        opts->eval.engine = choice == 1 ? BYLAW_REFERENCE : BYLAW_VM;
        break;
    case OPTION_safe: opts->eval.safe = 1; break;
    case OPTION_max_errors: return read_count("max-errors", value, &opts->eval.max_errors);
    case OPTION_fail_on: opts->fail_on[opts->n_fail_on++] = value; break;
    case OPTION_receipt: opts->eval.receipt = 1; break;
    case OPTION_mask: opts->mask[opts->n_mask++] = value; break;
    case OPTION_mask_key: return read_key(opts, value);
    case OPTION_db: opts->eval.db = value; break;
    case OPTION_rows: opts->eval.rows = value; break;
    case OPTION_decisions: opts->decisions = value; break;
    case OPTION_again: opts->apply.again = 1; break;
    case OPTION_dry_run: opts->apply.dry_run = 1; break;
    case OPTION_jit:
        choice = choose("jit", "auto|on|off", value);
        opts->eval.jit = choice == 0 ? BYLAW_JIT_AUTO : choice == 1 ? BYLAW_JIT_ON : BYLAW_JIT_OFF;
        break;
    case OPTION_batch:
        choice = choose("batch", "auto|on|off", value);
        opts->eval.batch = choice == 0 ? BYLAW_BATCH_AUTO : choice == 1 ? BYLAW_BATCH_ON : BYLAW_BATCH_OFF;
        break;
    case OPTION_native_: opts->build_native = true; break;
    case OPTION_native: opts->eval.native = value; break;
    case OPTION_jobs: return read_jobs(opts, value);
    case OPTION_stats: opts->stats = true; break;
    case OPTION_out: opts->out = value; break;
    case OPTION_index: opts->stop = BYLAW_STOP_INDEX; break;
    case OPTION_stop:
        choice = choose("stop", "tokens|ast|program|code|index", value);
        opts->stop = (bylaw_stop)(choice < 0 ? 0 : choice);
        break;
    case OPTION_format:
        choice = choose("format", formats_of(opts->verb), value);
        opts->results = (enum results)(choice < 0 ? 0 : choice);
        opts->format = choice == 1 ? BYLAW_JSON : choice < 1 ? BYLAW_TEXT : opts->verb == VERB_report ? BYLAW_CSV
                       : opts->verb == VERB_check ? BYLAW_SARIF : opts->verb == VERB_diff ? BYLAW_MARKDOWN : BYLAW_DOT;
        opts->svg = choice == 3;
        break;
    case OPTION_assume: opts->assume[opts->n_assume++] = value; break;
    case OPTION_by: opts->by = value; break;
    case OPTION_plot: opts->plot = value; break;
    case OPTION_coverage: opts->coverage = true; break;
    case OPTION_cases: opts->diff_cases = value; break;
    case OPTION_receipts: opts->diff_receipts = value; break;
    case OPTION_suggest: opts->suggest = true; break;
    case OPTION_mutate: opts->mutate = true; break;
    case OPTION_pairs: opts->pairs = true; break;
    case OPTION_watch: opts->watch = true; break;
    case OPTION_update: opts->update = true; break;
    case OPTION_yes: opts->yes = true; break;
    case OPTION_filter: opts->filter = value; break;
    case OPTION_case: opts->eval.only = value; break;
    case OPTION_why_not: opts->why_not = value; break;
    case OPTION_explain: opts->eval.explain = 1; break;
    case OPTION_show_private: opts->eval.show_private = 1; break;
    case OPTION_no_stdlib: opts->no_stdlib = true; break;
    case OPTION_json: opts->json = true; break;
    case OPTION_strict: opts->strict = true; break;
    case OPTION_quick: opts->quick = true; break;
    case OPTION_fix: opts->fix = true; break;
    case OPTION_only: opts->only = value; break;
    case OPTION_color:
        choice = choose("color", "auto|always|never", value);
        opts->color = (enum color_choice)(choice < 0 ? 0 : choice);
        break;
    case OPTION_help:
        help_verb(opts->verb);
        opts->done = true;
        break;
    case OPTION_version:
        help_version();
        opts->done = true;
        break;
    case OPTION_COUNT: break;
    }
    return choice >= 0;
}

/* The option behind getopt's answer; OPTION_COUNT after a message. */
static enum option_id option_of(int got, const struct long_names *names, const struct opts *opts)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (got == FIRST_LONG + i || (got < FIRST_LONG && got == option_letters[i])) {
            if (help_takes(opts->verb, (enum option_id)i))
                return (enum option_id)i;
            say("'bylaw %s' does not take --%.*s; see bylaw %s --help", help_verb_name(opts->verb),
                (int)(strlen(names->text[i]) - (names->text[i][strlen(names->text[i]) - 1] == '-')), names->text[i], help_verb_name(opts->verb));
            return OPTION_COUNT;
        }
    return OPTION_COUNT;
}

static bool ends(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n > m && strcmp(path + n - m, end) == 0;
}

static bool is_rules_file(const char *path) { return ends(path, ".rules") || ends(path, ".bylawc"); }

/* Whether what is no .rules file on the call is the verb's input. */
static bool takes_cases(enum verb_id verb)
{
    return verb == VERB_eval || verb == VERB_report || verb == VERB_replay || verb == VERB_apply || verb == VERB_ask;
}

static void take_files(struct opts *opts, int argc, char **argv)
{
    for (int i = optind; i < argc; i++) {
        bool policy = opts->verb != VERB_test && opts->verb != VERB_prove && (is_rules_file(argv[i]) || (!takes_cases(opts->verb) && opts->verb != VERB_explain));
        if (policy)
            add_policy(opts, argv[i], NULL);
        else
            opts->inputs[opts->n_inputs++] = argv[i];
    }
}

static bool read_options(struct opts *opts, int argc, char **argv)
{
    struct long_names names;
    name_options(&names, opts->verb);
    opterr = 0;
    for (int got; !opts->done && (got = getopt_long(argc, argv, ":e:p:j:o:hV", names.options, NULL)) != -1;) {
        const char *what = argv[optind - 1];
        if (got == ':') {
            say("%s needs a value; see bylaw %s --help", what, help_verb_name(opts->verb));
            return false;
        }
        if (got == '?') {
            say("there is no option '%s'; see bylaw %s --help", what, help_verb_name(opts->verb));
            return false;
        }
        enum option_id id = option_of(got, &names, opts);
        if (id == OPTION_COUNT || !take(opts, id, optarg))
            return false;
    }
    if (!opts->done)
        take_files(opts, argc, argv);
    return true;
}

/* ---- the verb ---- */

static bool read_verb(struct opts *opts, const char *name)
{
    opts->verb = help_find_verb(name);
    if (opts->verb != VERB_COUNT)
        return true;
    const char *near = help_nearest_verb(name);
    if (near != NULL)
        say("there is no verb '%s'; did you mean '%s'?", name, near);
    else
        say("there is no verb '%s'; bylaw --help lists them", name);
    return false;
}

/* bylaw, bylaw --help, bylaw help eval, bylaw --version: whether the call was one of these. */
static bool answer_general(struct opts *opts, int argc, char **argv)
{
    if (argc < 2) {
        say("a verb is missing; bylaw --help lists them");
        return false;
    }
    const char *first = argv[1];
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)
        help_version();
    else if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || (strcmp(first, "help") == 0 && argc == 2))
        help_overview();
    else if (strcmp(first, "help") == 0) {
        if (!read_verb(opts, argv[2]))
            return false;
        help_verb(opts->verb);
    } else
        return true;
    opts->done = true;
    return true;
}

/* False after a message: one option asks for what another forbids. */
static bool agree(const struct opts *opts)
{
    if (opts->eval.native == NULL || opts->eval.jit != BYLAW_JIT_OFF)
        return true;
    say("--jit=off takes no native code: leave out --native, or --jit=off");
    return false;
}

bylaw_status opts_read(struct opts *opts, int argc, char **argv)
{
    *opts = (struct opts){ .apply = { .size = sizeof opts->apply }, .eval = { .size = sizeof opts->eval, .input = BYLAW_JSON, .output = BYLAW_JSON },
                           .stop = BYLAW_STOP_CODE };
    if (!answer_general(opts, argc, argv))
        return BYLAW_UNUSABLE;
    if (opts->done)
        return BYLAW_OK;
    if (!read_verb(opts, argv[1]))
        return BYLAW_UNUSABLE;
    if (help_takes(opts->verb, OPTION_jit))
        opts->eval.jit = BYLAW_JIT_AUTO;
    opts->policies = calloc((size_t)argc, sizeof *opts->policies);
    opts->inputs = calloc((size_t)argc, sizeof *opts->inputs);
    opts->fail_on = calloc((size_t)argc, sizeof *opts->fail_on);
    opts->mask = calloc((size_t)argc, sizeof *opts->mask);
    opts->assume = calloc((size_t)argc, sizeof *opts->assume);
    if (opts->policies == NULL || opts->inputs == NULL || opts->fail_on == NULL || opts->mask == NULL || opts->assume == NULL) {
        say("no memory");
        return BYLAW_LIMIT;
    }
    if (!read_options(opts, argc - 1, argv + 1) || !agree(opts))
        return BYLAW_UNUSABLE;
    opts->eval.fail_on = opts->fail_on;
    opts->eval.n_fail_on = opts->n_fail_on;
    opts->eval.mask = opts->mask;
    opts->eval.n_mask = opts->n_mask;
    opts->eval.mask_key = opts->mask_key;
    opts->eval.mask_key_length = opts->mask_key_length;
    return BYLAW_OK;
}
