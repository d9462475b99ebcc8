/* Code: a policy that runs alone. Immutable and shared by threads; instructions refer to everything by index, so that only
 * the tables hold pointers. */
#ifndef BYLAW_CODE_CODE_H
#define BYLAW_CODE_CODE_H

#include "code/index.h"
#include "code/shape.h"
#include "source/source.h"
#include "value/builtin.h"
#include "value/pattern.h"
#include "vm/host.h"

enum opcode {
#define OP(name, a, b, c, fails, sentence) OP_##name,
#include "code/opcodes.def"
#undef OP
    OPCODE_COUNT
};

/* Formats of operands. */
enum operand {
    OPERAND_NONE, OPERAND_WRITE, OPERAND_READ, OPERAND_UPDATE, OPERAND_READ2, OPERAND_READ_INDEX, OPERAND_READ_ROW, OPERAND_JUMP,
    OPERAND_FACT, OPERAND_CONSTANT, OPERAND_INT, OPERAND_INT_JUMP, OPERAND_MASK, OPERAND_NUMBER, OPERAND_SLOT, OPERAND_DEFINITION,
    OPERAND_PATTERN, OPERAND_TYPE, OPERAND_KIND, OPERAND_BUILTIN, OPERAND_SPAN, OPERAND_HIT, OPERAND_TABLES,
    OPERAND_ARM, OPERAND_UNIT, OPERAND_LOOKUP, OPERAND_SET,
};

struct opcode_info {
    const char *name, *sentence;
    uint8_t a, b, c; /* enum operand */
    bool fails;
};
extern const struct opcode_info opcode_info[OPCODE_COUNT];

static inline enum opcode insn_op(uint64_t word) { return (enum opcode)(word & 0xFF); }
static inline uint32_t insn_a(uint64_t word) { return (uint32_t)word >> 8; }
static inline uint32_t insn_b(uint64_t word) { return (uint32_t)(word >> 32); }
static inline int32_t insn_jump(uint64_t word) { return (int32_t)(word >> 32); }
static inline uint32_t insn_x(uint64_t word) { return (uint32_t)(word >> 32) & 0xFFFF; }
static inline uint32_t insn_y(uint64_t word) { return (uint32_t)(word >> 48); }
static inline uint32_t insn_length(uint64_t word)
{
    enum operand c = (enum operand)opcode_info[insn_op(word)].c;
    return c == OPERAND_NONE ? 1 : c == OPERAND_INT_JUMP ? 3 : 2;
}
enum { INSN_MOST_A = (1 << 24) - 1, INSN_MOST_X = (1 << 16) - 1 };

/* How the rows of a table work together: enum hit of check/program.h, which the VM may not see, in the same order. */
enum code_hit {
    CODE_FIRST, CODE_ONLY_ONE, CODE_ANY, CODE_EVERY, CODE_HIGHEST, CODE_SUM, CODE_SMALLEST, CODE_LARGEST, CODE_COUNT,
};
/* c of VALUES: the hit policy, the kind of the result (enum value_kind) in the next bits. */
enum { CODE_HIT_BITS = 8 };

/* A part of the instructions that is entered at its begin: jumps stay inside it. */
enum part_kind { PART_UNITS, PART_DEFINITION, PART_ARGUMENTS, PART_REASON, PART_GUARANTEE, PART_KPI };
struct code_part {
    enum part_kind kind;
    uint32_t index; /* definition, action, arm, guarantee, kpi */
    uint32_t from, to; /* words */
    uint32_t n_registers;
};

/* Where an instruction that can fail stands in the policy; sorted by word. */
struct code_place {
    uint32_t word;
    uint32_t subject; /* index */
    struct span span;
};

enum { CODE_NO_ENTRY = UINT32_MAX };

struct code_definition {
    struct str name;
    const struct str *path;
    uint32_t n_path;
    const struct type *type;
    uint32_t entry;  /* word */
    uint32_t window; /* where its registers begin: it runs at most once at a time, so they are its own */
    struct span span;
};

struct code_param {
    struct str name;
    const struct type *type;
};

struct code_verb {
    struct str name;
    const struct code_param *params;
    uint32_t n_params, n_positional;
    const uint32_t *defeats;
    uint32_t n_defeats;
    uint32_t rank;
    bool once, defeated; /* defeated: some verb defeats it */
};

