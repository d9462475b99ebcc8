/* The name space of values: facts, definitions, templates, parties, lookups. Symbols have one of their own, since the
 * place where a symbol stands says which set is meant. */
#include "check/declare.h"

#include <ctype.h>

static const char *const kind_words[] = {
    [NAME_FACT] = "a fact", [NAME_DEFINITION] = "a definition", [NAME_TEMPLATE] = "a template", [NAME_PARTY] = "a party",
    [NAME_SYMBOL] = "a symbol", [NAME_LOOKUP] = "a lookup",
};

struct value_name *lookup_value(struct checker *c, struct str name)
{
    return map_get(&c->values, name);
}

static bool is_after(struct span a, struct span b)
{
    return a.source != b.source ? a.source > b.source : a.from > b.from;
}

void declare_twice(struct checker *c, struct str name, struct span a, const char *a_what, struct span b, const char *b_what)
{
    struct span later = is_after(a, b) ? a : b, earlier = is_after(a, b) ? b : a;
    const char *later_what = is_after(a, b) ? a_what : b_what, *earlier_what = is_after(a, b) ? b_what : a_what;
    struct diag *diag = diag_add(c->diags, DIAG_TWICE, later, "'%.*s' is declared twice", STR_ARG(name));
    if (str_is(str_from(later_what), earlier_what))
        diag_note(c->diags, diag, earlier, "it is declared here, too, in other words");
    else
        diag_note(c->diags, diag, earlier, "here it is %s, there %s", earlier_what, later_what);
    diag_subject(c->diags, diag, name);
}

struct value_name *declare_value(struct checker *c, enum name_kind kind, const struct ast_name *name, struct span words, bool *again)
{
    struct value_name *before = map_get(&c->values, name->text);
    *again = before && before->kind == kind && words_same(c, before->words, words);
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

enum { MOST_SUGGESTIONS = 100 }; /* looking for the nearest name takes its time, and only twenty messages are shown */

static struct str nearest(struct checker *c, const struct ast_name *name, const struct type *want)
{
    VEC(struct str) near = { 0 };
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
    struct str near = { 0 };
    if (c->n_suggestions++ < MOST_SUGGESTIONS)
        near = nearest(c, name, want);
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

/* ---- statements that could not be read ---- */

static bool is_name_byte(char ch) { return isalnum((unsigned char)ch) || ch == '_' || (unsigned char)ch >= 0x80; }

static void lose_words(struct checker *c, struct str text)
{
    for (uint32_t from = 0, to; from < text.n; from = to + 1) {
        to = from;
        while (to < text.n && is_name_byte(text.p[to]))
            to++;
        if (to > from)
            map_put(&c->lost, (struct str){ text.p + from, to - from }, c);
    }
}

static bool begins_statement(struct str line)
{
    return line.n > 0 && line.p[0] >= 'a' && line.p[0] <= 'z';
}

/* The statement around a place: from a line that begins at the margin to the next such line. */
static void lose_statement(struct checker *c, struct span span)
{
    struct place place = span_place(c->sources, span);
    uint32_t first = place.line, last = place.line;
    while (first > 1 && !begins_statement(source_line(place.source, first)))
        first--;
    if (str_starts(source_line(place.source, first), STR("facts")))
        c->lost_facts = true;
    do
        lose_words(c, source_line(place.source, last++));
    while (last <= place.source->n_lines && !begins_statement(source_line(place.source, last)));
    for (uint32_t line = first; line < place.line; line++)
        lose_words(c, source_line(place.source, line));
}

void declare_lost(struct checker *c)
{
    for (uint32_t i = 0; i < c->diags->all.n; i++) {
        const struct diag *diag = c->diags->all.at[i];
        if (diag->severity != DIAG_ERROR)
            continue;
        if (diag->code == DIAG_USE || diag->code == DIAG_FILE || !diag->has_span)
            c->incomplete = true;
        else if (i < MOST_SUGGESTIONS)
            lose_statement(c, diag->span);
        else
            c->incomplete = true;
    }
}
