/* Why not: the rules that could have brought it, what stood in their way, and what would bring it. */
#include "explain/explain_inner.h"
#include "explain/explain_points.h"
#include "explain/explain_search.h"

/* Ways that change many facts are much alike. */
enum { MOST_SHOWN = 5, MOST_LONG = 2, LONG = 3 };

static const struct trace_act *act_of(const struct making *m, uint32_t arm, const struct action *action)
{
    for (uint32_t i = 0; i < m->trace->n_acts; i++)
        if (m->trace->acts[i].arm == arm && m->trace->acts[i].action == action)
            return &m->trace->acts[i];
    return NULL;
}

static void add_candidates(struct making *m, const struct expectation *goal, struct why_not *out)
{
    VEC(struct why_action) list = { 0 };
    for (uint32_t i = 0; i < m->program->n_arms; i++)
        for (uint32_t k = 0; k < m->program->arms[i].n_actions; k++) {
            const struct action *action = &m->program->arms[i].actions[k];
            if (!explain_goal_fits(m->program, goal, action))
                continue;
            const struct trace_act *act = act_of(m, i, action);
            struct why_rule *rule = arena_new(m->arena, struct why_rule);
            memset(m->told, 0, m->program->n_definitions * sizeof *m->told); /* what holds is not shown */
            *rule = explain_rule(m, i);
            struct why_action candidate = { .outcome = act && act->undecided ? WHY_UNDECIDED : WHY_LOST, .rules = rule, .n_rules = 1,
                                            .verb = m->program->verbs[action->verb].name,
                                            .text = explain_action_text(m, action, act ? act->args : NULL) };
            vec_push(m->arena, &list, candidate);
        }
    out->candidates = list.at;
    out->n_candidates = list.n;
}

static void add_value(struct making *m, const struct expectation *goal, struct why_not *out)
{
    why_list list = { 0 };
    vec_push(m->arena, &list, explain_definition(m, explain_goal_definition(m->program, goal)));
    out->values = list.at;
    out->n_values = list.n;
}

/* ---- ways ---- */

static bool is_closed(const struct fact *fact)
{
    return fact->type->kind == TYPE_BOOL || fact->type->kind == TYPE_SET;
}

/* The same facts, and what differs are amounts, dates or texts: the nearest is enough. */
static bool is_like(const struct making *m, const struct way *a, const struct way *b)
{
    bool like = a->n == b->n;
    for (uint32_t i = 0; i < a->n && like; i++) {
        const struct fact *fact = &m->program->facts[a->changes[i].fact];
        struct value x = a->changes[i].to, y = b->changes[i].to;
        bool same = value_known(x) == value_known(y) && (!value_known(x) || value_same(x, y));
        like = a->changes[i].fact == b->changes[i].fact && (same || !is_closed(fact));
    }
    return like;
}

static struct why_change change_of(struct making *m, const struct change *change)
{
    const struct fact *fact = &m->program->facts[change->fact];
    struct value from = m->trace->facts[change->fact];
    struct why_change out = { .fact = fact, .json = STR("null") };
    if (value_known(from))
        out.from = explain_value(m, from, fact->type);
    if (value_known(change->to)) {
        out.to = explain_value(m, change->to, fact->type);
        out.json = explain_json(m, change->to, fact->type);
        if (change->to.kind == VALUE_TEXT && str_is(value_str(change->to), POINTS_OTHER))
            out.to = STR("any other text");
    }
    return out;
}

static struct why_way way_of(struct making *m, const struct way *way)
{
    struct why_change *changes = arena_array(m->arena, struct why_change, way->n);
    for (uint32_t i = 0; i < way->n; i++)
        changes[i] = change_of(m, &way->changes[i]);
    return (struct why_way){ changes, way->n };
}

static void add_ways(struct making *m, const struct found *found, struct why_not *out)
{
    struct why_way *ways = arena_array(m->arena, struct why_way, MOST_SHOWN);
    const struct way *kept[MOST_SHOWN];
    for (uint32_t i = 0; i < found->ways.n && out->n_ways < MOST_SHOWN; i++) {
        bool like = false;
        for (uint32_t k = 0; k < out->n_ways && !like; k++)
            like = is_like(m, kept[k], &found->ways.at[i]);
        if (like || (found->ways.at[i].n >= LONG && out->n_ways >= MOST_LONG))
            continue;
        kept[out->n_ways] = &found->ways.at[i];
        ways[out->n_ways++] = way_of(m, &found->ways.at[i]);
    }
    out->ways = ways;
    out->hopeless = found->hopeless;
    out->searched = found->searched;
}

static void add_keys(struct making *m, const struct reach *reach, struct why_not *out)
{
    const struct fact **keys = arena_array(m->arena, const struct fact *, m->program->n_facts);
    for (uint32_t i = 0; i < m->program->n_facts; i++)
        if (reach->keys[i] && !value_known(m->trace->facts[i]))
            keys[out->n_keys++] = &m->program->facts[i];
    out->keys = keys;
}

const struct why_not *explain_not(struct making *m, const struct expectation *goal, const struct decision *decision)
{
    struct why_not *out = arena_new(m->arena, struct why_not);
    out->goal = m->how->goal_text;
    out->there = explain_goal_met(m->program, goal, decision);
    if (out->there)
        return out;
    memset(m->told, 0, m->program->n_definitions * sizeof *m->told);
    if (goal->kind == EXPECT_VALUE)
        add_value(m, goal, out);
    else if (decision->status != DECISION_ERROR)
        add_candidates(m, goal, out);
    struct reach *reach = explain_reach(m->arena, m->program, goal, m->trace->facts);
    m->how->twin = eval_trace_twin(m->arena, m->how->eval);
    struct found found = explain_search(m->arena, reach, m->how->eval, m->how->twin, &m->how->trying, m->trace->facts, m->text->trap);
    add_ways(m, &found, out);
    explain_drop(m->how);
    add_keys(m, reach, out);
    return out;
}
