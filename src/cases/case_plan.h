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

struct case_key {
    int32_t index; /* of the fact or the record's field; CASE_NONE */
    int32_t id;    /* 0 or 1 where it may name the case, the first choice first; CASE_NONE */
    uint32_t follower; /* the key that followed it last time */
    const struct case_type *type;
    struct case_keys *below; /* the keys of facts that it leads to, or NULL */
    uint32_t first_below;    /* the first fact that it leads to: which errors about it name */
    bool private_below;      /* one of them is private */
    uint64_t seen; /* the stamp of the object that last had it */
};

/* The keys of one object: the declared ones, then a few others that were met, so that their order can be learned. */
struct case_keys {
    struct case_words words; /* value: index in keys */
    struct case_key *keys;
    uint32_t n_declared;
    uint32_t first; /* the key that came first last time */
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
    uint32_t longest_key;
};

void case_plan_init(struct case_plan *plan, struct arena *arena, const struct shape *shape, const struct case_options *options);
/* The name of a fact as data may write it in one word: its keys with dots between. */
struct str case_plan_dotted(struct arena *arena, const struct fact *fact);

#endif
