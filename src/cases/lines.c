#include "cases/lines.h"

#include "cases/case.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    LINES_FIRST = 128 << 10, /* fits the second-level cache; a line that is longer makes it grow */
    LINES_MOST = CASE_MAX_LINE + 2 + LINES_FIRST, /* CR LF */
};

struct lines {
    int fd;
    char *p; /* ROOM bytes, and padding behind them */
    size_t room;
    size_t at, end; /* what is read and not yet delivered */
    size_t seen;    /* from AT on: bytes known to be without LF */
    const char *lf; /* the first LF from AT on, where it is known */
    uint64_t number, bytes;
    bool over;  /* the input's end was met */
    bool fresh; /* bytes have moved or come since the last line */
    int fault;
};

struct lines *lines_new(struct arena *arena, int fd)
{
    struct lines *lines = arena_new(arena, struct lines);
    lines->fd = fd;
    return lines;
}

void lines_free(struct lines *lines)
{
    if (lines)
        mem_free(lines->p);
}

int lines_fault(const struct lines *lines)
{
    return lines->fault;
}

uint64_t lines_bytes(const struct lines *lines)
{
    return lines->bytes;
}

static void grow(struct lines *lines, struct trap *trap)
{
    size_t room = lines->room ? lines->room * 2 : LINES_FIRST;
    if (room > LINES_MOST)
        room = LINES_MOST;
    char *p = mem_resize(lines->p, room + CASE_JSON_PADDING);
    if (!p)
        trap_spring(trap, TRAP_MEMORY);
    lines->p = p;
    lines->room = room;
    memset(p + room, 0, CASE_JSON_PADDING);
}

/* Room for more: what is left goes to the front, and only where that is no help is the buffer made larger. */
static void make_room(struct lines *lines, struct trap *trap)
{
    if (lines->at) {
        memmove(lines->p, lines->p + lines->at, lines->end - lines->at);
        lines->end -= lines->at;
        lines->at = 0;
    }
    if (lines->end == lines->room)
        grow(lines, trap);
}

/* Reads some bytes more; false at the end or after a fault. */
static bool fill(struct lines *lines, struct trap *trap)
{
    ssize_t n;
    lines->fresh = true;
    make_room(lines, trap);
    size_t room = lines->room - lines->end;
    do
        n = read(lines->fd, lines->p + lines->end, room < LINES_FIRST ? room : LINES_FIRST);
    while (n < 0 && errno == EINTR);
    if (n <= 0) {
        lines->fault = n < 0 ? errno : 0;
        lines->over = true;
        return false;
    }
    lines->end += (size_t)n;
    lines->bytes += (uint64_t)n;
    return true;
}

/* Whether the LF of the line in hand is read. */
static bool find_lf(struct lines *lines)
{
    size_t from = lines->at + lines->seen;
    if (!lines->lf && lines->end > from)
        lines->lf = memchr(lines->p + from, '\n', lines->end - from);
    if (!lines->lf)
        lines->seen = lines->end - lines->at;
    return lines->lf;
}

bool lines_ready(struct lines *lines)
{
    return find_lf(lines);
}

static uint64_t count_quotes(const char *p, size_t n)
{
    uint64_t quotes = 0;
    for (size_t i = 0; i < n; i++)
        quotes += p[i] == '"';
    return quotes;
}

/* How many bytes from FROM on are whole lines. */
static size_t whole_lines(const struct lines *lines, const char *from)
{
    const char *last = memrchr(from, '\n', (size_t)(lines->p + lines->end - from));
    return last ? (size_t)(last + 1 - from) : 0;
}

/* The bytes up to the LF, or all there are, as a line. */
static enum lines_status deliver(struct lines *lines, struct lines_line *line)
{
    const char *p = lines->p + lines->at, *end = lines->lf ? lines->lf : lines->p + lines->end;
    size_t lf = lines->lf ? 1 : 0;
    if (lines->number++ == 0 && end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        p += 3;
    bool cr = lf && end > p && end[-1] == '\r';
    *line = (struct lines_line){ .p = p, .n = (size_t)(end - p) - cr, .n_end = lf + cr, .number = lines->number };
    line->fresh = lines->fresh;
    line->ahead = line->fresh ? whole_lines(lines, p) : 0;
    lines->fresh = false;
    lines->at = (size_t)(end - lines->p) + lf;
    lines->seen = 0;
    lines->lf = NULL;
    if (line->n <= CASE_MAX_LINE)
        return LINES_LINE;
    *line = (struct lines_line){ .number = lines->number, .quotes = count_quotes(line->p, line->n), .fresh = true };
    lines->fresh = true;
    return LINES_TOO_LONG;
}

/* A line that does not fit the buffer: forgets it as it comes, up to its end. */
static enum lines_status skip(struct lines *lines, struct lines_line *line, struct trap *trap)
{
    uint64_t quotes = 0;
    lines->number++;
    for (bool more = true; more; more = !lines->lf && fill(lines, trap)) {
        size_t n = (find_lf(lines) ? (size_t)(lines->lf - lines->p) + 1 : lines->end) - lines->at;
        quotes += count_quotes(lines->p + lines->at, n);
        lines->at += n;
        lines->seen = 0;
    }
    lines->lf = NULL;
    *line = (struct lines_line){ .number = lines->number, .quotes = quotes, .fresh = true };
    return lines->fault ? LINES_FAULT : LINES_TOO_LONG;
}

static bool at_end(const struct lines *lines)
{
    size_t left = lines->end - lines->at;
    return left == 0 || (lines->number == 0 && left == 3 && memcmp(lines->p + lines->at, "\xEF\xBB\xBF", 3) == 0);
}

enum lines_status lines_next(struct lines *lines, struct lines_line *line, struct trap *trap)
{
    while (!find_lf(lines)) {
        if (lines->end - lines->at > CASE_MAX_LINE + 4) /* a mark at the start, CR */
            return skip(lines, line, trap);
        if (lines->over || !fill(lines, trap))
            break;
    }
    if (lines->fault)
        return LINES_FAULT;
    if (!lines->lf && at_end(lines))
        return LINES_END;
    return deliver(lines, line);
}
