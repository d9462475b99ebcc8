/* Arithmetic and the calendar. Each takes the instruction at PC and its operands from REGISTERS; false after an error. */
#include "value/date.h"
#include "value/decimal.h"
#include "vm/vm_inner.h"

static bool overflow(struct vm *vm, const uint64_t *pc)
{
    return vm_fail(vm, pc, EVAL_OVERFLOW);
}

static bool divide(struct vm *vm, const uint64_t *pc, int64_t a, int64_t b, int64_t *out)
{
    if (b == 0)
        return vm_fail(vm, pc, EVAL_DIVISION_BY_ZERO);
    return decimal_div(a, b, out) || overflow(vm, pc);
}

/* d holds the first factor. */
static bool multiply_divide(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct value *d = &registers[insn_a(*pc)], *x = &registers[insn_x(*pc)], *y = &registers[insn_y(*pc)];
    struct value unknown;
    if (!ops_strict(vm, x, y, &unknown)) {
        *d = value_known(*d) ? unknown : need_value(need_join(&vm->scratch, need_of(d), need_of(&unknown)));
        return true;
    }
    if (!value_known(*d)) {
        d->n = 0;
        return true;
    }
    int64_t result;
    if (y->i == 0)
        return vm_fail(vm, pc, EVAL_DIVISION_BY_ZERO);
    if (!decimal_mul_div(d->i, x->i, y->i, &result))
        return overflow(vm, pc);
    *d = value_int((enum value_kind)pc[1], result);
    return true;
}

static bool arithmetic(struct vm *vm, const uint64_t *pc, int64_t x, int64_t y, int64_t *out)
{
    switch (insn_op(*pc)) {
    case OP_ADD: return checked_add(x, y, out) || overflow(vm, pc);
    case OP_SUBTRACT: return checked_sub(x, y, out) || overflow(vm, pc);
    case OP_MULTIPLY: return decimal_mul(x, y, out) || overflow(vm, pc);
    case OP_DIVIDE: return divide(vm, pc, x, y, out);
    default: return checked_sub(0, x, out) || overflow(vm, pc); /* NEGATE */
    }
}

bool ops_arithmetic(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    if (insn_op(*pc) == OP_MULTIPLY_DIVIDE)
        return multiply_divide(vm, pc, registers);
    struct value *d = &registers[insn_a(*pc)], *x = &registers[insn_x(*pc)], *y = &registers[insn_y(*pc)];
    int64_t result;
    if (insn_op(*pc) == OP_NEGATE)
        y = x;
    if (!ops_strict(vm, x, y, d))
        return true;
    if (!arithmetic(vm, pc, x->i, y->i, &result))
        return false;
    *d = value_int((enum value_kind)pc[1], result);
    return true;
}

/* ---- calendar ---- */

static bool date(struct vm *vm, const uint64_t *pc, int128 days, struct value *out)
{
    int64_t narrow;
    if (!checked_narrow(days, &narrow) || !date_in_range(narrow))
        return vm_fail(vm, pc, EVAL_DATE_RANGE);
    *out = value_int(VALUE_DATE, narrow);
    return true;
}

static bool date_move(struct vm *vm, const uint64_t *pc, int64_t days, int64_t micros, int sign, struct value *out)
{
    if (micros % DATE_DAY)
        return vm_fail(vm, pc, EVAL_NOT_WHOLE_DAYS);
    return date(vm, pc, (int128)days + (int128)sign * (micros / DATE_DAY), out);
}

static bool moment(struct vm *vm, const uint64_t *pc, int128 micros, int32_t offset, struct value *out)
{
    int64_t narrow;
    if (!checked_narrow(micros, &narrow) || !moment_in_range(narrow))
        return vm_fail(vm, pc, EVAL_DATE_RANGE);
    *out = value_int(VALUE_MOMENT, narrow);
    out->offset = offset;
    return true;
}

static bool difference(struct vm *vm, const uint64_t *pc, int128 micros, struct value *out)
{
    int64_t narrow;
    if (!checked_narrow(micros, &narrow))
        return overflow(vm, pc);
    *out = value_int(VALUE_DURATION, narrow);
    return true;
}

static bool months(struct vm *vm, const uint64_t *pc, const struct value *x, struct value *out)
{
    int64_t result, n = (int64_t)pc[1];
    bool forward = vm->code->month_ends_forward;
    if (x->kind == VALUE_DATE)
        return date_add_months(x->i, n, forward, &result) ? date(vm, pc, result, out) : vm_fail(vm, pc, EVAL_DATE_RANGE);
    if (!moment_add_months(x->i, x->offset, n, forward, &result))
        return vm_fail(vm, pc, EVAL_DATE_RANGE);
    return moment(vm, pc, result, x->offset, out);
}

bool ops_calendar(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct value *d = &registers[insn_a(*pc)], x = registers[insn_x(*pc)], y = registers[insn_y(*pc)];
    bool one = insn_op(*pc) == OP_DATE_MONTHS || insn_op(*pc) == OP_MOMENT_MONTHS;
    if (one)
        y = x; /* the second half of operand b is nothing */
    if (!ops_strict(vm, &x, &y, d))
        return true;
    switch (insn_op(*pc)) {
    case OP_DATE_ADD: return date_move(vm, pc, x.i, y.i, 1, d);
    case OP_DATE_SUBTRACT: return date_move(vm, pc, x.i, y.i, -1, d);
    case OP_DATE_DIFFERENCE: return difference(vm, pc, ((int128)x.i - y.i) * DATE_DAY, d);
    case OP_MOMENT_ADD: return moment(vm, pc, (int128)x.i + y.i, x.offset, d);
    case OP_MOMENT_SUBTRACT: return moment(vm, pc, (int128)x.i - y.i, x.offset, d);
    case OP_MOMENT_DIFFERENCE: return difference(vm, pc, (int128)x.i - y.i, d);
    default: return months(vm, pc, &x, d);
    }
}
