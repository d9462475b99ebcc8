/* The one file that knows libgccjit. Its values are expressions that are evaluated wherever they are used: each is kept in a local of its
 * own, so that it is evaluated once, where it was made. */
#include "jit/machine.h"

#include "base/mem.h"

#include <libgccjit.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ARGUMENTS = 5 };

struct machine {
    gcc_jit_context *context;
    gcc_jit_type *number, *narrow, *pointer, *truth;
    gcc_jit_function *expect, *lowest;
    gcc_jit_function *function; /* in hand */
    gcc_jit_block *block;       /* in hand */
    unsigned names;
};

#define VALUE(x) ((struct machine_value *)(x))
#define RVALUE(x) ((gcc_jit_rvalue *)(x))

/* What of level 2 takes a quarter of its time and makes this code no faster (doc/jit.md). */
static const char *const in_vain[] = { "-fno-thread-jumps", "-fno-tree-slp-vectorize", "-fno-tree-pre", "-fno-gcse", "-fno-tree-vrp",
                                       "-fno-ipa-cp", "-fno-ipa-sra", "-fno-ipa-icf" };

static void set_options(gcc_jit_context *context, int level)
{
    for (size_t i = 0; level > 1 && i < sizeof in_vain / sizeof *in_vain; i++)
        gcc_jit_context_add_command_line_option(context, in_vain[i]);
    gcc_jit_context_set_int_option(context, GCC_JIT_INT_OPTION_OPTIMIZATION_LEVEL, level);
    gcc_jit_context_set_bool_allow_unreachable_blocks(context, 1);
    gcc_jit_context_add_command_line_option(context, "-fno-strict-aliasing");
    gcc_jit_context_add_driver_option(context, "-nostdlib");
}

static void make_types(struct machine *m)
{
    m->number = gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_UINT64_T);
    m->narrow = gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_UINT32_T);
    m->truth = gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_BOOL);
    m->pointer = gcc_jit_type_get_pointer(gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_CHAR));
    m->expect = gcc_jit_context_get_builtin_function(m->context, "__builtin_expect");
    m->lowest = gcc_jit_context_get_builtin_function(m->context, "__builtin_ctzll");
}

struct machine *machine_new(int level)
{
    struct machine *m = mem_alloc(sizeof *m);
    if (m == NULL)
        return NULL;
    memset(m, 0, sizeof *m);
    m->context = gcc_jit_context_acquire();
    if (m->context == NULL) {
        mem_free(m);
        return NULL;
    }
    set_options(m->context, level);
    make_types(m);
    return m;
}

void machine_free(struct machine *m)
{
    gcc_jit_context_release(m->context);
    mem_free(m);
}

/* As the assembler has it: name, description and type of an ELF note. */
static void add_note(struct machine *m, const char *note, size_t n)
{
    static const char head[] = ".section .note.bylaw,\"a\",@note\n.balign 4\n.long 6\n.long 2f-1f\n.long 1\n.asciz \"Bylaw\"\n.balign 4\n1:\n";
    static const char tail[] = "2:\n.balign 4\n.text\n";
    enum { WIDEST = 8 }; /* of ".byte N\n" with three digits, rounded */
    char *text = mem_alloc(sizeof head + sizeof tail + n * (WIDEST + 4)), *at = text;
    if (text == NULL)
        return;
    at += sprintf(at, "%s", head);
    for (size_t i = 0; i < n; i++)
        at += sprintf(at, ".byte %u\n", (unsigned)(unsigned char)note[i]);
    sprintf(at, "%s", tail);
    gcc_jit_context_add_top_level_asm(m->context, NULL, text);
    mem_free(text);
}

const char *machine_write(struct machine *m, const char *path, const char *note, size_t n)
{
    add_note(m, note, n);
    if (gcc_jit_context_get_first_error(m->context) == NULL)
        gcc_jit_context_compile_to_file(m->context, GCC_JIT_OUTPUT_KIND_DYNAMIC_LIBRARY, path);
    return gcc_jit_context_get_first_error(m->context);
}

