/* Values by cases, once the conditions are known: which arms' values are computed, and what comes of them. */
#include "value/decimal.h"
#include "vm/vm_inner.h"

static struct cases *top(struct vm *vm)
{
    return &vm->cases.at[vm->cases.n - 1];
}

static struct candidate *candidates(struct vm *vm, const struct cases *cases)
{
    return &vm->candidates.at[cases->first];
}

static uint32_t n_candidates(const struct vm *vm, const struct cases *cases)
{
    return vm->candidates.n - cases->first;
}

static struct value absent(void)
{
    return (struct value){ .kind = VALUE_UNKNOWN, .n = 1 };
}

/* Ends the topmost. */
static const uint64_t *finish(struct vm *vm, struct value *registers, struct value value)
{
    struct cases *cases = top(vm);
    registers[cases->d] = value;
    vm->candidates.n = cases->first;
    vm->cases.n--;
    return cases->done;
}

static struct span span_of(const struct vm *vm, const struct candidate *candidate)
{
    return vm->code->spans[candidate->span];
}

static bool refuse(struct vm *vm, const uint64_t *pc, enum eval_error error, const struct candidate *first,
                   const struct candidate *second)
{
    return vm_fail_two(vm, pc, error, span_of(vm, first), span_of(vm, second));
}

static bool only_one(struct vm *vm, const uint64_t *pc, const struct cases *cases)
{
    const struct candidate *at = candidates(vm, cases), *first = NULL;
    for (uint32_t i = 0; i < n_candidates(vm, cases); i++) {
        if (at[i].need)
            continue;
        if (first)
            return refuse(vm, pc, EVAL_TWO_ROWS, first, &at[i]);
        first = &at[i];
    }
    return true;
}

/* ---- what needs what ---- */

static struct value undecided(struct vm *vm, const struct cases *cases)
{
    const struct candidate *at = candidates(vm, cases);
    need needs = cases->guard;
    for (uint32_t i = 0; i < n_candidates(vm, cases); i++) {
        needs = need_join(&vm->scratch, needs, at[i].need);
        if (!value_known(at[i].value) && cases->hit != CODE_COUNT)
            needs = need_join(&vm->scratch, needs, need_of(&at[i].value));
    }
    return need_value(needs | NEED_UNKNOWN);
}

static bool decided(const struct vm *vm, const struct cases *cases)
{
    const struct candidate *at = &vm->candidates.at[cases->first];
    if (cases->guard)
        return false;
    for (uint32_t i = 0; i < n_candidates(vm, cases); i++)
        if (at[i].need || (!value_known(at[i].value) && cases->hit != CODE_COUNT))
            return false;
    return true;
}

/* ---- any ---- */

static bool composite(const struct value *value)
{
    return value->kind == VALUE_LIST || value->kind == VALUE_RECORD;
}

static enum truth same(struct vm *vm, const struct candidate *a, const struct candidate *b)
{
    need ignored;
    return ops_same(vm, &a->value, &b->value, &ignored);
}

/* The first certain one before I that surely differs from it. Sameness of plain values is transitive: looking at the first
 * known one is enough for them; lists with unknown parts must be compared two by two. */
static const struct candidate *differs(struct vm *vm, const struct candidate *at, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++) {
        if (at[j].need || !value_known(at[j].value))
            continue;
        if (same(vm, &at[j], &at[i]) == TRUTH_NO)
            return &at[j];
        if (!composite(&at[i].value))
            return NULL;
    }
    return NULL;
}

static bool refuse_others(struct vm *vm, const uint64_t *pc, const struct cases *cases)
{
    struct candidate *at = candidates(vm, cases);
    for (uint32_t i = 1; i < n_candidates(vm, cases); i++) {
        const struct candidate *other = at[i].need ? NULL : differs(vm, at, i);
        if (other)
            return refuse(vm, pc, EVAL_ROWS_DISAGREE, other, &at[i]);
    }
    return true;
}

/* ---- arms that may match, but make no difference beside a certain one ---- */

static bool settles(struct vm *vm, uint32_t hit, const struct candidate *certain, const struct candidate *open)
{
    if (certain->need || !value_known(certain->value) || !value_known(open->value))
        return false;
    if (hit == CODE_ANY)
        return same(vm, open, certain) == TRUTH_YES;
    int order = value_order(open->value, certain->value);
    return hit == CODE_SMALLEST ? order >= 0 : order <= 0;
}

static bool idle(struct vm *vm, const struct cases *cases, const struct candidate *open)
{
    const struct candidate *at = candidates(vm, cases);
    for (uint32_t i = 0; open->need && i < n_candidates(vm, cases); i++)
        if (settles(vm, cases->hit, &at[i], open))
            return true;
    return false;
}

/* Those that are left keep their order; certain ones always stay, so it does not matter who is gone already. */
static void drop_idle(struct vm *vm, const struct cases *cases)
{
    struct candidate *at = candidates(vm, cases);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n_candidates(vm, cases); i++)
        if (!idle(vm, cases, &at[i]))
            at[kept++] = at[i];
    vm->candidates.n = cases->first + kept;
}

/* ---- results, where all is certain and known ---- */

