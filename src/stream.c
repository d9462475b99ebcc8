/* A stream of cases: lines of a file or pipe in, one line out for each, order kept, bounded memory. */
#include "session.h"

#include "cases/lines.h"
#include "chunks.h"
#include "holding.h"
#include "sinking.h"

#include <string.h>

enum {
    FLUSH_AT = 1 << 16,
    WORTH_BATCHES = 64, /* cases, before what batches need is made: it takes as long as deciding some hundreds */
    WORTH_THREADS = 1 << 20, /* bytes of input: making a thread and its session takes half a millisecond, as long as deciding some 400 KiB */
};

struct stream {
    struct session *session;
    const struct session_way *way; /* NULL: session_decide */
    struct sinking sinking;
    struct lines *lines;
    struct holding *holding; /* NULL: cases are decided as they are read */
    struct case_csv *csv;
    size_t whole; /* bytes of session->out that are whole lines */
    bool noticed; /* what is strange about the header was told */
    bool may_hold; /* whether batches serve is to be found out */
    bool alone;   /* other threads are not to be had */
};

/* Writes the whole lines that are waiting. */
static void flush(struct stream *stream)
{
    struct buf *out = &stream->session->out;
    size_t n = stream->whole;
    out->n = stream->whole = 0;
    sinking_out(&stream->sinking, out->p, n);
}

static enum decision_status take(struct stream *stream, const struct case_input *input, const char **why)
{
    const struct session_way *way = stream->way;
    bylaw_stats *stats = stream->sinking.stats;
    return way != NULL ? way->take(way->context, input, stats, why) : session_decide(stream->session, input, stats);
}

/* What is to be done behind a case, which came to STATUS; BYTES of the input were read up to it. */
static void decided(struct stream *stream, enum decision_status status, uint64_t bytes, const char *why)
{
    struct session *session = stream->session;
    struct sinking *sinking = &stream->sinking;
    stream->whole = session->out.n;
    sinking->stats->bytes = bytes;
    if (session->talk.n > 0 && sinking->sinks->talk != NULL) {
        flush(stream); /* so that on a terminal an error stands beside its decision */
        sinking_talk(sinking, session->talk.p, session->talk.n);
    }
    if (stream->whole >= FLUSH_AT)
        flush(stream);
    if (why != NULL && !sinking->stopped)
        sinking_stop(sinking, BYLAW_UNUSABLE, why);
    if (sinking_minds(sinking, status, sinking->stats->cases))
        sinking_case(sinking, status);
}

static void decide(struct stream *stream, const struct case_input *input)
{
    const char *why = NULL;
    enum decision_status status = take(stream, input, &why);
    decided(stream, status, lines_bytes(stream->lines), why);
}

/* Once, when the header has been read. */
static void tell_notice(struct stream *stream)
{
    struct session *session = stream->session;
    struct str notice = case_csv_notice(stream->csv);
    if (stream->noticed || notice.n == 0 || stream->sinking.sinks->talk == NULL)
        return;
    stream->noticed = true;
    session->talk.n = 0;
    for (uint32_t from = 0; from < notice.n;) {
        uint32_t to = from + (uint32_t)str_find(str_slice(notice, from, notice.n), STR("\n"));
        buf_printf(&session->talk, "bylaw: ");
        buf_line(&session->talk, session->name);
        buf_printf(&session->talk, ": ");
        buf_line(&session->talk, str_slice(notice, from, to));
        buf_text(&session->talk, STR("\n"));
        from = to + 1;
    }
    sinking_talk(&stream->sinking, session->talk.p, session->talk.n);
}

