/* Texts. A text under construction is an ordinary text value whose block has room for the next power of two. */
#include "base/utf8.h"
#include "vm/vm_inner.h"

#include <string.h>

enum { ROOM_FIRST = 256, STEP_MADE = 4, STEP_SEARCHED = 64 }; /* bytes a step: vm/decision.h */

static uint32_t room_for(uint32_t n)
{
    return n <= ROOM_FIRST ? ROOM_FIRST : 1u << (32 - __builtin_clz(n - 1));
}

/* Beyond the limit nothing is kept but the fact; TEXT_END says it, after all items were looked at. */
static __attribute__((noinline)) void add_slowly(struct vm *vm, struct value *text, struct str more)
{
    if (!value_known(*text) || more.n == 0 || text->n > LIMIT_TEXT_BYTES)
        return;
    if (more.n > LIMIT_TEXT_BYTES - text->n) {
        text->n = LIMIT_TEXT_BYTES + 1;
        return;
    }
    uint32_t room = text->n ? room_for(text->n) : 0;
    char *bytes = (char *)text->text;
    if (text->n + more.n > room) {
        bytes = arena_alloc(&vm->scratch, room_for(text->n + more.n));
        memcpy(bytes, text->text, text->n);
        text->text = bytes;
    }
    memcpy(bytes + text->n, more.p, more.n);
    text->n += more.n;
}

/* The first STEP of N bytes and the last, which may overlap. */
static inline void copy_ends(char *to, const char *from, uint32_t n, uint32_t step)
{
    memcpy(to, from, step);
    memcpy(to + n - step, from + n - step, step);
}

/* N bytes, at least one. To memcpy with a bound that it knows, gcc gives `rep movs`, which made bench_stream a fifth slower. */
static inline void copy(char *to, const char *from, uint32_t n)
{
    for (; n > 32; n -= 16, to += 16, from += 16)
        memcpy(to, from, 16);
    if (n >= 16)
        copy_ends(to, from, n, 16);
    else if (n >= 8)
        copy_ends(to, from, n, 8);
    else if (n >= 4)
        copy_ends(to, from, n, 4);
    else
        for (uint32_t i = 0; i < n; i++)
            to[i] = from[i];
}

/* Most texts are short, and most of what is added to them fits the first block. */
void ops_text_add(struct vm *vm, struct value *text, struct str more)
{
    if (!value_known(*text) || more.n == 0 || more.n > ROOM_FIRST || text->n > ROOM_FIRST - more.n) {
        add_slowly(vm, text, more);
        return;
    }
    if (text->n == 0)
        text->text = arena_alloc(&vm->scratch, ROOM_FIRST);
    copy((char *)text->text + text->n, more.p, more.n);
    text->n += more.n;
}

static void leave_unknown(struct vm *vm, struct value *text, need needs)
{
    need before = value_known(*text) ? 0 : need_of(text);
    *text = need_value(need_join(&vm->scratch, before, needs));
}

void ops_text_show(struct vm *vm, struct value *text, const struct value *value, const struct type *type)
{
    if (value->kind == VALUE_TEXT) {
        ops_text_add(vm, text, value_str(*value));
        return;
    }
    need needs = ops_need(vm, value);
    if (needs) {
        leave_unknown(vm, text, needs);
    } else if (value_known(*text)) {
        vm->text.n = 0;
        value_show(&vm->text, *value, type, &vm->code->shape.style);
        uint32_t n = vm->text.n > LIMIT_TEXT_BYTES ? LIMIT_TEXT_BYTES + 1 : (uint32_t)vm->text.n;
        ops_text_add(vm, text, (struct str){ vm->text.p, n });
    }
}

bool ops_text_end(struct vm *vm, const uint64_t *pc, struct value *text)
{
    if (!value_known(*text))
        return true;
    if (text->n > LIMIT_TEXT_BYTES)
        return vm_fail(vm, pc, EVAL_TEXT_LIMIT);
    return vm_step(vm, pc, text->n / STEP_MADE);
}

static bool blank(struct str s)
{
    unsigned length;
    for (uint32_t at = 0; at < s.n; at += length) {
        if (!builtins_is_space(utf8_decode(str_slice(s, at, s.n), &length)))
            return false;
    }
    return true;
}

static bool matches(struct vm *vm, const uint64_t *pc, struct str s)
{
    int found = pattern_match(vm->code->patterns->all.at[pc[1]], s);
    if (found < 0)
        trap_spring(vm->scratch.trap, TRAP_MEMORY);
    return found;
}

static bool search(struct vm *vm, const uint64_t *pc, struct str a, struct str b)
{
    switch (insn_op(*pc)) {
    case OP_BLANK: return blank(a);
    case OP_CONTAINS: return str_find(a, b) >= 0;
    case OP_STARTS: return str_starts(a, b);
    case OP_ENDS: return str_ends(a, b);
    default: return matches(vm, pc, a);
    }
}

bool ops_search(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct value *d = &registers[insn_a(*pc)], *x = &registers[insn_x(*pc)], *y = &registers[insn_y(*pc)];
    enum opcode op = insn_op(*pc);
    if (op == OP_BLANK || op == OP_MATCHES)
        y = x;
    if (!ops_strict(vm, x, y, d))
        return true;
    if ((op == OP_CONTAINS || op == OP_MATCHES) && !vm_step(vm, pc, x->n / STEP_SEARCHED))
        return false;
    *d = value_bool(search(vm, pc, value_str(*x), value_str(*y)));
    return true;
}
