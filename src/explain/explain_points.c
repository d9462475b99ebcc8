#include "explain/explain_points.h"

#include "base/checked.h"
#include "value/date.h"
#include "value/decimal.h"

enum { SMALL_SET = 8, OTHERS = 2, MOST_SUBSETS = 4 };

static void push(struct arena *arena, point_list *list, struct value value)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (value_known(list->at[i]) == value_known(value) && (!value_known(value) || value_same(list->at[i], value)))
            return;
    vec_push(arena, list, value);
}

/* ---- ordered types ---- */

static enum value_kind kind_of(const struct type *type)
{
    static const enum value_kind kinds[] = {
        [TYPE_NUMBER] = VALUE_NUMBER, [TYPE_WHOLE] = VALUE_NUMBER, [TYPE_MONEY] = VALUE_NUMBER, [TYPE_DATE] = VALUE_DATE,
        [TYPE_TIME] = VALUE_TIME, [TYPE_MOMENT] = VALUE_MOMENT, [TYPE_DURATION] = VALUE_DURATION,
    };
    return type->kind < sizeof kinds / sizeof *kinds ? kinds[type->kind] : VALUE_UNKNOWN;
}

/* The step from one value to the next that people would write, beside a constant that is written with so many places. */
static int64_t grain_of(const struct type *type, int64_t beside)
{
    int64_t grain = 1;
    switch (type->kind) {
    case TYPE_MONEY: grain = DECIMAL_ONE / 100; break;
    case TYPE_NUMBER: case TYPE_WHOLE: grain = DECIMAL_ONE; break;
    case TYPE_TIME: case TYPE_MOMENT: return 60 * DATE_SECOND;
    case TYPE_DURATION: return beside % DATE_DAY == 0 ? DATE_DAY : 60 * DATE_SECOND;
    default: return 1;
    }
    while (type->kind != TYPE_WHOLE && beside % grain != 0)
        grain /= 10;
    return grain;
}

static bool is_in_range(const struct type *type, int64_t i)
{
    switch (type->kind) {
    case TYPE_DATE: return date_in_range(i);
    case TYPE_TIME: return i >= 0 && i < DATE_DAY;
    case TYPE_MOMENT: return moment_in_range(i);
    default: return true;
    }
}

static void push_number(struct arena *arena, point_list *list, const struct type *type, int64_t i)
{
    if (is_in_range(type, i) && !(type->kind == TYPE_WHOLE && i % DECIMAL_ONE != 0))
        push(arena, list, value_int(kind_of(type), i));
}

/* I, and what is just below and above it. */
static void push_around(struct arena *arena, point_list *list, const struct type *type, int64_t i)
{
    int64_t grain = grain_of(type, i), at = i, other;
    if (type->kind == TYPE_WHOLE)
        at -= ((at % DECIMAL_ONE) + DECIMAL_ONE) % DECIMAL_ONE;
    push_number(arena, list, type, at);
    if (checked_sub(at, grain, &other))
        push_number(arena, list, type, other);
    if (checked_add(at, grain, &other))
        push_number(arena, list, type, other);
}

/* A constant beside which a fact of TYPE may stand, as a value of it: a date for a moment is its midnight. */
static bool fits(const struct type *type, struct value constant, int64_t *out)
{
    *out = constant.i;
    if (type->kind == TYPE_MOMENT && constant.kind == VALUE_DATE)
        return checked_mul(constant.i, DATE_DAY, out);
    return constant.kind == kind_of(type);
}

/* ---- constants ---- */

static bool is_text(const struct type *type)
{
    return type->kind == TYPE_TEXT || type->kind == TYPE_PARTY || type->kind == TYPE_SYMBOL;
}

static struct value list_of_one(struct arena *arena, struct value element)
{
    struct value_list *list = arena_alloc(arena, sizeof *list + sizeof *list->at);
    list->n = 1;
    list->at[0] = element;
    return value_list(list);
}

/* A symbol, and its neighbours in an ordered set. */
static void push_symbol(struct points *p, uint32_t fact, int64_t symbol)
{
    const struct type *type = p->reach->program->facts[fact].type;
    push(p->arena, &p->fixed[fact], value_int(VALUE_SYMBOL, symbol));
    if (type->ordered && symbol > 0)
        push(p->arena, &p->fixed[fact], value_int(VALUE_SYMBOL, symbol - 1));
    if (type->ordered && symbol + 1 < type->n_symbols)
        push(p->arena, &p->fixed[fact], value_int(VALUE_SYMBOL, symbol + 1));
}

