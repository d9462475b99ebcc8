/* A line from whoever answers: with editing on a terminal where that is built in (line_edit.c, else line_none.c). */
#ifndef BYLAW_CLI_LINE_H
#define BYLAW_CLI_LINE_H

/* Shows PROMPT and reads a line from standard input; without its newline, to be freed. NULL: the end, or no memory. */
char *line_read(const char *prompt);
/* The same without any editing: from a pipe, or where editing is not built in. */
char *line_read_plain(const char *prompt);
/* "libedit", or NULL where editing is not built in. */
const char *line_part(void);

#endif
