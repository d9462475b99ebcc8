/* The differential test: policies and cases made from seeds, each decided by the VM and by the reference evaluator; what
 * both write must be the same bytes.
 *
 *     compare [FIRST [COUNT [CASES [FAILURES]]]]     COUNT policies from seed FIRST on, CASES cases each, until FAILURES failures
 *     compare native PROGRAM [FIRST …]               the same of native code, which PROGRAM (bylaw-jit) makes
 *
 * The VM decides as it is and with the rule index wherever two rules, arms or rows stand together; then in batches, too. Of
 * every other policy native code is that of the latter.
 *
 * At a difference it prints the seed, the policy (with everything left out that does not matter), the case, and both
 * decisions, and exits with 1; so it does for a policy that does not check, and for a construct that never occurred. */
#include "cases/case.h"
#include "code/batch_mask.h"
#include "code/code.h"
#include "code/compile.h"
#include "eval/eval.h"
#include "jit/jit.h"
#include "pipeline.h"
#include "report/report.h"
#include "tests/differential/coverage.h"
#include "tests/differential/fake_host.h"
#include "tests/generate/generate.h"
#include "tests/generate/seeds.h"
#include "value/date.h"
#include "vm/vm.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST = 1, COUNT = 6000, COUNT_SHORT = 400, COUNT_LONG = 60000, CASES = 60, FAILURES = 1 };

static struct trap trap;
static const char *compiler; /* bylaw-jit; NULL: no native code */
static uint64_t seed_in_hand;
static uint64_t n_native;

/* ---- a policy with its engines ---- */

struct engines {
    struct policy policy;
    struct arena arena;
    struct vm *vm, *indexed;
    const struct code *indexed_code;
    struct eval *eval;
    struct jit *jit;
    struct fake_host vm_asks, eval_asks;
    struct case_json *reader;
    struct report report;
    struct buf by_vm, by_eval;
};

static void load(struct policy *policy, struct str text, bool no_stdlib)
{
    struct pipeline_source source = { .path = STR("generated.rules"), .text = text, .has_text = true };
    pipeline_load(policy, &source, 1, no_stdlib, &trap);
}

static struct case_options options_of(const struct generated *generated)
{
    struct case_options options = { .has_now = generated->has_now, .now = value_int(VALUE_MOMENT, 0) };
    moment_parse(STR("2020-06-15T22:30:00+02:00"), &options.now.i, &options.now.offset);
    return options;
}

static struct host ask_fake(struct engines *e, struct fake_host *fake, uint64_t seed)
{
    uint32_t n = e->policy.program->n_lookups;
    *fake = (struct fake_host){ seed, e->policy.program->lookups, n, arena_array(&e->arena, uint32_t, n) };
    return fake_host(fake);
}

/* Of CODE, for VM. */
static void make_native(struct engines *e, struct vm *vm, const struct code *code)
{
    char hash[SHA256_HEX + 1];
    pipeline_hash(&e->policy, hash);
    e->jit = jit_new(code, compiler);
    if (!e->jit)
        return;
    jit_start(e->jit, hash);
    jit_wait(e->jit);
    native_units *units = jit_units(e->jit);
    n_native += units != NULL;
    if (!units)
        printf("seed %llu: %s\n", (unsigned long long)seed_in_hand, jit_notice(e->jit));
    vm_set_native(vm, units);
}

/* False if the policy has errors: then there are no engines. */
static bool start(struct engines *e, const struct generated *generated, struct str text)
{
    memset(e, 0, sizeof *e);
    arena_init(&e->arena, &trap);
    load(&e->policy, text, generated->no_stdlib);
    if (!e->policy.program)
        return false;
    struct case_options options = options_of(generated);
    e->vm = vm_new(&e->arena, e->policy.code);
    e->indexed_code = code_compile_with(&e->policy.arena, e->policy.program, 2);
    e->indexed = vm_new(&e->arena, e->indexed_code);
    e->eval = eval_new(&e->arena, e->policy.program);
    if (compiler)
        make_native(e, seed_in_hand % 2 ? e->indexed : e->vm, seed_in_hand % 2 ? e->indexed_code : e->policy.code);
    vm_set_host(e->vm, ask_fake(e, &e->vm_asks, text.n));
    vm_set_host(e->indexed, fake_host(&e->vm_asks));
    eval_set_host(e->eval, ask_fake(e, &e->eval_asks, text.n));
    e->reader = case_json_new(&e->arena, e->policy.shape, &options);
    report_init(&e->report, REPORT_JSON, e->policy.shape->facts, e->policy.shape->n_facts, &e->policy.shape->style, NULL, &trap);
    buf_init(&e->by_vm, &trap);
    buf_init(&e->by_eval, &trap);
    return true;
}

static void stop(struct engines *e)
{
    if (e->policy.program) {
        vm_free(e->vm);
        jit_free(e->jit);
        vm_free(e->indexed);
        eval_free(e->eval);
        case_json_free(e->reader);
        report_free(&e->report);
        buf_free(&e->by_vm);
        buf_free(&e->by_eval);
    }
    pipeline_free(&e->policy);
    arena_free(&e->arena);
}

