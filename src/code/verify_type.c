/* Types of registers: made once each, so that they are the same where their numbers are. */
#include "code/verify.h"

#include <string.h>

enum { DEPTH_MOST = 80 }; /* parts within one another: more than policies have (image_read.c), so that recursion over values has an end */

static uint32_t add(struct verify_types *types, struct verify_type type)
{
    vec_push(types->arena, &types->all, type);
    return types->all.n - 1;
}

void verify_type_init(struct verify_types *types, struct arena *arena)
{
    *types = (struct verify_types){ .arena = arena };
    for (uint32_t kind = 0; kind <= VERIFY_TALLY_HIGH; kind++)
        add(types, (struct verify_type){ .kind = (uint8_t)kind });
}

static uint64_t mixed(uint64_t a, uint64_t b)
{
    uint64_t hash = (a ^ b >> 32 ^ b << 32) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static uint64_t hash_of(const struct verify_type *type)
{
    return mixed(mixed(type->kind, type->a), (uint64_t)type->b << 32 | (type->kind == VERIFY_RECORD ? 0 : type->c));
}

static bool same(const struct verify_type *one, const struct verify_type *other)
{
    return one->kind == other->kind && one->a == other->a && one->b == other->b && (one->c == other->c || one->kind == VERIFY_RECORD);
}

static void grow(struct verify_types *types)
{
    types->n_slots = types->n_slots ? types->n_slots * 2 : 256;
    types->slots = arena_array(types->arena, uint32_t, types->n_slots);
    for (uint32_t i = 0; i < types->all.n; i++) {
        uint32_t at = hash_of(&types->all.at[i]) & (types->n_slots - 1);
        while (types->slots[at])
            at = (at + 1) & (types->n_slots - 1);
        types->slots[at] = i + 1;
    }
}

/* The number of TYPE, which is added if it is new: *IS_NEW. */
static uint32_t number_of(struct verify_types *types, const struct verify_type *type, bool *is_new)
{
    if (types->all.n * 2 >= types->n_slots)
        grow(types);
    uint32_t at = hash_of(type) & (types->n_slots - 1);
    for (; types->slots[at]; at = (at + 1) & (types->n_slots - 1))
        if (same(&types->all.at[types->slots[at] - 1], type))
            return *is_new = false, types->slots[at] - 1;
    uint32_t number = add(types, *type);
    types->slots[at] = number + 1;
    *is_new = true;
    return number;
}

uint32_t verify_type_make(struct verify_types *types, enum verify_kind kind, uint32_t a, uint32_t b, uint32_t c)
{
    struct verify_type type = { (uint8_t)kind, 0, a, b, c };
    bool is_new, within = kind == VERIFY_LIST || kind == VERIFY_RECORD || kind == VERIFY_FIELDS;
    if (within && a != VERIFY_NOTHING)
        type.depth = verify_type_at(types, a)->depth;
    if (kind == VERIFY_FIELDS && verify_type_at(types, b)->depth > type.depth)
        type.depth = verify_type_at(types, b)->depth;
    type.depth += kind == VERIFY_LIST || kind == VERIFY_RECORD;
    return type.depth > DEPTH_MOST ? VERIFY_NOTHING : number_of(types, &type, &is_new);
}

uint32_t verify_type_list(struct verify_types *types, uint32_t element)
{
    return element == VERIFY_NOTHING ? VERIFY_NOTHING : verify_type_make(types, VERIFY_LIST, element, 0, 0);
}

/* The parts are listed when the record is made: from the last to the first. */
uint32_t verify_type_record(struct verify_types *types, uint32_t fields)
{
    uint32_t n = fields ? verify_type_at(types, fields)->c : 0, before = types->all.n, first = types->parts.n;
    uint32_t record = verify_type_make(types, VERIFY_RECORD, fields, n, first);
    if (record < before)
        return record;
    for (uint32_t i = 0; i < n; i++)
        vec_push(types->arena, &types->parts, 0);
    for (uint32_t at = fields, i = n; i-- > 0; at = verify_type_at(types, at)->a)
        types->parts.at[first + i] = verify_type_at(types, at)->b;
    return record;
}

static uint32_t more(struct verify_types *types, uint32_t fields, uint32_t field)
{
    uint32_t n = fields ? verify_type_at(types, fields)->c : 0;
    return verify_type_make(types, VERIFY_FIELDS, fields, field, n + 1);
}

/* ---- joining ---- */

static bool is_joined(const struct verify_types *types, uint64_t pair, uint32_t *at)
{
    for (*at = (uint32_t)mixed(pair, 1) & (types->room_joins - 1); types->joined[*at]; *at = (*at + 1) & (types->room_joins - 1))
        if (types->joined[*at] == pair)
            return true;
    return false;
}

static void grow_joins(struct verify_types *types)
{
    struct verify_types before = *types;
    uint32_t at;
    types->room_joins = types->room_joins ? types->room_joins * 2 : 64;
    types->joined = arena_array(types->arena, uint64_t, types->room_joins);
    types->joins = arena_array(types->arena, uint32_t, types->room_joins);
    for (uint32_t i = 0; i < before.room_joins; i++)
        if (before.joined[i] && !is_joined(types, before.joined[i], &at)) {
            types->joined[at] = before.joined[i];
            types->joins[at] = before.joins[i];
        }
}

static uint32_t join_records(struct verify_types *types, struct verify_type a, struct verify_type b)
{
    uint32_t fields = 0;
    for (uint32_t i = 0; i < a.b; i++) {
        uint32_t field = verify_type_join(types, types->parts.at[a.c + i], types->parts.at[b.c + i]);
        if (field == VERIFY_NOTHING)
            return VERIFY_NOTHING;
        fields = more(types, fields, field);
    }
    return verify_type_record(types, fields);
}

static uint32_t join_parts(struct verify_types *types, struct verify_type a, struct verify_type b)
{
    if (a.kind == VERIFY_SYMBOL)
        return verify_type_make(types, VERIFY_SYMBOL, a.a > b.a ? a.a : b.a, 0, 0);
    if (a.kind == VERIFY_LIST)
        return verify_type_list(types, verify_type_join(types, a.a, b.a));
    return a.kind == VERIFY_RECORD && a.b == b.b ? join_records(types, a, b) : VERIFY_NOTHING;
}

uint32_t verify_type_join(struct verify_types *types, uint32_t a, uint32_t b)
{
    if (a == b)
        return a;
    struct verify_type x = *verify_type_at(types, a), y = *verify_type_at(types, b);
    bool values = x.kind != VERIFY_NOTHING && y.kind != VERIFY_NOTHING;
    if (x.kind == VERIFY_UNKNOWN || y.kind == VERIFY_UNKNOWN) {
        const struct verify_type *other = x.kind == VERIFY_UNKNOWN ? &y : &x;
        values &= other->kind <= VERIFY_DURATION || (other->kind >= VERIFY_SYMBOL && other->kind <= VERIFY_RECORD);
        return !values ? VERIFY_NOTHING : x.kind == VERIFY_UNKNOWN ? b : a;
    }
    if (x.kind != y.kind || x.kind <= VERIFY_TALLY_HIGH)
        return VERIFY_NOTHING;
    uint64_t pair = (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
    uint32_t at;
    if (types->n_joins * 2 >= types->room_joins)
        grow_joins(types);
    if (is_joined(types, pair, &at))
        return types->joins[at];
    uint32_t joined = join_parts(types, x, y);
    if (types->n_joins * 2 >= types->room_joins)
        grow_joins(types);
    if (!is_joined(types, pair, &at)) {
        types->joined[at] = pair;
        types->joins[at] = joined;
        types->n_joins++;
    }
    return joined;
}

/* ---- from elsewhere ---- */

static uint32_t simple(struct verify_types *types, const struct type *type)
{
    switch (type_value_kind(type)) {
    case VALUE_BOOL: return VERIFY_BOOL;
    case VALUE_NUMBER: return VERIFY_NUMBER;
    case VALUE_SYMBOL: return verify_type_make(types, VERIFY_SYMBOL, type->n_symbols, 0, 0);
    case VALUE_TEXT: return VERIFY_TEXT;
    case VALUE_DATE: return VERIFY_DATE;
    case VALUE_TIME: return VERIFY_TIME;
    case VALUE_MOMENT: return VERIFY_MOMENT;
    case VALUE_DURATION: return VERIFY_DURATION;
    default: return VERIFY_NOTHING;
    }
}

static uint32_t place_of(const struct verify_types *types, const void *what)
{
    uint32_t at = (uint32_t)mixed((uintptr_t)what, 2) & (types->room_known - 1);
    while (types->known[at] && types->known[at] != what)
        at = (at + 1) & (types->room_known - 1);
    return at;
}

static void grow_known(struct verify_types *types)
{
    struct verify_types before = *types;
    types->room_known = types->room_known ? types->room_known * 2 : 64;
    types->known = arena_array(types->arena, const void *, types->room_known);
    types->taken = arena_array(types->arena, uint32_t, types->room_known);
    for (uint32_t i = 0; i < before.room_known; i++)
        if (before.known[i]) {
            uint32_t at = place_of(types, before.known[i]);
            types->known[at] = before.known[i];
            types->taken[at] = before.taken[i];
        }
}

static uint32_t composite(struct verify_types *types, const struct type *type)
{
    if (type->kind == TYPE_LIST)
        return verify_type_list(types, verify_type_of(types, type->element));
    uint32_t fields = 0;
    for (uint32_t i = 0; i < type->n_fields; i++) {
        uint32_t field = verify_type_of(types, type->fields[i].type);
        if (field == VERIFY_NOTHING)
            return VERIFY_NOTHING;
        fields = more(types, fields, field);
    }
    return verify_type_record(types, fields);
}

static bool is_known(struct verify_types *types, const void *what, uint32_t *type)
{
    uint32_t at = types->room_known ? place_of(types, what) : 0;
    bool known = types->room_known && types->known[at] != NULL;
    if (known)
        *type = types->taken[at];
    return known;
}

static uint32_t remember(struct verify_types *types, const void *what, uint32_t type)
{
    if (types->n_known * 2 >= types->room_known)
        grow_known(types);
    uint32_t at = place_of(types, what);
    types->n_known += !types->known[at];
    types->known[at] = what;
    return types->taken[at] = type;
}

uint32_t verify_type_of(struct verify_types *types, const struct type *type)
{
    uint32_t known;
    if (type->kind != TYPE_LIST && type->kind != TYPE_RECORD)
        return simple(types, type);
    return is_known(types, type, &known) ? known : remember(types, type, composite(types, type));
}

uint32_t verify_type_value(struct verify_types *types, const struct value *value)
{
    static const uint8_t plain[] = {
        [VALUE_UNKNOWN] = VERIFY_UNKNOWN, [VALUE_BOOL] = VERIFY_BOOL, [VALUE_NUMBER] = VERIFY_NUMBER, [VALUE_TEXT] = VERIFY_TEXT,
        [VALUE_DATE] = VERIFY_DATE, [VALUE_TIME] = VERIFY_TIME, [VALUE_MOMENT] = VERIFY_MOMENT, [VALUE_DURATION] = VERIFY_DURATION,
    };
    if (value->kind == VALUE_SYMBOL)
        return value->i < UINT32_MAX ? verify_type_make(types, VERIFY_SYMBOL, (uint32_t)value->i + 1, 0, 0) : VERIFY_NOTHING;
    if (value->kind != VALUE_LIST)
        return value->kind <= VALUE_DURATION ? plain[value->kind] : VERIFY_NOTHING;
    uint32_t element = VERIFY_UNKNOWN, known;
    if (is_known(types, value->list, &known))
        return known;
    for (uint32_t i = 0; i < value->list->n; i++)
        element = verify_type_join(types, element, verify_type_value(types, &value->list->at[i]));
    return remember(types, value->list, verify_type_list(types, element));
}

uint32_t verify_type_rows(struct verify_types *types, const struct lookup *lookup)
{
    uint32_t fields = 0;
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        fields = more(types, fields, verify_type_of(types, lookup->fields[i].type));
    return verify_type_list(types, verify_type_record(types, fields));
}
