/* The walk: expressions to terms. It follows the reference evaluator's, file by file. */
#include "analyze/solver_inner.h"

void solver_expr_fail(struct solver *s, smt_node when)
{
    s->error = OR(s, s->error, AND(s, s->path, when));
}

struct term solver_expr_fact(struct solver *s, uint32_t index)
{
    const struct fact *fact = &s->program->facts[index];
    if (s->fact_made[index])
        return s->facts[index];
    struct term *term = &s->facts[index];
    *term = solver_term_free(s, fact->type, s->yes);
    if (fact->of_lookup || fact->figure)
        term->known = s->no;
    else if (!fact->has_default)
        term->known = smt_free_one(s->smt, SMT_BOOL);
    term->need = s->yes;
    s->fact_made[index] = true;
    return *term;
}

/* Its errors count wherever it is asked for. */
static struct term definition(struct solver *s, const struct expr *expr)
{
    uint32_t index = expr->index;
    if (!s->defined[index]) {
        smt_node path = s->path, error = s->error;
        s->path = s->yes;
        s->error = s->no;
        s->definitions[index] = solver_expr(s, s->program->definitions[index].body);
        s->definition_errors[index] = s->error;
        s->defined[index] = true;
        s->path = path;
        s->error = error;
    }
    solver_expr_fail(s, s->definition_errors[index]);
    return s->definitions[index];
}

static struct term field(struct solver *s, const struct expr *expr)
{
    struct term record = solver_expr(s, expr->items[0]);
    struct term none = solver_term_unknown(s, record.need);
    if (expr->index >= record.n_parts)
        return none;
    return solver_term_if(s, record.known, &record.parts[expr->index], &none);
}

static struct term parts(struct solver *s, const struct expr *expr)
{
    struct term term = solver_term_known(s, NULL);
    if (expr->op == EXPR_LIST)
        term.n = smt_int(s->smt, expr->n);
    term.longer = s->no;
    term.n_parts = expr->n;
    term.parts = arena_array(&s->scratch, struct term, expr->n);
    for (uint32_t i = 0; i < expr->n; i++)
        term.parts[i] = solver_expr(s, expr->items[i]);
    return term;
}

struct term solver_expr_strict(struct solver *s, const struct expr *expr, struct term *items)
{
    struct term term = { .known = s->yes, .need = s->no, .absent = s->no };
    for (uint32_t i = 0; i < expr->n; i++) {
        items[i] = solver_expr(s, expr->items[i]);
        term.known = AND(s, term.known, items[i].known);
        term.need = OR(s, term.need, AND(s, NOT(s, items[i].known), items[i].need));
    }
    return term;
}

/* ---- logic ---- */

/* AND stops at the first no, OR at the first yes. What is behind is looked at only where nothing stopped it. */
static struct term connect(struct solver *s, const struct expr *expr, bool is_or)
{
    smt_node path = s->path, stopped = s->no, unknown = s->no, need = s->no;
    for (uint32_t i = 0; i < expr->n; i++) {
        s->path = AND(s, path, NOT(s, stopped));
        struct term item = solver_expr(s, expr->items[i]);
        stopped = OR(s, stopped, is_or ? solver_compare_yes(s, &item) : solver_compare_not(s, &item));
        unknown = OR(s, unknown, NOT(s, item.known));
        need = OR(s, need, AND(s, NOT(s, item.known), item.need));
    }
    s->path = path;
    struct term term = solver_term_known(s, is_or ? stopped : NOT(s, stopped));
    term.known = OR(s, stopped, NOT(s, unknown));
    term.need = need;
    return term;
}

static struct term not(struct solver *s, const struct expr *expr)
{
    struct term item = solver_expr(s, expr->items[0]);
    if (item.value != NULL)
        item.value = NOT(s, item.value);
    item.absent = s->no;
    return item;
}

static struct term branch(struct solver *s, const struct expr *expr, smt_node looked_at)
{
    smt_node path = s->path;
    s->path = AND(s, path, looked_at);
    struct term term = solver_expr(s, expr);
    s->path = path;
    return term;
}

static struct term choose(struct solver *s, const struct expr *expr)
{
    struct term condition = solver_expr(s, expr->items[0]);
    smt_node surely = solver_compare_yes(s, &condition), surely_not = solver_compare_not(s, &condition);
    struct term yes = branch(s, expr->items[1], NOT(s, surely_not)), no = branch(s, expr->items[2], NOT(s, surely));
    smt_node need = OR(s, condition.need, OR(s, AND(s, NOT(s, yes.known), yes.need), AND(s, NOT(s, no.known), no.need)));
    struct term open = solver_term_unknown(s, need), chosen = solver_term_if(s, surely, &yes, &no);
    return solver_term_if(s, condition.known, &chosen, &open);
}