/* ---- one case ---- */

static struct case_input read_case(struct engines *e, struct str line)
{
    struct case_input input = { 0 };
    case_json_read(e->reader, line.p, line.n, 1, &input, &trap);
    return input;
}

/* Whether both engines have asked for the same lookups, none more than once. */
static bool asked_alike(const struct engines *e)
{
    bool alike = true;
    for (uint32_t i = 0; i < e->policy.program->n_lookups; i++)
        alike = alike && e->vm_asks.asked[i] == e->eval_asks.asked[i] && e->vm_asks.asked[i] <= 1;
    for (uint32_t i = 0; i < e->policy.program->n_lookups && !alike; i++)
        printf("%.*s: asked for %u times by the VM, %u times by the reference\n", STR_ARG(e->policy.program->lookups[i].name),
               e->vm_asks.asked[i], e->eval_asks.asked[i]);
    return alike;
}

/* What VM writes, in by_vm; true if it is what the reference has written. */
static bool agrees(struct engines *e, struct vm *vm, const struct value *facts, const struct report_case *which)
{
    e->by_vm.n = 0;
    fake_host_begin(&e->vm_asks);
    report_write(&e->report, &e->by_vm, which, vm_decide(vm, facts, &trap));
    return asked_alike(e) && e->by_vm.n == e->by_eval.n && memcmp(e->by_vm.p, e->by_eval.p, e->by_vm.n) == 0;
}

static void by_reference(struct engines *e, const struct value *facts, const struct report_case *which)
{
    e->by_eval.n = 0;
    fake_host_begin(&e->eval_asks);
    const struct decision *decision = eval_decide(e->eval, facts, &trap);
    coverage_decision(decision);
    report_write(&e->report, &e->by_eval, which, decision);
}

/* What both engines write of FACTS, in the two buffers; true if it is the same. */
static bool agree(struct engines *e, const struct value *facts, struct str name)
{
    struct report_case which = { .name = name, .line = 1 };
    by_reference(e, facts, &which);
    return agrees(e, e->vm, facts, &which) && agrees(e, e->indexed, facts, &which);
}

static bool agree_on(struct engines *e, struct str line)
{
    struct case_input input = read_case(e, line);
    if (input.n_errors == 0)
        return agree(e, input.facts, input.name);
    coverage_unreadable();
    return true;
}

/* Lines FROM to before FROM + N, which are cases, in one batch. */
static bool agree_on_batch(struct engines *e, struct vm *vm, const struct generated *generated, uint32_t from, uint32_t n)
{
    struct case_input inputs[BATCH_LANES];
    const struct value *facts[BATCH_LANES];
    uint32_t n_lanes = 0, lane = 0;
    bool agree = true;
    case_json_release(e->reader);
    for (uint32_t i = 0; i < n; i++) {
        inputs[i] = read_case(e, generated->cases.at[from + i]);
        if (inputs[i].n_errors == 0)
            facts[n_lanes++] = inputs[i].facts;
    }
    if (n_lanes > 0)
        vm_batch(vm, facts, n_lanes);
    for (uint32_t i = 0; i < n && agree; i++) {
        struct report_case which = { .name = inputs[i].name, .line = 1 };
        if (inputs[i].n_errors > 0)
            continue;
        by_reference(e, inputs[i].facts, &which);
        vm_lane(vm, lane++);
        agree = agrees(e, vm, inputs[i].facts, &which);
        if (!agree)
            printf("in a batch of %u cases, on\n%.*s\nVM:        %.*sreference: %.*s", n, STR_ARG(generated->cases.at[from + i]),
                   (int)e->by_vm.n, e->by_vm.p, (int)e->by_eval.n, e->by_eval.p);
    }
    return agree;
}

/* All cases, in batches of one size after the other. */
static bool agree_in_batches(struct engines *e, struct vm *vm, uint64_t seed, const struct generated *generated)
{
    bool agree = true;
    if (!vm_batch_open(vm, true, &trap))
        return true;
    uint32_t most = case_json_hold(e->reader, &e->arena, BATCH_LANES);
    for (uint32_t from = 0, n; from < generated->cases.n && agree; from += n) {
        n = 1 + (uint32_t)(seed * 2654435761u + from * 40503u) % most;
        n = n < generated->cases.n - from ? n : generated->cases.n - from;
        agree = agree_on_batch(e, vm, generated, from, n);
    }
    case_json_hold(e->reader, &e->arena, 0);
    return agree;
}

/* ---- telling of a difference ---- */

/* Whether the policy still checks and still shows the difference on LINE. */
static bool still_differs(struct arena *arena, const struct generated *generated, struct str line)
{
    static struct engines e;
    bool differs = start(&e, generated, generate_text(arena, generated)) && !agree_on(&e, line);
    stop(&e);
    return differs;
}

static void without(struct generated *generated, uint32_t index)
{
    generated->statements.n--;
    for (uint32_t i = index; i < generated->statements.n; i++)
        generated->statements.at[i] = generated->statements.at[i + 1];
}

