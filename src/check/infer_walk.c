/* Expressions: what they tell of the names in them. */
#include "check/infer.h"

static struct infer_kind *walk_fact(struct infer *in, const struct ast_expr *e)
{
    return infer_walk(in, e, PLACE_FACT);
}

static struct infer_kind *truth(struct infer *in, const struct ast_expr *e)
{
    return infer_kind(in, K(BOOL), e->span);
}

void infer_condition(struct infer *in, const struct ast_expr *e)
{
    if (e)
        infer_narrow(in, walk_fact(in, e), K(BOOL), e->span);
}

/* ---- literals ---- */

static struct infer_kind *number(struct infer *in, const struct ast_expr *e)
{
    bool percent = str_ends(span_text(in->c->sources, e->span), STR("%"));
    struct infer_kind *kind = infer_kind(in, percent ? K(NUMBER) : K_NUMBERS, e->span);
    kind->number_literal = true;
    return kind;
}

static struct infer_kind *text(struct infer *in, const struct ast_expr *e)
{
    bool plain = e->parts.n == 0 || (e->parts.n == 1 && !e->parts.at[0].expr);
    struct infer_kind *kind = infer_kind(in, plain ? K(TEXT) | K_NAMES | K(TIME) : K(TEXT), e->span);
    kind->text_literal = true;
    for (uint32_t i = 0; i < e->parts.n; i++)
        if (e->parts.at[i].expr)
            infer_root(walk_fact(in, e->parts.at[i].expr))->shown = true;
    return kind;
}

/* ---- comparisons ---- */

bool infer_is_symbol(struct infer *in, const struct ast_expr *e)
{
    const struct value_name *symbol = e->kind == AST_E_NAME && !e->name.quoted ? map_get(&in->c->symbols, e->name.text) : NULL;
    for (uint32_t i = 0; symbol && i < symbol->sets.n; i++)
        if (symbol->sets.at[i]->ordered)
            return true;
    return false;
}

/* A side of < and the like: a fact, unless it names a symbol that has an order. */
static struct infer_kind *ordered_side(struct infer *in, const struct ast_expr *e)
{
    struct infer_kind *kind = infer_walk(in, e, infer_is_symbol(in, e) ? PLACE_SYMBOL : PLACE_FACT);
    infer_narrow(in, kind, K_ORDERED, e->span);
    infer_root(kind)->ordered = true;
    return kind;
}

static void compare(struct infer *in, const struct ast_expr *e, const struct ast_expr *a, const struct ast_expr *b)
{
    struct infer_kind *left, *right;
    switch (e->op) {
    case AST_EQ: case AST_NE:
        left = walk_fact(in, a);
        right = infer_walk(in, b, PLACE_SYMBOL);
        infer_join(in, left, right, e->span);
        break;
    case AST_IN: case AST_NOT_IN:
        left = walk_fact(in, a);
        right = walk_fact(in, b);
        infer_join(in, infer_element(in, right, e->span), left, e->span);
        break;
    case AST_CONTAINS:
        left = walk_fact(in, a);
        right = infer_walk(in, b, PLACE_SYMBOL);
        infer_narrow(in, left, K(LIST) | K(TEXT), e->span);
        infer_relate(in, RELATION_CONTAINS, left, right, NULL, e->span);
        break;
    case AST_STARTS: case AST_ENDS: case AST_MATCHES:
        infer_narrow(in, walk_fact(in, a), K(TEXT), e->span);
        if (e->op != AST_MATCHES)
            infer_narrow(in, infer_walk(in, b, PLACE_TEXT), K(TEXT), e->span);
        break;
    default:
        left = ordered_side(in, a);
        right = ordered_side(in, b);
        infer_join(in, left, right, e->span);
    }
}

/* ---- arithmetic ---- */

static bool is_literal(const struct ast_expr *e)
{
    return e->kind == AST_E_NUMBER || (e->kind == AST_E_UNARY && e->op == AST_NEG && is_literal(e->items.at[0]));
}

/* Beside * and on the right of / a number written out is a number, whatever it stands beside. */
static struct infer_kind *factor(struct infer *in, const struct ast_expr *e, bool divides)
{
    struct infer_kind *kind = walk_fact(in, e);
    infer_narrow(in, kind, is_literal(e) && divides ? K(NUMBER) : K_AMOUNTS, e->span);
    return kind;
}

static struct infer_kind *product(struct infer *in, const struct ast_expr *e)
{
    const struct ast_expr *a = e->items.at[0], *b = e->items.at[1];
    bool literals = is_literal(a) && is_literal(b);
    struct infer_kind *left = factor(in, a, e->op == AST_MUL && !literals);
    struct infer_kind *right = factor(in, b, e->op == AST_DIV || !literals);
    struct infer_kind *result = infer_kind(in, literals ? K_NUMBERS : K_AMOUNTS, e->span);
    result->number_literal = literals;
    if (!literals)
        infer_relate(in, e->op == AST_MUL ? RELATION_PRODUCT : RELATION_QUOTIENT, left, right, result, e->span);
    return result;
}

static struct infer_kind *sum(struct infer *in, const struct ast_expr *e)
{
    struct infer_kind *left = walk_fact(in, e->items.at[0]), *right = walk_fact(in, e->items.at[1]);
    uint32_t sides = K_AMOUNTS | K_DAYS | K(PERIOD) | (e->op == AST_SUB ? K(TIME) : 0);
    infer_narrow(in, left, sides, e->items.at[0]->span);
    infer_narrow(in, right, sides, e->items.at[1]->span);
    struct infer_kind *result = infer_kind(in, K_AMOUNTS | K_DAYS, e->span);
    infer_relate(in, e->op == AST_ADD ? RELATION_SUM : RELATION_DIFFERENCE, left, right, result, e->span);
    return result;
}

