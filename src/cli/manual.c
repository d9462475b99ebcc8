/* Makes the manual page (manual page > bylaw.1) and bash's completion (manual completion > bylaw) of verbs.def and
 * options.def at build time, so that they tell what the program does. */
#include "cli/groups.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *arguments, *sentence, *examples;
} verbs[] = {
#define VERB(name, arguments, sentence, examples) { #name, arguments, sentence, examples },
#include "cli/verbs.def"
#undef VERB
};
static const struct {
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
enum { OPTIONS = sizeof options / sizeof *options };

static void put_dashed(const char *name, const char *dash)
{
    for (; *name != '\0'; name++)
        if (*name == '_' && name[1] == '\0')
            break;
        else if (*name == '_')
            fputs(dash, stdout);
        else
            putchar(*name);
}

/* Text for mdoc(7): a dot or quote at a line's start would be a request, a backslash an escape. */
static void put_text(const char *text)
{
    bool starts = true;
    for (; *text != '\0'; text++) {
        if (starts && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        starts = *text == '\n';
    }
}

static void page_verbs(void)
{
    printf(".Sh VERBS\n.Bl -tag -width Ds\n");
    for (int i = 0; i < VERB_COUNT; i++) {
        printf(".It Nm Cm %s Oo Ar option ... Oc Ar %s\n", verbs[i].name, verbs[i].arguments);
        put_text(verbs[i].sentence);
        printf(".\n");
    }
    printf(".El\n");
}

static void page_options(void)
{
    printf(".Sh OPTIONS\n.Bl -tag -width Ds\n");
    for (int i = 0; i < OPTIONS; i++) {
        fputs(".It ", stdout);
        if (options[i].letter != 0)
            printf("Fl %c , ", options[i].letter);
        fputs("Fl \\-", stdout);
        put_dashed(options[i].name, "\\-");
        if (options[i].argument != NULL)
            printf(" Ar %s", options[i].argument);
        printf("\n");
        if (options[i].verbs != FOR_ALL) {
            fputs("(", stdout);
            for (int k = 0, n = 0; k < VERB_COUNT; k++)
                if (options[i].verbs & 1u << k)
                    printf("%s%s", n++ > 0 ? ", " : "", verbs[k].name);
            fputs(") ", stdout);
        }
        put_text(options[i].sentence);
        printf(".\n");
    }
    printf(".El\n");
}

static void page_examples(void)
{
    printf(".Sh EXAMPLES\n.Bd -literal\n");
    for (int i = 0; i < VERB_COUNT; i++)
        put_text(verbs[i].examples);
    printf(".Ed\n");
}

static void page(void)
{
    printf(".Dd November 22, 2026\n.Dt BYLAW 1\n.Os\n.Sh NAME\n.Nm bylaw\n.Nd decide cases by policies written as rules\n"
           ".Sh SYNOPSIS\n.Nm\n.Ar verb\n.Op Ar option ...\n.Op Ar file ...\n.Sh DESCRIPTION\n"
           "Bylaw reads policies\n.Pq Pa .rules No files\nand decides cases by them: for each case it prints the actions to take, each with\n"
           "the rule and the reason behind it, and the facts that are still missing.\n"
           "A case is a line of JSON or a row of CSV; a decision is a line of JSON, CSV or text.\nDecisions go to standard output, in the order of the cases;\n"
           "everything said about them goes to standard error.\n"
           ".Pp\nA file whose name ends in .rules is a policy; other files have cases.\nA single dash is standard input, which is read\n"
           "where no file with cases is named.\nTwo dashes end the options.\n");
    page_verbs();
    page_options();
    printf(".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n"
           ".It 0\nall cases are decided or incomplete, whatever the decisions say\n"
           ".It 1\nsome case is in error or conflict, or has an action of\n.Fl \\-fail\\-on ;\n.Cm check\nfound an error\n"
           ".It 2\nthe policy, a file or the call cannot be used\n.It 3\na part that is not built in\n"
           ".It 4\na limit stopped it: memory, or\n.Fl \\-max\\-errors\n.It 70\na defect of Bylaw\n.El\n"
           "A reader of the decisions that has seen enough and closes the pipe ends the program quietly, with 0.\n"
           ".Sh ENVIRONMENT\n.Bl -tag -width Ds -compact\n.It Ev NO_COLOR\nif set and not empty, no colours unless\n"
           ".Fl \\-color Cm always\nis given\n.El\n");
    page_examples();
    printf(".Sh SEE ALSO\nThe manual of the language: doc/language.md.\nMessages by their codes: doc/messages.md.\n");
}

static void completion(void)
{
    printf("# bash completion for bylaw; made from the program's own tables\n_bylaw()\n{\n    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"help");
    for (int i = 0; i < VERB_COUNT; i++)
        printf(" %s", verbs[i].name);
    printf(" --help --version\"\n    else\n        case ${COMP_WORDS[1]} in\n");
    for (int k = 0; k < VERB_COUNT; k++) {
        printf("        %s) words=\"", verbs[k].name);
        for (int i = 0; i < OPTIONS; i++)
            if (options[i].verbs & 1u << k) {
                fputs(" --", stdout);
                put_dashed(options[i].name, "-");
            }
        printf("\" ;;\n");
    }
    printf("        esac\n    fi\n    case $word in\n    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$word\")) ;;\n"
           "    *) [ \"$COMP_CWORD\" -eq 1 ] && COMPREPLY=($(compgen -W \"$words\" -- \"$word\")) || COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
           "    esac\n}\ncomplete -o filenames -F _bylaw bylaw\n");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "page") == 0)
        page();
    else if (argc == 2 && strcmp(argv[1], "completion") == 0)
        completion();
    else
        return 2;
    return 0;
}
