#include "eval/eval_inner.h"

struct eval *eval_new(struct arena *arena, const struct program *program)
{
    struct eval *eval = arena_new(arena, struct eval);
    eval->program = program;
    arena_init(&eval->scratch, arena->trap);
    buf_init(&eval->text, arena->trap);
    return eval;
}

void eval_free(struct eval *eval)
{
    arena_free(&eval->scratch);
    buf_free(&eval->text);
}

void eval_set_host(struct eval *eval, struct host host)
{
    eval->host = host;
}

void eval_fail_about(struct eval *eval, struct str subject, struct str text, struct span span)
{
    eval->error = (struct case_error){ .subject = subject, .text = text, .span = span, .has_span = true };
    longjmp(eval->failed, 1);
}

bool eval_looked_at(const struct eval *eval, uint32_t fact)
{
    return eval->looked_at[fact];
}

void eval_fail(struct eval *eval, enum eval_error error, struct span span)
{
    eval_fail_about(eval, eval->subject, decision_error_text(error), span);
}

void eval_fail_two(struct eval *eval, enum eval_error error, struct span first, struct span second)
{
    eval->error = (struct case_error){ .subject = eval->subject, .text = decision_error_text(error),
                                       .span = second, .has_span = true, .also = first, .has_also = true };
    longjmp(eval->failed, 1);
}

void eval_step(struct eval *eval, uint64_t n, struct span span)
{
    eval->steps += n;
    if (eval->steps > LIMIT_STEPS)
        eval_fail(eval, EVAL_STEPS_LIMIT, span);
}

void eval_begin(struct eval *eval, const struct value *facts, struct trap *trap)
{
    const struct program *program = eval->program;
    struct arena *scratch = &eval->scratch;
    scratch->trap = eval->text.trap = trap;
    arena_reset(scratch);
    eval->facts = facts;
    eval->fact_things = arena_array(scratch, struct thing, program->n_facts);
    eval->looked_at = arena_array(scratch, bool, program->n_facts);
    eval->definitions = arena_array(scratch, struct thing, program->n_definitions);
    eval->defined = arena_array(scratch, bool, program->n_definitions);
    eval->slots = arena_array(scratch, struct thing, program->n_slots);
    eval->arms = arena_array(scratch, struct doubt, program->n_arms);
    eval->answers = arena_array(scratch, struct answer, program->n_lookups);
    eval->steps = 0;
    memset(&eval->acts, 0, sizeof eval->acts);
    memset(&eval->disagreements, 0, sizeof eval->disagreements);
    memset(&eval->conflicts, 0, sizeof eval->conflicts);
    memset(&eval->decision, 0, sizeof eval->decision);
    eval_trace_begin(eval);
}

static void decide(struct eval *eval)
{
    eval_units(eval);
    eval_trace_states(eval, false);
    eval_units_overrides(eval);
    eval_trace_states(eval, true);
    eval_acts(eval);
    eval_acts_merge(eval);
    eval_settle(eval);
    eval_outcome(eval);
}

bool eval_figure(struct eval *eval, uint32_t index, struct value *out)
{
    *out = value_unknown();
    eval->steps = 0;
    if (setjmp(eval->failed) != 0)
        return false;
    eval->subject = eval->program->kpis[index].figure.title;
    struct thing thing = eval_expr(eval, eval->program->kpis[index].of);
    *out = thing.value;
    return true;
}

const struct decision *eval_decide(struct eval *eval, const struct value *facts, struct trap *trap)
{
    eval_begin(eval, facts, trap);
    if (setjmp(eval->failed) == 0)
        decide(eval);
    else
        eval->decision = (struct decision){ .status = DECISION_ERROR, .errors = &eval->error, .n_errors = 1 };
    eval_trace_acts(eval);
    return &eval->decision;
}
