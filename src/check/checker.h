/* The checker's own state, shared by the files of this room and by nobody else.
 *
 * The order of work (check.c): declare everything of all files (declare*.c), infer the facts where no file has a facts
 * block (infer*.c), then check definitions, tables, rules and groups (define.c, rule.c, group.c, table*.c, action.c), then what
 * concerns the whole (override.c, private.c, warn.c), then hand over the program. */
#ifndef BYLAW_CHECK_CHECKER_H
#define BYLAW_CHECK_CHECKER_H

#include "base/map.h"
#include "check/program.h"
#include "check/scenario.h"
#include "syntax/ast.h"

/* What a name of the value name space stands for. */
enum name_kind { NAME_FACT, NAME_DEFINITION, NAME_TEMPLATE, NAME_PARTY, NAME_SYMBOL, NAME_LOOKUP };

struct value_name {
    enum name_kind kind;
    struct str name;
    uint32_t index;  /* of the fact, definition or lookup; of a party: in parties */
    struct span span; /* where it was declared */
    struct span words; /* the whole declaration, for `the same in the same words` */
    bool doubtful;     /* declared twice: what it means was asked for once */
    const struct ast_statement *statement; /* of a template, lookup */
    VEC(const struct type *) sets; /* NAME_SYMBOL: the closed sets that it stands in; other kinds may have some too */
};

/* A definition on its way: from define statements and from tables' result columns. */
struct definition_work {
    struct definition made;
    enum { WORK_NEW, WORK_BUSY, WORK_DONE } state; /* BUSY: being checked, so that a circle is seen */
    const struct ast_statement *define;            /* NULL: only tables decide it */
    uint32_t file;
    VEC(struct table_column) columns; /* tables that decide it */
    uint32_t n_slots; /* that its body needs: what scope_leave yielded */
};
struct table_column {
    const struct ast_statement *table;
    uint32_t file, column;
};

/* A lookup on its way: what it gives is known once it is declared, what it is asked with when its parameters are checked. */
struct lookup_work {
    struct lookup made;
    struct lookup_use use;
    const struct ast_statement *statement;
    const struct type *type; /* of its name: use.row, or the list of such; NULL after an error */
    ast_names names;         /* of its parameters, distinct */
    enum { LOOKUP_NEW, LOOKUP_BUSY, LOOKUP_DONE } state;
    uint32_t n_slots;        /* that its parameters need */
    uint32_t height;         /* of its parameters, with all that they rest on */
};

/* An `overrides` clause: arms first .. first + n of the unit (or the one arm) that has it, and the names. */
struct override_work {
    uint32_t first_arm, n_arms;
    struct span owner;
    const ast_names *names;
};
/* What a name of the rules' name space stands for. */
struct rule_name {
    struct str name;
    const char *kind; /* "rule", "group", "table" */
    struct span span, words; /* the name; the whole statement, for `the same in the same words` */
    uint32_t first_arm, n_arms;
    bool broken; /* an error stands in the way of its arms */
};

/* A name bound by a quantifier or aggregate around the expression in hand. Slots are numbered from the inside out, so that
 * equal conditions of two rules have equal slots: USES get theirs when the body is checked. */
struct binding {
    struct str name;
    const struct type *type;
    VEC(struct expr *) uses;
    struct binding *outer;
};

