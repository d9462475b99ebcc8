/* The walk: what an expression is worth in the case in hand. */
#include "eval/eval_inner.h"

static struct thing fact(struct eval *eval, const struct expr *expr)
{
    struct thing *thing = &eval->fact_things[expr->index];
    if (!eval->looked_at[expr->index])
        *thing = eval_thing_from(eval, eval->facts[expr->index], eval_thing_needs_fact(eval, expr->index));
    eval->looked_at[expr->index] = true;
    return *thing;
}

static struct thing definition(struct eval *eval, const struct expr *expr)
{
    uint32_t index = expr->index, outer = eval->definition;
    struct str subject = eval->subject;
    if (!eval->defined[index]) {
        eval->definition = index;
        eval->subject = eval->program->definitions[index].name;
        eval->definitions[index] = eval_expr(eval, eval->program->definitions[index].body);
        eval->defined[index] = true;
        eval->definition = outer;
        eval->subject = subject;
    }
    return eval->definitions[index];
}

static struct thing field(struct eval *eval, const struct expr *expr)
{
    struct thing record = eval_expr(eval, expr->items[0]);
    return value_known(record.value) ? record.parts[expr->index] : eval_thing_unknown(record.needs);
}

static struct thing parts(struct eval *eval, const struct expr *expr)
{
    struct thing *things = arena_array(&eval->scratch, struct thing, expr->n);
    for (uint32_t i = 0; i < expr->n; i++)
        things[i] = eval_expr(eval, expr->items[i]);
    return expr->op == EXPR_LIST ? eval_thing_list(eval, things, expr->n) : eval_thing_record(eval, things, expr->n);
}

static struct thing constant(struct eval *eval, const struct expr *expr)
{
    return eval_thing_from(eval, expr->constant, NULL);
}

static struct thing value_of(struct eval *eval, const struct expr *expr)
{
    switch (expr->op) {
    case EXPR_CONST: return constant(eval, expr);
    case EXPR_FACT: return fact(eval, expr);
    case EXPR_DEFINITION: return definition(eval, expr);
    case EXPR_VARIABLE: return eval->slots[expr->index];
    case EXPR_FIELD: return field(eval, expr);
    case EXPR_LIST: case EXPR_RECORD: return parts(eval, expr);
    case EXPR_LOOKUP: case EXPR_FOUND: return eval_rows(eval, expr);
    case EXPR_NOT: case EXPR_AND: case EXPR_OR: case EXPR_CERTAIN: case EXPR_KNOWN: case EXPR_IF: case EXPR_FIRST_KNOWN:
        return eval_logic(eval, expr);
    case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: case EXPR_IN: case EXPR_HAS:
        return eval_compare(eval, expr);
    case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV: case EXPR_MUL_DIV: case EXPR_NEG:
        return eval_math(eval, expr);
    case EXPR_DATE_ADD: case EXPR_DATE_SUB: case EXPR_DATE_DIFF: case EXPR_DATE_ADD_MONTHS:
    case EXPR_MOMENT_ADD: case EXPR_MOMENT_SUB: case EXPR_MOMENT_DIFF: case EXPR_MOMENT_ADD_MONTHS:
        return eval_calendar(eval, expr);
    case EXPR_TEXT: case EXPR_BLANK: case EXPR_CONTAINS: case EXPR_STARTS: case EXPR_ENDS: case EXPR_MATCHES:
        return eval_texts(eval, expr);
    case EXPR_ANY_HAS: case EXPR_ALL_HAVE: case EXPR_NO_HAS: case EXPR_COUNT: case EXPR_SUM: case EXPR_SMALLEST: case EXPR_LARGEST:
        return eval_lists(eval, expr);
    case EXPR_CALL: return eval_calls(eval, expr);
    case EXPR_ARMS: return eval_arms(eval, expr);
    case EXPR_AGREE: return eval_arms_agree(eval, expr);
    case EXPR_OP_COUNT: break;
    }
    return eval_thing_unknown(NULL);
}

struct thing eval_expr(struct eval *eval, const struct expr *expr)
{
    struct thing thing = value_of(eval, expr);
    if (eval->trace)
        eval_trace_expr(eval, expr, &thing);
    if (eval->watch)
        eval_trace_watched(eval, expr, &thing);
    return thing;
}

enum truth eval_expr_truth(const struct thing *thing)
{
    return !value_known(thing->value) ? TRUTH_UNKNOWN : thing->value.i ? TRUTH_YES : TRUTH_NO;
}

static enum truth opposite(enum truth truth)
{
    return truth == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static struct doubt holds(struct eval *eval, const struct expr *expr, bool negated)
{
    struct thing thing = eval_expr(eval, expr);
    struct doubt doubt = { .truth = eval_expr_truth(&thing), .needs = thing.needs };
    if (negated)
        doubt.truth = opposite(doubt.truth);
    doubt.stuck = doubt.truth == TRUTH_UNKNOWN && doubt.needs == NULL;
    if (doubt.stuck)
        doubt.truth = TRUTH_NO;
    return doubt;
}

struct doubt eval_expr_holds(struct eval *eval, const struct expr *expr)
{
    return expr ? holds(eval, expr, false) : (struct doubt){ .truth = TRUTH_YES };
}

struct doubt eval_expr_holds_not(struct eval *eval, const struct expr *expr)
{
    return expr ? holds(eval, expr, true) : (struct doubt){ .truth = TRUTH_YES };
}

struct doubt eval_expr_both(struct eval *eval, struct doubt a, struct doubt b)
{
    if (a.truth == TRUTH_NO || b.truth == TRUTH_NO)
        return (struct doubt){ .truth = TRUTH_NO, .stuck = a.truth == TRUTH_NO ? a.stuck : b.stuck };
    if (a.truth == TRUTH_YES && b.truth == TRUTH_YES)
        return (struct doubt){ .truth = TRUTH_YES };
    return (struct doubt){ .truth = TRUTH_UNKNOWN, .needs = eval_thing_join(eval, a.needs, b.needs) };
}

void eval_expr_strict(struct eval *eval, const struct expr *expr, struct strict *strict)
{
    strict->at = expr->n <= STRICT_FEW ? strict->few : arena_array(&eval->scratch, struct thing, expr->n);
    strict->known = true;
    strict->unknown = eval_thing_unknown(NULL);
    for (uint32_t i = 0; i < expr->n; i++) {
        strict->at[i] = eval_expr(eval, expr->items[i]);
        if (value_known(strict->at[i].value))
            continue;
        strict->known = false;
        strict->unknown.needs = eval_thing_join(eval, strict->unknown.needs, strict->at[i].needs);
    }
}
