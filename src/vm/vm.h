/* The VM: decides cases on code. */
#ifndef BYLAW_VM_VM_H
#define BYLAW_VM_VM_H

#include "vm/decision.h"
#include "vm/host.h"
#include "vm/native.h"

struct code; /* code/code.h: immutable, shared by threads */
struct vm;   /* an evaluation's own context */

struct vm *vm_new(struct arena *arena, const struct code *code);
/* As eval_set_host. */
void vm_set_host(struct vm *vm, struct host host);
/* From the next case on UNITS, native code made of the same code, runs the units; NULL: the interpreter does. */
void vm_set_native(struct vm *vm, native_units *units);
/* As eval_decide. Allocates nothing once the context is warm. */
const struct decision *vm_decide(struct vm *vm, const struct value *facts, struct trap *trap);
/* The same, and *NANOSECONDS: how long the rules took, but for what finding them by the rule index took. */
const struct decision *vm_decide_timed(struct vm *vm, const struct value *facts, struct trap *trap, uint64_t *nanoseconds);
/* Batches: the cases to come are decided one after the other, but what the rule index would find for each is found for all of them at once.
 * Opens them, if so wished for EVERY set of the index, not only those for which it is quicker; false: none is served so. */
bool vm_batch_open(struct vm *vm, bool every, struct trap *trap);
/* The next cases are these N (up to 64), if so many are worth it: each is decided by vm_lane and vm_decide with the very facts, which must
 * stay till then. */
void vm_batch(struct vm *vm, const struct value *const *facts, uint32_t n);
/* What vm_decide decides next is case LANE of the batch. */
void vm_lane(struct vm *vm, uint32_t lane);
/* What figure INDEX takes of the case just decided, unknown where a fact is missing; FACTS of vm_decide are still there. False: its
 * formula failed (an overflow, say). Neither changes the decision, but for the errors' texts, which are gone. */
bool vm_figure(struct vm *vm, uint32_t index, struct value *out);
void vm_free(struct vm *vm);

#endif
