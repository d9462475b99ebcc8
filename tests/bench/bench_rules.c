/* What a case costs by how many rules there are, evaluation alone: the VM with its rule index, the VM without, native code (up to 1,000
 * rules), and the same rules as a chain of tests in C, in one run, turn by turn. Before any time is printed, all have decided every case, and the same.
 *
 *     bench_rules [MOST]         up to MOST rules (default 100,000)
 *     bench_rules 0 RULES KIND   RULES rules of kind 0 to 3 alone
 *
 * Some kinds of rules. With an equality key: `if plan == P and amount > A and region == R`, with as many plans and regions as the
 * square root of the rules. Without: one to four comparisons each over 24 facts, of which a tenth is unknown: `<` or `>` with any of
 * 1,000 numbers, so that a good part of the rules applies in a case or may ("comparisons"); or with the least and the greatest few of
 * them, so that few do ("rare"). And "sums": `if plan == P and a + b > c + A`, of which the index can tell the first half. "selecting" is
 * what the index takes to find them, without the decision that is made of them, "together" what it takes in a batch of cases; "batches" the
 * whole of it, where batches are quicker; "reckoned" what the choice between the two is made by. */
#include "code/batch.h"
#include "code/compile.h"
#include "code/code.h"
#include "jit/jit.h"
#include "pipeline.h"
#include "tests/bench/bench_batches.h"
#include "vm/vm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CASES = 20000, CASES_SLOW = 200, MOST_TESTS = 4, FACTS = 24, NUMBERS = 1000, FEW = 20, TENTH = 10, COMPILED_MOST = 1000, ONE = 1000000, LOADS = 5 };
enum { PLAN, REGION, AMOUNT };
enum { SUM_FACTS = 10 };
enum comparison { EQUAL, BELOW, ABOVE, SUM_ABOVE };

struct test {
    uint32_t fact, second, third; /* of a sum: f + second > third + constant */
    enum comparison comparison;
    int64_t constant;
};

struct rule {
    uint32_t n;
    struct test tests[MOST_TESTS];
};

enum kind { KEY, COMPARISONS, RARE, SUMS, KINDS };
static const char *const kind_names[] = { "equality key", "comparisons", "rare", "sums" };

struct bench {
    enum kind kind;
    struct rule *rules;
    uint32_t n, n_facts, side; /* side: plans, regions */
    struct value *facts; /* n_facts of each case */
    struct buf text;
};

static struct trap trap;
static const char *const compiler = "./bylaw-jit"; /* in the build's folder */

static uint32_t next_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ---- policies and cases ---- */

static struct rule with_key(const struct bench *bench)
{
    struct rule rule = { .n = 3 };
    rule.tests[0] = (struct test){ .fact = PLAN, .comparison = EQUAL, .constant = next_random() % bench->side };
    rule.tests[1] = (struct test){ .fact = AMOUNT, .comparison = ABOVE, .constant = (int64_t)(next_random() % NUMBERS) * ONE };
    rule.tests[2] = (struct test){ .fact = REGION, .comparison = EQUAL, .constant = next_random() % bench->side };
    return rule;
}

static uint32_t some_number(void)
{
    return AMOUNT + next_random() % (SUM_FACTS - AMOUNT);
}

static struct rule with_sum(const struct bench *bench)
{
    struct rule rule = { .n = 2 };
    rule.tests[0] = (struct test){ .fact = PLAN, .comparison = EQUAL, .constant = next_random() % bench->side };
    rule.tests[1] = (struct test){ .fact = some_number(), .second = some_number(), .third = some_number(), .comparison = SUM_ABOVE,
                                   .constant = (int64_t)(next_random() % NUMBERS) * ONE };
    return rule;
}

static struct test comparison(enum kind kind)
{
    uint32_t number = next_random() % NUMBERS;
    bool below = next_random() % 2;
    if (kind == RARE)
        number = below ? number % FEW : NUMBERS - 1 - number % FEW;
    return (struct test){ .fact = next_random() % FACTS, .comparison = below ? BELOW : ABOVE, .constant = (int64_t)number * ONE };
}

static struct rule without_key(enum kind kind)
{
    struct rule rule = { .n = 1 + next_random() % MOST_TESTS };
    for (uint32_t i = 0; i < rule.n; i++)
        rule.tests[i] = comparison(kind);
    return rule;
}

static void write_symbols(struct bench *bench, const char *name, char letter)
{
    buf_printf(&bench->text, "  %s is one of ", name);
    for (uint32_t i = 0; i < bench->side; i++)
        buf_printf(&bench->text, "%s%c%u", i ? ", " : "", letter, i);
    buf_cstr(&bench->text, "\n");
}

