#include "value/date.h"
#include "value/decimal.h"
#include "value/type.h"

enum { CENTS = 2 };

static struct str symbol_text(struct value value, const struct type *type)
{
    const struct type_symbol *symbol = &type->symbols[value.i];
    return symbol->text.n ? symbol->text : symbol->name;
}

static bool is_money(const struct type *type)
{
    return type && type->kind == TYPE_MONEY;
}

static const struct type *element_of(const struct type *type)
{
    return type ? type->element : NULL;
}

static void show_money(struct buf *out, int64_t amount, const struct text_style *style)
{
    if (amount < 0)
        buf_char(out, '-');
    buf_str(out, style->currency_symbol);
    decimal_write_size(out, amount, CENTS, true);
}

static void show_months(struct buf *out, int64_t months)
{
    bool years = months != 0 && months % 12 == 0;
    int64_t count = years ? months / 12 : months;
    buf_int(out, count);
    buf_cstr(out, years ? " year" : " month");
    if (count != 1 && count != -1)
        buf_char(out, 's');
}

static void show_number(struct buf *out, int64_t number, const struct type *type, const struct text_style *style)
{
    if (is_money(type))
        show_money(out, number, style);
    else if (type && type->kind == TYPE_PERIOD)
        show_months(out, number);
    else
        decimal_write(out, number, 0, false);
}

/* Records have commas of their own, so a list of them is parted by semicolons. */
static void show_list(struct buf *out, const struct value_list *list, const struct type *type,
                      const struct text_style *style)
{
    const struct type *element = element_of(type);
    for (uint32_t i = 0; i < list->n; i++) {
        if (i > 0)
            buf_cstr(out, element && element->kind == TYPE_RECORD ? "; " : ", ");
        value_show(out, list->at[i], element, style);
    }
}

static void show_record(struct buf *out, struct value value, const struct type *type, const struct text_style *style)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        if (i > 0)
            buf_cstr(out, ", ");
        buf_str(out, type->fields[i].name);
        buf_cstr(out, ": ");
        value_show(out, value.record[i], type->fields[i].type, style);
    }
}

void value_show(struct buf *out, struct value value, const struct type *type, const struct text_style *style)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_UNKNOWN: buf_cstr(out, "unknown"); break; /* within a list or a record */
    case VALUE_BOOL: buf_cstr(out, value.i ? "yes" : "no"); break;
    case VALUE_NUMBER: show_number(out, value.i, type, style); break;
    case VALUE_SYMBOL: buf_str(out, symbol_text(value, type)); break;
    case VALUE_TEXT: buf_str(out, value_str(value)); break;
    case VALUE_DATE: date_write(out, value.i); break;
    case VALUE_TIME: time_write(out, value.i); break;
    case VALUE_MOMENT: moment_write(out, value.i, 0); break;
    case VALUE_DURATION: duration_show(out, value.i); break;
    case VALUE_LIST: show_list(out, value.list, type, style); break;
    case VALUE_RECORD: show_record(out, value, type, style); break;
    }
}

static void json(struct buf *out, struct value value, const struct type *type, bool offsets);

static void json_list(struct buf *out, const struct value_list *list, const struct type *type, bool offsets)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < list->n; i++) {
        if (i > 0)
            buf_char(out, ',');
        json(out, list->at[i], element_of(type), offsets);
    }
    buf_char(out, ']');
}

static void json_record(struct buf *out, struct value value, const struct type *type, bool offsets)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        if (i > 0)
            buf_char(out, ',');
        buf_json(out, type->fields[i].name);
        buf_char(out, ':');
        json(out, value.record[i], type->fields[i].type, offsets);
    }
    buf_char(out, '}');
}

/* Dates and their kin stand between quotes and need no escapes. */
static void json_quoted(struct buf *out, struct value value, bool offsets)
{
    buf_char(out, '"');
    switch ((enum value_kind)value.kind) {
    case VALUE_DATE: date_write(out, value.i); break;
    case VALUE_TIME: time_write(out, value.i); break;
    case VALUE_MOMENT: moment_write(out, value.i, offsets ? value.offset : 0); break;
    default: duration_write(out, value.i);
    }
    buf_char(out, '"');
}

static void json_number(struct buf *out, int64_t number, const struct type *type)
{
    if (type && type->kind == TYPE_PERIOD)
        buf_printf(out, "\"P%lldM\"", (long long)number);
    else
        decimal_write(out, number, is_money(type) ? CENTS : 0, false);
}

static void json(struct buf *out, struct value value, const struct type *type, bool offsets)
{
    switch ((enum value_kind)value.kind) {
    case VALUE_UNKNOWN: buf_cstr(out, "null"); break;
    case VALUE_BOOL: buf_cstr(out, value.i ? "true" : "false"); break;
    case VALUE_NUMBER: json_number(out, value.i, type); break;
    case VALUE_SYMBOL: buf_json(out, symbol_text(value, type)); break;
    case VALUE_TEXT: buf_json(out, value_str(value)); break;
    case VALUE_LIST: json_list(out, value.list, type, offsets); break;
    case VALUE_RECORD: json_record(out, value, type, offsets); break;
    default: json_quoted(out, value, offsets);
    }
}

void value_json(struct buf *out, struct value value, const struct type *type)
{
    json(out, value, type, false);
}

void value_json_exact(struct buf *out, struct value value, const struct type *type)
{
    json(out, value, type, true);
}
