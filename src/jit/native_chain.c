/* Chains: instructions without a jump into their midst that compute sums of facts and constants, and perhaps a test of what comes of it.
 * What they compute stays in the machine's registers, and one branch asks whether all of it was known and nothing overflowed; where that is
 * not so the VM does the whole chain. */
#include "jit/native_inner.h"

enum { CHAIN_LEAST = 2 /* instructions */, SHARED_MOST = 24 /* words that are sooner computed twice than kept */ };

#define A insn_a(n->in->words[word])
#define B insn_b(n->in->words[word])
#define X insn_x(n->in->words[word])
#define Y insn_y(n->in->words[word])
#define C n->in->words[word + 1]

enum { VALUE = sizeof(struct value), KIND = offsetof(struct value, kind), REST = 8 };

/* ---- where they are ---- */

static bool small(uint64_t a, uint64_t b, uint64_t c)
{
    return a < NATIVE_LIVE_MOST && b < NATIVE_LIVE_MOST && c < NATIVE_LIVE_MOST;
}

static bool computes(const struct native *n, uint64_t word)
{
    switch (insn_op(n->in->words[word])) {
    case OP_FACT: return small(A, 0, 0);
    case OP_CONSTANT: return small(A, 0, 0) && n->in->constants[B].rest != 0;
    case OP_MOVE: return small(A, B, 0);
    case OP_ADD: case OP_SUBTRACT: return small(A, X, Y);
    default: return false;
    }
}

static bool is_test(const struct native *n, uint64_t word)
{
    enum opcode op = insn_op(n->in->words[word]);
    return (op >= OP_R_EQ && op <= OP_R_GE && small(A, 0, 0)) || (op >= OP_RR_EQ && op <= OP_RR_GE && small(A, C, 0));
}

/* GET at WORD, of a result that is nothing but a sum: the word behind its PUT; 0: it is something else. */
static uint64_t shared_end(const struct native *n, uint64_t word)
{
    if (insn_op(n->in->words[word]) != OP_GET || !small(A, 0, 0))
        return 0;
    uint64_t end = word + (uint64_t)(int64_t)insn_jump(n->in->words[word]), at = word + 2;
    while (at < end && end - word <= SHARED_MOST && computes(n, at))
        at += insn_length(n->in->words[at]);
    bool put = at + 1 == end && insn_op(n->in->words[at]) == OP_PUT && insn_b(n->in->words[at]) == (uint32_t)C && insn_a(n->in->words[at]) == A;
    return put ? end : 0;
}

/* The row of instructions from WORD on, without another's jump into it. */
static uint64_t find_end(const struct native *n, uint64_t word)
{
    uint64_t at = word, count = 0;
    while (at < n->to && (at == word || !n->targets[at - n->from])) {
        uint64_t end = shared_end(n, at);
        bool test = end == 0 && is_test(n, at);
        if (end == 0 && !test && !computes(n, at))
            break;
        at = end != 0 ? end : at + insn_length(n->in->words[at]);
        count += end != 0 ? CHAIN_LEAST : 1;
        if (test)
            break;
    }
    return count >= CHAIN_LEAST ? at : 0;
}

static void mark(struct native *n, uint64_t word)
{
    if (word >= n->from && word < n->to)
        n->targets[word - n->from] = true;
}

static void mark_targets(struct native *n)
{
    for (uint64_t word = n->from; word < n->to; word += insn_length(n->in->words[word])) {
        const struct opcode_info *info = &opcode_info[insn_op(n->in->words[word])];
        const struct jit_set *set = native_set(n->in, word);
        if (info->b == OPERAND_JUMP && shared_end(n, word) == 0)
            mark(n, word + (uint64_t)(int64_t)insn_jump(n->in->words[word]));
        if (info->c == OPERAND_INT_JUMP)
            mark(n, word + (uint64_t)(int64_t)(int32_t)n->in->words[word + 2]);
        for (uint64_t i = 0; set != NULL && i < set->n; i++) {
            mark(n, n->in->items[set->first + i].entry);
            mark(n, n->in->items[set->first + i].fire);
        }
    }
}

void native_find_chains(struct native *n)
{
    mark_targets(n);
    for (uint64_t i = 0; i < n->in->n_units; i++)
        mark(n, n->in->units[i]);
    for (uint64_t word = n->from; word < n->to;) {
        uint64_t end = find_end(n, word);
        n->chains[word - n->from] = end;
        word = end != 0 ? end : word + insn_length(n->in->words[word]);
    }
}

/* ---- what they compute ---- */

struct computed {
    mvalue i, rest;    /* NULL: not here */
    uint64_t fact;     /* 1 + the fact it is, whose rest is its rest; 0: none */
    uint64_t facts;    /* those it is made of, bits */
    bool here, stored; /* stored: in memory, too */
};