struct checker {
    struct arena *arena;
    struct diags *diags;
    const struct sources *sources;
    struct ast_file *const *files;
    uint32_t n_files;
    struct program *program; /* filled in at the end, counters on the way */
    bool facts_inferred, has_party_line;
    struct map types;   /* name -> const struct type * */
    struct map type_spans; /* name -> struct span * */
    struct map values;  /* name -> struct value_name * */
    struct map verbs;   /* name -> index in verb_list + 1, as (void *)(uintptr_t) */
    struct map rules;   /* rules, arms, groups, tables by name: struct rule_name * */
    struct map symbols; /* symbol name -> struct value_name * of kind NAME_SYMBOL: all closed sets' members */
    VEC(struct fact) facts;
    VEC(struct span) fact_spans;
    VEC(struct definition_work *) definitions;
    VEC(struct lookup_work *) lookups;
    VEC(struct update) updates;
    uint32_t n_asking;    /* lookups whose parameters are being checked, one within the other */
    bool updates_named; /* the verb `update` is: else the program goes without it */
    VEC(struct verb *) verb_list;
    VEC(struct unit) units;
    VEC(struct arm) arms;
    struct pattern_pool *patterns; /* the caller's: pattern_pool_add */
    VEC(uint32_t) revealed;        /* ids of expressions that were written reveal(x): not private whatever they are made of */
    VEC(uint64_t) revealed_words;  /* private.c: the first n_revealed of them, a bit an id */
    uint32_t n_revealed;
    struct expr **file_effective;  /* clauses.c: one a file, made when first asked for; NULL: always */
    bool *file_effective_made;
    struct define_state *define;   /* define.c's own */
    uint64_t proof_steps;          /* regions.c: spent on what rows can be told to do */
    struct map tables;             /* table.c: what is made once a table, by its statement's address */
    VEC(struct override_work) overrides; /* override.c: clauses to settle when all arms have their numbers */
    struct type *party; /* the party type with all declared parties as symbols */
    struct binding *bindings;
    uint32_t n_bound;   /* slots that the expression in hand needs, as far as it is checked; program->n_slots is the most */
    bool incomplete;    /* a used file is missing: what is not declared here may be there */
    struct map lost;    /* words of statements that could not be read: what they declare is not missed */
    bool lost_facts;    /* a facts block is among them */
    uint32_t n_before;  /* errors of reading: lines may be gone, and what they would have said is not missed */
    uint32_t n_suggestions;
    VEC(struct type_symbol) party_list;
    VEC(struct span) verb_words;             /* the whole declaration of each verb */
    VEC(const struct ast_fact *) fact_asts;  /* of each declared fact */
    struct map fact_outputs;
    VEC(uint32_t) outputs; /* definitions, in the order of the output lines */
    VEC(struct guarantee) guarantees;
    VEC(struct kpi) kpis;
    VEC(struct scenario) scenarios;
    VEC(struct scenario_given) background;
    struct map named;   /* declare_type.c: types by name on their way */
    struct map members; /* expr_symbol.c: symbols of large sets */
    struct map strangers; /* undeclared parties that were warned about */
};

/* ---- declare*.c (first author) ---- */
void declare_all(struct checker *c);
/* The type that an ast_type stands for; reports what is wrong; never NULL (text after an error). */
const struct type *declare_type(struct checker *c, const struct ast_type *type);
struct value_name *lookup_value(struct checker *c, struct str name);
/* Reports NAME as undeclared, once, with the nearest suggestion among the value names and SYMBOLS of want (may be NULL). */
void undeclared(struct checker *c, const struct ast_name *name, const struct type *want);
/* What NAME may be a slip for, or empty (also where too many were looked for). */
struct str undeclared_nearest(struct checker *c, const struct ast_name *name, const struct type *want);

/* ---- declare_lookup.c ---- */
/* The facts that stand for the fields of lookups; behind all other facts but an implicit `now`. */
void lookup_facts(struct checker *c);
/* Makes sure that the parameters of lookup INDEX, which NAMED_AT names, are checked (reports circles). */
void lookup_ask(struct checker *c, uint32_t index, struct span named_at);
/* EXPR_LOOKUP or EXPR_FOUND of it; NULL after an error. */
struct expr *lookup_expr(struct checker *c, enum expr_op op, uint32_t index, struct span span);

/* ---- infer*.c (first author): facts of a policy without a facts block, in the order of first use ---- */
void infer_facts(struct checker *c);

/* ---- expr*.c (first author) ---- */
/* Checks E and makes its core form. WANT is the type that the place expects, or NULL: a bare name becomes a symbol of a
 * wanted set or party; a bare number beside money becomes money; a wanted text takes a template's name. The result has a type that
 * fits WANT (number for money only for literals; whole number fits number; a set's symbol …) or the error was reported and NULL comes
 * back; callers pass NULL on silently, so that one cause gives one error. */
