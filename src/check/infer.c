/* The door of inference: facts of a policy that declares none. */
#include "check/infer.h"

static struct infer_kind **definition_kinds(struct infer *in)
{
    struct checker *c = in->c;
    struct infer_kind **kinds = arena_array(c->arena, struct infer_kind *, c->definitions.n);
    for (uint32_t i = 0; i < c->definitions.n; i++)
        kinds[i] = infer_kind(in, K_ANY, c->definitions.at[i]->made.span);
    return kinds;
}

/* Kpis when all else is through: what they name besides changes no decision. */
static void walk(struct infer *in)
{
    const struct checker *c = in->c;
    for (in->file = 0; in->file < c->n_files; in->file++)
        for (uint32_t i = 0; i < c->files[in->file]->statements.n; i++) {
            const struct ast_statement *statement = c->files[in->file]->statements.at[i];
            if ((statement->kind == AST_S_KPI) == in->figures)
                infer_statement(in, statement);
        }
}

void infer_facts(struct checker *c)
{
    struct infer in = { .c = c };
    map_init(&in.names, c->arena);
    in.definitions = definition_kinds(&in);
    walk(&in);
    in.figures = true;
    walk(&in);
    infer_settle(&in);
    infer_enter(&in);
}
