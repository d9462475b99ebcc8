/* The functions of the object: some units each, one after the other, and a function a definition. Jumps from one function's units into
 * another's are mere shortcuts (code/thread.c): they end the function, and the next one finds out again what is known. */
#include "jit/native_policy.h"

#include "base/mem.h"
#include "jit/native_inner.h"

#include <stdio.h>
#include <string.h>

/* The compiler's time grows faster than a function. */
enum { WORDS_A_FUNCTION = 2000, WORDS_MOST = 6000, DEFINITIONS_MOST = 2000 };

/* N of SIZE bytes, all 0. */
static void *room(size_t n, size_t size)
{
    void *at = mem_alloc(n * size);
    if (at != NULL)
        memset(at, 0, n * size);
    return at;
}

static void free_words(struct native *n)
{
    mem_free(n->blocks);
    mem_free(n->targets);
    mem_free(n->chains);
    mem_free(n->live);
}

/* What is known of the words of the function in hand; false: no memory. */
static bool make_words(struct native *n)
{
    size_t size = n->to - n->from + 1;
    n->blocks = room(size, sizeof *n->blocks);
    n->targets = room(size, sizeof *n->targets);
    n->chains = room(size, sizeof *n->chains);
    n->live = room(size, sizeof *n->live);
    if (n->blocks != NULL && n->targets != NULL && n->chains != NULL && n->live != NULL && native_find_live(n)) {
        native_find_chains(n);
        return true;
    }
    free_words(n);
    return false;
}

static void make_ends(struct native *n)
{
    n->out = machine_block(n->m);
    n->failed = machine_block(n->m);
    n->where = machine_block(n->m);
    n->maybe = machine_variable(n->m);
    n->next = machine_variable(n->m);
}

/* FAILED: what the function yields where it fails. */
static void fill_ends(struct native *n, int failed)
{
    machine_enter(n->m, n->out);
    machine_return(n->m, native_number(n, 1));
    machine_enter(n->m, n->failed);
    machine_return(n->m, native_number(n, (uint64_t)(int64_t)failed));
}

/* The places where the values of cases are computed, and those behind them. */
static void fill_where(struct native *n)
{
    machine_enter(n->m, n->where);
    mvalue next = machine_get(n->m, n->next);
    for (uint64_t word = n->from; word < n->to; word += insn_length(n->in->words[word])) {
        enum opcode op = insn_op(n->in->words[word]);
        if ((op != OP_CASE && op != OP_VALUES) || n->blocks[word - n->from] == NULL)
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
    n->closed = false;
    if (!make_words(n))
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

static void end(struct native *n, int failed)
{
    fill_where(n);
    fill_ends(n, failed);
    free_words(n);
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
    native_make_blocks(n, n->from, n->to);
    machine_jump(n->m, n->blocks[0]);
    native_make_code(n, n->from, n->to);
    end(n, 0);
}

/* Those that are not too long, and not mere tables that the index serves; many could nest so deeply that the stack does not hold them. */
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
        bool tests;
        if (native_words(n->in, definition->from, definition->to, &tests) <= WORDS_A_FUNCTION && tests)
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
        if (!group) {
            native_make_blocks(n, n->in->units[unit], to);
            continue;
        }
        mblock begin = machine_block(n->m);
        for (uint64_t word = n->in->units[unit]; word < to; word += insn_length(n->in->words[word]))
            n->blocks[word - n->from] = begin;
    }
}

/* The units from FIRST to LAST, all of which are tried. */
static void tried(struct native *n, uint64_t first, uint64_t last)
{
    bool group;
    mark_blocks(n, first, last);
    machine_jump(n->m, native_block(n, n->from));
    for (uint64_t at = first, count; at < last; at += count) {
        count = together(n, at, last - at, &group);
        if (group) {
            machine_enter(n->m, native_block(n, n->in->units[at]));
            native_group(n, at, count);
        } else {
            native_make_code(n, n->in->units[at], native_unit_end(n->in, at));
        }
    }
}

/* Those that the index leaves, if they are more than what it says. */
static void selected(struct native *n, uint64_t first, uint64_t last)
{
    n->closed = true;
    for (uint64_t i = first; i < last; i++)
        if (native_tests_rule(n->in, i))
            native_make_blocks(n, n->in->units[i], native_unit_end(n->in, i));
    native_begin_rules(n, first, last);
    for (uint64_t i = first; i < last; i++)
        if (native_tests_rule(n->in, i))
            native_make_code(n, n->in->units[i], native_unit_end(n->in, i));
}

