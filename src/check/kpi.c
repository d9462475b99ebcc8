/* Figures: what is gathered of each case, and how. They are about many cases: deciding one needs nothing of them. */
#include "check/parts.h"

#include "check/declare.h"

static const struct { const char *word; enum figure_kind kind; } forms[] = {
    [AST_COUNT] = { "count", FIGURE_COUNT }, [AST_SUM] = { "sum", FIGURE_SUM }, [AST_SMALLEST] = { "smallest", FIGURE_SMALLEST },
    [AST_LARGEST] = { "largest", FIGURE_LARGEST }, [AST_AVERAGE] = { "average", FIGURE_AVERAGE }, [AST_SHARE] = { "share", FIGURE_SHARE },
};

static const struct kpi *titled(const struct checker *c, struct str title)
{
    for (uint32_t i = 0; i < c->kpis.n; i++)
        if (str_eq(c->kpis.at[i].figure.title, title))
            return &c->kpis.at[i];
    return NULL;
}

/* Whether an earlier one has the title: in the same words it is the same figure, of which several packs may speak. */
static bool is_there(struct checker *c, const struct ast_statement *statement)
{
    const struct kpi *before = titled(c, statement->text);
    if (before && !wording_same(c, before->span, statement->span))
        declare_twice(c, statement->text, before->span, "a kpi", statement->span, "a kpi");
    return before != NULL;
}

/* Whether values of TYPE can be gathered like that; else it is reported. */
static bool fits(struct checker *c, enum figure_kind kind, const struct expr *of, const char *word)
{
    const struct type *type = of->type;
    bool summed = kind == FIGURE_AVERAGE || kind == FIGURE_SUM, ranked = kind == FIGURE_SMALLEST || kind == FIGURE_LARGEST;
    bool fine = summed ? type_is_numeric(type) || type->kind == TYPE_DURATION : !ranked || (expr_has_order(type) && type->kind != TYPE_TEXT);
    if (fine && type->kind != TYPE_LIST && type->kind != TYPE_RECORD)
        return true;
    struct str words = words_of(c, of), what = type_words(c, type);
    struct diag *diag = diag_add(c->diags, DIAG_KPI_TYPE, of->span, "there is no %s over all cases of %.*s, which is %.*s", word,
                                 STR_ARG(words), STR_ARG(what));
    if (type->kind == TYPE_LIST)
        diag_hint(c->diags, diag, "say first what is meant of one case's list, such as its length: %s of (count of %.*s)", word,
                  STR_ARG(span_text(c->sources, of->span)));
    return false;
}

static struct expr *formula(struct checker *c, const struct ast_expr *e)
{
    if (e->kind != AST_E_AGGREGATE || e->items.n != 1) {
        struct diag *diag = diag_add(c->diags, DIAG_KPI, e->span, "a kpi is a figure over all cases, and this is one of a single case");
        diag_hint(c->diags, diag, "write average of (…), sum of (…), smallest of (…), largest of (…), count of (…) or share of cases where …");
        return NULL;
    }
    if (e->aggregate == AST_SHARE)
        return check_condition(c, e->items.at[0]);
    struct expr *of = check_expr(c, e->items.at[0], NULL);
    return of && fits(c, forms[e->aggregate].kind, of, forms[e->aggregate].word) ? of : NULL;
}

void kpi_check(struct checker *c, uint32_t file, const struct ast_statement *statement)
{
    (void)file;
    if (!statement->value || is_there(c, statement))
        return;
    struct expr *of = formula(c, statement->value);
    if (!of)
        return;
    struct kpi made = { .of = of, .span = statement->span };
    made.figure = (struct figure){ statement->text, forms[statement->value->aggregate].kind, of->type };
    vec_push(c->arena, &c->kpis, made);
}
