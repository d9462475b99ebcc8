/* A decision: the actions to take, each with the rule and the reason behind it, and the facts that are still missing.
 * Made by an engine in its arena, valid until the engine decides the next case. Names and texts are borrowed from the
 * policy or from that arena. */
#ifndef BYLAW_VM_DECISION_H
#define BYLAW_VM_DECISION_H

#include "source/source.h"
#include "value/fact.h"

enum decision_status { DECISION_DECIDED, DECISION_INCOMPLETE, DECISION_CONFLICT, DECISION_ERROR };

struct decided_arg {
    struct str key;
    const struct type *type;
    struct value value; /* known */
};

struct decided_action {
    struct str verb;
    const struct decided_arg *args; /* in the order of the verb's parameters, given ones only */
    uint32_t n_args;
    const struct str *rules; /* at least one */
    uint32_t n_rules;
    const struct str *because; /* distinct */
    uint32_t n_because;
    const struct str *cite; /* distinct */
    uint32_t n_cite;
    /* For writers that keep what they wrote: where all of it (same_all), all before its rules but the arguments whose bits are set in
     * COMPUTED (same_head), or its rules, because and cite (same_tail) are constants of the policy, a number that tells which, the
     * same in every case that has it; else 0. */
    uint32_t same_all, same_head, same_tail;
    uint64_t computed;
};
enum { DECIDED_MARKS = 64 }; /* bits of COMPUTED: an action with more arguments has no same_head */

struct decided_value {
    const struct str *path;
    uint32_t n_path;
    const struct type *type;
    struct value value; /* known */
};

struct case_error {
    struct str subject; /* fact, rule, definition, table, "line" … by its name */
    struct str text;    /* what is wrong, lower case, no full stop */
    struct span span;   /* the place in the policy, if has_span */
    bool has_span;
    struct str seen, expected; /* of a fact's error, for the long form; empty for private facts */
    struct span also;       /* the second place (the other row), if has_also */
    bool has_also;
};

struct decision {
    enum decision_status status;
    const struct decided_action *const *actions; /* most of them are the policy's own, and not copied for a case */
    uint32_t n_actions;
    const struct decided_value *values;
    uint32_t n_values;
    const uint32_t *needs; /* indexes of facts, ascending */
    uint32_t n_needs;
    const uint32_t *judgements; /* indexes of facts, ascending */
    uint32_t n_judgements;
    const struct case_error *errors;
    uint32_t n_errors;
};

/* What can go wrong in evaluating; the words are decision_error_text's. */
enum eval_error {
    EVAL_OVERFLOW, EVAL_DIVISION_BY_ZERO, EVAL_DATE_RANGE, EVAL_NOT_WHOLE_DAYS, EVAL_ROUND_PLACES,
    EVAL_TWO_ROWS, EVAL_ROWS_DISAGREE, EVAL_TEXT_LIMIT, EVAL_LIST_LIMIT, EVAL_STEPS_LIMIT, EVAL_TWO_FOUND,
    EVAL_NO_HOST,
};
/* Texts are limited where they are made (interpolation, lower, upper). A step is an element that a quantifier, an aggregate,
 * IN or HAS looks at; a text that is made costs a quarter of its bytes, one that is searched (CONTAINS, MATCHES) a 64th. The
 * engines need not count alike to the last step (sharing saves some): only nobody may go on for hours. */
enum { LIMIT_TEXT_BYTES = 1 << 20, LIMIT_LIST_ITEMS = 1 << 20, LIMIT_STEPS = 1 << 24 };

/* One wording for all engines (they share no evaluation, but say the same). decision.c. */
struct str decision_error_text(enum eval_error error);
/* "asks for assign Heather, while B asks for assign Spencer" of two actions that `once` forbids together. The subject is
 * the first's first rule. SCRATCH is the caller's, empty afterwards. */
struct case_error decision_conflict(struct arena *arena, struct buf *scratch, const struct decided_action *a,
                                    const struct decided_action *b, const struct text_style *style);
/* "decides owner otherwise than B" of two tables. */
struct case_error decision_disagreement(struct arena *arena, struct str table, struct str other, struct str definition);
/* A guarantee that is broken: "is broken: never allow courtesy when state is WV, but b, c ask for it". RULES (N of them, each named
 * once) did it; none: nobody asks for what is always to be. */
struct case_error decision_broken(struct arena *arena, struct str guarantee, struct str text, const struct str *rules, uint32_t n);

#endif
