#include "cases/lines.h"

#include "cases/case.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
    LINES_FIRST = 128 << 10, /* fits the second-level cache; a line that is longer makes it grow */
    LINES_TAKEN = 256 << 10, /* of a block: the fewer there are, the less often threads wait for one another */
    LINES_MOST = CASE_MAX_LINE + 2 + LINES_TAKEN, /* CR LF */
};

struct lines {
    int fd;
    char *p; /* ROOM bytes, and padding behind them */
    size_t room;
    size_t at, end; /* what is read and not yet delivered */
    size_t seen;    /* from AT on: bytes known to be without LF */
    const char *lf; /* the first LF from AT on, where it is known */
    uint64_t number, bytes;
    int until;      /* what ends the waiting for input; -1: nothing */
    bool over;  /* the input's end was met */
    bool fresh; /* bytes have moved or come since the last line */
    int fault;
};

struct lines *lines_new(struct arena *arena, int fd)
{
    struct lines *lines = arena_new(arena, struct lines);
    lines->fd = fd;
    lines->until = -1;
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
    return lines->bytes - (lines->end - lines->at);
}

void lines_until(struct lines *lines, int fd)
{
    lines->until = fd;
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

/* False: it is not to be waited for the input any more. */
static bool may_read(const struct lines *lines)
{
    struct pollfd fds[2] = { { .fd = lines->fd, .events = POLLIN }, { .fd = lines->until, .events = POLLIN } };
    if (lines->until < 0)
        return true;
    while (poll(fds, 2, -1) < 0 && errno == EINTR)
        ;
    return fds[1].revents == 0;
}

/* Reads some bytes more, at MOST so many; false at the end or after a fault. */
static bool fill(struct lines *lines, size_t most, struct trap *trap)
{
    ssize_t n;
    lines->fresh = true;
    make_room(lines, trap);
    size_t room = lines->room - lines->end;
    if (!may_read(lines)) {
        lines->over = true;
        return false;
    }
    do
        n = read(lines->fd, lines->p + lines->end, room < most ? room : most);
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
    for (bool more = true; more; more = !lines->lf && fill(lines, LINES_FIRST, trap)) {
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
        if (lines->over || !fill(lines, LINES_FIRST, trap))
            break;
    }
    if (lines->fault)
        return LINES_FAULT;
    if (!lines->lf && at_end(lines)) {
        lines->at = lines->end; /* a mark alone */
        return LINES_END;
    }
    return deliver(lines, line);
}

/* ---- blocks ---- */

static uint64_t count_lines(const char *p, const char *end)
{
    uint64_t n = 0;
    for (const char *lf; p < end; p = lf + 1, n++)
        if (!(lf = memchr(p, '\n', (size_t)(end - p))))
            return n + 1; /* the input's last */
    return n;
}

/* Room in BLOCK, whose bytes are needed no more, for N bytes and others behind them. */
static void block_room(struct lines_block *block, size_t n, struct trap *trap)
{
    size_t room = LINES_FIRST;
    while (room < LINES_MOST && room <= n)
        room = room * 2 < LINES_MOST ? room * 2 : LINES_MOST;
    if (block->room >= room)
        return;
    mem_free(block->p);
    block->room = 0;
    block->p = mem_alloc(room + CASE_JSON_PADDING);
    if (!block->p)
        trap_spring(trap, TRAP_MEMORY);
    block->room = room;
    memset(block->p + room, 0, CASE_JSON_PADDING);
}

/* Changes the buffers of LINES and BLOCK: what stands from FROM on now begins LINES' own, with room for MORE behind it. */
static void change_over(struct lines *lines, struct lines_block *block, size_t from, size_t more, struct trap *trap)
{
    size_t left = lines->end - from;
    block_room(block, left + more, trap);
    if (left > 0)
        memcpy(block->p, lines->p + from, left);
    struct lines_block other = { .p = lines->p, .room = lines->room };
    lines->p = block->p;
    lines->room = block->room;
    lines->at = lines->seen = 0;
    lines->end = left;
    lines->lf = NULL;
    *block = other;
}

/* The next N bytes go with their buffer. */
static void hand_on(struct lines *lines, struct lines_block *block, size_t n, struct trap *trap)
{
    struct lines_block lent = { .at = lines->at, .end = lines->at + n, .number = lines->number, .bytes = lines_bytes(lines) };
    lines->number += count_lines(lines->p + lent.at, lines->p + lent.end);
    change_over(lines, block, lent.end, 0, trap);
    lent.p = block->p;
    lent.room = block->room;
    *block = lent;
}

enum lines_status lines_take(struct lines *lines, struct lines_block *block, struct trap *trap)
{
    struct lines_line line;
    change_over(lines, block, lines->at, LINES_TAKEN, trap); /* what is read stays with whoever reads it */
    while (!find_lf(lines)) {
        if (lines->end - lines->at > CASE_MAX_LINE + 4) {
            block->number = lines->number;
            enum lines_status status = skip(lines, &line, trap);
            block->bytes = lines_bytes(lines);
            block->at = block->end = 0;
            return status;
        }
        if (lines->over || !fill(lines, LINES_TAKEN, trap))
            break;
    }
    if (lines->fault)
        return LINES_FAULT;
    if (!lines->lf && at_end(lines)) {
        lines->at = lines->end;
        return LINES_END;
    }
    const char *from = lines->p + lines->at;
    hand_on(lines, block, lines->lf ? whole_lines(lines, from) : lines->end - lines->at, trap);
    return LINES_LINE;
}

void lines_give(struct lines *reader, const struct lines_block *block)
{
    *reader = (struct lines){ .fd = -1, .until = -1, .p = block->p, .room = block->room, .at = block->at, .end = block->end,
                              .number = block->number, .bytes = block->bytes + (block->end - block->at), .over = true, .fresh = true };
}
