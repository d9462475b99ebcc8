/* Jump threading: rules that stand together often ask the same first. Where a test's jump would only meet tests whose answers
 * are implied by what is known, it goes straight to where they lead.
 *
 * A test that jumps has found its fact known, so its own condition holds. If maybe is certain then, the tests before it in its
 * row have been answered, too: with no. That is why it has two ways to jump. */
#include "code/compiler.h"

enum { STEPS_MOST = 64, KNOWN_MOST = 8 }; /* of one jump, of one row: they bound the time that threading takes */

enum answer { ANSWER_OPEN, ANSWER_NO, ANSWER_YES };

/* Of a fact, or of a definition that is yes or no. */
static bool is_test(enum opcode op)
{
    return (op >= OP_F_EQ && op <= OP_F_GE) || op == OP_D_IS;
}

/* What is tested: a fact's index, or a definition's beyond those. */
static uint32_t tested(const uint64_t *test)
{
    return insn_a(*test) + (insn_op(*test) == OP_D_IS ? INSN_MOST_A + 1 : 0);
}

static enum opcode comparison(const uint64_t *test)
{
    return insn_op(*test) == OP_D_IS ? OP_F_EQ : insn_op(*test);
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

/* What is known at some place: conditions that hold, each a test's words. */
struct known {
    uint32_t n;
    struct condition {
        enum opcode op;
        uint32_t tested;
        int64_t constant;
    } at[KNOWN_MOST];
};

static enum opcode opposite(enum opcode op)
{
    switch (op) {
    case OP_F_EQ: return OP_F_NE;
    case OP_F_NE: return OP_F_EQ;
    case OP_F_LT: return OP_F_GE;
    case OP_F_LE: return OP_F_GT;
    case OP_F_GT: return OP_F_LE;
    default: return OP_F_LT;
    }
}

/* TEST was answered: with YES or with no. */
static void add(struct known *known, const uint64_t *test, bool yes)
{
    struct condition condition = { comparison(test), tested(test), (int64_t)test[1] };
    if (!yes && insn_op(*test) == OP_D_IS)
        condition.constant = !condition.constant;
    else if (!yes)
        condition.op = opposite(condition.op);
    if (known->n < KNOWN_MOST)
        known->at[known->n++] = condition;
}

static enum answer answer_of(const struct known *known, const uint64_t *test)
{
    for (uint32_t i = 0; i < known->n; i++) {
        const struct condition *condition = &known->at[i];
        if (condition->tested != tested(test))
            continue;
        enum answer answer = implied(condition->op, condition->constant, comparison(test), (int64_t)test[1]);
        if (answer != ANSWER_OPEN)
            return answer;
    }
    return ANSWER_OPEN;
}

/* Where one gets from word TO on in the end. */
static uint32_t destination(const uint64_t *words, const struct known *known, uint32_t to)
{
    for (int steps = 0; steps < STEPS_MOST; steps++) {
        if (insn_op(words[to]) == OP_JUMP) {
            to += insn_b(words[to]);
            continue;
        }
        enum answer answer = is_test(insn_op(words[to])) ? answer_of(known, &words[to]) : ANSWER_OPEN;
        if (answer == ANSWER_OPEN)
            break;
        to += answer == ANSWER_YES ? insn_b(words[to]) : insn_length(words[to]);
    }
    return to;
}

/* A test; the tests of its row before it are the ones from ROW on. */
struct test {
    uint32_t at, row;
};

static void thread_one(uint64_t *words, const struct test *tests, uint32_t i)
{
    struct known known = { 0 };
    uint32_t at = tests[i].at, to = at + insn_b(words[at]);
    add(&known, &words[at], true);
    uint32_t anyhow = destination(words, &known, to);
    for (uint32_t k = i; k > tests[i].row && known.n < KNOWN_MOST; k--)
        add(&known, &words[tests[k - 1].at], false);
    uint32_t certain = destination(words, &known, to);
    words[at] = (words[at] & UINT32_MAX) | (uint64_t)(anyhow - at) << 32;
    words[at + 2] = certain - at;
}

/* After these, maybe says nothing of the tests before. */
static bool ends_row(enum opcode op)
{
    switch (op) {
    case OP_END: case OP_JUMP: case OP_SAVE: case OP_RESTORE: case OP_CLEAR: case OP_FIRE: case OP_OPEN: case OP_FIRE_FIRST:
    case OP_FIRE_EACH: case OP_GUARD: case OP_DECIDE: case OP_REFUSE: case OP_CASES: case OP_CASES_GUARD: case OP_VALUES:
    case OP_VALUE: case OP_RETURN: case OP_SELECT: case OP_ALIVE:
        return true;
    default: return false;
    }
}

static void mark_targets(const uint64_t *words, uint32_t from, uint32_t to, uint8_t *target)
{
    for (uint32_t at = from; at < to; at += insn_length(words[at]))
        if (opcode_info[insn_op(words[at])].b == OPERAND_JUMP)
            target[at + insn_b(words[at]) - from] = true;
}

static void find_tests(const uint64_t *words, uint32_t from, uint32_t to, const uint8_t *target, struct test *tests)
{
    uint32_t n = 0, row = 0;
    for (uint32_t at = from; at < to; at += insn_length(words[at])) {
        enum opcode op = insn_op(words[at]);
        if (target[at - from])
            row = n;
        if (is_test(op))
            tests[n++] = (struct test){ at, row };
        else if (ends_row(op))
            row = n;
    }
}

static uint32_t count_tests(const uint64_t *words, uint32_t from, uint32_t to)
{
    uint32_t n = 0;
    for (uint32_t at = from; at < to; at += insn_length(words[at]))
        n += is_test(insn_op(words[at]));
    return n;
}

void thread_jumps(struct compiler *c, uint32_t from, uint32_t to)
{
    uint64_t *words = c->words.at;
    uint32_t n = count_tests(words, from, to);
    if (n == 0)
        return;
    uint8_t *target = arena_zalloc(c->arena, to - from + 1, 1);
    struct test *tests = arena_alloc(c->arena, n * sizeof *tests);
    mark_targets(words, from, to, target);
    find_tests(words, from, to, target, tests);
    /* Backward, so that jumps meet tests whose own jumps are threaded, and STEPS_MOST is seldom met. */
    while (n-- > 0)
        thread_one(words, tests, n);
}
