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

bool witness_rows(const struct witness *w, struct buf *out, const struct witness_case *found)
{
    (void)w, (void)out, (void)found; /* no program has lookups yet */
    return false;
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
