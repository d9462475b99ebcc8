/* One instruction to machine code. What is done here is what policies mostly do: tests, copies, sums; everything else, and all that is
 * seldom (an overflow, say), is called back. Each function stands for the operation of its name in vm/vm_run.c. */
#include "jit/native_inner.h"

#define A insn_a(n->in->words[word])
#define B insn_b(n->in->words[word])
#define X insn_x(n->in->words[word])
#define Y insn_y(n->in->words[word])
#define C n->in->words[word + 1]

enum { VALUE = sizeof(struct value), KIND = offsetof(struct value, kind), REST = 8 /* n and kind */ };

/* ---- small things ---- */

static mvalue number(const struct native *n, uint64_t x)
{
    return machine_number(n->m, x);
}

static mblock behind(struct native *n, uint64_t word)
{
    return native_block(n, word + insn_length(n->in->words[word]));
}

static mblock target(struct native *n, uint64_t word)
{
    return native_block(n, word + (uint64_t)(int64_t)insn_jump(n->in->words[word]));
}

static void go_on(struct native *n, uint64_t word)
{
    machine_jump(n->m, behind(n, word));
}

static mvalue maybe(struct native *n)
{
    return machine_get(n->m, n->maybe);
}

static void set_maybe(struct native *n, mvalue value)
{
    machine_set(n->m, n->maybe, value);
}

static mvalue load_register(struct native *n, uint64_t r)
{
    return machine_load(n->m, n->registers, r * VALUE, 64);
}

static mvalue load_rest(struct native *n, uint64_t r)
{
    return machine_load(n->m, n->registers, r * VALUE + REST, 64);
}

static void store_register(struct native *n, uint64_t r, mvalue i, mvalue rest)
{
    machine_store(n->m, n->registers, r * VALUE, 64, i);
    machine_store(n->m, n->registers, r * VALUE + REST, 64, rest);
}

/* n and kind of a value of KIND. */
static mvalue rest_of(struct native *n, enum value_kind kind)
{
    return number(n, (uint64_t)kind << 32);
}

static mvalue is_known(struct native *n, mvalue pointer, uint64_t offset)
{
    return machine_test(n->m, MACHINE_NE, machine_load(n->m, pointer, offset + KIND, 32), number(n, 0));
}

static mvalue fact_known(struct native *n, uint64_t fact)
{
    return is_known(n, n->facts, fact * VALUE);
}

static mvalue both(struct native *n, mvalue a, mvalue b)
{
    mvalue flag = machine_do(n->m, MACHINE_AND, machine_flag(n->m, a), machine_flag(n->m, b));
    return machine_test(n->m, MACHINE_NE, flag, number(n, 0));
}

static mvalue vm_pointer(struct native *n, uint64_t offset)
{
    return machine_load_pointer(n->m, n->vm, offset);
}

static mvalue slot(struct native *n, uint64_t index)
{
    return machine_at(n->m, vm_pointer(n, offsetof(struct vm, slots)), number(n, index * VALUE));
}

static mvalue is_stamped(struct native *n, uint64_t index)
{
    mvalue stamp = machine_load(n->m, vm_pointer(n, offsetof(struct vm, stamps)), index * sizeof(uint32_t), 32);
    return machine_test(n->m, MACHINE_EQ, stamp, machine_load(n->m, n->vm, offsetof(struct vm, stamp), 32));
}

static void stamp(struct native *n, uint64_t index)
{
    mvalue now = machine_load(n->m, n->vm, offsetof(struct vm, stamp), 32);
    machine_store(n->m, vm_pointer(n, offsetof(struct vm, stamps)), index * sizeof(uint32_t), 32, now);
}

/* ---- needs ---- */

/* Where all facts have bits there are no nodes: see vm/need.h. */
static bool plain_needs(const struct native *n)
{
    return n->in->n_facts <= NEED_BITS;
}

static mvalue call_join(struct native *n, mvalue a, mvalue b)
{
    mvalue function = machine_load_pointer(n->m, n->calls, offsetof(struct native_calls, join));
    mvalue arguments[] = { n->vm, a, b };
    return machine_call_back(n->m, function, 3, arguments);
}

mvalue native_join(struct native *n, mvalue a, mvalue b)
{
    mvalue joined = machine_do(n->m, MACHINE_OR, a, b);
    if (plain_needs(n))
        return joined;
    struct machine_variable *result = machine_variable(n->m);
    mblock nodes = machine_block(n->m), done = machine_block(n->m);
    machine_set(n->m, result, joined);
    machine_expect(n->m, machine_test(n->m, MACHINE_GE, joined, number(n, 0)), done, nodes);
    machine_enter(n->m, nodes);
    machine_set(n->m, result, call_join(n, a, b));
    machine_jump(n->m, done);
    machine_enter(n->m, done);
    return machine_get(n->m, result);
}

