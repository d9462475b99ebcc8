/* Cases as JSON that `bylaw eval` reads, and in words. */
#include "analyze/witness_inner.h"

struct writer {
    const struct space *space;
    struct buf *out;
    const struct value *facts;
    bool *written;
};

static bool under(const struct fact *fact, const struct fact *like, uint32_t depth)
{
    if (fact->n_path < depth)
        return false;
    for (uint32_t i = 0; i < depth; i++)
        if (!str_eq(fact->path[i], like->path[i]))
            return false;
    return true;
}

/* All facts not yet written whose paths begin with the DEPTH names that LIKE's begins with, as an object. */
static void object(struct writer *w, const struct fact *like, uint32_t depth)
{
    bool any = false;
    buf_char(w->out, '{');
    for (uint32_t i = 0; i < w->space->n_facts; i++) {
        const struct fact *fact = w->space->facts[i].fact;
        if (w->written[i] || !value_known(w->facts[i]) || !under(fact, like, depth) || fact->n_path <= depth)
            continue;
        if (any)
            buf_char(w->out, ',');
        any = true;
        buf_json(w->out, fact->path[depth]);
        buf_char(w->out, ':');
        if (fact->n_path > depth + 1) {
            object(w, fact, depth + 1);
            continue;
        }
        w->written[i] = true;
        value_json(w->out, w->facts[i], fact->type);
    }
    buf_char(w->out, '}');
}

void witness_json(const struct witness *w, struct buf *out, const struct witness_case *found)
{
    static const struct fact nowhere;
    struct writer writer = { w->space, out, found->facts, arena_array(w->space->arena, bool, w->space->n_facts) };
    object(&writer, &nowhere, 0);
}

/* One row as a record of what the lookup is asked with and what it gives. */
static void row(struct space *space, uint32_t p, uint32_t index, struct buf *out, const struct value *facts, struct value fields)
{
    const struct lookup *lookup = &space->programs[p]->lookups[index];
    bool any = false;
    buf_char(out, '{');
    for (uint32_t i = 0; i < lookup->n_params; i++) {
        const struct expr *param = terms_copy(space, p, space->programs[p]->lookup_uses[index].params[i]);
        struct value value;
        enum eval_error error;
        if (!param || terms_probe(space, param, facts, &value, &error) != PROBE_KNOWN)
            continue;
        buf_cstr(out, any ? "," : "");
        buf_json(out, lookup->params[i].name);
        buf_char(out, ':');
        value_json(out, value, lookup->params[i].type);
        any = true;
    }
    for (uint32_t i = 0; i < lookup->n_fields; i++) {
        buf_cstr(out, any || i ? "," : "");
        buf_json(out, lookup->fields[i].name);
        buf_char(out, ':');
        if (value_known(fields) && value_known(fields.record[i]))
            value_json(out, fields.record[i], lookup->fields[i].type);
        else
            buf_cstr(out, "null");
    }
    buf_char(out, '}');
}

static void rows_of(struct space *space, uint32_t p, uint32_t index, struct buf *out, const struct value *facts)
{
    struct value value = facts[space->row_of[p][index]];
    uint32_t n = !value_known(value) ? 0 : value.kind == VALUE_LIST ? value.list->n : 1;
    buf_char(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        buf_cstr(out, i ? "," : "");
        row(space, p, index, out, facts, value.kind == VALUE_LIST ? value.list->at[i] : value);
    }
    buf_char(out, ']');
}

bool witness_rows(const struct witness *w, struct buf *out, const struct witness_case *found)
{
    bool any = false, *written = arena_array(w->space->arena, bool, w->space->n_facts);
    for (uint32_t p = 0; p < w->space->n_programs; p++)
        for (uint32_t i = 0; i < w->space->programs[p]->n_lookups; i++) {
            uint32_t fact = w->space->row_of[p][i];
            if (written[fact])
                continue;
            buf_char(out, any ? ',' : '{');
            buf_json(out, w->space->facts[fact].fact->name);
            buf_char(out, ':');
            rows_of(w->space, p, i, out, found->facts);
            any = written[fact] = true;
        }
    if (any)
        buf_char(out, '}');
    return any;
}

void witness_show(const struct witness *w, struct buf *out, const struct witness_case *found)
{
    bool any = false;
    for (uint32_t i = 0; i < w->space->inputs.n; i++) {
        if (found->path[i] == DIAGRAM_ANY)
            continue;
        buf_cstr(out, any ? " and " : "");
        cells_show(w->space, out, i, found->path[i]);
        any = true;
    }
    if (!any)
        buf_cstr(out, "any case");
}
