/* Shared by findings.c and the files of the kinds of findings. */
#ifndef BYLAW_ANALYZE_FINDER_H
#define BYLAW_ANALYZE_FINDER_H

#include "analyze/findings.h"
#include "analyze/symbolic_inner.h"
#include "analyze/witness.h"

/* Conditions in a row: of a unit's arms, or of the arms of a definition or table. */
struct chain {
    const struct unit *unit;             /* or NULL, */
    const struct expr *arms;             /* then this: ARMS, */
    VEC(const struct expr *) columns;    /* with those of the table's other columns, itself the first */
    const struct definition *definition; /* that it is the first column of */
    struct str name;                     /* of the unit, table or definition */
    bool table;
    enum hit hit;
    struct span span;
    const struct expr *guards[3]; /* effective and when; NULL: none */
    diagram guard;                /* the question where guards hold and no unless does */
    uint32_t n;
    const struct expr **conditions; /* NULL: otherwise */
    diagram *yes, *no;              /* questions: of each condition */
    struct span *spans;
    struct str *names; /* of arms of units; else empty */
};

struct finder {
    struct findings *out;
    const struct findings_options *options;
    const struct sources *sources;
    const struct program *program; /* as it was checked */
    struct program shown;          /* its copy: all definitions are shown, and nothing is guaranteed */
    const struct program *programs[1];
    struct arena *arena;
    struct trap *trap;
    struct space *space;
    struct symbolic *s;
    struct witness *w;
    struct diagrams *pool;
    struct buf text;
    diagram error; /* the question where the decision is an error */
    VEC(struct chain *) chains;
    struct witness_solver *solver; /* NULL: none is built in */
    struct bearing *bearing;       /* NULL: not yet asked */
};

/* Whether some case is in QUESTION. Cheap where nothing has to be calculated. */
enum answer finder_possible(struct finder *f, diagram question);
/* A case of QUESTION that CLAIM (or NULL) holds of, put into FINDING. */
enum answer finder_case(struct finder *f, diagram question, const struct witness_claim *claim, struct witness_case *found);
void finder_show_case(struct finder *f, struct finding *finding, const struct witness_case *found);
/* Says that it could not be found out. The text is printf-formatted. */
void finder_open(struct finder *f, enum finding_kind kind, struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
void finder_fix(struct finder *f, struct finding *finding, const char *format, ...) __attribute__((format(printf, 3, 4)));
void finder_also(struct finder *f, struct finding *finding, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What is in the finder's buffer, kept. */
struct str finder_take(struct finder *f);
/* The text of SPAN on one line, shortened. */
struct str finder_quote(struct finder *f, struct span span);
/* An action as a rule would ask for it: "assign Heather priority high". */
struct str finder_action(struct finder *f, const struct action *action);
unsigned finder_line(const struct finder *f, struct span span);
/* How arm I of a chain is called: "'a'", "the row in line 12". */
struct str finder_arm(struct finder *f, const struct chain *chain, uint32_t i);
/* The leaf of D where each input is in its cell of CELLS. */
uint32_t finder_leaf(const struct finder *f, diagram d, const uint32_t *cells);
/* QUESTION without the cases that are an error, and without those where a fact is missing, where there are others. */
diagram finder_given(struct finder *f, diagram question);

/* Whether actions of A defeat those of B. */
bool finder_defeats(const struct finder *f, const struct verb *a, const struct verb *b);

static inline diagram finder_and(struct finder *f, diagram a, diagram b) { return diagram_and(f->pool, a, b); }

/* ---- shadows.c ---- */
/* An arm, and arms that might take all its cases from it: those that MAY marks. */
struct shadow {
    const struct chain *chain;
    uint32_t index;
    diagram own; /* where its condition holds */
    bool *may;
};
/* Whether they do, together. OPEN: not found out. */
enum answer shadow_falls(struct finder *f, const struct shadow *shadow);
/* Leaves marked a least set of them that do. */
void shadow_shrink(struct finder *f, struct shadow *shadow);
/* "the row in line 7 and the row in line 8"; how many: *N. And their places, as notes that say WHAT. */
struct str shadow_names(struct finder *f, const struct shadow *shadow, uint32_t *n);
void shadow_also(struct finder *f, const struct shadow *shadow, struct finding *finding, const char *what);
/* A case of the arm that one of them is certain to take; false: there is none to show. WHAT: a BEARING_ */
void shadow_case(struct finder *f, const struct shadow *shadow, struct finding *finding, unsigned what);
/* "'a'", "this row" of arm I. */
struct str shadow_subject(struct finder *f, const struct chain *chain, uint32_t i);

/* ---- bearing.c ---- */
/* What a case must show, as the reference evaluator decides it. */
struct bearing_claim {
    struct finder *f;
    enum {
        BEARING_NOTHING_FIRES, /* no arm of the unit CHAIN applies */
        BEARING_SHADOWED,      /* ARM of CHAIN holds, and one before it is taken */
        BEARING_OUTDONE,       /* ARM of CHAIN holds, and another one, too */
        BEARING_TAKEN,         /* ARM of CHAIN is the first that holds */
        BEARING_OVERRIDDEN,    /* ARM of CHAIN holds, and what overrides it fires */
        BEARING_DEFEATED,      /* the arm of ACTION fires, and the action does not come */
        BEARING_BOTH_FIRE,     /* the arms of ACTION and OTHER */
    } what;
    const struct chain *chain;
    uint32_t arm;
    const struct symbolic_action *action, *other;
};
/* `holds` of a witness_claim whose context is a bearing_claim. */
bool bearing_holds(void *context, uint32_t program, const struct value *facts, const struct decision *decision);
void bearing_end(struct finder *f);

/* ---- a file a kind ---- */
void chains_make(struct finder *f);
void conflicts_find(struct finder *f);
void gaps_find(struct finder *f);
void dead_find(struct finder *f);
void outdone_find(struct finder *f);
void idle_find(struct finder *f);
void periods_find(struct finder *f);
void overlap_find(struct finder *f);
void defaults_find(struct finder *f);
void constants_find(struct finder *f);

#endif
