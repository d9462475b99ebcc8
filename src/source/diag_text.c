#include "base/utf8.h"
#include "source/diag.h"

/* A line of more characters than LINE_MOST is shown in part; CONTEXT of them stand before the place. */
enum { LINE_MOST = 100, CONTEXT = 40 };

#define BOLD "\33[1m"
#define RED "\33[1;31m"
#define YELLOW "\33[1;33m"
#define CYAN "\33[36m"
#define PLAIN "\33[0m"

struct printer {
    struct buf *out;
    const struct sources *sources;
    bool color;
};

static void tint(struct printer *printer, const char *sequence)
{
    if (printer->color)
        buf_cstr(printer->out, sequence);
}

/* COUNT characters back from AT. Of bytes that are no UTF-8 at most four count as one, or a line of them would be
 * shown as a whole. */
static uint32_t back(struct str line, uint32_t at, unsigned count)
{
    for (; at > 0 && count > 0; count--) {
        uint32_t least = at < 4 ? 0 : at - 4;
        do
            at--;
        while (at > least && (line.p[at] & 0xC0) == 0x80);
    }
    return at;
}

static unsigned length_at(struct str line, uint32_t at)
{
    uint32_t code;
    unsigned length;
    utf8_step(str_slice(line, at, line.n), &code, &length);
    return length;
}

static uint32_t ahead(struct str line, uint32_t at, unsigned count)
{
    for (; at < line.n && count > 0; count--)
        at += length_at(line, at);
    return at;
}

struct window {
    uint32_t from, to;
};

/* The part of LINE to show around AT: all, or LINE_MOST with the dots. */
static struct window window_of(struct str line, uint32_t at)
{
    if (ahead(line, 0, LINE_MOST) == line.n)
        return (struct window){ 0, line.n };
    uint32_t from = back(line, at, CONTEXT), to = ahead(line, from, LINE_MOST - 2);
    if (to == line.n)
        from = back(line, to, LINE_MOST - 2);
    return (struct window){ from, to };
}

/* How many columns the character at AT takes: more than one where it is shown as an escape. */
static unsigned columns_of(struct buf *out, struct str shown)
{
    size_t n = out->n;
    buf_text(out, shown);
    unsigned columns = utf8_count((struct str){ out->p + n, (uint32_t)(out->n - n) });
    out->n = n;
    return columns;
}

/* A mark below each column of FROM to TO; tabs stay tabs, so that the columns stay where they are. */
static void mark(struct buf *out, struct str line, uint32_t from, uint32_t to, char with)
{
    for (unsigned length; from < to; from += length) {
        length = length_at(line, from);
        if (line.p[from] == '\t') {
            buf_char(out, '\t');
            continue;
        }
        for (unsigned columns = columns_of(out, str_slice(line, from, from + length)); columns > 0; columns--)
            buf_char(out, with);
    }
}

static void put_line(struct printer *printer, struct str line, uint32_t number, struct window window)
{
    buf_printf(printer->out, "%5u | %s", (unsigned)number, window.from > 0 ? "…" : "");
    buf_text(printer->out, str_slice(line, window.from, window.to));
    buf_cstr(printer->out, window.to < line.n ? "…\n" : "\n");
}

/* ^~~~ below AT to TO; the first mark stands even where there is nothing to underline, as at a line's end. */
static void put_mark(struct printer *printer, struct str line, struct window window, uint32_t at, uint32_t to,
                     const char *color)
{
    buf_cstr(printer->out, window.from > 0 ? "      |  " : "      | ");
    mark(printer->out, line, window.from, at, ' ');
    tint(printer, color);
    size_t first = printer->out->n;
    mark(printer->out, line, at, to < window.to ? to : window.to, '~');
    if (at == line.n || line.p[at] == '\t')
        printer->out->n = first; /* nothing that a row of marks could stand below */
    if (printer->out->n == first)
        buf_char(printer->out, '^');
    printer->out->p[first] = '^';
    tint(printer, PLAIN);
    buf_char(printer->out, '\n');
}