mvalue native_leaf(struct native *n, uint64_t fact)
{
    if (plain_needs(n))
        return number(n, NEED_UNKNOWN | UINT64_C(1) << fact);
    return machine_load(n->m, vm_pointer(n, offsetof(struct vm, leaves)), fact * sizeof(need), 64);
}

static mvalue need_of_register(struct native *n, uint64_t r)
{
    return machine_do(n->m, MACHINE_OR, load_register(n, r), number(n, NEED_UNKNOWN));
}

/* ---- called back ---- */

/* FUNCTION, a place in struct native_calls, with so many ARGUMENTS; yields the word where it goes on. */
static mvalue call_insns(struct native *n, uint64_t function, int count, mvalue *arguments)
{
    machine_store(n->m, n->vm, offsetof(struct vm, maybe), 64, maybe(n));
    mvalue next = machine_call_back(n->m, machine_load_pointer(n->m, n->calls, function), count, arguments);
    mblock fine = machine_block(n->m);
    machine_expect(n->m, machine_test(n->m, MACHINE_GE, next, number(n, 0)), fine, n->failed);
    machine_enter(n->m, fine);
    set_maybe(n, machine_load(n->m, n->vm, offsetof(struct vm, maybe), 64));
    return next;
}

static mvalue call_one(struct native *n, uint64_t word)
{
    mvalue arguments[] = { n->vm, number(n, word), n->registers };
    return call_insns(n, offsetof(struct native_calls, one), 3, arguments);
}

mvalue native_run(struct native *n, uint64_t from, uint64_t to)
{
    mvalue arguments[] = { n->vm, number(n, from), number(n, to), n->registers };
    return call_insns(n, offsetof(struct native_calls, run), 4, arguments);
}

static void call(struct native *n, uint64_t word)
{
    enum opcode op = insn_op(n->in->words[word]);
    mvalue next = call_one(n, word);
    if (op == OP_VALUES || op == OP_VALUE) {
        machine_set(n->m, n->next, next);
        machine_jump(n->m, n->where);
    } else if (opcode_info[op].b == OPERAND_JUMP && op != OP_CASE) {
        uint64_t after = word + insn_length(n->in->words[word]);
        machine_branch(n->m, machine_test(n->m, MACHINE_EQ, next, number(n, after)), behind(n, word), target(n, word));
    } else {
        go_on(n, word);
    }
}

/* ---- tests ---- */

/* From the block in hand to the two of a test whose operands are known. */
static void jump_clean(struct native *n, mblock to)
{
    set_maybe(n, number(n, 0));
    machine_jump(n->m, to);
}

static void jump_if_so(struct native *n, uint64_t word)
{
    bool threaded = opcode_info[insn_op(n->in->words[word])].c == OPERAND_INT_JUMP;
    mblock anyhow = target(n, word);
    mblock certain = threaded ? native_block(n, word + (uint64_t)(int64_t)(int32_t)n->in->words[word + 2]) : anyhow;
    if (certain != anyhow) {
        mblock clean = machine_block(n->m), other = machine_block(n->m);
        machine_expect(n->m, machine_test(n->m, MACHINE_EQ, maybe(n), number(n, 0)), clean, other);
        machine_enter(n->m, clean);
        machine_jump(n->m, certain);
        machine_enter(n->m, other);
    }
    jump_clean(n, anyhow);
}

/* In a block of its own: what is unknown falls through. */
static void note_unknown(struct native *n, uint64_t word, mblock block, mvalue (*needs)(struct native *n, uint64_t word))
{
    machine_enter(n->m, block);
    mvalue needed = needs(n, word);
    set_maybe(n, native_join(n, maybe(n), needed));
    go_on(n, word);
}

void native_jump_on(struct native *n, uint64_t word, mvalue so)
{
    mblock yes = machine_block(n->m);
    machine_branch(n->m, so, yes, behind(n, word));
    machine_enter(n->m, yes);
    jump_if_so(n, word);
}

static mvalue needs_fact(struct native *n, uint64_t word)
{
    return native_leaf(n, A);
}

static mvalue needs_register(struct native *n, uint64_t word)
{
    return need_of_register(n, A);
}

