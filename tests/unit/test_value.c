/* Values, types, builtins, and how values are shown. */
#include "value/builtin.h"
#include "value/date.h"
#include "value/decimal.h"
#include "value/type.h"
#include <criterion/criterion.h>

static struct arena arena;
static struct buf out;
static struct text_style dollars;

static void set_up(void)
{
    arena_init(&arena, NULL);
    buf_init(&out, NULL);
    dollars = text_style_for(STR("USD"));
}

static void tear_down(void)
{
    buf_free(&out);
    arena_free(&arena);
}

TestSuite(value, .init = set_up, .fini = tear_down);

static const struct type_symbol levels[] = {
    { STR("Essentials"), STR("Essentials") }, { STR("Professional_2A"), STR("Professional 2A") }, { STR("SMB"), { 0 } },
};
static const struct type level = { .kind = TYPE_SET, .ordered = true, .symbols = levels, .n_symbols = 3 };

static const struct type_symbol swapped[] = { { STR("A"), STR("B") }, { STR("B"), STR("A") } };
static const struct type swap = { .kind = TYPE_SET, .symbols = swapped, .n_symbols = 2 };

static const struct type_field *item_fields(void)
{
    static struct type_field fields[2];
    fields[0] = (struct type_field){ STR("sku"), type_simple(TYPE_TEXT) };
    fields[1] = (struct type_field){ STR("price"), type_simple(TYPE_MONEY) };
    return fields;
}

static struct type item_type(void)
{
    return (struct type){ .kind = TYPE_RECORD, .fields = item_fields(), .n_fields = 2 };
}

static struct value list_of(uint32_t n, const struct value *values)
{
    struct value_list *list = arena_alloc(&arena, sizeof *list + n * sizeof *values);
    list->n = n;
    for (uint32_t i = 0; i < n; i++)
        list->at[i] = values[i];
    return value_list(list);
}

static void check(struct value value, const struct type *type, const char *shown, const char *json)
{
    out.n = 0;
    value_show(&out, value, type, &dollars);
    cr_expect(str_is((struct str){ out.p, (uint32_t)out.n }, shown), "got %.*s not %s", (int)out.n, out.p, shown);
    out.n = 0;
    value_json(&out, value, type);
    cr_expect(str_is((struct str){ out.p, (uint32_t)out.n }, json), "got %.*s not %s", (int)out.n, out.p, json);
}

Test(value, simple_values_shown)
{
    check(value_bool(true), type_simple(TYPE_BOOL), "yes", "true");
    check(value_bool(false), type_simple(TYPE_BOOL), "no", "false");
    check(value_int(VALUE_NUMBER, 1234500000), type_simple(TYPE_NUMBER), "1234.5", "1234.5");
    check(value_int(VALUE_NUMBER, -3000000), type_simple(TYPE_WHOLE), "-3", "-3");
    check(value_text(STR("say \"hi\"")), type_simple(TYPE_TEXT), "say \"hi\"", "\"say \\\"hi\\\"\"");
    check(value_text((struct str){ 0 }), type_simple(TYPE_TEXT), "", "\"\"");
    check(value_text(STR("Heather")), type_simple(TYPE_PARTY), "Heather", "\"Heather\"");
    check(value_unknown(), type_simple(TYPE_MONEY), "unknown", "null");
    check(value_int(VALUE_SYMBOL, 1), &level, "Professional 2A", "\"Professional 2A\"");
    check(value_int(VALUE_SYMBOL, 2), &level, "SMB", "\"SMB\"");
}

Test(value, money_shown)
{
    const struct type *money = type_simple(TYPE_MONEY);
    check(value_int(VALUE_NUMBER, 1234500000), money, "$1,234.50", "1234.50");
    check(value_int(VALUE_NUMBER, -5000000), money, "-$5.00", "-5.00");
    check(value_int(VALUE_NUMBER, 0), money, "$0.00", "0.00");
    check(value_int(VALUE_NUMBER, 123456), money, "$0.123456", "0.123456");
    check(value_int(VALUE_NUMBER, INT64_MIN), money, "-$9,223,372,036,854.775808", "-9223372036854.775808");
    dollars = text_style_for(STR("EUR"));
    check(value_int(VALUE_NUMBER, 1234500000), money, "€1,234.50", "1234.50");
    dollars = text_style_for(STR("CHF"));
    check(value_int(VALUE_NUMBER, -1234500000), money, "-CHF\u00A01,234.50", "-1234.50");
}

