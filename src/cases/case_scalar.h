/* Texts to values of the types that have no parts: what JSON has in quotes and CSV in cells, and JSON's numbers. */
#ifndef BYLAW_CASES_CASE_SCALAR_H
#define BYLAW_CASES_CASE_SCALAR_H

#include "cases/case_plan.h"
#include "value/decimal.h"

enum case_got {
    CASE_GOT,
    CASE_WRONG,  /* not of the type */
    CASE_PLACES, /* a number with more than six decimals */
    CASE_RANGE,  /* a number beyond 64 bits */
    CASE_LONG,   /* a text longer than LIMIT_TEXT_BYTES */
    CASE_LARGE,  /* a list longer than LIMIT_LIST_ITEMS, or more than CASE_MAX_VALUES */
    CASE_TWICE,  /* a record has a field twice */
    CASE_FLAW,   /* a text that is no Unicode */
    CASE_FAULT,  /* the text is no JSON: the walk says why */
};

/* S as a value of TYPE, which is neither list nor record nor yes/no; CASE_WORD_PADDING readable bytes follow S. Texts
 * borrow from S, parties from the policy where they are declared by another name. */
enum case_got case_scalar(const struct case_type *type, struct str s, struct value *out);
/* A number token or a text that holds one, as a TYPE_NUMBER, TYPE_MONEY or TYPE_WHOLE. */
enum case_got case_number(enum type_kind kind, struct str s, struct value *out);

#endif
