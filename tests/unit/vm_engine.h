/* The VM in the clothes of the reference evaluator, so that the tests of the one run on the other: eval_bench.h takes this
 * instead of eval/eval.h under BENCH_VM. Programs may change between two decisions: each is compiled anew, and verified. */
#ifndef BYLAW_TESTS_VM_ENGINE_H
#define BYLAW_TESTS_VM_ENGINE_H

#include "code/code.h"
#include "code/compile.h"
#include "vm/vm.h"

#include <criterion/criterion.h>

struct eval {
    struct arena *arena;
    const struct program *program;
    const struct code *code;
    struct vm *vm;
};

static struct eval *eval_new(struct arena *arena, const struct program *program)
{
    struct eval *eval = arena_new(arena, struct eval);
    *eval = (struct eval){ arena, program, NULL, NULL };
    return eval;
}

static void eval_free(struct eval *eval)
{
    if (eval->vm)
        vm_free(eval->vm);
    eval->vm = NULL;
}

static void eval_compile(struct eval *eval)
{
    uint32_t word;
    eval_free(eval);
    eval->code = code_compile(eval->arena, eval->program);
    const char *wrong = code_verify(eval->code, &word);
    cr_assert_null(wrong, "%s at word %u", wrong, word);
    eval->vm = vm_new(eval->arena, eval->code);
}

static const struct decision *eval_decide(struct eval *eval, const struct value *facts, struct trap *trap)
{
    eval_compile(eval);
    return vm_decide(eval->vm, facts, trap);
}

#endif