Test(value, times_shown)
{
    int64_t micros;
    int32_t offset;
    cr_assert(moment_parse(STR("2017-08-10T14:00:00+02:00"), &micros, &offset));
    struct value moment = value_int(VALUE_MOMENT, micros);
    moment.offset = offset;
    check(moment, type_simple(TYPE_MOMENT), "2017-08-10T12:00:00Z", "\"2017-08-10T12:00:00Z\"");
    check(value_int(VALUE_DATE, 17388), type_simple(TYPE_DATE), "2017-08-10", "\"2017-08-10\"");
    check(value_int(VALUE_TIME, 50400 * DATE_SECOND), type_simple(TYPE_TIME), "14:00:00", "\"14:00:00\"");
    check(value_int(VALUE_DURATION, 30 * DATE_DAY), type_simple(TYPE_DURATION), "30 days", "\"P30D\"");
    check(value_int(VALUE_NUMBER, 6), type_simple(TYPE_PERIOD), "6 months", "\"P6M\"");
    check(value_int(VALUE_NUMBER, 1), type_simple(TYPE_PERIOD), "1 month", "\"P1M\"");
    check(value_int(VALUE_NUMBER, 24), type_simple(TYPE_PERIOD), "2 years", "\"P24M\"");
    check(value_int(VALUE_NUMBER, -12), type_simple(TYPE_PERIOD), "-1 year", "\"P-12M\"");
}

Test(value, lists_and_records_shown)
{
    struct type item = item_type();
    const struct value fields[] = { value_text(STR("a-1")), value_int(VALUE_NUMBER, 2500000) };
    const struct value partial[] = { value_text(STR("b")), value_unknown() };
    struct value records = list_of(2, (struct value[]){ value_record(fields, 2), value_record(partial, 2) });
    check(records, type_list_of(&arena, &item), "sku: a-1, price: $2.50; sku: b, price: unknown",
          "[{\"sku\":\"a-1\",\"price\":2.50},{\"sku\":\"b\",\"price\":null}]");
    struct value symbols = list_of(2, (struct value[]){ value_int(VALUE_SYMBOL, 0), value_int(VALUE_SYMBOL, 1) });
    check(symbols, type_list_of(&arena, &level), "Essentials, Professional 2A", "[\"Essentials\",\"Professional 2A\"]");
    check(list_of(0, NULL), type_list_of(&arena, &level), "", "[]");
}

Test(value, sameness)
{
    const struct value fields[] = { value_text(STR("a")), value_int(VALUE_NUMBER, 1) };
    const struct value others[] = { value_text(STR("a")), value_int(VALUE_NUMBER, 2) };
    struct value noon = value_int(VALUE_MOMENT, 5), elsewhere = noon;
    elsewhere.offset = 60;
    cr_expect(value_same(noon, elsewhere));
    cr_expect(value_same(value_text(STR("a")), value_text(STR("a"))) && !value_same(value_text(STR("a")), value_text(STR("b"))));
    cr_expect(!value_same(value_int(VALUE_NUMBER, 1), value_int(VALUE_DATE, 1)));
    cr_expect(!value_same(value_int(VALUE_NUMBER, 1), value_int(VALUE_NUMBER, 2)));
    cr_expect(value_same(value_record(fields, 2), value_record(fields, 2)));
    cr_expect(!value_same(value_record(fields, 2), value_record(others, 2)));
    cr_expect(value_same(list_of(2, fields), list_of(2, fields)) && !value_same(list_of(2, fields), list_of(2, others)));
    cr_expect(!value_same(list_of(2, fields), list_of(1, fields)));
    cr_expect(value_same(list_of(1, (struct value[]){ value_unknown() }), list_of(1, (struct value[]){ value_unknown() })));
    cr_expect(!value_same(list_of(1, (struct value[]){ value_unknown() }), list_of(1, fields)));
}

