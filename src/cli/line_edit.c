#include "cli/line.h"

#include <editline/readline.h>
#include <stdio.h>
#include <unistd.h>

char *line_read(const char *prompt)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return line_read_plain(prompt);
    char *line = readline(prompt);
    if (line != NULL && *line != '\0')
        add_history(line);
    return line;
}

const char *line_part(void) { return "libedit"; }
