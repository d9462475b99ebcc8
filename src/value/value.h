/* A value at run time: sixteen bytes, passed by value. Its static type (struct type) is known to whoever holds it;
 * the kind says how the payload is stored, and unknown is a kind of its own. */
#ifndef BYLAW_VALUE_VALUE_H
#define BYLAW_VALUE_VALUE_H

#include "base/str.h"

enum value_kind {
    VALUE_UNKNOWN = 0, /* absent, null, or computed from something unknown */
    VALUE_BOOL,        /* i: 0 or 1 */
    VALUE_NUMBER,      /* i: millionths; numbers, whole numbers, money */
    VALUE_SYMBOL,      /* i: index in its closed set's symbols */
    VALUE_TEXT,        /* text, n; also parties (their text in data) and symbols of actions */
    VALUE_DATE,        /* i: days since 1970-01-01, proleptic Gregorian */
    VALUE_TIME,        /* i: microseconds since midnight */
    VALUE_MOMENT,      /* i: microseconds since 1970-01-01T00:00:00Z; offset: minutes it was written with */
    VALUE_DURATION,    /* i: microseconds */
    VALUE_LIST,        /* list */
    VALUE_RECORD,      /* record: one value a field of its type, in the type's order */
};

struct value_list;

struct value {
    union {
        int64_t i;
        const char *text; /* borrowed: the case's buffer, an arena, the policy */
        const struct value_list *list;
        const struct value *record;
    };
    union {
        uint32_t n;     /* bytes of text; of a record, how many fields it has (value_record sets it) */
        int32_t offset; /* of a moment, in minutes east of UTC */
    };
    uint32_t kind; /* enum value_kind */
};

struct value_list {
    uint32_t n;
    struct value at[];
};

/* Three-valued truth as the VM and the evaluator pass it. */
enum truth { TRUTH_NO = 0, TRUTH_YES = 1, TRUTH_UNKNOWN = 2 };

static inline struct value value_unknown(void) { return (struct value){ .kind = VALUE_UNKNOWN }; }
static inline struct value value_int(enum value_kind kind, int64_t i) { return (struct value){ .i = i, .kind = kind }; }
static inline struct value value_bool(bool b) { return value_int(VALUE_BOOL, b); }
static inline struct value value_text(struct str s) { return (struct value){ .text = s.p, .n = s.n, .kind = VALUE_TEXT }; }
static inline struct value value_list(const struct value_list *list) { return (struct value){ .list = list, .kind = VALUE_LIST }; }
static inline struct value value_record(const struct value *fields, uint32_t n)
{
    return (struct value){ .record = fields, .n = n, .kind = VALUE_RECORD };
}
static inline struct str value_str(struct value v) { return (struct str){ v.text, v.n }; }
static inline bool value_known(struct value v) { return v.kind != VALUE_UNKNOWN; }

/* Equality of two known values of one type: lists and records element by element (an unknown element equals only an
 * unknown one: this is sameness for merging, not the language's ==). Moments: the instants. */
bool value_same(struct value a, struct value b);
/* -1, 0, 1 for two known values of one ordered type (numbers, symbols by index, texts by bytes, dates, …). */
int value_order(struct value a, struct value b);
/* A copy that rests on nothing but ARENA (value_keep.c). */
struct value value_keep(struct arena *arena, struct value value);

#endif
