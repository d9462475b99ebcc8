/* The interpreter: one loop over the instructions of code/opcodes.def. What a policy mostly does, tests of facts, is done
 * here; the rest is called. `maybe`, pc and the registers' base are locals, so that they stay in machine registers. */
#include "vm/vm_inner.h"

/* This text is compiled twice: vm_one.c includes it with VM_ONE set, as one instruction at a time. */

/* Kept out of the loop, whose locals want the machine's registers. */
#define COLD __attribute__((noinline))

#define LIKELY(x) __builtin_expect(!!(x), 1)

/* Labels as values (gcc, clang): each instruction jumps to the next by itself. Elsewhere: a switch.
 * Where maybe is certain to be 0 the commonest tests have code of their own, which does not look at it: DISPATCH_CLEAN goes there. */
#ifdef VM_ONE
#define DISPATCH()          \
    do {                    \
        vm->maybe = maybe;  \
        return pc;          \
    } while (0)
#define CODE_OF(name) case OP_##name:
#elif defined __GNUC__
#define DISPATCH() __extension__({ goto *labels[insn_op(*pc)]; })
#define DISPATCH_CLEAN() __extension__({ goto *clean[insn_op(*pc)]; })
#define CODE_OF(name) L_##name: C_##name:
#define CODE_OF_ANY(name) L_##name:
#define CODE_OF_CLEAN(name) C_##name:
#else
#define DISPATCH() goto again
#define CODE_OF(name) case OP_##name:
#endif
#ifndef DISPATCH_CLEAN
#define DISPATCH_CLEAN() DISPATCH()
#define CODE_OF_ANY(name) CODE_OF(name)
#endif

/* Fact a: its number times the size of a value, in one shift. */
#define FACT_A ((const struct value *)((const char *)facts + ((uint32_t)*pc >> 4 & ~15u)))
_Static_assert(sizeof(struct value) == 16, "FACT_A");

#ifdef VM_ONE
#define NOTHING_MORE NULL
#else
#define NOTHING_MORE true
#endif

#define A insn_a(*pc)
#define B insn_b(*pc)
#define X insn_x(*pc)
#define Y insn_y(*pc)
#define JUMP() (pc += insn_jump(*pc))
#define NEXT(n)     \
    do {            \
        pc += (n);  \
        DISPATCH(); \
    } while (0)

/* A test of V (and W): jumps if KNOWN and COND; notes NEEDS if not known. */
#define TEST(length, known, cond, needs)      \
    do {                                      \
        if (LIKELY(known)) {                  \
            if (cond) {                       \
                maybe = 0;                    \
                JUMP();                       \
                DISPATCH_CLEAN();             \
            }                                 \
        } else {                              \
            maybe = join(vm, maybe, (needs)); \
        }                                     \
        pc += (length);                       \
        DISPATCH();                           \
    } while (0)

/* See code/thread.c for its two ways to jump. */
#define TEST_THREADED(v, cond, needs)                          \
    do {                                                       \
        if (LIKELY((v)->kind)) {                               \
            if (cond) {                                        \
                pc += maybe ? insn_jump(*pc) : (int32_t)pc[2]; \
                maybe = 0;                                     \
                DISPATCH_CLEAN();                              \
            }                                                  \
        } else {                                               \
            maybe = join(vm, maybe, (needs));                  \
        }                                                      \
        pc += 3;                                               \
        DISPATCH();                                            \
    } while (0)

/* The same, maybe being 0. */
#define TEST_CLEAN(v, cond, needs)          \
    do {                                    \
        if (LIKELY((v)->kind)) {            \
            if (cond) {                     \
                pc += (int32_t)pc[2];       \
                DISPATCH_CLEAN();           \
            }                               \
            pc += 3;                        \
            DISPATCH_CLEAN();               \
        }                                   \
        maybe = (needs);                    \
        pc += 3;                            \
        DISPATCH();                         \
    } while (0)

/* On to the definition's code, once it is noted who asked. */
#define CALL_DEFINITION(index)                                               \
    do {                                                                     \
        vm->definition = (index);                                            \
        registers = vm->registers + vm->code->definitions[index].window;     \
        maybe = 0;                                                           \
        pc = vm->code->words + vm->code->definitions[index].entry;           \
        DISPATCH();                                                          \
    } while (0)

