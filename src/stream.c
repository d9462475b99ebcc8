/* A stream of cases: lines of a file or pipe in, one line out for each, order kept, bounded memory. */
#include "session.h"

#include "cases/lines.h"

#include <string.h>

enum { FLUSH_AT = 1 << 16, PROGRESS_EVERY = 1 << 16 };

struct stream {
    struct session *session;
    const struct session_way *way; /* NULL: session_decide */
    const bylaw_sinks *sinks;
    bylaw_stats *stats;
    struct lines *lines;
    struct case_csv *csv;
    const char **why;
    size_t whole; /* bytes of session->out that are whole lines */
    bylaw_status status; /* once it is not BYLAW_OK, the stream stops */
    bool stopped;
    bool noticed; /* what is strange about the header was told */
};

static void stop(struct stream *stream, bylaw_status status, const char *why)
{
    stream->status = status;
    stream->stopped = true;
    *stream->why = why;
}

/* Writes the whole lines that are waiting. */
static void flush(struct stream *stream)
{
    struct buf *out = &stream->session->out;
    size_t n = stream->whole;
    out->n = stream->whole = 0;
    if (n > 0 && stream->sinks->out(stream->sinks->context, out->p, n) != 0)
        stop(stream, BYLAW_UNUSABLE, NULL);
}

static enum decision_status take(struct stream *stream, const struct case_input *input, const char **why)
{
    const struct session_way *way = stream->way;
    return way != NULL ? way->take(way->context, input, stream->stats, why) : session_decide(stream->session, input, stream->stats);
}

static void decide(struct stream *stream, const struct case_input *input)
{
    struct session *session = stream->session;
    const char *why = NULL;
    enum decision_status status = take(stream, input, &why);
    stream->whole = session->out.n;
    stream->stats->bytes = lines_bytes(stream->lines);
    if (session->talk.n > 0 && stream->sinks->talk != NULL) {
        flush(stream); /* so that on a terminal an error stands beside its decision */
        if (!stream->stopped && stream->sinks->talk(stream->sinks->context, session->talk.p, session->talk.n) != 0)
            stop(stream, BYLAW_UNUSABLE, NULL);
    }
    if (stream->whole >= FLUSH_AT)
        flush(stream);
    if (stream->sinks->progress != NULL && stream->stats->cases % PROGRESS_EVERY == 0)
        stream->sinks->progress(stream->sinks->context, stream->stats);
    if (why != NULL && !stream->stopped)
        stop(stream, BYLAW_UNUSABLE, why);
    if (status < DECISION_CONFLICT || stream->stopped)
        return;
    stream->status = BYLAW_FAULT;
    uint64_t most = session->options.max_errors;
    if (most > 0 && stream->stats->errors + stream->stats->conflicts >= most)
        stop(stream, BYLAW_LIMIT, "as many cases in error or conflict as --max-errors allows");
}

/* Once, when the header has been read. */
static void tell_notice(struct stream *stream)
{
    struct session *session = stream->session;
    struct str notice = case_csv_notice(stream->csv);
    if (stream->noticed || notice.n == 0 || stream->sinks->talk == NULL)
        return;
    stream->noticed = true;
    session->talk.n = 0;
    for (uint32_t from = 0; from < notice.n && !stream->stopped;) {
        uint32_t to = from + (uint32_t)str_find(str_slice(notice, from, notice.n), STR("\n"));
        buf_printf(&session->talk, "bylaw: ");
        buf_line(&session->talk, session->name);
        buf_printf(&session->talk, ": ");
        buf_line(&session->talk, str_slice(notice, from, to));
        buf_text(&session->talk, STR("\n"));
        from = to + 1;
    }
    if (stream->sinks->talk(stream->sinks->context, session->talk.p, session->talk.n) != 0)
        stop(stream, BYLAW_UNUSABLE, NULL);
}

static void take_csv(struct stream *stream, enum case_csv_status status, const struct case_input *input)
{
    if (status == CASE_CSV_ROW)
        decide(stream, input);
    else if (status == CASE_CSV_FAULT) {
        struct str why = str_dup(&stream->session->arena, case_csv_fault(stream->csv));
        stop(stream, BYLAW_UNUSABLE, why.p);
    }
}

static void take_line(struct stream *stream, const struct lines_line *line)
{
    struct session *session = stream->session;
    struct case_input input;
    if (stream->csv != NULL) {
        take_csv(stream, case_csv_line(stream->csv, line, &input, &session->trap), &input);
        tell_notice(stream);
        return;
    }
    struct case_json *json = stream->way != NULL && stream->way->json != NULL ? stream->way->json : session->json;
    case_json_line(json, line, &input, &session->trap);
    decide(stream, &input);
}

static void run(struct stream *stream)
{
    struct session *session = stream->session;
    struct lines_line line;
    enum lines_status status = LINES_END;
    while (!stream->stopped) {
        if (!lines_ready(stream->lines))
            flush(stream); /* reading may wait: what is decided must not */
        if (stream->stopped || ((status = lines_next(stream->lines, &line, &session->trap)) != LINES_LINE && status != LINES_TOO_LONG))
            break;
        take_line(stream, &line);
    }
    if (!stream->stopped && status == LINES_FAULT)
        stop(stream, BYLAW_UNUSABLE, strerror(lines_fault(stream->lines)));
    if (!stream->stopped && stream->csv != NULL) {
        struct case_input input;
        take_csv(stream, case_csv_end(stream->csv, &input, &session->trap), &input);
    }
    stream->stats->bytes = lines_bytes(stream->lines);
}

static void begin(struct stream *stream, int fd)
{
    struct session *session = stream->session;
    stream->lines = lines_new(&session->arena, fd);
    if (session->options.input == BYLAW_CSV)
        stream->csv = case_csv_new(&session->arena, session->policy->shape, &session->case_options);
    if (!session->began)
        report_begin(&session->report, &session->out);
    session->began = true;
    stream->whole = session->out.n;
}

bylaw_status stream_run(struct session *session, const struct session_way *way, int fd, const bylaw_sinks *sinks, bylaw_stats *stats,
                        const char **why)
{
    struct stream *stream = mem_alloc(sizeof *stream);
    *why = "no memory";
    if (stream == NULL)
        return BYLAW_LIMIT;
    *stream = (struct stream){ .session = session, .way = way, .sinks = sinks, .stats = stats, .why = why };
    *why = NULL;
    uint64_t bytes = stats->bytes;
    if (trap_set(&session->trap) == TRAP_NONE) {
        begin(stream, fd);
        run(stream);
    } else
        stop(stream, BYLAW_LIMIT, "no memory");
    stats->bytes += bytes;
    if (stream->status != BYLAW_UNUSABLE || *why != NULL)
        flush(stream);
    lines_free(stream->lines);
    case_csv_free(stream->csv);
    bylaw_status status = stream->status;
    mem_free(stream);
    return status;
}
