/* Value numbering: expressions that are equal in structure get one number. What is asked for more than once, is closed and
 * costs more than its bookkeeping has a slot, filled when a case first looks at it. */
#include "code/compiler.h"

/* In tests of a fact, roughly: GET, PUT and the jump cost as much as a few of them, most of which are never reached. */
enum { COST_TEST = 1, COST_HEAVY = 8, COST_SHARED = 8, COST_MOST = 1 << 20 };

struct share_entry {
    const struct expr *expr; /* the first of its kind */
    uint64_t hash;
    uint32_t uses, slot;
    uint32_t cost;
    uint64_t free;           /* variables that it does not bind itself, bits; numbers from 63 up share the last */
    bool hollow;
};

struct numbering {
    struct compiler *c;
    VEC(struct share_entry) entries;
    uint32_t *slots; /* index + 1, open addressing */
    uint32_t n_slots;
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static uint64_t hash_value(struct value value)
{
    uint64_t hash = mix(0, value.kind);
    switch (value.kind) {
    case VALUE_UNKNOWN: return hash;
    case VALUE_TEXT: return mix(hash, str_hash(value_str(value)));
    case VALUE_LIST:
        for (uint32_t i = 0; i < value.list->n; i++)
            hash = mix(hash, hash_value(value.list->at[i]));
        return hash;
    case VALUE_RECORD: return hash;
    default: return mix(hash, (uint64_t)value.i);
    }
}

static uint32_t number_of(const struct compiler *c, const struct expr *e)
{
    return c->numbers[e->id] - 1;
}

static uint64_t hash_expr(const struct compiler *c, const struct expr *e)
{
    uint64_t hash = mix(mix(e->op, e->index), e->type ? e->type->kind : 0);
    for (uint32_t i = 0; i < e->n; i++)
        hash = mix(hash, number_of(c, e->items[i]));
    return e->op == EXPR_CONST ? mix(hash, hash_value(e->constant)) : hash;
}

static bool same_constant(const struct expr *a, const struct expr *b)
{
    return value_same(a->constant, b->constant) && type_same(a->type, b->type) &&
           (a->constant.kind != VALUE_MOMENT || a->constant.offset == b->constant.offset);
}

static bool same_expr(const struct compiler *c, const struct expr *a, const struct expr *b)
{
    if (a->op != b->op || a->index != b->index || a->n != b->n || a->op == EXPR_ARMS || a->type->kind != b->type->kind)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (number_of(c, a->items[i]) != number_of(c, b->items[i]))
            return false;
    return a->op != EXPR_CONST || same_constant(a, b);
}

static void grow(struct numbering *numbering)
{
    struct arena *arena = numbering->c->arena;
    numbering->n_slots = numbering->n_slots ? numbering->n_slots * 2 : 256;
    numbering->slots = arena_array(arena, uint32_t, numbering->n_slots);
    for (uint32_t i = 0; i < numbering->entries.n; i++) {
        uint32_t at = numbering->entries.at[i].hash & (numbering->n_slots - 1);
        while (numbering->slots[at])
            at = (at + 1) & (numbering->n_slots - 1);
        numbering->slots[at] = i + 1;
    }
}

static bool is_loop(const struct expr *e)
{
    return e->op == EXPR_ANY_HAS || e->op == EXPR_ALL_HAVE || e->op == EXPR_NO_HAS || e->op == EXPR_COUNT ||
           e->op == EXPR_SUM || e->op == EXPR_SMALLEST || e->op == EXPR_LARGEST;
}

static uint64_t variable_bit(uint32_t slot)
{
    return UINT64_C(1) << (slot < 63 ? slot : 63);
}

static uint32_t own_cost(const struct expr *e)
{
    switch (e->op) {
    case EXPR_CONST: case EXPR_FACT: case EXPR_VARIABLE: case EXPR_DEFINITION: case EXPR_NOT: case EXPR_AND: case EXPR_OR:
    case EXPR_CERTAIN: case EXPR_KNOWN: case EXPR_LOOKUP: case EXPR_FOUND:
        return 0;
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: case EXPR_FIELD: case EXPR_NEG:
        return COST_TEST;
    case EXPR_IN: return e->items[0]->op == EXPR_FACT && e->items[0]->type->kind == TYPE_SET ? COST_TEST : COST_HEAVY;
    default: return COST_HEAVY;
    }
}

static bool own_hollow(const struct compiler *c, const struct expr *e)
{
    return e->op == EXPR_ARMS || e->op == EXPR_AGREE || e->op == EXPR_SMALLEST || e->op == EXPR_LARGEST ||
           e->op == EXPR_LOOKUP || e->op == EXPR_FOUND || share_resolve(c, e)->op == EXPR_DEFINITION;
}

static struct share_entry describe(const struct numbering *numbering, const struct expr *e)
{
    struct share_entry entry = { .expr = e, .slot = UINT32_MAX, .cost = own_cost(e), .hollow = own_hollow(numbering->c, e) };
    if (e->op == EXPR_VARIABLE)
        entry.free = variable_bit(e->index);
    for (uint32_t i = 0; i < e->n; i++) {
        const struct share_entry *item = &numbering->entries.at[number_of(numbering->c, e->items[i])];
        bool body = is_loop(e) && i == 1 && e->index < 63;
        entry.free |= body ? item->free & ~variable_bit(e->index) : item->free;
        entry.cost = entry.cost + item->cost > COST_MOST ? COST_MOST : entry.cost + item->cost;
        entry.hollow |= item->hollow;
    }
    return entry;
}

static uint32_t find_or_add(struct numbering *numbering, const struct expr *e)
{
    if (2 * numbering->entries.n >= numbering->n_slots)
        grow(numbering);
    uint64_t hash = hash_expr(numbering->c, e);
    uint32_t at = hash & (numbering->n_slots - 1);
    for (; numbering->slots[at]; at = (at + 1) & (numbering->n_slots - 1)) {
        const struct share_entry *entry = &numbering->entries.at[numbering->slots[at] - 1];
        if (entry->hash == hash && same_expr(numbering->c, entry->expr, e))
            return numbering->slots[at] - 1;
    }
    struct share_entry entry = describe(numbering, e);
    entry.hash = hash;
    vec_push(numbering->c->arena, &numbering->entries, entry);
    return (numbering->slots[at] = numbering->entries.n) - 1;
}

/* The expressions of a value by cases are asked for on their own. */
static void look_at(struct numbering *numbering, const struct expr *e, uint32_t times);

static void look_at_arms(struct numbering *numbering, const struct arms *arms)
{
    look_at(numbering, arms->guard, 1);
    look_at(numbering, arms->unless, 1);
    for (uint32_t i = 0; i < arms->n; i++) {
        look_at(numbering, arms->at[i].condition, 1);
        look_at(numbering, arms->at[i].value, 1);
    }
}

static void number(struct numbering *numbering, const struct expr *e)
{
    struct compiler *c = numbering->c;
    if (c->numbers[e->id])
        return;
    for (uint32_t i = 0; i < e->n; i++)
        number(numbering, e->items[i]);
    c->numbers[e->id] = find_or_add(numbering, e) + 1;
}

/* Counts a look at E, and what it looks at the first time. What stands in a loop's body is looked at more than once. */
static void count(struct numbering *numbering, const struct expr *e, uint32_t times)
{
    e = share_resolve(numbering->c, e);
    number(numbering, e);
    struct share_entry *entry = &numbering->entries.at[number_of(numbering->c, e)];
    uint32_t before = entry->uses;
    entry->uses += times;
    if (before)
        return;
    for (uint32_t i = 0; i < e->n; i++)
        count(numbering, e->items[i], is_loop(e) && i == 1 ? 2 : times);
    if (e->op == EXPR_ARMS)
        look_at_arms(numbering, e->arms);
}

static void look_at(struct numbering *numbering, const struct expr *e, uint32_t times)
{
    if (e)
        count(numbering, e, times);
}

static void look_at_action(struct numbering *numbering, const struct action *action)
{
    const struct verb *verb = &numbering->c->program->verbs[action->verb];
    for (uint32_t i = 0; i < verb->n_params; i++)
        look_at(numbering, action->args[i], 1);
}

static void look_at_arm(struct numbering *numbering, const struct arm *arm)
{
    look_at(numbering, arm->effective, 1);
    look_at(numbering, arm->condition, 1);
    look_at(numbering, arm->unless, 1);
    look_at(numbering, arm->because, 1);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        look_at_action(numbering, &arm->actions[i]);
}

/* Figures take part in the numbering, and use the slots that others have, but none is made for them: deciding pays nothing. */
static void look_at_kpis(struct numbering *numbering)
{
    const struct program *program = numbering->c->program;
    uint32_t n = numbering->entries.n;
    uint32_t *uses = arena_array(numbering->c->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++)
        uses[i] = numbering->entries.at[i].uses;
    for (uint32_t i = 0; i < program->n_kpis; i++)
        look_at(numbering, program->kpis[i].of, 1);
    for (uint32_t i = 0; i < numbering->entries.n; i++)
        numbering->entries.at[i].uses = i < n ? uses[i] : 1;
}

void share_program(struct compiler *c)
{
    const struct program *program = c->program;
    struct numbering numbering = { .c = c };
    c->numbers = arena_array(c->arena, uint32_t, program->n_exprs);
    for (uint32_t i = 0; i < program->n_definitions; i++)
        look_at(&numbering, program->definitions[i].body, 1);
    for (uint32_t i = 0; i < program->n_lookups; i++)
        for (uint32_t k = 0; k < program->lookups[i].n_params; k++)
            look_at(&numbering, program->lookup_uses[i].params[k], 1);
    for (uint32_t i = 0; i < program->n_units; i++) {
        look_at(&numbering, program->units[i].effective, 1);
        look_at(&numbering, program->units[i].when, 1);
        look_at(&numbering, program->units[i].unless, 1);
    }
    for (uint32_t i = 0; i < program->n_arms; i++)
        look_at_arm(&numbering, &program->arms[i]);
    for (uint32_t i = 0; i < program->n_guarantees; i++) {
        look_at(&numbering, program->guarantees[i].when, 1);
        look_at_action(&numbering, program->guarantees[i].action);
    }
    look_at_kpis(&numbering);
    c->shared = numbering.entries.at;
}

uint32_t share_slot(struct compiler *c, const struct expr *e)
{
    struct share_entry *entry = &c->shared[number_of(c, e)];
    if (entry->uses < 2 || entry->free || entry->cost < COST_SHARED)
        return UINT32_MAX;
    if (entry->slot == UINT32_MAX)
        entry->slot = c->n_slots++;
    return entry->slot;
}

bool share_hollow(const struct compiler *c, const struct expr *e)
{
    return c->shared[number_of(c, share_resolve(c, e))].hollow;
}

const struct expr *share_resolve(const struct compiler *c, const struct expr *e)
{
    for (;;) {
        if (e->op != EXPR_DEFINITION)
            return e;
        const struct expr *body = c->program->definitions[e->index].body;
        if (body->op != EXPR_CONST && body->op != EXPR_FACT && body->op != EXPR_DEFINITION)
            return e;
        e = body;
    }
}

static uint64_t hash_action(const struct code_action *action)
{
    uint64_t hash = mix(action->verb, action->n_args);
    for (uint32_t i = 0; i < action->n_args; i++)
        hash = mix(mix(hash, action->params[i]), hash_value(action->constants[i]));
    return hash;
}

static bool same_action(const struct code_action *a, const struct code_action *b)
{
    if (a->verb != b->verb || a->n_args != b->n_args)
        return false;
    for (uint32_t i = 0; i < a->n_args; i++)
        if (a->params[i] != b->params[i] || !value_same(a->constants[i], b->constants[i]))
            return false;
    return true;
}

uint32_t share_actions(struct arena *arena, struct code_action *actions, uint32_t n)
{
    uint32_t room = 16, n_same = 0;
    while (room < 2 * n)
        room *= 2;
    uint32_t *slots = arena_array(arena, uint32_t, room);
    for (uint32_t i = 0; i < n; i++) {
        if (actions[i].entry != CODE_NO_ENTRY)
            continue;
        uint32_t at = hash_action(&actions[i]) & (room - 1);
        while (slots[at] && !same_action(&actions[slots[at] - 1], &actions[i]))
            at = (at + 1) & (room - 1);
        if (!slots[at]) {
            slots[at] = i + 1;
            actions[i].same = n_same++;
        } else {
            actions[i].same = actions[slots[at] - 1].same;
        }
    }
    return n_same;
}
