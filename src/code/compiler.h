/* The compiler's own state, shared by the files of this room that make code (compile, emit, share, lower_*). */
#ifndef BYLAW_CODE_COMPILER_H
#define BYLAW_CODE_COMPILER_H

#include "base/vec.h"
#include "check/program.h"
#include "code/code.h"

struct share_entry;
struct index_rows;

/* A place to jump to. Jumps to it before it is bound are chained through their own operands. */
struct label {
    uint32_t at, chain; /* words + 1; 0: none */
};

struct compiler {
    struct arena *arena;
    const struct program *program;
    VEC(uint64_t) words;
    VEC(struct code_part) parts;
    VEC(struct value) constants;
    VEC(const struct type *) types;
    VEC(struct str) subjects;
    VEC(struct span) spans;
    VEC(struct code_place) places;
    uint32_t n_registers, most_registers; /* of the part in hand */
    uint32_t *variables;  /* slot of a quantifier to the register that it is bound to */
    uint32_t *fact_slots; /* of lists and records: 1 + the slot of PARTS; 0: none yet */
    uint32_t n_slots;
    struct span span;     /* of what is being lowered: the place of errors */
    struct str owner;     /* the definition's name, of the one being lowered */
    bool clean;           /* maybe is known to be certain here */
    struct share_entry *shared;
    uint32_t *numbers;    /* by expr id: 1 + index in shared */
    struct index_rows *index;
};

/* ---- emit.c ---- */
void emit(struct compiler *c, enum opcode op, uint32_t a, uint32_t b);
void emit_c(struct compiler *c, enum opcode op, uint32_t a, uint32_t b, uint64_t cc);
static inline uint32_t emit_xy(uint32_t x, uint32_t y) { return x | y << 16; }
/* A jump (operand b) to LABEL; bound ones and such as are bound later. */
void emit_jump(struct compiler *c, enum opcode op, uint32_t a, struct label *label);
void emit_jump_c(struct compiler *c, enum opcode op, uint32_t a, struct label *label, uint64_t cc);
void emit_bind(struct compiler *c, struct label *label);
/* SELECT or ALIVE of SET, that goes on at LABEL in the end; nothing if there is no set. */
void emit_set(struct compiler *c, enum opcode op, uint32_t set, struct label *label);
uint32_t emit_constant(struct compiler *c, struct value value);
uint32_t emit_type(struct compiler *c, const struct type *type);
uint32_t emit_span(struct compiler *c, struct span span);
void emit_subject(struct compiler *c, struct str name); /* errors from here on are about NAME */
/* Names beside the present subject; yields the first one's index. */
uint32_t emit_names(struct compiler *c, const struct str *names, uint32_t n);
void emit_part(struct compiler *c, enum part_kind kind, uint32_t index);
void emit_part_end(struct compiler *c);
/* Registers are taken as from a stack. */
uint32_t emit_register(struct compiler *c);
uint32_t emit_registers(struct compiler *c, uint32_t n); /* the first of N neighbours */

/* ---- share.c: equal expressions get equal numbers ---- */
/* Looks at all expressions of the program: who is equal, who is asked for more than once. */
void share_program(struct compiler *c);
/* The slot in which E's result lives for a case, or UINT32_MAX: it is cheap, asked for once, or has a free variable. */
uint32_t share_slot(struct compiler *c, const struct expr *e);
/* Whether E can be unknown and need nothing. */
bool share_hollow(const struct compiler *c, const struct expr *e);
/* E, or what it stands for if it is a definition that is a mere name of a constant or fact. */
const struct expr *share_resolve(const struct compiler *c, const struct expr *e);
/* Actions whose arguments are all constant: equal ones get equal numbers; yields how many there are. */
uint32_t share_actions(struct arena *arena, struct code_action *actions, uint32_t n);

/* ---- lower_value.c, lower_list.c, lower_cases.c, lower_test.c ---- */
void lower_value(struct compiler *c, const struct expr *e, uint32_t d);
/* The register that holds E's value: a new one, or the variable's own. */
uint32_t lower_operand(struct compiler *c, const struct expr *e);
bool lower_constant_list(struct compiler *c, const struct expr *e, struct value *out);
void lower_loop_value(struct compiler *c, const struct expr *e, uint32_t d); /* COUNT, SUM, SMALLEST, LARGEST */
void lower_list(struct compiler *c, const struct expr *e, uint32_t d);
void lower_cases(struct compiler *c, const struct expr *e, uint32_t d);
void lower_agree(struct compiler *c, const struct expr *e, uint32_t d);
/* Jumps to LABEL if E is ON; falls through otherwise, with what is unknown noted in maybe. */
void lower_test(struct compiler *c, const struct expr *e, bool on, struct label *label);
void lower_test_itself(struct compiler *c, const struct expr *e, bool on, struct label *label); /* not by way of its slot */
/* One conjunct of an arm (effective, when, condition, or with ON: unless): as lower_test, but unknown and needing
 * nothing jumps too. */
void lower_conjunct(struct compiler *c, const struct expr *e, bool on, struct label *label, struct label *hollow);
void lower_loop_test(struct compiler *c, const struct expr *e, bool on, struct label *label);

/* ---- thread.c: shortens the jumps of tests between two words ---- */
void thread_jumps(struct compiler *c, uint32_t from, uint32_t to);

/* ---- lower_unit.c ---- */
void lower_unit(struct compiler *c, uint32_t unit);

#endif