/* The commonest. */
#define TEST_FACT(name, op)                                      \
    CODE_OF_ANY(F_##name) {                                      \
        const struct value *v = FACT_A;                          \
        TEST_THREADED(v, v->i op (int64_t)pc[1], leaf(vm, pc)); \
    }
#define TEST_FACT_CLEAN(name, op)                             \
    CODE_OF_CLEAN(F_##name) {                                 \
        const struct value *v = FACT_A;                       \
        TEST_CLEAN(v, v->i op (int64_t)pc[1], leaf(vm, pc)); \
    }
#define TEST_FACTS(name, op)                                                           \
    CODE_OF(FF_##name) {                                                               \
        const struct value *v = FACT_A, *w = &facts[pc[1]];                         \
        TEST(2, v->kind && w->kind, v->i op w->i, two_facts(vm, A, (uint32_t)pc[1]));  \
    }
#define TEST_REGISTER(name, op)                                                        \
    CODE_OF(R_##name) {                                                                \
        const struct value *v = &registers[A];                                         \
        TEST(2, v->kind, v->i op (int64_t)pc[1], need_of(v));                          \
    }
#define TEST_REGISTERS(name, op)                                                       \
    CODE_OF(RR_##name) {                                                               \
        const struct value *v = &registers[A], *w = &registers[pc[1]];                 \
        TEST(2, v->kind && w->kind, v->i op w->i, two_values(vm, v, w));               \
    }
#define TEST_TEXTS(name, op)                                                           \
    CODE_OF(TT_##name) {                                                               \
        const struct value *v = &registers[A], *w = &registers[pc[1]];                 \
        TEST(2, v->kind && w->kind, str_cmp(value_str(*v), value_str(*w)) op 0, two_values(vm, v, w)); \
    }
#define TEST_TEXT(name, equal)                                                         \
    CODE_OF(FT_##name) {                                                               \
        const struct value *v = FACT_A, *w = &vm->code->constants[pc[1]];                     \
        TEST(2, v->kind, same_text(v, w) == (equal), vm->leaves[A]);                   \
    }
#define SIX(TEST_) TEST_(EQ, ==) TEST_(NE, !=) TEST_(LT, <) TEST_(LE, <=) TEST_(GT, >) TEST_(GE, >=)

/* An operation in a file of its own, N words long. */
#define CALLED(name, length, call)       \
    CODE_OF(name) {                      \
        if (!(call))                     \
            return false;                \
        NEXT(length);                    \
    }
#define GOES_ON(name, call)              \
    CODE_OF(name) {                      \
        pc = (call);                     \
        if (!pc)                         \
            return false;                \
        DISPATCH();                      \
    }

COLD static need join(struct vm *vm, need a, need b)
{
    return need_join(&vm->scratch, a, b);
}

static inline bool same_text(const struct value *a, const struct value *b)
{
    return a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
}

/* Of fact a. */
COLD static need leaf(struct vm *vm, const uint64_t *pc)
{
    return vm->leaves[A];
}

COLD static need two_facts(struct vm *vm, uint32_t a, uint32_t b)
{
    need x = vm->facts[a].kind ? 0 : vm->leaves[a], y = vm->facts[b].kind ? 0 : vm->leaves[b];
    return need_join(&vm->scratch, x, y);
}

COLD static need two_values(struct vm *vm, const struct value *a, const struct value *b)
{
    return need_join(&vm->scratch, a->kind ? 0 : need_of(a), b->kind ? 0 : need_of(b));
}

COLD static void guard(struct vm *vm, need need)
{
    vm->unsettled |= need != 0;
    for (uint32_t i = vm->mark; need && i < vm->n_listed; i++)
        vm->listed[i].need = need_join(&vm->scratch, vm->listed[i].need, need);
}

COLD static void open_cases(struct vm *vm, need guard)
{
    vec_push(&vm->keep, &vm->cases, ((struct cases){ .first = vm->candidates.n, .guard = guard }));
}

COLD static void add_case(struct vm *vm, const uint64_t *pc, need need)
{
    struct candidate candidate = { .code = pc + insn_jump(*pc), .need = need, .span = (uint32_t)pc[1] };
    vec_push(&vm->keep, &vm->candidates, candidate);
}

COLD static void drop_cases(struct vm *vm)
{
    vm->candidates.n = vm->cases.at[--vm->cases.n].first;
}

