#include "analyze/decisions.h"

/* ---- values ---- */

static bool is_text(struct value value) { return value.kind == VALUE_SYMBOL || value.kind == VALUE_TEXT; }

static struct str data_of(const struct type *type, struct value value)
{
    return value.kind == VALUE_SYMBOL ? type->symbols[value.i].text : value_str(value);
}

static bool same_list(const struct type *a_type, const struct value_list *a, const struct type *b_type, const struct value_list *b)
{
    bool same = a->n == b->n;
    for (uint32_t i = 0; same && i < a->n; i++)
        same = decisions_same_value(a_type->element, a->at[i], b_type->element, b->at[i]);
    return same;
}

static bool same_record(const struct type *a_type, struct value a, const struct type *b_type, struct value b)
{
    bool same = a_type->n_fields == b_type->n_fields;
    for (uint32_t i = 0; same && i < a_type->n_fields; i++) {
        uint32_t k = 0;
        while (k < b_type->n_fields && !str_eq(b_type->fields[k].name, a_type->fields[i].name))
            k++;
        same = k < b_type->n_fields && decisions_same_value(a_type->fields[i].type, a.record[i], b_type->fields[k].type, b.record[k]);
    }
    return same;
}

bool decisions_same_value(const struct type *a_type, struct value a, const struct type *b_type, struct value b)
{
    if (!value_known(a) || !value_known(b))
        return value_known(a) == value_known(b);
    if (is_text(a) && is_text(b))
        return str_eq(data_of(a_type, a), data_of(b_type, b));
    if (a.kind != b.kind)
        return false;
    if (a.kind == VALUE_LIST)
        return same_list(a_type, a.list, b_type, b.list);
    return a.kind == VALUE_RECORD ? same_record(a_type, a, b_type, b) : value_same(a, b);
}

/* ---- parts of decisions ---- */

static bool has_arg(const struct decided_action *action, const struct decided_arg *arg)
{
    for (uint32_t i = 0; i < action->n_args; i++)
        if (str_eq(action->args[i].key, arg->key))
            return decisions_same_value(action->args[i].type, action->args[i].value, arg->type, arg->value);
    return false;
}

static bool same_action(const struct decided_action *a, const struct decided_action *b)
{
    bool same = str_eq(a->verb, b->verb) && a->n_args == b->n_args;
    for (uint32_t i = 0; same && i < a->n_args; i++)
        same = has_arg(b, &a->args[i]);
    return same;
}

bool decisions_have_action(const struct decision *decision, const struct decided_action *action)
{
    for (uint32_t i = 0; i < decision->n_actions; i++)
        if (same_action(decision->actions[i], action))
            return true;
    return false;
}

static bool same_path(const struct decided_value *a, const struct decided_value *b)
{
    bool same = a->n_path == b->n_path;
    for (uint32_t i = 0; same && i < a->n_path; i++)
        same = str_eq(a->path[i], b->path[i]);
    return same;
}

bool decisions_have_value(const struct decision *decision, const struct decided_value *value)
{
    for (uint32_t i = 0; i < decision->n_values; i++)
        if (same_path(&decision->values[i], value))
            return decisions_same_value(decision->values[i].type, decision->values[i].value, value->type, value->value);
    return false;
}

bool decisions_have_need(const struct decided *decided, struct str fact)
{
    for (uint32_t i = 0; i < decided->decision->n_needs; i++)
        if (str_eq(decided->program->facts[decided->decision->needs[i]].name, fact))
            return true;
    return false;
}

/* Whether all that A has B has, too. */
static bool within(const struct decided *a, const struct decided *b)
{
    const struct decision *mine = a->decision, *other = b->decision;
    for (uint32_t i = 0; i < mine->n_actions; i++)
        if (!decisions_have_action(other, mine->actions[i]))
            return false;
    for (uint32_t i = 0; i < mine->n_values; i++)
        if (!decisions_have_value(other, &mine->values[i]))
            return false;
    for (uint32_t i = 0; i < mine->n_needs; i++)
        if (!decisions_have_need(b, a->program->facts[mine->needs[i]].name))
            return false;
    return true;
}

bool decisions_same(const struct decided *a, const struct decided *b)
{
    if (a->decision->status != b->decision->status)
        return false;
    return a->decision->status == DECISION_ERROR || (within(a, b) && within(b, a));
}
