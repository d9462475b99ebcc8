/* A fact as everybody sees it: the checker declares it, a case's reader fills it, engines read it by its index. */
#ifndef BYLAW_VALUE_FACT_H
#define BYLAW_VALUE_FACT_H

#include "value/type.h"

struct fact {
    struct str name;        /* as rules write it: customer.level */
    const struct str *path; /* the JSON keys that lead to it */
    uint32_t n_path;
    const struct type *type;
    struct str label; /* or empty */
    bool required, private_;
    bool has_default;
    struct value default_;
    bool judged; /* a person's to supply: */
    struct str judged_by, guidance; /* judged_by: the party's text */
    bool figure;   /* only a kpi names it, and no facts block does: last, read only where figures are wanted, so that it changes no decision */
    bool implicit; /* no facts block has it: `now`, where the policy uses it undeclared, last in the order of needs; before it those of lookups: */
    bool of_lookup; /* stands for a field of a lookup, invoice.amount, where that is NULL: no case brings it */
};

/* A set of facts, as a bitset over their indexes. */
struct fact_set {
    uint64_t *words;
    uint32_t n_words;
};

#endif