struct chain {
    struct computed registers[NATIVE_LIVE_MOST];
    mvalue known, overflow; /* a flag, a sign; NULL: always so, never */
    mvalue facts[NATIVE_LIVE_MOST]; /* whether that one is known, a flag; NULL: nobody asked */
    bool takes;             /* it takes something from memory that is no fact */
};

static mvalue both(struct native *n, mvalue a, mvalue b, enum machine_op op)
{
    return a != NULL ? machine_do(n->m, op, a, b) : b;
}

/* A flag. */
static mvalue must_be_known(struct native *n, struct chain *chain, mvalue base, uint64_t offset)
{
    mvalue kind = machine_load(n->m, base, offset + KIND, 32);
    mvalue known = machine_flag(n->m, machine_test(n->m, MACHINE_NE, kind, native_number(n, 0)));
    chain->known = both(n, chain->known, known, MACHINE_AND);
    return known;
}

static void take_fact(struct native *n, struct chain *chain, uint64_t to, uint64_t fact)
{
    uint64_t bit = fact % NATIVE_LIVE_MOST;
    if (fact >= NATIVE_LIVE_MOST || chain->facts[bit] == NULL)
        chain->facts[bit] = must_be_known(n, chain, n->facts, fact * VALUE);
    chain->registers[to] = (struct computed){ .i = machine_load(n->m, n->facts, fact * VALUE, 64), .fact = fact + 1,
                                              .facts = UINT64_C(1) << bit, .here = true };
}

/* What is in register R; it is taken from memory if the chain has not computed it. */
static struct computed *taken(struct native *n, struct chain *chain, uint64_t r)
{
    struct computed *at = &chain->registers[r];
    if (!at->here) {
        must_be_known(n, chain, n->registers, r * VALUE);
        chain->takes = true;
        *at = (struct computed){ .i = machine_load(n->m, n->registers, r * VALUE, 64),
                                 .rest = machine_load(n->m, n->registers, r * VALUE + REST, 64), .here = true, .stored = true };
    }
    return at;
}

static void add_up(struct native *n, struct chain *chain, uint64_t word)
{
    bool add = insn_op(n->in->words[word]) == OP_ADD;
    mvalue x = taken(n, chain, X)->i, y = taken(n, chain, Y)->i, result = machine_do(n->m, add ? MACHINE_ADD : MACHINE_SUB, x, y);
    mvalue one = machine_do(n->m, MACHINE_XOR, x, add ? result : y), other = machine_do(n->m, MACHINE_XOR, add ? y : x, result);
    /* Its sign: the operands' signs do not allow the result's. */
    chain->overflow = both(n, chain->overflow, machine_do(n->m, MACHINE_AND, one, other), MACHINE_OR);
    uint64_t facts = chain->registers[X].facts | chain->registers[Y].facts;
    chain->registers[A] = (struct computed){ .i = result, .rest = native_number(n, C << 32), .facts = facts, .here = true };
}

static void compute(struct native *n, struct chain *chain, uint64_t word)
{
    switch (insn_op(n->in->words[word])) {
    case OP_FACT: take_fact(n, chain, A, B); break;
    case OP_CONSTANT: {
        const struct jit_constant *constant = &n->in->constants[B];
        chain->registers[A] = (struct computed){ .i = native_number(n, constant->i), .rest = native_number(n, constant->rest), .here = true };
        break;
    }
    case OP_MOVE:
        chain->registers[A] = *taken(n, chain, B);
        chain->registers[A].stored = false;
        break;
    case OP_ADD: case OP_SUBTRACT: add_up(n, chain, word); break;
    default: break; /* GET and PUT of what is not kept */
    }
}

static bool is_kept(const struct chain *chain, uint64_t live, uint64_t r)
{
    return chain->registers[r].here && !chain->registers[r].stored && (live >> r & 1);
}

/* What is read later on, into memory. */
static void store(struct native *n, const struct chain *chain, uint64_t live)
{
    for (uint64_t r = 0; r < NATIVE_LIVE_MOST; r++) {
        const struct computed *at = &chain->registers[r];
        if (!is_kept(chain, live, r))
            continue;
        mvalue rest = at->fact != 0 ? machine_load(n->m, n->facts, (at->fact - 1) * VALUE + REST, 64) : at->rest;
        machine_store(n->m, n->registers, r * VALUE, 64, at->i);
        machine_store(n->m, n->registers, r * VALUE + REST, 64, rest);
    }
}

/* Whether all of it holds, as a flag; NULL: always. */
static mvalue holds(struct native *n, const struct chain *chain)
{
    if (chain->overflow == NULL)
        return chain->known;
    return both(n, chain->known, machine_flag(n->m, machine_test(n->m, MACHINE_GE, chain->overflow, native_number(n, 0))), MACHINE_AND);
}

