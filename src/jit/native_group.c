/* Rules without branches: for a group of rules that are mere rows of tests of facts, each fact's value is looked up in a table of bits, one a
 * rule, that says which rules it leaves; what all of them leave is listed. What an unknown leaves stays open, and needs it.
 *
 * A number is looked up by how many of the rows' bounds it has reached. */
#include "base/mem.h"
#include "jit/native_inner.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEWEST = 4,       /* rules that make a group */
    SYMBOLS = 64,     /* values of a closed set that a table holds */
    COUNTED_MOST = 8, /* bounds that are counted one by one; */
    TWICE_MOST = 8,   /* bits of their number up to which they are counted in two steps; more are searched */
    FLAGS_MOST = 32   /* 2^8 - 1 bounds, each 16th of them, or one's neighbours up to the next */
};

struct test {
    uint64_t fact, constant;
    uint32_t rule;
    enum opcode op;
};

struct group {
    struct test *tests; /* sorted by fact */
    uint64_t n_tests, n_rules;
    uint64_t arms[NATIVE_GROUP_MOST], facts[NATIVE_GROUP_MOST]; /* of each rule; the latter as bits */
    struct machine_variable *bits, *unknown;
};

/* ---- which rules ---- */

static bool is_order(enum opcode op)
{
    return op >= OP_F_EQ && op <= OP_F_GE;
}

static bool is_mask(enum opcode op)
{
    return op == OP_F_IN || op == OP_F_OUT;
}

static bool leaves(const struct jit_input *in, uint64_t word, uint64_t end)
{
    bool threaded = opcode_info[insn_op(in->words[word])].c == OPERAND_INT_JUMP;
    return word + (uint64_t)(int64_t)insn_jump(in->words[word]) >= end &&
           (!threaded || word + (uint64_t)(int64_t)(int32_t)in->words[word + 2] >= end);
}

static bool is_symbol(const struct jit_input *in, uint64_t fact)
{
    return in->facts[fact].symbols > 0 && in->facts[fact].symbols <= SYMBOLS;
}

static bool is_test(const struct jit_input *in, uint64_t word, uint64_t end)
{
    enum opcode op = insn_op(in->words[word]);
    bool small = is_mask(op) && is_symbol(in, insn_a(in->words[word]));
    return (is_order(op) || small || op == OP_F_KNOWN || op == OP_F_MISSING) && leaves(in, word, end);
}

static bool is_row(const struct jit_input *in, uint64_t unit)
{
    uint64_t end = native_unit_end(in, unit), word = in->units[unit];
    while (word < end && is_test(in, word, end))
        word += insn_length(in->words[word]);
    bool fires = word < end && insn_op(in->words[word]) == OP_FIRE;
    return fires && (word + 1 == end || (word + 2 == end && insn_op(in->words[word + 1]) == OP_ALIVE));
}

uint64_t native_group_count(const struct jit_input *in, uint64_t first, uint64_t limit)
{
    uint64_t n = 0;
    if (in->n_facts > NEED_BITS) /* needs are more than bits then */
        return 0;
    while (n < limit && n < NATIVE_GROUP_MOST && is_row(in, first + n))
        n++;
    return n >= FEWEST ? n : 0;
}

/* ---- their tests ---- */

static void add_rule(const struct jit_input *in, struct group *group, uint32_t rule, uint64_t unit)
{
    uint64_t word = in->units[unit];
    for (; insn_op(in->words[word]) != OP_FIRE; word += insn_length(in->words[word])) {
        enum opcode op = insn_op(in->words[word]);
        bool asks = op == OP_F_KNOWN || op == OP_F_MISSING;
        uint64_t fact = insn_a(in->words[word]);
        group->tests[group->n_tests++] = (struct test){ fact, asks ? 0 : in->words[word + 1], rule, op };
        group->facts[rule] |= asks ? 0 : UINT64_C(1) << fact;
    }
    group->arms[rule] = insn_a(in->words[word]);
}

