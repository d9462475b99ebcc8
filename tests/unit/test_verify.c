/* The verifier: instructions that the compiler would never make, each made by one change of a good policy's code, and what is said of it.
 * That nothing good is refused, the differential test and tests/lang from images say; that nothing bad gets by, make fuzz. */
#include "bylaw.h"
#include "code/code.h"
#include "pipeline.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum part_of { OPCODE, OPERAND_A, OPERAND_B, OPERAND_C };

/* The NTH instruction OP, with another opcode or operand. */
struct forged {
    const char *rules;
    enum opcode op;
    unsigned nth;
    enum part_of part;
    uint64_t value;
    const char *wrong;
};

#define FACTS \
    "facts\n  n is number\n  m is money\n  t is text\n  level is one of low < mid < high\n  d is date\n  yn is yes/no\n" \
    "  list is list of number\n  items is list of record (sku text, price money)\n"
enum { N, M, T, LEVEL, D, YN, LIST, ITEMS };

#define TEXT_RULE FACTS "if t contains \"x\" then note \"{n} of {t}\"\n"
#define LOOP FACTS "define s = sum of (i.price * 2) for i in items\nif s > $3 then close\n"
#define CASES FACTS "table fee first match\n  unless yn\n  | n   | level => fee |\n  | > 3 | mid => n * 2 |\n  | -   | - => n + n |\noutput fee\n"
#define NO_VALUES FACTS "table fees sum\n  unless yn or yes\n  | level => fee |\n  | mid => n * 2 |\n  | - => n |\noutput fee\n"
#define GROUP FACTS "first match g\n  unless yn\n  if n > 3 then close\n  if n < 2 then note \"b\"\nend\n"
#define CHOICE FACTS "define c = (n + 1 if yn else n * 2)\noutput c\ndefine e = c + 1\noutput e\n"

static const struct forged forgeries[] = {
    { TEXT_RULE, OP_FACT, 0, OPERAND_B, N, "a value of another kind than its instruction takes" },
    { TEXT_RULE, OP_FACT, 0, OPERAND_B, LIST, "a value of another kind than its instruction takes" },
    { TEXT_RULE, OP_FACT, 0, OPCODE, OP_SEEN, "a register in which there may be nothing" },
    { TEXT_RULE, OP_TEXT, 0, OPCODE, OP_UNKNOWN, "a text, a list, a record or a sum that was not begun" },
    { TEXT_RULE, OP_TEXT_END, 0, OPCODE, OP_CLEAR, "a value of another kind than its instruction takes" },
    { TEXT_RULE, OP_ARGUMENT, 0, OPCODE, OP_KNOWN, "a register in which there may be nothing" },
    { TEXT_RULE, OP_ARGUMENT, 0, OPERAND_B, 1, "an argument that there is not" },
    { LOOP, OP_PARTS, 0, OPERAND_B, LIST, "a value of another kind than its instruction takes" },
    { LOOP, OP_PARTS, 0, OPERAND_B, N, "a value of another kind than its instruction takes" },
    { LOOP, OP_PARTS, 0, OPERAND_C, 0, "a slot that is a definition's" },
    { LOOP, OP_ELEMENTS_OF, 0, OPCODE, OP_GET, "a loop that was not begun" },
    { LOOP, OP_NEXT, 0, OPERAND_A, 0, "a loop that was not begun" },
    { LOOP, OP_NEXT, 0, OPERAND_B, 6, "a loop whose way out does not leave it" },
    { LOOP, OP_NEXT, 0, OPCODE, OP_NONE_FIRED, "a jump back that is no loop's" },
    { LOOP, OP_JUMP, 0, OPERAND_B, 0, "a jump back that is no loop's" },
    { LOOP, OP_FIELD, 0, OPERAND_B, 0x7FFF0006, "a field that its record does not have" },
    { LOOP, OP_TALLY, 0, OPCODE, OP_UNKNOWN, "a text, a list, a record or a sum that was not begun" },
    { LOOP, OP_TALLY_END, 0, OPERAND_C, VALUE_TEXT, "a kind that no operation makes" },
    { LOOP, OP_MULTIPLY, 0, OPERAND_C, VALUE_SYMBOL, "a kind that no operation makes" },
    { LOOP, OP_RETURN, 0, OPERAND_A, 1, "a value of another type than is wanted" },
    { CASES, OP_CASES, 0, OPCODE, OP_CLEAR, "a case outside of values by cases" },
    { CASES, OP_DROP_CASES, 0, OPCODE, OP_CLEAR, "values by cases that do not end where they began" },
    { CASES, OP_VALUES, 0, OPERAND_B, 2, "values by cases that do not end where they began" },
    { CASES, OP_CASE, 0, OPERAND_B, 2, "a way into the middle of values by cases" },
    { CASES, OP_VALUES, 0, OPERAND_C, CODE_SUM | VALUE_LIST << CODE_HIT_BITS, "a kind that no operation makes" },
    { CASES, OP_VALUE, 1, OPERAND_A, 0, "values by cases of several kinds" },
    { NO_VALUES, OP_JUMP, 0, OPERAND_B, 4, "a way into the middle of values by cases" },
    { GROUP, OP_OPEN, 0, OPCODE, OP_SAVE, "a unit that was not opened" },
    { GROUP, OP_FIRE_FIRST, 1, OPERAND_C, 0, "an arm that may be listed twice" },
    { CHOICE, OP_RESTORE, 0, OPERAND_A, 0, "needs that are none" },
    { CHOICE, OP_UNKNOWN, 0, OPCODE, OP_CLEAR, "a register in which there may be nothing" },
    { CHOICE, OP_DEFINITION, 0, OPERAND_B, 1, "a definition that asks for itself" },
    { FACTS "if t == \"x\" then close\n", OP_FT_NE, 0, OPERAND_A, N, "a value of another kind than its instruction takes" },
    { FACTS "if level in [low, high] then close\n", OP_F_OUT, 0, OPERAND_A, N, "a value of another kind than its instruction takes" },
    { FACTS "if [n, 4, n] contains 3 then close\n", OP_ITEM, 1, OPERAND_C, 0, "elements that are in no order" },
    { FACTS "if [n, 4, n] contains 3 then close\n", OP_ITEM, 2, OPCODE, OP_KNOWN, "a value of another kind than its instruction takes" },
    { FACTS "if [n, 4, n] contains 3 then close\n", OP_LIST, 0, OPERAND_B, 1 << 20, "more parts than are put in" },
    { FACTS "if first_known(n, 3) > 2 then close\n", OP_R_KNOWN, 0, OPCODE, OP_SURE, "needs that are none" },
    { FACTS "if d + 1 month > 2020-01-01 then note \"{level}\"\n", OP_FACT, 0, OPERAND_B, N, "a value of another kind than its instruction takes" },
    { FACTS "if n > 3 then note \"{level}\"\n", OP_FACT, 0, OPERAND_B, D, "a value of another type than is wanted" },
};

