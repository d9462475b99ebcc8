#include "check/program.h"

const char *expr_op_name(enum expr_op op)
{
    static const char *const names[] = {
#define EXPR(name, sentence) [EXPR_##name] = #name,
#include "check/expr_ops.def"
#undef EXPR
    };
    return names[op];
}

enum expr_op expr_op_mirrored(enum expr_op op)
{
    switch (op) {
    case EXPR_LT: return EXPR_GT;
    case EXPR_LE: return EXPR_GE;
    case EXPR_GT: return EXPR_LT;
    case EXPR_GE: return EXPR_LE;
    default: return op;
    }
}
