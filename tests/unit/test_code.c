/* Code: what the compiler makes of typical conditions, and that broken code is refused. */
#define BENCH_VM
#include "eval_bench.h"

TestSuite(code, .init = set_up, .fini = tear_down);

static const struct code *compiled(void)
{
    if (!engine)
        engine = eval_new(&arena, &program);
    eval_compile(engine);
    return engine->code;
}

/* The names of the instructions, in order. */
static const char *listing(const struct code *code)
{
    out.n = 0;
    for (uint32_t at = 0; at < code->n_words; at += insn_length(code->words[at])) {
        if (out.n)
            buf_char(&out, ' ');
        buf_cstr(&out, opcode_info[insn_op(code->words[at])].name);
    }
    buf_char(&out, '\0');
    return out.p;
}
#define check_listing(expected)                                                       \
    do {                                                                              \
        const char *got = listing(compiled());                                        \
        cr_expect(strcmp(got, expected) == 0, "got  %s\nwant %s", got, expected);     \
    } while (0)

static struct expr *level(int64_t symbol)
{
    struct expr *e = constant(value_int(VALUE_SYMBOL, symbol), TYPE_NUMBER);
    e->type = level_type;
    return e;
}

static struct action tag(void) { return action(TAG, t_("x"), NULL); }

/* ---- what conditions become ---- */

Test(code, conjunction_is_a_test_each)
{
    RULE("r", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(1)), TRUTH(GT, fact(I), n_(1000)), fact(A)), tag());
    check_listing("F_NE F_LE F_EQ FIRE END");
}

Test(code, constant_may_stand_on_the_left)
{
    RULE("r", TRUTH(AND, TRUTH(LT, n_(3), fact(I)), TRUTH(NOT, TRUTH(EQ, t_("x"), fact(S)))), tag());
    check_listing("F_LE FT_EQ FIRE END");
}

Test(code, symbols_of_one_fact_are_a_mask)
{
    RULE("r", TRUTH(OR, TRUTH(EQ, fact(LEVEL), level(0)), TRUTH(EQ, fact(LEVEL), level(2))), tag());
    check_listing("F_OUT FIRE END");
}

Test(code, first_disjunction_needs_no_saving)
{
    RULE("r", TRUTH(AND, TRUTH(OR, fact(A), fact(B)), fact(C)), tag());
    check_listing("F_EQ F_EQ SURE F_EQ FIRE END");
}

Test(code, later_disjunction_keeps_what_was_unknown)
{
    RULE("r", TRUTH(AND, fact(C), TRUTH(OR, fact(A), fact(B))), tag());
    check_listing("F_EQ SAVE F_EQ F_EQ SURE JOIN JUMP RESTORE FIRE END");
}

Test(code, definition_of_a_constant_is_the_constant)
{
    struct expr *limit = define("limit", n_(35));
    RULE("r", TRUTH(GT, fact(I), limit), tag());
    check_listing("F_LE FIRE END CONSTANT RETURN");
}

Test(code, rules_with_one_beginning_are_threaded)
{
    RULE("a", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(1)), TRUTH(GT, fact(I), n_(5))), tag());
    RULE("b", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(1)), TRUTH(GT, fact(J), n_(5))), tag());
    RULE("c", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(2)), TRUTH(GT, fact(J), n_(5))), tag());
    const struct code *code = compiled();
    check_listing("F_NE F_LE FIRE F_NE F_LE FIRE F_NE F_LE FIRE END");
    enum { A_LEVEL = 0, A_I = 3, B_J = 10, C_LEVEL = 14, THE_END = 21 };
    cr_expect_eq(A_LEVEL + insn_b(code->words[A_LEVEL]), C_LEVEL, "not level 1: b is not, either");
    cr_expect_eq(A_I + code->words[A_I + 2], B_J, "certainly level 1: b's first test is answered");
    cr_expect_eq(A_I + insn_b(code->words[A_I]), 7, "level may be unknown: it is not");
    cr_expect_eq(B_J + code->words[B_J + 2], THE_END, "certainly level 1: c is not");
}

Test(code, threading_keeps_the_unknown)
{
    RULE("a", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(1)), TRUTH(GT, fact(I), n_(5))), tag());
    RULE("b", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(1)), TRUTH(GT, fact(J), n_(5))), action(TAG, t_("y"), NULL));
    RULE("c", TRUTH(AND, TRUTH(EQ, fact(LEVEL), level(2)), TRUTH(GT, fact(J), n_(5))), action(TAG, t_("z"), NULL));
    facts[I] = num(1);
    facts[J] = num(9);
    check_decision("incomplete | needs level");
    facts[LEVEL] = value_int(VALUE_SYMBOL, 1);
    check_decision("decided tag(y) by b;");
    facts[LEVEL] = value_int(VALUE_SYMBOL, 2);
    check_decision("decided tag(z) by c;");
    facts[J] = value_unknown();
    check_decision("incomplete | needs j");
}

/* Every pair of comparisons with a constant, over a range around both. */
Test(code, threading_of_all_comparisons)
{
    static const enum expr_op ops[] = { EXPR_EQ, EXPR_NE, EXPR_LT, EXPR_LE, EXPR_GT, EXPR_GE };
    for (uint32_t k = 0; k < 6 * 6 * 3; k++) {
        program.n_units = program.n_arms = 0;
        int64_t second = 4 + k / 36;
        RULE("a", TRUTH(AND, items(ops[k % 6], simple(TYPE_BOOL), 2, (struct expr *[]){ fact(I), n_(5) }), fact(A)), tag());
        RULE("b", items(ops[k / 6 % 6], simple(TYPE_BOOL), 2, (struct expr *[]){ fact(I), n_(second) }), action(TAG, t_("y"), NULL));
        facts[A] = no();
        for (int64_t i = 2; i < 9; i++) {
            bool holds[] = { i == second, i != second, i < second, i <= second, i > second, i >= second };
            facts[I] = num(i);
            check_decision(holds[k / 6 % 6] ? "decided tag(y) by b;" : "decided");
        }
    }
}

