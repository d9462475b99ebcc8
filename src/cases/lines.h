/* Lines of a file or a pipe, one after the other, in bounded memory. A byte order mark at the very start is left out;
 * CR LF ends a line as LF does; the end of the last line is not a line, and the last line needs no end. */
#ifndef BYLAW_CASES_LINES_H
#define BYLAW_CASES_LINES_H

#include "base/str.h"

struct lines_line {
    const char *p;   /* until the next fresh line; CASE_JSON_PADDING readable bytes follow the end */
    size_t n;        /* bytes without the line's end */
    size_t n_end;    /* bytes of its end, which follow: 2 for CR LF, 1 for LF, 0 at the end of the input */
    uint64_t number; /* from 1 */
    uint64_t quotes; /* LINES_TOO_LONG only, which has no bytes: how many " it had (for rows of CSV) */
    bool fresh;      /* more was read before it: bytes of earlier lines are gone */
    size_t ahead;    /* of a fresh one: bytes from P on that are whole lines, which will come next; or 0 */
};

enum lines_status {
    LINES_LINE,
    LINES_TOO_LONG, /* longer than CASE_MAX_LINE; skipped to its end */
    LINES_END,
    LINES_FAULT, /* reading failed: lines_fault */
};

struct lines;

struct lines *lines_new(struct arena *arena, int fd); /* FD is borrowed; the buffer is its own */
enum lines_status lines_next(struct lines *lines, struct lines_line *line, struct trap *trap);
/* Whether the next lines_next will answer without waiting for the input: a whole line is in the buffer, or the input is
 * a regular file. A caller that writes what it has before waiting asks this. */
bool lines_ready(struct lines *lines);
int lines_fault(const struct lines *lines); /* the errno of a read that failed */
uint64_t lines_bytes(const struct lines *lines); /* of the lines so far, with their ends */
void lines_free(struct lines *lines); /* NULL is fine */

/* Lines that are handed on whole, to be taken apart elsewhere: on another thread. */
struct lines_block {
    char *p;         /* owned by whoever has the block, and used again: mem_free it at the end; {0} is a block for the first time */
    size_t room;     /* bytes at P; padding follows them */
    size_t at, end;  /* where the lines stand in it */
    uint64_t number; /* of lines before them */
    uint64_t bytes;  /* of lines before them; of a line that is too long, too */
};

/* All whole lines that are there, one at the least, waiting for the input if need be; LINES_TOO_LONG is one line, which has no bytes.
 * LINES' own buffer goes into the block, the block's into LINES. */
enum lines_status lines_take(struct lines *lines, struct lines_block *block, struct trap *trap);
/* READER (of no input: -1) delivers the lines of BLOCK next, which is borrowed until they are over; and must then not be freed. */
void lines_give(struct lines *reader, const struct lines_block *block);
/* From now on waiting for the input ends, as if the input did, when FD can be read. */
void lines_until(struct lines *lines, int fd);

#endif
