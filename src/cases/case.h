/* Cases: lines of NDJSON or rows of CSV to values of facts. */
#ifndef BYLAW_CASES_CASE_H
#define BYLAW_CASES_CASE_H

#include "code/shape.h"
#include "vm/decision.h"

struct case_input {
    struct value *facts;  /* shape.n_facts; defaults and now filled in; texts point into the line or the reader's arena */
    struct str name;      /* the case's name as JSON, ready to print: "C-7" in quotes and escaped, 12, or the line number */
    bool named;           /* the name is its own, not the line's number */
    struct str text;      /* the line, of JSON; CSV: empty */
    uint64_t line;        /* number of the line (CSV: physical line where the row starts), from 1 */
    const struct case_error *errors; /* n_errors > 0: the case is in error; in the order of the text, one a fact at most */
    uint32_t n_errors;
};

struct case_options {
    struct str id;  /* --id, or empty: case_id, else id, else the line number */
    bool has_now;   /* --now, --as-of */
    struct value now; /* a moment: for cases that have none of their own */
    bool figures;     /* facts that only kpis name are read, too; where their values cannot be used, they are unknown */
    bool figures_strict; /* there that is an error, as of any fact */
};

enum {
    CASE_MAX_LINE = 4 << 20,    /* bytes of a line, or of a row of CSV */
    CASE_MAX_DEPTH = 256,       /* objects and lists inside each other */
    CASE_MAX_VALUES = 20 << 20, /* bytes that the lists, records and unescaped texts of one case take */
};

/* NDJSON. A reader's context holds what it learns of its lines (the order of keys) and its own scratch memory. */
struct case_json;

/* The context itself is in ARENA; what it grows to is its own. ARENA's trap gets failures. SHAPE and OPTIONS' texts are
 * borrowed. */
struct case_json *case_json_new(struct arena *arena, const struct shape *shape, const struct case_options *options);
/* Reads one line (LENGTH bytes, without its newline; PADDING readable bytes follow: CASE_JSON_PADDING). Never fails
 * but in memory: what is wrong with the line is in OUT->errors. OUT lives until the next call, and as long as the line. */
enum { CASE_JSON_PADDING = 64 };
void case_json_read(struct case_json *reader, const char *line, size_t length, uint64_t number, struct case_input *out,
                    struct trap *trap);
/* The same for the lines of an input, each in its turn, as lines_next gives them (those that are too long as well): faster,
 * since the tokens of all lines that are read are found at once. */
struct lines_line;
void case_json_line(struct case_json *reader, const struct lines_line *line, struct case_input *out, struct trap *trap);
/* From now on what is read stays, until case_json_release, for up to so many cases as this yields (MOST at the most, 0 if the policy has too
 * many facts); case_json_full tells when no more should be read. Their lines must stay, too. MOST 0: each goes with the next, as at first.
 * ARENA is that of case_json_new. */
uint32_t case_json_hold(struct case_json *reader, struct arena *arena, uint32_t most);
bool case_json_full(const struct case_json *reader);
void case_json_release(struct case_json *reader);
/* A line that was longer than CASE_MAX_LINE: its error. */
void case_json_too_long(struct case_json *reader, uint64_t number, struct case_input *out, struct trap *trap);
void case_json_free(struct case_json *reader); /* NULL is fine */

/* CSV (RFC 4180): a header line names the facts (dotted names too), then a row a case, which may go over several lines.
 * Feed it line by line, with their ends (see lines.h):
 *
 *     while ((status = lines_next(lines, &line)) is LINES_LINE or LINES_TOO_LONG)
 *         if (case_csv_line(reader, &line, &out, trap) == CASE_CSV_ROW)
 *             decide(&out);
 *     if (case_csv_end(reader, &out, trap) == CASE_CSV_ROW)
 *         decide(&out);
 *
 * Cells are read by the type of their fact: a number, an amount; yes, no, true, false; a symbol's text or name; dates
 * as in ISO 8601; lists and records as JSON. An unquoted empty cell is unknown, a quoted one is the empty text; blanks
 * are kept. Blank lines between rows are nothing. A row with too many or too few cells, or with a stray quote, is an
 * error of that case. A case without an id is named by the line where its row starts. */
struct case_csv;

enum case_csv_status {
    CASE_CSV_MORE,  /* no case yet: the header, a blank line, a row that goes on */
    CASE_CSV_ROW,   /* OUT is the next case */
    CASE_CSV_FAULT, /* the header can't be used (case_csv_fault says why): a usage error, and the end */
};

struct case_csv *case_csv_new(struct arena *arena, const struct shape *shape, const struct case_options *options);
/* LINE's bytes are needed only during the call; OUT lives until the next one. */
enum case_csv_status case_csv_line(struct case_csv *reader, const struct lines_line *line, struct case_input *out,
                                   struct trap *trap);
/* The end of the input: the last row where it has no newline or an unclosed quote (CASE_CSV_ROW), else CASE_CSV_MORE. */
enum case_csv_status case_csv_end(struct case_csv *reader, struct case_input *out, struct trap *trap);
struct str case_csv_fault(const struct case_csv *reader); /* "ar stands twice in the header (columns 2 and 5)" */
/* What is strange about the header though it can be used: "column 2 of the header, 'stat', is no fact …", a line each; empty if nothing is. */
struct str case_csv_notice(const struct case_csv *reader);
void case_csv_free(struct case_csv *reader); /* NULL is fine */

#endif
