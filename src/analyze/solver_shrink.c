/* Cases made smaller: facts that a case does not need go, values become round. Everything is tried on the reference evaluator. */
#include "analyze/solver_inner.h"

#include "value/date.h"
#include "value/decimal.h"

struct shrinking {
    struct solver *s;
    const struct guarantee *guarantee;
    struct expr *const *assumed;
    uint32_t n;
    struct solver_case *found;
    unsigned tries; /* left */
};

enum { TRIES = 4000 };

/* Puts VALUE at AT if the case still breaks the guarantee then. */
static bool fits(struct shrinking *sh, struct value *at, struct value value)
{
    struct value was = *at;
    if (sh->tries == 0)
        return false;
    sh->tries--;
    *at = value;
    if (solver_breaks(sh->s, sh->guarantee, sh->assumed, sh->n, sh->found))
        return true;
    *at = was;
    return false;
}

/* ---- rounder values, the roundest first ---- */

static bool same_payload(struct value a, struct value b)
{
    return a.i == b.i && a.kind == b.kind && (a.kind != VALUE_MOMENT || a.offset == b.offset);
}

/* Tries N payloads in turn; one that is there already ends it. */
static void try_payloads(struct shrinking *sh, struct value *at, const int64_t *payloads, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct value value = *at;
        value.i = payloads[i];
        if (same_payload(value, *at) || fits(sh, at, value))
            return;
    }
}

/* Cut to ever finer units, none larger than the value. */
static void round_payload(struct shrinking *sh, struct value *at, const int64_t *units, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct value down = *at, up = *at;
        int64_t rest = at->i % units[i];
        if (rest == 0)
            return;
        if (rest == at->i)
            continue;
        down.i -= rest;
        if (fits(sh, at, down) || __builtin_add_overflow(down.i, rest > 0 ? units[i] : -units[i], &up.i))
            return;
        if (fits(sh, at, up))
            return;
    }
}

static void round_number(struct shrinking *sh, struct value *at)
{
    static const int64_t simple[] = { 0, DECIMAL_ONE, -DECIMAL_ONE, 2 * DECIMAL_ONE, 5 * DECIMAL_ONE, 10 * DECIMAL_ONE, 100 * DECIMAL_ONE, 1000 * DECIMAL_ONE };
    static const int64_t units[] = { INT64_C(1000000) * DECIMAL_ONE, 10000 * (int64_t)DECIMAL_ONE, 1000 * DECIMAL_ONE, 100 * DECIMAL_ONE, 10 * DECIMAL_ONE,
                                     DECIMAL_ONE, DECIMAL_ONE / 10, DECIMAL_ONE / 100, DECIMAL_ONE / 1000 };
    try_payloads(sh, at, simple, sizeof simple / sizeof *simple);
    round_payload(sh, at, units, sizeof units / sizeof *units);
}

static void round_date(struct shrinking *sh, struct value *at)
{
    int year, month, day;
    int64_t days[3] = { 0 };
    date_to_civil(at->i, &year, &month, &day);
    date_from_civil(2020, 1, 1, &days[0]);
    date_from_civil(year, 1, 1, &days[1]);
    date_from_civil(year, month, 1, &days[2]);
    try_payloads(sh, at, days, 3);
}

static void round_moment(struct shrinking *sh, struct value *at)
{
    static const int64_t units[] = { DATE_DAY, 3600 * DATE_SECOND, 60 * DATE_SECOND, DATE_SECOND };
    struct value utc = *at;
    int64_t days = 0;
    utc.offset = 0;
    if (at->offset != 0)
        fits(sh, at, utc);
    date_from_civil(2020, 1, 1, &days);
    days *= DATE_DAY;
    try_payloads(sh, at, &days, 1);
    round_payload(sh, at, units, sizeof units / sizeof *units);
}

static void round_duration(struct shrinking *sh, struct value *at)
{
    static const int64_t simple[] = { 0, DATE_DAY, 3600 * DATE_SECOND };
    static const int64_t units[] = { DATE_DAY, 3600 * DATE_SECOND, 60 * DATE_SECOND, DATE_SECOND };
    try_payloads(sh, at, simple, sizeof simple / sizeof *simple);
    round_payload(sh, at, units, sizeof units / sizeof *units);
}

