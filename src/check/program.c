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
