/* The functions of the object: some units each, one after the other, and a function a definition. Jumps from one function's units into
 * another's are mere shortcuts (code/thread.c): they end the function, and the next one finds out again what is known. */
#include "jit/native_policy.h"

#include "base/mem.h"
#include "jit/native_inner.h"

#include <stdio.h>
#include <string.h>

/* The compiler's time grows faster than a function. */
enum { UNITS_A_FUNCTION = 64, WORDS_A_FUNCTION = 2000, WORDS_MOST = 6000, DEFINITIONS_MOST = 2000 };

static mblock *make_blocks(struct native *n)
{
    size_t size = (n->to - n->from + 1) * sizeof *n->blocks;
    mblock *blocks = mem_alloc(size);
    if (blocks != NULL)
        memset(blocks, 0, size);
    return blocks;
}

static void make_ends(struct native *n)
{
    n->out = machine_block(n->m);
    n->failed = machine_block(n->m);
    n->where = machine_block(n->m);
    n->maybe = machine_variable(n->m);
    n->next = machine_variable(n->m);
}

static void fill_ends(struct native *n)
{
    machine_enter(n->m, n->out);
    machine_return(n->m, native_number(n, 1));
    machine_enter(n->m, n->failed);
    machine_return(n->m, native_number(n, 0));
}

/* The places where the values of cases are computed, and those behind them. */
static void fill_where(struct native *n)
{
    machine_enter(n->m, n->where);
    mvalue next = machine_get(n->m, n->next);
    for (uint64_t word = n->from; word < n->to; word += insn_length(n->in->words[word])) {
        enum opcode op = insn_op(n->in->words[word]);
        if (op != OP_CASE && op != OP_VALUES)
            continue;
        uint64_t to = word + (uint64_t)(int64_t)insn_jump(n->in->words[word]);
        mblock other = machine_block(n->m);
        machine_branch(n->m, machine_test(n->m, MACHINE_EQ, next, native_number(n, to)), native_block(n, to), other);
        machine_enter(n->m, other);
    }
    machine_jump(n->m, n->failed); /* never */
}

/* Begins F, for the words from FROM to TO; false: no memory. */
static bool begin(struct native *n, struct machine_function *f, uint64_t from, uint64_t to, uint64_t window)
{
    n->from = from;
    n->to = to;
    n->blocks = make_blocks(n);
    if (n->blocks == NULL)
        return false;
    machine_begin(n->m, f);
    make_ends(n);
    n->vm = machine_parameter(n->m, 0);
    n->calls = machine_parameter(n->m, 1);
    n->facts = machine_load_pointer(n->m, n->vm, offsetof(struct vm, facts));
    mvalue registers = machine_load_pointer(n->m, n->vm, offsetof(struct vm, registers));
    n->registers = machine_at(n->m, registers, native_number(n, window * sizeof(struct value)));
    machine_set(n->m, n->maybe, native_number(n, 0));
    machine_set(n->m, n->next, native_number(n, 0));
    return true;
}

static void end(struct native *n)
{
    fill_where(n);
    fill_ends(n);
    mem_free(n->blocks);
}

/* Whether the rule index serves something of it: the VM goes on by it. */
static bool selects(const struct jit_input *in, uint64_t from, uint64_t to)
{
    for (uint64_t word = from; word < to; word += insn_length(in->words[word]))
        if (insn_op(in->words[word]) == OP_SELECT)
            return true;
    return false;
}

/* ---- definitions ---- */

static void definition(struct native *n, uint64_t index)
{
    const struct jit_definition *definition = &n->in->definitions[index];
    if (!begin(n, n->definitions[index], definition->from, definition->to, definition->window))
        return;
    n->definition = index;
    n->outer = machine_variable(n->m);
    machine_set(n->m, n->outer, machine_load(n->m, n->vm, offsetof(struct vm, definition), 32));
    machine_store(n->m, n->vm, offsetof(struct vm, definition), 32, native_number(n, index));
    for (uint64_t word = n->from; word < n->to; word += insn_length(n->in->words[word]))
        n->blocks[word - n->from] = machine_block(n->m);
    machine_jump(n->m, n->blocks[0]);
    for (uint64_t word = n->from; word < n->to; word += insn_length(n->in->words[word])) {
        machine_enter(n->m, n->blocks[word - n->from]);
        native_insn(n, word);
    }
    end(n);
}

/* Those that are not too long; many could nest so deeply that the stack does not hold them. */
static bool make_definitions(struct native *n)
{
    size_t size = (n->in->n_definitions + 1) * sizeof *n->definitions;
    n->definitions = mem_alloc(size);
    if (n->definitions == NULL)
        return false;
    memset(n->definitions, 0, size);
    for (uint64_t i = 0; i < n->in->n_definitions && n->in->n_definitions <= DEFINITIONS_MOST; i++) {
        char name[32];
        snprintf(name, sizeof name, "definition%llu", (unsigned long long)i);
        const struct jit_definition *definition = &n->in->definitions[i];
        if (definition->to - definition->from <= WORDS_A_FUNCTION && !selects(n->in, definition->from, definition->to))
            n->definitions[i] = machine_function(n->m, name, false);
    }
    return true;
}

/* ---- units ---- */

