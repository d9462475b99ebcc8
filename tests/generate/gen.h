/* The generator's own state and parts. */
#ifndef BYLAW_TESTS_GEN_H
#define BYLAW_TESTS_GEN_H

#include "tests/generate/generate.h"

/* Types, by the letters that shapes.def writes. */
#define GEN_TYPES "bnmtlcpdoiuNMTCRA"
enum gen_type {
    GEN_BOOL, GEN_NUMBER, GEN_MONEY, GEN_TEXT, GEN_LEVEL, GEN_COLOR, GEN_PARTY, GEN_DATE, GEN_MOMENT, GEN_TIME, GEN_DURATION,
    GEN_NUMBERS, GEN_MONEYS, GEN_TEXTS, GEN_COLORS, GEN_ITEMS, GEN_ADDRESS, GEN_N_TYPES,
};

/* Something that an expression can name: a fact, a definition, a variable, a field of one of them. */
struct gen_name {
    const char *text;
    enum gen_type type;
};

struct gen_fact {
    const char *name; /* as the policy writes it */
    enum gen_type type;
    bool whole, anonymous_set, is_id, is_private;
};

struct gen_param {
    const char *name;
    char type; /* as in GEN_TYPES; s: a bare symbol */
    bool optional, named;
};

enum { GEN_MOST_PARAMS = 4 };
struct gen_verb {
    const char *name;
    bool standard; /* of stdlib/ */
    bool once;
    struct gen_param params[GEN_MOST_PARAMS];
    const char *declaration; /* of its own */
};

struct gen {
    struct arena *arena;
    struct generated *result;
    uint64_t seed, state;
    struct buf *out;
    VEC(struct gen_fact) facts;
    VEC(struct gen_name) names;
    VEC(const char *) rules, templates; /* by name: for overrides, for arguments */
    VEC(struct str) statements;
    VEC(int64_t) numbers, dates;        /* what values are compared with: cases go around them */
    const bool *usable;                 /* types of this policy */
    const char *currency; /* the sign before amounts */
    uint32_t counter;
    unsigned unknown_percent;
    bool private_allowed;               /* in a rule's own condition */
};

/* ---- random numbers (splitmix64), all from the seed ---- */
static inline uint64_t gen_next(struct gen *g)
{
    uint64_t z = g->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}
static inline uint32_t gen_below(struct gen *g, uint32_t n) { return (uint32_t)(gen_next(g) % n); }
static inline bool gen_chance(struct gen *g, unsigned percent) { return gen_below(g, 100) < percent; }
#define gen_one_of(g, array) ((array)[gen_below((g), sizeof(array) / sizeof *(array))])

/* ---- generate.c ---- */
void gen_mark(struct gen *g, const char *name); /* this policy has that construct */
const char *gen_fresh(struct gen *g, const char *prefix);
void gen_statement_end(struct gen *g); /* what was written since the last one is a statement */
#define gen_say(g, ...) buf_printf((g)->out, __VA_ARGS__)

/* ---- gen_facts.c: types, facts, parties, verbs ---- */
void gen_declarations(struct gen *g);
enum gen_type gen_type_of(char letter);
char gen_letter(enum gen_type type);
const struct gen_verb *gen_verb(struct gen *g, bool once); /* ONCE: one that a case can have only once */

/* ---- gen_values.c: expressions ---- */
void gen_literal(struct gen *g, enum gen_type type);
void gen_range(struct gen *g, enum gen_type type); /* low..high */
bool gen_named(struct gen *g, enum gen_type type); /* a name of that type; false: there is none, nothing written */
void gen_value(struct gen *g, enum gen_type type, unsigned depth);
void gen_condition(struct gen *g, unsigned depth);
void gen_opaque(struct gen *g); /* a condition of which no checker can tell when it holds */
void gen_cell(struct gen *g, enum gen_type type);
void gen_add_name(struct gen *g, const char *text, enum gen_type type);
const char *gen_pick_text(struct gen *g);
int64_t gen_number(struct gen *g, bool whole);
int64_t gen_date(struct gen *g);

/* ---- gen_rules.c, gen_tables.c ---- */
void gen_define(struct gen *g);
void gen_template(struct gen *g);
void gen_output_fact(struct gen *g);
void gen_rule(struct gen *g);
void gen_many_rules(struct gen *g);
void gen_group(struct gen *g);
void gen_guarantee(struct gen *g);
void gen_table(struct gen *g);
void gen_anchor(struct gen *g, const struct gen_fact *fact); /* a rule that tells an inferred fact's type */
void gen_actions(struct gen *g, uint32_t most, const char *between);
void gen_action(struct gen *g);
void gen_argument(struct gen *g, char type, unsigned depth);
void gen_effective(struct gen *g, const char *before);
void gen_because(struct gen *g, const char *before);
void gen_cite(struct gen *g, const char *before);

/* ---- gen_lookups.c ---- */
void gen_lookup(struct gen *g);
void gen_update(struct gen *g);

/* ---- gen_cases.c ---- */
void gen_case(struct gen *g, uint32_t number);

#endif
