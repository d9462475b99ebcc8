/* What the files checking*.c share: a policy's messages and findings, filtered, sorted and told. Behind bylaw_check. */
#ifndef BYLAW_CHECKING_H
#define BYLAW_CHECKING_H

#include "analyze/findings.h"
#include "answering.h"
#include "bylaw.h"
#include "pipeline.h"

struct diff;

struct checking {
    const struct policy *policy; /* borrowed */
    bylaw_check_options options;
    bylaw_check_stats *stats;
    struct trap trap;
    struct arena arena;
    struct findings findings;
    const struct program *program; /* whose cases are looked at; NULL: the policy could not be read */
    bool analyzed;               /* they have been looked at */
    VEC(struct finding *) told;  /* in the order in which they are told */
    struct answering answering;  /* the database, while it is asked */
    bylaw_status asked;          /* what became of that */
    struct policy *changed;      /* while changes are proved: the policy after them, and the comparison; NULL: not at it */
    struct diff *diff;
    struct buf out;
};

/* checking.c: */
/* A run over POLICY, or NULL where there is no memory. *WHY: an option that cannot be; else NULL. checking_end in any case (NULL is fine). */
struct checking *checking_new(const bylaw_policy *policy, const bylaw_check_options *options, bylaw_check_stats *stats, const char **why);
/* Everything that there is to tell, into CHECKING->told. */
void checking_find(struct checking *checking);
void checking_end(struct checking *checking);

/* checking_json.c: all that is told as one document: bylaw.check/1, or SARIF 2.1.0. */
void checking_json(struct checking *checking);
void checking_sarif(struct checking *checking);
/* checking_rows.c: completes the fix of a table's gap by the rows to add, in the table's own columns. */
void checking_rows(struct checking *checking);
/* checking_allow.c: takes out of CHECKING->told what a comment in the file allows ("# check: allow BY0312 because …", on the line or
 * the line before), and adds a finding for each such comment that is not well formed, or that nothing needed. */
void checking_allow(struct checking *checking);
/* checking_names.c: facts, definitions, types, symbols, parties, templates and lookups that are declared and never used. */
void checking_names(struct checking *checking);

#endif
