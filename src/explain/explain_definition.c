/* Definitions: how each came to its value: by which row of which table, by which arm. */
#include "explain/explain_inner.h"

enum { MOST_ROWS = 8, MOST_DEPTH = 32 };

static void conditions(struct making *m, const struct expr *e, why_list *list)
{
    if (!e || !explain_traced(m, e))
        return;
    if (e->type->kind == TYPE_BOOL && e->op != EXPR_ARMS)
        explain_conditions(m, e, list);
    else
        explain_origins(m, e, list);
}

static void keep(struct why *why, const why_list *list)
{
    why->parts = list->at;
    why->n = list->n;
}

static enum why_truth truth_of(const struct making *m, const struct expr *condition)
{
    if (!condition)
        return WHY_YES;
    const struct trace_value *traced = explain_traced(m, condition);
    return !traced ? WHY_UNSEEN : !value_known(traced->value) ? WHY_UNKNOWN : traced->value.i ? WHY_YES : WHY_NO;
}

/* Of an `and` that is no, what makes it so. */
static const struct expr *decisive(const struct making *m, const struct expr *e)
{
    if (!e || e->op != EXPR_AND || explain_is_one(e))
        return e;
    for (uint32_t i = 0; i < e->n; i++)
        if (truth_of(m, e->items[i]) == WHY_NO)
            return e->items[i];
    return e;
}

struct why *explain_row(struct making *m, struct str owner, struct span span, const struct expr *condition, const struct expr *value)
{
    struct why *row = explain_node(m, WHY_ROW, span);
    why_list parts = { 0 };
    row->name = owner;
    row->text = explain_written(m, span);
    row->truth = truth_of(m, condition);
    if (row->truth == WHY_UNSEEN)
        return row;
    conditions(m, row->truth == WHY_NO ? decisive(m, condition) : condition, &parts);
    if (row->truth != WHY_NO && value && explain_traced(m, value))
        explain_origins(m, value, &parts);
    keep(row, &parts);
    return row;
}

/* The arms that had a say; where none did, those that could have. */
static void push_arms(struct making *m, const struct arms *arms, why_list *list)
{
    explain_guard(m, "when", arms->guard && explain_traced(m, arms->guard) ? arms->guard : NULL, false, list);
    uint32_t before = 0, shown = 0;
    bool all = true;
    for (uint32_t i = 0; i < arms->n && all; i++)
        all = truth_of(m, arms->at[i].condition) != WHY_YES || !arms->at[i].condition;
    for (uint32_t i = 0; i < arms->n && shown < MOST_ROWS; i++) {
        const struct arm_value *arm = &arms->at[i];
        enum why_truth truth = truth_of(m, arm->condition);
        if (arms->guard && truth_of(m, arms->guard) == WHY_NO)
            break;
        if (truth == WHY_UNSEEN || (truth == WHY_NO && (!all || before++ >= MOST_ROWS)))
            continue;
        vec_push(m->arena, list, explain_row(m, arms->owner, arm->span, arm->condition, arm->value));
        shown += truth != WHY_NO;
        if (truth == WHY_YES && arms->hit == HIT_FIRST)
            break;
    }
    if (arms->unless && explain_traced(m, arms->unless))
        explain_guard(m, "unless", arms->unless, true, list);
}

static void push_body(struct making *m, const struct expr *body, why_list *list)
{
    if (body->op == EXPR_ARMS)
        push_arms(m, body->arms, list);
    else if (body->op == EXPR_AGREE)
        for (uint32_t i = 0; i < body->n; i++)
            push_body(m, body->items[i], list);
    else
        conditions(m, body, list);
}

struct why *explain_definition(struct making *m, uint32_t index)
{
    const struct definition *definition = &m->program->definitions[index];
    struct why *why = explain_node(m, WHY_DEFINITION, definition->span);
    const struct trace_value *traced = explain_traced(m, definition->body);
    why->name = definition->name;
    why->private_ = definition->private_ && !m->how->show_private;
    if (traced && value_known(traced->value)) {
        why->value = why->private_ ? STR("(private)") : explain_value(m, traced->value, definition->type);
        why->json = why->private_ ? STR("") : explain_json(m, traced->value, definition->type);
    }
    why->text = definition->name;
    why->again = m->told[index];
    if (!traced || why->again || why->private_ || m->depth >= MOST_DEPTH)
        return why;
    why_list parts = { 0 };
    m->told[index] = true;
    m->depth++;
    push_body(m, definition->body, &parts);
    m->depth--;
    keep(why, &parts);
    return why;
}
