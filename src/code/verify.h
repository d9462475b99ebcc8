/* The verifier's own state, shared by the files verify*.c. What may be in a register at an instruction is followed from each part's begin
 * along every way through it, as types (verify_type.c); where ways meet, what they agree upon is left. So after it the VM may trust each
 * operand: its kind, its parts, and that something was put there at all. */
#ifndef BYLAW_CODE_VERIFY_H
#define BYLAW_CODE_VERIFY_H

#include "base/vec.h"
#include "code/code.h"

/* What a register may hold. Each value may be unknown as well. From VERIFY_TEXT_MAKING on it is no value: only the instructions that make
 * it may touch it. The kinds up to VERIFY_TALLY_HIGH have one type each, whose number is theirs. */
enum verify_kind {
    VERIFY_NOTHING,   /* nobody knows what: it must not be read */
    VERIFY_UNKNOWN,   /* surely unknown; also what SAVE leaves, the needs of maybe */
    VERIFY_BOOL, VERIFY_NUMBER, VERIFY_TEXT, VERIFY_DATE, VERIFY_TIME, VERIFY_MOMENT, VERIFY_DURATION,
    VERIFY_TEXT_MAKING, VERIFY_TALLY, VERIFY_TALLY_HIGH,
    VERIFY_SYMBOL,    /* below `a` */
    VERIFY_LIST,      /* of `a` */
    VERIFY_RECORD,    /* of the fields `a`, `b` of them, from parts[c] on */
    VERIFY_ITERATOR,  /* over elements `a` */
    VERIFY_LIST_MAKING,   /* of elements `a`; c of b are there */
    VERIFY_RECORD_MAKING, /* the fields `a` are there, of b */
    VERIFY_FIELDS,    /* no register's: the fields `a` (0: none) and one more, b; c of them in all */
    VERIFY_SLOT,      /* of an edge only: what slot `a` holds */
};

struct verify_type {
    uint8_t kind, depth;
    uint32_t a, b, c;
};

/* Types by number: equal ones have equal numbers. */
struct verify_types {
    struct arena *arena;
    VEC(struct verify_type) all;
    VEC(uint32_t) parts;
    uint32_t *slots, n_slots;       /* by hash, number + 1 */
    uint64_t *joined;               /* pairs */
    uint32_t *joins, n_joins, room_joins;
    const void **known;             /* by address: the struct types and lists that were taken */
    uint32_t *taken, n_known, room_known;
};

enum { VERIFY_MARK_BEGIN = 1, VERIFY_MARK_HEAD = 2, VERIFY_MARK_CASES = 4, VERIFY_MARK_ARM = 8, VERIFY_MARK_DONE = 16 };

/* What is known on the way to an instruction that is jumped to: what all jumps agree upon. */
struct verify_edge {
    uint64_t version; /* of what was added last */
    uint32_t from;    /* the first word that jumps here */
    uint32_t bracket;
    bool opened;
    uint32_t types[];
};

/* A word that is jumped to, or marked: few are. */
struct verify_place {
    struct verify_edge *edge; /* NULL: nobody has come */
    uint32_t note;            /* if so marked: the number of its bracket, the last jump back to it */
};

/* A value by cases. */
struct verify_bracket {
    uint32_t parent;   /* as verify.bracket */
    uint32_t lowest;   /* the first of its arms' values; 0: there is none yet */
    uint32_t values;   /* VALUES; 0: not seen yet */
    uint32_t done, d, hit, kind;
    uint32_t result;   /* type */
    bool grown;        /* more came to be possible after an arm was looked at */
    struct verify_edge *arms; /* what each arm's value begins with */
};

/* The item of a set of the index whose instructions are in hand; they nest. */
struct verify_region {
    uint32_t set, item, begin, end; /* words; end: where it goes on behind the set */
    struct verify_edge *items;      /* what each item begins with */
};

