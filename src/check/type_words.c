/* How messages speak of types and values. */
#include "check/expr.h"

#include "base/utf8.h"

enum { WORDS_MOST = 40, WORDS_SYMBOLS = 6 };

struct str type_plural(struct checker *c, struct str name)
{
    char last = name.n ? name.p[name.n - 1] : 's', before = name.n > 1 ? name.p[name.n - 2] : 'a';
    bool vowel = before == 'a' || before == 'e' || before == 'o' || before == 'u';
    if (last == 'y' && !vowel)
        return str_printf(c->arena, "%.*sies", (int)name.n - 1, name.p);
    if (last == 's' || last == 'x' || (last == 'h' && (before == 's' || before == 'c')))
        return str_printf(c->arena, "%.*ses", STR_ARG(name));
    return str_printf(c->arena, "%.*ss", STR_ARG(name));
}

/* "level", "A, B, C", "A, B, C, D, E, F and 50 more" */
static struct str members(struct checker *c, const struct type *set)
{
    struct str all = { 0 };
    for (uint32_t i = 0; i < set->n_symbols && i < WORDS_SYMBOLS; i++)
        all = i ? str_printf(c->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(set->symbols[i].name)) : set->symbols[i].name;
    if (set->n_symbols <= WORDS_SYMBOLS)
        return all;
    return str_printf(c->arena, "%.*s and %u more", STR_ARG(all), set->n_symbols - WORDS_SYMBOLS);
}

struct str set_words(struct checker *c, const struct type *set)
{
    if (set->kind == TYPE_PARTY)
        return STR("the parties");
    if (!set->name.n)
        return members(c, set);
    struct str plural = type_plural(c, set->name);
    return str_printf(c->arena, "the %.*s", STR_ARG(plural));
}

static struct str set_value_words(struct checker *c, const struct type *set)
{
    struct str words = set_words(c, set);
    return str_printf(c->arena, "one of %.*s", STR_ARG(words));
}

static struct str list_words(struct checker *c, const struct type *list)
{
    struct str element = type_text(c->arena, list->element);
    return str_printf(c->arena, "a list of %.*s", STR_ARG(element));
}

struct str type_words(struct checker *c, const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: return STR("yes/no");
    case TYPE_NUMBER: return STR("a number");
    case TYPE_WHOLE: return STR("a whole number");
    case TYPE_MONEY: return STR("money");
    case TYPE_TEXT: return STR("a text");
    case TYPE_SET: return set_value_words(c, type);
    case TYPE_PARTY: return STR("a party");
    case TYPE_SYMBOL: return STR("a name");
    case TYPE_DATE: return STR("a date");
    case TYPE_TIME: return STR("a time of day");
    case TYPE_MOMENT: return STR("a moment");
    case TYPE_DURATION: return STR("a duration");
    case TYPE_PERIOD: return STR("a period of months or years");
    case TYPE_LIST: return list_words(c, type);
    case TYPE_RECORD: return STR("a record");
    }
    return STR("a value");
}

struct str words_of(struct checker *c, const struct expr *x)
{
    struct str text = span_text(c->sources, x->span);
    bool one_line = str_find(text, STR("\n")) < 0;
    if (text.n == 0 || utf8_count(text) > WORDS_MOST || !one_line)
        return STR("this");
    if (x->op == EXPR_CONST && (text.p[0] == '"' || x->type->kind < TYPE_TEXT || x->type->kind >= TYPE_DATE))
        return text; /* a literal speaks for itself */
    return str_printf(c->arena, "'%.*s'", STR_ARG(text));
}