struct expr *check_expr(struct checker *c, const struct ast_expr *e, const struct type *want);
/* The same for a condition: a yes/no. */
struct expr *check_condition(struct checker *c, const struct ast_expr *e);
/* Both sides' types meet (for ==, in, between, cells): checks `e` against the type of OTHER, with messages as for a comparison. */
struct expr *check_beside(struct checker *c, const struct ast_expr *e, const struct expr *other);
/* A comparison that is already core on both sides: picks the right operation or reports a type error at SPAN. */
struct expr *make_comparison(struct checker *c, enum ast_op op, struct expr *left, struct expr *right, struct span span);
/* Makers of core nodes (ids are given here). NULL items make a NULL result. */
struct expr *make_expr(struct checker *c, enum expr_op op, const struct type *type, struct span span, uint32_t n, ...); /* n struct expr * */
struct expr *make_const(struct checker *c, struct value value, const struct type *type, struct span span);
struct expr *make_logic(struct checker *c, enum expr_op and_or_or, struct span span, struct expr **items, uint32_t n); /* 1 item: itself */
struct expr *make_not(struct checker *c, struct expr *item);
/* The fact `now`, declared or implicit (added last). */
struct expr *make_now(struct checker *c, struct span span);
/* The type that values of A and B have together (whole number and number: number), or NULL where they do not go together. */
const struct type *type_join(struct checker *c, const struct type *a, const struct type *b);
/* Around the check of a definition's body, which sees no bound names and needs slots of its own. scope_leave yields how many
 * (definition_work.n_slots) and brings the outer state back. */
struct scope {
    struct binding *bindings;
    uint32_t n_bound;
};
struct scope scope_enter(struct checker *c);
uint32_t scope_leave(struct checker *c, struct scope outer);
/* "money", "a number", "one of the levels": for messages. words_of: how a message calls X: 'amount', "abc", 'a + b'. */
struct str type_words(struct checker *c, const struct type *type);
struct str words_of(struct checker *c, const struct expr *x);
/* `effective` as a condition; NULL where there is none. */
struct expr *make_effective(struct checker *c, const struct ast_effective *effective);

/* ---- define.c (second author) ---- */
/* Makes sure that definition INDEX is checked (reports circles with all their places); its type, or NULL after an error. */
const struct type *define_type(struct checker *c, uint32_t index);
void define_all(struct checker *c); /* and the parameters of all lookups */
uint32_t define_height(const struct checker *c, const struct expr *e); /* levels that engines recur to evaluate it */
enum { DEFINE_MOST_HEIGHT = 2500 }; /* that fit any stack */

/* What a column of a table is; by its name a result column may be several things (section 13). */
enum column_role { ROLE_CONDITION, ROLE_WHEN, ROLE_DEFINITION, ROLE_VERB, ROLE_PARAM, ROLE_ACTIONS, ROLE_BECAUSE, ROLE_CITE };
enum column_role table_role(const struct checker *c, const struct ast_column *column);
const struct verb *verb_find(const struct checker *c, struct str name, uint32_t *index); /* NULL where there is none; INDEX may be NULL */
bool wording_same(const struct checker *c, struct span a, struct span b); /* but for white space and comments */

/* ---- rule.c, group.c, table*.c, action.c, override.c, private.c, warn.c (second author) ---- */
void rules_all(struct checker *c);   /* rules, groups, tables with actions, in the order of the text */
/* Which arguments of ACTION are which parameter's: fills ARGS (one a parameter of VERB, NULL where not given). False where they
 * cannot be grouped, with a message if REPORT. */
bool action_group(struct checker *c, const struct verb *verb, const struct ast_action *action, const struct ast_expr **args,
                  bool report);
/* One action; PARTIAL (guarantees): required arguments may be left out. False after an error. */
bool action_make(struct checker *c, const struct ast_action *action, bool partial, struct action *out);
void actions_check(struct checker *c, const ast_actions *actions, struct arm *arm);
void overrides_settle(struct checker *c); /* names to arms, circles, arm_order */
void verbs_rank(struct checker *c);       /* circles of defeats; ranks */
void private_check(struct checker *c);    /* what is computed from private facts may not be shown without reveal() */
void scenarios_all(struct checker *c);    /* scenario.c: after everything that they name */
void warn_all(struct checker *c);         /* section 13's warnings */

#endif
