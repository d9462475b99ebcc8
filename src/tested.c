#include "tested.h"

static struct str folder_of(struct str path)
{
    uint32_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return str_slice(path, 0, n);
}

/* Marks in NAMED the sources that FILE, of scenarios, uses. */
static bool mark_uses(const struct policy *policy, const struct ast_file *file, struct arena *arena, bool *named)
{
    bool any = false;
    for (uint32_t i = 0; i < file->statements.n; i++) {
        const struct ast_statement *use = file->statements.at[i];
        if (use->kind != AST_S_USE)
            continue;
        struct str path = str_cat(arena, folder_of(source_at(&policy->sources, file->source)->name), use->text);
        for (uint32_t k = 0; k < policy->sources.all.n; k++)
            if (str_eq(source_at(&policy->sources, k)->name, path))
                any = named[k] = true;
    }
    return any;
}

const bool *tested_sources(struct arena *arena, const struct policy *policy)
{
    bool *named = arena_array(arena, bool, policy->sources.all.n), any = false;
    for (uint32_t i = 0; i < policy->n_files; i++)
        if (str_ends(source_at(&policy->sources, policy->files[i]->source)->name, STR(".scenarios")))
            any = mark_uses(policy, policy->files[i], arena, named) || any;
    for (uint32_t i = 0; i < policy->sources.all.n && !any; i++)
        named[i] = true;
    return named;
}