static int by_fact(const void *a, const void *b)
{
    const struct test *x = a, *y = b;
    return x->fact != y->fact ? (x->fact > y->fact) - (x->fact < y->fact) : (x->rule > y->rule) - (x->rule < y->rule);
}

static bool collect(const struct jit_input *in, struct group *group, uint64_t first, uint64_t count)
{
    uint64_t words = native_unit_end(in, first + count - 1) - in->units[first];
    *group = (struct group){ .n_rules = count, .tests = mem_alloc(words * sizeof *group->tests) };
    for (uint64_t i = 0; group->tests != NULL && i < count; i++)
        add_rule(in, group, (uint32_t)i, first + i);
    if (group->tests != NULL)
        qsort(group->tests, group->n_tests, sizeof *group->tests, by_fact);
    return group->tests != NULL;
}

/* ---- what a value leaves ---- */

static bool jumps(const struct test *test, int64_t v)
{
    int64_t c = (int64_t)test->constant;
    switch (test->op) {
    case OP_F_EQ: return v == c;
    case OP_F_NE: return v != c;
    case OP_F_LT: return v < c;
    case OP_F_LE: return v <= c;
    case OP_F_GT: return v > c;
    case OP_F_GE: return v >= c;
    case OP_F_IN: return v >= 0 && v < 64 && (test->constant >> v & 1);
    case OP_F_OUT: return !(v >= 0 && v < 64 && (test->constant >> v & 1));
    default: return test->op == OP_F_KNOWN;
    }
}

static uint64_t left_by(const struct test *tests, uint64_t n, int64_t v)
{
    uint64_t gone = 0;
    for (uint64_t i = 0; i < n; i++)
        gone |= (uint64_t)jumps(&tests[i], v) << tests[i].rule;
    return ~gone;
}

static uint64_t left_by_unknown(const struct test *tests, uint64_t n)
{
    uint64_t gone = 0;
    for (uint64_t i = 0; i < n; i++)
        gone |= (uint64_t)(tests[i].op == OP_F_MISSING) << tests[i].rule;
    return ~gone;
}

/* ---- bounds of numbers ---- */

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The values from which on some test answers otherwise, ascending. */
static uint64_t find_bounds(const struct test *tests, uint64_t n, int64_t *bounds)
{
    uint64_t k = 0, kept = 0;
    for (uint64_t i = 0; i < n; i++) {
        int64_t c = (int64_t)tests[i].constant;
        enum opcode op = tests[i].op;
        if (!is_order(op))
            continue;
        if (op != OP_F_LE && op != OP_F_GT)
            bounds[k++] = c;
        if (op != OP_F_LT && op != OP_F_GE && c < INT64_MAX)
            bounds[k++] = c + 1;
    }
    qsort(bounds, k, sizeof *bounds, by_size);
    for (uint64_t i = 0; i < k; i++)
        if (kept == 0 || bounds[i] != bounds[kept - 1])
            bounds[kept++] = bounds[i];
    return kept;
}

/* ---- machine code ---- */

static mvalue do_(struct native *n, enum machine_op op, mvalue a, mvalue b)
{
    return machine_do(n->m, op, a, b);
}

static mvalue reached(struct native *n, mvalue v, mvalue bound)
{
    return machine_flag(n->m, machine_test(n->m, MACHINE_GE, v, bound));
}

/* Their sum, added in pairs: nothing waits for a long row of sums. */
static mvalue sum(struct native *n, mvalue *flags, uint64_t count)
{
    for (; count > 1; count = (count + 1) / 2)
        for (uint64_t i = 0; i < count / 2; i++)
            flags[i] = do_(n, MACHINE_ADD, flags[i], flags[i + (count + 1) / 2]);
    return count > 0 ? flags[0] : native_number(n, 0);
}