static enum machine_test test_of(enum opcode op, enum opcode first)
{
    return (enum machine_test)(op - first); /* both in the order EQ NE LT LE GT GE */
}

/* Splits off what is unknown; yields the block for it. */
static mblock if_known(struct native *n, mvalue known)
{
    mblock certain = machine_block(n->m), unknown = machine_block(n->m);
    machine_expect(n->m, known, certain, unknown);
    machine_enter(n->m, certain);
    return unknown;
}

static void test_fact(struct native *n, uint64_t word)
{
    mblock unknown = if_known(n, fact_known(n, A));
    mvalue i = machine_load(n->m, n->facts, (uint64_t)A * VALUE, 64);
    native_jump_on(n, word, machine_test(n->m, test_of(insn_op(n->in->words[word]), OP_F_EQ), i, number(n, C)));
    note_unknown(n, word, unknown, needs_fact);
}

static void test_register(struct native *n, uint64_t word)
{
    mblock unknown = if_known(n, is_known(n, n->registers, (uint64_t)A * VALUE));
    native_jump_on(n, word, machine_test(n->m, test_of(insn_op(n->in->words[word]), OP_R_EQ), load_register(n, A), number(n, C)));
    note_unknown(n, word, unknown, needs_register);
}

/* Of two facts or registers; where one is unknown the VM does it. */
static void test_two(struct native *n, uint64_t word, mvalue base, enum opcode first)
{
    mvalue known = both(n, is_known(n, base, (uint64_t)A * VALUE), is_known(n, base, C * VALUE));
    mblock unknown = if_known(n, known);
    mvalue x = machine_load(n->m, base, (uint64_t)A * VALUE, 64), y = machine_load(n->m, base, C * VALUE, 64);
    native_jump_on(n, word, machine_test(n->m, test_of(insn_op(n->in->words[word]), first), x, y));
    machine_enter(n->m, unknown);
    call(n, word);
}

static void test_mask(struct native *n, uint64_t word)
{
    mblock unknown = if_known(n, fact_known(n, A)), small = machine_block(n->m);
    mvalue i = machine_load(n->m, n->facts, (uint64_t)A * VALUE, 64);
    mblock large = machine_block(n->m);
    machine_expect(n->m, machine_test(n->m, MACHINE_EQ, machine_do(n->m, MACHINE_SHIFT_RIGHT, i, number(n, 6)), number(n, 0)), small, large);
    machine_enter(n->m, large); /* a symbol beyond the mask */
    call(n, word);
    machine_enter(n->m, small);
    mvalue bit = machine_do(n->m, MACHINE_AND, machine_do(n->m, MACHINE_SHIFT_RIGHT, number(n, C), i), number(n, 1));
    native_jump_on(n, word, machine_test(n->m, insn_op(n->in->words[word]) == OP_F_IN ? MACHINE_NE : MACHINE_EQ, bit, number(n, 0)));
    note_unknown(n, word, unknown, needs_fact);
}

static void test_known(struct native *n, uint64_t word)
{
    mvalue known = fact_known(n, A);
    mblock yes = machine_block(n->m);
    if (insn_op(n->in->words[word]) == OP_F_KNOWN)
        machine_branch(n->m, known, yes, behind(n, word));
    else
        machine_branch(n->m, known, behind(n, word), yes);
    machine_enter(n->m, yes);
    jump_clean(n, target(n, word));
}

static void test_text(struct native *n, uint64_t word)
{
    mblock unknown = if_known(n, fact_known(n, A));
    mvalue function = machine_load_pointer(n->m, n->calls, offsetof(struct native_calls, text_is));
    mvalue arguments[] = { n->vm, number(n, A), number(n, C) };
    mvalue is = machine_call_back(n->m, function, 3, arguments);
    native_jump_on(n, word, machine_test(n->m, insn_op(n->in->words[word]) == OP_FT_EQ ? MACHINE_NE : MACHINE_EQ, is, number(n, 0)));
    note_unknown(n, word, unknown, needs_fact);
}

/* ---- definitions ---- */

static mvalue call_definition(struct native *n, uint64_t index)
{
    if (n->definitions[index])
        return machine_call(n->m, n->definitions[index], number(n, 0));
    mvalue function = machine_load_pointer(n->m, n->calls, offsetof(struct native_calls, definition));
    mvalue arguments[] = { n->vm, number(n, index) };
    return machine_call_back(n->m, function, 2, arguments);
}

