/* Cases that are ready in memory, decided in batches as a stream decides them. */
#ifndef BENCH_BATCHES_H
#define BENCH_BATCHES_H

#include "code/batch_mask.h"
#include "vm/vm.h"

/* What is done with each decision; NULL: nothing. */
typedef void each_decision(uint32_t i, const struct decision *decision);

/* N cases of STRIDE values each. Yields how many actions there are. */
static inline uint64_t decide_in_batches(struct vm *vm, const struct value *facts, uint32_t stride, uint32_t n, each_decision *each, struct trap *trap)
{
    const struct value *lanes[BATCH_LANES];
    uint64_t actions = 0;
    for (uint32_t from = 0; from < n; from += BATCH_LANES) {
        uint32_t n_lanes = n - from < BATCH_LANES ? n - from : BATCH_LANES;
        for (uint32_t i = 0; i < n_lanes; i++)
            lanes[i] = facts + (size_t)(from + i) * stride;
        vm_batch(vm, lanes, n_lanes);
        for (uint32_t i = 0; i < n_lanes; i++) {
            vm_lane(vm, i);
            const struct decision *decision = vm_decide(vm, lanes[i], trap);
            actions += decision->n_actions;
            if (each)
                each(from + i, decision);
        }
    }
    return actions;
}

#endif
