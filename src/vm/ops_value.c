/* Values with unknown parts, and what asks about them. */
#include "vm/vm_inner.h"

static uint32_t n_parts(const struct value *value)
{
    return value->kind == VALUE_LIST ? value->list->n : value->kind == VALUE_RECORD ? value->n : 0;
}

static const struct value *parts(const struct value *value)
{
    return value->kind == VALUE_LIST ? value->list->at : value->record;
}

need ops_parts_need(struct vm *vm, const struct value *value)
{
    need needs = 0;
    if (!value_known(*value))
        return need_of(value);
    for (uint32_t i = 0; i < n_parts(value); i++)
        needs = need_join(&vm->scratch, needs, ops_parts_need(vm, &parts(value)[i]));
    return needs;
}

/* ---- equality ---- */

static enum truth same_parts(struct vm *vm, const struct value *a, const struct value *b, need *need)
{
    if (n_parts(a) != n_parts(b))
        return TRUTH_NO;
    *need = 0;
    for (uint32_t i = 0; i < n_parts(a); i++) {
        uint64_t part = 0;
        if (ops_same(vm, &parts(a)[i], &parts(b)[i], &part) == TRUTH_NO)
            return TRUTH_NO;
        *need = need_join(&vm->scratch, *need, part);
    }
    return *need ? TRUTH_UNKNOWN : TRUTH_YES;
}

/* *NEED is set where the answer is unknown, and may be otherwise. */
enum truth ops_same(struct vm *vm, const struct value *a, const struct value *b, need *need)
{
    *need = 0;
    if (!value_known(*a))
        *need = need_of(a);
    if (!value_known(*b))
        *need = need_join(&vm->scratch, *need, need_of(b));
    if (*need)
        return TRUTH_UNKNOWN;
    if (a->kind != b->kind)
        return TRUTH_NO;
    switch (a->kind) {
    case VALUE_LIST: case VALUE_RECORD: return same_parts(vm, a, b, need);
    case VALUE_TEXT: return str_eq(value_str(*a), value_str(*b)) ? TRUTH_YES : TRUTH_NO;
    default: return a->i == b->i ? TRUTH_YES : TRUTH_NO;
    }
}

/* ---- facts with parts ---- */

static bool wholly_known(const struct value *value)
{
    for (uint32_t i = 0; i < n_parts(value); i++)
        if (!wholly_known(&parts(value)[i]))
            return false;
    return value_known(*value);
}

static struct value needing(struct vm *vm, const struct value *value, need leaf);

static void copy_parts(struct vm *vm, struct value *to, const struct value *from, uint32_t n, need leaf)
{
    for (uint32_t i = 0; i < n; i++)
        to[i] = needing(vm, &from[i], leaf);
}

static struct value needing(struct vm *vm, const struct value *value, need leaf)
{
    struct value copy = *value;
    if (value->kind == VALUE_UNKNOWN)
        return need_value(leaf);
    if (value->kind == VALUE_LIST) {
        ops_list(vm, value->list->n, &copy);
        copy_parts(vm, (struct value *)copy.list->at, value->list->at, value->list->n, leaf);
    } else if (value->kind == VALUE_RECORD) {
        struct value *fields = arena_alloc(&vm->scratch, value->n * sizeof *fields);
        copy_parts(vm, fields, value->record, value->n, leaf);
        copy.record = fields;
    }
    return copy;
}

struct value ops_parts(struct vm *vm, uint32_t fact)
{
    const struct value *value = &vm->facts[fact];
    return wholly_known(value) ? *value : needing(vm, value, vm->leaves[fact]);
}

/* ---- choices ---- */

void ops_if_else(struct vm *vm, struct value *d, const struct value *other, const struct value *saved)
{
    need needs = (need)saved->i;
    if (!needs) {
        *d = *other;
        return;
    }
    if (!value_known(*d))
        needs = need_join(&vm->scratch, needs, need_of(d));
    if (!value_known(*other))
        needs = need_join(&vm->scratch, needs, need_of(other));
    *d = need_value(needs);
}

void ops_first_known(struct vm *vm, struct value *d, const struct value *next)
{
    *d = value_known(*next) ? *next : need_value(need_join(&vm->scratch, need_of(d), need_of(next)));
}

bool ops_strict(struct vm *vm, const struct value *x, const struct value *y, struct value *out)
{
    if (value_known(*x) && value_known(*y))
        return true;
    need needs = value_known(*x) ? need_of(y) : need_of(x);
    if (!value_known(*x) && !value_known(*y))
        needs = need_join(&vm->scratch, needs, need_of(y));
    *out = need_value(needs);
    return false;
}

bool ops_in(struct vm *vm, const uint64_t *pc, const struct value *item, const struct value *list, struct value *out)
{
    if (!ops_strict(vm, item, list, out))
        return true;
    const struct value_list *among = list->list;
    struct value sought = *item;
    need needs = 0;
    for (uint32_t i = 0; i < among->n; i++) {
        need part;
        enum truth same = ops_same(vm, &sought, &among->at[i], &part);
        if (!vm_step(vm, pc, 1))
            return false;
        if (same == TRUTH_YES) {
            *out = value_bool(true);
            return true;
        }
        if (same == TRUTH_UNKNOWN)
            needs = need_join(&vm->scratch, needs, part);
    }
    *out = needs ? need_value(needs) : value_bool(false);
    return true;
}

/* ---- several tables for one definition ---- */

static bool absent(const struct value *value)
{
    return !value_known(*value) && value->n;
}

/* The first known one and the first that surely differs from it. */
static bool differ(struct vm *vm, const struct value *tables, uint32_t n, uint32_t *a, uint32_t *b)
{
    need ignored;
    for (*a = 0; *a < n && !value_known(tables[*a]);)
        ++*a;
    for (*b = *a + 1; *b < n; ++*b)
        if (ops_same(vm, &tables[*a], &tables[*b], &ignored) == TRUTH_NO)
            return true;
    return false;
}

static void disagree(struct vm *vm, uint64_t names, uint32_t a, uint32_t b)
{
    const struct str *subjects = &vm->code->subjects[(uint32_t)names];
    const struct span *spans = &vm->code->spans[names >> 32];
    struct disagreement found = { .definition = vm->definition };
    found.error = decision_disagreement(&vm->scratch, subjects[a], subjects[b], vm->code->definitions[vm->definition].name);
    found.error.span = spans[a];
    found.error.also = spans[b];
    found.error.has_span = found.error.has_also = true;
    vec_push(&vm->keep, &vm->disagreements, found);
    vm->unsettled = true;
}

struct value ops_agree(struct vm *vm, const struct value *tables, uint32_t n, uint64_t names)
{
    uint32_t a, b;
    struct value value = { .kind = VALUE_UNKNOWN, .n = 1 };
    need needs = 0, part;
    if (differ(vm, tables, n, &a, &b)) {
        disagree(vm, names, a, b);
        return value_unknown();
    }
    for (uint32_t i = 0; i < n; i++) {
        if (absent(&tables[i]))
            continue;
        if (absent(&value))
            value = tables[i];
        if (ops_same(vm, &value, &tables[i], &part) == TRUTH_UNKNOWN)
            needs = need_join(&vm->scratch, needs, part);
    }
    return needs ? need_value(needs) : value;
}
