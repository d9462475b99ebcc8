/* The VM's own matters: what it computes once, what it allocates, how it stands many facts and long chains. */
#define BENCH_VM
#include "eval_bench.h"

#include "vm/need.h"

#include <stdlib.h>

TestSuite(vm, .init = set_up, .fini = tear_down);

/* ---- no allocation when warm ---- */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
static uint64_t n_allocations;

extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
    n_allocations++;
    return __libc_malloc(size);
}

void *realloc(void *block, size_t size)
{
    n_allocations++;
    return __libc_realloc(block, size);
}

/* Rules of all sorts: computed arguments, reasons, texts, lists, a definition by cases, undecided, merged and contested actions. */
static void mixed_policy(void)
{
    struct expr *big = define("big", CASES(HIT_FIRST, simple(TYPE_NUMBER), { TRUTH(GT, fact(I), n_(5)), fact(J), {} },
                                           { NULL, n_(1), {} }));
    struct expr *text = OP(TEXT, simple(TYPE_TEXT), t_("i is "), fact(I), t_(" of "), fact(LIST));
    RULE("one", TRUTH(EQ, fact(A), b_(1)), action(DENY, fact(S), NULL), action(TAG, t_("x"), NULL));
    RULE("two", TRUTH(AND, TRUTH(GT, big, n_(0)), TRUTH(KNOWN, fact(T))), action(ASSIGN, text, NULL));
    RULE("three", TRUTH(OR, fact(B), fact(A)), action(TAG, t_("x"), NULL), action(ALLOW, fact(S), n_(1)));
    RULE("four", TRUTH(GT, indexed(NUMBER(SUM, fact(LIST)), 0), n_(1)), action(ASSIGN, t_("Heather"), NULL));
    RULE("five", TRUTH(IN, fact(K), fact(LIST)), action(OFFER, fact(T), fact(K)));
    arms[1].because = text;
}

static void some_case(uint32_t i)
{
    facts[A] = i % 3 ? value_bool(i & 1) : value_unknown();
    facts[B] = i % 5 ? value_bool(i & 2) : value_unknown();
    facts[I] = num(i % 11);
    facts[J] = i % 7 ? num(3) : value_unknown();
    facts[K] = num(i % 4);
    facts[S] = txt("a text");
    facts[T] = i % 2 ? txt("another") : value_unknown();
}

Test(vm, no_allocation_when_warm)
{
    mixed_policy();
    facts[LIST] = LIST_OF(num(1), value_unknown(), num(3));
    struct eval *eval = eval_new(&arena, &program);
    eval_compile(eval);
    uint64_t before = 0;
    for (uint32_t i = 0; i < 3000; i++) {
        if (i == 500)
            before = n_allocations;
        some_case(i);
        vm_decide(eval->vm, facts, &trap);
    }
    cr_expect(n_allocations == before, "%llu allocations when warm", (unsigned long long)(n_allocations - before));
    eval_free(eval);
}
#endif

/* ---- computed once ---- */

Test(vm, shared_condition_is_computed_once)
{
    facts[LIST] = values(1000, arena_zalloc(&arena, 1000, sizeof(struct value)));
    struct expr *heavy[40];
    for (uint32_t i = 0; i < 40; i++) {
        heavy[i] = TRUTH(EQ, indexed(NUMBER(COUNT, fact(LIST), TRUTH(KNOWN, indexed(items(EXPR_VARIABLE, simple(TYPE_NUMBER), 0, NULL), 0))), 0), n_(0));
        RULE("heavy", heavy[i], action(TAG, t_("x"), NULL));
        if (program.n_units == MOST_UNITS)
            break;
    }
    struct eval *eval = eval_new(&arena, &program);
    eval_compile(eval);
    uint32_t n_next = 0, n_get = 0;
    for (uint32_t at = 0; at < eval->code->n_words; at += insn_length(eval->code->words[at])) {
        n_next += insn_op(eval->code->words[at]) == OP_NEXT;
        n_get += insn_op(eval->code->words[at]) == OP_GET;
    }
    cr_expect(n_get == n_next && n_get == program.n_units, "%u GET, %u NEXT", n_get, n_next);
    const struct decision *decision = vm_decide(eval->vm, facts, &trap);
    cr_expect(decision->n_actions == 1 && decision->actions[0]->n_rules == 1, "one action of rules that share one name");
    eval_free(eval);
}

Test(vm, an_error_in_a_shared_condition_is_the_first_rules)
{
    RULE("first", TRUTH(AND, fact(A), bad(), bad()), action(TAG, t_("x"), NULL));
    RULE("second", TRUTH(AND, bad(), bad()), action(TAG, t_("x"), NULL));
    facts[A] = no();
    check_decision("error | second: division by zero");
    facts[A] = yes();
    check_decision("error | first: division by zero");
}

/* ---- definitions ---- */

enum { CHAIN = 2000 };