static void write_facts(struct bench *bench, enum kind kind)
{
    buf_cstr(&bench->text, "facts\n");
    bool key = kind == KEY || kind == SUMS;
    if (key) {
        write_symbols(bench, "f0", 'p');
        write_symbols(bench, "f1", 'r');
    }
    for (uint32_t i = key ? AMOUNT : 0; i < bench->n_facts; i++)
        buf_printf(&bench->text, "  f%u is whole number\n", i);
}

static void write_test(struct bench *bench, const struct test *test)
{
    if (test->comparison == SUM_ABOVE) {
        buf_printf(&bench->text, "f%u + f%u > f%u + %lld", test->fact, test->second, test->third, (long long)test->constant / ONE);
        return;
    }
    long long constant = test->comparison == EQUAL ? test->constant : test->constant / ONE;
    const char *before = test->comparison != EQUAL ? "" : test->fact == PLAN ? "p" : "r";
    const char *comparison = test->comparison == EQUAL ? "==" : test->comparison == BELOW ? "<" : ">";
    buf_printf(&bench->text, "f%u %s %s%lld", test->fact, comparison, before, constant);
}

static void write_rules(struct bench *bench)
{
    for (uint32_t i = 0; i < bench->n; i++) {
        buf_cstr(&bench->text, "if ");
        for (uint32_t k = 0; k < bench->rules[i].n; k++) {
            buf_cstr(&bench->text, k ? " and " : "");
            write_test(bench, &bench->rules[i].tests[k]);
        }
        buf_printf(&bench->text, " then tag t%u\n", i);
    }
}

static struct value random_value(const struct bench *bench, enum kind kind, uint32_t fact)
{
    if ((kind == KEY || kind == SUMS) && fact < AMOUNT)
        return value_int(VALUE_SYMBOL, next_random() % bench->side);
    if (kind != KEY && next_random() % TENTH == 0)
        return value_unknown();
    return value_int(VALUE_NUMBER, (int64_t)(next_random() % NUMBERS) * ONE);
}

static void *room(size_t size)
{
    void *block = calloc(1, size);
    if (!block)
        exit(1);
    return block;
}

static void make(struct bench *bench, enum kind kind, uint32_t n)
{
    *bench = (struct bench){ .kind = kind, .n = n, .n_facts = kind == KEY ? 3 : kind == SUMS ? SUM_FACTS : FACTS };
    while (bench->side * bench->side < n)
        bench->side++;
    bench->rules = room(n * sizeof *bench->rules);
    bench->facts = room((size_t)CASES * bench->n_facts * sizeof *bench->facts);
    for (uint32_t i = 0; i < n; i++)
        bench->rules[i] = kind == KEY ? with_key(bench) : kind == SUMS ? with_sum(bench) : without_key(kind);
    for (uint32_t i = 0; i < CASES; i++)
        for (uint32_t k = 0; k < bench->n_facts; k++)
            bench->facts[i * bench->n_facts + k] = random_value(bench, kind, k);
    buf_init(&bench->text, &trap);
    write_facts(bench, kind);
    write_rules(bench);
}

static const struct value *facts_of(const struct bench *bench, uint32_t i)
{
    return &bench->facts[(size_t)i * bench->n_facts];
}

/* ---- by hand ---- */

static enum truth sum_tested(const struct test *test, const struct value *facts)
{
    const struct value *a = &facts[test->fact], *b = &facts[test->second], *c = &facts[test->third];
    return !a->kind || !b->kind || !c->kind ? TRUTH_UNKNOWN : a->i + b->i > c->i + test->constant;
}

static inline enum truth tested(const struct test *test, const struct value *facts)
{
    if (test->comparison == SUM_ABOVE)
        return sum_tested(test, facts);
    const struct value *v = &facts[test->fact];
    if (!v->kind)
        return TRUTH_UNKNOWN;
    return test->comparison == EQUAL ? v->i == test->constant : test->comparison == BELOW ? v->i < test->constant : v->i > test->constant;
}

/* How many rules fire, and how many may. */
static __attribute__((noinline)) uint32_t by_hand(const struct bench *bench, const struct value *facts, uint32_t *open)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < bench->n; i++) {
        enum truth all = TRUTH_YES;
        for (uint32_t k = 0; k < bench->rules[i].n && all != TRUTH_NO; k++) {
            enum truth one = tested(&bench->rules[i].tests[k], facts);
            all = one == TRUTH_NO ? one : one == TRUTH_UNKNOWN ? one : all;
        }
        n += all == TRUTH_YES;
        *open += all == TRUTH_UNKNOWN;
    }
    return n;
}

