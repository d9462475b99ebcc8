/* libedit is opened where a person answers: it brings three libraries, and no other run needs them. */
#include "cli/line.h"

#include <dlfcn.h>
#include <editline/readline.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

struct editor {
    __typeof__(readline) *readline;
    __typeof__(add_history) *add_history;
};

/* False: it is not there. It stays open, as one that is linked does. */
static bool open_editor(struct editor *editor)
{
    void *library = dlopen(EDIT_FILE, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL)
        return false;
    *(void **)&editor->readline = dlsym(library, "readline");
    *(void **)&editor->add_history = dlsym(library, "add_history");
    return editor->readline != NULL && editor->add_history != NULL;
}

char *line_read(const char *prompt)
{
    struct editor editor;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !open_editor(&editor))
        return line_read_plain(prompt);
    char *line = editor.readline(prompt);
    if (line != NULL && *line != '\0')
        editor.add_history(line);
    return line;
}

const char *line_part(void) { return "libedit"; }