/* How many of the bounds V has reached: each STEP-th of them, at most FLAGS_MOST. */
static mvalue count_bounds(struct native *n, mvalue v, const int64_t *bounds, uint64_t k, uint64_t step)
{
    mvalue flags[FLAGS_MOST];
    uint64_t count = 0;
    for (uint64_t i = step - 1; i < k; i += step)
        flags[count++] = reached(n, v, native_number(n, (uint64_t)bounds[i]));
    return sum(n, flags, count);
}

/* The bounds as a table, filled up with what no value reaches but the largest, for which what is behind says the same. */
static mvalue bounds_table(struct native *n, const int64_t *bounds, uint64_t k, uint64_t size)
{
    uint64_t *table = mem_alloc(size * sizeof *table);
    for (uint64_t i = 0; table != NULL && i < size; i++)
        table[i] = (uint64_t)(i < k ? bounds[i] : INT64_MAX);
    mvalue made = table != NULL ? machine_table(n->m, table, size) : NULL;
    mem_free(table);
    return made;
}

static mvalue entry(struct native *n, mvalue table, mvalue index)
{
    return machine_at(n->m, table, do_(n, MACHINE_SHIFT_LEFT, index, native_number(n, 3)));
}

/* The same in two steps: how many rows of STEP bounds, a power of two, have been reached wholly, and how many bounds of the next. */
static mvalue count_twice(struct native *n, mvalue v, const int64_t *bounds, uint64_t k, uint64_t shift)
{
    uint64_t step = UINT64_C(1) << shift;
    mvalue table = bounds_table(n, bounds, k, k + step);
    if (table == NULL)
        return NULL;
    mvalue count = do_(n, MACHINE_SHIFT_LEFT, count_bounds(n, v, bounds, k, step), native_number(n, shift));
    mvalue row = entry(n, table, count), flags[FLAGS_MOST];
    for (uint64_t i = 0; i + 1 < step; i++)
        flags[i] = reached(n, v, machine_load(n->m, row, i * sizeof(int64_t), 64));
    return do_(n, MACHINE_ADD, count, sum(n, flags, step - 1));
}

/* The same by halving: the table is as long as a power of two less one. */
static mvalue search_bounds(struct native *n, mvalue v, const int64_t *bounds, uint64_t k, uint64_t bits)
{
    mvalue at = native_number(n, 0), table = bounds_table(n, bounds, k, (UINT64_C(1) << bits) - 1);
    for (uint64_t shift = bits; table != NULL && shift-- > 0;) {
        mvalue bound = machine_load(n->m, entry(n, table, at), ((UINT64_C(1) << shift) - 1) * sizeof(int64_t), 64);
        at = do_(n, MACHINE_ADD, at, do_(n, MACHINE_SHIFT_LEFT, reached(n, v, bound), native_number(n, shift)));
    }
    return table != NULL ? at : NULL;
}

/* How many of the bounds V has reached, at most 2^BITS - 1; NULL: no memory. */
static mvalue place_among(struct native *n, mvalue v, const int64_t *bounds, uint64_t k, uint64_t bits)
{
    if (k <= COUNTED_MOST)
        return count_bounds(n, v, bounds, k, 1);
    return bits <= TWICE_MOST ? count_twice(n, v, bounds, k, bits / 2) : search_bounds(n, v, bounds, k, bits);
}

/* What TABLE leaves at INDEX, below 2^BITS; behind these there are as many entries for what is unknown. */
static void leave(struct native *n, struct group *group, const uint64_t *table, uint64_t bits, mvalue index, mvalue unknown)
{
    mvalue place = do_(n, MACHINE_OR, index, do_(n, MACHINE_SHIFT_LEFT, unknown, native_number(n, bits)));
    mvalue at = entry(n, machine_table(n->m, table, UINT64_C(2) << bits), place);
    machine_set(n->m, group->bits, do_(n, MACHINE_AND, machine_get(n->m, group->bits), machine_load(n->m, at, 0, 64)));
}

