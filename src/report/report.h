/* Writers of decisions, into a buffer. One line, row or paragraph a case. */
#ifndef BYLAW_REPORT_REPORT_H
#define BYLAW_REPORT_REPORT_H

#include "base/buf.h"
#include "base/vec.h"
#include "vm/decision.h"

enum report_format { REPORT_JSON, REPORT_TEXT, REPORT_CSV };

/* What a writer knows of the policy, and how it is to write. */
struct report {
    enum report_format format;
    const struct fact *facts; /* borrowed, as all here: names in needs, labels, who is to be asked */
    uint32_t n_facts;
    const struct text_style *style;
    const struct sources *sources; /* for the places of errors; may be NULL */
    bool color;                    /* text and errors */
    bool safe;                     /* CSV: defuse formulas */
    bool more;                     /* something is written already: text parts its paragraphs by blank lines */
    struct buf scratch;            /* owned */
    struct arena kept;             /* owned: what report_json wrote of constant actions, by decided_action's numbers */
    struct report_kept {
        VEC(struct str) texts;
    } kept_all, kept_tail;
    VEC(const struct str *) kept_heads; /* of each the texts around the computed arguments; NULL: not yet */
};

/* Which case it is. */
struct report_case {
    struct str name;  /* as JSON, ready to print (case_input.name) */
    struct str input; /* the file, as it was named; for report_error */
    uint64_t line;    /* in it, from 1 */
};

/* Fills in all but color and safe, which are off. TRAP gets failures of the scratch buffer. */
void report_init(struct report *report, enum report_format format, const struct fact *facts, uint32_t n_facts,
                 const struct text_style *style, const struct sources *sources, struct trap *trap);
void report_free(struct report *report);
/* "json", "text", "csv"; false for another name. */
bool report_format_named(struct str name, enum report_format *format);

/* What comes before the first case: CSV's header. */
void report_begin(struct report *report, struct buf *out);
/* One case, newline included. The reader's errors come as a decision too: DECISION_ERROR with those errors. */
void report_write(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision);

/* The writers themselves, in files of their names. */
void report_json(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision);
/* One action as it stands in the decision's line. */
void report_json_action(struct report *report, struct buf *out, const struct decided_action *action);
void report_text(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision);
void report_csv_header(struct buf *out);
void report_csv(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision);
/* report_words.c: parts of decisions as people read them. */
void report_action(const struct report *report, struct buf *out, const struct decided_action *action); /* assign Heather priority high */
void report_value(const struct report *report, struct buf *out, const struct decided_value *value);    /* owner = Spencer */
void report_name(struct buf *out, struct str json); /* a case's name: C-7, from "C-7" */
/* The long form of a decision's errors, for standard error: input file, line, case, fact, value seen, what was
 * expected; a line an error, with the place in the policy where it has one. Nothing where there are none. */
void report_error(struct report *report, struct buf *out, const struct report_case *which, const struct decision *decision);

#endif
