/* Mutants of expressions: bounds, comparisons, conditions, rows of definitions by cases. */
#include "scenario/mutate.h"

#include "check/program_text.h"
#include "value/date.h"

/* ---- words ---- */

static const char *sign_of(enum expr_op op)
{
    static const char *const signs[] = { [EXPR_EQ] = "is", [EXPR_NE] = "is not", [EXPR_LT] = "<", [EXPR_LE] = "<=", [EXPR_GT] = ">", [EXPR_GE] = ">=" };
    return op >= EXPR_EQ && op <= EXPR_GE ? signs[op] : "";
}

static struct str constant_words(const struct mutants *mutants, const struct expr *e)
{
    mutants->text->n = 0;
    program_value(mutants->text, e->constant, e->type, &mutants->program->style);
    return str_dup(mutants->arena, (struct str){ mutants->text->p, (uint32_t)mutants->text->n });
}

static bool compares(const struct expr *e)
{
    return e->op >= EXPR_EQ && e->op <= EXPR_GE;
}

/* What is made here has no words of its own: of comparisons they are put together. */
struct str mutate_words(const struct mutants *mutants, const struct expr *e)
{
    if (e->op == EXPR_CONST)
        return constant_words(mutants, e);
    if (!compares(e))
        return str_dup(mutants->arena, span_text(mutants->sources, e->span));
    struct str left = mutate_words(mutants, e->items[0]), right = mutate_words(mutants, e->items[1]);
    return str_printf(mutants->arena, "%.*s %s %.*s", STR_ARG(left), sign_of(e->op), STR_ARG(right));
}

/* ---- making ---- */

static struct expr *like(struct mutants *mutants, const struct expr *e)
{
    struct expr *made = arena_copy(mutants->arena, e, sizeof *e);
    made->id = mutants->next_id++;
    return made;
}

static struct expr *with_item(struct mutants *mutants, const struct expr *e, uint32_t index, struct expr *item)
{
    struct expr *made = like(mutants, e);
    made->items = arena_copy(mutants->arena, e->items, e->n * sizeof *e->items);
    made->items[index] = item;
    return made;
}

static struct expr *without_item(struct mutants *mutants, const struct expr *e, uint32_t index)
{
    if (e->n == 2 && e->op != EXPR_LIST)
        return e->items[1 - index];
    struct expr *made = like(mutants, e);
    made->items = arena_array(mutants->arena, struct expr *, e->n);
    made->n = 0;
    for (uint32_t i = 0; i < e->n; i++)
        if (i != index)
            made->items[made->n++] = e->items[i];
    return made;
}

static struct expr *negated(struct mutants *mutants, const struct expr *e)
{
    struct expr *made = like(mutants, e);
    made->op = EXPR_NOT;
    made->n = 1;
    made->items = arena_array(mutants->arena, struct expr *, 1);
    made->items[0] = (struct expr *)e;
    return made;
}

/* ---- values ---- */

/* The smallest step: of money a cent; of numbers a unit of the last decimal place that is written; of times the unit that they are multiples of. */
static int64_t step_of(const struct type *type, int64_t i)
{
    static const int64_t spans[] = { DATE_DAY, 3600 * DATE_SECOND, 60 * DATE_SECOND, DATE_SECOND, 1 };
    int64_t step = 1000000;
    switch (type->kind) {
    case TYPE_WHOLE: return 1000000;
    case TYPE_MONEY: step = 10000; break;
    case TYPE_NUMBER: break;
    case TYPE_TIME: case TYPE_MOMENT: case TYPE_DURATION:
        for (unsigned k = 0; k < 5; k++)
            if (i % spans[k] == 0)
                return spans[k];
        return 1;
    default: return 1;
    }
    while (i % step != 0)
        step /= 10;
    return step;
}

static bool has_steps(const struct type *type)
{
    switch (type->kind) {
    case TYPE_NUMBER: case TYPE_WHOLE: case TYPE_MONEY: case TYPE_DATE: case TYPE_TIME: case TYPE_MOMENT: case TYPE_DURATION: return true;
    default: return false;
    }
}

int64_t mutate_step(const struct type *type, int64_t i)
{
    return has_steps(type) ? step_of(type, i) : 0;
}

/* The text or party that it could be: another one of those that are declared, else one that nothing names. */
static struct value other_text(const struct expr *e)
{
    for (uint32_t i = 0; e->type->kind == TYPE_PARTY && i < e->type->n_symbols; i++)
        if (!str_eq(e->type->symbols[i].text, value_str(e->constant)))
            return value_text(e->type->symbols[i].text);
    return value_text(e->type->kind == TYPE_SYMBOL ? STR("something_else") : STR("something else"));
}