/* ---- disassembly ---- */

Test(code, disassembly)
{
    RULE("big", TRUTH(GT, fact(I), n_(1000)), tag());
    const struct code *code = compiled();
    out.n = 0;
    code_disasm(code, NULL, &out);
    buf_char(&out, '\0');
    cr_expect_str_eq(out.p, "5 words, 0 registers, 0 slots, 0 constants\nrules\n  big\n"
                            "     0  F_LE             f3:i -> 4 1000000000\n"
                            "     3  FIRE             arm 0:big\n"
                            "     4  END             \n");
}

/* ---- verification ---- */

static void some_policy(void)
{
    struct expr *total = define("total", NUMBER(ADD, fact(I), indexed(NUMBER(SUM, fact(LIST)), 0)));
    struct expr *text = OP(TEXT, simple(TYPE_TEXT), t_("i is "), fact(I));
    RULE("one", TRUTH(AND, TRUTH(GT, total, n_(3)), TRUTH(OR, fact(A), TRUTH(EQ, fact(S), t_("x")))), action(TAG, text, NULL));
    UNIT("two", HIT_ANY, { .condition = fact(A), DO(tag()) }, { .condition = fact(B), DO(tag()) });
    arms[0].because = text;
}

/* Whether CODE with WORDS is refused. */
static const char *verdict(const struct code *code, uint64_t *words)
{
    struct code broken = *code;
    uint32_t word;
    broken.words = words;
    return code_verify(&broken, &word);
}

static uint64_t *copy_words(const struct code *code)
{
    return arena_copy(&arena, code->words, code->n_words * sizeof *code->words);
}

static bool is_index(uint8_t format)
{
    return format != OPERAND_NONE && format != OPERAND_INT && format != OPERAND_MASK && format != OPERAND_NUMBER;
}

Test(code, broken_operands_are_refused)
{
    some_policy();
    const struct code *code = compiled();
    for (uint32_t at = 0; at < code->n_words; at += insn_length(code->words[at])) {
        const struct opcode_info *info = &opcode_info[insn_op(code->words[at])];
        uint64_t *words = copy_words(code);
        if (is_index(info->a)) {
            words[at] |= UINT64_C(0xFFFFFF) << 8;
            cr_expect_not_null(verdict(code, words), "%s at %u: operand a", info->name, at);
        }
        words = copy_words(code);
        if (is_index(info->b)) {
            words[at] = (words[at] & UINT32_MAX) | UINT64_C(0x7FFFFFFF) << 32;
            cr_expect_not_null(verdict(code, words), "%s at %u: operand b", info->name, at);
        }
        words = copy_words(code);
        if (is_index(info->c)) {
            words[at + (info->c == OPERAND_INT_JUMP ? 2 : 1)] = 0x7FFFFFFF;
            cr_expect_not_null(verdict(code, words), "%s at %u: operand c", info->name, at);
        }
    }
}

Test(code, broken_instructions_are_refused)
{
    some_policy();
    const struct code *code = compiled();
    uint64_t *words = copy_words(code);
    words[0] = OPCODE_COUNT;
    cr_expect_not_null(verdict(code, words));
    words = copy_words(code);
    words[code->parts[0].to - 1] = OP_CLEAR;
    cr_expect_not_null(verdict(code, words), "a part must end");
    words = copy_words(code);
    words[code->definitions[0].entry] = OP_END;
    cr_expect_not_null(verdict(code, words), "an end within a definition");
}

Test(code, jumps_into_the_middle_are_refused)
{
    some_policy();
    const struct code *code = compiled();
    for (uint32_t at = 0; at < code->n_words; at += insn_length(code->words[at])) {
        if (opcode_info[insn_op(code->words[at])].b != OPERAND_JUMP || insn_length(code->words[at]) < 2)
            continue;
        uint64_t *words = copy_words(code);
        words[at] = (words[at] & UINT32_MAX) | UINT64_C(1) << 32; /* its own second word */
        cr_expect_not_null(verdict(code, words), "at %u", at);
    }
}

Test(code, broken_tables_are_refused)
{
    some_policy();
    struct code code = *compiled();
    uint32_t word;
    code.n_words--;
    cr_expect_not_null(code_verify(&code, &word));
    code = *engine->code;
    code.n_registers--;
    cr_expect_not_null(code_verify(&code, &word));
    code = *engine->code;
    struct code_definition moved = code.definitions[0];
    moved.entry++;
    code.definitions = &moved;
    cr_expect_not_null(code_verify(&code, &word));
    code = *engine->code;
    code.n_places = 0;
    cr_expect_not_null(code_verify(&code, &word));
}

/* ---- places ---- */

Test(code, places_are_found)
{
    struct code_place places[] = { { .word = 3, .subject = 1 }, { .word = 7, .subject = 2 } };
    struct code code = { .places = places, .n_places = 2 };
    cr_expect_null(code_place(&code, 2));
    cr_expect_eq(code_place(&code, 3)->subject, 1);
    cr_expect_eq(code_place(&code, 6)->subject, 1);
    cr_expect_eq(code_place(&code, 100)->subject, 2);
}
