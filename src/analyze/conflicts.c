/* Two parts of a policy that ask for different things of one case: actions of which a case can have one, rows of which one may
 * match, tables that decide one definition. */
#include "analyze/gap.h"

enum { MOST_ALSO = 4, MOST_PAIRS = 10000 };

static bool is_conflict(void *context, uint32_t program, const struct value *facts, const struct decision *decision)
{
    (void)program, (void)facts;
    return decision->status == *(const enum decision_status *)context;
}

/* A case of QUESTION that the evaluator finds in STATUS. The question of errors is left aside where an error is what is looked for. */
static enum answer find(struct finder *f, diagram question, enum decision_status status, struct witness_case *found)
{
    const struct witness_claim claim = { &status, is_conflict };
    diagram error = f->error;
    if (status == DECISION_ERROR)
        f->error = DIAGRAM_NO;
    enum answer answer = finder_case(f, question, &claim, found);
    f->error = error;
    return answer;
}

/* ---- actions of which a case can have one ---- */

/* What is told of two units: one finding, however many of their actions conflict. */
struct pair {
    uint32_t a, b; /* units */
    struct finding *finding;
    uint32_t more;
};

struct pairs {
    VEC(struct pair) all; /* of unit a, from the first */
    uint32_t looked;      /* at how many pairs of actions that meet, of all units */
};

static struct pair *pair_of(struct finder *f, struct pairs *pairs, uint32_t a, uint32_t b)
{
    for (uint32_t i = pairs->all.n; i-- > 0;)
        if (pairs->all.at[i].a == a && pairs->all.at[i].b == b)
            return &pairs->all.at[i];
    struct pair pair = { .a = a, .b = b };
    vec_push(f->arena, &pairs->all, pair);
    return &pairs->all.at[pairs->all.n - 1];
}

static struct str name_of(struct finder *f, uint32_t arm)
{
    return f->shown.arms[arm].name;
}

static struct finding *tell_rivals(struct finder *f, const struct symbolic_action *a, const struct symbolic_action *b)
{
    struct str one = finder_action(f, a->action), other = finder_action(f, b->action);
    struct str first = name_of(f, a->arm), second = name_of(f, b->arm);
    bool same = str_eq(first, second);
    struct finding *finding
        = same ? findings_add(f->out, FINDING_CONFLICT, DIAG_CONFLICT, a->action->span, "two rows of '%.*s' can both apply, and ask for '%.*s' and for '%.*s'",
                              STR_ARG(first), STR_ARG(one), STR_ARG(other))
               : findings_add(f->out, FINDING_CONFLICT, DIAG_CONFLICT, a->action->span, "'%.*s' and '%.*s' can both fire, and ask for '%.*s' and for '%.*s'",
                              STR_ARG(first), STR_ARG(second), STR_ARG(one), STR_ARG(other));
    finder_also(f, finding, b->action->span, "a case can have one '%.*s' only", STR_ARG(a->verb->name));
    if (same)
        finder_fix(f, finding, "let 'first match' choose, or add to one row what sets it apart");
    else
        finder_fix(f, finding, "let one of them say 'overrides %.*s', or add to one condition what sets it apart", STR_ARG(second));
    return finding;
}

static void add_rivals(struct finder *f, struct pairs *pairs, const struct symbolic_action *a, const struct symbolic_action *b,
                       const struct witness_case *found)
{
    struct pair *pair = pair_of(f, pairs, f->shown.arms[a->arm].unit, f->shown.arms[b->arm].unit);
    if (!pair->finding) {
        pair->finding = tell_rivals(f, a, b);
        finder_show_case(f, pair->finding, found);
    } else if (pair->more++ < MOST_ALSO)
        finder_also(f, pair->finding, b->action->span, "so does this, with line %u", finder_line(f, a->action->span));
}

static void look_at_rivals(struct finder *f, struct pairs *pairs, uint32_t i, uint32_t k)
{
    uint32_t n;
    const struct symbolic_action *all = symbolic_actions(f->s, &n);
    diagram rivals = symbolic_rivals(f->s, i, k);
    struct witness_case found;
    if (rivals == DIAGRAM_NO)
        return;
    pairs->looked++;
    enum answer answer = find(f, rivals, DECISION_CONFLICT, &found);
    if (answer == ANSWER_YES)
        add_rivals(f, pairs, &all[i], &all[k], &found);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_CONFLICT, all[i].action->span, "whether '%.*s' and '%.*s' conflict", STR_ARG(name_of(f, all[i].arm)),
                    STR_ARG(name_of(f, all[k].arm)));
}

