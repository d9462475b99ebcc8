/* Texts: interpolation and what is asked about them. */
#include "eval/eval_inner.h"

#include "base/utf8.h"
#include "value/pattern.h"

enum { STEP_MADE = 4, STEP_SEARCHED = 64 }; /* bytes a step: vm/decision.h */

/* Unicode's White_Space. */
bool eval_texts_is_space(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

struct str eval_texts_trim(struct str text)
{
    uint32_t from = text.n, to = text.n; /* of what is not space; all of it may be */
    unsigned length;
    for (uint32_t at = 0; at < text.n; at += length) {
        if (eval_texts_is_space(utf8_decode(str_slice(text, at, text.n), &length)))
            continue;
        if (from == text.n)
            from = at;
        to = at + length;
    }
    return str_slice(text, from, to);
}

void eval_texts_limit(struct eval *eval, const struct expr *expr)
{
    if (eval->text.n > LIMIT_TEXT_BYTES)
        eval_fail(eval, EVAL_TEXT_LIMIT, expr->span);
}

struct value eval_texts_made(struct eval *eval, const struct expr *expr)
{
    const struct buf *text = &eval->text;
    eval_step(eval, text->n / STEP_MADE, expr->span);
    return value_text((struct str){ arena_copy(&eval->scratch, text->p, text->n), (uint32_t)text->n });
}

static eval_needs unknown_parts(struct eval *eval, const struct expr *expr, const struct thing *items, bool *known)
{
    eval_needs needs = NULL;
    *known = true;
    for (uint32_t i = 0; i < expr->n; i++) {
        *known &= eval_thing_known_wholly(&items[i]);
        needs = eval_thing_join(eval, needs, eval_thing_needs(eval, &items[i]));
    }
    return needs;
}

static void append(struct eval *eval, const struct type *type, struct value value)
{
    if (value.kind == VALUE_TEXT)
        buf_str(&eval->text, value_str(value));
    else
        value_show(&eval->text, value, type, &eval->program->style);
}

static struct thing interpolation(struct eval *eval, const struct expr *expr)
{
    struct strict items;
    bool known;
    eval_expr_strict(eval, expr, &items);
    eval_needs needs = unknown_parts(eval, expr, items.at, &known);
    if (!known)
        return eval_thing_unknown(needs);
    eval->text.n = 0;
    for (uint32_t i = 0; i < expr->n; i++) {
        append(eval, expr->items[i]->type, items.at[i].value);
        eval_texts_limit(eval, expr); /* after each: no more than one item stands beyond the limit */
    }
    return eval_thing_known(eval_texts_made(eval, expr));
}

static bool matches(struct eval *eval, const struct expr *expr, struct str text)
{
    int found = pattern_match(eval->program->patterns->all.at[expr->index], text);
    if (found < 0)
        trap_spring(eval->scratch.trap, TRAP_MEMORY);
    return found;
}

static bool search(struct eval *eval, const struct expr *expr, struct str a, struct str b)
{
    if (expr->op == EXPR_CONTAINS || expr->op == EXPR_MATCHES)
        eval_step(eval, a.n / STEP_SEARCHED, expr->span);
    switch (expr->op) {
    case EXPR_BLANK: return eval_texts_trim(a).n == 0;
    case EXPR_CONTAINS: return str_find(a, b) >= 0;
    case EXPR_STARTS: return str_starts(a, b);
    case EXPR_ENDS: return str_ends(a, b);
    default: return matches(eval, expr, a);
    }
}

struct thing eval_texts(struct eval *eval, const struct expr *expr)
{
    if (expr->op == EXPR_TEXT)
        return interpolation(eval, expr);
    struct strict items;
    eval_expr_strict(eval, expr, &items);
    if (!items.known)
        return items.unknown;
    struct str a = value_str(items.at[0].value), b = expr->n > 1 ? value_str(items.at[1].value) : STR("");
    return eval_thing_bool(search(eval, expr, a, b));
}
