/* Types. One instance each for the simple ones (type_number() …); closed sets, lists and records are made by the
 * checker and live as long as the program. */
#ifndef BYLAW_VALUE_TYPE_H
#define BYLAW_VALUE_TYPE_H

#include "base/buf.h"
#include "value/value.h"

enum type_kind {
    TYPE_BOOL, TYPE_NUMBER, TYPE_WHOLE, TYPE_MONEY, TYPE_TEXT,
    TYPE_SET,    /* one of A, B: closed */
    TYPE_PARTY,  /* open set; declared members are in symbols */
    TYPE_SYMBOL, /* parameters of actions: a bare name as written */
    TYPE_DATE, TYPE_TIME, TYPE_MOMENT, TYPE_DURATION,
    TYPE_PERIOD, /* months: only literals beside dates and moments; i counts months */
    TYPE_LIST, TYPE_RECORD,
};

struct type_symbol {
    struct str name; /* as rules write it */
    struct str text; /* as data has it; the name where none was given */
};

struct type;
struct type_field {
    struct str name; /* the JSON key */
    const struct type *type;
};

struct type {
    enum type_kind kind;
    struct str name; /* of a named type, for messages; else empty */
    bool ordered;    /* TYPE_SET: declared with < */
    bool loose;      /* TYPE_TEXT of an inferred fact that nothing tells more of: any value, as JSON writes it; yes, no */
    const struct type_symbol *symbols; /* TYPE_SET, TYPE_PARTY */
    uint32_t n_symbols;
    const struct type *element; /* TYPE_LIST */
    const struct type_field *fields; /* TYPE_RECORD */
    uint32_t n_fields;
};

const struct type *type_simple(enum type_kind kind); /* the instance of a kind without parts */
const struct type *type_list_of(struct arena *arena, const struct type *element);
/* Same type: sets by their symbols (names, texts and order), lists and records by their parts. */
bool type_same(const struct type *a, const struct type *b);
bool type_is_numeric(const struct type *type); /* number, whole number, money */
/* As people write it: "money", "one of A, B", "list of text"; a named type by its name. */
struct str type_text(struct arena *arena, const struct type *type);
/* The symbol's index by its name in rules, by its text in data or (data) its name; -1 where there is none. */
int type_symbol_by_name(const struct type *type, struct str name);
int type_symbol_by_data(const struct type *type, struct str text);

/* How values of TYPE are stored. */
enum value_kind type_value_kind(const struct type *type);

/* How a policy writes values in texts: its currency (ISO 4217 code). */
struct text_style {
    struct str currency;        /* "USD" */
    struct str currency_symbol; /* "$"; for codes without one, the code and a no-break space */
};
struct text_style text_style_for(struct str currency);
bool text_style_known(struct str currency); /* an ISO 4217 code */

/* value_text.c. For interpolation and for people: $1,234.50, 30 days, a, b; moments in UTC; appends to OUT. VALUE is known. */
void value_show(struct buf *out, struct value value, const struct type *type, const struct text_style *style);
/* As JSON: money with two to six decimals, symbols as their text, dates ISO 8601, durations P30D; unknown as null. */
void value_json(struct buf *out, struct value value, const struct type *type);
/* The same, but moments keep the offset that they were written with: the date of one depends on it. */
void value_json_exact(struct buf *out, struct value value, const struct type *type);

#endif
