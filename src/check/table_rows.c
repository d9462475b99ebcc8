/* Rows that are bound to meet: two of `only one` that both match, two of `any` that match and differ. */
#include "check/regions.h"
#include "check/tables.h"

#include <string.h>

/* What a pair of rows that meet is asked, and told. */
struct pairing {
    struct checker *c;
    struct table_work *work;
    struct expr *const *values; /* of a definition's column; NULL: none */
    const struct arm *arms;     /* of actions; NULL: none */
};

/* ---- whether two rows differ ---- */

/* Only what is written as constants can be told apart before a case comes. */
static bool values_differ(const struct expr *a, const struct expr *b)
{
    return a && b && a->op == EXPR_CONST && b->op == EXPR_CONST && !value_same(a->constant, b->constant);
}

static bool arguments_differ(const struct verb *verb, const struct action *a, const struct action *b)
{
    for (uint32_t i = 0; i < verb->n_params; i++)
        if (!a->args[i] != !b->args[i] || values_differ(a->args[i], b->args[i]))
            return true;
    return false;
}

static bool actions_differ(struct checker *c, const struct arm *a, const struct arm *b)
{
    if (a->n_actions != b->n_actions)
        return true;
    for (uint32_t i = 0; i < a->n_actions; i++)
        if (a->actions[i].verb != b->actions[i].verb
            || arguments_differ(c->verb_list.at[a->actions[i].verb], &a->actions[i], &b->actions[i]))
            return true;
    return false;
}

static bool differ(const struct pairing *p, uint32_t a, uint32_t b)
{
    if (p->values)
        return values_differ(p->values[a], p->values[b]);
    return !p->arms || actions_differ(p->c, &p->arms[a], &p->arms[b]);
}

static void tell(const struct pairing *p, uint32_t a, uint32_t b)
{
    const struct ast_statement *table = p->work->table;
    const char *text = p->values || p->arms ? "this row and another one both match, and they must agree"
                                            : "this row and another one both match, and only one may";
    struct diag *diag = diag_add(p->c->diags, DIAG_ROWS, table->rows.at[b].span, "%s", text);
    diag->understood = true;
    diag_note(p->c->diags, diag, table->rows.at[a].span, "the other row is here");
}

/* ---- pairs ---- */

/* What is known of a table's rows, whichever of its columns asks. */
struct proof {
    struct regions regions;
    bool cheap;      /* all pairs may be looked at */
    uint32_t *twins; /* else: of each row an earlier one that matches where it does, plus one; 0: none is known */
};

/* Small tables: all pairs; each row is told of once. */
static void all_pairs(const struct pairing *p, const struct regions *regions)
{
    for (uint32_t b = 1; b < regions->n_rows; b++)
        for (uint32_t a = 0; a < b; a++)
            if (differ(p, a, b) && regions_meet(regions, a, b)) {
                tell(p, a, b);
                break;
            }
}

/* The words of a row's conditions. */
static struct str row_key(const struct pairing *p, uint32_t row)
{
    const struct ast_statement *table = p->work->table;
    uint32_t last = 0;
    while (last < table->columns.n && !table->columns.at[last].result)
        last++;
    const struct ast_cell *from = table_cell(table, row, 0), *to = last ? table_cell(table, row, last - 1) : NULL;
    return from && to ? span_text(p->c->sources, span_join(from->span, to->span)) : STR("");
}

/* Large ones: rows with the same words, and a row without a condition beside any other. */
static uint32_t *find_twins(const struct pairing *p)
{
    struct map seen;
    map_init(&seen, p->c->arena);
    uint32_t n = p->work->table->rows.n, always = 0, *twins = arena_array(p->c->arena, uint32_t, n);
    for (uint32_t row = 0; row < n; row++) {
        if (always) {
            twins[row] = always;
        } else if (!p->work->conditions[row]) {
            twins[row] = row; /* the one before it, plus one */
            always = row + 1;
        } else {
            twins[row] = (uint32_t)(uintptr_t)map_put(&seen, row_key(p, row), (void *)(uintptr_t)(row + 1));
        }
    }
    return twins;
}

static void all_twins(const struct pairing *p, const uint32_t *twins)
{
    for (uint32_t row = 0; row < p->work->table->rows.n; row++)
        if (twins[row] && differ(p, twins[row] - 1, row))
            tell(p, twins[row] - 1, row);
}

static const struct proof *proof_of(const struct pairing *p)
{
    if (p->work->proof)
        return p->work->proof;
    struct proof *proof = arena_new(p->c->arena, struct proof);
    proof->cheap = regions_make(&proof->regions, p->c->arena, &p->c->proof_steps, p->work->conditions, p->work->table->rows.n);
    if (!proof->cheap)
        proof->twins = find_twins(p);
    p->work->proof = proof;
    return proof;
}

static void pairs(const struct pairing *p)
{
    if (p->work->table->rows.n < 2 || !p->work->fine || !p->work->sound)
        return; /* what was not understood proves nothing */
    const struct proof *proof = proof_of(p);
    if (proof->cheap && regions_pairs_are_cheap(&proof->regions))
        all_pairs(p, &proof->regions);
    else if (proof->twins)
        all_twins(p, proof->twins);
}

void rows_check(struct checker *c, struct table_work *work)
{
    struct pairing p = { .c = c, .work = work };
    if (table_hit(work->table) == HIT_ONLY_ONE)
        pairs(&p);
}

void values_check(struct checker *c, struct table_work *work, struct expr *const *values)
{
    struct pairing p = { .c = c, .work = work, .values = values };
    if (table_hit(work->table) == HIT_ANY)
        pairs(&p);
}

void actions_agree(struct checker *c, struct table_work *work, uint32_t first_arm)
{
    struct pairing p = { .c = c, .work = work };
    if (table_hit(work->table) != HIT_ANY || first_arm == c->arms.n)
        return;
    p.arms = &c->arms.at[first_arm];
    pairs(&p);
}