static void put_snippet(struct printer *printer, struct span span, const char *color)
{
    struct place place = span_place(printer->sources, span);
    struct str line = source_line(place.source, place.line);
    uint32_t begin = place.source->lines[place.line - 1];
    uint32_t at = span.from < begin + line.n ? span.from - begin : line.n;
    uint32_t to = span.to < begin + line.n ? span.to - begin : line.n;
    struct window window = window_of(line, at);
    put_line(printer, line, place.line, window);
    put_mark(printer, line, window, at, to < at ? at : to, color);
}

static void put_place(struct printer *printer, struct span span)
{
    struct place place = span_place(printer->sources, span);
    tint(printer, BOLD);
    buf_line(printer->out, place.source->name);
    buf_printf(printer->out, ":%u:%u: ", (unsigned)place.line, (unsigned)place.column);
    tint(printer, PLAIN);
}

static void put_head(struct printer *printer, const struct diag *diag, const char *color)
{
    if (diag->has_span)
        put_place(printer, diag->span);
    tint(printer, color);
    buf_printf(printer->out, "%s[%s]: ", diag->severity == DIAG_ERROR ? "error" : "warning", diag_code_name(diag->code));
    tint(printer, PLAIN);
    buf_line(printer->out, diag->text);
    buf_char(printer->out, '\n');
}

/* A hint may have several lines (facts to paste): each is indented. */
static void put_hint(struct printer *printer, struct str hint)
{
    for (uint32_t from = 0, to = 0; from < hint.n; from = to + 1) {
        for (to = from; to < hint.n && hint.p[to] != '\n';)
            to++;
        buf_cstr(printer->out, "   ");
        tint(printer, CYAN);
        buf_line(printer->out, str_slice(hint, from, to));
        tint(printer, PLAIN);
        buf_char(printer->out, '\n');
    }
}

static void put_note(struct printer *printer, const struct diag_note *note)
{
    buf_cstr(printer->out, "  ");
    if (note->has_span)
        put_place(printer, note->span);
    tint(printer, CYAN);
    buf_cstr(printer->out, "note: ");
    tint(printer, PLAIN);
    buf_line(printer->out, note->text);
    buf_char(printer->out, '\n');
    if (note->has_span)
        put_snippet(printer, note->span, CYAN);
}

static void put_diag(struct printer *printer, const struct diag *diag)
{
    const char *color = diag->severity == DIAG_ERROR ? RED : YELLOW;
    put_head(printer, diag, color);
    if (diag->has_span)
        put_snippet(printer, diag->span, color);
    put_hint(printer, diag->hint);
    for (uint32_t i = 0; i < diag->notes.n; i++)
        put_note(printer, &diag->notes.at[i]);
}

static void put_count(struct buf *out, const char *before, uint32_t count, const char *what)
{
    if (count > 0)
        buf_printf(out, "%s%u more %s%s", before, (unsigned)count, what, count == 1 ? "" : "s");
}

/* "… and 7 more errors, 1 more warning" */
static void put_rest(struct buf *out, uint32_t errors, uint32_t warnings)
{
    put_count(out, "… and ", errors, "error");
    put_count(out, errors ? ", " : "… and ", warnings, "warning");
    if (errors || warnings)
        buf_char(out, '\n');
}

void diag_text(const struct diags *diags, struct buf *out, uint32_t most, bool color)
{
    struct printer printer = { out, diags->sources, color };
    uint32_t errors = diags->n_errors < most ? diags->n_errors : most; /* still to show */
    uint32_t warnings = diags->n_warnings < most - errors ? diags->n_warnings : most - errors;
    uint32_t hidden_errors = diags->n_errors - errors, hidden_warnings = diags->n_warnings - warnings;
    for (uint32_t i = 0; i < diags->all.n; i++) {
        uint32_t *left = diags->all.at[i]->severity == DIAG_ERROR ? &errors : &warnings;
        if (*left == 0)
            continue;
        --*left;
        put_diag(&printer, diags->all.at[i]);
    }
    put_rest(out, hidden_errors, hidden_warnings);
}
