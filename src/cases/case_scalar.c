#include "cases/case_scalar.h"

#include "value/date.h"

enum case_got case_number(enum type_kind kind, struct str s, struct value *out)
{
    int64_t number = 0;
    switch (decimal_parse(s, false, &number)) {
    case DECIMAL_SYNTAX: return CASE_WRONG;
    case DECIMAL_PLACES_7: return kind == TYPE_WHOLE ? CASE_WRONG : CASE_PLACES;
    case DECIMAL_RANGE: return CASE_RANGE;
    case DECIMAL_OK: break;
    }
    if (kind == TYPE_WHOLE && number % DECIMAL_ONE)
        return CASE_WRONG;
    *out = value_int(VALUE_NUMBER, number);
    return CASE_GOT;
}

static enum case_got scalar_symbol(const struct case_type *type, struct str s, struct value *out)
{
    const struct case_word *word = case_words_find(type->words, s);
    if (!word)
        return CASE_WRONG;
    *out = value_int(VALUE_SYMBOL, word->value);
    return CASE_GOT;
}

static enum case_got scalar_text(struct str s, struct value *out)
{
    if (s.n > LIMIT_TEXT_BYTES)
        return CASE_LONG;
    *out = value_text(s);
    return CASE_GOT;
}

static enum case_got scalar_party(const struct case_type *type, struct str s, struct value *out)
{
    const struct case_word *word = type->words ? case_words_find(type->words, s) : NULL;
    const struct type_symbol *symbol = word ? &type->type->symbols[word->value] : NULL;
    return scalar_text(symbol ? (symbol->text.n ? symbol->text : symbol->name) : s, out);
}

static enum case_got scalar_int(bool (*parse)(struct str s, int64_t *i), enum value_kind kind, struct str s, struct value *out)
{
    int64_t i;
    if (!parse(s, &i))
        return CASE_WRONG;
    *out = value_int(kind, i);
    return CASE_GOT;
}

static enum case_got scalar_moment(struct str s, struct value *out)
{
    struct value moment = { .kind = VALUE_MOMENT };
    int32_t offset = 0;
    if (!moment_parse(s, &moment.i, &offset))
        return CASE_WRONG;
    moment.offset = offset;
    *out = moment;
    return CASE_GOT;
}

enum case_got case_scalar(const struct case_type *type, struct str s, struct value *out)
{
    switch (type->kind) {
    case TYPE_NUMBER: case TYPE_MONEY: case TYPE_WHOLE: return case_number(type->kind, s, out);
    case TYPE_SET: return scalar_symbol(type, s, out);
    case TYPE_PARTY: return scalar_party(type, s, out);
    case TYPE_TEXT: case TYPE_SYMBOL: return scalar_text(s, out);
    case TYPE_DATE: return scalar_int(date_parse, VALUE_DATE, s, out);
    case TYPE_TIME: return scalar_int(time_parse, VALUE_TIME, s, out);
    case TYPE_DURATION: return scalar_int(duration_parse, VALUE_DURATION, s, out);
    case TYPE_MOMENT: return scalar_moment(s, out);
    default: return CASE_WRONG;
    }
}
