/* Evaluation alone: the VM, in batches too, and native code against the same policy written by hand in C, on 100,000 distinct cases that are ready in
 * memory, in one run, turn by turn. Prints nanoseconds a case (median of the rounds) and the ratios.
 *
 *     bench_vm [ROUNDS [BYLAW-JIT]]
 *
 * The policy is one list of 32 rules, from which both the text for Bylaw and the C come. Before any time is printed, both
 * have decided every case, and the same. */
#include "jit/jit.h"
#include "pipeline.h"
#include "tests/bench/bench_batches.h"
#include "vm/vm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CASES = 100000, ROUNDS = 15, MOST_FIRED = 32, CENTS = 10000 /* millionths */, ONE = 1000000 };

enum { refund, credit, cancel, upgrade, complaint, question };
enum { west, east, north, south, abroad };
enum { basic, pro, team, smb };

/* RULE(number, request, amount comparison, third condition in C, in Bylaw) */
#define RULES(RULE)                                                          \
    RULE(0, refund, > 1000, c->plan == smb, "plan is smb")                   \
    RULE(1, refund, > 500, c->region == west, "region is west")              \
    RULE(2, refund, <= 500, c->days < 30 * ONE, "days < 30")                 \
    RULE(3, refund, <= 35, c->escalated, "escalated")                        \
    RULE(4, refund, > 200, c->visits >= 4 * ONE, "visits >= 4")              \
    RULE(5, refund, < 1500, c->region == abroad, "region is abroad")         \
    RULE(6, credit, > 1000, c->plan == basic, "plan is basic")               \
    RULE(7, credit, > 250, c->region == east, "region is east")              \
    RULE(8, credit, <= 250, c->days < 10 * ONE, "days < 10")                 \
    RULE(9, credit, <= 35, !c->escalated, "not escalated")                   \
    RULE(10, credit, > 700, c->visits >= 2 * ONE, "visits >= 2")             \
    RULE(11, credit, < 900, c->region == south, "region is south")           \
    RULE(12, cancel, > 1200, c->plan == team, "plan is team")                \
    RULE(13, cancel, > 600, c->region == north, "region is north")           \
    RULE(14, cancel, <= 600, c->days < 60 * ONE, "days < 60")                \
    RULE(15, cancel, <= 90, c->escalated, "escalated")                       \
    RULE(16, cancel, > 100, c->visits >= 7 * ONE, "visits >= 7")             \
    RULE(17, cancel, < 800, c->region == west, "region is west")             \
    RULE(18, upgrade, > 1000, c->plan == pro, "plan is pro")                 \
    RULE(19, upgrade, > 400, c->region == west, "region is west")            \
    RULE(20, upgrade, <= 400, c->days < 20 * ONE, "days < 20")               \
    RULE(21, upgrade, <= 50, !c->escalated, "not escalated")                 \
    RULE(22, upgrade, > 300, c->visits >= 5 * ONE, "visits >= 5")            \
    RULE(23, complaint, > 900, c->plan == smb, "plan is smb")                \
    RULE(24, complaint, > 800, c->region == east, "region is east")          \
    RULE(25, complaint, <= 800, c->days < 45 * ONE, "days < 45")             \
    RULE(26, complaint, <= 35, c->escalated, "escalated")                    \
    RULE(27, complaint, > 150, c->visits >= 3 * ONE, "visits >= 3")          \
    RULE(28, question, > 1900, c->plan == team, "plan is team")              \
    RULE(29, question, > 1700, c->region == south, "region is south")        \
    RULE(30, question, <= 100, c->days < 15 * ONE, "days < 15")              \
    RULE(31, question, <= 10, c->visits < 2 * ONE, "visits < 2")

static const char policy_text[] =
    "facts\n"
    "  request   is one of refund, credit, cancel, upgrade, complaint, question\n"
    "  amount    is money\n"
    "  region    is one of west, east, north, south, abroad\n"
    "  plan      is one of basic, pro, team, smb\n"
    "  days      is whole number\n"
    "  visits    is whole number\n"
    "  escalated is yes/no\n"
#define TEXT(number, request_, amount_, c_, bylaw) \
    "if request is " #request_ " and amount " #amount_ " and " bylaw " then tag rule_" #number "\n"
    RULES(TEXT)
#undef TEXT
    ;

enum { REQUEST, AMOUNT, REGION, PLAN, DAYS, VISITS, ESCALATED, N_FACTS };

struct by_hand {
    int64_t amount, days, visits;
    int request, region, plan;
    bool escalated;
};

struct fired {
    uint32_t n;
    uint8_t rules[MOST_FIRED];
};

__attribute__((noinline)) static void decide_by_hand(const struct by_hand *c, struct fired *out)
{
    out->n = 0;
#define IF(number, request_, amount_, c_, bylaw)                                             \
    if (c->request == request_ && c->amount amount_ * INT64_C(1000000) && (c_))              \
        out->rules[out->n++] = number;
    RULES(IF)
#undef IF
}

/* ---- cases ---- */

static struct by_hand cases[CASES];
static struct value facts[CASES][N_FACTS];
static struct policy policy;
static struct trap trap;

static uint32_t next_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

