/* The source tree: what was written, nothing resolved. Built by the parser's actions through ast_ calls, in the
 * compilation's arena; read by the checker, the formatter and ast_dump. Lists are vectors; an absent part is NULL,
 * an empty str or n == 0. */
#ifndef BYLAW_SYNTAX_AST_H
#define BYLAW_SYNTAX_AST_H

#include "base/vec.h"
#include "source/source.h"
#include "value/type.h"

struct ast_name {
    struct str text; /* dotted paths whole: customer.level (each part without its backquotes) */
    struct span span;
    uint32_t n_parts : 31; /* of a path; 1 for a plain name */
    bool quoted : 1;       /* some part stood between backquotes */
    const struct str *parts;
};
typedef VEC(struct ast_name) ast_names;

/* ---- expressions ---- */

enum ast_op {
    AST_EQ, AST_NE, AST_LT, AST_LE, AST_GT, AST_GE,      /* `is` is AST_EQ, `is not` AST_NE */
    AST_IN, AST_NOT_IN, AST_CONTAINS, AST_STARTS, AST_ENDS, AST_MATCHES,
    AST_ADD, AST_SUB, AST_MUL, AST_DIV,
    AST_NOT, AST_NEG,
    AST_AND, AST_OR,
};

enum ast_test { AST_KNOWN, AST_MISSING, AST_BLANK, AST_FOUND };
enum ast_quantifier { AST_ANY_HAS, AST_ALL_HAVE, AST_NO_HAS };
enum ast_aggregate { AST_COUNT, AST_SUM, AST_SMALLEST, AST_LARGEST, AST_AVERAGE, AST_SHARE }; /* the last two: kpis */

enum ast_kind {
    AST_E_NUMBER,   /* i: millionths; 15% is 150000 */
    AST_E_MONEY,    /* i: millionths */
    AST_E_BOOL,     /* i */
    AST_E_DATE, AST_E_DURATION, /* i */
    AST_E_MOMENT,   /* i, offset */
    AST_E_PERIOD,   /* i: months */
    AST_E_TEXT,     /* parts: literal text and interpolated expressions in turn */
    AST_E_PATTERN,  /* text: the raw text after matches */
    AST_E_NAME,     /* name */
    AST_E_LIST,     /* items */
    AST_E_CALL,     /* name(items); also `verb (x)` in an action's arguments, which the checker regroups */
    AST_E_UNARY,    /* op, items[0] */
    AST_E_BINARY,   /* op, items[0], items[1] */
    AST_E_LOGIC,    /* op AST_AND or AST_OR over two or more items (flattened) */
    AST_E_BETWEEN,  /* items[0] between items[1] and items[2] */
    AST_E_TEST,     /* items[0] is [not] known; test, negated */
    AST_E_IF,       /* (items[0] if items[1] else items[2]) */
    AST_E_QUANT,    /* any name in items[0] has (items[1]); quantifier */
    AST_E_AGGREGATE,/* sum of items[0]; or sum of (items[0]) for name in items[1]; aggregate */
    /* only in cells of tables: */
    AST_E_COMPARE,  /* op items[0], the left side being the column: > $35, contains "x" */
    AST_E_RANGE,    /* items[0] .. items[1]; open_low, open_high */
};

struct ast_text_part {
    struct str text;       /* literal, escapes resolved; or: */
    struct ast_expr *expr; /* an interpolated expression */
};

struct ast_expr { /* there are many: a policy is mostly these */
    struct span span;
    enum ast_kind kind : 8;
    enum ast_op op : 8;
    enum ast_test test : 8;
    enum ast_quantifier quantifier : 8;
    enum ast_aggregate aggregate : 8;
    bool negated : 1, open_low : 1, open_high : 1;
    bool parenthesized : 1;
    uint32_t depth; /* 1 + the deepest part: the parser refuses more than AST_MAX_DEPTH */
    int32_t offset;
    int64_t i;
    struct str text; /* AST_E_TEXT without interpolation: all of it; AST_E_MONEY: the currency's sign; AST_E_PATTERN */
    struct ast_name name;
    VEC(struct ast_expr *) items;
    VEC(struct ast_text_part) parts;
};
enum { AST_MAX_DEPTH = 200 }; /* nesting of brackets and operators; recursion over a tree is bounded by it */
enum { AST_MAX_BRANCHES = 10000 }; /* of one rule: a chain of that length is a table that was written badly */
typedef VEC(struct ast_expr *) ast_exprs;

