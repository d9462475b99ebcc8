/* The reference evaluator: walks the checked program, slow and plain. It is the meaning of the language; the VM must
 * decide every case like it, byte for byte. It shares no evaluation code with the VM. */
#ifndef BYLAW_EVAL_EVAL_H
#define BYLAW_EVAL_EVAL_H

#include "check/program.h"
#include "vm/decision.h"

struct eval;

/* A context for PROGRAM (borrowed) in ARENA. */
struct eval *eval_new(struct arena *arena, const struct program *program);
/* Who answers the program's lookups (copied; its context is borrowed). Without one, optional lookups are unknown, and others are
 * errors of the cases that look at them. */
void eval_set_host(struct eval *eval, struct host host);
/* Decides one case: FACTS has program->n_facts values of the facts' types (defaults already filled in), borrowed for the
 * call and as long as the decision is looked at. The decision lives until the next call. TRAP receives failures of allocation. */
const struct decision *eval_decide(struct eval *eval, const struct value *facts, struct trap *trap);
/* After eval_decide, if that was no error (eval_open.c): how many arms are neither certain to fire nor certain not to. */
uint32_t eval_open(const struct eval *eval);
/* And the rules whose actions wait for FACT: at most MOST names into RULES, each once; yields how many. */
uint32_t eval_waiting(const struct eval *eval, uint32_t fact, struct str *rules, uint32_t most);
/* As vm_figure. */
bool eval_figure(struct eval *eval, uint32_t index, struct value *out);
/* Whether the case just decided looked at FACT, in whatever part of deciding. */
bool eval_looked_at(const struct eval *eval, uint32_t fact);
void eval_free(struct eval *eval); /* what the arena does not hold: its own scratch arena */

#endif
