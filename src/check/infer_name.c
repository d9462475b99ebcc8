/* Names and functions. */
#include "check/infer.h"

#include <string.h>

struct infer_kind *infer_fields(struct infer *in, struct infer_kind *kind, const struct ast_name *name, uint32_t used)
{
    if (name->n_parts - used > EXPR_MOST_PARTS)
        return infer_kind(in, K_ANY, name->span);
    for (uint32_t i = used; i < name->n_parts; i++)
        kind = infer_field(in, kind, name->parts[i], name->span);
    return kind;
}

static struct infer_kind *declared(struct infer *in, const struct value_name *value, const struct ast_name *name)
{
    const struct type *type = NULL;
    switch (value->kind) {
    case NAME_DEFINITION: return in->definitions[value->index];
    case NAME_TEMPLATE: return infer_kind(in, K(TEXT), name->span);
    case NAME_PARTY: return infer_kind_of(in, in->c->party, name->span);
    case NAME_LOOKUP: type = in->c->lookups.at[value->index]->type; break;
    default: break;
    }
    return type ? infer_kind_of(in, type, name->span) : infer_kind(in, K_ANY, name->span);
}

static struct infer_name *name_of(struct infer *in, const struct ast_name *name)
{
    struct infer_name *known = map_get(&in->names, name->text);
    if (known)
        return known;
    known = arena_new(in->c->arena, struct infer_name);
    known->name = *name;
    known->file = in->file;
    known->first = name->span;
    known->figure = in->figures;
    map_put(&in->names, name->text, known);
    return known;
}

static struct infer_kind *use(struct infer *in, const struct ast_name *written, enum infer_place place)
{
    struct infer_name *name = name_of(in, written);
    struct infer_use *made = arena_new(in->c->arena, struct infer_use);
    made->name = name;
    made->kind = infer_kind(in, K_ANY, written->span);
    made->span = written->span;
    made->as_text = place == PLACE_TEXT;
    made->kind->uses = made->kind->last_use = made;
    name->fact = name->fact || place == PLACE_FACT;
    if (name->last)
        name->last->next = made;
    else
        name->uses = made;
    name->last = made;
    if (name->file == in->file && written->span.from < name->first.from)
        name->first = written->span;
    return made->kind;
}

struct infer_kind *infer_bare_name(struct infer *in, const struct ast_name *name, enum infer_place place)
{
    const struct infer_binding *binding = in->bindings;
    uint32_t used;
    while (binding && !str_eq(binding->name, name->parts[0]))
        binding = binding->outer;
    if (binding)
        return infer_fields(in, binding->kind, name, 1);
    const struct value_name *value = expr_resolve(in->c, name, &used);
    if (value)
        return infer_fields(in, declared(in, value, name), name, used);
    if (expr_is_clock(in->c, name, "now"))
        return infer_kind(in, K(MOMENT), name->span);
    if (expr_is_clock(in->c, name, "today"))
        return infer_kind(in, K(DATE), name->span);
    return use(in, name, place);
}

/* ---- functions ---- */

static uint32_t letter_mask(char letter)
{
    static const char letters[] = "bnwtdimuN";
    static const uint32_t masks[] = {
        K(BOOL), K(NUMBER), K(NUMBER), K(TEXT), K(DATE), K(TIME), K(MOMENT), K(DURATION), K_AMOUNTS,
    };
    const char *at = strchr(letters, letter);
    return at && *at ? masks[at - letters] : K_ANY;
}

static struct infer_kind *alternatives(struct infer *in, const struct ast_expr *e, enum infer_place place)
{
    struct infer_kind *kind = infer_kind(in, K_ANY, e->span);
    for (uint32_t i = 0; i < e->items.n; i++)
        infer_join(in, kind, infer_walk(in, e->items.at[i], place), e->items.at[i]->span);
    return kind;
}

/* What the argument at I may be, by the signature; the functions of a day and length take more than that tells. */
static uint32_t argument_mask(enum builtin builtin, const char *parameters, uint32_t i)
{
    bool one_day = parameters[0] == 'd' && parameters[1] == ')';
    size_t n = strlen(parameters) - 1;
    if (builtin == BUILTIN_LENGTH)
        return K(TEXT) | K(LIST);
    return one_day ? K_DAYS : letter_mask(parameters[i < n && parameters[i] != '*' ? i : 0]);
}

static struct infer_kind *builtin_call(struct infer *in, const struct ast_expr *e, enum builtin builtin)
{
    const char *signature = builtin_signature(builtin);
    struct infer_kind *result = infer_kind(in, letter_mask(signature[0]), e->span);
    for (uint32_t i = 0; i < e->items.n; i++) {
        struct infer_kind *item = infer_walk(in, e->items.at[i], PLACE_FACT);
        uint32_t mask = argument_mask(builtin, signature + 2, i);
        infer_narrow(in, item, mask, e->items.at[i]->span);
        if (mask == K_AMOUNTS)
            infer_join(in, result, item, e->items.at[i]->span);
        infer_root(item)->day |= mask == K_DAYS;
        infer_root(item)->shown |= builtin == BUILTIN_LENGTH;
    }
    return result;
}

struct infer_kind *infer_call(struct infer *in, const struct ast_expr *e, enum infer_place place)
{
    struct str name = e->name.text;
    enum builtin builtin = builtin_find(name);
    if (str_is(name, "first_known") || str_is(name, "reveal"))
        return alternatives(in, e, place);
    if (str_is(name, "now") || str_is(name, "today"))
        return infer_kind(in, str_is(name, "now") ? K(MOMENT) : K(DATE), e->span);
    return builtin == BUILTIN_COUNT ? alternatives(in, e, PLACE_FACT) : builtin_call(in, e, builtin);
}