/* ---- types ---- */

struct ast_type;
struct ast_symbol {
    struct ast_name name;
    struct str text; /* empty: none given */
};
struct ast_field {
    struct ast_name name;
    struct ast_type *type;
};
struct ast_type {
    enum type_kind kind;   /* TYPE_SET for "one of" */
    struct span span;
    struct ast_name name;  /* a named type: kind is not set */
    bool named, ordered, optional; /* optional: `money?` of a parameter */
    struct ast_type *element;
    VEC(struct ast_symbol) symbols; /* one of */
    VEC(struct ast_field) fields;   /* record (sku text, price money) */
};

/* ---- parts of rules ---- */

struct ast_action {
    struct ast_name verb; /* "update" too */
    ast_exprs args;       /* in order, names of parameters among them as AST_E_NAME: the checker, who knows them, groups */
    struct span span;
    bool any_rows;        /* update … any number of rows */
};
typedef VEC(struct ast_action *) ast_actions;

struct ast_effective {
    struct ast_name on; /* empty: today */
    bool has_from, has_until;
    int64_t from, until; /* days; until is exclusive */
    struct span span;
};

/* because, cite, unless, overrides, effective, in any order. */
struct ast_clauses {
    ast_exprs unless;
    struct ast_expr *because;
    VEC(struct str) cite;
    ast_names overrides;
    struct ast_effective *effective;
    struct span because_span, effective_span;
};

struct ast_branch {
    struct ast_expr *condition; /* NULL: else, otherwise */
    ast_actions actions;
    struct ast_clauses clauses; /* a branch that is not the last has only because and cite */
    struct span span;           /* from its if, else or otherwise */
};

struct ast_rule { /* also an arm of a group */
    struct ast_name name; /* may be empty */
    struct str label;
    VEC(struct ast_branch) branches;
    bool too_long; /* it has more than AST_MAX_BRANCHES: reported once */
    struct ast_clauses clauses; /* of the whole rule: before its if, and those after the last branch */
    struct span span;           /* of its `if` or `otherwise`: names an unnamed rule */
};

enum ast_hit { AST_FIRST, AST_ONLY_ONE, AST_ANY, AST_EVERY, AST_HIGHEST, AST_SUM_OF, AST_SMALLEST_OF, AST_LARGEST_OF, AST_COUNT_OF };

enum ast_column_kind {
    AST_COL_EXPR,    /* a condition column headed by an expression (a name among them) */
    AST_COL_WHEN,    /* cells are whole conditions */
    AST_COL_RESULT,  /* name: a definition, an action, or action.parameter */
    AST_COL_VALUE,   /* value NAME: the definition where an action has the same name */
    AST_COL_ACTION,  /* action: cells are whole actions */
    AST_COL_BECAUSE, AST_COL_CITE,
};
struct ast_column {
    enum ast_column_kind kind;
    bool result; /* right of => */
    struct ast_expr *head;
    struct ast_name name;
    struct span span;
};

struct ast_cell {
    bool any;          /* - */
    ast_exprs items;   /* the comma list */
    ast_actions actions; /* whole actions; where items is not empty too, those are bare verbs without arguments that came first */
    struct span span;
};
struct ast_row {
    VEC(struct ast_cell) cells; /* as many as were written: the checker says if too few */
    uint32_t n_conditions;      /* how many stood left of => */
    struct span span;
};

/* ---- statements ---- */

enum ast_statement_kind {
    AST_S_USE, AST_S_TYPE, AST_S_FACTS, AST_S_DEFINE, AST_S_OUTPUT, AST_S_RULE, AST_S_GROUP, AST_S_TABLE, AST_S_ACTION,
    AST_S_PARTY, AST_S_TEMPLATE, AST_S_LOOKUP, AST_S_KPI, AST_S_GUARANTEE, AST_S_SCENARIO, AST_S_SCENARIOS, AST_S_BACKGROUND,
};