/* ---- functions ---- */

struct machine_function *machine_function(struct machine *m, const char *name, bool shown)
{
    gcc_jit_param *parameters[] = { gcc_jit_context_new_param(m->context, NULL, m->pointer, "vm"),
                                    gcc_jit_context_new_param(m->context, NULL, m->pointer, "calls"),
                                    shown ? NULL : gcc_jit_context_new_param(m->context, NULL, m->number, "number") };
    enum gcc_jit_function_kind kind = shown ? GCC_JIT_FUNCTION_EXPORTED : GCC_JIT_FUNCTION_INTERNAL;
    return (struct machine_function *)gcc_jit_context_new_function(m->context, NULL, kind, m->number, name, shown ? 2 : 3, parameters, 0);
}

void machine_begin(struct machine *m, struct machine_function *f)
{
    m->function = (gcc_jit_function *)f;
    m->block = gcc_jit_function_new_block(m->function, NULL);
}

struct machine_value *machine_parameter(struct machine *m, int index)
{
    return VALUE(gcc_jit_param_as_rvalue(gcc_jit_function_get_param(m->function, index)));
}

static gcc_jit_lvalue *local(struct machine *m, gcc_jit_type *type)
{
    char name[16];
    snprintf(name, sizeof name, "v%u", m->names++);
    return gcc_jit_function_new_local(m->function, NULL, type, name);
}

static struct machine_value *pinned(struct machine *m, gcc_jit_type *type, gcc_jit_rvalue *value)
{
    gcc_jit_lvalue *pin = local(m, type);
    gcc_jit_block_add_assignment(m->block, NULL, pin, value);
    return VALUE(gcc_jit_lvalue_as_rvalue(pin));
}

struct machine_value *machine_call(struct machine *m, struct machine_function *f, struct machine_value *number)
{
    gcc_jit_rvalue *arguments[] = { RVALUE(machine_parameter(m, 0)), RVALUE(machine_parameter(m, 1)), RVALUE(number) };
    return pinned(m, m->number, gcc_jit_context_new_call(m->context, NULL, (gcc_jit_function *)f, 3, arguments));
}

struct machine_value *machine_call_back(struct machine *m, struct machine_value *function, int n, struct machine_value **arguments)
{
    gcc_jit_type *types[MOST_ARGUMENTS];
    gcc_jit_rvalue *values[MOST_ARGUMENTS];
    for (int i = 0; i < n && i < MOST_ARGUMENTS; i++) {
        values[i] = RVALUE(arguments[i]);
        types[i] = gcc_jit_rvalue_get_type(values[i]);
    }
    gcc_jit_type *type = gcc_jit_context_new_function_ptr_type(m->context, NULL, m->number, n, types, 0);
    gcc_jit_rvalue *pointer = gcc_jit_context_new_cast(m->context, NULL, RVALUE(function), type);
    return pinned(m, m->number, gcc_jit_context_new_call_through_ptr(m->context, NULL, pointer, n, values));
}

/* ---- blocks ---- */

struct machine_block *machine_block(struct machine *m)
{
    return (struct machine_block *)gcc_jit_function_new_block(m->function, NULL);
}

void machine_enter(struct machine *m, struct machine_block *block)
{
    m->block = (gcc_jit_block *)block;
}

void machine_jump(struct machine *m, struct machine_block *to)
{
    gcc_jit_block_end_with_jump(m->block, NULL, (gcc_jit_block *)to);
}

void machine_branch(struct machine *m, struct machine_value *condition, struct machine_block *yes, struct machine_block *no)
{
    gcc_jit_block_end_with_conditional(m->block, NULL, RVALUE(condition), (gcc_jit_block *)yes, (gcc_jit_block *)no);
}

