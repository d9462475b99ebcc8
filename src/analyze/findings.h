/* What `bylaw check` finds over all possible cases: rules that conflict, cases that nothing decides, rules and rows that never
 * apply, and the like. Every question is put to the diagrams of symbolic.h; what is told has a case that the reference
 * evaluator has decided, or is proved of all cases. What neither could be done for is in `open`, never left out.
 *
 *     struct findings found;
 *     findings_init(&found, &arena, &sources);
 *     findings_make(&found, program, NULL, &trap);
 *     for (uint32_t i = 0; i < found.all.n; i++)
 *         … found.all.at[i]->diag->text …
 */
#ifndef BYLAW_ANALYZE_FINDINGS_H
#define BYLAW_ANALYZE_FINDINGS_H

#include "check/program.h"

/* In the order in which they are told. */
enum finding_kind {
    FINDING_ERROR,    /* of reading: what the checker says */
    FINDING_CONFLICT, /* two rules can both fire and ask for different things */
    FINDING_GAP,      /* cases without a result */
    FINDING_DEAD,     /* what never fires, or never matters */
    FINDING_TIME,     /* periods in which nothing is in effect; what has ended */
    FINDING_OVERLAP,  /* two policies act on one case differently */
    FINDING_DEFAULT,  /* combinations of values that are named, and left to the catch-all */
    FINDING_CONSTANT, /* a condition that is always the same where it stands */
    FINDING_UNUSED,   /* what is declared and never used */
    FINDING_KINDS
};
const char *finding_kind_name(enum finding_kind kind); /* "gap" */

/* A region of cases, as rules write it: what each fact or term must be. */
struct finding_side {
    struct str head;      /* `ar`, `count of items`: what a table's column would be headed by, */
    struct str other;     /* or by this, a definition that is worth the same; may be empty */
    struct str cell;      /* below that head; empty: it cannot be said in a cell */
    struct str condition; /* empty: not in a condition either */
};
struct finding_region {
    const struct finding_side *sides;
    uint32_t n;
};

struct finding {
    enum finding_kind kind;
    struct diag *diag;    /* code, severity, place, message; its notes are the further places */
    struct str case_json; /* as `bylaw eval` takes it, one line; empty: there is none to show */
    struct str rows;      /* and --rows for it; mostly empty */
    struct str fix;       /* in words; may be empty */
    struct str loser;     /* of an override or defeat that never matters: what gives way */
    VEC(struct finding_region) regions; /* of a table's gap: the rows to add */
    bool more_regions;                  /* they are not all of it */
    struct span row;                    /* of the table: its first row */
};

/* A question that is left open. */
struct finding_open {
    enum finding_kind kind;
    struct span span;
    struct str text; /* "whether 'a' and 'b' conflict" */
};

struct findings {
    struct arena *arena;
    struct diags diags; /* the messages of all, in no order */
    VEC(struct finding *) all;
    VEC(struct finding_open) open;
    struct finder *finder; /* at work; NULL: nothing to be freed */
    struct str defect; /* a case that did not bear out its finding: a defect of Bylaw; empty: none */
};

struct findings_options {
    const uint32_t *pack_of; /* of each source: which of the policies of the call it belongs to, from 1; 0: the standard library. NULL: not known */
    bool has_as_of;
    int64_t as_of;           /* the day (days since 1970) that periods are held against: what ended before it is told */
};

/* No findings yet, in ARENA, which outlives FINDINGS. */
void findings_init(struct findings *findings, struct arena *arena, const struct sources *sources);
/* Adds all that is found in PROGRAM (borrowed). OPTIONS may be NULL. Failures of allocation go to TRAP; nothing is left to be
 * freed but by findings_end, also then. */
void findings_make(struct findings *findings, const struct program *program, const struct findings_options *options, struct trap *trap);
/* Gives back what the arena does not hold. FINDINGS may be cleared memory. */
void findings_end(struct findings *findings);

/* Adds a message as a finding; for what other rooms find. The text is as diag_add's. */
struct finding *findings_add(struct findings *findings, enum finding_kind kind, enum diag_code code, struct span span, const char *format,
                             ...) __attribute__((format(printf, 5, 6)));

#endif
