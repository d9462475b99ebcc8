/* Values as databases have them: exact decimals, ISO dates, symbols by their texts. */
#include "lookup/lookup_inner.h"

#include "base/utf8.h"
#include "cases/case_say.h"
#include "value/date.h"

/* In UTC, so that the order of texts is that of moments. */
static void write_moment(struct buf *out, struct value value)
{
    moment_write(out, value.i, 0);
}

static void write_symbol(struct buf *out, struct value value, const struct type *type)
{
    const struct type_symbol *symbol = &type->symbols[value.i];
    buf_str(out, symbol->text.n ? symbol->text : symbol->name);
}

void lookup_value_write(struct buf *out, struct value value, const struct type *type)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_BOOL: buf_char(out, value.i ? '1' : '0'); break;
    case VALUE_NUMBER: decimal_write(out, value.i, type->kind == TYPE_MONEY ? 2 : 0, false); break;
    case VALUE_SYMBOL: write_symbol(out, value, type); break;
    case VALUE_TEXT: buf_str(out, value_str(value)); break;
    case VALUE_DATE: date_write(out, value.i); break;
    case VALUE_TIME: time_write(out, value.i); break;
    case VALUE_MOMENT: write_moment(out, value); break;
    case VALUE_DURATION: duration_write(out, value.i); break;
    case VALUE_UNKNOWN: case VALUE_LIST: case VALUE_RECORD: break; /* lookup_sql_asks lets none through */
    }
}

static bool say_expected(struct arena *arena, const struct lookup_field *field, enum case_got got, struct str seen, struct buf *why)
{
    struct str expected = case_say_expected(arena, field->type, got, false);
    if (!field->private_)
        buf_printf(why, "found %.*s as %.*s, ", STR_ARG(seen), STR_ARG(field->name));
    buf_printf(why, "expected %.*s", STR_ARG(expected));
    if (field->private_)
        buf_printf(why, " as %.*s", STR_ARG(field->name));
    return false;
}

bool lookup_value_wrong(struct arena *arena, const struct lookup_field *field, struct str seen, struct buf *why)
{
    return say_expected(arena, field, CASE_WRONG, seen, why);
}

static bool say_wrong(struct arena *arena, const struct lookup_field *field, enum case_got got, struct str text, struct buf *why)
{
    if (got == CASE_LONG || got == CASE_FLAW) {
        struct str limit = case_say_limit(got, JSON_UTF8);
        buf_printf(why, "%.*s %.*s", STR_ARG(field->name), STR_ARG(limit));
        return false;
    }
    struct str seen = case_say_seen(arena, text);
    say_expected(arena, field, got, str_printf(arena, "\"%.*s\"", STR_ARG(seen)), why);
    struct str hint = field->type->kind == TYPE_SET && !field->private_ ? case_say_hint(arena, field->type, text) : STR("");
    if (hint.n)
        buf_printf(why, "; %.*s", STR_ARG(hint));
    if (got == CASE_PLACES)
        buf_cstr(why, "; round it in the SQL");
    return false;
}

static enum case_got read_bool(struct str text, struct value *out)
{
    static const char *const words[] = { "0", "1", "f", "t", "false", "true", "no", "yes" };
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(text, words[i])) {
            *out = value_bool(i & 1);
            return CASE_GOT;
        }
    return CASE_WRONG;
}

static enum case_got read_symbol(const struct type *type, struct str text, struct value *out)
{
    int symbol = type_symbol_by_data(type, text);
    *out = value_int(VALUE_SYMBOL, symbol);
    return symbol < 0 ? CASE_WRONG : CASE_GOT;
}

static enum case_got read_text(struct arena *arena, const struct type *type, struct str text, struct value *out)
{
    if (text.n > LIMIT_TEXT_BYTES)
        return CASE_LONG;
    if (utf8_valid(text) != text.n)
        return CASE_FLAW;
    int symbol = type->kind == TYPE_PARTY ? type_symbol_by_data(type, text) : -1;
    if (symbol >= 0 && type->symbols[symbol].text.n)
        *out = value_text(type->symbols[symbol].text);
    else
        *out = value_text(str_dup(arena, text));
    return CASE_GOT;
}

static enum case_got read_int(bool (*parse)(struct str s, int64_t *i), enum value_kind kind, struct str text, struct value *out)
{
    *out = (struct value){ .kind = kind };
    return parse(text, &out->i) ? CASE_GOT : CASE_WRONG;
}

enum { MOMENT_ROOM = 48, DATE_CHARACTERS = 10 };

/* Where the offset of a moment begins: its sign, or the end. */
static uint32_t offset_at(struct str text)
{
    uint32_t i = DATE_CHARACTERS;
    while (i < text.n && text.p[i] != '+' && text.p[i] != '-' && text.p[i] != 'Z')
        i++;
    return i;
}

/* Databases write 2017-08-10 14:00:00, with +02 behind it or nothing, which is UTC: ISO 8601 wants a T and an offset of its own. */
static enum case_got read_moment(struct str text, struct value *out)
{
    char iso[MOMENT_ROOM];
    int32_t offset = 0;
    *out = (struct value){ .kind = VALUE_MOMENT };
    if (text.n <= DATE_CHARACTERS || text.n + 4 > sizeof iso)
        return CASE_WRONG;
    memcpy(iso, text.p, text.n);
    struct str whole = { iso, text.n };
    if (iso[DATE_CHARACTERS] == ' ')
        iso[DATE_CHARACTERS] = 'T';
    uint32_t sign = offset_at(text);
    if (sign == text.n)
        iso[whole.n++] = 'Z';
    else if (text.n == sign + 3) { /* +02 */
        memcpy(iso + text.n, ":00", 3);
        whole.n += 3;
    }
    if (!moment_parse(whole, &out->i, &offset))
        return CASE_WRONG;
    out->offset = offset;
    return CASE_GOT;
}

static enum case_got read_value(struct arena *arena, const struct type *type, struct str text, struct value *out)
{
    switch (type->kind) {
    case TYPE_BOOL: return read_bool(text, out);
    case TYPE_NUMBER: case TYPE_MONEY: case TYPE_WHOLE: return case_number(type->kind, text, out);
    case TYPE_SET: return read_symbol(type, text, out);
    case TYPE_TEXT: case TYPE_PARTY: case TYPE_SYMBOL: return read_text(arena, type, text, out);
    case TYPE_DATE: return read_int(date_parse, VALUE_DATE, text, out);
    case TYPE_TIME: return read_int(time_parse, VALUE_TIME, text, out);
    case TYPE_DURATION: return read_int(duration_parse, VALUE_DURATION, text, out);
    case TYPE_MOMENT: return read_moment(text, out);
    default: return CASE_WRONG;
    }
}

bool lookup_value_read(struct arena *arena, const struct lookup_field *field, struct str text, struct value *out, struct buf *why)
{
    enum case_got got = read_value(arena, field->type, text, out);
    return got == CASE_GOT || say_wrong(arena, field, got, text, why);
}

bool lookup_value_int(struct arena *arena, const struct lookup_field *field, int64_t number, struct value *out, struct buf *why)
{
    int64_t millionths;
    bool is_bool = field->type->kind == TYPE_BOOL, fits = checked_mul(number, DECIMAL_ONE, &millionths);
    *out = is_bool ? value_bool(number != 0) : value_int(VALUE_NUMBER, millionths);
    if (is_bool ? number == 0 || number == 1 : fits)
        return true;
    return say_expected(arena, field, is_bool ? CASE_WRONG : CASE_RANGE, str_printf(arena, "%lld", (long long)number), why);
}
