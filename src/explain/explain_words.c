/* The words of explanations: what is written where, and values as people read them. */
#include "explain/explain_inner.h"

#include "base/utf8.h"
#include "check/program_text.h"

enum { LONGEST = 160 }; /* bytes of a value or a text that are shown */

struct why_place explain_place(const struct making *m, struct span span)
{
    struct place place = span_place(m->how->sources, span);
    return (struct why_place){ place.source->name, place.line, place.column };
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* White space as one blank, comments left out: a condition may be laid out over lines. */
static void put_written(struct buf *out, struct str text)
{
    bool quoted = false;
    for (uint32_t i = 0; i < text.n; i++) {
        quoted ^= text.p[i] == '"' && (i == 0 || text.p[i - 1] != '\\');
        if (text.p[i] == '#' && !quoted)
            while (i + 1 < text.n && text.p[i + 1] != '\n')
                i++;
        else if (!is_white(text.p[i]))
            buf_char(out, text.p[i]);
        else if (out->n > 0 && out->p[out->n - 1] != ' ')
            buf_char(out, ' ');
    }
    while (out->n > 0 && out->p[out->n - 1] == ' ')
        out->n--;
}

/* Cuts what is long, between characters. */
static void cut(struct buf *out, size_t from)
{
    if (out->n - from <= LONGEST)
        return;
    size_t at = from + LONGEST;
    while (at > from && ((unsigned char)out->p[at] & 0xC0) == 0x80)
        at--;
    out->n = at;
    buf_cstr(out, "…");
}

struct str explain_take(struct making *m)
{
    struct str text = str_dup(m->arena, (struct str){ m->text->p, (uint32_t)m->text->n });
    m->text->n = 0;
    return text;
}

struct str explain_written(const struct making *m, struct span span)
{
    struct buf *out = m->text;
    out->n = 0;
    put_written(out, span_text(m->how->sources, span));
    cut(out, 0);
    return explain_take((struct making *)m);
}

static bool arms_hidden(const struct making *m, const struct arms *arms)
{
    for (uint32_t i = 0; i < arms->n; i++)
        if (explain_hidden(m, arms->at[i].condition) || explain_hidden(m, arms->at[i].value))
            return true;
    return explain_hidden(m, arms->guard) || explain_hidden(m, arms->unless);
}

/* A row with a private field; whether there is one, if it is asked for with something private. */
static bool lookup_hidden(const struct lookup *lookup, bool found)
{
    for (uint32_t i = 0; !found && i < lookup->n_fields; i++)
        if (lookup->fields[i].private_)
            return true;
    for (uint32_t i = 0; found && i < lookup->n_params; i++)
        if (lookup->params[i].private_)
            return true;
    return false;
}

bool explain_hidden(const struct making *m, const struct expr *expr)
{
    if (!expr || m->how->show_private || expr->op == EXPR_KNOWN)
        return false;
    if (expr->op == EXPR_FACT)
        return m->program->facts[expr->index].private_;
    if (expr->op == EXPR_DEFINITION)
        return m->program->definitions[expr->index].private_;
    if (expr->op == EXPR_ARMS)
        return arms_hidden(m, expr->arms);
    if (expr->op == EXPR_LOOKUP || expr->op == EXPR_FOUND)
        return lookup_hidden(&m->program->lookups[expr->index], expr->op == EXPR_FOUND);
    if (expr->op == EXPR_FIELD && expr->items[0]->op == EXPR_LOOKUP)
        return m->program->lookups[expr->items[0]->index].fields[expr->index].private_;
    for (uint32_t i = 0; i < expr->n; i++)
        if (explain_hidden(m, expr->items[i]))
            return true;
    return false;
}

const struct trace_value *explain_traced(const struct making *m, const struct expr *expr)
{
    return expr->id < m->program->n_exprs && m->exprs[expr->id].seen ? &m->exprs[expr->id] : NULL;
}

static void put_value(struct making *m, struct value value, const struct type *type);

static void put_list(struct making *m, const struct value_list *list, const struct type *type)
{
    buf_char(m->text, '[');
    for (uint32_t i = 0; i < list->n && m->text->n < 2 * LONGEST; i++) {
        buf_cstr(m->text, i ? ", " : "");
        put_value(m, list->at[i], type->element);
    }
    buf_char(m->text, ']');
}

static void put_record(struct making *m, struct value record, const struct type *type)
{
    const char *between = "(";
    for (uint32_t i = 0; i < record.n && i < type->n_fields; i++) {
        if (!value_known(record.record[i]))
            continue;
        buf_cstr(m->text, between);
        buf_str(m->text, type->fields[i].name);
        buf_char(m->text, ' ');
        put_value(m, record.record[i], type->fields[i].type);
        between = ", ";
    }
    buf_cstr(m->text, *between == '(' ? "()" : ")");
}

static void put_value(struct making *m, struct value value, const struct type *type)
{
    if (!value_known(value))
        buf_cstr(m->text, "(missing)");
    else if (value.kind == VALUE_LIST)
        put_list(m, value.list, type);
    else if (value.kind == VALUE_RECORD)
        put_record(m, value, type);
    else if (value.kind == VALUE_TEXT && type->kind != TYPE_TEXT)
        buf_str(m->text, value_str(value));
    else if (value.kind == VALUE_SYMBOL)
        buf_str(m->text, type->symbols[value.i].name);
    else
        program_value(m->text, value, type, &m->program->style);
}

struct str explain_value(struct making *m, struct value value, const struct type *type)
{
    size_t from = m->text->n;
    put_value(m, value, type);
    cut(m->text, from);
    struct str text = str_dup(m->arena, (struct str){ m->text->p + from, (uint32_t)(m->text->n - from) });
    m->text->n = from;
    return text;
}

struct str explain_json(struct making *m, struct value value, const struct type *type)
{
    size_t from = m->text->n;
    value_json(m->text, value, type);
    struct str text = str_dup(m->arena, (struct str){ m->text->p + from, (uint32_t)(m->text->n - from) });
    m->text->n = from;
    return text;
}

/* Parties and names of several words in quotes, as rules have them. */
static void put_arg(struct making *m, struct value value, const struct type *type)
{
    bool quoted = value.kind == VALUE_TEXT && value.n && memchr(value.text, ' ', value.n);
    if (quoted && type->kind != TYPE_TEXT)
        program_quoted(m->text, value_str(value));
    else
        put_value(m, value, type);
}

struct str explain_action_text(struct making *m, const struct action *action, const struct value *args)
{
    const struct verb *verb = &m->program->verbs[action->verb];
    struct str *written = arena_array(m->arena, struct str, verb->n_params);
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (action->args[i] && !(args && value_known(args[i])))
            written[i] = explain_written(m, action->args[i]->span);
    m->text->n = 0;
    buf_str(m->text, verb->name);
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (!action->args[i] || (written[i].n && action->args[i]->op == EXPR_RECORD))
            continue; /* an update's values are written in its SQL */
        buf_char(m->text, ' ');
        if (verb->params[i].named) {
            buf_str(m->text, verb->params[i].name);
            buf_char(m->text, ' ');
        }
        if (written[i].n)
            buf_str(m->text, written[i]);
        else
            put_arg(m, args[i], program_arg_type(verb, action, i));
    }
    cut(m->text, 0);
    return explain_take(m);
}
