/* Scenarios: cases with what is expected of them, resolved against the policy that they stand beside. Part of the program, but no
 * engine looks at them: scenario/ tries them. */
#ifndef BYLAW_CHECK_SCENARIO_H
#define BYLAW_CHECK_SCENARIO_H

#include "source/source.h"
#include "value/type.h"

/* A fact, or a part of one, of the case. */
struct scenario_given {
    const struct str *path; /* the JSON keys that lead to it */
    uint32_t n_path;
    struct value value;     /* unknown: what the background gives is taken away; of a `bad` one a text or number that need not fit */
    const struct type *type;
    struct span span;
};

/* A row that a lookup finds, whatever it is asked with. */
struct scenario_row {
    uint32_t lookup;
    const struct value *fields; /* one a field of the lookup, unknown where it is NULL; NULL: it finds nothing */
    struct span span;
};

/* An action, as far as it is told. */
struct expected_action {
    uint32_t verb;
    const struct value *args; /* one a parameter; unknown: may be anything */
    struct span span;
};

enum expect_kind {
    EXPECT_ACTION,     /* each of the actions is there */
    EXPECT_NO,         /* no such action is there */
    EXPECT_ONLY,       /* each is there, and nothing else */
    EXPECT_CONTAINING, /* an action is there that has the text in one of its own */
    EXPECT_STATUS,     /* names[0] */
    EXPECT_NEEDS,      /* each of the names; none: nothing is needed */
    EXPECT_NEEDS_ONLY, /* each of the names, and nothing else */
    EXPECT_RULE,       /* one of the names has decided some action */
    EXPECT_CONFLICT,   /* between one of the names and one of the others */
    EXPECT_VALUE,      /* output names[0] has the value; unknown: it has none */
    EXPECT_ERROR,      /* an error about names[0] */
};

struct expectation {
    enum expect_kind kind;
    struct span span;      /* as it was written */
    struct str head;       /* of a table's cell: its column, for messages; else empty */
    bool is_argument;      /* of a table's cell: it has but the argument PARAM of its only action */
    uint32_t param;
    const struct expected_action *actions;
    uint32_t n_actions;
    const struct str *names, *others;
    uint32_t n_names, n_others;
    struct value value;
    const struct type *type;
    struct str text;
};

struct scenario {
    struct str title;
    uint32_t row; /* of a table, from 1; 0: no table's */
    struct span span;
    const struct scenario_given *givens; /* a later one stands for an earlier one of the same path */
    uint32_t n_givens;
    const struct scenario_row *rows; /* those of one lookup in their order */
    uint32_t n_rows;
    const struct expectation *expectations;
    uint32_t n_expectations;
};

#endif
