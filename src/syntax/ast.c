#include "syntax/ast.h"

struct ast_expr *ast_expr(struct arena *arena, enum ast_kind kind, struct span span)
{
    struct ast_expr *expr = arena_new(arena, struct ast_expr);
    expr->kind = kind;
    expr->span = span;
    expr->depth = 1;
    return expr;
}

/* Adds ITEM's depth to EXPR's, its place too. */
static void hold(struct ast_expr *expr, const struct ast_expr *item)
{
    if (expr->depth <= item->depth)
        expr->depth = item->depth + 1;
    if (item->span.from < expr->span.from)
        expr->span.from = item->span.from;
    if (item->span.to > expr->span.to)
        expr->span.to = item->span.to;
}

void ast_add(struct arena *arena, struct ast_expr *expr, struct ast_expr *item)
{
    vec_push(arena, &expr->items, item);
    hold(expr, item);
}

void ast_add_part(struct arena *arena, struct ast_expr *text, struct str literal, struct ast_expr *inner)
{
    struct ast_text_part part = { .text = literal, .expr = inner };
    vec_push(arena, &text->parts, part);
    if (inner)
        hold(text, inner);
}

struct ast_expr *ast_binary(struct arena *arena, enum ast_op op, struct ast_expr *left, struct ast_expr *right)
{
    struct ast_expr *expr = ast_expr(arena, AST_E_BINARY, left->span);
    expr->op = op;
    ast_add(arena, expr, left);
    ast_add(arena, expr, right);
    return expr;
}

struct ast_expr *ast_unary(struct arena *arena, enum ast_op op, struct span at, struct ast_expr *operand)
{
    struct ast_expr *expr = ast_expr(arena, AST_E_UNARY, at);
    expr->op = op;
    ast_add(arena, expr, operand);
    return expr;
}

static bool extends(const struct ast_expr *left, enum ast_op op)
{
    return left->kind == AST_E_LOGIC && left->op == op && !left->parenthesized;
}

struct ast_expr *ast_logic(struct arena *arena, enum ast_op op, struct ast_expr *left, struct ast_expr *right)
{
    struct ast_expr *expr = left;
    if (!extends(left, op)) {
        expr = ast_expr(arena, AST_E_LOGIC, left->span);
        expr->op = op;
        ast_add(arena, expr, left);
    }
    ast_add(arena, expr, right);
    return expr;
}

struct ast_statement *ast_statement(struct arena *arena, enum ast_statement_kind kind, struct span span)
{
    struct ast_statement *statement = arena_new(arena, struct ast_statement);
    statement->kind = kind;
    statement->span = span;
    return statement;
}
