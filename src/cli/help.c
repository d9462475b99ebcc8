#include "cli/help.h"
#include "cli/groups.h"

#include <stdio.h>
#include <string.h>

static const struct verb_text {
    const char *name, *arguments, *sentence, *examples;
} verbs[] = {
#define VERB(name, arguments, sentence, examples) { #name, arguments, sentence, examples },
#include "cli/verbs.def"
#undef VERB
};

static const struct option_text {
    const char *name;
    int letter;
    const char *argument;
    unsigned verbs;
    const char *sentence;
} options[] = {
#define OPTION(name, letter, argument, verbs, sentence) { #name, letter, argument, verbs, sentence },
#include "cli/options.def"
#undef OPTION
};

const char *help_verb_name(enum verb_id verb) { return verbs[verb].name; }
const char *help_verb_arguments(enum verb_id verb) { return verbs[verb].arguments; }
bool help_takes(enum verb_id verb, enum option_id option) { return options[option].verbs & 1u << verb; }

enum verb_id help_find_verb(const char *name)
{
    for (int i = 0; i < VERB_COUNT; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return (enum verb_id)i;
    return VERB_COUNT;
}

/* How many of A's letters stand in B in the same order; good enough to tell chekc from eval. */
static size_t common(const char *a, const char *b)
{
    size_t n = 0;
    for (; *a != '\0'; a++) {
        const char *at = strchr(b, *a);
        if (at != NULL) {
            n++;
            b = at + 1;
        }
    }
    return n;
}

const char *help_nearest_verb(const char *name)
{
    for (int i = 0; i < VERB_COUNT; i++) {
        size_t n = strlen(verbs[i].name), m = strlen(name);
        if (m + 1 >= n && n + 1 >= m && common(name, verbs[i].name) + 1 >= n && n > 2)
            return verbs[i].name;
    }
    return NULL;
}

static void print_option(const struct option_text *option)
{
    char name[64] = "", left[128];
    size_t n = 0;
    for (const char *p = option->name; *p != '\0' && n + 1 < sizeof name; p++)
        name[n++] = *p == '_' ? '-' : *p;
    if (name[n - 1] == '-')
        name[n - 1] = '\0';
    if (option->letter != 0)
        snprintf(left, sizeof left, "  -%c, --%s%s%s", option->letter, name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
    else
        snprintf(left, sizeof left, "      --%s%s%s", name, option->argument ? " " : "", option->argument ? option->argument : "");
    if (strlen(left) < 32)
        printf("%-32s%s\n", left, option->sentence);
    else
        printf("%s\n%-32s%s\n", left, "", option->sentence);
}

void help_verb(enum verb_id verb)
{
    printf("Usage: bylaw %s [OPTION]... %s\n\n", verbs[verb].name, verbs[verb].arguments);
    printf("bylaw %s %s.\n\nOptions:\n", verbs[verb].name, verbs[verb].sentence);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (help_takes(verb, (enum option_id)i))
            print_option(&options[i]);
    printf("\nExamples (from the top of the source tree):\n%s", verbs[verb].examples);
    printf("\nExit status: 0 fine; 1 a fault of the policy's or the cases' was found; 2 the call or the policy\n"
           "cannot be used; 3 a part that is not built in; 4 a limit stopped it; 70 a defect of Bylaw. The manual: man bylaw.\n");
}

void help_overview(void)
{
    printf("Usage: bylaw VERB [OPTION]... [FILE]...\n\nBylaw decides cases by policies written as rules.\n\nVerbs:\n");
    for (int i = 0; i < VERB_COUNT; i++)
        printf("  %-10s%s\n", verbs[i].name, verbs[i].sentence);
    printf("\nA first try:\n%s\nMore on a verb: bylaw VERB --help. The manual: man bylaw.\n",
           "  echo '{\"state\":\"WV\"}' | bylaw eval -e 'if state == WV then deny courtesy'\n");
}

void help_version(void)
{
    printf("bylaw %s\n%s", bylaw_version(), bylaw_parts());
}
