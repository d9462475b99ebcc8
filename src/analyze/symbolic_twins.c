/* Which actions need be held against which: of two with a constant each that are not the same, nothing has to be asked, and a policy of
 * ten thousand rules has fifty million pairs of them. */
#include "analyze/symbolic_inner.h"

#include <string.h>

#define NONE UINT32_MAX

/* Chains of actions in ascending order: heads, and of each action the next one. Actions of which all that is given is constant are KEYED. */
struct twins {
    uint32_t *of_key, n_keys;  /* heads by hash */
    uint32_t *next_of_key;
    uint32_t *loose;           /* heads by verb: those that are not keyed */
    uint32_t *next_loose;
    uint32_t *of_verb, *next_of_verb;
    uint64_t *hashes;          /* 0: not keyed */
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* The one value that argument I has in every case, if two of that parameter are the same exactly where their bytes are. */
static bool constant_of(const struct symbolic *s, const struct symbolic_action *action, uint32_t i, struct value *out)
{
    if (!diagram_is_leaf(action->args[i]) || action->args[i] == DIAGRAM_OVER)
        return false;
    const struct symbol *symbol = symbolic_symbol(s, diagram_number(action->args[i]));
    *out = symbol->value;
    if (symbol->kind != SYMBOL_KIND_VALUE)
        return false;
    return out->kind == VALUE_TEXT || out->kind == VALUE_NUMBER || out->kind == VALUE_BOOL
           || (out->kind == VALUE_SYMBOL && symbol->type == action->verb->params[i].type);
}

static uint64_t hash_of(const struct symbolic *s, const struct symbolic_action *action)
{
    uint64_t hash = mix(1, action->action->verb);
    struct value value;
    for (uint32_t i = 0; i < action->verb->n_params; i++) {
        if (!action->action->args[i])
            continue;
        if (!constant_of(s, action, i, &value))
            return 0;
        hash = mix(mix(mix(hash, i), value.kind), value.kind == VALUE_TEXT ? str_hash(value_str(value)) : (uint64_t)value.i);
    }
    return hash | 1;
}

static void put(uint32_t *head, uint32_t *next, uint32_t i)
{
    next[i] = *head;
    *head = i;
}

static uint32_t *none(struct symbolic *s, uint32_t n)
{
    uint32_t *all = arena_alloc(s->arena, n * sizeof *all);
    memset(all, 0xff, n * sizeof *all);
    return all;
}

static void make_chains(struct symbolic *s, struct twins *t)
{
    for (t->n_keys = 16; t->n_keys < s->n_actions; t->n_keys *= 2)
        ;
    t->of_key = none(s, t->n_keys), t->loose = none(s, s->program->n_verbs), t->of_verb = none(s, s->program->n_verbs);
    t->next_of_key = none(s, s->n_actions), t->next_loose = none(s, s->n_actions), t->next_of_verb = none(s, s->n_actions);
    t->hashes = arena_array(s->arena, uint64_t, s->n_actions);
    for (uint32_t i = s->n_actions; i-- > 0;) {
        uint32_t verb = s->actions[i].action->verb;
        t->hashes[i] = hash_of(s, &s->actions[i]);
        put(&t->of_verb[verb], t->next_of_verb, i);
        if (t->hashes[i])
            put(&t->of_key[t->hashes[i] & (t->n_keys - 1)], t->next_of_key, i);
        else
            put(&t->loose[verb], t->next_loose, i);
    }
}

static const struct twins *twins_of(struct symbolic *s)
{
    if (!s->twins) {
        s->twins = arena_new(s->arena, struct twins);
        make_chains(s, s->twins);
    }
    return s->twins;
}

/* Whether a constant of one tells it apart from the other. */
static bool is_other(const struct symbolic *s, uint32_t a, uint32_t b)
{
    const struct symbolic_action *one = &s->actions[a], *other = &s->actions[b];
    struct value mine, theirs;
    for (uint32_t i = 0; i < one->verb->n_params; i++) {
        if (!one->action->args[i] || !other->action->args[i]) {
            if (one->action->args[i] != other->action->args[i])
                return true; /* only one gives it */
            continue;
        }
        if (constant_of(s, one, i, &mine) && constant_of(s, other, i, &theirs) && mine.kind == theirs.kind && !value_same(mine, theirs))
            return true;
    }
    return false;
}

/* Behind AT (or at it) in the chain: the next that may be the same. */
static uint32_t follow(const struct symbolic *s, uint32_t index, uint32_t at, const uint32_t *next)
{
    while (at != NONE && (at == index || s->actions[at].verb != s->actions[index].verb || is_other(s, index, at)))
        at = next[at];
    return at;
}

uint32_t symbolic_twin(struct symbolic *s, uint32_t index, uint32_t after)
{
    const struct twins *t = twins_of(s);
    uint32_t verb = s->actions[index].action->verb;
    if (!t->hashes[index])
        return follow(s, index, after == NONE ? t->of_verb[verb] : t->next_of_verb[after], t->next_of_verb);
    if (after != NONE && !t->hashes[after])
        return follow(s, index, t->next_loose[after], t->next_loose);
    uint32_t keyed = follow(s, index, after == NONE ? t->of_key[t->hashes[index] & (t->n_keys - 1)] : t->next_of_key[after], t->next_of_key);
    return keyed != NONE ? keyed : follow(s, index, t->loose[verb], t->next_loose);
}
