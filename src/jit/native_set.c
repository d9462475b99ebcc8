/* Sets of the rule index: the VM tells which items are left, and a switch leads to their code. An item whose tests the index spares has
 * none of its own: the VM does it in the seldom case that it is left all the same. */
#include "jit/native_inner.h"

#include "base/mem.h"

static const char no_code; /* stands where no block is to be */

const struct jit_set *native_set(const struct jit_input *in, uint64_t word)
{
    return insn_op(in->words[word]) == OP_SELECT ? &in->sets[insn_a(in->words[word])] : NULL;
}

bool native_is_rules(const struct jit_input *in, uint64_t set)
{
    return insn_op(in->words[0]) == OP_SELECT && insn_a(in->words[0]) == set;
}

uint64_t native_words(const struct jit_input *in, uint64_t from, uint64_t to, bool *tests)
{
    uint64_t words = to - from, sets = 0;
    bool some = false;
    for (uint64_t word = from; word < to; word += insn_length(in->words[word])) {
        const struct jit_set *set = native_set(in, word);
        sets += set != NULL;
        for (uint64_t i = 0; set != NULL && i < set->n; i++) {
            const struct jit_item *item = &in->items[set->first + i];
            words -= item->tests || item->fire <= item->entry ? 0 : item->fire - item->entry;
            some |= item->tests;
        }
    }
    *tests = sets == 0 || some;
    return words;
}

/* ---- blocks ---- */

static void spare(struct native *n, const struct jit_set *set)
{
    for (uint64_t i = 0; i < set->n; i++) {
        const struct jit_item *item = &n->in->items[set->first + i];
        for (uint64_t word = item->entry; !item->tests && word < item->fire; word++)
            n->blocks[word - n->from] = (mblock)&no_code;
    }
}

/* The next word that has code, or would have. */
static uint64_t next_word(const struct native *n, uint64_t word)
{
    uint64_t end = n->chains[word - n->from];
    return end != 0 ? end : word + insn_length(n->in->words[word]);
}

void native_make_blocks(struct native *n, uint64_t from, uint64_t to)
{
    for (uint64_t word = from; word < to; word = next_word(n, word)) {
        const struct jit_set *set = native_set(n->in, word);
        if (set != NULL)
            spare(n, set);
        if (n->blocks[word - n->from] == NULL)
            n->blocks[word - n->from] = machine_block(n->m);
    }
}

void native_make_code(struct native *n, uint64_t from, uint64_t to)
{
    for (uint64_t word = from; word < to; word = next_word(n, word)) {
        if (n->blocks[word - n->from] == (const mblock)&no_code)
            continue;
        machine_enter(n->m, n->blocks[word - n->from]);
        if (n->chains[word - n->from] != 0)
            native_chain(n, word);
        else
            native_insn(n, word);
    }
}

mblock native_block(struct native *n, uint64_t word)
{
    bool inside = word >= n->from && word < n->to;
    mblock block = inside ? n->blocks[word - n->from] : n->closed ? NULL : n->out;
    if (block != NULL && block != (const mblock)&no_code)
        return block;
    n->lost = true;
    return n->failed;
}

/* ---- asking ---- */

/* FUNCTION, a place in struct native_calls, of SET. */
static mvalue ask(struct native *n, uint64_t function, uint64_t set)
{
    mvalue arguments[] = { n->vm, native_number(n, set) };
    return machine_call_back(n->m, machine_load_pointer(n->m, n->calls, function), 2, arguments);
}

static mvalue by_vm(struct native *n, mvalue registers, uint64_t set, mvalue found, uint64_t settled)
{
    mvalue arguments[] = { n->vm, registers, native_number(n, set), found, native_number(n, settled) };
    return machine_call_back(n->m, machine_load_pointer(n->m, n->calls, offsetof(struct native_calls, item)), 5, arguments);
}

static mvalue equals(struct native *n, mvalue a, int64_t b)
{
    return machine_test(n->m, MACHINE_EQ, a, native_number(n, (uint64_t)b));
}

/* Splits off what EQUALS is; goes on in a block of its own. */
static void split(struct native *n, mvalue equals, mblock yes)
{
    mblock no = machine_block(n->m);
    machine_branch(n->m, equals, yes, no);
    machine_enter(n->m, no);
}

/* ---- a set within a group, a table, a definition ---- */

static size_t list_choices(struct native *n, const struct jit_set *set, struct machine_choice *choices)
{
    size_t k = 0;
    for (uint64_t i = 0; i < set->n; i++) {
        const struct jit_item *item = &n->in->items[set->first + i];
        if (item->tests)
            choices[k++] = (struct machine_choice){ 2 * i, 2 * i, native_block(n, item->entry) };
        choices[k++] = (struct machine_choice){ 2 * i + 1, 2 * i + 1, native_block(n, item->fire) };
    }
    return k;
}

/* From the block in hand to what FOUND is. */
static void choose(struct native *n, const struct jit_set *set, struct machine_variable *found, mblock otherwise)
{
    struct machine_choice *choices = mem_alloc((2 * set->n + 1) * sizeof *choices);
    n->no_memory |= choices == NULL;
    machine_set(n->m, n->maybe, native_number(n, 0));
    machine_switch(n->m, machine_get(n->m, found), choices, choices != NULL ? list_choices(n, set, choices) : 0, otherwise);
    mem_free(choices);
}