Test(value, order)
{
    cr_expect_eq(value_order(value_text(STR("a")), value_text(STR("b"))), -1);
    cr_expect_eq(value_order(value_text(STR("b")), value_text(STR("a"))), 1);
    cr_expect_eq(value_order(value_int(VALUE_NUMBER, INT64_MIN), value_int(VALUE_NUMBER, INT64_MAX)), -1);
    cr_expect_eq(value_order(value_int(VALUE_SYMBOL, 2), value_int(VALUE_SYMBOL, 1)), 1);
    cr_expect_eq(value_order(value_int(VALUE_DATE, 3), value_int(VALUE_DATE, 3)), 0);
}

static void check_type(const struct type *type, const char *expected)
{
    struct str text = type_text(&arena, type);
    cr_expect(str_is(text, expected), "got %.*s not %s", STR_ARG(text), expected);
}

Test(value, types_as_written)
{
    struct type item = item_type(), named = level;
    named.name = STR("level");
    check_type(type_simple(TYPE_BOOL), "yes/no");
    check_type(type_simple(TYPE_WHOLE), "whole number");
    check_type(type_simple(TYPE_PERIOD), "period");
    check_type(&level, "one of Essentials < Professional_2A < SMB");
    check_type(&swap, "one of A, B");
    check_type(&named, "level");
    check_type(type_list_of(&arena, &named), "list of level");
    check_type(type_list_of(&arena, &item), "list of record (sku text, price money)");
    for (unsigned kind = TYPE_BOOL; kind <= TYPE_RECORD; kind++)
        cr_expect(type_simple(kind)->kind == kind && type_text(&arena, type_simple(kind)).n > 0);
}

Test(value, same_types)
{
    struct type item = item_type(), shorter = item, unordered = level, renamed = level;
    shorter.n_fields = 1;
    unordered.ordered = false;
    renamed.name = STR("level");
    cr_expect(type_same(&level, &level) && type_same(&level, &renamed) && !type_same(&level, &unordered) && !type_same(&level, &swap));
    cr_expect(!type_same(&item, &shorter) && !type_same(&item, &level) && !type_same(NULL, &level));
    struct type again = item_type();
    cr_expect(type_same(&item, &again));
    cr_expect(type_same(type_list_of(&arena, &item), type_list_of(&arena, &again)));
    cr_expect(!type_same(type_list_of(&arena, &item), type_list_of(&arena, &level)));
    cr_expect(type_same(type_simple(TYPE_PARTY), &(struct type){ .kind = TYPE_PARTY, .symbols = swapped, .n_symbols = 2 }));
    cr_expect(type_is_numeric(type_simple(TYPE_MONEY)) && type_is_numeric(type_simple(TYPE_WHOLE)) &&
              type_is_numeric(type_simple(TYPE_NUMBER)) && !type_is_numeric(type_simple(TYPE_DURATION)));
    struct type other = level;
    other.symbols = (struct type_symbol[]){ levels[0], levels[1], { STR("XXL"), { 0 } } };
    cr_expect(!type_same(&level, &other));
    const struct type_field reordered[] = { item_fields()[1], item_fields()[0] };
    cr_expect(!type_same(&item, &(struct type){ .kind = TYPE_RECORD, .fields = reordered, .n_fields = 2 }));
}

Test(value, symbols_found)
{
    cr_expect_eq(type_symbol_by_name(&level, STR("Professional_2A")), 1);
    cr_expect_eq(type_symbol_by_name(&level, STR("Professional 2A")), -1);
    cr_expect_eq(type_symbol_by_data(&level, STR("Professional 2A")), 1);
    cr_expect_eq(type_symbol_by_data(&level, STR("Professional_2A")), 1);
    cr_expect_eq(type_symbol_by_data(&level, STR("smb")), -1);
    cr_expect_eq(type_symbol_by_data(&level, STR("SMB")), 2);
    cr_expect_eq(type_symbol_by_data(&swap, STR("A")), 1); /* the text goes before the name */
    cr_expect_eq(type_symbol_by_name(&swap, STR("A")), 0);
}

