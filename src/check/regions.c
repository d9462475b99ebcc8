#include "check/regions.h"

#include "base/map.h"

#include <stdlib.h>

/* A subject while its constants are being gathered. */
struct growing {
    const struct expr *e;
    VEC(struct value) bounds;
};

struct making {
    struct regions *out;
    VEC(struct growing) subjects;
};

/* What the look at one table, and at all of a policy, may cost, in steps of a few nanoseconds; what costs more is left
 * undone, and the cases tell. */
enum { MOST_SUBJECTS = 24, MOST_STEPS = 1 << 23, MOST_STEPS_ALL = 1 << 26 };

static bool spend(const struct regions *regions, uint64_t steps)
{
    if (steps > MOST_STEPS || *regions->spent + steps > MOST_STEPS_ALL)
        return false;
    *regions->spent += steps;
    return true;
}

/* ---- expressions ---- */

bool expr_same(const struct expr *a, const struct expr *b)
{
    if (a == b)
        return true;
    if (a->op != b->op || a->index != b->index || a->n != b->n || a->op == EXPR_ARMS)
        return false;
    if (a->op == EXPR_CONST && (a->constant.kind != b->constant.kind || !value_same(a->constant, b->constant)))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!expr_same(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool is_const(const struct expr *e) { return e->op == EXPR_CONST; }

/* A comparison of something with a constant, the something on the left. */
struct comparison {
    const struct expr *left, *right;
    enum expr_op op;
};

/* Texts and parties are told apart only by being equal. */
static bool has_order(const struct type *type) { return type->kind != TYPE_TEXT && type->kind != TYPE_PARTY && type->kind != TYPE_SYMBOL; }
static bool is_listed(const struct type *type) { return type->kind == TYPE_SET || type->kind == TYPE_BOOL; }

static bool is_comparison(const struct expr *e, struct comparison *out)
{
    if (e->op < EXPR_EQ || e->op > EXPR_GE || is_const(e->items[0]) == is_const(e->items[1]))
        return false;
    *out = (struct comparison){ e->items[0], e->items[1], e->op };
    if (is_const(e->items[0]))
        *out = (struct comparison){ e->items[1], e->items[0], expr_op_mirrored(e->op) };
    const struct type *type = out->left->type;
    return type->kind != TYPE_LIST && type->kind != TYPE_RECORD && (has_order(type) || e->op <= EXPR_NE);
}

static bool is_in_constants(const struct expr *e)
{
    if (e->op != EXPR_IN || is_const(e->items[0]) || e->items[1]->op != EXPR_LIST)
        return false;
    for (uint32_t i = 0; i < e->items[1]->n; i++)
        if (!is_const(e->items[1]->items[i]))
            return false;
    return e->items[0]->type->kind != TYPE_LIST;
}

/* ---- what a condition is about ---- */

/* The one expression that E compares with constants, or NULL: several, or another form. A yes/no counts as its own. */
static const struct expr *subject_of(const struct expr *e)
{
    struct comparison comparison;
    const struct expr *subject = NULL;
    switch (e->op) {
    case EXPR_AND: case EXPR_OR:
        for (uint32_t i = 0; i < e->n; i++) {
            const struct expr *one = subject_of(e->items[i]);
            if (!one || (subject && !expr_same(one, subject)))
                return NULL;
            subject = one;
        }
        return subject;
    case EXPR_NOT: case EXPR_KNOWN: return subject_of(e->items[0]);
    case EXPR_CONST: return NULL;
    default: break;
    }
    if (is_comparison(e, &comparison))
        return comparison.left;
    return is_in_constants(e) ? e->items[0] : e;
}

/* A condition about several subjects in one is a yes/no of its own. */
static const struct expr *subject_or_self(const struct expr *e)
{
    const struct expr *subject = subject_of(e);
    while (!subject && e->op == EXPR_NOT) {
        e = e->items[0];
        subject = subject_of(e);
    }
    return subject ? subject : e;
}

static uint32_t subject_index(struct making *m, const struct expr *e)
{
    uint32_t i = 0;
    while (i < m->subjects.n && !expr_same(m->subjects.at[i].e, e))
        i++;
    if (i == m->subjects.n)
        vec_push(m->out->arena, &m->subjects, ((struct growing){ .e = e }));
    return i;
}

static void gather_bounds(struct making *m, struct growing *subject, const struct expr *e)
{
    struct comparison comparison;
    if (is_listed(subject->e->type) || expr_same(e, subject->e))
        return;
    if (is_comparison(e, &comparison)) {
        vec_push(m->out->arena, &subject->bounds, comparison.right->constant);
    } else if (is_in_constants(e)) {
        for (uint32_t i = 0; i < e->items[1]->n; i++)
            vec_push(m->out->arena, &subject->bounds, e->items[1]->items[i]->constant);
    } else {
        for (uint32_t i = 0; i < e->n; i++)
            gather_bounds(m, subject, e->items[i]);
    }
}

/* E or its parts, where it is a conjunction of several subjects. */
static void each_part(const struct expr *e, void (*visit)(void *context, const struct expr *part), void *context)
{
    if (e->op == EXPR_CERTAIN) {
        each_part(e->items[0], visit, context);
    } else if (e->op == EXPR_AND && !subject_of(e)) {
        for (uint32_t i = 0; i < e->n; i++)
            each_part(e->items[i], visit, context);
    } else {
        visit(context, e);
    }
}

static void part_gather(void *context, const struct expr *part)
{
    struct making *m = context;
    uint32_t before = m->subjects.n, index = subject_index(m, subject_or_self(part));
    if (index == MOST_SUBJECTS) {
        m->subjects.n = before;
        return;
    }
    gather_bounds(m, &m->subjects.at[index], part);
}

/* ---- atoms ---- */

static uint32_t n_words(const struct subject *s) { return (s->n_atoms + 63) / 64; }

/* The steps that values of a type come in: between $9.99 and $10 there is no amount that a person would write. */
static int64_t grain_of(const struct type *type)
{
    switch (type->kind) {
    case TYPE_WHOLE: return 1000000;
    case TYPE_MONEY: return 10000;
    case TYPE_DATE: return 1;
    default: return 0;
    }
}

/* Whether no value falls into the gap after bound I. */
static bool gap_is_empty(const struct subject *s, uint32_t i)
{
    int64_t grain = grain_of(s->e->type), from = s->bounds.at[i].i, to = s->bounds.at[i + 1].i;
    if (grain == 0)
        return false;
    int64_t next = from - ((from % grain) + grain) % grain + grain; /* the first multiple above FROM */
    return next >= to;
}

/* An atom between two bounds that no value falls into, or of texts and parties any gap but the one that stands for the rest. */
static bool atom_is_empty(const struct subject *s, uint32_t atom)
{
    if (is_listed(s->e->type) || atom % 2)
        return false;
    if (!has_order(s->e->type))
        return atom > 0;
    return atom > 0 && atom + 1 < s->n_atoms && gap_is_empty(s, atom / 2 - 1);
}

static int by_order(const void *a, const void *b) { return value_order(*(const struct value *)a, *(const struct value *)b); }

/* N bounds make 2 N + 1 atoms: below the first, the first, between it and the second, … ; of texts each bound and the rest. */
static struct subject subject_settle(struct arena *arena, struct growing *growing)
{
    struct subject subject = { .e = growing->e };
    uint32_t n = 0;
    if (growing->bounds.n)
        qsort(growing->bounds.at, growing->bounds.n, sizeof *growing->bounds.at, by_order);
    for (uint32_t i = 0; i < growing->bounds.n; i++)
        if (n == 0 || value_order(growing->bounds.at[n - 1], growing->bounds.at[i]) != 0)
            growing->bounds.at[n++] = growing->bounds.at[i];
    subject.bounds.at = growing->bounds.at;
    subject.bounds.n = n;
    const struct type *type = growing->e->type;
    subject.n_atoms = type->kind == TYPE_SET ? type->n_symbols : type->kind == TYPE_BOOL ? 2 : 2 * n + 1;
    subject.live = arena_array(arena, uint64_t, n_words(&subject));
    for (uint32_t atom = 0; atom < subject.n_atoms; atom++)
        if (!atom_is_empty(&subject, atom))
            subject.live[atom / 64] |= UINT64_C(1) << atom % 64;
    return subject;
}

/* How ATOM compares with VALUE, which is a bound or a member: -1, 0, 1. */
static int atom_order(const struct subject *s, uint32_t atom, struct value value)
{
    if (is_listed(s->e->type))
        return (atom > (uint32_t)value.i) - (atom < (uint32_t)value.i);
    if (atom % 2)
        return value_order(s->bounds.at[atom / 2], value);
    return atom / 2 < s->bounds.n && value_order(s->bounds.at[atom / 2], value) <= 0 ? -1 : 1;
}

static bool compares(const struct subject *s, uint32_t atom, enum expr_op op, struct value value)
{
    int order = atom_order(s, atom, value);
    switch (op) {
    case EXPR_EQ: return order == 0;
    case EXPR_NE: return order != 0;
    case EXPR_LT: return order < 0;
    case EXPR_LE: return order <= 0;
    case EXPR_GT: return order > 0;
    default: return order >= 0;
    }
}

/* Whether E, whose only subject is S, is yes for the values of ATOM. */
static bool holds(const struct subject *s, const struct expr *e, uint32_t atom)
{
    struct comparison comparison;
    bool yes = e->op == EXPR_AND;
    if (expr_same(e, s->e))
        return atom == 1;
    switch (e->op) {
    case EXPR_NOT: return !holds(s, e->items[0], atom);
    case EXPR_KNOWN: return true;
    case EXPR_AND: case EXPR_OR:
        for (uint32_t i = 0; i < e->n; i++)
            yes = e->op == EXPR_AND ? yes && holds(s, e->items[i], atom) : yes || holds(s, e->items[i], atom);
        return yes;
    case EXPR_IN:
        for (uint32_t i = 0; i < e->items[1]->n && !yes; i++)
            yes = atom_order(s, atom, e->items[1]->items[i]->constant) == 0;
        return yes;
    default: return is_comparison(e, &comparison) && compares(s, atom, comparison.op, comparison.right->constant);
    }
}

/* ---- rows ---- */

static bool has_atom(struct region region, uint32_t atom) { return !region.words || region.words[atom / 64] >> atom % 64 & 1; }

struct filling {
    struct regions *out;
    uint32_t row;
};

static void part_fill(void *context, const struct expr *part)
{
    struct filling *f = context;
    const struct expr *e = subject_or_self(part);
    uint32_t i = 0;
    while (i < f->out->n_subjects && !expr_same(f->out->subjects[i].e, e))
        i++;
    if (i == f->out->n_subjects) {
        f->out->exact[f->row] = false;
        return;
    }
    const struct subject *s = &f->out->subjects[i];
    struct region *region = &f->out->rows[(size_t)f->row * f->out->n_subjects + i], before = *region;
    region->words = arena_array(f->out->arena, uint64_t, n_words(s));
    for (uint32_t atom = 0; atom < s->n_atoms; atom++)
        if (has_atom(before, atom) && holds(s, part, atom))
            region->words[atom / 64] |= UINT64_C(1) << atom % 64;
}

static uint64_t size_of(const struct expr *e)
{
    uint64_t size = 1;
    for (uint32_t i = 0; i < e->n; i++)
        size += size_of(e->items[i]);
    return size;
}

/* Each part of a condition is asked for each atom. */
static bool is_cheap(const struct regions *regions, struct expr *const *conditions)
{
    uint64_t atoms = 1, size = 0;
    for (uint32_t i = 0; i < regions->n_subjects; i++)
        atoms += regions->subjects[i].n_atoms;
    for (uint32_t i = 0; i < regions->n_rows; i++)
        size += conditions[i] ? size_of(conditions[i]) : 1;
    return size < MOST_STEPS && atoms < MOST_STEPS && spend(regions, atoms * size);
}

static void rows_fill(struct regions *regions, struct expr *const *conditions)
{
    regions->rows = arena_array(regions->arena, struct region, (size_t)regions->n_rows * regions->n_subjects);
    regions->exact = arena_array(regions->arena, bool, regions->n_rows);
    regions->never_missing = arena_array(regions->arena, bool, regions->n_rows);
    for (uint32_t row = 0; row < regions->n_rows; row++) {
        struct filling filling = { regions, row };
        regions->exact[row] = true;
        regions->never_missing[row] = conditions[row] && conditions[row]->op == EXPR_CERTAIN;
        if (conditions[row])
            each_part(conditions[row], part_fill, &filling);
    }
}

bool regions_make(struct regions *regions, struct arena *arena, uint64_t *spent, struct expr *const *conditions, uint32_t n)
{
    *regions = (struct regions){ .arena = arena, .spent = spent, .n_rows = n };
    struct making m = { .out = regions };
    for (uint32_t i = 0; i < n; i++)
        if (conditions[i])
            each_part(conditions[i], part_gather, &m);
    struct subject *subjects = arena_array(arena, struct subject, m.subjects.n);
    for (uint32_t i = 0; i < m.subjects.n; i++)
        subjects[i] = subject_settle(arena, &m.subjects.at[i]);
    regions->subjects = subjects;
    regions->n_subjects = m.subjects.n;
    if (!is_cheap(regions, conditions))
        return false;
    rows_fill(regions, conditions);
    return true;
}

/* ---- covering ---- */


static bool is_any(const struct regions *regions, uint32_t row, uint32_t from)
{
    for (uint32_t i = from; i < regions->n_subjects; i++)
        if (regions->rows[(size_t)row * regions->n_subjects + i].words)
            return false;
    return true;
}

/* Whether ROWS, which match whatever the subjects before S have decided, cover all values of S and those after it. */
static bool cover(const struct regions *regions, const uint32_t *rows, uint32_t n, uint32_t s)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_any(regions, rows[i], s))
            return true;
    if (n == 0)
        return false;
    uint32_t *left = arena_array(regions->arena, uint32_t, n);
    const struct subject *subject = &regions->subjects[s];
    for (uint32_t atom = 0; atom < subject->n_atoms; atom++) {
        uint32_t n_left = 0;
        if (atom_is_empty(subject, atom))
            continue;
        if (!spend(regions, n + 1))
            return true;
        for (uint32_t i = 0; i < n; i++)
            if (has_atom(regions->rows[(size_t)rows[i] * regions->n_subjects + s], atom))
                left[n_left++] = rows[i];
        if (!cover(regions, left, n_left, s + 1))
            return false;
    }
    return true;
}

