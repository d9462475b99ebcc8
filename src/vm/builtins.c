/* The functions of the language (value/builtins.def), strict, on one or two known operands. */
#include "value/builtin.h"

#include "base/utf8.h"
#include "value/date.h"
#include "value/decimal.h"
#include "vm/vm_inner.h"

enum { PLACES_MOST = DECIMAL_PLACES, PLACES_LEAST = -12, STEP_MADE = 4 };

bool builtins_is_space(uint32_t code)
{
    switch (code) {
    case 0x09: case 0x0A: case 0x0B: case 0x0C: case 0x0D: case 0x20: case 0x85: case 0xA0: case 0x1680: case 0x2028:
    case 0x2029: case 0x202F: case 0x205F: case 0x3000:
        return true;
    default: return code >= 0x2000 && code <= 0x200A;
    }
}

/* ---- numbers ---- */

static struct value count(int64_t n)
{
    return value_int(VALUE_NUMBER, n * DECIMAL_ONE);
}

static bool amount(struct vm *vm, const uint64_t *pc, struct value like, bool fits, int64_t result, struct value *out)
{
    *out = value_int((enum value_kind)like.kind, result);
    return fits || vm_fail(vm, pc, EVAL_OVERFLOW);
}

static bool round_to(struct vm *vm, const uint64_t *pc, struct value x, struct value places, struct value *out)
{
    int64_t result = 0, n = places.i / DECIMAL_ONE;
    if (places.i % DECIMAL_ONE || n < PLACES_LEAST || n > PLACES_MOST)
        return vm_fail(vm, pc, EVAL_ROUND_PLACES);
    bool fits = decimal_round(x.i, n, &result);
    return amount(vm, pc, x, fits, result, out);
}

static bool whole(struct vm *vm, const uint64_t *pc, struct value x, bool step(int64_t, int64_t *), struct value *out)
{
    int64_t result = 0;
    bool fits = step(x.i, &result);
    return amount(vm, pc, x, fits, result, out);
}

static bool size(int64_t x, int64_t *out)
{
    *out = x;
    return x >= 0 || checked_sub(0, x, out);
}

/* ---- texts ---- */

/* Room for the worst case: four bytes a character. */
static bool letters(struct vm *vm, const uint64_t *pc, struct str s, uint32_t change(uint32_t), struct value *out)
{
    unsigned length;
    vm->text.n = 0;
    for (uint32_t at = 0; at < s.n; at += length) {
        char *to = buf_need(&vm->text, 4);
        vm->text.n += utf8_encode(change(utf8_decode(str_slice(s, at, s.n), &length)), to);
    }
    if (vm->text.n > LIMIT_TEXT_BYTES)
        return vm_fail(vm, pc, EVAL_TEXT_LIMIT);
    *out = value_text((struct str){ arena_copy(&vm->scratch, vm->text.p, vm->text.n), (uint32_t)vm->text.n });
    return vm_step(vm, pc, (int64_t)vm->text.n / STEP_MADE);
}

static struct str trim(struct str s)
{
    uint32_t from = 0, to = 0;
    unsigned length;
    bool any = false;
    for (uint32_t at = 0; at < s.n; at += length) {
        if (builtins_is_space(utf8_decode(str_slice(s, at, s.n), &length)))
            continue;
        if (!any)
            from = at;
        any = true;
        to = at + length;
    }
    return any ? str_slice(s, from, to) : str_slice(s, s.n, s.n);
}

/* ---- dates ---- */

static int64_t day(struct value when)
{
    return when.kind == VALUE_MOMENT ? moment_date(when.i, when.offset) : when.i;
}

static struct value part_of(enum builtin part, struct value when)
{
    int year, month, of_month;
    date_to_civil(day(when), &year, &month, &of_month);
    switch (part) {
    case BUILTIN_YEAR_OF: return count(year);
    case BUILTIN_MONTH_OF: return count(month);
    case BUILTIN_DAY_OF: return count(of_month);
    default: return count(date_weekday(day(when)));
    }
}

static bool call(struct vm *vm, const uint64_t *pc, struct value x, struct value y, struct value *out)
{
    enum builtin builtin = (enum builtin)pc[1];
    switch (builtin) {
    case BUILTIN_MIN: *out = y.i < x.i ? y : x; break;
    case BUILTIN_MAX: *out = y.i > x.i ? y : x; break;
    case BUILTIN_ROUND: return round_to(vm, pc, x, y, out);
    case BUILTIN_FLOOR: return whole(vm, pc, x, decimal_floor, out);
    case BUILTIN_CEIL: return whole(vm, pc, x, decimal_ceil, out);
    case BUILTIN_ABS: return whole(vm, pc, x, size, out);
    case BUILTIN_LOWER: return letters(vm, pc, value_str(x), builtin_lower, out);
    case BUILTIN_UPPER: return letters(vm, pc, value_str(x), builtin_upper, out);
    case BUILTIN_TRIM: *out = value_text(trim(value_str(x))); break;
    case BUILTIN_LENGTH: *out = count(utf8_count(value_str(x))); break;
    case BUILTIN_DAYS_BETWEEN: *out = count(y.i - x.i); break;
    case BUILTIN_YEAR_OF: case BUILTIN_MONTH_OF: case BUILTIN_DAY_OF: case BUILTIN_WEEKDAY_OF:
        *out = part_of(builtin, x);
        break;
    case BUILTIN_DATE_OF: *out = value_int(VALUE_DATE, day(x)); break;
    case BUILTIN_TIME_OF: *out = value_int(VALUE_TIME, moment_time(x.i, x.offset)); break;
    case BUILTIN_COUNT: break;
    }
    return true;
}

bool builtins_call(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct value *d = &registers[insn_a(*pc)], x = registers[insn_x(*pc)], y = registers[insn_y(*pc)];
    return !ops_strict(vm, &x, &y, d) || call(vm, pc, x, y, d);
}
