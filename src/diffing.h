/* Telling what is different between two policies. */
#ifndef BYLAW_DIFFING_H
#define BYLAW_DIFFING_H

#include "analyze/decisions.h"
#include "analyze/diff.h"
#include "report/report.h"
#include "session.h"

struct diffing {
    const struct policy *policies[DIFF_SIDES]; /* borrowed */
    bylaw_diff_options options;
    struct trap trap;
    struct arena arena;
    struct report reports[DIFF_SIDES];
    struct diff *diff;
    struct buf out;
};

/* Fills in diffing->reports. */
void diffing_ready(struct diffing *diffing);
/* diffing_cases.c: the cases or receipts (options.receipts) of FD, told. Not BYLAW_OK or BYLAW_FAULT: *WHY. */
bylaw_status diffing_run_cases(struct diffing *diffing, int fd, const bylaw_options *deciding, const char **why);

/* diffing_tell.c: appends to diffing->out. */
void diffing_tell_head(struct diffing *diffing);
void diffing_tell_region(struct diffing *diffing, uint32_t index);
void diffing_tell_end(struct diffing *diffing);
/* What only one of two decisions has, a line each ("- allow refund  (rule a)", "+ needs ar"), each after INDENT. */
void diffing_changes(struct diffing *diffing, const char *indent, const struct decision *old, const struct decision *new);

/* TEXT on one line, so that nothing in it is Markdown. */
void diffing_plain(struct buf *out, struct str text);

#endif
