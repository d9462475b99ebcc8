/* What becomes of arms that wait for facts: most of them only add what they wait for to what the decision needs, and there may be
 * hundreds of them in a case. */
#include "code/waiting.h"

struct finding {
    const struct code *code;
    bool *computed;   /* by verb: some action of it is computed */
    bool *overriding; /* by arm */
    uint32_t *askers; /* by number of a constant action: how many ask for it */
};

static bool is_constant(const struct code_action *action)
{
    return action->entry == CODE_NO_ENTRY;
}

static void count_askers(const struct finding *finding)
{
    const struct code *code = finding->code;
    for (uint32_t i = 0; i < code->n_actions; i++) {
        if (is_constant(&code->actions[i]))
            finding->askers[code->actions[i].same]++;
        else
            finding->computed[code->actions[i].verb] = true;
    }
}

/* Arms that stand together often share one long list. */
static void note_overriding(const struct finding *finding)
{
    const uint32_t *last = NULL;
    for (uint32_t i = 0; i < finding->code->n_arms; i++) {
        const struct code_arm *arm = &finding->code->arms[i];
        for (uint32_t k = 0; arm->overridden_by != last && k < arm->n_overridden_by; k++)
            finding->overriding[arm->overridden_by[k]] = true;
        last = arm->overridden_by;
    }
}

/* Whether nothing but a constant action that is the same could ever touch this one. */
static bool stands_apart(const struct finding *finding, const struct code_action *action)
{
    const struct code_verb *verb = &finding->code->verbs[action->verb];
    return is_constant(action) && !finding->computed[action->verb] && !verb->once && !verb->defeated && verb->n_defeats == 0;
}

static enum waiting waiting_of(const struct finding *finding, uint32_t index)
{
    const struct code_arm *arm = &finding->code->arms[index];
    bool alone = arm->n_overridden_by == 0 && !finding->overriding[index];
    for (uint32_t i = 0; i < arm->n_actions; i++) {
        const struct code_action *action = &finding->code->actions[arm->first_action + i];
        if (!stands_apart(finding, action))
            return WAITING_ACTS;
        alone &= finding->askers[action->same] == 1;
    }
    return arm->n_actions == 0 ? WAITING_ACTS : alone ? WAITING_ALONE : WAITING_NEEDS;
}

static void mark_items(const struct code *code, const struct index *index)
{
    for (uint32_t i = 0; index && i < index->n_items; i++) {
        struct index_item *item = &index->items[i];
        item->quiet = item->arm != INDEX_NO_ARM && code->waiting[item->arm] == WAITING_ALONE;
    }
}

/* Guarantees want to see every action that may come. */
void waiting_find(struct code *code, struct arena *arena)
{
    struct finding finding = { .code = code };
    uint8_t *waiting = arena_array(arena, uint8_t, code->n_arms);
    finding.computed = arena_array(arena, bool, code->n_verbs);
    finding.overriding = arena_array(arena, bool, code->n_arms);
    finding.askers = arena_array(arena, uint32_t, code->n_same);
    count_askers(&finding);
    note_overriding(&finding);
    for (uint32_t i = 0; i < code->n_arms; i++)
        waiting[i] = code->n_guarantees ? WAITING_ACTS : waiting_of(&finding, i);
    code->waiting = waiting;
    mark_items(code, code->index);
    mark_items(code, code->together);
}