bool regions_cover(const struct regions *regions)
{
    uint32_t *rows = arena_array(regions->arena, uint32_t, regions->n_rows), n = 0;
    for (uint32_t i = 0; i < regions->n_rows; i++)
        if (regions->exact[i] && !regions->never_missing[i])
            rows[n++] = i;
    return cover(regions, rows, n, 0);
}

/* ---- meeting ---- */

static uint64_t word_of(struct region region, uint32_t i) { return region.words ? region.words[i] : UINT64_MAX; }

static bool share_an_atom(const struct subject *s, struct region a, struct region b)
{
    for (uint32_t i = 0; i < n_words(s); i++)
        if (word_of(a, i) & word_of(b, i) & s->live[i])
            return true;
    return false;
}

static bool same_atoms(const struct subject *s, struct region a, struct region b)
{
    for (uint32_t i = 0; i < n_words(s); i++)
        if ((word_of(a, i) ^ word_of(b, i)) & s->live[i])
            return false;
    return true;
}

bool regions_pairs_are_cheap(const struct regions *regions)
{
    uint64_t words = 1;
    for (uint32_t i = 0; i < regions->n_subjects; i++)
        words += n_words(&regions->subjects[i]);
    return spend(regions, words * regions->n_rows * regions->n_rows / 2);
}