static void reduce(struct arena *arena, struct generated *generated, struct str line)
{
    for (uint32_t i = generated->statements.n; i-- > 0;) {
        struct generated less = *generated;
        less.statements.at = arena_copy(arena, less.statements.at, less.statements.n * sizeof *less.statements.at);
        without(&less, i);
        if (still_differs(arena, &less, line))
            *generated = less;
    }
}

/* Makes facts unknown that do not matter, and names the others. */
static void print_facts(struct engines *e, struct str line)
{
    struct case_input input = read_case(e, line);
    const struct shape *shape = e->policy.shape;
    printf("facts that matter:");
    for (uint32_t i = 0; i < shape->n_facts; i++) {
        struct value before = input.facts[i];
        if (!value_known(before))
            continue;
        input.facts[i] = value_unknown();
        if (agree(e, input.facts, input.name)) {
            input.facts[i] = before;
            printf(" %.*s", STR_ARG(shape->facts[i].name));
        }
    }
    agree(e, input.facts, input.name);
    printf("\n\nVM:        %.*sreference: %.*s", (int)e->by_vm.n, e->by_vm.p, (int)e->by_eval.n, e->by_eval.p);
}

static void print_difference(struct arena *arena, uint64_t seed, struct generated generated, struct str line)
{
    static struct engines e;
    reduce(arena, &generated, line);
    struct str text = generate_text(arena, &generated);
    printf("seed %llu: the engines differ%s\n\n%.*s\n%.*s\n\n", (unsigned long long)seed,
           generated.no_stdlib ? " (--no-stdlib)" : "", STR_ARG(text), STR_ARG(line));
    if (start(&e, &generated, text) && !agree_on(&e, line))
        printf("VM:        %.*sreference: %.*s\n", (int)e.by_vm.n, e.by_vm.p, (int)e.by_eval.n, e.by_eval.p);
    print_facts(&e, line);
    stop(&e);
}

static void print_rejected(uint64_t seed, struct engines *e, struct str text)
{
    struct buf out;
    buf_init(&out, &trap);
    diag_text(&e->policy.diags, &out, 3, false);
    printf("seed %llu: the policy does not check\n\n%.*s\n%.*s", (unsigned long long)seed, STR_ARG(text), (int)out.n, out.p);
    buf_free(&out);
}

/* ---- the run ---- */

/* What the compiler makes holds what an image would be asked. */
static bool verified(const struct code *code, uint64_t seed, const char *which)
{
    uint32_t word;
    const char *wrong = code_verify(code, &word);
    if (wrong)
        printf("seed %llu: the %s has %s at word %u\n", (unsigned long long)seed, which, wrong, word);
    return !wrong;
}

static bool compare_cases(struct arena *arena, struct engines *e, uint64_t seed, const struct generated *generated)
{
    for (uint32_t i = 0; i < generated->cases.n; i++)
        if (!agree_on(e, generated->cases.at[i])) {
            print_difference(arena, seed, *generated, generated->cases.at[i]);
            return false;
        }
    if (agree_in_batches(e, e->indexed, seed, generated) && agree_in_batches(e, e->vm, seed, generated))
        return true;
    struct str text = generate_text(arena, generated);
    printf("seed %llu: the engines differ\n\n%.*s\n", (unsigned long long)seed, STR_ARG(text));
    return false;
}

static bool compare(uint64_t seed, uint32_t n_cases)
{
    static struct engines e;
    struct arena arena;
    struct generated generated;
    seed_in_hand = seed;
    arena_init(&arena, &trap);
    generate(&arena, seed, n_cases, &generated);
    struct str text = generate_text(&arena, &generated);
    bool fine = start(&e, &generated, text);
    if (fine) {
        coverage_program(&arena, e.policy.program);
        fine = verified(e.policy.code, seed, "code") && verified(e.indexed_code, seed, "code with an index") && compare_cases(&arena, &e, seed, &generated);
    } else
        print_rejected(seed, &e, text);
    stop(&e);
    arena_free(&arena);
    return fine;
}

int main(int argc, char **argv)
{
    int skip = argc > 2 && strcmp(argv[1], "native") == 0 ? 2 : 0;
    compiler = skip ? argv[2] : NULL;
    uint64_t first = seeds_argument(argv, argc, skip + 1, FIRST), count = seeds_argument(argv, argc, skip + 2, seeds_usual(COUNT_SHORT, COUNT, COUNT_LONG));
    uint32_t n_cases = (uint32_t)seeds_argument(argv, argc, skip + 3, CASES);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (trap_set(&trap) != TRAP_NONE) {
        fprintf(stderr, "compare: no memory\n");
        return 1;
    }
    uint64_t failures = 0, most = seeds_argument(argv, argc, skip + 4, FAILURES);
    for (uint64_t seed = first; seed < first + count && failures < most; seed++)
        failures += !compare(seed, n_cases);
    if (compiler) /* few are too long, none fails otherwise */
        failures += n_native * 100 < count * 95;
    bool covered = failures == most || coverage_report(count, count >= COUNT);
    printf("%llu passed, %llu failed\n", (unsigned long long)coverage_pairs(), (unsigned long long)failures + !covered);
    return failures || !covered;
}
