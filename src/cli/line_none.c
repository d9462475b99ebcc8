/* Without a library for it, a line is edited by the terminal alone. */
#include "cli/line.h"

#include <stddef.h>

char *line_read(const char *prompt) { return line_read_plain(prompt); }

const char *line_part(void) { return NULL; }