static void take_csv(struct stream *stream, enum case_csv_status status, const struct case_input *input)
{
    if (status == CASE_CSV_ROW)
        decide(stream, input);
    else if (status == CASE_CSV_FAULT) {
        struct str why = str_dup(&stream->session->arena, case_csv_fault(stream->csv));
        sinking_stop(&stream->sinking, BYLAW_UNUSABLE, why.p);
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

/* As many cases as are there. */
static enum lines_status take_batch(struct stream *stream)
{
    struct holding *holding = stream->holding;
    struct sinking *sinking = &stream->sinking;
    enum lines_status status = holding_take(holding, stream->lines);
    for (uint32_t i = 0; i < holding->n && !sinking->stopped; i++)
        decided(stream, holding_decide(holding, i, sinking->stats), holding->bytes[i], NULL);
    return status;
}

static void open_holding(struct stream *stream)
{
    stream->may_hold = false;
    stream->holding = holding_open(stream->session);
}

static enum lines_status take_next(struct stream *stream)
{
    struct lines_line line;
    if (stream->may_hold && (stream->session->options.batch == BYLAW_BATCH_ON || stream->sinking.stats->cases >= WORTH_BATCHES))
        open_holding(stream);
    if (stream->holding != NULL)
        return take_batch(stream);
    enum lines_status status = lines_next(stream->lines, &line, &stream->session->trap);
    if (status == LINES_LINE || status == LINES_TOO_LONG)
        take_line(stream, &line);
    return status;
}

/* The rest of the input on several threads, once so much of it has come that they are worth the while. False: there are none. */
static bool run_chunks(struct stream *stream)
{
    if (stream->alone || stream->way != NULL || lines_bytes(stream->lines) < WORTH_THREADS)
        return false;
    stream->alone = true;
    if (stream->may_hold)
        open_holding(stream);
    return chunks_run(stream->session, stream->lines, &stream->sinking);
}

static void run_lines(struct stream *stream)
{
    struct sinking *sinking = &stream->sinking;
    enum lines_status status = LINES_END;
    while (!sinking->stopped) {
        if (!lines_ready(stream->lines)) {
            flush(stream); /* reading may wait: what is decided must not */
            if (sinking->stopped || run_chunks(stream))
                return;
        }
        status = take_next(stream);
        if (status != LINES_LINE && status != LINES_TOO_LONG)
            break;
    }
    if (!sinking->stopped && status == LINES_FAULT)
        sinking_stop(sinking, BYLAW_UNUSABLE, strerror(lines_fault(stream->lines)));
    else if (!sinking->stopped)
        sinking->stats->bytes = lines_bytes(stream->lines);
}

static void run(struct stream *stream)
{
    run_lines(stream);
    if (!stream->sinking.stopped && stream->csv != NULL) {
        struct case_input input;
        take_csv(stream, case_csv_end(stream->csv, &input, &stream->session->trap), &input);
    }
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
    stream->may_hold = stream->way == NULL;
    stream->whole = session->out.n;
}

/* What is left goes out, unless a sink has stopped it. */
static bylaw_status end(struct stream *stream)
{
    struct sinking *sinking = &stream->sinking;
    if (sinking->status != BYLAW_UNUSABLE || sinking->why != NULL) {
        sinking->stopped = false;
        flush(stream);
    }
    holding_close(stream->holding);
    lines_free(stream->lines);
    case_csv_free(stream->csv);
    return sinking->status;
}

bylaw_status stream_run(struct session *session, const struct session_way *way, int fd, const bylaw_sinks *sinks, bylaw_stats *stats,
                        const char **why)
{
    struct stream *stream = mem_alloc(sizeof *stream);
    *why = "no memory";
    if (stream == NULL)
        return BYLAW_LIMIT;
    *stream = (struct stream){ .session = session, .way = way };
    stream->sinking = (struct sinking){ .sinks = sinks, .stats = stats, .max_errors = session->options.max_errors,
                                          .cases = stats->cases };
    uint64_t bytes = stats->bytes;
    stats->bytes = 0;
    if (trap_set(&session->trap) == TRAP_NONE) {
        begin(stream, fd);
        run(stream);
    } else
        sinking_stop(&stream->sinking, BYLAW_LIMIT, "no memory");
    stats->bytes += bytes;
    bylaw_status status = end(stream);
    *why = stream->sinking.why;
    mem_free(stream);
    return status;
}
