#include "cases/case_say.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "source/diag.h"

enum { SEEN_CHARACTERS = 200, SYMBOLS_SHOWN = 12 };

struct say {
    struct arena *arena;
    VEC(char) bytes;
};

static void say_put(struct say *say, struct str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        vec_push(say->arena, &say->bytes, s.p[i]);
}

static struct str say_done(const struct say *say)
{
    return (struct str){ say->bytes.at, say->bytes.n };
}

static struct str say_symbol(const struct type *type, uint32_t i)
{
    return type->symbols[i].text.n ? type->symbols[i].text : type->symbols[i].name;
}

/* "one of Essentials, Professional, SMB"; of a long set its first ones. */
static struct str say_set(struct arena *arena, const struct type *type)
{
    struct say say = { .arena = arena };
    uint32_t shown = type->n_symbols > SYMBOLS_SHOWN ? SYMBOLS_SHOWN - 2 : type->n_symbols;
    say_put(&say, STR("one of "));
    for (uint32_t i = 0; i < shown; i++) {
        if (i > 0)
            say_put(&say, STR(", "));
        say_put(&say, say_symbol(type, i));
    }
    if (shown < type->n_symbols)
        say_put(&say, str_printf(arena, " and %u more", type->n_symbols - shown));
    return say_done(&say);
}

static struct str say_type(struct arena *arena, const struct type *type, bool json)
{
    switch (type->kind) {
    case TYPE_BOOL: return json ? STR("yes or no (true or false, without quotes)") : STR("yes or no");
    case TYPE_NUMBER: return STR("a number");
    case TYPE_WHOLE: return STR("a whole number");
    case TYPE_MONEY: return STR("an amount (a number such as 35.00, without currency sign or separators)");
    case TYPE_SET: return say_set(arena, type);
    case TYPE_TEXT: return json ? STR("a text in quotes") : STR("a text");
    case TYPE_PARTY: return json ? STR("a name in quotes") : STR("a name");
    case TYPE_DATE: return STR("a date such as 2017-08-10");
    case TYPE_TIME: return STR("a time of day such as 14:00");
    case TYPE_MOMENT: return STR("a moment such as 2017-08-10T14:00:00Z");
    case TYPE_DURATION: return STR("a duration such as P30D or PT2H");
    case TYPE_LIST: return STR("a list such as [1, 2]");
    case TYPE_RECORD: return STR("a record such as {\"name\": 1}");
    default: return type_text(arena, type);
    }
}

struct str case_say_expected(struct arena *arena, const struct type *type, enum case_got got, bool json)
{
    if (got == CASE_PLACES)
        return STR("a number with at most six decimal places");
    if (got == CASE_RANGE)
        return STR("a number of less than 9.2 trillion");
    return say_type(arena, type, json);
}

struct str case_say_limit(enum case_got got, enum json_flaw flaw)
{
    if (got == CASE_LONG)
        return STR("is longer than the limit of 1048576 bytes for a text");
    if (got == CASE_FLAW && flaw == JSON_UTF8)
        return STR("is no Unicode text: it has bytes that are not UTF-8");
    if (got == CASE_FLAW && flaw == JSON_SOUND)
        return STR("has a NUL character");
    if (got == CASE_FLAW)
        return STR("is no Unicode text: it has half a character (a lone surrogate, \\ud800 to \\udfff)");
    return STR("is larger than the limit of 1048576 elements, or 20 MiB, for a list");
}

struct str case_say_seen(struct arena *arena, struct str raw)
{
    struct say say = { .arena = arena };
    uint32_t i = 0;
    for (uint32_t shown = 0; i < raw.n && shown < SEEN_CHARACTERS; shown++) {
        uint32_t code;
        unsigned length;
        bool valid = utf8_step(str_slice(raw, i, raw.n), &code, &length);
        say_put(&say, valid ? str_slice(raw, i, i + length) : STR("\xEF\xBF\xBD"));
        i += length;
    }
    if (i < raw.n)
        say_put(&say, STR("…"));
    return say_done(&say);
}

struct str case_say_hint(struct arena *arena, const struct type *type, struct str text)
{
    struct str *candidates = arena_array(arena, struct str, type->n_symbols);
    for (uint32_t i = 0; i < type->n_symbols; i++)
        candidates[i] = say_symbol(type, i);
    struct str nearest = text.n <= SEEN_CHARACTERS ? diag_nearest(text, candidates, type->n_symbols) : (struct str){ 0 };
    return nearest.n ? str_printf(arena, "did you mean \"%.*s\"?", STR_ARG(nearest)) : nearest;
}
