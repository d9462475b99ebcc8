/* Effective, unless, because, cite: what may stand at a rule, an arm, a group and a table alike. */
#include "check/parts.h"

/* From is the first day, until the first day after: a time that ends before it begins holds never. */
static bool in_order(struct checker *c, const struct ast_effective *effective)
{
    if (!effective->has_from || !effective->has_until || effective->from < effective->until)
        return true;
    struct diag *diag = diag_add(c->diags, DIAG_EFFECTIVE, effective->span, "this is never in effect: its 'until' is not after its 'from'");
    diag_hint(c->diags, diag, "'until' names the first day on which it no longer holds");
    return false;
}

static struct expr *time_of(struct checker *c, const struct ast_effective *effective)
{
    return effective && in_order(c, effective) ? make_effective(c, effective) : NULL;
}

static struct expr *file_time(struct checker *c, uint32_t file)
{
    if (!c->file_effective) {
        c->file_effective = arena_array(c->arena, struct expr *, c->n_files);
        c->file_effective_made = arena_array(c->arena, bool, c->n_files);
    }
    if (!c->file_effective_made[file])
        c->file_effective[file] = time_of(c, c->files[file]->effective);
    c->file_effective_made[file] = true;
    return c->file_effective[file];
}

struct expr *clauses_own_effective(struct checker *c, const struct ast_clauses *clauses)
{
    return time_of(c, clauses->effective);
}

struct expr *clauses_effective(struct checker *c, uint32_t file, const struct ast_clauses *clauses)
{
    struct expr *both[] = { file_time(c, file), time_of(c, clauses->effective) };
    if (!both[0] || !both[1])
        return both[0] ? both[0] : both[1];
    return make_logic(c, EXPR_AND, both[1]->span, both, 2);
}

struct expr *clauses_unless(struct checker *c, const struct ast_clauses *clauses)
{
    VEC(struct expr *) all = { 0 };
    for (uint32_t i = 0; i < clauses->unless.n; i++) {
        struct expr *one = check_condition(c, clauses->unless.at[i]);
        if (one)
            vec_push(c->arena, &all, one);
    }
    if (all.n == 0)
        return NULL;
    return make_logic(c, EXPR_OR, span_join(all.at[0]->span, all.at[all.n - 1]->span), all.at, all.n);
}

struct expr *clauses_because(struct checker *c, const struct ast_clauses *clauses)
{
    return clauses->because ? check_expr(c, clauses->because, type_simple(TYPE_TEXT)) : NULL;
}

void clauses_cite(const struct ast_clauses *clauses, struct arm *arm)
{
    if (clauses->cite.n == 0)
        return;
    arm->cite = clauses->cite.at;
    arm->n_cite = clauses->cite.n;
}
