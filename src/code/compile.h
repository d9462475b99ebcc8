/* The door of code: a program to code. */
#ifndef BYLAW_CODE_COMPILE_H
#define BYLAW_CODE_COMPILE_H

#include "check/program.h"
#include "code/shape.h"

struct code;

/* Compiles PROGRAM into ARENA. The code runs alone: it borrows nothing from the program but what ARENA holds and interned names,
 * types and constants (which live in the program's arena: the pipeline keeps both). Cannot fail but for memory (trap of ARENA). */
const struct code *code_compile(struct arena *arena, const struct program *program);
const struct shape *code_shape(const struct code *code);
/* disasm.c: the code as text, for `bylaw dump`. */
void code_disasm(const struct code *code, const struct sources *sources, struct buf *out);

#endif