void native_select(struct native *n, uint64_t word)
{
    uint64_t set = insn_a(n->in->words[word]), settled = word + (uint64_t)(int64_t)insn_jump(n->in->words[word]);
    mblock again = machine_block(n->m), some = machine_block(n->m), otherwise = machine_block(n->m), done = native_block(n, settled);
    struct machine_variable *found = machine_variable(n->m);
    n->again[set] = again;
    machine_set(n->m, found, ask(n, offsetof(struct native_calls, first), set));
    machine_branch(n->m, equals(n, machine_get(n->m, found), NATIVE_NONE), done, some);
    machine_enter(n->m, again);
    machine_set(n->m, found, ask(n, offsetof(struct native_calls, next), set));
    machine_branch(n->m, equals(n, machine_get(n->m, found), NATIVE_NONE), done, some);
    machine_enter(n->m, some);
    choose(n, native_set(n->in, word), found, otherwise);
    machine_enter(n->m, otherwise);
    mvalue left = by_vm(n, n->registers, set, machine_get(n->m, found), settled);
    split(n, equals(n, left, NATIVE_NONE), again);
    machine_branch(n->m, equals(n, left, NATIVE_FAILED), n->failed, done);
}

void native_alive(struct native *n, uint64_t word)
{
    uint64_t set = insn_a(n->in->words[word]);
    bool all_tried = native_is_rules(n->in, set) && !n->in->selects;
    machine_jump(n->m, all_tried ? native_block(n, word + insn_length(n->in->words[word])) : n->again[set]);
}

/* ---- the policy's rules ---- */

/* At a function's begin: goes to the rule that it was called for, then to those that are left, until one is another function's. */
void native_begin_rules(struct native *n, uint64_t first, uint64_t last)
{
    uint64_t rules = insn_a(n->in->words[0]);
    struct machine_choice choices[NATIVE_GROUP_MOST];
    size_t k = 0;
    mblock again = machine_block(n->m), some = machine_block(n->m), others = machine_block(n->m);
    struct machine_variable *found = machine_variable(n->m);
    n->again[rules] = again;
    machine_set(n->m, found, machine_parameter(n->m, 2));
    machine_jump(n->m, some);
    machine_enter(n->m, again);
    machine_set(n->m, found, ask(n, offsetof(struct native_calls, next), rules));
    machine_jump(n->m, some);
    machine_enter(n->m, some);
    machine_set(n->m, n->maybe, native_number(n, 0));
    for (uint64_t i = first; i < last; i++)
        if (native_tests_rule(n->in, i))
            choices[k++] = (struct machine_choice){ 2 * i, 2 * i, native_block(n, n->in->units[i]) };
    machine_switch(n->m, machine_get(n->m, found), choices, k, others);
    machine_enter(n->m, others);
    machine_return(n->m, machine_get(n->m, found));
}

bool native_tests_rule(const struct jit_input *in, uint64_t unit)
{
    return in->items[in->sets[insn_a(in->words[0])].first + unit].tests;
}

/* What no function has: nothing is left, one has failed, or the VM does it. */
static void no_function(struct native *n, struct machine_variable *found, mblock loop)
{
    uint64_t rules = insn_a(n->in->words[0]);
    mblock done = machine_block(n->m), failed = machine_block(n->m), next = machine_block(n->m);
    split(n, equals(n, machine_get(n->m, found), NATIVE_NONE), done);
    split(n, equals(n, machine_get(n->m, found), NATIVE_FAILED), failed);
    mvalue registers = machine_load_pointer(n->m, n->vm, offsetof(struct vm, registers));
    mvalue left = by_vm(n, registers, rules, machine_get(n->m, found), n->in->units_end - 1);
    split(n, equals(n, left, NATIVE_NONE), next);
    machine_branch(n->m, equals(n, left, NATIVE_FAILED), failed, done);
    machine_enter(n->m, next);
    machine_set(n->m, found, ask(n, offsetof(struct native_calls, next), rules));
    machine_jump(n->m, loop);
    machine_enter(n->m, done);
    machine_return(n->m, native_number(n, 1));
    machine_enter(n->m, failed);
    machine_return(n->m, native_number(n, 0));
}

void native_call_rules(struct native *n, const struct native_function *functions, uint64_t count)
{
    mblock loop = machine_block(n->m), none = machine_block(n->m);
    struct machine_variable *found = machine_variable(n->m);
    struct machine_choice *choices = mem_alloc((n->in->n_units + 1) * sizeof *choices);
    size_t k = 0;
    n->no_memory |= choices == NULL;
    machine_set(n->m, found, ask(n, offsetof(struct native_calls, first), insn_a(n->in->words[0])));
    machine_jump(n->m, loop);
    for (uint64_t f = 0; f < count && choices != NULL; f++) {
        mblock call = machine_block(n->m);
        for (uint64_t i = functions[f].first; i < functions[f].last; i++)
            if (native_tests_rule(n->in, i))
                choices[k++] = (struct machine_choice){ 2 * i, 2 * i, call };
        machine_enter(n->m, call);
        machine_set(n->m, found, machine_call(n->m, functions[f].made, machine_get(n->m, found)));
        machine_jump(n->m, loop);
    }
    machine_enter(n->m, loop);
    machine_switch(n->m, machine_get(n->m, found), choices, k, none);
    mem_free(choices);
    machine_enter(n->m, none);
    no_function(n, found, loop);
}