/* The next units from FIRST on that go together: N of them, a group without branches if GROUP. */
static uint64_t together(const struct native *n, uint64_t first, uint64_t limit, bool *group)
{
    uint64_t count = native_group_count(n->in, first, limit);
    *group = count > 0;
    return count > 0 ? count : 1;
}

static void mark_blocks(struct native *n, uint64_t first, uint64_t last)
{
    bool group;
    for (uint64_t unit = first, count; unit < last; unit += count) {
        count = together(n, unit, last - unit, &group);
        uint64_t to = native_unit_end(n->in, unit + count - 1);
        bool whole = group || selects(n->in, n->in->units[unit], to);
        mblock begin = whole ? machine_block(n->m) : NULL;
        for (uint64_t word = n->in->units[unit]; word < to; word += insn_length(n->in->words[word]))
            n->blocks[word - n->from] = whole ? begin : machine_block(n->m);
    }
}

/* By the VM, which looks at no more of it than the index says. */
static void call_range(struct native *n, uint64_t from, uint64_t to)
{
    bool among_others = insn_op(n->in->words[0]) == OP_SELECT; /* then it ends with ALIVE, which is not its own */
    mvalue function = machine_load_pointer(n->m, n->calls, offsetof(struct native_calls, range));
    mvalue arguments[] = { n->vm, native_number(n, from), native_number(n, among_others ? to - 1 : to) };
    machine_enter(n->m, native_block(n, from));
    mvalue fine = machine_call_back(n->m, function, 3, arguments);
    machine_expect(n->m, machine_test(n->m, MACHINE_NE, fine, native_number(n, 0)), native_block(n, to), n->failed);
}

static void unit(struct native *n, uint64_t index)
{
    uint64_t from = n->in->units[index], to = native_unit_end(n->in, index);
    if (selects(n->in, from, to)) {
        call_range(n, from, to);
        return;
    }
    for (uint64_t word = n->in->units[index]; word < native_unit_end(n->in, index); word += insn_length(n->in->words[word])) {
        machine_enter(n->m, n->blocks[word - n->from]);
        native_insn(n, word);
    }
}

/* The units from FIRST to LAST. */
static bool units(struct native *n, struct machine_function *f, uint64_t first, uint64_t last)
{
    bool group;
    if (!begin(n, f, n->in->units[first], native_unit_end(n->in, last - 1), 0))
        return false;
    mark_blocks(n, first, last);
    machine_jump(n->m, native_block(n, n->from));
    for (uint64_t at = first, count; at < last; at += count) {
        count = together(n, at, last - at, &group);
        if (group) {
            machine_enter(n->m, native_block(n, n->in->units[at]));
            native_group(n, at, count);
        } else {
            unit(n, at);
        }
    }
    end(n);
    return true;
}

/* How many units from FIRST on make a function. */
static uint64_t function_count(const struct jit_input *in, uint64_t first)
{
    uint64_t n = 1;
    while (first + n < in->n_units && n < UNITS_A_FUNCTION &&
           native_unit_end(in, first + n) - in->units[first] <= WORDS_A_FUNCTION)
        n++;
    return n;
}

static bool too_long(const struct jit_input *in)
{
    for (uint64_t i = 0; i < in->n_units; i++)
        if (native_unit_end(in, i) - in->units[i] > WORDS_MOST && !selects(in, in->units[i], native_unit_end(in, i)))
            return true;
    return false;
}

/* ---- the whole ---- */

/* Calls the N functions, one after the other, until one fails. */
static void call_all(struct native *n, struct machine_function **functions, uint64_t count)
{
    machine_begin(n->m, machine_function(n->m, NATIVE_POLICY_UNITS, true));
    mblock failed = machine_block(n->m);
    for (uint64_t i = 0; i < count; i++) {
        mblock go_on = machine_block(n->m);
        machine_expect(n->m, machine_test(n->m, MACHINE_NE, machine_call(n->m, functions[i]), native_number(n, 0)), go_on, failed);
        machine_enter(n->m, go_on);
    }
    machine_return(n->m, native_number(n, 1));
    machine_enter(n->m, failed);
    machine_return(n->m, native_number(n, 0));
}

static const char *all_units(struct native *n)
{
    uint64_t made = 0;
    struct machine_function **functions = mem_alloc((n->in->n_units + 1) * sizeof *functions);
    if (functions == NULL)
        return "no memory";
    for (uint64_t first = 0, count; first < n->in->n_units; first += count) {
        char name[32];
        snprintf(name, sizeof name, "units%llu", (unsigned long long)first);
        count = function_count(n->in, first);
        functions[made] = machine_function(n->m, name, false);
        if (!units(n, functions[made++], first, first + count)) {
            mem_free(functions);
            return "no memory";
        }
    }
    call_all(n, functions, made);
    mem_free(functions);
    return NULL;
}

const char *native_policy(struct machine *m, const struct jit_input *input)
{
    struct native n = { .m = m, .in = input };
    if (too_long(input))
        return "a rule or table is too long";
    if (!make_definitions(&n))
        return "no memory";
    for (uint64_t i = 0; i < input->n_definitions; i++)
        if (n.definitions[i] != NULL)
            definition(&n, i);
    const char *wrong = all_units(&n);
    mem_free(n.definitions);
    return wrong == NULL && n.no_memory ? "no memory" : wrong;
}
