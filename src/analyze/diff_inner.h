/* Shared by the files diff*.c. */
#ifndef BYLAW_ANALYZE_DIFF_INNER_H
#define BYLAW_ANALYZE_DIFF_INNER_H

#include "analyze/diff.h"

#include "analyze/cells_inner.h"
#include "analyze/symbolic.h"
#include "analyze/witness.h"

/* One thing that only the decision of SIDE has, and where. */
struct diff_part {
    enum diff_kind kind;
    unsigned side;
    uint32_t index; /* ACTION: of its symbolic; OUTPUT: a definition */
    diagram where;
};

/* Two facts of one name and two types: a case says them both at once. */
struct diff_link {
    uint32_t facts[DIFF_SIDES]; /* of the space */
};

/* A question in parts: where any of them is yes. TWINS: of each, which of the other side's list is most like it; UINT32_MAX: not known. */
struct diff_list {
    VEC(diagram) parts;
    VEC(uint32_t) twins;
};

struct diff_state {
    struct diff shown; /* first */
    struct arena *arena;
    struct trap *trap;
    const struct program *programs[DIFF_SIDES];
    struct diff_options options;
    struct space *space;
    struct symbolic *sides[DIFF_SIDES];
    struct witness_solver *solver; /* NULL where none is built in */
    struct witness *witness;
    const uint32_t *twins[DIFF_SIDES]; /* see diff_twin */
    VEC(struct diff_part) parts;
    VEC(struct diff_link) links;
    bool tracked;     /* needs are compared */
    diagram doubtful; /* where tables disagree about a definition, which is a conflict only if it is looked at, or needs are not known exactly */
    diagram possible; /* where linked facts go together */
};

void diff_note(struct diff_state *diff, enum diff_weight weight, struct str text);

/* ---- diff_links.c ---- */
/* Finds the links, and what goes with them: diff->links, diff->possible, notes. */
void diff_link_facts(struct diff_state *diff);
/* Gives linked facts of a case one value: FACTS, of the space, each in its cell. */
void diff_join_facts(struct diff_state *diff, struct value *facts);
/* FACTS as a case says them: without defaults, and of linked ones only the new. Where that is missing, the old. */
const struct value *diff_said(struct diff_state *diff, const struct value *facts);

/* ---- diff_lists.c ---- */
void diff_list_add(struct diff_state *diff, struct diff_list *list, diagram part, uint32_t twin);
/* Where LIST is yes, and OTHERS is not. */
diagram diff_list_only(struct diff_state *diff, const struct diff_list *list, const struct diff_list *others);
/* QUESTION, where LIST is not yes. */
diagram diff_list_without(struct diff_state *diff, diagram question, const struct diff_list *list);
/* The action of the other side that stands for ACTION of SIDE: of the rule of that name, else at its place. UINT32_MAX: it has no actions. */
uint32_t diff_twin(struct diff_state *diff, unsigned side, uint32_t action);

/* ---- diff_notes.c ---- */
/* Makes diff->space. Lookups of one name that are not the same question become strangers. */
void diff_take_together(struct diff_state *diff);
/* Remarks on what only one side has, and what is left aside. */
void diff_remark(struct diff_state *diff);

/* ---- diff_alike.c ---- */
/* Whether an expression of the old program and one of the new say the same, word for word but for names of definitions. */
bool diff_alike(struct diff_state *diff, const struct expr *old, const struct expr *new);

/* ---- diff_walk.c ---- */
/* Calls SEE for each expression of the program of SIDE that decides something. Yields which definitions are among them. */
const bool *diff_walk(struct diff_state *diff, unsigned side, void (*see)(void *context, const struct expr *expr), void *context);

/* ---- diff_parts.c ---- */
/* Fills in diff->parts. */
void diff_find_parts(struct diff_state *diff);

/* ---- diff_needs.c ---- */
/* The question where the two need other facts, if needs are tracked. */
diagram diff_needs(struct diff_state *diff);

#endif
