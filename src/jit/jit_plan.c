#include "jit/jit_plan.h"

#include "base/vec.h"

/* So many rules the index finds as fast as native code tries them all (bench_rules); below that it does where one in so many is no row of
 * tests of facts. */
enum { MANY_RULES = 500, OTHERS = 8 };

bool jit_plan_tests(const struct index_item *item)
{
    return !item->exact;
}

static const struct index_set *set_at(const struct code *code, uint64_t word)
{
    return &code->index->sets[insn_a(code->words[word])];
}

static uint32_t count_tests(const struct code *code, const struct index_set *set)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < set->n_items; i++)
        n += jit_plan_tests(&code->index->items[set->first_item + i]);
    return n;
}

/* The set of the policy's rules, or NULL. */
static const struct index_set *rules_of(const struct code *code)
{
    return insn_op(code->words[0]) == OP_SELECT ? set_at(code, 0) : NULL;
}

static bool selects(const struct code *code)
{
    const struct index_set *set = rules_of(code);
    if (set == NULL || set->n_said < set->n_items / 2)
        return false;
    return set->n_items >= MANY_RULES || count_tests(code, set) > set->n_items / OTHERS;
}

/* The words of the tests of SET that the index spares the VM: nobody needs native code for them. */
static uint64_t spared(const struct code *code, const struct index_set *set)
{
    uint64_t words = 0;
    for (uint32_t i = 0; i < set->n_items; i++) {
        const struct index_item *item = &code->index->items[set->first_item + i];
        words += !jit_plan_tests(item) && item->fire > item->entry ? item->fire - item->entry : 0;
    }
    return words;
}

/* Of the words FROM to TO; *TESTS: whether there is something among them that is compiled for its own sake. */
static uint64_t words_of(const struct code *code, uint64_t from, uint64_t to, bool *tests)
{
    uint64_t words = to - from, sets = 0, tested = 0;
    for (uint64_t word = from; word < to; word += insn_length(code->words[word])) {
        if (insn_op(code->words[word]) != OP_SELECT || word == 0)
            continue;
        words -= spared(code, set_at(code, word));
        tested += count_tests(code, set_at(code, word));
        sets++;
    }
    *tests = sets == 0 || tested > 0;
    return words;
}

static uint64_t words_of_rules(const struct code *code, bool by_index)
{
    const struct index_set *set = by_index ? rules_of(code) : NULL;
    uint64_t words = 0;
    bool tests;
    for (uint32_t i = 0; i < code->n_units; i++) {
        uint64_t to = i + 1 < code->n_units ? code->units[i + 1].entry : code->parts[0].to;
        if (set == NULL || jit_plan_tests(&code->index->items[set->first_item + i]))
            words += words_of(code, code->units[i].entry, to, &tests);
    }
    return words;
}

struct jit_plan jit_plan(const struct code *code)
{
    struct jit_plan plan = { .selects = selects(code) };
    bool tests;
    plan.words = words_of_rules(code, plan.selects);
    for (uint32_t i = 0; i < code->n_parts && plan.words > 0; i++) {
        if (code->parts[i].kind != PART_DEFINITION)
            continue;
        uint64_t words = words_of(code, code->parts[i].from, code->parts[i].to, &tests);
        plan.words += tests ? words : 0;
    }
    return plan;
}

const char *jit_plan_nothing(const struct code *code)
{
    if (code->n_units == 0)
        return "there are no rules to compile";
    return jit_plan(code).words == 0 ? "the rule index serves its rules" : NULL;
}
