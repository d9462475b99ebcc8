#include "explain/explain_inner.h"

void explain_init(struct explain *explain, struct arena *arena, const struct program *program, const struct sources *sources,
                  struct eval *eval, struct trap *trap)
{
    *explain = (struct explain){ .arena = arena, .program = program, .sources = sources, .eval = eval };
    buf_init(&explain->text, trap);
    buf_init(&explain->made, trap);
    arena_init(&explain->trying, trap);
}

void explain_drop(struct explain *explain)
{
    if (explain->twin)
        eval_free(explain->twin);
    explain->twin = NULL;
    arena_free(&explain->trying);
}

void explain_free(struct explain *explain)
{
    buf_free(&explain->text);
    buf_free(&explain->made);
    explain_drop(explain);
}

/* ---- actions ---- */

typedef VEC(struct why_action) action_list;
typedef VEC(struct why_rule) rule_list;

static void add_args(struct making *m, const struct trace_act *act, struct why_action *out)
{
    const struct verb *verb = &m->program->verbs[act->action->verb];
    struct decided_arg *args = arena_array(m->arena, struct decided_arg, verb->n_params);
    why_list computed = { 0 };
    for (uint32_t i = 0; i < verb->n_params; i++) {
        if (value_known(act->args[i]))
            args[out->n_args++] = (struct decided_arg){ verb->params[i].name, program_arg_type(verb, act->action, i),
                                                                act->args[i] };
        if (act->action->args[i])
            explain_origins(m, act->action->args[i], &computed);
    }
    out->args = args;
    out->computed = computed.at;
    out->n_computed = computed.n;
}

static void add_needs(struct making *m, const uint64_t *needs, struct why_action *out)
{
    uint32_t *list = arena_array(m->arena, uint32_t, m->program->n_facts);
    for (uint32_t i = 0; i < m->program->n_facts; i++)
        if (trace_needs(needs, i))
            list[out->n_needs++] = i;
    out->needs = list;
}

static struct why_action action(struct making *m, uint32_t index)
{
    const struct trace_act *act = &m->trace->acts[index];
    struct why_action made = { .text = explain_action_text(m, act->action, act->args), .verb = m->program->verbs[act->action->verb].name };
    rule_list rules = { 0 };
    made.outcome = act->undecided ? WHY_UNDECIDED : act->fate == TRACE_STANDS ? WHY_TAKEN : WHY_LOST;
    vec_push(m->arena, &rules, explain_rule(m, act->arm));
    for (uint32_t i = 0; i < m->trace->n_acts; i++)
        if (m->trace->acts[i].fate == TRACE_MERGED && m->trace->acts[i].by == index
            && m->trace->arms[m->trace->acts[i].arm].fires == TRUTH_YES)
            vec_push(m->arena, &rules, explain_rule(m, m->trace->acts[i].arm));
    add_args(m, act, &made);
    if (act->undecided)
        add_needs(m, act->needs, &made);
    made.rules = rules.at;
    made.n_rules = rules.n;
    return made;
}

/* An action of a rule that applies, and is overridden: nobody looked at its arguments. */
static void add_overridden(struct making *m, uint32_t index, action_list *list)
{
    const struct arm *arm = &m->program->arms[index];
    struct why_rule *rule = arena_new(m->arena, struct why_rule);
    *rule = explain_rule(m, index);
    for (uint32_t i = 0; i < arm->n_actions; i++) {
        struct why_action lost = { .outcome = WHY_LOST, .text = explain_action_text(m, &arm->actions[i], NULL),
                                   .verb = m->program->verbs[arm->actions[i].verb].name, .rules = rule, .n_rules = 1 };
        vec_push(m->arena, list, lost);
    }
}

static enum why_outcome outcome_of(const struct trace_act *act)
{
    return act->undecided ? WHY_UNDECIDED : act->fate == TRACE_STANDS ? WHY_TAKEN : WHY_LOST;
}

static void explain_actions(struct making *m, struct explanation *out)
{
    action_list list = { 0 };
    for (enum why_outcome outcome = WHY_TAKEN; outcome <= WHY_LOST; outcome++)
        for (uint32_t i = 0; i < m->trace->n_acts; i++)
            if (m->trace->acts[i].fate != TRACE_MERGED && outcome_of(&m->trace->acts[i]) == outcome)
                vec_push(m->arena, &list, action(m, i));
    for (uint32_t i = 0; i < m->program->n_arms; i++)
        if (m->trace->arms[i].state == TRUTH_YES && m->trace->arms[i].fires == TRUTH_NO)
            add_overridden(m, i, &list);
    out->actions = list.at;
    out->n_actions = list.n;
}

/* ---- what else a decision says ---- */

static void explain_values(struct making *m, struct explanation *out)
{
    why_list list = { 0 };
    for (uint32_t i = 0; i < m->program->n_definitions; i++)
        if (m->program->definitions[i].output)
            vec_push(m->arena, &list, explain_definition(m, i));
    out->values = list.at;
    out->n_values = list.n;
}

static void add_waiting(struct making *m, uint32_t fact, struct why_need *need)
{
    VEC(struct str) rules = { 0 };
    for (uint32_t i = 0; i < m->trace->n_acts; i++) {
        const struct trace_act *act = &m->trace->acts[i];
        struct str name = m->program->arms[act->arm].name;
        bool told = rules.n && str_eq(rules.at[rules.n - 1], name);
        if (act->undecided && trace_needs(act->needs, fact) && !told)
            vec_push(m->arena, &rules, name);
    }
    need->rules = rules.at;
    need->n_rules = rules.n;
}

static void explain_needs(struct making *m, struct explanation *out)
{
    struct why_need *needs = arena_array(m->arena, struct why_need, out->decision->n_needs);
    for (uint32_t i = 0; i < out->decision->n_needs; i++) {
        needs[i].fact = &m->program->facts[out->decision->needs[i]];
        add_waiting(m, out->decision->needs[i], &needs[i]);
    }
    out->needs = needs;
    out->n_needs = out->decision->n_needs;
}

static bool is_guarantee(const struct program *program, struct str name)
{
    for (uint32_t i = 0; i < program->n_guarantees; i++)
        if (str_eq(program->guarantees[i].name, name))
            return true;
    return false;
}

/* A guarantee is looked at when everything is settled: then what broke it can be told. */
static void explain_error(struct making *m, struct explanation *out)
{
    why_list list = { 0 };
    if (is_guarantee(m->program, out->decision->errors[0].subject))
        explain_actions(m, out);
    else
        explain_failed(m, &out->decision->errors[0], &list);
    out->failed = list.at;
    out->n_failed = list.n;
}

const struct explanation *explain_decision(struct explain *explain, const struct decision *decision)
{
    const struct program *program = explain->program;
    struct making m = { .how = explain, .arena = explain->arena, .program = program, .trace = eval_trace(explain->eval),
                        .text = &explain->text, .made = &explain->made };
    struct explanation *out = arena_new(m.arena, struct explanation);
    out->decision = decision;
    out->facts = program->facts;
    if (!m.trace)
        return out;
    m.exprs = arena_copy(m.arena, m.trace->exprs, program->n_exprs * sizeof *m.exprs);
    m.told = arena_array(m.arena, bool, program->n_definitions);
    m.asked = arena_array(m.arena, bool, program->n_lookups);
    if (decision->status != DECISION_ERROR) {
        explain_actions(&m, out);
        explain_values(&m, out);
        explain_needs(&m, out);
    } else {
        explain_error(&m, out);
    }
    if (explain->goal)
        out->why_not = explain_not(&m, explain->goal, decision);
    return out;
}