/* Rules of which any two conflict are as many squared pairs: nobody reads those. */
static bool look_on(struct finder *f, struct pairs *pairs, uint32_t i)
{
    uint32_t n;
    const struct symbolic_action *all = symbolic_actions(f->s, &n);
    diagram own = all[i].verb->once ? symbolic_certain(f->s, i) : DIAGRAM_NO;
    pairs->all.n = 0;
    for (uint32_t k = symbolic_meeting(f->s, i, own, i); k != UINT32_MAX; k = symbolic_meeting(f->s, i, own, k)) {
        if (pairs->looked == MOST_PAIRS) {
            finder_open(f, FINDING_CONFLICT, all[k].action->span,
                        "whether more conflict: %u pairs of actions that meet were looked at, up to '%.*s' and '%.*s', and what stands after them was not",
                        MOST_PAIRS, STR_ARG(name_of(f, all[i].arm)), STR_ARG(name_of(f, all[k].arm)));
            return false;
        }
        look_at_rivals(f, pairs, i, k);
    }
    return true;
}

static void find_rivals(struct finder *f)
{
    uint32_t n;
    struct pairs pairs = { 0 };
    symbolic_actions(f->s, &n);
    for (uint32_t i = 0; i < n && look_on(f, &pairs, i); i++)
        ;
}

/* ---- rows of which one may match ---- */

enum { MOST_LEAVES = 64, MOST_REGION = 90 };

struct rows {
    struct finder *f;
    const struct chain *chain;
    diagram errors; /* its leaves tell the rows */
    struct finding *finding;
    uint32_t more;
};

/* " (age of exactly 25)", where that is short. */
static struct str region(struct finder *f, diagram question)
{
    uint32_t n;
    bool all;
    diagram error = f->error;
    f->error = DIAGRAM_NO; /* it is what is looked at */
    question = finder_given(f, question);
    f->error = error;
    struct diagram_box *boxes = diagram_boxes(f->pool, f->arena, question, 1, 2, &n, &all);
    if (n != 1 || !all)
        return STR("");
    struct diagram_box box = gap_without_given(f, &boxes[0]);
    f->text.n = 0;
    buf_cstr(&f->text, " (");
    cells_show_box(f->space, &f->text, &box);
    buf_cstr(&f->text, ")");
    struct str text = finder_take(f);
    return text.n <= MOST_REGION && box.n_sides > 0 ? text : STR("");
}

static void add_rows(struct rows *rows, const struct symbol *symbol, diagram question, const struct witness_case *found)
{
    struct finder *f = rows->f;
    unsigned first = finder_line(f, symbol->first);
    if (rows->finding) {
        if (rows->more++ < MOST_ALSO)
            finder_also(f, rows->finding, symbol->second, "so does this row, with line %u", first);
        return;
    }
    bool two = symbol->error == EVAL_TWO_ROWS;
    struct str where = region(f, question);
    rows->finding = findings_add(f->out, FINDING_CONFLICT, DIAG_CONFLICT_ROWS, symbol->first,
                                 two ? "this row of '%.*s' and the one in line %u can both match%.*s, and only one may"
                                     : "this row of '%.*s' and the one in line %u can both match%.*s, with different results",
                                 STR_ARG(rows->chain->name), finder_line(f, symbol->second), STR_ARG(where));
    finder_also(f, rows->finding, symbol->second, "the other row is here");
    finder_show_case(f, rows->finding, found);
    finder_fix(f, rows->finding, two ? "add to one row what sets it apart, or let the table be 'first match'"
                                     : "give both the same result, or add to one row what sets it apart");
}

static bool is_of_chain(const struct chain *chain, struct span span)
{
    for (uint32_t i = 0; i < chain->n; i++)
        if (chain->spans[i].source == span.source && chain->spans[i].from == span.from)
            return true;
    return false;
}

static diagram is_leaf(void *context, uint32_t a, uint32_t b)
{
    (void)b;
    return a == *(const uint32_t *)context ? DIAGRAM_YES : DIAGRAM_NO;
}