static uint64_t bits_for(uint64_t n)
{
    uint64_t bits = 0;
    while (UINT64_C(1) << bits < n)
        bits++;
    return bits;
}

static void by_symbol(struct native *n, struct group *group, const struct test *tests, uint64_t count, mvalue v, mvalue unknown)
{
    uint64_t table[2 * SYMBOLS], bits = bits_for(n->in->facts[tests->fact].symbols), size = UINT64_C(1) << bits;
    for (uint64_t i = 0; i < size; i++) {
        table[i] = left_by(tests, count, (int64_t)i);
        table[size + i] = left_by_unknown(tests, count);
    }
    leave(n, group, table, bits, do_(n, MACHINE_AND, v, native_number(n, size - 1)), unknown);
}

static void fill_table(uint64_t *table, const struct test *tests, uint64_t count, const int64_t *bounds, uint64_t k, uint64_t size)
{
    table[0] = left_by(tests, count, k == 0 || bounds[0] == INT64_MIN ? INT64_MIN : bounds[0] - 1);
    for (uint64_t i = 1; i < size; i++)
        table[i] = left_by(tests, count, i <= k ? bounds[i - 1] : INT64_MAX);
    for (uint64_t i = 0; i < size; i++)
        table[size + i] = left_by_unknown(tests, count);
}

static void by_number(struct native *n, struct group *group, const struct test *tests, uint64_t count, mvalue v, mvalue unknown)
{
    int64_t *bounds = mem_alloc((2 * count + 1) * sizeof *bounds);
    uint64_t k = bounds != NULL ? find_bounds(tests, count, bounds) : 0, bits = bits_for(k + 1);
    uint64_t *table = mem_alloc((UINT64_C(2) << bits) * sizeof *table);
    mvalue index = bounds != NULL && table != NULL ? place_among(n, v, bounds, k, bits) : NULL;
    if (index != NULL) {
        fill_table(table, tests, count, bounds, k, UINT64_C(1) << bits);
        leave(n, group, table, bits, index, unknown);
    } else {
        n->no_memory = true;
    }
    mem_free(bounds);
    mem_free(table);
}

static void by_fact_value(struct native *n, struct group *group, const struct test *tests, uint64_t count)
{
    uint64_t fact = tests->fact;
    mvalue kind = machine_load(n->m, n->facts, fact * sizeof(struct value) + offsetof(struct value, kind), 32);
    mvalue unknown = machine_flag(n->m, machine_test(n->m, MACHINE_EQ, kind, native_number(n, 0)));
    mvalue v = machine_load(n->m, n->facts, fact * sizeof(struct value), 64);
    if (is_symbol(n->in, fact))
        by_symbol(n, group, tests, count, v, unknown);
    else
        by_number(n, group, tests, count, v, unknown);
    mvalue bit = do_(n, MACHINE_SHIFT_LEFT, unknown, native_number(n, fact));
    machine_set(n->m, group->unknown, do_(n, MACHINE_OR, machine_get(n->m, group->unknown), bit));
}

/* All facts that are symbols, or all that are numbers. */
static void by_facts(struct native *n, struct group *group, bool numbers)
{
    for (uint64_t i = 0, k; i < group->n_tests; i += k) {
        const struct test *tests = &group->tests[i];
        for (k = 1; i + k < group->n_tests && tests[k].fact == tests->fact;)
            k++;
        if (numbers == !is_symbol(n->in, tests->fact))
            by_fact_value(n, group, tests, k);
    }
}

/* Arms of neighbours are neighbours, as a rule. */
static mvalue arm_of(struct native *n, const struct group *group, mvalue rule)
{
    bool row = true;
    for (uint64_t i = 1; i < group->n_rules; i++)
        row = row && group->arms[i] == group->arms[0] + i;
    if (row)
        return do_(n, MACHINE_ADD, rule, native_number(n, group->arms[0]));
    return machine_load(n->m, entry(n, machine_table(n->m, group->arms, group->n_rules), rule), 0, 64);
}

