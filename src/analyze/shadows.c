/* Arms that others take all cases from: which of them are enough for it, and a case. */
#include "analyze/finder.h"

enum { MOST_NAMED = 4 };

static const char *word_of(const struct chain *chain)
{
    if (!chain->unit)
        return chain->table ? "row" : "value";
    return chain->table ? "row" : chain->unit->kind == UNIT_RULE && chain->n == 1 ? "rule" : "branch";
}

struct str shadow_subject(struct finder *f, const struct chain *chain, uint32_t i)
{
    if (chain->unit && chain->unit->kind != UNIT_TABLE && (chain->n == 1 || !str_eq(chain->names[i], chain->unit->name)))
        return str_printf(f->arena, "'%.*s'", STR_ARG(chain->names[i]));
    return str_printf(f->arena, "this %s", word_of(chain));
}

enum answer shadow_falls(struct finder *f, const struct shadow *shadow)
{
    diagram left = shadow->own;
    for (uint32_t j = 0; j < shadow->chain->n; j++)
        if (shadow->may[j])
            left = finder_and(f, left, shadow->chain->no[j]);
    enum answer any = finder_possible(f, left);
    return any == ANSWER_NO ? ANSWER_YES : any == ANSWER_YES ? ANSWER_NO : ANSWER_OPEN;
}

void shadow_shrink(struct finder *f, struct shadow *shadow)
{
    bool *may = shadow->may;
    for (uint32_t j = 0; j < shadow->chain->n; j++)
        may[j] = may[j] && diagram_and_not(f->pool, shadow->own, shadow->chain->no[j]) != DIAGRAM_NO;
    for (uint32_t j = 0; j < shadow->chain->n; j++) {
        if (!may[j])
            continue;
        may[j] = false;
        may[j] = shadow_falls(f, shadow) != ANSWER_YES;
    }
}

struct str shadow_names(struct finder *f, const struct shadow *shadow, uint32_t *n)
{
    uint32_t left = 0;
    for (uint32_t j = 0; j < shadow->chain->n; j++)
        left += shadow->may[j];
    *n = 0;
    f->text.n = 0;
    for (uint32_t j = 0; j < shadow->chain->n; j++) {
        if (!shadow->may[j])
            continue;
        left--;
        if (*n < MOST_NAMED) {
            struct str arm = finder_arm(f, shadow->chain, j);
            buf_printf(&f->text, "%s%.*s", *n == 0 ? "" : left == 0 ? " and " : ", ", STR_ARG(arm));
        }
        ++*n;
    }
    if (*n > MOST_NAMED)
        buf_printf(&f->text, " and %u more", (unsigned)(*n - MOST_NAMED));
    return finder_take(f);
}

void shadow_also(struct finder *f, const struct shadow *shadow, struct finding *finding, const char *what)
{
    for (uint32_t j = 0, told = 0; j < shadow->chain->n && told < MOST_NAMED; j++)
        if (shadow->may[j]) {
            finder_also(f, finding, shadow->chain->spans[j], "%s", what);
            told++;
        }
}

/* Where a fact is missing, all of them may be undecided. */
void shadow_case(struct finder *f, const struct shadow *shadow, struct finding *finding, unsigned what)
{
    struct bearing_claim bearing = { .f = f, .what = what, .chain = shadow->chain, .arm = shadow->index };
    const struct witness_claim claim = { &bearing, bearing_holds };
    struct witness_case found;
    diagram any = DIAGRAM_NO;
    for (uint32_t j = 0; j < shadow->chain->n; j++)
        if (shadow->may[j])
            any = diagram_or(f->pool, any, shadow->chain->yes[j]);
    if (finder_case(f, finder_given(f, finder_and(f, shadow->own, any)), &claim, &found) == ANSWER_YES)
        finder_show_case(f, finding, &found);
}