/* CONSTANT is of type OF. */
static void push_constant(struct points *p, uint32_t fact, struct value constant, const struct type *of)
{
    const struct type *type = p->reach->program->facts[fact].type;
    point_list *list = &p->fixed[fact];
    int64_t i;
    if (constant.kind == VALUE_SYMBOL && type->kind == TYPE_SET && type_same(of, type)) {
        push_symbol(p, fact, constant.i);
    } else if (constant.kind == VALUE_LIST) {
        for (uint32_t k = 0; k < constant.list->n; k++)
            push_constant(p, fact, constant.list->at[k], of->element);
        if (type->kind == TYPE_LIST)
            push(p->arena, list, constant);
    } else if (kind_of(type) != VALUE_UNKNOWN && fits(type, constant, &i)) {
        push_around(p->arena, list, type, i);
        if (type->kind == TYPE_MOMENT) { /* days are what moments are asked about */
            push_number(p->arena, list, type, i - DATE_DAY);
            push_number(p->arena, list, type, i + DATE_DAY);
        }
    } else if (is_text(type) && constant.kind == VALUE_TEXT) {
        push(p->arena, list, constant);
    } else if (type->kind == TYPE_LIST && is_text(type->element) && constant.kind == VALUE_TEXT) {
        push(p->arena, list, list_of_one(p->arena, constant));
    }
}

static void constants_in(struct points *p, const struct expr *e, uint32_t fact, unsigned depth)
{
    if (!e || depth > 64)
        return;
    if (e->op == EXPR_CONST)
        push_constant(p, fact, e->constant, e->type);
    if (e->op == EXPR_DEFINITION)
        constants_in(p, p->reach->program->definitions[e->index].body, fact, depth + 1);
    for (uint32_t i = 0; e->op == EXPR_ARMS && i < e->arms->n; i++)
        constants_in(p, e->arms->at[i].value, fact, depth + 1);
    for (uint32_t i = 0; i < e->n; i++)
        constants_in(p, e->items[i], fact, depth + 1);
}

/* Of a large set: those that something is compared with stand there already; any other will do for the rest. */
static void push_set(struct points *p, uint32_t fact, const struct type *type)
{
    point_list *list = &p->fixed[fact];
    uint32_t before = list->n, most = type->n_symbols <= SMALL_SET ? type->n_symbols : before + OTHERS;
    for (uint32_t i = 0; i < type->n_symbols && (type->n_symbols <= SMALL_SET || list->n < most); i++)
        push(p->arena, list, value_int(VALUE_SYMBOL, i));
}

static void push_goal(struct points *p, uint32_t fact)
{
    const struct expectation *goal = p->reach->goal;
    const struct verb *verb = goal->kind == EXPECT_ACTION ? &p->reach->program->verbs[goal->actions[0].verb] : NULL;
    for (uint32_t i = 0; verb && i < verb->n_params; i++)
        if (value_known(goal->actions[0].args[i]) && verb->params[i].type->kind != TYPE_SYMBOL) /* a symbol is no fact's value */
            push_constant(p, fact, goal->actions[0].args[i], verb->params[i].type);
    if (!verb)
        push_constant(p, fact, goal->value, p->reach->program->definitions[p->reach->definition].type);
}

/* Of a small set all, of a large one that of all. */
static void push_subsets(struct points *p, uint32_t fact, uint32_t n)
{
    uint64_t end = n < 64 ? UINT64_C(1) << n : 0, from = n <= MOST_SUBSETS ? 0 : end - 1;
    for (uint64_t bits = from; bits < end; bits++) {
        struct value_list *list = arena_alloc(p->arena, sizeof *list + n * sizeof *list->at);
        list->n = 0;
        for (uint32_t i = 0; i < n; i++)
            if (bits >> i & 1)
                list->at[list->n++] = value_int(VALUE_SYMBOL, i);
        push(p->arena, &p->fixed[fact], value_list(list));
    }
}

