/* Whether two programs say the same at one place. */
#include "analyze/diff_inner.h"

static bool alike(struct diff_state *diff, const struct expr *old, const struct expr *new);

static bool alike_or_none(struct diff_state *diff, const struct expr *old, const struct expr *new)
{
    return old && new ? alike(diff, old, new) : old == new;
}

static bool alike_arms(struct diff_state *diff, const struct arms *old, const struct arms *new)
{
    bool same = old->hit == new->hit && old->n == new->n && alike_or_none(diff, old->guard, new->guard) && alike_or_none(diff, old->unless, new->unless);
    for (uint32_t i = 0; same && i < old->n; i++)
        same = alike_or_none(diff, old->at[i].condition, new->at[i].condition) && alike_or_none(diff, old->at[i].value, new->at[i].value);
    return same;
}

/* What the index of an operation stands for. */
static bool alike_index(struct diff_state *diff, const struct expr *old, const struct expr *new)
{
    const struct program *before = diff->programs[DIFF_OLD], *now = diff->programs[DIFF_NEW];
    switch (old->op) {
    case EXPR_FACT: return diff->space->fact_of[DIFF_OLD][old->index] == diff->space->fact_of[DIFF_NEW][new->index];
    case EXPR_DEFINITION: return alike(diff, before->definitions[old->index].body, now->definitions[new->index].body);
    case EXPR_LOOKUP: case EXPR_FOUND: return diff->space->row_of[DIFF_OLD][old->index] == diff->space->row_of[DIFF_NEW][new->index];
    case EXPR_MATCHES: return false; /* patterns are each program's own */
    default: return old->index == new->index;
    }
}

static bool alike(struct diff_state *diff, const struct expr *old, const struct expr *new)
{
    if (old->op != new->op || old->n != new->n || !type_same(old->type, new->type) || !old->arms != !new->arms)
        return false;
    if (old->op == EXPR_CONST)
        return value_known(old->constant) == value_known(new->constant) && (!value_known(old->constant) || value_same(old->constant, new->constant));
    bool same = alike_index(diff, old, new) && (!old->arms || alike_arms(diff, old->arms, new->arms));
    for (uint32_t i = 0; same && i < old->n; i++)
        same = alike(diff, old->items[i], new->items[i]);
    return same;
}

bool diff_alike(struct diff_state *diff, const struct expr *old, const struct expr *new) { return alike(diff, old, new); }
