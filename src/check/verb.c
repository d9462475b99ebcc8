/* The actions that can be asked for: found by name, and ordered by what they defeat. */
#include "check/expr.h"
#include "check/graph.h"
#include "check/parts.h"

const struct verb *verb_find(const struct checker *c, struct str name, uint32_t *index)
{
    uintptr_t found = (uintptr_t)map_get(&c->verbs, name);
    if (!found)
        return NULL;
    if (index)
        *index = (uint32_t)(found - 1);
    return c->verb_list.at[found - 1];
}

static void circle(void *context, const struct graph_step *steps, uint32_t n)
{
    struct checker *c = context;
    const struct verb *first = c->verb_list.at[steps[0].node];
    if (n == 1) {
        diag_add(c->diags, DIAG_CIRCLE, first->span, "the action '%.*s' defeats itself", STR_ARG(first->name));
        return;
    }
    struct diag *diag = diag_add(c->diags, DIAG_CIRCLE, first->span, "actions defeat each other in a circle");
    for (uint32_t i = 0; i < n; i++) { /* an edge leads from the defeated to who defeats it */
        const struct verb *by = c->verb_list.at[steps[(i + 1) % n].node];
        diag_note(c->diags, diag, by->span, "'%.*s' defeats '%.*s'", STR_ARG(by->name),
                  STR_ARG(c->verb_list.at[steps[i].node]->name));
    }
}

void verbs_rank(struct checker *c)
{
    uint32_t n = c->verb_list.n, *order = arena_array(c->arena, uint32_t, n);
    struct graph graph;
    graph_init(&graph, c->arena, n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < c->verb_list.at[i]->n_defeats; k++)
            graph_add(&graph, c->verb_list.at[i]->defeats[k], i, c->verb_list.at[i]->span);
    graph_order(&graph, order, circle, c);
    for (uint32_t i = 0; i < n; i++)
        c->verb_list.at[order[i]]->rank = i;
}

void verb_unknown(struct checker *c, const struct ast_name *name)
{
    if (declare_is_lost(c, name))
        return; /* what declares it could not be read */
    struct diag *diag = diag_add(c->diags, DIAG_ACTION, name->span, "'%.*s' is no action", STR_ARG(name->text));
    diag_subject(c->diags, diag, name->text);
    const struct str words[] = { STR("because"), STR("cite"), STR("unless"), STR("overrides"), STR("effective"), STR("else") };
    uint32_t n = c->verb_list.n, n_words = sizeof words / sizeof *words; /* what may stand below actions */
    struct str *names = arena_array(c->arena, struct str, n + n_words);
    for (uint32_t i = 0; i < n; i++)
        names[i] = c->verb_list.at[i]->name;
    memcpy(names + n, words, sizeof words);
    struct str near = diag_nearest(name->text, names, n + n_words);
    if (near.n)
        diag_hint(c->diags, diag, "did you mean '%.*s'?", STR_ARG(near));
    else
        diag_hint(c->diags, diag, "an action of your own is declared like this: action %.*s (what: symbol)", STR_ARG(name->text));
}