/* ---- the comparison ---- */

static volatile uint64_t sink;

static double time_hand(const struct bench *bench, uint32_t cases)
{
    double from = now();
    uint32_t n = 0, open = 0;
    for (uint32_t i = 0; i < cases; i++)
        n += by_hand(bench, facts_of(bench, i), &open);
    sink = n + open;
    return (now() - from) / cases;
}

static double time_vm(const struct bench *bench, struct vm *vm, uint32_t cases)
{
    double from = now();
    uint64_t n = 0;
    for (uint32_t i = 0; i < cases; i++)
        n += vm_decide(vm, facts_of(bench, i), &trap)->n_actions;
    sink = n;
    return (now() - from) / cases;
}

static double time_select(const struct bench *bench, struct index_work *work, uint32_t *out, uint32_t cases)
{
    double from = now();
    uint64_t n = 0;
    for (uint32_t i = 0; i < cases; i++) {
        work->facts = facts_of(bench, i);
        work->stamp++;
        n += index_select(work, 0, out);
    }
    sink = n;
    return (now() - from) / cases;
}

/* The same for as many cases at once as a batch has. */
static double time_batches(const struct bench *bench, struct batch *batch, struct index_work *work, uint32_t *out, uint32_t cases)
{
    const struct value *lanes[BATCH_LANES];
    double from = now();
    uint64_t n = 0;
    for (uint32_t i = 0; i < cases; i += BATCH_LANES) {
        uint32_t n_lanes = cases - i < BATCH_LANES ? cases - i : BATCH_LANES, found = 0;
        for (uint32_t k = 0; k < n_lanes; k++)
            lanes[k] = facts_of(bench, i + k);
        batch_begin(batch, lanes, n_lanes);
        for (uint32_t k = 0; k < n_lanes; k++) {
            batch_select(batch, 0, k, work, out, &found);
            n += found;
        }
    }
    sink = n;
    return (now() - from) / cases;
}

static double time_vm_batches(const struct bench *bench, struct vm *vm, uint32_t cases)
{
    double from = now();
    sink = decide_in_batches(vm, bench->facts, bench->n_facts, cases, NULL, &trap);
    return (now() - from) / cases;
}

/* Of CODE; NULL: there is none. */
static struct jit *compile(const struct bench *bench, const struct code *code, double *milliseconds)
{
    const char hash[SHA256_HEX + 1] = "";
    struct timespec from, to;
    struct jit *jit = bench->n <= COMPILED_MOST ? jit_new(code, compiler) : NULL;
    if (jit == NULL)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, &from);
    jit_start(jit, hash);
    jit_wait(jit);
    clock_gettime(CLOCK_MONOTONIC, &to);
    *milliseconds = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    if (jit_units(jit) != NULL)
        return jit;
    jit_free(jit);
    return NULL;
}

static double fired(const struct bench *bench, struct vm *indexed, struct vm *plain, uint32_t cases)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < cases; i++) {
        uint32_t open = 0, hand = by_hand(bench, facts_of(bench, i), &open);
        const struct decision *a = vm_decide(indexed, facts_of(bench, i), &trap), *b = vm_decide(plain, facts_of(bench, i), &trap);
        bool same = a->n_actions == hand && b->n_actions == hand && a->n_needs == b->n_needs && (a->n_needs > 0) == (open > 0);
        for (uint32_t k = 0; same && k < hand; k++)
            same = str_eq(value_str(a->actions[k]->args[0].value), value_str(b->actions[k]->args[0].value));
        if (!same) {
            fprintf(stderr, "case %u is decided otherwise\n", i);
            exit(1);
        }
        n += hand;
    }
    return (double)n / cases;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

struct times {
    double hand, plain, indexed, select, batch, batches, fired, native, compiling;
    struct batch_cost cost;
};

