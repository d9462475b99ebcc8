/* Cases: lines of NDJSON or rows of CSV to values of facts. */
#ifndef BYLAW_CASES_CASE_H
#define BYLAW_CASES_CASE_H

#include "code/shape.h"
#include "vm/decision.h"

struct case_input {
    struct value *facts;  /* shape.n_facts; defaults filled in; texts point into the line or the reader's arena */
    struct str name;      /* the case's name as JSON, ready to print: "C-7" in quotes and escaped, 12, or the line number */
    bool name_is_json;
    uint64_t line;        /* number of the line (CSV: physical line where the row starts), from 1 */
    const struct case_error *errors; /* n_errors > 0: the case is in error */
    uint32_t n_errors;
};

struct case_options {
    struct str id;  /* --id, or empty: case_id, else id, else the line number */
    bool has_now;   /* --now, --as-of */
    struct value now; /* a moment: for cases that have none of their own */
};

enum { CASE_MAX_LINE = 4 << 20, CASE_MAX_DEPTH = 256 };

struct case_json; /* the reader's context */

struct case_json *case_json_new(struct arena *arena, const struct shape *shape, const struct case_options *options);
/* Reads one line (LENGTH bytes, without its newline; PADDING readable bytes follow: CASE_JSON_PADDING). Never fails
 * but in memory: what is wrong with the line is in OUT->errors. OUT lives until the next call. */
enum { CASE_JSON_PADDING = 64 };
void case_json_read(struct case_json *reader, const char *line, size_t length, uint64_t number, struct case_input *out,
                    struct trap *trap);
/* A line that was longer than CASE_MAX_LINE: its error. */
void case_json_too_long(struct case_json *reader, uint64_t number, struct case_input *out, struct trap *trap);
void case_json_free(struct case_json *reader);

#endif
