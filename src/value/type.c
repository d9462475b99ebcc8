#include "value/type.h"

#include "base/vec.h"

const struct type *type_simple(enum type_kind kind)
{
#define SIMPLE(kind_) [kind_] = { .kind = kind_ }
    static const struct type simple[] = {
        SIMPLE(TYPE_BOOL), SIMPLE(TYPE_NUMBER), SIMPLE(TYPE_WHOLE), SIMPLE(TYPE_MONEY), SIMPLE(TYPE_TEXT),
        SIMPLE(TYPE_SET), SIMPLE(TYPE_PARTY), SIMPLE(TYPE_SYMBOL), SIMPLE(TYPE_DATE), SIMPLE(TYPE_TIME),
        SIMPLE(TYPE_MOMENT), SIMPLE(TYPE_DURATION), SIMPLE(TYPE_PERIOD), SIMPLE(TYPE_LIST), SIMPLE(TYPE_RECORD),
    };
#undef SIMPLE
    return &simple[kind];
}

const struct type *type_list_of(struct arena *arena, const struct type *element)
{
    struct type *list = arena_new(arena, struct type);
    list->kind = TYPE_LIST;
    list->element = element;
    return list;
}

static bool same_symbols(const struct type *a, const struct type *b)
{
    if (a->n_symbols != b->n_symbols || a->ordered != b->ordered)
        return false;
    for (uint32_t i = 0; i < a->n_symbols; i++)
        if (!str_eq(a->symbols[i].name, b->symbols[i].name) || !str_eq(a->symbols[i].text, b->symbols[i].text))
            return false;
    return true;
}

static bool same_fields(const struct type *a, const struct type *b)
{
    if (a->n_fields != b->n_fields)
        return false;
    for (uint32_t i = 0; i < a->n_fields; i++)
        if (!str_eq(a->fields[i].name, b->fields[i].name) || !type_same(a->fields[i].type, b->fields[i].type))
            return false;
    return true;
}

bool type_same(const struct type *a, const struct type *b)
{
    if (a == b)
        return true;
    if (!a || !b || a->kind != b->kind)
        return false;
    switch (a->kind) {
    case TYPE_SET: return same_symbols(a, b);
    case TYPE_LIST: return type_same(a->element, b->element);
    case TYPE_RECORD: return same_fields(a, b);
    default: return true; /* parties too: their set is open */
    }
}

bool type_is_numeric(const struct type *type)
{
    return type->kind == TYPE_NUMBER || type->kind == TYPE_WHOLE || type->kind == TYPE_MONEY;
}

struct text {
    struct arena *arena;
    VEC(char) bytes;
};

static void put(struct text *text, struct str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        vec_push(text->arena, &text->bytes, s.p[i]);
}

static void put_type(struct text *text, const struct type *type);

static void put_set(struct text *text, const struct type *type)
{
    put(text, STR("one of "));
    for (uint32_t i = 0; i < type->n_symbols; i++) {
        if (i > 0)
            put(text, type->ordered ? STR(" < ") : STR(", "));
        put(text, type->symbols[i].name);
    }
}

static void put_record(struct text *text, const struct type *type)
{
    put(text, STR("record ("));
    for (uint32_t i = 0; i < type->n_fields; i++) {
        if (i > 0)
            put(text, STR(", "));
        put(text, type->fields[i].name);
        put(text, STR(" "));
        put_type(text, type->fields[i].type);
    }
    put(text, STR(")"));
}

static void put_list(struct text *text, const struct type *type)
{
    put(text, STR("list of "));
    if (type->element)
        put_type(text, type->element);
}

static void put_type(struct text *text, const struct type *type)
{
    static const char *const names[] = {
        [TYPE_BOOL] = "yes/no", [TYPE_NUMBER] = "number", [TYPE_WHOLE] = "whole number", [TYPE_MONEY] = "money",
        [TYPE_TEXT] = "text", [TYPE_PARTY] = "party", [TYPE_SYMBOL] = "symbol", [TYPE_DATE] = "date",
        [TYPE_TIME] = "time", [TYPE_MOMENT] = "moment", [TYPE_DURATION] = "duration", [TYPE_PERIOD] = "period",
    };
    if (type->name.n) {
        put(text, type->name);
        return;
    }
    switch (type->kind) {
    case TYPE_SET: put_set(text, type); break;
    case TYPE_LIST: put_list(text, type); break;
    case TYPE_RECORD: put_record(text, type); break;
    default: put(text, str_from(names[type->kind]));
    }
}

struct str type_text(struct arena *arena, const struct type *type)
{
    struct text text = { .arena = arena };
    put_type(&text, type);
    return (struct str){ text.bytes.at, text.bytes.n };
}

int type_symbol_by_name(const struct type *type, struct str name)
{
    for (uint32_t i = 0; i < type->n_symbols; i++)
        if (str_eq(type->symbols[i].name, name))
            return (int)i;
    return -1;
}

int type_symbol_by_data(const struct type *type, struct str text)
{
    for (uint32_t i = 0; i < type->n_symbols; i++)
        if (str_eq(type->symbols[i].text, text))
            return (int)i;
    return type_symbol_by_name(type, text);
}

enum value_kind type_value_kind(const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: return VALUE_BOOL;
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: case TYPE_PERIOD: return VALUE_NUMBER;
    case TYPE_TEXT: case TYPE_PARTY: case TYPE_SYMBOL: return VALUE_TEXT;
    case TYPE_SET: return VALUE_SYMBOL;
    case TYPE_DATE: return VALUE_DATE;
    case TYPE_TIME: return VALUE_TIME;
    case TYPE_MOMENT: return VALUE_MOMENT;
    case TYPE_DURATION: return VALUE_DURATION;
    case TYPE_LIST: return VALUE_LIST;
    case TYPE_RECORD: return VALUE_RECORD;
    }
    return VALUE_UNKNOWN;
}
