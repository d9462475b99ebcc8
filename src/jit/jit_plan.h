/* What of a policy's code native code is made of, and how much that is.
 *
 * Where the rule index serves most rules and some of them have more to be tested than it tells, native code goes by it, too: it asks the VM
 * which rules are left, and has code of its own for those whose tests are left to it. Elsewhere, and where there are few rules, it tries
 * all: rows of tests of facts are fastest so. */
#ifndef BYLAW_JIT_PLAN_H
#define BYLAW_JIT_PLAN_H

#include "code/code.h"

struct jit_plan {
    bool selects;   /* the policy's rules, by the index */
    uint64_t words; /* to be compiled; 0: there is nothing that the index does not serve */
};

struct jit_plan jit_plan(const struct code *code);
/* Why there is nothing to be compiled, a constant text; NULL: there is. */
const char *jit_plan_nothing(const struct code *code);
/* Whether ITEM's tests are left to the VM where it is not no. */
bool jit_plan_tests(const struct index_item *item);

#endif