static struct term first_known(struct solver *s, const struct expr *expr, uint32_t i)
{
    struct term item = solver_expr(s, expr->items[i]);
    item.need = AND(s, NOT(s, item.known), item.need);
    if (i + 1 == expr->n) {
        item.absent = s->no;
        return item;
    }
    smt_node path = s->path;
    s->path = AND(s, path, NOT(s, item.known));
    struct term rest = first_known(s, expr, i + 1);
    s->path = path;
    rest.need = OR(s, item.need, rest.need);
    return solver_term_if(s, item.known, &item, &rest);
}

static struct term logic(struct solver *s, const struct expr *expr)
{
    struct term item;
    switch (expr->op) {
    case EXPR_AND: return connect(s, expr, false);
    case EXPR_OR: return connect(s, expr, true);
    case EXPR_NOT: return not(s, expr);
    case EXPR_IF: return choose(s, expr);
    case EXPR_FIRST_KNOWN: return first_known(s, expr, 0);
    default: item = solver_expr(s, expr->items[0]);
    }
    return solver_term_known(s, expr->op == EXPR_KNOWN ? item.known : solver_compare_yes(s, &item));
}

/* ---- */

/* An operation that is not known here: nothing is known of what it comes to. */
static struct term stranger(struct solver *s, const struct expr *expr)
{
    for (uint32_t i = 0; i < expr->n; i++)
        solver_expr(s, expr->items[i]);
    return solver_opaque_blur(s, expr, s->yes);
}

struct term solver_expr(struct solver *s, const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_CONST: return solver_term_const(s, expr->constant);
    case EXPR_FACT: return solver_expr_fact(s, expr->index);
    case EXPR_DEFINITION: return definition(s, expr);
    case EXPR_VARIABLE: return s->slots[expr->index];
    case EXPR_FIELD: return field(s, expr);
    case EXPR_LIST: case EXPR_RECORD: return parts(s, expr);
    case EXPR_LOOKUP: case EXPR_FOUND: return solver_rows(s, expr);
    case EXPR_NOT: case EXPR_AND: case EXPR_OR: case EXPR_CERTAIN: case EXPR_KNOWN: case EXPR_IF: case EXPR_FIRST_KNOWN:
        return logic(s, expr);
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: case EXPR_IN: case EXPR_HAS:
        return solver_compare(s, expr);
    case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV: case EXPR_MUL_DIV: case EXPR_NEG:
        return solver_math(s, expr);
    case EXPR_DATE_ADD: case EXPR_DATE_SUB: case EXPR_DATE_DIFF: case EXPR_DATE_ADD_MONTHS:
    case EXPR_MOMENT_ADD: case EXPR_MOMENT_SUB: case EXPR_MOMENT_DIFF: case EXPR_MOMENT_ADD_MONTHS:
        return solver_calendar(s, expr);
    case EXPR_TEXT: case EXPR_BLANK: case EXPR_CONTAINS: case EXPR_STARTS: case EXPR_ENDS: case EXPR_MATCHES:
        return solver_texts(s, expr);
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        return solver_lists(s, expr);
    case EXPR_CALL: return solver_call(s, expr);
    case EXPR_ARMS: return solver_arms(s, expr);
    case EXPR_AGREE: return solver_arms_agree(s, expr);
    default: return stranger(s, expr);
    }
}

/* ---- conditions that select ---- */

static struct doubt holds(struct solver *s, const struct expr *expr, bool negated)
{
    if (expr == NULL)
        return (struct doubt){ s->yes, s->no, s->no };
    struct term term = solver_expr(s, expr);
    smt_node unknown = NOT(s, term.known);
    return (struct doubt){ .yes = negated ? solver_compare_not(s, &term) : solver_compare_yes(s, &term),
                           .open = AND(s, unknown, term.need), .stuck = AND(s, unknown, NOT(s, term.need)) };
}

struct doubt solver_expr_holds(struct solver *s, const struct expr *expr) { return holds(s, expr, false); }
struct doubt solver_expr_holds_not(struct solver *s, const struct expr *expr) { return holds(s, expr, true); }

/* The first one's stuck counts before the second's, which is not looked at then: whoever uses it sees to the path. */
struct doubt solver_expr_both(struct solver *s, struct doubt a, struct doubt b)
{
    smt_node a_left = OR(s, a.yes, a.open), b_left = OR(s, b.yes, b.open);
    smt_node yes = AND(s, a.yes, b.yes);
    return (struct doubt){ .yes = yes, .open = AND(s, AND(s, a_left, b_left), NOT(s, yes)),
                           .stuck = OR(s, a.stuck, AND(s, a_left, b.stuck)) };
}
