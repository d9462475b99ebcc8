/* Jump threading: rules that stand together often begin with the same test. Where a test's jump would only meet tests whose
 * answer it implies, it goes straight to where they lead. */
#include "code/compiler.h"

enum { STEPS_MOST = 64 }; /* of one jump: bounds the time that a long row of rules takes */

enum answer { ANSWER_OPEN, ANSWER_NO, ANSWER_YES };

static bool is_fact_test(enum opcode op)
{
    return op >= OP_F_EQ && op <= OP_F_GE;
}

/* Whether `v FIRST a` implies `v SECOND b` (yes) or its contrary (no), of known 64-bit values. */
static enum answer implied(enum opcode first, int64_t a, enum opcode second, int64_t b)
{
    bool least = first == OP_F_GT || first == OP_F_GE || first == OP_F_EQ;
    bool most = first == OP_F_LT || first == OP_F_LE || first == OP_F_EQ;
    if (first == OP_F_NE)
        return a != b ? ANSWER_OPEN : second == OP_F_NE ? ANSWER_YES : second == OP_F_EQ ? ANSWER_NO : ANSWER_OPEN;
    /* The range LOW to HIGH that v is in; where a bound would overflow nothing is said. */
    if ((first == OP_F_GT && a == INT64_MAX) || (first == OP_F_LT && a == INT64_MIN))
        return ANSWER_OPEN;
    int64_t low = !least ? INT64_MIN : first == OP_F_GT ? a + 1 : a;
    int64_t high = !most ? INT64_MAX : first == OP_F_LT ? a - 1 : a;
    bool below = high < b, above = low > b, at = low == b && high == b;
    switch (second) {
    case OP_F_EQ: return at ? ANSWER_YES : below || above ? ANSWER_NO : ANSWER_OPEN;
    case OP_F_NE: return at ? ANSWER_NO : below || above ? ANSWER_YES : ANSWER_OPEN;
    case OP_F_LT: return below ? ANSWER_YES : low >= b ? ANSWER_NO : ANSWER_OPEN;
    case OP_F_LE: return high <= b ? ANSWER_YES : above ? ANSWER_NO : ANSWER_OPEN;
    case OP_F_GT: return above ? ANSWER_YES : high <= b ? ANSWER_NO : ANSWER_OPEN;
    default: return low >= b ? ANSWER_YES : below ? ANSWER_NO : ANSWER_OPEN;
    }
}

/* Where the jump of the test at WORD ends in the end. A test that has jumped has found its fact known. */
static uint32_t destination(const struct compiler *c, uint32_t word)
{
    const uint64_t *words = c->words.at;
    uint32_t to = word + insn_b(words[word]);
    for (int steps = 0; steps < STEPS_MOST; steps++) {
        enum opcode op = insn_op(words[to]);
        if (op == OP_JUMP) {
            to += insn_b(words[to]);
            continue;
        }
        if (!is_fact_test(op) || insn_a(words[to]) != insn_a(words[word]))
            break;
        enum answer answer = implied(insn_op(words[word]), (int64_t)words[word + 1], op, (int64_t)words[to + 1]);
        if (answer == ANSWER_OPEN)
            break;
        to += answer == ANSWER_YES ? insn_b(words[to]) : 2;
    }
    return to;
}

/* From the end to the begin, so that a jump meets tests that are threaded already and STEPS_MOST is seldom met. */
void thread_jumps(struct compiler *c, uint32_t from, uint32_t to)
{
    uint32_t *starts = arena_alloc(c->arena, (to - from + 1) * sizeof *starts), n = 0;
    for (uint32_t word = from; word < to; word += insn_length(c->words.at[word]))
        starts[n++] = word;
    while (n-- > 0) {
        uint64_t *word = &c->words.at[starts[n]];
        if (is_fact_test(insn_op(*word)))
            *word = (*word & UINT32_MAX) | (uint64_t)(destination(c, starts[n]) - starts[n]) << 32;
    }
}