static mvalue test(struct native *n, struct chain *chain, uint64_t word)
{
    enum opcode op = insn_op(n->in->words[word]);
    bool two = op >= OP_RR_EQ;
    mvalue x = taken(n, chain, A)->i, y = two ? taken(n, chain, C)->i : native_number(n, C);
    return machine_test(n->m, (enum machine_test)(op - (two ? OP_RR_EQ : OP_R_EQ)), x, y); /* both in the order EQ NE LT LE GT GE */
}

/* The VM does all of it. TESTED: the test's word, or 0. */
static void by_vm(struct native *n, uint64_t word, uint64_t end, uint64_t tested)
{
    mvalue next = native_run(n, word, end);
    if (tested == 0)
        machine_jump(n->m, native_block(n, end));
    else
        machine_branch(n->m, machine_test(n->m, MACHINE_EQ, next, native_number(n, end)), native_block(n, end),
                       native_block(n, tested + (uint64_t)(int64_t)insn_jump(n->in->words[tested])));
}

static uint64_t live_behind(const struct native *n, uint64_t end, uint64_t tested)
{
    uint64_t to = tested != 0 ? tested + (uint64_t)(int64_t)insn_jump(n->in->words[tested]) : end;
    uint64_t live = end < n->to ? n->live[end - n->from] : 0;
    return live | (to >= n->from && to < n->to ? n->live[to - n->from] : 0);
}

/* Those that the test at WORD is about, bits. */
static uint64_t facts_of(const struct native *n, const struct chain *chain, uint64_t word)
{
    return chain->registers[A].facts | (insn_op(n->in->words[word]) >= OP_RR_EQ ? chain->registers[C].facts : 0);
}

/* Whether nothing comes of it but a test, of all its facts, which have bits in needs. */
static bool is_mere_test(const struct native *n, const struct chain *chain, uint64_t live, uint64_t tested)
{
    bool kept = false;
    uint64_t facts = 0;
    for (uint64_t r = 0; r < NATIVE_LIVE_MOST; r++) {
        kept |= is_kept(chain, live, r);
        facts |= (uint64_t)(chain->facts[r] != NULL) << r;
    }
    return tested != 0 && !kept && !chain->takes && n->in->n_facts <= NEED_BITS && facts == facts_of(n, chain, tested);
}

/* What the test of X waits for, and of Y, at least one fact of which is unknown. What an unknown fact has in place of a number may look
 * like an overflow: then the VM does it. */
static void note_unknown(struct native *n, const struct chain *chain, uint64_t facts, uint64_t end, mblock slow)
{
    mblock open = machine_block(n->m);
    if (chain->overflow != NULL)
        machine_expect(n->m, machine_test(n->m, MACHINE_GE, chain->overflow, native_number(n, 0)), open, slow);
    else
        machine_jump(n->m, open);
    machine_enter(n->m, open);
    mvalue function = machine_load_pointer(n->m, n->calls, offsetof(struct native_calls, waits));
    mvalue arguments[] = { n->vm, native_number(n, facts) }, needs = machine_call_back(n->m, function, 2, arguments);
    machine_set(n->m, n->maybe, machine_do(n->m, MACHINE_OR, machine_get(n->m, n->maybe), needs));
    machine_jump(n->m, native_block(n, end));
}

void native_chain(struct native *n, uint64_t word)
{
    struct chain chain = { .known = NULL };
    uint64_t end = n->chains[word - n->from], tested = 0;
    mvalue so = NULL;
    for (uint64_t at = word; at < end; at += insn_length(n->in->words[at])) {
        tested = is_test(n, at) ? at : 0;
        if (tested != 0)
            so = test(n, &chain, at);
        else
            compute(n, &chain, at);
    }
    mvalue fine = holds(n, &chain);
    uint64_t live = live_behind(n, end, tested);
    bool mere = fine != NULL && is_mere_test(n, &chain, live, tested);
    mblock fast = machine_block(n->m), slow = machine_block(n->m), unknown = mere ? machine_block(n->m) : slow;
    if (fine != NULL)
        machine_expect(n->m, machine_test(n->m, MACHINE_NE, fine, native_number(n, 0)), fast, unknown);
    else
        machine_jump(n->m, fast);
    if (mere) {
        machine_enter(n->m, unknown);
        note_unknown(n, &chain, facts_of(n, &chain, tested), end, slow);
    }
    machine_enter(n->m, fast);
    store(n, &chain, live);
    if (tested != 0)
        native_jump_on(n, tested, so);
    else
        machine_jump(n->m, native_block(n, end));
    machine_enter(n->m, slow);
    by_vm(n, word, end, tested);
}
