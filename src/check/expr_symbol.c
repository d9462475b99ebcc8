/* Symbols of closed sets, and parties. */
#include "check/expr.h"

#include <string.h>

enum { SMALL_SET = 32 };

static struct str member_key(struct checker *c, const struct type *set, char what, struct str text)
{
    char *key = arena_alloc(c->arena, sizeof set + 1 + text.n); /* the address, as bytes: printing it took a tenth of loading */
    memcpy(key, &set, sizeof set);
    key[sizeof set] = what;
    if (text.n > 0)
        memcpy(key + sizeof set + 1, text.p, text.n);
    return (struct str){ key, (uint32_t)sizeof set + 1 + text.n };
}

/* A large set is looked up by a map, made when it is first asked for: tables name each of its symbols. */
static int large_member(struct checker *c, const struct type *set, char what, struct str text)
{
    if (!map_get(&c->members, member_key(c, set, 'n', set->symbols[0].name)))
        for (uint32_t i = 0; i < set->n_symbols; i++) {
            map_put(&c->members, member_key(c, set, 'n', set->symbols[i].name), (void *)(uintptr_t)(i + 1));
            map_put(&c->members, member_key(c, set, 't', set->symbols[i].text), (void *)(uintptr_t)(i + 1));
        }
    return (int)(uintptr_t)map_get(&c->members, member_key(c, set, what, text)) - 1;
}

static int by_name(struct checker *c, const struct type *set, struct str name)
{
    return set->n_symbols <= SMALL_SET ? type_symbol_by_name(set, name) : large_member(c, set, 'n', name);
}

static int by_data(struct checker *c, const struct type *set, struct str text)
{
    if (set->n_symbols <= SMALL_SET)
        return type_symbol_by_data(set, text);
    int index = large_member(c, set, 't', text);
    return index < 0 ? large_member(c, set, 'n', text) : index;
}

static struct expr *symbol_const(struct checker *c, const struct type *set, int index, struct span span)
{
    return index < 0 ? NULL : make_const(c, value_int(VALUE_SYMBOL, index), set, span);
}

struct expr *expr_symbol(struct checker *c, const struct type *want, struct str name, struct span span)
{
    if (want->kind == TYPE_SET)
        return symbol_const(c, want, by_name(c, want, name), span);
    const struct value_name *party = map_get(&c->values, name);
    if (!party || party->kind != NAME_PARTY)
        return NULL;
    return make_const(c, value_text(c->party->symbols[party->index].text), want, span);
}

/* ---- parties that nobody declared ---- */

/* The nearest of the declared parties and of the values that are parties, so that a misspelt fact is found, too. */
static struct str nearest_party(struct checker *c, struct str name)
{
    VEC(struct str) near = { 0 };
    if (c->n_suggestions++ >= DECLARE_MOST_SUGGESTIONS)
        return (struct str){ 0 };
    for (uint32_t i = 0; i < c->party->n_symbols; i++)
        vec_push(c->arena, &near, c->party->symbols[i].name);
    for (uint32_t i = 0; i < c->facts.n && !c->facts_inferred; i++)
        if (c->facts.at[i].type && c->facts.at[i].type->kind == TYPE_PARTY)
            vec_push(c->arena, &near, c->facts.at[i].name);
    return diag_nearest(name, near.at, near.n);
}

static void warn_stranger(struct checker *c, const struct ast_name *name)
{
    if (map_put(&c->strangers, name->text, c))
        return; /* once a name */
    struct str near = nearest_party(c, name->text);
    if (!near.n && !c->has_party_line)
        return;
    struct diag *diag = diag_add(c->diags, DIAG_PARTY, name->span, "no party line names '%.*s'", STR_ARG(name->text));
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else
        diag_hint(c->diags, diag, "if it is right: party %.*s", STR_ARG(name->text));
}

struct expr *expr_open_party(struct checker *c, const struct type *want, const struct ast_name *name)
{
    if (want == c->party) /* not the open set of an inferred fact */
        warn_stranger(c, name);
    return make_const(c, value_text(name->text), want, name->span);
}

struct expr *expr_symbol_text(struct checker *c, const struct type *want, struct str text, struct span span)
{
    if (want->kind == TYPE_PARTY)
        return make_const(c, value_text(text), want, span);
    struct expr *symbol = symbol_const(c, want, by_data(c, want, text), span);
    if (!symbol)
        expr_no_symbol(c, want, text, span);
    return symbol;
}

/* ---- messages ---- */

static struct str declared_at(struct checker *c, const struct type *set)
{
    const struct span *span = set->name.n ? map_get(&c->type_spans, set->name) : NULL;
    if (!span)
        return (struct str){ 0 };
    struct place place = span_place(c->sources, *span);
    return str_printf(c->arena, "%.*s is declared at %.*s:%u", STR_ARG(set->name), STR_ARG(place.source->name), place.line);
}

static struct str nearest_symbol(struct checker *c, const struct type *set, struct str name)
{
    if (c->n_suggestions++ >= DECLARE_MOST_SUGGESTIONS)
        return (struct str){ 0 };
    struct str *names = arena_array(c->arena, struct str, set->n_symbols);
    for (uint32_t i = 0; i < set->n_symbols; i++)
        names[i] = set->symbols[i].name;
    return diag_nearest(name, names, set->n_symbols);
}

void expr_no_symbol(struct checker *c, const struct type *want, struct str name, struct span span)
{
    struct str set = set_words(c, want), near = nearest_symbol(c, want, name), where = declared_at(c, want);
    struct diag *diag = diag_add(c->diags, DIAG_SYMBOL, span, "'%.*s' is not one of %.*s", STR_ARG(name), STR_ARG(set));
    if (near.n && where.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'? (%.*s)", STR_ARG(near), STR_ARG(where));
    else if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else if (where.n)
        diag_hint(c->diags, diag, "%.*s", STR_ARG(where));
    diag_subject(c->diags, diag, str_printf(c->arena, "%.*s of %.*s", STR_ARG(name), STR_ARG(set)));
}

static void report_open(struct checker *c, const struct ast_name *name, const struct value_name *symbol)
{
    struct str first = set_words(c, symbol->sets.at[0]), second = set_words(c, symbol->sets.at[1]);
    struct diag *diag = diag_add(c->diags, DIAG_SYMBOL_OPEN, name->span,
                                 "'%.*s' is one of %.*s and one of %.*s: nothing here says which",
                                 STR_ARG(name->text), STR_ARG(first), STR_ARG(second));
    diag_hint(c->diags, diag, "use it where a fact's type or an action's argument says which set is meant");
    diag_subject(c->diags, diag, name->text);
}

struct expr *expr_lone_symbol(struct checker *c, const struct ast_name *name)
{
    const struct value_name *symbol = map_get(&c->symbols, name->text);
    if (!symbol)
        return NULL;
    if (symbol->sets.n == 1)
        return expr_symbol(c, symbol->sets.at[0], name->text, name->span);
    report_open(c, name, symbol);
    return NULL;
}
