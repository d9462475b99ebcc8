/* An explanation: why a decision came out as it did, as a tree that writers can print without knowing the program. Texts and nodes are
 * in the arena of whoever made it (explain.h), values borrowed from the case. */
#ifndef BYLAW_EXPLAIN_EXPLANATION_H
#define BYLAW_EXPLAIN_EXPLANATION_H

#include "source/source.h"
#include "value/fact.h"
#include "vm/decision.h"

/* Whether a condition holds. */
enum why_truth {
    WHY_NO,
    WHY_YES,
    WHY_UNKNOWN,
    WHY_UNSEEN, /* what came before it has settled the matter */
    WHY_HIDDEN, /* it rests on a private fact */
};

enum why_kind {
    WHY_TEST,       /* one condition */
    WHY_ALL,        /* of its parts: and */
    WHY_ANY,        /* or */
    WHY_NOT,
    WHY_GUARD,      /* its part, behind the word in `name`: when, unless, effective. Truth: whether the guard lets pass */
    WHY_FACT,       /* name, value */
    WHY_DEFINITION, /* name, value; parts: how it came to it */
    WHY_LOOKUP,     /* name, value: what was found; parts: what it was asked with */
    WHY_ROW,        /* an arm of a definition or a row of a table that was taken, or that stands in the way; name: the table's, or empty */
};

struct why_place {
    struct str file;
    uint32_t line, column; /* from 1; 0: nowhere */
};

struct why {
    enum why_kind kind;
    enum why_truth truth;   /* of conditions, guards and rows */
    struct str text;        /* as it is written, on one line */
    struct str shown;       /* a condition with its operands' values; empty: it has none */
    struct str name;
    struct why_place place;
    const struct fact *fact; /* WHY_FACT */
    struct str value, json; /* of facts, definitions and lookups: for people, and as JSON; empty: not known */
    bool private_;          /* the value is not shown */
    bool again;             /* a definition that was explained before: without parts */
    struct why *const *parts;
    uint32_t n;
};

/* A rule that gets its way over another. */
enum why_means { WHY_OVERRIDES, WHY_DEFEATS, WHY_FIRST, WHY_SAME, WHY_RIVAL };

struct why_beat {
    enum why_means means;
    struct str rule;
    struct why_place place;
    struct str action; /* as people read it; WHY_DEFEATS, WHY_RIVAL: the other's */
    bool unsure;       /* the other one is undecided */
};

struct why_rule {
    struct str name, label;
    struct str kind; /* rule, group, table */
    struct why_place place;
    enum why_truth state; /* whether it applies, by itself */
    struct str because;
    const struct str *cite;
    uint32_t n_cite;
    struct why *const *parts; /* guards and conditions, in the order in which they were looked at */
    uint32_t n;
    const struct why_beat *over, *under; /* those that it beats; those that beat it */
    uint32_t n_over, n_under;
};

enum why_outcome { WHY_TAKEN, WHY_UNDECIDED, WHY_LOST };

struct why_action {
    enum why_outcome outcome;
    struct str text; /* assign Heather priority high; what is not known as it is written */
    struct str verb;
    const struct decided_arg *args; /* known ones */
    uint32_t n_args;
    struct why *const *computed; /* definitions behind the arguments */
    uint32_t n_computed;
    const struct why_rule *rules;
    uint32_t n_rules;
    const uint32_t *needs;
    uint32_t n_needs;
};

struct why_need {
    const struct fact *fact;
    const struct str *rules; /* that wait for it; none: a required fact */
    uint32_t n_rules;
};

/* One way to bring about what did not happen. */
struct why_change {
    const struct fact *fact;
    struct str from, to; /* for people; from: empty where it is missing, `(private)` where it is private */
    struct str json;     /* of TO: null to leave it out */
};

struct why_way {
    const struct why_change *changes;
    uint32_t n;
};

struct why_not {
    struct str goal;   /* as it was asked */
    bool there;        /* it is in the decision already */
    const struct why_action *candidates; /* what rules could bring, one rule each */
    uint32_t n_candidates;
    struct why *const *values; /* of a value: what it came to instead */
    uint32_t n_values;
    const struct why_way *ways; /* fewest facts first, then nearest values */
    uint32_t n_ways;
    const struct fact *const *keys; /* missing facts that rows are looked up by: while they are, nobody can tell what would help */
    uint32_t n_keys;
    bool hopeless;     /* nothing that the client can supply changes that */
    uint32_t searched; /* not hopeless, and no way found: that no change of so many facts brings it is sure; 0: not even that */
};

struct explanation {
    const struct decision *decision;
    const struct fact *facts; /* of the program */
    const struct why_action *actions; /* taken first, then undecided, then lost ones */
    uint32_t n_actions;
    struct why *const *values; /* outputs */
    uint32_t n_values;
    const struct why_need *needs;
    uint32_t n_needs;
    struct why *const *failed; /* of an error in evaluating: what stands at its place, with values */
    uint32_t n_failed;
    const struct why_not *why_not; /* NULL: not asked */
};

#endif
