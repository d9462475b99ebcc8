#include "ask/answer.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

static struct str trimmed(struct str s)
{
    while (s.n > 0 && strchr(" \t\r\n", s.p[0]))
        s = str_slice(s, 1, s.n);
    while (s.n > 0 && strchr(" \t\r\n", s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool same_letters(struct str a, struct str b)
{
    return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

static bool is_word(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (same_letters(s, str_from(*words)))
            return true;
    return false;
}

/* ---- symbols ---- */

static struct str data_of(const struct type_symbol *symbol)
{
    return symbol->text.n > 0 ? symbol->text : symbol->name;
}

static bool begins(struct str whole, struct str text)
{
    return text.n > 0 && whole.n >= text.n && strncasecmp(whole.p, text.p, text.n) == 0;
}

static int by_number(const struct type *type, struct str text)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || number > type->n_symbols)
            return -1;
        number = number * 10 + (uint32_t)(text.p[i] - '0');
    }
    return text.n > 0 && number >= 1 && number <= type->n_symbols ? (int)number - 1 : -1;
}

static int by_letters(const struct type *type, struct str text)
{
    for (uint32_t i = 0; i < type->n_symbols; i++)
        if (same_letters(data_of(&type->symbols[i]), text) || same_letters(type->symbols[i].name, text))
            return (int)i;
    return -1;
}

static int by_beginning(const struct type *type, struct str text)
{
    int found = -1;
    for (uint32_t i = 0; i < type->n_symbols; i++) {
        if (!begins(data_of(&type->symbols[i]), text) && !begins(type->symbols[i].name, text))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

int answer_symbol(const struct type *type, struct str text)
{
    int symbol = type_symbol_by_data(type, text);
    if (symbol < 0)
        symbol = by_letters(type, text);
    if (symbol < 0)
        symbol = by_number(type, text);
    return symbol < 0 && type->kind == TYPE_SET ? by_beginning(type, text) : symbol;
}

static void put_symbol(struct buf *out, struct str text, const struct type *type)
{
    int symbol = answer_symbol(type, text);
    buf_json(out, symbol < 0 ? text : data_of(&type->symbols[symbol]));
}

/* ---- numbers ---- */

/* An amount without its currency's sign and the commas between thousands; false: TEXT is no number. */
static bool put_number(struct buf *out, struct str text, const struct text_style *style)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    size_t from = out->n;
    text = negative ? str_slice(text, 1, text.n) : text;
    if (text.n >= style->currency_symbol.n && memcmp(text.p, style->currency_symbol.p, style->currency_symbol.n) == 0)
        text = trimmed(str_slice(text, style->currency_symbol.n, text.n));
    if (negative)
        buf_char(out, '-');
    uint32_t digits = 0, points = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        bool comma = text.p[i] == ',' && i > 0 && points == 0 && i + 3 < text.n && (i + 4 == text.n || text.p[i + 4] == ',' || text.p[i + 4] == '.');
        bool digit = text.p[i] >= '0' && text.p[i] <= '9', point = text.p[i] == '.' && digits > 0;
        digits += digit;
        points += point;
        if (!comma && !digit && (!point || points > 1)) {
            out->n = from;
            return false;
        }
        if (!comma && !(text.p[i] == '0' && digits == 1 && i + 1 < text.n && text.p[i + 1] != '.')) /* JSON has no 007 */
            buf_char(out, text.p[i]);
        digits -= digits == 1 && text.p[i] == '0' && i + 1 < text.n && text.p[i + 1] != '.';
    }
    bool whole = digits > 0 && text.p[text.n - 1] != '.';
    if (!whole)
        out->n = from;
    return whole;
}

/* ---- durations ---- */

/* "30 days" as P30D; false: it is written otherwise, perhaps as ISO 8601 does. */
static bool put_duration(struct buf *out, struct str text)
{
    static const struct { const char *one, *many; const char *before, *after; } units[] = {
        { "minute", "minutes", "PT", "M" }, { "hour", "hours", "PT", "H" }, { "day", "days", "P", "D" }, { "week", "weeks", "P", "W" },
    };
    uint32_t n = 0;
    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    struct str unit = trimmed(str_slice(text, n, text.n));
    for (uint32_t i = 0; n > 0 && i < sizeof units / sizeof *units; i++) {
        if (!same_letters(unit, str_from(units[i].one)) && !same_letters(unit, str_from(units[i].many)))
            continue;
        buf_printf(out, "\"%s%.*s%s\"", units[i].before, (int)n, text.p, units[i].after);
        return true;
    }
    return false;
}

/* ---- lists ---- */

static void put_list(struct buf *out, struct str text, const struct type *type, const struct text_style *style)
{
    if (text.n > 0 && text.p[0] == '[') {
        buf_str(out, text);
        return;
    }
    char between = '[';
    while (text.n > 0) {
        long comma = str_find(text, STR(","));
        uint32_t end = comma < 0 ? text.n : (uint32_t)comma;
        buf_char(out, between);
        between = ',';
        answer_json(out, str_slice(text, 0, end), type->element, style);
        text = str_slice(text, end < text.n ? end + 1 : end, text.n);
    }
    buf_cstr(out, between == '[' ? "[]" : "]");
}

void answer_json(struct buf *out, struct str text, const struct type *type, const struct text_style *style)
{
    static const char *const yes[] = { "yes", "y", "true", NULL }, *const no[] = { "no", "n", "false", NULL };
    struct str word = trimmed(text);
    bool put = false;
    switch (type->kind) {
    case TYPE_BOOL:
        put = is_word(word, yes) || is_word(word, no);
        if (put)
            buf_cstr(out, is_word(word, yes) ? "true" : "false");
        break;
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: put = put_number(out, word, style); break;
    case TYPE_SET: case TYPE_PARTY: put_symbol(out, word, type); return;
    case TYPE_DURATION: put = put_duration(out, word); break;
    case TYPE_LIST: put_list(out, word, type, style); return;
    case TYPE_RECORD: put = word.n > 0 && word.p[0] == '{'; if (put) buf_str(out, word); break;
    case TYPE_TEXT: case TYPE_SYMBOL: buf_json(out, text); return;
    default: break;
    }
    if (!put)
        buf_json(out, word);
}

struct str answer_expected(const struct type *type)
{
    switch (type->kind) {
    case TYPE_BOOL: return STR("yes or no");
    case TYPE_MONEY: return STR("an amount such as 35 or 1,200.50");
    case TYPE_DURATION: return STR("a duration such as 30 days or 2 hours");
    case TYPE_LIST: return STR("values with commas between them, or a list as data has it: [\"a\", \"b\"]");
    case TYPE_RECORD: return STR("a record as data has it: {\"name\": 1}");
    default: return STR("");
    }
}