static void push_symbols(struct points *p, uint32_t fact)
{
    const struct type *type = p->reach->program->facts[fact].type;
    point_list *list = &p->fixed[fact];
    const struct type *set = type->kind == TYPE_LIST ? type->element : type;
    if (type->kind == TYPE_BOOL) {
        push(p->arena, list, value_bool(true));
        push(p->arena, list, value_bool(false));
    }
    if (type->kind == TYPE_LIST) {
        struct value_list *none = arena_alloc(p->arena, sizeof *none);
        none->n = 0;
        push(p->arena, list, value_list(none));
    }
    if (type->kind == TYPE_SET)
        push_set(p, fact, type);
    for (uint32_t i = 0; type->kind == TYPE_LIST && set->kind == TYPE_SET && i < set->n_symbols; i++)
        push(p->arena, list, list_of_one(p->arena, value_int(VALUE_SYMBOL, i)));
    if (type->kind == TYPE_LIST && set->kind == TYPE_SET)
        push_subsets(p, fact, set->n_symbols);
    if (is_text(type)) { /* some other text, and none */
        push(p->arena, list, value_text(STR(POINTS_OTHER)));
        if (type->kind == TYPE_TEXT)
            push(p->arena, list, value_text(STR("")));
    }
    if (kind_of(type) == VALUE_NUMBER && list->n == 0)
        push(p->arena, list, value_int(VALUE_NUMBER, DECIMAL_ONE));
    if (kind_of(type) != VALUE_UNKNOWN && kind_of(type) != VALUE_NUMBER && list->n == 0)
        push(p->arena, list, value_int(kind_of(type), type->kind == TYPE_DATE ? 18262 : 0));
}

static bool has_fact(const struct points *p, uint32_t test, uint32_t fact)
{
    return p->reach->facts_of[test][fact / 64] >> fact % 64 & 1;
}

struct points *explain_points(struct arena *arena, struct reach *reach, struct eval *twin, struct trap *trap)
{
    struct points *p = arena_new(arena, struct points);
    *p = (struct points){ .reach = reach, .arena = arena, .twin = twin, .trap = trap };
    p->fixed = arena_array(arena, point_list, reach->program->n_facts);
    for (uint32_t fact = 0; fact < reach->program->n_facts; fact++) {
        if (!reach->open[fact])
            continue;
        for (uint32_t i = 0; i < reach->tests.n; i++)
            if (has_fact(p, i, fact))
                constants_in(p, reach->tests.at[i], fact, 0);
        push_goal(p, fact);
        push_symbols(p, fact);
    }
    return p;
}

/* ---- what depends on the case ---- */

struct solving {
    struct points *points;
    uint32_t fact;
    struct value *facts; /* the case, that fact changed as need be */
    struct arena *arena;
    point_list *list;
};

/* By how much the left side is more than the right one, where FACT is X. */
static bool difference(struct solving *s, const struct expr *test, int64_t x, int64_t *out)
{
    struct value left, right;
    s->facts[s->fact] = value_int(kind_of(s->points->reach->program->facts[s->fact].type), x);
    if (!eval_trace_value(s->points->twin, s->facts, test->items[0], &left, s->points->trap) || !value_known(left))
        return false;
    int64_t a = left.i;
    if (!eval_trace_value(s->points->twin, s->facts, test->items[1], &right, s->points->trap) || !value_known(right))
        return false;
    return checked_sub(a, right.i, out);
}

/* Where both sides are the same, if their difference grows evenly with the fact. */
static void solve(struct solving *s, const struct expr *test, int64_t x)
{
    const struct type *type = s->points->reach->program->facts[s->fact].type;
    int64_t step = type->kind == TYPE_DATE ? 1 : type->kind >= TYPE_DATE ? DATE_DAY : DECIMAL_ONE, d0, d1, there;
    if (!checked_add(x, step, &there) || !is_in_range(type, x) || !is_in_range(type, there))
        return;
    if (!difference(s, test, x, &d0) || !difference(s, test, there, &d1) || d1 == d0)
        return;
    int128 exact = (int128)x - (int128)d0 * step / ((int128)d1 - d0);
    if (exact > INT64_MAX || exact < INT64_MIN)
        return;
    int64_t at = (int64_t)exact, grain = grain_of(type, type->kind == TYPE_NUMBER ? at : 0), below, above;
    below = at - ((at % grain) + grain) % grain;
    push_around(s->arena, s->list, type, below);
    if (checked_add(below, grain, &above))
        push_around(s->arena, s->list, type, above);
}