/* Whether some value fulfils each part of the row (`> L2` of L0 < L1 < L2 has none). */
static bool holds_something(const struct regions *regions, uint32_t row)
{
    const struct region *of = &regions->rows[(size_t)row * regions->n_subjects];
    for (uint32_t i = 0; i < regions->n_subjects; i++)
        if (of[i].words && !share_an_atom(&regions->subjects[i], of[i], of[i]))
            return false;
    return true;
}

/* What is computed from facts may have fewer values than its type: there one row must say all that the other says. */
bool regions_meet(const struct regions *regions, uint32_t a, uint32_t b)
{
    const struct region *left = &regions->rows[(size_t)a * regions->n_subjects], *right = &regions->rows[(size_t)b * regions->n_subjects];
    bool facts = true, within_a = true, within_b = true;
    if (!regions->exact[a] || !regions->exact[b])
        return false;
    if (is_any(regions, a, 0) || is_any(regions, b, 0))
        return holds_something(regions, a) && holds_something(regions, b); /* one matches always, so the other need only match at all */
    for (uint32_t i = 0; i < regions->n_subjects; i++) {
        const struct subject *s = &regions->subjects[i];
        if (!left[i].words && !right[i].words)
            continue;
        if (!share_an_atom(s, left[i], right[i]))
            return false;
        bool same = same_atoms(s, left[i], right[i]);
        facts = facts && s->e->op == EXPR_FACT;
        within_a = within_a && (same || !left[i].words);
        within_b = within_b && (same || !right[i].words);
    }
    return facts || within_a || within_b;
}
