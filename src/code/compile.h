/* The door of code: a program to code. */
#ifndef BYLAW_CODE_COMPILE_H
#define BYLAW_CODE_COMPILE_H

#include "check/program.h"
#include "code/shape.h"

struct code;

/* Compiles PROGRAM into ARENA. The code runs alone: it borrows nothing from the program but what ARENA holds and interned names,
 * types and constants (which live in the program's arena: the pipeline keeps both). Cannot fail but for memory (trap of ARENA). */
const struct code *code_compile(struct arena *arena, const struct program *program);
/* The same with an index wherever LEAST rules, arms or rows stand together; UINT32_MAX: without one. For tests and measurements. */
const struct code *code_compile_with(struct arena *arena, const struct program *program, uint32_t least);
const struct shape *code_shape(const struct code *code);
/* disasm.c: the code as text, for `bylaw dump`. */
void code_disasm(const struct code *code, const struct sources *sources, struct buf *out);

#endif
