/* Lookups: asked when something first looks at them, at most once a case. */
#include "eval/eval_inner.h"

/* What it is asked with, in order; false if something is unknown, and then *NEEDS is what that needs. */
static bool parameters(struct eval *eval, uint32_t index, struct value *params, eval_needs *needs)
{
    bool known = true;
    for (uint32_t i = 0; i < eval->program->lookups[index].n_params; i++) {
        struct thing param = eval_expr(eval, eval->program->lookup_uses[index].params[i]);
        params[i] = param.value;
        known &= value_known(param.value);
        if (!value_known(param.value))
            *needs = eval_thing_join(eval, *needs, param.needs);
    }
    return known;
}

/* A field that is NULL needs the fact that stands for it. */
static struct thing row(struct eval *eval, const struct lookup *lookup, const struct value *values)
{
    struct thing *fields = arena_array(&eval->scratch, struct thing, lookup->n_fields);
    for (uint32_t i = 0; i < lookup->n_fields; i++)
        fields[i] = value_known(values[i]) ? eval_thing_known(values[i])
                                           : eval_thing_unknown(eval_thing_needs_fact(eval, lookup->fields[i].fact));
    return eval_thing_record(eval, fields, lookup->n_fields);
}

static struct thing rows(struct eval *eval, const struct lookup *lookup, const struct host_rows *found)
{
    if (found->n > 1 && !lookup->many)
        eval_fail_about(eval, lookup->name, decision_error_text(EVAL_TWO_FOUND), lookup->span);
    if (found->n > LIMIT_LIST_ITEMS)
        eval_fail_about(eval, lookup->name, decision_error_text(EVAL_LIST_LIMIT), lookup->span);
    struct thing *things = arena_array(&eval->scratch, struct thing, found->n);
    for (uint32_t i = 0; i < found->n; i++)
        things[i] = row(eval, lookup, found->at + (size_t)i * lookup->n_fields);
    return eval_thing_list(eval, things, found->n);
}

static struct thing ask(struct eval *eval, uint32_t index)
{
    const struct lookup *lookup = &eval->program->lookups[index];
    struct value *params = arena_array(&eval->scratch, struct value, lookup->n_params);
    struct host_rows found = { 0 };
    struct str why = decision_error_text(EVAL_NO_HOST);
    eval_needs needs = NULL;
    if (!host_answers(&eval->host, lookup, index))
        return eval_thing_unknown(NULL);
    if (!parameters(eval, index, params, &needs))
        return eval_thing_unknown(needs);
    enum host_status status = HOST_FAILED;
    if (eval->host.ask)
        status = eval->host.ask(eval->host.context, index, params, &eval->scratch, &found, &why);
    if (status == HOST_FAILED)
        eval_fail_about(eval, lookup->name, why, lookup->span);
    return status == HOST_ROWS ? rows(eval, lookup, &found) : eval_thing_unknown(NULL);
}

struct thing eval_rows(struct eval *eval, const struct expr *expr)
{
    struct answer *asked = &eval->answers[expr->index];
    if (!asked->done)
        asked->rows = ask(eval, expr->index);
    asked->done = true;
    if (!value_known(asked->rows.value) || (expr->op == EXPR_LOOKUP && eval->program->lookups[expr->index].many))
        return asked->rows;
    bool found = eval_thing_count(&asked->rows) > 0;
    if (expr->op == EXPR_FOUND)
        return eval_thing_bool(found);
    return found ? asked->rows.parts[0] : eval_thing_unknown(NULL);
}
