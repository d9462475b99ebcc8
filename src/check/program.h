/* The program: what a policy means. Names are resolved to indexes, types filled in, sugar gone: rules, groups and tables
 * are all units of arms; definitions are expressions. Immutable once made. The reference evaluator (eval/) gives it its
 * meaning, code/compile turns it into bytecode, analyze/ reasons about it. Sentences that several engines must agree on
 * stand here and in expr_ops.def. */
#ifndef BYLAW_CHECK_PROGRAM_H
#define BYLAW_CHECK_PROGRAM_H

#include "source/diag.h"
#include "value/builtin.h"
#include "value/fact.h"
#include "value/figure.h"
#include "value/pattern.h"
#include "vm/host.h"

enum expr_op {
#define EXPR(name, sentence) EXPR_##name,
#include "check/expr_ops.def"
#undef EXPR
    EXPR_OP_COUNT
};
const char *expr_op_name(enum expr_op op);
enum expr_op expr_op_mirrored(enum expr_op op); /* what a comparison is with its sides exchanged; others stay */

struct arms;

struct expr {
    enum expr_op op;
    const struct type *type; /* of the result */
    struct span span;
    uint32_t id;             /* dense over the program: 0 .. n_exprs - 1 */
    uint32_t index;          /* fact, definition, slot, field, pattern, builtin, months: see expr_ops.def */
    uint32_t n;
    struct expr **items;
    struct value constant;   /* EXPR_CONST */
    struct arms *arms;       /* EXPR_ARMS */
};

/* How the rows of a table, the arms of a group or definition, or the branches of a rule work together. Of values the first
 * of equal ones is taken; sums are exact, only the total must fit. */
enum hit {
    HIT_FIRST,    /* the first arm whose condition is yes. An unknown one before it: undecided; then the later arms that
                     could still decide (up to and with the first certain yes) count for needs, with their values */
    HIT_ONLY_ONE, /* two yes: an error of the case ("two rows match", naming the table and both lines). One yes and an
                     unknown one: undecided */
    HIT_ANY,      /* all that are yes must have the same result, else an error of the case. An unknown arm whose result
                     is known to be the same as a certain one's is as if it were no; any other leaves it undecided */
    HIT_EVERY,    /* definitions: the list of the results of all that are yes, unknown if any condition is unknown.
                     units: every arm on its own */
    HIT_HIGHEST,  /* the greatest result by rank of its ordered set; an unknown arm whose known result is not greater
                     than a certain one is as if it were no */
    HIT_SUM,      /* 0 without a match; any unknown condition: undecided */
    HIT_SMALLEST, HIT_LARGEST, /* as HIT_HIGHEST by value_order */
    HIT_COUNT,    /* how many rows match; 0 without; any unknown condition: undecided. Results are not looked at */
};

/* A value by cases. Guard first (no: ABSENT, and nothing more is looked at), then the conditions in order (HIT_FIRST: up to
 * the first yes), then unless, then, in order, the values of the arms that are not no (HIT_COUNT: none).
 *
 * No arm matches (HIT_SUM and HIT_COUNT aside), the guard is no, or unless is yes: ABSENT, that is unknown and needing
 * nothing. Undecided: unknown, needing the facts of the unknown guard, unless and conditions, and those of the results of all
 * arms that are not no, where these are unknown. A selected result that is unknown makes the value unknown, needing what it
 * needs. What is an error of two arms is one only if the guard is yes, unless is no, and both conditions are yes. */
struct arms {
    enum hit hit;
    struct str owner;    /* the table's name (or place): subject of errors inside; empty: the definition's */
    struct expr *guard;  /* effective and when; NULL: none */
    struct expr *unless; /* looked at only if an arm is not no (HIT_SUM, HIT_COUNT: always); NULL: none */
    struct arm_value {
        struct expr *condition; /* NULL: otherwise */
        struct expr *value;     /* NULL: unknown, needing nothing */
        struct span span;
    } *at;
    uint32_t n;
};

struct definition {
    struct str name;
    const struct str *path; /* the name's parts: an output nests there */
    uint32_t n_path;
    const struct type *type;
    struct expr *body;
    bool output;
    bool private_; /* computed from a private fact */
    struct span span;
};

struct param {
    struct str name; /* the key in JSON */
    const struct type *type;
    bool optional, named; /* named: after the ; */
};

struct verb {
    struct str name;
    const struct param *params; /* positional first */
    uint32_t n_params, n_positional;
    bool once;
    const uint32_t *defeats; /* indexes of verbs */
    uint32_t n_defeats;
    uint32_t rank; /* a verb's rank is below that of every verb that it defeats: defeats are settled in this order */
    struct span span;
};