static struct times measure(const struct bench *bench, const struct code *code, const struct code *without, const struct index *index)
{
    struct arena arena;
    struct index_work work;
    struct times times = { .hand = 1e18, .plain = 1e18, .indexed = 1e18, .select = 1e18, .batch = 1e18, .batches = 1e18, .native = 1e18 };
    arena_init(&arena, &trap);
    struct vm *indexed = vm_new(&arena, code), *plain = vm_new(&arena, without), *native = vm_new(&arena, code);
    struct jit *jit = compile(bench, code, &times.compiling);
    vm_set_native(native, jit != NULL ? jit_units(jit) : NULL);
    uint32_t slow = CASES_SLOW * (bench->n < 1000 ? 10 : 1);
    uint32_t quick = bench->kind == KEY || bench->kind == SUMS || bench->n <= 1000 ? CASES : CASES / (bench->n / 1000); /* many rules fire there */
    struct batch *batch = NULL;
    if (index) {
        index_begin(&work, index, &arena);
        batch = batch_new(&arena, index, BATCH_EVERY);
        times.cost = batch_cost(index, 0, &arena);
    }
    struct vm *together = vm_new(&arena, code);
    bool served = vm_batch_open(together, false, &trap);
    uint32_t *out = arena_array(&arena, uint32_t, bench->n + BATCH_ROOM);
    times.fired = fired(bench, indexed, plain, slow);
    fired(bench, native, plain, slow);
    if (served && decide_in_batches(together, bench->facts, bench->n_facts, slow, NULL, &trap) != (uint64_t)(times.fired * slow + 0.5)) {
        fprintf(stderr, "batches decide otherwise\n");
        exit(1);
    }
    for (int round = 0; round < 5; round++) {
        times.hand = least(times.hand, time_hand(bench, slow));
        times.plain = least(times.plain, time_vm(bench, plain, slow));
        times.indexed = least(times.indexed, time_vm(bench, indexed, quick));
        if (served)
            times.batches = least(times.batches, time_vm_batches(bench, together, quick));
        if (jit != NULL)
            times.native = least(times.native, time_vm(bench, native, quick));
        if (index) {
            times.select = least(times.select, time_select(bench, &work, out, quick));
            times.batch = least(times.batch, time_batches(bench, batch, &work, out, quick));
        }
    }
    vm_free(indexed);
    vm_free(plain);
    vm_free(native);
    vm_free(together);
    jit_free(jit);
    arena_free(&arena);
    return times;
}

/* Leaves POLICY loaded; the least of a few times, in nanoseconds: memory that the system has to find first is not what is measured. */
static double time_load(struct policy *policy, const struct pipeline_source *source)
{
    double load = 1e18;
    for (int i = 0; i < LOADS; i++) {
        if (i > 0)
            pipeline_free(policy);
        double from = now();
        pipeline_load(policy, source, 1, false, &trap);
        load = least(load, now() - from);
    }
    return load;
}

static void run(enum kind kind, uint32_t n)
{
    struct bench bench;
    struct policy policy;
    make(&bench, kind, n);
    struct pipeline_source source = { .path = STR("bench.rules"), .text = { bench.text.p, (uint32_t)bench.text.n }, .has_text = true };
    double load = time_load(&policy, &source);
    if (!policy.program)
        exit(1);
    double from = now();
    const struct code *without = code_compile_with(&policy.arena, policy.program, UINT32_MAX);
    double without_index = now() - from;
    from = now();
    const struct code *all = code_compile_with(&policy.arena, policy.program, 2);
    double index = now() - from - without_index;
    struct times times = measure(&bench, policy.code, without, all->index);
    printf("%-12s %6u rules, %6.1f fire: C %9.1f, VM %9.1f, indexed %8.1f (selecting %8.1f, together %8.1f) ns a case, batches %8.1f, native %8.1f (after %.0f ms); loaded in %7.1f ms, of it the "
           "index %6.1f; index %zu KiB; reckoned %.1f, together %.1f ns\n",
           kind_names[bench.kind], n, times.fired, times.hand, times.plain, times.indexed, all->index ? times.select : 0, all->index ? times.batch : 0,
           times.batches < 1e18 ? times.batches : 0,
           times.native < 1e18 ? times.native : 0, times.compiling, load / 1e6, index / 1e6,
           policy.code->index ? index_dump_bytes(policy.code->index) / 1024 : 0, (double)times.cost.alone / 1e3,
           (double)times.cost.batch / 1e3);
    fflush(stdout);
    pipeline_free(&policy);
    buf_free(&bench.text);
    free(bench.rules);
    free(bench.facts);
}

int main(int argc, char **argv)
{
    uint32_t most = argc > 1 ? (uint32_t)atoi(argv[1]) : 100000;
    uint32_t only = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;
    if (trap_set(&trap) != TRAP_NONE)
        return 1;
    if (only)
        return run((enum kind)(argc > 3 ? atoi(argv[3]) : KEY), only), 0;
    for (int kind = 0; kind < KINDS; kind++) {
        for (uint32_t n = 10; n <= most; n *= 10) {
            run((enum kind)kind, n);
            if (n < 100 && 3 * n <= most)
                run((enum kind)kind, 3 * n);
        }
    }
    return 0;
}
