/* The case that is being filled in: its facts, what is wrong with it, its name. The readers of JSON and of CSV share it. */
#ifndef BYLAW_CASES_CASE_FILL_H
#define BYLAW_CASES_CASE_FILL_H

#include "base/vec.h"
#include "cases/case_plan.h"

/* What was found where the case's name may stand. */
struct fill_id {
    uint32_t times; /* null counts too: beside a value it is twice */
    bool known;     /* not null */
    bool usable;    /* a text or a number */
    struct str json;
    struct str seen; /* as written, for the message where it is not usable */
    size_t at;
};

enum { FILL_NUMBER = 24 };

/* A case that is held. */
struct fill_lane {
    struct value *facts;
    char number[FILL_NUMBER];
};

struct case_fill {
    const struct case_plan *plan;
    const struct shape *shape;
    struct arena arena; /* of the current case, or of all that are held; kept warm */
    size_t before;      /* of its bytes: those of cases held before the current one */
    struct value *facts;
    struct value *own_facts; /* where cases are not held */
    struct fill_lane *lanes; /* of cases that are held, n_lanes of them, of which `lane` are filled; NULL: they are not */
    uint32_t n_lanes, lane;
    bool lenient; /* of facts that only kpis name nothing is said */
    struct value *blank; /* how facts begin: unknown, their defaults, the options' now */
    uint64_t *bad;       /* facts that an error names, as a bitset */
    uint32_t n_bad;
    bool line_bad;       /* an error is about the line */
    VEC(struct case_error) errors;
    VEC(size_t) places; /* where in the text each error was found: errors are in this order */
    struct fill_id ids[2];
    size_t base; /* of the part of the text that is being read: a cell */
    char *number; /* FILL_NUMBER bytes for the line's number, for a case without a name */
    char own_number[FILL_NUMBER];
};

void case_fill_init(struct case_fill *fill, struct arena *arena, const struct case_plan *plan, const struct case_options *options);
void case_fill_free(struct case_fill *fill);
void case_fill_begin(struct case_fill *fill, struct trap *trap);
/* From now on the next N cases stay, in LANES, until case_fill_release; 0: each goes with the next, as at first. */
void case_fill_hold(struct case_fill *fill, struct fill_lane *lanes, uint32_t n);
/* The cases that are held are needed no more. */
void case_fill_release(struct case_fill *fill);

/* Whether BYTES more of lists, records and texts fit the case. */
static inline bool case_fill_room(const struct case_fill *fill, size_t bytes)
{
    return bytes <= CASE_MAX_VALUES && fill->arena.used - fill->before <= CASE_MAX_VALUES - bytes;
}

/* Errors of FACT, found at byte AT of the text; the fact becomes unknown. One a fact: further ones are dropped. */
void case_fill_wrong(struct case_fill *fill, uint32_t fact, size_t at, struct str seen, struct str where, struct str expected,
                     struct str hint);
void case_fill_fault(struct case_fill *fill, uint32_t fact, size_t at, struct str text);
/* An error about LINE ("line") or a key that is no fact. */
void case_fill_line(struct case_fill *fill, size_t at, struct str text);
void case_fill_about(struct case_fill *fill, size_t at, struct str subject, struct str text);
/* Forgets the errors and facts so far: the line is no case. */
void case_fill_drop(struct case_fill *fill);

/* Names the case and fills in OUT. */
void case_fill_done(struct case_fill *fill, uint64_t line, bool is_case, struct case_input *out);

#endif
