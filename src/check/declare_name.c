/* The name space of values: facts, definitions, templates, parties, lookups. Symbols have one of their own, since the
 * place where a symbol stands says which set is meant. */
#include "check/declare.h"

static const char *const kind_words[] = {
    [NAME_FACT] = "a fact", [NAME_DEFINITION] = "a definition", [NAME_TEMPLATE] = "a template", [NAME_PARTY] = "a party",
    [NAME_SYMBOL] = "a symbol", [NAME_LOOKUP] = "a lookup",
};

struct value_name *lookup_value(struct checker *c, struct str name)
{
    return map_get(&c->values, name);
}

/* Used files come before their users, whichever was read first. */
static uint32_t file_of(const struct checker *c, struct span span)
{
    uint32_t file = 0;
    while (file < c->n_files && c->files[file]->source != span.source)
        file++;
    return file;
}

static bool is_after(const struct checker *c, struct span a, struct span b)
{
    return a.source != b.source ? file_of(c, a) > file_of(c, b) : a.from > b.from;
}

void declare_twice(struct checker *c, struct str name, struct span a, const char *a_what, struct span b, const char *b_what)
{
    struct span later = is_after(c, a, b) ? a : b, earlier = is_after(c, a, b) ? b : a;
    const char *later_what = is_after(c, a, b) ? a_what : b_what, *earlier_what = is_after(c, a, b) ? b_what : a_what;
    struct diag *diag = diag_add(c->diags, DIAG_TWICE, later, "'%.*s' is declared twice", STR_ARG(name));
    if (str_is(str_from(later_what), earlier_what))
        diag_note(c->diags, diag, earlier, "it is declared here, too, in other words");
    else
        diag_note(c->diags, diag, earlier, "here it is %s, there %s", earlier_what, later_what);
    diag_subject(c->diags, diag, str_printf(c->arena, "%.*s, %s", STR_ARG(name), later_what));
}

struct value_name *declare_value(struct checker *c, enum name_kind kind, const struct ast_name *name, struct span words,
                                 bool *again)
{
    struct value_name *before = map_get(&c->values, name->text);
    *again = before && before->kind == kind && wording_same(c, before->words, words);
    if (*again)
        return NULL;
    if (before) {
        declare_twice(c, name->text, before->span, kind_words[before->kind], name->span, kind_words[kind]);
        before->doubtful = true;
        return NULL;
    }
    struct value_name *value = arena_new(c->arena, struct value_name);
    value->kind = kind;
    value->name = name->text;
    value->span = name->span;
    value->words = words;
    map_put(&c->values, name->text, value);
    return value;
}

/* ---- names that nothing declares ---- */

struct str undeclared_nearest(struct checker *c, const struct ast_name *name, const struct type *want)
{
    VEC(struct str) near = { 0 };
    if (c->n_suggestions++ >= DECLARE_MOST_SUGGESTIONS)
        return (struct str){ 0 };
    for (uint32_t i = 0; i < c->values.n; i++)
        vec_push(c->arena, &near, c->values.entries[i].key);
    for (const struct binding *binding = c->bindings; binding; binding = binding->outer)
        vec_push(c->arena, &near, binding->name);
    for (uint32_t i = 0; want && i < want->n_symbols; i++)
        vec_push(c->arena, &near, want->symbols[i].name);
    return diag_nearest(name->text, near.at, near.n);
}

static void suggest(struct checker *c, struct diag *diag, struct str near)
{
    const struct value_name *value = map_get(&c->values, near);
    if (!value) {
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
        return;
    }
    struct place place = span_place(c->sources, value->span);
    diag_hint(c->diags, diag, "did you mean '%.*s'? (%.*s is declared at %.*s:%u)", STR_ARG(near), STR_ARG(near),
              STR_ARG(place.source->name), place.line);
}

static void advise(struct checker *c, struct diag *diag, const struct ast_name *name, const struct type *want)
{
    struct str near = undeclared_nearest(c, name, want);
    if (near.n)
        suggest(c, diag, near);
    else if (want && want->kind == TYPE_TEXT)
        diag_hint(c->diags, diag, "a text stands in quotes: \"%.*s\"", STR_ARG(name->text));
    else
        diag_hint(c->diags, diag, "if the cases bring it, it belongs into the facts block: %.*s is …", STR_ARG(name->text));
}

bool declare_is_lost(const struct checker *c, const struct ast_name *name)
{
    return c->incomplete || map_get(&c->lost, name->text) || map_get(&c->lost, name->parts[0]);
}

void undeclared(struct checker *c, const struct ast_name *name, const struct type *want)
{
    if (declare_is_lost(c, name))
        return;
    struct diag *diag = diag_add(c->diags, DIAG_UNDECLARED, name->span, "'%.*s' is not declared", STR_ARG(name->text));
    advise(c, diag, name, want);
    diag_subject(c->diags, diag, name->text);
}
