#include "eval/eval_inner.h"

void eval_trace_start(struct eval *eval)
{
    eval->tracing = true;
}

const struct eval_trace *eval_trace(const struct eval *eval)
{
    return eval->trace;
}

bool trace_needs(const uint64_t *needs, uint32_t fact)
{
    return eval_thing_has_need(needs, fact);
}

void eval_trace_begin(struct eval *eval)
{
    eval->trace = NULL;
    if (!eval->tracing)
        return;
    eval->trace = arena_new(&eval->scratch, struct eval_trace);
    eval->trace->exprs = arena_array(&eval->scratch, struct trace_value, eval->program->n_exprs);
    eval->trace->arms = arena_array(&eval->scratch, struct trace_arm, eval->program->n_arms);
    eval->trace->facts = eval->facts;
    eval->trace->looked_at = eval->looked_at;
}

void eval_trace_expr(struct eval *eval, const struct expr *expr, const struct thing *thing)
{
    if (expr->id < eval->program->n_exprs)
        eval->trace->exprs[expr->id] = (struct trace_value){ true, thing->absent, thing->value, thing->needs };
}

void eval_watch(struct eval *eval, const struct eval_watch *watch)
{
    eval->watch = watch;
}

enum truth eval_fires(const struct eval *eval, uint32_t arm)
{
    return eval->arms[arm].truth;
}

void eval_trace_watched(struct eval *eval, const struct expr *expr, const struct thing *thing)
{
    const struct eval_watch *watch = eval->watch;
    if (expr->id >= eval->program->n_exprs || watch->wanted[expr->id] == 0)
        return;
    enum truth truth = eval_expr_truth(thing);
    watch->truths[expr->id] = (uint8_t)(1 + truth);
    if (watch->wanted[expr->id] > 1)
        watch->told(watch->context, expr, truth);
}

void eval_trace_states(struct eval *eval, bool settled)
{
    for (uint32_t i = 0; eval->trace && i < eval->program->n_arms; i++) {
        struct trace_arm *arm = &eval->trace->arms[i];
        *(settled ? &arm->fires : &arm->state) = eval->arms[i].truth;
        arm->needs = eval->arms[i].needs;
    }
}

static struct trace_act traced(struct eval *eval, const struct act *act)
{
    struct value *args = arena_array(&eval->scratch, struct value, act->verb->n_params);
    for (uint32_t i = 0; i < act->verb->n_params; i++)
        if (act->action->args[i] && eval_thing_known_wholly(&act->args[i]))
            args[i] = act->args[i].value;
    return (struct trace_act){ act->arm, act->action, args, act->fate, act->by, act->state == ACT_UNDECIDED, act->needs };
}

void eval_trace_acts(struct eval *eval)
{
    if (!eval->trace)
        return;
    struct trace_act *acts = arena_array(&eval->scratch, struct trace_act, eval->acts.n);
    for (uint32_t i = 0; i < eval->acts.n; i++)
        acts[i] = traced(eval, &eval->acts.at[i]);
    eval->trace->acts = acts;
    eval->trace->n_acts = eval->acts.n;
}

bool eval_trace_probe(struct eval *eval, const struct expr *expr, struct value *value)
{
    if (setjmp(eval->failed) != 0)
        return false;
    *value = eval_expr(eval, expr).value;
    return true;
}

bool eval_trace_value(struct eval *eval, const struct value *facts, const struct expr *expr, struct value *value, struct trap *trap)
{
    eval_begin(eval, facts, trap);
    return eval_trace_probe(eval, expr, value);
}

struct eval *eval_trace_twin(struct arena *arena, const struct eval *eval)
{
    struct eval *twin = eval_new(arena, eval->program);
    twin->host = eval->host;
    twin->tracing = true;
    return twin;
}
