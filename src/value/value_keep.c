#include "value/value.h"

#include "base/arena.h"

static struct value keep_list(struct arena *arena, const struct value_list *list)
{
    struct value_list *copy = arena_alloc(arena, sizeof *copy + list->n * sizeof list->at[0]);
    copy->n = list->n;
    for (uint32_t i = 0; i < list->n; i++)
        copy->at[i] = value_keep(arena, list->at[i]);
    return value_list(copy);
}

static struct value keep_record(struct arena *arena, struct value record)
{
    struct value *copy = arena_array(arena, struct value, record.n);
    for (uint32_t i = 0; i < record.n; i++)
        copy[i] = value_keep(arena, record.record[i]);
    return value_record(copy, record.n);
}

struct value value_keep(struct arena *arena, struct value value)
{
    switch (value.kind) {
    case VALUE_TEXT: return value_text(str_dup(arena, value_str(value)));
    case VALUE_LIST: return keep_list(arena, value.list);
    case VALUE_RECORD: return keep_record(arena, value);
    default: return value;
    }
}
