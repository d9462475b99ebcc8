/* bylaw explain: why cases are decided as they are; or what a message means. */
#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- messages ---- */

static int explain_messages(const struct opts *opts)
{
    for (size_t i = 0; i < opts->n_inputs; i++) {
        const char *page = bylaw_message_page(opts->inputs[i]);
        if (page == NULL) {
            say("there is no message '%s'; a code looks like BY0107", opts->inputs[i]);
            return BYLAW_UNUSABLE;
        }
        fputs(page, stdout);
    }
    return BYLAW_OK;
}

/* ---- the cases ---- */

struct explaining {
    const struct opts *opts;
    bylaw_decider *decider;
    bylaw_stats stats;
    FILE *picture; /* dot's text on its way to SVG */
};

static int put(void *context, const char *bytes, size_t n)
{
    struct explaining *explaining = context;
    if (explaining->picture)
        return fwrite(bytes, 1, n, explaining->picture) == n ? 0 : -1;
    return output_data(NULL, bytes, n);
}

/* What cannot be read twice is copied. The file's own descriptor, or a copy's; -1 with errno. */
static int readable_twice(int fd)
{
    if (lseek(fd, 0, SEEK_CUR) >= 0)
        return fd;
    FILE *copy = tmpfile();
    char block[1 << 16];
    ssize_t n = 0;
    if (copy == NULL)
        return -1;
    while ((n = read(fd, block, sizeof block)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || fwrite(block, 1, (size_t)n, copy) != (size_t)n)
            break;
    }
    int twin = n == 0 && fflush(copy) == 0 ? dup(fileno(copy)) : -1;
    int trouble = errno;
    fclose(copy);
    errno = trouble;
    return twin >= 0 && lseek(twin, 0, SEEK_SET) == 0 ? twin : -1;
}

/* Whether the input is one JSON object laid out over lines: its first line has no end of an object. */
static bool is_one_object(int fd)
{
    char line[1 << 16];
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t n = pread(fd, line, sizeof line, at);
    const char *end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
    if (end == NULL)
        return false;
    while (end > line && strchr(" \t\r", end[-1]))
        end--;
    return end > line && end[-1] != '}' && memchr(line, '{', (size_t)(end - line)) != NULL;
}

static char *read_all(int fd, size_t *length)
{
    size_t room = 1 << 16;
    char *text = malloc(room);
    ssize_t n = 1;
    for (*length = 0; text != NULL && n > 0; *length += n > 0 ? (size_t)n : 0) {
        if (*length == room) {
            char *more = realloc(text, room *= 2);
            if (more == NULL)
                free(text);
            text = more;
        }
        n = text != NULL ? read(fd, text + *length, room - *length) : 0;
    }
    return text;
}

static bylaw_status explain_object(struct explaining *explaining, int fd)
{
    size_t n, length;
    const char *told;
    char *json = read_all(fd, &n);
    if (json == NULL) {
        say("no memory for the case");
        return BYLAW_LIMIT;
    }
    bylaw_status status = bylaw_decide(explaining->decider, json, n, &told, &length);
    const char *trouble = bylaw_decide_trouble(explaining->decider);
    if (status != BYLAW_LIMIT && length > 0)
        put(explaining, told, length), put(explaining, "\n", 1);
    output_talk(NULL, trouble, strlen(trouble));
    free(json);
    explaining->stats.cases += length > 0;
    return status;
}

static int talk(void *context, const char *bytes, size_t n)
{
    (void)context;
    return output_talk(NULL, bytes, n);
}

static bylaw_status explain_input(struct explaining *explaining, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), twice = fd >= 0 ? readable_twice(fd) : -1;
    if (twice < 0) {
        say("cannot read the cases '%s': %s", path, strerror(errno));
        return errno == ENOMEM ? BYLAW_LIMIT : BYLAW_UNUSABLE;
    }
    bylaw_sinks sinks = { .size = sizeof sinks, .out = put, .talk = talk, .context = explaining };
    const char *why = NULL, *name = standard ? "standard input" : path;
    bylaw_status status = is_one_object(twice) ? explain_object(explaining, twice)
                                               : bylaw_stream(explaining->decider, twice, name, &sinks, &explaining->stats, &why);
    if (why != NULL)
        say("%s: %s", name, why);
    if (twice != fd)
        close(twice);
    if (!standard)
        close(fd);
    return status;
}

static bylaw_status explain_inputs(struct explaining *explaining)
{
    const struct opts *opts = explaining->opts;
    bylaw_status worst = BYLAW_OK;
    for (size_t i = 0; (i < opts->n_inputs || i == 0) && worst < BYLAW_UNUSABLE; i++) {
        bylaw_status status = explain_input(explaining, opts->n_inputs > 0 ? opts->inputs[i] : "-");
        worst = status > worst ? status : worst;
    }
    if (worst <= BYLAW_FAULT && explaining->stats.cases == 0) {
        if (opts->eval.only != NULL)
            say("there is no case '%s'", opts->eval.only);
        else
            say("there is no case to explain");
        return BYLAW_UNUSABLE;
    }
    return worst;
}

static bylaw_status explain_cases(const struct opts *opts, const bylaw_policy *policy)
{
    struct explaining explaining = { .opts = opts };
    bylaw_options options = opts->eval;
    options.explain = 1;
    options.output = opts->format;
    options.color = opts_color(opts, STDOUT_FILENO);
    bylaw_status status = load_decider(policy, &options, &explaining.decider);
    if (status != BYLAW_OK)
        return status;
    explaining.picture = opts->svg ? tmpfile() : NULL;
    status = opts->svg && explaining.picture == NULL ? BYLAW_LIMIT : explain_inputs(&explaining);
    if (opts->svg && status <= BYLAW_FAULT && explaining.stats.cases > 1) {
        say("an SVG shows one case, and there are %llu: pick one with --case, or take --format dot", (unsigned long long)explaining.stats.cases);
        status = BYLAW_UNUSABLE;
    } else if (opts->svg && status <= BYLAW_FAULT) {
        static char *const argv[] = { "dot", "-Tsvg", NULL };
        static const struct drawer dot = { argv, "SVG", "graphviz", "take --format dot" };
        bylaw_status drawn = draw(&dot, explaining.picture, STDOUT_FILENO);
        status = drawn != BYLAW_OK ? drawn : status;
    }
    if (explaining.picture != NULL)
        fclose(explaining.picture);
    bylaw_decider_free(explaining.decider);
    return status == BYLAW_UNUSABLE && output_closed() ? BYLAW_OK : status;
}

int cmd_explain(const struct opts *opts)
{
    if (opts->n_policies == 0 && opts->n_inputs > 0)
        return explain_messages(opts);
    if (opts->n_policies == 0) {
        say("what? A case by its policy: bylaw explain POLICY.rules CASE; or a message by its code: bylaw explain BY0107");
        return BYLAW_UNUSABLE;
    }
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = explain_cases(opts, policy);
    bylaw_policy_free(policy);
    return status;
}