static bool units(struct native *n, const struct native_function *f)
{
    if (!begin(n, f->made, n->in->units[f->first], native_unit_end(n->in, f->last - 1), 0))
        return false;
    if (n->in->selects)
        selected(n, f->first, f->last);
    else
        tried(n, f->first, f->last);
    end(n, n->in->selects ? NATIVE_FAILED : 0);
    return true;
}

/* The words of UNIT that are compiled. */
static uint64_t unit_words(const struct jit_input *in, uint64_t unit)
{
    bool tests;
    bool none = in->selects && !native_tests_rule(in, unit);
    return none ? 0 : native_words(in, in->units[unit], native_unit_end(in, unit), &tests);
}

/* How many units from FIRST on make a function. */
static uint64_t function_count(const struct jit_input *in, uint64_t first)
{
    uint64_t n = 1, words = unit_words(in, first), compiled = words > 0, more;
    for (; first + n < in->n_units && compiled < NATIVE_GROUP_MOST; n++) {
        more = unit_words(in, first + n);
        if (words + more > WORDS_A_FUNCTION)
            break;
        words += more;
        compiled += more > 0;
    }
    return n;
}

static bool too_long(const struct jit_input *in)
{
    for (uint64_t i = 0; i < in->n_units; i++)
        if (unit_words(in, i) > WORDS_MOST)
            return true;
    return false;
}

/* ---- the whole ---- */

/* Calls the functions, one after the other, until one fails. */
static void call_tried(struct native *n, const struct native_function *functions, uint64_t count)
{
    mblock failed = machine_block(n->m);
    for (uint64_t i = 0; i < count; i++) {
        mblock go_on = machine_block(n->m);
        mvalue fine = machine_call(n->m, functions[i].made, native_number(n, 0));
        machine_expect(n->m, machine_test(n->m, MACHINE_NE, fine, native_number(n, 0)), go_on, failed);
        machine_enter(n->m, go_on);
    }
    machine_return(n->m, native_number(n, 1));
    machine_enter(n->m, failed);
    machine_return(n->m, native_number(n, 0));
}

static void call_all(struct native *n, const char *name, const struct native_function *functions, uint64_t count)
{
    machine_begin(n->m, machine_function(n->m, name, true));
    n->vm = machine_parameter(n->m, 0);
    n->calls = machine_parameter(n->m, 1);
    if (n->in->selects)
        native_call_rules(n, functions, count);
    else
        call_tried(n, functions, count);
}

static const char *all_units(struct native *n, const char *shown)
{
    uint64_t made = 0;
    struct native_function *functions = mem_alloc((n->in->n_units + 1) * sizeof *functions);
    if (functions == NULL)
        return "no memory";
    for (uint64_t first = 0, count; first < n->in->n_units; first += count) {
        char name[32];
        snprintf(name, sizeof name, "units%llu", (unsigned long long)first);
        count = function_count(n->in, first);
        functions[made] = (struct native_function){ machine_function(n->m, name, false), first, first + count };
        if (!units(n, &functions[made++])) {
            mem_free(functions);
            return "no memory";
        }
    }
    call_all(n, shown, functions, made);
    mem_free(functions);
    return NULL;
}

static const char *policy(struct native *n, const char *units)
{
    if (!make_definitions(n))
        return "no memory";
    for (uint64_t i = 0; i < n->in->n_definitions; i++)
        if (n->definitions[i] != NULL)
            definition(n, i);
    const char *wrong = all_units(n, units);
    mem_free(n->definitions);
    return wrong != NULL ? wrong : n->no_memory ? "no memory" : n->lost ? "a jump leads nowhere" : NULL;
}

const char *native_policy(struct machine *m, const struct jit_input *input, const char *units)
{
    struct native n = { .m = m, .in = input };
    if (too_long(input))
        return "a rule or table is too long: more than 6,000 words of code (bylaw dump shows them)";
    n.again = mem_alloc((input->n_sets + 1) * sizeof *n.again);
    const char *wrong = n.again != NULL ? policy(&n, units) : "no memory";
    mem_free(n.again);
    return wrong;
}