static mvalue need_of_rule(struct native *n, const struct group *group, mvalue rule)
{
    mvalue facts = machine_load(n->m, entry(n, machine_table(n->m, group->facts, group->n_rules), rule), 0, 64);
    mvalue needs = do_(n, MACHINE_AND, facts, machine_get(n->m, group->unknown));
    mvalue some = machine_flag(n->m, machine_test(n->m, MACHINE_NE, needs, native_number(n, 0)));
    return do_(n, MACHINE_OR, needs, do_(n, MACHINE_SHIFT_LEFT, some, native_number(n, 62)));
}
_Static_assert(NEED_UNKNOWN == UINT64_C(1) << 62, "need_of_rule");

/* Lists the arms of the bits that are set, at least one; where nothing is UNKNOWN they need nothing. */
static void list(struct native *n, const struct group *group, bool unknown, mblock done)
{
    mblock loop = machine_block(n->m), over = machine_block(n->m);
    struct machine_variable *at = machine_variable(n->m);
    mvalue listed = machine_load_pointer(n->m, n->vm, offsetof(struct vm, listed));
    mvalue before = machine_load(n->m, n->vm, offsetof(struct vm, n_listed), 32);
    machine_set(n->m, at, do_(n, MACHINE_SHIFT_LEFT, before, native_number(n, 4)));
    machine_jump(n->m, loop);
    machine_enter(n->m, loop);
    mvalue bits = machine_get(n->m, group->bits), rule = machine_lowest(n->m, bits), here = machine_get(n->m, at);
    mvalue place = machine_at(n->m, listed, here), needs = unknown ? need_of_rule(n, group, rule) : native_number(n, 0);
    machine_store(n->m, place, 0, 32, arm_of(n, group, rule));
    machine_store(n->m, place, offsetof(struct listed, need), 64, needs);
    mvalue rest = do_(n, MACHINE_AND, bits, do_(n, MACHINE_SUB, bits, native_number(n, 1)));
    machine_set(n->m, at, do_(n, MACHINE_ADD, here, native_number(n, sizeof(struct listed))));
    machine_set(n->m, group->bits, rest);
    machine_branch(n->m, machine_test(n->m, MACHINE_NE, rest, native_number(n, 0)), loop, over);
    machine_enter(n->m, over);
    mvalue count = do_(n, MACHINE_SHIFT_RIGHT, machine_get(n->m, at), native_number(n, 4));
    machine_store(n->m, n->vm, offsetof(struct vm, n_listed), 32, count);
    machine_jump(n->m, done);
}

void native_group(struct native *n, uint64_t first, uint64_t count)
{
    struct group group;
    mblock some = machine_block(n->m), behind = native_block(n, native_unit_end(n->in, first + count - 1));
    if (!collect(n->in, &group, first, count)) {
        n->no_memory = true;
        return;
    }
    group.bits = machine_variable(n->m);
    group.unknown = machine_variable(n->m);
    machine_set(n->m, group.bits, native_number(n, count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX));
    machine_set(n->m, group.unknown, native_number(n, 0));
    for (int number = 0; number <= 1; number++) /* what takes longer, last */
        by_facts(n, &group, number);
    mem_free(group.tests);
    machine_branch(n->m, machine_test(n->m, MACHINE_NE, machine_get(n->m, group.bits), native_number(n, 0)), some, behind);
    machine_enter(n->m, some);
    mblock certain = machine_block(n->m), open = machine_block(n->m);
    mvalue unknown = machine_get(n->m, group.unknown);
    machine_branch(n->m, machine_test(n->m, MACHINE_EQ, unknown, native_number(n, 0)), certain, open);
    machine_enter(n->m, certain);
    list(n, &group, false, behind);
    machine_enter(n->m, open);
    list(n, &group, true, behind);
}
