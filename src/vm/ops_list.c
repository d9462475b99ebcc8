/* Lists and what is gathered over them. */
#include "value/decimal.h"
#include "vm/vm_inner.h"

void ops_list(struct vm *vm, uint32_t n, struct value *out)
{
    struct value_list *list = arena_alloc(&vm->scratch, sizeof *list + n * sizeof *list->at);
    list->n = n;
    *out = value_list(list);
}

/* A tally is a sum of 128 bits in two registers; unknown once an element is. */
void ops_tally(struct vm *vm, struct value *sum, const struct value *item, bool add)
{
    if (!value_known(*item)) {
        need before = value_known(*sum) ? 0 : need_of(sum);
        *sum = need_value(need_join(&vm->scratch, before, need_of(item)));
        return;
    }
    if (!value_known(*sum))
        return;
    int64_t more = add || !item->i ? item->i : DECIMAL_ONE;
    uint64_t low = (uint64_t)sum[0].i + (uint64_t)more;
    sum[1].i += (more < 0 ? -1 : 0) + (low < (uint64_t)more);
    sum[0].i = (int64_t)low;
}

bool ops_tally_end(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct value *d = &registers[insn_a(*pc)], *sum = &registers[insn_b(*pc)];
    if (!value_known(*sum)) {
        *d = *sum;
        return true;
    }
    if (sum[1].i != (sum[0].i < 0 ? -1 : 0))
        return vm_fail(vm, pc, EVAL_OVERFLOW);
    *d = value_int((enum value_kind)pc[1], sum->i);
    return true;
}

/* BEST is absent at first; WANTED is -1 for the least, 1 for the most. The first of equal ones stays. */
void ops_extreme(struct vm *vm, struct value *best, const struct value *item, int wanted)
{
    bool none = !value_known(*best) && best->n;
    if (!value_known(*best) && !none) {
        if (!value_known(*item))
            *best = need_value(need_join(&vm->scratch, need_of(best), need_of(item)));
    } else if (!value_known(*item)) {
        *best = need_value(need_of(item));
    } else if (none || value_order(*item, *best) == wanted) {
        *best = *item;
    }
}