static bylaw_policy *load(const char *rules)
{
    bylaw_source source = { .path = "p", .text = rules, .length = strlen(rules) };
    bylaw_load_options options = { .size = sizeof options, .no_stdlib = 0 };
    bylaw_policy *policy;
    cr_assert_eq(bylaw_load(&source, 1, &options, &policy), BYLAW_OK, "%s", rules);
    return policy;
}

static void put(uint64_t *words, uint32_t at, const struct forged *forged)
{
    switch (forged->part) {
    case OPCODE: words[at] = (words[at] & ~UINT64_C(0xFF)) | forged->value; break;
    case OPERAND_A: words[at] = (words[at] & ~(UINT64_C(0xFFFFFF) << 8)) | forged->value << 8; break;
    case OPERAND_B: words[at] = (words[at] & UINT32_MAX) | forged->value << 32; break;
    case OPERAND_C: words[at + 1] = forged->value; break;
    }
}

/* Whether it has the instruction at all: else the table above is about nothing. */
static bool forge(const struct code *code, uint64_t *words, const struct forged *forged)
{
    unsigned seen = 0;
    for (uint32_t at = 0; at < code->n_words; at += insn_length(code->words[at]))
        if (insn_op(code->words[at]) == forged->op && seen++ == forged->nth)
            return put(words, at, forged), true;
    return false;
}

Test(verify, forged_instructions_are_refused)
{
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        const struct forged *forged = &forgeries[i];
        bylaw_policy *policy = load(forged->rules);
        struct code code = *((const struct policy *)policy)->code;
        uint64_t *words = malloc(code.n_words * sizeof *words);
        uint32_t word;
        cr_expect_null(code_verify(&code, &word), "%zu", i);
        memcpy(words, code.words, code.n_words * sizeof *words);
        cr_expect(forge(&code, words, forged), "%zu: no such instruction", i);
        code.words = words;
        const char *wrong = code_verify(&code, &word);
        cr_expect(wrong != NULL && strcmp(wrong, forged->wrong) == 0, "%zu: '%s' at %u, not '%s'", i, wrong ? wrong : "nothing", word,
                  forged->wrong);
        free(words);
        bylaw_policy_free(policy);
    }
}