Test(vm, long_chain_of_definitions)
{
    struct definition *chain = arena_array(&arena, struct definition, CHAIN);
    program.definitions = chain;
    program.n_definitions = CHAIN;
    for (uint32_t i = 0; i < CHAIN; i++) {
        struct expr *next = items(EXPR_DEFINITION, simple(TYPE_NUMBER), 0, NULL);
        struct expr *body = i + 1 == CHAIN ? fact(I) : NUMBER(ADD, indexed(next, i + 1), n_(1));
        chain[i] = (struct definition){ .name = STR("d"), .type = simple(TYPE_NUMBER), .body = body };
    }
    struct expr *first = items(EXPR_DEFINITION, simple(TYPE_NUMBER), 0, NULL);
    facts[I] = num(1);
    RULE("r", TRUTH(EQ, indexed(first, 0), n_(CHAIN)), action(TAG, t_("x"), NULL));
    check_decision("decided tag(x) by r;");
    facts[I] = value_unknown();
    check_decision("incomplete | needs i");
}

/* ---- needs beyond the bits of a word ---- */

enum { MANY = 300 };

Test(vm, needs_of_many_facts)
{
    struct fact *many = arena_array(&arena, struct fact, MANY);
    struct value *given = arena_array(&arena, struct value, MANY);
    struct expr *items_[MANY];
    program.facts = many;
    program.n_facts = MANY;
    for (uint32_t i = 0; i < MANY; i++) {
        many[i] = (struct fact){ .name = STR("f"), .type = simple(TYPE_BOOL) };
        items_[i] = indexed(items(EXPR_FACT, simple(TYPE_BOOL), 0, NULL), i);
        given[i] = i % 3 ? value_bool(false) : value_unknown();
    }
    RULE("r", items(EXPR_OR, simple(TYPE_BOOL), MANY, items_), action(TAG, t_("x"), NULL));
    struct eval *eval = eval_new(&arena, &program);
    eval_compile(eval);
    const struct decision *decision = vm_decide(eval->vm, given, &trap);
    cr_expect_eq(decision->n_needs, MANY / 3);
    for (uint32_t i = 0; i < decision->n_needs; i++)
        cr_expect_eq(decision->needs[i], 3 * i);
    eval_free(eval);
}

static void collect_two(need a, need b, uint64_t *set)
{
    set[0] = set[1] = 0;
    need_collect(&arena, need_join(&arena, a, b), set, 1);
}

Test(vm, need_sets)
{
    struct need_node nodes[3] = { 0 };
    need low = need_leaf(&nodes[0], 3), high = need_leaf(&nodes[1], 100), edge = need_leaf(&nodes[2], NEED_BITS);
    uint64_t set[2];
    cr_expect(!(low & NEED_NODE) && (high & NEED_NODE) && (edge & NEED_NODE));
    collect_two(low, high, set);
    cr_expect(set[0] == 8 && set[1] == UINT64_C(1) << 36);
    collect_two(high, edge, set);
    cr_expect(set[0] == UINT64_C(1) << 62 && set[1] == UINT64_C(1) << 36);
    cr_expect(need_join(&arena, NEED_UNKNOWN, high) == high && need_join(&arena, high, 0) == high);
    need both = need_join(&arena, low, high);
    cr_expect(need_join(&arena, both, high) == both && need_join(&arena, low, both) == both, "loops must not grow it");
    cr_expect(need_hollow(NEED_UNKNOWN) && !need_hollow(low) && !need_hollow(high));
}

/* ---- limits ---- */

Test(vm, nested_loops_come_to_an_end)
{
    facts[LIST] = values(5000, arena_zalloc(&arena, 5000, sizeof(struct value)));
    struct expr *element = indexed(items(EXPR_VARIABLE, simple(TYPE_NUMBER), 0, NULL), 1);
    struct expr *inner = indexed(TRUTH(ANY_HAS, fact(LIST), TRUTH(KNOWN, element)), 1);
    struct expr *outer_element = indexed(items(EXPR_VARIABLE, simple(TYPE_NUMBER), 0, NULL), 0);
    struct expr *outer = indexed(TRUTH(ANY_HAS, fact(LIST), TRUTH(AND, TRUTH(NOT, TRUTH(KNOWN, outer_element)), inner,
                                                               TRUTH(KNOWN, outer_element))), 0);
    struct expr *body = indexed(TRUTH(ANY_HAS, fact(LIST), TRUTH(AND, TRUTH(EQ, element, outer_element), TRUTH(KNOWN, element))), 1);
    RULE("shared", outer, action(TAG, t_("x"), NULL));
    check_decision("decided");
    RULE("long", indexed(TRUTH(ANY_HAS, fact(LIST), body), 0), action(TAG, t_("x"), NULL));
    check_decision("error | long: limit: a case that takes more than 16777216 steps");
}

Test(vm, cases_leave_nothing_behind)
{
    RULE("a", TRUTH(EQ, NUMBER(DIV, n_(1), fact(I)), n_(1)), action(TAG, t_("x"), NULL));
    RULE("b", fact(A), action(DENY, fact(S), NULL));
    facts[A] = yes();
    facts[S] = txt("x");
    struct eval *eval = eval_new(&arena, &program);
    eval_compile(eval);
    for (uint32_t i = 0; i < 6; i++) {
        facts[I] = num(i % 2);
        const struct decision *decision = vm_decide(eval->vm, facts, &trap);
        cr_expect_eq(decision->status, i % 2 ? DECISION_DECIDED : DECISION_ERROR);
        cr_expect_eq(decision->n_actions, i % 2 ? 2 : 0);
    }
    eval_free(eval);
}
