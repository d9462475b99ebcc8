/* Lines of files and pipes. */
#include "cases_bench.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

TestSuite(lines, .init = bench_open, .fini = bench_close, .timeout = 60);

struct feed {
    const char *text;
    size_t n, piece;
    int fd;
};

static void *feed(void *context)
{
    struct feed *feed = context;
    for (size_t i = 0; i < feed->n; i += feed->piece) {
        size_t left = feed->n - i, n = left < feed->piece ? left : feed->piece;
        if (write(feed->fd, feed->text + i, n) != (ssize_t)n)
            break;
    }
    close(feed->fd);
    return NULL;
}

static void tell(FILE *out, enum lines_status status, const struct lines_line *line)
{
    if (status == LINES_TOO_LONG) {
        cr_expect_null(line->p);
        fprintf(out, "%d:LONG%d|", (int)line->number, (int)line->quotes);
        return;
    }
    fprintf(out, "%d:%.*s+%d|", (int)line->number, line->n > 20 ? 20 : (int)line->n, line->p, (int)line->n_end);
    for (int i = 0; i < CASE_JSON_PADDING; i++)
        (void)*(const volatile char *)(line->p + line->n + i);
    cr_expect(line->ahead == 0 || (line->fresh && line->p[line->ahead - 1] == '\n'));
}

static enum lines_status read_lines(struct lines *lines, FILE *out)
{
    struct lines_line line;
    enum lines_status status;
    while ((status = lines_next(lines, &line, NULL)) == LINES_LINE || status == LINES_TOO_LONG)
        tell(out, status, &line);
    return status;
}

/* The same in blocks, which another reader takes apart. */
static enum lines_status read_blocks(struct lines *lines, FILE *out)
{
    struct lines *reader = lines_new(&bench_arena, -1);
    struct lines_block blocks[2] = { { 0 } };
    enum lines_status status;
    uint64_t bytes = 0;
    for (int i = 0; (status = lines_take(lines, &blocks[i % 2], NULL)) == LINES_LINE || status == LINES_TOO_LONG; i++) {
        struct lines_line line = { .number = blocks[i % 2].number + 1, .quotes = 1 };
        lines_give(reader, &blocks[i % 2]);
        if (status == LINES_TOO_LONG)
            tell(out, status, &line);
        else
            cr_expect_eq(read_lines(reader, out), LINES_END);
        cr_expect_eq(blocks[i % 2].bytes + (status == LINES_LINE ? blocks[i % 2].end - blocks[i % 2].at : 0), lines_bytes(reader));
        cr_expect_geq(lines_bytes(reader), bytes);
        bytes = lines_bytes(reader);
        cr_expect_eq(bytes, lines_bytes(lines));
    }
    mem_free(blocks[0].p);
    mem_free(blocks[1].p);
    return status;
}

/* The text through a pipe in pieces of PIECE bytes, as the reader sees it: NUMBER:BYTES+END| each. */
static char *read_bytes(const char *text, size_t n, size_t piece, bool in_blocks)
{
    int fds[2];
    pthread_t thread;
    char *all = NULL;
    size_t room;
    cr_assert_eq(pipe(fds), 0);
    struct feed fed = { text, n, piece, fds[1] };
    pthread_create(&thread, NULL, feed, &fed);
    FILE *out = open_memstream(&all, &room);
    struct lines *lines = lines_new(&bench_arena, fds[0]);
    cr_expect_eq((in_blocks ? read_blocks : read_lines)(lines, out), LINES_END);
    cr_expect_eq(lines_bytes(lines), n);
    cr_expect_not(lines_ready(lines));
    lines_free(lines);
    fclose(out);
    pthread_join(thread, NULL);
    close(fds[0]);
    return all;
}

static void is(const char *text, const char *expected)
{
    static const size_t pieces[] = { 1, 2, 3, 7, 10000 };
    for (size_t i = 0; i < 2 * sizeof pieces / sizeof *pieces; i++) {
        char *got = read_bytes(text, strlen(text), pieces[i / 2], i % 2);
        cr_expect_str_eq(got, expected, "%s in pieces of %zu: %s, expected %s", text, pieces[i / 2], got, expected);
        free(got);
    }
}

Test(lines, ends)
{
    is("", "");
    is("a", "1:a+0|");
    is("a\n", "1:a+1|");
    is("a\nb", "1:a+1|2:b+0|");
    is("a\r\nb\r\n", "1:a+2|2:b+2|");
    is("\n\r\n", "1:+1|2:+2|");
    is("a\rb\n", "1:a\rb+1|");
    is("a\r", "1:a\r+0|");
    is("a\r\r\n", "1:a\r+2|");
}

Test(lines, mark)
{
    is("\xEF\xBB\xBF", "");
    is("\xEF\xBB\xBF\n", "1:+1|");
    is("\xEF\xBB\xBF" "a\n\xEF\xBB\xBF" "b\n", "1:a+1|2:\xEF\xBB\xBF" "b+1|");
    is("\xEF\xBB", "1:\xEF\xBB+0|");
}

static void long_line(size_t n, const char *after, size_t piece, const char *expected)
{
    char *text = malloc(n + 100);
    memset(text, 'x', n);
    text[n / 2] = '"';
    strcpy(text + n, after);
    for (int i = 0; i < (strstr(expected, "LONG2") ? 1 : 2); i++) { /* blocks are of NDJSON, where quotes are not counted */
        char *got = read_bytes(text, n + strlen(after), piece, i);
        cr_expect_str_eq(got, expected, "%zu: %.200s", n, got);
        free(got);
    }
    free(text);
}