/* Behind this the definition is computed. */
static void need_definition(struct native *n, uint64_t index)
{
    mblock asked = machine_block(n->m), ready = machine_block(n->m);
    machine_branch(n->m, is_stamped(n, index), ready, asked);
    machine_enter(n->m, asked);
    machine_expect(n->m, machine_test(n->m, MACHINE_NE, call_definition(n, index), number(n, 0)), ready, n->failed);
    machine_enter(n->m, ready);
}

static mvalue needs_slot(struct native *n, uint64_t word)
{
    return machine_do(n->m, MACHINE_OR, machine_load(n->m, slot(n, A), 0, 64), number(n, NEED_UNKNOWN));
}

static void test_definition(struct native *n, uint64_t word)
{
    need_definition(n, A);
    mvalue value = slot(n, A);
    mblock unknown = if_known(n, is_known(n, value, 0));
    native_jump_on(n, word, machine_test(n->m, MACHINE_EQ, machine_load(n->m, value, 0, 64), number(n, C)));
    note_unknown(n, word, unknown, needs_slot);
}

static void copy(struct native *n, uint64_t r, mvalue from)
{
    store_register(n, r, machine_load(n->m, from, 0, 64), machine_load(n->m, from, REST, 64));
}

/* n of an unknown value is 0: absent becomes unknown. */
static mvalue present(struct native *n, mvalue rest)
{
    mvalue kind = machine_do(n->m, MACHINE_SHIFT_RIGHT, rest, number(n, 32));
    mvalue known = machine_flag(n->m, machine_test(n->m, MACHINE_NE, kind, number(n, 0)));
    return machine_do(n->m, MACHINE_AND, rest, machine_do(n->m, MACHINE_SUB, number(n, 0), known));
}

static void return_value(struct native *n, uint64_t word)
{
    mvalue i = load_register(n, A), rest = present(n, load_rest(n, A)), at = slot(n, n->definition);
    machine_store(n->m, at, 0, 64, i);
    machine_store(n->m, at, REST, 64, rest);
    stamp(n, n->definition);
    machine_store(n->m, n->vm, offsetof(struct vm, definition), 32, machine_get(n->m, n->outer));
    machine_jump(n->m, n->out);
}

/* ---- units ---- */

static mvalue listed_now(struct native *n)
{
    return machine_load(n->m, n->vm, offsetof(struct vm, n_listed), 32);
}

static void list_arm(struct native *n, uint64_t arm, mvalue needs)
{
    mvalue count = listed_now(n);
    mvalue bytes = machine_do(n->m, MACHINE_SHIFT_LEFT, count, number(n, 4));
    mvalue at = machine_at(n->m, vm_pointer(n, offsetof(struct vm, listed)), bytes);
    machine_store(n->m, at, 0, 32, number(n, arm));
    machine_store(n->m, at, offsetof(struct listed, need), 64, needs);
    machine_store(n->m, n->vm, offsetof(struct vm, n_listed), 32, machine_do(n->m, MACHINE_ADD, count, number(n, 1)));
}

static void fire(struct native *n, uint64_t word)
{
    list_arm(n, A, maybe(n));
    set_maybe(n, number(n, 0));
    go_on(n, word);
}

static void save(struct native *n, uint64_t word)
{
    store_register(n, A, maybe(n), number(n, 0));
    set_maybe(n, number(n, 0));
}

static void open_unit(struct native *n, uint64_t word)
{
    save(n, word);
    machine_store(n->m, n->vm, offsetof(struct vm, mark), 32, listed_now(n));
    go_on(n, word);
}

static void fire_first(struct native *n, uint64_t word)
{
    mvalue now = maybe(n), base = native_join(n, load_register(n, A), now);
    machine_store(n->m, n->registers, (uint64_t)A * VALUE, 64, base);
    list_arm(n, C, base);
    set_maybe(n, number(n, 0));
    machine_branch(n->m, machine_test(n->m, MACHINE_EQ, now, number(n, 0)), target(n, word), behind(n, word));
}

static void fire_each(struct native *n, uint64_t word)
{
    list_arm(n, C, native_join(n, load_register(n, A), maybe(n)));
    set_maybe(n, number(n, 0));
    go_on(n, word);
}

static void none_fired(struct native *n, uint64_t word)
{
    mvalue mark = machine_load(n->m, n->vm, offsetof(struct vm, mark), 32);
    machine_branch(n->m, machine_test(n->m, MACHINE_EQ, listed_now(n), mark), target(n, word), behind(n, word));
}

