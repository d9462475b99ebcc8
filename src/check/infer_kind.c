/* Kinds: which types an expression may still have, and which expressions have the same. */
#include "check/infer.h"

struct infer_kind *infer_kind(struct infer *in, uint32_t mask, struct span seen)
{
    struct infer_kind *kind = arena_new(in->c->arena, struct infer_kind);
    kind->mask = mask;
    kind->seen = seen;
    kind->figure = in->figures;
    vec_push(in->c->arena, &in->kinds, kind);
    return kind;
}

static struct infer_kind *record_of(struct infer *in, const struct type *type, struct span seen)
{
    struct infer_kind *kind = infer_kind(in, K(RECORD), seen);
    for (uint32_t i = 0; i < type->n_fields; i++)
        infer_join(in, infer_field(in, kind, type->fields[i].name, seen), infer_kind_of(in, type->fields[i].type, seen), seen);
    return kind;
}

struct infer_kind *infer_kind_of(struct infer *in, const struct type *type, struct span seen)
{
    if (type->kind == TYPE_RECORD)
        return record_of(in, type, seen);
    struct infer_kind *kind = infer_kind(in, 1u << (type->kind == TYPE_WHOLE ? TYPE_NUMBER : type->kind), seen);
    kind->whole = type->kind == TYPE_WHOLE;
    if (type->kind == TYPE_SET || type->kind == TYPE_PARTY)
        kind->set = type;
    if (type->kind == TYPE_LIST)
        kind->element = infer_kind_of(in, type->element, seen);
    return kind;
}

struct infer_kind *infer_root(struct infer_kind *kind)
{
    while (kind->same) {
        if (kind->same->same)
            kind->same = kind->same->same; /* halves the way for the next one */
        kind = kind->same;
    }
    return kind;
}

/* ---- what does not go together ---- */

static const char *mask_words(struct checker *c, const struct infer_kind *kind)
{
    static const struct { uint32_t mask; const char *words; } all[] = {
        { K(NUMBER) | K(MONEY) | K(DURATION), "a number or an amount" }, { K_NUMBERS, "a number" }, { K(NUMBER), "a number" },
        { K(MONEY), "money" }, { K(BOOL), "yes/no" }, { K(TEXT), "a text" }, { K_NAMES, "a name" }, { K(PARTY), "a party" },
        { K(DATE), "a date" }, { K(MOMENT), "a moment" }, { K_DAYS, "a date" }, { K(TIME), "a time of day" },
        { K(DURATION), "a duration" }, { K(LIST), "a list" }, { K(RECORD), "a record" },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].mask == kind->mask)
            return all[i].words;
    if (kind->mask == K(SET) && kind->set)
        return arena_printf(c->arena, "%.*s", STR_ARG(type_words(c, kind->set)));
    return kind->text_literal ? "a text" : kind->mask & K(SET) ? "something that has an order" : "something else";
}

/* Only contradictions about facts are told of here: others are found when the expressions are checked. */
static void contradiction(struct infer *in, struct infer_kind *a, struct infer_kind *b, struct span span)
{
    struct checker *c = in->c;
    struct infer_name *fact = a->fact ? a->fact : b->fact;
    bool told = a->reported || b->reported;
    if (!fact)
        return;
    a->reported = b->reported = true;
    if (told)
        return;
    const struct infer_kind *here = a->fact ? b : a, *there = a->fact ? a : b;
    struct str name = fact->name.text;
    struct diag *diag = diag_add(c->diags, DIAG_TYPE, span, "'%.*s' is used as %s here, and as %s elsewhere", STR_ARG(name),
                                 mask_words(c, here), mask_words(c, there));
    diag_note(c->diags, diag, there->seen, "here it is %s", mask_words(c, there));
    diag_subject(c->diags, diag, name);
}

static bool same_set(const struct infer_kind *a, const struct infer_kind *b)
{
    return !a->set || !b->set || type_same(a->set, b->set);
}

/* ---- joining ---- */

static void take_uses(struct infer_kind *to, struct infer_kind *from)
{
    if (!from->uses)
        return;
    if (to->uses)
        to->last_use->companion = from->uses;
    else
        to->uses = from->uses;
    to->last_use = from->last_use;
}

static void take_flags(struct infer_kind *to, const struct infer_kind *from)
{
    to->whole |= from->whole;
    to->number_literal |= from->number_literal;
    to->text_literal |= from->text_literal;
    to->shown |= from->shown;
    to->day |= from->day;
    to->ordered |= from->ordered;
    to->calculated |= from->calculated;
    to->figure |= from->figure;
    to->spanned |= from->spanned;
    to->reported |= from->reported;
    to->set = to->set ? to->set : from->set;
    to->fact = to->fact ? to->fact : from->fact;
}

static void take_parts(struct infer *in, struct infer_kind *to, struct infer_kind *from, struct span span)
{
    struct map *fields = from->fields;
    struct infer_kind *element = from->element;
    if (element && to->element)
        infer_join(in, to->element, element, span);
    else if (element)
        to->element = element;
    if (fields && !to->fields) {
        to->fields = fields;
        return;
    }
    for (uint32_t i = 0; fields && i < fields->n; i++)
        infer_join(in, infer_field(in, to, fields->entries[i].key, span), fields->entries[i].value, span);
}

void infer_join(struct infer *in, struct infer_kind *a, struct infer_kind *b, struct span span)
{
    a = infer_root(a);
    b = infer_root(b);
    if (a == b)
        return;
    uint32_t mask = a->mask & b->mask;
    if (!mask || (mask == K(SET) && !same_set(a, b))) {
        contradiction(in, a, b, span);
        return;
    }
    if (a->mask & ~b->mask) /* B tells more */
        a->seen = span;
    a->mask = mask;
    b->same = a;
    take_uses(a, b);
    take_flags(a, b);
    take_parts(in, a, b, span);
}

void infer_narrow(struct infer *in, struct infer_kind *kind, uint32_t mask, struct span span)
{
    kind = infer_root(kind);
    if ((kind->mask & mask) == kind->mask)
        return;
    struct infer_kind asked = { .mask = mask, .seen = span };
    if (!(kind->mask & mask)) {
        contradiction(in, kind, &asked, span);
        return;
    }
    kind->mask &= mask;
    kind->seen = span;
}

struct infer_kind *infer_element(struct infer *in, struct infer_kind *list, struct span span)
{
    list = infer_root(list);
    if (!(list->mask & K(LIST)))
        contradiction(in, list, &(struct infer_kind){ .mask = K(LIST), .seen = span }, span);
    else
        infer_narrow(in, list, K(LIST), span);
    if (!list->element)
        list->element = infer_kind(in, K_ANY, span);
    return list->element;
}

struct infer_kind *infer_field(struct infer *in, struct infer_kind *record, struct str name, struct span span)
{
    record = infer_root(record);
    infer_narrow(in, record, K(RECORD), span);
    if (!record->fields) {
        record->fields = arena_new(in->c->arena, struct map);
        map_init(record->fields, in->c->arena);
    }
    struct infer_kind *field = map_get(record->fields, name);
    if (!field) {
        field = infer_kind(in, K_ANY, span);
        map_put(record->fields, name, field);
    }
    return field;
}