struct expr *mutate_value(struct mutants *mutants, const struct expr *e, int64_t steps)
{
    struct expr *made = like(mutants, e);
    if (e->op == EXPR_TEXT) {
        *made = (struct expr){ .op = EXPR_CONST, .type = e->type, .span = e->span, .id = made->id, .constant = value_text(STR("something else")) };
        return made;
    }
    if (e->op != EXPR_CONST || !value_known(e->constant))
        return NULL;
    if (has_steps(e->type)) {
        made->constant.i += steps * step_of(e->type, e->constant.i);
    } else if (e->constant.kind == VALUE_SYMBOL) {
        int64_t n = e->type->n_symbols;
        if (n < 2)
            return NULL;
        made->constant.i = (e->constant.i + steps + n) % n;
    } else if (e->constant.kind == VALUE_BOOL) {
        made->constant.i = !e->constant.i;
    } else if (e->constant.kind == VALUE_TEXT) {
        made->constant = other_text(e);
    } else {
        return NULL;
    }
    return made;
}

/* ---- finding ---- */

static void replace(struct mutants *mutants, const struct expr *e, struct expr *with, struct str was, struct str could)
{
    struct mutant *mutant = mutate_add(mutants, MUTATE_EXPR, e->span, "'%.*s' could be '%.*s'", STR_ARG(was), STR_ARG(could));
    mutant->target = e;
    mutant->with = with;
}

static void replace_said(struct mutants *mutants, const struct expr *e, struct expr *with)
{
    replace(mutants, e, with, mutate_words(mutants, e), mutate_words(mutants, with));
}

static void other_sign(struct mutants *mutants, const struct expr *e, enum expr_op op)
{
    struct expr *made = like(mutants, e);
    made->op = op;
    replace_said(mutants, e, made);
}

static enum expr_op opposite_of(enum expr_op op)
{
    static const enum expr_op opposites[] = { [EXPR_EQ] = EXPR_NE, [EXPR_NE] = EXPR_EQ, [EXPR_LT] = EXPR_GE, [EXPR_LE] = EXPR_GT,
                                              [EXPR_GT] = EXPR_LE, [EXPR_GE] = EXPR_LT };
    return opposites[op];
}

static enum expr_op strictness_of(enum expr_op op)
{
    static const enum expr_op others[] = { [EXPR_LT] = EXPR_LE, [EXPR_LE] = EXPR_LT, [EXPR_GT] = EXPR_GE, [EXPR_GE] = EXPR_GT };
    return others[op];
}

/* Which way the bound goes that the other strictness does not go already. LEFT: the constant stands left. */
static int64_t away(enum expr_op op, bool left)
{
    bool up = op == EXPR_GT || op == EXPR_LE || op == EXPR_EQ || op == EXPR_NE;
    return up != (left && op != EXPR_EQ && op != EXPR_NE) ? 1 : -1;
}

static void bound(struct mutants *mutants, const struct expr *e, uint32_t item)
{
    const struct expr *constant = e->items[item];
    int64_t steps = away(e->op, item == 0);
    bool ordered = e->op != EXPR_EQ && e->op != EXPR_NE;
    if (constant->op != EXPR_CONST || constant->constant.kind == VALUE_BOOL || constant->constant.kind == VALUE_TEXT)
        return;
    if (ordered && constant->constant.kind == VALUE_SYMBOL
        && (constant->constant.i + steps < 0 || constant->constant.i + steps >= constant->type->n_symbols))
        return;
    struct expr *with = mutate_value(mutants, constant, steps);
    if (with)
        replace_said(mutants, e, with_item(mutants, e, item, with));
}

static void comparison(struct mutants *mutants, const struct expr *e)
{
    other_sign(mutants, e, opposite_of(e->op));
    if (e->op != EXPR_EQ && e->op != EXPR_NE)
        other_sign(mutants, e, strictness_of(e->op));
    bound(mutants, e, 0);
    bound(mutants, e, 1);
}

static void dropped(struct mutants *mutants, const struct expr *e)
{
    for (uint32_t i = 0; i < e->n; i++) {
        struct mutant *mutant = mutate_add(mutants, MUTATE_EXPR, e->items[i]->span, "'%.*s' could be left out",
                                           STR_ARG(mutate_words(mutants, e->items[i])));
        mutant->target = e;
        mutant->with = without_item(mutants, e, i);
    }
}

static void shorter_list(struct mutants *mutants, const struct expr *e)
{
    const struct expr *list = e->items[1];
    for (uint32_t i = 0; list->op == EXPR_LIST && list->n > 1 && i < list->n; i++) {
        struct mutant *mutant = mutate_add(mutants, MUTATE_EXPR, list->items[i]->span, "'%.*s' could be left out of the list",
                                           STR_ARG(mutate_words(mutants, list->items[i])));
        mutant->target = e;
        mutant->with = with_item(mutants, e, 1, without_item(mutants, list, i));
    }
}

