/* Texts to values of the types that have no parts: what JSON has in quotes and CSV in cells, and JSON's numbers. */
#ifndef BYLAW_CASES_CASE_SCALAR_H
#define BYLAW_CASES_CASE_SCALAR_H

#include "cases/case_plan.h"
#include "value/decimal.h"
#include <stddef.h>

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
enum case_got case_number_slow(enum type_kind kind, struct str s, struct value *out);

/* Usual amounts, up to twelve characters such as -1234567.89, without a call: a third of a case's facts are numbers
 * (tests/bench/bench_reader). Everything else, errors too, goes the slow way. */
static inline bool case_number_quick(struct str s, int64_t *out)
{
    static const int64_t scale[DECIMAL_PLACES + 1] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
    const char *p = s.p, *end = s.p + s.n, *whole;
    bool negative = s.n && *p == '-';
    int64_t number = 0;
    ptrdiff_t places = 0;
    p += negative;
    if (s.n > 12 || (s.n > 1 && *p == '0' && p[1] != '.'))
        return false;
    for (whole = p; p < end && (unsigned char)(*p - '0') < 10; p++)
        number = number * 10 + (*p - '0');
    if (p == whole)
        return false;
    if (p < end && *p == '.') {
        for (whole = ++p; p < end && (unsigned char)(*p - '0') < 10; p++)
            number = number * 10 + (*p - '0');
        places = p - whole;
        if (places == 0 || places > DECIMAL_PLACES)
            return false;
    }
    *out = (negative ? -number : number) * scale[places]; /* below 10^18 */
    return p == end;
}

static inline enum case_got case_number(enum type_kind kind, struct str s, struct value *out)
{
    int64_t number;
    if (!case_number_quick(s, &number) || (kind == TYPE_WHOLE && number % DECIMAL_ONE))
        return case_number_slow(kind, s, out);
    *out = value_int(VALUE_NUMBER, number);
    return CASE_GOT;
}

#endif
