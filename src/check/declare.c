/* What a policy declares, in the order in which declarations need each other. */
#include "check/declare.h"

void declare_each(struct checker *c, enum ast_statement_kind kind, declare_act *act)
{
    for (uint32_t file = 0; file < c->n_files; file++)
        for (uint32_t i = 0; i < c->files[file]->statements.n; i++)
            if (c->files[file]->statements.at[i]->kind == kind)
                act(c, file, c->files[file]->statements.at[i]);
}

void declare_all(struct checker *c)
{
    declare_lost(c);
    declare_heads(c);
    declare_types(c);
    declare_parties(c);
    declare_verbs(c);
    declare_facts(c);
    declare_definitions(c);
    declare_outputs(c);
}
