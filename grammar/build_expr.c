/* The expressions that the parser makes. */
#include "grammar/build.h"

/* Refuses what is nested too deeply: one message a statement, and a leaf in its place. */
static struct ast_expr *checked(struct parse *p, struct ast_expr *expr)
{
    if (expr->depth <= AST_MAX_DEPTH)
        return expr;
    if (!p->deep)
        diag_add(p->diags, DIAG_LIMIT, expr->span, "this calculation has more than %d operations in one another", AST_MAX_DEPTH);
    p->deep = true;
    return build_bool(p, true, expr->span);
}

static struct ast_expr *with(struct parse *p, struct ast_expr *expr, struct ast_expr *item)
{
    ast_add(p->arena, expr, item);
    return expr;
}

/* ---- names and literals ---- */

static void add_part(struct parse *p, struct ast_name *name, struct str *parts, const char *from, const char *to)
{
    (void)p;
    if (to - from >= 2 && *from == '`') {
        from++, to--;
        name->quoted = true;
    }
    parts[name->n_parts++] = (struct str){ from, (uint32_t)(to - from) };
}

/* The dots of S that are not between backquotes, and one. */
static uint32_t count_parts(struct str s)
{
    uint32_t n = 1;
    bool quoted = false;
    for (uint32_t i = 0; i < s.n; i++) {
        quoted ^= s.p[i] == '`';
        n += s.p[i] == '.' && !quoted;
    }
    return n;
}

struct ast_name build_path(struct parse *p, const struct token *token)
{
    struct ast_name name = { .text = token->text, .span = token->span };
    struct str written = span_text(p->diags->sources, token->span);
    struct str *parts = arena_array(p->arena, struct str, count_parts(written));
    const char *from = written.p, *end = written.p + written.n;
    bool quoted = false;
    for (const char *at = from; at < end; at++) {
        quoted ^= *at == '`';
        if (*at != '.' || quoted)
            continue;
        add_part(p, &name, parts, from, at);
        from = at + 1;
    }
    add_part(p, &name, parts, from, end);
    name.parts = parts;
    return name;
}

struct ast_expr *build_literal(struct parse *p, enum ast_kind kind, const struct token *token, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, kind, at);
    expr->i = token->number;
    expr->offset = token->offset;
    if (kind == AST_E_MONEY)
        expr->text = token->text;
    return expr;
}

struct ast_expr *build_bool(struct parse *p, bool truth, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_BOOL, at);
    expr->i = truth;
    return expr;
}

struct ast_expr *build_name(struct parse *p, const struct token *name)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_NAME, name->span);
    expr->name = build_path(p, name);
    return expr;
}

struct ast_expr *build_pattern(struct parse *p, const struct token *pattern, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_PATTERN, at);
    expr->text = pattern->text;
    return expr;
}

/* ---- operators ---- */

struct ast_expr *build_binary(struct parse *p, enum ast_op op, struct ast_expr *left, struct ast_expr *right)
{
    return checked(p, ast_binary(p->arena, op, left, right));
}

struct ast_expr *build_logic(struct parse *p, enum ast_op op, struct ast_expr *left, struct ast_expr *right)
{
    return checked(p, ast_logic(p->arena, op, left, right));
}

struct ast_expr *build_not(struct parse *p, struct span at, struct ast_expr *operand)
{
    return checked(p, ast_unary(p->arena, AST_NOT, at, operand));
}

struct ast_expr *build_negative(struct parse *p, struct span at, struct ast_expr *operand)
{
    return checked(p, ast_unary(p->arena, AST_NEG, at, operand));
}

struct ast_expr *build_between(struct parse *p, struct ast_expr *value, struct ast_expr *low, struct ast_expr *high, bool negated, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_BETWEEN, at);
    checked(p, with(p, with(p, with(p, expr, value), low), high));
    return negated ? build_not(p, at, expr) : checked(p, expr);
}

struct ast_expr *build_test(struct parse *p, struct ast_expr *value, enum ast_test test, bool negated, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_TEST, at);
    expr->test = test;
    expr->negated = negated;
    return checked(p, with(p, expr, value));
}

