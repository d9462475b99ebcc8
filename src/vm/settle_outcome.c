/* The decision: steps 7 to 9 of program.h. */
#include "vm/vm_inner.h"

enum { WORD = 64 };

/* ---- actions ---- */

static const struct decided_arg *shown_args(struct vm *vm, const struct act *act)
{
    const struct code_action *action = act->action;
    const struct decided_arg *ready = vm->ready[action - vm->code->actions].args;
    struct decided_arg *args = arena_alloc(&vm->scratch, action->n_args * sizeof *args);
    for (uint32_t i = 0; i < action->n_args; i++)
        args[i] = (struct decided_arg){ ready[i].key, ready[i].type, act->args[i] };
    return args;
}

static bool stands_in(const struct str *texts, uint32_t n, struct str text)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(texts[i], text))
            return true;
    return false;
}

static void add_distinct(struct str *texts, uint32_t *n, struct str text)
{
    if (!stands_in(texts, *n, text))
        texts[(*n)++] = text;
}

static uint32_t chain_cites(const struct vm *vm, const struct act *act, uint32_t *n_acts)
{
    uint32_t n = 0;
    for (*n_acts = 0;; act = &vm->acts.at[act->merged]) {
        n += vm->code->arms[act->arm].n_cite;
        ++*n_acts;
        if (!act->merged)
            return n;
    }
}

/* Rules, reasons and citations of all acts that were merged into one; its own stand as they are, the others' once. */
static void show_merged(struct vm *vm, const struct act *act, struct decided_action *shown)
{
    uint32_t n_acts, n_cites = chain_cites(vm, act, &n_acts);
    struct str *rules = arena_alloc(&vm->scratch, n_acts * sizeof *rules), *because = arena_alloc(&vm->scratch, n_acts * sizeof *rules);
    struct str *cite = arena_alloc(&vm->scratch, n_cites * sizeof *cite);
    for (shown->n_cite = 0; shown->n_cite < vm->code->arms[act->arm].n_cite; shown->n_cite++)
        cite[shown->n_cite] = vm->code->arms[act->arm].cite[shown->n_cite];
    for (shown->n_rules = shown->n_because = 0;; act = &vm->acts.at[act->merged]) {
        const struct code_arm *arm = &vm->code->arms[act->arm];
        add_distinct(rules, &shown->n_rules, arm->name);
        if (act->has_reason)
            add_distinct(because, &shown->n_because, act->reason);
        for (uint32_t i = 0; i < arm->n_cite; i++)
            add_distinct(cite, &shown->n_cite, arm->cite[i]);
        if (!act->merged)
            break;
    }
    shown->rules = rules;
    shown->because = because;
    shown->cite = cite;
}

/* What is constant about it is ready; the rest. */
static void fill_in(struct vm *vm, const struct act *act, struct decided_action *shown)
{
    if (act->action->entry != CODE_NO_ENTRY)
        shown->args = shown_args(vm, act);
    if (act->merged) {
        show_merged(vm, act, shown);
        shown->same_all = shown->same_tail = 0;
    } else if (!shown->same_tail) { /* its reason is computed */
        shown->n_because = act->has_reason;
        shown->because = &act->reason;
    }
}

struct decided_action settle_shown(struct vm *vm, const struct act *act)
{
    struct decided_action shown = vm->ready[act->action - vm->code->actions];
    fill_in(vm, act, &shown);
    return shown;
}

/* What is constant is shown as it is ready. */
static const struct decided_action *shown(struct vm *vm, const struct act *act)
{
    const struct decided_action *ready = &vm->ready[act->action - vm->code->actions];
    if (ready->same_all && !act->merged)
        return ready;
    struct decided_action *made = arena_new(&vm->scratch, struct decided_action);
    *made = *ready;
    fill_in(vm, act, made);
    return made;
}

static void show_actions(struct vm *vm)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < vm->acts.n; i++)
        if (vm->acts.at[i].state == ACT_CERTAIN)
            vm->shown[n++] = shown(vm, &vm->acts.at[i]);
    vm->decision.actions = vm->shown;
    vm->decision.n_actions = n;
}

/* ---- the short way ---- */

/* Whether all of what ARM asks for is the first of its kind. */
static bool asks_for_new(struct vm *vm, const struct plain_arm *plain)
{
    for (uint32_t k = 0; k < plain->n_actions; k++)
        if (!settle_first_of_its_kind(vm, &vm->code->actions[plain->first_action + k]))
            return false;
    return true;
}

/* If all that is listed is certain and plain, and none of it touches anything else. */
static bool show_listed(struct vm *vm)
{
    const struct listed *listed = vm->listed, *end = listed + vm->n_listed;
    uint32_t n = 0, social = 0;
    for (; listed < end; listed++) {
        const struct plain_arm *plain = &vm->plain[listed->arm];
        if (listed->need || !plain->plain || (plain->waiting != WAITING_ALONE && !asks_for_new(vm, plain)))
            return false;
        social += plain->n_social;
        for (uint32_t k = 0; k < plain->n_actions; k++)
            vm->shown[n++] = &vm->ready[plain->first_action + k];
    }
    if (social > 1)
        return false;
    vm->decision.actions = vm->shown;
    vm->decision.n_actions = n;
    return true;
}

