/* The interview on a terminal, on a pipe (an answer a line), or for programs (--json: a case so far a line). */
#include "cli/commands.h"
#include "cli/line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct dialogue {
    bylaw_interview *interview;
    bylaw_question question;
    bool stopped;
};

/* What a person types instead of an answer. */
static const char *const help =
    "  ?  why this is asked          <  back to the question before\n"
    "  =  the decision so far        !  it cannot be told\n"
    "  .  stop here                  '  before an answer that looks like one of these: it is taken as it is\n";

static void show(const char *text) { bylaw_show(text, strlen(text), output_data, NULL); }

static void put(const char *text) { output_data(NULL, text, strlen(text)); }

/* ---- questions ---- */

static void put_choices(const bylaw_question *question)
{
    for (size_t i = 0; i < question->n_choices; i++) {
        char number[32];
        snprintf(number, sizeof number, "%5zu  ", i + 1);
        put(number);
        show(question->choices[i]);
        put("\n");
    }
}

static void put_question(const bylaw_question *question)
{
    enum { MOST_SHOWN = 20 };
    show(*question->label ? question->label : question->fact);
    put(" (");
    bool listed = question->n_choices > 0 && question->n_choices <= MOST_SHOWN;
    show(question->yes_no ? "yes or no" : listed ? question->closed ? "one of these" : "one of these, or another name" : question->type);
    if (question->optional) {
        put("; Enter: ");
        show(*question->otherwise ? question->otherwise : "not known");
    }
    put(")\n");
    if (*question->judged_by) {
        put("  ");
        show(question->judged_by);
        put(*question->guidance ? " decides: " : " decides");
        show(question->guidance);
        put("\n");
    }
    if (listed)
        put_choices(question);
}

static void put_why(const bylaw_question *question)
{
    char text[128];
    put("  ");
    show(question->fact);
    put(question->required ? " is always wanted" : " can change what is decided");
    for (size_t i = 0; i < question->n_rules; i++) {
        put(i == 0 ? "; these rules wait for it: " : ", ");
        show(question->rules[i]);
    }
    snprintf(text, sizeof text, "\n  rules open now: %zu; after the answer, on average: %.1f\n", question->open, question->expected);
    put(text);
    put(help);
}

static void put_decision(struct dialogue *dialogue)
{
    const char *text;
    size_t n;
    bylaw_interview_decision(dialogue->interview, false, &text, &n);
    output_data(NULL, text, n);
    put("\n");
}

/* ---- answers ---- */

static void say_back(const char *why)
{
    put("  ");
    show(why);
    put("\n");
}

/* Yields whether the next question is due. */
static bool take(struct dialogue *dialogue, const char *line)
{
    const char *why = NULL;
    bool command = line[0] != '\0' && line[1] == '\0';
    switch (command ? line[0] : '\0') {
    case '?': put_why(&dialogue->question); return false;
    case '=': put_decision(dialogue); return false;
    case '!': return bylaw_interview_skip(dialogue->interview) == BYLAW_OK;
    case '.': dialogue->stopped = true; return true;
    case '<':
        if (bylaw_interview_back(dialogue->interview) != BYLAW_OK)
            say_back("this is the first question");
        return true;
    default: break;
    }
    if (line[0] == '\0' && dialogue->question.optional)
        return bylaw_interview_skip(dialogue->interview) == BYLAW_OK;
    line += line[0] == '\'';
    bylaw_status status = bylaw_interview_answer(dialogue->interview, line, strlen(line), &why);
    if (status != BYLAW_OK)
        say_back(why);
    return status == BYLAW_OK;
}

static void answer(struct dialogue *dialogue)
{
    for (bool due = false; !due && !dialogue->stopped;) {
        char *line = line_read("> ");
        if (line == NULL) {
            put("\n");
            dialogue->stopped = true;
            return;
        }
        if (!isatty(STDIN_FILENO)) { /* so that what stands there reads like the dialogue that it was */
            show(line);
            put("\n");
        }
        due = take(dialogue, line);
        free(line);
    }
}

