/* Rows that are bound to meet: two of `only one` that both match, two of `any` that match and differ. */
#include "check/regions.h"
#include "check/tables.h"

#include <string.h>

/* What a pair of rows that meet is asked, and told. */
struct pairing {
    struct checker *c;
    const struct table_work *work;
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
    diag_note(p->c->diags, diag, table->rows.at[a].span, "the other row is here");
}

/* ---- pairs ---- */

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
static void equal_rows(const struct pairing *p)
{
    struct map seen;
    map_init(&seen, p->c->arena);
    const struct ast_statement *table = p->work->table;
    for (uint32_t row = 0; row < table->rows.n; row++) {
        struct str key = p->work->conditions[row] ? row_key(p, row) : STR("");
        uintptr_t before = (uintptr_t)map_get(&seen, key);
        if (before && differ(p, (uint32_t)before - 1, row))
            tell(p, (uint32_t)before - 1, row);
        if (!before)
            map_put(&seen, key, (void *)(uintptr_t)(row + 1));
        if (!p->work->conditions[row] && row > 0 && differ(p, row - 1, row))
            tell(p, row - 1, row);
    }
}

static void pairs(const struct pairing *p)
{
    struct regions regions;
    uint32_t n = p->work->table->rows.n;
    if (n < 2 || !p->work->fine || !p->work->sound)
        return; /* what was not understood proves nothing */
    if (regions_make(&regions, p->c->arena, &p->c->proof_steps, p->work->conditions, n) && regions_pairs_are_cheap(&regions))
        all_pairs(p, &regions);
    else
        equal_rows(p);
}

void rows_check(struct checker *c, const struct table_work *work)
{
    struct pairing p = { .c = c, .work = work };
    if (table_hit(work->table) == HIT_ONLY_ONE)
        pairs(&p);
}

void values_check(struct checker *c, const struct table_work *work, struct expr *const *values)
{
    struct pairing p = { .c = c, .work = work, .values = values };
    if (table_hit(work->table) == HIT_ANY)
        pairs(&p);
}

void actions_agree(struct checker *c, const struct table_work *work, uint32_t first_arm)
{
    struct pairing p = { .c = c, .work = work };
    if (table_hit(work->table) != HIT_ANY || first_arm == c->arms.n)
        return;
    p.arms = &c->arms.at[first_arm];
    pairs(&p);
}
