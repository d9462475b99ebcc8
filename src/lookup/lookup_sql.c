/* The SQL of a policy, before a database sees it. */
#include "lookup/lookup_inner.h"

#include "value/sql.h"

#include <stdio.h>

static uint32_t param_of(struct str name, const struct lookup_param *params, uint32_t n)
{
    uint32_t i = 0;
    while (i < n && !str_eq(params[i].name, name))
        i++;
    return i;
}

struct str lookup_sql_number(struct arena *arena, struct str sql, const struct lookup_param *params, uint32_t n, char mark,
                             const char **why)
{
    /* A number takes at most 11 bytes, a :name at least two. */
    char *out = arena_alloc(arena, 6 * (size_t)sql.n + 16);
    uint32_t length = 0, done = 0, at = 0;
    struct sql_token token;
    while ((token = sql_next(sql, &at)).kind != SQL_END) {
        if (token.kind != SQL_PARAM)
            continue;
        uint32_t which = param_of(token.name, params, n);
        if (which == n) {
            *why = str_printf(arena, "nothing gives :%.*s its value", STR_ARG(token.name)).p;
            return (struct str){ 0 };
        }
        memcpy(out + length, sql.p + done, token.from - done);
        length += token.from - done;
        length += (uint32_t)sprintf(out + length, "%c%u", mark, which + 1);
        done = token.to;
    }
    memcpy(out + length, sql.p + done, sql.n - done);
    length += sql.n - done;
    out[length] = '\0';
    return (struct str){ out, length };
}

static bool has_parts(const struct type *type)
{
    return type->kind == TYPE_LIST || type->kind == TYPE_RECORD || type->kind == TYPE_PERIOD;
}

static bool without_parts(const struct lookup *lookup, struct buf *why)
{
    for (uint32_t i = 0; i < lookup->n_params; i++)
        if (has_parts(lookup->params[i].type)) {
            buf_printf(why, ":%.*s is a list or a record, which no database takes as one value", STR_ARG(lookup->params[i].name));
            return false;
        }
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        if (has_parts(lookup->fields[i].type)) {
            buf_printf(why, "%.*s is a list or a record, which no column gives", STR_ARG(lookup->fields[i].name));
            return false;
        }
    return true;
}

bool lookup_sql_asks(const struct lookup *lookup, struct buf *why)
{
    const char *wrong;
    enum sql_statement statement = sql_statement(lookup->sql, &wrong);
    if (statement == SQL_SELECT)
        return without_parts(lookup, why);
    buf_cstr(why, wrong != NULL ? wrong : "it is no question: a lookup asks with one SELECT");
    return false;
}

bool lookup_sql_writes(struct str sql, struct buf *why)
{
    const char *wrong;
    enum sql_statement statement = sql_statement(sql, &wrong);
    if (statement == SQL_UPDATE || statement == SQL_INSERT || statement == SQL_DELETE)
        return true;
    buf_cstr(why, wrong != NULL ? wrong : "an update is one UPDATE, INSERT or DELETE");
    return false;
}

void lookup_sql_columns(const struct lookup *lookup, uint32_t columns, struct buf *why)
{
    buf_printf(why, "it gives %u column%s, but the lookup names %u (", columns, columns == 1 ? "" : "s", lookup->n_fields);
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        buf_printf(why, "%s%.*s", i > 0 ? ", " : "", STR_ARG(lookup->fields[i].name));
    buf_cstr(why, ")");
}
