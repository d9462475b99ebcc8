/* Which registers are still read: what nobody reads needs no place in memory. */
#include "jit/native_inner.h"

#include "base/mem.h"

#include <string.h>

static uint64_t bit_of(uint64_t r)
{
    return r < NATIVE_LIVE_MOST ? UINT64_C(1) << r : 0;
}

/* Adds what an operand of that format reads; *WRITES: what it writes whatever happens. */
static void add_operand(enum operand format, uint64_t x, uint64_t *reads, uint64_t *writes)
{
    switch (format) {
    case OPERAND_WRITE: *writes |= bit_of(x); break;
    case OPERAND_READ: case OPERAND_UPDATE: *reads |= bit_of(x); break;
    case OPERAND_READ2: *reads |= bit_of(x & INSN_MOST_X) | bit_of(x >> 16 & INSN_MOST_X); break;
    case OPERAND_READ_INDEX: *reads |= bit_of(x & INSN_MOST_X); break;
    case OPERAND_READ_ROW: *reads = UINT64_MAX; break;
    default: break;
    }
}

/* Of lists, lookups and values by cases it is not told here. */
static void of_insn(const uint64_t *words, uint64_t *reads, uint64_t *writes)
{
    enum opcode op = insn_op(*words);
    const struct opcode_info *info = &opcode_info[op];
    *reads = op >= OP_LIST ? UINT64_MAX : 0;
    *writes = 0;
    add_operand((enum operand)info->a, insn_a(*words), reads, writes);
    add_operand((enum operand)info->b, insn_b(*words), reads, writes);
    if (info->c != OPERAND_NONE)
        add_operand((enum operand)info->c, words[1], reads, writes);
    if (op == OP_GET || op >= OP_LIST) /* not always */
        *writes = 0;
}

static uint64_t live_at(const struct native *n, uint64_t word)
{
    return word >= n->from && word < n->to ? n->live[word - n->from] : 0; /* no register outlives its unit */
}

/* What is read of the items of SET. */
static uint64_t of_items(const struct native *n, const struct jit_set *set)
{
    uint64_t live = 0;
    for (uint64_t i = 0; i < set->n; i++) {
        const struct jit_item *item = &n->in->items[set->first + i];
        live |= live_at(n, item->entry) | live_at(n, item->fire);
    }
    return live;
}

/* Behind the instruction at WORD, wherever it goes on. */
static uint64_t behind(struct native *n, uint64_t word, uint64_t *of_sets)
{
    uint64_t insn = n->in->words[word], live = 0;
    enum opcode op = insn_op(insn);
    if (op == OP_RETURN || op == OP_END)
        return 0;
    if (op == OP_SELECT || op == OP_ALIVE)
        live |= of_sets[insn_a(insn)];
    else if (op != OP_JUMP)
        live |= live_at(n, word + insn_length(insn));
    if (opcode_info[op].b == OPERAND_JUMP)
        live |= live_at(n, word + (uint64_t)(int64_t)insn_jump(insn));
    if (opcode_info[op].c == OPERAND_INT_JUMP)
        live |= live_at(n, word + (uint64_t)(int64_t)(int32_t)n->in->words[word + 2]);
    return live;
}

/* One round, backward; whether anything is new. */
static bool another(struct native *n, const uint64_t *insns, uint64_t count, uint64_t *of_sets)
{
    bool more = false;
    for (uint64_t i = count; i-- > 0;) {
        uint64_t word = insns[i], reads, writes;
        of_insn(&n->in->words[word], &reads, &writes);
        uint64_t live = reads | (behind(n, word, of_sets) & ~writes), set = insn_a(n->in->words[word]);
        more |= live != n->live[word - n->from];
        n->live[word - n->from] = live;
        if (native_set(n->in, word) != NULL && !native_is_rules(n->in, set))
            of_sets[set] = of_items(n, native_set(n->in, word));
    }
    return more;
}

bool native_find_live(struct native *n)
{
    uint64_t size = n->to - n->from + 1, count = 0;
    uint64_t *insns = mem_alloc(size * sizeof *insns), *of_sets = mem_alloc((n->in->n_sets + 1) * sizeof *of_sets);
    bool fine = insns != NULL && of_sets != NULL;
    if (fine) {
        memset(of_sets, 0, n->in->n_sets * sizeof *of_sets);
        memset(n->live, 0, size * sizeof *n->live);
        for (uint64_t word = n->from; word < n->to; word += insn_length(n->in->words[word]))
            insns[count++] = word;
        while (another(n, insns, count, of_sets))
            continue;
    }
    mem_free(insns);
    mem_free(of_sets);
    return fine;
}