static struct infer_kind *binary(struct infer *in, const struct ast_expr *e)
{
    if (e->op == AST_ADD || e->op == AST_SUB)
        return sum(in, e);
    if (e->op == AST_MUL || e->op == AST_DIV)
        return product(in, e);
    compare(in, e, e->items.at[0], e->items.at[1]);
    return truth(in, e);
}

static struct infer_kind *unary(struct infer *in, const struct ast_expr *e)
{
    struct infer_kind *item = walk_fact(in, e->items.at[0]);
    infer_narrow(in, item, e->op == AST_NOT ? K(BOOL) : K_AMOUNTS | K(PERIOD), e->span);
    return item;
}

/* ---- the rest ---- */

static struct infer_kind *between(struct infer *in, const struct ast_expr *e)
{
    struct infer_kind *kind = ordered_side(in, e->items.at[0]);
    infer_join(in, kind, ordered_side(in, e->items.at[1]), e->span);
    infer_join(in, kind, ordered_side(in, e->items.at[2]), e->span);
    return truth(in, e);
}

static struct infer_kind *test(struct infer *in, const struct ast_expr *e)
{
    if (e->test == AST_FOUND)
        return truth(in, e);
    struct infer_kind *item = walk_fact(in, e->items.at[0]);
    if (e->test == AST_BLANK)
        infer_narrow(in, item, K(TEXT), e->span);
    return truth(in, e);
}

static struct infer_kind *logic(struct infer *in, const struct ast_expr *e)
{
    for (uint32_t i = 0; i < e->items.n; i++)
        infer_condition(in, e->items.at[i]);
    return truth(in, e);
}

static struct infer_kind *conditional(struct infer *in, const struct ast_expr *e, enum infer_place place)
{
    struct infer_kind *value = infer_walk(in, e->items.at[0], place);
    infer_condition(in, e->items.at[1]);
    infer_join(in, value, infer_walk(in, e->items.at[2], place), e->span);
    return value;
}

static struct infer_kind *list(struct infer *in, const struct ast_expr *e)
{
    struct infer_kind *kind = infer_kind(in, K(LIST), e->span), *element = infer_element(in, kind, e->span);
    for (uint32_t i = 0; i < e->items.n; i++)
        infer_join(in, element, infer_walk(in, e->items.at[i], PLACE_SYMBOL), e->items.at[i]->span);
    return kind;
}

struct infer_kind *infer_bound(struct infer *in, const struct ast_expr *list, const struct ast_name *name,
                               const struct ast_expr *body)
{
    struct infer_kind *element = infer_element(in, walk_fact(in, list), list->span);
    struct infer_binding binding = { name->text, element, in->bindings };
    in->bindings = &binding;
    struct infer_kind *kind = walk_fact(in, body);
    in->bindings = binding.outer;
    return kind;
}

static struct infer_kind *quantifier(struct infer *in, const struct ast_expr *e)
{
    infer_narrow(in, infer_bound(in, e->items.at[0], &e->name, e->items.at[1]), K(BOOL), e->span);
    return truth(in, e);
}

static struct infer_kind *aggregate(struct infer *in, const struct ast_expr *e)
{
    struct infer_kind *of = e->items.n > 1 ? infer_bound(in, e->items.at[1], &e->name, e->items.at[0])
                                           : infer_element(in, walk_fact(in, e->items.at[0]), e->span);
    if (e->aggregate == AST_SUM || e->aggregate == AST_SMALLEST || e->aggregate == AST_LARGEST)
        infer_narrow(in, of, e->aggregate == AST_SUM ? K_AMOUNTS : K_ORDERED, e->span);
    else if (e->items.n > 1)
        infer_narrow(in, of, K(BOOL), e->span);
    return e->aggregate == AST_COUNT ? infer_kind(in, K(NUMBER), e->span) : of;
}

struct infer_kind *infer_walk(struct infer *in, const struct ast_expr *e, enum infer_place place)
{
    switch (e->kind) {
    case AST_E_NUMBER: return number(in, e);
    case AST_E_MONEY: return infer_kind(in, K(MONEY), e->span);
    case AST_E_BOOL: return infer_kind(in, K(BOOL), e->span);
    case AST_E_DATE: return infer_kind(in, K(DATE), e->span);
    case AST_E_DURATION: return infer_kind(in, K(DURATION), e->span);
    case AST_E_MOMENT: return infer_kind(in, K(MOMENT), e->span);
    case AST_E_PERIOD: return infer_kind(in, K(PERIOD), e->span);
    case AST_E_TEXT: return text(in, e);
    case AST_E_NAME: return infer_bare_name(in, &e->name, place);
    case AST_E_LIST: return list(in, e);
    case AST_E_CALL: return infer_call(in, e, place);
    case AST_E_UNARY: return unary(in, e);
    case AST_E_BINARY: return binary(in, e);
    case AST_E_LOGIC: return logic(in, e);
    case AST_E_BETWEEN: return between(in, e);
    case AST_E_TEST: return test(in, e);
    case AST_E_IF: return conditional(in, e, place);
    case AST_E_QUANT: return quantifier(in, e);
    case AST_E_AGGREGATE: return aggregate(in, e);
    case AST_E_PATTERN: case AST_E_COMPARE: case AST_E_RANGE: break;
    }
    return infer_kind(in, K_ANY, e->span);
}
