/* The door of check: ASTs to a program. */
#ifndef BYLAW_CHECK_CHECK_H
#define BYLAW_CHECK_CHECK_H

#include "check/program.h"
#include "syntax/ast.h"

/* Makes one program of FILES (in the order in which their rules count: used files come before their users; each once).
 * Everything is in ARENA, which must live as long as the program. Yields NULL if DIAGS has errors afterwards that leave open what
 * the policy says; others (diag->understood) leave a program that is good for looking at its cases and never for deciding. PATTERNS (empty at first) gets the compiled patterns of `matches`; it is the caller's, who frees it with
 * pattern_pool_free when the program is done with, also after errors or a jump. */
const struct program *check_policy(struct arena *arena, struct diags *diags, const struct sources *sources,
                                   struct ast_file *const *files, uint32_t n_files, struct pattern_pool *patterns);

#endif
