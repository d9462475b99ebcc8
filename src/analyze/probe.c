/* Asking the reference evaluator what a term is worth: a program of one rule that shows it. */
#include "analyze/terms.h"

#include <string.h>

enum { MOST_SLOTS = 64 };

/* Facts that wait for nobody: not required, no defaults. */
static struct fact *plain_facts(struct space *space)
{
    struct fact *facts = arena_array(space->arena, struct fact, space->n_facts);
    for (uint32_t i = 0; i < space->n_facts; i++) {
        facts[i] = *space->facts[i].fact;
        facts[i].required = facts[i].judged = facts[i].has_default = false;
        facts[i].of_lookup &= !space->facts[i].row; /* rows may be found; what stands for a field that is NULL is never known */
    }
    return facts;
}

/* The patterns of all programs, each text once. */
static void join_patterns(struct space *space)
{
    struct terms *terms = space->terms;
    const uint32_t **of = arena_array(space->arena, const uint32_t *, space->n_programs);
    map_init(&terms->patterns.index, space->arena);
    for (uint32_t p = 0; p < space->n_programs; p++) {
        const struct pattern_pool *pool = space->programs[p]->patterns;
        uint32_t *places = arena_array(space->arena, uint32_t, pool ? pool->all.n : 0);
        for (uint32_t i = 0; pool && i < pool->index.n; i++) {
            uintptr_t own = (uintptr_t)pool->index.entries[i].value - 1;
            uintptr_t place = (uintptr_t)map_get(&terms->patterns.index, pool->index.entries[i].key);
            if (!place) {
                vec_push(space->arena, &terms->patterns.all, pool->all.at[own]);
                place = terms->patterns.all.n;
                map_put(&terms->patterns.index, pool->index.entries[i].key, (void *)place);
            }
            places[own] = (uint32_t)place - 1;
        }
        of[p] = places;
    }
    terms->pattern_of = of;
}

static bool any_forward(const struct space *space)
{
    for (uint32_t p = 0; p < space->n_programs; p++)
        if (space->programs[p]->month_ends_forward)
            return true;
    return false;
}

void terms_start(struct space *space)
{
    struct terms *terms = space->terms = arena_new(space->arena, struct terms);
    join_patterns(space);
    map_init(&terms->copies, space->arena);
    terms->probe_facts = plain_facts(space);
    terms->show = (struct verb){ .name = STR("show"), .params = &terms->shown, .n_params = 1, .n_positional = 1 };
    terms->action = (struct action){ .args = &terms->arg };
    terms->arm = (struct arm){ .name = STR("show"), .actions = &terms->action, .n_actions = 1 };
    terms->unit = (struct unit){ .name = STR("show"), .n_arms = 1 };
    terms->nameless = (struct definition){ .name = STR("it"), .type = type_simple(TYPE_BOOL) };
    terms->probe = (struct program){ .definitions = &terms->nameless, .style = *space->style, .facts = terms->probe_facts, .n_facts = space->n_facts, .now_fact = UINT32_MAX,
                                     .verbs = &terms->show, .n_verbs = 1, .units = &terms->unit, .n_units = 1, .arms = &terms->arm,
                                     .n_arms = 1, .arm_order = &terms->order, .patterns = &terms->patterns, .n_slots = MOST_SLOTS,
                                     .month_ends_forward = any_forward(space) };
    terms->none = arena_array(space->arena, struct value, space->n_facts);
    terms->eval = eval_new(space->arena, &terms->probe);
}

void terms_stop(struct space *space)
{
    if (space->terms && space->terms->eval)
        eval_free(space->terms->eval);
}

static enum eval_error error_of(struct str text)
{
    for (enum eval_error error = EVAL_OVERFLOW; error < EVAL_STEPS_LIMIT; error++)
        if (str_eq(text, decision_error_text(error)))
            return error;
    return EVAL_STEPS_LIMIT;
}

enum probe terms_probe(struct space *space, const struct expr *term, const struct value *facts, struct value *value, enum eval_error *error)
{
    struct terms *terms = space->terms;
    terms->shown.type = term->type;
    terms->arg = (struct expr *)term;
    const struct decision *decision = eval_decide(terms->eval, facts ? facts : terms->none, space->trap);
    *value = value_unknown();
    *error = EVAL_OVERFLOW;
    if (decision->status == DECISION_ERROR) {
        *error = error_of(decision->errors[0].text);
        return PROBE_ERROR;
    }
    if (decision->n_actions == 0)
        return decision->n_needs ? PROBE_UNKNOWN : PROBE_NOTHING;
    *value = decision->actions[0]->args[0].value;
    return PROBE_KNOWN;
}

struct value terms_keep(struct space *space, struct value value)
{
    if (value.kind == VALUE_TEXT)
        return value_text(str_dup(space->arena, value_str(value)));
    if (value.kind != VALUE_LIST && value.kind != VALUE_RECORD)
        return value;
    uint32_t n = value.kind == VALUE_LIST ? value.list->n : value.n;
    struct value_list *list = arena_alloc(space->arena, sizeof *list + n * sizeof *list->at);
    list->n = n;
    for (uint32_t i = 0; i < n; i++)
        list->at[i] = terms_keep(space, value.kind == VALUE_LIST ? value.list->at[i] : value.record[i]);
    return value.kind == VALUE_LIST ? value_list(list) : value_record(list->at, n);
}