static bylaw_status talk(struct dialogue *dialogue)
{
    const char *text;
    size_t n;
    if (isatty(STDIN_FILENO))
        put("One question at a time; instead of an answer:\n"), put(help);
    for (;;) {
        bylaw_status status = bylaw_interview_ask(dialogue->interview, &dialogue->question);
        if (status != BYLAW_OK)
            return status;
        if (dialogue->question.fact == NULL || dialogue->stopped)
            break;
        put_question(&dialogue->question);
        answer(dialogue);
    }
    bylaw_status status = bylaw_interview_decision(dialogue->interview, true, &text, &n);
    put("\n");
    output_data(NULL, text, n);
    put("\n\n");
    bylaw_interview_case(dialogue->interview, &text, &n);
    output_data(NULL, text, n);
    put("\n");
    return status;
}

/* ---- for programs ---- */

static bylaw_status step_all(struct dialogue *dialogue)
{
    char *line = NULL;
    size_t room = 0;
    bylaw_status worst = BYLAW_OK;
    for (ssize_t n; (n = getline(&line, &room, stdin)) >= 0 && worst < BYLAW_UNUSABLE;) {
        const char *out = "";
        size_t length = 0;
        n -= n > 0 && line[n - 1] == '\n';
        bylaw_status status = bylaw_interview_step(dialogue->interview, line, (size_t)n, &out, &length);
        worst = status > worst ? status : worst;
        if (output_data(NULL, out, length) != 0 || output_data(NULL, "\n", 1) != 0)
            worst = BYLAW_UNUSABLE;
    }
    free(line);
    return worst;
}

/* ---- the case so far ---- */

static bylaw_status begin(struct dialogue *dialogue, const struct opts *opts)
{
    if (opts->n_inputs == 0)
        return BYLAW_OK;
    char *line = NULL;
    size_t room = 0;
    const char *path = opts->inputs[0], *why = NULL;
    FILE *file = opts->n_inputs == 1 ? fopen(path, "r") : NULL;
    if (file == NULL) {
        say(opts->n_inputs == 1 ? "cannot read the case '%s': %s" : "an interview begins with one case at most, and '%s' is another%.0s",
            opts->n_inputs == 1 ? path : opts->inputs[1], strerror(errno));
        return BYLAW_UNUSABLE;
    }
    ssize_t n = getdelim(&line, &room, '\0', file);
    fclose(file);
    bylaw_status status = n < 0 ? BYLAW_OK : bylaw_interview_start(dialogue->interview, line, (size_t)n, &why);
    if (status != BYLAW_OK)
        say("%s: %s", path, why);
    free(line);
    return status == BYLAW_OK ? BYLAW_OK : BYLAW_UNUSABLE;
}

static bylaw_status interview(const struct opts *opts, const bylaw_policy *policy)
{
    struct dialogue dialogue = { 0 };
    const char *why = NULL;
    bylaw_options options = opts->eval;
    options.output = opts->json ? BYLAW_JSON : BYLAW_TEXT;
    options.explain = !opts->json;
    options.color = opts_color(opts, STDOUT_FILENO);
    bylaw_status status = bylaw_interview_new(policy, &options, &dialogue.interview, &why);
    if (status != BYLAW_OK) {
        say("%s", why);
        return status;
    }
    status = begin(&dialogue, opts);
    if (status == BYLAW_OK)
        status = opts->json ? step_all(&dialogue) : talk(&dialogue);
    bylaw_interview_free(dialogue.interview);
    return status;
}

int cmd_ask(const struct opts *opts)
{
    bylaw_policy *policy;
    bylaw_status status = load_policy(opts, &policy);
    if (status == BYLAW_OK)
        status = interview(opts, policy);
    bylaw_policy_free(policy);
    return status;
}