static bool is_atom(enum expr_op op)
{
    switch (op) {
    case EXPR_FACT: case EXPR_DEFINITION: case EXPR_VARIABLE: case EXPR_FIELD: case EXPR_FOUND: case EXPR_KNOWN: case EXPR_BLANK: case EXPR_IN:
    case EXPR_HAS: case EXPR_CONTAINS: case EXPR_STARTS: case EXPR_ENDS: case EXPR_MATCHES: case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS:
        return true;
    default: return false;
    }
}

/* ---- rows of a value by cases ---- */

static struct expr *other_rows(struct mutants *mutants, const struct expr *e)
{
    struct expr *made = like(mutants, e);
    made->arms = arena_copy(mutants->arena, e->arms, sizeof *e->arms);
    made->arms->at = arena_copy(mutants->arena, e->arms->at, e->arms->n * sizeof *e->arms->at);
    return made;
}

static void row(struct mutants *mutants, const struct expr *e, uint32_t index)
{
    struct mutant *mutant = mutate_add(mutants, MUTATE_EXPR, e->arms->at[index].span, "this row could be left out");
    struct expr *less = other_rows(mutants, e);
    less->arms->n--;
    memmove(&less->arms->at[index], &less->arms->at[index + 1], (less->arms->n - index) * sizeof *less->arms->at);
    mutant->target = e;
    mutant->with = less;
    if (e->arms->hit != HIT_FIRST || index + 1 == e->arms->n)
        return;
    mutant = mutate_add(mutants, MUTATE_EXPR, e->arms->at[index].span, "this row and the next could change places");
    struct expr *swapped = other_rows(mutants, e);
    swapped->arms->at[index] = e->arms->at[index + 1];
    swapped->arms->at[index + 1] = e->arms->at[index];
    mutant->target = e;
    mutant->with = swapped;
}

static void guard(struct mutants *mutants, const struct expr *e, const struct expr *which, const char *word)
{
    if (!which)
        return;
    struct mutant *mutant = mutate_add(mutants, MUTATE_EXPR, which->span, "'%s %.*s' could be left out", word, STR_ARG(mutate_words(mutants, which)));
    struct expr *made = other_rows(mutants, e);
    *(which == e->arms->guard ? &made->arms->guard : &made->arms->unless) = NULL;
    mutant->target = e;
    mutant->with = made;
    mutate_expr(mutants, which, true);
}

static void result(struct mutants *mutants, const struct expr *e)
{
    struct expr *with = e && (e->op == EXPR_CONST || e->op == EXPR_TEXT) ? mutate_value(mutants, e, 1) : NULL;
    if (with)
        replace_said(mutants, e, with);
    else
        mutate_expr(mutants, e, true);
}

static void rows(struct mutants *mutants, const struct expr *e)
{
    struct str outer = mutants->rule;
    if (e->arms->owner.n)
        mutants->rule = e->arms->owner;
    guard(mutants, e, e->arms->guard, "when");
    guard(mutants, e, e->arms->unless, "unless");
    for (uint32_t i = 0; i < e->arms->n; i++) {
        row(mutants, e, i);
        mutate_expr(mutants, e->arms->at[i].condition, true);
        if (e->arms->hit != HIT_COUNT)
            result(mutants, e->arms->at[i].value);
    }
    mutants->rule = outer;
}

/* ---- */

static void below(struct mutants *mutants, const struct expr *e)
{
    bool connects = e->op == EXPR_AND || e->op == EXPR_OR || e->op == EXPR_NOT || e->op == EXPR_CERTAIN || e->op == EXPR_IF;
    bool tests = e->op == EXPR_ANY_HAS || e->op == EXPR_ALL_HAVE || e->op == EXPR_NO_HAS || e->op == EXPR_COUNT;
    for (uint32_t i = 0; i < e->n; i++)
        mutate_expr(mutants, e->items[i], connects || (tests && i == 1));
}

void mutate_expr(struct mutants *mutants, const struct expr *e, bool decides)
{
    if (!e || mutants->seen[e->id])
        return;
    mutants->seen[e->id] = true;
    if (e->op == EXPR_ARMS) {
        rows(mutants, e);
        return;
    }
    if (compares(e))
        comparison(mutants, e);
    if (e->op == EXPR_AND || e->op == EXPR_OR)
        dropped(mutants, e);
    if (e->op == EXPR_IN)
        shorter_list(mutants, e);
    if (decides && e->type->kind == TYPE_BOOL && is_atom(e->op)) {
        struct str words = mutate_words(mutants, e);
        replace(mutants, e, negated(mutants, e), words, str_printf(mutants->arena, "not (%.*s)", STR_ARG(words)));
    }
    if (decides && e->op == EXPR_CONST)
        result(mutants, e);
    below(mutants, e);
}
