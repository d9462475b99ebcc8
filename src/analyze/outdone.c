/* Rows that change nothing where the results of several rows are put together: a greater one always comes with it (highest, largest,
 * smallest), or the same one (any). */
#include "analyze/finder.h"

#include "value/value.h"

/* The constant that row I has in a column; false: it is computed, or none. */
static bool constant_of(const struct expr *column, uint32_t i, struct value *value)
{
    const struct expr *e = column->arms->at[i].value;
    if (!e || e->op != EXPR_CONST)
        return false;
    *value = e->constant;
    return true;
}

static int compare(const struct expr *column, uint32_t i, uint32_t j, bool *known)
{
    struct value a, b;
    *known = constant_of(column, i, &a) && constant_of(column, j, &b) && a.kind == b.kind;
    return !*known ? 0 : value_same(a, b) ? 0 : column->arms->hit == HIT_ANY ? 1 : value_order(a, b);
}

/* Whether nothing of row I is seen where row J matches, too. */
static bool outdoes(const struct chain *chain, uint32_t j, uint32_t i)
{
    bool known = true;
    for (uint32_t c = 0; c < chain->columns.n; c++) {
        int order = compare(chain->columns.at[c], j, i, &known);
        if (!known || (chain->hit == HIT_SMALLEST ? order > 0 : chain->hit == HIT_ANY ? order != 0 : order < 0))
            return false;
    }
    return true;
}

static void tell(struct finder *f, struct shadow *shadow)
{
    const struct chain *chain = shadow->chain;
    bool same = chain->hit == HIT_ANY;
    uint32_t n;
    shadow_shrink(f, shadow);
    struct str by = shadow_names(f, shadow, &n);
    struct finding *finding = findings_add(f->out, FINDING_DEAD, same ? DIAG_SHADOWED : DIAG_BEATEN, chain->spans[shadow->index],
                                           "this row changes nothing: %.*s match%s wherever it does, with %s", STR_ARG(by), n == 1 ? "es" : " together",
                                           same ? "the same result" : chain->hit == HIT_SMALLEST ? "no greater result" : "no smaller result");
    shadow_also(f, shadow, finding, same ? "this one has the same result" : "this one goes before it");
    shadow_case(f, shadow, finding, BEARING_OUTDONE);
    finder_fix(f, finding, "take it out, or narrow it to what was meant");
}

/* From the last row up: of two that are the same the later one is told of, and what has been told of excuses no other. */
static void look_at(struct finder *f, const struct chain *chain)
{
    bool *gone = arena_array(f->arena, bool, chain->n);
    for (uint32_t i = chain->n; i-- > 0;) {
        struct shadow shadow = { chain, i, finder_and(f, chain->guard, chain->yes[i]), arena_array(f->arena, bool, chain->n) };
        bool any = false;
        for (uint32_t j = 0; j < chain->n; j++) {
            shadow.may[j] = j != i && !gone[j] && outdoes(chain, j, i);
            any = any || shadow.may[j];
        }
        gone[i] = finder_possible(f, shadow.own) != ANSWER_YES;
        if (!any || gone[i] || shadow_falls(f, &shadow) != ANSWER_YES)
            continue;
        gone[i] = true;
        tell(f, &shadow);
    }
}

void outdone_find(struct finder *f)
{
    for (uint32_t i = 0; i < f->chains.n; i++) {
        const struct chain *chain = f->chains.at[i];
        bool together = chain->hit == HIT_HIGHEST || chain->hit == HIT_SMALLEST || chain->hit == HIT_LARGEST || chain->hit == HIT_ANY;
        if (chain->arms && together)
            look_at(f, chain);
    }
}