static uint32_t find(const uint64_t *words, uint32_t at, enum opcode op)
{
    while (insn_op(words[at]) != op)
        at += insn_length(words[at]);
    return at;
}

/* In the loop of LOOP: values by cases without a case, and the tally is overwritten, so that the loop is gone through again with less known. */
static void forge_no_case(uint64_t *words)
{
    uint32_t tally = find(words, 0, OP_TALLY), at = find(words, tally, OP_FIELD), d = insn_a(words[at]);
    uint64_t constant = words[find(words, at, OP_CONSTANT)];
    words[at] = OP_CASES;
    words[at + 1] = OP_VALUES | (uint64_t)d << 8 | UINT64_C(2) << 32;
    words[at + 2] = CODE_COUNT;
    words[at + 3] = OP_CONSTANT | (uint64_t)insn_a(words[tally]) << 8 | (uint64_t)insn_b(constant) << 32;
    words[at + 4] = OP_CLEAR;
}

Test(verify, values_without_a_case_in_a_loop_end)
{
    bylaw_policy *policy = load(LOOP);
    struct code code = *((const struct policy *)policy)->code;
    uint64_t *words = malloc(code.n_words * sizeof *words);
    uint32_t word;
    memcpy(words, code.words, code.n_words * sizeof *words);
    forge_no_case(words);
    code.words = words;
    const char *wrong = code_verify(&code, &word);
    cr_expect_str_eq(wrong, "a text, a list, a record or a sum that was not begun");
    cr_expect_eq(insn_op(words[word]), OP_TALLY_END);
    free(words);
    bylaw_policy_free(policy);
}

/* Rules enough for the index. */
static bylaw_policy *load_many(void)
{
    static char text[16384];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", FACTS);
    for (int i = 0; i < 80; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "if n > %d and t == \"k%d\" then note \"%d\"\n", i, i % 9, i);
    return load(text);
}

/* Rules one by one: native code is made from where each begins to where the next does. */
static void forge_unit(bylaw_policy *policy, uint32_t unit, uint32_t entry)
{
    struct code code = *((const struct policy *)policy)->code;
    struct code_unit *units = malloc(code.n_units * sizeof *units);
    uint32_t word;
    memcpy(units, code.units, code.n_units * sizeof *units);
    code.units = units;
    cr_expect_null(code_verify(&code, &word));
    units[unit].entry = entry;
    const char *wrong = code_verify(&code, &word);
    cr_expect(wrong != NULL && strcmp(wrong, "a rule that is no place in its part") == 0, "%u at %u: '%s'", unit, entry, wrong ? wrong : "nothing");
    free(units);
}

Test(verify, forged_rules_are_refused)
{
    bylaw_policy *few = load(FACTS "if n > 3 and d < 2020-01-01 then close\nif n > 4 then deny refund\n"), *many = load_many();
    const struct code *code = ((const struct policy *)few)->code;
    forge_unit(few, 1, UINT32_MAX);
    forge_unit(few, 1, code->parts[0].to);
    forge_unit(few, 1, code->units[1].entry + 1);
    forge_unit(few, 0, code->units[1].entry + insn_length(code->words[code->units[1].entry]));
    code = ((const struct policy *)many)->code;
    forge_unit(many, 7, code->units[8].entry);
    bylaw_policy_free(few);
    bylaw_policy_free(many);
}

Test(verify, forged_items_of_the_index_are_refused)
{
    bylaw_policy *policy = load_many();
    struct code code = *((const struct policy *)policy)->code;
    cr_assert(code.index != NULL && code.index->n_items == 80);
    struct index index = *code.index;
    struct index_item *items = malloc(index.n_items * sizeof *items);
    uint32_t word;
    code.index = &index;
    for (int what = 0; what < 4; what++) {
        memcpy(items, ((const struct policy *)policy)->code->index->items, index.n_items * sizeof *items);
        index.items = items;
        cr_expect_null(code_verify(&code, &word));
        switch (what) {
        case 0: items[3].entry = items[2].entry; break;
        case 1: items[4].arm = 5; break; /* which another item lists */
        case 2: items[5].arm = UINT32_MAX, items[5].fire = items[9].entry; break;
        case 3: index.n_items--; break;
        }
        cr_expect_not_null(code_verify(&code, &word), "%d", what);
        index.n_items = 80;
    }
    free(items);
    bylaw_policy_free(policy);
}