struct ast_expr *build_conditional(struct parse *p, struct ast_expr *yes, struct ast_expr *condition, struct ast_expr *no, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_IF, at);
    return checked(p, with(p, with(p, with(p, expr, yes), condition), no));
}

/* ---- brackets ---- */

struct ast_expr *build_items(struct parse *p, struct ast_expr *list, struct ast_expr *item)
{
    return checked(p, with(p, list ? list : ast_expr(p->arena, AST_E_LIST, item->span), item));
}

struct ast_expr *build_list(struct parse *p, struct ast_expr *items, struct span at)
{
    struct ast_expr *list = items ? items : ast_expr(p->arena, AST_E_LIST, at);
    list->span = at;
    return list;
}

struct ast_expr *build_call(struct parse *p, const struct token *name, struct ast_expr *items, struct span at)
{
    struct ast_expr *call = build_list(p, items, at);
    call->kind = AST_E_CALL;
    call->name = build_path(p, name);
    return call;
}

struct ast_expr *build_parenthesized(struct ast_expr *inner, struct span at)
{
    inner->parenthesized = true;
    inner->span = at;
    return inner;
}

struct ast_expr *build_aggregate(struct parse *p, const struct token *aggregate, struct ast_expr *of, const struct token *element, struct ast_expr *source, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_AGGREGATE, at);
    expr->aggregate = (enum ast_aggregate)aggregate->number;
    with(p, expr, of);
    if (element) {
        expr->name = build_path(p, element);
        with(p, expr, source);
    }
    return checked(p, expr);
}

struct ast_expr *build_share(struct parse *p, struct ast_expr *condition, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_AGGREGATE, at);
    expr->aggregate = AST_SHARE;
    return checked(p, with(p, expr, condition));
}

struct ast_expr *build_quantifier(struct parse *p, const struct token *quantifier, const struct token *element, struct ast_expr *source, struct ast_expr *condition, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_QUANT, at);
    expr->quantifier = (enum ast_quantifier)quantifier->number;
    expr->name = build_path(p, element);
    return checked(p, with(p, with(p, expr, source), condition));
}

/* ---- cells of tables ---- */

struct ast_expr *build_compare(struct parse *p, enum ast_op op, struct ast_expr *value, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_COMPARE, at);
    expr->op = op;
    return checked(p, with(p, expr, value));
}

struct ast_expr *build_cell_test(struct parse *p, struct span at)
{
    struct token word = { .text = span_text(p->diags->sources, at), .span = at };
    return build_name(p, &word);
}

struct ast_expr *build_range(struct parse *p, struct ast_expr *low, int open, struct ast_expr *high, struct span at)
{
    struct ast_expr *expr = ast_expr(p->arena, AST_E_RANGE, at);
    expr->open_high = open & 1;
    expr->open_low = open & 2;
    return checked(p, with(p, with(p, expr, low), high));
}

/* ---- texts ---- */

struct ast_expr *build_text(struct parse *p, const struct token *literal, struct ast_expr *inner, struct span at)
{
    struct ast_expr *text = ast_expr(p->arena, AST_E_TEXT, at);
    if (!inner)
        text->text = literal->text;
    return build_text_more(p, text, literal, inner);
}

struct ast_expr *build_text_more(struct parse *p, struct ast_expr *text, const struct token *literal, struct ast_expr *inner)
{
    if (!inner || literal->text.n > 0)
        ast_add_part(p->arena, text, literal->text, NULL);
    if (inner)
        ast_add_part(p->arena, text, (struct str){ 0 }, inner);
    return checked(p, text);
}

struct ast_expr *build_text_end(struct parse *p, struct ast_expr *text, const struct token *literal, struct span at)
{
    if (literal->text.n > 0)
        ast_add_part(p->arena, text, literal->text, NULL);
    text->span = at;
    return text;
}

struct token *build_plain_text(struct parse *p, struct ast_expr *text, struct token *last, struct span at)
{
    (void)text;
    struct diag *diag = diag_add(p->diags, DIAG_STRING, at, "this text is taken as it stands: it cannot hold a {…}");
    diag_hint(p->diags, diag, "for a brace itself write {{ and }}; in SQL a value is :name");
    return last;
}
