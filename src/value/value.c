#include "value/value.h"

static bool all_same(const struct value *a, const struct value *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!value_same(a[i], b[i]))
            return false;
    return true;
}

bool value_same(struct value a, struct value b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case VALUE_UNKNOWN: return true;
    case VALUE_TEXT: return str_eq(value_str(a), value_str(b));
    case VALUE_LIST: return a.list->n == b.list->n && all_same(a.list->at, b.list->at, a.list->n);
    case VALUE_RECORD: return a.n == b.n && all_same(a.record, b.record, a.n);
    default: return a.i == b.i;
    }
}

int value_order(struct value a, struct value b)
{
    if (a.kind == VALUE_TEXT)
        return str_cmp(value_str(a), value_str(b));
    return (a.i > b.i) - (a.i < b.i);
}
