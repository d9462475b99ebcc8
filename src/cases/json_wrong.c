/* Errors of a case's values, in words. The slow side of json_value.c. */
#include "cases/json_wrong.h"

#include "cases/case_say.h"

enum case_got json_wrong(struct json_reader *reader, const struct case_type *type, enum case_got got)
{
    reader->wrong = (struct json_wrong){ .token = reader->walk.i, .type = type };
    return got;
}

/* The bytes from token FROM up to the one in hand. */
static struct str slice(const struct json_walk *walk, uint32_t from)
{
    return (struct str){ walk->text + walk->at[from], json_end(walk, walk->i - 1) - walk->at[from] };
}

/* Skips the value in hand, which has an error to its name already: its flaws are none of the line. */
static bool skip_bad(struct json_walk *walk, unsigned depth)
{
    enum json_flaw flaw = walk->flaw;
    bool fine = json_skip(walk, depth);
    walk->flaw = flaw;
    return fine;
}

struct str json_wrong_seen(const struct json_walk *walk, uint32_t i, unsigned depth)
{
    struct json_walk look = *walk;
    look.i = i;
    return json_skip(&look, depth) ? slice(&look, i) : json_token(walk, i);
}

static struct str where_of(struct json_reader *reader)
{
    struct arena *arena = &reader->fill->arena;
    const struct json_wrong *what = &reader->wrong;
    if (what->field.n)
        return str_printf(arena, " as %.*s%s", STR_ARG(what->field), what->in_list ? " in the list" : "");
    return what->in_list ? STR(" in the list") : STR("");
}

static struct str limit_text(struct json_reader *reader, enum case_got got)
{
    if (got == CASE_TWICE)
        return str_printf(&reader->fill->arena, "has %.*s twice in one record", STR_ARG(reader->wrong.field));
    return case_say_limit(got, reader->wrong.flaw);
}

static struct str hint_of(struct json_reader *reader, struct str seen)
{
    const struct case_type *type = reader->wrong.type;
    if (type->kind != TYPE_SET || seen.n < 2 || seen.p[0] != '"')
        return (struct str){ 0 };
    return case_say_hint(&reader->fill->arena, type->type, str_slice(seen, 1, seen.n - 1));
}

/* Says what is wrong with FACT, whose value begins at token START, and skips it. */
bool json_wrong_fact(struct json_reader *reader, uint32_t fact, uint32_t start, enum case_got got, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    walk->i = reader->wrong.token;
    if (!skip_bad(walk, depth))
        return false;
    struct str seen = slice(walk, reader->wrong.token);
    walk->i = start;
    if (!skip_bad(walk, depth))
        return false;
    if (got == CASE_WRONG || got == CASE_PLACES || got == CASE_RANGE)
        case_fill_wrong(reader->fill, fact, walk->at[start], seen, where_of(reader),
                        case_say_expected(&reader->fill->arena, reader->wrong.type->type, got, true), hint_of(reader, seen));
    else
        case_fill_fault(reader->fill, fact, walk->at[start], limit_text(reader, got));
    return true;
}

bool json_wrong_below(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct json_walk *walk = &reader->walk;
    struct case_fill *fill = reader->fill;
    uint32_t start = walk->i;
    if (key->first_below == UINT32_MAX)
        return json_skip(walk, depth);
    if (!skip_bad(walk, depth))
        return false;
    struct str where = str_printf(&fill->arena, " as %.*s", STR_ARG(name));
    if (key->private_below)
        case_fill_fault(fill, key->first_below, walk->at[start], str_printf(&fill->arena, "expected an object%.*s", STR_ARG(where)));
    else
        case_fill_wrong(fill, key->first_below, walk->at[start], slice(walk, start), where, STR("an object"), (struct str){ 0 });
    return true;
}

bool json_wrong_twice(struct json_reader *reader, const struct case_key *key, struct str name, unsigned depth)
{
    struct case_fill *fill = reader->fill;
    size_t at = reader->walk.at[reader->walk.i];
    if (key->index != CASE_NONE)
        case_fill_fault(fill, (uint32_t)key->index, at, STR("is given twice in one case"));
    else if (key->below && key->first_below != UINT32_MAX)
        case_fill_fault(fill, key->first_below, at,
                        str_printf(&fill->arena, "%.*s, which it is in, is given twice in one case", STR_ARG(name)));
    else
        return json_skip(&reader->walk, depth);
    return skip_bad(&reader->walk, depth);
}
