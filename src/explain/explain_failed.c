/* Errors in evaluating: what stands at the place, with the values that it came upon. */
#include "explain/explain_inner.h"

struct seeking {
    struct making *m;
    struct span span;
    bool *seen;
    const struct expr *found; /* the innermost one */
};

static void seek(struct seeking *s, const struct expr *e);

static void seek_arms(struct seeking *s, const struct arms *arms)
{
    seek(s, arms->guard);
    seek(s, arms->unless);
    for (uint32_t i = 0; i < arms->n; i++) {
        seek(s, arms->at[i].condition);
        seek(s, arms->at[i].value);
    }
}

static void seek(struct seeking *s, const struct expr *e)
{
    if (!e || s->seen[e->id])
        return;
    s->seen[e->id] = true;
    if (e->n > 0 && e->span.source == s->span.source && e->span.from == s->span.from && e->span.to == s->span.to)
        s->found = e;
    if (e->op == EXPR_ARMS)
        seek_arms(s, e->arms);
    for (uint32_t i = 0; i < e->n; i++)
        seek(s, e->items[i]);
}

static void seek_arm(struct seeking *s, const struct arm *arm)
{
    seek(s, arm->effective);
    seek(s, arm->condition);
    seek(s, arm->unless);
    seek(s, arm->because);
    for (uint32_t i = 0; i < arm->n_actions; i++)
        for (uint32_t k = 0; k < s->m->program->verbs[arm->actions[i].verb].n_params; k++)
            seek(s, arm->actions[i].args[k]);
}

static void seek_all(struct seeking *s)
{
    const struct program *program = s->m->program;
    for (uint32_t i = 0; i < program->n_definitions; i++)
        seek(s, program->definitions[i].body);
    for (uint32_t i = 0; i < program->n_arms; i++)
        seek_arm(s, &program->arms[i]);
    for (uint32_t i = 0; i < program->n_units; i++) {
        seek(s, program->units[i].effective);
        seek(s, program->units[i].when);
        seek(s, program->units[i].unless);
    }
}

void explain_failed(struct making *m, const struct case_error *error, why_list *list)
{
    struct seeking seeking = { m, error->span, arena_array(m->arena, bool, m->program->n_exprs), NULL };
    if (!error->has_span)
        return;
    seek_all(&seeking);
    if (seeking.found)
        vec_push(m->arena, list, explain_calculation(m, seeking.found));
}
