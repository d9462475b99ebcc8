/* What a policy reads, laid out for reading cases: a tree of keys, and for every type what converting to it takes.
 * Made once a reader; the order of keys is learned while reading. */
#ifndef BYLAW_CASES_CASE_PLAN_H
#define BYLAW_CASES_CASE_PLAN_H

#include "cases/case.h"
#include "cases/case_words.h"

enum { CASE_NONE = -1 };

struct case_keys;

struct case_type {
    enum type_kind kind;
    const struct type *type;
    const struct case_words *words; /* TYPE_SET: texts and names to indexes; TYPE_PARTY: names that are not the text, or NULL */
    const struct case_type *element; /* TYPE_LIST */
    struct case_keys *fields;        /* TYPE_RECORD */
    uint64_t *seen; /* TYPE_LIST of a TYPE_SET: the stamp of the list that last had the symbol */
};

/* What json_quick does with a key's value. */
enum case_quick {
    CASE_QUICK_NONE, /* nothing: lists, records, keys that lead to facts */
    CASE_QUICK_BOOL, CASE_QUICK_NUMBER, CASE_QUICK_TEXT, CASE_QUICK_SYMBOL, CASE_QUICK_MOMENT,
    CASE_QUICK_OTHER, /* a text that case_scalar reads: dates, parties with texts of their own */
    CASE_QUICK_SKIP, /* not declared */
};

/* A key of an object. What the quick way wants stands in the first 64 bytes, one line of the cache: the key as a compact
 * text has it, `"name":`, in words of eight bytes to compare. */
struct case_key {
    uint64_t head, next; /* bytes 0 to 7 and 8 to 15, */
    uint64_t head_mask, next_mask; /* as far as it goes */
    uint64_t last;     /* its last eight bytes, where it has more than 16 */
    uint64_t seen;     /* the stamp of the object that last had it */
    struct case_key *follower; /* the key that came after it last time */
    uint32_t span;     /* its length: the name's and three */
    uint16_t quick;    /* enum case_quick */
    int16_t id;        /* 0 or 1 where it may name the case, the first choice first; CASE_NONE */
    uint32_t slot;     /* index, or 0 where nothing is written */
    int32_t index;     /* of the fact or the record's field; CASE_NONE */
    struct str name;
    const struct case_type *type;
    struct case_keys *below; /* the keys of facts that it leads to, or NULL */
    uint32_t first_below;    /* the first fact that it leads to: which errors about it name */
    bool private_below;      /* one of them is private */
};

/* The keys of one object: the declared ones, then a few others that were met, so that their order can be learned. */
struct case_keys {
    struct case_words words; /* value: index in keys */
    struct case_key *keys;
    uint32_t n_declared;
    struct case_key *first; /* the key that came first last time */
};

enum { CASE_LEARNED_KEYS = 64, CASE_LEARNED_BYTES = 64 };

struct case_plan {
    const struct shape *shape;
    struct case_keys *top;
    const struct case_type **types; /* one a fact */
    struct str ids[2]; /* the keys that may name the case, as people write them */
    uint32_t n_ids;
    bool id_private[2];
    int32_t id_fact[2]; /* where they are facts; else CASE_NONE */
    bool figures; /* facts that only kpis name are read, too */
    uint32_t longest_key;
};

void case_plan_init(struct case_plan *plan, struct arena *arena, const struct shape *shape, const struct case_options *options);
/* Makes KEY the one called NAME (borrowed), not declared. */
void case_plan_key(struct case_key *key, struct str name);
/* The name of a fact as data may write it in one word: its keys with dots between. */
struct str case_plan_dotted(struct arena *arena, const struct fact *fact);

#endif
