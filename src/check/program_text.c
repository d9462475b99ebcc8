#include "check/program_text.h"

#include "base/utf8.h"
#include "value/date.h"
#include "value/decimal.h"

/* ---- names ---- */

/* The reserved words of the grammar, which this room does not see: tests/unit/test_check.c compares the lists. */
static bool is_reserved(struct str name)
{
    static const char *const words[] = {
        "policy", "use", "type", "facts", "define", "output", "rule", "if", "table", "action", "party", "template",
        "lookup", "kpi", "scenario", "scenarios", "background", "given", "expect", "never", "always", "end",
        "otherwise", "then", "else", "unless", "because", "cite", "overrides", "effective", "and", "or", "not", "is",
        "in", "between", "contains", "matches", "yes", "no", "true", "false",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(name, words[i]))
            return true;
    return false;
}

bool program_plain(struct str name)
{
    bool plain = name.n > 0 && !(name.p[0] >= '0' && name.p[0] <= '9');
    for (uint32_t i = 0; plain && i < name.n; i++) {
        char ch = name.p[i];
        plain = ch == '_' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
    }
    return plain && !is_reserved(name);
}

void program_name(struct buf *out, const struct str *parts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const char *quote = program_plain(parts[i]) ? "" : "`";
        buf_cstr(out, i ? "." : "");
        buf_cstr(out, quote);
        buf_str(out, parts[i]);
        buf_cstr(out, quote);
    }
}

/* ---- texts ---- */

static void quoted_character(struct buf *out, uint32_t code, struct str bytes)
{
    switch (code) {
    case '"': buf_cstr(out, "\\\""); break;
    case '\\': buf_cstr(out, "\\\\"); break;
    case '\n': buf_cstr(out, "\\n"); break;
    case '\t': buf_cstr(out, "\\t"); break;
    case '{': buf_cstr(out, "{{"); break;
    default:
        if (utf8_unprintable(code))
            buf_printf(out, "\\u{%X}", (unsigned)code);
        else
            buf_str(out, bytes);
    }
}

void program_quoted(struct buf *out, struct str text)
{
    unsigned length;
    uint32_t code;
    buf_char(out, '"');
    for (uint32_t at = 0; at < text.n; at += length) {
        utf8_step(str_slice(text, at, text.n), &code, &length);
        quoted_character(out, code, str_slice(text, at, at + length));
    }
    buf_char(out, '"');
}

/* ---- types ---- */

static void set_type(struct buf *out, const struct type *set)
{
    buf_cstr(out, "one of ");
    for (uint32_t i = 0; i < set->n_symbols; i++) {
        buf_cstr(out, i == 0 ? "" : set->ordered ? " < " : ", ");
        program_name(out, &set->symbols[i].name, 1);
        if (str_eq(set->symbols[i].name, set->symbols[i].text))
            continue;
        buf_char(out, ' ');
        program_quoted(out, set->symbols[i].text);
    }
}

static void record_type(struct buf *out, const struct type *record)
{
    buf_cstr(out, "record (");
    for (uint32_t i = 0; i < record->n_fields; i++) {
        buf_cstr(out, i ? ", " : "");
        program_name(out, &record->fields[i].name, 1);
        buf_char(out, ' ');
        program_type(out, record->fields[i].type);
    }
    buf_char(out, ')');
}

void program_type(struct buf *out, const struct type *type)
{
    static const char *const names[] = {
        [TYPE_BOOL] = "yes/no", [TYPE_NUMBER] = "number", [TYPE_WHOLE] = "whole number", [TYPE_MONEY] = "money",
        [TYPE_TEXT] = "text",
        [TYPE_PARTY] = "party", [TYPE_SYMBOL] = "symbol", [TYPE_DATE] = "date", [TYPE_TIME] = "time", [TYPE_MOMENT] = "moment",
        [TYPE_DURATION] = "duration", [TYPE_PERIOD] = "period",
    };
    if (type->name.n) {
        buf_str(out, type->name);
    } else if (type->kind == TYPE_SET) {
        set_type(out, type);
    } else if (type->kind == TYPE_LIST) {
        buf_cstr(out, "list of ");
        program_type(out, type->element);
    } else if (type->kind == TYPE_RECORD) {
        record_type(out, type);
    } else {
        buf_cstr(out, names[type->kind]);
    }
}

/* ---- values ---- */

/* In the largest unit that it is a multiple of: a literal has one unit. */
static void duration(struct buf *out, int64_t micros)
{
    static const struct { int64_t size; const char *unit; } units[] = {
        { DATE_DAY, "days" }, { 3600 * DATE_SECOND, "hours" }, { 60 * DATE_SECOND, "minutes" },
    };
    size_t unit = 0;
    while (unit < 2 && micros % units[unit].size != 0)
        unit++;
    buf_printf(out, "%lld %s", (long long)(micros / units[unit].size), units[unit].unit);
}

static void list(struct buf *out, const struct value_list *list, const struct type *type, const struct text_style *style)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < list->n; i++) {
        buf_cstr(out, i ? ", " : "");
        program_value(out, list->at[i], type->element, style);
    }
    buf_char(out, ']');
}

/* Parties stand in quotes, by their text in data: their names are not kept. */
void program_value(struct buf *out, struct value value, const struct type *type, const struct text_style *style)
{
    switch (value.kind) {
    case VALUE_SYMBOL: program_name(out, &type->symbols[value.i].name, 1); break;
    case VALUE_TEXT: program_quoted(out, value_str(value)); break;
    case VALUE_DURATION: duration(out, value.i); break;
    case VALUE_LIST: list(out, value.list, type, style); break;
    case VALUE_NUMBER:
        if (type->kind == TYPE_MONEY)
            value_show(out, value, type, style);
        else
            decimal_write(out, value.i, 0, false);
        break;
    default: value_show(out, value, type, style);
    }
}
