/* A rule: its guards and conditions, whom it beats, and who beats it. */
#include "explain/explain_inner.h"

enum { MOST_EARLIER = 8, MOST_LATER = 32 };

static enum why_truth truth_of(enum truth truth)
{
    return truth == TRUTH_YES ? WHY_YES : truth == TRUTH_NO ? WHY_NO : WHY_UNKNOWN;
}

static const struct unit *unit_of(const struct making *m, uint32_t arm)
{
    return &m->program->units[m->program->arms[arm].unit];
}

/* The branches, rows or arms before this one that had to be no: they tell why an `otherwise` is reached. */
static void push_earlier(struct making *m, uint32_t index, why_list *list)
{
    const struct unit *unit = unit_of(m, index);
    uint32_t n = 0;
    if (unit->hit != HIT_FIRST || (unit->kind == UNIT_TABLE && m->program->arms[index].condition))
        return;
    for (uint32_t i = unit->first_arm; i < index && n < MOST_EARLIER; i++) {
        const struct arm *arm = &m->program->arms[i];
        if (arm->condition && explain_traced(m, arm->condition)) {
            struct why *row = explain_row(m, STR(""), arm->span, arm->condition, NULL);
            row->text = explain_written(m, arm->condition->span);
            vec_push(m->arena, list, row);
            n++;
        }
    }
}

static void push_parts(struct making *m, uint32_t index, why_list *list)
{
    const struct arm *arm = &m->program->arms[index];
    const struct unit *unit = unit_of(m, index);
    explain_guard(m, "effective", unit->effective, false, list);
    explain_guard(m, "when", unit->when, false, list);
    push_earlier(m, index, list);
    explain_guard(m, "effective", arm->effective, false, list);
    explain_conditions(m, arm->condition, list);
    explain_guard(m, "unless", arm->unless, true, list);
    explain_guard(m, "unless", unit->unless, true, list);
}

/* ---- rivals ---- */

typedef VEC(struct why_beat) beat_list;

static void push_beat(struct making *m, enum why_means means, uint32_t arm, const struct trace_act *act, bool unsure, beat_list *list)
{
    const struct arm *other = &m->program->arms[arm];
    struct why_beat beat = { .means = means, .rule = other->name, .place = explain_place(m, other->span), .unsure = unsure };
    if (act)
        beat.action = explain_action_text(m, act->action, act->args);
    vec_push(m->arena, list, beat);
}

static bool is_among(uint32_t index, const uint32_t *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == index)
            return true;
    return false;
}

static void push_overrides(struct making *m, uint32_t index, beat_list *over, beat_list *under)
{
    const struct arm *arm = &m->program->arms[index];
    enum truth fires = m->trace->arms[index].fires;
    for (uint32_t i = 0; i < m->program->n_arms && fires != TRUTH_NO; i++) {
        const struct arm *other = &m->program->arms[i];
        if (m->trace->arms[i].state != TRUTH_NO && is_among(index, other->overridden_by, other->n_overridden_by))
            push_beat(m, WHY_OVERRIDES, i, NULL, fires == TRUTH_UNKNOWN, over);
    }
    for (uint32_t i = 0; i < arm->n_overridden_by && m->trace->arms[index].state != TRUTH_NO; i++) {
        enum truth other = m->trace->arms[arm->overridden_by[i]].fires;
        if (other != TRUTH_NO)
            push_beat(m, WHY_OVERRIDES, arm->overridden_by[i], NULL, other == TRUTH_UNKNOWN, under);
    }
}

/* The one that ACT became a part of, by saying the same; else itself. */
static const struct trace_act *merged(const struct making *m, const struct trace_act *act)
{
    while (act->fate == TRACE_MERGED)
        act = &m->trace->acts[act->by];
    return act;
}

static void push_defeats(struct making *m, uint32_t index, beat_list *over, beat_list *under)
{
    for (uint32_t i = 0; i < m->trace->n_acts; i++) {
        uint32_t asked_by = m->trace->acts[i].arm;
        const struct trace_act *act = merged(m, &m->trace->acts[i]);
        bool settles = act->fate == TRACE_DEFEATED || act->fate == TRACE_THREATENED || act->fate == TRACE_CONTESTED;
        if (!settles || act->by == UINT32_MAX)
            continue;
        const struct trace_act *by = &m->trace->acts[act->by];
        enum why_means means = act->fate == TRACE_CONTESTED ? WHY_RIVAL : WHY_DEFEATS;
        bool unsure = act->fate == TRACE_THREATENED || by->undecided;
        if (by->arm == index && means == WHY_DEFEATS)
            push_beat(m, means, asked_by, act, unsure, over);
        if (asked_by == index)
            push_beat(m, means, by->arm, by, unsure, under);
    }
}

/* The first arm before this one that is in its way. */
static void push_first(struct making *m, uint32_t index, beat_list *under)
{
    const struct unit *unit = unit_of(m, index);
    for (uint32_t i = unit->first_arm; i < index && unit->hit == HIT_FIRST; i++) {
        enum truth state = m->trace->arms[i].state;
        if (state == TRUTH_NO || m->trace->arms[index].state == TRUTH_YES)
            continue;
        push_beat(m, WHY_FIRST, i, NULL, state == TRUTH_UNKNOWN, under);
        return;
    }
}

/* The later arms that would have applied, too. */
static void push_later(struct making *m, uint32_t index, beat_list *over)
{
    const struct unit *unit = unit_of(m, index);
    uint32_t end = unit->first_arm + unit->n_arms;
    if (unit->hit != HIT_FIRST || m->trace->arms[index].state != TRUTH_YES)
        return;
    for (uint32_t i = index + 1; i < end && i <= index + MOST_LATER; i++) {
        const struct expr *condition = m->program->arms[i].condition;
        struct value value;
        bool applies = !condition || (eval_trace_probe(m->how->eval, condition, &value) && value_known(value) && value.i);
        if (applies)
            push_beat(m, WHY_FIRST, i, NULL, false, over);
    }
}

static struct str because_of(struct making *m, const struct arm *arm)
{
    const struct trace_value *traced = arm->because ? explain_traced(m, arm->because) : NULL;
    return traced && value_known(traced->value) ? str_dup(m->arena, value_str(traced->value)) : STR("");
}

struct why_rule explain_rule(struct making *m, uint32_t index)
{
    static const char *const kinds[] = { [UNIT_RULE] = "rule", [UNIT_GROUP] = "group", [UNIT_TABLE] = "table" };
    const struct arm *arm = &m->program->arms[index];
    const struct unit *unit = unit_of(m, index);
    struct why_rule rule = { .name = arm->name, .label = unit->label, .kind = str_from(kinds[unit->kind]),
                             .place = explain_place(m, arm->span), .state = truth_of(m->trace->arms[index].state),
                             .because = because_of(m, arm), .cite = arm->cite, .n_cite = arm->n_cite };
    why_list parts = { 0 };
    beat_list over = { 0 }, under = { 0 };
    push_parts(m, index, &parts);
    push_overrides(m, index, &over, &under);
    push_defeats(m, index, &over, &under);
    push_first(m, index, &under);
    push_later(m, index, &over);
    rule.parts = parts.at, rule.n = parts.n;
    rule.over = over.at, rule.n_over = over.n;
    rule.under = under.at, rule.n_under = under.n;
    return rule;
}
