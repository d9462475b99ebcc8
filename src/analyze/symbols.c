/* Symbols, each once. */
#include "analyze/symbols.h"

#include <string.h>

enum { FEW_SLOTS = 256 };

static uint64_t mix(uint64_t h, uint64_t more)
{
    h = (h ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

/* A bit a fact, and one after them: see symbols_unknown_of. */
static uint32_t n_words(const struct space *space)
{
    return space->n_facts / 64 + 1;
}

static uint64_t hash(const struct space *space, const struct symbol *s)
{
    uint64_t h = mix(mix(s->kind, (uintptr_t)s->term), (uint64_t)s->input << 32 | s->cell);
    h = mix(h, (uint64_t)s->error << 32 | s->second.from);
    for (uint32_t i = 0; i < s->n_parts; i++)
        h = mix(h, s->parts[i]);
    for (uint32_t i = 0; s->needs && i < n_words(space); i++)
        h = mix(h, s->needs[i]);
    return h;
}

static bool same_span(struct span a, struct span b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool same(const struct space *space, const struct symbol *a, const struct symbol *b)
{
    if (a->kind != b->kind || a->term != b->term || a->input != b->input || a->cell != b->cell || a->n_parts != b->n_parts)
        return false;
    if (a->kind == SYMBOL_KIND_PARTS && a->type != b->type) /* a tuple of operands has none */
        return false;
    if (a->error != b->error || !same_span(a->first, b->first) || !same_span(a->second, b->second) || !a->needs != !b->needs)
        return false;
    if (a->n_parts && memcmp(a->parts, b->parts, a->n_parts * sizeof *a->parts))
        return false;
    return !a->needs || memcmp(a->needs, b->needs, n_words(space) * sizeof *a->needs) == 0;
}

static uint32_t *find(const struct space *space, const struct symbol *like)
{
    struct symbols *symbols = space->symbols;
    uint32_t mask = symbols->n_slots - 1, at = (uint32_t)hash(space, like) & mask;
    while (symbols->slots[at] && !same(space, &symbols->all.at[symbols->slots[at] - 1], like))
        at = (at + 1) & mask;
    return &symbols->slots[at];
}

static void grow(struct space *space)
{
    struct symbols *symbols = space->symbols;
    symbols->n_slots = symbols->n_slots ? symbols->n_slots * 2 : FEW_SLOTS;
    symbols->slots = arena_array(space->arena, uint32_t, symbols->n_slots);
    for (uint32_t i = 0; i < symbols->all.n; i++)
        *find(space, &symbols->all.at[i]) = i + 1;
}

static uint32_t intern(struct space *space, const struct symbol *like)
{
    struct symbols *symbols = space->symbols;
    if (symbols->all.n * 2 >= symbols->n_slots)
        grow(space);
    uint32_t *slot = find(space, like);
    if (*slot)
        return *slot - 1;
    vec_push(space->arena, &symbols->all, *like);
    struct symbol *own = &symbols->all.at[symbols->all.n - 1];
    if (own->n_parts)
        own->parts = arena_copy(space->arena, own->parts, own->n_parts * sizeof *own->parts);
    if (own->needs)
        own->needs = arena_copy(space->arena, own->needs, n_words(space) * sizeof *own->needs);
    *slot = symbols->all.n;
    return symbols->all.n - 1;
}

/* What a constant is told apart by is its term. */
static struct symbol constant(struct space *space, const struct type *type, struct value value)
{
    return (struct symbol){ .kind = SYMBOL_KIND_VALUE, .type = type, .value = value, .term = terms_constant(space, type, value),
                            .input = UINT32_MAX };
}

uint32_t symbols_value(struct space *space, const struct type *type, struct value value)
{
    if (value.kind == VALUE_BOOL)
        return value.i ? SYMBOL_YES : SYMBOL_NO;
    struct symbol like = constant(space, type, value);
    return intern(space, &like);
}

uint32_t symbols_cell(struct space *space, uint32_t input, uint32_t cell)
{
    const struct input *of = space->inputs.at[input];
    struct symbol like = { .kind = SYMBOL_KIND_CELL, .type = of->type, .value = of->cells[cell].value, .input = input, .cell = cell,
                           .term = of->expr };
    if (of->type->kind == TYPE_BOOL)
        return of->cells[cell].value.i ? SYMBOL_YES : SYMBOL_NO;
    return intern(space, &like);
}

uint32_t symbols_term(struct space *space, const struct expr *term, uint32_t input, uint32_t cell)
{
    struct symbol like = { .kind = SYMBOL_KIND_TERM, .type = term->type, .input = input, .cell = cell, .term = term };
    return intern(space, &like);
}

uint32_t symbols_parts(struct space *space, const struct type *type, const uint32_t *parts, uint32_t n)
{
    struct symbol like = { .kind = SYMBOL_KIND_PARTS, .type = type, .input = UINT32_MAX, .parts = parts, .n_parts = n };
    return intern(space, &like);
}

static uint32_t unknown(struct space *space, const uint64_t *needs)
{
    struct symbol like = { .kind = SYMBOL_KIND_UNKNOWN, .input = UINT32_MAX, .needs = needs };
    return space->symbols->track ? intern(space, &like) : SYMBOL_UNKNOWN;
}

static uint64_t *needs_copy(struct space *space, const uint64_t *facts)
{
    uint64_t *needs = arena_array(space->arena, uint64_t, n_words(space));
    for (uint32_t i = 0; i < (space->n_facts + 63) / 64; i++)
        needs[i] = facts[i];
    return needs;
}

uint32_t symbols_unknown(struct space *space, const uint64_t *facts)
{
    return space->symbols->track ? unknown(space, needs_copy(space, facts)) : SYMBOL_UNKNOWN;
}

uint32_t symbols_unknown_of(struct space *space, const uint64_t *facts)
{
    if (!space->symbols->track)
        return SYMBOL_UNKNOWN;
    uint64_t *needs = needs_copy(space, facts);
    uint32_t n = 0;
    for (uint32_t i = 0; i < space->n_facts; i++)
        if (facts[i / 64] >> i % 64 & 1)
            n += space->facts[i].row ? 2 : 1;
    if (n > 1)
        needs[space->n_facts / 64] |= UINT64_C(1) << space->n_facts % 64;
    return unknown(space, needs);
}

uint32_t symbols_open_state(struct space *space)
{
    struct symbol like = { .kind = SYMBOL_KIND_UNKNOWN, .input = UINT32_MAX, .needs = arena_array(space->arena, uint64_t, n_words(space)) };
    return intern(space, &like);
}

uint32_t symbols_error(struct space *space, enum eval_error error, struct span first, struct span second)
{
    struct symbol like = { .kind = SYMBOL_KIND_ERROR, .input = UINT32_MAX, .error = error, .first = first, .second = second };
    return intern(space, &like);
}

struct symbols *symbols_start(struct space *space)
{
    static const enum symbol_kind fixed[] = { SYMBOL_KIND_UNKNOWN, SYMBOL_KIND_NOTHING, SYMBOL_KIND_ABSENT, SYMBOL_KIND_CONFLICT };
    if (space->symbols)
        return space->symbols;
    struct symbols *symbols = space->symbols = arena_new(space->arena, struct symbols);
    for (int i = 0; i < 2; i++) {
        struct symbol truth = constant(space, type_simple(TYPE_BOOL), value_bool(i));
        intern(space, &truth);
    }
    for (uint32_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        struct symbol like = { .kind = fixed[i], .input = UINT32_MAX };
        intern(space, &like);
    }
    symbols->first_op = diagram_op_id(space->pool);
    for (uint32_t i = 1; i < SYMBOLS_N_OPS; i++)
        diagram_op_id(space->pool);
    return symbols;
}

/* ---- looking at one ---- */

bool symbols_is_known(const struct symbol *symbol)
{
    return symbol->kind <= SYMBOL_KIND_PARTS;
}

bool symbols_is_exact(const struct symbol *symbol, struct value *value)
{
    *value = symbol->value;
    return symbol->kind == SYMBOL_KIND_VALUE;
}

static const struct expr *parts_as_term(struct space *space, const struct symbol *symbol)
{
    const struct expr **items = arena_array(space->arena, const struct expr *, symbol->n_parts);
    struct expr like = { .op = EXPR_LIST, .type = symbol->type, .n = symbol->n_parts };
    if (!symbol->type || symbol->type->kind != TYPE_LIST)
        return NULL;
    for (uint32_t i = 0; i < symbol->n_parts; i++)
        if (!(items[i] = symbols_as_term(space, symbol->parts[i])))
            return NULL;
    return terms_make(space, &like, items, symbol->n_parts);
}

const struct expr *symbols_as_term(struct space *space, uint32_t leaf)
{
    const struct symbol *symbol = symbols_at(space, leaf);
    return symbol->kind == SYMBOL_KIND_PARTS ? parts_as_term(space, symbol) : symbol->term;
}

bool symbols_open(struct space *space, uint32_t leaf, const uint32_t **parts, uint32_t *n)
{
    struct symbol symbol = *symbols_at(space, leaf);
    if (symbol.kind == SYMBOL_KIND_PARTS) {
        *parts = symbol.parts, *n = symbol.n_parts;
        return true;
    }
    if (symbol.kind != SYMBOL_KIND_VALUE || (symbol.value.kind != VALUE_LIST && symbol.value.kind != VALUE_RECORD))
        return false;
    bool list = symbol.value.kind == VALUE_LIST;
    *n = list ? symbol.value.list->n : symbol.value.n;
    uint32_t *opened = arena_array(space->arena, uint32_t, *n);
    for (uint32_t i = 0; i < *n; i++) {
        struct value value = list ? symbol.value.list->at[i] : symbol.value.record[i];
        opened[i] = value_known(value) ? symbols_value(space, list ? symbol.type->element : symbol.type->fields[i].type, value) : SYMBOL_NOTHING;
    }
    *parts = opened;
    return true;
}

uint32_t symbols_join(struct space *space, uint32_t a, uint32_t b)
{
    const struct symbol *x = symbols_at(space, a), *y = symbols_at(space, b);
    bool waits_x = x->kind == SYMBOL_KIND_UNKNOWN, waits_y = y->kind == SYMBOL_KIND_UNKNOWN;
    if (!waits_x || !waits_y)
        return waits_x ? a : waits_y ? b : SYMBOL_NOTHING;
    if (a == b)
        return a;
    if (!space->symbols->track)
        return SYMBOL_UNKNOWN;
    uint64_t *needs = arena_array(space->arena, uint64_t, n_words(space));
    for (uint32_t i = 0; i < n_words(space); i++)
        needs[i] = (x->needs ? x->needs[i] : 0) | (y->needs ? y->needs[i] : 0);
    return unknown(space, needs);
}

/* ---- questions ---- */

static unsigned kinds_of(const struct symbol *symbol, uint32_t leaf)
{
    switch (symbol->kind) {
    case SYMBOL_KIND_UNKNOWN: return SYMBOLIC_UNKNOWN;
    case SYMBOL_KIND_NOTHING: return SYMBOLIC_NOTHING;
    case SYMBOL_KIND_ABSENT: return SYMBOLIC_ABSENT;
    case SYMBOL_KIND_CONFLICT: return SYMBOLIC_CONFLICT;
    case SYMBOL_KIND_ERROR: return SYMBOLIC_ERROR;
    default: return SYMBOLIC_KNOWN | (leaf == SYMBOL_NO ? SYMBOLIC_NO : leaf == SYMBOL_YES ? SYMBOLIC_YES : 0);
    }
}

struct asked {
    struct space *space;
    unsigned wanted;
};

static diagram ask(void *context, uint32_t a, uint32_t b)
{
    const struct asked *asked = context;
    return (kinds_of(symbols_at(asked->space, a), a) & asked->wanted) ? DIAGRAM_YES : diagram_leaf(b);
}

diagram symbols_question(struct space *space, diagram d, unsigned wanted)
{
    struct asked asked = { space, wanted };
    uint32_t *id = &space->symbols->questions[wanted & 255];
    if (!*id)
        *id = diagram_op_id(space->pool);
    struct diagram_op op = { .apply = ask, .context = &asked, .id = *id };
    return diagram_map(space->pool, &op, d);
}

diagram symbols_select(struct space *space, diagram condition, diagram yes, diagram no, diagram unknown)
{
    struct diagrams *pool = space->pool;
    if (diagram_is_leaf(condition) && condition == DIAGRAM_YES)
        return yes;
    if (diagram_is_leaf(condition) && condition == DIAGRAM_NO)
        return no;
    diagram rest = diagram_if(pool, symbols_question(space, condition, SYMBOLIC_ERROR), condition, unknown);
    rest = diagram_if(pool, symbols_question(space, condition, SYMBOLIC_NO), no, rest);
    return diagram_if(pool, symbols_question(space, condition, SYMBOLIC_YES), yes, rest);
}
