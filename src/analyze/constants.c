/* Conditions that are always yes, or always no, where they stand: given what is asked for before them. */
#include "analyze/finder.h"

static diagram truth(struct finder *f, const struct expr *e, unsigned wanted) { return symbolic_question(f->s, symbolic_expr(f->s, e), wanted); }

static void tell(struct finder *f, const struct expr *e, bool always)
{
    struct finding *finding = findings_add(f->out, FINDING_CONSTANT, DIAG_CONSTANT, e->span, "this is always %s where it stands, once it can be told",
                                           always ? "yes" : "no");
    finder_fix(f, finding, always ? "take it out, or ask for what was meant" : "ask for what was meant; as it is, nothing can meet it");
}

/* Whether E is always the same in CONTEXT; then it is told. */
static bool is_constant(struct finder *f, const struct expr *e, diagram context)
{
    if (e->op == EXPR_CONST || context == DIAGRAM_NO)
        return false;
    diagram yes = finder_and(f, context, truth(f, e, SYMBOLIC_YES)), no = finder_and(f, context, truth(f, e, SYMBOLIC_NO));
    if ((yes != DIAGRAM_NO && no != DIAGRAM_NO) && (finder_possible(f, yes) != ANSWER_NO && finder_possible(f, no) != ANSWER_NO))
        return false;
    enum answer can = finder_possible(f, yes), cannot = finder_possible(f, no);
    if (can == cannot || can == ANSWER_OPEN || cannot == ANSWER_OPEN)
        return false;
    tell(f, e, can == ANSWER_YES);
    return true;
}

/* Both ends of a range are written even where one of them says nothing (months 1..5). */
static bool is_range(const struct expr *e)
{
    bool low = e->op == EXPR_AND && e->n == 2 && (e->items[0]->op == EXPR_GE || e->items[0]->op == EXPR_GT);
    return low && (e->items[1]->op == EXPR_LE || e->items[1]->op == EXPR_LT) && e->items[0]->items[0] == e->items[1]->items[0];
}

/* TOP: the whole of a condition, which its owner's other findings speak of. */
static void walk(struct finder *f, const struct expr *e, diagram context, bool top)
{
    if (!top && is_constant(f, e, context))
        return;
    if (e->op == EXPR_NOT)
        walk(f, e->items[0], context, true);
    if ((e->op != EXPR_AND && e->op != EXPR_OR) || is_range(e))
        return;
    for (uint32_t i = 0; i < e->n; i++) {
        walk(f, e->items[i], context, false);
        context = finder_and(f, context, truth(f, e->items[i], e->op == EXPR_AND ? SYMBOLIC_YES : SYMBOLIC_NO));
    }
}

/* What is told as dead needs no second word. */
static void of_chain(struct finder *f, const struct chain *chain)
{
    for (uint32_t i = 0; i < chain->n; i++) {
        const struct expr *condition = chain->conditions[i];
        bool rule = chain->unit && chain->unit->kind == UNIT_RULE && i == 0;
        if (condition && finder_possible(f, finder_and(f, chain->guard, chain->yes[i])) == ANSWER_YES)
            walk(f, condition, chain->guard, !rule);
    }
}

void constants_find(struct finder *f)
{
    for (uint32_t i = 0; i < f->chains.n; i++)
        of_chain(f, f->chains.at[i]);
    for (uint32_t i = 0; i < f->shown.n_definitions; i++) {
        const struct expr *body = f->shown.definitions[i].body;
        if (body && body->type && body->type->kind == TYPE_BOOL && body->op != EXPR_ARMS && body->op != EXPR_AGREE)
            walk(f, body, DIAGRAM_YES, false);
    }
}
