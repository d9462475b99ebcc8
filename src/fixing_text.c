/* A text without what was taken out of it, and the difference as a unified diff. */
#include "fixing.h"

#include "scenario/scenario_update.h"
#include "syntax/ast.h"

static void mark(bool *gone, struct span span, bool is)
{
    for (uint32_t at = span.from; at < span.to; at++)
        gone[at] = is;
}

/* A list of which names are gone: the commas between those that stay stay; with the last one goes the word before the list. */
static void settle_list(struct fixing *fixing, bool *gone, const ast_names *names)
{
    uint32_t n = 0, before = UINT32_MAX;
    for (uint32_t i = 0; i < names->n; i++)
        n += gone[names->at[i].span.from];
    if (n == 0)
        return;
    struct span whole = span_join(names->at[0].span, names->at[names->n - 1].span);
    bool *kept = arena_array(&fixing->c->arena, bool, names->n);
    for (uint32_t i = 0; i < names->n; i++)
        kept[i] = !gone[names->at[i].span.from];
    if (n == names->n) {
        whole.from = fixing_word_before(fixing, whole.source, whole.from);
        mark(gone, fixing_part(fixing, whole), true);
        return;
    }
    mark(gone, whole, true);
    for (uint32_t i = 0; i < names->n; i++) {
        if (!kept[i])
            continue;
        mark(gone, names->at[i].span, false);
        if (before != UINT32_MAX)
            mark(gone, (struct span){ whole.source, names->at[i - 1].span.to, names->at[i].span.from }, false);
        before = i;
    }
}

static void settle_statement(struct fixing *fixing, bool *gone, const struct ast_statement *statement)
{
    settle_list(fixing, gone, &statement->clauses.overrides);
    if (statement->kind == AST_S_ACTION)
        settle_list(fixing, gone, &statement->names);
    if (statement->kind == AST_S_RULE)
        settle_list(fixing, gone, &statement->rule->clauses.overrides);
    for (uint32_t i = 0; statement->kind == AST_S_GROUP && i < statement->rules.n; i++)
        settle_list(fixing, gone, &statement->rules.at[i]->clauses.overrides);
}

/* For each byte of SOURCE whether it is taken out. */
static bool *gone_of(struct fixing *fixing, uint32_t source, struct str text)
{
    const struct policy *policy = fixing->c->policy;
    bool *gone = arena_array(&fixing->c->arena, bool, text.n + 1);
    for (uint32_t i = 0; i < fixing->all.n; i++) {
        const struct fix *fix = fixing->all.at[i];
        for (uint32_t k = 0; fix->kept && k < fix->ranges.n; k++)
            if (fix->ranges.at[k].source == source)
                mark(gone, fix->ranges.at[k], true);
    }
    for (uint32_t i = 0; i < policy->n_files; i++)
        for (uint32_t k = 0; policy->files[i]->source == source && k < policy->files[i]->statements.n; k++)
            settle_statement(fixing, gone, policy->files[i]->statements.at[k]);
    return gone;
}

static struct str text_of(struct fixing *fixing, uint32_t source) { return source_at(&fixing->c->policy->sources, source)->text; }

struct str fixing_text(struct fixing *fixing, uint32_t source)
{
    struct str text = text_of(fixing, source);
    const bool *gone = gone_of(fixing, source, text);
    char *left = arena_alloc(&fixing->c->arena, text.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++)
        if (!gone[i])
            left[n++] = text.p[i];
    left[n] = '\0';
    return (struct str){ left, n };
}

/* ---- the difference ---- */

struct str fixing_diff(struct fixing *fixing, uint32_t source)
{
    struct str text = text_of(fixing, source);
    struct arena *arena = &fixing->c->arena;
    const bool *gone = gone_of(fixing, source, text);
    VEC(struct scenario_edit) edits = { 0 };
    for (uint32_t at = 0; at < text.n; at++) {
        if (!gone[at])
            continue;
        struct scenario_edit edit = { .from = at, .text = STR("") };
        while (at < text.n && gone[at])
            at++;
        edit.to = at;
        vec_push(arena, &edits, edit);
    }
    fixing->c->out.n = 0;
    return scenario_diff(arena, source_at(&fixing->c->policy->sources, source)->name, text, fixing_text(fixing, source), edits.at, edits.n, &fixing->c->out);
}