static bool is_order(const struct expr *test)
{
    return test->op >= EXPR_EQ && test->op <= EXPR_GE && test->items[0]->type && kind_of(test->items[0]->type) != VALUE_UNKNOWN;
}

static bool is_plain(const struct expr *test, uint32_t fact)
{
    const struct expr *a = test->items[0], *b = test->items[1];
    return (a->op == EXPR_FACT && a->index == fact && b->op == EXPR_CONST) || (b->op == EXPR_FACT && b->index == fact && a->op == EXPR_CONST);
}

/* What a text or symbol stands beside in this case. */
static void push_other_side(struct solving *s, const struct expr *test)
{
    const struct type *type = s->points->reach->program->facts[s->fact].type;
    for (uint32_t i = 0; i < test->n && test->n == 2; i++) {
        const struct expr *this = test->items[i], *other = test->items[1 - i];
        struct value value;
        if (this->op != EXPR_FACT || this->index != s->fact || other->op == EXPR_CONST)
            continue;
        if (eval_trace_value(s->points->twin, s->facts, other, &value, s->points->trap) && value_known(value) && other->type
            && type_same(other->type, type) && (value.kind == VALUE_TEXT || value.kind == VALUE_SYMBOL))
            push(s->arena, s->list, value.kind == VALUE_TEXT ? value_text(str_dup(s->arena, value_str(value))) : value);
    }
}

static void push_solved(struct solving *s, struct value now)
{
    struct points *p = s->points;
    const struct type *type = p->reach->program->facts[s->fact].type;
    bool ordered = kind_of(type) != VALUE_UNKNOWN;
    int64_t x = value_known(now) ? now.i : s->list->n ? s->list->at[0].i : 0;
    for (uint32_t i = 0; i < p->reach->tests.n; i++) {
        const struct expr *test = p->reach->tests.at[i];
        if (!has_fact(p, i, s->fact))
            continue;
        if (ordered && is_order(test) && !is_plain(test, s->fact))
            solve(s, test, x);
        s->facts[s->fact] = now;
        if (!ordered)
            push_other_side(s, test);
    }
}

/* A list with one more, or one less, of a closed set's symbols. */
static void push_neighbours(struct solving *s, struct value now)
{
    const struct type *type = s->points->reach->program->facts[s->fact].type;
    if (type->kind != TYPE_LIST || type->element->kind != TYPE_SET || !value_known(now))
        return;
    for (uint32_t i = 0; i < type->element->n_symbols; i++) {
        struct value_list *list = arena_alloc(s->arena, sizeof *list + (now.list->n + 1) * sizeof *list->at);
        list->n = 0;
        bool had = false;
        for (uint32_t k = 0; k < now.list->n; k++) {
            bool is = value_known(now.list->at[k]) && now.list->at[k].i == i;
            had |= is;
            if (!is)
                list->at[list->n++] = now.list->at[k];
        }
        if (!had)
            list->at[list->n++] = value_int(VALUE_SYMBOL, i);
        push(s->arena, s->list, value_list(list));
    }
}

point_list explain_points_of(struct points *p, uint32_t fact, const struct value *facts, struct arena *arena)
{
    const struct fact *what = &p->reach->program->facts[fact];
    point_list all = { 0 }, other = { 0 };
    struct value *copy = arena_copy(arena, facts, p->reach->program->n_facts * sizeof *facts);
    struct solving s = { p, fact, copy, arena, &all };
    for (uint32_t i = 0; i < p->fixed[fact].n; i++)
        push(arena, &all, p->fixed[fact].at[i]);
    push_solved(&s, facts[fact]);
    push_neighbours(&s, facts[fact]);
    if (value_known(facts[fact]) && !what->has_default)
        push(arena, &all, value_unknown());
    for (uint32_t i = 0; i < all.n; i++)
        if (value_known(all.at[i]) != value_known(facts[fact]) || (value_known(facts[fact]) && !value_same(all.at[i], facts[fact])))
            vec_push(arena, &other, all.at[i]);
    return other;
}