struct ast_fact {
    struct ast_name name;
    struct ast_type *type;
    bool required, private_;
    struct ast_expr *default_;
    struct ast_name judged_by; /* empty: not judged */
    struct str label, guidance; /* for a judged fact the label is its question */
    struct span span;
};
struct ast_arm {
    struct ast_expr *value;
    struct ast_expr *condition; /* NULL: otherwise, or the only value */
    bool otherwise;
    struct span span;
};
struct ast_param {
    struct ast_name name;
    struct ast_type *type;
    bool named; /* after the ; */
};
struct ast_given { /* a line of a scenario: given NAME = VALUE …, expect … */
    enum { AST_GIVEN_FACT, AST_GIVEN_BAD, AST_GIVEN_LOOKUP, AST_GIVEN_ELEMENT, AST_EXPECT_ACTION, AST_EXPECT_NO, AST_EXPECT_ONLY, AST_EXPECT_STATUS,
           AST_EXPECT_NEEDS, AST_EXPECT_NEEDS_ONLY, AST_EXPECT_RULE, AST_EXPECT_CONFLICT, AST_EXPECT_VALUE, AST_EXPECT_ERROR, AST_EXPECT_CONTAINING } kind;
    struct ast_name name, other; /* the fact, lookup, rule, verb … */
    struct ast_expr *value;
    ast_actions actions;
    ast_names names;
    bool nothing; /* lookup … finds nothing */
    VEC(struct ast_given *) fields; /* lookup … finds a = 1, b = 2; … has a = 1, b = 2 */
    struct span span;
};

struct ast_statement {
    enum ast_statement_kind kind;
    struct span span;
    struct ast_name name;   /* what it declares: type, definition, rule, group, table, action, template, lookup, use X */
    struct str text;        /* use "file", template's source text, lookup's SQL, kpi's and scenarios' titles, labels of groups and tables */
    struct span text_span;
    struct ast_type *type;                 /* AST_S_TYPE */
    VEC(struct ast_fact) facts;            /* AST_S_FACTS; a lookup's `gives` */
    VEC(struct ast_arm) arms;              /* AST_S_DEFINE */
    ast_names names;                       /* AST_S_OUTPUT; AST_S_ACTION: defeats */
    struct ast_rule *rule;                 /* AST_S_RULE */
    VEC(struct ast_rule *) rules;          /* AST_S_GROUP: its arms */
    struct ast_clauses clauses;            /* of a group or table */
    enum ast_hit hit;                      /* AST_S_TABLE */
    bool hit_written;
    bool strays;                           /* table or group: a word too many in its first line was reported */
    bool missing_is_no, once, many, optional; /* table or group; action; lookup */
    struct ast_expr *when;                 /* table … when C; guarantee … when C */
    VEC(struct ast_column) columns;
    VEC(struct ast_row) rows;
    VEC(struct ast_param) params;          /* AST_S_ACTION */
    VEC(struct ast_symbol) members;        /* AST_S_PARTY */
    struct ast_expr *value;                /* AST_S_TEMPLATE: its text; AST_S_KPI: its formula */
    bool always;                           /* AST_S_GUARANTEE */
    ast_actions actions;                   /* AST_S_GUARANTEE */
    VEC(struct ast_given *) givens;        /* scenarios, in order */
};

struct ast_file {
    uint32_t source;
    bool has_policy;
    struct str policy_name, policy_version, currency; /* empty: not given */
    struct span policy_span, currency_span;
    bool month_ends_forward;
    struct ast_effective *effective; /* of the whole file */
    VEC(struct ast_statement *) statements;
};

/* ---- making expressions (ast.c); statements are filled in by the parser's actions ---- */
struct ast_expr *ast_expr(struct arena *arena, enum ast_kind kind, struct span span);
struct ast_expr *ast_binary(struct arena *arena, enum ast_op op, struct ast_expr *left, struct ast_expr *right);
struct ast_expr *ast_unary(struct arena *arena, enum ast_op op, struct span at, struct ast_expr *operand);
struct ast_expr *ast_logic(struct arena *arena, enum ast_op op, struct ast_expr *left, struct ast_expr *right); /* flattens */
/* Adds ITEM to EXPR's items and keeps span and depth. */
void ast_add(struct arena *arena, struct ast_expr *expr, struct ast_expr *item);
/* Adds a part to a text: LITERAL, or where INNER is not NULL the interpolated expression. */
void ast_add_part(struct arena *arena, struct ast_expr *text, struct str literal, struct ast_expr *inner);
struct ast_statement *ast_statement(struct arena *arena, enum ast_statement_kind kind, struct span span);

/* ast_dump.c: the tree as indented text, for `bylaw dump --ast` and golden tests. */
void ast_dump(const struct ast_file *file, const struct sources *sources, struct buf *out);

#endif