static struct value list_of(struct vm *vm, const struct cases *cases)
{
    struct value list;
    const struct candidate *at = candidates(vm, cases);
    ops_list(vm, n_candidates(vm, cases), &list);
    for (uint32_t i = 0; i < n_candidates(vm, cases); i++)
        ((struct value *)list.list->at)[i] = at[i].value;
    return list;
}

static bool sum_of(struct vm *vm, const uint64_t *pc, const struct cases *cases, struct value *out)
{
    const struct candidate *at = candidates(vm, cases);
    int128 sum = 0;
    int64_t narrow;
    for (uint32_t i = 0; i < n_candidates(vm, cases); i++)
        sum += at[i].value.i;
    if (!checked_narrow(sum, &narrow))
        return vm_fail(vm, pc, EVAL_OVERFLOW);
    *out = value_int((enum value_kind)cases->kind, narrow);
    return true;
}

static struct value extreme(struct vm *vm, const struct cases *cases)
{
    const struct candidate *at = candidates(vm, cases);
    int wanted = cases->hit == CODE_SMALLEST ? -1 : 1;
    struct value best = at[0].value;
    for (uint32_t i = 1; i < n_candidates(vm, cases); i++)
        ops_extreme(vm, &best, &at[i].value, wanted);
    return best;
}

/* All rows that match agree, unless lists of theirs have unknown parts: then that is not sure. */
static struct value agreed(struct vm *vm, const struct cases *cases)
{
    const struct candidate *at = candidates(vm, cases);
    need needs = 0, part;
    for (uint32_t i = 1; i < n_candidates(vm, cases); i++)
        if (ops_same(vm, &at[0].value, &at[i].value, &part) == TRUTH_UNKNOWN)
            needs = need_join(&vm->scratch, needs, part);
    return needs ? need_value(needs) : at[0].value;
}

static bool result(struct vm *vm, const uint64_t *pc, const struct cases *cases, struct value *out)
{
    switch ((enum code_hit)cases->hit) {
    case CODE_FIRST: case CODE_ONLY_ONE: *out = candidates(vm, cases)->value; break;
    case CODE_ANY: *out = agreed(vm, cases); break;
    case CODE_EVERY: *out = list_of(vm, cases); break;
    case CODE_HIGHEST: case CODE_LARGEST: case CODE_SMALLEST: *out = extreme(vm, cases); break;
    case CODE_SUM: return sum_of(vm, pc, cases, out);
    case CODE_COUNT: *out = value_int(VALUE_NUMBER, (int64_t)n_candidates(vm, cases) * DECIMAL_ONE); break;
    }
    return true;
}

static bool compares(const struct cases *cases)
{
    return cases->hit == CODE_ANY || cases->hit == CODE_HIGHEST || cases->hit == CODE_SMALLEST || cases->hit == CODE_LARGEST;
}

/* All values are there. */
static const uint64_t *conclude(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct cases *cases = top(vm);
    struct value value;
    if (!cases->guard && cases->hit == CODE_ANY && !refuse_others(vm, pc, cases))
        return NULL;
    if (!cases->guard && compares(cases))
        drop_idle(vm, cases);
    if (!decided(vm, cases))
        value = undecided(vm, cases);
    else if (!result(vm, pc, cases, &value))
        return NULL;
    return finish(vm, registers, value);
}

/* What nearly every definition by cases comes to: its first arm that could match matches, and nothing is undecided. The general
 * way cost a seventh of what bench_stream spends in the VM. */
static bool single(const struct vm *vm, const struct cases *cases)
{
    return cases->hit == CODE_FIRST && !cases->guard && n_candidates(vm, cases) == 1 && !vm->candidates.at[cases->first].need;
}

const uint64_t *cases_values(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct cases *cases = top(vm);
    cases->d = insn_a(*pc);
    cases->done = pc + insn_jump(*pc);
    cases->hit = (uint32_t)pc[1] & ((1u << CODE_HIT_BITS) - 1);
    cases->kind = (uint32_t)pc[1] >> CODE_HIT_BITS;
    cases->at = cases->first;
    if (single(vm, cases))
        return candidates(vm, cases)->code;
    bool none = n_candidates(vm, cases) == 0;
    if (none && cases->hit != CODE_SUM && cases->hit != CODE_COUNT)
        return finish(vm, registers, absent());
    if (!cases->guard && cases->hit == CODE_ONLY_ONE && !only_one(vm, pc, cases))
        return NULL;
    if (none || cases->hit == CODE_COUNT)
        return conclude(vm, pc, registers);
    return candidates(vm, cases)->code;
}

const uint64_t *cases_value(struct vm *vm, const uint64_t *pc, struct value *registers)
{
    struct cases *cases = top(vm);
    struct value value = registers[insn_a(*pc)];
    if (!value_known(value))
        value.n = 0; /* a selected value that is absent is merely unknown */
    else if (single(vm, cases))
        return finish(vm, registers, value);
    vm->candidates.at[cases->at++].value = value;
    if (cases->at < vm->candidates.n)
        return vm->candidates.at[cases->at].code;
    return conclude(vm, pc, registers);
}