#ifndef VM_ONE
bool vm_fail(struct vm *vm, const uint64_t *pc, enum eval_error error)
{
    const struct code_place *place = code_place(vm->code, (uint32_t)(pc - vm->code->words));
    vm->error = (struct case_error){ .subject = vm->code->subjects[place->subject], .text = decision_error_text(error),
                                     .span = place->span, .has_span = true };
    return false;
}

bool vm_fail_two(struct vm *vm, const uint64_t *pc, enum eval_error error, struct span first, struct span second)
{
    vm_fail(vm, pc, error);
    vm->error.span = second;
    vm->error.also = first;
    vm->error.has_also = true;
    return false;
}
#endif

#ifdef VM_ONE
const uint64_t *vm_one(struct vm *vm, const uint64_t *pc, struct value *registers)
#else
static bool run(struct vm *vm, const uint64_t *pc, struct value *registers)
#endif
{
#if defined __GNUC__ && !defined VM_ONE
    static const void *const labels[] = {
#define OP(name, a, b, c, fails, sentence) __extension__ &&L_##name,
#include "code/opcodes.def"
#undef OP
    };
    static const void *const clean[] = {
#define OP(name, a, b, c, fails, sentence) __extension__ &&C_##name,
#include "code/opcodes.def"
#undef OP
    };
#endif
    const struct value *const facts = vm->facts;
#ifdef VM_ONE
    need maybe = vm->maybe;
    switch (insn_op(*pc)) {
    case OPCODE_COUNT: break;
#elif defined __GNUC__
    need maybe = 0;
    DISPATCH_CLEAN();
#else
    need maybe = 0;
again:
    switch (insn_op(*pc)) {
#endif

    CODE_OF(END) { return NOTHING_MORE; }
    CODE_OF(JUMP) { JUMP(); DISPATCH(); }
    CODE_OF(SAVE) { registers[A] = need_value(maybe); maybe = 0; NEXT(1); }
    CODE_OF(RESTORE) { maybe = (need)registers[A].i; NEXT(1); }
    CODE_OF(JOIN) { maybe = need_join(&vm->scratch, maybe, (need)registers[A].i); NEXT(1); }
    CODE_OF(CLEAR) { maybe = 0; NEXT(1); }
    CODE_OF(SURE) {
        if (LIKELY(!maybe)) {
            JUMP();
            DISPATCH();
        }
        NEXT(1);
    }
    CODE_OF(HOLLOW) {
        if (need_hollow(maybe)) {
            maybe = 0;
            JUMP();
            DISPATCH();
        }
        NEXT(1);
    }

    SIX(TEST_FACT)
#ifdef CODE_OF_CLEAN
    SIX(TEST_FACT_CLEAN)
#endif
    SIX(TEST_FACTS)
    SIX(TEST_REGISTER)
    SIX(TEST_REGISTERS)
    TEST_TEXT(EQ, true)
    TEST_TEXT(NE, false)
    SIX(TEST_TEXTS)
    CODE_OF(F_IN) {
        const struct value *v = FACT_A;
        TEST(2, v->kind, v->i < 64 && (pc[1] >> v->i & 1), vm->leaves[A]);
    }
    CODE_OF(F_OUT) {
        const struct value *v = FACT_A;
        TEST(2, v->kind, !(v->i < 64 && (pc[1] >> v->i & 1)), vm->leaves[A]);
    }
    CODE_OF(F_KNOWN) { TEST(1, true, facts[A].kind, 0); }
    CODE_OF(F_MISSING) { TEST(1, true, !facts[A].kind, 0); }
    CODE_OF(R_KNOWN) {
        if (registers[A].kind) {
            JUMP();
            DISPATCH();
        }
        NEXT(1);
    }

    CODE_OF(D_IS) {
        const struct value *v = &vm->slots[A];
        if (vm->stamps[A] != vm->stamp) { /* this one again, afterwards; nobody looks at the register behind the last */
            uint32_t index = A, behind = (uint32_t)(vm->registers + vm->code->n_registers - registers);
            vm->calls[vm->n_calls++] = (struct call){ pc, registers, maybe, behind, vm->definition };
            CALL_DEFINITION(index);
        }
        TEST_THREADED(v, v->i == (int64_t)pc[1], need_of(v));
    }

    CODE_OF(FIRE) { vm_list(vm, A, maybe); maybe = 0; pc++; DISPATCH_CLEAN(); }
    CODE_OF(OPEN) { registers[A] = need_value(maybe); maybe = 0; vm->mark = vm->n_listed; NEXT(1); }
    CODE_OF(FIRE_FIRST) {
        struct value *base = &registers[A];
        base->i = (int64_t)need_join(&vm->scratch, (need)base->i, maybe);
        vm_list(vm, (uint32_t)pc[1], (need)base->i);
        if (maybe == 0) {
            JUMP();
            DISPATCH();
        }
        maybe = 0;
        NEXT(2);
    }
    CODE_OF(FIRE_EACH) {
        vm_list(vm, (uint32_t)pc[1], need_join(&vm->scratch, (need)registers[A].i, maybe));
        maybe = 0;
        NEXT(2);
    }
    CODE_OF(NONE_FIRED) {
        if (vm->n_listed == vm->mark) {
            JUMP();
            DISPATCH();
        }
        NEXT(1);
    }
    CODE_OF(GUARD) { guard(vm, maybe); maybe = 0; NEXT(1); }
    CODE_OF(DROP) { vm->n_listed = vm->mark; NEXT(1); }
    CALLED(UNIT, 1, settle_unit(vm, pc, B))

    CODE_OF(SELECT) {
        uint32_t found = alive_first(vm, A);
        pc = found != ALIVE_NONE ? vm->code->words + alive_word(vm, A, found) : pc + insn_jump(*pc);
        DISPATCH();
    }
    CODE_OF(ALIVE) {
        uint32_t found = alive_next(vm, A);
        pc = found != ALIVE_NONE ? vm->code->words + alive_word(vm, A, found) : pc + insn_jump(*pc);
        DISPATCH();
    }

    CODE_OF(CONSTANT) { registers[A] = vm->code->constants[B]; NEXT(1); }
    CODE_OF(UNKNOWN) { registers[A] = value_unknown(); NEXT(1); }
    CODE_OF(ABSENT) { registers[A] = (struct value){ .kind = VALUE_UNKNOWN, .n = 1 }; NEXT(1); }
    CODE_OF(FACT) {
        registers[A] = LIKELY(facts[B].kind) ? facts[B] : need_value(vm->leaves[B]);
        NEXT(1);
    }
    CODE_OF(PARTS) {
        uint32_t slot = (uint32_t)pc[1];
        if (vm->stamps[slot] != vm->stamp) {
            vm->slots[slot] = ops_parts(vm, B);
            vm->stamps[slot] = vm->stamp;
        }
        registers[A] = vm->slots[slot];
        NEXT(2);
    }
    CODE_OF(SEEN) { vm->seen[A / 64] |= UINT64_C(1) << A % 64; NEXT(1); }
    CODE_OF(MOVE) {
        struct value v = registers[B];
        if (!v.kind)
            v.n = 0;
        registers[A] = v;
        NEXT(1);
    }
    CODE_OF(DEFINITION) {
        uint32_t index = B;
        if (vm->stamps[index] == vm->stamp) {
            registers[A] = vm->slots[index];
            NEXT(1);
        }
        vm->calls[vm->n_calls++] = (struct call){ pc + 1, registers, maybe, A, vm->definition };
        CALL_DEFINITION(index);
    }
    CODE_OF(RETURN) {
        const struct call *call = &vm->calls[--vm->n_calls];
        struct value v = registers[A];
        if (!v.kind)
            v.n = 0;
        vm->slots[vm->definition] = v;
        vm->stamps[vm->definition] = vm->stamp;
        vm->definition = call->definition;
        registers = call->registers;
        registers[call->d] = v;
        maybe = call->maybe;
        pc = call->pc;
        DISPATCH();
    }
    CODE_OF(GET) {
        uint32_t slot = (uint32_t)pc[1];
        if (vm->stamps[slot] == vm->stamp) {
            registers[A] = vm->slots[slot];
            JUMP();
            DISPATCH();
        }
        NEXT(2);
    }
    CODE_OF(PUT) { vm->slots[B] = registers[A]; vm->stamps[B] = vm->stamp; NEXT(1); }
    CODE_OF(DECIDE) {
        registers[A] = maybe ? need_value(maybe) : value_bool(true);
        maybe = (need)registers[B].i;
        NEXT(1);
    }
    CODE_OF(REFUSE) { registers[A] = value_bool(false); maybe = (need)registers[B].i; NEXT(1); }
    CODE_OF(NOT) {
        struct value v = registers[B];
        registers[A] = v.kind ? value_bool(!v.i) : v;
        NEXT(1);
    }
    CODE_OF(KNOWN) { registers[A] = value_bool(registers[B].kind); NEXT(1); }
    CODE_OF(CERTAIN) { registers[A] = value_bool(registers[B].kind && registers[B].i); NEXT(1); }
    CODE_OF(FIELD) {
        struct value v = registers[X];
        registers[A] = v.kind ? v.record[Y] : v;
        NEXT(1);
    }
    CODE_OF(SAME) {
        need needs;
        enum truth same = ops_same(vm, &registers[X], &registers[Y], &needs);
        registers[A] = same == TRUTH_UNKNOWN ? need_value(needs) : value_bool(same == TRUTH_YES);
        NEXT(1);
    }
    CALLED(IN, 1, ops_in(vm, pc, &registers[X], &registers[Y], &registers[A]))
    CODE_OF(IF_THEN) {
        if (!registers[A].i) {
            JUMP();
            DISPATCH();
        }
        NEXT(1);
    }
    CODE_OF(IF_ELSE) { ops_if_else(vm, &registers[A], &registers[X], &registers[Y]); NEXT(1); }
    CODE_OF(FIRST_KNOWN) { ops_first_known(vm, &registers[A], &registers[B]); NEXT(1); }

    CALLED(ADD, 2, ops_arithmetic(vm, pc, registers))
    CALLED(SUBTRACT, 2, ops_arithmetic(vm, pc, registers))
    CALLED(MULTIPLY, 2, ops_arithmetic(vm, pc, registers))
    CALLED(DIVIDE, 2, ops_arithmetic(vm, pc, registers))
    CALLED(MULTIPLY_DIVIDE, 2, ops_arithmetic(vm, pc, registers))
    CALLED(NEGATE, 2, ops_arithmetic(vm, pc, registers))
    CALLED(DATE_ADD, 1, ops_calendar(vm, pc, registers))
    CALLED(DATE_SUBTRACT, 1, ops_calendar(vm, pc, registers))
    CALLED(DATE_DIFFERENCE, 1, ops_calendar(vm, pc, registers))
    CALLED(DATE_MONTHS, 2, ops_calendar(vm, pc, registers))
    CALLED(MOMENT_ADD, 1, ops_calendar(vm, pc, registers))
    CALLED(MOMENT_SUBTRACT, 1, ops_calendar(vm, pc, registers))
    CALLED(MOMENT_DIFFERENCE, 1, ops_calendar(vm, pc, registers))
    CALLED(MOMENT_MONTHS, 2, ops_calendar(vm, pc, registers))
    CALLED(CALL, 2, builtins_call(vm, pc, registers))

    CALLED(BLANK, 1, ops_search(vm, pc, registers))
    CALLED(CONTAINS, 1, ops_search(vm, pc, registers))
    CALLED(STARTS, 1, ops_search(vm, pc, registers))
    CALLED(ENDS, 1, ops_search(vm, pc, registers))
    CALLED(MATCHES, 2, ops_search(vm, pc, registers))
    CODE_OF(TEXT) { registers[A] = value_text(STR("")); NEXT(1); }
    CODE_OF(TEXT_CONSTANT) { ops_text_add(vm, &registers[A], value_str(vm->code->constants[B])); NEXT(1); }
    CODE_OF(TEXT_ADD) { ops_text_show(vm, &registers[A], &registers[B], vm->code->types[pc[1]]); NEXT(2); }
    CALLED(TEXT_END, 1, ops_text_end(vm, pc, &registers[A]))

    CODE_OF(LIST) { ops_list(vm, B, &registers[A]); NEXT(1); }
    CODE_OF(ITEM) { ((struct value *)registers[A].list->at)[pc[1]] = registers[B]; NEXT(2); }
    CODE_OF(ELEMENTS) {
        const struct value *list = &registers[pc[1]];
        if (!list->kind) {
            maybe = need_join(&vm->scratch, maybe, need_of(list));
            JUMP();
            DISPATCH();
        }
        registers[A] = (struct value){ .list = list->list, .kind = VALUE_LIST };
        NEXT(2);
    }
    CODE_OF(ELEMENTS_OF) {
        const struct value *list = &registers[pc[1] & 0xFFFF];
        if (!list->kind) {
            registers[pc[1] >> 16] = need_value(need_of(list));
            JUMP();
            DISPATCH();
        }
        registers[A] = (struct value){ .list = list->list, .kind = VALUE_LIST };
        NEXT(2);
    }
    CODE_OF(NEXT) {
        struct value *iterator = &registers[A];
        if (iterator->n == iterator->list->n) {
            JUMP();
            DISPATCH();
        }
        iterator[1] = iterator->list->at[iterator->n++];
        if (!vm_step(vm, pc, 1))
            return false;
        NEXT(1);
    }
    CODE_OF(COUNT) {
        struct value v = registers[B];
        registers[A] = v.kind ? value_int(VALUE_NUMBER, (int64_t)v.list->n * 1000000) : need_value(need_of(&v));
        NEXT(1);
    }
    CODE_OF(TALLY) { registers[A] = registers[A + 1] = value_int(VALUE_NUMBER, 0); NEXT(1); }
    CODE_OF(TALLY_YES) { ops_tally(vm, &registers[A], &registers[B], false); NEXT(1); }
    CODE_OF(TALLY_ADD) { ops_tally(vm, &registers[A], &registers[B], true); NEXT(1); }
    CALLED(TALLY_END, 2, ops_tally_end(vm, pc, registers))
    CODE_OF(LEAST) { ops_extreme(vm, &registers[A], &registers[B], -1); NEXT(1); }
    CODE_OF(MOST) { ops_extreme(vm, &registers[A], &registers[B], 1); NEXT(1); }

    CODE_OF(NOBODY) {
        if (!host_answers(&vm->host, &vm->code->lookups[pc[1]], (uint32_t)pc[1])) {
            registers[A] = value_unknown();
            JUMP();
            DISPATCH();
        }
        NEXT(2);
    }
    CALLED(ASK, 2, ops_ask(vm, pc, registers))
    CODE_OF(ROW) {
        struct value rows = registers[B];
        registers[A] = !rows.kind ? rows : rows.list->n ? rows.list->at[0] : value_unknown();
        NEXT(1);
    }
    CODE_OF(FOUND) {
        struct value rows = registers[B];
        registers[A] = rows.kind ? value_bool(rows.list->n > 0) : rows;
        NEXT(1);
    }
    CODE_OF(RECORD) { ops_record(vm, B, &registers[A]); NEXT(1); }
    CODE_OF(PUT_FIELD) { ((struct value *)registers[A].record)[pc[1]] = registers[B]; NEXT(2); }

    CODE_OF(CASES) { open_cases(vm, maybe); maybe = 0; NEXT(1); }
    CODE_OF(CASE) { add_case(vm, pc, maybe); NEXT(2); }
    CODE_OF(NO_CASE) {
        if (vm->candidates.n == vm->cases.at[vm->cases.n - 1].first) {
            JUMP();
            DISPATCH();
        }
        NEXT(1);
    }
    CODE_OF(CASES_GUARD) {
        struct cases *cases = &vm->cases.at[vm->cases.n - 1];
        cases->guard = need_join(&vm->scratch, cases->guard, maybe);
        maybe = 0;
        NEXT(1);
    }
    CODE_OF(DROP_CASES) { drop_cases(vm); NEXT(1); }
    GOES_ON(VALUES, cases_values(vm, pc, registers))
    GOES_ON(VALUE, cases_value(vm, pc, registers))
    CODE_OF(AGREE) { registers[A] = ops_agree(vm, &registers[X], Y, pc[1]); NEXT(2); }
    CODE_OF(ARGUMENT) { vm->args[B] = registers[A]; NEXT(1); }

#if !defined __GNUC__ || defined VM_ONE
    }
#endif
    return NOTHING_MORE;
}

#ifndef VM_ONE

bool vm_run(struct vm *vm, uint32_t entry)
{
    return run(vm, vm->code->words + entry, vm->registers);
}

/* Its value goes to register D, too. */
static bool compute(struct vm *vm, uint32_t index, uint32_t d)
{
    static const uint64_t asked_from[] = { OP_END };
    const struct code_definition *definition = &vm->code->definitions[index];
    vm->calls[vm->n_calls++] = (struct call){ asked_from, vm->registers, 0, d, vm->definition };
    vm->definition = index;
    return run(vm, vm->code->words + definition->entry, vm->registers + definition->window);
}

/* Nobody looks at the register behind the last. */
bool vm_compute(struct vm *vm, uint32_t index)
{
    return compute(vm, index, vm->code->n_registers);
}

bool vm_definition(struct vm *vm, uint32_t index, struct value *out)
{
    if (vm->stamps[index] != vm->stamp && !compute(vm, index, 0))
        return false;
    *out = vm->slots[index];
    return true;
}
#endif
