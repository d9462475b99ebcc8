/* Parts of decisions as people read them. */
#include "base/utf8.h"
#include "report/report.h"

/* As a rule would have it: texts, and names of several words, in quotes. */
static bool is_quoted(const struct decided_arg *arg)
{
    if (arg->value.kind == VALUE_TEXT && arg->type && arg->type->kind == TYPE_TEXT)
        return true;
    return arg->value.kind == VALUE_TEXT && arg->value.n && memchr(arg->value.text, ' ', arg->value.n);
}

static void put_arg(const struct report *report, struct buf *out, const struct decided_arg *arg)
{
    const char *quote = is_quoted(arg) ? "\"" : "";
    buf_cstr(out, quote);
    value_show(out, arg->value, arg->type, report->style);
    buf_cstr(out, quote);
}

void report_action(const struct report *report, struct buf *out, const struct decided_action *action)
{
    buf_str(out, action->verb);
    for (uint32_t i = 0; i < action->n_args; i++) {
        if (i > 0) {
            buf_char(out, ' ');
            buf_str(out, action->args[i].key);
        }
        buf_char(out, ' ');
        put_arg(report, out, &action->args[i]);
    }
}

void report_value(const struct report *report, struct buf *out, const struct decided_value *value)
{
    for (uint32_t i = 0; i < value->n_path; i++) {
        if (i > 0)
            buf_char(out, '.');
        buf_str(out, value->path[i]);
    }
    buf_cstr(out, " = ");
    value_show(out, value->value, value->type, report->style);
}

static uint32_t hex4(const char *p)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++)
        code = code * 16 + (uint32_t)(p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
    return code;
}

/* The escape at P, of those that buf_json writes; yields the bytes it takes. */
static uint32_t put_escape(struct buf *out, const char *p)
{
    static const char letters[] = "nrtbf", meanings[] = "\n\r\t\b\f";
    const char *letter = strchr(letters, p[1]);
    if (p[1] == 'u') {
        buf_char(out, (char)hex4(p + 2));
        return 6;
    }
    buf_char(out, letter ? meanings[letter - letters] : p[1]);
    return 2;
}

void report_name(struct buf *out, struct str json)
{
    if (json.n < 2 || json.p[0] != '"') {
        buf_str(out, json);
        return;
    }
    for (uint32_t i = 1; i < json.n - 1;) {
        if (json.p[i] == '\\')
            i += put_escape(out, json.p + i);
        else
            buf_char(out, json.p[i++]);
    }
}