void machine_expect(struct machine *m, struct machine_value *condition, struct machine_block *yes, struct machine_block *no)
{
    gcc_jit_type *type = gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_LONG);
    gcc_jit_rvalue *arguments[] = { gcc_jit_context_new_cast(m->context, NULL, RVALUE(condition), type),
                                    gcc_jit_context_one(m->context, type) };
    gcc_jit_rvalue *expected = gcc_jit_context_new_call(m->context, NULL, m->expect, 2, arguments);
    gcc_jit_rvalue *zero = gcc_jit_context_zero(m->context, type);
    machine_branch(m, VALUE(gcc_jit_context_new_comparison(m->context, NULL, GCC_JIT_COMPARISON_NE, expected, zero)), yes, no);
}

static gcc_jit_rvalue *constant(struct machine *m, uint64_t number)
{
    return gcc_jit_context_new_rvalue_from_long(m->context, m->number, (long)number);
}

void machine_switch(struct machine *m, struct machine_value *number, const struct machine_choice *choices, size_t n, struct machine_block *otherwise)
{
    gcc_jit_case **cases = mem_alloc((n + 1) * sizeof *cases);
    if (cases == NULL) {
        machine_jump(m, otherwise);
        return;
    }
    for (size_t i = 0; i < n; i++)
        cases[i] = gcc_jit_context_new_case(m->context, constant(m, choices[i].low), constant(m, choices[i].high), (gcc_jit_block *)choices[i].to);
    gcc_jit_block_end_with_switch(m->block, NULL, RVALUE(number), (gcc_jit_block *)otherwise, (int)n, cases);
    mem_free(cases);
}

void machine_return(struct machine *m, struct machine_value *value)
{
    gcc_jit_block_end_with_return(m->block, NULL, RVALUE(value));
}

/* ---- values ---- */

struct machine_value *machine_number(struct machine *m, uint64_t number)
{
    return VALUE(constant(m, number));
}

struct machine_value *machine_do(struct machine *m, enum machine_op op, struct machine_value *a, struct machine_value *b)
{
    static const enum gcc_jit_binary_op ops[] = {
        [MACHINE_ADD] = GCC_JIT_BINARY_OP_PLUS, [MACHINE_SUB] = GCC_JIT_BINARY_OP_MINUS,
        [MACHINE_AND] = GCC_JIT_BINARY_OP_BITWISE_AND, [MACHINE_OR] = GCC_JIT_BINARY_OP_BITWISE_OR,
        [MACHINE_XOR] = GCC_JIT_BINARY_OP_BITWISE_XOR, [MACHINE_SHIFT_LEFT] = GCC_JIT_BINARY_OP_LSHIFT,
        [MACHINE_SHIFT_RIGHT] = GCC_JIT_BINARY_OP_RSHIFT,
    };
    return pinned(m, m->number, gcc_jit_context_new_binary_op(m->context, NULL, ops[op], m->number, RVALUE(a), RVALUE(b)));
}

struct machine_value *machine_test(struct machine *m, enum machine_test test, struct machine_value *a, struct machine_value *b)
{
    static const enum gcc_jit_comparison tests[] = {
        [MACHINE_EQ] = GCC_JIT_COMPARISON_EQ, [MACHINE_NE] = GCC_JIT_COMPARISON_NE, [MACHINE_LT] = GCC_JIT_COMPARISON_LT,
        [MACHINE_LE] = GCC_JIT_COMPARISON_LE, [MACHINE_GT] = GCC_JIT_COMPARISON_GT, [MACHINE_GE] = GCC_JIT_COMPARISON_GE,
    };
    gcc_jit_type *type = gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_INT64_T);
    gcc_jit_rvalue *x = gcc_jit_context_new_cast(m->context, NULL, RVALUE(a), type);
    gcc_jit_rvalue *y = gcc_jit_context_new_cast(m->context, NULL, RVALUE(b), type);
    return pinned(m, m->truth, gcc_jit_context_new_comparison(m->context, NULL, tests[test], x, y));
}

struct machine_value *machine_flag(struct machine *m, struct machine_value *condition)
{
    return pinned(m, m->number, gcc_jit_context_new_cast(m->context, NULL, RVALUE(condition), m->number));
}

