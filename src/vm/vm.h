/* The VM: decides cases on code. */
#ifndef BYLAW_VM_VM_H
#define BYLAW_VM_VM_H

#include "vm/decision.h"

struct code; /* code/code.h: immutable, shared by threads */
struct vm;   /* an evaluation's own context */

struct vm *vm_new(struct arena *arena, const struct code *code);
/* As eval_decide. Allocates nothing once the context is warm. */
const struct decision *vm_decide(struct vm *vm, const struct value *facts, struct trap *trap);
void vm_free(struct vm *vm);

#endif
