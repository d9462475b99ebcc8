/* What scenarios have tried of the rules: each rule, each branch or row, each atomic condition. A condition is an expression of the
 * program (a comparison, a fact, a definition by its name …), never a line: layout changes no figure. A *decision* is a whole
 * condition made of such, with and, or, not.
 *
 * A condition matters where flipping it flips its decision (masking MC/DC): a run where it is yes and one where it is no,
 * in neither of which another operand settles the decision by itself, with two outcomes of the decision.
 *
 * Several policies may be counted into one coverage (a folder's): what stands at the same place of the same file is one. */
#ifndef BYLAW_SCENARIO_COVERAGE_H
#define BYLAW_SCENARIO_COVERAGE_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "check/program.h"
#include "eval/eval_trace.h"

enum cover_kind { COVER_RULE, COVER_BRANCH, COVER_CONDITION };

struct cover_file {
    struct sources *sources; /* of this one text, for places */
    struct str name, text;
    VEC(uint32_t) items;     /* in the order of their places */
};

/* A scenario, when all it was tried on is gone. */
struct cover_case {
    struct str title, file;
    uint32_t line, row; /* row: of a table, from 1; 0: no table's */
};

struct cover_item {
    enum cover_kind kind;
    uint32_t file;
    struct span span;       /* in that file's sources */
    struct str words;       /* CONDITION: as people read it, a table's cell with its column's head */
    struct str rule;        /* the rule, table or definition that it is of */
    bool can_be_unknown;    /* CONDITION: some case may leave it so */
    bool possible[3], ruled_out[3]; /* CONDITION: some policy may have it so; some policy is proved not to */
    uint64_t seen[3];       /* by enum truth: RULE and BRANCH: whether it fired; CONDITION: what it came to */
    const struct cover_case *shows[3][3]; /* CONDITION: came to this, unmasked, and its decision to that: the first scenario; NULL: none */
    bool masked[3];         /* CONDITION: came to this, masked */
    struct span masked_by;  /* what did it last */
    uint64_t decided;       /* CONDITION: how often its decision was looked at, itself or not */
};

struct coverage {
    struct arena *arena;
    VEC(struct cover_file *) files;
    VEC(struct cover_item *) items;
    struct map by_place;
};

struct cover_figures {
    uint32_t rules, rules_fired, branches, branches_fired;
    uint32_t conditions, conditions_full; /* full: each answer seen that there can be */
    uint32_t answers, answers_seen;       /* yes, no and (where it can be) unknown of each condition */
    uint32_t can_matter, mattering;       /* conditions that can be yes and no; those of them shown to matter */
};

/* Fills in COVERAGE, which is fresh memory. */
void coverage_init(struct coverage *coverage, struct arena *arena);
/* The item of KIND at SPAN, made where there is none. Of conditions at one place MARK tells them apart. */
struct cover_item *coverage_item(struct coverage *coverage, const struct sources *sources, enum cover_kind kind, struct span span, uint32_t mark);
/* Of one file, or (NULL) of all. */
struct cover_figures coverage_figures(const struct coverage *coverage, const struct cover_file *file);
/* Whether some case may bring it to TRUTH, for all that is known. */
bool coverage_can_be(const struct cover_item *item, enum truth truth);
bool coverage_matters(const struct cover_item *item);
/* The two scenarios (perhaps one, of several elements) that show that it matters: it is yes in the first and no in the second, and its decision comes
 * to those two. False: it does not matter. */
struct cover_pair {
    const struct cover_case *with[2];
    enum truth outcome[2];
};
bool coverage_pair(const struct cover_item *item, struct cover_pair *pair);
/* That in words, a line (ended); nothing where it does not matter. */
void coverage_shown(const struct cover_item *item, struct buf *out);
/* Whether all has been seen of it that there is to see. */
bool coverage_full(const struct cover_item *item);
/* What is lacking, a line (ended) each: "'amount > $1000' was never unknown". Nothing where it is full. */
void coverage_reasons(const struct coverage *coverage, const struct cover_item *item, struct buf *out);
struct place coverage_place(const struct coverage *coverage, const struct cover_item *item);
/* FILE's items that begin in LINE: the index of the first in its list, and of the one behind the last, *END. */
uint32_t coverage_on_line(const struct coverage *coverage, const struct cover_file *file, uint32_t line, uint32_t *end);

/* coverage_record.c: counts the cases that an evaluator decides. */
struct recorder;
/* In ARENA, for PROGRAM. */
struct recorder *coverage_recorder(struct arena *arena, struct coverage *coverage, const struct program *program, const struct sources *sources);
/* From now on EVAL, which is of that program, tells the recorder. */
void coverage_watch(struct recorder *recorder, struct eval *eval);
/* The next case is that of a scenario. */
struct scenario;
void coverage_begin(struct recorder *recorder, const struct scenario *scenario);
/* EVAL has decided a case: STATUS. */
void coverage_decided(struct recorder *recorder, const struct eval *eval, enum decision_status status);

/* What it takes for something to be looked at: none of the limits' expressions is the truth that it has there, and the definition (UINT32_MAX: none) that
 * all of it stands in is asked for. */
struct cover_limit {
    const struct expr *expr;
    enum truth truth;
};
struct cover_reach {
    const struct cover_limit *limits;
    uint32_t n_limits;
    uint32_t definition;
};
typedef VEC(struct cover_reach) cover_uses; /* where a definition is asked for */
/* A condition where the program has it. */
struct cover_place {
    const struct expr *expr;
    struct cover_item *item;
    struct cover_reach reach;
    const struct cover_limit *others; /* it settles the whole condition where the other operands are these truths */
    uint32_t n_others;
    bool inside; /* of a test of elements: it has variables */
    bool shared; /* it stands in several places, of which REACH is but one */
};
const struct cover_place *coverage_places(const struct recorder *recorder, uint32_t *n);
const cover_uses *coverage_uses(const struct recorder *recorder); /* of each definition */

/* coverage_text.c, coverage_json.c, coverage_lcov.c, coverage_html.c */
void coverage_text(const struct coverage *coverage, bool pairs, struct buf *scratch, struct buf *out); /* PAIRS: also what shows that conditions matter */
void coverage_json(const struct coverage *coverage, struct buf *scratch, struct buf *out);
void coverage_lcov(const struct coverage *coverage, struct buf *out);
void coverage_html(const struct coverage *coverage, struct buf *scratch, struct buf *out);

#endif
