/* Things: values with what they need. */
#include "eval/eval_inner.h"

enum { WORD = 64 };

static uint32_t n_words(const struct eval *eval)
{
    return eval->program->n_facts / WORD + 1;
}

eval_needs eval_thing_needs_fact(struct eval *eval, uint32_t fact)
{
    uint64_t *set = arena_array(&eval->scratch, uint64_t, n_words(eval));
    set[fact / WORD] = UINT64_C(1) << fact % WORD;
    return set;
}

bool eval_thing_has_need(eval_needs needs, uint32_t fact)
{
    return needs && (needs[fact / WORD] >> fact % WORD & 1);
}

static bool holds_all(const struct eval *eval, eval_needs set, eval_needs others)
{
    for (uint32_t i = 0; i < n_words(eval); i++)
        if (others[i] & ~set[i])
            return false;
    return true;
}

eval_needs eval_thing_join(struct eval *eval, eval_needs a, eval_needs b)
{
    if (b == NULL || (a && holds_all(eval, a, b)))
        return a;
    if (a == NULL)
        return b;
    uint64_t *set = arena_array(&eval->scratch, uint64_t, n_words(eval));
    for (uint32_t i = 0; i < n_words(eval); i++)
        set[i] = a[i] | b[i];
    return set;
}

struct thing eval_thing_known(struct value value)
{
    return (struct thing){ .value = value };
}

struct thing eval_thing_bool(bool b)
{
    return eval_thing_known(value_bool(b));
}

struct thing eval_thing_unknown(eval_needs needs)
{
    return (struct thing){ .value = value_unknown(), .needs = needs };
}

uint32_t eval_thing_count(const struct thing *thing)
{
    return thing->value.kind == VALUE_LIST ? thing->value.list->n : thing->value.kind == VALUE_RECORD ? thing->value.n : 0;
}

static const struct thing *parts_from(struct eval *eval, const struct value *values, uint32_t n, eval_needs needs)
{
    struct thing *parts = arena_array(&eval->scratch, struct thing, n);
    for (uint32_t i = 0; i < n; i++)
        parts[i] = eval_thing_from(eval, values[i], needs);
    return parts;
}

struct thing eval_thing_from(struct eval *eval, struct value value, eval_needs needs)
{
    struct thing thing = { .value = value };
    if (!value_known(value))
        thing.needs = needs;
    if (value.kind == VALUE_LIST)
        thing.parts = parts_from(eval, value.list->at, value.list->n, needs);
    if (value.kind == VALUE_RECORD)
        thing.parts = parts_from(eval, value.record, value.n, needs);
    return thing;
}

struct thing eval_thing_list(struct eval *eval, const struct thing *things, uint32_t n)
{
    struct value_list *list = arena_alloc(&eval->scratch, sizeof *list + n * sizeof *list->at);
    list->n = n;
    for (uint32_t i = 0; i < n; i++)
        list->at[i] = things[i].value;
    return (struct thing){ .value = value_list(list), .parts = things };
}

struct thing eval_thing_record(struct eval *eval, const struct thing *things, uint32_t n)
{
    struct value *fields = arena_array(&eval->scratch, struct value, n);
    for (uint32_t i = 0; i < n; i++)
        fields[i] = things[i].value;
    return (struct thing){ .value = value_record(fields, n), .parts = things };
}

bool eval_thing_known_wholly(const struct thing *thing)
{
    for (uint32_t i = 0; i < eval_thing_count(thing); i++)
        if (!eval_thing_known_wholly(&thing->parts[i]))
            return false;
    return value_known(thing->value);
}

eval_needs eval_thing_needs(struct eval *eval, const struct thing *thing)
{
    eval_needs needs = value_known(thing->value) ? NULL : thing->needs;
    for (uint32_t i = 0; i < eval_thing_count(thing); i++)
        needs = eval_thing_join(eval, needs, eval_thing_needs(eval, &thing->parts[i]));
    return needs;
}
