/* Machine code in the making: what the translator needs of a compiler, and no more. machine_gcc.c makes it with libgccjit and is the one
 * file that knows it.
 *
 * Values are numbers of 64 bits, pointers, or conditions; a value is computed where it is made, not where it is used. Nothing here can
 * fail but machine_write: what goes wrong before comes out there. Handles live as long as the machine. */
#ifndef BYLAW_JIT_MACHINE_H
#define BYLAW_JIT_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct machine;
struct machine_value;
struct machine_variable;
struct machine_block;
struct machine_function;

enum machine_op { MACHINE_ADD, MACHINE_SUB, MACHINE_AND, MACHINE_OR, MACHINE_XOR, MACHINE_SHIFT_LEFT, MACHINE_SHIFT_RIGHT };
enum machine_test { MACHINE_EQ, MACHINE_NE, MACHINE_LT, MACHINE_LE, MACHINE_GT, MACHINE_GE }; /* signed */

/* NULL: no memory. LEVEL: how much it optimises, 0 to 3. */
struct machine *machine_new(int level);
void machine_free(struct machine *m);
/* Writes all functions as a shared object into the file PATH, with NOTE, text of N bytes, in its section and segment NOTE_SECTION. NULL,
 * or what went wrong. May end the process where the system's assembler or linker is missing. */
const char *machine_write(struct machine *m, const char *path, const char *note, size_t n);

/* ---- functions: int64_t NAME(void *, const void *); SHOWN: found by that name in the object; the others take a number, too ---- */
struct machine_function *machine_function(struct machine *m, const char *name, bool shown);
/* What follows goes into F, which begins with an empty block. */
void machine_begin(struct machine *m, struct machine_function *f);
struct machine_value *machine_parameter(struct machine *m, int index); /* 0, 1: pointers; 2: the number */
/* Calls F, which is not shown, with the same pointers and NUMBER: a number. */
struct machine_value *machine_call(struct machine *m, struct machine_function *f, struct machine_value *number);
/* Calls the function whose pointer is FUNCTION with a pointer and N numbers or pointers: a number. */
struct machine_value *machine_call_back(struct machine *m, struct machine_value *function, int n, struct machine_value **arguments);

/* ---- blocks ---- */
struct machine_block *machine_block(struct machine *m);
void machine_enter(struct machine *m, struct machine_block *block); /* what follows goes there; the block before has ended */
void machine_jump(struct machine *m, struct machine_block *to);
void machine_branch(struct machine *m, struct machine_value *condition, struct machine_block *yes, struct machine_block *no);
/* The same, where YES is nearly always taken. */
void machine_expect(struct machine *m, struct machine_value *condition, struct machine_block *yes, struct machine_block *no);
/* Goes where that of the N choices leads that NUMBER lies in, of which no two overlap, or to OTHERWISE. */
struct machine_choice {
    uint64_t low, high; /* both within */
    struct machine_block *to;
};
void machine_switch(struct machine *m, struct machine_value *number, const struct machine_choice *choices, size_t n, struct machine_block *otherwise);
void machine_return(struct machine *m, struct machine_value *value);

/* ---- values ---- */
struct machine_value *machine_number(struct machine *m, uint64_t number);
struct machine_value *machine_do(struct machine *m, enum machine_op op, struct machine_value *a, struct machine_value *b);
struct machine_value *machine_test(struct machine *m, enum machine_test test, struct machine_value *a, struct machine_value *b);
struct machine_value *machine_flag(struct machine *m, struct machine_value *condition); /* 1 or 0 */
struct machine_value *machine_lowest(struct machine *m, struct machine_value *number); /* of a number that is not 0: its lowest bit's place */

/* ---- memory: BITS (32 or 64) OFFSET bytes behind POINTER; 32 bits are widened with zeros ---- */
struct machine_value *machine_load(struct machine *m, struct machine_value *pointer, uint64_t offset, int bits);
struct machine_value *machine_load_pointer(struct machine *m, struct machine_value *pointer, uint64_t offset);
void machine_store(struct machine *m, struct machine_value *pointer, uint64_t offset, int bits, struct machine_value *value);
struct machine_value *machine_at(struct machine *m, struct machine_value *pointer, struct machine_value *bytes); /* a pointer */
/* A constant table of N numbers: a pointer. */
struct machine_value *machine_table(struct machine *m, const uint64_t *numbers, size_t n);

/* ---- variables, numbers all; of the function in hand ---- */
struct machine_variable *machine_variable(struct machine *m);
void machine_set(struct machine *m, struct machine_variable *variable, struct machine_value *value);
struct machine_value *machine_get(struct machine *m, struct machine_variable *variable);

#endif
