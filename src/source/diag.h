/* Diagnostics: records kept in a list, printed only at the edge. */
#ifndef BYLAW_SOURCE_DIAG_H
#define BYLAW_SOURCE_DIAG_H

#include "base/buf.h"
#include "base/map.h"
#include "source/source.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

enum diag_code {
#define DIAG(code, number, severity, title) code,
#include "source/diag_codes.def"
#undef DIAG
    DIAG_CODE_COUNT
};

struct diag_note {
    struct span span; /* the second place, if has_span */
    bool has_span;
    struct str text;
};

struct diag {
    enum diag_code code;
    enum diag_severity severity;
    struct span span;
    bool has_span; /* no place: a file that cannot be read, an option */
    struct str subject; /* the name the message is about; a name once reported under one code is not reported again; may be empty */
    struct str text;  /* lower case, no full stop, in the author's words */
    struct str hint;  /* the help line, or empty */
    bool understood;  /* an error that hides nothing: what the policy says is clear, and its cases can be looked at all the same */
    VEC(struct diag_note) notes;
};

struct diags {
    struct arena *arena;
    const struct sources *sources;
    VEC(struct diag *) all;
    uint32_t n_errors, n_warnings;
    struct map subjects; /* "BY0107 name" of each message that has a subject */
};

void diags_init(struct diags *diags, struct arena *arena, const struct sources *sources);
/* Adds a message; the text is printf-formatted (lower case, no full stop). The record may be
 * completed by the calls below. Never NULL. The severity is the code's own. */
struct diag *diag_add(struct diags *diags, enum diag_code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
struct diag *diag_add_bare(struct diags *diags, enum diag_code code, const char *format, ...) /* without a place */
    __attribute__((format(printf, 3, 4)));
void diag_hint(struct diags *diags, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_note(struct diags *diags, struct diag *diag, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Names what a message is about; where one with the same code and subject was added before, the new one is dropped
 * from the list (one cause, one error). */
void diag_subject(struct diags *diags, struct diag *diag, struct str subject);
/* The nearest of N candidates to NAME (distance at most 2, at most a third of its length; one that differs in the case
 * of letters only is the nearest), or an empty text. */
struct str diag_nearest(struct str name, const struct str *candidates, uint32_t n);

/* Whether all errors are such that what the policy says is clear. */
bool diags_are_understood(const struct diags *diags);

/* Sorts by place (no place first); keeps the order of equal places. */
void diags_sort(struct diags *diags);

/* "BY0107" of a code; and back: DIAG_CODE_COUNT where there is none. */
const char *diag_code_name(enum diag_code code);
enum diag_code diag_code_from(struct str name);
const char *diag_code_title(enum diag_code code);

/* diag_text.c: writes the messages for people (the first MOST, the rest counted), in colour if COLOR. No error is left
 * out for a warning before it. */
void diag_text(const struct diags *diags, struct buf *out, uint32_t most, bool color);
/* diag_json.c: one JSON object a message, a line each. */
void diag_json(const struct diags *diags, struct buf *out);
/* A JSON text of any bytes: what is no UTF-8 in S becomes U+FFFD. ARENA is for the work. */
void diag_json_text(struct buf *out, struct arena *arena, struct str s);

#endif