Test(value, currencies)
{
    static const struct { const char *code, *symbol; } some[] = {
        { "USD", "$" }, { "EUR", "€" }, { "GBP", "£" }, { "JPY", "¥" }, { "INR", "₹" }, { "CHF", "CHF\u00A0" }, { "AED", "AED\u00A0" },
        { "ZWG", "ZWG\u00A0" }, { "XXX", "XXX" },
    };
    for (unsigned i = 0; i < sizeof some / sizeof *some; i++) {
        struct text_style style = text_style_for(str_from(some[i].code));
        cr_expect(str_is(style.currency, some[i].code) && str_is(style.currency_symbol, some[i].symbol), "%s", some[i].code);
        cr_expect_eq(text_style_known(str_from(some[i].code)), i < 8);
    }
    cr_expect(!text_style_known(STR("")) && !text_style_known(STR("usd")) && !text_style_known(STR("SDE")));
}

Test(value, builtins)
{
    cr_expect_str_eq(builtin_name(BUILTIN_DAYS_BETWEEN), "days_between");
    cr_expect_str_eq(builtin_signature(BUILTIN_MIN), "N(N*)");
    cr_expect(builtin_sentence(BUILTIN_TRIM)[0] != '\0');
    for (unsigned i = 0; i < BUILTIN_COUNT; i++)
        cr_expect_eq(builtin_find(str_from(builtin_name(i))), i);
    cr_expect_eq(builtin_find(STR("maximum")), BUILTIN_COUNT);
    cr_expect_eq(builtin_find(STR("")), BUILTIN_COUNT);
}

Test(value, letters)
{
    static const struct { uint32_t upper, lower; } pairs[] = {
        { 'A', 'a' }, { 'Z', 'z' }, { 0xC0, 0xE0 }, { 0xD6, 0xF6 }, { 0xD8, 0xF8 }, { 0xDE, 0xFE }, { 0x100, 0x101 }, { 0x136, 0x137 },
        { 0x139, 0x13A }, { 0x160, 0x161 }, { 0x178, 0xFF }, { 0x17D, 0x17E }, { 0x218, 0x219 }, { 0x18F, 0x259 }, { 0x386, 0x3AC },
        { 0x38C, 0x3CC }, { 0x38F, 0x3CE }, { 0x391, 0x3B1 }, { 0x3A3, 0x3C3 }, { 0x400, 0x450 }, { 0x410, 0x430 }, { 0x42F, 0x44F },
        { 0x48A, 0x48B }, { 0x4C0, 0x4CF }, { 0x4C1, 0x4C2 }, { 0x4D0, 0x4D1 }, { 0x1E00, 0x1E01 }, { 0x1EF8, 0x1EF9 },
    };
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cr_expect_eq(builtin_lower(pairs[i].upper), pairs[i].lower, "%x", (unsigned)pairs[i].upper);
        cr_expect_eq(builtin_upper(pairs[i].lower), pairs[i].upper, "%x", (unsigned)pairs[i].lower);
        cr_expect(builtin_lower(pairs[i].lower) == pairs[i].lower && builtin_upper(pairs[i].upper) == pairs[i].upper);
    }
}

Test(value, letters_that_map_one_way_or_not)
{
    static const uint32_t neither[] = { '0', '[', '{', '@', '`', 0xD7, 0xF7, 0x138, 0x149, 0x3A2, 0x482, 0x4E00, 0x1F600, 0x10FFFF };
    cr_expect(builtin_upper(0xDF) == 0xDF && builtin_lower(0xDF) == 0xDF && builtin_lower(0x1E9E) == 0xDF);
    cr_expect(builtin_upper(0x3C2) == 0x3A3 && builtin_lower(0x3C2) == 0x3C2);
    cr_expect(builtin_upper(0xB5) == 0x39C && builtin_upper(0x131) == 'I' && builtin_lower(0x130) == 'i');
    cr_expect(builtin_upper(0x17F) == 'S');
    for (unsigned i = 0; i < sizeof neither / sizeof *neither; i++)
        cr_expect(builtin_lower(neither[i]) == neither[i] && builtin_upper(neither[i]) == neither[i], "%x", (unsigned)neither[i]);
    for (uint32_t code = 0; code <= 0x10FFFF; code++) { /* twice is once */
        cr_assert_eq(builtin_lower(builtin_lower(code)), builtin_lower(code));
        cr_assert_eq(builtin_upper(builtin_upper(code)), builtin_upper(code));
    }
}