static void make_case(uint32_t i)
{
    struct by_hand *c = &cases[i];
    *c = (struct by_hand){ .amount = (int64_t)(next_random() % 200000) * CENTS, .days = (int64_t)(next_random() % 90) * ONE,
                           .visits = (int64_t)(next_random() % 10) * ONE, .request = (int)(next_random() % 6),
                           .region = (int)(next_random() % 5), .plan = (int)(next_random() % 4),
                           .escalated = next_random() % 5 == 0 };
    facts[i][REQUEST] = value_int(VALUE_SYMBOL, c->request);
    facts[i][AMOUNT] = value_int(VALUE_NUMBER, c->amount);
    facts[i][REGION] = value_int(VALUE_SYMBOL, c->region);
    facts[i][PLAN] = value_int(VALUE_SYMBOL, c->plan);
    facts[i][DAYS] = value_int(VALUE_NUMBER, c->days);
    facts[i][VISITS] = value_int(VALUE_NUMBER, c->visits);
    facts[i][ESCALATED] = value_bool(c->escalated);
}

/* ---- the comparison ---- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void load(void)
{
    struct pipeline_source source = { .path = STR("bench.rules"), .text = { policy_text, sizeof policy_text - 1 }, .has_text = true };
    pipeline_load(&policy, &source, 1, false, &trap);
    if (policy.program)
        return;
    struct buf out;
    buf_init(&out, &trap);
    diag_text(&policy.diags, &out, 20, false);
    fprintf(stderr, "%.*s", (int)out.n, out.p);
    exit(1);
}

static bool same(const struct fired *fired, const struct decision *decision)
{
    if (fired->n != decision->n_actions || decision->status != DECISION_DECIDED)
        return false;
    for (uint32_t i = 0; i < fired->n; i++) {
        char name[16];
        snprintf(name, sizeof name, "rule_%u", fired->rules[i]);
        if (!str_is(value_str(decision->actions[i]->args[0].value), name))
            return false;
    }
    return true;
}

static void compare_one(uint32_t i, const struct decision *decision)
{
    struct fired fired;
    decide_by_hand(&cases[i], &fired);
    if (!same(&fired, decision)) {
        fprintf(stderr, "case %u is decided otherwise\n", i);
        exit(1);
    }
}

/* Yields how many actions there are. */
static uint64_t compare(struct vm *vm)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < CASES; i++) {
        const struct decision *decision = vm_decide(vm, facts[i], &trap);
        compare_one(i, decision);
        n += decision->n_actions;
    }
    return n;
}

static volatile uint64_t sink;

static double round_by_hand(void)
{
    double from = now();
    uint64_t n = 0;
    for (uint32_t i = 0; i < CASES; i++) {
        struct fired fired;
        decide_by_hand(&cases[i], &fired);
        n += fired.n;
    }
    sink = n;
    return (now() - from) / CASES;
}

static double round_vm(struct vm *vm)
{
    double from = now();
    uint64_t n = 0;
    for (uint32_t i = 0; i < CASES; i++)
        n += vm_decide(vm, facts[i], &trap)->n_actions;
    sink = n;
    return (now() - from) / CASES;
}

static double round_batches(struct vm *vm)
{
    double from = now();
    sink = decide_in_batches(vm, facts[0], N_FACTS, CASES, NULL, &trap);
    return (now() - from) / CASES;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int n)
{
    qsort(times, (size_t)n, sizeof *times, by_size);
    return times[n / 2];
}

/* NULL: there is none. */
static native_units *compile(struct jit *jit)
{
    char hash[SHA256_HEX + 1];
    if (jit == NULL)
        return NULL;
    pipeline_hash(&policy, hash);
    jit_start(jit, hash);
    jit_wait(jit);
    printf("%s\n", jit_notice(jit));
    return jit_units(jit);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;
    double by_hand[256], by_vm[256], by_native[256] = { 0 }, in_batches[256];
    if (rounds < 1 || rounds > 256 || trap_set(&trap) != TRAP_NONE)
        return 1;
    load();
    struct arena arena;
    arena_init(&arena, &trap);
    struct vm *vm = vm_new(&arena, policy.code);
    for (uint32_t i = 0; i < CASES; i++)
        make_case(i);
    uint64_t n = compare(vm);
    struct jit *jit = jit_new(policy.code, argc > 2 ? argv[2] : "./bylaw-jit");
    native_units *units = compile(jit);
    vm_set_native(vm, units);
    compare(vm);
    struct vm *together = vm_new(&arena, policy.code);
    bool served = vm_batch_open(together, false, &trap);
    if (served)
        decide_in_batches(together, facts[0], N_FACTS, CASES, compare_one, &trap);
    for (int i = 0; i < rounds; i++) {
        by_hand[i] = round_by_hand();
        vm_set_native(vm, NULL);
        by_vm[i] = round_vm(vm);
        in_batches[i] = served ? round_batches(together) : 0;
        vm_set_native(vm, units);
        if (units != NULL)
            by_native[i] = round_vm(vm);
    }
    double c = median(by_hand, rounds), v = median(by_vm, rounds);
    printf("32 rules, %d cases, %.2f actions a case: C by hand %.1f ns, VM %.1f ns a case, ratio %.2f\n", CASES,
           (double)n / CASES, c, v, v / c);
    double batches = median(in_batches, rounds);
    if (served)
        printf("VM in batches %.1f ns a case, ratio %.2f\n", batches, batches / c);
    double native = median(by_native, rounds);
    if (units != NULL)
        printf("native code %.1f ns a case, ratio %.2f\n", native, native / c);
    vm_free(vm);
    vm_free(together);
    jit_free(jit);
    pipeline_free(&policy);
    arena_free(&arena);
    return 0;
}