struct action {
    uint32_t verb;
    struct expr **args; /* one a parameter, NULL where not given */
    struct span span;
};

/* An arm of a unit: a rule's branch, a group's rule, a table's row. Arms are numbered over the whole program in the
 * order of the text (used files first): that is the order of actions. */
struct arm {
    uint32_t unit;
    struct str name;        /* as `rule` in decisions: its own, else the unit's, else its place; never empty */
    struct expr *effective; /* of the arm itself (groups), NULL: always. Order: effective, condition, unless */
    struct expr *condition; /* NULL: otherwise */
    struct expr *unless;    /* of the arm itself (groups); yes: as if its condition were no, the next arm is tried */
    struct action *actions;
    uint32_t n_actions;
    struct expr *because;   /* text, or NULL; an unknown one is left out */
    const struct str *cite;
    uint32_t n_cite;
    const uint32_t *overridden_by; /* arms: where one of them fires, this one does not */
    uint32_t n_overridden_by;
    struct span span;
};

enum unit_kind { UNIT_RULE, UNIT_GROUP, UNIT_TABLE };

/* A rule (its branches are arms, HIT_FIRST), a group (HIT_FIRST) or a table with actions. */
struct unit {
    enum unit_kind kind;
    struct str name; /* never empty: the place for an unnamed one */
    struct str label;
    enum hit hit;    /* HIT_FIRST, HIT_ONLY_ONE, HIT_ANY, HIT_EVERY */
    struct expr *effective; /* first; NULL: always in effect */
    struct expr *when;      /* then; of a table */
    struct expr *unless;    /* last, and only if an arm could fire; guards all arms */
    uint32_t first_arm, n_arms;
    struct span span;
};

/* What the lookup of the same index is asked with. */
struct lookup_use {
    struct expr **params;   /* one a parameter */
    const struct type *row; /* a record of its fields */
};

/* An update as a rule has it. The action's arguments are the SQL, a record of the values in the order of PARAMS, and "any" where
 * any number of rows may be touched. */
struct update {
    struct str sql;                    /* constant text, one :name for each use of a value */
    const struct lookup_param *params; /* distinct, in the order of their first use */
    uint32_t n_params;
    bool any_rows;
    struct span span, sql_span;
};

struct guarantee {
    bool always; /* else never */
    struct action *action; /* given arguments only: the others may be anything */
    struct expr *when;     /* NULL: whenever */
    struct str name;       /* its place, "refunds.rules:12": the subject of errors */
    struct str text;       /* as it was written, on one line */
    struct span span;
};

/* A figure over many cases, and what it takes of each (unknown: the case is skipped). Not evaluated in deciding: `of` is asked for
 * after the decision, on its own, and nothing that it needs is in needs. */
struct kpi {
    struct figure figure;
    struct expr *of;
    struct span span;
};

struct program {
    struct str policy_name, policy_version;
    struct text_style style;
    bool month_ends_forward;
    const struct fact *facts; /* in the order of needs */
    uint32_t n_facts;
    uint32_t now_fact; /* the fact `now`, declared or implicit; UINT32_MAX if the policy does not use it */
    bool facts_inferred; /* no facts block */
    const struct definition *definitions; /* in the order of declaration; outputs are shown in this order */
    uint32_t n_definitions;
    const struct verb *verbs;
    uint32_t n_verbs;
    const struct unit *units; /* in the order of the text, used files first */
    uint32_t n_units;
    const struct arm *arms;
    uint32_t n_arms;
    const uint32_t *arm_order; /* all arms, an overriding one before those that it overrides */
    const struct pattern_pool *patterns; /* EXPR_MATCHES: patterns->all.at[index]; owned by whoever called check_policy */
    const struct guarantee *guarantees;
    uint32_t n_guarantees;
    const struct kpi *kpis; /* in the order of the text, used files first */
    uint32_t n_kpis;
    const struct lookup *lookups; /* vm/host.h; in the order of the text, used files first */
    const struct lookup_use *lookup_uses; /* of each */
    uint32_t n_lookups;
    const struct update *updates; /* one for each place where a rule asks for one */
    uint32_t n_updates;
    uint32_t update_verb; /* the language's own verb; UINT32_MAX if no rule, guarantee or scenario names it */
    const struct scenario *scenarios; /* check/scenario.h; in the order of the text */
    uint32_t n_scenarios;
    const struct scenario_given *background; /* what the file of scenarios gives to all that would stand at its end */
    uint32_t n_background;
    uint32_t n_exprs, n_slots; /* slots: variables of quantifiers; one inside another, or in a definition that its body asks for, has another slot */
    bool has_judged;
};

