/* A policy's code to machine code: its units, and the definitions that they ask for. */
#ifndef BYLAW_JIT_NATIVE_POLICY_H
#define BYLAW_JIT_NATIVE_POLICY_H

#include "jit/jit_input.h"
#include "jit/machine.h"

/* The function of the object that runs all units, a native_units of vm/native.h, is called so and by the hash of the code, hexadecimal. */
#define NATIVE_POLICY_UNITS "bylaw_units_"

/* Puts the functions of INPUT into M, the one that runs all of them by the name UNITS. NULL, or why that cannot be done: then M is good for
 * nothing. */
const char *native_policy(struct machine *m, const struct jit_input *input, const char *units);

#endif
