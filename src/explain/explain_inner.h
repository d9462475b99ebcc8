/* The state of making one explanation, shared by the files of this room. */
#ifndef BYLAW_EXPLAIN_EXPLAIN_INNER_H
#define BYLAW_EXPLAIN_EXPLAIN_INNER_H

#include "explain/explain.h"

#include "base/buf.h"

typedef VEC(struct why *) why_list;

struct making {
    struct explain *how;
    struct arena *arena;
    const struct program *program;
    const struct eval_trace *trace;
    const struct trace_value *exprs; /* the trace's, kept from what is probed later */
    struct buf *text, *made; /* scratch */
    bool *told;       /* definitions that were explained already */
    bool *asked;      /* lookups whose row was shown already */
    unsigned depth;   /* of definitions inside definitions */
};

/* ---- explain_words.c ---- */
struct why_place explain_place(const struct making *m, struct span span);
/* The text of SPAN on one line. */
struct str explain_written(const struct making *m, struct span span);
/* Whether what EXPR is worth may not be shown. */
bool explain_hidden(const struct making *m, const struct expr *expr);
const struct trace_value *explain_traced(const struct making *m, const struct expr *expr); /* NULL: not looked at */
struct str explain_value(struct making *m, struct value value, const struct type *type); /* for people; texts between quotes; cut where long */
struct str explain_json(struct making *m, struct value value, const struct type *type);
/* The action as people read it, with the arguments that are known, and the others as they are written. */
struct str explain_action_text(struct making *m, const struct action *action, const struct value *args);
/* What stands in m->text, in the arena; empties it. */
struct str explain_take(struct making *m);

/* ---- explain_test.c ---- */
/* A condition as nodes; a NULL one is no node. */
struct why *explain_condition(struct making *m, const struct expr *expr);
/* Whether E is written as one condition, though it may be made of several. */
bool explain_is_one(const struct expr *e);
/* A condition's parts where it is an `and`, else itself, pushed. */
void explain_conditions(struct making *m, const struct expr *expr, why_list *list);
void explain_guard(struct making *m, const char *word, const struct expr *expr, bool negated, why_list *list);
/* The facts and definitions that EXPR's value goes back to, pushed. */
void explain_origins(struct making *m, const struct expr *expr, why_list *list);
/* What stands at E, which is no condition, with its operands' values. */
struct why *explain_calculation(struct making *m, const struct expr *e);
struct why *explain_node(struct making *m, enum why_kind kind, struct span span);

/* ---- explain_definition.c ---- */
struct why *explain_definition(struct making *m, uint32_t index);
/* A row or arm: its conditions, those that decide where it is no, and what its VALUE (or NULL) goes back to. OWNER: the table's name,
 * or empty. */
struct why *explain_row(struct making *m, struct str owner, struct span span, const struct expr *condition, const struct expr *value);

/* ---- explain_failed.c ---- */
/* What stands at the place of an error, pushed. */
void explain_failed(struct making *m, const struct case_error *error, why_list *list);

/* ---- explain_not.c ---- */
const struct why_not *explain_not(struct making *m, const struct expectation *goal, const struct decision *decision);

/* ---- explain_rule.c ---- */
struct why_rule explain_rule(struct making *m, uint32_t arm);

#endif