Test(lines, long_ones)
{
    const char *fits = "1:xxxxxxxxxxxxxxxxxxxx+1|2:a+1|", *cr = "1:xxxxxxxxxxxxxxxxxxxx+2|2:a+1|";
    long_line(CASE_MAX_LINE, "\na\n", 65536, fits);
    long_line(CASE_MAX_LINE, "\r\na\n", 65536, cr);
    long_line(CASE_MAX_LINE + 1, "\na\n", 65536, "1:LONG1|2:a+1|");
    long_line(CASE_MAX_LINE + 4, "\na\n", 65536, "1:LONG1|2:a+1|");
    long_line(CASE_MAX_LINE + 5, "\na\n", 999, "1:LONG1|2:a+1|");
    long_line(CASE_MAX_LINE + 5, "", 65536, "1:LONG1|");
    long_line(20 << 20, "\"\na\n", 65536, "1:LONG2|2:a+1|");
    long_line(300 << 10, "\na\n", 65536, fits);
}

#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
Test(lines, memory)
{
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    int fd = open("/dev/zero", O_RDONLY);
    struct lines *lines = lines_new(&bench_arena, fd);
    (void)lines;
    lines_free(lines);
    close(fd);
    long_line(100 << 20, "\na\n", 65536, "1:LONG1|2:a+1|");
    getrusage(RUSAGE_SELF, &after);
    cr_expect(after.ru_maxrss - before.ru_maxrss < (100 + 32) << 10); /* the text itself, and little besides */
}
#endif

Test(lines, faults)
{
    struct lines_line line;
    int fd = open("/", O_RDONLY);
    struct lines *lines = lines_new(&bench_arena, fd);
    cr_expect_eq(lines_next(lines, &line, NULL), LINES_FAULT);
    cr_expect_eq(lines_fault(lines), EISDIR);
    cr_expect_eq(lines_next(lines, &line, NULL), LINES_FAULT);
    cr_expect_eq(lines_take(lines, &(struct lines_block){ 0 }, NULL), LINES_FAULT);
    lines_free(lines);
    close(fd);
    lines_free(NULL);
}

/* Another thread can end the waiting for input that does not come. */
Test(lines, waiting_ends)
{
    int fds[2], bell[2];
    struct lines_block block = { 0 };
    cr_assert_eq(pipe(fds), 0);
    cr_assert_eq(pipe(bell), 0);
    struct lines *lines = lines_new(&bench_arena, fds[0]);
    lines_until(lines, bell[0]);
    cr_assert_eq(write(fds[1], "a\n", 2), 2);
    cr_expect_eq(lines_take(lines, &block, NULL), LINES_LINE);
    cr_assert_eq(write(bell[1], "", 1), 1);
    cr_expect_eq(lines_take(lines, &block, NULL), LINES_END);
    lines_free(lines);
    mem_free(block.p);
    for (int i = 0; i < 2; i++) {
        close(fds[i]);
        close(bell[i]);
    }
}

/* What is there is given before more is waited for. */
Test(lines, ready)
{
    int fds[2];
    struct lines_line line;
    cr_assert_eq(pipe(fds), 0);
    struct lines *lines = lines_new(&bench_arena, fds[0]);
    cr_expect_not(lines_ready(lines));
    cr_assert_eq(write(fds[1], "a\nb\nc", 5), 5);
    cr_expect_eq(lines_next(lines, &line, NULL), LINES_LINE);
    cr_expect(line.fresh);
    cr_expect_eq(line.ahead, 4);
    cr_expect(lines_ready(lines));
    cr_expect_eq(lines_next(lines, &line, NULL), LINES_LINE);
    cr_expect_not(line.fresh);
    cr_expect_not(lines_ready(lines));
    cr_assert_eq(write(fds[1], "d\n", 2), 2);
    cr_expect_eq(lines_next(lines, &line, NULL), LINES_LINE);
    cr_expect_eq(line.n, 2);
    cr_expect_eq(line.number, 3);
    close(fds[1]);
    cr_expect_eq(lines_next(lines, &line, NULL), LINES_END);
    close(fds[0]);
    lines_free(lines);
}

/* Through lines and blocks of them, a megabyte of cases in odd pieces, all is read as by itself. */
Test(lines, cases_of_an_input)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    for (int i = 0; i < 20000; i++)
        fprintf(out, "{\"id\":%d,\"n\":%d,\"x\":\"%.*s\"%s\n", i, i, i % 50, "..................................................",
                i % 1000 == 999 ? "" : "}");
    fclose(out);
    int fds[2];
    pthread_t thread;
    cr_assert_eq(pipe(fds), 0);
    struct feed fed = { text, n, 4099, fds[1] };
    pthread_create(&thread, NULL, feed, &fed);
    struct lines *lines = lines_new(&bench_arena, fds[0]);
    struct case_json *reader = case_json_new(&bench_arena, &bench_shape, &bench_options);
    struct lines_line line;
    struct case_input input;
    int i = 0;
    for (; lines_next(lines, &line, NULL) == LINES_LINE; i++) {
        case_json_line(reader, &line, &input, NULL);
        cr_assert_eq(input.n_errors, i % 1000 == 999);
        cr_assert(input.n_errors || input.facts[3].i == i * INT64_C(1000000));
        bench_out.n = 0;
        buf_int(&bench_out, input.n_errors ? i + 1 : i);
        cr_assert(str_eq(input.name, (struct str){ bench_out.p, (uint32_t)bench_out.n }));
    }
    cr_expect_eq(i, 20000);
    case_json_free(reader);
    lines_free(lines);
    pthread_join(thread, NULL);
    close(fds[0]);
    free(text);
}
