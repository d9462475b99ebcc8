/* Names that are declared and never used. A name counts as used wherever it stands again as a name, in whatever sense: what is told is certain. */
#include "checking.h"

#include "check/reads.h"
#include "syntax/ast.h"

/* The standard library speaks of nothing that a policy declares, though its words may be the same. */
static bool is_standard(const struct checking *c, uint32_t file)
{
    return c->policy->pack_of.at[c->policy->files[file]->source] == 0;
}

/* How often NAME stands in the policy: as a name, the first part of one, or a parameter of SQL. */
static uint32_t count_name(struct checking *c, struct str name)
{
    uint32_t n = 0;
    struct str param = str_printf(&c->arena, ":%.*s", STR_ARG(name));
    for (uint32_t i = 0; i < c->policy->n_files && n < 2; i++)
        for (uint32_t k = 0; k < c->policy->tokens[i].all.n && n < 2 && !is_standard(c, i); k++) {
            const struct token *token = &c->policy->tokens[i].all.at[k];
            struct str text = token_may_name(token->kind) ? token->text : STR("");
            bool first = text.n > name.n && text.p[name.n] == '.' && str_eq(str_slice(text, 0, name.n), name);
            n += str_eq(text, name) || first || (text.n > param.n && str_find(text, param) >= 0);
        }
    return n;
}

static bool is_used(struct checking *c, struct str name) { return count_name(c, name) > 1; }

static void tell(struct checking *c, struct span span, const char *what, struct str name)
{
    struct finding *finding = findings_add(&c->findings, FINDING_UNUSED, DIAG_UNUSED, span, "%s '%.*s' is never used", what, STR_ARG(name));
    finding->fix = STR("take it out, or use it");
    vec_push(&c->arena, &c->told, finding);
}

static void look_at_name(struct checking *c, const char *what, const struct ast_name *name)
{
    if (name->text.n > 0 && !is_used(c, name->text))
        tell(c, name->span, what, name->text);
}

/* Whether rules name some symbol of the set. */
static bool is_named(struct checking *c, const struct ast_type *type)
{
    for (uint32_t i = 0; type != NULL && i < type->symbols.n; i++)
        if (is_used(c, type->symbols.at[i].name.text))
            return true;
    return false;
}

/* Symbols that no rule names, of a set of which rules name others: one finding. In an ordered set a comparison names what lies beyond;
 * of two, one is named by what the other is not. */
static void look_at_symbols(struct checking *c, const struct ast_type *type)
{
    const struct ast_name *first = NULL;
    if (type == NULL || type->kind != TYPE_SET || type->ordered || type->symbols.n <= 2 || !is_named(c, type))
        return;
    c->out.n = 0;
    for (uint32_t i = 0; i < type->symbols.n; i++) {
        const struct ast_name *name = &type->symbols.at[i].name;
        if (is_used(c, name->text))
            continue;
        buf_printf(&c->out, "%s'%.*s'", first ? ", " : "", STR_ARG(name->text));
        first = first ? first : name;
    }
    if (first) {
        struct finding *finding = findings_add(&c->findings, FINDING_UNUSED, DIAG_UNUSED, first->span, "no rule names %.*s, while rules name others of the set",
                                               (int)c->out.n, c->out.p);
        finding->fix = STR("if cases have it and all is well, allow it with a reason; else a rule or a row was forgotten");
        vec_push(&c->arena, &c->told, finding);
    }
    c->out.n = 0;
}

/* What names a case, and the moment, are read without a rule. */
static bool is_for_bylaw(struct str name) { return str_is(name, "case_id") || str_is(name, "id") || str_is(name, "now"); }

static void look_at_facts(struct checking *c, const struct ast_statement *statement, const bool *read)
{
    const struct program *program = c->program;
    for (uint32_t i = 0; i < statement->facts.n; i++) {
        const struct ast_fact *fact = &statement->facts.at[i];
        for (uint32_t k = 0; k < program->n_facts; k++)
            if (str_eq(program->facts[k].name, fact->name.text) && !read[k] && !is_for_bylaw(fact->name.text) && !is_used(c, fact->name.text))
                tell(c, fact->name.span, "the fact", fact->name.text);
        look_at_symbols(c, fact->type);
    }
}

static void look_at(struct checking *c, const struct ast_statement *statement, const bool *read)
{
    if (statement->kind == AST_S_FACTS)
        look_at_facts(c, statement, read);
    if (statement->kind == AST_S_DEFINE)
        look_at_name(c, "the definition", &statement->name);
    if (statement->kind == AST_S_TEMPLATE)
        look_at_name(c, "the template", &statement->name);
    if (statement->kind == AST_S_LOOKUP)
        look_at_name(c, "the lookup", &statement->name);
    if (statement->kind == AST_S_TYPE) {
        if (!is_named(c, statement->type))
            look_at_name(c, "the type", &statement->name);
        look_at_symbols(c, statement->type);
    }
    for (uint32_t i = 0; statement->kind == AST_S_PARTY && i < statement->members.n; i++)
        look_at_name(c, "the party", &statement->members.at[i].name);
}

/* A file without rules is there for others to use. */
static bool decides(const struct program *program)
{
    bool any = program->n_units > 0 || program->n_guarantees > 0;
    for (uint32_t i = 0; i < program->n_definitions; i++)
        any = any || program->definitions[i].output;
    return any;
}

void checking_names(struct checking *c)
{
    const bool *read = reads_program(&c->arena, c->program);
    for (uint32_t i = 0; i < c->policy->n_files && decides(c->program); i++) {
        const struct ast_file *file = c->policy->files[i];
        for (uint32_t k = 0; k < file->statements.n && c->policy->named.at[file->source]; k++)
            look_at(c, file->statements.at[k], read);
    }
}
