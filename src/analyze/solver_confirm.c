/* What the reference evaluator says of a case. */
#include "analyze/solver_inner.h"

#include "eval/eval.h"

static void stop_eval(struct solver *s)
{
    if (s->eval != NULL)
        eval_free(s->eval);
    s->eval = NULL;
}

/* Decides by PROGRAM; the decision lives until stop_eval. */
static const struct decision *decide(struct solver *s, const struct program *program, const struct value *facts)
{
    stop_eval(s);
    struct solver_host *host = arena_new(&s->scratch, struct solver_host);
    *host = (struct solver_host){ program, s->rows };
    s->eval = eval_new(&s->scratch, program);
    eval_set_host(s->eval, solver_host(host));
    return eval_decide(s->eval, facts, s->scratch.trap);
}

/* PROGRAM with nothing to decide but one more definition, which is put out. */
static struct program only(struct solver *s, const struct expr *expr)
{
    static const struct str name = { "solver", 6 };
    struct program program = *s->program;
    struct definition *all = arena_array(&s->scratch, struct definition, program.n_definitions + 1);
    for (uint32_t i = 0; i < program.n_definitions; i++) {
        all[i] = program.definitions[i];
        all[i].output = false;
    }
    all[program.n_definitions] = (struct definition){ .name = name, .path = &name, .n_path = 1, .type = expr->type,
                                                      .body = (struct expr *)expr, .output = true };
    program.definitions = all;
    program.n_definitions++;
    program.n_units = program.n_arms = program.n_guarantees = program.n_kpis = 0;
    return program;
}

struct value solver_confirm_value(struct solver *s, const struct expr *expr, const struct value *facts, bool *error)
{
    struct program program = only(s, expr);
    const struct decision *decision = decide(s, &program, facts);
    struct value value = decision->n_values ? decision->values[0].value : value_unknown();
    *error = decision->status == DECISION_ERROR;
    if (*error)
        value = value_unknown();
    if (value.kind == VALUE_TEXT)
        value = value_text(str_dup(&s->scratch, value_str(value)));
    stop_eval(s);
    return value;
}

static bool is_broken(const struct decision *decision, const struct guarantee *guarantee)
{
    return decision->status == DECISION_ERROR && decision->n_errors == 1 && decision->errors[0].has_span &&
           str_eq(decision->errors[0].subject, guarantee->name) && decision->errors[0].span.from == guarantee->span.from;
}

bool solver_breaks(struct solver *s, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                   const struct solver_case *found)
{
    struct solver_row *rows = s->rows;
    struct program program = *s->program;
    program.guarantees = guarantee;
    program.n_guarantees = 1;
    bool error;
    s->rows = found->rows;
    bool broken = is_broken(decide(s, &program, found->facts), guarantee);
    stop_eval(s);
    for (uint32_t i = 0; i < n && broken; i++) {
        struct value value = solver_confirm_value(s, assumed[i], found->facts, &error);
        broken = value_known(value) && value.i;
    }
    s->rows = rows;
    return broken;
}