struct code_action {
    uint32_t verb;
    uint32_t n_args;         /* given ones */
    const uint32_t *params;  /* of each, ascending */
    const struct value *constants; /* of each; unknown where it is computed */
    uint32_t entry;          /* computes the others; CODE_NO_ENTRY: there are none */
    uint32_t same;           /* of constant actions: equal ones have equal numbers, below code.n_same */
    const struct type *const *types; /* of each */
    struct span span;
};

struct code_arm {
    struct str name;
    uint32_t unit;
    uint32_t first_action, n_actions;
    bool has_reason;
    struct str reason;       /* because, if it is constant */
    uint32_t reason_entry;   /* else computes it */
    const struct str *cite;  /* distinct */
    uint32_t n_cite;
    const uint32_t *overridden_by;
    uint32_t n_overridden_by;
    uint32_t order;          /* its place in the order in which overrides are settled */
    struct span span;
};

/* What becomes of an arm that waits for facts. */
enum waiting {
    WAITING_ACTS,  /* its actions do, and what they come to is settled as that of others is */
    WAITING_NEEDS, /* unless a certain arm asks for the same: nothing but that the decision needs those facts */
    WAITING_ALONE, /* the same, and no other arm asks for what it asks for, overrides it or is overridden by it */
};

struct code_guarantee {
    bool always;
    uint32_t action;     /* the given arguments; the others may be anything */
    uint32_t when_entry; /* leaves its `when` as argument 0; CODE_NO_ENTRY: whenever */
    struct str name, text;
    struct span span;
};

struct code_unit {
    struct str name;
    uint32_t hit;       /* enum code_hit */
    uint32_t entry;
    struct span span;
};

struct code {
    struct shape shape;
    const uint64_t *words;
    uint32_t n_words;
    const struct code_part *parts; /* in the order of words */
    uint32_t n_parts;
    const struct value *constants;
    uint32_t n_constants;
    const struct type *const *types;
    uint32_t n_types;
    const struct str *subjects;
    uint32_t n_subjects;
    const struct span *spans;
    uint32_t n_spans;
    const struct code_place *places;
    uint32_t n_places;
    const struct pattern_pool *patterns; /* borrowed from the program */
    const struct index *index; /* of the rules, arms and rows that stand together in great number; NULL: there are none */
    const struct index *together; /* one of the policy's rules where they are too few for that, for batches alone; NULL: there is none */
    const struct code_definition *definitions; /* behind those of the program one a lookup, whose value is the list of its rows */
    uint32_t n_definitions; /* with them */
    const struct lookup *lookups;
    uint32_t n_lookups;
    const uint32_t *outputs; /* definitions, in the order in which they are shown */
    uint32_t n_outputs;
    const struct code_verb *verbs;
    uint32_t n_verbs, n_ranks; /* ranks are below n_ranks */
    const struct code_unit *units;
    uint32_t n_units;
    const struct code_arm *arms;
    uint32_t n_arms;
    const uint32_t *arm_order; /* as arms' `order` */
    const uint8_t *waiting; /* enum waiting, of each arm: made of the rest by waiting_find */
    const struct code_action *actions; /* those of arms, then those of guarantees */
    uint32_t n_actions;
    const struct code_guarantee *guarantees;
    uint32_t n_guarantees;
    const uint32_t *kpis; /* entries: what each takes of a case, as argument 0 */
    uint32_t n_kpis;
    uint32_t n_same;
    const uint32_t *required; /* facts */
    uint32_t n_required;
    uint32_t n_slots;     /* results that live a case: definitions first, then shared expressions */
    uint32_t n_registers; /* of all parts together */
    uint32_t max_args;    /* of one action */
    bool month_ends_forward;
    bool has_judged, has_defeats, has_once, has_overrides;
};

/* code.c: the place of the instruction at WORD (of the last one at or before it). NULL where no instruction can fail. */
const struct code_place *code_place(const struct code *code, uint32_t word);

/* verify.c: NULL if every instruction of CODE is one, every jump stays in its part and meets an instruction, every register
 * and index exists; else what is wrong and, in *WORD, where. */
const char *code_verify(const struct code *code, uint32_t *word);
extern const char code_verify_no_memory[]; /* what it yields where it had none to work with */

#endif
