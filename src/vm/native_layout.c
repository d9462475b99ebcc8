#include "vm/vm_inner.h"

/* What jit/ takes for granted when it computes addresses. */
_Static_assert(sizeof(struct value) == 16 && offsetof(struct value, i) == 0 && offsetof(struct value, n) == 8 &&
                   offsetof(struct value, kind) == 12, "native code copies values as two words of 64 bits");
_Static_assert(sizeof(struct listed) == 16 && offsetof(struct listed, arm) == 0 && offsetof(struct listed, need) == 8,
               "native code lists arms");

uint64_t native_layout(void)
{
    static const uint64_t places[] = {
        offsetof(struct vm, code), offsetof(struct vm, facts), offsetof(struct vm, registers), offsetof(struct vm, slots),
        offsetof(struct vm, stamps), offsetof(struct vm, stamp), offsetof(struct vm, leaves), offsetof(struct vm, seen),
        offsetof(struct vm, listed), offsetof(struct vm, n_listed), offsetof(struct vm, mark), offsetof(struct vm, definition),
        offsetof(struct vm, args), offsetof(struct vm, maybe), offsetof(struct code, constants), OPCODE_COUNT, sizeof(void *),
    };
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        hash = (hash ^ places[i]) * 1099511628211u;
    return hash;
}
