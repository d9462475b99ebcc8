#include "report/nested.h"

struct nested {
    const struct decided_value *values;
    uint32_t n;
    nested_value *write;
};

/* Whether A's and B's paths begin with the same N keys. */
static bool same_path(const struct decided_value *a, const struct decided_value *b, uint32_t n)
{
    if (a->n_path < n || b->n_path < n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!str_eq(a->path[i], b->path[i]))
            return false;
    return true;
}

/* Whether one before AT, in the object that its first DEPTH keys lead to, has its next key as well. */
static bool is_written(const struct nested *nested, uint32_t at, uint32_t depth)
{
    for (uint32_t i = 0; i < at; i++)
        if (same_path(&nested->values[i], &nested->values[at], depth + 1))
            return true;
    return false;
}

/* The members of the object that the first DEPTH keys of the value FROM lead to. */
static void put(struct buf *out, const struct nested *nested, uint32_t from, uint32_t depth)
{
    char between = '{';
    for (uint32_t i = from; i < nested->n; i++) {
        const struct decided_value *value = &nested->values[i];
        if (depth && !same_path(value, &nested->values[from], depth))
            continue;
        bool deeper = value->n_path > depth + 1;
        if (deeper && is_written(nested, i, depth))
            continue;
        buf_char(out, between);
        between = ',';
        buf_json(out, value->path[depth]);
        buf_char(out, ':');
        if (deeper)
            put(out, nested, i, depth + 1);
        else
            nested->write(out, value->value, value->type);
    }
    buf_char(out, '}');
}

void nested_json(struct buf *out, const struct decided_value *values, uint32_t n, nested_value *write)
{
    put(out, &(struct nested){ values, n, write }, 0, 0);
}