static void drop(struct native *n, uint64_t word)
{
    machine_store(n->m, n->vm, offsetof(struct vm, n_listed), 32, machine_load(n->m, n->vm, offsetof(struct vm, mark), 32));
    go_on(n, word);
}

/* ---- values ---- */

static void constant(struct native *n, uint64_t word)
{
    mvalue constants = machine_load_pointer(n->m, vm_pointer(n, offsetof(struct vm, code)), offsetof(struct code, constants));
    copy(n, A, machine_at(n->m, constants, number(n, (uint64_t)B * VALUE)));
    go_on(n, word);
}

static void fact(struct native *n, uint64_t word)
{
    mblock unknown = if_known(n, fact_known(n, B));
    copy(n, A, machine_at(n->m, n->facts, number(n, (uint64_t)B * VALUE)));
    go_on(n, word);
    machine_enter(n->m, unknown);
    store_register(n, A, native_leaf(n, B), number(n, 0));
    go_on(n, word);
}

static void move(struct native *n, uint64_t word)
{
    store_register(n, A, load_register(n, B), present(n, load_rest(n, B)));
    go_on(n, word);
}

static void definition(struct native *n, uint64_t word)
{
    need_definition(n, B);
    copy(n, A, slot(n, B));
    go_on(n, word);
}

static void get(struct native *n, uint64_t word)
{
    mblock have = machine_block(n->m);
    machine_branch(n->m, is_stamped(n, (uint32_t)C), have, behind(n, word));
    machine_enter(n->m, have);
    copy(n, A, slot(n, (uint32_t)C));
    machine_jump(n->m, target(n, word));
}

static void put(struct native *n, uint64_t word)
{
    mvalue at = slot(n, B);
    machine_store(n->m, at, 0, 64, load_register(n, A));
    machine_store(n->m, at, REST, 64, load_rest(n, A));
    stamp(n, B);
    go_on(n, word);
}

static void decide(struct native *n, uint64_t word)
{
    mvalue now = maybe(n);
    mblock sure = machine_block(n->m), unsure = machine_block(n->m), done = machine_block(n->m);
    machine_expect(n->m, machine_test(n->m, MACHINE_EQ, now, number(n, 0)), sure, unsure);
    machine_enter(n->m, sure);
    store_register(n, A, number(n, 1), rest_of(n, VALUE_BOOL));
    machine_jump(n->m, done);
    machine_enter(n->m, unsure);
    store_register(n, A, now, number(n, 0));
    machine_jump(n->m, done);
    machine_enter(n->m, done);
    set_maybe(n, load_register(n, B));
    go_on(n, word);
}

static void refuse(struct native *n, uint64_t word)
{
    store_register(n, A, number(n, 0), rest_of(n, VALUE_BOOL));
    set_maybe(n, load_register(n, B));
    go_on(n, word);
}

static void known(struct native *n, uint64_t word)
{
    store_register(n, A, machine_flag(n->m, is_known(n, n->registers, (uint64_t)B * VALUE)), rest_of(n, VALUE_BOOL));
    go_on(n, word);
}

/* Where both are known and the result fits; else the VM does it. */
static void sum(struct native *n, uint64_t word)
{
    mvalue all_known = both(n, is_known(n, n->registers, (uint64_t)X * VALUE), is_known(n, n->registers, (uint64_t)Y * VALUE));
    mblock seldom = if_known(n, all_known), fits = machine_block(n->m);
    bool add = insn_op(n->in->words[word]) == OP_ADD;
    mvalue x = load_register(n, X), y = load_register(n, Y), result = machine_do(n->m, add ? MACHINE_ADD : MACHINE_SUB, x, y);
    mvalue one = machine_do(n->m, MACHINE_XOR, x, add ? result : y), other = machine_do(n->m, MACHINE_XOR, add ? y : x, result);
    mvalue overflow = machine_do(n->m, MACHINE_AND, one, other); /* its sign: the operands' signs do not allow the result's */
    machine_expect(n->m, machine_test(n->m, MACHINE_GE, overflow, number(n, 0)), fits, seldom);
    machine_enter(n->m, fits);
    store_register(n, A, result, rest_of(n, (enum value_kind)C));
    go_on(n, word);
    machine_enter(n->m, seldom);
    call(n, word);
}

static void seen(struct native *n, uint64_t word)
{
    mvalue set = vm_pointer(n, offsetof(struct vm, seen));
    uint64_t at = A / 64 * sizeof(uint64_t);
    mvalue bits = machine_do(n->m, MACHINE_OR, machine_load(n->m, set, at, 64), number(n, UINT64_C(1) << A % 64));
    machine_store(n->m, set, at, 64, bits);
    go_on(n, word);
}