static void look_at_leaf(struct rows *rows, uint32_t leaf)
{
    struct finder *f = rows->f;
    const struct symbol *symbol = symbolic_symbol(f->s, leaf);
    if (symbol->kind != SYMBOL_KIND_ERROR || (symbol->error != EVAL_TWO_ROWS && symbol->error != EVAL_ROWS_DISAGREE)
        || !is_of_chain(rows->chain, symbol->first))
        return;
    struct diagram_op op = { .apply = is_leaf, .context = &leaf, .id = diagram_op_id(f->pool) };
    struct witness_case found;
    diagram question = diagram_map(f->pool, &op, rows->errors);
    enum answer answer = find(f, question, DECISION_ERROR, &found);
    if (answer == ANSWER_YES)
        add_rows(rows, symbol, question, &found);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_CONFLICT, symbol->first, "whether this row of '%.*s' and the one in line %u can both match",
                    STR_ARG(rows->chain->name), finder_line(f, symbol->second));
}

static void look_at_errors(struct rows *rows, diagram errors)
{
    uint32_t leaves[MOST_LEAVES], n = diagram_leaves(rows->f->pool, errors, leaves, MOST_LEAVES);
    rows->errors = errors;
    for (uint32_t i = 0; i < n && i < MOST_LEAVES; i++)
        look_at_leaf(rows, leaves[i]);
}

/* Rows of `any` may agree in one column and not in another; two rows of `only one` need be told of once. */
static void look_at_rows(struct finder *f, const struct chain *chain)
{
    struct rows rows = { .f = f, .chain = chain };
    uint32_t n = chain->hit == HIT_ANY ? chain->columns.n : chain->columns.n > 0;
    if (chain->hit != HIT_ONLY_ONE && chain->hit != HIT_ANY)
        return;
    if (chain->unit)
        look_at_errors(&rows, symbolic_unit_error(f->s, (uint32_t)(chain->unit - f->shown.units)));
    for (uint32_t i = 0; i < n; i++)
        look_at_errors(&rows, symbolic_expr(f->s, chain->columns.at[i]));
}

/* ---- tables that decide one definition ---- */

static diagram known(struct finder *f, diagram value) { return symbolic_question(f->s, value, SYMBOLIC_KNOWN); }

static void tell_tables(struct finder *f, const struct definition *definition, const struct expr *a, const struct expr *b,
                        const struct witness_case *found)
{
    struct finding *finding = findings_add(f->out, FINDING_CONFLICT, DIAG_CONFLICT_TABLES, a->span, "'%.*s' and '%.*s' can decide '%.*s' differently",
                                           STR_ARG(a->arms->owner), STR_ARG(b->arms->owner), STR_ARG(definition->name));
    finder_also(f, finding, b->span, "the other table is here");
    finder_show_case(f, finding, found);
    finder_fix(f, finding, "let each table say 'when' it decides, so that no case is both tables'");
}

static void look_at_tables(struct finder *f, const struct definition *definition, const struct expr *a, const struct expr *b)
{
    diagram one = symbolic_expr(f->s, a), other = symbolic_expr(f->s, b), both = finder_and(f, known(f, one), known(f, other));
    struct witness_case found;
    if (both == DIAGRAM_NO)
        return;
    diagram differ = finder_and(f, both, symbolic_question(f->s, symbolic_equal(f->s, one, other), SYMBOLIC_NO));
    enum answer answer = find(f, differ, DECISION_CONFLICT, &found);
    if (answer == ANSWER_YES)
        tell_tables(f, definition, a, b, &found);
    if (answer == ANSWER_OPEN)
        finder_open(f, FINDING_CONFLICT, a->span, "whether '%.*s' and '%.*s' decide '%.*s' differently", STR_ARG(a->arms->owner),
                    STR_ARG(b->arms->owner), STR_ARG(definition->name));
}

static void look_at_definition(struct finder *f, const struct definition *definition)
{
    const struct expr *body = definition->body;
    for (uint32_t i = 0; body && body->op == EXPR_AGREE && i < body->n; i++)
        for (uint32_t k = i + 1; k < body->n; k++)
            if (body->items[i]->op == EXPR_ARMS && body->items[k]->op == EXPR_ARMS)
                look_at_tables(f, definition, body->items[i], body->items[k]);
}

void conflicts_find(struct finder *f)
{
    find_rivals(f);
    for (uint32_t i = 0; i < f->chains.n; i++)
        look_at_rows(f, f->chains.at[i]);
    for (uint32_t i = 0; i < f->shown.n_definitions; i++)
        look_at_definition(f, &f->shown.definitions[i]);
}