struct verify {
    const struct code *code;
    struct arena arena;
    const struct code_part *part;
    uint32_t word;       /* the instruction in hand */
    const char *wrong;
    uint8_t *marks;      /* of each word */
    struct verify_types types;
    uint32_t *facts, *definitions, *constants, *slots; /* types; of constants: + 1, once needed */
    uint8_t *slot_read;
    bool again;          /* a slot that was read turned out to hold more */
    uint32_t *fired;     /* of each arm: 1 + the word that lists it */
    uint32_t *selected;  /* of each set: 1 + its SELECT */
    uint64_t steps;      /* left */
    /* the part in hand: */
    uint32_t *numbers;   /* of each word of it: 1 + its place, where more is known of it */
    VEC(struct verify_place) places;
    VEC(struct verify_bracket) brackets;
    VEC(struct verify_region) regions;
    uint32_t n_types;    /* registers, and behind them the arguments */
    uint32_t *now;       /* their types at the instruction */
    uint64_t version, last_version; /* another one for each change of what is known */
    uint32_t bracket;    /* twice the number of the innermost value by cases, and 1 while its arms' values are computed; 0: none */
    bool opened;         /* OPEN was met */
    bool live;           /* the instruction can be reached */
    uint32_t loop_end;   /* before this word it may be within a loop */
    uint32_t next;       /* the word to go on at */
};

static inline void verify_wrong(struct verify *v, const char *what)
{
    if (v->wrong == NULL)
        v->wrong = what;
}

/* ---- verify_type.c ---- */
void verify_type_init(struct verify_types *types, struct arena *arena);
uint32_t verify_type_of(struct verify_types *types, const struct type *type);
uint32_t verify_type_value(struct verify_types *types, const struct value *value); /* a constant's */
uint32_t verify_type_rows(struct verify_types *types, const struct lookup *lookup);
/* What is either A or B. */
uint32_t verify_type_join(struct verify_types *types, uint32_t a, uint32_t b);
uint32_t verify_type_make(struct verify_types *types, enum verify_kind kind, uint32_t a, uint32_t b, uint32_t c);
/* The record of the fields that VERIFY_FIELDS FIELDS (0: none) tells, and the fields with one more; NOTHING where that goes too deep. */
uint32_t verify_type_record(struct verify_types *types, uint32_t fields);
uint32_t verify_type_list(struct verify_types *types, uint32_t element);
static inline const struct verify_type *verify_type_at(const struct verify_types *types, uint32_t type) { return &types->all.at[type]; }

/* ---- verify_flow.c ---- */
/* Follows the part in hand. */
void verify_flow_part(struct verify *v);
/* That of a word of the part in hand, to be used until the next is asked for. */
struct verify_place *verify_flow_place(struct verify *v, uint32_t word);
/* What is known now goes to word TO as well. */
void verify_flow_to(struct verify *v, int64_t to);
void verify_flow_set(struct verify *v, uint32_t place, uint32_t type);
/* Adds what is known now to *EDGE, which may be NULL; true if it made a difference. */
bool verify_flow_add(struct verify *v, struct verify_edge **edge);
/* What is known in EDGE is possible here, too. */
void verify_flow_take(struct verify *v, const struct verify_edge *edge);
/* The first word of the item of a set that is in hand, or of the part: no jump to here comes from before it. */
uint32_t verify_flow_begin(const struct verify *v);
uint32_t verify_flow_slot(struct verify *v, uint32_t slot); /* reads it */
void verify_flow_put(struct verify *v, uint32_t slot, uint32_t type);

/* ---- verify_step.c: what the instruction in hand demands and leaves ---- */
void verify_step(struct verify *v);
/* ---- verify_cases.c ---- */
void verify_cases_step(struct verify *v, uint64_t insn);
/* Arrival at a word that is marked as one of a value by cases. */
void verify_cases_arrive(struct verify *v);
/* ---- verify_set.c: the sets of the index ---- */
void verify_set_step(struct verify *v, uint64_t insn);
void verify_set_arrive(struct verify *v);
/* ---- verify_part.c ---- */
/* Marks where instructions begin; false where one is none or runs over its part's end. */
bool verify_part_mark(struct verify *v, const struct code_part *part);
/* Each operand of the part in hand is what its format says. */
void verify_part_operands(struct verify *v);

#endif