static void round_text(struct shrinking *sh, struct value *at)
{
    static const struct str simple[] = { { "other", 5 }, { "a", 1 } };
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (str_eq(value_str(*at), simple[i]) || fits(sh, at, value_text(simple[i])))
            return;
}

static void shrink_value(struct shrinking *sh, struct value *at);

/* The record or list itself is changed, so it is a copy first. */
static void shrink_record(struct shrinking *sh, struct value *at)
{
    struct value *fields = arena_copy(sh->s->arena, at->record, at->n * sizeof *fields);
    at->record = fields;
    for (uint32_t i = 0; i < at->n; i++)
        if (value_known(fields[i]) && !fits(sh, &fields[i], value_unknown()))
            shrink_value(sh, &fields[i]);
}

static struct value list_without(struct shrinking *sh, const struct value_list *list, uint32_t out)
{
    struct value_list *left = arena_alloc(sh->s->arena, sizeof *left + list->n * sizeof *left->at);
    left->n = 0;
    for (uint32_t i = 0; i < list->n; i++)
        if (i != out)
            left->at[left->n++] = list->at[i];
    return value_list(left);
}

static void shrink_list(struct shrinking *sh, struct value *at)
{
    for (uint32_t i = at->list->n; i-- > 0;)
        fits(sh, at, list_without(sh, at->list, i));
    *at = list_without(sh, at->list, UINT32_MAX);
    struct value_list *list = (struct value_list *)at->list; /* its own now */
    for (uint32_t i = 0; i < list->n; i++)
        shrink_value(sh, &list->at[i]);
}

static void shrink_value(struct shrinking *sh, struct value *at)
{
    switch ((enum value_kind)at->kind) {
    case VALUE_NUMBER: round_number(sh, at); break;
    case VALUE_DATE: round_date(sh, at); break;
    case VALUE_MOMENT: round_moment(sh, at); break;
    case VALUE_DURATION: case VALUE_TIME: round_duration(sh, at); break;
    case VALUE_TEXT: round_text(sh, at); break;
    case VALUE_RECORD: shrink_record(sh, at); break;
    case VALUE_LIST: shrink_list(sh, at); break;
    default: break;
    }
}

/* ---- facts and rows ---- */

static void drop_facts(struct shrinking *sh)
{
    const struct program *program = sh->s->program;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        struct value *at = &sh->found->facts[i];
        bool is_default = fact->has_default && value_known(*at) && value_same(*at, fact->default_);
        if (value_known(*at) && !is_default)
            fits(sh, at, fact->has_default ? fact->default_ : value_unknown());
    }
}

static void round_facts(struct shrinking *sh)
{
    const struct program *program = sh->s->program;
    for (uint32_t i = 0; i < program->n_facts; i++) {
        const struct fact *fact = &program->facts[i];
        struct value *at = &sh->found->facts[i];
        if (value_known(*at) && !(fact->has_default && value_same(*at, fact->default_)))
            shrink_value(sh, at);
    }
}

static void shrink_rows(struct shrinking *sh)
{
    for (uint32_t i = 0; i < sh->s->program->n_lookups; i++) {
        struct solver_row *row = &sh->found->rows[i];
        bool nobody = row->nobody;
        row->nobody = false;
        if (nobody && !solver_breaks(sh->s, sh->guarantee, sh->assumed, sh->n, sh->found))
            row->nobody = true;
        if (value_known(row->rows) && !fits(sh, &row->rows, value_unknown()))
            shrink_value(sh, &row->rows);
    }
}

void solver_shrink(struct solver *s, const struct guarantee *guarantee, struct expr *const *assumed, uint32_t n,
                   struct solver_case *found)
{
    struct shrinking sh = { s, guarantee, assumed, n, found, TRIES };
    drop_facts(&sh);
    shrink_rows(&sh);
    round_facts(&sh);
    drop_facts(&sh);
}
