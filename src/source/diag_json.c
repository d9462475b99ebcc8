#include "base/utf8.h"
#include "source/diag.h"

/* Names of files and quoted data need not be UTF-8, JSON has to be. */
void diag_json_text(struct buf *out, struct arena *arena, struct str s)
{
    VEC(char) clean = { 0 };
    uint32_t valid = utf8_valid(s);
    if (valid == s.n) {
        buf_json(out, s);
        return;
    }
    for (uint32_t i = 0; i < s.n;) {
        unsigned length;
        uint32_t code;
        struct str piece = utf8_step(str_slice(s, i, s.n), &code, &length) ? str_slice(s, i, i + length) : STR("\uFFFD");
        for (uint32_t k = 0; k < piece.n; k++)
            vec_push(arena, &clean, piece.p[k]);
        i += length;
    }
    buf_json(out, (struct str){ clean.at, clean.n });
}

static void put_key(struct buf *out, struct arena *arena, const char *key, struct str text)
{
    buf_printf(out, "\"%s\":", key);
    diag_json_text(out, arena, text);
}

/* Ends are exclusive, as in the language server protocol; lines and columns count from 1. */
static void put_span(struct buf *out, const struct diags *diags, struct span span)
{
    struct place first = span_place(diags->sources, span);
    struct place last = span_place(diags->sources, (struct span){ span.source, span.to, span.to });
    put_key(out, diags->arena, "file", first.source->name);
    buf_printf(out, ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u,", (unsigned)first.line,
               (unsigned)first.column, (unsigned)last.line, (unsigned)last.column);
}

static void put_note(struct buf *out, const struct diags *diags, const struct diag_note *note)
{
    buf_char(out, '{');
    if (note->has_span)
        put_span(out, diags, note->span);
    put_key(out, diags->arena, "message", note->text);
    buf_char(out, '}');
}

static void put_notes(struct buf *out, const struct diags *diags, const struct diag *diag)
{
    buf_cstr(out, ",\"notes\":[");
    for (uint32_t i = 0; i < diag->notes.n; i++) {
        if (i > 0)
            buf_char(out, ',');
        put_note(out, diags, &diag->notes.at[i]);
    }
    buf_char(out, ']');
}

static void put_diag(struct buf *out, const struct diags *diags, const struct diag *diag)
{
    buf_printf(out, "{\"code\":\"%s\",\"severity\":\"%s\",", diag_code_name(diag->code),
               diag->severity == DIAG_ERROR ? "error" : "warning");
    if (diag->has_span)
        put_span(out, diags, diag->span);
    put_key(out, diags->arena, "message", diag->text);
    if (diag->hint.n) {
        buf_char(out, ',');
        put_key(out, diags->arena, "hint", diag->hint);
    }
    if (diag->notes.n)
        put_notes(out, diags, diag);
    buf_cstr(out, "}\n");
}

void diag_json(const struct diags *diags, struct buf *out)
{
    for (uint32_t i = 0; i < diags->all.n; i++)
        put_diag(out, diags, diags->all.at[i]);
}