static void if_then(struct native *n, uint64_t word)
{
    machine_branch(n->m, machine_test(n->m, MACHINE_EQ, load_register(n, A), number(n, 0)), target(n, word), behind(n, word));
}

static void hollow(struct native *n, uint64_t word)
{
    mblock so = machine_block(n->m);
    machine_branch(n->m, machine_test(n->m, MACHINE_EQ, maybe(n), number(n, NEED_UNKNOWN)), so, behind(n, word));
    machine_enter(n->m, so);
    jump_clean(n, target(n, word));
}

static void set_and_go(struct native *n, uint64_t word, mvalue value)
{
    set_maybe(n, value);
    go_on(n, word);
}

static void store_and_go(struct native *n, uint64_t word, mvalue i, mvalue rest)
{
    store_register(n, A, i, rest);
    go_on(n, word);
}

void native_insn(struct native *n, uint64_t word)
{
    switch (insn_op(n->in->words[word])) {
    case OP_END: machine_jump(n->m, n->out); break;
    case OP_JUMP: machine_jump(n->m, target(n, word)); break;
    case OP_SAVE: save(n, word); go_on(n, word); break;
    case OP_RESTORE: set_and_go(n, word, load_register(n, A)); break;
    case OP_JOIN: set_and_go(n, word, native_join(n, maybe(n), load_register(n, A))); break;
    case OP_CLEAR: set_and_go(n, word, number(n, 0)); break;
    case OP_SURE:
        machine_expect(n->m, machine_test(n->m, MACHINE_EQ, maybe(n), number(n, 0)), target(n, word), behind(n, word));
        break;
    case OP_HOLLOW: hollow(n, word); break;
    case OP_F_EQ: case OP_F_NE: case OP_F_LT: case OP_F_LE: case OP_F_GT: case OP_F_GE: test_fact(n, word); break;
    case OP_FF_EQ: case OP_FF_NE: case OP_FF_LT: case OP_FF_LE: case OP_FF_GT: case OP_FF_GE:
        test_two(n, word, n->facts, OP_FF_EQ);
        break;
    case OP_R_EQ: case OP_R_NE: case OP_R_LT: case OP_R_LE: case OP_R_GT: case OP_R_GE: test_register(n, word); break;
    case OP_RR_EQ: case OP_RR_NE: case OP_RR_LT: case OP_RR_LE: case OP_RR_GT: case OP_RR_GE:
        test_two(n, word, n->registers, OP_RR_EQ);
        break;
    case OP_FT_EQ: case OP_FT_NE: test_text(n, word); break;
    case OP_F_IN: case OP_F_OUT: test_mask(n, word); break;
    case OP_F_KNOWN: case OP_F_MISSING: test_known(n, word); break;
    case OP_R_KNOWN:
        machine_branch(n->m, is_known(n, n->registers, (uint64_t)A * VALUE), target(n, word), behind(n, word));
        break;
    case OP_D_IS: test_definition(n, word); break;
    case OP_SELECT: native_select(n, word); break;
    case OP_ALIVE: native_alive(n, word); break;
    case OP_FIRE: fire(n, word); break;
    case OP_OPEN: open_unit(n, word); break;
    case OP_FIRE_FIRST: fire_first(n, word); break;
    case OP_FIRE_EACH: fire_each(n, word); break;
    case OP_NONE_FIRED: none_fired(n, word); break;
    case OP_DROP: drop(n, word); break;
    case OP_CONSTANT: constant(n, word); break;
    case OP_UNKNOWN: store_and_go(n, word, number(n, 0), number(n, 0)); break;
    case OP_ABSENT: store_and_go(n, word, number(n, 0), number(n, 1)); break;
    case OP_FACT: fact(n, word); break;
    case OP_SEEN: seen(n, word); break;
    case OP_MOVE: move(n, word); break;
    case OP_DEFINITION: definition(n, word); break;
    case OP_RETURN: return_value(n, word); break;
    case OP_GET: get(n, word); break;
    case OP_PUT: put(n, word); break;
    case OP_DECIDE: decide(n, word); break;
    case OP_REFUSE: refuse(n, word); break;
    case OP_KNOWN: known(n, word); break;
    case OP_IF_THEN: if_then(n, word); break;
    case OP_ADD: case OP_SUBTRACT: sum(n, word); break;
    default: call(n, word); break;
    }
}