struct machine_value *machine_lowest(struct machine *m, struct machine_value *number)
{
    gcc_jit_type *type = gcc_jit_context_get_type(m->context, GCC_JIT_TYPE_UNSIGNED_LONG_LONG);
    gcc_jit_rvalue *argument = gcc_jit_context_new_cast(m->context, NULL, RVALUE(number), type);
    gcc_jit_rvalue *place = gcc_jit_context_new_call(m->context, NULL, m->lowest, 1, &argument);
    return pinned(m, m->number, gcc_jit_context_new_cast(m->context, NULL, place, m->number));
}

/* ---- memory ---- */

static gcc_jit_rvalue *address(struct machine *m, struct machine_value *pointer, gcc_jit_rvalue *bytes)
{
    return gcc_jit_lvalue_get_address(gcc_jit_context_new_array_access(m->context, NULL, RVALUE(pointer), bytes), NULL);
}

static gcc_jit_lvalue *place(struct machine *m, struct machine_value *pointer, uint64_t offset, gcc_jit_type *type)
{
    gcc_jit_rvalue *at = address(m, pointer, RVALUE(machine_number(m, offset)));
    return gcc_jit_rvalue_dereference(gcc_jit_context_new_cast(m->context, NULL, at, gcc_jit_type_get_pointer(type)), NULL);
}

struct machine_value *machine_load(struct machine *m, struct machine_value *pointer, uint64_t offset, int bits)
{
    gcc_jit_rvalue *value = gcc_jit_lvalue_as_rvalue(place(m, pointer, offset, bits == 32 ? m->narrow : m->number));
    return pinned(m, m->number, bits == 32 ? gcc_jit_context_new_cast(m->context, NULL, value, m->number) : value);
}

struct machine_value *machine_load_pointer(struct machine *m, struct machine_value *pointer, uint64_t offset)
{
    return pinned(m, m->pointer, gcc_jit_lvalue_as_rvalue(place(m, pointer, offset, m->pointer)));
}

void machine_store(struct machine *m, struct machine_value *pointer, uint64_t offset, int bits, struct machine_value *value)
{
    gcc_jit_rvalue *stored = bits == 32 ? gcc_jit_context_new_cast(m->context, NULL, RVALUE(value), m->narrow) : RVALUE(value);
    gcc_jit_block_add_assignment(m->block, NULL, place(m, pointer, offset, bits == 32 ? m->narrow : m->number), stored);
}

struct machine_value *machine_at(struct machine *m, struct machine_value *pointer, struct machine_value *bytes)
{
    return pinned(m, m->pointer, address(m, pointer, RVALUE(bytes)));
}

struct machine_value *machine_table(struct machine *m, const uint64_t *numbers, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "table%u", m->names++);
    gcc_jit_type *type = gcc_jit_context_new_array_type(m->context, NULL, gcc_jit_type_get_const(m->number), (int)n);
    gcc_jit_lvalue *table = gcc_jit_context_new_global(m->context, NULL, GCC_JIT_GLOBAL_INTERNAL, type, name);
    gcc_jit_global_set_initializer(table, numbers, n * sizeof *numbers);
    return VALUE(gcc_jit_context_new_cast(m->context, NULL, gcc_jit_lvalue_get_address(table, NULL), m->pointer));
}

/* ---- variables ---- */

struct machine_variable *machine_variable(struct machine *m)
{
    return (struct machine_variable *)local(m, m->number);
}

void machine_set(struct machine *m, struct machine_variable *variable, struct machine_value *value)
{
    gcc_jit_block_add_assignment(m->block, NULL, (gcc_jit_lvalue *)variable, RVALUE(value));
}

struct machine_value *machine_get(struct machine *m, struct machine_variable *variable)
{
    return pinned(m, m->number, gcc_jit_lvalue_as_rvalue((gcc_jit_lvalue *)variable));
}