static void note_asked(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->n_listed; i++) {
        const struct plain_arm *plain = &vm->plain[vm->listed[i].arm];
        for (uint32_t k = 0; k < plain->n_actions && !vm->listed[i].need; k++) {
            const struct code_action *action = &vm->code->actions[plain->first_action + k];
            if (action->entry == CODE_NO_ENTRY)
                vm->asked[action->same] = vm->stamp;
        }
    }
}

static bool asked_for_anyway(const struct vm *vm, const struct plain_arm *plain)
{
    bool all = true;
    for (uint32_t k = 0; k < plain->n_actions && all; k++)
        all = vm->asked[vm->code->actions[plain->first_action + k].same] == vm->stamp;
    return all;
}

/* Arms that wait, and of which nothing but what they wait for matters, are done with that. */
static void settle_waiting(struct vm *vm)
{
    uint32_t kept = 0;
    note_asked(vm);
    for (uint32_t i = 0; i < vm->n_listed; i++) {
        struct listed listed = vm->listed[i];
        const struct plain_arm *plain = &vm->plain[listed.arm];
        if (!listed.need || plain->waiting == WAITING_ACTS)
            vm->listed[kept++] = listed;
        else if (plain->waiting == WAITING_ALONE || !asked_for_anyway(vm, plain))
            settle_wait(vm, listed.need);
    }
    vm->n_listed = kept;
}

static bool some_wait(const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->n_listed; i++)
        if (vm->listed[i].need)
            return true;
    return false;
}

bool settle_plain(struct vm *vm)
{
    if (some_wait(vm))
        settle_waiting(vm);
    return show_listed(vm);
}

/* ---- needs, judgements ---- */

/* The facts whose bits are set. */
static const uint32_t *facts_of(struct vm *vm, const uint64_t *set, uint32_t *n)
{
    uint32_t n_words = vm->code->shape.n_facts / WORD + 1, k = 0;
    for (uint32_t i = 0; i < n_words; i++)
        k += (uint32_t)__builtin_popcountll(set[i]);
    uint32_t *facts = arena_alloc(&vm->scratch, k * sizeof *facts);
    *n = k = 0;
    for (uint32_t i = 0; i < n_words; i++)
        for (uint64_t word = set[i]; word; word &= word - 1)
            facts[k++] = i * WORD + (uint32_t)__builtin_ctzll(word);
    *n = k;
    return facts;
}

static void list_needs(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->code->n_required; i++)
        if (!value_known(vm->facts[vm->code->required[i]]))
            settle_wait(vm, vm->leaves[vm->code->required[i]]);
    for (uint32_t i = 0; i < vm->acts.n; i++)
        if (vm->acts.at[i].state == ACT_UNDECIDED)
            settle_wait(vm, vm->acts.at[i].need);
    if (vm->waiting)
        vm->decision.needs = facts_of(vm, vm->waits, &vm->decision.n_needs);
}

static void list_judgements(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->code->shape.n_facts; i++)
        if (!value_known(vm->facts[i]))
            vm->seen[i / WORD] &= ~(UINT64_C(1) << i % WORD);
    vm->decision.judgements = facts_of(vm, vm->seen, &vm->decision.n_judgements);
}

/* ---- outputs, errors ---- */

static bool show_outputs(struct vm *vm)
{
    const struct code *code = vm->code;
    struct decided_value *values = arena_alloc(&vm->scratch, code->n_outputs * sizeof *values);
    uint32_t n = 0;
    for (uint32_t i = 0; i < code->n_outputs; i++) {
        const struct code_definition *definition = &code->definitions[code->outputs[i]];
        struct value value;
        if (!vm_definition(vm, code->outputs[i], &value))
            return false;
        if (!ops_need(vm, &value))
            values[n++] = (struct decided_value){ definition->path, definition->n_path, definition->type, value };
    }
    vm->decision.values = values;
    vm->decision.n_values = n;
    return true;
}

/* Those of definitions in the order of definitions, whichever was asked for first. */
static void list_errors(struct vm *vm)
{
    uint32_t n = vm->disagreements.n;
    struct case_error *errors = arena_alloc(&vm->scratch, (n + vm->conflicts.n) * sizeof *errors);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t before = 0, definition = vm->disagreements.at[i].definition; /* stable, and so each place is taken once */
        for (uint32_t k = 0; k < n; k++)
            before += vm->disagreements.at[k].definition < definition || (vm->disagreements.at[k].definition == definition && k < i);
        errors[before] = vm->disagreements.at[i].error;
    }
    for (uint32_t i = 0; i < vm->conflicts.n; i++)
        errors[n + i] = vm->conflicts.at[i];
    vm->decision.errors = errors;
    vm->decision.n_errors = n + vm->conflicts.n;
}

bool settle_outcome(struct vm *vm)
{
    if (vm->code->n_outputs && !show_outputs(vm))
        return false;
    if (vm->acts.n)
        show_actions(vm);
    if (vm->acts.n || vm->waiting || vm->code->n_required)
        list_needs(vm);
    if (vm->code->has_judged)
        list_judgements(vm);
    if (vm->code->n_guarantees && !settle_guarantees(vm))
        return false;
    if (vm->disagreements.n + vm->conflicts.n > 0)
        list_errors(vm);
    vm->decision.status = vm->decision.n_errors  ? DECISION_CONFLICT
                          : vm->decision.n_needs ? DECISION_INCOMPLETE
                                                 : DECISION_DECIDED;
    return true;
}
