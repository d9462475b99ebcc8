#include "vm/decision.h"

enum { SHOWN_TEXT = 200 }; /* a message quotes at most so many bytes of a text, cut between characters */

struct str decision_error_text(enum eval_error error)
{
    switch (error) {
    case EVAL_OVERFLOW: return STR("overflow: the result is outside ±9.2 × 10¹²");
    case EVAL_DIVISION_BY_ZERO: return STR("division by zero");
    case EVAL_DATE_RANGE: return STR("the date is outside the years 0001 to 9999");
    case EVAL_NOT_WHOLE_DAYS: return STR("a date can move by whole days only");
    case EVAL_ROUND_PLACES: return STR("round takes a whole number of places, from -12 to 6");
    case EVAL_TWO_ROWS: return STR("two rows match where only one may");
    case EVAL_ROWS_DISAGREE: return STR("two rows match and disagree");
    case EVAL_TEXT_LIMIT: return STR("limit: a text of more than 1048576 bytes");
    case EVAL_LIST_LIMIT: return STR("limit: a list of more than 1048576 items");
    case EVAL_TWO_FOUND: return STR("more than one row is found, and only a lookup that is 'many' may find several");
    case EVAL_NO_HOST: return STR("there is no database to look it up in");
    case EVAL_STEPS_LIMIT: return STR("limit: a case that takes more than 16777216 steps");
    }
    return STR("");
}

static bool inside_character(struct str s, uint32_t at)
{
    return ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

static void show_text(struct buf *out, struct str text)
{
    uint32_t n = text.n;
    if (n > SHOWN_TEXT)
        for (n = SHOWN_TEXT; inside_character(text, n);)
            n--;
    buf_char(out, '"');
    buf_str(out, str_slice(text, 0, n));
    buf_cstr(out, n < text.n ? "…\"" : "\"");
}

static void show_arg(struct buf *out, const struct decided_arg *arg, const struct text_style *style)
{
    if (arg->type->kind == TYPE_TEXT)
        show_text(out, value_str(arg->value));
    else
        value_show(out, arg->value, arg->type, style);
}

/* As a rule writes it, near enough: assign Heather priority high. The first argument goes without its name. */
static void show_action(struct buf *out, const struct decided_action *action, const struct text_style *style)
{
    buf_str(out, action->verb);
    for (uint32_t i = 0; i < action->n_args; i++) {
        buf_char(out, ' ');
        if (i > 0) {
            buf_str(out, action->args[i].key);
            buf_char(out, ' ');
        }
        show_arg(out, &action->args[i], style);
    }
}

struct case_error decision_conflict(struct arena *arena, struct buf *scratch, const struct decided_action *a,
                                    const struct decided_action *b, const struct text_style *style)
{
    scratch->n = 0;
    buf_cstr(scratch, "asks for ");
    show_action(scratch, a, style);
    buf_cstr(scratch, ", while ");
    buf_str(scratch, b->rules[0]);
    buf_cstr(scratch, " asks for ");
    show_action(scratch, b, style);
    struct str text = { arena_copy(arena, scratch->p, scratch->n), (uint32_t)scratch->n };
    scratch->n = 0;
    return (struct case_error){ .subject = a->rules[0], .text = text };
}

struct case_error decision_disagreement(struct arena *arena, struct str table, struct str other, struct str definition)
{
    struct str text = str_printf(arena, "decides %.*s otherwise than %.*s", STR_ARG(definition), STR_ARG(other));
    return (struct case_error){ .subject = table, .text = text };
}

static bool named_before(const struct str *rules, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(rules[i], rules[n]))
            return true;
    return false;
}

struct case_error decision_broken(struct arena *arena, struct str guarantee, struct str text, const struct str *rules, uint32_t n)
{
    struct str all = STR("no rule");
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (named_before(rules, i))
            continue;
        all = distinct++ ? str_printf(arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(rules[i])) : rules[i];
    }
    struct str said = str_printf(arena, "is broken: %.*s, but %.*s %s for it", STR_ARG(text), STR_ARG(all), distinct > 1 ? "ask" : "asks");
    return (struct case_error){ .subject = guarantee, .text = said };
}