/* How a case is settled, in words that both engines follow. A condition, `when`, effective or (negated) unless that is
 * unknown and needs nothing (an absent definition) can never become yes: its arm counts as no, here and in struct arms, but
 * for HIT_FIRST it stops the chain as any unknown does: the later arms are no, too, and not looked at. So whatever is undecided
 * needs something.
 *
 * 1. For each unit in order, the states (no, yes, unknown) of its arms: effective of the unit (no: all no; unknown:
 *    every arm at most unknown, and what follows is still looked at), `when` likewise, then the arms in order, each
 *    with its own effective, condition, unless (what follows a no is not looked at); then, if some arm is not no, the unit's
 *    unless. HIT_FIRST: after a certain yes nothing more is looked at; after an unknown arm the later ones are at most unknown.
 *    State of an arm = AND in Kleene's sense of the guards and its condition, and for HIT_FIRST the NOTs of the earlier conditions.
 *    HIT_ONLY_ONE then: two arms that are yes are an error of the case; if any is unknown, all that are not no become unknown,
 *    each needing what all the unknown ones need. HIT_ANY, if more than one is not no: their arguments are evaluated; two arms
 *    that are yes with actions that surely differ (in number, verb, what is given, or values) are an error; an unknown one
 *    with surely the same actions as one that is yes becomes no; if then any is unknown, or two that are yes may differ, all
 *    that are left become unknown as for HIT_ONLY_ONE. HIT_EVERY: each arm on its own.
 * 2. Overrides, in arm_order: fires(arm) = state(arm) AND NOT OR fires(of each in overridden_by), in Kleene's sense.
 * 3. For each arm that fires or may fire, in order: the given arguments of all its actions are evaluated (also of undecided
 *    ones), then, if it fires, its because. An action is certain if its arm fires and all its given arguments are wholly known:
 *    a list or record with an unknown part is not. One with an argument that is unknown and needs nothing is dropped.
 * 4. Merging: certain actions with the same verb and arguments are one, in the first's place, with all rule names,
 *    reasons and citations, each once. An undecided action with known arguments equal to a certain one's is dropped
 *    (it and its arm need nothing on its account).
 * 5. Defeats, by rank of verbs: a certain A removes every B (certain or undecided) whose positional arguments are given
 *    and the same wherever A gives a positional one. An undecided A that may remove B leaves a certain B undecided. A removed
 *    action removes nothing.
 * 6. Once: two certain actions of a `once` verb: status conflict, both are taken out; for each but the first an error names
 *    the first's rule and its own. One certain and one undecided: the certain one is taken out, too, and the case is incomplete.
 * 7. needs: required facts that are missing, and for every undecided action that is left: the unknown facts of its
 *    arm's undecided conditions and guards (of every condition in the chain that is unknown), of its arm's undecided overriders, of its
 *    unknown arguments, and of what may defeat it. In the order of facts.
 * 8. Outputs, in order: wholly known ones are in values. Definitions are evaluated when first asked for.
 *    Guarantees then, in order: the `when`, and where it is certain the given arguments, which are compared with those of the actions.
 *    `never` is broken if a certain action surely has them all; `always` if no certain one has and no undecided one, nor one that
 *    `once` has taken out, has or may have them. A broken guarantee is an error of the case.
 * 9. status: error, else conflict, else incomplete if there are needs, else decided. errors of a conflict: those of AGREE in the
 *    order of definitions, then those of once in the order of the later action.
 * The first error ends the case, and nothing but it is in the decision; its subject is the innermost definition or table (struct
 * arms owner) or else the rule (arm name; the unit's for its own guards) or guarantee in which it happened.
 * A lookup is asked for when the first LOOKUP or FOUND of it is evaluated, and at most once a case. An optional one
 * that nobody answers is unknown and needs nothing. Else its parameters are evaluated, in order; where one is unknown it is not asked and is unknown, needing what they need. Two rows of one that is not `many`, and what
 * the host cannot answer, are errors of the case, whose subject is the lookup's name.
 * judgements: facts that are `judged`, known, and were looked at in evaluating the case, guarantees aside. */

/* The type of an argument that is given: its parameter's, but each update has values of its own. */
static inline const struct type *program_arg_type(const struct verb *verb, const struct action *action, uint32_t param)
{
    const struct type *type = verb->params[param].type;
    return type->kind == TYPE_RECORD ? action->args[param]->type : type;
}

/* program_dump.c: the program as text, for `bylaw dump --program` and golden tests. */
void program_dump(const struct program *program, const struct sources *sources, struct buf *out);
/* The facts as a block of the language, ready to paste. */
void program_facts(const struct program *program, struct buf *out);

#endif
