/* Time: periods between which nothing is in effect, and rules that have ended. Read from `effective` and `when` as they are written: a
 * day from, a day until. */
#include "analyze/finder.h"

#include "value/date.h"

struct period {
    const struct expr *of; /* the day that it is judged by */
    int64_t from, until;   /* days; INT64_MIN and INT64_MAX: open */
    struct span span;
    struct str name;
};

typedef VEC(struct period) periods;

/* ---- reading `effective` ---- */

static bool same_day(const struct expr *a, const struct expr *b)
{
    if (a->op != b->op || a->index != b->index || a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!same_day(a->items[i], b->items[i]))
            return false;
    return true;
}

/* What E says of a day, as GE or LT of one; false if it is no bound. */
static bool bound_of(const struct expr *e, enum expr_op *op, int64_t *day)
{
    bool is_bound = (e->op == EXPR_GE || e->op == EXPR_LT || e->op == EXPR_GT || e->op == EXPR_LE) && e->items[1]->op == EXPR_CONST
                    && e->items[1]->constant.kind == VALUE_DATE;
    if (is_bound) {
        *op = e->op == EXPR_GE || e->op == EXPR_GT ? EXPR_GE : EXPR_LT;
        *day = e->items[1]->constant.i + (e->op == EXPR_GT || e->op == EXPR_LE);
    }
    return is_bound;
}

static void add_bound(struct period *period, const struct expr *e)
{
    enum expr_op op;
    int64_t day;
    if (!bound_of(e, &op, &day) || (period->of && !same_day(period->of, e->items[0])))
        return;
    period->of = e->items[0];
    if (op == EXPR_GE && day > period->from)
        period->from = day;
    if (op == EXPR_LT && day < period->until)
        period->until = day;
}

/* Outside of the days that E names it does not hold, whatever else it asks for. */
static void read_bounds(struct period *period, const struct expr *e)
{
    if (e && e->op != EXPR_AND)
        add_bound(period, e);
    for (uint32_t i = 0; e && e->op == EXPR_AND && i < e->n; i++)
        read_bounds(period, e->items[i]);
}

/* By `effective` first, which tells the day that counts. False: neither names a day. */
static bool read_period(struct period *period, const struct expr *effective, const struct expr *when)
{
    read_bounds(period, effective);
    read_bounds(period, when);
    return period->of != NULL;
}

static struct period period_of(struct span span, struct str name)
{
    return (struct period){ .from = INT64_MIN, .until = INT64_MAX, .span = span, .name = name };
}

static bool is_today(const struct finder *f, const struct expr *of)
{
    return of->op == EXPR_CALL && of->n == 1 && of->items[0]->op == EXPR_FACT && of->items[0]->index == f->program->now_fact;
}

static struct str day_text(struct finder *f, int64_t day)
{
    f->text.n = 0;
    date_write(&f->text, day);
    return finder_take(f);
}

/* ---- what has ended ---- */

static void look_for_end(struct finder *f, const struct period *period)
{
    if (!f->options->has_as_of || !is_today(f, period->of) || period->until > f->options->as_of)
        return;
    struct str day = day_text(f, period->until);
    struct finding *finding = findings_add(f->out, FINDING_TIME, DIAG_ENDED, period->span, "'%.*s' ended on %.*s, and is in effect no more",
                                           STR_ARG(period->name), STR_ARG(day));
    finder_fix(f, finding, "take it out when old cases need it no more");
}

/* ---- days between ---- */

/* By insertion: they are few, and qsort(3) may call malloc. */
static void sort(periods *all)
{
    for (uint32_t i = 1; i < all->n; i++) {
        struct period period = all->at[i];
        uint32_t k = i;
        for (; k > 0 && all->at[k - 1].from > period.from; k--)
            all->at[k] = all->at[k - 1];
        all->at[k] = period;
    }
}

/* A case of that day, if the evaluator does nothing about it. */
static bool make_case(struct finder *f, const struct expr *of, int64_t day, struct finding *finding)
{
    struct value *facts = arena_array(f->arena, struct value, f->space->n_facts);
    bool today = is_today(f, of);
    const struct expr *fact = today ? of->items[0] : of;
    if (fact->op != EXPR_FACT)
        return false;
    facts[f->space->fact_of[0][fact->index]] = today ? cells_moment_of(day) : value_int(VALUE_DATE, day);
    struct witness_case found = { facts, NULL };
    if (witness_decide(f->w, 0, facts)->n_actions > 0)
        return false;
    finder_show_case(f, finding, &found);
    return true;
}

static void tell_hole(struct finder *f, const struct period *before, const struct period *after, struct str what)
{
    struct str from = day_text(f, before->until), until = day_text(f, after->from);
    struct finding *finding = findings_add(f->out, FINDING_TIME, DIAG_NOT_IN_EFFECT, after->span, "nothing %.*s is in effect from %.*s until %.*s",
                                           STR_ARG(what), STR_ARG(from), STR_ARG(until));
    finder_also(f, finding, before->span, "this ends before");
    make_case(f, after->of, before->until, finding);
    finder_fix(f, finding, "let one period begin where the other ends: until is exclusive");
}

/* All of them judge by one day: the days after one's end that no other has begun by. */
static void look_for_holes(struct finder *f, periods *all, struct str what)
{
    if (all->n < 2)
        return;
    sort(all);
    const struct period *last = &all->at[0];
    for (uint32_t i = 1; i < all->n; i++) {
        if (!same_day(all->at[i].of, last->of))
            return;
        if (all->at[i].from > last->until)
            tell_hole(f, last, &all->at[i], what);
        if (all->at[i].until > last->until)
            last = &all->at[i];
    }
}

/* Nothing is to be told of a policy some part of which is always in effect. */
static void of_units(struct finder *f)
{
    periods all = { 0 };
    bool always = false;
    for (uint32_t i = 0; i < f->shown.n_units; i++) {
        const struct unit *unit = &f->shown.units[i];
        struct period period = period_of(unit->span, unit->name);
        if (!read_period(&period, unit->effective, unit->when)) {
            always = true;
            continue;
        }
        look_for_end(f, &period);
        vec_push(f->arena, &all, period);
    }
    if (!always)
        look_for_holes(f, &all, STR("of this policy"));
}

/* The tables that decide one definition by turns. */
static void of_definition(struct finder *f, const struct definition *definition)
{
    const struct expr *body = definition->body;
    periods all = { 0 };
    for (uint32_t i = 0; i < body->n; i++) {
        if (body->items[i]->op != EXPR_ARMS)
            return;
        struct period period = period_of(body->items[i]->span, body->items[i]->arms->owner);
        if (!read_period(&period, body->items[i]->arms->guard, NULL))
            return;
        look_for_end(f, &period);
        vec_push(f->arena, &all, period);
    }
    look_for_holes(f, &all, str_printf(f->arena, "that decides '%.*s'", STR_ARG(definition->name)));
}

void periods_find(struct finder *f)
{
    of_units(f);
    for (uint32_t i = 0; i < f->shown.n_definitions; i++)
        if (f->shown.definitions[i].body && f->shown.definitions[i].body->op == EXPR_AGREE)
            of_definition(f, &f->shown.definitions[i]);
}
